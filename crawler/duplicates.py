"""Looks for the first article that told the same story, among the signatures that the ledger keeps.

Each article has one row of its sketch and one for each of its keys. Keys are short integers, few an article: the
index stays small and a batch changes few of its pages. A key that :data:`CROWD` articles share belongs to a formula
and tells nothing: no further article is entered under it, so no check reads more than a few hundred rows.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from crawler.similarity import Signature, similarity

CROWD = 16
"""No more articles than this are entered under one key."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The article whose story another one tells again."""

    id: str
    similarity: float
    """As :func:`crawler.similarity.similarity` says."""


def check(db: sqlite3.Connection, link: int, signature: Signature | None) -> Duplicate | None:
    """The first article stored before that of *link* that tells its story, or None; *signature* is kept for *link*.

    An article that was kept before keeps its place in the order, so no two are duplicates of each other. Its old
    signature is replaced, but for the old keys: they stay, and find it in vain at worst.

    :param db: the ledger, inside the transaction that makes the record of *link* durable.
    :param signature: None if the article is too short to have one.
    """
    if signature is None:
        db.execute("DELETE FROM signature WHERE link = ?", (link,))
        return None
    marks = ",".join("?" * len(signature.keys))
    rows = db.execute(
        "SELECT key, likeness.signature, link, sketch FROM likeness LEFT JOIN signature ON pk = likeness.signature"
        f" WHERE key IN ({marks})",
        signature.keys,
    ).fetchall()
    pk = _keep(db, link, signature.sketch)
    crowds = Counter([row[0] for row in rows])
    db.executemany(
        "INSERT OR IGNORE INTO likeness VALUES (?, ?)",
        [(key, pk) for key in signature.keys if crowds[key] < CROWD],
    )
    earlier = {row[1]: row[2:] for row in rows if row[1] < pk and row[3]}  # keys outlive sketches
    return _first(db, earlier, signature.sketch)


def _keep(db: sqlite3.Connection, link: int, sketch: bytes) -> int:
    """Keep *sketch* as that of *link*; the place of its signature in the order."""
    row = db.execute("SELECT pk FROM signature WHERE link = ?", (link,)).fetchone()
    if row is None:
        return int(db.execute("INSERT INTO signature (link, sketch) VALUES (?, ?)", (link, sketch)).lastrowid or 0)
    db.execute("UPDATE signature SET sketch = ? WHERE pk = ?", (sketch, row[0]))
    return int(row[0])


def _first(db: sqlite3.Connection, earlier: dict[int, tuple[int, bytes]], sketch: bytes) -> Duplicate | None:
    """The first of *earlier*, by place in the order, that is similar to *sketch*."""
    for pk in sorted(earlier):
        link, other = earlier[pk]
        similar = similarity(sketch, other)
        if similar is not None:
            return Duplicate(db.execute("SELECT id FROM link WHERE pk = ?", (link,)).fetchone()[0], similar)
    return None
