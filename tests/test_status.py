"""What a monitor and a person are told: metrics, `scrapy status`, and when a failure that lasts is said."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from crawler import damping, metrics
from crawler.endings import BUSY, Problem
from crawler.ledger import DAY, HOUR, Ledger
from crawler.reports import Ending, Reports
from crawler.sources import Sources
from crawler.status import BAD, WARNING, WELL, as_text, status
from tests.conftest import Site

NOW = int(datetime(2026, 11, 22, 12, tzinfo=timezone.utc).timestamp())
SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+]+')


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger of one edition that was crawled well just now."""
    ledger = Ledger(tmp_path / "state.sqlite3")
    Sources(ledger).begin("en", [9716], now=NOW - DAY)
    Sources(ledger).complete("en", now=NOW)
    run(ledger, 0)
    damping.went_well(ledger, ["en"], now=NOW)
    return ledger


def run(ledger: Ledger, code: int, counts: Mapping[str, float] | None = None, *, ends: bool = True) -> None:
    reports = Reports(ledger.path.parent, ledger)
    id = f"run-{ledger.query('SELECT count(*) FROM run')[0][0]}"
    reports.begin(id, "latest", "latest en", {"arguments": {}, "versions": {}}, now=NOW - 20)
    if ends:
        reports.end(id, Ending(code, "a summary", counts or {}), now=NOW)


def killed(ledger: Ledger) -> None:
    run(ledger, 0, ends=False)
    Reports(ledger.path.parent, ledger).begin("next", "latest", "latest en", {}, now=NOW)


CASES: list[tuple[int, str, Callable[[Ledger], Any], int]] = [
    (WELL, "", lambda ledger: None, NOW),
    (WARNING, "last crawled well 2 hours ago", lambda ledger: None, NOW + 2 * HOUR),
    (BAD, "last crawled well 1 day ago", lambda ledger: None, NOW + DAY),
    (WARNING, "gap open in en", lambda ledger: Sources(ledger).open_gap("en", now=NOW), NOW),
    (WARNING, "was killed", killed, NOW),
    (BAD, "nothing was crawled", lambda ledger: Sources(ledger).ledger._db.execute("DELETE FROM edition"), NOW),
]


def never(ledger: Ledger) -> None:
    with ledger.transaction() as db:
        db.execute("DELETE FROM meta WHERE name LIKE 'well/%'")


def fails(title: str, code: int, message: str) -> Callable[[Ledger], Any]:
    return lambda ledger: damping.to_say(ledger.path.parent, title, code, message, now=NOW + 1)


CASES += [
    (WARNING, "fails since", fails("latest en", 69, "timeout"), NOW + 60),
    (BAD, "timeout", fails("latest en", 69, "timeout"), NOW + 2 * HOUR),
    (WARNING, "never crawled well", never, NOW),
    (WARNING, "makes good what it began", lambda ledger: run(ledger, 0, ends=False), NOW),
    (WELL, "", fails("latest", 75, "another run"), NOW + 60),
    (BAD, "another run", fails("latest", 75, "another run"), NOW + 2 * HOUR),
    (WARNING, "latest en,ru fails", fails("latest en,ru", 69, "timeout"), NOW + 60),
    (WELL, "", fails("latest kk", 69, "nobody crawls it any more"), NOW + 60),
]


@pytest.mark.parametrize(
    ("level", "problem", "happens", "now"), CASES, ids=[problem or "well" for _, problem, *_ in CASES]
)
def test_levels(ledger: Ledger, level: int, problem: str, happens: Callable[[Ledger], Any], now: int) -> None:
    happens(ledger)
    found = status(ledger, ledger.path.parent, now=now, judged=["en"])
    assert found.level == level, found.problems
    assert problem in " ".join(found.problems)
    assert bool(found.problems) == (level != WELL)
    assert as_text(found).startswith(("well", "WARNING", "BAD")[level])


