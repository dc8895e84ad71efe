"""Manners that outlive a run, in the ledger: when a host was last asked, its robots.txt, and who asked to wait.

A host is an origin: scheme, host and port. Every request is noted before it is sent, so that a run that follows a kill
keeps its distance too, and anybody can check afterwards that the rules were kept.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from crawler.ledger import DAY, HOUR, Ledger

ROBOTS_TTL = DAY
"""Seconds that a robots.txt is good for."""
FIRST_PAUSE, LONGEST_PAUSE = 2, 6 * HOUR
"""Seconds to leave a host alone after its first 429 or 503 without `Retry-After`, doubled with each further one in a
row and varied by a quarter; and the longest that is waited, whatever it asks for."""
KEEP_REQUESTS = 7 * DAY
"""Seconds that requests stay in the ledger."""


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as it was answered."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Need:
    """That the last pages of a kind of a host needed a browser."""

    at: int
    """When the last one did, in seconds since 1970."""
    pages: int
    """How many in a row."""


class Hosts:
    """The hosts, in *ledger*; requests made here are of the run *run_id*. Times in seconds since 1970."""

    def __init__(self, ledger: Ledger, run_id: str) -> None:
        self.ledger = ledger
        self.run_id = run_id

    # -- requests

    def sending(self, origin: str, path: str, *, now: float) -> int:
        """A request is about to be sent. Back comes its number."""
        with self.ledger.transaction() as db:
            pk = db.execute(
                "INSERT INTO request (origin, path, sent_at, run_id) VALUES (?, ?, ?, ?)",
                (origin, path, now, self.run_id),
            ).lastrowid
        assert pk is not None
        return pk

    def answered(self, pk: int, status: int, size: int) -> None:
        """The request *pk* was answered with *status* and so many bytes."""
        with self.ledger.transaction() as db:
            db.execute("UPDATE request SET status = ?, bytes = ? WHERE pk = ?", (status, size, pk))

    def last_sent(self, origin: str) -> float | None:
        """When the last request to *origin* was sent, by whatever run."""
        rows = self.ledger.query("SELECT max(sent_at) FROM request WHERE origin = ?", origin)
        return None if rows[0][0] is None else float(rows[0][0])

    def forget(self, *, now: float) -> None:
        """Drop requests that are older than :data:`KEEP_REQUESTS`; looks for them once a day."""
        oldest = self.ledger.query("SELECT sent_at FROM request ORDER BY pk LIMIT 1")
        if oldest and oldest[0][0] < now - KEEP_REQUESTS - DAY:
            with self.ledger.transaction() as db:
                db.execute("DELETE FROM request WHERE sent_at < ?", (now - KEEP_REQUESTS,))

    # -- robots.txt

    def robots(self, origin: str, *, now: int) -> Robots | None:
        """The robots.txt of *origin*, if it was had less than a day ago."""
        rows = self.ledger.query(
            "SELECT status, body FROM robots WHERE origin = ? AND fetched_at BETWEEN ? AND ?",
            origin,
            now - ROBOTS_TTL,
            now,
        )
        return Robots(*rows[0]) if rows else None

    def keep_robots(self, origin: str, robots: Robots, *, now: int) -> None:
        """Keep the robots.txt of *origin*."""
        with self.ledger.transaction() as db:
            db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", (origin, robots.status, robots.body, now))

    # -- pauses

    def closed_until(self, origin: str, *, now: int) -> int | None:
        """Until when *origin* is left alone; None if it may be asked."""
        # Beyond the longest pause: by a clock that was wrong.
        rows = self.ledger.query(
            "SELECT closed_until FROM host WHERE origin = ? AND closed_until > ? AND closed_until <= ?",
            *(origin, now, now + LONGEST_PAUSE),
        )
        return int(rows[0][0]) if rows else None

    def refused(self, origin: str, retry_after: float | None, *, now: int) -> int:
        """*origin* answered 429 or 503: how many seconds it is left alone.

        :param retry_after: seconds that it asked for, or None. Several answers at once count as one.
        """
        rows = self.ledger.query("SELECT refusals FROM host WHERE origin = ?", origin)
        until, refusals = self.closed_until(origin, now=now) or 0, rows[0][0] if rows else 0
        if now >= until:
            refusals += 1
        if retry_after is None:
            pause = FIRST_PAUSE * 2.0 ** min(refusals - 1, 20) * random.uniform(0.75, 1.25)
        else:
            pause = retry_after
        seconds = int(min(max(1, round(pause)), LONGEST_PAUSE))
        with self.ledger.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO host VALUES (?, ?, ?, ?)",
                (origin, max(until, now + seconds), refusals, "answered 429 or 503"),
            )
        return seconds

    def welcomed(self, origin: str) -> None:
        """*origin* answers again: the count of refusals begins anew."""
        with self.ledger.transaction() as db:
            db.execute("DELETE FROM host WHERE origin = ?", (origin,))

    # -- browsers

    def needs(self) -> dict[tuple[str, str], Need]:
        """What hosts need a browser, by origin and kind of page."""
        rows = self.ledger.query("SELECT origin, kind, needed_at, pages FROM need")
        return {(origin, kind): Need(at, pages) for origin, kind, at, pages in rows}

    def need(self, origin: str, kind: str, need: Need) -> None:
        """Pages of this *kind* of *origin* need a browser."""
        with self.ledger.transaction() as db:
            db.execute("INSERT OR REPLACE INTO need VALUES (?, ?, ?, ?)", (origin, kind, need.at, need.pages))

    def need_no_more(self, origin: str, kind: str) -> None:
        """A page of this *kind* of *origin* came whole without a browser."""
        with self.ledger.transaction() as db:
            db.execute("DELETE FROM need WHERE origin = ? AND kind = ?", (origin, kind))
