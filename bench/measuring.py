"""How things are measured: in processes of their own, side by side, several times each; and how that is told.

Contenders take turns, so that what else the machine does meets all of them alike. A ratio is made of the two runs of
one round; told are the median of the rounds, and the lowest and the highest.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENVS = ROOT / "bench" / ".venvs"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MISSING = "not installed"
"""Result of what could not be measured for want of a program."""
ENDING = 5.0
"""Seconds that what is interrupted may take to end by itself."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LEFT_OUT = ("ORDA_", "RAW_", "RENDER", "HEARTBEAT_", "PLAYWRIGHT_", "PYTHON", "SCRAPY_")
"""Beginnings of the names of variables that change what the crawler, Python or Scrapy does.

They are not imported from the crawler: what this process has in memory when it starts another counts as that one's.
"""


class BenchError(Exception):
    """Something could not be measured. The message says why."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took."""

    seconds: float
    cpu: float
    """Seconds of processor time, the kernel's too."""
    peak: float
    """Megabytes (of 10⁶ bytes) that it had in memory at most; Linux never says less than its parent had."""
    out: str
    """What it printed."""
    count: int = 1
    """How many pages or the like it did."""

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    goal: str
    result: str
    """Of the goal's kind: mostly a ratio with its spread."""
    details: str
    """What it was made of."""
    met: bool | None
    """None: there is no goal."""


@dataclass
class Series:
    """What contenders took in each round."""

    costs: dict[str, list[Cost]] = field(default_factory=dict)

    def middle(self, name: str, value: Callable[[Cost], float]) -> float:
        """The median of *value* of the contender *name*."""
        return median(map(value, self.costs[name]))

    def ratios(self, one: str, other: str, value: Callable[[Cost], float]) -> list[float]:
        """*value* of *one* over that of *other*, round by round."""
        return [value(a) / value(b) for a, b in zip(self.costs[one], self.costs[other], strict=True)]


def run(
    command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT, codes: str = "0"
) -> Cost:
    """What *command* takes.

    Of the environment it gets what has no part in what the crawler does, and *env*.

    :param codes: exit codes that are well, with commas.
    :raises BenchError: if it ends with another.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            env=environment(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            end(process, signal.SIGINT)
            raise
        seconds = time.perf_counter() - began
        process.returncode = code = os.waitstatus_to_exitcode(status)
        said, complaints = ((file.seek(0), file.read().decode())[1] for file in (out, err))
    if str(code) not in codes.split(","):
        raise BenchError(f"{' '.join(map(str, command))[:200]} ended with {code}: {complaints.strip()[-500:]}")
    unit = 1 if sys.platform == "darwin" else 1024
    peak = usage.ru_maxrss * unit / 1e6
    return Cost(seconds, usage.ru_utime + usage.ru_stime, peak, said)


def end(process: subprocess.Popen[Any], number: int = signal.SIGKILL) -> None:
    """End *process* and what it started, of a session of their own, by the signal *number*; by force what stays."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDING)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def interruptible() -> None:
    """Let other signals end this as Ctrl-C does: what was started ends with it, and no temporary directory stays.

    The number of the signal is the argument of :exc:`KeyboardInterrupt`. Further ones do not disturb that.
    """

    def interrupt(number: int, _: object) -> None:
        for one in SIGNALS:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # with nohup it is
            signal.signal(number, interrupt)


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: nothing of the caller's that could change what is measured."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(LEFT_OUT) and key not in proxies()}
    return own | {"PYTHONPATH": str(ROOT)} | dict(more)


def proxies() -> dict[str, str]:
    """The variables that name proxies: what is measured is on this machine, what has to be installed is not."""
    return {key: value for key, value in os.environ.items() if key.lower().endswith("_proxy")}


def interleaved(contenders: Mapping[str, Callable[[], Cost]], rounds: int) -> Series:
    """What *contenders* take, by turns; each round begins with another one."""
    series = Series({name: [] for name in contenders})
    names = list(contenders)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            say(f"  {name}, {number + 1} of {rounds}")
            series.costs[name].append(contenders[name]())
    return series


def say(what: str) -> None:
    """Show what is going on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what[:110]}")
    else:
        sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


def spread(values: Sequence[float], form: str = ".2f", unit: str = "") -> str:
    """The median of *values*, and from where to where they go."""
    low, high = min(values), max(values)
    return f"{median(values):{form}}{unit} ({low:{form}}…{high:{form}})"


def venv(name: str, *packages: str) -> Path:
    """The interpreter of the virtual environment *name*, made with *packages* if it is not there or has others.

    :raises BenchError: if they cannot be installed.
    """
    folder = VENVS / name
    python = folder / "bin" / "python"
    done = folder / "done"
    if not done.exists() or done.read_text() != str(packages):
        say(f"  setting up {folder}")
        VENVS.mkdir(parents=True, exist_ok=True)
        run([sys.executable, "-m", "venv", "--clear", folder])
        run([python, "-m", "pip", "install", "-qq", *packages], proxies())
        done.write_text(str(packages))
    return python