def test_editions_that_are_not_crawled_are_not_judged(ledger: Ledger) -> None:
    Sources(ledger).begin("kk", [1], now=NOW - 2 * DAY)
    damping.went_well(ledger, ["kk"], now=NOW - 2 * DAY)
    data_dir = ledger.path.parent
    assert status(ledger, data_dir, now=NOW, judged=["en", "kk"]).level == BAD
    found = status(ledger, data_dir, now=NOW, judged=["en"])
    assert found.level == WELL
    assert "kk (not in ORDA_EDITIONS" in as_text(found)
    metrics.write(ledger, data_dir, now=NOW, judged=["en"])
    assert 'edition="kk"' not in (data_dir / "metrics.prom").read_text(encoding="utf-8")
    metrics.write(ledger, data_dir, now=NOW, judged=["en", "kk"])
    assert 'orda_last_success_timestamp_seconds{edition="kk"}' in (data_dir / "metrics.prom").read_text(
        encoding="utf-8"
    )


def test_little_room_is_bad(ledger: Ledger) -> None:
    assert status(ledger, ledger.path.parent, now=NOW, least_free=10**18).level == BAD


def test_metrics(ledger: Ledger) -> None:
    counts = {
        "written/en new": 3,
        "written/ru changed": 1,
        'failed/a "quoted" \\ reason\n': 2,
        "lag/en 60": 1,
        "lag/en 600": 1,
        "lag/en more": 1,
        "lag_sum/en": 90_000,
    }
    run(ledger, 69, counts)
    run(ledger, 69, counts)
    metrics.write(ledger, ledger.path.parent, now=NOW)
    lines = (ledger.path.parent / "metrics.prom").read_text(encoding="utf-8").splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    assert len(set(samples)) == len(samples)
    for line in (
        'orda_articles_total{edition="en",event="new"} 6',
        'orda_articles_total{edition="ru",event="changed"} 2',
        r'orda_failures_total{stage="failed",reason="a \"quoted\" \\ reason\n"} 4',
        'orda_capture_lag_seconds_bucket{edition="en",le="60"} 2',
        'orda_capture_lag_seconds_bucket{edition="en",le="300"} 2',
        'orda_capture_lag_seconds_bucket{edition="en",le="600"} 4',
        'orda_capture_lag_seconds_bucket{edition="en",le="+Inf"} 6',
        'orda_capture_lag_seconds_sum{edition="en"} 180000',
        'orda_runs_total{spider="latest",code="69"} 2',
        'orda_last_run_exit_code{spider="latest"} 69',
        f'orda_last_success_timestamp_seconds{{edition="en"}} {NOW}',
        'orda_gap_open{edition="en"} 0',
    ):
        assert line in samples
    named = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    rules = (Path(__file__).parent.parent / "deploy" / "prometheus-alerts.yml").read_text(encoding="utf-8")
    for name in re.findall(r"orda_\w+", rules):
        assert name.removesuffix("_bucket") in named | {"orda_links"}, f"an alert asks for {name}"


def test_a_failure_that_lasts_is_said_once_a_day(tmp_path: Path) -> None:
    def said(code: int, at: int) -> str | None:
        return damping.to_say(tmp_path, "latest en", code, f"exit {code}", now=NOW + at)

    def well(at: int, *editions: str) -> str | None:
        return damping.over(tmp_path, dict.fromkeys(editions, NOW + at), now=NOW + at)

    assert well(0, "en") is None
    assert said(69, 600) == "exit 69", "as it begins"
    assert [said(69, 600 + 600 * again) for again in range(1, 144)] == [None] * 143
    assert "145 runs" in (said(69, 600 + DAY) or ""), "once a day"
    assert said(65, 700 + DAY) is not None, "another failure"
    assert [said(69, 800 + DAY), said(65, 900 + DAY)] == [None, None], "not at each turn between the two"
    assert said(143, 950 + DAY) == "exit 143", "somebody stopped it"
    assert well(960 + DAY, "ru") is None, "that is another edition"
    assert "after 148 runs" in (well(1000 + DAY, "ru", "en") or ""), "as it ends"
    assert well(1100 + DAY, "en") is None
    assert damping.to_say(tmp_path, "latest ru", 69, "other", now=NOW) == "other", "another run is another matter"


def test_what_failed_is_over_when_each_edition_was_crawled_well_since(tmp_path: Path) -> None:
    damping.to_say(tmp_path, "latest en,ru", 69, "timeout", now=NOW)
    damping.to_say(tmp_path, "latest", 78, "wrong", now=NOW)
    assert "after 1 run " in (damping.over(tmp_path, {"en": NOW + 1, "ru": NOW - 1}, now=NOW + 1) or ""), (
        "wrong settings"
    )
    assert list(damping.failing(tmp_path)) == ["latest en,ru"]
    assert damping.over(tmp_path, {"en": NOW + 2, "ru": NOW + 2, "kk": NOW}, now=NOW + 2) is not None
    damping.to_say(tmp_path, "latest kk", 69, "timeout", now=NOW)
    assert damping.over(tmp_path, {"en": NOW + DAY}, now=NOW + DAY) is None
    assert damping.failing(tmp_path) == {}, "it is not crawled any more"


