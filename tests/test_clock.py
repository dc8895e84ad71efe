"""A clock that was ahead, and is right again: what it noted for a time that is still to come does not count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler import damping
from crawler.audit import audit
from crawler.hosts import LONGEST_PAUSE, Hosts
from crawler.ledger import DAY, HOUR, Ledger, Line
from crawler.looks import Looks
from crawler.run import Config, Run
from crawler.sources import GAP_EVERY, Source, Sources, read_whole
from crawler.status import WARNING, status
from crawler.urls import ArticleAddress, Origins

NOW = int(datetime(2026, 11, 22, 12, tzinfo=timezone.utc).timestamp())
TODAY, YESTERDAY = "2026-11-22", "2026-11-21"
HOST = "https://en.orda.kz"
ONE, TWO = (ArticleAddress("en", f"en:{n}", n, f"/a-story-{n}/") for n in (1, 2))


def reads(ledger: Ledger, at: int) -> None:
    for day in (TODAY, YESTERDAY):
        Sources(ledger).day_read("en", day, 9, now=at)


def read(ledger: Ledger) -> bool:
    days = Sources(ledger).days_read("en", TODAY)
    told = [day.complete for day in audit(ledger, ("en",), TODAY, TODAY, now=NOW).days]
    found = [read_whole(day, read_at, NOW) for day, (read_at, _) in days.items()]
    assert told == found
    return True in found


def refuses(ledger: Ledger, at: int) -> None:
    Hosts(ledger, "run").refused(HOST, LONGEST_PAUSE, now=at)


def closed(ledger: Ledger) -> bool:
    return Hosts(ledger, "run").closed_until(HOST, now=NOW) is not None


def checks(ledger: Ledger, at: int) -> None:
    Sources(ledger).note("en", "/rss/", Source(200, None, None, None, at, at, None))


def checked(ledger: Ledger) -> bool:
    return not Sources(ledger).due("en", "/rss/", HOUR, now=NOW)


def fails(ledger: Ledger, at: int) -> None:
    ledger.discover([ONE], source="list", job="latest", now=at)
    ledger.fail("en:1", "timeout", now=at)


def waits(ledger: Ledger) -> bool:
    return not ledger.due("en", ("latest",), now=NOW, below=9, limit=9)


def stores(ledger: Ledger, at: int) -> None:
    ledger.commit("en", f"{TODAY}.jsonl", 9, [Line(ONE, 1, "new", "00" * 32, TODAY, 0, "run")], now=at)


def rests(ledger: Ledger) -> bool:
    return not Looks(ledger).due("en", now=NOW, limit=9)


CASES: list[tuple[Callable[[Ledger, int], None], Callable[[Ledger], bool], int]] = [
    # what is noted; whether it counts now; by a clock that is so far ahead it does not
    (refuses, closed, DAY),
    (checks, checked, DAY),
    (fails, waits, 4 * DAY),
    (stores, rests, 31 * DAY),
]


@pytest.mark.parametrize(("note", "counts", "ahead"), CASES)
def test_what_was_noted_for_later(
    tmp_path: Path, note: Callable[[Ledger, int], None], counts: Callable[[Ledger], bool], ahead: int
) -> None:
    for shift in (0, ahead):
        ledger = Ledger(tmp_path / f"{shift}.sqlite3")
        note(ledger, NOW + shift)
        assert counts(ledger) == (shift == 0)
        ledger.close()


def test_a_pause_asked_for_anew_does_not_last_as_the_wrong_one(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    refuses(ledger, NOW + DAY)
    Hosts(ledger, "run").refused(HOST, 60, now=NOW)
    assert Hosts(ledger, "run").closed_until(HOST, now=NOW) == NOW + 60


def test_days_that_were_not_over(tmp_path: Path) -> None:
    """Neither as long as the time of which they were noted is to come, nor, if there was a run, after."""
    ledger = Ledger(tmp_path / "state.sqlite3")
    reads(ledger, NOW + DAY)
    assert not read(ledger)
    sources = Sources(ledger)
    sources.day_absent("en", "2026-11-20", now=NOW + DAY)
    assert not sources.day_absent("en", "2026-11-20", now=NOW)
    assert sources.day_absent("en", "2026-11-20", now=NOW + GAP_EVERY)
    ledger.close()
    Run(Config(tmp_path, Origins(), "test"), clock=lambda: datetime.fromtimestamp(NOW, timezone.utc)).close()
    days = Sources(Ledger(tmp_path / "state.sqlite3")).days_read("en", "2026-11-01")
    assert sorted(days) == ["2026-11-20", YESTERDAY], "that day was over"


def test_monitors_are_not_blind_until_the_clock_catches_up(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    Sources(ledger).begin("en", [1], now=NOW)
    damping.went_well(ledger, ["en"], now=NOW + DAY)
    found = status(ledger, tmp_path, now=NOW)
    assert found.level == WARNING
    assert "is the clock right?" in found.problems[0]
    ledger.close()
    later = datetime.fromtimestamp(NOW, timezone.utc) + timedelta(hours=1)
    run = Run(Config(tmp_path, Origins(), "test"), clock=lambda: later)
    assert damping.last_well(run.ledger) == {"en": NOW + HOUR}
    run.close()
