"""What the commands share: settings read and checked, problems said in one line, the log set up."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, default_settings

from crawler import __version__
from crawler.jsonl import ArchiveError, ArticleFiles
from crawler.ledger import Ledger, LedgerError
from crawler.run import CONFIG, IO, USAGE, Problem, open_archive
from crawler.site import EDITIONS
from crawler.urls import Origins

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

REFUSED = {
    "JOBDIR": "the ledger in the data directory keeps what is left to do; there is no need for another memory",
}
"""Settings that cannot work here, and why."""


class OrdaCommand(ScrapyCommand):
    """Base of our commands: whatever a user can cause ends them with one line on standard error and an exit code."""

    requires_project = True
    requires_crawler_process = False

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        refuse_with(parser, USAGE)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        with said(self):
            super().process_options(args, opts)

    def no_arguments(self, args: list[str]) -> None:
        """Refuse arguments: this command takes none."""
        with said(self):
            if args:
                raise Problem(USAGE, f"it takes no argument {args[0]}")


def refuse_with(parser: argparse.ArgumentParser, code: int) -> None:
    """Let *parser* refuse wrong options in one line and with exit code *code*."""

    def error(message: str) -> None:
        sys.stderr.write(f"scrapy: {message}\n")
        sys.exit(code)

    parser.error = error  # type: ignore[method-assign, assignment]


@contextmanager
def said(command: ScrapyCommand) -> Iterator[None]:
    """Say a problem in one line on standard error and end with its exit code."""
    name = type(command).__module__.rsplit(".", 1)[-1]
    try:
        yield
    except UsageError as error:
        problem = Problem(USAGE, str(error) or "wrong usage")
    except Problem as error:
        problem = error
    except (LedgerError, ArchiveError) as error:
        problem = Problem(IO, str(error))
    else:
        return
    sys.stderr.write(f"scrapy {name}: {problem}\n")
    sys.exit(problem.code)


def data_dir_of(settings: BaseSettings) -> Path:
    """The data directory."""
    return Path(settings["ORDA_DATA_DIR"]).expanduser().absolute()


def origins_of(settings: BaseSettings) -> Origins:
    """The origins of the editions.

    :raises Problem: 78 if they are wrong.
    """
    configured = {key: settings[f"ORDA_ORIGIN_{key.upper()}"] for key in EDITIONS}
    try:
        return Origins({key: value for key, value in configured.items() if value})
    except ValueError as error:
        raise Problem(CONFIG, f"ORDA_ORIGIN_…: {error}") from error


def open_to_read(settings: BaseSettings) -> tuple[Ledger, ArticleFiles]:
    """The archive, for a command that only reads: no lock, nothing made.

    :raises Problem: 74 if there is none.
    """
    data_dir = data_dir_of(settings)
    if not (data_dir / "state.sqlite3").exists():
        raise Problem(IO, f"there is no archive in {data_dir} yet: `scrapy crawl latest` makes one")
    return open_archive(data_dir, readonly=True)


def check_settings(settings: BaseSettings) -> None:
    """Refuse settings that cannot work, before anything is begun.

    :raises Problem: 78.
    """
    for name, why in REFUSED.items():
        if settings.get(name):
            raise Problem(CONFIG, f"{name} cannot be set here: {why}")
    for name in settings:
        if (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["project"]:
            _check_type(settings, name)
    contact = settings["ORDA_CONTACT"]
    if contact:
        if not contact.isprintable() or any(c in "()" for c in contact):
            raise Problem(CONFIG, f"ORDA_CONTACT={contact!r} cannot stand in a user agent")
        settings.set("USER_AGENT", f"orda-crawler/{__version__} (+{contact})", priority="project")


OWN_NUMBERS = {
    "ORDA_LEFTOVERS": 0,
    "ORDA_BATCH_SIZE": 0,
    "ORDA_REQUESTS_PER_RUN": 0,
    "ORDA_SLICE_SECONDS": 0.0,
    "ORDA_BATCH_SECONDS": 0.0,
    "ORDA_STOP_SECONDS": 0.0,
}
"""Settings of ours that are numbers: whole ones as 0, others as 0.0."""
_WHOLE = re.compile(r"ORDA_|CONCURRENT_|.*_(TIMES|SIZE|COUNT|MAXSIZE|ITEMS|MB)$")
"""Settings that have to be whole; Scrapy's defaults write seconds without a fraction too."""


def _check_type(settings: BaseSettings, name: str) -> None:
    default: Any = OWN_NUMBERS.get(name, getattr(default_settings, name, None))
    try:
        if isinstance(default, bool):
            kind = "True or False"
            settings.getbool(name)
        elif isinstance(default, int) and _WHOLE.match(name):
            kind = "a whole number"
            settings.getint(name)
        elif isinstance(default, (int, float)):
            kind = "a number"
            settings.getfloat(name)
    except (TypeError, ValueError) as error:
        raise Problem(CONFIG, f"{name}={settings[name]}: give {kind}") from error


def log_to(settings: BaseSettings, *, to_stderr: bool) -> None:
    """Times of the log in UTC; at a level that was asked for also to standard error.

    Scrapy's own messages come from warnings up unless a level was asked for: a run every few minutes, for years,
    has no use for thirty lines that say that all is as ever.
    """
    logging.Formatter.converter = time.gmtime
    if not to_stderr:
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
