"""What the replica promises about its sitemaps, feeds and hidden articles, and about the harm it can do; over HTTP."""

from __future__ import annotations

import gzip
import http.client
import itertools
import re
import resource
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from crawler.extract.feed import FeedEntry, read_feed
from crawler.extract.sitemap import Sitemap, read_sitemap
from crawler.replica import Replica
from crawler.replica.hazards import bomb
from crawler.replica.sources import DEAD_SLUGS, HIDEABLE
from crawler.urls import Origins
from tests.test_replica import NOON, ROOT, Clock, ask, listed, page

FIRST = "/sitemap/sitemap_news1.xml"


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(seed=3, articles=60, now=Clock()) as running:
        yield running


def sitemap(replica: Replica, number: int = 1, edition: str = "en", suffix: str = "") -> Sitemap:
    path = f"/sitemap/sitemap_news{number}.xml{suffix}"
    status, _, body = ask(replica.origins[edition], path)
    assert status == 200, path
    return read_sitemap(body, url=replica.origins[edition] + path, origins=Origins(replica.origins))


def feed(replica: Replica, path: str = "/feed/") -> tuple[FeedEntry, ...]:
    status, _, body = ask(replica.origins["en"], path)
    assert status == 200, path
    ET.fromstring(body)
    url = replica.origins["en"] + path
    return read_feed(body, url=url, origins=Origins(replica.origins), fetched_at=NOON)


def ids(found: Sitemap | tuple[FeedEntry, ...]) -> list[str]:
    return [entry.address.id for entry in (found.entries if isinstance(found, Sitemap) else found)]


def everyone(replica: Replica, edition: str = "en") -> list[str]:
    return [article.id for article in replica.articles(edition)]


# -- sitemaps


@pytest.mark.parametrize("edition", ["en", "ru", "kk"])
def test_what_there_is_at_first(replica: Replica, edition: str) -> None:
    origin = replica.origins[edition]
    first = sitemap(replica, edition=edition)
    assert ids(first) == everyone(replica, edition), "newest first"
    assert (first.others, first.malformed) == (0, 0)
    assert {one.address.id: one.lastmod for one in first.entries} == {
        article.id: article.published for article in replica.articles(edition)
    }
    absent = ("/sitemap/sitemap_news2.xml", f"{FIRST}.gz", "/sitemap.xml", "/rss.xml", "/sitemap/sitemap_news0.xml")
    assert {ask(origin, path)[0] for path in absent} == {404}
    assert [ask(origin, path)[1]["content-type"] for path in (FIRST, "/feed/", "/feed")] == [
        "application/xml",
        "application/rss+xml; charset=utf-8",
        "application/rss+xml; charset=utf-8",
    ]


def test_a_row_of_sitemaps(replica: Replica) -> None:
    replica.sources("en", sitemap_size=10)
    statuses = [ask(replica.origins["en"], f"/sitemap/sitemap_news{n}.xml")[0] for n in range(1, 10)]
    assert statuses == [200, 200, 404, 200, 200, 200, 200, 404, 404]
    row = (1, 2, 4, 5, 6, 7)
    assert [one for number in row for one in ids(sitemap(replica, number))] == everyone(replica)
    replica.sources("en", oldest_first=True, skipped=())
    assert [one for number in range(1, 7) for one in ids(sitemap(replica, number))] == everyone(replica)[::-1]
    replica.sources("en", empty_end=True)
    assert ids(sitemap(replica, 70)) == []
    new, removed = replica.publish("en")[0], replica.articles("en")[5]
    replica.remove("en", removed.id)
    replica.correct("en", new.id, headline="Other")
    replica.sources("en", oldest_first=False)
    first = sitemap(replica)
    assert ids(first)[0] == new.id
    assert first.entries[0].lastmod is not None
    assert first.entries[0].lastmod > new.published, "the time of the correction"
    assert removed.id not in ids(first)
    replica.sources("en", sitemaps=False)
    assert ask(replica.origins["en"], FIRST)[0] == 404


