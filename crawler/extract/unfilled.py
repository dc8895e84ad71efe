"""Signs that a script is still to fill a body, a list or the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import densest
from crawler.extract.late import late
from crawler.extract.page import Page, tokens
from crawler.extract.text import fold, holds
from crawler.site import AD_HOSTS, APP_ROOTS, LOADING_LABELS, LOADING_NAMES, LOADING_PATTERN, SCRIPT_PATTERN

SCRIPT = late(SCRIPT_PATTERN, re.IGNORECASE)
"""Asks for scripts."""
ENOUGH = 150
"""Characters up to which a body may say no more than that it is loading."""
_END = 25
"""Characters after a request for scripts with which it is still nothing else."""
_MEDIA = frozenset(("img", "iframe", "video", "audio", "picture", "embed", "object", "table"))
_UNREAD = frozenset(("script", "style", "noscript", "template", "svg"))
_LOADS = late(LOADING_PATTERN)
_LOADS_IMAGE = late(r"(?:loading|loader|spinner|/ajax[^/]{0,20}\.(?:gif|svg)$)")
_FILLS = late(r"fetch\(|XMLHttpRequest|\.load\(|\.ajax\(|\$\.get|axios")


def filled_by_script(places: list[Element], scripts: list[Element], *, anywhere: bool) -> str | None:
    """The sign that a script is to fill the empty *places*; None if nothing speaks for it.

    :param anywhere: whether any script of the site's own will do.
    """
    names = {name for place in places for name in tokens(place)}
    for place in places:
        if place.get("aria-busy") == "true" or any(not LOADING_NAMES.isdisjoint(tokens(e)) for e in place.iter()):
            return "a sign of loading"
        if any(str(name).startswith("data-") and "/" in str(value) for name, value in place.items()):
            return "an address to load from"
    for script in scripts:
        code = script.text or ""
        if any(re.search(rf"[\"'#. ]{re.escape(name)}[\"' .\]]", code) for name in names):
            return "a script that names it"
        src = script.get("src")
        if anywhere and src and not holds(src, AD_HOSTS):
            return "scripts"
    return None


def still_filled(bodies: list[Element], scripts: list[Element]) -> str | None:
    """The sign that a script is to put a text in the place of the little that the body has; None without one."""
    length = 0
    for text in (text for body in bodies for text in _texts(body)):
        length += len(text) if text is not None else densest.ENOUGH
        if length >= densest.ENOUGH:
            return None
    names = {name for body in bodies for name in tokens(body)}
    named = re.compile(rf"[\"'#. ](?:{'|'.join(map(re.escape, sorted(names)))})[\"' .\]]") if names else None
    codes = (script.text or "" for script in scripts)
    filling = any(_FILLS.search(code) and named and named.search(code) for code in codes)
    return "a script that fills it" if filling else None


def is_loading(page: Page) -> bool:
    """Whether something stands in the place of what a script is still to bring."""
    return any(not LOADING_NAMES.isdisjoint(tokens(e)) for e in page.root.iter("div", "span", "section"))


def empty_root(page: Page) -> str | None:
    """The element that a script fills with the whole page; None if there is none, or it has something in it."""
    for element in page.root.iter("div", "main", "section", "app-root"):
        if (element.tag == "app-root" or element.get("id") in APP_ROOTS) and _is_empty(element):
            return f"empty {element.get('id') or element.tag}"
    return None


def content(body: Element) -> int:
    """How much text there is in *body*, at most :data:`ENOUGH`, which a picture is too; 0 if it only says that it is
    loading."""
    length = 0
    texts: list[str] = []
    for text in _texts(body):
        if text is None:
            return ENOUGH
        texts.append(text)
        length += len(text)
        if length >= ENOUGH:
            return ENOUGH
    said = fold(" ".join(texts))
    return 0 if said in LOADING_LABELS or _is_placeholder(said) else length


def _is_placeholder(said: str) -> bool:
    """Whether *said*, folded, stands in the place of a text: that it is loading, or needs scripts."""
    asks = SCRIPT.search(said)
    return len(said) <= ENOUGH and (
        _LOADS.match(said) is not None or (asks is not None and len(said) - asks.end() < _END)
    )


def _texts(body: Element) -> Iterator[str | None]:
    """The texts in *body*, stripped; None for a picture or the like. What stands for something else has none."""
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        loading = (element.get("class") or element.get("src")) and not LOADING_NAMES.isdisjoint(tokens(element))
        if element.tag in _UNREAD or loading:
            walk.skip_subtree()
        elif element.tag in _MEDIA and not _LOADS_IMAGE.search(element.get("src") or ""):
            yield None
        elif text := (element.text or "").strip():
            yield text
        if element is not body and (tail := (element.tail or "").strip()):
            yield tail


def _is_empty(element: Element) -> bool:
    return not content(element)
