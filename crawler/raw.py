"""The raw archive, ``raw/<edition>/<YYYY-MM>/<name>.warc.gz``: what articles and lists answered, and where it lies.

Answers wait in memory until something is written, or there are many. Then they are appended to the edition's open file
and synced, and one transaction of the ledger takes note of its new length and of where each lies; the lines made of
them are written after that, so that a record has its capture whatever happens. What a kill left in the file beyond the
committed length is taken into the ledger as far as it is whole, and the rest is cut off.

An open file is called ``….open``; a new Almaty day or a file that is large enough closes it. Nothing that is wrong with
these files stops a run: it is said, and a new file is begun.
"""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from crawler.ledger import DAY, ArchiveError, Ledger
from crawler.packed import sync_directory
from crawler.urls import Origins
from crawler.warc import Answer, Earlier, Record, UnreadableError, Writer, iso, members, record_of
from crawler.zone import almaty_day

HELD = 8 << 20
"""Bytes of bodies in memory from which on they are written."""
OPEN = ".open"
NOT_MODIFIED = 304

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How answers are kept."""

    on: bool = True
    most: int = 100 << 20
    """Bytes from which on a file is closed."""
    days: int = 0
    """After which a closed file is removed; 0: never."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an answer lies. Times in milliseconds since 1970."""

    page: int
    """Key of the article's link; of a list, with a minus, its key among the lists."""
    at: int
    file: int
    position: int
    of: int | None
    """Time of the capture of the same page that has its body; None: it has its own."""
    digest: int | None
    """The first eight bytes of the SHA-1 of the body, if that is its own and came over the wire."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The file that answers of an edition are appended to."""

    pk: int
    edition: str
    name: str
    committed: int
    begun_at: int