def test_an_index_and_compression(replica: Replica) -> None:
    origin = replica.origins["en"]
    for suffix in ("", ".gz"):
        replica.sources("en", index=True, sitemap_size=20, packed=bool(suffix))
        _, headers, body = ask(origin, "/sitemap.xml")
        assert headers["content-type"] == "application/xml"
        index = read_sitemap(body, url=f"{origin}/sitemap.xml", origins=Origins(replica.origins))
        assert index.children == tuple(f"{origin}/sitemap/sitemap_news{n}.xml{suffix}" for n in (1, 2, 4))
        assert {ask(origin, urlsplit(child).path)[0] for child in index.children} == {200}
        assert [ask(origin, f"{FIRST}{one}")[0] for one in ("", ".gz")] == ([404, 200] if suffix else [200, 404])
    _, headers, body = ask(origin, f"{FIRST}.gz", Accept_Encoding="gzip")
    assert headers["content-type"] == "application/gzip"
    assert "content-encoding" not in headers
    assert b"<urlset" in gzip.decompress(body)
    assert ids(sitemap(replica, suffix=".gz")) == everyone(replica)[:20]


@pytest.mark.parametrize("form", ["time", "day", "local", "missing", "future", "wrong", "mixed"])
def test_times_in_sitemaps(replica: Replica, form: str) -> None:
    replica.sources("en", lastmod=form)
    articles = {article.id: article.published for article in replica.articles("en")}
    off = [
        None if entry.lastmod is None else entry.lastmod - articles[entry.address.id]
        for entry in sitemap(replica).entries
    ]
    year, day = timedelta(days=365), timedelta(days=1)
    if form in ("time", "local"):
        assert set(off) == {timedelta(0)}
    elif form == "day":
        assert all(one is not None and -day < one <= timedelta(0) for one in off)
    elif form in ("missing", "wrong"):
        assert set(off) == {None}
        assert ("lastmod" in page(replica, "en", FIRST)) == (form == "wrong")
    elif form == "future":
        assert set(off) == {year}
    else:
        assert {None, year, timedelta(0)} < set(off)


def test_junk_in_sitemaps(replica: Replica) -> None:
    clean = ids(sitemap(replica))
    replica.sources("en", junk=["dead"])
    found = sitemap(replica)
    dead = [entry.address.path for entry in found.entries if entry.address.id not in clean]
    assert len(dead) == len(DEAD_SLUGS) + 1
    assert {ask(replica.origins["en"], path)[0] for path in dead} == {404}
    assert sum(entry.address.dead for entry in found.entries) == 3
    replica.sources("en", junk=["duplicates"])
    assert ids(sitemap(replica)) == clean
    assert page(replica, "en", FIRST).count("<url>") == 63
    assert [one.lastmod for one in sitemap(replica).entries] == [one.published for one in replica.articles("en")]
    replica.sources("en", junk=["others"])
    assert (ids(sitemap(replica)), sitemap(replica).others) == (clean, 6)
    ET.fromstring(page(replica, "en", FIRST))
    replica.sources("en", junk=["malformed"])
    assert (ids(sitemap(replica)), sitemap(replica).malformed) == (clean, 4)
    with pytest.raises(ET.ParseError):
        ET.fromstring(page(replica, "en", FIRST))


# -- feeds


@pytest.mark.parametrize("form", ["rss", "rdf", "atom"])
@pytest.mark.parametrize("links", ["absolute", "relative"])
def test_feeds(replica: Replica, form: str, links: str) -> None:
    replica.sources("en", feed_format=form, feed_links=links)
    newest = replica.articles("en")[:25]
    assert [(one.address.id, one.headline, one.published) for one in feed(replica)] == [
        (article.id, article.headline, article.published) for article in newest
    ]
    new = replica.publish("en", headline="Tea & “Sugar” > 2")[0]
    assert (feed(replica)[0].address.id, feed(replica)[0].headline) == (new.id, new.headline)
    assert ids(feed(replica))[1:] == [article.id for article in newest[:24]]


def test_feeds_elsewhere_and_of_another_size(replica: Replica) -> None:
    replica.sources("en", feeds=["/rss.xml", "/feed/news/"], feed_size=30)
    assert ids(feed(replica, "/rss.xml")) == ids(feed(replica, "/feed/news/")) == everyone(replica)[:30]
    assert ask(replica.origins["en"], "/feed/")[0] == 404
    replica.sources("en", feeds=())
    assert ask(replica.origins["en"], "/rss.xml")[0] == 404


@pytest.mark.parametrize("form", ["rss", "rdf", "atom"])
@pytest.mark.parametrize("dates", ["wrong", "missing"])
def test_wrong_times_in_feeds(replica: Replica, form: str, dates: str) -> None:
    replica.sources("en", feed_format=form, feed_dates=dates)
    assert {one.published for one in feed(replica)} == {None}
    assert ids(feed(replica)) == everyone(replica)[:25]


