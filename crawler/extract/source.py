"""A page with what is needed to read its fields, and what reading one gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Generic, TypeVar

from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.page import Page, text_of, tokens, within
from crawler.extract.select import Compound, compounds
from crawler.extract.structured import Thing
from crawler.extract.text import absolute, clean_value
from crawler.site import ARTICLE_TYPES, BODY_SELECTORS, FOREIGN_CLASSES, FOREIGN_TAGS, META_CLASSES
from crawler.urls import ArticleAddress, Origins

T = TypeVar("T")
_LINKS = 3
"""Links of an article's card that are looked at."""
_LIST_DEPTH = 3
_OWN = frozenset(("nav", "footer"))
_OWN_DEPTH = 20
"""Elements around a footer among which the article that it belongs to is looked for."""
_SHORT = 40
"""Characters up to which an item of a list may be a date of the article."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value, and the source that gave it."""

    value: T
    source: str


class Source:
    """A page with what is needed to read its fields."""

    def __init__(self, page: Page, address: ArticleAddress, url: str, origins: Origins, fetched_at: datetime) -> None:
        self.page = page
        self.address = address
        self.origins = origins
        self.fetched_at = fetched_at
        self.base = page.base(url)
        self._foreign: dict[Element, bool] = {}
        self._foreign_to: dict[str, dict[Element, bool]] = {}
        """The same by the entry of site.py that found an element."""

    @cached_property
    def _around_headlines(self) -> set[Element]:
        """The elements that an `h1`, or the body, is in."""
        around: set[Element] = set()
        bodies = next(filter(None, map(self.page.select, BODY_SELECTORS)), [])
        for part in (*self.page.named["h1"], *bodies[:1]):
            for element in part.iterancestors():
                if element in around:
                    break
                around.add(element)
        return around

    @cached_property
    def thing(self) -> Thing:
        """The JSON-LD of this article, {} without one: what names its address, else the first article there is.

        Several blocks may tell of it: what the first does not say, the others may.
        """
        articles = [thing for thing in self.page.things if structured.is_article(thing)]
        about = [(thing, self._is_about(thing)) for thing in articles]
        own = [thing for thing, known in about if known]
        merged: Thing = {}
        for thing in own or [thing for thing, known in about if known is None][:1]:
            for key, value in thing.items():
                merged[key] = merged.get(key) or value
        return merged

    def _is_about(self, thing: Thing) -> bool | None:
        """Whether *thing* names this article's address; None if it names no article's."""
        urls = structured.addresses([thing.get(key) for key in ("url", "mainEntityOfPage", "@id")], [])
        found = [address for url in urls if (address := self.origins.article(url, self.base))]
        return any(address.id == self.address.id for address in found) if found else None

    def foreign(self, element: Element) -> bool:
        """Whether *element* stands in a part that tells of something else: comments, a sidebar, a list of articles."""
        return within(element, self._is_foreign, self._foreign)

    def foreign_to(self, selector: str, element: Element) -> bool:
        """The same of an *element* that *selector*, an entry of site.py, found.

        A part that the entry itself names is the article's, be it navigation; so are the footer and the navigation of
        the `article` that has the headline.
        """
        known = self._foreign_to.setdefault(selector, {})
        return within(element, lambda part: self.is_foreign_to(selector, part), known)

    def is_foreign_to(self, selector: str, part: Element) -> bool:
        """Whether *part* itself is such a part."""
        if not self._is_foreign(part):
            return False
        by_tag = part.tag in FOREIGN_TAGS and not _called_foreign(part) and not self._is_other_article(part)
        if any(step.matches(part) and (by_tag or _names_foreign(step)) for step in compounds(selector)):
            return False
        return not (by_tag and part.tag in _OWN and self._is_of_the_article(part))

    def _is_of_the_article(self, part: Element) -> bool:
        around = islice(part.iterancestors(), _OWN_DEPTH)
        return any(outer.tag == "article" and outer in self._around_headlines for outer in around)

    def _is_foreign(self, element: Element) -> bool:
        """Whether *element* itself is such a part, by its tag, class or property; not if it holds a headline."""
        if element in self._around_headlines:
            return False
        return _named_foreign(element) or self._is_other_article(element)

    def _is_other_article(self, element: Element) -> bool:
        """Whether *element* is, by its microdata, an article that is not this one."""
        kind = element.get("itemtype")
        kind = re.split(r"[/#]", kind)[-1].strip().lower() if kind else ""
        return kind in ARTICLE_TYPES and any(self.leads_elsewhere(link) for link in islice(element.iter("a"), _LINKS))

    def leads_elsewhere(self, link: Element) -> bool:
        """Whether *link* leads to an article of the site that is not this one."""
        url = absolute(link.get("href"), self.base)
        article = self.origins.article(url, listed=False) if url else None
        return article is not None and article.id != self.address.id

    def linked(self, key: str) -> list[str]:
        """The strings of *key* in the article's JSON-LD."""
        return structured.texts(self.thing.get(key))

    def props(self, name: str) -> Iterator[str]:
        """The values of the microdata property *name*."""
        for element in self.page.itemprops.get(name, ()):
            if self.foreign(element):
                continue
            value = element.get("content") or element.get("datetime") or text_of(element)
            if value := clean_value(value):
                yield value


def _called_foreign(element: Element) -> bool:
    if "comment" in (element.get("itemprop") or "").split():
        return True
    return bool(element.get("class") or element.get("id")) and not FOREIGN_CLASSES.isdisjoint(tokens(element))


def _names_foreign(step: Compound) -> bool:
    names = {*step.classes, *(value for name, _, value in step.attributes if name in ("id", "class"))}
    return step.tag in FOREIGN_TAGS or not FOREIGN_CLASSES.isdisjoint(map(str.lower, names))


def _named_foreign(element: Element) -> bool:
    if _called_foreign(element):
        return True
    if element.tag not in FOREIGN_TAGS or _is_meta(element):
        return False
    return element.tag != "li" or not _is_short(element)


def _is_meta(element: Element) -> bool:
    """Whether *element*, or the list it is an item of, is called what tells of an article."""
    around = islice((element, *element.iterancestors()), _LIST_DEPTH if element.tag == "li" else 1)
    return any(not META_CLASSES.isdisjoint(tokens(part)) for part in around)


def _is_short(item: Element) -> bool:
    """Whether the list item *item* says as little as a date does, and leads at most to a day archive."""
    if any("/20" not in (link.get("href") or "") for link in islice(item.iter("a"), _SHORT)):
        return False
    length = 0
    for text in islice(item.itertext(), _SHORT):
        length += len(text.strip())
        if length > _SHORT:
            return False
    return True
