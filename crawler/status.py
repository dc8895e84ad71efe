"""The state of the archive as a person asks for it: does it run, what is new, what is stuck, is there a gap."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import damping
from crawler.alarms import summed_up
from crawler.drift import ringing
from crawler.ledger import DAY, HOUR, MINUTE, Ledger
from crawler.lock import Lock
from crawler.metrics import sizes
from crawler.site import EDITIONS
from crawler.zone import ALMATY, almaty_day, utc

WELL, WARNING, BAD = 0, 1, 2
LATE, VERY_LATE = HOUR, 6 * HOUR
"""Seconds since an edition was last crawled well from which that is a warning, and bad."""
STUCK = 10
"""Reasons that are named."""
RECENT = 20_000
"""Records among which the newest of an edition is looked for."""


@dataclass(slots=True)
class EditionStatus:
    """One edition. Times in seconds since 1970."""

    edition: str
    last_well: int | None
    """When a run of it last ended well."""
    complete_at: int
    """Up to when nothing that a list named is unknown."""
    gap_opened_at: int | None
    last_captured: int | None
    """When its newest record was written."""
    new_today: int
    """Articles published today, in Almaty."""
    waiting: int
    """Links that have no record yet and are tried again."""
    next_look: int | None
    """When a stored article is looked at again next."""
    judged: bool = True
    """Whether it is one of those that are crawled (ORDA_EDITIONS): only they can be late."""


@dataclass(slots=True)
class Status:
    """All of it. Times in seconds since 1970."""

    at: int
    level: int = WELL
    problems: list[str] = field(default_factory=list)
    """What is not well, the worst first."""
    editions: list[EditionStatus] = field(default_factory=list)
    last_run: dict[str, Any] | None = None
    """The last that ended: title, started_at, ended_at, code (null: killed), seconds, new, failed,
    doubted (looks that were not believed)."""
    unfinished: str | None = None
    """The last run, where it neither came to its end nor is at work."""
    at_work: str | None = None
    """The process that holds the lock."""
    failing: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What fails now and since when."""
    stuck: list[dict[str, Any]] = field(default_factory=list)
    """Links without a record that were tried: edition, state, reason, count, next_try."""
    alarms: list[dict[str, Any]] = field(default_factory=list)
    """What held of most pages of an edition and does no more, the worst first, as in the reports of runs."""
    records: int = 0
    bytes: dict[str, int] = field(default_factory=dict)
    free: int = 0
    """Bytes on the disk."""

    def json(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)

    def warn(self, level: int, problem: str) -> None:
        """Take note of a *problem*."""
        self.problems.insert(0 if level > self.level else len(self.problems), problem)
        self.level = max(level, self.level)


def status(
    ledger: Ledger, data_dir: Path, *, now: int, least_free: int = 0, judged: Collection[str] | None = None
) -> Status:
    """The state of the archive in *data_dir* at *now*.

    :param judged: the editions that are crawled: only they can be late; None: all that there are.
    """
    found = Status(now)
    well = damping.last_well(ledger)
    rows = sorted(ledger.query("SELECT * FROM edition"), key=lambda row: list(EDITIONS).index(row[0]))
    found.editions = [_edition(ledger, row, well, now) for row in rows]
    for one in found.editions:
        one.judged = judged is None or one.edition in judged
    names = ("title", "started_at", "ended_at", "code", "seconds", "new", "failed", "doubted")
    rows = ledger.query(f"SELECT {', '.join(names)} FROM run WHERE ended_at IS NOT NULL ORDER BY pk DESC LIMIT 1")
    found.last_run = dict(zip(names, rows[0], strict=True)) if rows else None
    found.failing = {
        title: state
        for title, state in damping.failing(data_dir).items()
        if damping.lasts(state, now) and not damping.settled(title, state, well, judged)
    }
    found.stuck = [
        dict(zip(("edition", "state", "reason", "count", "next_try"), row, strict=True))
        for row in ledger.query(
            "SELECT edition, state, coalesce(reason, 'not tried yet'), count(*), min(next_try) FROM link"
            " WHERE next_try IS NOT NULL AND state NOT IN ('stored', 'gone') AND (attempts > 0 OR job = 'latest')"
            " GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT ?",
            STUCK,
        )
    ]
    alarms = ringing(ledger)
    found.alarms = [alarm.json() for alarm in alarms]
    found.records = int(ledger.query("SELECT coalesce(max(pk), 0) FROM record")[0][0])
    found.bytes = sizes(ledger, data_dir)
    found.free = shutil.disk_usage(data_dir).free
    _see_who_works(found, ledger, data_dir)
    if alarms:
        found.warn(WARNING, f"pages are no longer what they were: {summed_up(alarms)}; see docs/redesign.md")
    _judge(found, least_free)
    return found


def _edition(ledger: Ledger, row: tuple[Any, ...], well: dict[str, float], now: int) -> EditionStatus:
    edition, _, _, _, complete_at, gap_opened_at, _ = row
    (waiting,) = ledger.query("SELECT coalesce(sum(links), 0) FROM waiting WHERE edition = ?", edition)[0]
    (captured,) = ledger.query(
        "SELECT max(written_at) FROM (SELECT written_at FROM record JOIN file ON file.pk = record.file"
        " WHERE file.edition = ? AND record.pk > (SELECT max(pk) FROM record) - ? ORDER BY record.pk DESC LIMIT 1)",
        edition,
        RECENT,
    )[0]
    (look,) = ledger.query(
        "SELECT min(next_try) FROM link WHERE edition = ? AND next_try IS NOT NULL AND state IN ('stored', 'gone')",
        edition,
    )[0]
    (today,) = ledger.query(
        "SELECT count(*) FROM link WHERE day = ? AND edition = ? AND state = 'stored'", almaty_day(now), edition
    )[0]
    return EditionStatus(
        edition=edition,
        last_well=int(well[edition]) if edition in well else None,
        complete_at=complete_at,
        gap_opened_at=gap_opened_at,
        last_captured=captured,
        new_today=today,
        waiting=waiting,
        next_look=look,
    )


