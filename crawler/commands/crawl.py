"""``scrapy crawl``: Scrapy's own command, with the lock and all checks before a crawler exists, and an exit code after.

Scrapy's own exits 0 whatever became of the crawl.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, cast

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import SpiderLoader

from crawler import console
from crawler.checks import RENDER, check_outputs
from crawler.cli import Kept, OrdaCommand, data_dir_of, keeping_of, log_to, nearest, origins_of, rules_of
from crawler.extensions import summary, total
from crawler.extract.article import EXTRACTOR
from crawler.feeds import check_feeds, feed_files
from crawler.frontier import Frontier
from crawler.ledger import ArchiveError
from crawler.run import CONFIG, DATA, IO, MB, USAGE, Config, Problem, Run, exit_code
from crawler.unattended import Unattended
from spiders.base import Arguments, OrdaSpider, check_names

if TYPE_CHECKING:
    import argparse
    from pathlib import Path
    from types import FrameType

    from scrapy.crawler import Crawler
    from scrapy.settings import Settings
    from twisted.internet.base import ReactorBase

ARCHIVE = tuple(f"crawler.{name}" for name in ("run", "ledger", "jsonl", "frontier", "sources", "hosts", "raw", "warc"))
"""Modules that cannot be entered a second time by a signal's handler."""
LAST_RESORT = 2.0
"""Seconds after ORDA_STOP_SECONDS at which a stopped run that still hangs is ended from another thread."""

POLL = 0.01

log = logging.getLogger("orda")


