"""When an article was published and changed: which of the page's dates are its own."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.dates import parse_date
from crawler.extract.page import text_of
from crawler.extract.select import elements
from crawler.extract.source import Found, Source
from crawler.extract.text import absolute, clean
from crawler.site import DATE_SELECTORS, UNKNOWN_DATE_SELECTORS, UPDATED_PATTERN
from crawler.urls import is_day_archive
from crawler.zone import ALMATY

EARLIEST = datetime(2005, 1, 1, tzinfo=ALMATY)
"""No article is older."""
LATEST = timedelta(days=1)
"""No article is published later than this after it was fetched."""

_UPDATED = re.compile(UPDATED_PATTERN, re.IGNORECASE)
_HEADS = '*[self::h1 or self::time or (self::a and contains(@href, "/20"))]'
_HEAD = etree.XPath(f"descendant::{_HEADS}")
_CANDIDATES = 2000
"""Links and times around a headline that are looked at."""
_DATE_THINGS = frozenset(("webpage", "itempage"))
_META_DATES = ("pubdate", "publishdate", "publish-date", "date", "dc.date.issued", "dc.date", "dcterms.created")


class Date(NamedTuple):
    """A time in Almaty's zone, and the string it was read from."""

    when: datetime
    raw: str


class Reading(NamedTuple):
    """What one source says of a time."""

    texts: tuple[str, ...]
    """Its strings, best first: an attribute, the text."""
    source: str
    day: date | None = None
    """The day of the day archive it is linked to."""


def published(source: Source, body: Element | None) -> Found[Date] | None:
    """When it was published.

    The first source whose time can be; if none can, the first that says any.

    :param body: where the body begins, if the site's selectors found it: the article's own dates come before it.
    """
    impossible: Found[Date] | None = None
    for reading in _publications(source, body):
        found = _date(reading, source)
        if found and EARLIEST <= found.when <= source.fetched_at + LATEST:
            return Found(found, reading.source)
        if found and impossible is None:
            impossible = Found(found, reading.source)
    return impossible


def modified(source: Source) -> Found[Date] | None:
    """When it was last changed, as the page gives it; impossible dates are left out."""
    page = source.page
    readings = [Reading((text,), "jsonld") for text in source.linked("dateModified")]
    readings += [Reading((text,), "og") for text in (page.meta("article:modified_time", "og:updated_time"),) if text]
    readings += [Reading((text,), "microdata") for text in source.props("dateModified")]
    readings += [Reading((text,), "meta") for text in (page.meta("last-modified", "dcterms.modified"),) if text]
    for reading in readings:
        found = _date(reading, source)
        if found and EARLIEST <= found.when <= source.fetched_at + LATEST:
            return Found(found, reading.source)
    return None


def _publications(source: Source, body: Element | None) -> Iterator[Reading]:
    """All that the page says of its publication, the best first."""
    page = source.page
    for selector in DATE_SELECTORS:
        own = [e for e in page.select(selector) if not page.hidden(e) and not source.foreign(e)]
        yield from (Reading(_texts(e), f"site:{selector}", _linked_day(e, source)) for e in own)
    links, times = _head(source, body)
    yield from (Reading(_texts(link), "site:day-archive-link", _linked_day(link, source)) for link in links)
    yield from (Reading((t,), "jsonld") for key in ("datePublished", "dateCreated") for t in source.linked(key))
    if text := page.meta("article:published_time", "og:article:published_time", "og:published_time", "og:pubdate"):
        yield Reading((text,), "og")
    yield from (Reading((text,), "microdata") for text in source.props("datePublished"))
    if text := page.meta(*_META_DATES):
        yield Reading((text,), "meta")
    for thing in page.things:
        if not _DATE_THINGS.isdisjoint(structured.types(thing)):
            yield from (Reading((text,), "jsonld") for text in structured.texts(thing.get("datePublished")))
    for selector in UNKNOWN_DATE_SELECTORS:
        yield from (Reading(_texts(e), "generic") for e in page.select(selector)[:3] if _is_own(e, source))
    yield from (Reading(_texts(e), "generic:time") for e in times)


def _head(source: Source, body: Element | None) -> tuple[list[Element], list[Element]]:
    """The links to day archives and the `time` elements around the headline, those after it first."""
    links: list[Element] = []
    times: list[Element] = []
    earlier: list[Element] = []
    started = not source.page.headings
    found = elements(_HEAD, source.page.root) if body is None else _before(source.page.root, body)
    for element in deque(found, maxlen=_CANDIDATES):  # those nearest to the body
        if element.tag == "h1" and not started:
            started = True
            earlier, links = links, []
        elif element.tag == "time" and started and _is_own(element, source):
            times.append(element)
        elif element.tag == "a" and _day_of(element, source) and _is_own(element, source):
            links.append(element)
    return (links + earlier[::-1])[:3], times[:3]


def _before(root: Element, body: Element) -> Iterator[Element]:
    """The headlines, times and links before *body*, in document order: in one pass, where XPath takes a square."""
    for element in root.iter("h1", "time", "a", str(body.tag)):
        if element is body:
            return
        if element.tag in ("h1", "time") or (element.tag == "a" and "/20" in (element.get("href") or "")):
            yield element


def _is_own(element: Element, source: Source) -> bool:
    """Whether *element* is seen, stands in no part about something else, and is no time of a change."""
    if source.page.hidden(element) or source.foreign(element) or element.get("itemprop") == "dateModified":
        return False
    before = element.getprevious()
    parent = element.getparent()
    beside = before.tail if before is not None else parent.text if parent is not None else ""
    return _UPDATED.search(beside or "") is None and _UPDATED.search(text_of(element)) is None


def _day_of(link: Element, source: Source) -> date | None:
    """The day whose archive *link* leads to."""
    href = link.get("href") or ""
    url = absolute(href, source.base) if "/20" in href else None
    if not url or not is_day_archive(url) or source.origins.edition_of(url) is None:
        return None
    try:
        return date(*map(int, urlsplit(url).path.split("/")[1:4]))
    except ValueError:
        return None


def _linked_day(element: Element, source: Source) -> date | None:
    """The day whose archive *element* is, is in, or holds a link to."""
    around = [element, *element.iter("a"), *element.iterancestors("a")]
    return next(filter(None, (_day_of(link, source) for link in around)), None)


def _texts(element: Element) -> tuple[str, ...]:
    """What *element* says of a time: its attribute, its text."""
    return tuple(filter(None, (clean(element.get("datetime") or element.get("content") or ""), _spaced(element))))


def _spaced(element: Element) -> str:
    """The text in *element*, its parts parted: a date and a time stand in elements of their own."""
    return clean(" ".join(map(str, element.itertext())))


def _date(reading: Reading, source: Source) -> Date | None:
    """The first text that is a time; a later one of the same day that is more exact wins over a bare day."""
    best: Date | None = None
    for text in reading.texts:
        when = _parse(text, reading.day, source.fetched_at)
        if when is None:
            continue
        more_exact = best and ":" not in best.raw and ":" in text and when.date() == best.when.date()
        if best is None or more_exact:
            best = Date(when, clean(text))
    return best


def _parse(text: str, day: date | None, fetched_at: datetime) -> datetime | None:
    """The time that *text* says. The day archive it is linked to knows the year, which the text may not say, and on
    a page that was made before midnight and fetched after it, which day "today" was."""
    when = parse_date(text, fetched_at=fetched_at)
    if when is None or day is None or when.date() == day:
        return when
    if (when.month, when.day) == (day.month, day.day) or when > fetched_at:
        then = parse_date(text, fetched_at=datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ALMATY))
        return then if then and then.date() == day else when
    return when
