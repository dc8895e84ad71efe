"""The audit: every link in one state, holes, disagreements, and what has no account."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import Ledger
from crawler.replica import Replica
from crawler.sources import Sources
from crawler.zone import ALMATY
from tests.conftest import FAST, Site


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Site]:
    with Replica(seed=3, articles={"en": 200, "ru": 60, "kk": 60}) as replica:
        site = Site(replica, tmp_path / "data")
        yield site
        site.close()


def report(site: Site, *args: str, code: int = 0) -> dict[str, Any]:
    result = site.scrapy("audit", "--json", *args)
    assert result.returncode == code, result.stdout + result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def total(found: dict[str, Any], state: str) -> int:
    return sum(day["states"].get(state, 0) for day in found["days"])


def test_every_link_in_one_state(old: Site) -> None:
    articles = old.replica.articles("en")
    old.replica.remove("en", articles[2].id, 410)
    old.replica.answer("en", articles[2].path, status=410)
    old.replica.answer("en", articles[3].path, status=500)
    old.replica.answer("en", articles[4].path, status=200, body="<p></p>", headers={"Content-Type": "text/html"})
    old.latest("-s", "ORDA_LEFTOVERS=0")
    old.crawl("article", "-a", f"url={articles[2].url}", code=65)
    found = report(old)
    assert found["unaccounted"] == []
    links = sum(day["links"] for day in found["days"])
    assert links == sum(total(found, state) for state in ("stored", "gone", "rejected", "failed", "pending"))
    assert (total(found, "gone"), total(found, "failed"), total(found, "rejected")) == (1, 1, 1)
    assert total(found, "stored") == len(old.ids())


def test_days_sources_and_holes(old: Site) -> None:
    old.crawl("archive", "-a", "since=5d")
    found = report(old, "--editions", "en", "--since", "5d")
    stored = {(r["date_published"][:10], r["id"]) for r in old.lines()}
    for day in found["days"]:
        expected = {id for name, id in stored if name == day["day"]}
        stored_then, named_then = day["states"].get("stored", 0), day["sources"].get("days", 0)
        assert day["links"] == stored_then == named_then == len(expected), "none just after midnight"
    numbers = sorted(int(id.split(":")[1]) for _, id in stored)
    holes = [hole for day in found["days"] for hole in day["holes"]]
    assert holes == [n for n in range(numbers[0], numbers[-1]) if n not in numbers]
    today = datetime.now(ALMATY).date()
    complete = {day["day"] for day in found["days"] if day["complete"]}
    assert complete == {(today - timedelta(days=back)).isoformat() for back in range(1, 6)}


def test_sources_that_disagree(old: Site) -> None:
    day = (datetime.now(ALMATY) - timedelta(days=3)).date()
    hidden = next(a for a in old.replica.articles("en") if a.published.astimezone(ALMATY).date() == day)
    old.replica.hide("en", hidden.id, {"days"})
    old.crawl("archive", "-a", "since=5d")
    assert hidden.id in old.ids(), "found through the sitemaps"
    found = report(old, "--editions", "en", "--since", "5d")
    assert {d["day"]: d["unnamed"] for d in found["days"] if d["unnamed"]} == {day.isoformat(): 1}


def test_what_has_no_account_is_listed(old: Site) -> None:
    old.latest()
    db = sqlite3.connect(old.data / "state.sqlite3")
    victim = old.ids()[0]
    db.execute("DELETE FROM record WHERE link = (SELECT pk FROM link WHERE id = ?)", (victim,))
    db.commit()
    db.close()
    found = report(old, code=65)
    assert len(found["unaccounted"]) == 1
    assert found["unaccounted"][0].startswith(f"{victim} /")
    table = old.scrapy("audit")
    assert table.returncode == 65
    assert "1 cannot be accounted for:" in table.stdout


def test_an_open_gap_has_no_account(old: Site) -> None:
    old.latest("-a", "editions=en,ru")
    begun, found_at = datetime.now(timezone.utc), datetime(2040, 1, 1, tzinfo=timezone.utc)
    ledger = Ledger(old.data / "state.sqlite3")
    Sources(ledger).open_gap("en", now=int(found_at.timestamp()))
    ledger.close()
    gaps = report(old, code=65)["gaps"]
    assert [(gap["edition"], gap["opened_at"]) for gap in gaps] == [("en", "2040-01-01T00:00:00Z")]
    since = datetime.fromisoformat(gaps[0]["since"].replace("Z", "+00:00"))
    assert timedelta(0) <= begun - since < timedelta(minutes=5), "the last time when nothing was missing"
    table = old.scrapy("audit", "--since", "7d")
    assert table.returncode == 65
    assert table.stdout.splitlines()[-1] == f"gap open in en since {since:%Y-%m-%d %H:%M} UTC"
    assert report(old, "--editions", "ru")["gaps"] == []
    before = (begun.astimezone(ALMATY) - timedelta(days=2)).date().isoformat()
    assert report(old, "--until", before)["gaps"] == [], "days that lie before it"
    ledger = Ledger(old.data / "state.sqlite3")
    Sources(ledger).complete("en", now=int(begun.timestamp()))
    ledger.close()
    assert report(old)["gaps"] == [], "closed"


def test_live_asks_the_editions_that_were_crawled(old: Site) -> None:
    old.crawl("archive", "-a", "since=2d")
    old.environment = {f"ORDA_ORIGIN_{edition}": "http://127.0.0.1:1" for edition in ("RU",)}
    assert report(old, "--since", "2d", "--live", *FAST)["unaccounted"] == []
    assert {request.edition for request in old.replica.requests} == {"en"}


def test_live_without_an_edition_that_cannot_be_read(old: Site) -> None:
    old.crawl("archive", "-a", "since=2d", "-a", "editions=en,ru")
    new = old.replica.publish("ru", 1)[0]
    old.replica.answer("en", "*", status=500)
    live = ("audit", "--since", "2d", "--live", "-s", "RETRY_TIMES=0", *FAST)
    result = old.scrapy(*live, "--json")
    assert result.returncode == 69
    found = json.loads(result.stdout)
    assert {day["edition"] for day in found["days"]} == {"ru"}
    assert [line.partition(": ")[0] for line in found["unaccounted"]] == [new.url]
    assert result.stderr.startswith("scrapy audit: no audit of en: ")
    assert result.stderr.count("\n") == 1
    result = old.scrapy(*live, "--editions", "en")
    assert (result.returncode, result.stdout) == (69, "")


def test_live_finds_what_the_ledger_does_not_know(old: Site) -> None:
    old.crawl("archive", "-a", "since=3d")
    live = ("--since", "3d", "--live", "--editions", "en", *FAST)
    assert report(old, *live)["unaccounted"] == []
    new = old.replica.publish("en", 2)
    found = report(old, *live, code=65)["unaccounted"]
    assert {line.partition(": ")[0] for line in found} == {article.url for article in new}
    assert report(old, "--since", "3d")["unaccounted"] == [], "reading alone takes nothing in"


def test_a_table_for_people(old: Site) -> None:
    old.latest("-a", "editions=en,ru")
    shown = old.scrapy("audit")
    assert shown.returncode == 0
    lines = shown.stdout.splitlines()
    assert lines[0].split()[:8] == ["edition", "day", "links", "stored", "gone", "rejected", "failed", "pending"]
    assert lines[-1] == "everything is accounted for"
    assert lines[-2].startswith("60 links: 60 stored, 0 gone, ")


@pytest.mark.parametrize("args", [("--since", "soon"), ("--editions", "xx"), ("--live",), ("extra",)])
def test_wrong_arguments(old: Site, args: tuple[str, ...]) -> None:
    result = old.scrapy("audit", *args)
    assert result.returncode == 64
    assert result.stderr.count("\n") == 1