# -- switches and hiding


def test_switches(replica: Replica) -> None:
    en = replica.origins["en"]
    replica.sources("en", days=False, pages=False)
    assert [ask(en, path)[0] for path in ("/2026/11/22/", "/last-news/page/2/", "/last-news/")] == [404, 404, 200]
    assert ask(replica.origins["ru"], "/2026/11/22/")[0] == 200, "the other editions are as they were"
    assert replica.sources("en").days is False
    assert replica.sources("en", days=True).pages is False
    mistakes = {"day": True, "lastmod": "no", "junk": ("dad",), "feed_format": "json", "sitemap_size": 0}
    for name, value in mistakes.items():
        with pytest.raises(ValueError, match=rf"{name.split('_')[0]}"):
            replica.sources("en", **{name: value})
    with pytest.raises(ValueError, match="fr"):
        replica.sources("fr", days=True)


def test_an_article_can_be_hidden_from_any_source(replica: Replica) -> None:
    article, beside = replica.articles("en")[3], replica.articles("en")[9]
    day = f"/{article.published + timedelta(hours=5):%Y/%m/%d}/"

    def shown() -> set[str]:
        pages = {"list": "/last-news/", "block": beside.path, "days": day}
        found = {
            name: [href.rstrip("/") + "/" for href, _ in listed(page(replica, "en", pages[name]))] for name in pages
        }
        names = {name for name, paths in found.items() if article.path in paths}
        names |= {"sitemaps"} if article.id in ids(sitemap(replica)) else set()
        return names | ({"feeds"} if article.id in ids(feed(replica)) else set())

    everywhere = set(HIDEABLE)
    assert shown() == everywhere
    for name in HIDEABLE:
        replica.hide("en", article.id, {name})
        assert shown() == everywhere - {name}
    replica.hide("en", article.id)
    assert shown() == set()
    assert article in replica.articles("en")
    assert ask(replica.origins["en"], article.path)[0] == 200
    assert len(listed(page(replica, "en", "/last-news/"))) == 30, "the next one moves up"
    popular = replica.articles("en")[45]
    assert popular.path.rstrip("/") in page(replica, "en", "/last-news/")
    replica.hide("en", popular.id, {"list"})
    assert popular.path.rstrip("/") not in page(replica, "en", "/last-news/"), "nor in what stands beside the list"
    replica.hide("en", article.id, ())
    assert shown() == everywhere
    with pytest.raises(ValueError, match="blocks"):
        replica.hide("en", article.id, {"blocks"})
    with pytest.raises(KeyError, match="77"):
        replica.hide("en", 77)


@pytest.mark.parametrize("path", [FIRST, f"{FIRST}.gz", "/sitemap.xml", "/feed/", "/rss.xml"])
def test_nothing_is_sent_twice(replica: Replica, path: str) -> None:
    replica.sources("en", index=True, feeds=("/feed/", "/rss.xml"), packed=path.endswith(".gz"))
    origin = replica.origins["en"]
    _, first, _ = ask(origin, path)
    assert ask(origin, path, If_None_Match=first["etag"])[0] == 304
    assert ask(origin, path, If_Modified_Since=first["last-modified"])[0] == 304
    replica.publish("en")
    assert ask(origin, path, If_None_Match=first["etag"])[0] == 200
    _, now, _ = ask(origin, path)
    replica.sources("en", sitemaps=False, index=False, feeds=())
    assert ask(origin, path, If_None_Match=now["etag"])[0] == 404


# -- time


def test_the_clock_can_be_moved() -> None:
    with Replica(articles=20, now=Clock()) as replica:
        first = replica.publish("en", dated="text")[0]
        assert replica.clock() == NOON
        assert replica.advance(30 * 3600) == NOON + timedelta(hours=30)
        assert "Yesterday 12:00" in page(replica, "en", first.path)
        assert replica.publish("en")[0].published == NOON + timedelta(hours=30)
        _, headers, _ = ask(replica.origins["en"], "/")
        assert parsedate_to_datetime(headers["date"]) == NOON + timedelta(hours=30)
        replica.offset = timedelta(0)
        assert replica.clock() == NOON


