"""What can be mended of an archive without inventing anything. The lock has to be held.

Lines are never touched: they say what there was. A ledger that is mended, or made anew, is kept as it was beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from crawler.jsonl import ArticleFiles
from crawler.ledger import ArchiveError, Ledger
from crawler.lines import ends_line
from crawler.mending import mend
from crawler.packed import UNREADABLE, open_day, packed, pieces
from crawler.raw import RawArchive
from crawler.raw_check import adopt
from crawler.revisits import Rules
from crawler.stories import Stories
from crawler.upkeep import MANIFEST, list_past, read_manifest, restore_listed
from crawler.urls import Origins
from crawler.verify import LEFT, RAW
from crawler.zone import almaty_day, utc


def repair(data_dir: Path, origins: Origins, rules: Rules, *, now: datetime) -> Iterator[str]:
    """Mend what can be mended without inventing anything; says what was done.

    :raises ArchiveError: if the archive cannot be used for a reason that nothing here mends.
    """
    fresh = _lost(data_dir)
    if fresh:
        yield from _put_aside(data_dir, now)
    ledger = Ledger(data_dir / "state.sqlite3", rules=rules)
    try:
        files = ArticleFiles(data_dir / "articles", ledger, Stories(origins))
        try:
            yield from _rebuild(files, now) if fresh else _mend(files, now)
        except BaseException:
            if fresh:  # half a ledger would be taken for a whole one
                ledger.close()
                ledger.path.unlink()
            raise
        adopted = files.recover(now=now)
        if adopted:
            yield f"{adopted} lines that the ledger did not know were adopted"
        raw = RawArchive(data_dir / RAW, ledger, origins)
        raw.recover(now=int(now.timestamp()))
        yield from adopt(raw, now=now)
        yield from _clear(data_dir)
        yield from _list(files, data_dir, now)
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


def _put_aside(data_dir: Path, now: datetime) -> Iterator[str]:
    for suffix in ("", "-wal", "-shm"):
        path = data_dir / f"state.sqlite3{suffix}"
        if path.exists():
            yield f"{path} is kept as {_aside(path, now).name}"


def _beside(path: Path, now: datetime, ending: str) -> Path:
    """A name for what *path* was at *now*."""
    return path.with_name(f"{path.name}.{utc(now).replace(':', '')}.{ending}")


def _aside(path: Path, now: datetime) -> Path:
    """Put *path* aside, under a name that says when."""
    return path.rename(_beside(path, now, "lost"))


def _rebuild(files: ArticleFiles, now: datetime) -> Iterator[str]:
    """Make the ledger of the lines. What was never stored is not in them: it is found again from the sources."""
    ledger = files.ledger
    with ledger.transaction():
        for edition, name in sorted(files.present({})):
            end = _last_line(files.path(edition, name))
            ledger.commit(edition, name, end, [], now=int(now.timestamp()))
        done = mend(files, now=int(now.timestamp()), begin=True)
    lines = done["records as the lines have them"]
    yield f"{ledger.path} was made anew of {lines} lines; what was pending is looked for from now on"


def _mend(files: ArticleFiles, now: datetime) -> Iterator[str]:
    """Mend the ledger by the lines; what it was is kept if that changes anything."""
    ledger = files.ledger
    before, seconds = _beside(ledger.path, now, "before"), int(now.timestamp())
    try:
        _copy(ledger.path, before)
        with ledger.transaction():
            lengths = list(_lengths(files))
            for edition, name, end in lengths:
                ledger.commit(edition, name, end, [], now=seconds)
            done = mend(files, now=seconds)
    except BaseException:
        before.unlink(missing_ok=True)
        raise
    if not lengths and not done:
        before.unlink()
        return
    yield f"{ledger.path} is kept as {before.name}"
    yield from (f"{files.path(edition, name)} is committed up to byte {end}" for edition, name, end in lengths)
    yield from (f"{what}: {count}" for what, count in done.items())


def _copy(path: Path, copy: Path) -> None:
    """Copy what is committed to the ledger *path*.

    :raises ArchiveError: if that is not possible.
    """
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise ArchiveError(f"{copy} cannot be written: {error}") from error


def _lengths(files: ArticleFiles) -> Iterator[tuple[str, str, int]]:
    """Files of which the ledger has a wrong committed length, and what it has to be.

    That is so where no line ends, or records follow; and where the file is shorter but has a line for each record.
    """
    ledger = files.ledger
    committed = ledger.files()
    for (edition, name), size in files.present(committed).items():
        known, path = committed.get((edition, name), 0), files.path(edition, name)
        try:
            if not known or size == known or not ends_line(path, size):
                continue
            records, beyond = ledger.recorded(edition, name)
            if size > known:
                wrong = not ends_line(path, known) or beyond > known
            else:
                wrong = _count(path) == records and beyond <= size
        except UNREADABLE:
            continue
        if wrong:
            yield edition, name, size


def _last_line(path: Path) -> int:
    """Where the last whole line of the day's file *path* ends.

    :raises ArchiveError: if it cannot be read.
    """
    try:
        end = 0
        with open_day(path) as file:
            size = 0
            for piece in pieces(file):
                found = piece.rfind(b"\n")
                end = size + found + 1 if found >= 0 else end
                size += len(piece)
    except UNREADABLE as error:
        raise ArchiveError(f"{path} cannot be read: {error}") from error
    return end


def _count(path: Path) -> int:
    with open_day(path) as file:
        return sum(piece.count(b"\n") for piece in pieces(file))


def _clear(data_dir: Path) -> Iterator[str]:
    """Clear away what kills left."""
    for path in sorted((data_dir / "articles").glob("*/*")):
        if path.name.endswith(".going") and not packed(path.with_suffix("")).exists():
            path.rename(path.with_suffix(""))
            yield f"{path} is {path.with_suffix('').name} again"
        elif path.name.endswith(LEFT):
            path.unlink()
            yield f"{path} is removed"


def _list(files: ArticleFiles, data_dir: Path, now: datetime) -> Iterator[str]:
    """Let the manifest list what it did, and the past days that it did not."""
    try:
        read_manifest(data_dir)
    except ArchiveError:
        kept = _aside(data_dir / MANIFEST, now)
        yield f"{MANIFEST} is written anew of what the ledger knows of it and of the files; it is kept as {kept.name}"
    yield from (f"{MANIFEST} lists {name} as it did" for name in restore_listed(files, data_dir))
    list_past(files, data_dir, almaty_day(now))
