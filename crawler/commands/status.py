"""``scrapy status``: the state of the archive, for people and for monitoring."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from crawler import status as states
from crawler.cli import OrdaCommand, as_json, data_dir_of, open_to_read
from crawler.ledger import ArchiveError
from crawler.run import MB, Problem

if TYPE_CHECKING:
    import argparse


class Command(OrdaCommand):
    """Say how the archive is."""

    def short_desc(self) -> str:
        return "How the archive is: does it run, what is new, what is stuck, is there a gap, how big is it"

    def long_desc(self) -> str:
        return (
            "When each edition was last crawled well, what is new today, what is stuck and why, open gaps, sizes, when"
            " the next revisit is due. The exit code is that of a monitoring check: 0 well, 1 warning, 2 bad."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        least = self.settings.getint("ORDA_FREE_MB") * MB
        try:
            ledger, _ = open_to_read(self.settings)
            found = states.status(ledger, data_dir_of(self.settings), now=int(time.time()), least_free=least)
            ledger.close()
        except (
            ArchiveError
        ) as error:  # in the manner of monitoring checks, that is bad and not an error of this command
            raise Problem(states.BAD, str(error)) from error
        print(as_json(found.json()) if opts.json else states.as_text(found))
        self.exitcode = found.level
