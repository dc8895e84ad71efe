"""The watchdog: ends a run that is not over by its deadline, whether or not the event loop still turns.

Three stages, each for what the one before cannot end. At the deadline a thread sends this process SIGALRM, whose
handler (the command's) ends it like any signal: what is in hand is written. A loop that no longer turns is ended from
a thread some seconds later. Where no Python code runs at all, because something in C keeps the interpreter to itself,
:mod:`faulthandler`, which needs no interpreter, shows on standard error where that is and ends the program.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
import time

LAST = 2.0
"""Seconds between the end by a thread and the end without Python."""


class Watchdog:
    """Ends the program *seconds* after the last call of :meth:`beat`, or never where that is 0.

    :param grace: seconds that the handler of SIGALRM may take.
    """

    def __init__(self, seconds: float, grace: float) -> None:
        self.seconds = seconds
        self.grace = grace
        self._over = threading.Event()
        self._deadline = 0.0
        self._laid = 0.0
        """When :mod:`faulthandler` was told last: that starts a thread, so not at every beat."""

    def start(self) -> None:
        """Begin to watch."""
        if self.seconds:
            self.beat()
            threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def beat(self) -> None:
        """The run lives: the time begins anew."""
        now = time.monotonic()
        self._deadline = now + self.seconds
        if self.seconds and not self._over.is_set() and now - self._laid > self.seconds / 4:
            self._laid = now
            last = self.seconds * 1.25 + self.grace + LAST
            try:
                faulthandler.dump_traceback_later(last, exit=True, file=sys.__stderr__ or 2)
            except (OSError, ValueError, RuntimeError, AttributeError):  # standard error is no file
                faulthandler.cancel_dump_traceback_later()

    def stop(self) -> None:
        """The run is over."""
        self._over.set()
        if self.seconds:
            faulthandler.cancel_dump_traceback_later()

    def _watch(self) -> None:
        while not self._over.wait(max(0.0, self._deadline - time.monotonic())):
            if time.monotonic() >= self._deadline:
                os.kill(os.getpid(), signal.SIGALRM)
                return
