"""One run of the program: the lock on the data directory, what the run holds open, its summary and its exit code."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from crawler.hosts import Hosts
from crawler.items import Article
from crawler.jsonl import ArchiveError, ArticleFiles
from crawler.ledger import Ledger, LedgerError
from crawler.sources import Sources
from crawler.urls import Origins

OK = 0
USAGE = 64  # EX_USAGE: what was given to the command is wrong
DATA = 65  # EX_DATAERR: pages came that are no articles
UNAVAILABLE = 69  # EX_UNAVAILABLE: the site could not be reached, blocks, or answers with errors
IO = 74  # EX_IOERR: the data directory cannot be read or written
BUSY = 75  # EX_TEMPFAIL: another run is at work
CONFIG = 78  # EX_CONFIG: wrong settings

UNREADABLE_SHARE = 0.2
"""More than this share of the pages that came unreadable as articles makes exit code 65."""
FAILED_SHARE = 0.2
"""More than this share of the articles asked for failing makes exit code 69."""
MISSING_SHARE, MISSING_LEAST = 0.5, 5
"""404 and 410 count as failing only if they are so large a share and so many: single articles do get taken down."""


class Problem(Exception):
    """What ends a command: one line that says what is wrong and what to do, and the exit code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Lock:
    """The right to write to a data directory: a lock on the file *path* that the system takes back when we die.

    The file says who holds it. Its being there means nothing; only the lock counts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self, wait: float = 0.0, poll: float = 0.1) -> None:
        """Take the lock, waiting for it up to *wait* seconds.

        :raises Problem: 75 if another run holds it, 74 if the directory cannot be written.
        """
        deadline = time.monotonic() + wait
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Problem(IO, f"{self.path.parent} cannot be written: {error.strerror}") from error
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(handle)
                    raise Problem(BUSY, f"another run is at work on {self.path.parent}: {self.holder()}") from None
            except OSError as error:
                os.close(handle)
                raise Problem(IO, f"{self.path} cannot be locked: {error.strerror}") from error
            time.sleep(min(poll, max(0.0, deadline - time.monotonic())))
        self._handle = handle

    def sign(self, **holder: object) -> None:
        """Write into the lock file who holds it."""
        assert self._handle is not None
        with contextlib.suppress(OSError):  # a full disk is found out, and said, when there is something to write
            data = json.dumps(holder).encode() + b"\n"
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, data, 0)

    def holder(self) -> str:
        """Who holds the lock, in words."""
        try:
            holder = json.loads(self.path.read_bytes())
            return f"process {holder['pid']}, {holder['command']}, since {holder['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "it is just starting"

    def release(self) -> None:
        """Give the lock back. A second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is told about its surroundings."""

    data_dir: Path
    origins: Origins
    command: str
    """What is being run, in words: `latest en`."""
    batch_size: int = 50
    """Articles that are written together at most."""


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
        self.run_id = f"{self.clock():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.batch: dict[str, Article] = {}
        """Articles that are not written yet, by id."""
        self.problem: Problem | None = None
        """What ended the run early."""
        self.signal: int | None = None
        """The signal that stopped the run."""
        self.unwell: dict[str, str] = {}
        """Origins that nothing more is asked of in this run, and why."""
        self.lock = Lock(config.data_dir / "lock")
        self.lock.acquire(wait)
        try:
            self._sign()
            self._open()
        except (LedgerError, ArchiveError) as error:
            self.lock.release()
            raise Problem(IO, str(error)) from error
        except BaseException:
            self.lock.release()
            raise

    def _sign(self) -> None:
        self.lock.sign(pid=os.getpid(), command=self.config.command, since=f"{self.clock():%Y-%m-%dT%H:%M:%SZ}")

    def _open(self) -> None:
        """Open the archive and mend what the last run may have left."""
        self.ledger, self.files = open_archive(self.config.data_dir)
        self.files.recover(now=self.clock())
        self.sources, self.hosts = Sources(self.ledger), Hosts(self.ledger, self.run_id)
        self.hosts.forget(now=self.now())

    async def let_others(self) -> None:
        """Give up the archive and the lock, let whoever waits for it go first, and take them back.

        Nothing may be in hand or under way.

        :raises Problem: 74 if the archive cannot be opened again.
        """
        self.ledger.close()
        self.lock.release()
        while True:
            await asyncio.sleep(self.PAUSE)
            try:
                self.lock.acquire()
                break
            except Problem as problem:
                if problem.code != BUSY:
                    raise
        self._sign()
        try:
            self._open()
        except (LedgerError, ArchiveError) as error:
            raise Problem(IO, str(error)) from error

    PAUSE = 0.3
    """Seconds for which the lock is given up: longer than those who wait for it take to look again."""

    def now(self) -> int:
        """Seconds since 1970, UTC."""
        return int(self.clock().timestamp())

    def flush(self) -> int:
        """Write the batch in hand; how many articles that were.

        :raises Problem: 74 if it cannot be written; the articles stay pending.
        """
        if not self.batch or self.problem:
            return 0
        try:
            self.files.write(self.batch.values(), now=self.clock())
        except (LedgerError, ArchiveError) as error:
            self.problem = Problem(IO, str(error))
            raise self.problem from error
        written = len(self.batch)
        self.batch.clear()
        return written

    def close(self) -> None:
        """Close the ledger and give the lock back. What is still in hand is not written."""
        with contextlib.suppress(LedgerError):
            self.ledger.close()
        self.lock.release()


def open_archive(data_dir: Path, *, readonly: bool = False) -> tuple[Ledger, ArticleFiles]:
    """The ledger and the files of the data directory *data_dir*.

    :raises LedgerError: if the ledger cannot be opened, or is not there though there are files that it should know:
        a new one would write again what they hold.
    """
    path, articles = data_dir / "state.sqlite3", data_dir / "articles"
    fresh = not path.exists() or path.stat().st_size == 0
    if fresh and any(articles.glob("*/*.jsonl*")):
        raise LedgerError(f"{path} is gone but {articles} has records: put the ledger back from a copy")
    ledger = Ledger(path, readonly=readonly)
    return ledger, ArticleFiles(articles, ledger)


def exit_code(stats: Mapping[str, Any], *, by_address: bool) -> int:
    """The exit code that the counts of a finished run amount to.

    :param stats: the crawl's stats; of them the ``orda/…`` ones.
    :param by_address: whether a person asked for single articles: then each one that is not had counts.
    """

    def total(prefix: str) -> int:
        return sum(count for name, count in stats.items() if name.startswith(f"orda/{prefix}/"))

    failed, missing, rejected = (total(f"asked/{outcome}") for outcome in ("failed", "missing", "rejected"))
    asked = failed + missing + rejected + total("asked/read") + total("asked/error")
    came = rejected + total("asked/read")
    if total("list") or total("unwell") or (failed and (by_address or failed > FAILED_SHARE * asked)):
        return UNAVAILABLE
    if not by_address and missing >= MISSING_LEAST and missing > MISSING_SHARE * asked:
        return UNAVAILABLE
    if total("error") or (rejected and (by_address or rejected > UNREADABLE_SHARE * came)):
        return DATA
    return DATA if missing and by_address else OK
