"""What the committed lines say, read once into a table beside those of the ledger, and how the ledger differs from it.

The table is temporary and on disk: memory stays bounded however many lines there are. Verifying says the differences,
mending takes them away; both ask the same questions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from crawler.content_hash import sound
from crawler.items import Article, from_json
from crawler.jsonl import ArticleFiles
from crawler.lines import recorded
from crawler.packed import UNREADABLE, open_day, reason
from crawler.shapes import misshapen
from crawler.zone import in_almaty

TABLE = """
CREATE TEMP TABLE line (         -- every committed line, in the order of editions, files and lines
    pk INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,
    number INTEGER NOT NULL,     -- from 1
    position INTEGER NOT NULL,   -- of its first byte
    id TEXT,                     -- of its article; null: it is no record
    revision INTEGER,
    event TEXT,
    hash BLOB,                   -- first half of the content hash, and of the one that it says the record before had
    previous BLOB,
    day TEXT,
    path TEXT,                   -- and number of the article
    article INTEGER,
    fetched INTEGER,
    published INTEGER,
    listed INTEGER,
    run_id TEXT,
    wanted INTEGER NOT NULL DEFAULT 0      -- 1: a record of the ledger has to be of it
)"""
COLUMNS = 16
WANTED = (
    """
UPDATE line SET wanted = 1 WHERE EXISTS (SELECT 1 FROM record JOIN link ON link.pk = record.link
 WHERE link.id = line.id AND record.revision = line.revision
 AND record.file = line.file AND record.position = line.position)""",
    """
UPDATE line SET wanted = 1 WHERE pk IN
 (SELECT min(pk) FROM line WHERE id NOT NULL GROUP BY id, revision HAVING max(wanted) = 0)""",
)
"""What the ledger has at its place, and of what it has nowhere the first."""

STEPS = """
SELECT file, number, id, revision, before, previous IS said FROM
 (SELECT pk, file, number, id, revision, previous, lag(revision, 1, 0) OVER own AS before, lag(hash) OVER own AS said
  FROM line WHERE id NOT NULL WINDOW own AS (PARTITION BY id ORDER BY pk))
 WHERE revision <> before + 1 OR previous IS NOT said ORDER BY pk"""
"""Lines that do not follow the one before of the same article."""
OTHERS = """
SELECT line.file, number, id, revision, taken.file IS NULL FROM line
 LEFT JOIN (SELECT DISTINCT file, position FROM record) AS taken
  ON taken.file = line.file AND taken.position = line.position
 WHERE wanted AND NOT EXISTS (SELECT 1 FROM record JOIN link ON link.pk = record.link
  WHERE link.id = line.id AND record.file = line.file AND record.position = line.position
  AND record.revision = line.revision AND record.event = line.event AND record.content_hash = line.hash)
 ORDER BY line.pk"""
"""Lines of which the ledger has no record at their place, or only another one."""
LOST = """
SELECT record.file, record.position, link.id, record.revision FROM record
 JOIN link ON link.pk = record.link JOIN file ON file.pk = record.file
 WHERE NOT EXISTS (SELECT 1 FROM line WHERE line.file = record.file AND line.position = record.position
  AND (line.id IS NULL OR line.id = link.id AND line.revision = record.revision))
 AND (record.position >= committed
  OR record.position <= (SELECT max(position) FROM line WHERE line.file = record.file))
 ORDER BY record.pk"""
"""Records of the ledger that no line at their place says; but not what a file lacks at its end, which is said of that,
nor what a line said that is no record any more."""
LINKS = """
SELECT link.pk, link.id, link.path, link.state, state.event, link.day, last.day, look.link IS NULL, state.pk, seen.pk
 FROM (SELECT id, max(pk) AS last, max(CASE WHEN event <> 'reextracted' THEN pk END) AS state,
   max(CASE WHEN event NOT IN ('reextracted', 'removed') THEN pk END) AS seen
  FROM line WHERE wanted GROUP BY id) AS article
 JOIN link ON link.id = article.id
 JOIN line AS last ON last.pk = article.last
 JOIN line AS state ON state.pk = article.state
 LEFT JOIN line AS seen ON seen.pk = article.seen
 LEFT JOIN look ON look.link = link.pk
 WHERE (link.day <> last.day OR look.link IS NULL
  OR link.state <> CASE state.event WHEN 'removed' THEN 'gone' ELSE 'stored' END)
 AND EXISTS (SELECT 1 FROM record WHERE record.link = link.pk)
 AND NOT EXISTS (SELECT 1 FROM record WHERE record.link = link.pk AND NOT EXISTS (SELECT 1 FROM line
  WHERE line.id = link.id AND line.file = record.file AND line.position = record.position))
 ORDER BY link.pk"""
"""Links that are not in the state that their lines say, or on another day, or whose looks are not kept.

