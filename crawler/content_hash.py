"""The hash of what an article says, by which a change is told from the same article fetched again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.extract.text import nfc, taken_apart
from crawler.items import BLOCKS, Article, Embed, Image, ImageBlock, Paragraph

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»‹›″〝〞＂❝❞ʺ"), '"') | dict.fromkeys(map(ord, "‘’‚‛′`´ʼ＇ʹ❛❜"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-")
_LIGATURES = dict(zip(map(ord, "ﬀﬁﬂﬃﬄﬅﬆ"), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_UNIFIED = _QUOTES | _DASHES | _LIGATURES
_VARIANT = re.compile(f"[{''.join(map(chr, _UNIFIED))}]")
_FIELDS = {kind: tuple(f.name for f in fields(kind) if f.name != "type") for kind in BLOCKS}
_SIZES = re.compile(r"/cdn-cgi/image/[^/]+(?=/)|/sizes/\d+(?:x\d*)?(?=/)")
_SUFFIX = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled|@[1-4]x)+(?=\.\w{3,4}$)")
_ENDING = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
_ADDRESSING = frozenset("url uri src source u image img file path picture photo".split())
_NAMING = frozenset("id image img file path picture photo".split())
"""Parameters by which a script that gives out pictures is told which: by its address, or by a name."""
_LONGEST_QUERY = 2000
"""Characters of a query that are read."""
_PathOf = Callable[["str | None"], "str | None"]
_SECONDS = re.compile(r"(?<=T\d\d:\d\d):\d\d")
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|yclid|dclid|msclkid|twclid|igsh|igshid|si|feature|ref|ref_src|ref_url|from|_openstat|mc_[ce]id"
    r"|enablejsapi|origin|rel"
)


EARLIER = ({"behind": False}, {"behind": False, "packing": True})
"""What the rules of earlier records were, as arguments of :func:`content_hash`."""


def content_hash(article: Article, *, packing: bool = False, behind: bool = True) -> str:
    """SHA-256, in hexadecimal, over what *article* says.

    Hashed are, as one JSON array in this order: headline, description, date_published, authors, original_author,
    section, tags, image, images, body. A picture (also a block of the body) is an array of the path of its address,
    its caption and its credit; any other block is an array of its type and its fields in their order in ``items.py``.
    The JSON is UTF-8 without white space, characters unescaped.

    Every text is first put into NFC; curly and angled quotation marks become ``"`` or ``'``, two of the latter
    ``"``, dashes and hyphens ``-``, Latin ligatures their letters; white space of any kind (also line breaks)
    becomes one space, at the ends none. Authors and tags are sets: case-folded, each once, sorted. date_published
    has no seconds, which some of its sources have and others not. The path of a picture has no host, no query, and
    no size (none of ``/sizes/1440x810/``, ``/sizes/800/``, ``/cdn-cgi/image/width=800/``; before the ending none of
    ``-1440x810``, ``-scaled``, ``@2x``), and no ending that says how it is packed (``.jpg``, ``.webp``); that of a
    resizer (``/resize?url=/uploads/a.jpg&w=800``) is the path of the picture in its query. The
    address of an embed has the scheme https, YouTube's only host, no fragment, and neither tracking parameters
    (``utm_*``, ``fbclid`` and the like) nor ``enablejsapi``, ``origin`` and ``rel``.

    Not hashed: id, edition, url, date_modified, links, related, translations, sources, text (the body has it), and
    all that says how and when the record was made.

    :param packing: whether the ending of a picture's path counts, as it did in the first records.
    :param behind: whether of a resizer the picture's path does, and not its own, as it did before.
    """
    values = list(content(article, packing=packing, behind=behind).values())
    serialised = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return sha256(serialised.encode("utf-8", "replace")).hexdigest()


def sound(article: Article) -> bool:
    """Whether *article* says what its `content_hash` says, by today's rule or by an earlier one."""
    return any(article.content_hash == content_hash(article, **rule) for rule in ({}, *EARLIER))


def same(one: Article, other: Article) -> bool:
    """Whether two records say the same, also if an earlier rule made the hash of one."""
    return one.content_hash == other.content_hash or content_hash(one) == content_hash(other)


def content(article: Article, *, packing: bool = False, behind: bool = True) -> dict[str, Any]:
    """What of *article* is hashed, by field, in the form and the order in which it is."""
    path = partial(picture_path, packing=packing, behind=behind)
    return {
        "headline": _text(article.headline),
        "description": _text(article.description),
        "date_published": _minute(article.date_published),
        "authors": _set(article.authors),
        "original_author": _text(article.original_author),
        "section": _text(article.section),
        "tags": _set(article.tags),
        "image": _picture(article.image, path) if article.image else None,
        "images": [_picture(image, path) for image in article.images],
        "body": [_block(block, path) for block in article.body],
    }


def _block(block: Any, path: _PathOf) -> list[Any]:
    if isinstance(block, Paragraph):  # as most are
        return [block.type, _text(block.text)]
    if isinstance(block, ImageBlock):
        return [block.type, *_picture(block, path)]
    if isinstance(block, Embed):
        return [block.type, _address(block.url), block.provider]
    return [block.type] + [_normal(getattr(block, name)) for name in _FIELDS[type(block)]]


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    return [_normal(part) for part in value] if isinstance(value, tuple) else value


def _text(text: str | None) -> str | None:
    if text is None:
        return None
    text = nfc(text)
    for variant in set(_VARIANT.findall(text)):  # few are there; str.translate looks up every character
        text = text.replace(variant, _UNIFIED[ord(variant)])
    text = text.replace("''", '"')
    if text.isprintable() and "  " not in text and text == text.strip(" "):  # no other white space is printable
        return text
    return " ".join(text.split())


def _set(texts: tuple[str, ...]) -> list[str]:
    return sorted({(_text(text) or "").casefold() for text in texts})


def _minute(date: str | None) -> str | None:
    return date and _SECONDS.sub("", date)


def _picture(image: Image | ImageBlock, path: _PathOf) -> list[str | None]:
    return [path(image.url), _text(image.caption), _text(image.credit)]


def picture_path(url: str | None, *, packing: bool = False, behind: bool = True) -> str | None:
    """The path of a picture's address, without its size: the same for all sizes of one picture.

    :param packing: keep the ending, which says how it is packed.
    :param behind: of a resizer that has the picture in its query take the picture's path.
    """
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    resized = _resized(parts.path, parts.query) if behind and parts.query else None
    path = _SUFFIX.sub("", _SIZES.sub("", resized or parts.path))
    return path if packing else _ENDING.sub("", path)


def _resized(path: str, query: str) -> str | None:
    """What a resizer or the like at *path* gives out as its *query* says, `url=/uploads/a.jpg&w=800`; None for any
    other address."""
    values = {name.lower(): value for name, value in parse_qsl(query[:_LONGEST_QUERY])}
    plain = not _ENDING.search(path)
    for name in sorted(_ADDRESSING & values.keys()):
        inner = taken_apart(values[name]).path
        if _ENDING.search(inner) or (inner and plain and values[name].startswith(("/", "http:", "https:"))):
            return f"/{inner.lstrip('/')}"
    return next((f"{path}?{values[name]}" for name in sorted(_NAMING & values.keys()) if plain), None)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        query = [
            (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k.lower())
        ]
    except ValueError:
        return url
    scheme = "https" if parts.scheme == "http" else parts.scheme
    host = parts.netloc.lower().replace("youtube-nocookie.com", "youtube.com")
    return urlunsplit((scheme, host, parts.path, urlencode(query), ""))
