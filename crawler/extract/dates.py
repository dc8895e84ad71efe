"""Dates as news sites write them, in three languages, to times in the newsroom's zone.

The zone's rules come from the pinned ``tzdata`` package, not from what the machine has, so that a page gives the same
record everywhere. Nothing here reads a clock: relative days are relative to when the page was fetched.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from crawler.extract.late import late
from crawler.extract.text import clean, holds
from crawler.zone import ALMATY

_MONTHS = (
    # Stems of at least three letters, unique among the three languages; a month is any word that starts with one and
    # is one of the forms below.
    "january jan|январь января янв|қаңтар қаң",
    "february feb|февраль февраля фев февр|ақпан ақп",
    "march mar|март марта мар|наурыз нау",
    "april apr|апрель апреля апр|сәуір сәу",
    "may|май мая|мамыр мам",
    "june jun|июнь июня июн|маусым мау",
    "july jul|июль июля июл|шілде шіл",
    "august aug|август августа авг|тамыз там",
    "september sep sept|сентябрь сентября сен сент|қыркүйек қыр",
    "october oct|октябрь октября окт|қазан қаз",
    "november nov|ноябрь ноября ноя нояб|қараша қар",
    "december dec|декабрь декабря дек|желтоқсан жел",
)
_MONTH = {form: n for n, forms in enumerate(_MONTHS, 1) for form in forms.replace("|", " ").split()}
_KAZAKH_MONTH = {forms.split("|")[2].split()[0]: n for n, forms in enumerate(_MONTHS, 1)}

_TODAY = frozenset("today сегодня бүгін".split())
_YESTERDAY = frozenset("yesterday вчера кеше".split())
_BEFORE_YESTERDAY = ("day before yesterday", "позавчера", "алдыңғы күні", "алдыңгүні")
_NOW = ("just now", "только что", "жаңа ғана", "қазір ғана")
_AGO_WORDS = ("ago", "назад", "бұрын")
_AGO = late(rf"\b(?:{'|'.join(_AGO_WORDS)})\b")
_HALF_HOUR = ("half an hour", "полчаса", "жарты сағат")
_AMOUNT = late(r"(?:(\d{1,4})|\b(an?|one|бір|одну?|один)\b)?\s*\b([^\W\d_]+)\.?\s+(?:ago|назад|бұрын)\b")
_UNITS = (
    ("sec", "сек", "seconds"),
    ("min", "мин", "minutes"),
    ("hour", "час", "hours"),
    ("hr", "сағат", "hours"),
    ("day", "дн", "days"),
    ("", "день", "days"),
    ("", "күн", "days"),
    ("week", "недел", "weeks"),
    ("", "апта", "weeks"),
)
_MONTHS_AGO = (("month", 1), ("месяц", 1), ("ай", 1), ("year", 12), ("год", 12), ("лет", 12), ("жыл", 12))
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "ut": 0, "msk": 180, "мск": 180, "est": -300, "edt": -240, "cst": -360}
_ZONES |= {"cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "bst": 60}

_ISO = late(
    r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.]?)(?P<m>\d{2})(?P=sep)(?P<d>\d{2})(?!\d)"
    r"(?:(?:\s*t\s*|\s*,?\s+)(?P<H>\d{2})(?::?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d{1,12})?)?|(?<=t\d\d)(?!\d))"
    r"(?:\s*(?P<half>a\.?m\b|p\.?m\b)\.?)?"
    r"\s*(?P<zone>(?:utc|gmt)?\s*[+-]\d{2}(?::?\d{2})?(?!\d)|z\b|utc\b|gmt\b)?)?"
)
_TIME = late(
    r"(?<![\d:.])(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d{1,12})?)?(?![\d:])"
    r"(?:\s*(?P<half>a\.?m\b|p\.?m\b)\.?)?"
    r"(?:\s*\(?(?P<zone>(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?(?!\d)|\b[a-zмск]{1,4}\b))?"
)
_HOUR = late(r"(?<![\d:.])(?P<H>\d{1,2})(?P<M>)(?P<S>)\s*(?P<half>a\.?m\b|p\.?m\b)(?P<zone>)")
_DOTTED = late(r"(?<![\d:.])(?P<H>[01]?\d|2[0-3])\.(?P<M>[0-5]\d)(?P<S>)(?P<zone>)(?![\d.:])")
"""A time with a full stop; only beside a month's name."""
_NUMBERS = late(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d])")
_TOKEN = late(r"\d+|[^\W\d_]+")
_ORDINAL = late(r"(?<=\d)(?:st|nd|rd|th|-?го|-?ші|-?шы)\b")
_YEAR = late(r"(?:19|20)\d\d")
_COUNTED = ("view", "read", "comment", "просмотр", "прочтен", "коммент", "қаралым", "рет", "пікір")
_DATE_WORDS = frozenset(
    # What else stands in a date: prepositions, "year", "hour", "day", days of the week, halves of a day, zones
    """
    at on of the am pm a p m st nd rd th го ші шы в во г гг год года t
    ж жж жыл жылы жылғы жылдың күні сағат сағ utc gmt msk мск
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
    дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі
    """.split()
)
_EPOCH = late(r"\d{10}(?:\d{3})?")
_LONGEST = 200
"""Characters; what is longer is no date."""
_AHEAD = timedelta(minutes=15)
"""How far ahead of ours the clock of the site may go."""


