"""``scrapy export``: the current state of the archive as one file."""

from __future__ import annotations

import csv
import io
import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.checks import check_outputs
from crawler.cli import OrdaCommand, data_dir_of, editions, open_to_read, origins_of, published_span
from crawler.items import Article, to_json
from crawler.packed import put
from crawler.records import Record, current, linked
from crawler.run import IO, USAGE, Problem
from crawler.stories import Stories

if TYPE_CHECKING:
    import argparse

COLUMNS = tuple(field.name for field in fields(Article))


class Command(OrdaCommand):
    """Export the current state."""

    def syntax(self) -> str:
        return "-o FILE"

    def short_desc(self) -> str:
        return "Write the current state of the archive, the last record of each article, to one file"

    def long_desc(self) -> str:
        return (
            "Write the last record of each article (event `removed` if it was taken down) to one file, which is there"
            " whole or not at all. With --since and --until, of articles that were published on those days in Almaty as"
            " that record has it; where it has no date, the day on which it was fetched counts."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="where to write; - is standard output")
        parser.add_argument("--format", choices=sorted(FORMATS), default="jsonl", help="default: jsonl")
        parser.add_argument("--since", metavar="DAY", help="first day: 2026-10-01, or 7d or 2w for so long ago")
        parser.add_argument("--until", metavar="DAY", help="last day")
        parser.add_argument("--editions", metavar="LIST", default="all", help="en, ru, kk, with commas, or all")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        chosen = editions(opts.editions, "--editions", USAGE)
        span = published_span(opts.since, opts.until)
        if not opts.output:
            raise Problem(USAGE, "give -o FILE, or -o - for standard output")
        to_stdout = opts.output == "-"
        path = Path(opts.output).absolute()
        if not to_stdout:
            check_outputs([path], data_dir_of(self.settings))
            if path.exists() and not path.is_file():
                raise Problem(USAGE, f"{path} is no file; -o - writes to standard output")
        _, files = open_to_read(self.settings)
        chunks = FORMATS[opts.format](linked(files, Stories(origins_of(self.settings)), current(files, chosen, span)))
        if to_stdout:
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        else:
            _write(path.resolve(), chunks)


def _jsonl(records: Iterable[Record]) -> Iterator[bytes]:
    return (record.line for record in records)


def _csv(records: Iterable[Record]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8: a header, and a row for each record; what is nested is JSON, null is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        values = to_json(record.article())
        writer.writerow([_cell(values[name]) for name in COLUMNS])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


FORMATS = {"jsonl": _jsonl, "csv": _csv}


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    """Write *chunks* to the file *path*, which is there as it was until the new one is whole and durable.

    :raises Problem: 74 if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, chunks, f".{secrets.token_hex(8)}.part")
    except OSError as error:
        raise Problem(IO, f"{path} cannot be written: {error.strerror}") from error
