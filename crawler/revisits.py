"""When articles that have a record are looked at again, and when one that is missing counts as removed.

The rules are pure and their figures stand here; the ledger keeps what they need to know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

MINUTE, HOUR, DAY = 60, 3600, 86400

SCHEDULE = (30 * MINUTE, 2 * HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
"""Seconds after which an article is looked at again, counted from its publication or from its last change."""
ABSENT_AGAIN = (HOUR, 6 * HOUR, 12 * HOUR, DAY)
"""Seconds until an article that was missing is looked for again, after the first, second, … time; then the last."""
FAILED_AGAIN = HOUR
"""Seconds until the next look at an article whose page failed, or whose absence was not believed."""
DOUBTED_AGAIN = DAY
"""… at an article whose page says something else that is not believed, unless it is due before."""
SIGHTINGS, SPAN = 3, 36 * HOUR
"""An article counts as removed when it was missing so many times in a row, over at least so many seconds."""
MANY_SPAN = 7 * DAY
"""… over so many seconds if a good part of its edition is missing: more likely the site is unwell."""
MANY, MANY_SHARE = 5, 0.2
"""More articles than so many, and more than this share of those that are looked at, are a good part."""
LATE = 2 * DAY
"""A look for a missing article that comes so much later than planned begins the count anew: nobody knows what was
there meanwhile."""
FULL_LOOK = 2 * DAY
"""Seconds after which a look is made without a condition: validators that never change would hide every change."""
CONTROLS = 3
"""How many other articles are looked at before it is believed that many are missing or changed; one, if one is."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How often and how long; times in seconds."""

    schedule: tuple[int, ...] = SCHEDULE
    sightings: int = SIGHTINGS
    span: int = SPAN

    @property
    def longest(self) -> int:
        """Seconds: no look is planned for later than in so long."""
        return max(*SCHEDULE, *self.schedule)

    def next_look(self, since: int, now: int) -> int | None:
        """When an article is looked at next that was published, or changed last, at *since*; None: no more."""
        return next((since + step for step in self.schedule if since + step > now), None)

    def removed(self, sightings: int, since: int, now: int, *, missing: int, watched: int) -> bool:
        """Whether an article counts as removed that was missing *sightings* times in a row, first at *since*.

        :param missing: how many articles of its edition are missing now; *watched*: how many are looked at.
        """
        many = missing > max(MANY, MANY_SHARE * watched)
        return sightings >= self.sightings and now - since >= (max(self.span, MANY_SPAN) if many else self.span)


def again(sightings: int, now: int) -> int:
    """When an article that was missing for the *sightings*-th time is looked for again."""
    return now + ABSENT_AGAIN[min(sightings, len(ABSENT_AGAIN)) - 1]


_WORD = re.compile(r"\w{4,}")
KEPT = 0.2
"""A revision has at least so much of the words of the headline or of the text before."""


def estranged(headline: str, text: str, other_headline: str, other_text: str) -> bool:
    """Whether an article of which so little is left is more likely another page that was answered in its place."""
    return _kept(headline, other_headline) < KEPT and _kept(text, other_text) < KEPT


def _kept(before: str, after: str) -> float:
    words = set(_WORD.findall(before.casefold()))
    return len(words & set(_WORD.findall(after.casefold()))) / len(words) if words else 0.0


_AGO = re.compile(r"\bago\b|назад|бұрын|\bjust now\b|только что|жаңа ғана|қазір ғана", re.IGNORECASE)
_THAT_DAY = re.compile(r"today|yesterday|сегодня|вчера|бүгін|кеше", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d\d|(?<![\d.])\d{1,2}\.\d\d(?![\d.])")
_ROUGH = (
    (re.compile(r"\bmin|мин", re.IGNORECASE), 10 * MINUTE),
    (re.compile(r"\bh(?:ou)?rs?\b|час|сағат|\bч\b", re.IGNORECASE), HOUR + 10 * MINUTE),
)
"""How far "5 minutes ago" and "2 hours ago" may lie from the exact time, in seconds; all else a day."""


def vaguer(known: str, read: str, raw: str, known_raw: str = "") -> bool:
    """Whether the date *read* says no more than the date *known* (both ISO 8601), or only something less exact.

    The same minute without its seconds; the same day without a time; "2 hours ago", which is another time at each look;
    and whatever "2 hours ago" may have meant when that was all there was to know;
    "today" at the same minute of another day, which only says that a clock was set, or that it is past midnight.

    :param raw: the string that it was read from; *known_raw*: that of the other.
    """
    if _AGO.search(raw) or known[:16] == read[:16]:
        return True
    if _AGO.search(known_raw):
        span = next((seconds for unit, seconds in _ROUGH if unit.search(known_raw)), DAY)
        return abs((datetime.fromisoformat(known) - datetime.fromisoformat(read)).total_seconds()) <= span
    if _THAT_DAY.search(raw) and known[11:16] == read[11:16]:
        return True
    return known[:10] == read[:10] and read[11:19] == "00:00:00" and not _CLOCK.search(raw)


def headline_hash(headline: str) -> int:
    """63 bits of *headline*, whatever its spaces and letter case."""
    digest = blake2b(" ".join(headline.split()).casefold().encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}


def durations(text: str) -> tuple[int, ...]:
    """The durations in *text*, as in ``30m,2h,1d``, in seconds; none for an empty text.

    :raises ValueError: if there is something else in it, or they do not grow.
    """
    seconds = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = re.fullmatch(r"([1-9]\d{0,5})([mhd])", part)
        if match is None:
            raise ValueError(f"{part!r} is no duration: give 30m, 2h or 1d")
        seconds.append(int(match[1]) * _UNITS[match[2]])
    if sorted(set(seconds)) != seconds:
        raise ValueError(f"{text!r} does not grow")
    return tuple(seconds)
