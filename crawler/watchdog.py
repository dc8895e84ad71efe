"""The watchdog: ends a run that is not over by its deadline, whether or not the event loop still turns.

Three stages, each for what the one before cannot end. At the deadline a thread sends this process SIGALRM, whose
handler (the command's) ends it like any signal: what is in hand is written. A run that hangs is ended from a thread
some seconds later. Where no Python code runs at all, the system ends it (:mod:`crawler.lastresort`).
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

from crawler.endings import HUNG
from crawler.lastresort import LastResort

LAST = 3.0
"""Seconds of processor time between the end by a thread, with its last ping, and the end without Python."""
STEP = 5.0
"""Seconds at most after which the end without Python is put off, while Python runs."""


class Watchdog:
    """Ends the program *seconds* after the last call of :meth:`beat`, or never where that is 0.

    :param grace: seconds that the handler of SIGALRM may take.
    """

    def __init__(self, seconds: float, grace: float) -> None:
        self.seconds = seconds
        self.grace = grace
        self._over = threading.Event()
        self._deadline = 0.0
        self._thread: threading.Thread | None = None

    def start(self, end_hard: Callable[[], object], alive: Callable[[], object], note: BinaryIO | None) -> None:
        """Begin to watch.

        :param end_hard: ends the program from another thread.
        :param alive: called every few seconds in which there was a beat.
        :param note: where it is shown what hangs when no Python runs.
        """
        if self.seconds:
            self.beat()
            last = LastResort(HUNG, note)
            self._thread = threading.Thread(
                target=self._watch, args=(last, end_hard, alive), name="watchdog", daemon=True
            )
            self._thread.start()

    def beat(self) -> None:
        """The run lives: the time begins anew."""
        self._deadline = time.monotonic() + self.seconds

    def stop(self) -> None:
        """The run is over."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(1.0)

    def _watch(self, last: LastResort, end_hard: Callable[[], object], alive: Callable[[], object]) -> None:
        seen = self._deadline
        while not self._over.is_set() and (left := self._deadline - time.monotonic()) > 0:
            last.arm(left + self.grace + LAST)
            self._over.wait(min(left, STEP))
            if self._deadline != seen:
                seen = self._deadline
                alive()
        if not self._over.is_set():
            last.arm(self.grace + LAST)
            os.kill(os.getpid(), signal.SIGALRM)
            if not self._over.wait(self.grace):
                end_hard()
        last.disarm()
