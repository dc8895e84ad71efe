"""What was kept, read again: the same by the same rules; by others once, and never as an edit of the site's."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings

from crawler import records
from crawler.dated import Dated, RulesError
from crawler.extract import article as rules
from crawler.extract import fields, version
from crawler.extract.article import extract_article
from crawler.extract.page import parse
from crawler.items import KnownArticle, from_json
from crawler.jsonl import serialise
from crawler.readers import Readers
from crawler.reextract import Outcome, Reader, apply, from_line, rejected
from crawler.replica import Replica
from crawler.reread import Kept, NoArticleError, reread
from crawler.run import Config, Lock, Problem, Run
from crawler.site import BODY_SELECTORS
from crawler.spans import Span
from crawler.urls import Origins
from tests.conftest import Site
from tests.faulty import other_rules

PIPELINES = dict(get_project_settings()["ITEM_PIPELINES"])
OTHER_RULES = ("-s", f"ITEM_PIPELINES={json.dumps(PIPELINES | {'tests.faulty.OtherRules': 1})}")


def origins(site: Site) -> Origins:
    return Origins({key[-2:].lower(): url for key, url in site.replica.environment().items() if "ORIGIN" in key})


@pytest.fixture
def restored_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "EXTRACTOR", version.EXTRACTOR)
    monkeypatch.setattr(fields, "description", fields.description)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with 60 records of it, for tests that write none."""
    with Replica(seed=1, articles=60) as replica:
        site = Site(replica, tmp_path_factory.mktemp("archived") / "data")
        site.crawl("latest", "-a", "editions=en,ru")
        yield site
        site.close()


def open_run(site: Site) -> Run:
    return Run(Config(site.data, origins(site), "reextract"))


def outcomes(site: Site, run: Run) -> Iterator[Outcome]:
    reader = Reader(site.data, origins(site), run.ledger)
    last = {record["id"]: record for record in site.lines()}
    return map(reader.outcome, [serialise(from_json(record)) for record in last.values()])


