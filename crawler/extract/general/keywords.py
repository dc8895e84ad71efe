"""What an article on a page of unknown make is about, in the words of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.general.blocks import squashed
from crawler.extract.page import Page, text_of, within
from crawler.extract.select import elements
from crawler.extract.structured import Thing
from crawler.extract.text import clean

_METAS = (
    "news_keywords",
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "sailthru.tags",
    "cxenseparse:keywords",
    "keywords",
)
_ID = re.compile(r"[\d\W_]+|\S*\d{4,}\S*|[\w.-]+[:=]\S.*|https?:.*|\S*_\S*|[0-9a-f-]{16,}")
_LABELLED = re.compile(r"^(?:[\w ]{2,30}:\s+|[a-z]{3,20}/)(?=\S)")
_ADDRESS = re.compile(
    r"/(?:tags?|topics?|keywords?|subjects?|th(?:em|èm)[ae]n?s?|themes?|temas?|tema|emne[r]?|stichwort\w*|schlagwort\w*|etiquetas?|mots?-cles?"
    r"|argomenti|tagi|temat\w*|hub|amne|aihe\w*|konu|teg|tegi)[/-][\w%]",
    re.IGNORECASE,
)
_LINKS = etree.XPath("descendant::a[@href]")
_ELSEWHERE = frozenset(("nav", "header", "p", "aside"))
"""Parts whose links are no tags; and a footer, but that of the article."""
_RELATED = etree.XPath("descendant::a[contains(concat(' ', @rel, ' '), ' tag ')]")
_LONGEST = 60
_MOST = 40
_SITES_OWN = 2
"""Keywords with the site's name from which they are the site's, not the article's."""
_RUN_TOGETHER = 4
"""Words from which a single keyword is several without commas."""


def tags(page: Page, articles: Iterable[Thing], names: set[str]) -> list[str]:
    """The keywords, each once, from the first source that has any; without identifiers.

    :param names: what the site is called, squashed.
    """
    for said, general in _sources(page, articles):
        found = _unique(part for text in said for part in re.split(r"[,;|]", text))
        if general and sum(any(n in squashed(tag) or squashed(tag) in n for n in names) for tag in found) >= _SITES_OWN:
            continue
        if len(found) == 1 and len(found[0].split()) >= _RUN_TOGETHER:
            found = _unique(found[0].split())
        if found:
            return found
    return []


def _sources(page: Page, articles: Iterable[Thing]) -> Iterator[tuple[list[str], bool]]:
    """The keywords of each source, and whether it is one that sites also use for themselves."""
    for thing in articles:
        yield structured.texts(thing.get("keywords")), False
    for name in _METAS:
        yield page.metas.get(name, []), name == "keywords"
    yield [text_of(e) for e in page.itemprops.get("keywords", ())[:_MOST]], False
    yield [text_of(e) for e in elements(_RELATED, page.root)[:_MOST]], False
    links = (e for e in elements(_LINKS, page.root) if _ADDRESS.search(e.get("href") or ""))
    own = {outer for heading in page.headings[:1] for outer in heading.iterancestors("article")}
    known: dict[Element, bool] = {}
    yield _group([e for e in links if not within(e, lambda part: _is_elsewhere(part, own), known)]), False


def _is_elsewhere(part: Element, own: set[Element]) -> bool:
    """Whether the links in *part* are no tags.

    :param own: the `article` elements with the headline.
    """
    return part.tag in _ELSEWHERE or (part.tag == "footer" and next(part.iterancestors("article"), None) not in own)


def _group(links: list[Element]) -> list[str]:
    """What the first group of *links* says that stand in one list and are all of it."""
    groups: dict[Element, list[str]] = {}
    for link in links:
        holder = link.getparent()
        while holder is not None and len(holder) == 1 and holder.tag not in ("ul", "ol", "body"):
            holder = holder.getparent()
        if holder is not None and (text := text_of(link)):
            groups.setdefault(holder, []).append(text)
    whole = [texts for holder, texts in groups.items() if len(texts) >= len(holder) / 2]
    return max(whole, key=len, default=[])[:_MOST]


def _unique(values: Iterable[str]) -> list[str]:
    unique: dict[str, str] = {}
    for value in values:
        tag = _LABELLED.sub("", clean(value).lstrip("#").strip(" ,\"'"))
        if tag and len(tag) <= _LONGEST and not _ID.fullmatch(tag):
            unique.setdefault(tag.casefold(), tag)
    return list(unique.values())
