"""Feeds: what they list, however badly they are written."""

from __future__ import annotations

import contextlib
import gzip
import time
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.feed import FeedEntry, FeedError, read_feed
from crawler.extract.sitemap import BYTES_LIMIT
from crawler.urls import Origins

URL = "https://en.orda.kz/feed/"
NOON = datetime(2026, 11, 22, 7, tzinfo=timezone.utc)
Row = tuple[str, str, str | None]


def entries(body: str | bytes, url: str = URL, origins: Origins | None = None) -> tuple[FeedEntry, ...]:
    body = body.encode() if isinstance(body, str) else body
    return read_feed(body, url=url, origins=origins or Origins(), fetched_at=NOON)


def read(body: str | bytes, url: str = URL, origins: Origins | None = None) -> list[Row]:
    """Id, headline and time of each entry."""
    return [
        (one.address.id, one.headline, one.published.isoformat() if one.published else None)
        for one in entries(body, url, origins)
    ]


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Orda.kz</title><link>https://en.orda.kz/</link><atom:link href="https://en.orda.kz/feed/" rel="self"/>
<image><url>https://en.orda.kz/logo-1.png</url><title>Logo</title><link>https://en.orda.kz/a-logo-page-7/</link></image>
<item><title>One &amp; &#171;first&#187;</title><link>https://en.orda.kz/one-9001/</link>
<guid isPermaLink="true">https://en.orda.kz/one-9001/</guid><pubDate>Sun, 22 Nov 2026 11:05:00 +0500</pubDate>
<description><![CDATA[<p><title>No</title><a href="/in-text-5/">x</a></p>]]></description></item>
<item><title><![CDATA[Two <b>bold</b> & more]]></title><link><![CDATA[ https://en.orda.kz/two-9002 ]]></link>
<dc:date>2026-11-22T05:00:00Z</dc:date></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Orda.kz</title><link href="https://en.orda.kz/"/>
<entry><title>One &amp; «first»</title><link rel="self" href="https://en.orda.kz/wrong-1/"/>
<link rel="alternate" type="text/html" href="https://en.orda.kz/one-9001/"/><id>tag:en.orda.kz,2026:9001</id>
<updated>2026-11-22T12:00:00+05:00</updated><published>2026-11-22T11:05:00+05:00</published>
<source><title>Elsewhere</title><link href="https://en.orda.kz/wrong-2/"/></source></entry>
<entry><title type="xhtml"><div>Two <b>bold</b> &amp; more</div></title><link href='https://en.orda.kz/two-9002'></link>
<id>x</id><published>2026-11-22T10:00:00+05:00</published></entry></feed>
"""
RDF = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://en.orda.kz/"><title>Orda.kz</title><link>https://en.orda.kz/</link>
<items><rdf:Seq><rdf:li resource="https://en.orda.kz/one-9001/"/></rdf:Seq></items></channel>
<item rdf:about="https://en.orda.kz/one-9001/"><title>One &amp; «first»</title>
<dc:date>2026-11-22T11:05+05:00</dc:date></item>
<item rdf:about="x"><title>Two &lt;b&gt;bold&lt;/b&gt; &amp;amp; more</title><link>https://en.orda.kz/two-9002/</link>
<dc:date>2026-11-22T05:00:00Z</dc:date></item></rdf:RDF>
"""
EXPECTED: list[Row] = [
    ("en:9001", "One & «first»", "2026-11-22T11:05:00+05:00"),
    ("en:9002", "Two bold & more", "2026-11-22T10:00:00+05:00"),
]


@pytest.mark.parametrize("body", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_formats(body: str) -> None:
    assert read(body) == EXPECTED
    assert read(gzip.compress(body.encode(), mtime=0)) == EXPECTED
    assert read("\ufeff\n" + body.replace('encoding="utf-8"', 'encoding="utf-16"')) == EXPECTED
    assert read(body.encode("utf-16")) == EXPECTED
    assert read(body.replace("</item>", "").replace("</entry>", "")) == EXPECTED
    assert read("<br />\n<b>Warning</b>: something in feed.php" + body + "<html></html>") == EXPECTED


def item(*parts: str) -> str:
    return f"<rss version='2.0'><channel><item>{''.join(parts)}</item></channel></rss>"


@pytest.mark.parametrize(
    "link",
    [
        "<link>/one-9001/</link>",
        "<link>../one-9001</link>",
        "<link/><guid>https://en.orda.kz/one-9001/</guid>",
        "<link></link><guid isPermaLink='TRUE'>https://en.orda.kz/one-9001/</guid>",
        "<link>https://elsewhere.example/r?u=1</link><guid>https://en.orda.kz/one-9001/</guid>",
        "<guid isPermaLink='false'>https://en.orda.kz/wrong-1/</guid><link>https://en.orda.kz/one-9001/</link>",
        "<guid>https://en.orda.kz/wrong-1/</guid><link>https://en.orda.kz/one-9001/</link>",
        "<atom:link rel='alternate' href='/one-9001/'/>",
        "<atom:link rel='replies' href='/wrong-1/'/><atom:link href='/one-9001/?a=1&amp;b=2&c'/>",
        "<link>https://en.orda.kz/one-9001/?utm_source=rss&utm_medium=feed</link>",
        "<link>https://en.orda.kz/one-9001/<category>unclosed",
        "<link>https://en.orda.kz/one-9001/",
        "<link xml:base='https://en.orda.kz/x/y/' href='../../one-9001/'/>",
        "<media:title>No</media:title><media:link>https://en.orda.kz/wrong-1/</media:link><link>/one-9001/</link>",
        "<source url='https://elsewhere.example/feed/'>E</source><link>/one-9001/</link>",
    ],
)
def test_where_an_entry_leads(link: str) -> None:
    assert [one.address.id for one in entries(item("<title>T</title>", link))] == ["en:9001"]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "<link></link>",
        "<guid>one-9001</guid>",
        "<guid isPermaLink='false'>https://en.orda.kz/one-9001/</guid>",
        "<link>https://elsewhere.example/one-9001/</link>",
        "<link>https://orda.kz/drugoe-izdanie-417627/</link>",
        "<link>https://en.orda.kz/politics/</link>",
        "<link>http://[</link>",
        f"<link>/{'a' * 5000}-9001/</link>",
    ],
)
def test_entries_that_lead_to_no_article_of_the_edition(link: str) -> None:
    assert entries(item("<title>T</title>", link)) == ()


def test_bases() -> None:
    body = (
        "<feed xml:base='https://en.orda.kz/a/'><entry><title>A</title><link href='../one-9001/'/></entry>"
        "<entry xml:base='b/'><title>B</title><link href='../../two-9002/'/></entry></feed>"
    )
    assert [one.address.id for one in entries(body)] == ["en:9001", "en:9002"]
    origins = Origins({"kk": "http://127.0.0.1:8003"})
    body = item("<title>K</title><link>/zhanalyk-137363/</link>")
    assert read(body, "http://127.0.0.1:8003/feed/", origins) == [("kk:137363", "K", None)]
    assert read(body, "https://elsewhere.example/feed/") == []


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<pubDate>Sun, 22 Nov 2026 11:05:00 +0500</pubDate>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>Mon, 22 Nov 2026 06:05:00 GMT</pubDate>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>22 Nov 2026 11:05</pubDate>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>2026-11-22 11:05:00</pubDate>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>Вс, 22 ноября 2026 11:05</pubDate>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>Сегодня 11:05</pubDate>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>soon</pubDate><dc:date>2026-11-22T11:05:00+05:00</dc:date>", "2026-11-22T11:05:00+05:00"),
        ("<pubDate>Sun, 32 Nov 2026 11:05:00 +0500</pubDate>", None),
        ("<pubDate>Sun, 22 Nov 2026 25:65:00 +0500</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>", None),
        ("<pubDate>Sun, 30 Nov -0001 00:00:00 +0000</pubDate>", None),
        ("<pubDate>0000-00-00 00:00:00</pubDate>", None),
        ("<pubDate></pubDate>", None),
        ("<updated>2026-11-22T11:05:00+05:00</updated>", None),
        ("", None),
    ],
)
def test_times(date: str, expected: str | None) -> None:
    assert read(item("<title>T</title><link>/one-9001/</link>", date)) == [("en:9001", "T", expected)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<title>A &lt; B &amp; C</title>", "A < B & C"),
        ("<title>1 < 2 & 3 &nbsp;<4</title>", "1 < 2 & 3 <4"),
        ("<title>Unescaped <em>markup</em>, &laquo;quoted&raquo;</title>", "Unescaped markup, «quoted»"),
        ("<title>\n Two\n lines </title>", "Two lines"),
        ("<title>Кириллица, қазақша</title>", "Кириллица, қазақша"),
        ("<title>First</title><title>Second</title>", "First"),
        ("<media:title>No</media:title><title>Yes</title>", "Yes"),
        ("<title>Left open", "Left open"),
        ("<title/>", ""),
        ("", ""),
    ],
)
def test_headlines(title: str, expected: str) -> None:
    assert read(item(title, "<link>/one-9001/</link>")) == [("en:9001", expected, None)]


