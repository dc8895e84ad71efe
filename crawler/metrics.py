"""Metrics in Prometheus' text format, ``metrics.prom``, for the textfile collector of its node exporter.

Counters are those of the ledger's daily totals; none of the queries reads more than the few rows that it gives.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from crawler import damping
from crawler.drift import ringing
from crawler.frontier import LAGS
from crawler.ledger import Ledger
from crawler.packed import put
from crawler.reports import EVER, FAILURES

Sample = tuple[Mapping[str, str], float]


def write(ledger: Ledger, data_dir: Path, *, now: int, judged: Collection[str] | None = None) -> None:
    """Renew ``metrics.prom`` in *data_dir*.

    :param judged: the editions that are crawled: only they can be late; None: all that there are.
    :raises OSError: if it cannot be written; ArchiveError if the ledger cannot be read.
    """
    text = "".join(part for family in families(ledger, data_dir, now=now, judged=judged) for part in _lines(*family))
    put(data_dir / "metrics.prom", [text.encode()], durable=False)


def families(
    ledger: Ledger, data_dir: Path, *, now: int, judged: Collection[str] | None = None
) -> Iterable[tuple[str, str, str, list[Sample]]]:
    """Name, type, meaning and samples of each metric."""
    totals = {
        tuple(name.split("/", 1)): value
        for name, value in ledger.query("SELECT name, value FROM total WHERE day = ?", EVER)
    }

    def is_judged(edition: str) -> bool:
        return judged is None or edition in judged

    def of(stage: str) -> list[tuple[str, float]]:
        return [(reason, value) for (name, reason), value in totals.items() if name == stage]

    def pairs(stage: str, one: str, other: str, sep: str) -> list[Sample]:
        return [({one: name.split(sep)[0], other: name.split(sep)[-1]}, value) for name, value in of(stage)]

    yield (
        *("orda_last_success_timestamp_seconds", "gauge", "When an edition was last crawled well."),
        [({"edition": edition}, at) for edition, at in damping.last_well(ledger).items() if is_judged(edition)],
    )
    editions = ledger.query("SELECT edition, complete_at, gap_opened_at FROM edition ORDER BY 1")
    editions = [row for row in editions if is_judged(row[0])]
    yield (
        *("orda_complete_timestamp_seconds", "gauge", "Up to when nothing that a list named is unknown."),
        [({"edition": edition}, at) for edition, at, _ in editions],
    )
    yield (
        *("orda_gap_open", "gauge", "Whether something may be missing that no run has found yet."),
        [({"edition": edition}, float(gap is not None)) for edition, _, gap in editions],
    )
    yield "orda_runs_total", "counter", "Runs by exit code.", pairs("run", "spider", "code", "/")
    yield (
        *("orda_run_seconds_total", "counter", "Time that runs took."),
        [({"spider": spider}, value) for spider, value in of("seconds")],
    )
    yield from _last_run(ledger)
    yield "orda_articles_total", "counter", "Records written.", pairs("written", "edition", "event", " ")
    yield (
        *("orda_failures_total", "counter", "What came to nothing, by stage and reason."),
        [({"stage": stage, "reason": why}, n) for (stage, why), n in totals.items() if stage in FAILURES],
    )
    yield (
        *("orda_drift_total", "counter", "Alarms of pages that are no more what they were, by whether records suffer."),
        [({"records": kind}, value) for kind, value in of("drift")],
    )
    rings = Counter((alarm.edition, alarm.affects) for alarm in ringing(ledger))
    yield (
        *("orda_drift_ringing", "gauge", "Alarms of that kind that ring now."),
        [
            ({"edition": edition, "records": "affected" if affects else "covered"}, rings[edition, affects])
            for edition, *_ in editions
            for affects in (True, False)
        ],
    )
    yield (
        *("orda_requests_total", "counter", "Requests by status; none: no answer."),
        [({"status": status}, value) for status, value in of("status")],
    )
    yield "orda_capture_lag_seconds", "histogram", "From publication to capture.", _histogram(of("lag"), of("lag_sum"))
    yield (
        *("orda_links", "gauge", "Links that have no record yet and are tried again."),
        [
            ({"edition": edition, "state": state}, count)
            for edition, state, count in ledger.query("SELECT edition, state, links FROM waiting")
            if is_judged(edition)
        ],
    )
    yield (
        *("orda_bytes", "gauge", "Size of the ledger, of all lines, and of the raw archive."),
        [({"what": what}, size) for what, size in sizes(ledger, data_dir).items()],
    )
    yield "orda_free_bytes", "gauge", "Free space on the disk.", [({}, shutil.disk_usage(data_dir).free)]
    yield "orda_written_timestamp_seconds", "gauge", "When this was written.", [({}, now)]


def _last_run(ledger: Ledger) -> Iterable[tuple[str, str, str, list[Sample]]]:
    """Metrics of the last run of each spider."""
    runs = ledger.query(
        "SELECT job, coalesce(code, -1), coalesce(seconds, 0), ended_at FROM run WHERE pk IN"
        " (SELECT max(pk) FROM run WHERE ended_at IS NOT NULL GROUP BY job)"
    )
    for column, name, meaning in (
        (1, "orda_last_run_exit_code", "Exit code of the last run; -1: it was killed."),
        (2, "orda_last_run_seconds", "How long the last run took."),
        (3, "orda_last_run_timestamp_seconds", "When the last run ended."),
    ):
        yield name, "gauge", meaning, [({"spider": row[0]}, row[column]) for row in runs]


def _histogram(lags: list[tuple[str, float]], sums: list[tuple[str, float]]) -> list[Sample]:
    """The samples of a histogram of *lags*, ``<edition> <bound>`` to number; under ``""`` the name's suffix."""
    counts: dict[str, dict[str, float]] = {}
    for name, value in lags:
        edition, bound = name.split(" ")
        counts.setdefault(edition, {})[bound] = value
    samples: list[Sample] = []
    for edition, by_bound in sorted(counts.items()):
        reached = 0.0
        for bound in map(str, LAGS):
            reached += by_bound.get(bound, 0)
            samples.append(({"": "_bucket", "edition": edition, "le": bound}, reached))
        reached += by_bound.get("more", 0)
        samples.append(({"": "_bucket", "edition": edition, "le": "+Inf"}, reached))
        samples.append(({"": "_count", "edition": edition}, reached))
        samples.append(({"": "_sum", "edition": edition}, dict(sums).get(edition, 0)))
    return samples


def sizes(ledger: Ledger, data_dir: Path) -> dict[str, int]:
    """Bytes of the ledger, of all lines without regard to compression, and of the raw archive."""
    files = [data_dir / f"state.sqlite3{suffix}" for suffix in ("", "-wal")]
    (lines,) = ledger.query("SELECT coalesce(sum(committed), 0) FROM file")[0]
    (raw,) = ledger.query("SELECT coalesce(sum(committed), 0) FROM raw_file")[0]
    ledger_size = sum(file.stat().st_size for file in files if file.exists())
    return {"ledger": ledger_size, "articles": int(lines), "raw": int(raw)}


def _lines(name: str, kind: str, meaning: str, samples: list[Sample]) -> Iterable[str]:
    if samples:
        yield f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items() if label)
        yield f"{name}{labels.get('', '')}{f'{{{inside}}}' if inside else ''} {value:.15g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
