"""The newsroom's time zone, from the pinned ``tzdata`` package and not from whatever the machine has."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from crawler.site import TIME_ZONE

with Path(tzdata.__file__).with_name("zoneinfo").joinpath(TIME_ZONE).open("rb") as _file:
    ALMATY = ZoneInfo.from_file(_file, key=TIME_ZONE)
"""UTC+6 until 2024-03-01, UTC+5 since."""


def utc(moment: datetime) -> str:
    """The aware *moment* in UTC, to the second: ``2026-11-22T10:03:00Z``."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