def parse_date(text: str, *, fetched_at: datetime) -> datetime | None:
    """The time that *text* says, to the second, in Almaty's zone; None if it says none.

    ISO 8601 in all usual forms, RFC 2822, epoch seconds, `12.11.2025 18:20`, day and month by name with or without
    a year, today and yesterday, and "5 minutes ago", in English, Russian and Kazakh. Without an offset it is Almaty's
    time; without a time, midnight; without a year, the most recent such day that is not after the day of *fetched_at*.
    "Today" at a time that is still to come is yesterday.

    :param fetched_at: when the page was fetched; aware.
    """
    line = _exact(clean(text[: _LONGEST * 5]).casefold())
    if not line or len(line) > _LONGEST:
        return None
    now = fetched_at.astimezone(ALMATY).replace(microsecond=0)
    try:
        when = _absolute(line) or _relative(line, now) or _named(line, now)
        return when and when.astimezone(ALMATY)
    except (ValueError, OverflowError):
        return None


def is_date(text: str) -> bool:
    """Whether *text* is a day or a time of day, or both, and says nothing else."""
    line = clean(text[: _LONGEST * 5]).casefold()
    if not line or len(line) > _LONGEST:
        return False
    words = 0
    relative = False
    for token in _TOKEN.finditer(line):
        word = token[0]
        words += 1
        if word in _TODAY or word in _YESTERDAY or _month(word):
            relative = True
        elif word not in _DATE_WORDS and not (word.isdecimal() and len(word) <= 4):
            return False
    return (relative and (words > 1 or not _month(line))) or bool(
        _clock(line) or _NUMBERS.search(line) or _ISO.search(line)
    )


def says_time(text: str) -> bool:
    """Whether *text* has a time of day."""
    return _clock(clean(text[: _LONGEST * 5]).casefold()) is not None


def is_rough(text: str) -> bool:
    """Whether *text* says how long ago something was, which is no exact time."""
    line = _exact(clean(text[: _LONGEST * 5]).casefold())
    return _AGO.search(line) is not None or holds(line, _NOW)


def _exact(line: str) -> str:
    """*line* without "an hour ago" where it gives a day and a time of day as well."""
    if not holds(line, _AGO_WORDS):
        return line
    rest = _AMOUNT.sub(" ", line)
    if rest == line or not _clock(rest):
        return line
    named = any(word in _TODAY or word in _YESTERDAY or _month(word) for word in _TOKEN.findall(rest))
    return rest if named or _NUMBERS.search(rest) or _ISO.search(rest) else line


def _absolute(line: str) -> datetime | None:
    """The time of a line that has its date in figures."""
    if _EPOCH.fullmatch(line):
        return datetime.fromtimestamp(int(line[:10]), timezone.utc)
    if match := _ISO.search(line):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        rest = line[: match.start()] + " " + line[match.end() :]
        return _at(year, month, day, match if match["H"] else _clock(rest))
    if match := _NUMBERS.search(line):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if month > 12 and match[2] == "/":
            day, month = month, day
        return _at(
            year + 2000 if year < 100 else year, month, day, _clock(line[: match.start()] + " " + line[match.end() :])
        )
    return None


