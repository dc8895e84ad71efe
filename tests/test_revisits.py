"""What changed, what vanished: revisions, removals and returns of stored articles; and what is none of that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.revisits import durations, vaguer
from tests.conftest import Site
from tests.test_gaps import DAY, HOUR, age
from tests.test_latest import make_due

LISTED = 30


@pytest.fixture
def stored(site: Site) -> Site:
    """A site of which the newest articles are stored."""
    site.latest()
    site.replica.reset_log()
    return site


def last(site: Site, id: str) -> dict[str, Any]:
    return [record for record in site.lines() if record["id"] == id][-1]


def history(site: Site, id: str) -> list[tuple[str, int]]:
    return [(record["event"], record["revision"]) for record in site.lines() if record["id"] == id]


def looks(site: Site) -> int:
    return len(site.articles_asked())


# -- when


def test_an_unchanged_article_costs_a_304(stored: Site) -> None:
    stored.crawl("revisit", "-a", "since=2000-01-01")
    answers = [request.status for request in stored.replica.requests if request.path in stored.articles_asked()]
    assert answers == [304] * LISTED
    assert len(stored.lines()) == LISTED


def test_an_id_without_a_record_is_said(stored: Site) -> None:
    known = stored.newest(1)[0]
    result = stored.crawl("revisit", "-a", f"id=en:1,{known},ru:no-such", code=65)
    assert result.stderr.count("\n") == 1
    assert "en:1: it has no record" in result.stderr
    assert "ru:no-such: it has no record" in result.stderr
    assert looks(stored) == 1, "the others are looked at"
    stored.crawl("revisit", "-a", f"id={known}")


def test_the_schedule_thins_with_age(stored: Site) -> None:
    article = stored.replica.publish("en")[0]
    stored.latest()
    asked: list[int] = []
    for passed in (HOUR // 2, 2 * HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 60 * DAY):
        stored.replica.reset_log()
        age(stored, passed - sum(asked))
        asked.append(passed - sum(asked))
        stored.latest()
        looked = stored.articles_asked().count(article.path)
        assert looked == (passed <= 30 * DAY), passed
        stored.replica.reset_log()
        stored.latest()
        assert article.path not in stored.articles_asked(), "once each"


def test_within_the_budget_and_after_what_is_new(stored: Site) -> None:
    make_due(stored)
    new = stored.replica.publish("en")[0]
    stored.latest("-s", "ORDA_REVISITS=7")
    asked = stored.articles_asked()
    assert asked[0] == new.path
    assert len(asked) == 8


def test_at_once_when_a_list_has_another_headline(stored: Site) -> None:
    article = stored.replica.articles("en")[4]
    stored.replica.correct("en", article.id, headline="An altogether other headline")
    stored.latest()
    assert stored.articles_asked()[0] == article.path
    assert looks(stored) == 2, "and another, which tells that the template is the same"
    assert last(stored, article.id)["headline"] == "An altogether other headline"


def test_at_once_when_a_sitemap_says_so(stored: Site) -> None:
    article = stored.replica.articles("en")[4]
    age(stored, 2 * DAY)
    make_due(stored)
    stored.latest()
    stored.replica.reset_log()
    stored.replica.correct("en", article.id, body="Something else.")
    age(stored, DAY + HOUR)
    stored.latest("-s", "ORDA_REVISIT_AFTER=999d")
    assert article.path in stored.articles_asked()
    assert history(stored, article.id) == [("new", 1), ("changed", 2)]


# -- changes


def test_a_changed_article_is_a_revision_that_says_what_changed(stored: Site) -> None:
    article = stored.replica.articles("en")[2]
    paragraphs = ["The first paragraph stays.", "The second one had three words changed.", "The last stays too."]
    stored.replica.correct("en", article.id, body="\n\n".join(paragraphs))
    stored.crawl("revisit", "-a", f"id={article.id}")
    before = last(stored, article.id)
    paragraphs[1] = paragraphs[1].replace("three words", "one word")
    stored.replica.correct("en", article.id, body="\n\n".join(paragraphs))
    stored.crawl("revisit", "-a", f"id={article.id}")
    after = last(stored, article.id)
    assert (after["event"], after["revision"]) == ("changed", 3)
    assert after["previous_hash"] == before["content_hash"] != after["content_hash"]
    (change,) = after["changes"]
    assert change["field"] == "body"
    assert [(hunk["removed"], hunk["added"]) for hunk in change["hunks"]] == [("three words", "one word")]
    assert after["text"] == "\n\n".join(paragraphs)
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1), ("changed", 2), ("changed", 3)]
    assert stored.summary().startswith(f"revisit {article.id}: 0 new, 0 failed, 1 known")


TIME = "<time itemprop='datePublished' datetime='2026-11-20T10:00:00+05:00'></time>"


def test_another_page_in_its_place_is_no_revision_until_it_stays(stored: Site) -> None:
    article = stored.replica.articles("en")[2]
    body = '<div class="fulltext"><div class="newstext"><p>Some words that say nothing else.</p></div></div>'
    page = f"<html><body><h1>Our service is being improved</h1>{body}</body></html>"
    text = f"<p>{'Printers polish rollers nightly; varnish hardens slowly beneath glass. ' * 2}</p>" * 3
    undated = f"<html><body><h1>Dry presses</h1>{text}</body></html>"
    stored.replica.answer("en", article.path, status=200, body=undated)
    for _ in range(2):
        stored.crawl("revisit", "-a", f"id={article.id}", code=69)
        assert "nothing in common" in stored.summary()
        assert history(stored, article.id) == [("new", 1)], "however long it stays: no date proves it"
        age(stored, 40 * HOUR)
    stored.replica.answer("en", article.path, status=200, body=page.replace("</h1>", f"</h1>{TIME}"))
    stored.crawl("revisit", "-a", f"id={article.id}", code=69)
    age(stored, 40 * HOUR)
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1), ("changed", 2)]


# -- removals


NOT_FOUND = b"<html><body><h1>Page not found</h1></body></html>"


def gone(site: Site, path: str, **answer: Any) -> None:
    site.replica.answer("en", path, **(answer or {"status": 404}))


def look_for_days(site: Site, days: float, *, every: int = 6 * HOUR, code: int | None = 0) -> None:
    """Run as cron would, every few hours for some days."""
    for _ in range(int(days * DAY / every)):
        age(site, every)
        result = site.scrapy("crawl", "latest", *["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"])
        assert code is None or result.returncode == code, result.stderr


@pytest.mark.parametrize(
    ("answer", "evidence"),
    [
        ({"status": 404}, "status 404"),
        ({"status": 200, "body": NOT_FOUND}, "says so: page not found"),
        ({"status": 410}, "status 410"),
        ({"redirect": "/"}, "redirected to /"),
        ({"redirect": "/last-news/"}, "redirected to /last-news/"),
    ],
    ids=["404", "soft 404", "410", "front page", "list"],
)
def test_removed_after_some_sightings_over_some_time(stored: Site, answer: dict[str, Any], evidence: str) -> None:
    article = stored.replica.articles("en")[2]
    gone(stored, article.path, **answer)
    stored.crawl("revisit", "-a", f"id={article.id}")
    stored.crawl("revisit", "-a", f"id={article.id}")
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1)], "three times, but not over a day and a half"
    for _ in range(2):
        age(stored, 18 * HOUR + 60)
        stored.crawl("revisit", "-a", f"id={article.id}")
    before, after = [record for record in stored.lines() if record["id"] == article.id]
    assert (after["event"], after["revision"]) == ("removed", 2)
    assert after["headline"] == before["headline"]
    assert after["body"] == before["body"]
    assert after["removal"]["evidence"] == evidence
    assert after["removal"]["sightings"] == 5
    assert after["removal"]["last_seen"] <= after["removal"]["first_missed"] < after["fetched_at"]
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert len(history(stored, article.id)) == 2, "once"


def test_back_before_it_counts_as_removed(stored: Site) -> None:
    article = stored.replica.articles("en")[2]
    gone(stored, article.path)
    for _ in range(2):
        stored.crawl("revisit", "-a", f"id={article.id}")
    stored.replica.clear_answers()
    stored.crawl("revisit", "-a", f"id={article.id}")
    gone(stored, article.path)
    age(stored, 40 * HOUR)
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1)], "the count began anew"


@pytest.mark.parametrize("changed", [False, True])
def test_restored(stored: Site, *, changed: bool) -> None:
    article = stored.replica.articles("en")[2]
    gone(stored, article.path)
    for _ in range(4):
        stored.crawl("revisit", "-a", f"id={article.id}")
        age(stored, 12 * HOUR + 60)
    assert history(stored, article.id) == [("new", 1), ("removed", 2)]
    stored.replica.clear_answers()
    if changed:
        stored.replica.correct("en", article.id, headline="Back, and otherwise")
    stored.crawl("revisit", "-a", f"id={article.id}")
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1), ("removed", 2), ("restored", 3)]
    record = last(stored, article.id)
    assert [change["field"] for change in record["changes"]] == (["headline"] if changed else [])
    assert record["removal"] is None


UNWELL: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "errors": [("*", {"status": 500})],
    "challenges": [("*", {"challenge": True})],
    "all articles 404": [("/*-[0-9]*/", {"status": 404})],
    "all articles soft 404": [("/*-[0-9]*/", {"status": 200, "body": NOT_FOUND})],
    "maintenance": [("/*-[0-9]*/", {"status": 200, "body": b"<html><h1>Site is under maintenance</h1></html>"})],
    "older articles 404": [("/*-96*/", {"status": 404})],
    "everything redirected": [("*", {"redirect": "/maintenance/"})],
    "resets": [("*", {"reset": True})],
    "empty pages": [("*", {"status": 200, "body": b""})],
    "a maintenance page": [("*", {"status": 200, "body": b"<html><body><h1>Back soon</h1></body></html>"})],
}


@pytest.mark.parametrize("how", UNWELL)
def test_nothing_is_removed_while_the_site_is_unwell(stored: Site, how: str) -> None:
    for path, answer in UNWELL[how]:
        stored.replica.answer("en", path, **answer)
    for _ in range(8):
        age(stored, 6 * HOUR)
        stored.scrapy("crawl", "latest", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
    stored.replica.clear_answers()
    age(stored, 6 * HOUR)
    stored.latest()
    assert {record["event"] for record in stored.lines()} == {"new"}
    assert len(stored.ids()) == LISTED


def test_dns_failure_removes_nothing(stored: Site) -> None:
    stored.environment = {"ORDA_ORIGIN_EN": "http://no-such-host.invalid"}
    make_due(stored)
    stored.latest(code=69)
    stored.environment = {}
    stored.latest()
    assert {record["event"] for record in stored.lines()} == {"new"}


# -- the rules


@pytest.mark.parametrize(
    ("known", "read", "raw", "vague"),
    [
        ("2026-11-22T18:20:37+05:00", "2026-11-22T18:20:00+05:00", "22 ноября 18:20", True),
        ("2026-11-22T18:20:37+05:00", "2026-11-22T18:21:00+05:00", "22 ноября 18:21", False),
        ("2026-11-22T18:20:00+05:00", "2026-11-22T00:00:00+05:00", "22 ноября", True),
        ("2026-11-22T18:20:00+05:00", "2026-11-22T00:00:00+05:00", "22 ноября 00:00", False),
        ("2026-11-22T18:20:00+05:00", "2026-11-21T00:00:00+05:00", "21 ноября", False),
        ("2026-11-22T18:20:00+05:00", "2026-11-22T15:03:00+05:00", "2 hours ago", True),
        ("2026-11-22T18:20:00+05:00", "2026-11-22T15:03:00+05:00", "2 часа назад", True),
        ("2026-11-22T00:00:00+05:00", "2026-11-22T15:03:00+05:00", "22 ноября 15:03", False),
        ("2026-11-22T09:30:00+05:00", "2026-11-22T00:00:00+05:00", "22.11.2026", True),
        ("2026-11-22T09:30:00+05:00", "2026-11-22T00:00:00+05:00", "22.11.2026 0.00", False),
    ],
)
def test_a_less_exact_reading_of_a_date_is_no_change(known: str, read: str, raw: str, *, vague: bool) -> None:
    assert vaguer(known, read, raw) is vague


@pytest.mark.parametrize(
    ("known_raw", "read", "vague"),
    [
        ("2 hours ago", "2026-11-22T17:15:00+05:00", True),
        ("2 hours ago", "2026-11-22T16:15:00+05:00", False),
        ("5 минут назад", "2026-11-22T18:15:00+05:00", True),
        ("5 минут назад", "2026-11-22T17:15:00+05:00", False),
        ("1 күн бұрын", "2026-11-21T20:15:00+05:00", True),
    ],
)
def test_the_exact_time_of_what_was_said_to_be_hours_ago_is_no_change(
    known_raw: str, read: str, *, vague: bool
) -> None:
    assert vaguer("2026-11-22T18:20:00+05:00", read, read, known_raw) is vague


def test_durations() -> None:
    assert durations("30m, 2h,1d") == (1800, 7200, 86400)
    assert durations("") == ()
    for wrong in ("30", "2h,1h", "1h,1h", "0m", "1w"):
        with pytest.raises(ValueError, match=r"\S"):
            durations(wrong)


def test_an_etag_that_never_changes_hides_nothing(stored: Site) -> None:
    """Not when something speaks for a change, and not for long."""
    article = stored.replica.articles("en")[2]
    stored.replica.correct("en", article.id, body="Something else altogether.")
    stored.replica.answer("en", article.path, headers={"ETag": '"constant"'})
    stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1), ("changed", 2)], "a person who names it gets it read"


def test_sightings_far_apart_do_not_add_up(stored: Site) -> None:
    """Nobody knows what was there meanwhile."""
    article = stored.replica.articles("en")[2]
    gone(stored, article.path)
    for _ in range(2):
        stored.crawl("revisit", "-a", f"id={article.id}")
    age(stored, 60 * HOUR)
    for _ in range(2):
        stored.crawl("revisit", "-a", f"id={article.id}")
    assert history(stored, article.id) == [("new", 1)]


def test_runs_a_day_apart_add_up(stored: Site) -> None:
    article = stored.replica.articles("en")[2]
    gone(stored, article.path)
    for _ in range(3):
        age(stored, 24 * HOUR)
        stored.latest()
    assert history(stored, article.id) == [("new", 1), ("removed", 2)]


def test_an_article_is_looked_at_where_the_list_has_it(stored: Site) -> None:
    """Its slug was changed with its headline; under the old one there is nothing."""
    replica, article = stored.replica, stored.replica.articles("en")[2]
    old = article.path
    replica.correct("en", article.id, slug="another-slug", headline="Another Headline Altogether, of the Same Story")
    gone(stored, old)
    for _ in range(3):
        age(stored, 24 * HOUR)
        stored.latest()
    assert history(stored, article.id) == [("new", 1), ("changed", 2)]
    assert last(stored, article.id)["url"].endswith(replica.article("en", article.id).path)


def test_what_is_gone_for_long_and_listed_again_is_looked_at(stored: Site) -> None:
    replica, article = stored.replica, stored.replica.articles("en")[2]
    replica.remove("en", article.id)
    for _ in range(3):
        age(stored, 24 * HOUR)
        stored.latest()
    age(stored, 90 * DAY)
    stored.latest()
    replica.restore("en", article.id)
    stored.latest()
    age(stored, 2 * HOUR)
    stored.latest()
    assert [event for event, _ in history(stored, article.id)] == ["new", "removed", "restored"]


def test_a_page_that_came_twice_with_the_article_in_between_is_not_believed(stored: Site) -> None:
    article = stored.replica.articles("en")[2]
    body = "<div class='fulltext'><div class='newstext'><p>The shop is being rebuilt.</p></div></div>"
    other = f"<html><h1>Works</h1>{TIME}{body}"
    for shown in (True, False, True):
        if shown:
            stored.replica.answer("en", article.path, status=200, body=other.encode() + b"</html>")
        stored.crawl("revisit", "-a", f"id={article.id}", code=69 if shown else 0)
        stored.replica.clear_answers()
        age(stored, 40 * HOUR)
    assert history(stored, article.id) == [("new", 1)]


def test_a_page_that_several_articles_have_is_none_of_them(stored: Site) -> None:
    pair = stored.replica.articles("en")[2:4]
    body = "<div class='fulltext'><div class='newstext'><p>The shop is being rebuilt.</p></div></div>"
    other = f"<html><h1>Works</h1>{TIME}{body}"
    for article in pair:
        stored.replica.answer("en", article.path, status=200, body=other.encode() + b"</html>")
    ids = ",".join(article.id for article in pair)
    for _ in range(3):
        stored.crawl("revisit", "-a", f"id={ids}", code=69)
        age(stored, 40 * HOUR)
    assert all(history(stored, article.id) == [("new", 1)] for article in pair)


# -- translations


def test_translations_lead_both_ways(site: Site) -> None:
    """Whichever of the two was stored first."""
    english = site.replica.publish("en", switch=False, hreflang=False)[0]
    site.latest("-a", "editions=en")
    russian = site.replica.publish("ru", translations={"en": english.id}, switch=False, hreflang=True)[0]
    site.replica.correct("en", english.id, switch=False, hreflang=False)
    site.latest("-a", "editions=ru")
    assert "en" in last(site, russian.id)["translations"]
    exported = site.scrapy("export", "--format", "jsonl", "-o", "-")
    records = {record["id"]: record for record in map(json.loads, exported.stdout.splitlines())}
    assert records[english.id]["translations"]["ru"] == russian.url
    assert russian.url in site.scrapy("show", english.id).stdout
