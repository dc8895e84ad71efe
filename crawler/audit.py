"""The audit: what became of every link that any source ever named, by edition and day, and what has no account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from crawler.ledger import Ledger
from crawler.site import EDITIONS
from crawler.sources import Sources, read_whole
from crawler.zone import almaty_day, utc

STATES = ("stored", "gone", "rejected", "failed", "pending")
HOLES_AT_ONCE = 1000
"""A stretch of more missing numbers in a row than this is one of numbers never used; it is counted, not listed."""


@dataclass(slots=True)
class DayReport:
    """One day of one edition."""

    edition: str
    day: str
    """`2026-11-22` in Almaty: of publication where that is known, else of discovery."""
    links: int = 0
    sources: dict[str, int] = field(default_factory=dict)
    """Source to how many of the links it named."""
    states: dict[str, int] = field(default_factory=dict)
    """State to how many of the links are in it."""
    given_up: int = 0
    """Of the failed ones, how many are not tried again."""
    holes: list[int] = field(default_factory=list)
    """Numbers below those of the day's articles, and above the next lower, that no source ever named."""
    complete: bool = False
    """Whether the day's archive was read to its end when the day was over."""
    unnamed: int = 0
    """Of a complete day, how many stored articles of other sources its archive did not name: sources disagree."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What an edition may lack."""

    edition: str
    since: str
    """The last time, in UTC, at which nothing was missing: `2026-11-22T10:03:00Z`."""
    opened_at: str
    """When it was found that something may be."""

    def __str__(self) -> str:
        return f"gap open in {self.edition} since {self.since[:10]} {self.since[11:16]} UTC"


@dataclass(slots=True)
class Report:
    """The whole audit."""

    days: list[DayReport]
    gaps: list[Gap]
    """Those that no run has closed."""
    unaccounted: list[str]
    """Addresses that should have a record, or a state, and have none; with the reason."""

    def json(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "days": [asdict(day) for day in self.days],
            "gaps": [asdict(gap) for gap in self.gaps],
            "unaccounted": self.unaccounted,
        }


def crawled(ledger: Ledger) -> tuple[str, ...]:
    """The editions that were ever crawled."""
    return tuple(
        edition
        for edition in EDITIONS
        if ledger.query(
            "SELECT 1 FROM link WHERE edition = ? UNION ALL SELECT 1 FROM edition WHERE edition = ? LIMIT 1",
            *(edition, edition),
        )
    )


def audit(ledger: Ledger, editions: tuple[str, ...], since: str, until: str, *, now: float) -> Report:
    """The audit of *editions* for the days from *since* to *until* (``2026-11-22``), oldest first."""
    days: dict[tuple[str, str], DayReport] = {}

    def day(edition: str, name: str) -> DayReport:
        return days.setdefault((edition, name), DayReport(edition, name))

    span = (since, until)
    marks = ",".join("?" * len(editions))
    where = f"link.edition IN ({marks}) AND link.day BETWEEN ? AND ?"
    for edition, name, state, final, count in ledger.query(
        f"SELECT edition, day, state, next_try IS NULL, count(*) FROM link WHERE {where} GROUP BY 1, 2, 3, 4",
        *editions,
        *span,
    ):
        report = day(edition, name)
        report.links += count
        report.states[state] = report.states.get(state, 0) + count
        if state == "failed" and final:
            report.given_up += count
    for edition, name, source, count in ledger.query(
        "SELECT edition, day, source, count(*) FROM link JOIN sighting ON sighting.link = link.pk"
        f" WHERE {where} GROUP BY 1, 2, 3",
        *editions,
        *span,
    ):
        day(edition, name).sources[source] = count
    for edition, name, read_at in ledger.query(
        f"SELECT edition, day, read_at FROM day WHERE edition IN ({marks}) AND day BETWEEN ? AND ?", *editions, *span
    ):
        day(edition, name).complete = read_whole(name, read_at, now)
    for edition, name, count in ledger.query(
        "SELECT edition, day, count(*) FROM link"
        f" WHERE {where} AND state = 'stored'"
        " AND NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.link = link.pk AND source = 'days') GROUP BY 1, 2",
        *editions,
        *span,
    ):
        if day(edition, name).complete:
            day(edition, name).unnamed = count
    for edition in editions:
        for name, number in holes(ledger, edition):
            if since <= name <= until:
                day(edition, name).holes.append(number)
    return Report(
        [days[key] for key in sorted(days)],
        list(gaps(ledger, editions, until)),
        list(unaccounted(ledger, editions, since, until)),
    )


def gaps(ledger: Ledger, editions: tuple[str, ...], until: str) -> Iterator[Gap]:
    """The open gaps of *editions* that begin on the day *until* or before: where they end is not known."""
    for edition in editions:
        state = Sources(ledger).edition(edition)
        if state is None or state.gap_opened_at is None:
            continue
        if almaty_day(state.complete_at) <= until:
            yield Gap(edition, utc(state.complete_at), utc(state.gap_opened_at))


def holes(ledger: Ledger, edition: str) -> Iterator[tuple[str, int]]:
    """Numbers that no source of *edition* ever named, between those that one did, with the day of the next higher."""
    before: int | None = None
    rows = ledger.query(
        "SELECT number, day FROM link WHERE edition = ? AND number IS NOT NULL ORDER BY number", edition
    )
    for number, name in rows:
        if before is not None and number - before - 1 <= HOLES_AT_ONCE:
            for hole in range(before + 1, number):
                yield name, hole
        before = number


def unaccounted(ledger: Ledger, editions: tuple[str, ...], since: str, until: str) -> Iterator[str]:
    """Links whose state and records contradict each other, as address and reason."""
    marks = ",".join("?" * len(editions))
    for id, path, reason in ledger.query(
        "SELECT id, path, CASE"
        " WHEN state = 'stored' AND NOT EXISTS (SELECT 1 FROM record WHERE record.link = link.pk)"
        "  THEN 'stored without a record'"
        " WHEN state IN ('pending', 'failed', 'rejected') AND EXISTS (SELECT 1 FROM record WHERE record.link = link.pk)"
        "  THEN 'has a record but is ' || state"
        " WHEN state = 'pending' AND next_try IS NULL THEN 'pending for nobody'"
        " WHEN NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.link = link.pk) THEN 'named by no source'"
        " END AS why FROM link WHERE why IS NOT NULL"
        f" AND edition IN ({marks}) AND day BETWEEN ? AND ? ORDER BY pk",
        *editions,
        since,
        until,
    ):
        yield f"{id} {path}: {reason}"
