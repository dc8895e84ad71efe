"""What is no article is kept with the evidence, within bounds, and can be sent through again."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import Ledger
from crawler.quarantine import Case, Quarantine
from crawler.replica import Replica
from tests.conftest import Site
from tests.test_exit_codes import said
from tests.test_odd_answers import half_gzip, half_plain, page_of
from tests.verdicts.no_articles import NO_ARTICLES

JSON = {"Content-Type": "application/json"}
OLD = "<time itemprop='datePublished'>1.1.1999</time><div class='newstext'>It does.</div>"
WALL = "<html><body><h1>Log in</h1><form><input type='password'></form></body></html>"


def test_what_is_no_article_is_kept_and_shown(site: Site) -> None:
    articles = site.replica.articles("en")
    answers: dict[str, dict[str, Any]] = {
        "blocked": {"status": 200, "challenge": True},
        "failed": {"status": 500, "body": "<html><body>Database error</body></html>"},
        "truncated": half_plain(page_of(site, 2)),
        "truncated, gzip": half_gzip(page_of(site, 3)),
        "not_html": {"status": 200, "body": '{"error": 1}', "headers": JSON},
        "soft_404": {"status": 200, "body": "<html><body><h1>Page not found</h1></body></html>"},
        "unreadable": {"status": 200, "body": f"<html><body><h1>Dam holds</h1>{OLD}<p>x</p></body></html>"},
        "not_an_article": {"status": 200, "body": "<html><body><h1>Dam holds</h1><p>x</p></body></html>"},
        "": {"status": 404, "body": "nothing"},
    }
    for article, answer in zip(articles, answers.values(), strict=False):
        site.replica.answer("en", article.path, **answer)
    site.latest()
    ids = {article.id for article in articles[: len(answers)]}
    assert not ids & set(site.ids()), "none is stored"
    lines = site.scrapy("quarantine").stdout.splitlines()
    assert len(lines) == len(answers) - 1, "a 404 is no riddle"
    by_url = {line.split()[-1]: line for line in lines}
    for article, verdict in zip(articles, answers, strict=False):
        assert verdict.partition(",")[0] in by_url.get(article.url, "")
    shown = site.scrapy("quarantine", articles[1].url).stdout
    for part in ("failed", "status 500", "Database error", articles[1].url):
        assert part in shown
    assert site.scrapy("quarantine", by_url[articles[0].url].split()[0]).stdout.count("challenge")
    assert site.scrapy("quarantine", articles[1].id).stdout == shown
    for none in ("999", "9" * 20, ""):
        assert site.scrapy("quarantine", none).returncode == 64
    site.replica.clear_answers()
    site.crawl("article", "-a", f"url={articles[2].url}")
    assert articles[2].url not in site.scrapy("quarantine").stdout, "it came"


def test_sent_through_again(site: Site) -> None:
    """A verdict that is otherwise by now: as if the rules of that time had been wrong about one page."""
    wrong, right = site.replica.articles("en")[:2]
    for article in (wrong, right):
        site.replica.answer("en", article.path, status=200, body=WALL)
    site.crawl("article", "-a", f"url={wrong.url},{right.url}", code=69)
    site.replica.clear_answers()
    database = sqlite3.connect(site.data / "state.sqlite3")
    with database:
        database.execute(
            "UPDATE quarantine SET body = ?, fetched_at = fetched_at - 5 WHERE url = ?",
            (zlib.compress(page_of(site, 0)), wrong.url),
        )
    fetched_at = database.execute("SELECT fetched_at FROM quarantine WHERE url = ?", (wrong.url,)).fetchone()[0]
    database.close()
    site.replica.reset_log()
    for _ in range(2):
        assert site.scrapy("quarantine", "--redrive").returncode == 0
        assert site.ids() == [wrong.id], "once"
    record = site.lines()[0]
    assert record["text"] == wrong.truth["text"]
    assert record["fetched_at"][-3:-1] == f"{fetched_at % 60:02d}", "as of when it was fetched"
    lines = site.scrapy("quarantine").stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith(right.url), "the other stays"
    assert site.replica.requests == [], "nothing is asked of the site"


def test_a_newer_reading_is_not_undone(site: Site) -> None:
    article = site.replica.articles("en")[0]
    before = page_of(site, 0)
    site.crawl("article", "-a", f"url={article.url}")
    database = sqlite3.connect(site.data / "state.sqlite3")
    with database:
        database.execute(
            "INSERT INTO quarantine VALUES (1, ?, 'article', 'blocked', '', 200, 'text/html', '', 1000, '1', 1, ?)",
            (article.url, zlib.compress(before.replace(b"<h1", b"<h1 x").replace(b"</p>", b" Otherwise.</p>"))),
        )
    database.close()
    assert site.scrapy("quarantine", "--redrive", "1").returncode == 0
    assert len(site.lines()) == 1
    assert site.scrapy("quarantine").stdout == "nothing is in quarantine\n"


def case(number: int) -> Case:
    url = f"https://en.orda.kz/a-{number}/"
    return Case(0, url, "article", "blocked", "login", 200, "text/html", ("partial",), number, "1", 0, None)


@pytest.mark.parametrize(("most", "room", "left"), [(3, 10**6, 3), (100, 1000, 9), (0, 10**6, 0)])
def test_bounds(tmp_path: Path, most: int, room: int, left: int) -> None:
    import random

    quarantine = Quarantine(Ledger(tmp_path / "state.sqlite3"), most=most, room=room)
    noise = random.Random(1)
    for number in range(1, 30):
        quarantine.keep(case(number), noise.randbytes(85))
    quarantine.keep(case(29), b"again")
    kept = quarantine.cases()
    assert [one.fetched_at for one in kept] == list(range(30 - left, 30))[:left] or left > 8
    assert len(kept) <= most
    assert sum(one.packed or 0 for one in kept) <= room
    assert abs(len(kept) - left) <= 2
    if kept:
        assert quarantine.body(kept[-1]) == b"again"
        assert kept[-1].flags == ("partial",)
    quarantine.keep(case(31), noise.randbytes(room))
    assert [one.packed for one in quarantine.cases()][-1:] == [None] * bool(most), "too large: only what is known of it"


def test_a_host_that_blocks_is_left_alone(site: Site) -> None:
    for article in site.replica.articles("en")[:20]:
        site.replica.answer("en", article.path, challenge=True, status=200)
    one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    said(site.latest(*one, code=69), "it blocks (has #challenge-")
    assert 3 <= len(site.articles_asked()) < 8
    site.replica.clear_answers()
    site.replica.answer("en", "/last-news/", challenge=True, status=200)
    site.replica.reset_log()
    assert site.latest(*one, code=69).stderr == "", "that it fails was said today"
    assert "it blocks" in site.summary()
    assert site.asked() == ["/last-news/"], "nor is it asked for what is left over"
    site.replica.clear_answers()
    site.latest()
    assert len(site.ids()) > 20


def test_the_corpus_gives_no_record(tmp_path: Path) -> None:
    """Every page of it in the place of an article, each after an ordinary one, so that no host is left alone."""
    with Replica(seed=1, articles=2 * len(NO_ARTICLES)) as replica:
        site = Site(replica, tmp_path / "data")
        articles = {edition: iter(replica.articles(edition)) for edition in ("en", "ru", "kk")}
        good, bad = [], []
        for answer in NO_ARTICLES.values():
            good.append(next(articles[answer.edition]))
            bad.append(next(articles[answer.edition]))
            headers = {"Content-Type": answer.content_type} if answer.content_type else {}
            replica.answer(answer.edition, bad[-1].path, status=200, body=answer.body, headers=headers)
        file = tmp_path / "urls"
        file.write_text("".join(f"{one.url}\n{other.url}\n" for one, other in zip(good, bad, strict=True)))
        one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
        site.crawl("article", "-a", f"file={file}", "-a", "render=never", *one, code=69)
        assert len(bad) >= 60
        assert set(site.ids()) == {article.id for article in good}
        asked = {request.path for request in replica.requests}
        assert {article.path for article in bad} <= asked
        kept = site.scrapy("quarantine").stdout.splitlines()
        needing = sum(answer.kind == "needs_browser" for answer in NO_ARTICLES.values())
        assert len(kept) == len(bad) - needing
