"""The ledger mended by what the lines say, in one transaction: records, links, looks, editions. Nothing is invented.

A record of the ledger whose line is gone stays: it is all that tells of the loss. So does whatever its link says.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from crawler.index import EDITIONS, LINKS, OTHERS, read_lines
from crawler.items import from_json
from crawler.jsonl import ArticleFiles, Draft
from crawler.ledger import DAY, Ledger
from crawler.packed import open_day
from crawler.sources import Sources

UNSETTLED = 8 * DAY
"""Seconds that a link is tried for at most: what an edition may lack that was not stored when its ledger was lost."""
OWNED = {"look": "link", "sighting": "link", "signature": "link", "translation": "one"}
"""Tables that belong to links, and the column that says to which."""

OLD = (
    "CREATE TEMP TABLE old AS SELECT record.*, id FROM record LEFT JOIN link ON link.pk = record.link",
    "CREATE INDEX temp.old_at ON old (file, position)",
    "CREATE INDEX temp.old_id ON old (id, revision)",
)
"""The records as they are found."""
STRANGERS = """
CREATE TEMP TABLE strangers AS SELECT line.id, file.edition, article, path, day,
 (SELECT link FROM old WHERE old.file = line.file AND old.position = line.position AND old.id IS NULL)
 FROM (SELECT id, min(pk) AS first, max(pk) AS last FROM line WHERE wanted GROUP BY id) AS own
 JOIN line ON line.pk = own.last JOIN file ON file.pk = line.file
 WHERE own.id NOT IN (SELECT id FROM link) ORDER BY own.first"""
"""Articles that have lines and no link, in order of their lines; and the key that the link had, if a record says it."""
UNKNOWN = """
CREATE TEMP TABLE unknown AS SELECT DISTINCT id FROM line WHERE wanted
 AND NOT EXISTS (SELECT 1 FROM old WHERE old.file = line.file AND old.position = line.position)"""
"""Articles of which the ledger lacks a record."""
SURPLUS = """
SELECT count(*) FROM old
 WHERE NOT EXISTS (SELECT 1 FROM line WHERE line.file = old.file AND line.position = old.position AND wanted)
 AND (id IS NULL OR EXISTS (SELECT 1 FROM line WHERE wanted AND line.id = old.id AND line.revision = old.revision))"""
"""Records that begin where no line does that says so, though another line says them, or of no article at all."""
AGAIN = """
UPDATE link SET state = 'pending', reason = NULL, attempts = 0, next_try = 0
 WHERE state = 'stored' AND NOT EXISTS (SELECT 1 FROM record WHERE record.link = link.pk)
 AND NOT EXISTS (SELECT 1 FROM unread) AND NOT EXISTS (SELECT 1 FROM line WHERE id IS NULL AND NOT EXISTS
  (SELECT 1 FROM old WHERE old.file = line.file AND old.position = line.position))"""
"""Not while there is a line that cannot be read, of which the ledger does not say whose it is."""
MENDED = """
CREATE TEMP TABLE mended AS
 SELECT line.file, line.position, link.pk AS link, line.revision, line.event, line.hash, line.fetched, line.run_id,
  coalesce((SELECT min(pk) FROM old WHERE old.file = line.file AND old.position = line.position AND old.id = line.id),
   (SELECT min(pk) FROM old WHERE old.id = line.id AND old.revision = line.revision)) AS was
  FROM line JOIN link ON link.id = line.id WHERE wanted
 UNION ALL SELECT file, position, link, revision, event, content_hash, NULL, NULL, pk FROM old
  WHERE id NOT NULL
  AND NOT EXISTS (SELECT 1 FROM line WHERE wanted AND line.id = old.id AND line.revision = old.revision)
  AND NOT EXISTS (SELECT 1 FROM line WHERE wanted AND line.file = old.file AND line.position = old.position
   AND NOT EXISTS (SELECT 1 FROM old AS own WHERE own.id = line.id AND own.revision = line.revision))"""
"""The records as the lines have them, and those of lines that are gone: no line says them, and what begins at their
place has a record of its own elsewhere."""
RECORDS = """
INSERT INTO record SELECT row_number() OVER (ORDER BY file.name, file.edition, mended.position), mended.link,
 mended.revision, mended.event, mended.hash, mended.file, mended.position, coalesce(old.written_at, mended.fetched, ?),
 coalesce(old.run, (SELECT pk FROM run WHERE run.run_id = mended.run_id))
 FROM mended JOIN file ON file.pk = mended.file LEFT JOIN old ON old.pk = mended.was"""


def mend(files: ArticleFiles, *, now: int, begin: bool = False) -> Counter[str]:
    """Mend the ledger of *files*; what was done, and how often. To be called inside a transaction, with the lock.

    :param begin: let all editions begin again: the ledger is made anew.
    """
    ledger, done = files.ledger, Counter[str]()
    with ledger.transaction() as db:
        for _ in read_lines(db, files):
            pass
        db.execute("DELETE FROM line WHERE file IN (SELECT file FROM unread)")  # nothing is changed by half a file
        for sql in OLD:
            db.execute(sql)
        done["articles that have a link again"] = _acquaint(db, now)
        db.execute(UNKNOWN)
        records = db.execute(f"SELECT count(*) FROM ({OTHERS})").fetchone()[0]
        surplus = db.execute(SURPLUS).fetchone()[0]
        if records or surplus:
            _write_records(db, now)
        done["records as the lines have them"] = records
        done["records dropped that were there twice, or of no article"] = 0 if records else surplus
        for table, column in OWNED.items():
            count = db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT pk FROM link)").rowcount
            done[f"rows of {table} dropped that belonged to nothing"] = count
        db.execute(f"CREATE TEMP TABLE wrong AS {LINKS}")
        for row in db.execute("SELECT * FROM wrong"):
            _mend_link(ledger, db, row, now)
            done["links as their lines have them"] += 1
        done["links without a record, to be fetched again"] = db.execute(AGAIN).rowcount
        for (edition,) in db.execute("SELECT DISTINCT edition FROM file" if begin else EDITIONS).fetchall():
            _begin_again(ledger, db, edition, now)
            done["editions with a gap to be closed"] += 1
        _relate(files, db)
        for table in ("line", "unread", "old", "strangers", "unknown", "wrong"):
            db.execute(f"DROP TABLE temp.{table}")
    return +done


def _acquaint(db: sqlite3.Connection, now: int) -> int:
    """Make links of articles that have lines and none, where it is known with the key that they had; how many."""
    db.execute(STRANGERS)
    count = 0
    for id, edition, number, path, day, pk in db.execute("SELECT * FROM strangers"):
        count += 1
        link = db.execute(
            "INSERT INTO link (pk, id, edition, number, path, state, job, day, next_try)"
            " VALUES (?, ?, ?, ?, ?, 'pending', 'latest', ?, 0)",
            (pk, id, edition, number, path, day),
        ).lastrowid
        db.execute("INSERT OR IGNORE INTO sighting VALUES (?, 'file', ?)", (link, now))
    db.execute("UPDATE old SET id = (SELECT id FROM link WHERE link.pk = old.link) WHERE id IS NULL")
    return count


def _write_records(db: sqlite3.Connection, now: int) -> None:
    """Write the table of records anew, in the order of days and lines: each article's in the order of its revisions."""
    db.execute(MENDED)
    db.execute("DELETE FROM record")
    db.execute(RECORDS, (now,))
    db.execute("UPDATE run SET after_record = 0 WHERE ended_at IS NULL")  # from where on its own are looked for
    db.execute("DROP TABLE temp.mended")


