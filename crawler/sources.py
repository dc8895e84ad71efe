"""What the ledger knows of the pages that name links: lists, day archives, sitemaps, feeds; and of gaps between reads.

An edition is complete up to a time, ``complete_at``: nothing that its lists named until then is unknown. What may be
missing since is a gap, and an open gap stays in the ledger until a run has closed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.ledger import DAY, HOUR, Ledger
from crawler.site import EDITIONS
from crawler.zone import almaty_day, end_of_day

FULL_READ = 6 * HOUR
"""Seconds after which a list is read without a condition: a server whose ETag never changes would hide all news."""
FEED_EVERY, SITEMAP_EVERY, MISSING_EVERY = 6 * HOUR, DAY, 7 * DAY
"""Seconds between two looks at a feed, at the sitemaps, and at one of them that was not there."""
GAP_EVERY, GAP_SHARE, GAP_SELDOM = HOUR // 2, 4, DAY // 2
"""Seconds between two tries to close a gap that no source could close: the part of the time it has been open that the
share makes, but at least so many, and at most so many."""
FAR = 2**62
"""More than any key."""


def read_whole(day: str, read_at: float, now: float) -> bool:
    """Whether the archive of *day*, read to its end at *read_at*, was read when the day was over.

    What was noted for a time that is still to come was noted by a clock that was wrong.
    """
    return end_of_day(day) < read_at <= now


@dataclass(frozen=True, slots=True)
class EditionState:
    """How far the record of an edition goes. Times in seconds since 1970."""

    lowest: int | None
    """Lowest article number on the first list page ever read; None if it had none."""
    highest: int | None
    """Highest article number on it."""
    begun_at: int
    """When that was."""
    complete_at: int
    gap_opened_at: int | None
    gap_tried_at: int | None

    def before(self, number: int | None) -> bool:
        """Whether the article *number* is older than the record."""
        return number is not None and self.lowest is not None and number < self.lowest

    def may_try(self, now: int) -> bool:
        """Whether it is time to try to close the gap, if it was tried before."""
        if self.gap_tried_at is None or self.gap_opened_at is None or now < self.gap_tried_at:
            return True
        pause = (self.gap_tried_at - self.gap_opened_at) // GAP_SHARE
        return now - self.gap_tried_at >= min(max(pause, GAP_EVERY), GAP_SELDOM)

    def wants(self, number: int | None, changed: datetime | None, *, published: bool = False) -> bool:
        """Whether an article that a sitemap, a feed or the block beside another names lies within the record.

        Such sources go back for years. Within is what has a higher number than all that was there when the record
        began, what was published since, and what was changed since and has no lower number than all that was there.

        :param changed: when it was changed, or *published*; aware.
        """
        if number is not None and self.highest is not None and number > self.highest:
            return True
        later = changed is not None and changed.timestamp() >= self.begun_at
        return later and (published or not self.before(number))


@dataclass(frozen=True, slots=True)
class Source:
    """What a page that names links answered last."""

    status: int | None
    etag: str | None
    last_modified: str | None
    digest: bytes | None
    read_at: int | None
    checked_at: int
    newest: int | None
    """Highest article number in it."""
    links: int = 0
    """How many articles it named."""


class Sources:
    """The sources of the editions, in *ledger*."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    # -- editions

    def edition(self, edition: str) -> EditionState | None:
        """How far the record of *edition* goes; None if it was never crawled."""
        rows = self.ledger.query(
            "SELECT lowest, highest, begun_at, complete_at, gap_opened_at, gap_tried_at FROM edition WHERE edition = ?",
            edition,
        )
        return EditionState(*rows[0]) if rows else None

    def begin(self, edition: str, numbers: Sequence[int], *, now: int) -> None:
        """Let the record of *edition* begin with the articles of these *numbers*, its first list page."""
        lowest, highest = min(numbers, default=None), max(numbers, default=None)
        with self.ledger.transaction() as db:
            db.execute("INSERT INTO edition VALUES (?, ?, ?, ?, ?, NULL, NULL)", (edition, lowest, highest, now, now))

    def complete(self, edition: str, *, now: int) -> None:
        """Nothing is missing up to now: whatever gap there was is closed."""
        with self.ledger.transaction() as db:
            db.execute(
                "UPDATE edition SET complete_at = ?, gap_opened_at = NULL, gap_tried_at = NULL WHERE edition = ?",
                (now, edition),
            )

    def open_gap(self, edition: str, *, now: int) -> None:
        """Something since ``complete_at`` may be missing; it was tried now to find it."""
        with self.ledger.transaction() as db:
            db.execute(
                "UPDATE edition SET gap_opened_at = coalesce(gap_opened_at, ?), gap_tried_at = ? WHERE edition = ?",
                (now, now, edition),
            )

    @property
    def complete_at(self) -> int:
        """When an edition was complete last; 0: none was."""
        return int(self.ledger.query("SELECT coalesce(max(complete_at), 0) FROM edition")[0][0])

    def listed(self, ids: Sequence[str], *, until: int, below: int = FAR) -> set[str]:
        """Those of *ids* that a list had named by the time *until*.

        :param below: only links with a ``pk`` less than that: those that were known then, were it the same second.
        """
        found: set[str] = set()
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            found.update(
                row[0]
                for row in self.ledger.query(
                    "SELECT link.id FROM link JOIN sighting ON sighting.link = link.pk WHERE sighting.source = 'list'"
                    f" AND sighting.seen_at <= ? AND link.pk < ? AND link.id IN ({','.join('?' * len(some))})",
                    until,
                    below,
                    *some,
                )
            )
        return found

    def listed_count(self, edition: str, *, most: int) -> int:
        """How many articles the lists of *edition* have ever named; counted up to *most*."""
        return int(
            self.ledger.query(
                "SELECT count(*) FROM (SELECT 1 FROM link JOIN sighting ON sighting.link = link.pk"
                " WHERE link.edition = ? AND sighting.source = 'list' LIMIT ?)",
                edition,
                most,
            )[0][0]
        )

    # -- pages

    def source(self, edition: str, path: str) -> Source | None:
        """What the page *path* of *edition* answered last; None if it was never asked."""
        rows = self.ledger.query(
            "SELECT status, etag, last_modified, digest, read_at, checked_at, newest, links FROM source"
            " WHERE edition = ? AND path = ?",
            edition,
            path,
        )
        return Source(*rows[0]) if rows else None

    def note(self, edition: str, path: str, source: Source) -> None:
        """Keep what the page *path* of *edition* answered."""
        with self.ledger.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    edition,
                    path,
                    source.status,
                    source.etag,
                    source.last_modified,
                    source.digest,
                    source.read_at,
                    source.checked_at,
                    source.newest,
                    source.links,
                ),
            )

    def due(self, edition: str, path: str, every: int, *, missing: int = MISSING_EVERY, now: int) -> bool:
        """Whether to look at the page *path*: every *every* seconds, or every *missing* if it was not there."""
        source = self.source(edition, path)
        # (Checked at a time that is still to come: by a clock that was wrong.)
        return source is None or not 0 <= now - source.checked_at < (missing if source.status in (404, 410) else every)

    def newest_sitemaps(self, edition: str, pattern: str) -> list[str]:
        """Paths of the sitemap that had the highest article number and of the one after the last there was.

        The first sitemap if none was ever read.
        """
        rows = self.ledger.query(
            "SELECT path, newest FROM source WHERE edition = ? AND status = 200 AND path LIKE ?",
            edition,
            pattern.format(number="%"),
        )
        if not rows:
            return [pattern.format(number=1)]
        newest = max(rows, key=lambda row: row[1] or 0)[0]
        start, end = pattern.split("{number}")
        last = max(int(path[len(start) : -len(end)]) for path, _ in rows)
        return [newest, pattern.format(number=last + 1)]

    # -- days

    def days_read(self, edition: str, since: str) -> dict[str, tuple[int, int]]:
        """Days from *since* (``2026-11-22``) on whose archive was read to its end: when, and how many it named."""
        rows = self.ledger.query("SELECT day, read_at, links FROM day WHERE edition = ? AND day >= ?", edition, since)
        return {day: (read_at, links) for day, read_at, links in rows}

    def take_back(self, *, now: int) -> None:
        """Forget that days were read that are not over yet, if a wrong clock noted that they were when they are.

        Else it would count as soon as that time has come.
        """
        marks = ",".join("?" * len(EDITIONS))
        where = f"edition IN ({marks}) AND day >= ? AND read_at > ?"
        if self.ledger.query(f"SELECT 1 FROM day WHERE {where} LIMIT 1", *EDITIONS, almaty_day(now), now):
            with self.ledger.transaction() as db:
                db.execute(f"DELETE FROM day WHERE {where}", (*EDITIONS, almaty_day(now), now))

    def numbers(self, edition: str, since: str, until: str) -> tuple[int, int] | None:
        """The lowest and the highest article number that day archives named for the days from *since* to *until*."""
        rows = self.ledger.query(
            "SELECT min(number), max(number) FROM link JOIN sighting ON sighting.link = link.pk"
            " WHERE edition = ? AND day BETWEEN ? AND ? AND source = 'days'",
            edition,
            since,
            until,
        )
        return None if rows[0][0] is None else (rows[0][0], rows[0][1])

    def day_absent(self, edition: str, day: str, *, now: int) -> bool:
        """The archive of *day* was not there, or empty: whether that is believed, and the day counts as read.

        It is when it was so before, at least :data:`GAP_EVERY` ago: a site in trouble says so of days that it has.
        """
        rows = self.ledger.query("SELECT seen_at FROM absent_day WHERE edition = ? AND day = ?", edition, day)
        if not rows or rows[0][0] > now:
            with self.ledger.transaction() as db:
                db.execute("INSERT OR REPLACE INTO absent_day VALUES (?, ?, ?)", (edition, day, now))
        believed = bool(rows) and now - int(rows[0][0]) >= GAP_EVERY
        if believed:
            self.day_read(edition, day, 0, now=now)
        return believed

    def day_read(self, edition: str, day: str, links: int, *, now: int) -> None:
        """The archive of *day* was read to its end and named so many articles."""
        with self.ledger.transaction() as db:
            db.execute("INSERT OR REPLACE INTO day VALUES (?, ?, ?, ?)", (edition, day, now, links))
            db.execute("DELETE FROM absent_day WHERE edition = ? AND day = ?", (edition, day))
