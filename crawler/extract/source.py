"""A page with what is needed to read its fields, and what reading one gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from crawler.extract import structured
from crawler.extract.page import Page, text_of
from crawler.extract.structured import Thing
from crawler.extract.text import clean_value
from crawler.urls import ArticleAddress, Origins

T = TypeVar("T")


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

    @cached_property
    def thing(self) -> Thing:
        """The JSON-LD of this article, {} without one: what names its address, else the first article there is.

        Several blocks may tell of it: what the first does not say, the others may.
        """
        articles = [thing for thing in self.page.things if structured.is_article(thing)]
        own = [thing for thing in articles if self._is_about(thing)] if len(articles) > 1 else articles
        merged: Thing = {}
        for thing in own or articles[:1]:
            for key, value in thing.items():
                merged[key] = merged.get(key) or value
        return merged

    def _is_about(self, thing: Thing) -> bool:
        urls = structured.addresses([thing.get(key) for key in ("url", "mainEntityOfPage", "@id")], [])
        found = (self.origins.article(url, self.base) for url in urls)
        return any(address is not None and address.id == self.address.id for address in found)

    def linked(self, key: str) -> list[str]:
        """The strings of *key* in the article's JSON-LD."""
        return structured.texts(self.thing.get(key))

    def props(self, name: str) -> Iterator[str]:
        """The values of the microdata property *name*."""
        for element in self.page.itemprops.get(name, ()):
            value = element.get("content") or element.get("datetime") or text_of(element)
            if value := clean_value(value):
                yield value
