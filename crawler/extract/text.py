"""Clean text: what a reader sees, in one form.

Everything that extraction hands out went through :func:`clean` (one line) or :class:`crawler.extract.raw.Text`
(several), so it is NFC, without control characters, soft hyphens, zero-width characters, byte-order marks and lone
surrogates, and its white space (non-breaking and typographic spaces too) is single spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache
from html import unescape
from urllib.parse import SplitResult, urljoin, urlsplit

from crawler.extract.late import late

_INVISIBLE = [
    *range(0x00, 0x09),
    *range(0x0E, 0x1C),
    0x7F,
    0xAD,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),
    0xFEFF,
    *range(0xFFF9, 0xFFFD),
    *range(0xFFFE, 0x10000),
]
_WINDOWS = {c: bytes([c]).decode("cp1252", "ignore") or None for c in range(0x80, 0xA0)}
"""C1 controls are nobody's text: they come from Windows-1252 read as Latin-1."""
_TRANSLATION: dict[int, str | None] = {**dict.fromkeys(_INVISIBLE), **_WINDOWS}
_UNCLEAN = late(f"[{''.join(map(chr, sorted(_TRANSLATION)))}]".replace("\\", r"\\"))
_SPACE = re.compile(r"[^\S ]\s*| \s+")
"""White space that is not a single space."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SHORT = 100
"""Characters up to which a text may be a label, which several rules look at."""
_OUTER = " :.,;!|·•–—-…\"'«»“”„()[]"
"""Punctuation around labels and names."""
_MOST_MARKS = 30
_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS},}}")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_WHOLE = late(r"https?://[a-z0-9.-]+(?::\d+)?(?:/[\w%~,+./-]*)?(?:\?[\w%~,+./&=-]+)?", re.ASCII)
_ROOTED = late(r"(?:/[\w%~,+-][\w%~,+.-]*)+/?(?:\?[\w%~,+./&=-]+)?", re.ASCII)
"""Addresses, with a host and without, in which nothing is to be put right: nearly all. The long way takes 3 % of a
page."""


def visible(text: str) -> str:
    """*text* without what cannot be seen; white space as it was."""
    # Python calls nothing printable that is invisible, but for the mark of an object that is not there.
    if text.isprintable() and "\ufffc" not in text:
        return text
    return text.translate(_TRANSLATION) if _UNCLEAN.search(text) else text


def squash(text: str) -> str:
    """*text* without what cannot be seen, every run of white space one space, also at its ends."""
    if text.isprintable() and "  " not in text and "\ufffc" not in text:
        return text
    words = _words(text)
    if words is None:
        return _SPACE.sub(" ", visible(text))
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}" if words else " "


def clean(text: str) -> str:
    """*text* as one clean line."""
    words = _words(text)
    return nfc(words if words is not None else " ".join(visible(text).split()))


def _words(text: str) -> str | None:
    """The words of *text* with a space between them, in a third of the time that a search takes; None if anything in it
    cannot be seen."""
    words = " ".join(text.split())
    # (U+0085 is white space to Python and a sign here.)
    return words if words.isprintable() and "\ufffc" not in words and "\x85" not in text else None


def nfc(text: str) -> str:
    """*text* in Unicode's form NFC; of more than thirty marks in a row the first thirty are kept.

    Putting marks in their order takes the square of their number, and no script has more on a letter: Unicode's own
    "stream-safe" form has the same bound.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _MARKS.sub(_first_marks, text))


def _first_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_value(text: str) -> str:
    """*text* from an attribute or from structured data as one clean line.

    Such values are often escaped once too often, or hold markup.
    """
    if "&" in text:
        text = unescape_all(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return clean(text)


def unescape_all(text: str) -> str:
    """*text* with its entities resolved, also where it was escaped twice."""
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = unescape(text)
    return text


def fold(text: str) -> str:
    """*text* in the form in which labels and names are compared: clean, case-folded, without the outer punctuation."""
    return _folded(text) if len(text) <= _SHORT else _folded.__wrapped__(text)


@lru_cache(maxsize=1024)  # labels are the same from page to page: 1 % of a page
def _folded(text: str) -> str:
    return clean(text).casefold().strip(_OUTER)


def holds(text: str, parts: Iterable[str]) -> bool:
    """Whether one of *parts* is in *text*, in half of the time that a generator takes."""
    return any(map(text.__contains__, parts))


def says(text: str, labels: Container[str]) -> bool:
    """Whether *text* is one of *labels*. (A paragraph is longer than any; to fold it takes longer than to see that.)"""
    return len(text.strip(_OUTER)) <= _SHORT and fold(text) in labels


def absolute(url: str | None, base: str) -> str | None:
    """*url* made absolute against *base* and otherwise as published; None if it is no http(s) address."""
    if not url:
        return None
    if whole := plainly_joined(url, base):
        return whole
    url = visible(url).strip()
    if not url or url[0] == "#":
        return None
    # What a browser does with white space in an address: line breaks go, spaces are encoded.
    url = re.sub(r"[\t\r\n]+", "", url).replace(" ", "%20")
    try:
        joined = urljoin(base, url)
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def plainly_joined(url: str, base: str) -> str | None:
    """*url* made absolute against *base* if nothing in it is to be put right; else None."""
    if _WHOLE.fullmatch(url):
        return url
    return root + url if _ROOTED.fullmatch(url) and (root := _root(base)) else None


def _root(base: str) -> str | None:
    """The scheme and the host of *base*; None if it is no http(s) address."""
    parts = taken_apart(base)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.hostname else None


def taken_apart(url: str) -> SplitResult:
    """The parts of *url*; empty ones if it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
