"""The articles that a page lists: latest news, a day archive, the latest-news block under an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract.page import Page, concealed, text_of, tokens
from crawler.extract.text import absolute, clean, fold
from crawler.site import LATEST_LABELS, LIST_SELECTORS, PAGE_CLASSES
from crawler.urls import ArticleAddress, Origins

_NO_LIST = frozenset(("nav", "footer", "script", "style", "noscript", "template", "head", "form", "select"))
_ARTICLE_SLUG = re.compile(r"[^/]+-[^/]+-[^/]+")
"""An address without a number looks like an article's, on a list of unknown make, from three words up."""
_LABELS = 5
"""Labels of a latest-news block that are looked at."""
_CLIMB = 4
"""Elements around a label in which its list is looked for."""


@dataclass(frozen=True, slots=True)
class ListedLink:
    """An article on a list."""

    address: ArticleAddress
    headline: str
    """What the list calls it; "" if it shows only a picture."""


def list_links(page: Page, *, url: str, origins: Origins) -> list[ListedLink]:
    """The articles of the edition of *url* that the list *page* lists, in page order, each once.

    Entries of the site's own lists first; on a list of another make, all links that look like articles, outside of
    navigation, header and footer.

    :param url: address of the page, absolute.
    """
    edition = origins.edition_of(url)
    base = page.base(url)
    for selector in LIST_SELECTORS:
        links = (link for entry in page.select(selector) for link in entry.iter("a"))
        if found := _listed(links, base, edition, origins, listed=True):
            return found
    found = _listed(_content_links(page.root), base, edition, origins, listed=True)
    return [
        link for link in found if link.address.number or _ARTICLE_SLUG.fullmatch(unquote(link.address.path).strip("/"))
    ]


def latest_block_links(page: Page, *, url: str, origins: Origins) -> list[ListedLink]:
    """The articles, other than the page's own, that the latest-news block of the article *page* lists, in page order.

    Only addresses with a number count. The block is a list of the site's own kind, or what follows its label.

    :param url: address of the page, absolute.
    """
    edition = origins.edition_of(url)
    base = page.base(url)
    own = origins.article(url)
    links = [link for selector in LIST_SELECTORS for entry in page.select(selector) for link in entry.iter("a")]
    links += [link for label in islice(_labels(page.root), _LABELS) for link in _after(label, base, origins)]
    found = _listed(links, base, edition, origins, listed=False)
    return [link for link in found if own is None or link.address.id != own.id]


def _listed(
    links: Iterable[Element], base: str, edition: str | None, origins: Origins, *, listed: bool
) -> list[ListedLink]:
    """The articles of *edition* that *links* lead to, each once, with the first headline that says something."""
    found: dict[str, ListedLink] = {}
    for link in links:
        href = absolute(link.get("href"), base)
        address = origins.article(href, listed=listed) if href else None
        if address is None or address.edition != edition:
            continue
        known = found.get(address.id)
        if known is None or not known.headline:
            found[address.id] = ListedLink(known.address if known else address, _headline(link))
    return list(found.values())


def _headline(link: Element) -> str:
    """What *link* calls its article: a heading or the longest span in it, else its text, else its title."""
    for tags in (("h1", "h2", "h3", "h4", "h5", "h6"), ("span",)):
        if texts := [text for text in map(text_of, link.iter(*tags)) if text]:
            return max(texts, key=len)
    return text_of(link) or clean(link.get("title") or "")


def _content_links(root: Element) -> Iterator[Element]:
    """The links of a page outside of what is the same on every page."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        if element.tag in _NO_LIST or concealed(element) or not PAGE_CLASSES.isdisjoint(tokens(element)):
            walk.skip_subtree()
        elif element.tag == "a":
            yield element


def _is_numbered(link: Element, base: str, origins: Origins) -> bool:
    """Whether *link* leads to an article with a number."""
    href = link.get("href")
    return bool(href) and origins.article(href or "", base, listed=False) is not None


def _labels(root: Element) -> Iterator[Element]:
    """The elements in or after which a label of the latest-news block stands."""
    for element in root.iter():
        for text in (element.text, element.tail):
            if text and len(text) < 200 and isinstance(element.tag, str) and fold(text) in LATEST_LABELS:
                yield element


def _after(label: Element, base: str, origins: Origins) -> list[Element]:
    """The links to articles right after *label*: in the next elements beside it, or beside what it is in."""
    element: Element | None = label
    for _ in range(_CLIMB):
        found: list[Element] = []
        if element is None:
            break
        for sibling in element.itersiblings():
            links = [a for a in sibling.iter("a") if _is_numbered(a, base, origins)]
            if found and not links:
                break
            found.extend(links)
        if found:
            return found
        element = element.getparent()
    return []
