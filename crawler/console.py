"""The end of every command: whatever a user can cause becomes one line on standard error and an exit code.

:func:`guard` is called when the commands are imported. From then on nothing that escapes a command, whichever it is
and at whatever moment, prints a traceback, and output that could not be written is no success.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import signal
import sys
from io import TextIOWrapper
from types import FrameType, TracebackType
from typing import TextIO

IO_ERROR = 74
CONFIG = 78
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

LONGEST = 2_000
"""Characters of a message at most: what is given to a command can be of any length."""

command = "scrapy"
"""What is being run, for messages: `scrapy crawl`."""


class Stopped(BaseException):
    """A signal ends the command. Nothing but the end of the program catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.number = number


def guard() -> None:
    """Take care of whatever escapes a command, of output that cannot be written, and of closed standard streams."""
    for number, flags in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        _reopen(number, flags)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for a terminal without Cyrillic
    logging.raiseExceptions = False  # a full disk would give a traceback for every line of the log
    sys.excepthook = end
    atexit.register(_flush)


def stop_on_signals() -> None:
    """From now on a signal ends the command as :class:`Stopped`; one that is ignored (nohup) stays ignored."""
    for number in STOP_SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _signalled)


def say(message: object) -> None:
    """Write *message* as one line to standard error, if that can be written."""
    line = " ".join(str(message).split())
    line = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    try:
        sys.stderr.write("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line) + "\n")
        sys.stderr.flush()
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Throw away what is still to be written to *stream*: it cannot be, and has been said."""
    with contextlib.suppress(OSError, ValueError):
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, stream.fileno())
        os.close(handle)
        stream.flush()


def end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say *error*, which nothing caught, and end with its exit code; what only a mistake of ours explains is shown."""
    found = _outcome(error)
    if found is None:
        sys.__excepthook__(kind, error, trace)
        return
    code, message = found
    if message:
        say(f"{command}: {message}")
    if isinstance(error, OSError):
        discard(sys.stdout)
    raise SystemExit(code)


def _outcome(error: BaseException) -> tuple[int, str] | None:
    """Exit code and message of *error*; None if it is a mistake in the program."""
    if isinstance(error, KeyboardInterrupt):  # before the handlers of signals are set
        error = Stopped(signal.SIGINT)
    if isinstance(error, Stopped):
        return 128 + error.number, str(error)
    if isinstance(error, BrokenPipeError):  # whoever reads has seen enough
        return 128 + signal.SIGPIPE, ""
    if isinstance(error, OSError):
        return IO_ERROR, f"{error.filename or 'standard output'} cannot be used: {error.strerror or error}"

    from crawler.dated import RulesError

    if isinstance(error, RulesError):  # raised while the commands are imported: more of them cannot be
        return CONFIG, str(error)

    from crawler.endings import Problem

    if isinstance(error, Problem):
        return error.code, "" if error.told else str(error)

    from crawler.ledger import ArchiveError

    return (IO_ERROR, str(error)) if isinstance(error, ArchiveError) else None


def _signalled(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def _reopen(number: int, flags: int) -> None:
    """Open the standard stream *number* if it is closed: else the next file opened would be in its place.

    It is opened the wrong way round, so that using it is still an error; only messages go nowhere.
    """
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, flags)
        stream = open(number, "r" if number == 0 else "w", closefd=False)  # noqa: SIM115 - for as long as we live
        setattr(sys, ("stdin", "stdout", "stderr")[number], stream)


def _flush() -> None:
    """At the very end: what could not be written is a failure, and Python would say so in three lines and exit 120."""
    try:
        sys.stdout.flush()
    except OSError as error:
        with contextlib.suppress(SystemExit):
            end(type(error), error, None)
        found = _outcome(error)
        os._exit(found[0] if found else 1)
    except ValueError:  # closed
        pass
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        discard(sys.stderr)
