"""The fields of an article beside its body: for each, ordered sources, of which the first that has it gives it.

Every function returns the value and the name of its source for ``provenance``, or None.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.dates import is_date
from crawler.extract.late import late
from crawler.extract.page import Page, is_site_name, text_of, tokens
from crawler.extract.source import Found, Source
from crawler.extract.text import absolute, clean, clean_value, fold
from crawler.site import (
    AUTHOR_SELECTORS,
    BOILERPLATE_CLASSES,
    BREADCRUMB_SELECTORS,
    EDITIONS,
    HOME_NAMES,
    LANGUAGE_NAMES,
    LANGUAGE_SWITCH_SELECTORS,
    LATEST_LABELS,
    NOT_PERSONS,
    TAG_SELECTORS,
)

_STRAYS = 20
"""Elements in a heading among which what does not belong there is looked for."""
_SITE_SUFFIX = late(r"(?:[|•·»›:/(]|(?<=\s)[–—-])\s?([^|•·»›–—()]{2,40})\)?$")
_SITE_PREFIX = late(r"([^|•·»›–—:]{2,40}?)\s?[|•·»›:–—]\s")
_ENDS = " \t|•·»›:/–—-("
_TITLE_TAIL = 60
"""Characters at the end of a title in which the site's name is looked for."""
_MAX_NAMES = 5
_AUTHORS = 100
"""Authors that JSON-LD names which are looked at."""
_PARTS = 20
"""Elements in an author's among which the name is looked for."""
_BY = late(r"^\s*(?:by|автор|авторы|author|authors|written by|текст|мәтін|авторы)\b\s*:?\s*", re.IGNORECASE)
_AND = late(r"\s*[,;|/\n]\s*|\s+(?:and|и|және|&)\s+")
_ADDRESS = late(r"https?:|www\.|@")
_LONGEST_SECTION = 80


# -- headline and description


def headline(source: Source) -> Found[str] | None:
    """The `h1`, unless absent, repeated or the site's name; then JSON-LD, OpenGraph, other metadata, the `title`."""
    page = source.page
    own = [text for text in map(_heading, page.headings) if not is_site_name(text, page)]
    own = [text for text in own if fold(text) not in LATEST_LABELS] or (own if not any(_titles(source)) else [])
    if len(own) == 1:
        return Found(own[0], "site:h1")
    for title, name in _titles(source):
        stripped = without_site_name(title, page)
        if stripped.endswith(("…", "...")) and (whole := [h for h in own if fold(h).startswith(fold(stripped))]):
            return Found(whole[0], "generic:h1")
        if stripped and not is_site_name(stripped, page):
            if name == "title" and own:
                # Several headings: the one that the window's title repeats is the article's.
                said = fold(title)
                return Found(next((h for h in own if fold(h) in said), own[0]), "generic:h1")
            return Found(stripped, name)
    return Found(own[0], "generic:h1") if own else _other_heading(page)


def _heading(element: Element) -> str:
    """What the heading *element* says, without a counter or a time that was put into it."""
    inner = list(islice(element.iterdescendants(), _STRAYS + 1))
    if not 0 < len(inner) <= _STRAYS or not any(map(_is_stray, inner)):
        return text_of(element)
    bare = deepcopy(element)
    for stray in filter(_is_stray, list(bare.iterdescendants())):
        stray.tag = "script"  # of which no text is shown; what follows it stays
    return text_of(bare) or text_of(element)


def _is_stray(element: Element) -> bool:
    return element.tag == "time" or not BOILERPLATE_CLASSES.isdisjoint(tokens(element))


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
        if not page.hidden(element) and (text := text_of(element)) and not is_site_name(text, page):
            return Found(text, "generic:heading")
    return None


def without_site_name(text: str, page: Page) -> str:
    """*text* without the site's name at its end, or before a bar, dash or colon at its start."""
    for _ in range(_MAX_NAMES):
        start = max(0, len(text) - _TITLE_TAIL)
        match = _SITE_SUFFIX.search(text, start)
        if not match or not match.start() or not is_site_name(match[1], page):
            break
        text = text[: match.start()].rstrip(_ENDS)
    match = _SITE_PREFIX.match(text)
    return text[match.end() :].lstrip(_ENDS) or text if match and is_site_name(match[1], page) else text


