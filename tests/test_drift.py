"""A new template is noticed by the pages of one run, and days that are just quiet are not taken for one."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from pathlib import Path
from random import Random

import jsonschema
import pytest

from bench.drift import MUTATIONS, Noted, Pages, history
from crawler.alarms import Alarm, summed_up
from crawler.drift import Drift, Sample, chance, stand_in, telling
from crawler.facts import OWN, form
from crawler.ledger import DAY, Ledger
from crawler.report_schema import report_schema
from crawler.zone import almaty_day
from tests.conftest import Site

NOW = 1_795_400_000


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(seed=3, count=83)


@pytest.fixture(scope="module")
def known(pages: Pages) -> list[Noted]:
    return [pages.facts(number) for number in range(len(pages.articles))]


def sample(noted: list[Noted]) -> Sample:
    shared = Counter(text for _, texts in noted for text in texts)
    held = Counter[str]()
    for found, texts in noted:
        held.update(found)
        held[OWN] += bool(found) and all(shared[text] == 1 for text in texts)
    return Sample(len(noted), held)


def test_changes_of_the_template_are_caught(pages: Pages, known: list[Noted]) -> None:
    before = sample(known)
    missed = [
        name
        for name, change in MUTATIONS.items()
        if not telling(before, sample([pages.facts(number, change) for number in range(12)]))
    ]
    assert len(MUTATIONS) >= 40
    assert len(missed) <= 0.05 * len(MUTATIONS), missed


def test_ninety_days_without_one(known: list[Noted], tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    with ledger.transaction():
        alarms = history(ledger, known, Random(5), 90)
    assert len(alarms) <= 1, alarms
    ledger.close()


def run(ledger: Ledger, facts: list[set[str]], day: int, extractor: str = "1") -> list[Alarm]:
    drift = Drift(extractor)
    for number, found in enumerate(facts):
        drift.count(f"en:{number}", frozenset(found))
    return drift.finish(ledger, now=NOW + day * DAY)


GOOD = {"article", "headline", "body", "date_published", "headline=site", "body=site", "30 words", "2 blocks"}
PICTURE = GOOD | {"image", "image=site", "image=site:div.postpic"}
OTHER = GOOD | {"image", "image=jsonld"}


def test_an_alarm(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    for day in range(20):
        assert not run(ledger, [PICTURE] * 6, day)
    assert not run(ledger, [GOOD] * 4, 20), "too few pages"
    lost = run(ledger, [GOOD], 20)  # with what came earlier on the day
    assert [alarm.fact for alarm in lost if "=" not in alarm.fact] == ["image"]
    assert lost[0].affects
    covered = run(ledger, [OTHER] * 6, 21)
    assert {alarm.fact for alarm in covered} == {"image=site", "image=site:div.postpic"}
    assert not any(alarm.affects for alarm in covered)
    one = covered[0]
    assert (one.stands_in, one.pages, one.lacking, one.of) == ("jsonld", ("en:0", "en:1", "en:2"), 6, 6)
    assert one.since == almaty_day(NOW + 20 * DAY)
    assert re.fullmatch(
        r"drift: en: image: site\S* is silent, since \S+ \(6 of 6 pages, usually 4%: en:0, en:1, en:2\);"
        r" jsonld stands in",
        summed_up(covered),
    )
    rejected = run(ledger, [set()] * 6, 22)
    assert rejected[0].affects
    assert "article" in {alarm.fact for alarm in rejected}
    assert not run(ledger, [OTHER] * 6, 23, "2"), "by other rules it begins anew"
    assert ledger.query("SELECT count(DISTINCT day) FROM tally") == [(1,)]
    ledger.close()


def test_a_young_archive_has_defaults(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    assert not run(ledger, [GOOD] * 10, 0)
    ledger.close()
    ledger = Ledger(tmp_path / "other.sqlite3")
    alarms = run(ledger, [(GOOD - {"body=site"}) | {"body=generic"}] * 10, 0)
    assert [(alarm.fact, alarm.stands_in, alarm.affects) for alarm in alarms] == [("body=site", "generic", False)]
    ledger.close()


def test_the_parts() -> None:
    assert chance(0, 1, 0.5) == pytest.approx(0.5)
    assert chance(1, 2, 0.5) == pytest.approx(0.75)
    assert chance(5, 5, 0.5) == pytest.approx(1.0)
    assert chance(0, 12, 0.75) == pytest.approx(0.25**12)
    assert form("2026-11-22T10:03:00+05:00") == "9999-99-99a99:99:99+99:99"
    assert form("Today 14:05") == form("Вчера 09:30") == "a 99:99"
    assert stand_in("image", [frozenset(OTHER), frozenset(PICTURE)]) == "several"
    assert stand_in("image", [frozenset(OTHER), frozenset(GOOD)]) is None
    assert stand_in("h1", [frozenset({"h1=2"})]) is None


def test_a_crawl(site: Site) -> None:
    site.latest()
    assert "drift" not in site.log()
    with sqlite3.connect(site.data / "state.sqlite3") as db:  # that was yesterday, and it was more
        db.execute("UPDATE tally SET day = date(day, '-1 day'), pages = pages * 5")
    site.replica.publish("en", 8, picture=None)
    result = site.latest(code=65)
    assert "drift: en: image: no more, since" in result.stderr
    assert "8 of 8 pages" in result.stderr
    reported = json.loads((site.data / "runs" / "latest.json").read_text())
    jsonschema.validate(reported, report_schema())
    first = reported["drift"][0]
    assert (first["field"], first["fact"], first["affects"], len(first["pages"])) == ("image", "image", True, 3)
    warning = site.scrapy("status", "--json")
    assert warning.returncode == 1
    assert json.loads(warning.stdout)["alarms"][0] == "en image"
    with sqlite3.connect(site.data / "state.sqlite3") as db:
        db.execute("DELETE FROM tally WHERE day = (SELECT max(day) FROM tally)")
    site.replica.template("en", "redesign")
    site.replica.publish("en", 8)
    result = site.latest()  # a warning, but no failure
    assert re.search(r"drift: en: body: site\S* is silent, since .*; generic stands in", result.stderr), result.stderr
    site.replica.publish("en", 5)
    assert site.latest().stderr == "", "once a day"
    assert "drift: en: body" in site.summary()
    assert len(site.lines()) == 51
