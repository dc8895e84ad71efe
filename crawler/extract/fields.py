"""The fields of an article beside its body: for each, ordered sources, of which the first that has it gives it.

Every function returns the value and the name of its source for ``provenance``, or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.dates import ALMATY, parse_date
from crawler.extract.page import Page, hidden, text_of
from crawler.extract.structured import Thing
from crawler.extract.text import absolute, clean, clean_value, fold
from crawler.site import (
    AUTHOR_SELECTORS,
    BREADCRUMB_SELECTORS,
    DATE_SELECTORS,
    HOME_NAMES,
    LANGUAGE_NAMES,
    LANGUAGE_SWITCH_SELECTORS,
    NOT_PERSONS,
    SITE_NAMES,
    TAG_SELECTORS,
    UNKNOWN_DATE_SELECTORS,
)
from crawler.urls import ArticleAddress, Origins, is_day_archive

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A value, and the source that gave it."""

    value: T
    source: str


class Date(NamedTuple):
    """A time in Almaty's zone, and the string it was read from."""

    when: datetime
    raw: str


EARLIEST = datetime(2005, 1, 1, tzinfo=ALMATY)
"""No article is older. (The site is not.)"""
LATEST = timedelta(days=1)
"""No article is published later than this after it was fetched."""

_SITE_SUFFIX = re.compile(r"\s*(?:[|•·»›:/]|::|\s[–—-])\s*([^|•·»›–—]{2,40})$")
_BY = re.compile(r"^\s*(?:by|автор|авторы|author|authors|written by|текст|мәтін|авторы)\b\s*:?\s*", re.IGNORECASE)
_AND = re.compile(r"\s*[,;|/\n]\s*|\s+(?:and|и|және|&)\s+")
_ADDRESS = re.compile(r"https?:|www\.|@|/")
_LANGUAGE_NAME = max(map(len, LANGUAGE_NAMES))
_DATE_THINGS = frozenset(("webpage", "itempage"))


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
        """The JSON-LD of this article: the one that names its address, else the first; empty if there is none."""
        articles = [thing for thing in self.page.things if structured.is_article(thing)]
        if len(articles) > 1:
            return next((a for a in articles if self._is_about(a)), articles[0])
        return articles[0] if articles else {}

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


# -- headline and description


def headline(source: Source) -> Found[str] | None:
    """The `h1`, unless absent, repeated or the site's name; then JSON-LD, OpenGraph, other metadata, the `title`."""
    page = source.page
    own = {fold(text): text for text in map(text_of, page.headings) if not is_site_name(text, page)}
    if len(own) == 1:
        return Found(next(iter(own.values())), "site:h1")
    for text, name in _titles(source):
        stripped = without_site_name(text, page)
        if stripped and not is_site_name(stripped, page):
            if name == "title" and own:
                # Several headings: the one that the window's title repeats is the article's.
                known = next((h for key, h in own.items() if key in fold(text)), None)
                return Found(known, "generic:h1") if known else Found(next(iter(own.values())), "generic:h1")
            return Found(stripped, name)
    return Found(next(iter(own.values())), "generic:h1") if own else _other_heading(page)


def _titles(source: Source) -> Iterator[tuple[str, str]]:
    page = source.page
    yield from ((text, "jsonld") for key in ("headline", "name") for text in source.linked(key))
    if text := page.meta("og:title"):
        yield text, "og"
    if text := page.meta("twitter:title", "dc.title", "title", "headline"):
        yield text, "meta"
    yield from ((text, "microdata") for text in source.props("headline"))
    if page.title:
        yield page.title, "title"


def _other_heading(page: Page) -> Found[str] | None:
    for element in page.root.iter("h2", "h3"):
        if not hidden(element) and (text := text_of(element)) and not is_site_name(text, page):
            return Found(text, "generic:heading")
    return None


def is_site_name(text: str, page: Page) -> bool:
    """Whether *text* is what the site calls itself."""
    name = fold(text)
    return not name or name in SITE_NAMES or name == fold(page.meta("og:site_name") or "")


def without_site_name(text: str, page: Page) -> str:
    """*text* without the site's name at its end, or before a bar at its start."""
    while (match := _SITE_SUFFIX.search(text)) and is_site_name(match[1], page) and match.start():
        text = text[: match.start()]
    start, bar, rest = text.partition(" | ")
    return rest if bar and is_site_name(start, page) and rest else text


def description(source: Source) -> Found[str] | None:
    """JSON-LD, OpenGraph, `meta`."""
    candidates = [(text, "jsonld") for text in source.linked("description")]
    for name, kind in (("og:description", "og"), ("description", "meta"), ("twitter:description", "meta")):
        candidates += [(text, kind) for text in source.page.metas.get(name, ())]
    candidates += [(text, "microdata") for text in source.props("description")]
    return next((Found(text, name) for text, name in candidates), None)


