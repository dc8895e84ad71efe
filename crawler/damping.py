"""When a failure that lasts is said: as it begins, once a day, and when it is over; not at each of 144 runs a day.

What fails and what was said of it is in ``failing.json`` in the data directory, or, where that cannot be written, in
the system's directory for temporary files: not in the ledger, which may be what fails. The file is written in place, as
large as it ever was: that works on a full disk too. Whoever cannot remember says it every time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.endings import BUSY, CONFIG, IO, USAGE, Problem

if TYPE_CHECKING:
    from crawler.ledger import Ledger

NAME = "failing.json"
WELL = "well/"
"""What the names in the ledger's ``meta`` begin with, of when an edition was last crawled well."""
CAPPED = "capped"
"""… and of when a limit ended a run, once a day, and how many links waited then."""
MINUTE, HOUR, DAY = 60, 3600, 86_400
LASTS = HOUR
"""Seconds after which it is a failure that another run is at work."""
SIGNALS = 128
ONE_CAUSE = (USAGE, IO, CONFIG)
"""Exit codes of runs that ended for one thing: a wrong argument, what cannot be written, a wrong setting."""
LONGEST = 200
"""Characters of a message by which causes are told."""
KILLED = -1
"""Stands for an exit code where there was none."""
SIZE = 4096
"""Bytes that the file has, or a multiple of them."""
TRIES, PAUSE = 20, 0.01
"""For the lock of the file: who holds it, does so for milliseconds, or hangs."""

_NUMBER = re.compile(r"\d+")
States = dict[str, dict[str, Any]]
"""What fails now: title of what was run to ``since`` and ``last`` (seconds since 1970), ``said`` (such by cause),
``runs``, ``code`` and ``message``."""


def failing(data_dir: Path) -> States:
    """What fails now."""
    found: States = {}
    for place in _places(data_dir):  # both, where one could not be written for a while: what is newer holds
        for title, state in _load(place).items():
            if title not in found or found[title]["last"] < state["last"]:
                found[title] = state
    return found


def editions_of(title: str) -> list[str]:
    """The editions in the title of a run; none where it ended before they were known."""
    return [one for one in title.partition(" ")[2].split(",") if one]


def lasts(state: Mapping[str, Any], now: float) -> bool:
    """Whether *state* is a failure by now: that another run is at work is none at first."""
    return bool(state["code"] != BUSY or now - state["since"] >= LASTS)


def to_say(data_dir: Path, title: str, code: int, message: str, *, now: float) -> str | None:
    """The run *title* failed with exit code *code* and *message*: what is to be said of it, if anything."""
    if code > SIGNALS:
        return message
    with _states(data_dir) as states:
        return _daily(_failed(states, title, code, message, now), now)


def busy_to_say(data_dir: Path, title: str, problem: Problem, *, now: float, patient: bool) -> str | None:
    """The run *title* found another at work, as *problem* has it: what is to be said of that, if anything.

    Who did not wait is told so in the first minute, if that is all. It is a failure if it lasts or something is amiss.

    :param patient: whether it had waited for that run, as cron's does: then it is no news.
    """
    with _states(data_dir) as states:
        state = _failed(states, title, BUSY, str(problem), now)
        if problem.amiss or lasts(state, now):
            return _daily(state, now)
        return None if patient or now - state["since"] > MINUTE else str(problem)


def tell(data_dir: Path, title: str, problem: Problem, *, patient: bool = False) -> None:
    """Let *problem*, which ended the run *title* that nobody looks at, be said, or not, as the above have it."""
    now = time.time()
    if problem.code == BUSY:
        said = busy_to_say(data_dir, title.partition(" ")[0], problem, now=now, patient=patient)
    else:
        said = to_say(data_dir, title, problem.code, str(problem), now=now)
    problem.told = said is None
    problem.args = (said or str(problem),)


def _failed(states: States, title: str, code: int, message: str, now: float) -> dict[str, Any]:
    """Take note in *states* of one more run that failed; its state."""
    if title not in states or _old(states[title], now):
        states[title] = {"since": now, "said": {}, "runs": 0}
    state = states[title]
    state |= {"runs": state["runs"] + 1, "code": code, "message": message, "last": now}
    return state


def _daily(state: dict[str, Any], now: float) -> str | None:
    """What is to be said of *state*, if it was not within a day."""
    state["said"] = {cause: at for cause, at in state["said"].items() if 0 <= now - at < DAY}
    cause = _cause(state["code"], state["message"])
    if cause in state["said"]:
        return None
    state["said"][cause] = now
    again = "" if state["runs"] == 1 else f"; failing since {_clock(state['since'])}, {state['runs']} runs"
    return f"{state['message']}{again}"


def _cause(code: int, message: str) -> str:
    """What a failure is told from others by: its exit code; where a message names one cause, that too, but for numbers.

    What a run sums up reads otherwise each time.
    """
    return f"{code} {_NUMBER.sub('', message)[:LONGEST]}" if code in ONE_CAUSE else str(code)


def over(data_dir: Path, well: Mapping[str, float], *, now: float) -> str | None:
    """Forget what is over, by when each edition was last crawled *well*; what is to be said of that, if anything.

    A failure is over when each of its editions was crawled well since; after a day without one it is forgotten.
    """
    with _states(data_dir) as states:
        done = {title: state for title, state in states.items() if settled(title, state, well)}
        for title in [title for title, state in states.items() if title in done or _old(state, now)]:
            del states[title]
    told = [state for state in done.values() if state["said"]]
    if not told:
        return None
    runs, since = sum(state["runs"] for state in told), min(state["since"] for state in told)
    return f"well again, after {runs} run{'s' * (runs != 1)} that failed since {_clock(since)}"


