"""When an article was published and changed: which of the page's dates are its own."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import bylines, dateline, structured
from crawler.extract.dates import is_date, is_rough, parse_date, says_time
from crawler.extract.late import late
from crawler.extract.page import text_of, within
from crawler.extract.select import elements
from crawler.extract.signs import Signs
from crawler.extract.source import Found, Source
from crawler.extract.text import absolute, clean, fold
from crawler.site import (
    COUNT_PATTERN,
    DATE_SELECTORS,
    LATEST_LABELS,
    PUBLISHED_PATTERN,
    UNKNOWN_DATE_SELECTORS,
    UPDATED_PATTERN,
)
from crawler.urls import is_day_archive
from crawler.zone import ALMATY

EARLIEST = datetime(2005, 1, 1, tzinfo=ALMATY)
"""No article is older."""
LATEST = timedelta(days=1)
"""No article is published later than this after it was fetched."""

_UPDATED = late(UPDATED_PATTERN, re.IGNORECASE)
_ABOUT_DATES = late(rf"{PUBLISHED_PATTERN}|{UPDATED_PATTERN}\w*|{COUNT_PATTERN}", re.IGNORECASE)
_HEADS = '*[self::h1 or self::time or (self::a and contains(@href, "/20"))]'
_HEAD = etree.XPath(f"descendant::{_HEADS}")
_CANDIDATES = 2000
"""Links and times around a headline that are looked at."""
_MARKED = 20
"""Elements marked as the time of publication that are read."""
_ENDS = " :,;|•·—–-/()"
_PARTING = " ,;|·•—–-\t\r\n"
_DATELINES = 2
"""Dates in a body from which they are its text: a chronicle's."""
_BESIDE = 60
"""Characters beside a date that may belong to it."""
_LONGEST = 1000
"""Characters of an element that are read for a date."""
_LOOKED_AT = 300
"""Elements below a body among which its date is looked for."""
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


def published(source: Source, bodies: Sequence[Element]) -> Found[Date] | None:
    """When it was published.

    The first source whose time can be; "two hours ago" only if metadata give none. If none can, the first that says
    any. If there is none, a plain line near the headline.

    :param bodies: what the body is in, if the site's selectors found it: the article's own dates stand around it, and
        mostly before it.
    """
    impossible: Found[Date] | None = None
    rough: Found[Date] | None = None
    for reading in _publications(source, bodies):
        found = _date(reading, source)
        if found and EARLIEST <= found.when <= source.fetched_at + LATEST:
            if not is_rough(found.raw):
                if rough and reading.source.startswith("generic"):
                    break
                return Found(found, reading.source)
            rough = rough or Found(found, reading.source)
        elif found and impossible is None:
            impossible = Found(found, reading.source)
    return rough or impossible or next(_lines(source, bodies), None) or next(_amid(source, bodies), None)


def datelines(source: Source, bodies: Sequence[Element]) -> list[Element]:
    """The elements first or last in *bodies* that hold a date of the article and nothing else: no text of it."""
    found: dict[Element, None] = {}
    for body in bodies:
        dates = (e for e in body.iter("time", "a") if _is_dated(e, source) and is_date(_spaced(e)))
        holders = dict.fromkeys(_holder(e, body) for e in islice(dates, _DATELINES + 1))
        lines = [holder for holder in holders if _is_line(holder)] if len(holders) <= _DATELINES else []
        # One amid the text makes them all times of a chronicle.
        if all(_is_outermost(line, body) for line in lines):
            found |= dict.fromkeys(lines)
    return list(found)


