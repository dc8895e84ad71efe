"""Reports: what became of each run, as ``runs/<run_id>.json``, and what the runs of each day add up to, in the ledger.

A run is in the ledger from its beginning. One that was killed is found there by its successor, which writes its report
from what the ledger has of it: requests, records, gaps. Reports are kept for some days; the daily totals for ever.
All counts are those of :mod:`crawler.frontier`, named ``<stage>/<reason>``.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.alarms import SHOWN, Alarm
from crawler.ledger import DAY, ArchiveError, Ledger
from crawler.notes import Cut, Note
from crawler.packed import put
from crawler.zone import almaty_day, utc

REPORT_VERSION = 1
EVENTS = ("new", "changed", "removed", "restored", "reextracted")
LINKS = ("failed", "missing", "gone", "rejected", "unknown", "error")
"""Stages of links that came to nothing."""
FAILURES = ("feed", "unwell", "browser", "capped", "list", *LINKS, "doubted")
"""Stages of what came to nothing."""
EVER = ""
"""The day under which the totals of all days are."""
SINGLE = re.compile(r"https?://\S+|\d\d:\d\d:\d\d|\d+ s\b")
"""What in a count's name hardly ever comes again: addresses, times of day, seconds. Totals are for ever."""
LONGEST = 120
"""Characters of a count's name at most in the totals."""
SIGNALS = 128
UNITS = 1 if sys.platform == "darwin" else 1024
"""Bytes in what the system calls the peak of memory."""

log = logging.getLogger("orda")


@dataclass(slots=True)
class Ending:
    """What a run knows of itself in the end."""

    code: int | None
    """Its exit code; None: it was killed."""
    message: str
    """Its summary, in one line."""
    counts: Mapping[str, float] = field(default_factory=dict)
    """Count to number: ``new/new``."""
    examples: Mapping[str, list[str]] = field(default_factory=dict)
    """Count to the ids of some links that it counts."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Part of the run to its seconds."""
    alarms: Sequence[Alarm] = ()
    disagreements: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)
    """Field to ids of articles about whose value two sources disagree, with both values."""


