"""What the commands share: settings read and checked, the archive opened to read, the log set up."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES

from crawler import __version__, console
from crawler.checks import (
    Components,
    check_environment,
    check_name,
    check_outputs,
    check_settings,
    components,
    switch,
)
from crawler.jsonl import ArticleFiles
from crawler.ledger import Ledger
from crawler.raw import Keeping
from crawler.revisits import HOUR, Rules, durations
from crawler.run import CONFIG, USAGE, Problem, open_archive
from crawler.site import EDITIONS
from crawler.spans import Span, read_span
from crawler.urls import Origins
from crawler.zone import ALMATY

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

SAID_ALWAYS = tuple(f"scrapy.{name}" for name in ("addons", "core.engine", "crawler", "middleware", "utils.log"))
"""Loggers of what is said in each run; others speak when a setting asks for it."""
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class OrdaCommand(ScrapyCommand):
    """Base of our commands: what is given to them is checked before anything is begun.

    A :class:`Problem` that they raise, like whatever else a user can cause, is said by :mod:`crawler.console`.
    """

    requires_project = True
    requires_crawler_process = False
    logfile = "log file (default: none)"
    """What is said of the option of that name."""

    @property
    def options(self) -> list[str]:
        """The long options that there are."""
        return [option for action in self._parser._actions for option in action.option_strings if option[:2] == "--"]

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        console.command = f"scrapy {type(self).__module__.rpartition('.')[2]}"
        console.stop_on_signals()
        super().add_options(parser)
        for action in parser._actions:
            if "--logfile" in action.option_strings:
                action.help = self.logfile
        self._parser = parser
        refuse_with(parser, USAGE)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        own = components(self.settings)
        check_options(opts)
        read_settings(self.settings, opts)
        data_dir = data_dir_of(self.settings)
        outputs = [opts.pidfile, opts.profile, opts.logfile or self.settings["LOG_FILE"]]
        check_outputs((Path(path) for path in outputs if path), data_dir)
        super().process_options(args, opts)
        self.take_settings(args)
        self.check_settings(own)

    def take_settings(self, args: list[str]) -> None:
        """Take over what something that *args* name sets."""

    def check_settings(self, own: Components) -> None:
        """Refuse settings that cannot work, and put the contact into the user agent.

        :raises Problem: 78.
        """
        assert self.settings is not None
        check_settings(self.settings, own)
        contact = self.settings["ORDA_CONTACT"]
        if contact:
            if not contact.isprintable() or any(c in "()" for c in contact):
                raise Problem(CONFIG, f"ORDA_CONTACT={contact!r} cannot stand in a user agent")
            self.settings.set("USER_AGENT", f"orda-crawler/{__version__} (+{contact})", priority="project")

    def no_arguments(self, args: list[str]) -> None:
        """Refuse arguments: this command takes none."""
        for arg in args:
            if arg.startswith("-"):
                near = nearest(arg, self.options)
                raise Problem(USAGE, f"there is no option {arg}{f': did you mean {near}?' if near else ''}")
            raise Problem(USAGE, f"it takes no argument {arg}")


def refuse_with(parser: argparse.ArgumentParser, code: int) -> None:
    """Let *parser* refuse wrong options in one line and with exit code *code*."""

    def error(message: str) -> None:
        raise Problem(code, message)

    parser.error = error  # type: ignore[method-assign, assignment]


def check_options(opts: argparse.Namespace) -> None:
    """Refuse what no command can take.

    :raises Problem: 64.
    """
    for argument in sys.argv[1:]:
        if any("\ud800" <= character <= "\udfff" for character in argument):
            raise Problem(USAGE, f"{argument!a} is not text in UTF-8")
    if opts.loglevel:
        opts.loglevel = opts.loglevel.upper()
        if opts.loglevel not in LEVELS:
            raise Problem(USAGE, f"-L {opts.loglevel}: give {', '.join(LEVELS[:-1])} or {LEVELS[-1]}")


def read_settings(settings: BaseSettings, opts: argparse.Namespace) -> None:
    """Take over what ``-s`` gives.

    :raises Problem: 64 for what is no setting, 78 for a name of none, and a value that is no JSON where that is needed.
    """
    check_environment(settings, os.environ)
    for text in opts.set:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise Problem(USAGE, f"-s {text}: give -s NAME=VALUE")
        check_name(name, settings)
        try:
            settings.set(name, value, priority="cmdline")
        except (ValueError, TypeError, AttributeError) as error:
            raise Problem(CONFIG, f"{name}={value}: give a JSON object") from error


def data_dir_of(settings: BaseSettings) -> Path:
    """The data directory.

    :raises Problem: 78 if none is named.
    """
    text = str(settings["ORDA_DATA_DIR"])
    try:
        if not text.strip():
            raise ValueError("give a directory")
        return Path(text).expanduser().absolute()
    except (OSError, RuntimeError, ValueError) as error:
        raise Problem(CONFIG, f"ORDA_DATA_DIR={text}: {error}") from error


def origins_of(settings: BaseSettings) -> Origins:
    """The origins of the editions.

    :raises Problem: 78 if they are wrong.
    """
    configured = {key: settings[f"ORDA_ORIGIN_{key.upper()}"] for key in EDITIONS}
    try:
        return Origins({key: value for key, value in configured.items() if value})
    except ValueError as error:
        raise Problem(CONFIG, f"ORDA_ORIGIN_…: {error}") from error


def id_of(text: str, settings: BaseSettings, name: str = "") -> str:
    """The id of the article that *text* names, by id or by address.

    :param name: of the argument that it was given as: ``id=``.
    :raises Problem: 64 if it names none.
    """
    id = origins_of(settings).id_of(text)
    if id is None:
        raise Problem(USAGE, f"{name}{text}: give an id like en:9716, or the address of an article")
    return id


def rules_of(settings: BaseSettings) -> Rules:
    """When articles are looked at again, and when they count as removed.

    :raises Problem: 78 if the setting is wrong.
    """
    try:
        schedule = durations(settings["ORDA_REVISIT_AFTER"] or "")
    except ValueError as error:
        raise Problem(CONFIG, f"ORDA_REVISIT_AFTER: {error}") from error
    hours = settings.getfloat("ORDA_REMOVED_HOURS")
    return Rules(schedule, settings.getint("ORDA_REMOVED_SIGHTINGS"), int(hours * HOUR))


def keeping_of(settings: BaseSettings) -> Keeping:
    """How answers are kept."""
    return Keeping(
        switch(settings, "RAW_ARCHIVE"), settings.getint("RAW_FILE_MB") << 20, settings.getint("RAW_KEEP_DAYS")
    )


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of *names* that *name* is most likely meant to be; None if none is like it."""
    import difflib  # here: only what is wrong needs it

    return next(iter(difflib.get_close_matches(name, list(names), 1, 0.4)), None)


