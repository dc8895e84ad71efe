"""The ledger, ``state.sqlite3``: every link ever discovered, in exactly one state, and every record ever written.

The ledger is the frontier: what is to be fetched is asked of it, and a link leaves ``pending`` only when its outcome
is durable. States:

- ``pending``: to be fetched;
- ``stored``: its record is in the JSON Lines; looked at again at ``next_try``;
- ``failed``: the fetch failed; tried again at ``next_try``, given up for good where that is null;
- ``gone``: the site says it is no more; if it has a record, it is still looked for at ``next_try``;
- ``rejected``: what came is no article, an alias, forbidden or a dead spelling (``reason`` says which).

Whatever its state, a link is due when ``next_try`` is not null and not in the future. Times are whole seconds since
1970 (UTC). The file is in WAL mode with ``synchronous=NORMAL``: a power cut may take back the last transactions,
never part of one; lines they belonged to are then found beyond the committed length of their file and adopted anew
(see :mod:`crawler.jsonl`), and all else is a fetch that is made again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crawler.revisits import FULL_LOOK, Rules
from crawler.site import EDITIONS
from crawler.tables import MIGRATIONS, SCHEMA, VERSION
from crawler.urls import ArticleAddress
from crawler.zone import almaty_day

APPLICATION_ID = 0x4F726461  # "Orda": tells the ledger from any other SQLite file

MINUTE, HOUR, DAY = 60, 3600, 86400
RETRY_PAUSES = (5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY)
"""Seconds until the next try after the first, second, … failure in a row; after the ninth the link is given up."""
SECOND_LOOKS = (HOUR, DAY)
"""Seconds until a page that was no article is looked at again, the first and the second time."""
GONE_SIGHTINGS, GONE_SPAN = 3, DAY
"""A 404 is believed when it was seen so many times in a row, the first of them at least so many seconds ago."""
LIVE = ("list", "days")
"""Sources that the site makes anew whenever they are asked for."""
ERROR_TRIES = 3
"""Faults of the program's own (a pipeline that raised) leave a link due at once so often; then it fails like others."""


class ArchiveError(Exception):
    """The archive, its ledger or its files, cannot be read or written. The message says why and names the file."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the frontier."""

    pk: int
    id: str
    edition: str
    path: str
    state: str
    reason: str | None
    job: str
    attempts: int
    absences: int
    absent_since: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """Where a record lies and what the ledger keeps of it."""

    address: ArticleAddress
    revision: int
    event: str
    content_hash: str
    day: str
    """Almaty day of publication, `2026-11-22`, or of the fetch where that is not known."""
    position: int
    run_id: str
    published_at: int | None = None
    """Time of publication, in seconds since 1970, if that is known."""
    listed: int | None = None
    """Hash of its headline, by which lists are compared with it."""
    etag: str | None = None
    last_modified: str | None = None
    """Validators of the answer that it was made of, where they are known."""


