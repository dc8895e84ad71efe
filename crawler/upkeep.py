"""Upkeep of past days: their files compressed if that is wanted, and listed with line counts and hashes.

The manifest, ``manifest.json``, names each file of a past day as ``<edition>/<day>.jsonl``, whether it is compressed
or not, with the lines, bytes and SHA-256 of what is in it. Lines never change, so neither does an entry; only a file
that was added to later gets a new one.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from crawler.jsonl import ArticleFiles
from crawler.ledger import ArchiveError
from crawler.packed import UNREADABLE, open_day, packed, pieces, put

MANIFEST = "manifest.json"
GZIP = 31
"""What :mod:`zlib` calls gzip's format, with its largest window."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is in a file of a past day."""

    lines: int
    bytes: int
    sha256: str


def read_manifest(data_dir: Path) -> dict[str, Entry]:
    """The manifest: name of a file to what is in it; empty if there is none.

    :raises ArchiveError: if it cannot be read.
    """
    path = data_dir / MANIFEST
    try:
        entries: dict[str, Any] = json.loads(path.read_bytes())["files"]
        return {name: Entry(**entry) for name, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path} cannot be read: {error}; `scrapy verify --repair` writes it anew") from error


def write_manifest(data_dir: Path, entries: dict[str, Entry]) -> None:
    """Write the manifest.

    :raises OSError: if that is not possible.
    """
    files = {name: asdict(entry) for name, entry in sorted(entries.items())}
    put(data_dir / MANIFEST, [json.dumps({"manifest_version": 1, "files": files}, indent=1).encode(), b"\n"])


def entry_of(path: Path, size: int) -> Entry:
    """What is in the first *size* bytes of the day's file *path*, compressed or not.

    :raises OSError, EOFError, zlib.error: if it cannot be read.
    """
    digest, lines, read = hashlib.sha256(), 0, 0
    with open_day(path) as file:
        for piece in pieces(file, size):
            digest.update(piece)
            lines += piece.count(b"\n")
            read += len(piece)
    return Entry(lines, read, digest.hexdigest())


def past(files: ArticleFiles, today: str, *, days: int = 0) -> Iterator[tuple[str, str, int]]:
    """Edition, name and committed bytes of the files of days at least *days* before *today*, and before that."""
    last = (date.fromisoformat(today) - timedelta(days=max(1, days))).isoformat()
    for (edition, name), size in sorted(files.ledger.files().items()):
        if name[:10] <= last:
            yield edition, name, size


def compress(files: ArticleFiles, today: str, days: int) -> int:
    """Compress the files of days at least *days* before *today*; how many that were.

    Who reads finds one of the two at every moment: the plain one goes when the other is whole and was read again.

    :raises ArchiveError: if that is not possible; the plain one stays.
    """
    count = 0
    for edition, name, size in past(files, today, days=days):
        path = files.path(edition, name)
        if not path.exists():
            continue
        try:
            if path.stat().st_size != size:
                raise ArchiveError(f"{path} is not as the ledger says: see `scrapy verify`")
            before = entry_of(path, size)
            packed(path).unlink(missing_ok=True)  # an older one, of a plain file that was unpacked and added to
            with path.open("rb") as file:
                put(packed(path), _squeezed(pieces(file)))
            plain = path.rename(path.with_name(f"{name}.going"))
            try:
                if entry_of(path, size + 1) != before:
                    raise ArchiveError(f"{packed(path)} is not what was written: is the disk sound?")
            except BaseException:
                plain.rename(path)
                raise
            plain.unlink()
        except UNREADABLE as error:
            raise ArchiveError(f"{path} cannot be compressed: {error}") from error
        count += 1
    return count


def _squeezed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """*chunks* in gzip's format; the same for the same bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


def list_past(files: ArticleFiles, data_dir: Path, today: str) -> int:
    """Put the files of past days that are not in the manifest, or were added to, into it; how many that were.

    :raises ArchiveError: if one cannot be read.
    """
    entries, count = read_manifest(data_dir), 0
    for edition, name, size in past(files, today):
        key = f"{edition}/{name}"
        if key in entries and entries[key].bytes == size:
            continue
        try:
            entry = entry_of(files.path(edition, name), size)
        except UNREADABLE as error:
            raise ArchiveError(f"{files.path(edition, name)} cannot be read: {error}") from error
        if entry.bytes < size:
            raise ArchiveError(f"{files.path(edition, name)} is shorter than it was: see `scrapy verify`")
        entries[key] = entry
        count += 1
    if count:
        write_manifest(data_dir, entries)
    return count
