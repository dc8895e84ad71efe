"""The JSON Lines files, ``articles/<edition>/<YYYY-MM-DD>.jsonl``, written so that a line and its record are one.

A batch of lines is appended and synced first; then one transaction of the ledger takes note of the articles and of
the new committed length of each file. So after a kill at any moment, a file holds its committed lines and perhaps
more: on opening, whole lines beyond are adopted into the ledger (a reader may have seen them) and a torn rest is cut
off. A whole line is never changed or removed.

A day's file may be compressed (see :mod:`crawler.packed`). It is unpacked before anything is done to it but reading.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.items import Article, KnownArticle, from_json, parts
from crawler.ledger import ArchiveError, Ledger, Line
from crawler.lines import ends_line, line_of, recorded
from crawler.packed import UNREADABLE, length, open_day, packed, pieces, put, reason, sync_directory, unpack
from crawler.site import EDITIONS
from crawler.zone import almaty_day

if TYPE_CHECKING:
    from crawler.stories import Stories

SEE = "it was committed: see `scrapy verify`, and put the file back as it was, or use `scrapy verify --repair`"
NAME = re.compile(r"(\d{4}-\d{2}-\d{2}\.jsonl)(\.gz)?")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that is to be written."""

    article: Article
    raw: bytes
    """Its line."""
    etag: str | None = None
    last_modified: str | None = None
    """Validators of the answer that it was made of, or null."""


