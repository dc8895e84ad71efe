"""The JSON Lines files, ``articles/<edition>/<YYYY-MM-DD>.jsonl``, written so that a line and its record are one.

A batch of lines is appended and synced first; then one transaction of the ledger takes note of the articles and of
the new committed length of each file. So after a kill at any moment, a file holds its committed lines and perhaps
more: on opening, whole lines beyond are adopted into the ledger (a reader may have seen them) and a torn rest is cut
off. A whole line is never changed or removed.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from crawler.items import Article, KnownArticle, from_json, to_json
from crawler.ledger import Ledger, Line
from crawler.site import EDITIONS
from crawler.urls import ArticleAddress
from crawler.zone import almaty_day

NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.jsonl")

log = logging.getLogger(__name__)


class ArchiveError(Exception):
    """The JSON Lines files cannot be read or written. The message says why and names the file."""


def serialise(article: Article) -> bytes:
    """*article* as a line: JSON in UTF-8, characters unescaped, newline at the end."""
    return json.dumps(to_json(article), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class ArticleFiles:
    """The JSON Lines files below *directory*, and the ledger that knows how far each is committed."""

    def __init__(self, directory: Path, ledger: Ledger) -> None:
        self.directory = directory
        self.ledger = ledger
        self._last: dict[str, str] = {}
        """Edition to the name of its last file: nothing is ever written to an earlier one."""

    def path(self, edition: str, name: str) -> Path:
        """Where the file *name* of *edition* lies."""
        return self.directory / edition / name

    # -- opening

    def recover(self, *, now: datetime) -> int:
        """Bring ledger and files together again after whatever ended the last run; how many lines were adopted.

        :raises ArchiveError: if a file is shorter than its committed length, or cannot be read or cut.
        """
        committed = self.ledger.files()
        present = {
            (edition, entry.name): entry.stat().st_size
            for edition in EDITIONS
            if (self.directory / edition).is_dir()
            for entry in os.scandir(self.directory / edition)
            if NAME.fullmatch(entry.name)
        }
        adopted = 0
        for key in sorted(committed.keys() | present.keys()):
            edition, name = key
            size, known = present.get(key, 0), committed.get(key, 0)
            if size < known:
                raise ArchiveError(
                    f"{self.path(edition, name)} is {size} bytes long, less than the {known} that were committed:"
                    " put the file back as it was"
                )
            if size > known:
                adopted += self._adopt(edition, name, known, now)
            self._last[edition] = max(name, self._last.get(edition, ""))
        return adopted

    def _adopt(self, edition: str, name: str, start: int, now: datetime) -> int:
        """Take what lies beyond *start* into the ledger, as far as it is whole lines, and cut off the rest."""
        path = self.path(edition, name)
        lines: list[Line] = []
        end = start
        try:
            with path.open("r+b") as file:
                file.seek(start)
                for raw in file:
                    line = _line(raw, edition, end)
                    if line is None:
                        break
                    lines.append(line)
                    end += len(raw)
                size = file.seek(0, os.SEEK_END)
                if size > end:
                    file.seek(end)
                    _cut(file, path, end)
                os.fsync(file.fileno())
        except OSError as error:
            raise ArchiveError(f"{path} cannot be repaired: {error.strerror}") from error
        self.ledger.commit(edition, name, end, lines, now=int(now.timestamp()))
        if lines:
            log.warning("%s: adopted %d lines that the last run had written but not recorded", path, len(lines))
        return len(lines)

    # -- writing

    def write(self, articles: Iterable[Article], *, now: datetime) -> None:
        """Append *articles* to their editions' files of the day and record them, all or (in the ledger) none.

        :param now: time of the commit; its day in Almaty names the file.
        :raises ArchiveError: if a file cannot be written. What was appended whole is adopted when they are opened next.
        :raises LedgerError: if the ledger cannot. The lines are adopted when it is opened next.
        """
        today = f"{almaty_day(now)}.jsonl"
        editions: dict[str, list[Article]] = defaultdict(list)
        for article in articles:
            editions[article.edition].append(article)
        appended = {}
        for edition, batch in editions.items():
            name = self._last[edition] = max(today, self._last.get(edition, ""))
            appended[edition, name] = self._append(self.path(edition, name), edition, batch)
        with self.ledger.transaction():
            for (edition, name), (end, lines) in appended.items():
                self.ledger.commit(edition, name, end, lines, now=int(now.timestamp()))

    def _append(self, path: Path, edition: str, batch: list[Article]) -> tuple[int, list[Line]]:
        """Append *batch* to the file *path* and sync it; its new length, and the lines."""
        try:
            made = not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                lines = _append(file, batch)
                end = file.tell()
            if made:
                _sync_directory(path.parent)
                _sync_directory(path.parent.parent)
        except OSError as error:
            raise ArchiveError(f"{path} cannot be written: {error.strerror}") from error
        return end, lines

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
            with path.open("rb") as file:
                file.seek(place.position)
                record = json.loads(file.readline())
            article = from_json(record, KnownArticle)
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(f"{path} has no record at byte {place.position}, where {id} should be") from error
        if article.id != id:
            raise ArchiveError(f"{path} has {article.id} at byte {place.position}, where {id} should be")
        assert isinstance(article, KnownArticle)
        return article


def _append(file: BinaryIO, batch: list[Article]) -> list[Line]:
    position = file.seek(0, os.SEEK_END)
    lines, data = [], []
    for article in batch:
        raw = serialise(article)
        lines.append(_recorded(article, position))
        data.append(raw)
        position += len(raw)
    file.write(b"".join(data))
    file.flush()
    os.fsync(file.fileno())
    return lines


def _cut(file: BinaryIO, path: Path, end: int) -> None:
    """Cut *file* off at byte *end*. What is not just one torn line is no work of this program: it is kept beside it."""
    rest = file.read()
    if b"\n" in rest:
        with path.with_name(f"{path.name}.cut").open("ab") as kept:
            kept.write(rest)
            os.fsync(kept.fileno())
    log.warning("%s: cut off %d bytes that are no whole record", path, len(rest))
    file.truncate(end)


def _sync_directory(path: Path) -> None:
    """Make the names in the directory *path* durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _recorded(article: Article, position: int) -> Line:
    """What the ledger keeps of *article*, whose line begins at byte *position*."""
    number = article.id.partition(":")[2]
    address = ArticleAddress(
        article.edition, article.id, int(number) if number.isdecimal() else None, urlsplit(article.url).path
    )
    day = (article.date_published or almaty_day(datetime.fromisoformat(article.fetched_at.replace("Z", "+00:00"))))[:10]
    return Line(address, article.revision, article.event, article.content_hash, day, position, article.run_id)


def _line(raw: bytes, edition: str, position: int) -> Line | None:
    """What the ledger keeps of the line *raw*; None if that is no whole record of *edition*."""
    if not raw.endswith(b"\n"):
        return None
    try:
        article = from_json(json.loads(raw))
        bytes.fromhex(article.content_hash)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if article.edition != edition or not article.id.startswith(f"{edition}:"):
        return None
    return _recorded(article, position)