def test_another_run_at_work_is_a_failure_when_it_lasts(tmp_path: Path) -> None:
    def said(at: int, *, patient: bool = False) -> str | None:
        return damping.busy_to_say(tmp_path, "latest", problem, now=NOW + at, patient=patient)

    problem = Problem(BUSY, "another run")
    assert [said(0), said(5), said(600)] == ["another run", "another run", None], "all that start at once are told so"
    assert "failing since" in (said(2 * HOUR) or "")
    assert said(2 * HOUR + 600) is None
    assert damping.over(tmp_path, {"en": NOW + 3 * HOUR}, now=NOW + 3 * HOUR) is not None
    assert said(4 * HOUR, patient=True) is None, "it had waited: a long crawl is at work"
    problem.amiss = True
    assert said(4 * HOUR, patient=True) is not None


@pytest.mark.parametrize("place", ["nothing", "file", "torn", "full", "fuller"])
def test_what_was_said_is_remembered_wherever_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data_dir = tmp_path / "data"
    if place == "file":
        data_dir.write_text("in its place")
    elif place == "fuller":  # there is none yet that could be written in place
        data_dir.mkdir()
        monkeypatch.setattr(os, "pwrite", full(data_dir / damping.NAME, os.pwrite))
    elif place != "nothing":
        data_dir.mkdir()
        (data_dir / "failing.json").write_text('{"latest en": ' if place == "torn" else json.dumps({}).ljust(4096))
    if place == "full":  # no file can grow
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        said = [damping.to_say(data_dir, "latest en", 74, "no room", now=NOW + at) for at in (0, 600)]
    finally:
        if place == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert said == ["no room", None]
    assert list(damping.failing(data_dir)) == ["latest en"]
    assert data_dir.is_dir() == (place in ("torn", "full", "fuller"))
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if not data_dir.is_dir():
        data_dir.unlink(missing_ok=True)
        data_dir.mkdir()
    well = {"en": NOW + 1200.0}
    assert "well again, after 2 runs" in (damping.over(data_dir, well, now=NOW + 1200) or "")
    assert damping.over(data_dir, well, now=NOW + 1200) is None
    assert list(tmp_path.glob("orda-crawler-*")) == []


def full(path: Path, write: Callable[[int, bytes, int], int]) -> Callable[[int, bytes, int], int]:
    """*write* as it is where the disk on which *path* lies is full."""

    def refuse(handle: int, data: bytes, at: int) -> int:
        if os.path.samestat(os.fstat(handle), path.stat()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data, at)

    return refuse


def test_what_kills_every_run_is_said(ledger: Ledger) -> None:
    def begin_again() -> str | None:
        run(ledger, 0, ends=False)
        reports = Reports(ledger.path.parent, ledger)
        assert len(reports.begin("next", "latest", "latest en", {}, now=NOW)) == 1
        with ledger.transaction() as db:
            db.execute("DELETE FROM run WHERE run_id = 'next'")
        return damping.killed_again(ledger, "latest", "latest en", now=NOW)

    assert begin_again() is None, "a machine was switched off"
    assert "were killed" in (begin_again() or "")
    assert begin_again() is None, "it was said"


def test_the_command(site: Site) -> None:
    nothing = site.scrapy("status")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "no archive" in nothing.stderr
    site.latest()
    well = site.scrapy("status")
    assert well.returncode == 0
    assert re.match(r"well\nen:\n  last crawled well  just now", well.stdout)
    assert 'orda_articles_total{edition="en",event="new"} 30' in (site.data / "metrics.prom").read_text()
    site.replica.answer("en", "/last-news/", status=500)
    assert "list status 500" in site.latest(code=69).stderr
    assert site.latest(code=69).stderr == "", "it was said"
    warning = site.scrapy("status", "--json")
    assert warning.returncode == 1
    assert '"level": 1' in warning.stdout
    site.replica.clear_answers()
    assert "well again, after 2 runs" in site.latest().stderr
