"""``scrapy schema``: the JSON Schema of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.cli import OrdaCommand, as_json
from crawler.report_schema import report_schema
from crawler.schema import field_table, json_schema

if TYPE_CHECKING:
    import argparse


class Command(OrdaCommand):
    """Print the schema."""

    def short_desc(self) -> str:
        return "Print the JSON Schema of a record, or of the report of a run"

    def long_desc(self) -> str:
        return (
            "Print the JSON Schema of a record, a line of the JSON Lines files, to standard output; with --run that of"
            " the report of a run, runs/<run_id>.json."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", action="store_true", help="print the schema of the report of a run instead")
        parser.add_argument("--table", action="store_true", help="print the fields as a Markdown table instead")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        schema = report_schema() if opts.run else json_schema()
        print(field_table() if opts.table else as_json(schema))
