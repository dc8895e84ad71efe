"""Notes of runs that end so suddenly that they can write no report: ``runs/<run_id>.note``, for their successor.

A line of JSON with exit code and message, then what each thread was doing; only the latter where the system ended it.
A run that comes to its end takes its note away.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import logging
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crawler.endings import HUNG

log = logging.getLogger("orda")


class Cut(NamedTuple):
    """The end of a run that could not write its report."""

    run_id: str
    code: int | None
    """None: it was killed."""
    message: str
    told: bool
    """Whether it could say that itself."""


class Note:
    """The note of the run *run_id*, whose report belongs into *directory*."""

    def __init__(self, directory: Path, run_id: str) -> None:
        self.path = directory / f"{run_id}.note"
        self.file: BinaryIO | None = None
        """None: there can be none, because the disk is full or the like."""

    def open(self) -> None:
        """Make an empty one: later there may be no time for that."""
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(exist_ok=True)
            self.file = self.path.open("wb", buffering=0)

    def leave(self, code: int, message: str) -> None:
        """Write down with what exit code and message the run ends, and where its threads are."""
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.write(json.dumps({"code": code, "message": message}).encode() + b"\n")
                faulthandler.dump_traceback(self.file)

    def drop(self) -> None:
        """Take it away: there is a report."""
        if self.file is not None:
            self.file.close()
            self.path.unlink(missing_ok=True)

    def read(self) -> Cut:
        """How the run ended; where it hung goes to the log."""
        run_id = self.path.stem
        try:
            first, _, rest = self.path.read_text(encoding="utf-8", errors="replace").partition("\n")
        except OSError:
            first, rest = "", ""
        if not first:
            return Cut(run_id, None, "it was killed; this is what the ledger has of it", told=False)
        try:
            note = json.loads(first)
            cut = Cut(run_id, int(note["code"]), str(note["message"]), told=True)
        except (ValueError, KeyError, TypeError):  # no Python ran any more
            message = "it was not over by its deadline (ORDA_DEADLINE_SECONDS), hung in C code and was ended"
            cut, rest = Cut(run_id, HUNG, message, told=False), f"{first}\n{rest}"
        log.error("the run %s was ended while it was here:\n%s", run_id, rest)
        return cut
