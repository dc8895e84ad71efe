"""When a failure that lasts is said: as it begins, once a day, and when it is over; not at each of 144 runs a day.

What was said is in the ledger's ``meta``, by what was run.
"""

from __future__ import annotations

import json
from typing import Any

from crawler.ledger import DAY, Ledger
from crawler.zone import utc

FAILING, WELL = "failing/", "well/"
"""What the names in ``meta`` begin with: of what fails, and of when an edition was last crawled well."""
SIGNALS = 128
KILLED = -1
"""Stands for an exit code where there was none."""


def failing(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """What fails now: title to ``since`` and ``said`` (seconds since 1970 by exit code), ``runs``, ``message``."""
    rows = ledger.query("SELECT name, value FROM meta WHERE name >= ? AND name < ?", FAILING, "failing0")
    return {name.removeprefix(FAILING): json.loads(value) for name, value in rows}


def to_say(ledger: Ledger, title: str, code: int, message: str, *, now: int) -> str | None:
    """The run *title* ended with exit code *code* and *message*: what is to be said of it, if anything."""
    if code > SIGNALS:
        return message
    state = failing(ledger).get(title)
    if code == 0:
        if state is None:
            return None
        with ledger.transaction() as db:
            db.execute("DELETE FROM meta WHERE name = ?", (FAILING + title,))
        runs = f"{state['runs']} run{'s' * (state['runs'] != 1)}"
        return f"{message}; well again, after {runs} that failed since {utc(state['since'])}"
    state = state or {"since": now, "said": {}, "runs": 0}
    state |= {"runs": state["runs"] + 1, "code": code, "message": message}
    said = state["said"].get(str(code))
    say = said is None or not 0 <= now - said < DAY
    if say:
        state["said"][str(code)] = now
    with ledger.transaction() as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (FAILING + title, json.dumps(state)))
    again = "" if state["runs"] == 1 else f"; failing since {utc(state['since'])}, {state['runs']} runs"
    return message + again if say else None


def killed_again(ledger: Ledger, job: str, title: str, *, now: int) -> str | None:
    """The runs of *job* before this one were killed: what is to be said of it, if it was not only the last.

    Who is killed cannot say so; one that was is made good by the next, but what kills every run has to be known.
    """
    last = ledger.query("SELECT code FROM run WHERE job = ? AND ended_at IS NOT NULL ORDER BY pk DESC LIMIT 2", job)
    if last != [(None,), (None,)]:
        return None
    return to_say(ledger, title, KILLED, f"{title}: the last runs were killed: is there enough memory?", now=now)


def went_well(ledger: Ledger, editions: list[str], *, now: int) -> None:
    """Take note that *editions* were crawled well now."""
    with ledger.transaction() as db:
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(WELL + one, str(now)) for one in editions])


def last_well(ledger: Ledger) -> dict[str, int]:
    """When each edition was last crawled well, in seconds since 1970."""
    rows = ledger.query("SELECT name, value FROM meta WHERE name >= ? AND name < ?", WELL, "well0")
    return {name.removeprefix(WELL): int(value) for name, value in rows}
