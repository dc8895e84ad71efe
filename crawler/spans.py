"""Spans of days as people give them: ``2026-10-01``, ``7d``, ``2w``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_BACK = re.compile(r"(\d{1,5})([dw])")


@dataclass(frozen=True, slots=True)
class Span:
    """Days in Almaty, both ends included."""

    since: date
    until: date

    def days(self) -> Iterator[date]:
        """Each day, newest first."""
        for back in range((self.until - self.since).days + 1):
            yield self.until - timedelta(days=back)

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until


def read_day(text: str, today: date) -> date:
    """The day that *text* names: ``2026-10-01``, or ``7d``, ``2w``: so many days or weeks before *today*.

    :raises ValueError: if it names none.
    """
    back = _BACK.fullmatch(text.strip())
    try:
        if back:
            return today - timedelta(days=int(back[1]) * (7 if back[2] == "w" else 1))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            return date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{text} is no day: give it as 2026-10-01, or as 7d or 2w for so long ago")


def read_span(since: str, until: str | None, today: date) -> Span:
    """The span from *since* until *until*, or until *today*.

    :raises ValueError: if one of them is no day, or it ends before it begins.
    """
    first = read_day(since, today)
    last = min(read_day(until, today), today) if until else today
    if first > last:
        raise ValueError(f"{first} to {last} is no span: it ends before it begins")
    return Span(first, last)
