"""Is the archive what it should be: ledger, lines, hashes, manifest, and whether they agree; and what can be mended.

A check is a function of an :class:`Archive` that gives what is wrong, and stands in :data:`CHECKS`. Only what is
committed is looked at, so a run may be writing meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawler.audit import unaccounted
from crawler.content_hash import content_hash
from crawler.items import Article, from_json
from crawler.jsonl import ArticleFiles
from crawler.ledger import DAY, ArchiveError, Ledger, half
from crawler.packed import UNREADABLE, open_day, packed, reason
from crawler.raw import RawArchive
from crawler.raw_check import adopt, check_raw
from crawler.revisits import Rules
from crawler.run import open_archive
from crawler.site import EDITIONS
from crawler.sources import Sources
from crawler.stories import Stories
from crawler.upkeep import MANIFEST, entry_of, list_past, read_manifest
from crawler.urls import Origins
from crawler.zone import almaty_day, utc

UNSETTLED = 8 * DAY
"""Seconds that a link is tried for at most: what an edition may lack that was not stored when its ledger was lost."""
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
    lines: int = 0
    """How many were read."""
    last: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Article to the revision and hash of its last record that was read."""


def check_ledger(archive: Archive) -> Iterator[str]:
    """The ledger is sound in itself."""
    for (said,) in archive.ledger.query("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield f"{archive.ledger.path}: {said}"
    for table, row, parent, _ in archive.ledger.query("PRAGMA foreign_key_check"):
        yield f"{archive.ledger.path}: row {row} of {table} refers to no {parent}"
    editions = tuple(EDITIONS)
    yield from (f"{archive.ledger.path}: {one}" for one in unaccounted(archive.ledger, editions, "", "~"))


def check_lines(archive: Archive) -> Iterator[str]:
    """Every line is a whole record, follows the one before, says what its hash says, and is in the ledger."""
    committed = archive.ledger.files()
    for edition, name in sorted(committed):
        path = archive.files.path(edition, name)
        known = {
            position: (id, revision, digest)
            for position, id, revision, digest in archive.ledger.query(
                "SELECT position, link.id, revision, content_hash FROM record JOIN link ON link.pk = record.link"
                " JOIN file ON file.pk = record.file WHERE file.edition = ? AND file.name = ?",
                edition,
                name,
            )
        }
        try:
            yield from _check_file(archive, path, edition, committed[edition, name], known)
        except UNREADABLE as error:
            yield f"{path}: cannot be read: {reason(error)}"


def _check_file(
    archive: Archive, path: Path, edition: str, size: int, known: dict[int, tuple[str, int, bytes]]
) -> Iterator[str]:
    position = number = 0
    with open_day(path) as file:
        while position < size:
            raw = file.readline()
            number += 1
            where = f"{path}:{number}"
            if not raw:
                yield f"{path}: has {position} bytes, less than the {size} that were committed"
                return
            archive.lines += 1
            article = _article(raw)
            if article is None:
                yield f"{where}: is no record"
            else:
                yield from (f"{where}: {wrong}" for wrong in _wrong(archive, article, edition))
                expected = (article.id, article.revision, half(article.content_hash))
                if known.get(position) != expected:
                    there = "is not in the ledger" if position not in known else "is another one in the ledger"
                    yield f"{where}: {article.id} revision {article.revision} {there}"
            known.pop(position, None)
            position += len(raw)
    if position != size:
        yield f"{path}: the {size} bytes that were committed end in mid-line"
    for position, (id, revision, _) in sorted(known.items()):
        yield f"{path}: no line begins at byte {position}, where the ledger has {id} revision {revision}"


def _article(raw: bytes) -> Article | None:
    try:
        return from_json(json.loads(raw)) if raw.endswith(b"\n") else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _wrong(archive: Archive, article: Article, edition: str) -> Iterator[str]:
    """What is wrong with *article* as the next record of its file."""
    if article.edition != edition or not article.id.startswith(f"{edition}:"):
        yield f"{article.id} is of another edition"
    if article.content_hash != content_hash(article):
        yield f"{article.id} does not say what its content_hash says"
    revision, previous = archive.last.get(article.id, (0, None))
    if article.revision != revision + 1:
        yield f"{article.id} revision {article.revision} follows revision {revision}"
    elif article.previous_hash != previous:
        yield f"{article.id} revision {article.revision} has not the previous_hash of the record before"
    archive.last[article.id] = (article.revision, article.content_hash)


def check_manifest(archive: Archive) -> Iterator[str]:
    """The files of past days are those that the manifest lists."""
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


def check_answers(archive: Archive) -> Iterator[str]:
    """The raw archive is whole, and the ledger knows where in it each answer lies."""
    yield from check_raw(archive.ledger, archive.data_dir / RAW)


CHECKS: list[Callable[[Archive], Iterator[str]]] = [
    check_ledger,
    check_lines,
    check_manifest,
    check_files,
    check_answers,
]
"""What is checked, in this order."""


def verify(archive: Archive) -> Iterator[str]:
    """What is wrong with *archive*, one line for each."""
    for check in CHECKS:
        yield from check(archive)


# -- mending. The lock has to be held.


def repair(data_dir: Path, origins: Origins, rules: Rules, *, now: datetime) -> Iterator[str]:
    """Mend what can be mended without inventing anything; says what was done.

    :raises ArchiveError: if the archive cannot be used for a reason that nothing here mends.
    """
    if _lost(data_dir):
        yield from _rebuild(data_dir, origins, rules, now)
    ledger, files = open_archive(data_dir, rules=rules)
    try:
        files.stories = Stories(origins)
        adopted = files.recover(now=now)
        if adopted:
            yield f"{adopted} lines that the ledger did not know were adopted"
        raw = RawArchive(data_dir / RAW, ledger, origins)
        raw.recover(now=int(now.timestamp()))
        yield from adopt(raw, now=now)
        for path in sorted((data_dir / "articles").glob("*/*")):
            if path.name.endswith(".going") and not packed(path.with_suffix("")).exists():
                path.rename(path.with_suffix(""))
                yield f"{path} is {path.with_suffix('').name} again"
            elif path.name.endswith(LEFT):
                path.unlink()
                yield f"{path} is removed"
        with ledger.transaction() as db:
            asked = db.execute(
                "UPDATE link SET state = 'pending', reason = NULL, attempts = 0, next_try = 0"
                " WHERE state = 'stored' AND NOT EXISTS (SELECT 1 FROM record WHERE record.link = link.pk)"
            ).rowcount
        if asked:
            yield f"{asked} links without a record are fetched again"
        try:
            read_manifest(data_dir)
        except ArchiveError:
            kept = _aside(data_dir / MANIFEST, now)
            yield f"{MANIFEST} is written anew; what was there is {kept.name}"
        list_past(files, data_dir, almaty_day(now))
    finally:
        ledger.close()


def _lost(data_dir: Path) -> bool:
    """Whether the ledger is gone or damaged while there are records."""
    path = data_dir / "state.sqlite3"
    if not any((data_dir / "articles").glob("*/*.jsonl*")):
        return False
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        db = sqlite3.connect(path)
        try:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return True


def _aside(path: Path, now: datetime) -> Path:
    """Put *path* aside, under a name that says when."""
    kept = path.with_name(f"{path.name}.{utc(now).replace(':', '')}.lost")
    path.rename(kept)
    return kept


def _rebuild(data_dir: Path, origins: Origins, rules: Rules, now: datetime) -> Iterator[str]:
    """Make a ledger of the JSON Lines. What was never stored is not in them: it is found again from the sources."""
    for suffix in ("", "-wal", "-shm"):
        path = data_dir / f"state.sqlite3{suffix}"
        if path.exists():
            yield f"{path} is kept as {_aside(path, now).name}"
    ledger = Ledger(data_dir / "state.sqlite3", rules=rules)
    try:
        files = ArticleFiles(data_dir / "articles", ledger, Stories(origins))
        lines = files.recover(now=now)
        for edition in EDITIONS:
            _begin_again(ledger, files, edition, int(now.timestamp()))
    except BaseException:
        ledger.close()
        (data_dir / "state.sqlite3").unlink()
        raise
    ledger.close()
    yield f"{data_dir / 'state.sqlite3'} was made anew of {lines} lines; what was pending is looked for from now on"


def _begin_again(ledger: Ledger, files: ArticleFiles, edition: str, now: int) -> None:
    """Let the record of *edition* go on: from when its records begin, open since before the last of them."""
    names = sorted(name for of, name in ledger.files() if of == edition)
    if not names:
        return
    with open_day(files.path(edition, names[0])) as file:
        first = [article for raw in file if (article := _article(raw))]
    with open_day(files.path(edition, names[-1])) as file:
        last = [article for raw in file if (article := _article(raw))]
    numbers = [int(one.id[3:]) for one in first if one.run_id == first[0].run_id and one.id[3:].isdecimal()]
    begun = min(_fetched(one) for one in first)
    sources = Sources(ledger)
    sources.begin(edition, numbers, now=begun)
    complete = max(begun, max(_fetched(one) for one in last) - UNSETTLED)
    sources.complete(edition, now=complete)
    sources.open_gap(edition, now=now)
    with ledger.transaction() as db:
        db.execute("UPDATE edition SET gap_tried_at = NULL WHERE edition = ?", (edition,))


def _fetched(article: Article) -> int:
    return int(datetime.fromisoformat(article.fetched_at.replace("Z", "+00:00")).timestamp())
