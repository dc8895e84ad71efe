"""Filling in a range of days."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler import settings
from crawler.replica import Replica, ReplicaArticle
from crawler.spans import read_span
from crawler.zone import ALMATY
from tests.conftest import FAST, Site
from tests.test_kill import whole_lines

PER_EDITION = 400


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Site]:
    """A replica with some weeks of articles."""
    with Replica(seed=3, articles={"en": PER_EDITION, "ru": 60, "kk": 60}) as replica:
        site = Site(replica, tmp_path / "data")
        yield site
        site.close()


def day_of(article: ReplicaArticle) -> date:
    return article.published.astimezone(ALMATY).date()


def of_days(site: Site, since: date, until: date, edition: str = "en") -> set[str]:
    return {article.id for article in site.replica.articles(edition) if since <= day_of(article) <= until}


def today() -> date:
    return datetime.now(ALMATY).date()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def archive(site: Site, since: date, until: date, *args: str, code: int = 0) -> str:
    spans = ("-a", f"since={since}", "-a", f"until={until}")
    return site.crawl("archive", *spans, *args, code=code).stdout


@pytest.mark.parametrize("via", ["days", "sitemaps", "days,sitemaps"])
def test_exactly_the_range(old: Site, via: str) -> None:
    archive(old, ago(9), ago(4), "-a", f"via={via}")
    assert set(old.ids()) == of_days(old, ago(9), ago(4))
    assert of_days(old, ago(9), ago(4)), "there is something to find"


def test_days_are_almatys(old: Site) -> None:
    midnight = datetime.combine(ago(5), datetime.min.time(), ALMATY)
    before, after = (
        old.replica.publish("en", 1, time=(midnight + timedelta(seconds=s)).astimezone(timezone.utc))[0]
        for s in (-30, 30)
    )
    archive(old, ago(5), ago(5), "-a", "via=days")
    assert after.id in old.ids()
    assert before.id not in old.ids()


def test_finished_days_are_not_read_again(old: Site) -> None:
    archive(old, ago(9), ago(4))
    old.replica.reset_log()
    archive(old, ago(9), ago(4), "-a", "via=days")
    assert old.asked() == []
    archive(old, ago(9), ago(4), "-a", "via=days", "-a", "fresh=1")
    assert len(old.asked()) >= 6


def test_today_is_never_finished(old: Site) -> None:
    """Not even when it was read by a clock that was two days ahead."""
    old.environment = {"SHIFTED_HOURS": "48"}
    shifted = json.dumps(settings.EXTENSIONS | {"tests.faulty.Shifted": 1})
    archive(old, ago(1), today(), "-a", "via=days", "-s", f"EXTENSIONS={shifted}")
    new = old.replica.publish("en", 1)[0]
    archive(old, ago(1), today(), "-a", "via=days")
    assert new.id in old.ids()


def test_a_dry_run_lists_and_takes_nothing(old: Site) -> None:
    printed = archive(old, ago(9), ago(4), "-a", "dry_run=1").split()
    expected = {article.url for article in old.replica.articles("en") if ago(9) <= day_of(article) <= ago(4)}
    assert set(printed) == expected
    assert len(printed) == len(set(printed))
    assert old.ids() == []
    archive(old, ago(9), ago(4))
    assert archive(old, ago(9), ago(4), "-a", "dry_run=1") == ""


def test_the_purposes_stay_apart(old: Site) -> None:
    old.latest()
    process = old.start("crawl", "archive", "-a", f"since={ago(20)}", *FAST, "-s", "DOWNLOAD_DELAY=0.05")
    wait_until(lambda: len(old.articles_asked()) > 60)
    process.kill()
    process.communicate()
    known = set(old.ids())
    old.replica.reset_log()
    old.latest()
    assert set(old.ids()) == known, "latest does not work off the archive's links"
    old.crawl("archive", "-a", f"since={ago(20)}")
    assert set(old.ids()) >= of_days(old, ago(20), today())


def wait_until(condition: object, seconds: float = 60) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_kills(old: Site) -> None:
    chance = random.Random(5)
    seen = dict[str, list[bytes]]()
    for _ in range(8):
        process = old.start("crawl", "archive", "-a", f"since={ago(20)}", *FAST, "-s", "ORDA_BATCH_SIZE=5")
        time.sleep(chance.uniform(0.4, 1.0))
        process.kill()
        process.communicate()
        seen = whole_lines(old, seen)
    old.crawl("archive", "-a", f"since={ago(20)}")
    assert set(old.ids()) == of_days(old, ago(20), today())


def test_a_waiting_run_goes_first_between_two_slices(old: Site) -> None:
    slices = ("-s", "ORDA_SLICE_SECONDS=2", "-s", "DOWNLOAD_DELAY=0.05")
    process = old.start("crawl", "archive", "-a", f"since={ago(20)}", *FAST, *slices)
    wait_until(lambda: len(old.articles_asked()) > 5)
    old.latest("-a", "wait=30", "-a", "editions=ru")
    assert len(old.ids("ru")) == 30
    known = old.replica.article("ru", old.ids("ru")[0]).url
    assert process.poll() is None, "the archive crawl is still at work"
    # It has the lock again, but for the moments between two slices.
    assert 75 in [old.scrapy("crawl", "article", "-a", f"url={known}").returncode for _ in range(4)]
    out, err = process.communicate(timeout=100)
    assert (process.returncode, out, err) == (0, "", "")
    assert set(old.ids("en")) == of_days(old, ago(20), today())


def test_a_day_that_fails_is_not_finished(old: Site) -> None:
    day = ago(6)
    old.replica.answer("en", f"/{day:%Y/%m/%d}/*", status=500)
    archive(old, ago(9), ago(4), "-a", "via=days", code=69)
    assert not set(old.ids()) & of_days(old, day, day)
    old.replica.clear_answers()
    archive(old, ago(9), ago(4), "-a", "via=days")
    assert set(old.ids()) == of_days(old, ago(9), ago(4))


def test_outside_of_its_hours_it_asks_nothing(old: Site) -> None:
    hour = datetime.now(ALMATY).hour
    archive(old, ago(9), ago(4), "-a", f"hours={(hour + 2) % 24}-{(hour + 3) % 24}")
    assert old.replica.requests == []


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("since=yesterday",),
        ("since=2026-13-01",),
        ("since=2026-02-01", "until=2026-01-01"),
        ("since=7d", "via=feeds"),
        ("since=7d", "hours=1"),
        ("since=7d", "dry_run=maybe"),
        ("since=7d", "untill=3d"),
    ],
)
def test_wrong_arguments(old: Site, args: tuple[str, ...]) -> None:
    result = old.scrapy("crawl", "archive", *(part for arg in args for part in ("-a", arg)))
    assert result.returncode == 64
    assert result.stderr.count("\n") == 1


def test_spans() -> None:
    now = date(2026, 1, 3)
    span = read_span("7d", None, now)
    assert (span.since, span.until) == (date(2025, 12, 27), now)
    assert [day.isoformat() for day in read_span("2025-12-31", "2026-01-01", now).days()] == [
        "2026-01-01",
        "2025-12-31",
    ]
    assert read_span("2w", "2027-01-01", now).until == now
    for wrong in ("soon", "2026-1-1", "9999999d", "-3d"):
        with pytest.raises(ValueError, match="is no day"):
            read_span(wrong, None, now)
