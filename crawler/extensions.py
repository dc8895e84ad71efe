"""What runs beside the spider: the way from Scrapy to the run, outcomes of faults, progress, and what is logged."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.logformatter import LogFormatter

from crawler.alarms import summed_up
from crawler.console import discard
from crawler.frontier import Frontier
from crawler.items import Article
from crawler.ledger import ArchiveError
from crawler.run import HUNG, IO, Problem, Run

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure
    from typing_extensions import Self

    from crawler.progress import Display


CLOSING = 0.2
"""Seconds after an item until it is seen whether the crawl only waits for that."""


def frontier_of(crawler: Crawler) -> Frontier:
    """The frontier that the ``crawl`` command gave *crawler*.

    :raises NotConfigured: if there is none: ``scrapy shell`` and ``scrapy fetch`` write nothing.
    """
    frontier = getattr(crawler, "frontier", None)
    if not isinstance(frontier, Frontier):
        raise NotConfigured("only `scrapy crawl` writes to the archive")
    return frontier


def stop(crawler: Crawler, error: Problem | ArchiveError) -> None:
    """End the crawl because of *error*: the archive cannot be used. What is not written stays pending."""
    run = frontier_of(crawler).run
    run.stop_for(error if isinstance(error, Problem) else Problem(IO, str(error)))
    if crawler.engine.spider is not None:
        crawler.stop_task = asyncio.ensure_future(  # type: ignore[attr-defined]  # kept, or it may be collected
            crawler.engine.close_spider_async(reason="cannot write")
        )


class Outcomes:
    """Sees to it that whatever raises leaves its link as it was, to come again next run."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = frontier_of(crawler)
        self._closing: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        outcomes = cls(crawler)
        crawler.signals.connect(outcomes.item_error, signal=signals.item_error)
        crawler.signals.connect(outcomes.item_dropped, signal=signals.item_dropped)
        crawler.signals.connect(outcomes.spider_error, signal=signals.spider_error)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(outcomes.item_done, signal=signal)
        crawler.signals.connect(outcomes.spider_closed, signal=signals.spider_closed)
        return outcomes

    def item_done(self) -> None:
        """See before long whether the crawl waits for items: Scrapy 2.19 learns that the last is done only if an answer
        gave it, and would wait for ever if the start of the spider did."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().call_later(CLOSING, self._close)

    def _close(self) -> None:
        self._closing = None
        scraper = self.crawler.engine.scraper
        if scraper.slot is None or scraper.slot.closing is None or scraper.slot.closing.called:
            return
        if scraper.slot.is_idle():
            scraper._check_if_closing()
        else:
            self.item_done()

    def item_error(self, item: object, failure: Failure) -> None:
        """A pipeline raised."""
        if isinstance(item, Article):
            self._erred(item.id, failure.value)

    def item_dropped(self, item: object, exception: Exception) -> None:
        """A pipeline dropped an item; if it was none of ours, nothing is known of why."""
        from crawler.pipelines import RejectedError

        if isinstance(item, Article) and not isinstance(exception, RejectedError):
            self._erred(item.id, exception)

    def spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        """A callback raised, or, where there is no answer, the start of the spider."""
        if response is None and isinstance(failure.value, OSError):  # all that a spider uses itself is the output
            discard(sys.stdout)
            stop(self.crawler, Problem(IO, f"standard output cannot be written: {failure.value.strerror}"))
            return
        request = getattr(response, "request", None)
        link = request.cb_kwargs.get("link") if request is not None else None
        if link is not None:
            self._erred(link.id, failure.value)
        else:
            self._erred(None, failure.value)

    def spider_closed(self, reason: str) -> None:
        """The crawl is over; what was in hand is written."""
        if reason == "memusage_exceeded":
            limit = self.crawler.settings["MEMUSAGE_LIMIT_MB"]
            self.frontier.run.stop_for(
                Problem(HUNG, f"it took more than MEMUSAGE_LIMIT_MB={limit} and was ended: the next run does the rest")
            )

    def _erred(self, id: str | None, error: BaseException | None) -> None:
        if isinstance(error, (Problem, ArchiveError)):
            stop(self.crawler, error)
        else:
            self.frontier.erred(id, type(error).__name__)


class Progress:
    """What the terminal shows while the crawl goes on; nothing where standard error is no terminal."""

    SECONDS = 0.25

    def __init__(self, crawler: Crawler) -> None:
        if not sys.stderr.isatty() or crawler.settings.get("ORDA_LOG_TO_STDERR"):
            raise NotConfigured
        self.crawler = crawler
        self.title = frontier_of(crawler).run.config.command
        self._started = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._display: Display | None = None
        self._reading = ""
        """Path of what came last."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        progress = cls(crawler)
        crawler.signals.connect(progress.show, signal=signals.spider_opened)
        crawler.signals.connect(progress.clear, signal=signals.spider_closed)
        crawler.signals.connect(progress.reads, signal=signals.response_received)
        return progress

    def reads(self, request: Request) -> None:
        """*request* was answered."""
        self._reading = urlsplit(request.url).path

    def show(self) -> None:
        """Show how far it is, and again after a while."""
        from crawler.progress import Display, Sight  # here: cron has no terminal

        self._display = self._display or Display()
        stats, engine = self.crawler.stats.get_stats(), self.crawler.engine
        more = getattr(self.crawler.spider, "progress", str)
        told = {stage: total(stats, stage) for stage in ("new", "changed", "removed", "known", "rejected")}
        failed = total(stats, "failed") + total(stats, "missing")
        self._display.show(
            Sight(
                title=self.title,
                came=stats.get("downloader/response_count", 0),
                waiting=len(engine.scheduler or ()) + len(engine.downloader.active),  # type: ignore[arg-type]
                outcomes={"stored": told.pop("new"), "failed": failed} | {name: n for name, n in told.items() if n},
                reading=self._reading,
                seconds=time.monotonic() - self._started,
                more=more(),
            )
        )
        self._timer = asyncio.get_running_loop().call_later(self.SECONDS, self.show)

    def clear(self) -> None:
        """Take it away."""
        if self._timer is not None:
            self._timer.cancel()
        if self._display is not None:
            self._display.clear()