def editions(value: str, name: str, code: int) -> tuple[str, ...]:
    """The editions in *value*: a list with commas, or ``all``.

    :raises Problem: *code*, naming the setting or argument *name*, if there is one that is none.
    """
    keys = tuple(dict.fromkeys(key.strip().lower() for key in value.split(",") if key.strip()))
    if keys == ("all",):
        return tuple(EDITIONS)
    unknown = [key for key in keys if key not in EDITIONS]
    if unknown or not keys:
        raise Problem(code, f"{name}={value}: give en, ru, kk, several of them with commas, or all")
    return keys


def span_of(since: str | None, until: str | None) -> Span:
    """The days from *since* to *until* as they were given: where one is not, from the first of all, or until today.

    :raises Problem: 64 if they are none.
    """
    try:
        return read_span("0001-01-01" if since is None else since, until, datetime.now(ALMATY).date())
    except ValueError as error:
        raise Problem(USAGE, str(error)) from error


def published_span(since: str | None, until: str | None) -> Span:
    """Days of publication, as :func:`span_of`, but without an end: some pages say that they were published tomorrow."""
    span = span_of(since or None, until)
    return span if until else Span(span.since, date.max)


def open_to_read(settings: BaseSettings) -> tuple[Ledger, ArticleFiles]:
    """The archive, for a command that only reads: no lock, nothing made.

    :raises ArchiveError: if there is none.
    """
    return open_archive(data_dir_of(settings), readonly=True)


def as_json(value: Any) -> str:
    """*value* as JSON, with characters unescaped if standard output can take them."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(value, ensure_ascii=plain, indent=2)


class Kept(logging.Handler):
    """Keeps what is logged before the log is set up: that lies in the data directory, which must be locked first."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        logging.root.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def hand_over(self) -> None:
        """Log it now."""
        logging.root.removeHandler(self)
        for record in self.records:
            logging.getLogger(record.name).handle(logging.makeLogRecord(record.__dict__))  # as it is logged by now


def quieten(settings: BaseSettings) -> None:
    """Let what Scrapy says at each start and end come from warnings up, unless a level was asked for: a run every few
    minutes, for years, has no use for thirty lines that say that all is as ever."""
    if (settings.getpriority("LOG_LEVEL") or 0) <= SETTINGS_PRIORITIES["project"]:
        for name in SAID_ALWAYS:
            # (A filter: Scrapy takes a level back when it sets up the log, and speaks at once.)
            logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.WARNING)


def log_to(settings: BaseSettings, *, to_stderr: bool) -> logging.Handler | None:
    """Times of the log in UTC; at a level that was asked for also to standard error, by the handler that comes back."""
    logging.Formatter.converter = time.gmtime
    if not to_stderr:
        return None
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    return handler
