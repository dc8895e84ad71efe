"""Looks at articles that have a record, in the ledger: which are due, what each found, which articles are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.ledger import LINK, Ledger, Link
from crawler.revisits import DOUBTED_AGAIN, FAILED_AGAIN, FULL_LOOK, LATE, again, headline_hash

FAR = 2**62
"""After all times."""
_WATCHED = "state IN ('stored', 'gone')"
CREDIBLE_SHARE, CREDIBLE_LEAST = 0.5, 10
"""A page that says of more than this share of its articles, and of more than so many, that they were changed since
they were looked at says something else: when it was made, or how often each was read."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request for a page conditional: its `ETag` and `Last-Modified`, as they were sent."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of such a request."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Missing:
    """How long an article has been missing. Times in seconds since 1970."""

    seen_at: int
    """When it was there last."""
    since: int
    """When it was found missing first."""
    sightings: int
    """How often in a row."""


class Looks:
    """The looks, in *ledger*."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    # -- what to look at

    def due(self, edition: str, *, now: int, limit: int) -> list[Link]:
        """Articles of *edition* that are due, those that have been so for longest first, at most *limit*."""
        found = self._planned(edition, 0, now, limit)
        if len(found) < limit:  # planned for later than the rules do: by a clock that was wrong
            found += self._planned(edition, now + self.ledger.rules.longest + 1, FAR, limit - len(found))
        return found

    def _planned(self, edition: str, since: int, until: int, limit: int) -> list[Link]:
        """Articles of *edition* that are to be looked at from *since* to *until*, the first of them first."""
        rows = self.ledger.query(
            f"SELECT {LINK} FROM link WHERE edition = ? AND next_try IS NOT NULL AND {_WATCHED}"
            " AND next_try BETWEEN ? AND ? AND pk IN (SELECT link FROM look) ORDER BY next_try LIMIT ?",
            *(edition, since, until, limit),
        )
        return [Link(*row) for row in rows]

    def of_days(self, edition: str, since: str, until: str, *, below: int, limit: int) -> list[Link]:
        """Articles with a record published on the days from *since* to *until*, due or not, newest discovered first.

        :param below: only those with a ``pk`` less than that.
        """
        rows = self.ledger.query(
            f"SELECT {LINK} FROM link WHERE edition = ? AND {_WATCHED} AND day BETWEEN ? AND ? AND pk < ?"
            " AND pk IN (SELECT link FROM look) ORDER BY pk DESC LIMIT ?",
            edition,
            since,
            until,
            below,
            limit,
        )
        return [Link(*row) for row in rows]

    def controls(self, edition: str, count: int) -> list[Link]:
        """Some articles of *edition* that were there when they were last looked at: the newest, and others spread."""
        rows = self.ledger.query(
            f"SELECT {LINK} FROM link WHERE edition = ? AND state = 'stored' AND absent_since IS NULL"
            " ORDER BY pk DESC LIMIT ?",
            edition,
            50 * count,
        )
        return [Link(*row) for row in rows[:: max(1, len(rows) // count)][:count]]

    def validators(self, link: Link, *, now: int) -> Validators:
        """What makes the next request for *link* conditional; nothing if it was last read whole long ago.

        They are not kept where the next look is too far off for that.
        """
        rows = self.ledger.query(
            "SELECT etag, last_modified FROM look WHERE link = ? AND read_at BETWEEN ? AND ?",
            link.pk,
            now - FULL_LOOK,
            now,
        )
        return Validators(*rows[0]) if rows else Validators()

    def read_at(self, id: str) -> int | None:
        """When the article *id* was last read whole; None if it has no record."""
        rows = self.ledger.query("SELECT read_at FROM look WHERE link = (SELECT pk FROM link WHERE id = ?)", id)
        return int(rows[0][0]) if rows else None

    # -- what a look found

    def unchanged(self, id: str, validators: Validators | None, *, now: int) -> None:
        """The article *id* is there and says what it said.

        :param validators: those of the answer; None if they are still the same.
        """
        with self.ledger.transaction() as db:
            rows = db.execute(
                "SELECT pk, look.since, read_at FROM link JOIN look ON look.link = link.pk WHERE id = ?", (id,)
            ).fetchall()
            for pk, since, read_at in rows:
                planned = self.ledger.rules.next_look(since, now)
                db.execute("UPDATE look SET seen_at = ?, odd = NULL, odd_at = NULL WHERE link = ?", (now, pk))
                if validators is not None:
                    db.execute(
                        "UPDATE look SET read_at = ?, etag = ?, last_modified = ? WHERE link = ?",
                        (now, validators.etag, validators.last_modified, pk),
                    )
                    read_at = now  # noqa: PLW2901
                if planned is None or planned > read_at + FULL_LOOK:  # it will not be conditional
                    db.execute("UPDATE look SET etag = NULL, last_modified = NULL WHERE link = ?", (pk,))
                self._next(pk, planned)

    def failed(self, id: str, *, now: int) -> None:
        """A look at the article *id* told nothing: it is looked at again later."""
        with self.ledger.transaction() as db:
            db.execute(f"UPDATE link SET next_try = ? WHERE id = ? AND {_WATCHED}", (now + FAILED_AGAIN, id))

    def doubted(self, id: str, *, now: int) -> None:
        """The article *id* is there, and what it says was not believed: it is read whole again before long."""
        with self.ledger.transaction() as db:
            rows = db.execute("SELECT link, since FROM look WHERE link = (SELECT pk FROM link WHERE id = ?)", (id,))
            for pk, since in rows.fetchall():
                planned = self.ledger.rules.next_look(since, now)
                db.execute(
                    "UPDATE look SET seen_at = ?, odd = NULL, odd_at = NULL, etag = NULL, last_modified = NULL"
                    " WHERE link = ?",
                    (now, pk),
                )
                self._next(pk, min(planned or now + DOUBTED_AGAIN, now + DOUBTED_AGAIN))

    def at_once(self, id: str, *, now: int) -> None:
        """Something else than a look speaks for a change of the article *id*."""
        self._at_once([pk for _, pk, _ in self._looks([id], "seen_at")], 1, now)

    def odd(self, id: str, content_hash: str, *, now: int) -> bool:
        """The article *id* said something that has nothing in common with its record: whether that is believed.

        It is when it has said just that, and no other article has, for as long as an article has to be missing.
        """
        with self.ledger.transaction() as db:
            rows = db.execute(
                "SELECT link, odd, odd_at FROM look WHERE link = (SELECT pk FROM link WHERE id = ?)", (id,)
            ).fetchall()
            for link, odd, odd_at in rows:
                if odd == bytes.fromhex(content_hash):
                    others = db.execute("SELECT 1 FROM look WHERE odd = ? AND link <> ? LIMIT 1", (odd, link))
                    return bool(now - odd_at >= self.ledger.rules.span and others.fetchone() is None)
                db.execute(
                    "UPDATE look SET odd = ?, odd_at = ? WHERE link = ?", (bytes.fromhex(content_hash), now, link)
                )
        return False

    def missed(self, link: Link, *, now: int) -> Missing:
        """The article *link* is missing, and that is believed. Back comes for how long it has been."""
        with self.ledger.transaction() as db:
            absences, since, seen_at, planned = db.execute(
                "SELECT absences, absent_since, seen_at, next_try FROM link JOIN look ON look.link = link.pk"
                " WHERE pk = ?",
                (link.pk,),
            ).fetchone()
            if since is None or (planned is not None and now > planned + LATE):
                absences, since = 0, now
            missing = Missing(seen_at, since, absences + 1)
            db.execute(
                "UPDATE link SET absences = ?, absent_since = ?, next_try = ? WHERE pk = ?",
                (missing.sightings, missing.since, again(missing.sightings, now), link.pk),
            )
        return missing

    def still_gone(self, link: Link, *, now: int) -> None:
        """The article *link*, which counts as removed, is still missing."""
        rows = self.ledger.query("SELECT since FROM look WHERE link = ?", link.pk)
        if rows:
            self._next(link.pk, self.ledger.rules.next_look(rows[0][0], now))

    def _next(self, pk: int, at: int | None) -> None:
        with self.ledger.transaction() as db:
            db.execute(
                "UPDATE link SET attempts = 0, absences = 0, absent_since = NULL, next_try = ? WHERE pk = ?", (at, pk)
            )

    def missing(self, edition: str) -> int:
        """How many articles of *edition* are missing now and do not count as removed."""
        return int(
            self.ledger.query(
                "SELECT count(*) FROM link WHERE edition = ? AND absent_since IS NOT NULL AND state = 'stored'", edition
            )[0][0]
        )

    def watched(self, edition: str) -> int:
        """How many articles of *edition* are going to be looked at again."""
        return int(
            self.ledger.query(
                f"SELECT count(*) FROM link WHERE edition = ? AND next_try IS NOT NULL AND {_WATCHED}", edition
            )[0][0]
        )

    # -- what speaks for a look at once

    def retitled(self, headlines: Mapping[str, str], *, now: int) -> int:
        """Lists give articles these headlines, by id: look at once at those that had another; how many that are."""
        hashes = {id: headline_hash(headline) for id, headline in headlines.items() if headline}
        looks = self._looks(list(hashes), "listed")
        others = [(hashes[id], pk) for id, pk, listed in looks if listed != hashes[id]]
        if not others:
            return 0
        with self.ledger.transaction() as db:
            db.executemany("UPDATE look SET listed = ? WHERE link = ?", others)
        return self._at_once([pk for id, pk, listed in looks if listed not in (None, hashes[id])], len(looks), now)

    def outdated(self, modified: Mapping[str, int], *, now: int) -> int:
        """Articles were changed at these times, by id: look at once at those seen before that; how many that are.

        Times in the future say nothing, nor do those of a source that says so of nearly all.
        """
        modified = {id: at for id, at in modified.items() if at <= now}
        looks = self._looks(list(modified), "seen_at")
        return self._at_once([pk for id, pk, seen_at in looks if modified[id] > (seen_at or 0)], len(looks), now)

    def _at_once(self, pks: Sequence[int], of: int, now: int) -> int:
        """Let the articles *pks* be due, if those are not nearly all *of* the page that speaks for it."""
        if not pks or len(pks) > max(CREDIBLE_LEAST, CREDIBLE_SHARE * of):
            return 0
        with self.ledger.transaction() as db:
            db.executemany(f"UPDATE link SET next_try = ? WHERE pk = ? AND {_WATCHED}", [(now, pk) for pk in pks])
            # What speaks for a change is believed more than validators that say that there is none.
            db.executemany("UPDATE look SET etag = NULL, last_modified = NULL WHERE link = ?", [(pk,) for pk in pks])
        return len(pks)

    def _looks(self, ids: Sequence[str], column: str) -> list[tuple[str, int, int | None]]:
        rows: list[tuple[str, int, int | None]] = []
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            marks = ",".join("?" * len(some))
            rows += self.ledger.query(
                f"SELECT id, pk, {column} FROM link JOIN look ON look.link = link.pk WHERE id IN ({marks})", *some
            )
        return rows
