"""The end of a program in which no Python runs any more, because something in C keeps the interpreter to itself.

A timer of the system's, which needs no interpreter, calls ``_exit``. It counts the processor time of this process, not
that of the day: a process that was stopped, or a machine that slept, has none, and has the chance to end in order when
it goes on. On Linux; elsewhere there is no such end.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import signal
import sys
from typing import BinaryIO

CPUTIME, THREAD = 2, 2
"""CLOCK_PROCESS_CPUTIME_ID and SIGEV_THREAD."""
BEFORE = 1.0
"""Seconds before the end at which it is shown where the program hangs."""


class _Event(ctypes.Structure):
    """What the system does when a timer is over: it calls *function* with *value* in a thread of its own."""

    _fields_ = (
        ("value", ctypes.c_long),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("function", ctypes.c_void_p),
        ("rest", ctypes.c_char * 40),
    )


class _Times(ctypes.Structure):
    """First of all the interval, which is none, then the time until it is over; each in seconds and nanoseconds."""

    _fields_ = (("interval", ctypes.c_long * 2), ("left", ctypes.c_long * 2))


class LastResort:
    """A timer that ends the program with exit code *code*, and before that shows in *note* where it hangs."""

    def __init__(self, code: int, note: BinaryIO | None) -> None:
        self._timer = ctypes.c_void_p()
        self._libc = ctypes.CDLL(None)
        self._note = note
        self._there = False
        if sys.platform == "linux" and sys.byteorder == "little":
            with contextlib.suppress(AttributeError):  # a C library without it
                event = _Event(code, 0, THREAD, ctypes.cast(self._libc._exit, ctypes.c_void_p), b"")
                self._there = self._libc.timer_create(CPUTIME, ctypes.byref(event), ctypes.byref(self._timer)) == 0
        if self._there and note is not None:
            faulthandler.register(signal.SIGPROF, file=note, all_threads=True)

    def arm(self, seconds: float) -> None:
        """From now on so many *seconds* of processor time are left; 0: no end."""
        if self._there:
            if self._note is not None:
                signal.setitimer(signal.ITIMER_PROF, max(0.0, seconds - BEFORE))
            whole = int(seconds)
            times = _Times((0, 0), (whole, int((seconds - whole) * 1e9)))
            self._libc.timer_settime(self._timer, 0, ctypes.byref(times), None)

    def disarm(self) -> None:
        """There is nothing to end any more."""
        self.arm(0.0)
        if self._there and self._note is not None:
            faulthandler.unregister(signal.SIGPROF)
