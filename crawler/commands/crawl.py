"""``scrapy crawl``: Scrapy's own command, with the lock and all checks before a crawler exists, and an exit code after.

Scrapy's own exits 0 whatever became of the crawl.
"""

from __future__ import annotations

import asyncio
import difflib
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import SpiderLoader

from crawler.cli import OrdaCommand, check_settings, data_dir_of, log_to, origins_of, said
from crawler.extensions import summary
from crawler.extract.article import EXTRACTOR
from crawler.frontier import Frontier
from crawler.run import CONFIG, IO, USAGE, Config, Problem, Run, exit_code
from spiders.base import Arguments, OrdaSpider, check_names

if TYPE_CHECKING:
    import argparse
    from types import FrameType

    from scrapy.crawler import Crawler
    from scrapy.settings import Settings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST_RESORT = 3.0
"""Seconds after ORDA_STOP_SECONDS at which a stopped run that still hangs is ended from another thread."""

log = logging.getLogger("orda")


class Command(OrdaCommand, BaseRunSpiderCommand):
    """Run a spider."""

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
            " reached, blocks or fails; 74 the data directory cannot be read or written; 75 another run is at work;"
            " 78 wrong settings; 128+n stopped by a signal."
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
        with said(self):
            assert self.settings is not None
            check_settings(self.settings)
            origins_of(self.settings)
            check_feeds(self.settings)
            self.spider = spider_named(args, self.settings)
            check_names(opts.spargs, self.spider)
            self.arguments = self.spider.read_arguments(opts.spargs, self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        settings = self.settings
        stopper = Stopper(settings.getfloat("ORDA_STOP_SECONDS"))
        to_stderr = bool(opts.loglevel)
        with said(self):
            config = Config(data_dir_of(settings), origins_of(settings), self.arguments.title)
            run = Run(config, wait=self.arguments.wait)
            try:
                run.ledger.use_extractor(EXTRACTOR)
                process = self._process(settings, config.data_dir, to_stderr=to_stderr)
                crawler = self._crawl(process, run)
                stopper.watch(process, run)
                process.start(install_signal_handlers=False)
                self.exitcode = self._finish(run, crawler, to_stderr=to_stderr)
            finally:
                run.close()

    def _process(self, settings: Settings, data_dir: Path, *, to_stderr: bool) -> AsyncCrawlerProcess:
        settings.set("ORDA_LOG_TO_STDERR", to_stderr, priority="command")
        if settings.getbool("LOG_ENABLED") and not settings["LOG_FILE"]:
            settings.set("LOG_FILE", str(data_dir / "crawl.log"), priority="command")
        try:
            process = AsyncCrawlerProcess(settings)
        except OSError as error:
            raise Problem(IO, f"{settings['LOG_FILE']} cannot be written: {error.strerror}") from error
        except (ValueError, TypeError) as error:
            raise Problem(CONFIG, f"the log cannot be set up: {error}") from error
        log_to(settings, to_stderr=to_stderr)
        return process

    def _crawl(self, process: AsyncCrawlerProcess, run: Run) -> Crawler:
        self.crawler_process = process
        crawler = self._create_crawler(self.spider)
        crawler.frontier = Frontier(  # type: ignore[attr-defined]
            run, lambda name, count=1: crawler.stats.inc_value(name, count)
        )
        task = process.crawl(crawler, arguments=self.arguments)
        task.add_done_callback(lambda task: _cannot_start(task, run))
        return crawler

    def _finish(self, run: Run, crawler: Crawler, *, to_stderr: bool) -> int:
        """Write what is still in hand; say what became of the run; its exit code."""
        try:
            crawler.frontier.flush()  # type: ignore[attr-defined]
        except Problem as problem:
            run.problem = problem
        stats = crawler.stats.get_stats() if crawler._stats is not None else {}
        if run.signal is not None:
            code = 128 + run.signal
        elif run.problem is not None:
            code = run.problem.code
        else:
            code = exit_code(stats, by_address=self.spider.by_address)
        line = summary(run, stats, code)
        log.log(logging.INFO if code == 0 else logging.ERROR, "%s: %s", run.run_id, line)
        if not to_stderr and (code != 0 or sys.stderr.isatty()):
            sys.stderr.write(f"{line}\n")
        return code


class Stopper:
    """Ends a run on SIGINT, SIGTERM or SIGHUP: at once before it began, else with the batch in hand written.

    Downloads get *seconds* to end. A second signal, or a loop that no longer turns, ends it the hard way: what is
    not written stays pending.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._process: AsyncCrawlerProcess | None = None
        self._run: Run | None = None
        for number in STOP_SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._signalled)

    def watch(self, process: AsyncCrawlerProcess, run: Run) -> None:
        """From now on there is something to end in good order."""
        self._process, self._run = process, run

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self._process is None or self._run is None:
            sys.exit(128 + number)
        if self._run.signal is not None:
            os._exit(128 + number)
        self._run.signal = number
        last = threading.Timer(self.seconds + LAST_RESORT, os._exit, [128 + number])
        last.daemon = True
        last.start()
        from twisted.internet import reactor

        reactor.callFromThread(self._stop)

    def _stop(self) -> None:
        assert self._process is not None
        self._task = asyncio.ensure_future(self._process.stop())
        asyncio.get_running_loop().call_later(self.seconds, self._process._stop_reactor)


def _cannot_start(task: asyncio.Task[None], run: Run) -> None:
    """A crawl that ended with an exception never began: a component or a setting is wrong."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("the crawl could not start", exc_info=error)
        run.problem = run.problem or Problem(CONFIG, f"the crawl could not start: {type(error).__name__}: {error}")


def spider_named(args: list[str], settings: Settings) -> type[OrdaSpider]:
    """The spider that the command line names.

    :raises Problem: 64 if there is none of that name.
    """
    loader = SpiderLoader.from_settings(settings)
    names = sorted(loader.list())
    for arg in args:
        if arg.startswith("-"):
            raise Problem(USAGE, f"there is no option {arg}: see scrapy crawl --help")
    if len(args) != 1:
        raise Problem(USAGE, f"give one spider to run: {', '.join(names)}")
    if args[0] not in names:
        near = difflib.get_close_matches(args[0], names, 1, 0.4)
        there = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
        raise Problem(USAGE, f"there is no spider {args[0]}: {there}")
    return cast("type[OrdaSpider]", loader.load(args[0]))


def check_feeds(settings: Settings) -> None:
    """Refuse feed files that cannot be written: Scrapy would find out when it is too late, and exit 0.

    :raises Problem: 64.
    """
    for uri in settings.getdict("FEEDS"):
        parts = urlsplit(str(uri))
        if str(uri) in ("-", "stdout:") or parts.scheme not in ("", "file"):
            continue
        path = Path(unquote(parts.path) if parts.scheme else str(uri)).absolute()
        parent = next(folder for folder in path.parents if folder.exists())
        if path.is_dir() or not parent.is_dir() or not os.access(path if path.exists() else parent, os.W_OK):
            raise Problem(USAGE, f"{path} cannot be written")
