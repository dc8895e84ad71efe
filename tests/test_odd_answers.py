"""Answers that are not what they seem: half a page, a redirect, an error page. None settles an article."""

from __future__ import annotations

import gzip
import json
import sqlite3
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.replica import Replica
from tests.conftest import FAST, Site
from tests.test_gaps import HOUR, age
from tests.test_latest import make_due
from tests.test_pipelines import PIPELINES

LISTED = 30


def page_of(site: Site, place: int) -> bytes:
    with urllib.request.urlopen(site.replica.articles("en")[place].url) as answer:
        body: bytes = answer.read()
        return body


def half_plain(body: bytes) -> dict[str, Any]:
    return {"status": 200, "body": body[: body.index(b"</p>") + 20]}


def half_gzip(body: bytes) -> dict[str, Any]:
    packed = gzip.compress(body, mtime=0)
    return {"status": 200, "body": packed[: len(packed) * 3 // 4], "headers": {"Content-Encoding": "gzip"}}


def redirect(target: str, status: int = 302) -> Callable[[bytes], dict[str, Any]]:
    return lambda body: {"status": status, "redirect": target}


ODD: dict[str, Callable[[bytes], dict[str, Any]]] = {
    "half a page whose length is right": half_plain,
    "half a gzip stream whose length is right": half_gzip,
    "a gzip stream that does not add up": lambda body: {"gzip": "broken"},
    "sent to the list": redirect("/last-news/"),
    "sent to the front page": redirect("/"),
    "sent to another article, for now": redirect("/OTHER"),
    "sent to another article, for good": redirect("/OTHER", 301),
    "an empty body": lambda body: {"status": 200, "body": b""},
    "a page of a broken database": lambda body: {"status": 200, "body": b"<html><body><h1>Error</h1></body></html>"},
    "JSON": lambda body: {"status": 200, "body": b"{}", "headers": {"Content-Type": "application/json"}},
}


@pytest.mark.parametrize("how", ODD)
def test_the_article_comes_when_the_site_is_well_again(site: Site, how: str) -> None:
    article, other = site.replica.articles("en")[3], site.replica.articles("en")[40]
    answer = ODD[how](page_of(site, 3))
    if answer.get("redirect") == "/OTHER":
        answer["redirect"] = other.path
    site.replica.answer("en", article.path, **answer)
    site.latest()
    assert article.id not in site.ids()
    site.replica.clear_answers()
    site.replica.reset_log()
    site.latest()
    assert article.path not in site.asked(), "not at every run"
    make_due(site)
    site.latest()
    assert article.id in site.ids()
    assert set(site.ids()) - {other.id} == set(site.newest(LISTED))


def test_a_page_that_ends_where_the_connection_does(tmp_path: Path) -> None:
    """An answer of HTTP/1.0 without a length: whether it is whole only the page can tell."""
    with Replica(seed=1, articles=40) as replica:
        site = Site(replica, tmp_path / "data")
        first, second = replica.articles("en")[:2]
        body = page_of(site, 1)
        for article, sent in ((first, page_of(site, 0)), (second, body[: body.index(b"</p>") + 4])):
            replica.answer("en", article.path, status=200, body=sent, sized=False)
        site.latest()
        assert first.id in site.ids()
        assert second.id not in site.ids()


def test_a_redirect_that_lasts_is_an_alias(site: Site) -> None:
    article, other = site.replica.articles("en")[3], site.replica.articles("en")[40]
    site.replica.answer("en", article.path, status=301, redirect=other.path)
    for _ in range(3):
        result = site.crawl("article", "-a", f"url={other.url},{article.url}", "-O", "-:jsonlines")
        assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [other.id], "printed once"
        age(site, 13 * HOUR)
    ledger = sqlite3.connect(site.data / "state.sqlite3")
    rows = ledger.execute("SELECT state, reason FROM link WHERE id = ?", (article.id,)).fetchall()
    ledger.close()
    assert rows == [("rejected", f"alias of {other.id}")]


def test_one_page_in_the_place_of_many(site: Site) -> None:
    """What passes for an article once is none of them when it comes again, and its record is not defended."""
    articles = site.replica.articles("en")[:8]
    text = f"<p>{'Printers polish rollers nightly; varnish hardens slowly beneath glass. ' * 2}</p>" * 3
    for article in articles:
        wall = f"<html><body><h1>Dry presses</h1>{text}<p>Visit {article.id}</p></body></html>"
        site.replica.answer("en", article.path, status=200, body=wall)
    site.latest(code=69)
    (passed,) = {article.id for article in articles} & set(site.ids())
    assert "it blocks (the same text as" in site.summary()
    assert "the same text as" in site.scrapy("quarantine").stdout
    site.replica.clear_answers()
    site.crawl("revisit", "-a", f"id={passed}")
    assert [line["event"] for line in site.lines() if line["id"] == passed] == ["new", "changed"]


def test_many_that_lead_to_one(site: Site) -> None:
    """That is no way to name articles: the site is unwell."""
    newest = site.replica.articles("en")[0]
    for article in site.replica.articles("en")[1:30]:
        site.replica.answer("en", article.path, status=301, redirect=newest.path)
    site.latest(code=69)
    site.replica.clear_answers()
    make_due(site)
    site.latest()
    assert set(site.ids()) == set(site.newest(LISTED))


def test_an_address_that_fails_counts_for_whoever_named_it(site: Site) -> None:
    """Also if `latest` knew it before; and what was named once does not make `latest` fail for days."""
    article = site.replica.articles("en")[3]
    site.replica.answer("en", article.path, status=500)
    site.latest()
    site.crawl("article", "-a", f"url={article.url}", code=69)
    older = site.replica.articles("en")[50]
    site.replica.answer("en", older.path, status=500)
    site.crawl("article", "-a", f"url={older.url}", code=69)
    make_due(site)
    site.replica.reset_log()
    site.latest()
    assert {article.path, older.path} <= set(site.asked())


def test_an_address_in_capitals(site: Site) -> None:
    article = site.replica.articles("en")[3]
    site.crawl("article", "-a", f"url={article.url.replace(article.path, article.path.upper())}?UTM_SOURCE=x#TOP")
    assert site.ids() == [article.id]


def test_a_pipeline_after_the_one_that_writes(site: Site) -> None:
    faulty = [article.id for article in site.replica.articles("en")[5:8]]
    site.environment = {"FAULTY_IDS": ",".join(faulty)}
    setup = PIPELINES | {"tests.faulty.Faulty": 1100}
    site.latest("-s", f"ITEM_PIPELINES={json.dumps(setup)}", code=65)
    assert set(site.ids()) == set(site.newest(LISTED)) - set(faulty)
    site.environment = {}
    site.latest()
    assert set(site.ids()) == set(site.newest(LISTED))


def test_an_item_that_cannot_be_written_takes_no_other_with_it(site: Site) -> None:
    setup = PIPELINES | {"tests.faulty.Unwritable": 500}
    bad = site.newest(LISTED)[7]
    site.environment = {"FAULTY_IDS": bad}
    site.latest("-s", f"ITEM_PIPELINES={json.dumps(setup)}", code=65)
    assert set(site.ids()) == set(site.newest(LISTED)) - {bad}


def test_robots_rules_that_lie_elsewhere(site: Site) -> None:
    """They are not to be had: nothing is asked of other hosts."""
    site.replica.answer("en", "/robots.txt", status=302, redirect="http://example.invalid/robots.txt")
    site.latest()
    assert len(site.ids()) == LISTED
    site.replica.clear_answers()
    site.replica.robots("en", "User-agent: *\nDisallow: /\n")
    site.latest(code=69)


def test_a_damaged_record(site: Site) -> None:
    """What the archive should hold and does not is no matter of the site's."""
    site.latest()
    path = next((site.data / "articles" / "en").glob("*.jsonl"))
    article = site.replica.articles("en")[0]
    path.write_bytes(path.read_bytes().replace(f'"id":"{article.id}"'.encode(), f'"id":"xx{article.id[2:]}"'.encode()))
    result = site.scrapy("crawl", "article", *FAST, "-a", f"url={article.url}")
    assert result.returncode == 74, result.stderr
    assert result.stderr.count("\n") == 1
    assert "does not have" in result.stderr
