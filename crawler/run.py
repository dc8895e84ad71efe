"""One run of the program: what it holds open, its summary and its exit code."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import chromium, damping
from crawler.endings import BUSY, CONFIG, DATA, HUNG, IO, OK, UNAVAILABLE, USAGE, Problem
from crawler.hosts import Hosts
from crawler.jsonl import ArticleFiles, Draft
from crawler.ledger import ArchiveError, Ledger
from crawler.lock import Lock
from crawler.looks import Looks
from crawler.quarantine import Quarantine
from crawler.raw import Keeping, RawArchive
from crawler.reports import Reports
from crawler.revisits import Rules
from crawler.sources import Sources
from crawler.stories import Stories
from crawler.urls import Origins
from crawler.zone import utc

if TYPE_CHECKING:
    from crawler.alarms import Alarm

__all__ = ["BUSY", "CONFIG", "DATA", "HUNG", "IO", "MB", "OK", "UNAVAILABLE", "USAGE"]
__all__ += ["Config", "Lock", "Problem", "Run", "check_room", "exit_code", "new_id", "open_archive"]

UNREADABLE_SHARE = 0.2
"""More than this share of the pages that came unreadable as articles makes exit code 65."""
FAILED_SHARE = 0.2
"""More than this share of the articles asked for failing makes exit code 69."""
MISSING_SHARE, MISSING_LEAST = 0.5, 5
"""404 and 410 count as failing only if they are so large a share and so many: single articles do get taken down."""
SAME_TIME = 5
"""Seconds by which what lists name may be put later than the clock says, so that it comes after the last complete run;
if more is missing, the clock was set back."""
MB = 1_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is told about its surroundings."""

    data_dir: Path
    origins: Origins
    command: str
    """What is being run, in words: `latest en`."""
    rules: Rules = field(default_factory=Rules)
    """When articles are looked at again, and when they count as removed."""
    keeping: Keeping = field(default_factory=Keeping)
    """How answers are kept."""
    quarantine: tuple[int, int] = (0, 0)
    """How many answers there may be in quarantine, and bytes of bodies."""
    job: str = ""
    """Name of the spider."""
    least_free: int = 0
    """Bytes that have to be free on the disk, or nothing is written."""
    deadline: float = 0.0
    """Seconds without a sign of life after which the run ends itself; 0: never."""


class Run:
    """What one run holds: the lock, the ledger, the files, the batch in hand and the clock.

    :param clock: aware current time.
    :raises Problem: 75 if another run is at work, 74 if the data directory cannot be used.
    """

    def __init__(self, config: Config, *, wait: float = 0.0, clock: Callable[[], datetime] | None = None) -> None:
        self.config = config
        self.origins = config.origins
        self.clock = clock or (lambda: datetime.now(timezone.utc))
        self.started = time.monotonic()
        self.run_id = new_id(self.clock())
        self.batch: dict[str, Draft] = {}
        """What is not written yet, by id."""
        self._problem: Problem | None = None
        self._earliest = 0
        """Before this nothing that a list names is put, in seconds since 1970."""
        self.alarms: list[Alarm] = []
        """What is no more as it was on the pages of this run."""
        self.signal: int | None = None
        """The signal that stopped the run."""
        self.beat: Callable[[], object] = lambda: None
        """Called while the run lets others go first: a sign that it lives."""
        self.unwell: dict[str, str] = {}
        """Origins that nothing more is asked of in this run, and why."""
        self.lock = Lock(config.data_dir / "lock")
        self.lock.acquire(wait)
        try:
            self.check_room()
            self._sign()
            self._open()
        except ArchiveError as error:
            self.lock.release()
            raise Problem(IO, str(error)) from error
        except BaseException:
            self.lock.release()
            raise

    def _sign(self) -> None:
        self.lock.sign(self.config.command, utc(self.clock()), self.config.deadline)

    def _open(self) -> None:
        """Open the archive and mend what the last run may have left."""
        chromium.clear(self.config.data_dir)
        self.ledger, self.files = open_archive(self.config.data_dir, rules=self.config.rules)
        self.files.stories = Stories(self.origins)
        self.files.recover(now=self.clock(), quick=True)
        self.raw = RawArchive(self.config.data_dir / "raw", self.ledger, self.origins, self.config.keeping)
        self.raw.recover(now=self.now())
        self.sources, self.hosts = Sources(self.ledger), Hosts(self.ledger, self.run_id)
        after = self.sources.complete_at + 1
        self._earliest = after if after - self.now() <= SAME_TIME else 0
        self.looks = Looks(self.ledger)
        most, room = self.config.quarantine
        self.quarantine = Quarantine(self.ledger, most=most, room=room)
        self.reports = Reports(self.config.data_dir, self.ledger)
        self.hosts.forget(now=self.now())
        self.sources.take_back(now=self.now())
        damping.take_back(self.ledger, now=self.now())

    @property
    def problem(self) -> Problem | None:
        """What ended the run early, if anything did: first of all that the archive cannot be used."""
        failure = self.ledger.failure
        return Problem(IO, str(failure)) if failure is not None else self._problem

    @property
    def stopped_by(self) -> str:
        """What stopped the run."""
        assert self.signal is not None
        if self.signal == signal.SIGALRM:
            return "its deadline (ORDA_DEADLINE_SECONDS)"
        return signal.Signals(self.signal).name

    @property
    def stop_code(self) -> int:
        """The exit code of a run that was stopped."""
        assert self.signal is not None
        return HUNG if self.signal == signal.SIGALRM else 128 + self.signal

    def stop_for(self, problem: Problem) -> None:
        """Let *problem* be what ended the run, if nothing else did before."""
        self._problem = self._problem or problem

    async def let_others(self) -> None:
        """Give up the archive and the lock, let whoever waits for it go first, and take them back.

        Nothing may be in hand or under way.

        :raises Problem: 74 if the archive cannot be opened again.
        """
        with self.reports.standing_by(self.run_id):
            self.ledger.close()
            self.lock.release()
            while True:
                await asyncio.sleep(self.PAUSE)
                self.beat()
                try:
                    self.lock.acquire()
                    break
                except Problem as problem:
                    if problem.code != BUSY:
                        raise
        self._sign()
        try:
            self._open()
        except ArchiveError as error:
            raise Problem(IO, str(error)) from error

    PAUSE = 0.3
    """Seconds for which the lock is given up: longer than those who wait for it take to look again."""

    def now(self) -> int:
        """Seconds since 1970, UTC."""
        return int(self.clock().timestamp())

    def listed_at(self) -> int:
        """The same for what lists name: after the second in which they were complete last, for what they name now is
        news."""
        return max(self.now(), self._earliest)

    def flush(self) -> int:
        """Write the answers that are held, and then the batch in hand; how many articles that were.

        :raises Problem: 74 if they cannot be written; the articles stay pending.
        """
        if self.problem:
            return 0
        try:
            self.check_room()
            self.raw.flush(now=self.now())
            if self.batch:
                self.files.write(self.batch.values(), now=self.clock())
        except ArchiveError as error:
            self.stop_for(Problem(IO, str(error)))
            raise Problem(IO, str(error)) from error
        written = len(self.batch)
        self.batch.clear()
        return written

    def check_room(self) -> None:
        """See to it that there is room on the disk for what is to be written.

        :raises ArchiveError: if there is less than the configuration asks for.
        """
        check_room(self.config.data_dir, self.config.least_free)

    def close(self) -> None:
        """Close the ledger and give the lock back. What is still in hand is not written."""
        self.ledger.close()
        self.lock.release()


