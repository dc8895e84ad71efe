"""A page read once for everything: its tree, and the text that trafilatura takes for the article's."""

from __future__ import annotations

import logging

import lxml.html
from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract.depth import flattened
from crawler.extract.page import MOST_TAGS

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
_EMPTY = "<html><body></body></html>"


def parsed(html: str) -> Element:
    """The tree of *html*; an empty one if it cannot be read, or has more tags than a page for people."""
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


def located(root: Element, url: str) -> str:
    """The text that trafilatura finds under *root*; "" if none. What holds no text is taken out of the tree."""
    import trafilatura  # slow to import, and ordinary pages do without

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    etree.strip_elements(root, *_TEXTLESS, with_tail=False)
    found = trafilatura.bare_extraction(root, url=url, include_comments=False, favor_recall=True)
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""
