"""Does the raw archive agree with the ledger; and taking in files that a ledger does not know, as one made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.packed import reason
from crawler.raw import OPEN, RawArchive, located
from crawler.site import EDITIONS
from crawler.warc import UnreadableError, members, record_of

if TYPE_CHECKING:
    from crawler.ledger import Ledger
    from crawler.urls import ArticleAddress

AT_ONCE = 64
"""Files whose captures are looked up together: each look-up reads the whole table."""


def check_raw(ledger: Ledger, directory: Path) -> Iterator[str]:
    """Every record in *directory* is whole and says what its digest says; every capture begins where one does."""
    files = ledger.query("SELECT pk, name, committed FROM raw_file ORDER BY pk")
    for first in range(0, len(files), AT_ONCE):
        some = files[first : first + AT_ONCE]
        captures: dict[int, dict[int, int]] = defaultdict(dict)
        for file, position, at in ledger.query(
            "SELECT file, position, at FROM capture WHERE file BETWEEN ? AND ?", some[0][0], some[-1][0]
        ):
            captures[file][position] = at
        for pk, name, committed in some:
            yield from _check_file(directory, name, committed, captures[pk])
    for (count,) in ledger.query(
        "SELECT count(*) FROM capture AS one WHERE of >= 1000 * (SELECT min(begun_at) FROM raw_file)"
        " AND NOT EXISTS (SELECT 1 FROM capture WHERE page = one.page AND at = one.of)"
    ):
        if count:
            yield f"{ledger.path}: {count} captures are of a body that is nowhere"
    known = {name for _, name, _ in files}
    for name in unknown(directory, known):
        yield f"{directory / name}: is not in the ledger"


def _check_file(directory: Path, name: str, committed: int, captures: dict[int, int]) -> Iterator[str]:
    """What is wrong with the file *name*; *captures* are the times of what the ledger has in it, by first byte."""
    path = located(directory, name)
    position = 0
    try:
        with path.open("rb") as file:
            for size, member in members(file):
                if position >= committed:
                    break
                at = captures.pop(position, None)
                try:
                    record = record_of(member)
                    if at not in (None, record.at):
                        yield f"{path}: the record at byte {position} is of another time than in the ledger"
                except UnreadableError as error:
                    yield f"{path}: the record at byte {position} is damaged: {error}"
                position += size
    except OSError as error:
        if committed:
            yield f"{path}: cannot be read: {reason(error)}"
        return
    if position < committed:
        yield f"{path}: from byte {position} on there is no whole record; {committed} bytes were committed"
    for byte in sorted(captures):
        if byte < position or position >= committed:  # else it was said already
            yield f"{path}: no record begins at byte {byte}, where the ledger has an answer"


def unknown(directory: Path, known: set[str]) -> list[str]:
    """The names of the WARC files in *directory* that are not among *known*, the oldest first."""
    paths = [path for ending in ("", OPEN) for path in directory.glob(f"*/*/*.warc.gz{ending}")]
    names = {path.relative_to(directory).as_posix().removesuffix(OPEN) for path in paths}
    return sorted(name for name in names - known if name.partition("/")[0] in EDITIONS)


def adopt(raw: RawArchive, *, now: datetime) -> Iterator[str]:
    """Take into the ledger what it does not know: files, where in them answers lie, and articles without a record.

    Such an article is pending again: what its answer was worth is judged when the site gave it once more.
    """
    known = {name for (name,) in raw.ledger.query("SELECT name FROM raw_file")}
    for name in unknown(raw.directory, known):
        found = _articles(raw, raw.path(name))
        fresh = raw.ledger.discover(found, source="file", job="latest", now=int(now.timestamp()))
        answers = raw.take(name, now=int(now.timestamp()))
        yield f"{raw.directory / name}: {answers} answers were adopted" + (
            f"; {len(fresh)} articles without a record are fetched again" if fresh else ""
        )


def _articles(raw: RawArchive, path: Path) -> list[ArticleAddress]:
    """The articles that *path* has answers of, each once."""
    found: dict[str, ArticleAddress] = {}
    with path.open("rb") as file:
        for _, member in members(file):
            try:
                record = record_of(member)
            except UnreadableError:
                continue
            address = raw.origins.article(record.url)
            if address and record.type in ("response", "resource") and record.status == HTTPStatus.OK:
                found[address.id] = address
    return list(found.values())
