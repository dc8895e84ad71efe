"""How a command ends: the exit codes, and what ends one early. Imports nothing: it is needed before all else."""

from __future__ import annotations

OK = 0
USAGE = 64  # EX_USAGE: what was given to the command is wrong
DATA = 65  # EX_DATAERR: pages came that are no articles
UNAVAILABLE = 69  # EX_UNAVAILABLE: the site could not be reached, blocks, or answers with errors
HUNG = 70  # EX_SOFTWARE: it was not over by its deadline
IO = 74  # EX_IOERR: the data directory cannot be read or written
BUSY = 75  # EX_TEMPFAIL: another run is at work
CONFIG = 78  # EX_CONFIG: wrong settings


class Problem(Exception):
    """What ends a command: one line that says what is wrong and what to do, and the exit code."""

    told = False
    """Whether it need not be said: it was, or it is no news yet."""
    amiss = False
    """Of exit code 75: whether something is wrong with the run that is at work."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
