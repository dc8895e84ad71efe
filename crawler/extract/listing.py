"""The articles that a page lists: latest news, a day archive, the latest-news block under an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract.dates import is_date
from crawler.extract.late import late
from crawler.extract.page import Page, concealed, text_of, tokens, within
from crawler.extract.select import outermost
from crawler.extract.text import absolute, clean, fold
from crawler.site import (
    BODY_SELECTORS,
    BOILERPLATE_CLASSES,
    LATEST_LABELS,
    LIST_CONTAINERS,
    LIST_SELECTORS,
    NOTICE_BUTTONS,
    PAGE_CLASSES,
    RELATED_LABELS,
)
from crawler.urls import ArticleAddress, Origins

_NO_LIST = frozenset(("nav", "footer", "script", "style", "noscript", "template", "head", "form", "select"))
_WHOLE = frozenset(("html", "body", "main"))
"""Elements that are no part of a page, whatever they are called."""
_ARTICLE_SLUG = late(r"[^/]+-[^/]+-[^/]+")
"""An address without a number looks like an article's, on a list of unknown make, from three words up."""
_MENU_CLASSES = frozenset("nav navbar navigation menu main-menu mainmenu topmenu top-menu submenu".split())
_NUMBER = late(r"\d(?<![\d:+]\d)\d{0,11}(?=[^\d.\n]|$)", re.MULTILINE)
"""(What begins with a class of characters is looked for twice as fast as what begins with a look behind.)"""
_LETTER = late(r"[^\W\d_]")
_LABELS = 5
"""Labels of a latest-news block that are looked at."""
_MOST_PARTS = 100
"""Elements from which a link was never closed."""
_LONGEST_DATE = 50
"""Characters."""
_BUTTON = 40
_BUTTONS = NOTICE_BUTTONS | frozenset(RELATED_LABELS)
"""What a link to an article says that is not its headline, and the characters it has at most."""
_CLIMB = 4
"""Elements around a label in which its list is looked for."""


@dataclass(frozen=True, slots=True)
class ListedLink:
    """An article on a list."""

    address: ArticleAddress
    headline: str
    """What the list calls it; "" if it shows only a picture."""
    block: int = 0
    """Which of the lists on the page it is in, from 0."""


def list_links(page: Page, *, url: str, origins: Origins) -> list[ListedLink]:
    """The articles of the edition of *url* that the list *page* lists, in page order, each once.

    Entries of the site's own lists first; on a list of another make, all links that look like articles, outside of
    navigation, header and footer.

    :param url: address of the page, absolute.
    """
    reader = _Reader(page, url, origins)
    entries = reader.entries()
    known: dict[Element, bool] = {}
    own = [entry for entry in entries if not within(entry, lambda e: e.tag == "aside" or _is_furniture(e), known)]
    if found := reader.listed(own):
        return found
    links = [link for link in reader.read(_content_links(page.root), listed=True) if _looks_like_article(link.address)]
    return links or reader.listed(entries)


def has_list(page: Page) -> bool:
    """Whether *page* has one of the site's own lists, be it empty."""
    return any(page.select(selector) for selector in LIST_CONTAINERS)


def latest_block_links(page: Page, *, url: str, origins: Origins) -> list[ListedLink]:
    """The articles, other than the page's own, that the latest-news block of the article *page* lists, in page order.

    Only addresses with a number count. The block is a list of the site's own kind, or what follows its label.

    :param url: address of the page, absolute.
    """
    reader = _Reader(page, url, origins)
    own = origins.article(url)
    links = [link for entry in reader.entries() for link in entry.iter("a")]
    links += [link for label in islice(_labels(page.root), _LABELS) for link in reader.after(label)]
    return [link for link in reader.read(links, listed=False) if own is None or link.address.id != own.id]


def numbers_above(page: Page, least: int) -> set[int]:
    """Whatever may be the number of an article, above *least*, in an address that *page* links to."""
    text = "\n".join(page.hrefs)
    return {int(number) for number in _NUMBER.findall(text) if int(number) > least}