Only those of which the ledger has nothing but what lines say: a line may have been lost.
"""
EDITIONS = """
SELECT DISTINCT link.edition FROM sighting JOIN link ON link.pk = sighting.link WHERE source = 'list'
 AND link.state IN ('stored', 'gone') AND link.edition NOT IN (SELECT edition FROM edition) ORDER BY 1"""
"""Editions whose lists were read, of which it is not known how far their record goes."""


def read_lines(db: sqlite3.Connection, files: ArticleFiles) -> Iterator[str]:
    """Read all that is committed into the table; what is wrong with single lines.

    :param db: the ledger's, inside a transaction, which the table is gone with.
    """
    db.execute(TABLE)
    db.execute("CREATE TEMP TABLE unread (file INTEGER)")
    rows = db.execute("SELECT pk, edition, name, committed FROM file ORDER BY edition, name").fetchall()
    for file, edition, name, size in rows:
        path = files.path(edition, name)
        try:
            end = yield from _read_file(db, path, edition, file, size)
            if end != size:
                db.execute("INSERT INTO unread VALUES (?)", (file,))
        except UNREADABLE as error:
            db.execute("INSERT INTO unread VALUES (?)", (file,))
            yield f"{path}: cannot be read: {reason(error)}"
    db.execute("CREATE INDEX temp.line_id ON line (id, revision)")
    db.execute("CREATE UNIQUE INDEX temp.line_at ON line (file, position)")
    for sql in WANTED:
        db.execute(sql)


def _read_file(db: sqlite3.Connection, path: Path, edition: str, file: int, size: int) -> Generator[str, None, int]:
    """Read the lines of the file *path*, whose key is *file*, up to byte *size*; where the last one ends."""
    insert = f"INSERT INTO line VALUES (NULL{', ?' * (COLUMNS - 1)}, 0)"
    position = number = 0
    with open_day(path) as lines:
        while position < size:
            raw = lines.readline()
            number += 1
            if not raw:
                yield f"{path}: has {position} bytes, less than the {size} that were committed"
                return position
            values, wrong = read_line(raw, edition)
            db.execute(insert, (file, number, position, *values))
            yield from (f"{path}:{number}: {one}" for one in wrong)
            position += len(raw)
    if position != size:
        yield f"{path}: the {size} bytes that were committed end in mid-line"
    return position


NO_RECORD: tuple[list[Any], list[str]] = ([None] * (COLUMNS - 4), ["is no record"])


def read_line(raw: bytes, edition: str) -> tuple[list[Any], list[str]]:
    """What the line *raw* of a file of *edition* says, for the table from `id` on; and what is wrong with it."""
    try:
        values: dict[str, Any] = json.loads(raw if raw.endswith(b"\n") else b"")
        article = from_json(values)
        told = _told(article)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return NO_RECORD
    if article.edition != edition or not article.id.startswith(f"{edition}:"):
        return NO_RECORD[0], [f"{article.id} is of another edition"]
    wrong = [f"{article.id}: {name} is not as the schema has it" for name in misshapen(values)]
    if not wrong and told[FETCHED] is None:
        wrong.append(f"{article.id}: fetched_at is no time in UTC")
    if not wrong and not sound(article):
        wrong.append(f"{article.id} does not say what its content_hash says")
    return told, wrong


FETCHED = 8


def _told(article: Article) -> list[Any]:
    """The values of *article* for the table.

    :raises ValueError, TypeError, AttributeError, OverflowError: if there is one that no record has.
    """
    line = recorded(article, 0)
    number = line.address.number
    for value in (line.revision, number or 0):
        value.to_bytes(8, "big")
    for text in (article.id, line.event, line.address.path, line.run_id):
        text.encode()
    told = [article.id, line.revision, line.event, bytes.fromhex(line.content_hash)[:16], _half(article), line.day]
    fetched = _seconds(article.fetched_at)
    return [*told, line.address.path, number, fetched, line.published_at, line.listed, line.run_id]


def _half(article: Article) -> bytes | None:
    """The first half of the hash that *article* says the record before had; empty if that is none."""
    if article.previous_hash is None:
        return None
    try:
        return bytes.fromhex(article.previous_hash)[:16]
    except (ValueError, TypeError):
        return b""


def _seconds(moment: str) -> int | None:
    """The time *moment* in seconds since 1970; None if it is none in UTC."""
    try:
        return int(in_almaty(moment).timestamp()) if moment.endswith("Z") else None
    except (ValueError, AttributeError):
        return None
