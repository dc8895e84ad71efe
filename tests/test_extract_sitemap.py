"""Sitemaps: what they list, however badly they are written."""

from __future__ import annotations

import contextlib
import gzip
import time
import tracemalloc
import zlib
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.sitemap import BYTES_LIMIT, Sitemap, SitemapError, read_sitemap
from crawler.urls import Origins

URL = "https://en.orda.kz/sitemap/sitemap_news1.xml"
HEAD = "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"


def read(body: str | bytes, url: str = URL, origins: Origins | None = None) -> Sitemap:
    return read_sitemap(body.encode() if isinstance(body, str) else body, url=url, origins=origins or Origins())


def ids(sitemap: Sitemap) -> list[str]:
    return [entry.address.id for entry in sitemap.entries]


def entry(path: str, rest: str = "") -> str:
    return f"<url><loc>https://en.orda.kz{path}</loc>{rest}</url>"


def urlset(*entries: str) -> str:
    return f"{HEAD}\n{''.join(entries)}\n</urlset>\n"


def test_the_articles_of_the_edition_in_order() -> None:
    sitemap = read(
        urlset(
            entry("/one-9001/"),
            entry("/two-9002"),
            entry("/a-page-of-the-old-era/"),
            entry("/%D0%B8%D1%82%D0%BE%D0%B3%D0%B8/"),
            entry("/politics/"),
            entry("/2026/11/22/"),
            entry("/"),
            "<url><loc>https://orda.kz/drugoe-izdanie-417627/</loc></url>",
            "<url><loc>https://elsewhere.example/x-1/</loc></url>",
            "<url><loc>/relative-9003/</loc></url>",
        )
    )
    assert ids(sitemap) == ["en:9001", "en:9002", "en:a-page-of-the-old-era", "en:итоги", "en:9003"]
    assert sitemap.entries[1].address.path == "/two-9002/"
    assert (sitemap.others, sitemap.malformed, sitemap.children) == (5, 0, ())


def test_editions_go_by_the_address_of_the_sitemap() -> None:
    body = urlset(entry("/one-9001/"), "<url><loc>https://orda.kz/raz-417627/</loc></url>")
    assert ids(read(body, "https://orda.kz/sitemap/sitemap_news1.xml")) == ["ru:417627"]
    origins = Origins({"en": "http://127.0.0.1:8001"})
    assert ids(read(body, "http://127.0.0.1:8001/sitemap.xml", origins)) == ["en:9001"]
    assert read(body, "https://elsewhere.example/sitemap.xml") == Sitemap((), (), 2, 0)


def test_dead_spellings_are_entries() -> None:
    slugs = (
        "gone__trashed",
        "with-an-object-%ef%bf%bc",
        "with-a-selector-%EF%B8%8F-9005",
        "with-an-object-\ufffc-9006",
    )
    sitemap = read(urlset(*(entry(f"/{slug}/") for slug in slugs), entry("/alive-9007/")))
    assert [one.address.dead for one in sitemap.entries] == [True, True, True, True, False]


def test_duplicates_count_once_with_the_latest_time_and_a_spelling_that_lives() -> None:
    sitemap = read(
        urlset(
            entry("/one__trashed-9001/", "<lastmod>2026-11-20T10:00:00Z</lastmod>"),
            entry("/two-9002/"),
            entry("/one-9001", "<lastmod>2026-11-22T10:00:00Z</lastmod>"),
            entry("/one-renamed-9001/", "<lastmod>2026-11-21T10:00:00Z</lastmod>"),
            entry("/two-9002/"),
        )
    )
    assert ids(sitemap) == ["en:9001", "en:9002"]
    assert sitemap.entries[0].address.path == "/one-9001/"
    assert sitemap.entries[0].lastmod == datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
    assert sitemap.entries[1].lastmod is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T10:03:04+05:00", "2026-11-22T10:03:04+05:00"),
        ("2026-11-22T10:03:04Z", "2026-11-22T15:03:04+05:00"),
        ("2026-11-22T10:03:04.123456+00:00", "2026-11-22T15:03:04+05:00"),
        ("2026-11-22T10:03+0500", "2026-11-22T10:03:00+05:00"),
        ("2026-11-22 10:03:04", "2026-11-22T10:03:04+05:00"),
        ("2024-02-20 10:03:04", "2024-02-20T10:03:04+06:00"),
        (" 2026-11-22\n", "2026-11-22T00:00:00+05:00"),
        ("2099-01-01", "2099-01-01T00:00:00+05:00"),
        ("Sun, 22 Nov 2026 10:03:04 GMT", "2026-11-22T15:03:04+05:00"),
        ("1970-01-01T00:00:00+00:00", None),
        ("-0001-11-30T00:00:00+00:00", None),
        ("2026-13-45", None),
        ("2026-11-22T25:61:00Z", None),
        ("2026", None),
        ("2026-11", None),
        ("2026-1122 today 10:00", None),
        ("today", None),
        ("22 ноября", None),
        ("", None),
    ],
)
def test_times(text: str, expected: str | None) -> None:
    (one,) = read(urlset(entry("/one-9001/", f"<lastmod>{text}</lastmod>"))).entries
    assert (one.lastmod and one.lastmod.isoformat()) == expected