class Reports:
    """The reports below *data_dir*, in which *ledger* lies."""

    def __init__(self, data_dir: Path, ledger: Ledger) -> None:
        self.directory = data_dir / "runs"
        self.ledger = ledger

    def path(self, run_id: str) -> Path:
        """Where the report of the run *run_id* lies."""
        return self.directory / f"{run_id}.json"

    # -- a run

    def begin(self, run_id: str, job: str, title: str, began: Mapping[str, Any], *, now: int) -> list[Cut]:
        """A run begins. Back come those before it that did not come to their end; they have their reports now.

        :param began: its arguments and versions.
        :raises ArchiveError: if the ledger cannot be written.
        """
        cut = self._complete(now)
        with self.ledger.transaction() as db:
            db.execute(
                "INSERT INTO run (run_id, job, title, began, started_at, after_record, after_request) VALUES"
                " (?, ?, ?, ?, ?, (SELECT coalesce(max(pk), 0) FROM record),"
                " (SELECT coalesce(max(pk), 0) FROM request))",
                (run_id, job, title, json.dumps(began), now),
            )
        return cut

    def end(self, run_id: str, ending: Ending, *, now: int) -> dict[str, Any] | None:
        """A run is over. Back comes its report, if it could be made; a run never fails for its report."""
        try:
            started_at, _, report = self._begun(run_id)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNITS
            report |= ended(ending, now, ending.timings.get("total", now - started_at), peak=peak)
            self._write(run_id, report)
            self._settle(run_id, report, now)
            return report
        except (ArchiveError, OSError) as error:
            log.warning("no report of %s: %s", run_id, error)
            return None

    def _begun(self, run_id: str) -> tuple[int, int, dict[str, Any]]:
        """When a run began, after which record, and what its report says whatever its end was."""
        ((title, job, began, started_at, after_record, after_request),) = self.ledger.query(
            "SELECT title, job, began, started_at, after_record, after_request FROM run WHERE run_id = ?", run_id
        )
        return (
            started_at,
            after_record,
            {
                "report_version": REPORT_VERSION,
                "run_id": run_id,
                "title": title,
                "spider": job,
                **json.loads(began),
                "started_at": utc(started_at),
                "requests": self._requests(run_id, after_request),
                "gaps": [
                    {"edition": edition, "since": utc(since), "opened_at": utc(opened)}
                    for edition, since, opened in self.ledger.query(
                        "SELECT edition, complete_at, gap_opened_at FROM edition WHERE gap_opened_at IS NOT NULL"
                    )
                ],
            },
        )

    def _requests(self, run_id: str, after: int) -> dict[str, Any]:
        """The requests of a run by status and host; those without an answer as status ``none``."""
        by_host: dict[str, dict[str, int]] = {}
        by_status: dict[str, int] = {}
        size = 0
        for origin, status, count, bytes_ in self.ledger.query(
            "SELECT origin, status, count(*), sum(bytes) FROM request WHERE pk > ? AND run_id = ? GROUP BY 1, 2",
            after,
            run_id,
        ):
            name = "none" if status is None else str(status)
            by_host.setdefault(origin, {})[name] = count
            by_status[name] = by_status.get(name, 0) + count
            size += bytes_ or 0
        return {"total": sum(by_status.values()), "bytes": size, "by_status": by_status, "by_host": by_host}

    def _settle(self, run_id: str, report: Mapping[str, Any], ended_at: int) -> None:
        """Put the run down as ended, and what it counted into the totals of the day: both, or neither."""
        job, code = report["spider"], report["exit_code"]
        totals: dict[str, float] = {}
        for name, value in report["counts"].items():
            if not name.startswith("asked/"):
                kept = SINGLE.sub("…", name)[:LONGEST]
                totals[kept] = totals.get(kept, 0) + value
        totals |= {f"status/{status}": count for status, count in report["requests"]["by_status"].items()}
        totals[f"run/{job}/{'killed' if code is None else code}"] = 1
        totals[f"seconds/{job}"] = report["seconds"] or 0
        day = almaty_day(ended_at)
        came_to = Counter[str]()
        for failure in report["failures"]:
            came_to[failure["stage"]] += failure["count"]
        failed = sum(came_to[stage] for stage in LINKS)
        with self.ledger.transaction() as db:
            db.execute(
                "UPDATE run SET ended_at = ?, code = ?, seconds = ?, new = ?, failed = ?, doubted = ? WHERE run_id = ?",
                (ended_at, code, report["seconds"], report["articles"]["new"], failed, came_to["doubted"], run_id),
            )
            db.executemany(
                "INSERT INTO total VALUES (?, ?, ?)"
                " ON CONFLICT (day, name) DO UPDATE SET value = value + excluded.value",
                [(of, name, value) for name, value in totals.items() for of in (day, EVER)],
            )

    # -- runs that were killed

    def _complete(self, now: int) -> list[Cut]:
        """Write the reports of runs that did not come to their end."""
        found = []
        for run_id, started_at in self.ledger.query("SELECT run_id, started_at FROM run WHERE ended_at IS NULL"):
            if not self._lives(run_id):
                note = Note(self.directory, run_id)
                cut = note.read()
                try:
                    self._complete_one(cut, started_at, now)
                    note.path.unlink(missing_ok=True)
                except OSError as error:
                    log.warning("no report of %s: %s", run_id, error)
                found.append(cut)
        return found

    def _complete_one(self, cut: Cut, started_at: int, now: int) -> None:
        """Write the report of the run that ended as *cut* says; all else is in the ledger."""
        run_id = cut.run_id
        with contextlib.suppress(OSError, ValueError, KeyError):  # the last it did: only the ledger was not written
            report = json.loads(self.path(run_id).read_bytes())
            self._settle(run_id, report, min(now, int(time.time())))
            return
        _, after_record, report = self._begun(run_id)
        written = self.ledger.query(
            "SELECT edition, event, count(*), max(written_at) FROM record JOIN link ON link.pk = record.link"
            " WHERE record.pk > ? AND run = (SELECT pk FROM run WHERE run_id = ?) GROUP BY 1, 2",
            after_record,
            run_id,
        )
        counts = dict[str, float]()
        for edition, event, count, _ in written:
            counts[f"{event}/{event}"] = counts.get(f"{event}/{event}", 0) + count
            counts[f"written/{edition} {event}"] = count
        (last,) = self.ledger.query("SELECT max(sent_at) FROM request WHERE run_id = ?", run_id)[0]
        seen = max([started_at, *(int(row[3]) for row in written), int(last or 0)])
        report |= ended(Ending(cut.code, cut.message, counts), seen, seen - started_at)
        self._write(run_id, report)
        self._settle(run_id, report, seen)

    @contextlib.contextmanager
    def standing_by(self, run_id: str) -> Iterator[None]:
        """While a run has given up the archive for a moment, others can see that it lives."""
        self.directory.mkdir(exist_ok=True)
        path = self.directory / f"{run_id}.lives"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    def _lives(self, run_id: str) -> bool:
        path = self.directory / f"{run_id}.lives"
        try:
            handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            return False
        except BlockingIOError:
            return True
        finally:
            os.close(handle)

    # -- files

    def _write(self, run_id: str, report: Mapping[str, Any]) -> None:
        write(self.directory, run_id, report)

    def forget(self, days: int, *, now: int) -> None:
        """Drop reports that are older than *days*; looks for them once a day. The totals stay."""
        oldest = self.ledger.query("SELECT started_at FROM run ORDER BY pk LIMIT 1")
        if not oldest or oldest[0][0] >= now - (days + 1) * DAY:
            return
        old = "started_at < ? AND ended_at IS NOT NULL"
        for (run_id,) in self.ledger.query(f"SELECT run_id FROM run WHERE {old}", now - days * DAY):
            with contextlib.suppress(OSError):
                self.path(run_id).unlink(missing_ok=True)
        with self.ledger.transaction() as db:
            db.execute(f"DELETE FROM run WHERE {old}", (now - days * DAY,))
        forget_refused(self.directory, days, now)


