"""Selectors that hold for a time, for :mod:`crawler.site`."""

from __future__ import annotations

from datetime import datetime


class RulesError(ValueError):
    """An entry of site.py that cannot be used. The message says which, and what to give."""


class Dated(str):
    """A selector that holds for what was fetched from *valid_from* on and before *valid_until*, or one of the two.

    Both are times with an offset, ``2026-11-22T14:00:00+05:00``. For a name that means something else since: an old
    capture is read by the rules of its time. A selector that finds nothing any more needs no dates.

    :raises RulesError: for another time.
    """

    valid_from: datetime | None
    valid_until: datetime | None

    def __new__(cls, selector: str, valid_from: str | None = None, valid_until: str | None = None) -> Dated:
        dated = super().__new__(cls, selector)
        dated.valid_from = _time(selector, "valid_from", valid_from)
        dated.valid_until = _time(selector, "valid_until", valid_until)
        return dated

    def holds(self, at: datetime) -> bool:
        """Whether it does for what was fetched *at* that time."""
        return not ((self.valid_from and at < self.valid_from) or (self.valid_until and at >= self.valid_until))


def _time(selector: str, name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = datetime.min
    if time.tzinfo is None:
        example = "2026-11-22T14:00:00+05:00"
        raise RulesError(
            f'crawler/site.py: Dated("{selector}", {name}="{text}"): give a time with an offset: {example}'
        )
    return time
