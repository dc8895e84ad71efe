"""``scrapy verify``: is the archive what it should be; and mending."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import verify
from crawler.cli import Kept, OrdaCommand, data_dir_of, open_to_read, origins_of, rules_of
from crawler.run import DATA, MB, Lock, check_archive, check_room

if TYPE_CHECKING:
    import argparse


class Command(OrdaCommand):
    """Verify the archive."""

    def short_desc(self) -> str:
        return "Check every line, hash and ledger entry; --repair mends what can be mended"

    def long_desc(self) -> str:
        return (
            "Check that every line is a record as the schema has it that says what its hash says and follows the one"
            " before, that the ledger has what the lines say, that the files of past days are what the manifest lists,"
            " and that the raw archive is whole. What is wrong is said line by line, with exit code 65. --repair mends"
            " what can be mended without inventing anything: the ledger is made to say what the lines say, or, if it is"
            " lost or damaged, made anew of the JSON Lines and the raw archive; what was there is kept beside it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--repair", action="store_true", help="mend what can be mended first")
        parser.add_argument("--quiet", action="store_true", help="say nothing if all is well")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        data_dir = data_dir_of(self.settings)
        check_archive(data_dir)
        if opts.repair:
            self.repair(data_dir)
        ledger, files = open_to_read(self.settings)
        archive, wrong = verify.Archive(data_dir, ledger, files), 0
        for what in verify.verify(archive):
            print(what)
            wrong += 1
        ledger.close()
        if wrong or not opts.quiet:
            verdict = f"{wrong} fault{'s' * (wrong != 1)}" if wrong else "all well"
            print(f"{archive.lines} lines of {archive.articles} articles: {verdict}")
        self.exitcode = DATA if wrong else 0

    def repair(self, data_dir: Path) -> None:
        """Mend what can be mended, and say what was done."""
        from crawler.repair import repair

        assert self.settings is not None
        check_room(data_dir, self.settings.getint("ORDA_FREE_MB") * MB)
        kept = Kept()  # what is logged meanwhile is said like the rest
        lock = Lock(data_dir / "lock")
        lock.acquire(wait=60)
        for done in repair(
            data_dir, origins_of(self.settings), rules_of(self.settings), now=datetime.now(timezone.utc)
        ):
            print(f"mended: {done}")
        for record in kept.records:
            print(f"mended: {record.getMessage()}")
        lock.release()
