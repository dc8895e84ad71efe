"""The archive, read: an article's history, the current state, and what came after a cursor.

Nothing is held but a line at a time, and no lock: a run may be writing meanwhile. Only lines that the ledger has are
given. A day's file lies there as ``2026-11-22.jsonl`` or, compacted, as ``2026-11-22.jsonl.gz`` with the same lines.

A cursor says up to which byte (uncompressed) of which day's file each edition was read:
``en:2026-11-22:10234,ru:2026-11-21:0``. An edition that it does not name was not read at all; ``start`` names none.
The files of an edition follow each other in the order of their names, and their lines never change, so the bytes
before a cursor are the same for ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from gzip import GzipFile
from io import BufferedIOBase
from pathlib import Path

from crawler.items import Article, KnownArticle, from_json
from crawler.jsonl import ArticleFiles, serialise
from crawler.ledger import DAY, ArchiveError, Place
from crawler.packed import UNREADABLE, open_day, pieces, reason
from crawler.site import EDITIONS
from crawler.spans import Span
from crawler.stories import Stories
from crawler.zone import end_of_day, in_almaty

START = "start"
"""The cursor before the first record."""
AT_ONCE = 1000
"""Places that are asked of the ledger in one query."""

_MARK = re.compile(r"([a-z]+):(\d{4}-\d{2}-\d{2}):([0-9]{1,12})", re.ASCII)


class CursorError(ValueError):
    """A cursor that this archive cannot have given. The message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """A line and where it lies."""

    path: Path
    position: int
    line: bytes
    """As it is in the file, with the newline."""

    def article(self) -> KnownArticle:
        """The record that the line is.

        :raises ArchiveError: if it is none.
        """
        try:
            article: Article | None = from_json(json.loads(self.line), KnownArticle)
        except (ValueError, KeyError, TypeError):
            article = None
        if not isinstance(article, KnownArticle):
            raise ArchiveError(f"{self.path} has no record at byte {self.position}, as it should")
        return article


# -- by what the ledger knows of them, in the order in which they were committed


def history(files: ArticleFiles, id: str) -> list[Record]:
    """All records of the article *id*."""
    return list(_records(files, "link.id = ?", id))


def current(files: ArticleFiles, editions: Sequence[str], span: Span) -> Iterator[Record]:
    """The last record of each article of *editions* that was published in *span*, or where it does not say, fetched.

    It is the state of one moment, that of the call, however long the reading takes.
    """
    last = files.ledger.query("SELECT max(pk) FROM record")[0][0] or 0
    return _records(
        files,
        f"record.pk <= ? AND link.edition IN ({_marks(editions)}) AND link.day BETWEEN ? AND ? AND NOT EXISTS"
        " (SELECT 1 FROM record AS later WHERE later.link = record.link AND later.pk > record.pk AND later.pk <= ?)",
        *(last, *editions, span.since.isoformat(), span.until.isoformat(), last),
    )


def linked(files: ArticleFiles, stories: Stories, records: Iterable[Record]) -> Iterator[Record]:
    """*records*, their translations completed by those that they, or the other articles, have named since."""
    if not files.ledger.query("SELECT 1 FROM translation LIMIT 1"):
        yield from records
        return
    for record in records:
        article = record.article()
        others = stories.named(files.ledger, article.id) | stories.named_by(files.ledger, article.id)
        translations = {**others, **article.translations}
        if translations == article.translations:
            yield record
        else:
            yield replace(record, line=serialise(replace(article, translations=translations)))


def changed(files: ArticleFiles, editions: Sequence[str], span: Span) -> Iterator[tuple[Record, KnownArticle]]:
    """The records of *editions* that say what the site did (changed, removed, restored), fetched in *span*.

    With them come those that correct one, as newer rules read the same answer otherwise (reextracted).
    """
    begin = end_of_day(span.since) - 2 * DAY  # they were written after; but clocks get set
    for record in _records(
        files,
        "(record.event NOT IN ('new', 'reextracted') OR record.event = 'reextracted' AND EXISTS (SELECT 1 FROM record"
        " AS told WHERE told.link = record.link AND told.pk < record.pk AND told.event IN ('changed', 'restored')))"
        " AND record.written_at >= ?"
        f" AND link.edition IN ({_marks(editions)})",
        *(begin, *editions),
    ):
        article = record.article()
        if in_almaty(article.fetched_at).date() in span:
            yield record, article


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _records(files: ArticleFiles, where: str, *parameters: object) -> Iterator[Record]:
    """The records that the condition *where* (of the tables record, link and file) holds for."""
    with _Lines(files) as lines:
        pk = 0
        while rows := files.ledger.query(
            "SELECT record.pk, file.edition, file.name, record.position FROM record"
            " JOIN link ON link.pk = record.link JOIN file ON file.pk = record.file"
            f" WHERE record.pk > ? AND {where} ORDER BY record.pk LIMIT {AT_ONCE}",
            *(pk, *parameters),
        ):
            for pk, *place in rows:  # noqa: B007 - the last is where the next query goes on
                yield lines.at(Place(*place))


