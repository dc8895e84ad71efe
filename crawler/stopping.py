"""The end of a crawl: by itself, by a signal, by its deadline, or the hard way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from typing import TYPE_CHECKING, cast

from crawler import console
from crawler.run import CONFIG, DATA, IO, Problem, Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from twisted.internet.base import ReactorBase

    from spiders.base import Arguments

ARCHIVE = tuple(f"crawler.{name}" for name in ("run", "ledger", "jsonl", "frontier", "sources", "hosts", "raw", "warc"))
"""Modules that cannot be entered a second time by a signal's handler."""
LAST_RESORT = 2.0
"""Seconds after ORDA_STOP_SECONDS at which a stopped run that still hangs is ended from another thread."""

POLL = 0.01

log = logging.getLogger("orda")


class Stopper:
    """Runs the crawl of *run*, and ends it on a signal with the batch in hand written.

    A signal that comes before the crawl does is kept until there is something to end. Downloads get *seconds* to end.
    A second signal, or a loop that no longer turns, ends it the hard way: what is not written stays pending.

    :param ended_hard: is told so, with exit code and message.
    """

    def __init__(self, run: Run, seconds: float, ended_hard: Callable[[int, str], object]) -> None:
        self.run = run
        self.seconds = seconds
        self._ended_hard = ended_hard
        self._last = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Task[None] | None = None
        signal.signal(signal.SIGALRM, self._signalled)  # the watchdog's
        for number in console.STOP_SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._signalled)

    def crawl(self, process: AsyncCrawlerProcess, crawler: Crawler, arguments: Arguments) -> None:
        """Crawl to the end, or until a signal comes. Whatever goes wrong is what the run ends for."""
        if self.run.signal is not None:
            return
        self._process, self._crawler = process, crawler
        self._loop = asyncio.get_event_loop()
        self._crawl = process.crawl(crawler, arguments=arguments)
        self._crawl.add_done_callback(self._over)
        if self.run.signal is not None:
            self._loop.call_soon(self._stop)
        try:
            process.start(install_signal_handlers=False)
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # a component's: the loop is dead
            self._failed(error)
            _end_threads()

    def _over(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            log.error("the crawl could not start", exc_info=error)
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        """A crawl that ended with an exception: mostly it never began, because a setting or component is wrong."""
        what = f"{type(error).__name__}: {error}"
        if isinstance(error, Problem):
            self.run.stop_for(error)
        elif isinstance(error, OSError):
            self.run.stop_for(Problem(IO, what))
        elif isinstance(error, Exception):
            self.run.stop_for(Problem(CONFIG, f"the crawl could not start: {what}"))
        else:
            self.run.stop_for(Problem(DATA, f"a component ended the program: {what}"))

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self.run.signal is not None:
            self.end_hard()
        self.run.signal = number
        last = threading.Timer(self.seconds + LAST_RESORT, self.end_hard)
        last.daemon = True
        last.start()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop)
            if not self._writing(frame):  # a page of many megabytes may keep the loop from turning in time
                self._write()

    def _writing(self, frame: FrameType | None) -> bool:
        """Whether the archive is being read or written in the very moment that the signal interrupted."""
        while frame is not None:
            if frame.f_globals.get("__name__") in ARCHIVE:
                return True
            frame = frame.f_back
        return self.run.ledger._db.in_transaction

    def _write(self) -> None:
        with contextlib.suppress(Problem):  # it is said in the end
            self._crawler.frontier.flush()  # type: ignore[attr-defined]

    def end_hard(self) -> None:
        """End the program, from whatever thread."""
        if not self._last.acquire(blocking=False):  # another thread does so already
            return
        self.run.signal = self.run.signal or signal.SIGALRM
        line = f"{self.run.config.command}: stopped by {self.run.stopped_by} at once"
        self._ended_hard(self.run.stop_code, f"{line}; what is not written comes again next run")
        os._exit(self.run.stop_code)

    def _stop(self) -> None:
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        """Write what is in hand; end the crawl, when it has begun; leave what does not end by itself."""
        asyncio.get_running_loop().call_later(self.seconds, self._process._stop_reactor)
        self._write()
        while not (self._crawl.done() or (self._crawler._engine is not None and self._crawler.engine.running)):
            await asyncio.sleep(POLL)
        if self._crawler._engine is not None:
            for slot in self._crawler.engine.downloader.slots.values():
                slot.delay = 0.0  # what waits for its turn is not sent any more: the download handler sees to that
        await self._process.stop()


def _end_threads() -> None:
    """End what the reactor would have ended, had nothing broken out of it: else the program never ends."""
    from twisted.internet import reactor

    pool = cast("ReactorBase", reactor).threadpool
    if pool is not None:
        pool.stop()
