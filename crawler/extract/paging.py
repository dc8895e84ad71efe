"""How a list goes on: the further pages that a page of it links to, or a script that lets it grow."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

from crawler.extract.late import late
from crawler.extract.page import Page, concealed, text_of, tokens, within
from crawler.extract.text import fold
from crawler.site import (
    ENDLESS_NAMES,
    ENDLESS_PATTERN,
    ENDLESS_SCRIPT_PATTERN,
    FETCH_PATTERN,
    MORE_COMPANY,
    MORE_LABELS,
    MORE_SELECTORS,
    MORE_WORDS,
)

_LABEL = 60
"""Characters of what is written on a button at most."""
_PRESSED = frozenset(("button", "a", "input", "div", "span", "p"))
_MORE_NAMES = frozenset(selector.strip(".#[]") for selector in MORE_SELECTORS)
_WORD = late(r"\w+")
_ENDLESS, _FETCH = re.compile(ENDLESS_PATTERN), re.compile(FETCH_PATTERN)
_ENDLESS_SCRIPT = late(ENDLESS_SCRIPT_PATTERN, re.IGNORECASE)
_ROOTED = ("/", "http://", "https://")
_PAGE = late(r"(?P<list>.*/)page/(?P<number>[1-9]\d{0,5})/?")


def page_path(path: str, number: int) -> str:
    """The path of page *number* of the list at *path*, its first page."""
    return path if number == 1 else f"{path}page/{number}/"


def linked_pages(page: Page, *, url: str) -> set[int]:
    """Numbers of the pages of the list that *page* links to, its own not among them.

    :param url: address of *page*, absolute: of the first page of a list or of a further one.
    """
    path = urlsplit(url).path.rstrip("/") + "/"
    own = _PAGE.fullmatch(path)
    base, number = (own["list"], int(own["number"])) if own else (path, 1)
    found = set()
    for link in page.root.iter("a"):
        href = (link.get("href") or "").strip()
        if "page/" not in href and href.startswith(_ROOTED):
            continue  # nearly all: to take them apart is half of what a list takes
        try:
            target = urlsplit(urljoin(url, href)).path
        except ValueError:
            continue
        match = _PAGE.fullmatch(target)
        if match and match["list"] == base:
            found.add(int(match["number"]))
    return found - {number}


def grows_by_script(page: Page, *, url: str) -> bool:
    """Whether the list on *page* seems to go on by nothing but a script: a button without a way anywhere, or scrolling.

    :param url: address of *page*, absolute.
    """
    if linked_pages(page, url=url):
        return False
    known: dict[Element, bool] = {}
    for element in page.root.iter("*"):
        names = {*tokens(element), *element.keys()}
        if element.tag == "script":
            code, src = element.text or "", element.get("src") or ""
            if _ENDLESS_SCRIPT.search(src) or (_ENDLESS.search(code) and _FETCH.search(code)):
                return True
        elif not ENDLESS_NAMES.isdisjoint(names) or (
            (not _MORE_NAMES.isdisjoint(names) or (element.tag in _PRESSED and _says_more(element)))
            and not within(element, _is_apart, known)
            and not _leads_away(element, url)
        ):
            return True
    return False


def _says_more(element: Element) -> bool:
    """Whether it is written on *element* that there is more."""
    text = element.get("value") or "" if element.tag == "input" else text_of(element) if len(element) < 4 else ""
    if not text or len(text) > _LABEL:
        return False
    words = _WORD.findall(fold(text))
    if not MORE_WORDS.isdisjoint(words):
        return all(word in MORE_WORDS or word in MORE_COMPANY or word.isdecimal() for word in words)
    return fold(text) in MORE_LABELS


def _is_apart(element: Element) -> bool:
    return element.tag in ("nav", "header", "footer") or concealed(element)


def _leads_away(element: Element, url: str) -> bool:
    """Whether *element* is, or lies in, a link to elsewhere than the page at *url* itself."""
    link = next((e for e in (element, *element.iterancestors()) if e.tag == "a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    if not href or href.startswith(("#", "javascript:")):
        return False
    try:
        target, own = urlsplit(urljoin(url, href)), urlsplit(url)
    except ValueError:
        return True
    return (target.netloc, target.path.rstrip("/")) != (own.netloc, own.path.rstrip("/"))