def _relative(line: str, now: datetime) -> datetime | None:
    """The time of a line that counts from *now*."""
    if holds(line, _NOW):
        return now
    if _AGO.search(line):
        return _ago(line, now)
    words = set(_TOKEN.findall(line))
    days = next((n for n, names in enumerate((_TODAY, _YESTERDAY)) if words & names), None)
    if holds(line, _BEFORE_YESTERDAY):
        days = 2
    if days is None:
        return None
    when = _on(now.date() - timedelta(days=days), line)
    # A page that a cache kept over midnight says "today" of what is yesterday by now.
    return _on(now.date() - timedelta(days=1), line) if not days and when > now + _AHEAD else when


def _on(day: date, line: str) -> datetime:
    """The time on *day* that *line* says."""
    return _at(day.year, day.month, day.day, _clock(line))


def _ago(line: str, now: datetime) -> datetime | None:
    if holds(line, _HALF_HOUR):
        return now.astimezone(timezone.utc) - timedelta(minutes=30)
    match = _AMOUNT.search(line)
    if not match:
        return None
    if months := next((n for unit, n in _MONTHS_AGO if match[3].startswith(unit)), 0):
        year, month = divmod(now.year * 12 + now.month - 1 - months * int(match[1] or 1), 12)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
    for english, other, unit in _UNITS:
        if (english and match[3].startswith(english)) or match[3].startswith(other):
            # In Universal Time: an hour ago is an hour ago across a change of offset too.
            return now.astimezone(timezone.utc) - timedelta(**{unit: int(match[1] or 1)})
    return None


def _named(line: str, now: datetime) -> datetime | None:
    """The time of a line that names its month."""
    clock = _clock(line) or _DOTTED.search(line)
    if clock:
        line = line[: clock.start()] + " " + line[clock.end() :]
    words = [word for word in _TOKEN.findall(_ORDINAL.sub("", line)) if word != "of"]
    at = next((i for i, word in enumerate(words) if _month(word)), None)
    if at is None:
        return None
    month = _month(words[at])
    # A number beside such a word counts readers and is no year.
    beside = zip(["", *words], words, [*words[1:], ""], strict=False)
    years = [w for b, w, a in beside if w.isdecimal() and len(w) == 4 and not (a + " " + b).startswith(_COUNTED)]
    if years and not _YEAR.fullmatch(years[0]):
        return None
    year = int(years[0]) if years else None
    # `12 November`, else `November 12`
    day = next((int(words[i]) for i in (at - 1, at + 1) if 0 <= i < len(words) and _is_day(words[i])), None)
    if day is None:
        return None
    if year is not None:
        return _at(year, month, day, clock)
    today = (now.year, now.month, now.day)
    # Eight years back lies a 29 February in any case; another day that no year has is found in none.
    recent = next(
        (y for y in range(now.year, now.year - 9, -1) if (y, month, day) <= today and day <= monthrange(y, month)[1]),
        None,
    )
    return None if recent is None else _at(recent, month, day, clock)


def _month(word: str) -> int:
    """The month that *word* names, in whatever case; 0 if it names none."""
    # A Kazakh word takes its case at the end: қарашада, қарашаның.
    return _MONTH.get(word) or next((n for name, n in _KAZAKH_MONTH.items() if word.startswith(name)), 0)


def _is_day(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 31


def _clock(line: str) -> re.Match[str] | None:
    return _TIME.search(line) or _HOUR.search(line)


def _at(year: int, month: int, day: int, clock: re.Match[str] | None) -> datetime:
    """The time on a day that *clock* (groups H, M, S, perhaps half and zone) says; midnight without one.

    :raises ValueError: if there is no such day or time.
    """
    if clock is None:
        return datetime(year, month, day, tzinfo=ALMATY)
    groups = clock.groupdict()
    hour = int(groups["H"])
    if half := groups.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(clock.group())
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    midnight = hour == 24 and not int(groups["M"] or 0) and not int(groups["S"] or 0)
    naive = datetime(year, month, day, 0 if midnight else hour, int(groups["M"] or 0), int(groups["S"] or 0))
    naive += timedelta(days=midnight)
    offset = _offset(groups.get("zone") or "")
    return naive.replace(tzinfo=ALMATY if offset is None else timezone(timedelta(minutes=offset)))


def _offset(zone: str) -> int | None:
    """Minutes east of Greenwich that *zone* says; None if it says nothing.

    :raises ValueError: for an offset that cannot be.
    """
    if zone in _ZONES:
        return _ZONES[zone]
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes >= 24 * 60:
        raise ValueError(zone)
    return -minutes if match[1] == "-" else minutes
