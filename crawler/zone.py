"""The newsroom's time zone, from the pinned ``tzdata`` package and not from whatever the machine has."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from crawler.site import TIME_ZONE

with Path(tzdata.__file__).with_name("zoneinfo").joinpath(TIME_ZONE).open("rb") as _file:
    ALMATY = ZoneInfo.from_file(_file, key=TIME_ZONE)
"""UTC+6 until 2024-03-01, UTC+5 since."""


def almaty_day(moment: datetime | int) -> str:
    """The day in Almaty, ``2026-11-22``, of an aware time or of seconds since 1970."""
    if not isinstance(moment, datetime):
        moment = datetime.fromtimestamp(moment, ALMATY)
    return f"{moment.astimezone(ALMATY):%Y-%m-%d}"


def utc(moment: datetime | int) -> str:
    """An aware time, or seconds since 1970, as ISO 8601 in UTC to the second: ``2026-11-22T10:03:00Z``."""
    if not isinstance(moment, datetime):
        moment = datetime.fromtimestamp(moment, timezone.utc)
    return f"{moment.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"


def in_almaty(moment: str) -> datetime:
    """The time in Almaty of *moment*, an ISO 8601 time with offset or in UTC: ``2026-11-22T10:03:00Z``.

    :raises ValueError: if it is none.
    """
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(ALMATY)


def end_of_day(day: date | str) -> float:
    """When *day* (``2026-11-22``) ends in Almaty, in seconds since 1970."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return datetime.combine(day + timedelta(days=1), time(), ALMATY).timestamp()
