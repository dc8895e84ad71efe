"""``scrapy demo``: the main job against the bundled replica of the site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli import OrdaCommand, data_dir_of
from crawler.jsonl import ArticleFiles
from crawler.ledger import Ledger
from crawler.reading import readable
from crawler.run import DATA, Problem

if TYPE_CHECKING:
    import argparse

    from crawler.replica import Replica

FAST = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"]


class Command(OrdaCommand):
    """Show the main job at work."""

    def short_desc(self) -> str:
        return "Run the main job against a replica of the site, and show what happens"

    def long_desc(self) -> str:
        return (
            "Start the bundled replica of the site on a free port of 127.0.0.1, run `scrapy crawl latest` against it,"
            " let it publish three articles, run the crawl again, and once more. The output goes to demo/ in the data"
            " directory."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.replica import Replica  # here: no other command, each of which imports this file, needs it

        self.no_arguments(args)
        assert self.settings is not None
        data_dir = data_dir_of(self.settings) / "demo"
        with Replica(seed=7) as replica:
            shutil.rmtree(data_dir, ignore_errors=True)
            print(f"A replica of the site answers at {replica.origins['en']}; everything on it is invented.")
            print("The crawl is the live one; only the origin differs, and there is no pause between requests.\n")
            self._crawl("the first run", replica, data_dir, 30)
            replica.publish("en", 3)
            self._crawl("three articles are published; it runs again", replica, data_dir, 3)
            self._crawl("nothing happens; it runs again", replica, data_dir, 0)
        files = sorted((data_dir / "articles").glob("*/*.jsonl"))
        ids = [json.loads(line)["id"] for path in files for line in path.open(encoding="utf-8")]
        print(f"\n{len(ids)} lines, {len(set(ids))} articles, nothing twice. They are in:")
        for path in files:
            print(f"  {_short(path)}")
        self._show(data_dir, ids)

    def _crawl(self, when: str, replica: Replica, data_dir: Path, expected: int) -> None:
        """Run the crawl as cron would; say what it said.

        :raises Problem: if it did not find *expected* new articles, each once.
        """
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("ORDA_", "HEARTBEAT_"))}
        environment |= replica.environment() | {"ORDA_DATA_DIR": str(data_dir)}
        result = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "latest", *FAST],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        log = data_dir / "crawl.log"
        last = log.read_text(encoding="utf-8").splitlines()[-1] if log.exists() else result.stderr.strip()
        said_last = last.rpartition("latest en: ")[2]
        print(f"  {when + ':':<46}{said_last}")
        if result.returncode or not said_last.startswith(f"{expected} new, 0 failed"):
            raise Problem(DATA, f"this is not as it should be: exit code {result.returncode}, {result.stderr.strip()}")

    @staticmethod
    def _show(data_dir: Path, ids: list[str]) -> None:
        ledger = Ledger(data_dir / "state.sqlite3", readonly=True)
        articles = [article for id in ids if (article := ArticleFiles(data_dir / "articles", ledger).read(id))]
        ledger.close()
        article = max(articles, key=lambda article: len({block.type for block in article.body}))
        print(f"\nOne of them, as `scrapy show {article.id}` prints it:\n")
        print("\n".join(f"  {line}".rstrip() for line in readable(article).splitlines()))


def _short(path: Path) -> str:
    """*path* below the current directory if it lies there."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
