"""Pictures and embeds: where each way of putting them into a page has their address."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.extract.page import tokens
from crawler.extract.text import absolute, holds
from crawler.site import AD_HOSTS, EMBED_PROVIDERS, EMBED_QUOTES, NO_LEAD_CLASSES, PLAYER_CLASSES

MEDIA_TAGS = frozenset(
    "iframe frame video audio object embed oembed amp-youtube amp-iframe amp-video lite-youtube youtube-video".split()
)
"""Elements that show something else, or nothing; what is in them is for browsers that cannot."""

EMBEDDING = MEDIA_TAGS | {"script", "blockquote", "div"}
"""Elements that may be embeds."""
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url")
_PLACEHOLDER = re.compile(
    r"^(?:data:|about:|javascript:|blob:)|(?:^|/)(?:blank|spacer|placeholder|loading|loader|lazy|lazyload|pixel|1x1)\.",
    re.I,
)
_ICON = 100
"""Pixels up to which a picture is an icon."""
_HOLDERS = 2
"""Elements around a picture whose names tell what it is."""
_SOURCES = 8
"""Sources of a `picture` that are looked at."""
_QUOTE_PARTS = 100
"""Elements of such a quotation among which its address is looked for."""
_TELEGRAM = re.compile(r"[\w/+-]{2,100}")


def source(image: Element) -> str | None:
    """The address of the picture *image* as written; None if it shows nothing (a placeholder, a counter)."""
    if _tiny(image) or is_emoji(image):
        return None
    classes = (image.get("class") or "").split()
    names: tuple[str, ...] = ("src", *_LAZY)
    if any("lazy" in name for name in classes):
        names = (*_LAZY, "src")
    for name in names:
        if (value := (image.get(name) or "").strip()) and not _PLACEHOLDER.search(value):
            return value if not holds(value, AD_HOSTS) else None
    return _from_set(image) or _from_sources(image)


def _from_set(element: Element) -> str | None:
    return _largest(element.get("data-srcset") or "") or _largest(element.get("srcset") or "")


def _from_sources(image: Element) -> str | None:
    """The address of the picture *image* from the sources beside it in a `picture`."""
    # To the parser a `source` is open until the `picture` ends, so what follows one is in it.
    outer = list(takewhile(lambda e: e.tag in ("source", "picture"), islice(image.iterancestors(), _SOURCES)))
    if not outer or outer[-1].tag != "picture":
        return None
    sources = [*reversed(outer[:-1]), *(e for e in islice(outer[0], _SOURCES) if e.tag == "source")]
    return next(filter(None, map(_from_set, sources)), None)


def is_icon(image: Element) -> bool:
    """Whether the picture *image* is by its size, or by what it and its holders are called, an icon, a portrait of the
    author or an advertisement."""
    for side in ("width", "height"):
        size = (image.get(side) or "").strip().removesuffix("px")
        if size.isdecimal() and int(size) < _ICON:
            return True
    around = (image, *islice(image.iterancestors(), _HOLDERS))
    return any(not NO_LEAD_CLASSES.isdisjoint(tokens(element)) for element in around)


def is_emoji(image: Element) -> bool:
    """Whether the picture *image* stands for a character, its `alt`."""
    return not {"emoji", "smiley", "wp-smiley"}.isdisjoint((image.get("class") or "").split())


def embed(element: Element, tag: str) -> str | None:
    """The address of what *element* embeds, as written; None if it is no embed."""
    if tag in MEDIA_TAGS:
        return _player(element, tag)
    if tag == "script":
        post = (element.get("data-telegram-post") or "").strip("/ ")
        return f"https://t.me/{post}" if _TELEGRAM.fullmatch(post) else None
    if tag in ("blockquote", "div"):
        for name in (element.get("class") or "").split():
            if name in EMBED_QUOTES:
                return _quoted(element, EMBED_QUOTES[name])
            if name in PLAYER_CLASSES:
                return next(filter(None, (part.get("data-url") for part in islice(element.iter(), _SOURCES))), None)
    return None


def provider(url: str) -> str:
    """Whose embed the absolute address *url* is: a known name, else the host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return next((name for end, name in EMBED_PROVIDERS if host == end or host.endswith(f".{end}")), host)


def _player(element: Element, tag: str) -> str | None:
    if tag.endswith("youtube") or tag == "youtube-video":
        video = element.get("data-videoid") or element.get("videoid") or ""
        return f"https://www.youtube.com/watch?v={video}" if re.fullmatch(r"[\w-]{5,20}", video) else None
    if tag in ("iframe", "frame", "amp-iframe") and (_tiny(element) or _invisible(element)):
        return None
    own = {"object": "data", "oembed": "url"}.get(tag, "src")
    candidates = [element.get(name) for name in (own, *_LAZY)]
    candidates += [source.get("src") or source.get("data-src") for source in element.iter("source")]
    if tag == "object":
        candidates += [param.get("value") for param in element.iter("param") if param.get("name") in ("movie", "src")]
    for value in candidates:
        address = (value or "").strip()
        if address and not _PLACEHOLDER.search(address):
            return None if holds(address, AD_HOSTS) else address
    return None


def _quoted(element: Element, mark: str) -> str | None:
    """The address in an embed that is a quotation until its script has run."""
    for name in ("data-instgrm-permalink", "cite", "data-href", "data-post", "data-text-post-permalink"):
        if value := (element.get(name) or "").strip():
            return value if absolute(value, "") else f"https://t.me/{value}" if _TELEGRAM.fullmatch(value) else None
    links = [link.get("href") or "" for link in islice(element.iter(), _QUOTE_PARTS) if link.tag == "a"]
    return next((link for link in reversed(links) if mark in link), None)


def _largest(srcset: str) -> str | None:
    """The address of the largest picture in *srcset*."""
    best, best_size = None, -1.0
    for candidate in re.split(r",\s+", srcset.strip()):
        address, _, size = candidate.strip().partition(" ")
        number = re.match(r"[\d.]+", size.strip())
        try:
            width = float(number[0]) if number else 0.0
        except ValueError:
            width = 0.0
        if address and width > best_size and not _PLACEHOLDER.search(address):
            best, best_size = address, width
    return best


def _tiny(element: Element) -> bool:
    """Whether *element* is declared to be at most two pixels wide or high: a counter."""
    return any((element.get(side) or "").strip().removesuffix("px") in ("0", "1", "2") for side in ("width", "height"))


def _invisible(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style