def modified(source: Source, bodies: Sequence[Element]) -> Found[Date] | None:
    """When it was last changed, as the page gives it; impossible dates are left out.

    :param bodies: what the body is in, if the site's selectors found it; else a line near the headline may tell.
    """
    page = source.page
    readings = [Reading((text,), "jsonld") for text in source.linked("dateModified")]
    readings += [Reading((text,), "og") for text in (page.meta("article:modified_time", "og:updated_time"),) if text]
    readings += [Reading((text,), "microdata") for text in source.props("dateModified")]
    readings += [Reading((text,), "meta") for text in (page.meta("last-modified", "dcterms.modified"),) if text]
    if not readings and not bodies and page.heading is not None:
        near = ((dateline.change(e), e) for e in dateline.before_text(page.heading))
        readings += [Reading((said,), "generic:line") for said, e in near if said and _is_seen(e, source)]
    for reading in readings:
        found = _date(reading, source)
        if found and EARLIEST <= found.when <= source.fetched_at + LATEST:
            return Found(found, reading.source)
    return None


def _publications(source: Source, bodies: Sequence[Element]) -> Iterator[Reading]:
    """All that the page says of its publication, the best first."""
    page = source.page
    for selector in DATE_SELECTORS:
        own = (e for e in page.select(selector) if not page.hidden(e) and not source.foreign_to(selector, e))
        for element in islice(own, _MARKED):
            yield _marked(element, selector, source)
    links, times = _head(source, bodies[0] if bodies else None)
    if not bodies:
        times = [e for e in times if e in _near(source)]
    for line in datelines(source, bodies):
        dates = [e for e in line.iter("a", "time") if _is_own(e, source)]
        links += [e for e in dates if e.tag == "a" and _day_of(e, source)]
        times += [e for e in dates if e.tag == "time"]
    yield from (_linked(link, source) for link in links)
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
    if bodies:
        below = _below(source, bodies[-1])
        yield from (_linked(e, source) if e.tag == "a" else Reading(_texts(e), "generic:time") for e in below)


def _marked(element: Element, selector: str, source: Source) -> Reading:
    return Reading(_texts(element), f"site:{selector}", _linked_day(element, source))


def no_publication(element: Element, selector: str, source: Source) -> str:
    """Why *element*, which *selector* found, gives no time of publication; empty if it may."""
    found = _date(_marked(element, selector, source), source)
    if found is None:
        return "says no time"
    if not EARLIEST <= found.when <= source.fetched_at + LATEST:
        return f"says {found.when.isoformat()}, when it cannot have been published"
    return "says only how long ago" if is_rough(found.raw) else ""


def _head(source: Source, body: Element | None) -> tuple[list[Element], list[Element]]:
    """The links to day archives and the `time` elements around the headline, those after it first."""
    links: list[Element] = []
    times: list[Element] = []
    earlier: list[Element] = []
    heading = source.page.heading
    started = heading is None or heading.tag != "h1"
    found = elements(_HEAD, source.page.root) if body is None else _before(source.page.root, body)
    for element in deque(found, maxlen=_CANDIDATES):  # those nearest to the body
        if element is heading:
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


def _below(source: Source, body: Element) -> Iterator[Element]:
    """The dates below *body*, up to the latest-news block: none that stands with a link to another article."""
    outer = set(body.iterancestors())
    after = (sibling for node in (body, *body.iterancestors()) for sibling in node.itersiblings())
    for element in islice((e for sibling in after for e in sibling.iter()), _LOOKED_AT):
        if _is_latest_label(element.text) or _is_latest_label(element.tail):
            return
        if element.tag not in ("time", "a") or not _is_dated(element, source) or not _is_own(element, source):
            continue
        if not _is_with_another(element, outer, source):
            yield element


def _is_with_another(element: Element, outer: Container[Element], source: Source) -> bool:
    """Whether *element* stands with a link to another article, in a part below those in *outer*."""
    near = [element]
    while len(near) < 3 and (parent := near[-1].getparent()) is not None and parent not in outer:
        near.append(parent)
    last = near[-1]
    beside = [e for e in (last.getprevious(), last.getnext()) if e is not None and e.tag == "a"]
    return any(source.leads_elsewhere(a) for part in [*near, *beside] for a in islice(part.iter("a"), 20))


