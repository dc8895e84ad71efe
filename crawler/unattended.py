"""What surrounds a run that nobody watches: deadline, log, report, metrics, status page, alarms, heartbeat.

None of it makes a run fail, and what is not needed by every run is imported where it is.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from scrapy import __version__ as scrapy_version
from scrapy import signals

from crawler import __version__, console, damping, logs
from crawler.extract.version import extractor
from crawler.heartbeat import Heartbeat, check
from crawler.ledger import ArchiveError
from crawler.notes import Note
from crawler.refusals import refused
from crawler.reports import EVENTS, FAILURES, Ending
from crawler.run import BUSY, DATA, IO, MB, Problem, Run, exit_code, new_id
from crawler.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from typing_extensions import Self

    from crawler.run import Config

CRON_JOB = "latest"
"""The spider that cron starts: the only one whose failures nobody sees, and whose silence means something."""
NEWS = {*EVENTS, *FAILURES, "gap"}
"""Stages for which the status page is renewed at once."""
REFUSED_DAYS = 7
"""Days that a report is kept where the settings are wrong that say how long."""
GRACE = 3.0
"""Seconds after ORDA_STOP_SECONDS after which a run past its deadline that still hangs is ended by the watchdog."""

log = logging.getLogger("orda")


class Unattended:
    """The surroundings of the run of a spider that *config* describes, with the *arguments* that were given.

    :param patient: whether it waits for another run, as cron's does.
    :param judged: the editions that metrics and status page are to judge.
    """

    def __init__(
        self,
        settings: BaseSettings,
        config: Config,
        arguments: Mapping[str, str],
        *,
        patient: bool = False,
        judged: Sequence[str] | None = None,
    ) -> None:
        self.settings, self.arguments, self.patient, self.judged = settings, arguments, patient, judged
        self.data_dir, self.job, self.title = config.data_dir, config.job, config.command
        cron = self.job == CRON_JOB
        self.unseen = cron and not sys.stderr.isatty()
        """Whether nobody looks: then what lasts is said once a day."""
        self.heartbeat = Heartbeat((settings["HEARTBEAT_URL"] or "") if cron else "")
        self.watchdog = Watchdog(config.deadline, settings.getfloat("ORDA_STOP_SECONDS") + GRACE)
        self._note: Note | None = None
        self._marks = [time.monotonic()]
        self._ended: tuple[int, str] | None = None
        self._begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        """The archive is given back: nobody waits for the last ping but this run.

        :raises Problem: in the place of an ArchiveError.
        """
        self.watchdog.stop()
        if self._note is not None:
            self._note.drop()
        problem = Problem(IO, str(error)) if isinstance(error, ArchiveError) else error
        if self._ended is None and isinstance(problem, Problem):
            self._failed(problem)
        if self._ended is not None:
            self.heartbeat.end(*self._ended)
        if isinstance(error, ArchiveError) and isinstance(problem, Problem):
            raise problem from error

    def _failed(self, problem: Problem) -> None:
        """The run came to nothing for *problem*. A start that found another at work was no run."""
        if problem.code != BUSY:
            self._ended = problem.code, str(problem)
            if not self._begun and self.data_dir.is_dir():
                began = beginning(self.job, self.title) | self._began()
                refused(self.data_dir, began, problem, days=self.settings.getint("ORDA_REPORT_DAYS"))
        if self.unseen:
            damping.tell(self.data_dir, self.title, problem, patient=self.patient)

    # -- the beginning

    def begin(self, run: Run) -> None:
        """The archive is ours: put the run down, complete what was killed before it, and watch.

        :raises ArchiveError: if the ledger cannot be written.
        """
        self._begun = True
        self.heartbeat.start()
        for one in run.reports.begin(run.run_id, self.job, self.title, self._began(), now=run.now()):
            log.warning("the run %s did not come to its end; what it had begun goes on", one.run_id)
            said: str | None = None
            if self.unseen and one.code is None:
                said = damping.killed_again(run.ledger, self.job, self.title, now=run.clock().timestamp())
            elif self.unseen and one.code is not None and not one.told:
                said = damping.to_say(self.data_dir, self.title, one.code, one.message, now=run.clock().timestamp())
            if said:
                console.say(said)
        run.reports.forget(self.settings.getint("ORDA_REPORT_DAYS"), now=run.now())

    def _began(self) -> dict[str, Any]:
        """What a report says of the beginning of the run."""
        return {
            "arguments": dict(self.arguments),
            "versions": {
                "orda-crawler": __version__,
                "extractor": extractor(),
                "python": sys.version.partition(" ")[0],
                "scrapy": scrapy_version,
            },
        }

    def watch(self, run: Run, end_hard: Callable[[], object]) -> None:
        """Let the watchdog watch from now on; *end_hard* ends the program from another thread."""
        self._note = Note(run.reports.directory, run.run_id)
        self._note.open()
        self.watchdog.start(end_hard, run.lock.touch, self._note.file)
        run.beat = self.watchdog.beat

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

    def ended_hard(self, code: int, line: str) -> None:
        """The run ends this moment, and maybe its main thread hangs: nothing that it may hold is touched.

        Its successor writes its report from the note that it leaves.
        """
        if self._note is not None:
            self._note.leave(code, line)
        said = damping.to_say(self.data_dir, self.title, code, line, now=time.time()) if self.unseen else line
        if said:
            console.say(said)
        self.heartbeat.end(code, line)

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
            # While pages are no longer what they were, each of them is crawled all the same.
            crawled = code == 0 or (code == DATA and exit_code(stats, by_address=False) == 0)
            if self.job == CRON_JOB and crawled:
                damping.went_well(run.ledger, damping.editions_of(self.title), now=run.clock().timestamp())
            if self.unseen and code:
                said = damping.to_say(self.data_dir, self.title, code, line, now=run.clock().timestamp())
            elif self.unseen:
                over = damping.over(self.data_dir, damping.last_well(run.ledger), now=run.clock().timestamp())
                said = f"{line}; {over}" if over else None
                if any(name.startswith("capped/") for name in counts) and damping.undrained(run.ledger, now=run.now()):
                    said = f"{said or line}; no fewer than a day ago"
            self._publish(run, news=bool(said) or any(name.partition("/")[0] in NEWS for name in counts))
        except (ArchiveError, OSError) as error:
            log.warning("metrics and status page are not renewed: %s", error)
        return said

    def broke_off(self, run: Run, problem: Problem) -> None:
        """The run ended for *problem* before it could crawl."""
        run.reports.end(run.run_id, Ending(problem.code, str(problem)), now=run.now())

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
        metrics.write(run.ledger, data_dir, now=now, judged=self.judged)
        page = data_dir / "status.html"
        if not news and page.exists():
            age = run.clock().timestamp() - page.stat().st_mtime  # to the fraction, both
            if 0 <= age < self.settings.getfloat("ORDA_STATUS_SECONDS"):
                return
        from crawler import status_page
        from crawler.status import status

        found = status(run.ledger, data_dir, now=now, least_free=run.config.least_free, judged=self.judged)
        status_page.write(status_page.Source(run.ledger, run.files, found), page)


def wrong(settings: BaseSettings, data_dir: Path, problem: Problem) -> None:
    """Cron's run cannot even begin, for what it was given: leave a report, tell the switch, and say it once a day."""
    if sys.stderr.isatty():
        return
    message = str(problem)
    if data_dir.is_dir():
        began = {"arguments": {}, "versions": {"orda-crawler": __version__}}
        refused(data_dir, beginning(CRON_JOB, CRON_JOB) | began, problem, days=REFUSED_DAYS)
    damping.tell(data_dir, CRON_JOB, problem)
    url = settings["HEARTBEAT_URL"] or ""
    with contextlib.suppress(ValueError):
        check(url)
        Heartbeat(url).end(problem.code, message)


def beginning(job: str, title: str) -> dict[str, Any]:
    """What the report of a run begins with that has no id yet."""
    return {"run_id": new_id(datetime.now(timezone.utc)), "title": title, "spider": job}
