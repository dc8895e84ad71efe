"""What is an edit, and what is only shown by another template."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from scrapy.utils.project import get_project_settings

from bench.drift import MUTATIONS, Pages
from crawler.belief import AT_ONCE, KEPT, Reading, Readings, carried, doubted, open_questions
from crawler.content_hash import content
from crawler.extract.article import extract_article
from crawler.extract.page import parse
from crawler.items import Article, Paragraph
from crawler.revisits import CONTROLS
from tests.conftest import Site
from tests.test_gaps import DAY, age
from tests.test_latest import make_due

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
PIPELINES = dict(get_project_settings()["ITEM_PIPELINES"])
REPAIRED = ("-s", f"ITEM_PIPELINES={json.dumps(PIPELINES | {'tests.faulty.Repaired': 1})}")
ALL = ("revisit", "-a", "since=2000-01-01")


def edits(site: Site) -> dict[str, list[str]]:
    """Ids of the articles that have a record of a change, and the fields."""
    return {r["id"]: [c["field"] for c in r["changes"]] for r in site.lines() if r["event"] == "changed"}


def test_a_redesign_is_no_edit_and_hides_none_for_long(site: Site) -> None:
    site.latest()
    edited, retagged = site.newest(2)
    time.sleep(1)  # records say to the second when their pages came
    site.replica.template("en", "redesign")
    site.replica.correct("en", edited, body="Another text, of the newsroom's own.\n\nIt has two paragraphs now.")
    make_due(site)
    site.latest(code=65)  # related articles are not found any more
    assert edits(site) == {}
    report = json.loads(max((site.data / "runs").glob("*.json"), key=lambda path: path.stat().st_mtime).read_text())
    doubts = [failure for failure in report["failures"] if failure["stage"] == "doubted"]
    assert sum(failure["count"] for failure in doubts) >= 20
    assert doubts[0]["examples"]
    doubted = sum(failure["count"] for failure in doubts)
    assert f", {doubted} not believed, " in report["message"]
    assert f"exit 65, 0 new, 0 failed, {doubted} not believed, " in site.scrapy("status").stdout
    site.replica.correct("en", retagged, headline="Another Headline")  # a field that the redesign left alone
    site.crawl("revisit", "-a", f"id={retagged}", code=65)
    assert edits(site) == {retagged: ["headline"]}
    same = json.loads(site.scrapy("reextract", "--json").stdout)
    assert (same["records"], same["same"]) == (30, 30), "what was not believed is not read into it either"
    age(site, DAY)
    site.latest(*REPAIRED)
    assert edits(site) == {retagged: ["headline"], edited: ["images", "body"]}


def test_edits_are_believed_at_little_cost(site: Site) -> None:
    site.latest()
    site.replica.reset_log()
    ids = site.newest(21)
    site.replica.correct("en", ids[20], headline="Another Headline")
    site.crawl(*ALL)
    assert edits(site) == {ids[20]: ["headline"]}
    assert [r.status for r in site.replica.requests].count(200) == 2, "one request more"
    site.replica.reset_log()
    for id in ids[:20]:
        site.replica.correct("en", id, headline=f"Updated: {id} is another story")
    site.crawl(*ALL)
    assert edits(site) == {id: ["headline"] for id in ids}
    assert len(site.articles_asked()) <= 30 + CONTROLS
    site.replica.reset_log()
    site.crawl(*ALL)
    assert len(site.articles_asked()) == 30


def test_what_is_gone_tells_nothing_of_the_template(site: Site) -> None:
    site.latest()
    ids = site.newest(30)
    for id in ids[27:]:  # the last that are looked at: others tell of them that are read afterwards
        site.replica.correct("en", id, headline=f"Updated: {id} is another story")
    for id in ids[:12] + ids[15:27]:
        site.replica.remove("en", id)
    site.crawl(*ALL, code=69)  # so many that they are not believed to be gone
    assert edits(site) == {id: ["headline"] for id in ids[27:]}


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(seed=3, count=40)


def read(pages: Pages, number: int, change: Callable[[str], str] = str) -> Article:
    html = pages.html[number]
    url = pages.articles[number][1]
    address = pages.origins.article(url)
    assert address is not None
    page = parse(change(html).encode(), "utf-8")
    return extract_article(page, address=address, url=url, origins=pages.origins, fetched_at=NOW, run_id="test")


@pytest.mark.parametrize(
    "name",
    [
        *("hashed classes", "JSON-LD gone", "tags class renamed", "first paragraph outside", "h1 is the section"),
        *("body class renamed", "notice in every body", "picture class renamed", "lazy picture", "body in a section"),
    ],
)
def test_a_template_that_changed_is_not_believed(pages: Pages, name: str) -> None:
    readings = Readings()
    for number in range(len(pages.articles)):
        known, item = read(pages, number), read(pages, number, MUTATIONS[name])
        (readings.same if item.content_hash == known.content_hash else readings.hold)(known, item)
    held, others = readings.of("en")
    assert all(doubted(one.reading, others) == one.reading.other for one in held)


def reading(id: str, number: int, other: str = "", *, moved: str = "", picked: bool = False) -> Reading:
    kind, fields = "generic" if id > "e" else "site", frozenset(other.split())
    kinds = dict.fromkeys(("headline", "body", "tags"), kind)
    return Reading(id, number, kinds, fields, fields | set(moved.split()), picked)


@pytest.mark.parametrize(
    ("others", "believed"),
    [
        ([], True),
        ([reading("b", 2)], True),
        ([reading("b", 2, "tags")], True),
        ([reading("b", 2, moved="body")], False),
        ([reading("b", 2, "body")], False),
        ([reading("b", 2, "body"), reading("c", 3, "body"), reading("d", 4, picked=True)], True),
        ([reading("b", 2, "body", picked=True), reading("c", 3, picked=True), reading("d", 4, picked=True)], True),
        ([reading("b", 2, "body", picked=True), reading("c", 3, moved="body", picked=True), reading("d", 4)], False),
        ([reading("b", 0), reading("c", 3, "body")], True),
        ([reading("b", 9), *(reading(f"c{n}", n, "body") for n in range(4))], False),
        ([reading("f", 2)], True),  # from f on from another kind of source
        ([reading("f", 2, moved="tags")], False),
        ([reading("f", 2, moved="body"), reading("c", 3)], True),
    ],
)
def test_who_decides(others: list[Reading], *, believed: bool) -> None:
    held = reading("a", 1, "body")
    assert (doubted(held, others) == set()) is believed


@pytest.mark.parametrize(
    ("others", "believed"),
    [
        ([], True),
        ([("", 0)], False),
        ([("jsonld", 0)], False),
        ([("site", 0)], True),
        ([("site", 2 * AT_ONCE), ("", 0)], False),  # the template of today has it
    ],
)
def test_what_a_record_lacked(others: list[tuple[str, float]], *, believed: bool) -> None:
    held = Reading("a", 1, {"tags": ""}, frozenset({"tags"}), frozenset({"tags"}), False, {"tags": "site"}, 0.0)
    near = [
        Reading(f"b{n}", n, {"tags": kind}, frozenset(), frozenset(), False, {}, at)
        for n, (kind, at) in enumerate(others, 2)
    ]
    assert (doubted(held, near) == set()) is believed
    assert open_questions([held], near) == (set() if believed and near else {("tags", "site")}, 1)


def test_what_was_read_before_settles_nothing() -> None:
    """The template may have changed in between."""
    before, held = reading("a", 1), reading("b", 2, "body")
    assert open_questions([held], [before, held]) == ({("body", "site")}, 1)
    assert open_questions([held], [held, reading("c", 3)]) == (set(), 1)
    assert open_questions([held], [held, reading("c", 3, "body", picked=True)]) == ({("body", "site")}, CONTROLS)


def test_carried_over(pages: Pages) -> None:
    known = read(pages, 0)
    item = replace(known, headline="Another", body=(Paragraph(text="No."),), text="No.", tags=())
    after = carried(known, item, {"body"})
    assert [name for name in content(known) if content(after)[name] != content(known)[name]] == ["headline", "tags"]
    assert (after.text, after.provenance["body"]) == (known.text, KEPT + known.provenance["body"])
    assert carried(after, item, {"body"}).provenance == after.provenance, "marked once"
    assert carried(known, item, set(content(known))).content_hash == known.content_hash
