"""Answers as WARC 1.1 records, one gzip member a record: how they are written, and how one is read back.

What is kept is the answer as it came over the wire: body as it was packed, all headers but ``Transfer-Encoding``. An
answer with the body of an earlier one, or a 304, is a ``revisit`` that refers to that one. What was made by a browser
is no answer: its DOM is a ``resource``, marked by a field ``WARC-Rendered``. warcio writes them, and is
imported when it is needed.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from crawler import __version__

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord
    from warcio.warcwriter import WARCWriter

Headers = tuple[tuple[str, str], ...]

VERSION = "1.1"
UNCHANGED = f"http://netpreserve.org/warc/{VERSION}/revisit/server-not-modified"
CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
RENDERED = "WARC-Rendered"
HOP = frozenset(("transfer-encoding", "connection", "keep-alive"))
"""Headers that say how the answer was sent and not what it is, in lower case."""
HTTP = frozenset(("response", "revisit", "request"))
"""Types of records whose block begins with a head of HTTP."""
CHUNK = 1 << 14
"""Bytes that are read at once: most records are smaller."""
GZIP = b"\x1f\x8b"
BLANK = b"\r\n\r\n"
NOT_WHOLE = "there is no whole record"


class UnreadableError(Exception):
    """There is no whole record where one should be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came, and what was asked. Times in milliseconds since 1970."""

    edition: str
    expects: str
    """What was asked for: `article` or `list`."""
    id: str | None
    """Of the article that was asked for."""
    url: str
    at: int
    method: str
    asked: Headers
    status: int
    headers: Headers
    body: bytes
    rendered: bool = False
    """Whether `body` is a DOM that a browser made, in UTF-8."""
    partial: bool = False
    """Whether the connection ended before the answer did."""

    @property
    def digest(self) -> bytes:
        """SHA-1 of the body."""
        return hashlib.sha1(self.body, usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The record that a revisit refers to."""

    url: str
    at: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record that was read back. Times in milliseconds since 1970."""

    type: str
    url: str
    at: int
    status: int
    headers: Headers
    body: bytes
    """As it was sent."""
    digest: bytes | None
    refers_to: int | None
    """Time of the record that a revisit refers to."""

    @property
    def content_type(self) -> str | None:
        """The header of that name, or None."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)

    @property
    def content(self) -> bytes:
        """The body, unpacked.

        :raises UnreadableError: if it is packed in another way than was asked for, or is not whole.
        """
        packings = [value.strip().lower() for name, value in self.headers if name.lower() == "content-encoding"]
        if self.type == "resource" or packings in ([], ["identity"], [""]):
            return self.body
        if packings not in (["gzip"], ["x-gzip"]):
            raise UnreadableError(f"packed as {', '.join(packings)}")
        parts, rest = [], self.body
        while rest.startswith(GZIP):
            stream = zlib.decompressobj(wbits=31)
            try:
                parts.append(stream.decompress(rest))
            except zlib.error as error:
                raise UnreadableError(str(error)) from error
            if not stream.eof:
                raise UnreadableError("cut off")
            rest = stream.unused_data
        return b"".join(parts) if parts else self.body


# -- writing


class Writer:
    """Appends records to *file*, open for appending."""

    def __init__(self, file: BinaryIO) -> None:
        from warcio.warcwriter import WARCWriter

        self.file = file
        self._warc: WARCWriter = WARCWriter(file, gzip=True, warc_version=VERSION)

    def begin(self, name: str, at: int) -> None:
        """Write the ``warcinfo`` of the file *name*."""
        info = {
            "software": f"orda-crawler/{__version__}",
            "format": f"WARC File Format {VERSION}",
            "conformsTo": CONFORMS_TO,
            "description": f"What news editions answered. Resources with {RENDERED} are DOMs that a browser made.",
        }
        record = self._warc.create_warcinfo_record(name, info)
        record.rec_headers.replace_header("WARC-Date", iso(at))
        self._warc.write_record(record)

    def answer(self, answer: Answer, earlier: Earlier | None) -> int:
        """Write *answer* and its request; where its record begins.

        :param earlier: what has the same body, if anything does, or what a 304 says is still so.
        """
        position = self.file.tell()
        if answer.rendered:
            self._warc.write_record(self._resource(answer))
        else:
            record = self._revisit(answer, earlier) if earlier else self._response(answer)
            self._warc.write_request_response_pair(self._request(answer), record)
        return position

    def _resource(self, answer: Answer) -> ArcWarcRecord:
        fields = {"WARC-Date": iso(answer.at), RENDERED: "DOM after scripts ran"}
        body = BytesIO(answer.body)
        return self._warc.create_warc_record(
            answer.url, "resource", body, len(answer.body), "text/html; charset=utf-8", fields
        )

    def _response(self, answer: Answer) -> ArcWarcRecord:
        fields = {"WARC-Date": iso(answer.at)} | ({"WARC-Truncated": "disconnect"} if answer.partial else {})
        return self._warc.create_warc_record(
            answer.url,
            "response",
            payload=BytesIO(answer.body),
            length=len(answer.body),
            warc_headers_dict=fields,
            http_headers=_http(answer),
        )

    def _revisit(self, answer: Answer, earlier: Earlier) -> ArcWarcRecord:
        fields = {"WARC-Date": iso(answer.at)}
        record = self._warc.create_revisit_record(
            answer.url, digest_of(answer.digest), earlier.url, iso(earlier.at), _http(answer), fields
        )
        if answer.status == HTTPStatus.NOT_MODIFIED:
            record.rec_headers.replace_header("WARC-Profile", UNCHANGED)
            record.rec_headers.remove_header("WARC-Payload-Digest")
        return record

    def _request(self, answer: Answer) -> ArcWarcRecord:
        from warcio.statusandheaders import StatusAndHeaders

        host, _, path = answer.url.partition("://")[2].partition("/")
        headers = [("Host", host), *((name, value) for name, value in answer.asked if name.lower() != "host")]
        http = StatusAndHeaders(f"{answer.method} /{path} HTTP/1.1", headers, is_http_request=True)
        return self._warc.create_warc_record(answer.url, "request", http_headers=http)


