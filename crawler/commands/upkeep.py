"""``scrapy upkeep``: what is done once a night."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from crawler import upkeep, verify
from crawler.cli import Kept, OrdaCommand, data_dir_of, origins_of, rules_of
from crawler.run import DATA, MB, Lock, Problem, check_archive, check_room, open_archive
from crawler.stories import Stories
from crawler.zone import almaty_day, utc

if TYPE_CHECKING:
    import argparse

WAIT = 600.0
"""Seconds to wait for a run to end."""


class Command(OrdaCommand):
    """Look after past days."""

    def short_desc(self) -> str:
        return "Nightly: compress past days if that is set, list them in the manifest, verify all"

    def long_desc(self) -> str:
        return (
            "Compress the files of past days (ORDA_COMPRESS_DAYS; by default none), list them with line counts and"
            " SHA-256 in manifest.json, and verify the whole archive. Says nothing while all is well; exit code 65 if"
            " something is wrong: `scrapy verify` says what."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        data_dir = data_dir_of(self.settings)
        days = self.settings.getint("ORDA_COMPRESS_DAYS")
        check_archive(data_dir)
        check_room(data_dir, self.settings.getint("ORDA_FREE_MB") * MB)
        Kept()  # what is taken in or cut off is not for standard error; `verify` says what is wrong
        lock = Lock(data_dir / "lock")
        lock.acquire(wait=WAIT)
        lock.sign("upkeep", utc(datetime.now(timezone.utc)))
        today = almaty_day(datetime.now(timezone.utc))
        ledger, files = open_archive(data_dir, rules=rules_of(self.settings))
        files.stories = Stories(origins_of(self.settings))
        files.recover(now=datetime.now(timezone.utc))  # what a run that was killed had written
        upkeep.list_past(files, data_dir, today)
        if days:
            upkeep.compress(files, today, days)
        lock.release()
        wrong = list(verify.verify(verify.Archive(data_dir, ledger, files)))
        ledger.close()
        if wrong:
            more = f", and {len(wrong) - 1} more: see `scrapy verify`" if len(wrong) > 1 else ""
            raise Problem(DATA, f"{wrong[0]}{more}")
