"""``scrapy crontab``: the lines for cron, for this installation."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import chromium
from crawler.checks import ENVIRONMENT
from crawler.cli import OrdaCommand, data_dir_of
from crawler.run import CONFIG, Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

ROOT = Path(__file__).resolve().parent.parent.parent
WAIT = 300
"""Seconds that cron's `latest` waits for another run: longer than a long crawl works before it lets others go first."""
LINES = (
    ("what is new, and what is due of revisits", "*/10 * * * *", f"crawl latest -a wait={WAIT}"),
    ("upkeep of past days, and a check of all files", "17 3 * * *", "upkeep"),
    ("whether anything is missing: says what, if so", "37 3 * * *", "audit --since 14d --quiet"),
)


class Command(OrdaCommand):
    """Print the lines for cron."""

    def short_desc(self) -> str:
        return "Print the crontab lines for this installation, ready to paste"

    def long_desc(self) -> str:
        return (
            "Print the crontab lines for this installation, with its paths and with what the environment and -s set"
            " now, ready to paste into `crontab -e`. They say nothing while all is well: what cron mails is an alarm."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.no_arguments(args)
        assert self.settings is not None
        named = [text for text in opts.set if text.partition("=")[0] not in ENVIRONMENT]
        print(table(variables(self.settings, os.environ, opts.set), named), end="")


def variables(settings: BaseSettings, environment: Mapping[str, str], given: list[str]) -> dict[str, str]:
    """What a run of this installation has to find in its environment: all that is not as it would be there.

    :param given: what -s gives, as NAME=VALUE.
    """
    names = {text.partition("=")[0] for text in given}
    found = {name: str(settings[name]) for name in ENVIRONMENT if environment.get(name) or name in names}
    if "ORDA_DATA_DIR" in found:
        found["ORDA_DATA_DIR"] = str(data_dir_of(settings))
    if "PLAYWRIGHT_CHROMIUM" in found:  # cron's PATH is short
        program = chromium.find(found["PLAYWRIGHT_CHROMIUM"])
        found["PLAYWRIGHT_CHROMIUM"] = str(Path(program).absolute()) if program else found["PLAYWRIGHT_CHROMIUM"]
    return found


def table(found: Mapping[str, str], given: list[str]) -> str:
    """The lines, with the variables *found*, and each setting in *given*, NAME=VALUE, on every one.

    :raises Problem: 78 for what cannot stand in a crontab.
    """
    for text in [*found.values(), *given]:
        if not text.isprintable():
            raise Problem(CONFIG, f"{text!a} cannot stand in a crontab")
    lines = [f"# orda-crawler in {ROOT}", "MAILTO=you@example.org"]
    lines += [f"{name}={_quoted(value)}" for name, value in sorted(found.items())]
    program = Path(sys.executable).with_name("scrapy")
    options = "".join(f" -s {shlex.quote(text)}" for text in given)
    for what, when, command in LINES:
        run = f"cd {shlex.quote(str(ROOT))} && {shlex.quote(str(program))} {command}{options}".replace("%", r"\%")
        lines += [f"# {what}", f"{when}  {run}"]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """*value* as cron takes it in a variable: as it stands, but for spaces at its ends and quotes around it."""
    if value and value[0] not in "'\"" and value == value.strip():
        return value
    return f"'{value}'" if "'" not in value else f'"{value}"'