def outcome(code: int | None) -> str:
    """What an exit code says of a run, in a word; None: there was none."""
    return "killed" if code is None else "stopped" if code > SIGNALS else "failed" if code else "well"


def write(directory: Path, run_id: str, report: Mapping[str, Any]) -> None:
    """Write the *report* of the run *run_id*, as the last one too.

    :raises OSError: if it cannot be written.
    """
    directory.mkdir(exist_ok=True)
    data = [json.dumps(report, ensure_ascii=False, indent=1).encode("utf-8", "replace"), b"\n"]
    put(directory / f"{run_id}.json", data, durable=False)
    put(directory / "latest.json", data, durable=False)


def forget_refused(directory: Path, days: int, now: int) -> None:
    """Drop reports and notes older than *days* that the ledger never knew; their names begin with their time."""
    first = utc(now - days * DAY).translate({ord("-"): None, ord(":"): None})
    for path in directory.glob("2*T*Z-*"):
        if path.name < first:
            path.unlink(missing_ok=True)


def ended(ending: Ending, at: int, seconds: float, *, peak: int | None = None) -> dict[str, Any]:
    """What a report says of the *ending* of a run, which was *at* that time after so many *seconds*.

    :param peak: bytes of memory that it had at most, if that is known.
    """
    return {
        "ended_at": utc(at),
        "outcome": outcome(ending.code),
        "exit_code": ending.code,
        "message": ending.message,
        "timings": {name: round(part, 3) for name, part in ending.timings.items()},
        "seconds": round(seconds, 3),
        "peak_memory": peak,
        **_counted(ending.counts, ending.examples),
        "drift": [alarm.json() for alarm in ending.alarms],
        "disagreements": [
            {
                "field": name,
                "count": len(found),
                "examples": [{"id": id, "values": [ours, other]} for id, ours, other in found[:SHOWN]],
            }
            for name, found in ending.disagreements.items()
        ],
    }


def _counted(counts: Mapping[str, float], examples: Mapping[str, list[str]]) -> dict[str, Any]:
    """The parts of a report that *counts* make."""
    of = {name.partition("/")[::2]: count for name, count in counts.items()}
    return {
        "articles": {event: int(sum(n for (stage, _), n in of.items() if stage == event)) for event in EVENTS},
        "failures": [
            {
                "stage": stage,
                "reason": reason,
                "count": int(count),
                "examples": examples.get(f"{stage}/{reason}", []),
            }
            for (stage, reason), count in sorted(of.items())
            if stage in FAILURES
        ],
        "counts": dict(sorted(counts.items())),
    }
