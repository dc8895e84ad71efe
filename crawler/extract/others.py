"""Other articles that a page shows whole beside its own, as where the next one is loaded below it."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.page import is_site_name, text_of
from crawler.extract.signs import Signs
from crawler.extract.text import fold

_HEADINGS = ("h1", "h2")
_BEFORE = 80
"""Characters that stand at most before the headline of an article: a section, a date."""
_FIRST = 2
"""Headings of an article, be one that of its section, of which its headline is one."""
_BESIDE = 50
"""Elements before a headline, and after it, that are looked at."""
_ADDRESSES = ("data-url", "data-href", "data-permalink", "data-link", "itemid")
_OWN_ADDRESSES = ("mainEntityOfPage", "url")
_WHOLE = frozenset(("html", "body"))


def other_articles(signs: Signs, headline: str) -> frozenset[Element]:
    """The parts of the page of *signs* that hold other articles than the one that is called *headline*.

    Each opens with a headline of its own: another `h1`, or one that leads to another article or that the data of
    another has. It is an `article` by its tag or data, or made like what holds the headline; or a text beside the one
    before it, with nothing around both.
    """
    page = signs.page
    own = page.heading
    if own is None:
        return frozenset()
    around = set(own.iterancestors())
    makes = {_make(e) for e in around if e.get("class") and e.tag not in _WHOLE}
    told = _told(signs)
    others: set[Element] = set()
    asked: Counter[Element] = Counter()
    for heading in page.root.iter(*_HEADINGS):
        said = fold(text_of(heading)) if heading is not own else ""
        if not said or said == fold(headline) or is_site_name(said, page):
            continue
        outer = [e for e in heading.iterancestors() if e not in around]
        units = [e for e in outer if asked[e] < _FIRST and (_is_article(e) or _make(e) in makes)]
        asked.update(units)
        unit = next((e for e in units if _opens(e, heading) and _goes_on(e, said)), None)
        another = heading.tag == own.tag == "h1" or said in told or _leads_away(signs, unit, heading)
        if another:
            others.update([unit] if unit is not None else _rest(heading))
    return frozenset(others)


def _make(element: Element) -> tuple[str, str | None]:
    return str(element.tag), element.get("class")


def _is_article(element: Element) -> bool:
    """Whether *element* is called an article, or has an address of its own."""
    if element.tag == "article" or (element.get("itemtype") or "").rstrip("/").endswith("Article"):
        return True
    return any(element.get(name) for name in _ADDRESSES)


def _goes_on(unit: Element, heading: str) -> bool:
    """Whether *unit* has more text than its *heading*."""
    return len(text_of(unit)) > len(heading) + _BEFORE


def _rest(heading: Element) -> list[Element]:
    """*heading* and the texts after it, if they are made like one before it; else nothing."""
    texts = [e for e in islice(heading.itersiblings(), _BESIDE) if e.get("class") and _is_text(e)]
    preceding = islice(heading.itersiblings(preceding=True), _BESIDE) if texts else iter(())
    before = {_make(e) for e in preceding if _is_text(e)}
    rest = [e for e in texts if _make(e) in before]
    return [heading, *rest] if rest else []


def _is_text(element: Element) -> bool:
    """Whether *element* holds paragraphs."""
    return len(list(islice(element.iter("p", "br"), 2))) == 2


def _told(signs: Signs) -> set[str]:
    """The headlines of other articles of which the page has data, folded."""
    found: set[str] = set()
    for thing in signs.articles:
        addresses = structured.addresses([thing.get(key) for key in ("mainEntityOfPage", "url", "@id")], [])
        if any(signs.other_article(url) is not None for url in addresses):
            found.update(map(fold, structured.texts(thing.get("headline"))))
    return found


def _leads_away(signs: Signs, unit: Element | None, heading: Element) -> bool:
    """Whether *heading*, or the *unit* that it opens, has the address of another article."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    found = [link.get("href") for link in links]
    if unit is not None:
        found += [unit.get(name) for name in _ADDRESSES]
        data = (e for e in unit.iter("meta", "link") if e.get("itemprop") in _OWN_ADDRESSES)
        found += [e.get("content") or e.get("href") for e in islice(data, 2)]
    return any(href and signs.other_article(href) is not None for href in found)


def _opens(unit: Element, heading: Element) -> bool:
    """Whether hardly any text stands in *unit* before *heading*."""
    length = 0
    for event, element in etree.iterwalk(unit, events=("start", "end")):
        if element is heading:
            return True
        text = element.text if event == "start" else element.tail
        length += len(text.strip()) if text and element.tag not in ("script", "style") else 0
        if length > _BEFORE:
            return False
    return False
