"""Whether a list that came whole goes on by script: by a button, or as far as it is scrolled."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

from crawler.extract.page import Page, concealed, text_of, tokens
from crawler.extract.text import fold
from crawler.site import ENDLESS_NAMES, MORE_LABELS, MORE_PATTERN, MORE_SELECTORS

_BUTTONS = ("button", "a", "div", "span", "input")
_LOOKED_AT = 5000
_LABEL = 60
"""Characters of what a button says."""
_CODE = 100_000
_MORE = re.compile(MORE_PATTERN)
_SCROLLS = re.compile(r"IntersectionObserver|['\"]scroll['\"]|\bonscroll\b|\.scroll\(|scrollTop")
_FETCHES = re.compile(r"\bfetch\(|XMLHttpRequest|\.load\(|\.ajax\(|\$\.(?:get|post)|axios")
_FURTHER = re.compile(r"/page/\d")


def grows(page: Page) -> bool:
    """Whether the list on *page* is let grow by a script, and links to no further page that could be asked for."""
    if any(_FURTHER.search(link.get("href") or "") for link in islice(page.root.iter("a"), _LOOKED_AT)):
        return False
    if any(page.select(selector) for selector in MORE_SELECTORS):
        return True
    parts = islice(page.root.iter(*_BUTTONS), _LOOKED_AT)
    if any(_is_button(part) or not ENDLESS_NAMES.isdisjoint(tokens(part)) for part in parts):
        return True
    codes = ((script.text or "")[:_CODE] for script in page.root.iter("script"))
    return any(_SCROLLS.search(code) and _FETCHES.search(code) for code in codes)


def _is_button(part: Element) -> bool:
    """Whether *part* says that it shows more, and is no link to a page of its own."""
    if len(part) > 2 or concealed(part):
        return False
    said = fold((part.get("value") or "") if part.tag == "input" else text_of(part))
    if not said or len(said) > _LABEL:
        return False
    target = part.get("href") or ""
    leads_on = part.tag == "a" and target.startswith(("/", "http")) and "?" not in target
    return not leads_on and (said in MORE_LABELS or _MORE.fullmatch(said) is not None)
