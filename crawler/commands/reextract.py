"""``scrapy reextract``: the raw archive read again by the rules of today, with the network closed."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import records
from crawler.cli import (
    OrdaCommand,
    as_json,
    data_dir_of,
    editions,
    id_of,
    keeping_of,
    open_to_read,
    origins_of,
    published_span,
    rules_of,
)
from crawler.ledger import Ledger
from crawler.reextract import Outcome, Reader, apply, parts, rejected
from crawler.run import DATA, MB, OK, USAGE, Config, Problem, Run
from crawler.spans import Span

if TYPE_CHECKING:
    import argparse

    from crawler.jsonl import ArticleFiles
    from crawler.urls import Origins

Outcomes = Callable[[Iterable[bytes]], Iterator[Outcome]]

FEW = 32
"""Records below which no processes are started."""
EXAMPLES = 3
"""Shown of each field."""
SHOWN_EVERY = 0.25
"""Seconds between two signs of progress."""


class Command(OrdaCommand):
    """Read the raw archive again."""

    def short_desc(self) -> str:
        return "Read what was kept of the site again by today's rules: what would change, or with --apply write it"

    def long_desc(self) -> str:
        return (
            "Read the answers that the last record of each article was made of by the rules of today; nothing is asked"
            " of the site. Says field by field how many records would say something else, with examples. With --apply"
            " those get a record with event `reextracted`, once: what a stop leaves undone, the next call does."
            " Pages that earlier rules rejected get their first record, if today's can read them."
            " Articles that were taken down stay as they are. --since and --until go by the day of publication."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="DAY", help="first day: 2026-10-01, or 7d or 2w for so long ago")
        parser.add_argument("--until", metavar="DAY", help="last day (default: today)")
        parser.add_argument(
            "--editions", metavar="LIST", default="all", help="en, ru, kk, with commas, or all (default)"
        )
        parser.add_argument("--id", metavar="ID", help="one article, by id (en:9716) or address")
        parser.add_argument("--apply", action="store_true", help="write what is different")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--wait", metavar="SECONDS", type=float, default=0.0, help="for another run to end")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        data_dir, origins = data_dir_of(self.settings), origins_of(self.settings)
        chosen, span, id = self._chosen(opts)
        ledger, files = open_to_read(self.settings)
        if id is not None:
            found = records.history(files, id)
            if not found:
                raise Problem(DATA, f"{id} has no record")
            lines: Iterable[bytes] = [found[-1].line]
        else:
            lines = (record.line for record in records.current(files, chosen, span))
        total = 1 if id else _count(files, chosen, span)
        reader = Reader(data_dir, origins, ledger)
        found_now = filter(None, map(reader.found, [] if id else rejected(ledger, chosen, span)))
        report = Report(applied=opts.apply)
        # Before the lock is taken, which the processes must not inherit.
        try:
            with _readers(data_dir, origins, ledger, alone=total < FEW) as read:
                if opts.apply:
                    self._apply(lines, read, found_now, report, total, opts.wait)
                else:
                    for some in parts(lines):
                        report.take(read(some), total)
                    report.take(found_now, total)
        finally:
            _clear()
        ledger.close()
        print(as_json(report.json()) if opts.json else report.table())
        self.exitcode = DATA if report.kinds["no article"] else OK

    def _chosen(self, opts: argparse.Namespace) -> tuple[tuple[str, ...], Span, str | None]:
        """Editions and days, or else the id, of the articles to read.

        :raises Problem: 64 if there are none such.
        """
        assert self.settings is not None
        if not 0 <= opts.wait < float("inf"):
            raise Problem(USAGE, f"--wait {opts.wait:g}: give a number of seconds")
        if opts.id and (opts.since or opts.until):
            raise Problem(USAGE, "give --id or days, not both")
        span = published_span(opts.since, opts.until)
        id = id_of(opts.id, self.settings, "--id ") if opts.id else None
        return editions(opts.editions, "--editions", USAGE), span, id

    def _apply(  # noqa: PLR0913, PLR0917
        self,
        lines: Iterable[bytes],
        read: Outcomes,
        found: Iterable[Outcome],
        report: Report,
        total: int,
        wait: float,
    ) -> None:
        """Write what is other in *lines*, and what was *found*."""
        assert self.settings is not None
        settings = self.settings
        config = Config(
            data_dir_of(settings),
            origins_of(settings),
            "reextract",
            rules_of(settings),
            keeping_of(settings),
            least_free=settings.getint("ORDA_FREE_MB") * MB,
        )
        run = Run(config, wait=wait)
        try:
            size, seconds = settings.getint("ORDA_BATCH_SIZE"), settings.getfloat("ORDA_SLICE_SECONDS")
            for some in _in_slices(run, parts(lines), seconds):
                report.take(apply(run, read(some), size), total)
            report.take(apply(run, found, size), total)
        finally:
            run.close()


def _count(files: ArticleFiles, chosen: tuple[str, ...], span: Span) -> int:
    marks = ",".join("?" * len(chosen))
    days = (span.since.isoformat(), span.until.isoformat())
    return int(
        files.ledger.query(
            f"SELECT count(*) FROM link WHERE edition IN ({marks}) AND day BETWEEN ? AND ?"
            " AND pk IN (SELECT link FROM record)",
            *(*chosen, *days),
        )[0][0]
    )


def _in_slices(run: Run, pieces: Iterable[list[bytes]], seconds: float) -> Iterator[list[bytes]]:
    """*pieces*; every so many *seconds* whoever waits for the archive goes first."""
    began = time.monotonic()
    for piece in pieces:
        if time.monotonic() - began >= seconds:
            asyncio.run(run.let_others())
            began = time.monotonic()
        yield piece


@contextmanager
def _readers(data_dir: Path, origins: Origins, ledger: Ledger, *, alone: bool) -> Iterator[Outcomes]:
    """What reads lines again, in order: processes, one for each core; *alone*: this one."""
    if alone:
        reader = Reader(data_dir, origins, ledger)
        yield lambda lines: map(reader.outcome, lines)
        return
    from crawler.readers import Readers

    with Readers(data_dir, origins) as readers:
        yield readers.read


# -- what is said


@dataclass
class Report:
    """What became of the records that were read again."""

    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Field to ids, and how it is different there."""
    applied: bool = False
    _began: float = field(default_factory=time.monotonic)
    _shown: float = 0.0

    def take(self, outcomes: Iterable[Outcome], total: int) -> None:
        """Take note of *outcomes*, and show how far it is."""
        for outcome in outcomes:
            self.kinds[outcome.kind] += 1
            if outcome.reason:
                self.reasons[f"{outcome.kind}: {outcome.reason}"] += 1
            for name, told in outcome.examples:
                self.fields[name] += 1
                if len(self.examples.setdefault(name, [])) < EXAMPLES:
                    self.examples[name].append((outcome.id, told))
            if sys.stderr.isatty() and time.monotonic() - self._shown > SHOWN_EVERY:
                self._shown = time.monotonic()
                done, seconds = sum(self.kinds.values()), self._shown - self._began
                line = f"reextract: {done} of {total} records, {self.kinds['other']} differ; {seconds:.0f} s"
                sys.stderr.write(f"\r\x1b[K{line}")
                sys.stderr.flush()

    def json(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "applied": self.applied,
            "records": sum(self.kinds.values()),
            **{
                kind.replace(" ", "_"): self.kinds[kind]
                for kind in ("same", "other", "found", "removed", "not kept", "no article")
            },
            "reasons": dict(self.reasons.most_common()),
            "fields": {
                name: {"count": count, "examples": [{"id": id, "diff": told} for id, told in self.examples[name]]}
                for name, count in self.fields.most_common()
            },
        }

    def table(self) -> str:
        """The report as text."""
        counts = ", ".join(
            f"{self.kinds[kind]} {words}"
            for kind, words in (
                ("same", "say the same"),
                ("other", "were written anew" if self.applied else "would say something else (--apply writes that)"),
                ("found", "were rejected and can be read now"),
                ("removed", "were taken down and stay as they are"),
                ("not kept", "cannot be read again"),
                ("no article", "would be no articles, and stay as they are"),
            )
            if self.kinds[kind] or kind in ("same", "other")
        )
        parts = [f"{sum(self.kinds.values())} records: {counts}"]
        parts += [f"  {reason} ({count} times)" for reason, count in self.reasons.most_common(10)]
        for name, count in self.fields.most_common():
            parts.append(f"\n{name}: {count}")
            for id, told in self.examples[name]:
                parts.append(f"  {id}")
                parts += [f"    {line}" for line in told.splitlines()]
        return "\n".join(parts)


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