def total(stats: dict[str, Any], stage: str) -> int:
    """How many of *stage* there were, for whatever reason."""
    return sum(count for name, count in stats.items() if name.startswith(f"orda/{stage}/"))


SHOWN = ("feed", "browser", "unwell", "list", "failed", "missing", "gone", "rejected", "unknown", "error")
"""Stages whose reasons a run that is not well says."""


def summary(run: Run, stats: dict[str, Any], code: int) -> str:
    """What became of a run, in one line: counts, and where it is not well the reasons."""
    parts = [f"{total(stats, 'new')} new", f"{total(stats, 'failed') + total(stats, 'missing')} failed"]
    parts[1:1] = [f"{count} {stage}" for stage in ("changed", "removed", "restored") if (count := total(stats, stage))]
    parts += [f"{count} {stage}" for stage in ("gone", "rejected") if (count := total(stats, stage))]
    parts += [f"{count} not believed"] if (count := total(stats, "doubted")) else []
    parts.append(f"{total(stats, 'known')} known")
    seconds = time.monotonic() - run.started
    requests = stats.get("downloader/request_count", 0) - stats.get("browser/pages", 0)
    line = f"{run.config.command}: {', '.join(parts)}; {requests} request{'s' * (requests != 1)} in {seconds:.1f} s"
    for name in sorted(stats):
        if name.startswith("orda/gap/"):
            line += f"; gap {name.split('/', 2)[2]}"
    if run.alarms:
        line += f"; {summed_up(run.alarms)}"
    for name in sorted(stats):
        if name.startswith("orda/disagreement/"):
            line += f"; sources disagree about the {name.split('/', 2)[2]} of {stats[name]}"
    if run.signal is not None:
        return f"{line}; stopped by {run.stopped_by}: what is written is kept"
    if run.problem is not None:
        return f"{line}; {run.problem}"
    capped = [name.split("/", 2)[2] for name in sorted(stats) if name.startswith("orda/capped/")]
    if capped:
        line += f"; {'; '.join(capped)}: {run.ledger.waiting()} links wait for the next"
    if code:
        reasons = [
            f"{stage} {name.split('/', 2)[2]}" + (f" ({count} times)" if count > 1 else "")
            for stage in SHOWN
            for name, count in sorted(stats.items())
            if name.startswith(f"orda/{stage}/")
        ]
        line += "".join(f"; {reason}" for reason in reasons)
    return line


class Formatter(LogFormatter):
    """Scrapy's log messages, with an item's id in the place of the whole article."""

    def dropped(self, *args: Any) -> None:  # type: ignore[override]
        """Nothing: the frontier logs what was rejected."""

    def scraped(self, item: Any, response: Any, spider: Spider) -> LogFormatterResult:
        """The id only."""
        return super().scraped(getattr(item, "id", item), response, spider)

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Spider) -> LogFormatterResult:
        """The id only."""
        return super().item_error(getattr(item, "id", item), exception, response, spider)
