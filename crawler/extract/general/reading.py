"""A page read once for everything: its tree, and the text that trafilatura takes for the article's."""

from __future__ import annotations

import logging
from urllib.parse import unquote

import lxml.html
from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.crowded import uncrowded
from crawler.extract.depth import flattened
from crawler.extract.page import MOST_TAGS, Page
from crawler.extract.structured import Thing
from crawler.extract.text import taken_apart

_PARSER = lxml.html.HTMLParser(encoding="utf-8", recover=True, huge_tree=True, remove_comments=True, remove_pis=True)
_TEXTLESS = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "link",
    "meta",
    "nav",
    "footer",
    "button",
    "select",
    "input",
    "textarea",
)
_ADDRESSES = ("url", "mainEntityOfPage", "@id")
_EMPTY = "<html><body></body></html>"


def parsed(html: str) -> Element:
    """The tree of *html*; an empty one if it cannot be read, or has more tags than a page for people."""
    html = uncrowded(html)
    root = _tree(html) if html.count("<") <= MOST_TAGS else None
    if root is not None and _too_deep():
        root = _tree(flattened(html))
    return root if root is not None else etree.fromstring(_EMPTY, _PARSER)


def _too_deep() -> bool:
    error = _PARSER.error_log.last_error
    return error is not None and error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _tree(text: str) -> Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
    except (etree.ParseError, ValueError, AssertionError):
        return None


def articles(page: Page, url: str) -> list[Thing]:
    """The articles that JSON-LD tells of: those at the address of the page, if it says where any is, else all."""
    found = [thing for thing in page.things if structured.is_article(thing)]
    here = _place(url)
    own = [t for t in found if any(_place(a) == here for k in _ADDRESSES for a in structured.addresses(t.get(k), []))]
    return own or found


def _place(url: str) -> str:
    return unquote(taken_apart(url.strip()).path).rstrip("/").casefold()


def located(root: Element, url: str) -> str:
    """The text that trafilatura finds under *root*; "" if none. What holds no text is taken out of the tree."""
    import trafilatura  # slow to import, and ordinary pages do without

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    etree.strip_elements(root, *_TEXTLESS, with_tail=False)
    try:
        # Asked for much: what is too much is left out afterwards, and this way it compares fewer extractors.
        found = trafilatura.bare_extraction(
            root, url=url if taken_apart(url).hostname else None, include_comments=False, favor_recall=True
        )
    except Exception:  # whatever it trips over: the densest part is there instead
        return ""
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""