def _judge(found: Status, least_free: int) -> None:
    """Say what is not well in *found*."""
    if not found.editions:
        found.warn(BAD, "nothing was crawled yet")
    for one in found.editions:
        if not one.judged:
            continue
        since = one.last_well if one.last_well is not None else one.complete_at
        late = found.at - since
        if late > LATE:
            found.warn(
                BAD if late > VERY_LATE else WARNING, f"{one.edition} was last crawled well {_when(since, found.at)}"
            )
        elif late < -MINUTE:
            found.warn(
                WARNING, f"{one.edition} was last crawled well at {_utc(since)}, still to come: is the clock right?"
            )
        elif one.last_well is None and found.at_work is None:
            found.warn(WARNING, f"{one.edition} was never crawled well")
        if one.gap_opened_at is not None:
            found.warn(WARNING, f"gap open in {one.edition} since {_utc(one.complete_at)}: something may be missing")
    for title, state in found.failing.items():
        lasting = found.at - state["since"] > LATE
        found.warn(BAD if lasting else WARNING, f"{title} fails since {_utc(state['since'])}: {state['message']}")
    if found.last_run is not None and found.last_run["code"] is None:
        found.warn(WARNING, f"the last run, {found.last_run['title']}, was killed")
    if found.free < least_free:
        found.warn(BAD, "the disk is nearly full: nothing is written (ORDA_FREE_MB)")
    elif found.free < 2 * least_free:
        found.warn(WARNING, "the disk is getting full (ORDA_FREE_MB)")


def _see_who_works(found: Status, ledger: Ledger, data_dir: Path) -> None:
    """Say who holds the lock, if something is wrong with that, and which run is over without having come to its end."""
    lock = Lock(data_dir / "lock")
    rows = ledger.query("SELECT run_id, title, started_at FROM run WHERE ended_at IS NULL ORDER BY pk DESC LIMIT 1")
    if lock.held():
        holder = lock.holder()
        found.at_work = str(holder or "it is just starting")
        if holder is not None and (amiss := holder.amiss()):
            found.warn(BAD, f"{holder} holds the lock, and {amiss}")
    elif rows and not (data_dir / "runs" / f"{rows[0][0]}.lives").exists():
        found.unfinished = rows[0][1]
        found.warn(
            WARNING, f"{rows[0][1]} of {_utc(rows[0][2])} did not come to its end; the next makes good what it began"
        )


def _utc(at: int) -> str:
    return f"{utc(at)[:16].replace('T', ' ')} UTC"


def ago(seconds: float) -> str:
    """So many seconds ago, in words."""
    for unit, size in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' * (count != 1)} ago"
    return "just now"


def results(new: int | None, failed: int | None, doubted: int | None) -> str:
    """What came of a run, in words."""
    return f"{new or 0} new, {failed or 0} failed" + (f", {doubted} not believed" if doubted else "")


def size_of(count: float) -> str:
    """So many bytes, in words."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def as_text(found: Status) -> str:
    """*found* for people."""
    lines = [("well", "WARNING", "BAD")[found.level] + "".join(f"\n  {problem}" for problem in found.problems)]
    for one in found.editions:
        lines.append(f"{one.edition}:" if one.judged else f"{one.edition} (not in ORDA_EDITIONS, so not judged):")
        lines.append(f"  last crawled well  {_when(one.last_well, found.at)}")
        lines.append(f"  published today    {one.new_today}")
        lines.append(f"  newest record      {_when(one.last_captured, found.at)}")
        lines.append(f"  waiting            {one.waiting}")
        lines.append(f"  next revisit       {_clock(one.next_look)}")
    if found.last_run is not None:
        run = found.last_run
        code = "killed" if run["code"] is None else f"exit {run['code']}"
        news = results(run["new"], run["failed"], run["doubted"])
        when = _when(run["ended_at"], found.at)
        lines.append(f"last run: {run['title']}, {code}, {news}, {run['seconds']:.1f} s, {when}")
    if found.at_work is not None:
        lines.append(f"at work: {found.at_work}")
    for row in found.stuck:
        what = f"{row['count']} {row['state']} in {row['edition']}: {row['reason']}"
        lines.append(f"stuck: {what}; next try {_clock(row['next_try'])}")
    held = ", ".join(f"{what} {size_of(size)}" for what, size in found.bytes.items())
    lines.append(f"size: {found.records} records; {held}; {size_of(found.free)} free")
    return "\n".join(lines)


def _when(at: int | None, now: int) -> str:
    return "never" if at is None else f"{ago(now - at)} ({_clock(at)})"


def _clock(at: int | None) -> str:
    """A time in Almaty."""
    if at is None:
        return "never"
    return "now" if at == 0 else f"{datetime.fromtimestamp(at, ALMATY):%Y-%m-%d %H:%M} Almaty"