def _mend_link(ledger: Ledger, db: sqlite3.Connection, row: tuple[Any, ...], now: int) -> None:
    """Let a link be what its lines say: a *row* of :data:`crawler.index.LINKS`."""
    pk, _, _, state, event, _, day, unseen, last, seen = row
    fetched, published, listed, path = db.execute(
        "SELECT coalesce(fetched, ?), published, listed, path FROM line WHERE pk = ?", (now, last)
    ).fetchone()
    since = min(published, fetched) if event == "new" and published is not None else fetched
    wanted = "gone" if event == "removed" else "stored"
    db.execute("UPDATE link SET day = ? WHERE pk = ?", (day, pk))
    if state != wanted:
        db.execute(
            "UPDATE link SET state = ?, path = ?, reason = ?, attempts = 0, absences = 0, absent_since = NULL,"
            " extractor = NULL WHERE pk = ?",
            (wanted, path, "removed" if wanted == "gone" else None, pk),
        )
    if unseen:
        seen_at = db.execute("SELECT coalesce(max(fetched), ?) FROM line WHERE pk = ?", (fetched, seen)).fetchone()[0]
        db.execute(
            "INSERT INTO look (link, seen_at, read_at, since, listed) VALUES (?, ?, ?, ?, ?)",
            (pk, seen_at, fetched, since, listed),
        )
    if state != wanted or unseen:
        db.execute("UPDATE link SET next_try = ? WHERE pk = ?", (ledger.rules.next_look(since, now), pk))


def _begin_again(ledger: Ledger, db: sqlite3.Connection, edition: str, now: int) -> None:
    """Let the record of *edition* go on: from when its records begin, open since before the last of them."""
    sql = "SELECT {} FROM line JOIN file ON file.pk = line.file WHERE edition = ? AND wanted"
    begun, last = db.execute(sql.format("min(fetched), max(fetched)"), (edition,)).fetchone()
    if begun is None:
        return
    first = db.execute(sql.format("run_id") + " ORDER BY line.pk LIMIT 1", (edition,)).fetchone()[0]
    numbers = db.execute(sql.format("article") + " AND run_id = ? AND article NOT NULL", (edition, first)).fetchall()
    sources = Sources(ledger)
    if sources.edition(edition) is None:
        sources.begin(edition, [number for (number,) in numbers], now=begun)
    sources.complete(edition, now=max(begun, last - UNSETTLED))
    sources.open_gap(edition, now=now)
    db.execute("UPDATE edition SET gap_tried_at = NULL WHERE edition = ?", (edition,))


def _relate(files: ArticleFiles, db: sqlite3.Connection) -> None:
    """Let the ledger know again what the articles of which it lacked a record have to do with others."""
    rows = db.execute(
        "SELECT edition, name, position FROM line JOIN file ON file.pk = line.file"
        " WHERE wanted AND id IN (SELECT id FROM unknown) ORDER BY name, edition, position"
    )
    for raw in _read(files, rows):
        files.related([Draft(from_json(json.loads(raw)), raw)])


def _read(files: ArticleFiles, rows: Iterable[tuple[str, str, int]]) -> Iterator[bytes]:
    """The lines that begin at these positions of these files, which follow each other."""
    current, file = None, None
    try:
        for edition, name, position in rows:
            if (edition, name) != current:
                if file is not None:
                    file.close()
                current, file = (edition, name), open_day(files.path(edition, name))
            assert file is not None
            file.seek(position)
            yield file.readline()
    finally:
        if file is not None:
            file.close()