def test_articles_spread_over_a_period(replica: Replica) -> None:
    replica.advance(3 * 86_400)
    known = everyone(replica)
    new = replica.publish_over("en", NOON, NOON + timedelta(days=3), 72, section="Society")
    assert everyone(replica) == [article.id for article in new] + known
    times = [article.published for article in reversed(new)]
    assert (times[0], times[-1]) == (NOON + timedelta(minutes=30), NOON + timedelta(days=3, minutes=-30))
    assert {later - earlier for earlier, later in itertools.pairwise(times)} == {timedelta(hours=1)}
    numbers = [article.number for article in reversed(new) if article.number]
    assert numbers == sorted(numbers)
    per_day = [len(listed(page(replica, "en", f"/2026/11/{day}/"))) for day in (23, 24, 25)]
    assert per_day == [24, 24, 12]
    assert ids(sitemap(replica))[:72] == [article.id for article in new]
    assert {article.truth["section"] for article in new} == {"Society"}
    for start, end in ((NOON + timedelta(1), NOON), (NOON, NOON + timedelta(9))):
        with pytest.raises(ValueError, match="period"):
            replica.publish_over("en", start, end, 2)


def test_many_articles_are_published_at_once() -> None:
    with Replica(articles=1000) as replica:
        now, started = replica.clock(), time.monotonic()
        replica.publish_over("ru", now - timedelta(days=30), now, 3000)
        assert time.monotonic() - started < 3
        assert parsedate_to_datetime(ask(replica.origins["ru"], "/")[1]["last-modified"]) < now + timedelta(minutes=1)


# -- between two requests


def test_the_site_changes_between_two_requests(replica: Replica) -> None:
    before = everyone(replica)

    def change(site: Replica) -> None:
        site.remove("en", before[0])
        site.publish("en", 2)

    replica.after("en", "/last-news/", change)
    first = listed(page(replica, "en", "/last-news/"))
    second = listed(page(replica, "en", "/last-news/page/2/"))
    assert first[0][0].rstrip("/").endswith(before[0][3:]), "the answer is as before"
    assert [href for href, _ in first[-1:]] == [href for href, _ in second[:1]], "one more came than went"
    assert before[0] not in everyone(replica)
    assert len(everyone(replica)) == 61
    page(replica, "en", "/last-news/")
    assert len(everyone(replica)) == 61, "once"


def test_what_is_done_after_answers(replica: Replica) -> None:
    done: list[str] = []
    replica.after("*", "/last-news/*", lambda site: done.append("every"), times=None)
    replica.after("ru", "/last-news/", lambda site: done.append("twice"), times=2)
    replica.after("ru", "/last-news/", lambda site: done.append(site.requests[-1].path))
    replica.answer("ru", "/last-news/", status=500, times=1)
    for _ in range(3):
        ask(replica.origins["ru"], "/last-news/")
    ask(replica.origins["en"], "/last-news/page/2/")
    ask(replica.origins["en"], "/robots.txt")
    assert done == ["every", "twice", "/last-news/", "every", "twice", "every", "every"]
    replica.clear_answers()
    ask(replica.origins["en"], "/last-news/")
    assert len(done) == 7
    with pytest.raises(ValueError, match="fr"):
        replica.after("fr", "/", lambda site: None)


def test_a_mistake_in_what_is_done_comes_out_at_the_end() -> None:
    with pytest.raises(KeyError, match="77"), Replica(articles=12) as replica:  # noqa: PT012
        replica.after("en", "/", lambda site: site.remove("en", 77))
        assert ask(replica.origins["en"], "/")[0] == 200


# -- harm


def test_redirects(replica: Replica) -> None:
    en = replica.origins["en"]
    replica.answer("en", "/last-news/", redirect="https://elsewhere.example/", times=1)
    replica.answer("en", "/feed/", redirect="/rss.xml", status=301)
    status, headers, _ = ask(en, "/last-news/")
    assert (status, headers["location"]) == (302, "https://elsewhere.example/")
    assert ask(en, "/last-news/")[0] == 200
    assert [ask(en, "/feed/")[0], ask(en, "/feed/")[1]["location"]] == [301, "/rss.xml"]
    replica.answer("en", FIRST, redirect="loop")
    seen, path = set(), f"{FIRST}?a=1"
    for _ in range(50):
        status, headers, _ = ask(en, path)
        path = headers["location"]
        assert status == 302
        seen.add(path)
    assert len(seen) == 50, "always to a new address"


def test_an_empty_page_and_a_pause_asked_for(replica: Replica) -> None:
    replica.answer("en", "/last-news/", status=200)
    status, headers, body = ask(replica.origins["en"], "/last-news/")
    assert (status, headers["content-length"], body) == (200, "0", b"")
    until = "Sun, 22 Nov 2026 07:05:00 GMT"
    replica.answer("en", "/last-news/", status=503, headers={"Retry-After": until})
    assert ask(replica.origins["en"], "/last-news/")[1]["retry-after"] == until


