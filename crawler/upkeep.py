"""Upkeep of past days: their files compressed if that is wanted, and listed with line counts and hashes.

The manifest, ``manifest.json``, names each file of a past day as ``<edition>/<day>.jsonl``, whether it is compressed
or not, with the lines, bytes and SHA-256 of what is in it. Lines never change, so neither does an entry; only that
of a file that was added to grows. The ledger keeps the entries too, so that none can be lost without being missed.
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
from crawler.ledger import ArchiveError, Ledger
from crawler.packed import UNREADABLE, open_day, packed, pieces, put

MANIFEST = "manifest.json"
LISTED = "listed/"
"""What the names of its entries begin with in the ledger's table `meta`."""
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


def listed_before(ledger: Ledger) -> dict[str, Entry]:
    """What the manifest listed when it was written last, which the ledger keeps: a manifest may get lost."""
    rows = ledger.query("SELECT name, value FROM meta WHERE name BETWEEN ? AND ?", LISTED, LISTED + "~")
    return {name.removeprefix(LISTED): Entry(**json.loads(value)) for name, value in rows}


def list_past(files: ArticleFiles, data_dir: Path, today: str) -> int:
    """Put the files of past days that are not in the manifest, or were added to, into it; how many that were.

    It forgets nothing: an entry only ever grows, if what it listed is still there. What is not as it was listed, or is
    no more listed, stays as it is, for :mod:`crawler.verify` to say.

    :raises ArchiveError: if the manifest cannot be read.
    """
    entries, before = read_manifest(data_dir), listed_before(files.ledger)
    fresh: dict[str, Entry] = {}
    for edition, name, size in past(files, today):
        key = f"{edition}/{name}"
        old = entries.get(key)
        if (old is None and key in before) or (old is not None and old.bytes >= size):
            continue
        path = files.path(edition, name)
        try:
            entry = entry_of(path, size)
            grown = old is None or _is(path, old)
        except UNREADABLE:
            continue
        if entry.bytes == size and grown:
            fresh[key] = entry
    if fresh:
        write_manifest(data_dir, entries | fresh)
    _note(files, entries | fresh, before)
    return len(fresh)


def _note(files: ArticleFiles, entries: dict[str, Entry], before: dict[str, Entry]) -> None:
    """Let the ledger know the *entries* of the manifest that are new to it, or have grown since *before*."""
    fresh = [
        (LISTED + name, json.dumps(asdict(entry)))
        for name, entry in entries.items()
        if name not in before or (entry.bytes > before[name].bytes and _is(files.directory / name, entry))
    ]
    if fresh:
        with files.ledger.transaction() as db:
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", fresh)


def restore_listed(files: ArticleFiles, data_dir: Path) -> list[str]:
    """Put back the entries that the manifest has lost, or has otherwise than when it was written; which they are."""
    entries, lost = read_manifest(data_dir), {}
    for name, before in listed_before(files.ledger).items():
        now = entries.get(name)
        if now is None or (now != before and now.bytes <= before.bytes):
            lost[name] = before
    if lost:
        write_manifest(data_dir, entries | lost)
    return sorted(lost)


def _is(path: Path, entry: Entry) -> bool:
    """Whether the day's file *path* begins with what *entry* lists."""
    try:
        return entry_of(path, entry.bytes) == entry
    except UNREADABLE:
        return False