def test_the_same_rules_give_the_same_records(site: Site) -> None:
    site.crawl("latest", "-a", "editions=en,ru")
    time.sleep(1)  # records say to the second when their pages came
    for id in site.newest(2):
        site.replica.correct("en", id, headline=f"Corrected {id}")
    site.crawl("revisit", "-a", f"id={','.join(site.newest(2))}")
    asked = len(site.replica.requests)
    full = site.scrapy("reextract", "--apply", "-s", "ORDA_FREE_MB=2000000000")
    assert (full.returncode, full.stdout) == (74, "")
    assert "make room" in full.stderr
    result = site.scrapy("reextract", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert (report["records"], report["same"], report["fields"]) == (60, 60, {})
    result = site.scrapy("reextract", "--apply", "--editions", "ru")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("30 records: 30 say the same, 0 were written anew")
    assert len(site.lines()) == 62
    assert len(site.replica.requests) == asked
    run = open_run(site)
    reader = Reader(site.data, origins(site), run.ledger)
    for record in site.lines():  # the earlier ones too, byte for byte
        known = from_json(record, KnownArticle)
        assert serialise(reader.again(known)) == serialise(known)
    run.close()


def test_other_rules(site: Site, restored_rules: None) -> None:
    site.latest()
    run = open_run(site)
    first = site.lines()
    due = run.ledger.query("SELECT id, state, next_try FROM link ORDER BY pk")
    assert {outcome.kind for outcome in outcomes(site, run)} == {"same"}
    other_rules()
    applied = apply(run, outcomes(site, run), 5)
    for _ in range(12):  # killed when some are written and some are not
        next(applied)
    run.batch.clear()
    run.close()
    assert len(site.lines()) == 30 + 10

    run = open_run(site)
    found = list(apply(run, outcomes(site, run), 5))
    assert [outcome.kind for outcome in found].count("same") == 10
    assert {name for outcome in found for name in outcome.fields} == {"description", "content_hash", "provenance"}
    assert {outcome.kind for outcome in apply(run, outcomes(site, run), 5)} == {"same"}
    lines = site.lines()
    assert lines[:30] == first
    assert len(lines) == 60
    before = {record["id"]: record for record in first}
    for record in lines[30:]:
        known = before.pop(record["id"])
        assert (record["event"], record["revision"], record["extractor"]) == ("reextracted", 2, version.extractor())
        assert record["previous_hash"] == known["content_hash"]
        assert [change["field"] for change in record["changes"]] == ["description"]
        assert record["fetched_at"] == known["fetched_at"]
        assert record["description"] == "By other rules"
    assert run.ledger.query("SELECT id, state, next_try FROM link ORDER BY pk") == due, "nobody looked at anything"
    ever = Span(date(2000, 1, 1), date(2100, 1, 1))
    assert not list(records.changed(run.files, ("en",), ever)), "the site changed nothing"
    run.close()


def test_other_rules_are_no_edit(site: Site) -> None:
    site.latest()
    time.sleep(1)  # records say to the second when their pages came
    same, edited, *_, lost = site.newest(30)
    site.replica.correct("en", edited, headline="Edited by the newsroom")
    raw = site.data / "raw"
    site.crawl("revisit", "-a", f"id={same},{edited}", *OTHER_RULES)
    by_id: dict[str, list[dict[str, Any]]] = {}
    for record in site.lines():
        by_id.setdefault(record["id"], []).append(record)
    assert [r["event"] for r in by_id[same]] == ["new", "reextracted"]
    assert [r["event"] for r in by_id[edited]] == ["new", "reextracted", "changed"]
    assert [c["field"] for c in by_id[edited][1]["changes"]] == ["description"]
    assert [c["field"] for c in by_id[edited][2]["changes"]] == ["headline"]
    before = site.lines()
    assert {r["event"] for r in before[30:] if r["id"] not in (same, edited)} <= {"reextracted"}, "a control at most"
    site.crawl("revisit", "-a", f"id={same}", *OTHER_RULES)
    assert site.lines() == before
    for path in raw.rglob("*.warc.gz*"):
        path.unlink()
    site.crawl("revisit", "-a", f"id={lost}", *OTHER_RULES)  # others are read otherwise too, which tells it
    assert site.lines() == before
    report = json.loads(site.scrapy("reextract", "--json").stdout)
    assert (report["not_kept"], report["other"]) == (30, 0)
    assert site.scrapy("reextract", "--id", "en:1").returncode == 65
    assert site.scrapy("reextract", "--id", lost, "--since", "7d").returncode == 64


def processes_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def gone(pid: int) -> bool:
    """Whether the process *pid* is no more, or waits for its parent to take note of that."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("to", "number", "code", "said"),
    [
        ("one", signal.SIGKILL, 70, "ended by SIGKILL: what is written stays, the next call does the rest"),
        ("all", signal.SIGTERM, 128 + signal.SIGTERM, "stopped by SIGTERM"),
        ("it", signal.SIGHUP, 128 + signal.SIGHUP, "stopped by SIGHUP"),
        ("it", signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_whatever_ends_it(archived: Site, to: str, number: int, code: int, said: str) -> None:
    lock = Lock(archived.data / "lock")
    lock.acquire()
    process = archived.start("reextract", "--apply", "--wait", "60")
    cores = len(os.sched_getaffinity(0))
    until(lambda: process.poll() is not None or len(processes_of(process.pid)) == cores)
    time.sleep(0.1)
    readers = processes_of(process.pid)
    for pid in {"one": readers[:1], "all": [*readers, process.pid], "it": [process.pid]}[to]:
        os.kill(pid, number)
    lock.release()
    _, err = process.communicate(timeout=20)
    assert process.returncode == code, err
    assert said in err
    assert err.count("\n") == (1 if said else 0)
    until(lambda: all(map(gone, readers)))
    lock.acquire()  # nobody has it
    lock.release()


def test_readers_in_order(archived: Site) -> None:
    lines = [serialise(from_json(record)) for record in archived.lines()] * 2
    with Readers(archived.data, origins(archived)) as readers:
        assert [outcome.id for outcome in readers.read(lines)] == [from_line(line)["id"] for line in lines]
        reading = readers.read(lines)
        next(reading)
        multiprocessing.active_children()[0].kill()
        with pytest.raises(Problem, match="SIGKILL"):
            list(reading)
    (archived.data / "state.sqlite3").rename(archived.data / "gone")
    try:
        with Readers(archived.data, origins(archived)) as readers, pytest.raises(Problem) as raised:
            list(readers.read(lines))
        assert raised.value.code == 74
    finally:
        (archived.data / "gone").rename(archived.data / "state.sqlite3")
    assert archived.scrapy("reextract", "--wait", "-1").returncode == 64


def test_what_was_rejected_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = site.replica.publish("en", 1, body=[])
    site.latest()
    assert one.id not in site.ids()
    asked = len(site.replica.requests)
    run = open_run(site)
    reader, ever = Reader(site.data, origins(site), run.ledger), Span(date(2000, 1, 1), date(2100, 1, 1))
    (link,) = rejected(run.ledger, ("en",), ever)
    assert link.id == one.id
    assert reader.found(link) is None
    monkeypatch.setattr("crawler.reread.problem", lambda *_: None)  # by other rules it is an article
    outcome = reader.found(link)
    assert outcome is not None
    list(apply(run, [outcome, outcome], 1))
    record = site.lines()[-1]
    assert (record["id"], record["event"], record["revision"], record["run_id"]) == (one.id, "new", 1, run.run_id)
    assert site.ids().count(one.id) == 1
    assert run.ledger.links([one.id])[one.id].state == "stored"
    assert len(site.replica.requests) == asked
    run.close()


PAGE = b"""<html><body><h1>A headline</h1><div class="note"><p>What was the body of it in the old days, long ago.</p>
</div><div class="fulltext"><div class="newstext"><p>The body of it as the page has it today, in a place of its own.</p>
</div></div></body></html>"""


@pytest.mark.parametrize(
    ("fetched", "rule", "words"),
    [
        ("2024-01-01T00:00:00+00:00", Dated("div.note", valid_until="2025-01-01T00:00:00+05:00"), "in the old days"),
        ("2024-12-31T18:59:59+00:00", Dated("div.note", valid_until="2025-01-01T00:00:00+05:00"), "in the old days"),
        ("2024-12-31T19:00:00+00:00", Dated("div.note", valid_until="2025-01-01T00:00:00+05:00"), "has it today"),
        ("2024-12-31T18:59:59+00:00", Dated("div.note", valid_from="2025-01-01T00:00:00+05:00"), "has it today"),
        ("2024-12-31T19:00:00+00:00", Dated("div.note", valid_from="2025-01-01T00:00:00+05:00"), "in the old days"),
    ],
)
def test_dated_rules(monkeypatch: pytest.MonkeyPatch, fetched: str, rule: Dated, words: str) -> None:
    monkeypatch.setattr(rules, "BODY_SELECTORS", (rule, *BODY_SELECTORS))
    at = datetime.fromisoformat(fetched)
    address = Origins().article("https://en.orda.kz/a-story-9716/")
    assert address is not None
    article = extract_article(
        parse(PAGE, "utf-8", at),
        address=address,
        url="https://en.orda.kz/a-story-9716/",
        origins=Origins(),
        fetched_at=at,
        run_id="",
    )
    assert words in article.text
    assert article.provenance["body"].startswith("site:div.")


@pytest.mark.parametrize("time", ["2026-11-22", "2026-11-22T14:00:00", "22 November 2026", ""])
def test_a_date_without_an_offset_is_refused(time: str) -> None:
    with pytest.raises(RulesError, match=r'Dated\("div.note", valid_until=".*"\): give a time with an offset'):
        Dated("div.note", valid_until=time)


def test_what_a_browser_made_is_read_as_such() -> None:
    """A DOM as it was kept needs no end tag; an answer does."""
    url, at = "https://en.orda.kz/a-story-9716/", 1_795_400_000_123
    body = PAGE.replace(b"</body></html>", b"").replace(b"<p>", b'<p class="x">')
    body = body.replace(b"</h1>", b"</h1><time>12:30</time>")
    address = Origins().article(url)
    assert address is not None
    moment = datetime.fromtimestamp(at / 1000, timezone.utc)
    known = extract_article(
        parse(body, "utf-8", moment), address=address, url=url, origins=Origins(), fetched_at=moment, run_id="r"
    )
    kept = Kept(url, at, 200, "text/html; charset=utf-8", body, rendered=True)
    assert reread(known, kept, Origins()) == known
    with pytest.raises(NoArticleError, match="html"):
        reread(known, replace(kept, rendered=False), Origins())
    with pytest.raises(NoArticleError, match="another"):
        reread(known, replace(kept, url="https://en.orda.kz/a-story-9717/"), Origins())