def description(source: Source) -> Found[str] | None:
    """JSON-LD, OpenGraph, `meta`."""
    candidates = [(text, "jsonld") for text in source.linked("description")]
    for name, kind in (("og:description", "og"), ("description", "meta"), ("twitter:description", "meta")):
        candidates += [(text, kind) for text in source.page.metas.get(name, ())]
    candidates += [(text, "microdata") for text in source.props("description")]
    return next((Found(text, name) for text, name in candidates), None)


# -- authors, section, tags


def authors(source: Source) -> Found[tuple[str, ...]] | None:
    """Persons who wrote it: JSON-LD, `meta`, microdata, then bylines of pages of unknown make."""
    for names, kind in _bylines(source):
        if names and (found := tuple(persons(names, source.page))):
            return Found(found, kind)
    return None


def _bylines(source: Source) -> Iterator[tuple[list[str], str]]:
    page = source.page
    value = source.thing.get("author")
    parts = [
        structured.resolve(part, page.things) for part in (value[:_AUTHORS] if isinstance(value, list) else [value])
    ]
    people = [
        p
        for p in parts
        if not (isinstance(p, dict) and structured.types(p) & {"organization", "newsmediaorganization"})
    ]
    yield structured.texts(people), "jsonld"
    for name in ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author"):
        yield page.metas.get(name, []), "og" if name.startswith("article:") else "meta"
    written = [e for e in page.itemprops.get("author", ())[:50] if not source.foreign(e)][:10]
    inner = [
        next((e for e in islice(element.iter(), _PARTS) if "name" in (e.get("itemprop") or "").split()), element)
        for element in written
        if not (element.get("itemtype") or "").lower().endswith("organization")
    ]
    yield [clean_value(e.get("content") or text_of(e)) for e in inner], "microdata"
    for selector in AUTHOR_SELECTORS:
        yield [text_of(e) for e in page.select(selector)[:10] if _shown(e, source, selector)], "generic"


def _shown(element: Element, source: Source, selector: str) -> bool:
    return not source.page.hidden(element) and not source.foreign_to(selector, element)


def persons(names: Iterable[str], page: Page) -> Iterator[str]:
    """The persons among *names*, each once."""
    seen: set[str] = set()
    for name in names:
        for part in _AND.split(_BY.sub("", name)) if not _ADDRESS.search(name) else ():
            person = part.strip(" .,:;–—-")
            key = fold(person)
            if not key or key in seen or len(person) > 60 or len(person.split()) > 6 or is_date(person):
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
    return next((Found(text, name) for text, name in _sections(source) if not no_section(text, source.page)), None)


def _sections(source: Source) -> Iterator[tuple[str, str]]:
    yield from ((text, "jsonld") for text in source.linked("articleSection"))
    if text := source.page.meta("article:section", "og:article:section"):
        yield text, "og"
    yield from ((text, "microdata") for text in source.props("articleSection"))
    yield from ((text, "breadcrumb") for text in _crumbs(source))


def no_section(text: str, page: Page) -> str:
    """Why *text* is the name of no section; empty if it may be one."""
    if len(text) > _LONGEST_SECTION:
        return f"is longer than {_LONGEST_SECTION} characters"
    if fold(text) in HOME_NAMES or is_site_name(text, page):
        return "is the name of the site or of its front page"
    return "is the headline" if any(fold(text_of(h)) == fold(text) for h in page.headings) else ""


def _crumbs(source: Source) -> list[str]:
    """The breadcrumb, the innermost first, without links to articles."""
    for thing in source.page.things:
        items = thing.get("itemListElement") if "breadcrumblist" in structured.types(thing) else None
        if isinstance(items, list) and (names := _structured_crumbs(items, source)):
            return names
    for selector in BREADCRUMB_SELECTORS:
        links = source.page.select(selector)
        hrefs = ((e, absolute(e.get("href"), source.base)) for e in links)
        texts = [text_of(e) for e, url in hrefs if not url or not source.origins.article(url, listed=False)]
        if texts := [text for text in texts if text]:
            return texts[::-1]
    return []


