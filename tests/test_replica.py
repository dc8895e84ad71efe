"""What the replica promises, over real HTTP."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.replica import EDITIONS, Replica
from crawler.replica.templates import TEMPLATES
from crawler.urls import Origins

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 22, 7, tzinfo=timezone.utc)
"""Noon in Almaty."""


class Clock:
    """A clock that a test moves."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(seed=3, articles=60, now=Clock()) as running:
        yield running


Answer = tuple[int, dict[str, str], bytes]


def ask(origin: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """Status, headers (names in lower case) and body of one request on a connection of its own."""
    with contextlib.closing(http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def page(replica: Replica, edition: str, path: str) -> str:
    status, _, body = ask(replica.origins[edition], path)
    assert status == 200, path
    return body.decode()


def listed(html: str) -> list[tuple[str, str]]:
    """Address and headline in the first list of a page in the current template."""
    block = re.search(r'<div class="newslist3"><ul>(.*?)</ul></div>', html, re.DOTALL)
    assert block
    return [
        (href, unescape(title))
        for href, title in re.findall(r'<li><a href="([^"]+)"><span>(.*?)</span></a></li>', block[1])
    ]


def reads(html: str) -> str:
    """What a reader of *html* sees, in words parted by single spaces."""
    html = re.sub(r"<script\b.*?</script>|<style\b.*?</style>", " ", html, flags=re.DOTALL)
    html = re.sub(r"</?(?:b|i|strong|em|span|a)\b[^>]*>", "", html)
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u200b", "").replace("\xad", "")
    return unicodedata.normalize("NFC", " ".join(text.split()))


# -- lists


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_list_shows_every_article_once_newest_first(replica: Replica, edition: str) -> None:
    articles = replica.articles(edition)
    assert len(articles) == 60
    items = [listed(page(replica, edition, path)) for path in ("/last-news/", "/last-news/page/2/")]
    assert [len(one) for one in items] == [30, 30]
    assert [href.rstrip("/") + "/" for one in items for href, _ in one] == [article.path for article in articles]
    assert [title for one in items for _, title in one] == [article.headline for article in articles]
    assert any(href.endswith("/") for href, _ in items[0])
    assert not all(href.endswith("/") for href, _ in items[0])
    assert 'href="/last-news/page/2/"' in page(replica, edition, "/last-news/")
    assert [ask(replica.origins[edition], f"/last-news/page/{n}/")[0] for n in (0, 1, 3)] == [404, 200, 404]


def test_paging_can_be_turned_off(replica: Replica) -> None:
    replica.publish("en", 40)
    assert len(listed(page(replica, "en", "/2026/11/22/"))) == 30
    replica.paging("en", False)
    assert "/last-news/page/" not in page(replica, "en", "/last-news/")
    assert ask(replica.origins["en"], "/last-news/page/2/")[0] == 404
    assert len(listed(page(replica, "en", "/2026/11/22/"))) >= 40
    replica.paging("en", True)
    assert ask(replica.origins["en"], "/last-news/page/2/")[0] == 200


@pytest.mark.parametrize("edition", EDITIONS)
def test_day_archives_hold_the_articles_of_their_day_in_almaty(replica: Replica, edition: str) -> None:
    by_day: dict[str, list[str]] = {}
    for article in replica.articles(edition):
        offset = 5 if article.published >= datetime(2024, 2, 29, 18, tzinfo=timezone.utc) else 6
        day = article.published + timedelta(hours=offset)
        by_day.setdefault(f"/{day:%Y/%m/%d}/", []).append(article.path)
    assert len(by_day) > 3
    for path, expected in by_day.items():
        pages = range(1, -(-len(expected) // 30) + 1)
        found = [listed(page(replica, edition, path + (f"page/{n}/" if n > 1 else ""))) for n in pages]
        assert [href.rstrip("/") + "/" for one in found for href, _ in one] == expected
    empty = page(replica, edition, "/2020/05/05/")
    assert listed(empty) == []
    assert [ask(replica.origins[edition], path)[0] for path in ("/2026/11/23/", "/2026/13/01/")] == [404, 404]


def test_a_thousand_pages_deep(replica: Replica) -> None:
    started = time.monotonic()
    with Replica(articles=30_000) as large:
        assert time.monotonic() - started < 3
        deep = listed(page(large, "ru", "/last-news/page/1000/"))
        assert len(deep) == 30
        assert all(ask(large.origins["ru"], href)[0] == 200 for href, _ in deep)
        articles = large.articles("en")
        assert len({article.id for article in articles}) == 30_000
        numbers = [article.number for article in articles if article.number is not None]
        assert numbers == sorted(numbers, reverse=True)
        assert numbers[0] - numbers[-1] > len(numbers), "there are holes"


# -- articles


@pytest.mark.parametrize("edition", EDITIONS)
def test_pages_say_what_the_truth_says(replica: Replica, edition: str) -> None:
    for article in replica.articles(edition):
        status, _, body = ask(replica.origins[edition], article.path)
        html, truth = body.decode(), article.truth
        assert status == 200
        assert 45_000 < len(body) < 55_000
        seen = reads(html)
        assert truth["headline"] in seen
        assert truth["url"] == article.url
        position = 0
        for piece in truth["text"].split("\n\n"):
            for cell in piece.split(" | "):
                position = seen.find(" ".join(cell.split()), position)
                assert position >= 0, f"{article.id}: {cell}"
        assert truth["word_count"] == len(truth["text"].split())
        for link in truth["related"] + truth["links"]:
            assert link["text"] in seen
        for url in [image["url"] for image in truth["images"]] + list(truth["translations"].values()):
            assert url.removeprefix(replica.origins[edition]) in html
        assert truth["date_published_raw"] in html
        meant = datetime.fromisoformat(truth["date_published"])
        assert timedelta(0) <= article.published - meant < timedelta(minutes=1)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_article_has_several_addresses_and_one_identity(replica: Replica, edition: str) -> None:
    article = replica.articles(edition)[0]
    spellings = (article.path, article.path[:-1], f"{article.path}?utm_source=x", f"/renamed-{article.number}")
    bodies = {ask(replica.origins[edition], path)[2] for path in spellings}
    assert len(bodies) == 1
    origins = Origins(replica.origins)
    for one in replica.articles(edition):
        address = origins.article(one.url)
        assert address is not None
        assert (address.id, address.number, address.path) == (one.id, one.number, one.path)
    old = replica.articles(edition)[-1]
    assert old.number is None
    assert old.published.year <= 2023
    assert old.path == f"/{old.slug}/"


def test_everything_else_is_a_page_not_found(replica: Replica) -> None:
    for path in ("/no-such-article-1/", "/no-such-article/", "/9716/", "/a/b/", "/engine/", "/last-news/x/"):
        status, headers, body = ask(replica.origins["en"], path)
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert b"Page not found" in body
        assert len(body) > 20_000


def test_the_front_page_sections_robots_and_pictures(replica: Replica) -> None:
    assert len(listed(page(replica, "kk", "/"))) == 30
    assert 0 < len(listed(page(replica, "ru", "/obshchestvo/"))) < 30
    assert "Disallow: /engine/" in page(replica, "en", "/robots.txt")
    replica.robots("en", "User-agent: *\nDisallow: /\n")
    assert page(replica, "en", "/robots.txt") == "User-agent: *\nDisallow: /\n"
    picture = next(one.truth["image"]["url"] for one in replica.articles("en") if one.truth["image"]["url"])
    assert ask(replica.origins["en"], urlsplit(picture).path)[2].startswith(b"\x89PNG")


def test_the_articles_are_as_various_as_the_site(replica: Replica) -> None:
    with Replica(seed=5, articles=150, now=Clock()) as various:
        for edition in EDITIONS:
            pages = [(one.truth, page(various, edition, one.path)) for one in various.articles(edition)]
            kinds = {block["type"] for truth, _ in pages for block in truth["body"]}
            assert kinds == {"paragraph", "heading", "quote", "list", "image", "embed", "table"}
            related = [link for truth, _ in pages for link in truth["related"]]
            assert {link["url"] is None for link in related} == {True, False}
            for field in ("description", "section", "tags", "authors", "sources", "links", "translations"):
                assert {bool(truth[field]) for truth, _ in pages} == {True, False}, field
            assert {truth["image"] and truth["image"]["url"] is None for truth, _ in pages} >= {True, False}
            assert any(truth["original_author"] for truth, _ in pages) == (edition == "en")
            raws = [truth["date_published_raw"] for truth, _ in pages]
            for pattern in (r"\S+\+05:00", r"\S+\+00:00", r"\w+ \d\d:\d\d", r"\d+ \w+ \d\d:\d\d"):
                assert any(re.fullmatch(pattern, raw) for raw in raws), pattern
            assert {"ld+json" in html for _, html in pages} == {True, False}
            assert {'property="og:title"' in html for _, html in pages} == {True, False}
            assert {"<h1" in html for _, html in pages} == {True, False}
            assert all(len(listed(html)) == 20 for _, html in pages)
            assert all('id="accept-cookie"' in html for _, html in pages)
        numbered, unnumbered = various.articles("en")[0], various.articles("en")[-1]
        assert re.search(r"/uploads/posts/2026-11/sizes/1440x810/[\w-]+\.webp", page(various, "en", numbered.path))
        assert re.search(r"/uploads/sites/2/202[123]/\d\d/[\w-]+\.jpeg", page(various, "en", unnumbered.path))


def test_translations_point_at_each_other(replica: Replica) -> None:
    everyone = {article.url: article for edition in EDITIONS for article in replica.articles(edition)}
    pairs = [(one, url) for one in everyone.values() for url in one.truth["translations"].values()]
    assert len(pairs) > 10
    for one, url in pairs:
        back = everyone[url].truth["translations"]
        assert not back or back[one.edition] == one.url
    new = replica.publish("kk", translations={"en": replica.articles("en")[0].id}, hreflang=True)[0]
    assert new.truth["translations"] == {"en": replica.articles("en")[0].url}
    assert f'hreflang="en" href="{replica.articles("en")[0].url}"' in page(replica, "kk", new.path)


# -- time


def test_a_time_in_words_is_meant_for_the_day_it_is_served() -> None:
    clock = Clock(NOON + timedelta(seconds=37))
    with Replica(articles=12, now=clock) as replica:
        articles = {edition: replica.publish(edition, dated="text")[0] for edition in EDITIONS}
        assert articles["en"].published == clock.moment
        said = {
            0: {"en": "Today 12:00", "ru": "Сегодня 12:00", "kk": "Бүгін 12:00"},
            1: {"en": "Yesterday 12:00", "ru": "Вчера 12:00", "kk": "Кеше 12:00"},
            2: {"en": "22 November 12:00", "ru": "22 ноября 12:00", "kk": "22 қараша 12:00"},
            400: {"en": "22 November 2026 12:00", "ru": "22 ноября 2026 12:00", "kk": "2026 жылғы 22 қараша 12:00"},
        }
        for days, texts in said.items():
            clock.moment = NOON + timedelta(days=days)
            for edition, text in texts.items():
                expected = f'<time itemprop="datePublished"><a href="/2026/11/22/">{text}</a></time>'
                assert expected in page(replica, edition, articles[edition].path)
                assert articles[edition].truth["date_published_raw"] == text
                assert articles[edition].truth["date_published"] == "2026-11-22T12:00:00+05:00"


def test_the_offset_is_the_one_almaty_had() -> None:
    moments = {
        datetime(2024, 2, 29, 17, 59, 59, tzinfo=timezone.utc): "2024-02-29T23:59:59+06:00",
        datetime(2024, 2, 29, 18, 30, tzinfo=timezone.utc): "2024-02-29T23:30:00+05:00",
        datetime(2024, 2, 29, 19, tzinfo=timezone.utc): "2024-03-01T00:00:00+05:00",
    }
    with Replica(articles=12, now=Clock()) as replica:
        made = {replica.publish("ru", time=moment, dated="utc")[0]: text for moment, text in moments.items()}
        for article, text in made.items():
            assert article.truth["date_published"] == text
            day = listed(page(replica, "ru", f"/{text[:10].replace('-', '/')}/"))
            assert article.path in [href.rstrip("/") + "/" for href, _ in day]
        undated = replica.publish("ru", dated="none")[0]
        assert (undated.truth["date_published"], undated.truth["date_published_raw"]) == (None, None)
        assert "<time" not in page(replica, "ru", undated.path)


# -- levers


def test_what_is_published_is_newest(replica: Replica) -> None:
    before = replica.articles("en")
    new = replica.publish("en", 3)
    assert replica.articles("en") == [*new, *before]
    assert [href.rstrip("/") + "/" for href, _ in listed(page(replica, "en", "/last-news/"))[:3]] == [
        article.path for article in new
    ]
    assert listed(page(replica, "en", before[20].path))[0][1] == new[0].headline, "the block of latest news grows too"
    newest = before[0].number
    assert newest is not None
    assert all(one.number is not None and one.number > newest for one in new)
    assert all(NOON - timedelta(minutes=1) < article.published <= NOON for article in new)
    assert replica.publish("en")[0] == replica.articles("en")[0], "in the same second too"


def test_what_is_published_says_what_it_is_told_to(replica: Replica) -> None:
    body: list[dict[str, Any]] = [
        {"type": "paragraph", "text": "One line\nand another <b>."},
        {"type": "heading", "level": 3, "text": "Between"},
        {"type": "quote", "text": "Once.\n\nTwice."},
        {"type": "list", "ordered": True, "items": ["a", "b"]},
        {"type": "table", "rows": [["x", "y"], ["1", "2"]]},
        {"type": "image", "url": "/uploads/posts/2026-11/a.webp", "caption": None, "credit": "Nobody"},
        {"type": "embed", "url": "https://www.youtube.com/embed/xyz", "provider": "youtube"},
    ]
    article = replica.publish("en", headline="Tea & “Sugar” <Again>", number=12345, tags=["Tea", "tea"], body=body)[0]
    assert (article.id, article.path) == ("en:12345", "/tea-sugar-again-12345/")
    truth, html = article.truth, page(replica, "en", article.path)
    body[5]["url"] = f"{replica.origins['en']}/uploads/posts/2026-11/a.webp"
    assert truth["body"] == body
    assert truth["text"] == "One line\nand another <b>.\n\nBetween\n\nOnce.\n\nTwice.\n\na\n\nb\n\nx | y\n\n1 | 2"
    assert truth["images"] == [{"url": body[5]["url"], "caption": None, "credit": "Nobody"}]
    assert (truth["tags"], truth["sources"], truth["headline"]) == (["Tea"], [], "Tea & “Sugar” <Again>")
    assert "<p>One line<br>\nand another &lt;b&gt;.</p>" in html
    assert ">Tea &amp; “Sugar” &lt;Again&gt;</h1>" in html
    assert replica.publish("en", kind="legacy", headline="An Old Story")[0].path == "/an-old-story/"
    mistakes: list[dict[str, Any]] = [{"number": 12345}, {"colour": "red"}, {"kind": "new"}]
    for wrong in mistakes:
        with pytest.raises(ValueError, match=r"12345|colour|new"):
            replica.publish("en", **wrong)


def test_a_correction_changes_the_article_in_place(replica: Replica) -> None:
    article = replica.articles("en")[5]
    before = article.truth
    body = json.loads(json.dumps(before["body"]).replace("Orda.kz", "Orda.kz again", 1))
    replica.correct("en", article.id, headline="Corrected", body=body, jsonld="object", dated="offset")
    truth = article.truth
    assert (article.url, truth["headline"], truth["body"]) == (before["url"], "Corrected", body)
    assert truth["image"] == before["image"]
    assert truth["sources"] == before["sources"]
    assert truth["date_modified"] == "2026-11-22T12:00:01+05:00"
    html = page(replica, "en", article.path)
    assert "Corrected</h1>" in html
    assert f'"dateModified": "{truth["date_modified"]}"' in html
    assert (article.path.rstrip("/"), "Corrected") in [
        (href.rstrip("/"), title) for href, title in listed(page(replica, "en", "/last-news/"))
    ]
    replica.correct("en", article.path, published=NOON - timedelta(days=30))
    assert replica.article("en", article.path).published == NOON - timedelta(days=30)
    assert article.path in [href.rstrip("/") + "/" for href, _ in listed(page(replica, "en", "/2026/10/23/"))]
    with pytest.raises(ValueError, match="colour"):
        replica.correct("en", article.id, colour="red")
    with pytest.raises(KeyError, match="77"):
        replica.correct("en", 77, headline="x")


@pytest.mark.parametrize("status", [404, 410, 301, 302])
def test_what_is_removed_is_gone_until_it_is_restored(replica: Replica, status: int) -> None:
    article = replica.articles("ru")[2]
    replica.remove("ru", article.id, status)
    answered, headers, _ = ask(replica.origins["ru"], article.path)
    assert (answered, headers.get("location")) == (status, "/" if status in (301, 302) else None)
    assert article not in replica.articles("ru")
    assert article.gone == status
    assert article.headline not in page(replica, "ru", "/last-news/")
    replica.restore("ru", article.id)
    assert replica.articles("ru")[2] == article
    assert article.truth["headline"] in reads(page(replica, "ru", article.path))


def test_templates(replica: Replica) -> None:
    article = replica.articles("en")[1]
    marks = {"current": 'class="newstext"', "older": 'class="story-text"', "redesign": 'class="longread__body"'}
    assert set(marks) == set(TEMPLATES)
    for name, mark in marks.items():
        replica.template("en", name)
        html, front = page(replica, "en", article.path), page(replica, "en", "/last-news/")
        assert [other for other, its in marks.items() if its in html] == [name]
        assert mark in html
        assert article.headline in reads(front)
        assert ("newslist3" in front) == (name == "current")
    assert "newslist3" in page(replica, "ru", "/last-news/"), "the other editions are as they were"
    with pytest.raises(ValueError, match="current"):
        replica.template("en", "none such")


# -- HTTP


def test_nothing_is_sent_twice(replica: Replica) -> None:
    origin, article = replica.origins["en"], replica.articles("en")[0]
    for path in ("/last-news/", article.path, "/2026/11/22/", "/robots.txt"):
        _, first, _ = ask(origin, path)
        status, headers, body = ask(origin, path, If_None_Match=first["etag"])
        assert (status, body, headers["etag"]) == (304, b"", first["etag"])
        assert ask(origin, path, If_None_Match=f'"x", W/{first["etag"]}')[0] == 304
        assert ask(origin, path, If_Modified_Since=first["last-modified"])[0] == 304
        assert ask(origin, path, If_None_Match='"x"', If_Modified_Since=first["last-modified"])[0] == 200
        assert ask(origin, path, If_Modified_Since="nonsense")[0] == 200
    _, old, _ = ask(origin, "/last-news/")
    replica.publish("en")
    for headers in ({"If_None_Match": old["etag"]}, {"If_Modified_Since": old["last-modified"]}):
        assert ask(origin, "/last-news/", **headers)[0] == 200


def test_conditional_requests_can_be_turned_off() -> None:
    with Replica(articles=12, conditional=False) as replica:
        _, headers, _ = ask(replica.origins["en"], "/last-news/")
        assert "etag" not in headers
        assert "last-modified" not in headers


def test_compression_and_head(replica: Replica) -> None:
    origin, path = replica.origins["kk"], replica.articles("kk")[0].path
    _, plain_headers, plain = ask(origin, path)
    status, headers, packed = ask(origin, path, Accept_Encoding="br, gzip;q=0.5")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2
    assert "content-encoding" not in plain_headers
    assert "content-encoding" not in ask(origin, path, Accept_Encoding="gzip;q=0, br")[1]
    status, head, body = ask(origin, path, "HEAD")
    assert (status, body, head["content-length"]) == (200, b"", str(len(plain)))
    assert ask(origin, path, "POST")[0] == 405


def test_connections_are_kept_and_requests_pipelined(replica: Replica) -> None:
    connection = http.client.HTTPConnection(urlsplit(replica.origins["en"]).netloc, timeout=10)
    with contextlib.closing(connection):
        for path in ("/last-news/", "/nothing-1/", "/robots.txt"):
            connection.request("GET", path)
            used = connection.sock
            connection.getresponse().read()
            assert connection.sock is used, "the connection stays open"
    asked = b"".join(b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"last-news/", b"robots.txt", b"x-1/"))
    answered = raw(replica, asked + b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+) ", answered) == [b"200", b"200", b"404", b"200"]
    assert raw(replica, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw(replica, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def raw(replica: Replica, data: bytes) -> bytes:
    """All that comes back for *data* until the server hangs up."""
    parts = urlsplit(replica.origins["en"])
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=10) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


# -- answers in place of the site's own


def test_answers_by_status(replica: Replica) -> None:
    en, ru = replica.origins["en"], replica.origins["ru"]
    replica.answer("en", "/last-news/", status=503, body="busy", headers={"Retry-After": "7"}, times=2)
    status, headers, body = ask(en, "/last-news/?x=1")
    assert (status, headers["retry-after"], body) == (503, "7", b"busy")
    assert [ask(en, "/last-news/")[0] for _ in range(2)] == [503, 200]
    assert ask(ru, "/last-news/")[0] == 200
    replica.answer("*", "/last-news/*", status=403)
    assert [ask(origin, "/last-news/page/2/")[0] for origin in (en, ru)] == [403, 403]
    replica.answer("en", "/last-news/page/2/", status=302, headers={"Location": "http://127.0.0.1:1/"}, times=1)
    assert [ask(en, "/last-news/page/2/")[0] for _ in range(2)] == [302, 403], "the last one given counts"
    replica.clear_answers()
    assert ask(en, "/last-news/page/2/")[0] == 200


def test_answers_that_are_slow_cut_off_or_reset(replica: Replica) -> None:
    origin = replica.origins["en"]
    replica.answer("en", "/robots.txt", slow=0.3, times=1)
    started = time.monotonic()
    assert ask(origin, "/robots.txt")[0] == 200
    assert time.monotonic() - started >= 0.3
    replica.answer("en", "/robots.txt", slow=0.2, times=1)
    answered = raw(replica, b"GET /robots.txt HTTP/1.1\r\n\r\nGET /x-1/ HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+) ", answered) == [b"200", b"404"], "in the order they were asked"
    replica.reset_log()
    replica.answer("en", "/last-news/", cut=1000, times=1)
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(origin, "/last-news/")
    assert len(cut.value.partial) == 1000
    replica.answer("en", "/last-news/", reset=True, times=1)
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        ask(origin, "/last-news/")
    assert ask(origin, "/last-news/")[0] == 200
    assert [request.status for request in replica.requests] == [200, 0, 200]


def test_slow_answers_hold_up_nobody_else(replica: Replica) -> None:
    replica.answer("en", "/robots.txt", slow=600)
    done = threading.Event()

    def wait() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            ask(replica.origins["en"], "/robots.txt")
        done.set()

    threading.Thread(target=wait, daemon=True).start()
    started = time.monotonic()
    while not replica.requests and time.monotonic() - started < 0.5:
        assert ask(replica.origins["en"], "/last-news/")[0] == 200
    replica.__exit__()
    assert done.wait(60), "closing the replica drops open connections"


# -- the log, the seed, the shell


def test_the_log(replica: Replica) -> None:
    started = time.monotonic()
    ask(replica.origins["ru"], "/last-news/?a=1", User_Agent="tester")
    ask(replica.origins["en"], "/gone-1/", "HEAD")
    first, second = replica.requests
    assert (first.edition, first.method, first.path, first.status) == ("ru", "GET", "/last-news/?a=1", 200)
    assert first.headers["user-agent"] == "tester"
    assert first.sent > 40_000
    assert (second.edition, second.method, second.path, second.status) == ("en", "HEAD", "/gone-1/", 404)
    assert second.sent < 1_000
    assert started <= first.time <= second.time <= time.monotonic()
    replica.reset_log()
    assert replica.requests == []


def test_the_same_seed_makes_the_same_site() -> None:
    seen = []
    for seed in (1, 1, 2):
        with Replica(seed=seed, articles=20, now=Clock()) as replica:
            replica.publish("kk", 2)
            truths = [article.truth for edition in EDITIONS for article in replica.articles(edition)]
            text = json.dumps(truths) + page(replica, "kk", replica.articles("kk")[1].path)
            for edition, origin in replica.origins.items():
                text = text.replace(origin, edition)
            seen.append(text)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_ports_and_the_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), Replica(articles=1, ports={"ru": port}):
            pass
    before = threading.active_count()
    with Replica(articles={"ru": 5}, ports={"ru": port}) as replica:
        assert replica.environment()["ORDA_ORIGIN_RU"] == f"http://127.0.0.1:{port}"
        assert set(replica.environment()) == {"ORDA_ORIGIN_EN", "ORDA_ORIGIN_RU", "ORDA_ORIGIN_KK"}
        assert [len(replica.articles(edition)) for edition in EDITIONS] == [0, 5, 0]
        assert listed(page(replica, "en", "/last-news/")) == []
        assert len(replica.publish("en", 2)) == 2
    assert threading.active_count() == before
    with pytest.raises(OSError, match="refused"):
        ask(f"http://127.0.0.1:{port}", "/")


def test_the_shell() -> None:
    command = [sys.executable, "-m", "crawler.replica", "--articles", "12", "--seed", "4"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as shell:
        assert shell.stdin
        assert shell.stdout
        assert shell.stderr

        def do(line: str) -> str:
            assert shell.stdin
            assert shell.stdout
            print(line, file=shell.stdin, flush=True)
            return shell.stdout.readline().strip()

        lines = [shell.stdout.readline().strip() for _ in EDITIONS]
        origins = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        en = origins["ORDA_ORIGIN_EN"]
        url = do("publish en 1 number=9999 headline='Two words' tags=a,b")
        assert url == f"{en}/two-words-9999/"
        assert do("correct en 9999 headline=Better") == url
        assert b"Better" in ask(en, urlsplit(url).path)[2]
        assert do("remove en 9999 410") == "ok"
        assert ask(en, urlsplit(url).path)[0] == 410
        assert do("answer en /last-news/ 503 1") == "ok"
        assert [ask(en, "/last-news/")[0] for _ in range(2)] == [503, 200]
        assert do("log").startswith("en GET /two-words-9999/ 200 ")
        for _ in range(3):
            shell.stdout.readline()
        for wrong in ("fly", "publish", "publish fr", "correct en 1 a=b", "remove en x y", "answer en / x", "log 'x"):
            print(wrong, file=shell.stdin, flush=True)
            assert shell.stderr.readline().startswith("error: ")
        shell.send_signal(signal.SIGTERM)
        assert shell.wait(5) == 0
        assert shell.stderr.read() == ""


def test_the_shell_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "crawler.replica", "--articles", "1"]
    ended = subprocess.run(command, cwd=ROOT, input="help\n", capture_output=True, text=True, timeout=10, check=True)
    assert "publish EDITION" in ended.stdout
    assert ended.stderr == ""
