"""What surrounds a run that nobody watches: deadline, log, report, metrics, status page, alarms, heartbeat.

None of it makes a run fail, and what is not needed by every run is imported where it is.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

from scrapy import __version__ as scrapy_version
from scrapy import signals

from crawler import __version__, console, damping, logs
from crawler.extract.version import extractor
from crawler.heartbeat import Heartbeat
from crawler.ledger import ArchiveError
from crawler.reports import EVENTS, FAILURES, Ending
from crawler.run import BUSY, MB, Problem, Run
from crawler.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

CRON_JOB = "latest"
"""The spider that cron starts: the only one whose failures nobody sees, and whose silence means something."""
NEWS = {*EVENTS, *FAILURES, "gap"}
"""Stages for which the status page is renewed at once."""
GRACE = 3.0
"""Seconds after ORDA_STOP_SECONDS after which a run past its deadline that still hangs is ended without Python."""

log = logging.getLogger("orda")


class Unattended:
    """The surroundings of the run of the spider *job*, in words *title*, with the *arguments* that were given."""

    def __init__(self, settings: BaseSettings, job: str, title: str, arguments: Mapping[str, str]) -> None:
        self.settings, self.job, self.title, self.arguments = settings, job, title, arguments
        cron = job == CRON_JOB
        self.heartbeat = Heartbeat((settings["HEARTBEAT_URL"] or "") if cron else "")
        grace = settings.getfloat("ORDA_STOP_SECONDS") + GRACE
        self.watchdog = Watchdog(settings.getfloat("ORDA_DEADLINE_SECONDS"), grace)
        self._marks = [time.monotonic()]
        self._ended: tuple[int, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        """The archive is given back: nobody waits for the last ping but this run."""
        self.watchdog.stop()
        if self._ended is None and isinstance(error, (Problem, ArchiveError)):
            code = error.code if isinstance(error, Problem) else 74
            self._ended = None if code == BUSY else (code, str(error))
        if self._ended is not None:
            self.heartbeat.end(*self._ended)

    # -- the beginning

    def begin(self, run: Run) -> None:
        """The archive is ours: put the run down, complete what was killed before it, and watch.

        :raises ArchiveError: if the ledger cannot be written.
        """
        self.heartbeat.start()
        self.watchdog.start()
        run.beat = self.watchdog.beat
        began = {
            "arguments": dict(self.arguments),
            "versions": {
                "orda-crawler": __version__,
                "extractor": extractor(),
                "python": sys.version.partition(" ")[0],
                "scrapy": scrapy_version,
            },
        }
        for run_id in run.reports.begin(run.run_id, self.job, self.title, began, now=run.now()):
            log.warning("the run %s was killed; what it had begun goes on", run_id)
            if self.job == CRON_JOB and not sys.stderr.isatty():
                said = damping.killed_again(run.ledger, self.job, self.title, now=run.now())
                if said:
                    console.say(said)
        run.reports.forget(self.settings.getint("ORDA_REPORT_DAYS"), now=run.now())

    def set_up_log(self, path: Path, run: Run) -> None:
        """Let all that is logged be of *run*; begin a new file where the one at *path* is too large or too old."""
        size, files = self.settings.getint("ORDA_LOG_MB") * MB, self.settings.getint("ORDA_LOG_FILES")
        logs.use(run.run_id, [self.heartbeat.url])
        with contextlib.suppress(OSError):  # where it cannot be, it cannot be written either, and that is said
            logs.rotate(path, size=size, days=self.settings.getint("ORDA_LOG_DAYS"), keep=files, now=run.clock())

    def crawling(self, crawler: Crawler) -> None:
        """The crawl is about to begin."""
        if self.job != CRON_JOB:  # it may take days; it hangs when no answers come
            crawler.signals.connect(self._answered, signal=signals.response_received)
        self._marks.append(time.monotonic())

    def _answered(self) -> None:
        self.watchdog.beat()

    # -- the end

    def end(self, run: Run, crawler: Crawler, code: int, line: str) -> str | None:
        """The run ended with exit code *code*; *line* is its summary. Back comes what is to be said of it, if anything.

        On a terminal that is all; where nobody looks, a failure that lasts is said once a day.
        """
        self._ended = code, line
        self.watchdog.stop()
        stats: dict[str, Any] = crawler.stats.get_stats() if crawler._stats is not None else {}
        counts = {name[5:]: count for name, count in stats.items() if name.startswith("orda/")}
        frontier = crawler.frontier  # type: ignore[attr-defined]
        timings, disagreements = self._timings(run.started), frontier.drift.disagreements
        ending = Ending(code, line, counts, frontier.examples, timings, run.alarms, disagreements)
        run.reports.end(run.run_id, ending, now=run.now())
        said: str | None = line if code else None
        try:
            if self.job == CRON_JOB:
                if code == 0:
                    damping.went_well(run.ledger, self.title.partition(" ")[2].split(","), now=run.now())
                if not sys.stderr.isatty():
                    said = damping.to_say(run.ledger, self.title, code, line, now=run.now())
            self._publish(run, news=bool(said) or any(name.partition("/")[0] in NEWS for name in counts))
        except (ArchiveError, OSError) as error:
            log.warning("metrics and status page are not renewed: %s", error)
        return said

    def broke_off(self, run: Run, problem: Problem) -> None:
        """The run ended for *problem* before it could crawl."""
        run.reports.end(run.run_id, Ending(problem.code, str(problem), {}), now=run.now())

    def _timings(self, began: float) -> dict[str, float]:
        """Seconds of the parts of the run: until the crawl began, the crawl, and after it."""
        now = time.monotonic()
        begun, crawled = (*self._marks, now, now)[1:3]
        return {"set_up": begun - began, "crawl": crawled - begun, "finish": now - crawled, "total": now - began}

    def crawled(self) -> None:
        """The crawl is over."""
        self._marks.append(time.monotonic())

    def _publish(self, run: Run, *, news: bool) -> None:
        """Renew what others read of the state of the archive; the page if there are *news*, or it is old."""
        from crawler import metrics

        data_dir, now = run.config.data_dir, run.now()
        metrics.write(run.ledger, data_dir, now=now)
        page = data_dir / "status.html"
        if not news and page.exists():
            age = run.clock().timestamp() - page.stat().st_mtime  # to the fraction, both
            if 0 <= age < self.settings.getfloat("ORDA_STATUS_SECONDS"):
                return
        from crawler import status_page
        from crawler.status import status

        found = status(run.ledger, data_dir, now=now, least_free=run.config.least_free)
        status_page.write(status_page.Source(run.ledger, run.files, found), page)