def _lines(source: Source, bodies: Sequence[Element]) -> Iterator[Found[Date]]:
    """The dates in plain lines near the headline, each with the time that stands beside it: none of another article,
    nor one when it cannot have been published."""
    page = source.page
    heading = page.heading
    if heading is None:
        return
    signs = Signs(page, source.address, source.origins)
    readers: dict[Element, bool] = {}
    for element in dateline.before_text(heading):
        if element in bodies:
            return
        texts = _timed(element, dateline.days(element, _spaced(element)))
        found = _date(Reading(tuple(filter(dateline.is_full, texts)), ""), source)
        if found is None or not EARLIEST <= found.when <= source.fetched_at + LATEST:
            continue
        own = _is_in_own_part(element, source) and signs.is_own(element)
        if (
            own
            and not within(element, dateline.is_of_readers, readers)
            and not _is_with_another(element, signs.around_headline, source)
        ):
            yield Found(found, "generic:line")


def _near(source: Source) -> set[Element]:
    """The elements near the headline, all of them without one; below a first paragraph none that shows a time alone."""
    heading = source.page.heading
    if heading is None:
        return set(source.page.root.iter())
    above = set(dateline.before_text(heading, paragraphs=1))
    return {e for e in dateline.before_text(heading) if e in above or not dateline.is_clock(text_of(e))}


def _amid(source: Source, bodies: Sequence[Element]) -> Iterator[Found[Date]]:
    """The `time` elements of a page of unknown make that stand farther from the headline: in the text, perhaps."""
    for element in _head(source, None)[1] if not bodies else ():
        found = _date(Reading(_texts(element), "generic:time"), source)
        if found and EARLIEST <= found.when <= source.fetched_at + LATEST:
            yield Found(found, "generic:time")


def _is_latest_label(text: str | None) -> bool:
    return text is not None and 0 < len(text) < _BESIDE and fold(text) in LATEST_LABELS


def _is_dated(element: Element, source: Source) -> bool:
    """Whether *element* is a `time`, or a link to a day archive."""
    return element.tag == "time" or _day_of(element, source) is not None


def _holder(element: Element, body: Element) -> Element:
    """The outermost element in *body* around the date *element* that says no more than it."""
    while (parent := element.getparent()) is not None and parent is not body and _says_only_dates(parent):
        element = parent
    return element


def beside_headline(source: Source) -> list[Element]:
    """The lines between the headline and the text that say when, or who by, and nothing else: no text, wherever the
    body begins."""
    heading = source.page.heading
    found: list[Element] = []
    for element in dateline.before_text(heading, paragraphs=1) if heading is not None else ():
        parts = dateline.parts(text_of(element))
        named = [part for part in parts if bylines.names(part) or bylines.dated(part)[1]]
        rest = [clean(_ABOUT_DATES.sub(" ", part)).strip(_ENDS) for part in parts if part not in named]
        if named:
            about = all(not part or is_date(part) for part in rest)
        else:
            about = dateline.says_day(" ".join(rest)) and _says_only_dates(element)
        if about and _is_line(element):
            found.append(element)
    return found


def bylines_beside(source: Source) -> list[str]:
    """The names that lines near the headline say."""
    parts = [part for element in beside_headline(source) for part in dateline.parts(text_of(element))]
    return list(dict.fromkeys(filter(None, (bylines.names(part) or bylines.dated(part)[0] for part in parts))))


def _says_only_dates(element: Element) -> bool:
    said = ""
    for text in element.itertext():
        said += f" {text!s}"
        if len(said) > 2 * _BESIDE + 40:
            return False
    return is_date(_ABOUT_DATES.sub(" ", said))


