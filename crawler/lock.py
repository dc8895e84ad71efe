"""The lock on the data directory, and what can be seen of who holds it. It imports little: it is tried first of all."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from crawler.endings import BUSY, IO, Problem

SLACK = 1.25, 60.0
"""A holder is overdue when it gave no sign of life for so many times its deadline, and so many seconds."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock."""

    pid: int
    command: str
    """What it runs, in words: `latest en`."""
    since: str
    deadline: float
    """Seconds after the last sign of life at which it ends itself; 0: never."""
    seen_at: float
    """When it last gave a sign of life, in seconds since 1970."""

    def __str__(self) -> str:
        return f"process {self.pid}, {self.command}, since {self.since}"

    def amiss(self) -> str | None:
        """What is wrong with it, if it does not do what it should: it is stopped, or should have ended itself."""
        with contextlib.suppress(OSError, IndexError):  # another system than Linux, or another name space
            state = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            if state in ("T", "t"):
                return "it is stopped (SIGSTOP): let it go on by kill -CONT, or kill it"
        times, more = SLACK
        if self.deadline and time.time() - self.seen_at > self.deadline * times + more:
            return "it should have ended itself long ago: kill it"
        return None


class Lock:
    """The right to write to a data directory: locks that the system takes back when we die.

    The file *path* says who holds it, and its time of change when that last gave a sign of life. Its being there means
    nothing; only the lock counts. The directory is locked as well, where the file system can do that: somebody may
    remove the file under a run.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handles: list[int] = []

    def acquire(self, wait: float = 0.0, poll: float = 0.1) -> None:
        """Take the lock, waiting for it up to *wait* seconds.

        :raises Problem: 75 if another run holds it, 74 if the directory cannot be written.
        """
        deadline = time.monotonic() + max(wait, poll)  # whoever looks whether it is held, holds it for that moment
        while not self._taken():
            left = deadline - time.monotonic()
            if left <= 0:
                raise self.busy()
            time.sleep(min(poll, left))

    def busy(self) -> Problem:
        """What is to be said when another run holds the lock."""
        holder = self.holder()
        amiss = holder and holder.amiss()
        who = f"{holder or 'it is just starting'}{f'; {amiss}' if amiss else ''}"
        problem = Problem(BUSY, f"another run is at work on {self.path.parent}: {who}")
        problem.amiss = bool(amiss)
        return problem

    def held(self) -> bool:
        """Whether somebody holds the lock now. Nothing is made, and where that cannot be found out, nobody does."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            os.close(handle)
        return False

    def _taken(self) -> bool:
        """Try to take the lock."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._handles.append(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644))
            self._handles.append(os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC))
        except OSError as error:
            self.release()
            raise Problem(IO, f"{self.path.parent} cannot be written: {error.strerror}") from error
        for handle in self._handles:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.release()
                return False
            except OSError as error:
                if handle == self._handles[0]:  # network file systems lock files, but no directories
                    self.release()
                    raise Problem(IO, f"{self.path} cannot be locked: {error.strerror}") from error
        return True

    def sign(self, command: str, since: str, deadline: float = 0.0) -> None:
        """Write into the lock file who holds it: what is run, since when, and what its deadline is."""
        handle = self._handles[0]
        signed = {"pid": os.getpid(), "command": command, "since": since, "deadline": deadline}
        with contextlib.suppress(OSError):  # a full disk is found out, and said, when there is something to write
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(signed).encode() + b"\n", 0)

    def touch(self) -> None:
        """Give a sign of life."""
        with contextlib.suppress(OSError, IndexError):
            os.utime(self._handles[0])

    def holder(self) -> Holder | None:
        """Who holds the lock; None if it has not signed yet."""
        try:
            signed = json.loads(self.path.read_bytes())
            seen_at = self.path.stat().st_mtime
            deadline = float(signed.get("deadline", 0))
            return Holder(int(signed["pid"]), str(signed["command"]), str(signed["since"]), deadline, seen_at)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def release(self) -> None:
        """Give the lock back. A second call does nothing."""
        while self._handles:
            os.close(self._handles.pop())
