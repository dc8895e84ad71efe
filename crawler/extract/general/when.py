"""When an article on a page of unknown make was published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from crawler.extract import structured
from crawler.extract.general.blocks import Block
from crawler.extract.page import Page, text_of
from crawler.extract.structured import Thing
from crawler.extract.text import taken_apart

_KEYS = ("datePublished", "dateCreated", "uploadDate")
_METAS = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "iso-8601-publish-date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "citation_publication_date",
    "rnews:datepublished",
    "date",
)
_ISO = re.compile(
    r"(?<!\d)(?P<Y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"
    r"(?:(?:\s*T\s*|\s*,?\s+)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}|[+-]\d{2}\b)?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?P<Y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<H>\d\d):?(?P<M>\d\d)(?::?(?P<S>\d\d))?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<Y>20\d\d)(?!\d)(?:\D{1,8}(?P<H>\d{1,2})[:.](?P<M>\d{2})(?P<S>)(?P<zone>))?"
)
_IN_ADDRESS = re.compile(r"/(20\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=\D|$)")
_LINE = 60
"""Characters up to which a line of the page may be its date."""


def published(page: Page, articles: Iterable[Thing], blocks: Iterable[Block], url: str) -> str | None:
    """The time in ISO 8601 as the page gives it, from the first source that has both a time of day and a zone.

    If none has both: from the first that has a zone, else a time of day, else a day; None without any.
    """
    best: tuple[int, datetime] | None = None
    for text in _told(page, articles):
        when = read(text)
        if when is None:
            continue
        worth = 2 * (when.tzinfo is not None) + (when.time().replace(microsecond=0).isoformat() != "00:00:00")
        if best is None or worth > best[0]:
            best = (worth, when)
        if worth == 3:
            break
    if best is None and (when := _shown(blocks) or _addressed(url)):
        best = (0, when)
    return best[1].isoformat() if best else None


def _told(page: Page, articles: Iterable[Thing]) -> Iterator[str]:
    for thing in articles:
        for key in _KEYS:
            yield from structured.texts(thing.get(key))
    for name in _METAS:
        yield from page.metas.get(name, ())[:1]
    for element in page.itemprops.get("datePublished", ())[:3]:
        yield element.get("content") or element.get("datetime") or text_of(element)
    for thing in page.things:
        if "webpage" in structured.types(thing):
            yield from structured.texts(thing.get("datePublished"))
    times = [e for e in page.root.iter("time") if e.get("datetime")]
    for element in [*(e for e in times if e.get("pubdate") is not None), *times[:1]]:
        yield element.get("datetime") or ""


def _shown(blocks: Iterable[Block]) -> datetime | None:
    """The date in the first short line that has one in figures."""
    lines = (block.text for block in blocks if len(block.text) <= _LINE and not block.linked)
    return next((when for line in lines if (when := read(line))), None)


def _addressed(url: str) -> datetime | None:
    match = _IN_ADDRESS.search(taken_apart(url).path)
    return _made({"Y": match[1], "m": match[2], "d": match[3]}) if match else None


def read(text: str) -> datetime | None:
    """The time that *text* says in ISO 8601, RFC 2822, seconds of the epoch, or as `31.12.2024`; None if it says none.

    It has a zone only if *text* gives one.
    """
    text = text.strip()[:200]
    if re.fullmatch(r"1\d{9}(\d{3})?", text):
        return datetime.fromtimestamp(int(text[:10]), timezone.utc)
    match = _ISO.search(text) or _BASIC.fullmatch(text) or _DAY_FIRST.search(text)
    if match:
        return _made(match.groupdict())
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _made(parts: dict[str, str | None]) -> datetime | None:
    """The time of *parts*; None if there is no such time."""
    numbers = [int(parts.get(name) or 0) for name in "YmdHMS"]
    zone = (parts.get("zone") or "").upper()
    tz = timezone.utc if zone in ("Z", "UTC", "GMT") else None
    if zone and tz is None:
        minutes = int(zone[1:3]) * 60 + int(zone[-2:] if len(zone) > 3 else 0)
        tz = timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes)) if minutes < 24 * 60 else None
    try:
        return datetime(*numbers, tzinfo=tz)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