# -- dates


def published(source: Source, top: list[Element]) -> Found[Date] | None:
    """When it was published. *top*: the `time` elements of the article's head, for pages of unknown make.

    The first source whose time can be; if none can, the first that says any.
    """
    impossible: Found[Date] | None = None
    for texts, name in _publications(source, top):
        date = _date(texts, source)
        if date and EARLIEST <= date.when <= source.fetched_at + LATEST:
            return Found(date, name)
        if date and impossible is None:
            impossible = Found(date, name)
    return impossible


def modified(source: Source) -> Found[Date] | None:
    """When it was last changed, as the page gives it."""
    page = source.page
    candidates = [(text, "jsonld") for text in source.linked("dateModified")]
    candidates += [(text, "og") for text in (page.meta("article:modified_time", "og:updated_time"),) if text]
    candidates += [(text, "microdata") for text in source.props("dateModified")]
    candidates += [(text, "meta") for text in (page.meta("last-modified", "dcterms.modified"),) if text]
    for text, name in candidates:
        date = _date((text,), source)
        if date and EARLIEST <= date.when <= source.fetched_at + LATEST:
            return Found(date, name)
    return None


def _publications(source: Source, top: list[Element]) -> Iterator[tuple[tuple[str, ...], str]]:
    page = source.page
    for selector in DATE_SELECTORS:
        for element in page.select(selector):
            if not hidden(element):
                yield _readings(element, source), f"site:{selector}"
    for link in page.root.iter("a"):
        href = link.get("href")
        if (
            href
            and "/20" in href
            and (url := absolute(href, source.base))
            and is_day_archive(url)
            and source.origins.edition_of(url)
        ):
            yield _readings(link, source), "site:day-archive-link"
    yield from (((text,), "jsonld") for key in ("datePublished", "dateCreated") for text in source.linked(key))
    if text := page.meta("article:published_time", "og:article:published_time", "og:published_time", "og:pubdate"):
        yield (text,), "og"
    yield from (((text,), "microdata") for text in source.props("datePublished"))
    names = (
        "pubdate",
        "publishdate",
        "publish-date",
        "date",
        "dc.date.issued",
        "dc.date",
        "dcterms.created",
        "sailthru.date",
    )
    if text := page.meta(*names):
        yield (text,), "meta"
    for thing in page.things:
        if not _DATE_THINGS.isdisjoint(structured.types(thing)):
            yield from (((text,), "jsonld") for text in structured.texts(thing.get("datePublished")))
    for selector in UNKNOWN_DATE_SELECTORS:
        yield from ((_readings(e, source), "generic") for e in page.select(selector)[:3] if not hidden(e))
    yield from ((_readings(element, source), "generic:time") for element in top)


def _readings(element: Element, source: Source) -> tuple[str, ...]:
    """What *element* says of a time: its attribute, its text."""
    return tuple(filter(None, (clean(element.get("datetime") or element.get("content") or ""), text_of(element))))


def _date(texts: Iterable[str], source: Source) -> Date | None:
    """The first of *texts* that is a time; a later one of the same day that is more exact wins over a bare day."""
    best: Date | None = None
    for text in texts:
        when = parse_date(text, fetched_at=source.fetched_at)
        if when is None:
            continue
        more_exact = best and ":" not in best.raw and ":" in text and when.date() == best.when.date()
        if best is None or more_exact:
            best = Date(when, clean(text))
    return best


# -- authors, section, tags


def authors(source: Source) -> Found[tuple[str, ...]] | None:
    """Persons who wrote it: JSON-LD, `meta`, microdata, then bylines of pages of unknown make."""
    for names, kind in _bylines(source):
        if persons := tuple(_persons(names, source.page)):
            return Found(persons, kind)
    return None


def _bylines(source: Source) -> Iterator[tuple[list[str], str]]:
    page = source.page
    value = source.thing.get("author")
    parts = [structured.resolve(part, page.things) for part in (value if isinstance(value, list) else [value])]
    people = [
        p
        for p in parts
        if not (isinstance(p, dict) and structured.types(p) & {"organization", "newsmediaorganization"})
    ]
    yield structured.texts(people), "jsonld"
    for name in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author"):
        yield page.metas.get(name, []), "og" if name.startswith("article:") else "meta"
    for element in page.itemprops.get("author", ())[:10]:
        inner = next((e for e in page.itemprops.get("name", ()) if element in e.iterancestors()), element)
        yield [clean_value(inner.get("content") or text_of(inner))], "microdata"
    for selector in AUTHOR_SELECTORS:
        yield [text_of(e) for e in page.select(selector)[:10] if not hidden(e)], "generic"


