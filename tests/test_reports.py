"""Reports of runs, and what they add up to; also of a run that was killed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jsonschema

from crawler.ledger import DAY, Ledger
from crawler.report_schema import report_schema
from crawler.reports import Ending, Reports
from crawler.run import Config, Run
from crawler.urls import Origins
from tests.conftest import FAST, Site
from tests.test_exit_codes import wait_for

NOW = int(datetime(2026, 11, 22, 12, tzinfo=timezone.utc).timestamp())


def report_of(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(report_schema()).validate(report)
    return report


def reports_of(data: Path) -> list[dict[str, Any]]:
    return [report_of(path) for path in sorted((data / "runs").glob("2*.json"))]


def totals(data: Path) -> dict[str, float]:
    db = sqlite3.connect(data / "state.sqlite3")
    rows = dict(db.execute("SELECT name, sum(value) FROM total WHERE day <> '' GROUP BY 1").fetchall())
    assert rows == dict(db.execute("SELECT name, value FROM total WHERE day = ''").fetchall())
    db.close()
    return rows


def test_reports(site: Site) -> None:
    failing = site.replica.articles("en")[0]
    site.replica.answer("en", failing.path, status=500)
    site.latest("-a", "editions=en")
    (first,) = reports_of(site.data)
    assert report_of(site.data / "runs" / "latest.json") == first
    assert first["title"], first["arguments"] == ("latest en", {"editions": "en"})
    assert (first["outcome"], first["exit_code"]) == ("well", 0)
    assert f"{first['run_id']}: {first['message']}" in site.log().splitlines()[-1]
    assert first["articles"] == {"new": 29, "changed": 0, "removed": 0, "restored": 0, "reextracted": 0}
    assert first["failures"] == [{"stage": "failed", "reason": "status 500", "count": 1, "examples": [failing.id]}]
    origin = site.replica.environment()["ORDA_ORIGIN_EN"]
    assert first["requests"]["total"] == len(site.replica.requests)
    assert first["requests"]["by_status"]["500"] == 2
    assert first["requests"]["by_host"][origin] == first["requests"]["by_status"]
    assert first["seconds"] > first["timings"]["crawl"] > 0
    assert first["peak_memory"] > 20_000_000
    assert sum(n for name, n in first["counts"].items() if name.startswith("lag/en ")) == 29

    site.replica.clear_answers()
    site.replica.publish("en", 20)
    for article in site.replica.articles("en")[:10]:
        site.replica.answer("en", article.path, slow=60)
    process = site.start("crawl", "latest", *FAST, "-s", "ORDA_BATCH_SECONDS=0.05", "-s", "ORDA_BATCH_SIZE=2")
    wait_for(lambda: len(site.lines("en")) >= 35)
    process.kill()
    process.communicate()
    assert len(reports_of(site.data)) == 1

    site.replica.clear_answers()
    site.latest()
    _, killed, last = reports_of(site.data)
    assert (killed["outcome"], killed["exit_code"], killed["peak_memory"]) == ("killed", None, None)
    assert killed["requests"]["by_status"]["none"] >= 1, "those under way"
    of_run = [line for line in site.lines() if line["run_id"] == killed["run_id"]]
    assert killed["articles"]["new"] == len(of_run) >= 6
    assert killed["articles"]["new"] + last["articles"]["new"] == 20
    assert report_of(site.data / "runs" / "latest.json") == last
    sums = totals(site.data)
    assert sums["new/new"] == sums["written/en new"] == 49
    assert (sums["run/latest/0"], sums["run/latest/killed"]) == (2, 1)
    assert sums["status/200"] == sum(report["requests"]["by_status"]["200"] for report in reports_of(site.data))


def test_a_run_that_cannot_begin_was_not_killed(site: Site) -> None:
    site.latest("-s", "LOG_FILE=/dev/null/crawl.log", code=64)
    site.latest("-s", "REQUEST_FINGERPRINTER_CLASS=crawler.lock.Lock", code=78)
    (report,) = reports_of(site.data)
    assert (report["exit_code"], report["outcome"], report["spider"]) == (78, "failed", "latest")
    assert "Lock" in report["message"]


def test_old_reports_go_and_their_totals_stay(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    reports = Reports(tmp_path, ledger)
    for day in range(5):
        now = NOW + day * DAY
        assert reports.begin(f"run-{day}", "latest", "latest en", {"arguments": {}, "versions": {}}, now=now) == []
        reports.end(f"run-{day}", Ending(0, "well", {"new/new": 2, "asked/read/new": 2}), now=now)
        reports.forget(2, now=now)
    assert sorted(path.name for path in reports.directory.iterdir()) == [
        "latest.json", *(f"run-{day}.json" for day in (2, 3, 4))
    ]  # fmt: skip
    assert ledger.query("SELECT value FROM total WHERE day = '' AND name = 'new/new'") == [(10,)]
    assert not ledger.query("SELECT 1 FROM total WHERE name LIKE 'asked%'")


def test_a_report_of_which_the_ledger_does_not_know_yet(tmp_path: Path) -> None:
    """Killed between the two: the successor takes the report as it is."""
    ledger = Ledger(tmp_path / "state.sqlite3")
    reports = Reports(tmp_path, ledger)
    reports.begin("run-1", "latest", "latest en", {"arguments": {}, "versions": {}}, now=NOW)
    disagreements = {"headline": [(f"en:{n}", "One", "Another") for n in range(9)]}
    report = reports.end("run-1", Ending(69, "failed", {"list/timeout": 1}, disagreements=disagreements), now=NOW)
    assert report is not None
    (said,) = report["disagreements"]
    assert (said["field"], said["count"], len(said["examples"])) == ("headline", 9, 3)
    assert said["examples"][0] == {"id": "en:0", "values": ["One", "Another"]}
    before = report_of(reports.path("run-1"))
    with ledger.transaction() as db:
        db.execute("UPDATE run SET ended_at = NULL")
        db.execute("DELETE FROM total")
    assert (
        reports.begin("run-2", "latest", "latest en", {"arguments": {}, "versions": {}}, now=NOW)[0].run_id == "run-1"
    )
    assert report_of(reports.path("run-1")) == before
    assert ledger.query("SELECT code FROM run WHERE run_id = 'run-1'") == [(69,)]
    assert ledger.query("SELECT value FROM total WHERE day = '' AND name = 'run/latest/69'") == [(1,)]


def test_a_run_that_lets_others_go_first_was_not_killed(tmp_path: Path) -> None:
    config = Config(tmp_path, Origins({}), "archive en")
    began: dict[str, Any] = {"arguments": {}, "versions": {}}
    long = Run(config)
    long.reports.begin(long.run_id, "archive", "archive en", began, now=NOW)

    async def giving_way() -> list[str]:
        waiting = asyncio.ensure_future(long.let_others())
        await asyncio.sleep(0.05)
        other = Run(config)
        killed = other.reports.begin(other.run_id, "latest", "latest en", began, now=NOW)
        other.reports.end(other.run_id, Ending(0, "well", {}), now=NOW)
        other.close()
        await waiting
        return [cut.run_id for cut in killed]

    assert asyncio.run(giving_way()) == []
    assert not list((tmp_path / "runs").glob("*.lives"))
    long.close()
    last = Run(config)
    (cut,) = last.reports.begin(last.run_id, "latest", "latest en", began, now=NOW)
    assert (cut.run_id, cut.code) == (long.run_id, None), "now it is"
    last.close()