class _Lines:
    """Lines by their places, which mostly come in order: the last file of each edition stays open."""

    def __init__(self, files: ArticleFiles) -> None:
        self._files = files
        self._open: dict[str, tuple[Path, BufferedIOBase]] = {}
        """Edition to its last file."""

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for path, file in self._open.values():
            if kind is None:
                _read_out(path, file)
            file.close()

    def at(self, place: Place) -> Record:
        """The record at *place*.

        :raises ArchiveError: if there is none.
        """
        path = self._files.path(place.edition, place.name)
        try:
            opened, file = self._open.get(place.edition, (None, None))
            if opened != path or file is None:
                if opened is not None and file is not None:
                    _read_out(opened, file)
                    file.close()
                file = open_day(path)
                self._open[place.edition] = path, file
            file.seek(place.position)
            return Record(path, place.position, _whole(path, file.readline()))
        except UNREADABLE as error:
            raise _unreadable(path, error) from error


# -- by where they lie in the files


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where an edition was read."""

    name: str
    """Name of the last file that was read: `2026-11-22.jsonl`."""
    offset: int
    """How many bytes of it, uncompressed; its whole lines only."""


Cursor = dict[str, Mark]
"""Edition to where it was read up to; one that is not there was not read at all."""


def read_cursor(text: str) -> Cursor:
    """The cursor that *text* is.

    :raises CursorError: if it is none.
    """
    cursor: Cursor = {}
    for part in text.split(",") if text != START else ():
        mark = _MARK.fullmatch(part)
        if not mark:
            raise CursorError(f"{text!r} is no cursor: give {START}, or one as it was given out, en:2026-11-22:10234")
        edition, day, offset = mark.groups()
        if edition not in EDITIONS:
            raise CursorError(f"the cursor names an edition {edition}: there are {', '.join(EDITIONS)}")
        if edition in cursor:
            raise CursorError(f"the cursor names the edition {edition} twice")
        cursor[edition] = Mark(f"{day}.jsonl", int(offset))
    return cursor


def write_cursor(cursor: Cursor) -> str:
    """*cursor* as text."""
    marks = ((edition, cursor[edition]) for edition in EDITIONS if edition in cursor)
    return ",".join(f"{edition}:{mark.name.partition('.')[0]}:{mark.offset}" for edition, mark in marks) or START


class Tail:
    """The lines of *editions* after *cursor*, edition by edition, up to what is committed now.

    :raises CursorError: if no line ends where the cursor says that one does.
    """

    def __init__(self, files: ArticleFiles, cursor: Cursor, editions: Sequence[str]) -> None:
        self.cursor = dict(cursor)
        """After the last line that was taken."""
        self._files = files
        self._editions = editions
        self._committed = files.ledger.files()
        for edition, mark in cursor.items():
            self._check(edition, mark)

    def _check(self, edition: str, mark: Mark) -> None:
        """What counts is the file: a power cut may have taken back what the ledger knew of it."""
        path, end = self._files.path(edition, mark.name), b""
        try:
            with open_day(path) as file:
                file.seek(max(0, mark.offset - 1))
                end = file.read(1) if mark.offset else b"\n"
        except FileNotFoundError as error:
            if (edition, mark.name) in self._committed:
                raise _unreadable(path, error) from error
        except UNREADABLE as error:
            raise _unreadable(path, error) from error
        if end != b"\n":
            raise CursorError(f"the cursor is not of this archive: no line of {path} ends at byte {mark.offset}")

    def __iter__(self) -> Iterator[bytes]:
        """The lines as they are in the files; :attr:`cursor` moves along.

        :raises ArchiveError: if they cannot be read.
        """
        for edition in self._editions:
            for name in sorted(name for of, name in self._committed if of == edition):
                mark = self.cursor.get(edition, Mark("", 0))
                if name < mark.name:
                    continue
                offset = mark.offset if name == mark.name else 0
                for line in _between(self._files.path(edition, name), offset, self._committed[edition, name]):
                    offset += len(line)
                    self.cursor[edition] = Mark(name, offset)
                    yield line


def _between(path: Path, start: int, end: int) -> Iterator[bytes]:
    """The lines of the file *path* from byte *start* to byte *end*."""
    if start >= end:
        return
    try:
        with open_day(path) as file:
            file.seek(start)
            while start < end:
                line = _whole(path, file.readline())
                start += len(line)
                yield line
            _read_out(path, file)
    except UNREADABLE as error:
        raise _unreadable(path, error) from error


def _read_out(path: Path, file: BufferedIOBase) -> None:
    """Read *file*, that of *path*, to its end if it is compressed: its checksum, there, tells of altered lines."""
    if isinstance(file, GzipFile):
        try:
            for _ in pieces(file):
                pass
        except UNREADABLE as error:
            raise _unreadable(path, error) from error


def _whole(path: Path, line: bytes) -> bytes:
    if not (line.startswith(b"{") and line.endswith(b"\n")):
        raise ArchiveError(f"{path} does not have the lines that the ledger says: put the file back as it was")
    return line


def _unreadable(path: Path, error: BaseException) -> ArchiveError:
    return ArchiveError(f"{path} cannot be read: {reason(error)}")
