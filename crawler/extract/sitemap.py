"""Sitemaps and sitemap indexes; and how XML that others wrote is read, feeds (:mod:`crawler.extract.feed`) included.

An XML parser gives up at the first mistake or, told to go on, loses the rest of a file to a single ``<`` in a title
and the ampersands of all addresses. What is looked for here is a few plain elements, so the file is taken apart into
tags and texts instead: no mistake costs more than the element it is in. It also leaves nothing to attack: there are
no entities but characters, nothing is loaded, and memory is a small multiple of the file, which has a limit.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from html import unescape
from typing import NamedTuple

from crawler.extract.charset import decode
from crawler.extract.dates import parse_date
from crawler.urls import ArticleAddress, Origins, absolute_url

BYTES_LIMIT = 50 * 1024 * 1024
"""What a file may have unpacked; the protocol's own limit for a sitemap."""
ADDRESS_LIMIT = 4096
"""Characters of an address; the protocol allows 2,048."""
EARLIEST = 2000
"""Years before it are what content-management systems write where they know no date (1970, -0001)."""

_CHUNK = 8_192
_GZIP = b"\x1f\x8b"
_QUOTED = r"""[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*){0,200}"""
_MARKUP = re.compile(
    # No part can go past the next `<`, and none can match in two ways: linear, whatever comes.
    rf"<(?:(?P<open>!--|!\[CDATA\[|\?|!)|(?P<end>/?)(?:(?P<prefix>[\w.-]{{1,64}}):)?(?P<name>[a-zA-Z_][\w.-]{{0,64}})"
    rf"(?P<attributes>(?:[\s/]{_QUOTED}|[\s/][^<>]*)?)>)"
)
_CLOSE = {"!--": "-->", "![CDATA[": "]]>", "?": "?>", "!": ">"}
_DECLARATION = re.compile(r"\s*(doctype|entity|element|attlist|notation)\b\s*(html\b)?", re.IGNORECASE)
_HTML = frozenset(("html", "head", "body"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

_ROOTS = frozenset(("urlset", "sitemapindex"))
_MEMBERS = frozenset(("url", "sitemap"))
_TEXT_SITEMAP = re.compile(r"\s*https?://\S+\s*(?:[\r\n]|$)")
_LINE = re.compile(r"\S[^\r\n]*")
_DATED = re.compile(r"\d{4}\D?\d\d\D?\d\d|[a-zA-Z]{3}, \d{1,2} [a-zA-Z]{3} \d{4}\b")
"""Beginnings of dates that are whole: their meaning does not depend on when they are read."""
_ANY_TIME = datetime(EARLIEST - 10, 1, 1, tzinfo=timezone.utc)
"""Stands for the time of fetching: should a date count from it after all, it is too early to be taken."""


class SitemapError(ValueError):
    """What was read is no sitemap, or one that is refused; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An article that a sitemap lists."""

    address: ArticleAddress
    """Also one that is :attr:`~crawler.urls.ArticleAddress.dead`."""
    lastmod: datetime | None
    """When the sitemap says that it last changed: aware, in Almaty's zone, perhaps in the future; a date alone is its
    midnight there. None if it does not say, or nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap or sitemap index lists."""

    entries: tuple[SitemapEntry, ...]
    """The articles of its edition, in its order, each once, with the latest of its times."""
    children: tuple[str, ...]
    """Further sitemaps on any edition's host: absolute, as published, in order, each once."""
    others: int
    """How many entries lead elsewhere: sections and other pages, other editions, other hosts."""
    malformed: int
    """How many entries have no address that can be read; the end of a file that breaks off counts as one more."""


def read_sitemap(body: bytes, *, url: str, origins: Origins) -> Sitemap:
    """The sitemap, sitemap index or list of addresses (one a line) that *body* is, plain or under gzip.

    :param url: address of the sitemap, absolute; the articles are those of its edition.
    :raises SitemapError: if it is something else, too large, or declares entities.
    """
    edition = origins.edition_of(url)
    entries: dict[str, SitemapEntry] = {}
    children: dict[str, None] = {}
    others = malformed = 0
    for kind, loc, lastmod in _members(read_text(body, SitemapError)):
        absolute = absolute_url(loc, url) if 0 < len(loc) <= ADDRESS_LIMIT else None
        if absolute is None:
            malformed += 1
        elif kind == "sitemap" and origins.edition_of(absolute):
            children[absolute] = None
        elif kind == "url" and (address := origins.article(absolute)) and address.edition == edition:
            entry = SitemapEntry(address, _lastmod(lastmod))
            known = entries.get(address.id)
            entries[address.id] = _merged(known, entry) if known else entry
        else:
            others += 1
    return Sitemap(tuple(entries.values()), tuple(children), others, malformed)


def _merged(known: SitemapEntry, other: SitemapEntry) -> SitemapEntry:
    """Two entries of one article as one. A dead spelling must not stand for an article that has a live one."""
    address = other.address if known.address.dead and not other.address.dead else known.address
    return SitemapEntry(address, max(filter(None, (known.lastmod, other.lastmod)), default=None))


def _lastmod(text: str) -> datetime | None:
    return plausible(parse_date(text, fetched_at=_ANY_TIME)) if _DATED.match(text) else None


def _members(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind (`url` or `sitemap`), address and time of each entry, "" for what it does not have.

    The end of a file that breaks off is an entry without an address.
    """
    if _TEXT_SITEMAP.match(text):
        yield from (("url", line[0].strip(), "") for line in _LINE.finditer(text))
        return
    kind, prefix, closed, fields = "", "", not text.strip(), dict[str, str]()
    for token in scan(text, _ROOTS | _MEMBERS, SitemapError):
        if token.name in _MEMBERS and (not kind or token.prefix == prefix):
            if kind:
                yield kind, fields.get("loc", ""), fields.get("lastmod", "")
            kind, prefix, fields = "" if token.end else token.name, token.prefix, {}
        elif token.end:
            closed = closed or token.name in _ROOTS
        elif kind and token.prefix == prefix and token.name in ("loc", "lastmod"):
            # Pictures and videos have addresses too, with a prefix of their own or further down.
            fields.setdefault(token.name, token.text.strip())
    if fields.get("loc"):
        yield kind, fields["loc"], fields.get("lastmod", "")
    if not closed:
        yield "url", "", ""


# -- XML that others wrote


class Token(NamedTuple):
    """A tag, and the text between it and the next one."""

    end: bool
    """Whether it is an end tag. A tag that closes itself comes as two."""
    prefix: str
    """Namespace prefix, lower case; "" if there is none."""
    name: str
    """Name without the prefix, lower case."""
    attributes: str
    """As written; for :func:`attribute`."""
    text: str
    """With CDATA, without comments, references to characters resolved. "" if no tag follows: a text that a file
    breaks off in is not known to be whole."""


def read_text(body: bytes, error: type[ValueError]) -> str:
    """*body* as text, unpacked first if it is under gzip. Of a broken gzip, what can be had.

    :raises error: if it has more than :data:`BYTES_LIMIT`, packed or not, or nothing can be had.
    """
    if len(body) > BYTES_LIMIT:
        raise error(f"more than {BYTES_LIMIT} bytes")
    return decode(_unpacked(body, error) if body.startswith(_GZIP) else body, None)


def _unpacked(body: bytes, error: type[ValueError]) -> bytes:
    unpacked, stream = bytearray(), zlib.decompressobj(31)
    with suppress(zlib.error):
        for start in range(0, len(body), _CHUNK):
            chunk = body[start : start + _CHUNK]
            while chunk:
                unpacked += stream.decompress(chunk, BYTES_LIMIT + 1 - len(unpacked))
                if len(unpacked) > BYTES_LIMIT:
                    raise error(f"more than {BYTES_LIMIT} bytes unpacked")
                # A file may be several gzip files in a row.
                chunk = stream.unused_data if stream.eof else b""
                if stream.eof and chunk:
                    stream = zlib.decompressobj(31)
    if not unpacked and not stream.eof:
        raise error("broken gzip")
    return bytes(unpacked)


def scan(text: str, roots: Iterable[str], error: type[ValueError]) -> Iterator[Token]:
    """The tags and texts of the XML *text*, from the first tag named one of *roots* on.

    Lenient: what is no markup is text, whatever XML says of it, and nothing has to be balanced.

    :raises error: if it is HTML or has none of *roots* (unless it is empty), or declares entities.
    """
    started = False
    for token in _tokens(text, error):
        if not started and token.name in _HTML:
            raise error("HTML")
        started = started or token.name in roots
        if started:
            yield token
    if not started and text.strip():
        raise error(f"none of {', '.join(sorted(roots))} in it")


def _tokens(text: str, error: type[ValueError]) -> Iterator[Token]:
    tag: re.Match[str] | None = None
    pieces: list[str] = []
    at = 0
    while match := _MARKUP.search(text, at):
        if at < match.start():
            pieces.append(_resolved(text[at : match.start()]))
        if match["open"]:
            at = text.find(_CLOSE[match["open"]], match.end())
            if at < 0:
                break
            if match["open"] == "!":
                _check_declaration(text[match.end() : at], error)
            elif match["open"] == "![CDATA[":
                pieces.append(text[match.end() : at])
            at += len(_CLOSE[match["open"]])
        else:
            if tag:
                yield from _read(tag, "".join(pieces))
            tag, pieces, at = match, [], match.end()
    if tag:
        yield from _read(tag, "")


def _read(tag: re.Match[str], text: str) -> Iterator[Token]:
    """The tokens for *tag*, which *text* follows."""
    prefix, name, attributes = (tag["prefix"] or "").lower(), tag["name"].lower(), tag["attributes"]
    alone = attributes.endswith("/") and not tag["end"]
    yield Token(bool(tag["end"]), prefix, name, attributes, "" if alone else text)
    if alone:
        yield Token(True, prefix, name, "", text)


def _check_declaration(text: str, error: type[ValueError]) -> None:
    """Let pass a declaration, without its ``<!`` and ``>``, that does nothing: one that only names a DTD."""
    match = _DECLARATION.match(text)
    if match and match[1].lower() == "doctype" and match[2]:
        raise error("HTML")
    if match and (match[1].lower() != "doctype" or "[" in text):
        raise error("declarations of entities")


def _resolved(text: str) -> str:
    """*text* with its references to characters resolved; an ampersand that begins none is itself."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def attribute(attributes: str, name: str) -> str | None:
    """The value of the attribute *name* (with its prefix, any case) in *attributes*; None if there is none."""
    pattern = rf"""(?:^|[\s"'/]){re.escape(name)}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))"""
    match = re.search(pattern, attributes, re.IGNORECASE)
    return _resolved(match[1] or match[2] or match[3] or "").strip() if match else None


def plausible(moment: datetime | None) -> datetime | None:
    """*moment*, or None if it is from before the site was."""
    return moment if moment and moment.year >= EARLIEST else None