def new_id(now: datetime) -> str:
    """An id for a run that begins *now*: ids are in the order of beginnings, within a second too."""
    return f"{now:%Y%m%dT%H%M%SZ}-{(now.microsecond << 16) // 1_000_000:04x}{secrets.token_hex(1)}"


def check_room(directory: Path, least: int) -> None:
    """See to it that *least* bytes are free on the disk on which *directory* is.

    :raises ArchiveError: if they are not.
    """
    free = shutil.disk_usage(directory).free if least else 0
    if free < least:
        raise ArchiveError(
            f"{directory} has {free / MB:.0f} MB free, less than the {least / MB:.0f} of ORDA_FREE_MB: make room"
        )


def check_archive(data_dir: Path) -> None:
    """See to it that there is an archive in *data_dir*, for what is not to make one.

    :raises ArchiveError: if there is none.
    """
    kept = (any(data_dir.glob(pattern)) for pattern in ("state.sqlite3", "articles/*/*", "raw/*/*/*"))
    if not any(kept):
        raise ArchiveError(f"there is no archive in {data_dir} yet: `scrapy crawl latest` makes one")


def open_archive(data_dir: Path, *, readonly: bool = False, rules: Rules | None = None) -> tuple[Ledger, ArticleFiles]:
    """The ledger and the files of the data directory *data_dir*.

    :raises ArchiveError: if the ledger cannot be opened, or is not there though there are files that it should know:
        a new one would write again what they hold.
    """
    path, articles = data_dir / "state.sqlite3", data_dir / "articles"
    fresh = not path.exists() or path.stat().st_size == 0
    if fresh and any(articles.glob("*/*.jsonl*")):
        raise ArchiveError(
            f"{path} is gone but {articles} has records: put the ledger back from a copy, or let"
            " `scrapy verify --repair` make it anew"
        )
    ledger = Ledger(path, readonly=readonly, rules=rules)
    return ledger, ArticleFiles(articles, ledger)


def exit_code(stats: Mapping[str, Any], *, by_address: bool, affected: bool = False) -> int:
    """The exit code that the counts of a finished run amount to.

    :param stats: the crawl's stats; of them the ``orda/…`` ones.
    :param affected: whether records lack something that they had before.
    :param by_address: whether a person asked for single articles: then each one that is not had counts.
    """

    def total(prefix: str) -> int:
        return sum(count for name, count in stats.items() if name.startswith(f"orda/{prefix}/"))

    failed, missing, rejected = (total(f"asked/{outcome}") for outcome in ("failed", "missing", "rejected"))
    asked = failed + missing + rejected + total("asked/read") + total("asked/error")
    came = rejected + total("asked/read")
    if (
        total("list")
        or total("unwell")
        or total("browser")
        or (failed and (by_address or failed > FAILED_SHARE * asked))
    ):
        return UNAVAILABLE
    if not by_address and missing >= MISSING_LEAST and missing > MISSING_SHARE * asked:
        return UNAVAILABLE
    if (
        affected
        or total("error")
        or total("unknown")
        or (rejected and (by_address or rejected > UNREADABLE_SHARE * came))
    ):
        return DATA
    return DATA if missing and by_address else OK