class Command(OrdaCommand, BaseRunSpiderCommand):
    """Run a spider."""

    crawler_process: AsyncCrawlerProcess
    spider: type[OrdaSpider]
    arguments: Arguments

    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Run a spider: latest (the cron job), article (by address), archive (a range of days)"

    def long_desc(self) -> str:
        return (
            "Run a spider. `latest` takes what is new on the latest-news page; `article` takes articles by address;"
            " `archive` takes what was published in a range of days."
            " Exit codes: 0 done; 64 wrong arguments; 65 pages came that are no articles; 69 the site could not be"
            " reached, blocks or fails; 74 the data directory, or a feed, cannot be read or written; 75 another run is"
            " at work; 78 wrong settings; 128+n stopped by a signal."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        assert self.settings is not None
        loader = SpiderLoader.from_settings(self.settings)
        for name in sorted(loader.list()):
            group = parser.add_argument_group(f"Arguments of {name}")
            spider = cast("type[OrdaSpider]", loader.load(name))
            group.description = "; ".join(f"-a {arg}=…: {what}" for arg, what in spider.parameters.items())

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        origins_of(self.settings)
        rules_of(self.settings)
        check_feeds(self.settings)
        check_outputs(feed_files(self.settings), data_dir_of(self.settings))
        self.spider = spider_named(args, self.settings)
        check_names(opts.spargs, self.spider)
        self.arguments = self.spider.read_arguments(opts.spargs, self.settings)
        render = opts.spargs.get("render", self.settings["RENDER"])
        if render not in RENDER:
            raise Problem(USAGE, f"render={render}: give {', '.join(RENDER)}")
        self.settings.set("RENDER", render, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        settings = self.settings
        kept = Kept()
        config = Config(
            data_dir_of(settings),
            origins_of(settings),
            self.arguments.title,
            rules_of(settings),
            keeping_of(settings),
            (settings.getint("ORDA_QUARANTINE_ITEMS"), int(settings.getfloat("ORDA_QUARANTINE_MB") * 1_000_000)),
            job=self.spider.job,
            least_free=settings.getint("ORDA_FREE_MB") * MB,
        )
        with Unattended(settings, self.spider.job, self.arguments.title, opts.spargs) as around:
            self._run(Run(config, wait=self.arguments.wait), around, opts, kept)

    def _run(self, run: Run, around: Unattended, opts: argparse.Namespace, kept: Kept) -> None:
        """The run, from the moment in which the archive is ours to that in which it is given back."""
        assert self.settings is not None
        settings = self.settings
        stopper = Stopper(run, settings.getfloat("ORDA_STOP_SECONDS"))
        try:
            run.ledger.use_extractor(EXTRACTOR)
            around.begin(run)
            around.set_up_log(run.config.data_dir / "crawl.log", run)
            crawler, shown = self._set_up(run.config.data_dir, to_stderr=bool(opts.loglevel) and not opts.nolog)
            around.crawling(crawler)
            kept.hand_over()
            crawler.frontier = Frontier(  # type: ignore[attr-defined]
                run, lambda name, count=1: crawler.stats.inc_value(name, count)
            )
            stopper.crawl(self.crawler_process, crawler, self.arguments)
            around.crawled()
            self.exitcode = self._finish(run, crawler, shown, around)
        except Problem as problem:
            around.broke_off(run, problem)
            raise
        finally:
            run.close()

    def _set_up(self, data_dir: Path, *, to_stderr: bool) -> tuple[Crawler, logging.Handler | None]:
        """Set up the log and the loop; back come the crawler and the log's way to standard error.

        :raises Problem: 74 if the log cannot be written, 78 if a setting does not let it be made.
        """
        assert self.settings is not None
        settings = self.settings
        settings.set("ORDA_LOG_TO_STDERR", to_stderr, priority="command")
        if settings.getbool("LOG_ENABLED") and not settings["LOG_FILE"]:
            settings.set("LOG_FILE", str(data_dir / "crawl.log"), priority="command")
        try:
            self.crawler_process = AsyncCrawlerProcess(settings)
            crawler = self._create_crawler(self.spider)
        except OSError as error:
            raise Problem(IO, f"{settings['LOG_FILE']} cannot be written: {error.strerror}") from error
        except Exception as error:  # whatever a class that a setting names raises
            raise Problem(CONFIG, f"the crawl cannot be set up: {type(error).__name__}: {error}") from error
        return crawler, log_to(settings, to_stderr=to_stderr)

    def _finish(self, run: Run, crawler: Crawler, shown: logging.Handler | None, around: Unattended) -> int:
        """Write what is still in hand; say what became of the run; its exit code."""
        try:
            crawler.frontier.flush()  # type: ignore[attr-defined]
            if run.problem is None:
                crawler.frontier.finish()  # type: ignore[attr-defined]
        except Problem as problem:
            run.stop_for(problem)
        except ArchiveError as error:
            run.stop_for(Problem(IO, str(error)))
        stats = crawler.stats.get_stats() if crawler._stats is not None else {}
        if run.signal is not None:
            code = run.stop_code
        elif run.problem is not None:
            code = run.problem.code
        elif total(stats, "feed"):
            code = IO
        else:
            affected = any(alarm.affects for alarm in run.alarms)
            code = exit_code(stats, by_address=self.spider.by_address, affected=affected)
        line = summary(run, stats, code)
        level = logging.ERROR if code else logging.WARNING if run.alarms else logging.INFO
        said = around.end(run, crawler, code, line)
        log.log(level, "%s", line)
        if any(not alarm.again for alarm in run.alarms):
            said = said or line
        if (said or sys.stderr.isatty()) and (shown is None or shown.level > level):
            console.say(said or line)
        return code


class Stopper:
    """Runs the crawl of *run*, and ends it on a signal with the batch in hand written.

    A signal that comes before the crawl does is kept until there is something to end. Downloads get *seconds* to end.
    A second signal, or a loop that no longer turns, ends it the hard way: what is not written stays pending.
    """

    def __init__(self, run: Run, seconds: float) -> None:
        self.run = run
        self.seconds = seconds
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
            self._end_hard()
        self.run.signal = number
        last = threading.Timer(self.seconds + LAST_RESORT, self._end_hard)
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

    def _end_hard(self) -> None:
        assert self.run.signal is not None
        why = f"{self.run.config.command}: stopped by {self.run.stopped_by} at once"
        console.say(f"{why}; what is not written comes again next run")
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


def spider_named(args: list[str], settings: Settings) -> type[OrdaSpider]:
    """The spider that the command line names.

    :raises Problem: 64 if there is none of that name.
    """
    try:
        loader = SpiderLoader.from_settings(settings)
    except Exception as error:  # whatever a module of spiders raises
        raise Problem(CONFIG, f"SPIDER_MODULES={settings['SPIDER_MODULES']} cannot be loaded: {error}") from error
    names = sorted(loader.list())
    for arg in args:
        if arg.startswith("-"):
            raise Problem(USAGE, f"there is no option {arg}: see scrapy crawl --help")
    if len(args) != 1:
        raise Problem(USAGE, f"give one spider to run: {', '.join(names)}")
    if args[0] not in names:
        near = nearest(args[0], names)
        there = f"did you mean {near}?" if near else f"there are {', '.join(names)}"
        raise Problem(USAGE, f"there is no spider {args[0]}: {there}")
    spider = loader.load(args[0])
    if not issubclass(spider, OrdaSpider):
        raise Problem(CONFIG, f"the spider {args[0]} is none of this program's")
    return spider
