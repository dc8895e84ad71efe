"""``scrapy crawl``: Scrapy's own command, with the lock and all checks before a crawler exists, and an exit code after.

Scrapy's own exits 0 whatever became of the crawl.
"""

from __future__ import annotations

import gc
import logging
import sys
from typing import TYPE_CHECKING, cast

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import SpiderLoader

from crawler import console
from crawler.checks import RENDER, check_outputs
from crawler.cli import (
    Kept,
    OrdaCommand,
    data_dir_of,
    editions,
    keeping_of,
    log_to,
    nearest,
    origins_of,
    quieten,
    rules_of,
)
from crawler.extensions import summary, total
from crawler.extract.version import EXTRACTOR
from crawler.feeds import check_feeds, feed_files
from crawler.frontier import Frontier
from crawler.ledger import ArchiveError
from crawler.run import CONFIG, IO, MB, USAGE, Config, Problem, Run, exit_code
from crawler.stopping import Stopper
from crawler.unattended import CRON_JOB, Unattended, wrong
from spiders.base import Arguments, OrdaSpider, check_names

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.settings import Settings

log = logging.getLogger("orda")


class Command(OrdaCommand, BaseRunSpiderCommand):
    """Run a spider."""

    logfile = "log file (default: crawl.log in the data directory)"
    crawler_process: AsyncCrawlerProcess
    spider: type[OrdaSpider]
    arguments: Arguments

    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Run a spider: latest (the cron job), article (by address), archive (a range of days), revisit"

    def long_desc(self) -> str:
        return (
            "Run a spider. `latest` takes what is new on the latest-news page; `article` takes articles by address;"
            " `archive` takes what was published in a range of days; `revisit` looks again at what is stored."
            " Exit codes: 0 done; 64 wrong arguments; 65 pages came that are no articles; 69 the site could not be"
            " reached, blocks or fails; 70 it was not over by its deadline; 74 the data directory, or a feed, cannot be"
            " read or written; 75 another run is at work; 78 wrong settings; 128+n stopped by a signal."
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
        assert self.settings is not None
        try:
            self._read(args, opts)
        except Problem as problem:
            if args == [CRON_JOB]:
                wrong(self.settings, data_dir_of(self.settings), problem)
            raise

    def _read(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read and judge all that is given."""
        super().process_options(args, opts)
        assert self.settings is not None
        origins_of(self.settings)
        rules_of(self.settings)
        check_feeds(self.settings)
        check_outputs(feed_files(self.settings), data_dir_of(self.settings))
        check_names(opts.spargs, self.spider)
        self.arguments = self.spider.read_arguments(opts.spargs, self.settings)
        render = opts.spargs.get("render", self.settings["RENDER"])
        if render not in RENDER:
            raise Problem(USAGE, f"render={render}: give {', '.join(RENDER)}")
        self.settings.set("RENDER", render, priority="cmdline")

    def take_settings(self, args: list[str]) -> None:
        """Take over what the spider sets for itself: it counts for the whole run, and is judged like all else."""
        assert self.settings is not None
        self.spider = spider_named(args, self.settings)
        self.spider.update_settings(self.settings)

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
            deadline=settings.getfloat("ORDA_DEADLINE_SECONDS"),
        )
        judged = editions(settings["ORDA_EDITIONS"], "ORDA_EDITIONS", CONFIG)
        patient = self.arguments.wait > 0
        with Unattended(settings, config, opts.spargs, patient=patient, judged=judged) as around:
            self._run(Run(config, wait=self.arguments.wait), around, opts, kept)

    def _run(self, run: Run, around: Unattended, opts: argparse.Namespace, kept: Kept) -> None:
        """The run, from the moment in which the archive is ours to that in which it is given back."""
        assert self.settings is not None
        settings = self.settings
        stopper = Stopper(run, settings.getfloat("ORDA_STOP_SECONDS"), around.ended_hard)
        try:
            run.ledger.use_extractor(EXTRACTOR)
            around.begin(run)
            around.watch(run, stopper.end_hard)
            around.set_up_log(run.config.data_dir / "crawl.log", run)
            crawler, shown = self._set_up(run.config.data_dir, kept, to_stderr=bool(opts.loglevel) and not opts.nolog)
            around.crawling(crawler)
            crawler.frontier = Frontier(  # type: ignore[attr-defined]
                run, lambda name, count=1: crawler.stats.inc_value(name, count)
            )
            # What there is now stays: so the cycles that answers leave are collected after 9,000 of them, not 15,000.
            gc.freeze()
            stopper.crawl(self.crawler_process, crawler, self.arguments)
            around.crawled()
            self.exitcode = self._finish(run, crawler, shown, around)
        except Problem as problem:
            around.broke_off(run, problem)
            raise
        finally:
            run.close()

    def _set_up(self, data_dir: Path, kept: Kept, *, to_stderr: bool) -> tuple[Crawler, logging.Handler | None]:
        """Set up the log and the loop; back come the crawler and the log's way to standard error.

        :raises Problem: 74 if the log cannot be written, 78 if a setting does not let it be made.
        """
        assert self.settings is not None
        settings = self.settings
        settings.set("ORDA_LOG_TO_STDERR", to_stderr, priority="command")
        if settings.getbool("LOG_ENABLED") and not settings["LOG_FILE"]:
            settings.set("LOG_FILE", str(data_dir / "crawl.log"), priority="command")
        quieten(settings)
        try:
            self.crawler_process = AsyncCrawlerProcess(settings)
            kept.hand_over()
            log.info("%s begins", self.arguments.title)  # tells whether the log can be written
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