def _persons(names: Iterable[str], page: Page) -> Iterator[str]:
    """The persons among *names*, each once."""
    seen: set[str] = set()
    for name in names:
        for part in _AND.split(_BY.sub("", name)):
            person = part.strip(" .,:;–—-")
            key = fold(person)
            if not key or key in seen or len(person) > 60 or len(person.split()) > 6 or _ADDRESS.search(person):
                continue
            if key in NOT_PERSONS or _names_outlet(key) or is_site_name(person, page) or not person[0].isalpha():
                continue
            seen.add(key)
            yield person


def _names_outlet(key: str) -> bool:
    words = set(re.findall(r"[\w.]+", key))
    return not words.isdisjoint(("orda", "orda.kz", "en.orda.kz", "kaz.orda.kz", "орда.kz", "орда.кз", "ordakz"))


def section(source: Source) -> Found[str] | None:
    """JSON-LD, `article:section`, breadcrumb."""
    page = source.page
    candidates = [(text, "jsonld") for text in source.linked("articleSection")]
    candidates += [(text, "og") for text in (page.meta("article:section", "og:article:section"),) if text]
    candidates += [(text, "microdata") for text in source.props("articleSection")]
    candidates += [(text, "breadcrumb") for text in _crumbs(source)]
    own = {fold(text_of(h)) for h in page.headings}
    for text, name in candidates:
        if len(text) <= 80 and fold(text) not in own | HOME_NAMES and not is_site_name(text, page):
            return Found(text, name)
    return None


def _crumbs(source: Source) -> list[str]:
    """The breadcrumb, the innermost first, without links to articles."""
    for thing in source.page.things:
        if "breadcrumblist" in structured.types(thing) and isinstance(items := thing.get("itemListElement"), list):
            names = [
                name
                for item in items
                if isinstance(item, dict)
                for name in structured.texts([item, item.get("item")])[:1]
            ]
            return names[:0:-1] if len(names) < 3 else names[-2:0:-1]
    for selector in BREADCRUMB_SELECTORS:
        links = source.page.select(selector)
        texts = [
            text_of(e) for e in links if not source.origins.article(e.get("href") or "", source.base, listed=False)
        ]
        if texts := [text for text in texts if text]:
            return texts[::-1]
    return []


def tags(source: Source) -> Found[tuple[str, ...]] | None:
    """`.tags a`, else keywords: JSON-LD, `article:tag`, `meta`."""
    page = source.page
    for selector in TAG_SELECTORS:
        if found := _unique(text_of(e) for e in page.select(selector) if not hidden(e)):
            return Found(found, f"site:{selector}")
    candidates = [(source.linked("keywords"), "jsonld"), (page.metas.get("article:tag", []), "og")]
    candidates += [(page.metas.get(name, []), "meta") for name in ("news_keywords", "keywords")]
    candidates.append((list(source.props("keywords")), "microdata"))
    for values, name in candidates:
        if found := _unique(part for value in values for part in re.split(r"[,;]", value)):
            return Found(found, name)
    return None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    """*values* without number signs and empty ones, each once without regard to case."""
    unique: dict[str, str] = {}
    for value in values:
        if value := clean(value).lstrip("#").strip(" ,"):
            unique.setdefault(value.casefold(), value)
    return tuple(unique.values())


# -- translations


def translations(source: Source) -> Found[dict[str, str]] | None:
    """The same article in the other editions: hreflang, then the language switch; only links to articles count."""
    for links, name in ((_alternates(source.page), "hreflang"), (_switch(source.page), "site:language-switch")):
        found: dict[str, str] = {}
        for link in links:
            url = absolute(link.get("href"), source.base)
            article = source.origins.article(url) if url else None
            if url and article and article.edition != source.address.edition:
                found.setdefault(article.edition, url)
        if found:
            return Found(found, name)
    return None


def _alternates(page: Page) -> Iterator[Element]:
    for link in page.root.iter("link"):
        if link.get("hreflang") and "alternate" in (link.get("rel") or "").lower().split():
            yield link


def _switch(page: Page) -> Iterator[Element]:
    for selector in LANGUAGE_SWITCH_SELECTORS:
        yield from page.select(selector)
    for link in page.root.iter("a"):
        said = (link.text or "").strip() or (text_of(link[0]) if len(link) else "")
        if link.get("hreflang") or (0 < len(said) <= _LANGUAGE_NAME and fold(said) in LANGUAGE_NAMES):
            yield link
