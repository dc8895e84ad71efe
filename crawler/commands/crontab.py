"""``scrapy crontab``: the lines for cron, for this installation."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli import OrdaCommand

if TYPE_CHECKING:
    import argparse

ROOT = Path(__file__).resolve().parent.parent.parent
LINES = (
    ("what is new, and what is due of revisits", "*/10 * * * *", "crawl latest"),
    ("upkeep of past days, and a check of all files", "17 3 * * *", "upkeep"),
    ("whether anything is missing: says what, if so", "37 3 * * *", "audit --since 14d --quiet"),
)


class Command(OrdaCommand):
    """Print the lines for cron."""

    def short_desc(self) -> str:
        return "Print the crontab lines for this installation, ready to paste"

    def long_desc(self) -> str:
        return (
            "Print the crontab lines for this installation, with its paths and what the environment sets now, ready to"
            " paste into `crontab -e`. They say nothing while all is well: what cron mails is an alarm."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        print(table(os.environ), end="")


def table(environment: os._Environ[str] | dict[str, str]) -> str:
    """The lines, with what *environment* sets of ours."""
    own = {
        name: value
        for name, value in sorted(environment.items())
        if name.startswith("ORDA_") or name == "HEARTBEAT_URL"
    }
    lines = [f"# orda-crawler in {ROOT}", "MAILTO=you@example.org"]
    lines += [f"{name}={value}" for name, value in own.items()]
    program = Path(sys.executable).with_name("scrapy")
    for what, when, command in LINES:
        run = f"cd {shlex.quote(str(ROOT))} && {shlex.quote(str(program))} {command}".replace("%", r"\%")
        lines += [f"# {what}", f"{when}  {run}"]
    return "\n".join(lines) + "\n"