@pytest.mark.parametrize("status", [None, 200, 503])
def test_a_challenge(replica: Replica, status: int | None) -> None:
    replica.answer("en", "*", challenge=True, status=status, times=1)
    answered, headers, body = ask(replica.origins["en"], replica.articles("en")[0].path)
    assert answered == (status or 403)
    assert (headers["server"], headers["content-type"]) == ("cloudflare", "text/html; charset=utf-8")
    assert 5_000 < len(body) < 20_000
    assert b"<title>Just a moment...</title>" in body
    assert urlsplit(replica.origins["en"]).netloc in body.decode()
    assert ask(replica.origins["en"], "/last-news/")[0] == 200


def test_broken_compression(replica: Replica) -> None:
    origin = replica.origins["en"]
    replica.answer("en", "*", gzip="broken")
    for path, encoding in (("/last-news/", "gzip"), ("/last-news/", "identity"), ("/robots.txt", "identity")):
        status, headers, body = ask(origin, path, Accept_Encoding=encoding)
        assert (status, headers["content-encoding"]) == (200, "gzip")
        with pytest.raises((zlib.error, EOFError, gzip.BadGzipFile)):
            gzip.decompress(body)
    replica.answer("en", "/feed/", status=200, body="<rss/>" * 100, gzip="broken")
    assert ask(origin, "/feed/")[2].startswith(b"\x1f\x8b")


def test_a_bomb_takes_little_memory_here(replica: Replica) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    replica.answer("en", "/feed/", gzip=300_000_000)
    status, headers, body = ask(replica.origins["en"], "/feed/")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert len(body) < 1_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000, "kilobytes"
    unpack, size = zlib.decompressobj(31), 0
    while not unpack.eof:
        size += len(unpack.decompress(body, 1_000_000))
        body = unpack.unconsumed_tail
    assert size == 300_000_000
    assert gzip.decompress(bomb(1_234_567)) == bytes(1_234_567)


def test_a_trickle(replica: Replica) -> None:
    origin = replica.origins["en"]
    replica.answer("en", "/robots.txt", status=200, body="x" * 60, trickle=100, times=1)
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
    try:
        started = time.monotonic()
        connection.request("GET", "/robots.txt")
        response = connection.getresponse()
        assert time.monotonic() - started < 0.4, "the head comes at once"
        used = connection.sock
        assert response.read() == b"x" * 60
        assert 0.4 < time.monotonic() - started < 2
        connection.request("GET", "/robots.txt")
        assert connection.getresponse().status == 200
        assert connection.sock is used
    finally:
        connection.close()
    replica.answer("en", "/robots.txt", status=200, body="x" * 60, trickle=1000, cut=30, times=1)
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(origin, "/robots.txt")
    assert len(cut.value.partial) == 30


# -- the shell


def test_the_shell() -> None:
    commands = """
        spread en 3 2
        articles en 3
        hide en 9000001 sitemaps
        publish en 1 number=9000001
        hide en 9000001 sitemaps,feeds
        hide en 9000001 none
        hide en 9000001
        sources en days=off junk=dead,others sitemap_size=5 skipped=
        redirect en /feed/ loop 2
        challenge en /x/ 503 1
        challenge en /y/
        advance 60
        sources en days=maybe
        sources en nothing=1
        spread en 3 two
        hide en 9000001 everything
    """
    started = datetime.now(timezone.utc)
    command = [sys.executable, "-m", "crawler.replica", "--articles", "12"]
    done = subprocess.run(command, cwd=ROOT, input=commands, capture_output=True, text=True, timeout=20, check=True)
    lines = done.stdout.splitlines()
    assert len([line for line in lines if re.search(r"-\d+/$", line)]) == 4
    assert {"days=False", "sitemap_size=5", "skipped=()", "junk=('dead', 'others')"} <= set(lines)
    assert lines.count("ok") == 6
    moved = next(datetime.fromisoformat(line) for line in lines if re.match(r"\d{4}-", line))
    assert timedelta(seconds=59) < moved - started < timedelta(seconds=90)
    errors = done.stderr.splitlines()
    assert len(errors) == 5
    for line, word in zip(errors, ("9000001", "maybe", "nothing", "two", "everything"), strict=True):
        assert line.startswith("error: ")
        assert word in line