class RawArchive:
    """The raw archive in *directory*, and *ledger*, which knows it; *origins* tell whose addresses were asked."""

    def __init__(self, directory: Path, ledger: Ledger, origins: Origins, keeping: Keeping | None = None) -> None:
        self.directory = directory
        self.ledger = ledger
        self.origins = origins
        self.keeping = keeping or Keeping()
        self._held: list[Answer] = []
        self._size = 0

    def path(self, name: str) -> Path:
        """Where the file *name* lies now."""
        return located(self.directory, name)

    # -- writing

    def keep(self, answer: Answer) -> bool:
        """Keep *answer*, in memory for now; whether it is time to write."""
        if self.keeping.on:
            self._held.append(answer)
            self._size += len(answer.body)
        return self._size >= HELD

    def flush(self, *, now: int) -> None:
        """Write what is held.

        :raises ArchiveError: if it cannot be written.
        """
        editions: dict[str, list[Answer]] = defaultdict(list)
        for answer in self._held:
            editions[answer.edition].append(answer)
        for edition, answers in editions.items():
            file = self._file(edition, now)
            try:
                self._append(file, answers)
            except OSError as error:
                path = error.filename or self.path(file.name)
                raise self.ledger.failed(ArchiveError(f"{path} cannot be written: {error.strerror}")) from error
        self._held.clear()
        self._size = 0

    def _append(self, file: OpenFile, answers: Sequence[Answer]) -> None:
        """Append *answers* to *file*, sync it, and take note of that."""
        path = self.directory / (file.name + OPEN)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = not path.exists()
        captures = list[Capture]()
        with path.open("ab") as out:
            writer = Writer(out)
            if out.tell() == 0:
                writer.begin(path.name.removesuffix(OPEN), answers[0].at)
            for answer, page in zip(answers, self._pages(answers), strict=True):
                capture = self._write(writer, file, answer, page, captures)
                captures += [capture] if capture else []
            out.flush()
            os.fsync(out.fileno())
            end = out.tell()
        if made:
            for directory in (path.parent, path.parent.parent, self.directory):
                sync_directory(directory)
        self._commit(replace(file, committed=end), captures)

    def _write(
        self, writer: Writer, file: OpenFile, answer: Answer, page: int | None, before: Sequence[Capture]
    ) -> Capture | None:
        """Write *answer*, from *page* if that is known, after the captures *before* of the same batch.

        Back comes what the ledger is to know of it: nothing for a 304, which has no body, and there are many.
        """
        digest = None if answer.rendered or answer.status == NOT_MODIFIED else _short(answer.digest)
        last = self._last(page, file, before) if page is not None and not answer.rendered else None
        if last is not None and digest not in (None, last.digest):
            last = None
        position = writer.answer(answer, Earlier(answer.url, last.at) if last else None)
        if page is None or answer.status == NOT_MODIFIED:
            return None
        of, own = (last.at, None) if last else (None, digest)
        return Capture(page, answer.at, file.pk, position, of, own)

    def _last(self, page: int, file: OpenFile, before: Sequence[Capture]) -> Capture | None:
        """The last capture of *page* with a body of its own that came over the wire.

        Where files are removed, only one in the same *file*: what refers to it must not outlive it.
        """
        for capture in reversed(before):
            if capture.page == page and capture.digest is not None:
                return capture
        rows = self.ledger.query(
            "SELECT page, at, file, position, of, digest FROM capture WHERE page = ? AND digest NOT NULL"
            " AND ? IN (0, file) ORDER BY at DESC LIMIT 1",
            page,
            file.pk if self.keeping.days else 0,
        )
        return Capture(*rows[0]) if rows else None

    def _pages(self, answers: Sequence[Answer]) -> list[int | None]:
        """The key of the page of each of *answers*; None where the ledger knows none."""
        ids = [self._id(answer.url) or answer.id if answer.expects == "article" else None for answer in answers]
        known = self.ledger.links([id for one, other in zip(ids, answers, strict=True) for id in (one, other.id) if id])
        pages = list[int | None]()
        for answer, id in zip(answers, ids, strict=True):
            link = known.get(id or "") or known.get(answer.id or "")
            if answer.expects == "list":
                pages.append(-self._list(answer.edition, answer.url))
            else:
                pages.append(link.pk if link else None)
        return pages

    def _id(self, url: str) -> str | None:
        address = self.origins.article(url)
        return address.id if address else None

    def _list(self, edition: str, url: str) -> int:
        """The key of the list at *url*."""
        path = urlsplit(url).path
        with self.ledger.transaction() as db:
            db.execute("INSERT OR IGNORE INTO raw_list (edition, path) VALUES (?, ?)", (edition, path))
            row = db.execute("SELECT pk FROM raw_list WHERE edition = ? AND path = ?", (edition, path)).fetchone()
        return int(row[0])

    def _commit(self, file: OpenFile, captures: Sequence[Capture]) -> None:
        with self.ledger.transaction() as db:
            db.execute("UPDATE raw_file SET committed = ? WHERE pk = ?", (file.committed, file.pk))
            db.executemany(
                "INSERT OR REPLACE INTO capture (page, at, file, position, of, digest) VALUES (?, ?, ?, ?, ?, ?)",
                [(c.page, c.at, c.file, c.position, c.of, c.digest) for c in captures],
            )

    # -- files

    def _open_files(self) -> Iterator[OpenFile]:
        rows = self.ledger.query("SELECT pk, edition, name, committed, begun_at FROM raw_file WHERE closed_at IS NULL")
        yield from (OpenFile(*row) for row in rows)

    def _file(self, edition: str, now: int) -> OpenFile:
        """The open file of *edition*; a new one if there is none, or it is of another day or large enough."""
        for file in self._open_files():
            if file.edition == edition:
                if file.committed < self.keeping.most and almaty_day(file.begun_at) == almaty_day(now):
                    return file
                self._close(file, now)
        self._forget(now)
        stamp = iso(now * 1000)[:19].replace("-", "").replace(":", "")
        with self.ledger.transaction() as db:
            pk = int(db.execute("SELECT coalesce(max(pk), 0) + 1 FROM raw_file").fetchone()[0])
            name = f"{edition}/{almaty_day(now)[:7]}/{edition}-{stamp}Z-{pk}.warc.gz"
            db.execute("INSERT INTO raw_file VALUES (?, ?, ?, 0, ?, NULL)", (pk, edition, name, now))
        return OpenFile(pk, edition, name, 0, now)

    def _close(self, file: OpenFile, now: int) -> None:
        """Let *file* have its name; nothing is written to it any more."""
        path = self.directory / file.name
        part = path.with_name(path.name + OPEN)
        try:
            if part.exists():
                part.rename(path)
                sync_directory(path.parent)
        except OSError as error:
            log.warning("%s cannot be renamed: %s", part, error.strerror)
            return
        with self.ledger.transaction() as db:
            db.execute("UPDATE raw_file SET closed_at = ? WHERE pk = ?", (now, file.pk))

    def _forget(self, now: int) -> None:
        """Remove files that were closed long enough ago, and what the ledger knows of them.

        One that has bodies of captures in files that stay, from before files were removed, stays as long as those.
        """
        if not self.keeping.days:
            return
        until = now - self.keeping.days * DAY
        names = dict(self.ledger.query("SELECT pk, name FROM raw_file WHERE closed_at < ?", until))
        for pk in self._unneeded(set(names)):
            name = names[pk]
            try:
                (self.directory / name).unlink(missing_ok=True)
            except OSError as error:
                log.warning("%s cannot be removed: %s", self.directory / name, error.strerror)
                continue
            with self.ledger.transaction() as db:
                db.execute("DELETE FROM capture WHERE file = ?", (pk,))
                db.execute("DELETE FROM raw_file WHERE pk = ?", (pk,))

    def _unneeded(self, files: set[int]) -> list[int]:
        """Those of *files*, by key, that have no body of a capture in any other file, or only in such as go too."""
        if not files:
            return []
        uses = self.ledger.query(
            "SELECT DISTINCT one.file, body.file FROM capture AS one JOIN capture AS body"
            " ON body.page = one.page AND body.at = one.of WHERE one.file <> body.file"
        )
        while needed := {body for file, body in uses if body in files and file not in files}:
            files -= needed
        return sorted(files)

    # -- mending

    def recover(self, *, now: int) -> None:
        """Bring ledger and open files together again after whatever ended the last run."""
        for file in self._open_files():
            path = self.directory / (file.name + OPEN)
            try:
                self._mend(file, path, now)
            except FileNotFoundError:
                if file.committed and not (self.directory / file.name).exists():
                    log.warning("%s is gone, and with it what pages answered; a new file is begun", path)
                self._close(file, now)
            except OSError as error:
                log.warning("%s cannot be repaired, a new file is begun: %s", path, error.strerror)
                self._close(file, now)

    def _mend(self, file: OpenFile, path: Path, now: int) -> None:
        """Take what is whole beyond the committed length of *file* into the ledger, and cut off the rest."""
        size = path.stat().st_size
        if size == file.committed:
            return
        with path.open("r+b") as opened:
            short = size < file.committed
            opened.seek(0 if short else file.committed)
            captures, end = self._found(opened, file)
            opened.truncate(end)
            os.fsync(opened.fileno())
        self._commit(replace(file, committed=end), captures)
        if end < size or short:
            log.warning("%s: cut off %d bytes that are no whole record", path, size - end)
        if short:
            said = "%s has %d bytes, less than the %d that were committed; a new one is begun"
            log.warning(said, path, size, file.committed)
            self._close(file, now)

    def take(self, name: str, *, now: int) -> int:
        """Take the file *name*, which the ledger does not know, into it, as a closed one; how many answers are in it.

        Nothing is cut off: what follows a damaged record stays in the file, and is not known here.
        """
        path = self.path(name)
        begun_at = int(path.stat().st_mtime)
        with path.open("rb") as opened, self.ledger.transaction() as db:
            for _, first in members(opened):
                begun_at = record_of(first).at // 1000
                break
            opened.seek(0)
            pk = int(db.execute("SELECT coalesce(max(pk), 0) + 1 FROM raw_file").fetchone()[0])
            file = OpenFile(pk, name.partition("/")[0], name, 0, begun_at)
            db.execute("INSERT INTO raw_file VALUES (?, ?, ?, 0, ?, NULL)", (pk, file.edition, name, begun_at))
            captures, end = self._found(opened, file)
            self._commit(replace(file, committed=end), captures)
        self._close(file, now)
        return len(captures)

    def _found(self, opened: BinaryIO, file: OpenFile) -> tuple[list[Capture], int]:
        """The captures among the whole records in *opened* from where it stands, and where those end."""
        end, captures = opened.tell(), list[Capture]()
        for size, member in members(opened):
            try:
                record = record_of(member)
            except UnreadableError:
                break
            capture = self._capture_of(record, file, end)
            if capture is not None:
                captures.append(capture)
            end += size
        return captures, end

    def _capture_of(self, record: Record, file: OpenFile, position: int) -> Capture | None:
        """What the ledger keeps of *record*; None if that is no answer, or of no page that it knows."""
        if record.type not in ("response", "revisit", "resource") or record.status == NOT_MODIFIED:
            return None
        id = self._id(record.url)
        link = self.ledger.links([id]).get(id) if id else None
        page = link.pk if link else None if id else -self._list(file.edition, record.url)
        if page is None:
            return None
        own = _short(record.digest) if record.type == "response" else None
        return Capture(page, record.at, file.pk, position, record.refers_to, own)


def located(directory: Path, name: str) -> Path:
    """Where the file *name* of the raw archive *directory* lies: under its name, or open."""
    path = directory / name
    return path if path.exists() else path.with_name(path.name + OPEN)


def _short(digest: bytes | None) -> int | None:
    return int.from_bytes(digest[:8], "big", signed=True) if digest else None