def settled(
    title: str, state: Mapping[str, Any], well: Mapping[str, float], judged: Collection[str] | None = None
) -> bool:
    """Whether all that the run *title* was to crawl was crawled well since it failed; of that what is *judged*."""
    editions = editions_of(title)
    if not editions:  # it ended before they were known
        return bool(max(well.values(), default=-1) >= state["last"])
    return all(well.get(one, -1) >= state["last"] for one in editions if judged is None or one in judged)


def _old(state: Mapping[str, Any], now: float) -> bool:
    return not 0 <= now - state["last"] < DAY


def _places(data_dir: Path) -> list[Path]:
    """Where the file may be, the best first."""
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return [data_dir / NAME, Path(tempfile.gettempdir()) / f"orda-crawler-{os.getuid()}-{digest}.json"]


def _read(data: bytes) -> States:
    try:
        found: States = json.loads(data or b"{}")
        return {title: state for title, state in found.items() if {"since", "said", "runs", "code", "last"} <= {*state}}
    except (ValueError, AttributeError, TypeError):  # torn, or not ours: all is news then
        return {}


@contextlib.contextmanager
def _states(data_dir: Path) -> Iterator[States]:
    """What fails now, to be changed; written to the best place that takes it, and taken away from the other."""
    handle = _locked(data_dir)
    try:
        states = failing(data_dir)
        before = json.dumps(states)
        yield states
        ours, other = _places(data_dir)
        if handle is None or (json.dumps(states) == before and os.fstat(handle).st_size and not other.exists()):
            return
        if _save(ours, states):
            with contextlib.suppress(OSError):
                other.unlink(missing_ok=True)
        else:
            _save(other, states)
    finally:
        if handle is not None:
            os.close(handle)


def _locked(data_dir: Path) -> int | None:
    """The best place that can be opened, locked: several starts may end at the same moment."""
    for path in _places(data_dir):
        handle = _open(path, os.O_RDWR | os.O_CREAT)
        if handle is None:
            continue
        for _ in range(TRIES):
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            time.sleep(PAUSE)
        os.close(handle)
        return None
    return None


def _load(path: Path) -> States:
    handle = _open(path, os.O_RDONLY)
    if handle is None:
        return {}
    try:
        return _read(os.pread(handle, 1 << 24, 0))
    except OSError:
        return {}
    finally:
        os.close(handle)


def _save(path: Path, states: States) -> bool:
    """Write *states* to *path*; whether that could be done."""
    handle = _open(path, os.O_RDWR | os.O_CREAT)
    if handle is None:
        return False
    data = json.dumps(states).encode()
    data = data.ljust(-(-len(data) // SIZE) * SIZE)
    try:
        written = os.pwrite(handle, data, 0)
        os.ftruncate(handle, len(data))
        return written == len(data)
    except OSError:
        return False
    finally:
        os.close(handle)


def _open(path: Path, flags: int) -> int | None:
    """The file *path*, if it can be opened and is ours."""
    try:
        handle = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError:
        return None
    if path.name != NAME and os.fstat(handle).st_uid != os.getuid():  # all may write there
        os.close(handle)
        return None
    return handle


def _clock(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


# -- what the ledger knows


def killed_again(ledger: Ledger, job: str, title: str, *, now: float) -> str | None:
    """The runs of *job* before this one were killed: what is to be said of it, if it was not only the last.

    Who is killed cannot say so; one that was is made good by the next, but what kills every run has to be known.
    """
    last = ledger.query("SELECT code FROM run WHERE job = ? AND ended_at IS NOT NULL ORDER BY pk DESC LIMIT 2", job)
    if last != [(None,), (None,)]:
        return None
    message = f"{title}: the last runs were killed: is there enough memory?"
    return to_say(ledger.path.parent, title, KILLED, message, now=now)


def undrained(ledger: Ledger, *, now: int) -> bool:
    """A run left links to the next because of a limit: whether they are no fewer than a day ago, when one did so too.

    Asked at the end of every such run, it says so once a day.
    """
    waiting, rows = ledger.waiting(), ledger.query("SELECT value FROM meta WHERE name = ?", CAPPED)
    at, before = map(int, rows[0][0].split()) if rows else (0, 0)
    if 0 <= now - at < DAY:
        return False
    with ledger.transaction() as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (CAPPED, f"{now} {waiting}"))
    return 0 <= now - at < 2 * DAY and waiting >= before


def went_well(ledger: Ledger, editions: list[str], *, now: float) -> None:
    """Take note that *editions* were crawled well now."""
    with ledger.transaction() as db:
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(WELL + one, f"{now:.3f}") for one in editions])


def take_back(ledger: Ledger, *, now: int) -> None:
    """What was crawled well at a time that is still to come, by a clock that was wrong, was so now at the latest."""
    later = [one for one, at in last_well(ledger).items() if at > now + MINUTE]
    if later:
        went_well(ledger, later, now=now)


def last_well(ledger: Ledger) -> dict[str, float]:
    """When each edition was last crawled well, in seconds since 1970."""
    rows = ledger.query("SELECT name, value FROM meta WHERE name >= ? AND name < ?", WELL, "well0")
    return {name.removeprefix(WELL): float(value) for name, value in rows}