def half(content_hash: str) -> bytes:
    """What the ledger keeps of a `content_hash`."""
    return bytes.fromhex(content_hash)[:16]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the line of a record begins."""

    edition: str
    name: str
    position: int


LINK = "pk, id, edition, path, state, reason, job, attempts, absences, absent_since"
"""The columns that make a :class:`Link`."""


class Ledger:
    """The ledger in the file *path*, which is made if it is not there.

    :param readonly: open for reading only; a run may be writing meanwhile.
    :param rules: when articles are looked at again.
    :raises ArchiveError: if the file is no ledger, is damaged, or is of a newer version than this program.
    """

    def __init__(self, path: Path, *, readonly: bool = False, rules: Rules | None = None) -> None:
        self.path = path
        self.rules = rules or Rules()
        self.failure: ArchiveError | None = None
        """The first error that ledger or files met, whatever became of its exception."""
        try:
            self._db = self._connect(readonly)
            self._check(readonly)
        except sqlite3.Error as error:
            raise ArchiveError(f"{path} cannot be opened as the ledger: {error}") from error

    def _connect(self, readonly: bool) -> sqlite3.Connection:
        if readonly:
            if not self.path.exists():
                raise self._none_yet()
            db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            try:
                db.execute("SELECT 1 FROM sqlite_master").fetchone()
            except sqlite3.OperationalError:
                # A read-only directory: no run can be writing there, and there is no place for the shared memory.
                db.close()
                db = sqlite3.connect(f"{self.path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
            return db
        db = sqlite3.connect(self.path, isolation_level=None, timeout=10)
        db.execute("PRAGMA foreign_keys = ON")
        return db

    def _none_yet(self) -> ArchiveError:
        return ArchiveError(f"there is no archive in {self.path.parent} yet: `scrapy crawl latest` makes one")

    def _check(self, readonly: bool) -> None:
        empty = not self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # first: a run may just make it
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if empty and not application and not version:
            if readonly:
                raise self._none_yet()
            self._db.executescript(
                f"BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
            )
        elif application != APPLICATION_ID:
            raise ArchiveError(f"{self.path} is not a ledger of this program")
        elif version > VERSION:
            raise ArchiveError(f"{self.path} was made by a newer version of this program; update it")
        elif version < VERSION:
            if readonly:
                raise ArchiveError(f"{self.path} is of an older version; `scrapy crawl latest` brings it up to date")
            self._migrate(version)
        if not readonly:
            self._db.execute("PRAGMA journal_mode = WAL")  # a copy may have another
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("BEGIN IMMEDIATE")  # finds out here, and not in mid-run, that it cannot be written
            self._db.execute("COMMIT")

    def _migrate(self, version: int) -> None:
        """Bring a ledger of an older *version* up to date, one version after the other: each wholly or not at all."""
        for number in range(version + 1, VERSION + 1):
            try:
                self._db.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number}; COMMIT;")
            except sqlite3.Error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file. A second call does nothing."""
        with suppress(sqlite3.Error):  # all that counts is committed
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is done inside. Inside another transaction it is part of that.

        :raises ArchiveError: if the ledger cannot be read or written.
        """
        if self._db.in_transaction:
            yield self._db
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.failed(ArchiveError(f"{self.path} cannot be written: {error}")) from error

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The ledger as it is at one moment, whatever a run writes meanwhile; tables made beside it are gone after.

        :raises ArchiveError: if the ledger cannot be read.
        """
        try:
            self._db.execute("BEGIN")
            try:
                yield self._db
            finally:
                self._db.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise self.failed(ArchiveError(f"{self.path} cannot be read: {error}")) from error

    def failed(self, error: ArchiveError) -> ArchiveError:
        """Take note of *error*, to be raised: a run that met one has failed, whoever catches it."""
        self.failure = self.failure or error
        return error

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows that *sql* gives.

        :raises ArchiveError: if the ledger cannot be read.
        """
        try:
            return self._db.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self.failed(ArchiveError(f"{self.path} cannot be read: {error}")) from error

    # -- the frontier

    def discover(
        self, found: Sequence[ArticleAddress], *, source: str, job: str, now: int, day: str | None = None
    ) -> list[Link]:
        """Take note of links, newest first, that *source* named; those that are new to *job* come back, as pending.

        A known link that has no outcome yet takes on the spelling it was found with now: a slug may have changed.

        :param day: Almaty day they are counted under until more is known; by default that of *now*.
        """
        fresh: list[Link] = []
        with self.transaction() as db:
            known = self.links([address.id for address in found])
            for address in reversed(found):
                link = known.get(address.id)
                if link is None:
                    link = known[address.id] = self._insert(db, address, job, day or almaty_day(now))
                    fresh.append(link)
                elif link.reason == "dead spelling" and not address.dead:  # the same number in a spelling that lives
                    db.execute(
                        "UPDATE link SET state = 'pending', reason = NULL, path = ?, job = ?, next_try = 0"
                        " WHERE pk = ?",
                        (address.path, job, link.pk),
                    )
                    fresh.append(replace(link, state="pending", reason=None, path=address.path, job=job))
                elif link.state in ("pending", "failed") and not address.dead:
                    if link.path.lower() != address.path.lower():
                        db.execute("UPDATE link SET path = ?, next_try = ? WHERE pk = ?", (address.path, now, link.pk))
                    if day is not None:
                        db.execute("UPDATE link SET day = ? WHERE pk = ?", (day, link.pk))
                    if link.job == "archive" != job:  # wanted sooner than the archive would get to it
                        db.execute("UPDATE link SET job = ? WHERE pk = ?", (job, link.pk))
                        if link.attempts == 0:
                            fresh.append(replace(link, job=job, path=address.path))
                elif link.state in ("stored", "gone") and not address.dead:
                    self._named_again(db, link, address, source, now)
                db.execute("INSERT OR IGNORE INTO sighting VALUES (?, ?, ?)", (link.pk, source, now))
        return fresh[::-1]

    @staticmethod
    def _named_again(db: sqlite3.Connection, link: Link, address: ArticleAddress, source: str, now: int) -> None:
        """*source* names an article that is stored or gone: where that tells more than is known, it is looked at.

        The site's own lists are right about its address, other sources only if it is missing where it was. What is
        gone and in a list again may be back.
        """
        live = source in LIVE
        if link.path.lower() != address.path.lower() and (live or link.absent_since is not None):
            db.execute("UPDATE link SET path = ?, next_try = ? WHERE pk = ?", (address.path, now, link.pk))
            db.execute("UPDATE look SET etag = NULL, last_modified = NULL WHERE link = ?", (link.pk,))
        if live and link.state == "gone":
            recorded = db.execute("SELECT 1 FROM record WHERE link = ? LIMIT 1", (link.pk,)).fetchone()
            state, soon = ("gone", now + HOUR) if recorded else ("pending", now + DAY)
            db.execute(
                "UPDATE link SET state = ?, next_try = ? WHERE pk = ? AND (next_try IS NULL OR next_try > ?)",
                (state, soon, link.pk, soon),
            )

    def moved(self, id: str, path: str) -> None:
        """The article *id* is found at *path* by now."""
        with self.transaction() as db:
            db.execute("UPDATE link SET path = ? WHERE id = ?", (path, id))

    @staticmethod
    def _insert(db: sqlite3.Connection, address: ArticleAddress, job: str, day: str) -> Link:
        pk = db.execute(
            "INSERT INTO link (id, edition, number, path, state, job, day, next_try)"
            " VALUES (?, ?, ?, ?, 'pending', ?, ?, 0)",
            (address.id, address.edition, address.number, address.path, job, day),
        ).lastrowid
        assert pk is not None
        return Link(pk, address.id, address.edition, address.path, "pending", None, job, 0, 0, None)

    def links(self, ids: Sequence[str]) -> dict[str, Link]:
        """The links among *ids* that are known, by id: one query for a list page."""
        known: dict[str, Link] = {}
        for start in range(0, len(ids), 500):  # SQLite limits the number of parameters
            some = ids[start : start + 500]
            marks = ",".join("?" * len(some))
            for row in self.query(f"SELECT {LINK} FROM link WHERE id IN ({marks})", *some):
                link = Link(*row)
                known[link.id] = link
        return known

    def last_pk(self) -> int:
        """The highest ``pk`` of a link; 0 if there is none."""
        return int(self.query("SELECT max(pk) FROM link")[0][0] or 0)

    def waiting(self) -> int:
        """How many links have no record yet and are tried again."""
        return int(self.query("SELECT coalesce(sum(links), 0) FROM waiting")[0][0])

    def due(  # noqa: PLR0913 - each narrows the same question
        self,
        edition: str,
        jobs: Sequence[str],
        *,
        now: int,
        below: int,
        limit: int,
        days: tuple[str, str] = ("", "~"),
    ) -> list[Link]:
        """Links of *jobs* that are due, newest first, at most *limit*, of those with a ``pk`` less than *below*.

        :param days: first and last day (``2026-11-22``) that they are counted under.
        """
        marks = ",".join("?" * len(jobs))
        rows = self.query(
            f"SELECT {LINK} FROM link WHERE edition = ? AND job IN ({marks}) AND pk < ?"
            " AND next_try IS NOT NULL AND state NOT IN ('stored', 'gone') AND next_try NOT BETWEEN ? AND ?"
            " AND day BETWEEN ? AND ? ORDER BY pk DESC LIMIT ?",
            # Farther off than the longest pause: by a clock that was wrong.
            *(edition, *jobs, below, now + 1, now + max(RETRY_PAUSES), *days, limit),
        )
        return [Link(*row) for row in rows]

    def reject(self, id: str, reason: str, *, next_try: int | None = None) -> None:
        """Settle a link as no article, for *reason*; until *next_try* if that is given."""
        self._settle(id, "rejected", reason, next_try, None)

    def misread(self, id: str, reason: str, *, extractor: str, now: int) -> None:
        """What came for a link is no article by the rules of version *extractor*, for *reason*.

        It is looked at again a few times, for it may have been an error page, and when the rules change.
        """
        with self.transaction() as db:
            link = self.links([id])[id]
            attempts = link.attempts if link.state == "rejected" else 0
            pause = SECOND_LOOKS[attempts] if attempts < len(SECOND_LOOKS) else None
            self._settle(id, "rejected", reason, None if pause is None else now + pause, extractor)
            db.execute("UPDATE link SET attempts = ? WHERE id = ? AND state = 'rejected'", (attempts + 1, id))

    def gone(self, id: str, reason: str) -> None:
        """Settle a link as gone, for *reason*."""
        self._settle(id, "gone", reason, None, None)

    def _settle(self, id: str, state: str, reason: str, next_try: int | None, extractor: str | None) -> None:
        with self.transaction() as db:
            db.execute(
                "UPDATE link SET state = ?, reason = ?, attempts = 0, absences = 0, absent_since = NULL,"
                " next_try = ?, extractor = ?"
                " WHERE id = ? AND state <> 'stored'",
                (state, reason, next_try, extractor, id),
            )

    def fail(self, id: str, reason: str, *, now: int, missing: bool = False) -> str:
        """Take note of a try that failed for *reason*; back comes the state that the link is in now.

        :param missing: the site said 404 or the like: repeated over time it means that the article is gone.
        """
        with self.transaction() as db:
            link = self.links([id])[id]
            if link.state == "stored":
                return link.state
            attempts = 1 if link.state == "rejected" else link.attempts + 1  # what counted there were second looks
            absences, since = 0, None
            if missing:
                absences = link.absences + 1
                since = now if link.absent_since is None else link.absent_since
                if absences >= GONE_SIGHTINGS and now - since >= GONE_SPAN:
                    self.gone(id, reason)
                    return "gone"
            pause = RETRY_PAUSES[attempts - 1] if attempts <= len(RETRY_PAUSES) else None
            db.execute(
                "UPDATE link SET state = 'failed', reason = ?, attempts = ?, absences = ?, absent_since = ?,"
                " next_try = ? WHERE pk = ?",
                (reason, attempts, absences, since, None if pause is None else now + pause, link.pk),
            )
        return "failed"

    def postpone(self, id: str, *, until: int) -> None:
        """Ask for the link *id* no more before *until*; it stays as it is."""
        with self.transaction() as db:
            db.execute("UPDATE link SET next_try = ? WHERE id = ? AND state <> 'stored'", (until, id))

    def err(self, id: str, reason: str, *, now: int) -> None:
        """Take note that the program itself failed over a link: it is due again at once, a few times."""
        with self.transaction() as db:
            link = self.links([id])[id]
            if link.state == "stored":
                return
            if link.attempts + 1 >= ERROR_TRIES:
                self.fail(id, reason, now=now)
            else:
                db.execute(
                    "UPDATE link SET attempts = attempts + 1, reason = ?, next_try = 0 WHERE pk = ?", (reason, link.pk)
                )

    def alias(self, id: str, address: ArticleAddress, *, job: str, now: int) -> None:
        """A link led to the article *address*, which becomes a link if it was none.

        Whatever the redirect says of itself: the link is another address of that article if that is seen repeatedly,
        as a 404 has to be. Until then it may still be an article of its own.
        """
        with self.transaction():
            self.discover([address], source="redirect", job=job, now=now)
            reason = f"alias of {address.id}"
            if self.fail(id, reason, now=now, missing=True) == "gone":
                self.reject(id, reason)

    def use_extractor(self, version: str) -> None:
        """Make what rules rejected due again if their number is *version* since now; else it costs nothing."""
        rows = self.query("SELECT value FROM meta WHERE name = 'extractor'")
        if rows and rows[0][0] == version:
            return
        with self.transaction() as db:
            db.execute("UPDATE link SET next_try = 0, attempts = 0 WHERE state = 'rejected' AND extractor NOT NULL")
            db.execute("INSERT OR REPLACE INTO meta VALUES ('extractor', ?)", (version,))

    # -- records

    def commit(self, edition: str, name: str, end: int, lines: Sequence[Line], *, now: int) -> None:
        """Take note that the file *name* of *edition* is whole up to byte *end*, and of the *lines* new in it."""
        with self.transaction() as db:
            db.execute("INSERT OR IGNORE INTO file (edition, name, committed) VALUES (?, ?, 0)", (edition, name))
            db.execute("UPDATE file SET committed = ? WHERE edition = ? AND name = ?", (end, edition, name))
            file = db.execute("SELECT pk FROM file WHERE edition = ? AND name = ?", (edition, name)).fetchone()[0]
            known = self.links([line.address.id for line in lines])
            for line in lines:
                link = known.get(line.address.id)
                if link is None:  # a line found in a file, of which the ledger knew nothing
                    link = known[line.address.id] = self._insert(db, line.address, "latest", line.day)
                    db.execute("INSERT INTO sighting VALUES (?, 'file', ?)", (link.pk, now))
                self._record(db, link.pk, line, file, now)

    def _record(self, db: sqlite3.Connection, pk: int, line: Line, file: int, now: int) -> None:
        """Take note of the record *line* of the link *pk*, and of when its article is looked at next."""
        removed = line.event == "removed"
        if line.event == "reextracted":  # nobody looked at it
            self._insert_record(db, pk, line, file, now)
            db.execute("UPDATE link SET day = ? WHERE pk = ?", (line.day, pk))
            return
        first = line.event == "new" and line.published_at is not None
        since = min(line.published_at or now, now) if first else now
        next_look = self.rules.next_look(since, now)
        soon = next_look is not None and next_look <= now + FULL_LOOK
        self._insert_record(db, pk, line, file, now)
        db.execute(
            "UPDATE link SET state = ?, path = ?, day = ?, reason = ?, attempts = 0, absences = 0, absent_since = NULL,"
            " next_try = ?, extractor = NULL WHERE pk = ?",
            (
                "gone" if removed else "stored",
                line.address.path,
                line.day,
                "removed" if removed else None,
                next_look,
                pk,
            ),
        )
        db.execute(
            "INSERT INTO look (link, seen_at, read_at, since, etag, last_modified, listed) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (link) DO UPDATE SET read_at = excluded.read_at, since = excluded.since,"
            " etag = excluded.etag, last_modified = excluded.last_modified, listed = excluded.listed",
            (pk, now, now, since, line.etag if soon else None, line.last_modified if soon else None, line.listed),
        )
        if not removed:
            db.execute("UPDATE look SET seen_at = ? WHERE link = ?", (now, pk))

    @staticmethod
    def _insert_record(db: sqlite3.Connection, pk: int, line: Line, file: int, now: int) -> None:
        db.execute(
            "INSERT INTO record (link, revision, event, content_hash, file, position, written_at, run)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT pk FROM run WHERE run_id = ?))",
            (pk, line.revision, line.event, half(line.content_hash), file, line.position, now, line.run_id),
        )

    def revision(self, id: str) -> int:
        """The last revision of the article *id* that has a record; 0 if there is none."""
        rows = self.query(
            "SELECT revision FROM record WHERE link = (SELECT pk FROM link WHERE id = ?) ORDER BY pk DESC LIMIT 1", id
        )
        return int(rows[0][0]) if rows else 0

    def recorded(self, edition: str, name: str) -> tuple[int, int]:
        """How many records the file *name* of *edition* has, and beyond which byte the last of them goes."""
        rows = self.query(
            "SELECT count(*), coalesce(max(position) + 1, 0) FROM record"
            " WHERE file = (SELECT pk FROM file WHERE edition = ? AND name = ?)",
            edition,
            name,
        )
        return rows[0][0], rows[0][1]

    def committed(self, edition: str, name: str) -> int:
        """Committed length in bytes of the file *name* of *edition*; 0 if it is not known."""
        rows = self.query("SELECT committed FROM file WHERE edition = ? AND name = ?", edition, name)
        return int(rows[0][0]) if rows else 0

    def files(self) -> dict[tuple[str, str], int]:
        """Committed length in bytes of every JSON Lines file, by edition and name."""
        return {(e, n): size for e, n, size in self.query("SELECT edition, name, committed FROM file")}

    def last_files(self) -> dict[str, str]:
        """The name of the last JSON Lines file of each edition."""
        found = (self.query("SELECT edition, max(name) FROM file WHERE edition = ?", edition) for edition in EDITIONS)
        return {edition: name for ((edition, name),) in found if edition is not None}

    def marks(self) -> dict[str, int]:
        """For each edition when a file came or went, as :meth:`mark` was told."""
        rows = self.query("SELECT name, value FROM meta WHERE name BETWEEN 'files/' AND 'files/~'")
        return {name.removeprefix("files/"): int(value) for name, value in rows}

    def mark(self, marks: Mapping[str, int | None]) -> None:
        """Take note that all files were looked at, and when one came or went before."""
        rows = [(f"files/{edition}", str(at)) for edition, at in marks.items() if at is not None]
        with self.transaction() as db:
            db.execute("DELETE FROM meta WHERE name BETWEEN 'files/' AND 'files/~'")
            db.executemany("INSERT INTO meta VALUES (?, ?)", rows)

    def place(self, id: str) -> Place | None:
        """Where the latest record of the article *id* lies; None if it has none."""
        rows = self.query(
            "SELECT file.edition, file.name, record.position FROM link JOIN record ON record.link = link.pk"
            " JOIN file ON file.pk = record.file WHERE link.id = ? ORDER BY record.pk DESC LIMIT 1",
            id,
        )
        return Place(*rows[0]) if rows else None