def _is_line(element: Element) -> bool:
    """Whether *element* has a line to itself."""
    if element.tag not in dateline.INLINE:
        return True
    previous, following, parent = element.getprevious(), element.getnext(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    beside = {e.tag for e in (previous, following) if e is not None}
    return beside.isdisjoint(dateline.INLINE) and not clean(before or "") and not clean(element.tail or "")


def _is_outermost(element: Element, body: Element) -> bool:
    """Whether nothing is said in *body* before *element*, or nothing after it."""
    before = after = False
    while element is not body and (parent := element.getparent()) is not None:
        above = (_said(e) for e in element.itersiblings(preceding=True))
        before = before or bool(clean(parent.text or "")) or any(above)
        below = (_said(e) for e in element.itersiblings())
        after = after or bool(clean(element.tail or "")) or any(below)
        element = parent
    return not (before and after)


def _said(element: Element) -> str:
    """What *element*, unless it is the headline, and the text right after it say."""
    return (text_of(element) if element.tag != "h1" else "") or clean(element.tail or "")


def _beside(link: Element) -> tuple[str, str]:
    """The text right before and right after *link*, also where it is in an element of its own."""
    previous, following, parent = link.getprevious(), link.getnext(), link.getparent()
    before = (previous.tail if previous is not None else parent.text if parent is not None else "") or ""
    after = link.tail or ""
    if previous is not None and previous.tag != "a" and not before.strip(_PARTING):
        before = _spaced(previous) + before
    if following is not None and following.tag != "a" and not after.strip(_PARTING):
        after += _spaced(following)
    return before, after


def _linked(link: Element, source: Source) -> Reading:
    """What the day-archive *link* says, with the time that stands beside it."""
    return Reading(_timed(link, _texts(link)), "site:day-archive-link", _linked_day(link, source))


def _timed(element: Element, texts: tuple[str, ...]) -> tuple[str, ...]:
    """*texts*, which *element* says, after all of them with the time of day beside it if they say none."""
    if not texts or any(map(says_time, texts)):
        return texts
    sides = [side if says_time(side) and is_date(side) else "" for side in _beside(element)]
    whole = clean(f"{sides[0]} {' '.join(texts)}{' ' if sides[1][:1].isalnum() else ''}{sides[1]}")
    return (whole, *texts) if any(sides) else texts


def _is_own(element: Element, source: Source) -> bool:
    """Whether *element* is seen, stands in no part about something else, and is no time of a change."""
    return _is_in_own_part(element, source) and _UPDATED.search(text_of(element)) is None


def _is_seen(element: Element, source: Source) -> bool:
    return not source.page.hidden(element) and not source.foreign(element)


def _is_in_own_part(element: Element, source: Source) -> bool:
    """The same, whatever is said in *element* itself."""
    if not _is_seen(element, source) or element.get("itemprop") == "dateModified":
        return False
    before = element.getprevious()
    parent = element.getparent()
    beside = before.tail if before is not None else parent.text if parent is not None else ""
    return _UPDATED.search(beside or "") is None


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
    said: list[str] = []
    length = 0
    for text in element.itertext():
        said.append(str(text))
        length += len(said[-1])
        if length > _LONGEST:
            break
    return clean(" ".join(said)[: 2 * _LONGEST])


def _date(reading: Reading, source: Source) -> Date | None:
    """The first text that is a time; a later one of the same day that is more exact wins over a bare day."""
    best: Date | None = None
    for text in reading.texts:
        when = _parse(text, reading.day or (best.when.date() if best else None), source.fetched_at)
        if when is None:
            continue
        if best is None or (":" in text and when.date() == best.when.date()):
            best = Date(when, clean(text))
        if ":" in best.raw:
            break
    return best


def _parse(text: str, day: date | None, fetched_at: datetime) -> datetime | None:
    """The time that *text* says. The day archive it is linked to knows the year, which the text may not say, and on
    a page that was made before midnight and fetched after it, which day "today" was."""
    when = parse_date(text, fetched_at=fetched_at)
    if when is None and day is not None and says_time(text) and is_date(text):
        return parse_date(f"{day.isoformat()} {text}", fetched_at=fetched_at)
    if when is None or day is None or when.date() == day:
        return when
    if not is_rough(text):
        for made in (day, day + timedelta(days=1)):  # "today", or "yesterday", on the day on which the page was made
            then = parse_date(text, fetched_at=datetime(made.year, made.month, made.day, 23, 59, 59, tzinfo=ALMATY))
            if then is not None and then.date() == day:
                return then
    return when