def _http(answer: Answer) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    headers = [(name, value) for name, value in answer.headers if name.lower() not in HOP]
    return StatusAndHeaders(f"{answer.status} {phrase}".strip(), headers, protocol="HTTP/1.1")


# -- reading


def read(file: BinaryIO) -> Record:
    """The record that begins where *file* stands.

    :raises UnreadableError: if there is none, or not all of it.
    """
    for _, member in members(file):
        return record_of(member)
    raise UnreadableError(NOT_WHOLE)


def record_of(member: bytes) -> Record:
    """The record in *member*, unpacked. It is one that :class:`Writer` wrote: warcio takes thrice as long for it.

    :raises UnreadableError: if there is none, or not all of it.
    """
    try:
        return _record(member)
    except (ValueError, KeyError, IndexError) as error:
        raise UnreadableError(NOT_WHOLE) from error


def _record(member: bytes) -> Record:
    start = member.index(BLANK) + len(BLANK)
    version, fields = _head(member[:start])
    named = {name.lower(): value for name, value in fields}
    kind, end = named["warc-type"], start + int(named["content-length"])
    if not version.startswith("WARC/") or end > len(member):
        raise UnreadableError(NOT_WHOLE)
    _check(memoryview(member)[start:end], kind, named)
    status = int(HTTPStatus.OK)
    headers: Headers = (("Content-Type", named.get("content-type", "")),)
    if kind in HTTP and end > start:
        body = member.index(BLANK, start, end) + len(BLANK)
        line, headers = _head(member[start:body])
        status = status if kind == "request" else int(line.split(" ")[1])
        start = body
    digest, earlier = named.get("warc-payload-digest"), named.get("warc-refers-to-date")
    return Record(
        type=kind,
        url=named.get("warc-target-uri", ""),
        at=from_iso(named["warc-date"]),
        status=status,
        headers=headers,
        body=member[start:end],
        digest=base64.b32decode(digest.partition(":")[2]) if digest else None,
        refers_to=from_iso(earlier) if earlier else None,
    )


def _head(head: bytes) -> tuple[str, Headers]:
    """The first line of *head*, and its fields."""
    first, *lines = head.decode().split("\r\n")
    parted = (line.partition(":") for line in lines)
    return first, tuple((name.strip(), value.strip()) for name, colon, value in parted if colon)


def _check(block: memoryview, kind: str, named: dict[str, str]) -> None:
    """See to it that *block* is what its digest says.

    That of the payload is of a part of the same bytes, and is not computed too; both are above the CRC of the member.
    A revisit gives the digest of a body that it does not have.
    """
    digest = named.get("warc-block-digest")
    if digest and kind != "revisit" and digest_of(hashlib.sha1(block, usedforsecurity=False).digest()) != digest:
        raise UnreadableError(f"block digest failed: {digest}")


def members(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The gzip members of *file* from where it stands, up to its end or to what is no whole one.

    Of each how many bytes it has there, and unpacked what is in it.
    """
    rest = b""
    while True:
        stream, size, parts = zlib.decompressobj(wbits=31), 0, list[bytes]()
        while not stream.eof:
            rest = rest or file.read(CHUNK)
            if not rest:
                return
            size += len(rest)
            try:
                parts.append(stream.decompress(rest))
            except zlib.error:
                return
            rest = b""
        rest = stream.unused_data
        yield size - len(rest), b"".join(parts)


# -- forms


def iso(at: int) -> str:
    """Milliseconds since 1970 as ``2026-11-22T10:03:00.123Z``."""
    moment = datetime.fromtimestamp(at // 1000, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def from_iso(text: str) -> int:
    """The milliseconds since 1970 that :func:`iso` made *text* of.

    :raises ValueError: if it is no such time.
    """
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def digest_of(digest: bytes) -> str:
    """A SHA-1 as WARC writes it."""
    return f"sha1:{base64.b32encode(digest).decode()}"
