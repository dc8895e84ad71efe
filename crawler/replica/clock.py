"""Almaty's time, and how the site writes it, without the machine's time-zone database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHANGE = datetime(2024, 2, 29, 18, tzinfo=timezone.utc)
"""Midnight of 2024-03-01 at UTC+6: the moment Almaty went over to UTC+5."""
BEFORE, SINCE = timezone(timedelta(hours=6)), timezone(timedelta(hours=5))

TODAY = {"en": "Today", "ru": "Сегодня", "kk": "Бүгін"}
YESTERDAY = {"en": "Yesterday", "ru": "Вчера", "kk": "Кеше"}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(),
}
YEARLESS = timedelta(days=300)
"""How long the site leaves the year out: a day and month alone must stay unambiguous."""


def utc_now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(timezone.utc)


def almaty(moment: datetime) -> datetime:
    """The aware *moment* in Almaty's time, with the offset that Almaty had then."""
    return moment.astimezone(BEFORE if moment < CHANGE else SINCE)


def spoken(moment: datetime, now: datetime, edition: str) -> str:
    """*moment* as a reader of *edition* sees it at *now*: ``Today 14:05``, ``Вчера 09:30``, ``12 қараша 18:20``."""
    local, today = almaty(moment), almaty(now).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return f"{TODAY[edition]} {clock}"
    if local.date() == today - timedelta(days=1):
        return f"{YESTERDAY[edition]} {clock}"
    month = MONTHS[edition][local.month - 1]
    if now - moment < YEARLESS:
        return f"{local.day} {month} {clock}"
    if edition == "kk":
        return f"{local.year} жылғы {local.day} {month} {clock}"
    return f"{local.day} {month} {local.year} {clock}"
