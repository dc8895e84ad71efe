"""Bytes to text: which encoding a page is in, whatever it says of itself."""

from __future__ import annotations

import re

from w3lib.encoding import http_content_type_encoding, resolve_encoding

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_META = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_HIGH = re.compile(rb"[\x80-\xff]")
_WORDS = re.compile(rb"[\x80-\xff]{3,}")
_LATIN = frozenset(("cp1252", "latin-1", "iso8859-1", "iso8859-15", "ascii", "utf-8", "utf8"))
_KAZAKH = (frozenset("ќЌ"), frozenset("јЈѕЅўЎґҐ"))
_SAMPLE = 200_000
"""Bytes that detection looks at."""


def plain(body: bytes) -> str | None:
    """*body* as text if it is nothing but UTF-8, so that it is the text's bytes, as nearly all are; else None."""
    if b"\0" in body or b"\x1b" in body or body.startswith(_BOMS[0][0]):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def decode(body: bytes, declared: str | None) -> str:
    """*body* as text, without a byte-order mark and NULs; never an error.

    A byte-order mark decides; then what is UTF-8 is read as UTF-8, whatever is declared, because text in another
    encoding practically never is; then *declared* (the charset of the HTTP header), the page's own declaration, and
    last what the bytes look like. A declaration that the bytes contradict (Cyrillic as Latin-1) does not count.

    :param declared: name of an encoding, or a whole ``Content-Type``; None if there was none.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], name)
    if body[:400].count(0) > len(body[:400]) // 4:
        # UTF-16 without a mark: the zero bytes of ASCII characters stand at even or at odd places.
        return _read(body, "utf-16-be" if body[:400:2].count(0) > body[1:400:2].count(0) else "utf-16-le")
    declarations = [_codec(name) for name in (declared, _meta(body))]
    if any(name and name.startswith("iso2022") for name in declarations) and b"\x1b" in body:
        return _read(body, next(name for name in declarations if name and name.startswith("iso2022")))
    try:
        return body.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    if _broken(text) * 10 < len(text) - len(text.encode("ascii", "ignore")):
        return text.replace("\0", "")
    return _read(body, _legacy(body, declarations))


def _legacy(body: bytes, declarations: list[str | None]) -> str:
    """The encoding of *body*, which is not UTF-8."""
    looks = _cyrillic(body[:_SAMPLE])
    for name in declarations:
        if name is None or name in ("utf-8", "utf8") or (looks and name in _LATIN):
            continue
        if {name, looks} == {"cp1251", "koi8-r"}:
            # Each reads as the other without an error, with the case of all letters reversed.
            continue
        text = body[:_SAMPLE].decode(name, "replace")
        if _broken(text) * 50 <= len(_HIGH.findall(body[:_SAMPLE])):
            return _kazakh(text) if name == "cp1251" else name
    if looks == "cp1251":
        return _kazakh(body[:_SAMPLE].decode("cp1251", "replace"))
    return looks or "cp1252"


def _cyrillic(body: bytes) -> str | None:
    """The Cyrillic encoding that *body* looks to be in, or None.

    Cyrillic words are runs of high bytes; in Western texts they stand alone among ASCII letters. In Windows-1251 the
    small letters, which are the most, are the upper half of the letters; in KOI8-R the lower.
    """
    high = len(_HIGH.findall(body))
    words = b"".join(_WORDS.findall(body))
    if high < 6 or len(words) * 2 < high:
        return None
    letters = [byte for byte in words if byte >= 0xC0]
    upper = sum(1 for byte in letters if byte >= 0xE0)
    return "cp1251" if upper * 2 > len(letters) else "koi8-r"


def _kazakh(text: str) -> str:
    """Which of two relatives *text*, read as Windows-1251, was in: in the Kazakh one қ, ә, ң lie on ќ, ј, ѕ."""
    letters = set(text)
    return "cp1251" if any(letters.isdisjoint(group) for group in _KAZAKH) else "kz1048"


def _meta(body: bytes) -> str | None:
    match = _META.search(body, 0, 8192)
    return match[1].decode("ascii", "ignore") if match else None


def _codec(name: str | None) -> str | None:
    """Python's name of the encoding *name*, as browsers understand it; None if there is no such encoding."""
    if not name:
        return None
    codec = resolve_encoding((http_content_type_encoding(name) or name).strip())
    try:
        # Some of Python's codecs are no text encodings (hex, zip), and some are no Web encodings.
        b"a".decode(codec or "")
    except (LookupError, ValueError, TypeError):
        return None
    return (
        None
        if codec is None or codec.startswith(("utf-7", "utf-16", "utf-32", "idna", "puny", "unicode", "raw"))
        else codec
    )


def _broken(text: str) -> int:
    return text.count("\ufffd")


def _read(body: bytes, name: str) -> str:
    return body.decode(name, "replace").replace("\0", "")
