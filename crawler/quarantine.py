"""Answers that were no articles, with their bodies, in the ledger: to be looked at, and to be sent through again.

One for each address, the last; the oldest go first when there are too many. Times in seconds since 1970.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from crawler.ledger import Ledger

_COLUMNS = "pk, url, kind, verdict, reason, status, content_type, flags, fetched_at, extractor, size, length(body)"
LARGEST_SHARE = 10
"""A body that would take more than so many parts of the room is not kept; what is known of it is."""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer that was no article."""

    pk: int
    url: str
    """Where it came from, after redirects."""
    kind: str
    """What was asked for: `article` or `list`."""
    verdict: str
    reason: str
    """The evidence."""
    status: int
    content_type: str | None
    flags: tuple[str, ...]
    fetched_at: int
    extractor: str
    """Version of the rules that judged it."""
    size: int
    """Bytes of the body."""
    packed: int | None
    """Bytes that it takes here; None if it is not kept."""


class Quarantine:
    """The quarantine in *ledger*.

    :param most: how many answers it has at most; *room*: bytes of packed bodies.
    """

    def __init__(self, ledger: Ledger, *, most: int = 0, room: int = 0) -> None:
        self.ledger = ledger
        self.most = most
        self.room = room
        self._urls: set[str] | None = None

    def keep(self, case: Case, body: bytes) -> None:
        """Keep *case* (whose `pk`, `size` and `packed` do not count) with its *body*."""
        packed = zlib.compress(body, 6)
        kept = packed if len(packed) <= self.room // LARGEST_SHARE else None
        with self.ledger.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO quarantine (url, kind, verdict, reason, status, content_type, flags,"
                " fetched_at, extractor, size, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(case.url, case.kind, case.verdict, case.reason, case.status, case.content_type),
                    *(" ".join(case.flags), case.fetched_at, case.extractor, len(body), kept),
                ),
            )
            self._make_room()
        self._urls = None

    def _make_room(self) -> None:
        """Drop the oldest until there are not too many, and not too many bytes."""
        with self.ledger.transaction() as db:
            count, size = db.execute("SELECT count(*), coalesce(sum(length(body)), 0) FROM quarantine").fetchone()
            if count <= self.most and size <= self.room:
                return
            for pk, packed in db.execute("SELECT pk, coalesce(length(body), 0) FROM quarantine ORDER BY pk").fetchall():
                if count <= self.most and size <= self.room:
                    return
                db.execute("DELETE FROM quarantine WHERE pk = ?", (pk,))
                count, size = count - 1, size - packed

    def release(self, url: str) -> None:
        """What comes from *url* is an article by now."""
        if self._urls is None:
            self._urls = {row[0] for row in self.ledger.query("SELECT url FROM quarantine")}
        if url in self._urls:
            self._urls.discard(url)
            with self.ledger.transaction() as db:
                db.execute("DELETE FROM quarantine WHERE url = ?", (url,))

    def cases(self, *, pk: int | None = None) -> list[Case]:
        """The answers, the oldest first; only the one with the number *pk*, where that is given."""
        where, values = ("WHERE pk = ?", (pk,)) if pk is not None else ("", ())
        rows = self.ledger.query(f"SELECT {_COLUMNS} FROM quarantine {where} ORDER BY pk", *values)
        return [Case(*(*row[:7], tuple(row[7].split()), *row[8:])) for row in rows]

    def body(self, case: Case) -> bytes | None:
        """The body of *case*; None if it is not kept."""
        rows = self.ledger.query("SELECT body FROM quarantine WHERE pk = ?", case.pk)
        return zlib.decompress(rows[0][0]) if rows and rows[0][0] is not None else None