class _Reader:
    """What is needed to read the links of a page."""

    def __init__(self, page: Page, url: str, origins: Origins) -> None:
        self.page = page
        self.base = page.base(url)
        self.edition = origins.edition_of(url)
        self.origins = origins
        self._articles: dict[tuple[str, bool], ArticleAddress | None] = {}
        self._lists = {element for selector in LIST_CONTAINERS for element in page.select(selector)}

    def entries(self) -> list[Element]:
        """The entries of the site's own lists."""
        found = (outermost(self.page.select(selector)) for selector in LIST_SELECTORS)
        return next((entries for entries in found if entries), [])

    def container(self, entry: Element) -> Element | None:
        """What the list of *entry* is in."""
        return next((outer for outer in entry.iterancestors() if outer in self._lists), entry.getparent())

    def listed(self, entries: Iterable[Element]) -> list[ListedLink]:
        """The articles of *entries*: one that leads to a number leads to nothing else, to a section say."""
        found: dict[str, ListedLink] = {}
        for block, (_, some) in enumerate(groupby(entries, key=self.container)):
            links: list[Element] = []
            for entry in some:
                inside = list(entry.iter("a"))
                numbered = [link for link in inside if self.is_numbered(link)] if len(inside) > 1 else []
                links += numbered or inside
            for link in self.read(links, listed=True):
                found.setdefault(link.address.id, replace(link, block=block))
        return list(found.values())

    def read(self, links: Iterable[Element], *, listed: bool) -> list[ListedLink]:
        """The articles of the edition that *links* lead to, each once, with the first headline that says something."""
        found: dict[str, ListedLink] = {}
        for link in links:
            address = self.article(link, listed=listed)
            if address is None or address.edition != self.edition:
                continue
            known = found.get(address.id)
            if known is None or not known.headline:
                headline = "" if "#" in link.get("href", "") else _headline(link)
                headline = "" if len(headline) <= _BUTTON and fold(headline) in _BUTTONS else headline
                found[address.id] = ListedLink(known.address if known else address, headline)
        return list(found.values())

    def is_numbered(self, link: Element) -> bool:
        """Whether *link* leads to an article with a number."""
        return self.article(link, listed=False) is not None

    def article(self, link: Element, *, listed: bool) -> ArticleAddress | None:
        """The article that *link* leads to."""
        key = link.get("href") or "", listed
        if key not in self._articles:
            url = absolute(key[0], self.base)
            self._articles[key] = self.origins.article(url, listed=listed) if url else None
        return self._articles[key]

    def after(self, label: tuple[Element, bool]) -> list[Element]:
        """The links to articles right after *label*: in the next elements beside it, or beside what it is in.

        An empty part or an advertisement does not end them; links in the article's body are none of them.
        """
        element, first = label
        bodies = next((found for selector in BODY_SELECTORS if (found := self.page.select(selector))), [])
        others = set(bodies) - {element, *element.iterancestors()}
        known: dict[Element, bool] = {}
        outer = islice([element, *element.iterancestors()], _CLIMB)
        for parts in [*([element.iterchildren()] if first else []), *(node.itersiblings() for node in outer)]:
            after: list[Element] = []
            for part in parts:
                links = [a for a in part.iter("a") if self.is_numbered(a)]
                links = [a for a in links if not (others and within(a, others.__contains__, known))]
                if after and not links and _says_something(part) and not is_date(text_of(part)):
                    break
                after.extend(links)
            if after:
                return after
        return []


def _looks_like_article(address: ArticleAddress) -> bool:
    return bool(address.number or _ARTICLE_SLUG.fullmatch(unquote(address.path).strip("/")))


def _headline(link: Element) -> str:
    """What *link* calls its article: a heading or the longest span in it, else its text, else its title; no time.

    A link around half a page says nothing.
    """
    if len(link) and len(list(islice(link.iter(), _MOST_PARTS))) == _MOST_PARTS:
        return _told_by(link.get("title"))
    for tags in (("h1", "h2", "h3", "h4", "h5", "h6"), ("span",)):
        texts = [_told(element) for element in link.iter(*tags)]
        if tags == ("span",) and any(texts):
            texts.append(_told_by("".join(_beside(link, "span"))))
        if any(texts):
            return max(texts, key=len)
    return _told(link) or _told_by(link.get("title"))


def _told(element: Element) -> str:
    """The text in *element* without times; "" if there is nothing else."""
    if len(element) == 0:
        return _told_by(element.text)
    parts = [element.text or ""]
    for part in element:
        text = "" if concealed(part) else text_of(part)
        parts += ("" if part.tag == "time" or is_date(text) else text, part.tail or "")
    return _told_by(" ".join(parts))


def _beside(element: Element, tag: str) -> Iterator[str]:
    """The text in *element* and in its children, those with *tag* left out."""
    yield element.text or ""
    for child in element:
        yield (child.text or "") if child.tag != tag else " "
        yield child.tail or ""


def _told_by(text: str | None) -> str:
    """*text*, clean; "" if it is a number or a time."""
    text = clean(text) if text and not text.isspace() else ""
    return text if text and _LETTER.search(text) and not (len(text) < _LONGEST_DATE and is_date(text)) else ""


def _is_furniture(element: Element) -> bool:
    """Whether *element* is a part of the page that is the same on every page."""
    if element.tag in _WHOLE:
        return False
    return element.tag in _NO_LIST or not PAGE_CLASSES.isdisjoint(tokens(element))


def _says_something(part: Element) -> bool:
    return (
        part.tag not in _NO_LIST
        and BOILERPLATE_CLASSES.isdisjoint(tokens(part))
        and any(text.strip() for text in part.itertext())
    )


def _content_links(root: Element) -> Iterator[Element]:
    """The links of a page outside of what is the same on every page."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        if element.tag == "aside" or _is_furniture(element) or concealed(element):
            walk.skip_subtree()
        elif element.tag == "a":
            yield element


def _labels(root: Element) -> Iterator[tuple[Element, bool]]:
    """The labels of a latest-news block, outside of menus: an element, and whether the label begins or follows it."""
    known: dict[Element, bool] = {}
    for element in root.iter():
        for text, first in ((element.text, True), (element.tail, False)):
            if text and len(text) < 200 and isinstance(element.tag, str) and fold(text) in LATEST_LABELS:
                yield from ((element, first),) if not within(element, _is_menu, known) else ()


def _is_menu(element: Element) -> bool:
    return element.tag in ("nav", "header", "footer") or not _MENU_CLASSES.isdisjoint(tokens(element))
