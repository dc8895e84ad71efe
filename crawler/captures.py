"""Answers fetched back from the raw archive: by page and time, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path

from crawler.ledger import Ledger
from crawler.raw import located
from crawler.warc import Record, UnreadableError, read


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer lies, to be read without the ledger."""

    name: str
    """Of the file: `en/2026-11/en-20261122T100300Z-1.warc.gz`."""
    position: int
    at: int
    """When it came, in milliseconds since 1970."""
    body: tuple[str, int] | None = None
    """File and position of the record that has its body, if that is another."""


def find(ledger: Ledger, page: int, at: int) -> Place | None:
    """The last capture of *page* (see :class:`crawler.raw.Capture`) in or before the second *at*; None without one."""
    rows = ledger.query(
        "SELECT name, position, at, of FROM capture JOIN raw_file ON raw_file.pk = file"
        " WHERE page = ? AND at < ? ORDER BY at DESC LIMIT 1",
        page,
        (at + 1) * 1000,
    )
    if not rows:
        return None
    name, position, when, of = rows[0]
    if of is None:
        return Place(name, position, when)
    rows = ledger.query(
        "SELECT name, position FROM capture JOIN raw_file ON raw_file.pk = file WHERE page = ? AND at = ?", page, of
    )
    return Place(name, position, when, rows[0]) if rows else None


class RawFiles:
    """The files of the raw archive in *directory*, to fetch answers from.

    The one that was read last stays open as long as this is there: most answers follow each other in it, and opening it
    takes 2 % of a page.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._name = ""
        self._file: FileIO | None = None

    def __del__(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def load(self, place: Place) -> Record:
        """The answer at *place*, with its body.

        :raises UnreadableError: if it is not there.
        """
        record = self._read(place.name, place.position)
        if place.body is not None:
            record = replace(record, body=self._read(*place.body).body)
        return record

    def _read(self, name: str, position: int) -> Record:
        file = self._open(name)
        try:
            file.seek(position)
            return read(file)
        except OSError as error:
            raise UnreadableError(f"{file.name}: {error.strerror}") from error
        except UnreadableError as error:
            raise UnreadableError(f"{file.name}, byte {position}: {error}") from error

    def _open(self, name: str) -> FileIO:
        if self._file is not None and self._name == name:
            return self._file
        self._close()
        for _ in range(2):  # it may be closed meanwhile
            path = located(self.directory, name)
            try:
                self._name, self._file = name, path.open("rb", buffering=0)
                return self._file
            except FileNotFoundError:
                continue
            except OSError as error:
                raise UnreadableError(f"{path}: {error.strerror}") from error
        raise UnreadableError(f"{self.directory / name} is not there")


def load(directory: Path, place: Place) -> Record:
    """The answer at *place* in the raw archive *directory*, with its body.

    :raises UnreadableError: if it is not there.
    """
    return RawFiles(directory).load(place)
