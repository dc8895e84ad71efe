"""``scrapy status``: the state of the archive, for people and for monitoring."""

from __future__ import annotations

import time
import webbrowser
from typing import TYPE_CHECKING

from crawler import status as states
from crawler import status_page
from crawler.cli import OrdaCommand, as_json, data_dir_of, editions, open_to_read
from crawler.ledger import ArchiveError
from crawler.run import CONFIG, IO, MB, Problem

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


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

        parser.add_argument("--open", action="store_true", help="open status.html, renewed, in a browser")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        least = self.settings.getint("ORDA_FREE_MB") * MB
        judged = editions(self.settings["ORDA_EDITIONS"], "ORDA_EDITIONS", CONFIG)
        try:
            ledger, files = open_to_read(self.settings)
            now, data_dir = int(time.time()), data_dir_of(self.settings)
            found = states.status(ledger, data_dir, now=now, least_free=least, judged=judged)
            if opts.open:
                _open(status_page.Source(ledger, files, found), data_dir / "status.html")
            ledger.close()
        except (
            ArchiveError
        ) as error:  # in the manner of monitoring checks, that is bad and not an error of this command
            raise Problem(states.BAD, str(error)) from error
        print(as_json(found.json()) if opts.json else states.as_text(found))
        self.exitcode = found.level


def _open(source: status_page.Source, path: Path) -> None:
    """Renew the page at *path* and open it.

    :raises Problem: 74 if there is no browser.
    """
    status_page.write(source, path)
    if not webbrowser.open(path.as_uri()):
        raise Problem(IO, f"there is no browser to open {path} with")