def serialise(article: Article) -> bytes:
    """*article* as a line: JSON in UTF-8, characters unescaped, newline at the end."""
    return json.dumps(article, default=parts, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class ArticleFiles:
    """The JSON Lines files below *directory*, and the ledger that knows how far each is committed."""

    def __init__(self, directory: Path, ledger: Ledger, stories: Stories | None = None) -> None:
        self.directory = directory
        self.ledger = ledger
        self.stories = stories
        """What relates articles to each other; None where nothing is written."""
        self._last: dict[str, str] = {}
        """Edition to the name of its last file: nothing is ever written to an earlier one."""

    def path(self, edition: str, name: str) -> Path:
        """Where the file *name* of *edition* lies."""
        return self.directory / edition / name

    # -- opening

    def recover(self, *, now: datetime, quick: bool = False) -> int:
        """Bring ledger and files together again after whatever ended the last run; how many lines were adopted.

        :param quick: where no file came or went since the last time, look at those only that are still written to.
        :raises ArchiveError: if a file is shorter than its committed length or is not as it was left, or cannot be
            read or cut. Nothing is changed then.
        """
        marks = {edition: self._mark(edition) for edition in EDITIONS}
        if quick and None not in marks.values() and marks == self.ledger.marks():
            self._last |= self.ledger.last_files()
            today = almaty_day(now)
            names = {(edition, name) for edition, last in self._last.items() for name in (last, f"{today}.jsonl")}
            committed = {key: size for key in names if (size := self.ledger.committed(*key))}
            present = {key: size for key in names if (size := self._size(key, committed.get(key, 0)))}
            self._last |= dict(sorted(present))
        else:
            committed = self.ledger.files()
            present = self.present(committed)
            self._last |= dict(sorted(committed.keys() | present.keys()))
            quick = False
        adopted = 0
        keys = sorted(committed.keys() | present.keys())
        for key in keys:
            self._as_left(*key, present.get(key, 0), committed.get(key, 0))
        for key in keys:
            edition, name = key
            size, known = present.get(key, 0), committed.get(key, 0)
            if size > known:
                adopted += self._adopt(edition, name, known, now)
        if not quick:
            self.ledger.mark(marks)
        return adopted

    def _mark(self, edition: str) -> int | None:
        """What changes when a file of *edition* comes or goes: when that was, in nanoseconds; 0 if there are none."""
        try:
            return (self.directory / edition).stat().st_mtime_ns
        except FileNotFoundError:
            return 0
        except OSError:
            return None

    def _size(self, key: tuple[str, str], committed: int) -> int:
        """The size in bytes, uncompressed, of one file; 0 if it is not there."""
        path = self.path(*key)
        plain = path.exists()
        try:
            return path.stat().st_size if plain else length(path, committed) if packed(path).exists() else 0
        except UNREADABLE as error:
            raise _unusable(path if plain else packed(path), "read", error) from error

    def _as_left(self, edition: str, name: str, size: int, known: int) -> None:
        """See to it that a line ends where a file was committed: whatever is done after that would do harm.

        That is where something was appended, and in the last file of each edition, which is appended to next.

        :raises ArchiveError: if not.
        """
        path = self.path(edition, name)
        if size < known:
            raise ArchiveError(
                f"{path} has {size} bytes, less than the {known} that were committed: put the file back as it was"
            )
        try:
            appended_to = size > known or (name == self._last[edition] and path.exists())
            if known and appended_to and not ends_line(path, known):
                raise ArchiveError(f"{path} was changed: no line ends at byte {known}, up to which {SEE}")
        except UNREADABLE as error:
            raise _unusable(path, "read", error) from error
        if size > known and self.ledger.recorded(edition, name)[1] > known:
            raise ArchiveError(f"{path} has records beyond byte {known}, up to which {SEE}")

    def present(self, committed: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        """Size in bytes, uncompressed, of every file that is there, by edition and name."""
        present, compressed = dict[tuple[str, str], int](), list[tuple[str, str]]()
        for edition in EDITIONS:
            directory = self.directory / edition
            try:
                for entry in os.scandir(directory):
                    found = NAME.fullmatch(entry.name)
                    if found and found[2]:
                        compressed.append((edition, found[1]))
                    elif found:
                        present[edition, entry.name] = entry.stat().st_size
            except FileNotFoundError as error:
                if directory.is_symlink() or self.directory.is_symlink() or error.filename != str(directory):
                    raise ArchiveError(f"{error.filename} leads nowhere: mend the link") from error
            except OSError as error:
                raise ArchiveError(f"{error.filename or directory} cannot be read: {error.strerror}") from error
        for key in compressed:
            if key not in present:
                present[key] = self._size(key, committed.get(key, 0))
        return present

    def _adopt(self, edition: str, name: str, start: int, now: datetime) -> int:
        """Take the whole records beyond *start* into the ledger, and cut off what is none."""
        path = self.path(edition, name)
        try:
            unpack(path)
            with path.open("r+b") as file:
                file.seek(start)
                tail = file.readlines()
                records, others = self._parted(tail, edition)
                if others:
                    _keep_apart(others, path)
                    if tail[: len(records)] == records:
                        file.truncate(start + sum(map(len, records)))
                    else:  # records follow what is none: they move, all at once, and what lies before does not
                        file.seek(0)
                        put(path, itertools.chain(pieces(file, start), records))
                os.fsync(file.fileno())
        except UNREADABLE as error:
            raise _unusable(path, "repaired", error) from error
        lines, end = list[Line](), start
        for raw in records:
            line = line_of(raw, edition, end)
            assert line is not None
            lines.append(line)
            end += len(raw)
        with self.ledger.transaction():
            self.ledger.commit(edition, name, end, lines, now=int(now.timestamp()))
            self.related([Draft(from_json(json.loads(raw)), raw) for raw in records])
        if lines:
            log.warning("%s: adopted %d lines that the last run had written but not recorded", path, len(lines))
        return len(lines)

    def _parted(self, tail: list[bytes], edition: str) -> tuple[list[bytes], list[bytes]]:
        """The lines of *tail* that are records which the ledger does not have, and the others."""
        records, others = list[bytes](), list[bytes]()
        last: dict[str, int] = {}
        for raw in tail:
            line = line_of(raw, edition, 0)
            if line is not None:
                id = line.address.id
                revision = 1 + last.get(id, self.ledger.revision(id))
            if line is None or line.revision != revision:
                others.append(raw)
            else:
                last[id] = revision
                records.append(raw)
        return records, others

    # -- writing

    def write(self, drafts: Iterable[Draft], *, now: datetime) -> None:
        """Append *drafts* to their editions' files of the day and record them: all, or none.

        :param now: time of the commit; its day in Almaty names the file.
        :raises ArchiveError: if files or ledger cannot be written. Whole lines are adopted when they are opened next.
        """
        today = f"{almaty_day(now)}.jsonl"
        editions: dict[str, list[Draft]] = defaultdict(list)
        for draft in drafts:
            editions[draft.article.edition].append(draft)
        with self.ledger.transaction():
            for edition, batch in editions.items():
                name = self._last[edition] = max(today, self._last.get(edition, ""))
                related = self.related(batch)
                end, lines = self._append(self.path(edition, name), self.ledger.committed(edition, name), related)
                self.ledger.commit(edition, name, end, lines, now=int(now.timestamp()))

    def related(self, batch: list[Draft]) -> list[Draft]:
        """*batch* in order of number, so that a story comes before what repeats it, and each with what it repeats."""
        batch = sorted(batch, key=lambda draft: (len(draft.article.id), draft.article.id))
        if self.stories is None:
            return batch
        links = self.ledger.links([draft.article.id for draft in batch])
        related = []
        for draft in batch:
            article = self.stories.relate(self.ledger, links[draft.article.id].pk, draft.article)
            if article is not draft.article:
                draft = replace(draft, article=article, raw=serialise(article))  # noqa: PLW2901
            related.append(draft)
        return related

    def _append(self, path: Path, committed: int, batch: list[Draft]) -> tuple[int, list[Line]]:
        """Append *batch* to the file *path* and sync it; its new length, and the lines."""
        try:
            made = not path.exists() and not unpack(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                position = file.seek(0, os.SEEK_END)
                if position != committed:
                    raise self.ledger.failed(
                        ArchiveError(f"{path} was changed: it has {position} bytes, not {committed}")
                    )
                lines = []
                for draft in batch:
                    lines.append(
                        replace(recorded(draft.article, position), etag=draft.etag, last_modified=draft.last_modified)
                    )
                    position += len(draft.raw)
                file.write(b"".join(draft.raw for draft in batch))
                file.flush()
                os.fsync(file.fileno())
            if made:
                sync_directory(path.parent)
                sync_directory(path.parent.parent)
        except UNREADABLE as error:
            raise self._failed(path, "written", error) from error
        return position, lines

    # -- reading

    def read(self, id: str) -> KnownArticle | None:
        """The latest record of the article *id*; None if there is none.

        :raises ArchiveError: if its line cannot be read.
        """
        place = self.ledger.place(id)
        if place is None:
            return None
        path = self.path(place.edition, place.name)
        try:
            with open_day(path) as file:
                file.seek(place.position)
                record = json.loads(file.readline())
            article: Article | None = from_json(record, KnownArticle)
        except UNREADABLE as error:
            raise self._failed(path, "read", error) from error
        except (ValueError, KeyError, TypeError):
            article = None
        if not isinstance(article, KnownArticle) or article.id != id:
            raise self.ledger.failed(ArchiveError(f"{path} does not have {id} at byte {place.position}, as it should"))
        return article

    def _failed(self, path: Path, what: str, error: BaseException) -> ArchiveError:
        return self.ledger.failed(_unusable(path, what, error))


def _unusable(path: Path, what: str, error: BaseException) -> ArchiveError:
    return ArchiveError(f"{path} cannot be {what}: {reason(error)}")


def _keep_apart(others: list[bytes], path: Path) -> None:
    """Keep lines found in the file *path* that are none of this program's beside it; but not one torn in writing."""
    if len(others) > 1 or others[0].endswith(b"\n"):
        with path.with_name(f"{path.name}.cut").open("ab") as kept:
            kept.writelines(others)
            os.fsync(kept.fileno())
    log.warning("%s: cut off %d bytes that are no whole record", path, sum(map(len, others)))