def test_an_index() -> None:
    addresses = [
        " https://en.orda.kz/sitemap/sitemap_news1.xml\n",
        "https://en.orda.kz/sitemap.php?type=news&amp;page=2&copy=3",
        "/sitemap/sitemap_news3.xml",
        "https://orda.kz/sitemap/sitemap_news1.xml.gz",
        "https://elsewhere.example/sitemap.xml",
        "https://en.orda.kz/sitemap/sitemap_news1.xml",
        "",
    ]
    entries = "".join(f"<sitemap><loc>{one}</loc><lastmod>2026-11-22</lastmod></sitemap>" for one in addresses)
    sitemap = read(f"<sitemapindex>{entries}</sitemapindex>", "https://en.orda.kz/sitemap.xml")
    assert sitemap.children == (
        "https://en.orda.kz/sitemap/sitemap_news1.xml",
        "https://en.orda.kz/sitemap.php?type=news&page=2&copy=3",
        "https://en.orda.kz/sitemap/sitemap_news3.xml",
        "https://orda.kz/sitemap/sitemap_news1.xml.gz",
    )
    assert (sitemap.entries, sitemap.others, sitemap.malformed) == ((), 1, 1)


GOOD = urlset(entry("/one-9001/", "<lastmod>2026-11-22</lastmod>"), entry("/two-9002/"))


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        GOOD.replace(" xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'", ""),
        GOOD.replace("0.9", "0.84"),
        GOOD.replace("<", "<sm:").replace("<sm:/", "</sm:").replace("<sm:?", "<?"),
        GOOD.upper().replace("HTTPS://EN.ORDA.KZ", "https://en.orda.kz"),
        "\ufeff" + GOOD,
        "\ufeff\n\n " + GOOD,
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.replace("UTF-8", "utf-16"),
        GOOD.replace("UTF-8", "windows-1251"),
        GOOD.replace("UTF-8", "no-such-thing").replace("'>\n", "'><!-- Итоги -->"),
        GOOD.encode() + b"<!-- \xff\xfe -->",
        GOOD.replace("<loc>", "<loc><![CDATA[\n").replace("</loc>", "]]></loc>"),
        GOOD.replace("<loc>", "<loc>\n\t ").replace("</loc>", "\n </loc>"),
        GOOD.replace("</loc>", "?a=1&b=2&amp;c</loc>"),
        GOOD.replace("</loc>", "<!-- a > b --></loc>"),
        GOOD.replace("<url>", "<url class=first><!-- <url><loc>x</loc> --><a b='<' c='>'/>"),
        GOOD.replace("</url>", "<title>1 < 2 & 3 <4</title></url>"),
        GOOD.replace("</url>", ""),
        GOOD.replace("</url>", "<b></url></b></i>"),
        GOOD.replace("</url>", "<image:image><image:loc>https://en.orda.kz/a-1/</image:loc></image:image></url>"),
        GOOD.replace("</url>", "<x:link rel='alternate' href='https://orda.kz/raz-417627/'/></url>"),
        "<br />\n<b>Warning</b>: something in <b>sitemap.php</b>" + GOOD,
        GOOD + "<html><body><p>Warning</p></body></html>",
        "<!DOCTYPE urlset SYSTEM 'http://en.orda.kz/sitemap.dtd'>" + GOOD,
        gzip.compress(GOOD.encode(), mtime=0),
        gzip.compress(GOOD[:90].encode(), mtime=0) + gzip.compress(GOOD[90:].encode(), mtime=0),
        gzip.compress(GOOD.encode(), mtime=0) + bytes(600),
        "https://en.orda.kz/one-9001/\r\n\r\n  https://en.orda.kz/two-9002/ ",
    ],
    ids=str,
)
def test_however_it_is_written(body: str | bytes) -> None:
    sitemap = read(body)
    assert (ids(sitemap), sitemap.malformed, sitemap.others) == (["en:9001", "en:9002"], 0, 0)


def test_malformed_entries_cost_nothing_but_themselves() -> None:
    broken = [
        "<url></url>",
        "<url><loc></loc></url>",
        "<url><loc>http://[</loc></url>",
        "<url><loc>mailto:desk@en.orda.kz</loc></url>",
        "<url><lastmod>2026-11-22</lastmod></url>",
        f"<url><loc>https://en.orda.kz/{'a' * 5000}-9009/</loc></url>",
        "<url><loc",
    ]
    for one in broken:
        sitemap = read(urlset(entry("/one-9001/"), one, entry("/two-9002/")))
        assert (ids(sitemap), sitemap.malformed) == (["en:9001", "en:9002"], 1), one


