"""Who wrote an article on a page of unknown make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.dates import is_date
from crawler.extract.general.blocks import squashed
from crawler.extract.general.names import names as names_of
from crawler.extract.page import Page, text_of
from crawler.extract.select import elements
from crawler.extract.structured import Thing
from crawler.extract.text import clean_value
from crawler.site import NOT_PERSONS

_METAS = (
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "citation_author",
)
_BY = re.compile(
    r"^\W*(?:(?:written|reported|story|text) by|by|von|par|por|av|af|di|door|przez|od|автор[ыи]?|authors?|text)\b"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*[;|/\n•·、]\s*|\s*,\s+|\s+(?:and|und|et|y|e|i|и|және|og|och|en|&)\s+")
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|html?|php)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_BYLINES = frozenset(
    "author authors byline bylines autor autoren auteur auteurs autore writer writers reporter".split()
)
_LINKED = etree.XPath("descendant::*[contains(concat(' ', @rel, ' '), ' author ')]")
_NAMED = etree.XPath(
    "descendant::*[self::a or self::span or self::div or self::p or self::li or self::address or self::strong]"
    "[contains(@class, 'uth') or contains(@class, 'yline') or contains(@class, 'utor') or contains(@class, 'riter')]"
)
_MOST = 20
_LONGEST = 60
"""Characters of a name."""
_LONGEST_LINE = 1000
"""Characters of what may name several."""


def authors(page: Page, articles: Iterable[Thing], sites: set[str]) -> list[str]:
    """The names of those who wrote it, each once, from the first source that has any.

    :param sites: what the site is called, squashed: those are no persons.
    """
    return next((found for said in _sources(page, articles) if (found := _persons(said, sites)[0])), [])


def outlet(page: Page, articles: Iterable[Thing], sites: set[str]) -> list[str]:
    """The name of the site where it stands in an author's place, in a list of one; an empty list without one."""
    return next((found[:1] for said in _sources(page, articles) if (found := _persons(said, sites)[1])), [])


def _sources(page: Page, articles: Iterable[Thing]) -> Iterator[list[str]]:
    for key in ("author", "creator"):
        for thing in articles:
            value = thing.get(key)
            parts = value[:_MOST] if isinstance(value, list) else [value]
            yield [name for part in parts for name in structured.texts(structured.resolve(part, page.things))]
    for name in _METAS:
        yield page.metas.get(name, [])
    marked = _together(page.itemprops.get("author", []))
    yield [clean_value(e.get("content") or text_of(_name_in(e))) for e in marked]
    yield _shown(elements(_LINKED, page.root), page)
    named = (e for e in elements(_NAMED, page.root)[:100] if not _BYLINES.isdisjoint(names_of(e)))
    yield _shown([e for e in named if len(text_of(e)) <= _LONGEST and not _holds_named(e)], page)


def _holds_named(element: Element) -> bool:
    """Whether a part of *element* is called what it is called."""
    return any(
        not _BYLINES.isdisjoint(names_of(part)) and text_of(part) for part in islice(element.iterdescendants(), 20)
    )


def _shown(found: list[Element], page: Page) -> list[str]:
    """What those of the elements *found* say that are shown and stand together."""
    return [text_of(e) for e in _together([e for e in found[:_MOST] if text_of(e) and not page.hidden(e)])]


def _together(found: list[Element]) -> list[Element]:
    """The first of the elements *found*, and those that stand in one list with it: others are of other articles."""
    near = set(islice(found[0].iterancestors(), 2)) if found else set()
    return [e for e in found[:_MOST] if near.intersection(islice(e.iterancestors(), 2))]


def _name_in(element: Element) -> Element:
    return next((e for e in islice(element.iter(), 30) if "name" in (e.get("itemprop") or "").split()), element)


def _persons(said: Iterable[str], sites: set[str]) -> tuple[list[str], list[str]]:
    """The persons among the names *said*, and the outlets."""
    persons: dict[str, str] = {}
    outlets: dict[str, str] = {}
    for text in said:
        if len(text) > _LONGEST_LINE or _ADDRESS.search(text):
            continue
        if squashed(text) in sites:
            outlets.setdefault(squashed(text), text)
            continue
        for part in _AND.split(_BRACKETS.sub("", _BY.sub("", text))):
            person = _BY.sub("", part).strip(" .,:;–—-|")
            key = squashed(person)
            if not key or len(person) > _LONGEST or len(person.split()) > 6 or is_date(person):
                continue
            if person.casefold() in NOT_PERSONS or not person[0].isalpha() or any(c.isdigit() for c in person):
                continue
            (outlets if key in sites else persons).setdefault(key, person)
    return list(persons.values()), list(outlets.values())
