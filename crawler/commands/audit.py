"""``scrapy audit``: what became of every link, by edition and day."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from crawler import console
from crawler.audit import STATES, DayReport, Report, audit, crawled
from crawler.cli import OrdaCommand, as_json, editions, open_to_read, span_of
from crawler.run import DATA, OK, UNAVAILABLE, USAGE, Problem
from crawler.site import EDITIONS

if TYPE_CHECKING:
    import argparse

SOURCES = ("list", "block", "days", "sitemap", "feed", "argument", "redirect", "file")
LISTED_HOLES = 8


class Command(OrdaCommand):
    """Audit the archive."""

    def short_desc(self) -> str:
        return "What became of every link that any source named, by edition and day"

    def long_desc(self) -> str:
        return (
            "For each edition and day: links seen, by source; how many are stored, gone, rejected, failed, pending;"
            " numbers that no source ever named; sources that disagree. What cannot be accounted for is listed by"
            " address, open gaps by edition, and then the exit code is 65. With --live, editions whose sources cannot"
            " be read are left out and said, and the exit code is 69."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="DAY", help="first day: 2026-10-01, or 7d or 2w for so long ago")
        parser.add_argument("--until", metavar="DAY", help="last day (default: today)")
        parser.add_argument(
            "--editions", metavar="LIST", help="en, ru, kk, with commas, or all (default: those that were crawled)"
        )
        parser.add_argument("--live", action="store_true", help="read the sources afresh first (needs --since)")
        parser.add_argument("--quiet", action="store_true", help="say only what is not as it should be: for cron")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        named = None if opts.editions is None else editions(opts.editions, "--editions", USAGE)
        span = span_of(opts.since or None, opts.until)
        if opts.live and not opts.since:
            raise Problem(USAGE, "--live needs --since: the sources go back for years")
        ledger, _ = open_to_read(self.settings)
        chosen = named or crawled(ledger) or tuple(EDITIONS)
        urls, failed = list[str](), dict[str, str]()
        for edition in chosen if opts.live else ():
            try:
                urls += self._live(edition, str(span.since), str(span.until), opts)
            except Problem as problem:
                if problem.code != UNAVAILABLE:
                    raise
                failed[edition] = str(problem)
        read = tuple(edition for edition in chosen if edition not in failed)
        if read:
            report = audit(ledger, read, span.since.isoformat(), span.until.isoformat(), now=time.time())
            report.unaccounted += [f"{url}: named by a source, and not in the ledger or not fetched" for url in urls]
            self.exitcode = DATA if report.unaccounted or report.gaps else OK
            if not opts.quiet:
                print(as_json(report.json()) if opts.json else table(report))
            elif self.exitcode != OK:
                console.say("; ".join([*map(str, report.gaps), *report.unaccounted]))
        ledger.close()
        if failed:
            raise Problem(UNAVAILABLE, f"no audit of {', '.join(failed)}: {'; '.join(failed.values())}")

    @staticmethod
    def _live(edition: str, since: str, until: str, opts: argparse.Namespace) -> list[str]:
        """Addresses that the sources of *edition* name now and that are not stored or settled.

        :raises Problem: if the sources cannot be read.
        """
        arguments = {"since": since, "until": until, "editions": edition, "dry_run": "1", "fresh": "1"}
        command = [sys.executable, "-m", "scrapy", "crawl", "archive"]
        for name, value in arguments.items():
            command += ["-a", f"{name}={value}"]
        for value in opts.set:
            command += ["-s", value]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise Problem(result.returncode, result.stderr.strip() or f"exit code {result.returncode}")
        return result.stdout.split()


def table(report: Report) -> str:
    """*report* for people."""
    sources = [source for source in SOURCES if any(source in day.sources for day in report.days)]
    head = ["edition", "day", "links", *STATES, *sources, "holes", "disagree", ""]
    rows = [head, *(_row(day, sources) for day in report.days)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if column < 2 or column == len(head) - 1 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    total = {state: sum(day.states.get(state, 0) for day in report.days) for state in STATES}
    lines.append("")
    lines.append(
        f"{sum(day.links for day in report.days)} links: "
        + ", ".join(f"{count} {state}" for state, count in total.items())
        + f"; {sum(len(day.holes) for day in report.days)} numbers never named"
    )
    lines += map(str, report.gaps)
    if report.unaccounted:
        lines.append(f"{len(report.unaccounted)} cannot be accounted for:")
        lines += [f"  {line}" for line in report.unaccounted]
    elif not report.gaps:
        lines.append("everything is accounted for")
    return "\n".join(lines)


def _row(day: DayReport, sources: list[str]) -> list[str]:
    shown = ", ".join(map(str, day.holes[:LISTED_HOLES])) + (", …" if len(day.holes) > LISTED_HOLES else "")
    notes = [f"never named: {shown}"] if day.holes else []
    if day.given_up:
        notes.append(f"{day.given_up} given up")
    if day.complete:
        notes.append("archive read to its end")
    return [
        day.edition,
        day.day,
        str(day.links),
        *(str(day.states.get(state, 0)) for state in STATES),
        *(str(day.sources.get(source, 0)) for source in sources),
        str(len(day.holes)),
        str(day.unnamed) if day.complete else "",
        "; ".join(notes),
    ]