def _structured_crumbs(items: list[Any], source: Source) -> list[str]:
    """The names in the JSON-LD breadcrumb *items*, the innermost first, without the front page and the article."""
    names: list[str] = []
    last = len(items) - 1
    for at, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        urls = structured.addresses(item.get("item"), [])
        url = absolute(urls[0], source.base) if urls else None
        article = source.origins.article(url) if url else None
        # The last of several may go without an address: that of the page.
        own = article is not None and (article.number is not None or article.id == source.address.id)
        if not (own or (url is None and at == last and at > 1)):
            names += structured.texts([item, item.get("item")])[:1]
    return names[:0:-1]


def tags(source: Source) -> Found[tuple[str, ...]] | None:
    """`.tags a`, else keywords: JSON-LD, `article:tag`, `meta`."""
    page = source.page
    for selector in TAG_SELECTORS:
        if found := unique(text_of(e) for e in page.select(selector) if _shown(e, source, selector)):
            return Found(found, f"site:{selector}")
    candidates = [(source.linked("keywords"), "jsonld"), (page.metas.get("article:tag", []), "og")]
    candidates += [(page.metas.get(name, []), "meta") for name in ("news_keywords", "keywords")]
    candidates.append((list(source.props("keywords")), "microdata"))
    for values, name in candidates:
        if found := unique(part for value in values for part in re.split(r"[,;]", value)):
            return Found(found, name)
    return None


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """*values* without number signs and empty ones, each once without regard to case."""
    found: dict[str, str] = {}
    for value in values:
        if value := clean(value).lstrip("#").strip(" ,"):
            found.setdefault(value.casefold(), value)
    return tuple(found.values())


# -- translations


def translations(source: Source) -> Found[dict[str, str]] | None:
    """The same article in the other editions: hreflang, then the language switch; only links to articles count."""
    leading = dict(_leading_elsewhere(source))
    if not leading:
        return None  # as of most pages: their language switch leads to front pages
    found: dict[str, str] = {}
    first = ""
    switch = _switch(source.page, leading)
    for links, name in ((_alternates(source.page), "hreflang"), (switch, "site:language-switch")):
        for link in links:
            if told := leading.get(link.get("href") or ""):
                found.setdefault(*told)
        first = first or (name if found else "")
    return Found(found, first) if found else None


def _leading_elsewhere(source: Source) -> Iterator[tuple[str, tuple[str, str]]]:
    """The `href` of the page that lead to articles of other editions, each with the edition and the whole address."""
    page, origins, own = source.page, source.origins, source.address.edition
    found: list[str] = []
    ours: tuple[str, ...] = ()
    if origins.edition_of(source.base) == own:  # then only an address with a host can
        others = {host for key in EDITIONS if key != own for host in origins.hosts(key)}
        for host in others:
            if not any(other in host for other in others - {host}):  # (a longer one has a shorter one in it)
                found += [href for href in page.hrefs if host in href.lower()]
        ours = tuple(f"{host}/" for host in origins.hosts(own))
    else:
        found = page.hrefs
    for href in found:
        url = absolute(href, source.base) if not href.lower().partition("://")[2].startswith(ours) else None
        article = origins.article(url) if url else None
        if url and article and article.edition != own:
            yield href, (article.edition, url)


def _alternates(page: Page) -> Iterator[Element]:
    for link in page.root.iter("link"):
        if link.get("hreflang") and "alternate" in (link.get("rel") or "").lower().split():
            yield link


def _switch(page: Page, leading: Container[str]) -> Iterator[Element]:
    """The links of the language switch; of those that just say so only those with one of the `href` *leading*."""
    for selector in LANGUAGE_SWITCH_SELECTORS:
        yield from page.select(selector)
    for link in page.root.iter("a"):
        if link.get("href") in leading and (link.get("hreflang") or _says_language(link)):
            yield link


def _says_language(link: Element) -> bool:
    said = text_of(link) or " ".join(image.get("alt") or "" for image in link.iter("img"))
    return fold(said) in LANGUAGE_NAMES
