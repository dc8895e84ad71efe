"""A new template is noticed by the pages of one run, and days that are just quiet are not taken for one."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

import jsonschema
import pytest

from bench.drift import MUTATIONS, START, Pages, history, tried
from crawler.alarms import Alarm, summed_up
from crawler.drift import Drift, Noted, ringing
from crawler.facts import form, its_own
from crawler.ledger import DAY, Ledger
from crawler.report_schema import report_schema
from crawler.telling import chance, stand_in
from crawler.zone import almaty_day
from tests.conftest import Site

NOW = 1_795_400_000


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(seed=3, count=83)


@pytest.fixture(scope="module")
def known(pages: Pages) -> list[Noted]:
    return [pages.facts(number) for number in range(len(pages.articles))]


def test_changes_are_caught_and_ninety_days_without_one_are_quiet(
    pages: Pages, known: list[Noted], tmp_path: Path
) -> None:
    ledger = Ledger(tmp_path / "state.sqlite3")
    with ledger.transaction():
        false = history(ledger, known, Random(5), 90)
    assert len(false) <= 1, false
    missed = []
    for name, change in MUTATIONS.items():
        alarms, _ = tried(ledger, [pages.facts(number, change) for number in range(12)], START + 90 * DAY)
        missed += [] if alarms else [name]
    assert len(MUTATIONS) >= 40
    assert len(missed) <= 0.05 * len(MUTATIONS), missed
    for name in ("body class renamed", "picture dropped", "headline cut to 15 characters"):
        changed = [pages.facts(number, MUTATIONS[name]) for number in range(12)]
        alarms, after = tried(ledger, changed, START + 90 * DAY, slow=True)
        assert alarms, name
        assert after <= 6, name
    ledger.close()


GOOD = {"article", "headline", "body", "date_published", "headline=site", "body=site", "30 words", "2 blocks"}
PICTURE = GOOD | {"image", "image=site", "image=site:div.postpic"}
OTHER = GOOD | {"image", "image=jsonld"}
Runs = Callable[..., list[Alarm]]
"""A run on a day with pages of which these facts hold; its alarms."""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "state.sqlite3")


@pytest.fixture
def run(ledger: Ledger) -> Runs:
    numbers = count()

    def run(facts: list[set[str]], day: int, extractor: str = "1", *, ids: list[str] | None = None) -> list[Alarm]:
        drift = Drift(extractor)
        for place, found in enumerate(facts):
            drift.count(ids[place] if ids else f"en:{next(numbers)}", frozenset(found), known=ids is not None)
        return drift.finish(ledger, now=NOW + day * DAY, editions=["en"])

    return run


def test_an_alarm_rings_until_it_is_over(run: Runs, ledger: Ledger) -> None:
    for day in range(20):
        assert not run([PICTURE] * 6, day)
    assert not run([GOOD] * 2, 20), "too few pages"
    lost = [alarm for number in range(3) for alarm in run([GOOD], 20 + number)]  # one a run, over days
    assert {alarm.fact for alarm in lost if "=" not in alarm.fact} == {"image"}
    assert lost[0].affects
    assert not lost[0].again
    assert lost[0].since == almaty_day(NOW + 20 * DAY)
    (image, *_) = silent = run([], 24)
    assert image.affects, "it rings where nothing is new"
    assert {alarm.fact for alarm in silent} == {alarm.fact for alarm in ringing(ledger)}
    assert all(alarm.again for alarm in silent)
    assert Drift("1").finish(ledger, now=NOW, editions=["ru"]) == []
    assert any(alarm.affects for alarm in run([PICTURE] * 4, 25)), "not enough"
    assert not run([PICTURE] * 4, 26)
    assert not ringing(ledger)
    ledger.close()


def test_what_is_covered(run: Runs, ledger: Ledger) -> None:
    for day in range(20):
        run([PICTURE] * 6, day)
    covered = run([OTHER] * 6, 20)
    assert {alarm.fact for alarm in covered} == {"image=site", "image=site:div.postpic"}
    assert not any(alarm.affects or alarm.again for alarm in covered)
    one = covered[0]
    assert (one.stands_in, one.pages, one.lacking, one.of) == ("jsonld", ("en:120", "en:121", "en:122"), 6, 6)
    assert re.fullmatch(
        r"drift: en: image: site\S* is silent, since \S+ \(6 of 6 pages, usually 0%: en:120, en:121, en:122\);"
        r" jsonld stands in",
        summed_up(covered),
    )
    assert all(alarm.again for alarm in run([OTHER], 20)), "it is said once a day"
    assert not any(alarm.again for alarm in run([], 21))
    partly = run([GOOD] * 5 + [OTHER] * 7, 21)
    assert all(alarm.affects for alarm in partly)
    assert any("jsonld stands in, but not on 5 of them" in str(alarm) for alarm in partly), partly
    assert any(alarm.affects for alarm in run([OTHER], 22)), "the last pages lack it still"
    assert not any(alarm.affects for alarm in run([OTHER] * 8, 22)), "no more"
    rejected = run([set()] * 6, 23)
    assert "article" in {alarm.fact for alarm in rejected if alarm.affects}
    assert not run([], 23 + 29), "after four weeks it is the usual"
    ledger.close()


def test_other_rules(run: Runs, ledger: Ledger) -> None:
    for day in range(10):
        run([PICTURE] * 3, day)
    assert run([OTHER] * 6, 10)
    assert not run([], 10, "2"), "by other rules it begins anew"
    assert not ringing(ledger)
    assert not run([OTHER] * 9, 10, "2")
    assert {alarm.fact for alarm in run([GOOD] * 6, 11, "2")} >= {"image"}, "but what was filled is known"
    assert ledger.query("SELECT count(DISTINCT day) FROM tally") == [(12,)]
    ledger.close()


def test_each_article_counts_as_it_was_last_read(run: Runs, ledger: Ledger) -> None:
    run([PICTURE] * 30, 0)
    assert run([GOOD] * 6, 1, ids=[f"en:{number}" for number in range(6)]), "those of the last pages"
    ledger.close()
    assert its_own(frozenset({"pa", "t1"}), [frozenset({"pa", "t1"})] * 2 + [frozenset({"pa"})] * 2)


def test_what_is_not_believed_of_most_is_an_alarm(run: Runs, ledger: Ledger) -> None:
    run([PICTURE] * 60, 0)
    drift = Drift("1")
    for number in range(20):
        drift.count(f"en:{number}", frozenset(PICTURE), known=True)
        if number < 14:
            drift.doubted(f"en:{number}")
    drift.doubted("en:99")
    (alarm,) = drift.finish(ledger, now=NOW + DAY)
    assert (alarm.field, alarm.lacking, alarm.affects) == ("record", 14, True)
    assert "is not believed, for so many do, since" in str(alarm)
    assert not run([PICTURE] * 8, 1, ids=[f"en:{number}" for number in range(8)])
    ledger.close()


def test_articles_beside_the_last_are_no_new_ones(run: Runs, ledger: Ledger) -> None:
    for day in range(3):
        run([PICTURE] * 30, day)
    assert not run([GOOD] * 6, 3, ids=[f"en:{number}" for number in range(6)])
    assert ledger.query("SELECT count(*) FROM sample") == [(24,)]
    ledger.close()


def test_a_young_archive(run: Runs, ledger: Ledger) -> None:
    assert not run([PICTURE] * 30, 0)
    assert {alarm.fact for alarm in run([GOOD] * 15, 1)} >= {"image"}, "what history there is"
    ledger.close()


def test_a_young_archive_has_defaults(run: Runs, ledger: Ledger) -> None:
    alarms = run([(GOOD - {"body=site"}) | {"body=generic"}] * 10, 0)
    assert [(alarm.fact, alarm.stands_in, alarm.affects) for alarm in alarms] == [("body=site", "generic", False)]
    ledger.close()


def test_the_parts() -> None:
    assert chance(0, 1, 1, 1) == pytest.approx(0.5)
    assert chance(0, 5, 30, 30) == pytest.approx(1 / 324632)
    assert chance(5, 5, 30, 30) == chance(2, 5, 0, 0) == pytest.approx(1.0)
    assert form("2026-11-22T10:03:00+05:00") == "9999-99-99a99:99:99+99:99"
    assert form("Today 14:05") == form("Вчера 09:30") == "a 99:99"
    assert stand_in("image", [frozenset(OTHER), frozenset(PICTURE)]) == "several"
    assert stand_in("image", [frozenset(OTHER), frozenset(GOOD)]) is None
    assert stand_in("h1", [frozenset({"h1=2"})]) is None
    mark = frozenset({"pa", "t1"})
    assert list(its_own(mark, [mark] * 4)) == ["time of its own"]
    assert "text of its own" in its_own(mark, [frozenset({"pa"})] * 3 + [mark])
    told = [
        str(Alarm("en", fact, 1, 5, 5, "", (), None))
        for fact in ("outside=2", "meta og:image", "headline agrees", "120 words", "at most 500 words", "image", "h1=1")
    ]
    assert [text.partition(", since")[0].removeprefix("en: ") for text in told] == [
        "body: other paragraphs than the usual 2 stand beside it",
        "meta og:image: the page no longer has it (no field hangs on it alone)",
        "headline: sources disagree about it",
        "body: fewer than 120 words",
        "body: more than 500 words",
        "image: no longer there",
        "headline: the page does not have 1 h1",
    ]


def test_a_crawl(site: Site) -> None:
    site.latest()
    assert "drift" not in site.log()
    with sqlite3.connect(site.data / "state.sqlite3") as db:  # that was yesterday, and it was more
        db.execute("UPDATE tally SET day = date(day, '-1 day'), pages = pages * 5")
    site.replica.publish("en", 8, picture=None)
    result = site.latest(code=65)
    assert "drift: en: image: no longer there, since" in result.stderr
    assert "8 of 8 pages" in result.stderr
    reported = json.loads((site.data / "runs" / "latest.json").read_text())
    jsonschema.validate(reported, report_schema())
    first = reported["drift"][0]
    assert (first["field"], first["fact"], first["affects"], len(first["pages"])) == ("image", "image", True, 3)
    assert site.latest(code=65).stderr == "", "it goes on without news, and is said once a day"
    assert "drift: en: image" in site.summary()
    warning = site.scrapy("status", "--json")
    assert warning.returncode == 1
    told = json.loads(warning.stdout)
    assert told["alarms"][0]["fact"] == "image"
    assert told["editions"][0]["last_well"] >= told["last_run"]["started_at"], "every page was crawled all the same"
    assert 'orda_drift_ringing{edition="en",records="affected"} 3' in (site.data / "metrics.prom").read_text()
    site.replica.template("en", "redesign")
    site.replica.publish("en", 8)
    result = site.latest()  # a warning, but no failure
    assert re.search(r"drift: en: body: site\S* is silent, since .*; generic stands in", result.stderr), result.stderr
    assert "well again" in result.stderr
    site.replica.publish("en", 1)
    assert site.latest().stderr == "", "once a day"
    assert "drift: en: body" in site.summary()
    assert len(site.lines()) == 47