def test_what_came_before_a_break_counts() -> None:
    whole = ["en:9001", "en:9002"]
    for end in range(len(HEAD), len(GOOD) - len("</urlset>\n")):
        sitemap = read(GOOD[:end])
        assert sitemap.malformed == 1, GOOD[:end]
        complete = [one for one, path in zip(whole, ("/one-9001/", "/two-9002/"), strict=True)
                    if f"{path}</loc>" in GOOD[:end]]  # fmt: skip
        assert ids(sitemap) == complete, GOOD[:end]
    packed = gzip.compress("".join([HEAD, *(entry(f"/story-{n}/") for n in range(1, 5000))]).encode())
    sitemap = read(packed[: len(packed) // 2])
    assert 1000 < len(sitemap.entries) < 4000
    assert ids(sitemap) == [f"en:{n}" for n in range(1, len(sitemap.entries) + 1)]
    assert sitemap.malformed == 1
    damaged = bytearray(packed)
    damaged[len(packed) // 2 :] = b"\xff" * (len(packed) - len(packed) // 2)
    assert len(read(bytes(damaged)).entries) > 500


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0), HEAD.encode() + b"</urlset>"]
)
def test_empty(body: bytes) -> None:
    assert read(body) == Sitemap((), (), 0, 0)


DOUBLINGS = "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 64))
BOMB = f"<!DOCTYPE urlset [<!ENTITY a0 'ha'>{DOUBLINGS}]>"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<!DOCTYPE html><html><body>Just a moment...</body></html>", "HTML"),
        ("\n<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x'>", "HTML"),
        ("<html><body><urlset></urlset></body></html>", "HTML"),
        ("<head><title>403 Forbidden</title></head>", "HTML"),
        ("<rss><channel><item><link>https://en.orda.kz/one-9001/</link></item></channel></rss>", "none of"),
        ("Access denied", "none of"),
        ('{"error": "https://en.orda.kz/one-9001/"}', "none of"),
        (b"\x1f\x8b garbage", "broken gzip"),
        (BOMB + urlset("<url><loc>&a63;</loc></url>"), "entities"),
        ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + urlset("<url><loc>&e;</loc></url>"), "entities"),
        ("<!DOCTYPE x [<!ENTITY % e SYSTEM 'http://127.0.0.1:9/x.dtd'> %e;]>" + GOOD, "entities"),
        ("<!DOCTYPE x [" + "<!ELEMENT a (b)>" * 100_000 + "]>" + GOOD, "entities"),
        ("<!DOCTYPE x>" + GOOD.replace("<url>", "<!ENTITY a 'b'><url>"), "entities"),
        (b" " * (BYTES_LIMIT + 1), "more than"),
        (gzip.compress(bytes(BYTES_LIMIT + 1), mtime=0), "more than"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_refused(body: str | bytes, why: str) -> None:
    with pytest.raises(SitemapError, match=why) as refused:
        read(body)
    assert len(str(refused.value)) < 80


def test_bombs_take_little_memory_and_time() -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    gigabyte = b"".join([*(pack.compress(bytes(1_000_000)) for _ in range(1000)), pack.flush()])
    tracemalloc.start()
    started = time.process_time()
    for body in (gigabyte, (BOMB + GOOD).encode()):
        with pytest.raises(SitemapError):
            read(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * BYTES_LIMIT
    assert time.process_time() - started < 5


@pytest.mark.parametrize("piece", ["<", "<!", "<!-", "<a", "<url ", "<a b='", '<a "', "<url><loc>-", "&", "&#", "<a/>"])
def test_no_file_takes_long(piece: str) -> None:
    for body in (HEAD + piece * (400_000 // len(piece)), HEAD + "<url>" + piece * (400_000 // len(piece)) + "</url>"):
        started = time.process_time()
        read(body)
        assert time.process_time() - started < 2


def test_a_full_sitemap() -> None:
    body = urlset(*(entry(f"/a-story-of-some-length-{n}/", "<lastmod>2026-11-22</lastmod>") for n in range(1, 50_001)))
    started = time.process_time()
    assert len(read(gzip.compress(body.encode(), mtime=0)).entries) == 50_000
    assert time.process_time() - started < 8


FRAGMENTS = st.sampled_from(
    "<urlset> </urlset> <sitemapindex> <url> </url> <loc> </loc> https://en.orda.kz/a-1/ <![CDATA[ ]]> <!-- --> <? ?>"
    " <lastmod> 2026-11-22 &amp; &#xD800; &#99999999; <image:loc> < > ' \" / <!DOCTYPE [ <html> \ufffc \0 --".split()
)


@given(st.lists(FRAGMENTS | st.text(max_size=5)).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1251"]))
def test_nothing_but_its_own_error_comes_of_any_text(text: str, encoding: str) -> None:
    body = text.encode(encoding, "replace")
    for one in (body, gzip.compress(body, mtime=0), HEAD.encode() + body):
        try:
            sitemap = read(one)
        except SitemapError:
            continue
        assert len(set(ids(sitemap))) == len(sitemap.entries)


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"<urlset>", b"\x1f\x8b\x08\0", b"\xff\xfe", b"<url><loc>http://"])
)
def test_nothing_but_its_own_error_comes_of_any_bytes(body: bytes, start: bytes) -> None:
    with contextlib.suppress(SitemapError):
        read(start + body)
