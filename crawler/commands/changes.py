"""``scrapy changes``: an article's history, the changes of a period, or what came after a cursor."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from crawler import records
from crawler.cli import OrdaCommand, editions, id_of, open_to_read, span_of
from crawler.commands.show import records_of
from crawler.items import Article
from crawler.reading import entry
from crawler.run import USAGE, Problem

if TYPE_CHECKING:
    import argparse

    from crawler.records import Record


class Command(OrdaCommand):
    """Show what changed."""

    def syntax(self) -> str:
        return "<id or address> | --since DAY | --cursor CURSOR"

    def short_desc(self) -> str:
        return "Show how an article changed, what changed in a period, or what is new since a cursor"

    def long_desc(self) -> str:
        return (
            "With an id (en:9716) or address: all records of that article, with diffs. With --since: the articles that"
            " were found changed, removed or restored on those days (in Almaty), and what was read otherwise of those"
            " since (reextracted). With --cursor: the records after it as"
            ' they are in the files, and last a line {"cursor": "…"} to go on from; the first cursor is `start`.'
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", metavar="DAY", help="first day: 2026-10-01, or 7d or 2w for so long ago")
        parser.add_argument("--until", metavar="DAY", help="last day (default: today)")
        parser.add_argument("--editions", metavar="LIST", help="en, ru, kk, with commas, or all (default)")
        parser.add_argument("--json", action="store_true", help="print the records as they are in the files")
        parser.add_argument("--cursor", metavar="CURSOR", help="print the records after it, and the next cursor")
        parser.add_argument("--limit", metavar="N", type=int, help="with --cursor: so many records at most")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        _check(args, opts)
        chosen = editions(opts.editions or "all", "--editions", USAGE)
        if opts.cursor is not None:
            try:
                cursor = records.read_cursor(opts.cursor)
                _, files = open_to_read(self.settings)
                tail = records.Tail(files, cursor, chosen)
            except records.CursorError as error:
                raise Problem(USAGE, str(error)) from error
            _print_lines(islice(tail, opts.limit))
            print(json.dumps({"cursor": records.write_cursor(tail.cursor)}))
        elif args:
            id = id_of(args[0], self.settings)
            _, files = open_to_read(self.settings)
            _print(((record, record.article()) for record in records_of(files, id)), lines=opts.json)
        else:
            span = span_of(opts.since, opts.until)
            _, files = open_to_read(self.settings)
            _print(records.changed(files, chosen, span), lines=opts.json)


def _check(args: list[str], opts: argparse.Namespace) -> None:
    """Refuse what does not go together.

    :raises Problem: 64.
    """
    asked = [*args, *(name for name in ("since", "cursor") if getattr(opts, name) is not None)]
    if len(asked) != 1:
        raise Problem(USAGE, "give one id (en:9716) or address, or --since DAY, or --cursor CURSOR")
    if opts.until is not None and opts.since is None:
        raise Problem(USAGE, "--until needs --since")
    if opts.editions is not None and args:
        raise Problem(USAGE, "--editions needs --since or --cursor: an id or address is of one edition")
    if opts.limit is not None and (opts.cursor is None or opts.limit < 1):
        raise Problem(USAGE, "--limit needs --cursor, and a number from 1 up")


def _print(found: Iterable[tuple[Record, Article]], *, lines: bool) -> None:
    """Print records for people, or as they are in the files."""
    if lines:
        _print_lines(record.line for record, _ in found)
        return
    for number, (_, article) in enumerate(found):
        print("\n" * (number > 0) + entry(article))


def _print_lines(lines: Iterable[bytes]) -> None:
    """Print *lines* byte for byte, whatever characters standard output is set to."""
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