def test_each_once_and_in_order() -> None:
    body = "".join(f"<item><title>{n}</title><link>/x-{n % 3 + 1}/</link></item>" for n in range(7))
    assert read(f"<rss>{body}</rss>") == [("en:1", "0", None), ("en:2", "1", None), ("en:3", "2", None)]


def test_what_came_before_a_break_counts() -> None:
    for end in range(RSS.index("<item>"), len(RSS)):
        found = [one.address.id for one in entries(RSS[:end])]
        assert found == ["en:9001", "en:9002"][: len(found)]
        assert len(found) >= RSS[:end].count("</item>")


@pytest.mark.parametrize("body", [b"", b"\n", b"\xef\xbb\xbf", b"<rss><channel></channel></rss>", b"<feed/>"])
def test_empty(body: bytes) -> None:
    assert entries(body) == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<!DOCTYPE html><html><body>Just a moment...</body></html>", "HTML"),
        ("<html><head><link rel='alternate' href='/one-9001/'></head></html>", "HTML"),
        ("<urlset><url><loc>https://en.orda.kz/one-9001/</loc></url></urlset>", "none of"),
        ("Access denied", "none of"),
        ("<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>" + RSS, "entities"),
        ("<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + RSS, "entities"),
        (gzip.compress(bytes(BYTES_LIMIT + 1), mtime=0), "more than"),
        (gzip.compress(RSS.encode(), mtime=0)[:9], "broken gzip"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_refused(body: str | bytes, why: str) -> None:
    with pytest.raises(FeedError, match=why):
        entries(body)


def test_a_doctype_that_only_names_a_dtd_does_no_harm() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert read(RSS.replace("<rss", doctype + "<rss")) == EXPECTED


@pytest.mark.parametrize("piece", ["<item>", "<link href='", "<title>", "<a>", "<item rdf:about=", "<link   href  "])
def test_no_feed_takes_long(piece: str) -> None:
    started = time.process_time()
    entries("<rss><item>" + piece * (300_000 // len(piece)) + "></item>")
    assert time.process_time() - started < 2


FRAGMENTS = st.sampled_from(
    "<rss> <feed> <item> </item> <entry> </entry> <title> </title> <link> </link> <link/> href='/a-1/' <guid> </guid>"
    " <pubDate> 2026-11-22 Today <dc:date> xml:base='http://[' <![CDATA[ ]]> <!-- --> &amp; &#xD800; < > ' \" /"
    " <source> https://en.orda.kz/a-1/ <id> </id> <item rdf:about='https://en.orda.kz/a-2/'> \0 <html>".split()
)


@given(st.lists(FRAGMENTS | st.text(max_size=5)).map(" ".join), st.sampled_from(["utf-8", "utf-16", "cp1251"]))
def test_nothing_but_its_own_error_comes_of_any_text(text: str, encoding: str) -> None:
    body = text.encode(encoding, "replace")
    for one in (body, gzip.compress(body, mtime=0), b"<rss><item>" + body, b"<link " + body + b"><rss>"):
        try:
            found = entries(one)
        except FeedError:
            continue
        assert len({entry.address.id for entry in found}) == len(found)


@given(st.binary(max_size=200), st.sampled_from([b"", b"<rss><item><link>", b"\x1f\x8b\x08\0", b"\xfe\xff"]))
def test_nothing_but_its_own_error_comes_of_any_bytes(body: bytes, start: bytes) -> None:
    with contextlib.suppress(FeedError):
        entries(start + body)
