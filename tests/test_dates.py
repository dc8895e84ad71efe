"""Dates: a golden table for three languages, and that nothing of the machine or of the text can upset them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.extract.dates import is_date, parse_date
from crawler.zone import ALMATY

FETCHED = "2026-11-22T10:03:00+00:00"  # 15:03 in Almaty
NEW_YEAR = "2026-12-31T19:30:00+00:00"  # 00:30 on 1 January 2027 in Almaty, still 2026 in Greenwich
BEFORE_CHANGE = "2024-02-29T17:30:00+00:00"  # 23:30 in Almaty, UTC+6
AFTER_CHANGE = "2024-03-01T10:00:00+00:00"  # 15:00 in Almaty, UTC+5

YEARS = (
    *("2026 ж. 22 қараша", "2026ж. 22 қар.", "22 қараша 2026 ж.", "22 қар. 2026ж.", "жексенбі, 22 қараша 2026 ж."),
    *("2026 жылдың 22 қарашасы", "2026 жылдың 22 қарашасында", "2026 жылғы 22 қараша күні", "22-қараша, 2026 жыл"),
    *("22.11.2026 ж.", "22.11.2026ж.", "22.11.2026 г.", "22.11.2026г."),
    *("22 нояб. 2026 г.", "22 ноября 2026г.", "22 ноября 2026 года", "вс, 22 ноября 2026"),
)
"""22 November 2026 with the word "year" and others, as Kazakh and Russian have them."""
GOLDEN = [
    # ISO 8601; Almaty was UTC+6 until the end of February 2024
    (FETCHED, "2024-02-29T23:59:59", "2024-02-29T23:59:59+06:00"),
    (FETCHED, "2024-03-01T00:30:00", "2024-03-01T00:30:00+05:00"),
    (FETCHED, "2024-02-29T12:00:00Z", "2024-02-29T18:00:00+06:00"),
    (FETCHED, "2024-03-01T12:00:00Z", "2024-03-01T17:00:00+05:00"),
    (FETCHED, "2024-03-01T12:00:00+06:00", "2024-03-01T11:00:00+05:00"),
    (FETCHED, "2023-07-01T12:00:00+0600", "2023-07-01T12:00:00+06:00"),
    (FETCHED, "2005-01-01", "2005-01-01T00:00:00+06:00"),
    (FETCHED, "2025-11-12T18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12T18:20+05", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12T18:20:11.987654321+05:00", "2025-11-12T18:20:11+05:00"),
    (FETCHED, "2025-11-12T18:20:11,5-03:30", "2025-11-13T02:50:11+05:00"),
    (FETCHED, "2025-11-12 18:20:11", "2025-11-12T18:20:11+05:00"),
    (FETCHED, "2025-11-12 18:20:11 +0500", "2025-11-12T18:20:11+05:00"),
    (FETCHED, "2025-11-12T18:20:00 UTC+05:00", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12T18:20:00 GMT+0500", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12 06:20 PM", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12T24:00:00+05:00", "2025-11-13T00:00:00+05:00"),
    (FETCHED, "2025-11-12T18", "2025-11-12T18:00:00+05:00"),
    (FETCHED, "12 ноября 18:20 · 1234 просмотров", "2026-11-12T18:20:00+05:00"),
    (FETCHED, "12 ноября 18:20 · 2024 просмотра", "2026-11-12T18:20:00+05:00"),
    (FETCHED, "12th of November 2025 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12 18:20 UTC", "2025-11-12T23:20:00+05:00"),
    (FETCHED, "20251112T182011Z", "2025-11-12T23:20:11+05:00"),
    (FETCHED, "2025-11-12t18:20:11z", "2025-11-12T23:20:11+05:00"),
    (FETCHED, "2025/11/12 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "2025-11-12, 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "18:20 2025-11-12", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "1762953600", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "1762953600000", "2025-11-12T18:20:00+05:00"),
    # RFC 2822
    (FETCHED, "Wed, 12 Nov 2025 18:20:00 +0500", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "Wed, 12 Nov 2025 13:20:00 GMT", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "Thu, 29 Feb 2024 12:00:00 -0000", "2024-02-29T18:00:00+06:00"),
    # relative days
    (FETCHED, "Сегодня 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "Сегодня, в 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "СЕГОДНЯ\xa014:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "Вчера 09:30", "2026-11-21T09:30:00+05:00"),
    (FETCHED, "Позавчера 09:30", "2026-11-20T09:30:00+05:00"),
    (FETCHED, "Today 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "Today at 2:05 PM", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "Yesterday, 09:30", "2026-11-21T09:30:00+05:00"),
    (FETCHED, "Бүгін 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "Бүгін, сағат 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "Кеше 09:30", "2026-11-21T09:30:00+05:00"),
    (FETCHED, "Вчера", "2026-11-21T00:00:00+05:00"),
    (NEW_YEAR, "Today 00:10", "2027-01-01T00:10:00+05:00"),
    # A page from before midnight, fetched after it; a clock may be some minutes ahead
    (NEW_YEAR, "Today 23:50", "2026-12-31T23:50:00+05:00"),
    (NEW_YEAR, "Бүгін, 23:50", "2026-12-31T23:50:00+05:00"),
    (NEW_YEAR, "Сегодня 00:40", "2027-01-01T00:40:00+05:00"),
    (NEW_YEAR, "Yesterday 23:50", "2026-12-31T23:50:00+05:00"),
    ("2024-02-29T19:05:00+00:00", "Сегодня 23:50", "2024-02-29T23:50:00+06:00"),
    (NEW_YEAR, "Вчера 23:50", "2026-12-31T23:50:00+05:00"),
    (BEFORE_CHANGE, "Бүгін 23:00", "2024-02-29T23:00:00+06:00"),
    (AFTER_CHANGE, "Вчера 23:00", "2024-02-29T23:00:00+06:00"),
    (AFTER_CHANGE, "Сегодня 14:00", "2024-03-01T14:00:00+05:00"),
    (FETCHED, "5 minutes ago", "2026-11-22T14:58:00+05:00"),
    (FETCHED, "an hour ago", "2026-11-22T14:03:00+05:00"),
    (FETCHED, "2 hours ago", "2026-11-22T13:03:00+05:00"),
    (FETCHED, "3 days ago", "2026-11-19T15:03:00+05:00"),
    (FETCHED, "5 минут назад", "2026-11-22T14:58:00+05:00"),
    (FETCHED, "минуту назад", "2026-11-22T15:02:00+05:00"),
    (FETCHED, "час назад", "2026-11-22T14:03:00+05:00"),
    (FETCHED, "2 часа назад", "2026-11-22T13:03:00+05:00"),
    (FETCHED, "2 дня назад", "2026-11-20T15:03:00+05:00"),
    (FETCHED, "5 минут бұрын", "2026-11-22T14:58:00+05:00"),
    (FETCHED, "2 сағат бұрын", "2026-11-22T13:03:00+05:00"),
    (FETCHED, "бір сағат бұрын", "2026-11-22T14:03:00+05:00"),
    (FETCHED, "3 күн бұрын", "2026-11-19T15:03:00+05:00"),
    (FETCHED, "just now", "2026-11-22T15:03:00+05:00"),
    (FETCHED, "только что", "2026-11-22T15:03:00+05:00"),
    # a month without a year: the most recent such day
    (FETCHED, "12 ноября 18:20", "2026-11-12T18:20:00+05:00"),
    (FETCHED, "22 ноября 23:59", "2026-11-22T23:59:00+05:00"),
    (FETCHED, "23 ноября 00:00", "2025-11-23T00:00:00+05:00"),
    (FETCHED, "12 November 18:20", "2026-11-12T18:20:00+05:00"),
    (FETCHED, "November 12, 18:20", "2026-11-12T18:20:00+05:00"),
    (FETCHED, "22 қараша 18:20", "2026-11-22T18:20:00+05:00"),
    (FETCHED, "31 желтоқсан, 10:00", "2025-12-31T10:00:00+05:00"),
    (FETCHED, "1 мая", "2026-05-01T00:00:00+05:00"),
    (FETCHED, "29 февраля 10:00", "2024-02-29T10:00:00+06:00"),
    (NEW_YEAR, "31 декабря 23:50", "2026-12-31T23:50:00+05:00"),
    (NEW_YEAR, "1 января 00:10", "2027-01-01T00:10:00+05:00"),
    (NEW_YEAR, "2 January 10:00", "2026-01-02T10:00:00+05:00"),
    (NEW_YEAR, "1 қаңтар 00:10", "2027-01-01T00:10:00+05:00"),
    (AFTER_CHANGE, "29 ақпан 10:00", "2024-02-29T10:00:00+06:00"),
    (AFTER_CHANGE, "2 наурыз 10:00", "2023-03-02T10:00:00+06:00"),
    # with a year
    (FETCHED, "12 ноября 2025, 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "12 ноября 2025 года в 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "18:20, 12 ноя 2025", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "Опубликовано: 29 февраля 2024 г., 18:20", "2024-02-29T18:20:00+06:00"),
    (FETCHED, "12.11.2025 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "12.11.2025, 18:20:05", "2025-11-12T18:20:05+05:00"),
    (FETCHED, "18:20 / 12.11.2025", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "12.11.25 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "12-11-2025, 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "November 12, 2025 6:20 PM", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "Nov. 12, 2025, 12:05 a.m.", "2025-11-12T00:05:00+05:00"),
    (FETCHED, "Wednesday, 12th November 2025 at 18:20", "2025-11-12T18:20:00+05:00"),
    (FETCHED, "Sept 1st, 2025", "2025-09-01T00:00:00+05:00"),
    (FETCHED, "12 November 2025, 6pm", "2025-11-12T18:00:00+05:00"),
    (FETCHED, "2026 жылғы 22 қараша", "2026-11-22T00:00:00+05:00"),
    (FETCHED, "2026 жылғы 22 қарашада 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "2026 ж. 22 қараша, 14:05", "2026-11-22T14:05:00+05:00"),
    (FETCHED, "22 қараша 2026", "2026-11-22T00:00:00+05:00"),
    (FETCHED, "22 қар. 2026 ж. 14:05", "2026-11-22T14:05:00+05:00"),
    *((FETCHED, text, "2026-11-22T00:00:00+05:00") for text in YEARS),
    *((FETCHED, f"{text}, 13:47", "2026-11-22T13:47:00+05:00") for text in YEARS),
    # nothing that is a date
    (FETCHED, "", None),
    (FETCHED, "14:05", None),
    (FETCHED, "ноябрь 2025", None),
    (FETCHED, "32 ноября 18:20", None),
    (FETCHED, "31 ноября 18:20", None),
    (FETCHED, "30.02.2025", None),
    (FETCHED, "2025-13-01", None),
    (FETCHED, "0000-00-00 00:00:00", None),
    (FETCHED, "2025-11-12T25:00:00", None),
    (FETCHED, "2025-11-12T18:20:00+99:00", None),
    (FETCHED, "9999-12-31T23:59:59-10:00", None),
    (FETCHED, "some words about May", None),
    (FETCHED, "12 months of 2025", None),
    (FETCHED, "x" * 1000 + " 12.11.2025", None),
]
GOLDEN += [
    (FETCHED, f"12 {name} 2025", f"2025-{month:02d}-12T00:00:00+05:00")
    for names in (
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
        "қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда қарашада желтоқсанда",
    )
    for month, name in enumerate(names.split(), 1)
]


def read(fetched: str, text: str) -> str | None:
    found = parse_date(text, fetched_at=datetime.fromisoformat(fetched))
    return found.isoformat() if found else None


@pytest.mark.parametrize(("fetched", "text", "expected"), GOLDEN)
def test_golden(fetched: str, text: str, expected: str | None) -> None:
    assert read(fetched, text) == expected


def test_the_machine_has_no_influence() -> None:
    """The whole table again where the machine's zone is far away and its zone database a wrong one."""
    program = (
        "import time, zoneinfo; assert time.timezone == -14 * 3600; from tests.test_dates import GOLDEN, read;"
        "wrong = [row for row in GOLDEN if read(*row[:2]) != row[2]]; assert not wrong, wrong"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Asia").mkdir()
        Path(folder, "Asia", "Almaty").write_bytes(b"TZif is not what this is")
        env = {**os.environ, "PYTHONTZPATH": folder, "TZ": "LINT-14", "PYTHONPATH": str(Path(__file__).parents[1])}
        done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


times = st.datetimes(datetime(2005, 1, 2), datetime(2040, 1, 1), timezones=st.just(timezone.utc)).map(
    lambda when: when.replace(microsecond=0)
)


@given(times, st.integers(-14 * 4, 14 * 4))
def test_iso_round_trip(when: datetime, quarters: int) -> None:
    text = when.astimezone(timezone(timedelta(minutes=15 * quarters))).isoformat()
    for form in (text, text.replace("T", " "), text[:-3] + text[-2:]):
        found = parse_date(form, fetched_at=when)
        assert found == when
        assert found.tzinfo is ALMATY


@given(times, times)
def test_local_forms_round_trip(when: datetime, fetched: datetime) -> None:
    local = when.astimezone(ALMATY)
    for form in ("%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%B %d, %Y %I:%M:%S %p", "%a, %d %b %Y %H:%M:%S"):
        found = parse_date(local.strftime(form), fetched_at=fetched)
        assert found is not None
        assert found.replace(tzinfo=None) == local.replace(tzinfo=None)


@given(st.dates(date(2005, 1, 1), date(2040, 1, 1)), times)
@example(date(2024, 2, 29), datetime(2026, 11, 22, tzinfo=timezone.utc))
def test_without_a_year_it_is_the_most_recent(day: date, fetched: datetime) -> None:
    found = parse_date(f"{day.day} {day:%B}", fetched_at=fetched)
    today = fetched.astimezone(ALMATY).date()
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert found.date() <= today
    assert (today - found.date()).days <= (366 if day.month != 2 or day.day != 29 else 8 * 366)


@given(st.text(), times)
@example("1" * 400, datetime(2026, 1, 1, tzinfo=timezone.utc))
@example("²² ноября ٣٣:٤٤", datetime(2026, 1, 1, tzinfo=timezone.utc))
@example("99999 days ago", datetime(2026, 1, 1, tzinfo=timezone.utc))
@example("9999 weeks ago", datetime(2026, 1, 1, tzinfo=timezone.utc))
def test_no_text_upsets_it(text: str, fetched: datetime) -> None:
    found = parse_date(text, fetched_at=fetched)
    assert found is None or found.tzinfo is ALMATY


pieces = st.sampled_from(
    [*"0123456789:.,-+/ TZ", "12", "2025", "ноября", "May", "қараша", "ago", "час", "назад", "am", "Today", "GMT"]
)


@given(st.lists(pieces, max_size=25).map("".join), times)
def test_no_near_date_upsets_it(text: str, fetched: datetime) -> None:
    found = parse_date(text, fetched_at=fetched)
    assert found is None or found.microsecond == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 ноября 18:20", True),
        ("Среда, 12 ноября 2025 г.", True),
        ("Today at 2:05 PM", True),
        ("Бүгін, сағат 14:05", True),
        ("2025-11-12T18:20:00+05:00", True),
        *((text, True) for text in YEARS),
        *((f"{text}, 13:47", True) for text in YEARS),
        ("22 қараша, сағ. 13:47", True),
        ("12 Nov 2025 13:20 UTC", True),
        ("2025-11-12, 18:20 (UTC+5)", True),
        ("18:20", True),
        ("вчера", True),
        ("12 November: the talks", False),
        ("As we reported yesterday", False),
        ("2026 ж. 22 қараша: келіссөздер", False),
        ("2026 ж.", False),
        ("22 ж.", False),
        ("May", False),
        ("2025", False),
        ("5", False),
        ("", False),
    ],
)
def test_what_is_a_date_and_nothing_else(text: str, expected: bool) -> None:
    assert is_date(text) is expected
