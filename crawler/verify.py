"""Is the archive what it should be: ledger, lines, hashes, manifest, raw archive, and whether they agree.

A check is a function of an :class:`Archive` that gives what is wrong, one line for each. Only what is committed is
looked at, and the ledger as it is at one moment, so a run may be writing meanwhile. Nothing is changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.audit import unaccounted
from crawler.index import EDITIONS as UNKNOWN_EDITIONS
from crawler.index import LINKS, LOST, OTHERS, STEPS, read_lines
from crawler.jsonl import ArticleFiles
from crawler.ledger import ArchiveError, Ledger
from crawler.packed import UNREADABLE, reason
from crawler.raw_check import check_raw
from crawler.site import EDITIONS
from crawler.upkeep import MANIFEST, entry_of, listed_before, read_manifest

RAW = "raw"
"""Name of the directory of the raw archive."""
LEFT = (".part", ".going")
"""What the names of files end in that a kill in mid-write leaves; nobody reads them."""


@dataclass(slots=True)
class Archive:
    """The archive in *data_dir*."""

    data_dir: Path
    ledger: Ledger
    files: ArticleFiles
    patience: float = 5.0
    """Seconds in which a run that is at work commits what it has appended."""
    lines: int = 0
    """How many were read, and of how many articles."""
    articles: int = 0


def check_ledger(archive: Archive) -> Iterator[str]:
    """The ledger is sound in itself."""
    for (said,) in archive.ledger.query("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield f"{archive.ledger.path}: {said}"
    for table, row, parent, _ in archive.ledger.query("PRAGMA foreign_key_check"):
        yield f"{archive.ledger.path}: row {row} of {table} refers to no {parent}"
    editions = tuple(EDITIONS)
    yield from (f"{archive.ledger.path}: {one}" for one in unaccounted(archive.ledger, editions, "", "~"))
    for (edition,) in archive.ledger.query(UNKNOWN_EDITIONS):
        yield f"{archive.ledger.path}: how far the record of {edition} goes is not known"


def check_lines(archive: Archive) -> Iterator[str]:
    """Every line is a record as the schema has it, says what its hash says, and follows the one before."""
    with archive.ledger.snapshot() as db:
        yield from check_ledger(archive)
        yield from read_lines(db, archive.files)
        (archive.lines, archive.articles), *_ = archive.ledger.query("SELECT count(*), count(DISTINCT id) FROM line")
        yield from _steps(archive)
        yield from _differences(archive)


def _paths(archive: Archive) -> dict[int, Path]:
    """The files by their keys."""
    rows = archive.ledger.query("SELECT pk, edition, name FROM file")
    return {pk: archive.files.path(edition, name) for pk, edition, name in rows}


def _steps(archive: Archive) -> Iterator[str]:
    paths = _paths(archive)
    for file, number, id, revision, before, linked in archive.ledger.query(STEPS):
        where = f"{paths[file]}:{number}: {id} revision {revision}"
        if revision != before + 1:
            yield f"{where} follows revision {before}"
        elif not linked:
            yield f"{where} has not the previous_hash of the record before"


def _differences(archive: Archive) -> Iterator[str]:
    """What the ledger has otherwise than the lines."""
    paths = _paths(archive)
    for file, number, id, revision, unknown in archive.ledger.query(OTHERS):
        there = "is not in the ledger" if unknown else "is another one in the ledger"
        yield f"{paths[file]}:{number}: {id} revision {revision} {there}"
    for file, position, id, revision in archive.ledger.query(LOST):
        where = paths.get(file, f"file {file}")
        yield f"{where}: at byte {position} there is no line of {id} revision {revision}, as the ledger has it"
    for _, id, path, state, event, day, last_day, unseen, *_ in archive.ledger.query(LINKS):
        where = f"{archive.ledger.path}: {id} {path}"
        if state in ("stored", "gone") and state != ("gone" if event == "removed" else "stored"):
            yield f"{where}: is {state}, but its last record says {event}"
        if day != last_day:
            yield f"{where}: is counted under {day}, but its last record says {last_day}"
        if unseen:
            yield f"{where}: has a record, but it is not known when it was looked at"


def check_manifest(archive: Archive) -> Iterator[str]:
    """The files of past days are those that the manifest lists, and it lists what it did."""
    try:
        entries = read_manifest(archive.data_dir)
    except ArchiveError as error:
        yield str(error)
        return
    committed = archive.ledger.files()
    for name, listed in entries.items():
        edition, _, day = name.partition("/")
        path = archive.files.path(edition, day)
        try:
            found = entry_of(path, listed.bytes)
        except UNREADABLE as error:
            yield f"{path}: cannot be read: {reason(error)}"
            continue
        if found != listed:
            yield f"{path}: is not what {MANIFEST} lists: {found.lines} lines, SHA-256 {found.sha256}"
        if committed.get((edition, day), 0) < listed.bytes:
            yield f"{path}: the ledger knows less of it than {MANIFEST}"
    for name, before in listed_before(archive.ledger).items():
        now = entries.get(name)
        if now is None:
            yield f"{archive.data_dir / MANIFEST}: does not list {name} any more: {before.lines} lines"
        elif now != before and now.bytes <= before.bytes:
            yield f"{archive.data_dir / MANIFEST}: lists {name} otherwise than before: {before.lines} lines then"


def check_files(archive: Archive) -> Iterator[str]:
    """Nothing lies about that belongs to nothing."""
    committed = archive.ledger.files()
    for path in sorted((archive.data_dir / "articles").glob("*/*")):
        if path.name.endswith(LEFT):
            yield f"{path}: was left by a kill"
        elif path.name.endswith(".cut"):
            yield f"{path}: has lines that were found in a file and are no records: look at them"
        elif (path.parent.name, path.name.removesuffix(".gz")) not in committed:
            yield f"{path}: is not in the ledger"


def check_ends(archive: Archive) -> Iterator[str]:
    """No file goes on beyond what is committed; but of a run that is at work it may, for a moment."""
    deadline = time.monotonic() + archive.patience
    while beyond := list(_beyond(archive)):
        if time.monotonic() >= deadline:
            yield from beyond
            return
        time.sleep(0.1)


def _beyond(archive: Archive) -> Iterator[str]:
    committed = archive.ledger.files()
    try:
        present = archive.files.present(committed)
    except ArchiveError:  # said where it was read
        return
    for key, size in present.items():
        known = committed.get(key, size)
        if size > known:
            yield f"{archive.files.path(*key)}: {size - known} bytes follow the {known} that were committed"


def check_answers(archive: Archive) -> Iterator[str]:
    """The raw archive is whole, and the ledger knows where in it each answer lies."""
    yield from check_raw(archive.ledger, archive.data_dir / RAW)


CHECKS: list[Callable[[Archive], Iterator[str]]] = [
    check_lines,
    check_manifest,
    check_files,
    check_ends,
    check_answers,
]
"""What is checked, in this order."""


def verify(archive: Archive) -> Iterator[str]:
    """What is wrong with *archive*, one line for each."""
    for check in CHECKS:
        yield from check(archive)
