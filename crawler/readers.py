"""Processes that read records of the archive again, one for each core.

Each has a pipe of its own, of which nobody else holds an end: so the end of a process, whatever ended it, is seen at
once, and they see the end of whoever started them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from crawler.console import STOP_SIGNALS
from crawler.extract.version import extractor
from crawler.ledger import ArchiveError, Ledger
from crawler.reextract import Outcome, Reader
from crawler.run import HUNG, IO, Problem

if TYPE_CHECKING:
    from crawler.urls import Origins

CHUNK = 8
"""Records that a process takes at a time: with twice as many, cores wait for each other in the end."""
GRACE = 0.2
"""Seconds in which a signal that ended a process reaches this one too, if it was sent to all."""

Started = tuple[BaseProcess, Connection]


class Readers:
    """As many processes as there are cores, that read records of the archive in *data_dir* again."""

    def __init__(self, data_dir: Path, origins: Origins) -> None:
        self.data_dir, self.origins = data_dir, origins
        self._started: list[Started] = []

    def __enter__(self) -> Readers:
        extractor()  # known before they part, so that all are of one version
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            for _ in range(cores):
                self._start()
        except OSError:
            self._end()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, lines: Iterable[bytes]) -> Iterator[Outcome]:
        """What the rules of today make of the records in *lines*, in order.

        :raises Problem: 70 if a process ended, 74 if what it reads cannot be read.
        """
        lines = iter(lines)
        at_work = deque[Started]()  # in the order in which their answers are handed out
        for one in self._started:
            if some := list(islice(lines, CHUNK)):
                _give(one, some)
                at_work.append(one)
        while at_work:
            one = at_work.popleft()
            found = _take(one)
            if some := list(islice(lines, CHUNK)):
                _give(one, some)
                at_work.append(one)
            yield from found

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        not_its = [ours, *(pipe for _, pipe in self._started)]
        process = context.Process(target=_serve, args=(theirs, not_its, self.data_dir, self.origins), daemon=True)
        process.start()
        theirs.close()
        self._started.append((process, ours))

    def _end(self) -> None:
        """End all; they only read."""
        for process, pipe in self._started:
            process.kill()
            pipe.close()
        for process, _ in self._started:
            process.join()
        self._started.clear()


def _give(to: Started, lines: list[bytes]) -> None:
    try:
        to[1].send(lines)
    except OSError as error:
        raise _ended(to[0]) from error


def _take(of: Started) -> list[Outcome]:
    try:
        found: list[Outcome] | str = of[1].recv()
    except (EOFError, OSError) as error:
        raise _ended(of[0]) from error
    if isinstance(found, str):
        raise Problem(IO, found)
    return found


def _ended(process: BaseProcess) -> Problem:
    """What is to be said of *process*, which nobody here ended."""
    time.sleep(GRACE)
    process.join(GRACE)
    code = process.exitcode
    how = f"by {signal.Signals(-code).name}" if code is not None and code < 0 else f"with exit code {code}"
    return Problem(
        HUNG, f"a process that reads for this one was ended {how}: what is written stays, the next call does the rest"
    )


def _serve(pipe: Connection, not_its: list[Connection], data_dir: Path, origins: Origins) -> None:
    """Answer chunks of records that come through *pipe* by what became of them, or by what is wrong with the archive.

    :param not_its: ends of pipes that are nobody's but of the process that started this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: whoever started it ends it
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    for other in not_its:
        other.close()
    reader: Reader | None = None
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # whoever started it is gone
        while True:
            lines = pipe.recv()
            try:
                reader = reader or Reader(data_dir, origins, Ledger(data_dir / "state.sqlite3", readonly=True))
                pipe.send([reader.outcome(line) for line in lines])
            except ArchiveError as error:
                pipe.send(str(error))
