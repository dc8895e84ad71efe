"""The fields of an article, each from the first of its sources that has it."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urljoin

import pytest

from crawler.extract.article import extract_article
from crawler.extract.listing import latest_block_links
from crawler.extract.page import parse
from crawler.extract.text import absolute
from crawler.extract.version import extractor
from crawler.items import Article, Image, from_json, to_json
from crawler.urls import Origins

FETCHED = datetime(2026, 11, 22, 10, 3, tzinfo=timezone.utc)
URL = "https://en.orda.kz/a-story-9716/"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def article(html: str | bytes, url: str = URL, origins: Origins | None = None, encoding: str | None = None) -> Article:
    """The record of a page."""
    origins = origins or Origins()
    address = origins.article(url)
    assert address
    body = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    return extract_article(
        parse(body, encoding),
        address=address,
        url=origins.url(address),
        origins=origins,
        fetched_at=FETCHED,
        run_id="r1",
    )


def page(body: str, *, head: str = "", before: str = "", after: str = "", h1: str = "<h1>The Headline</h1>") -> str:
    """A page with the site's markup."""
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><div class='column'>{h1}{before}<div class='fulltext'>"
        f"<div class='newstext'>{body}</div></div>{after}</div></body></html>"
    )


def ld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def news(**values: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", **values}


P = "<p>Opening words.</p>"


def test_a_record() -> None:
    record = article(page(P))
    assert (record.id, record.edition, record.in_language, record.url) == ("en:9716", "en", "en", URL)
    assert (record.fetched_at, record.run_id, record.extractor) == ("2026-11-22T10:03:00Z", "r1", extractor())
    assert (record.schema_version, record.event, record.revision) == (1, "new", 1)
    assert record.provenance == {"headline": "site:h1", "body": "site:div.fulltext div.newstext"}
    assert (record.date_published, record.description, record.section, record.image) == (None, None, None, None)
    assert from_json(json.loads(json.dumps(to_json(record)))) == record
    assert article(page(P)) == record


# -- headline


OG = "<meta property='og:title' content='From OpenGraph - Orda.kz'>"
LD = ld(news(headline="From JSON-LD | Orda"))
TITLE = "<title>From the title » Orda.kz</title>"


@pytest.mark.parametrize(
    ("h1", "head", "expected", "source"),
    [
        ("<h1>The Headline</h1>", LD + OG, "The Headline", "site:h1"),
        ("<h1> The <span>Head</span>line&nbsp;</h1>", LD, "The Headline", "site:h1"),
        ("<h1>The Headline</h1><h1>The Headline</h1>", LD, "From JSON-LD", "jsonld"),
        ("<h1>The Headline</h1><h1>The Headline</h1>", TITLE, "The Headline", "generic:h1"),
        ("<h1>Orda.kz</h1><h1>The Headline</h1>", LD, "The Headline", "site:h1"),
        ("<h1>The Headline — Bloomberg</h1>", LD, "The Headline — Bloomberg", "site:h1"),
        ("<h1>One</h1><h1>Other</h1>", LD + OG, "From JSON-LD", "jsonld"),
        ("<h1>Orda.kz</h1>", OG + LD, "From JSON-LD", "jsonld"),
        ("<h1>ORDA</h1>", OG, "From OpenGraph", "og"),
        ("<h1></h1>", OG, "From OpenGraph", "og"),
        ("<h1><img alt='Orda' src='x.png'></h1>", OG, "From OpenGraph", "og"),
        ("", ld(news(headline="Orda.kz")) + OG, "From OpenGraph", "og"),
        ("", TITLE, "From the title", "title"),
        ("<h1 style='display:none'>Hidden</h1>", TITLE, "From the title", "title"),
        ("<h1>One</h1><h1>From the title</h1>", TITLE, "From the title", "generic:h1"),
        ("<h1>One</h1><h1>Other</h1>", "", "One", "generic:h1"),
        ("", "<meta name='twitter:title' content='From Twitter'>", "From Twitter", "meta"),
        ("", ld(news(headline="&quot;Quoted&quot; &amp;amp; more")), '"Quoted" & more', "jsonld"),
    ],
)
def test_headline(h1: str, head: str, expected: str, source: str) -> None:
    record = article(page(P, head=head, h1=h1))
    assert (record.headline, record.provenance["headline"]) == (expected, source)


def test_no_headline() -> None:
    record = article(page(P, h1="<h1>Orda.kz</h1>", head="<title>Orda.kz</title>"))
    assert record.headline == ""
    assert "headline" not in record.provenance


def test_description() -> None:
    og = "<meta property='og:description' content='Open  graph'>"
    meta = "<meta name='description' content='&amp;laquo;Meta&amp;raquo;'>"
    assert article(page(P, head=meta)).description == "«Meta»"
    assert article(page(P, head=meta + og)).description == "Open graph"
    record = article(page(P, head=meta + og + ld(news(description="<p>JSON</p>"))))
    assert (record.description, record.provenance["description"]) == ("JSON", "jsonld")
    assert article(page(P, head="<meta name='description' content='  '>")).description is None


# -- dates


TIME = "<time itemprop='datePublished' datetime='2026-11-20T18:20:00+05:00'>20 November</time>"
LD_DATE = ld(news(datePublished="2026-11-19T10:00:00Z"))
OG_DATE = "<meta property='article:published_time' content='2026-11-18T10:00:00+03:00'>"


@pytest.mark.parametrize(
    ("before", "head", "expected", "raw"),
    [
        (TIME, LD_DATE, "2026-11-20T18:20:00+05:00", "2026-11-20T18:20:00+05:00"),
        ("<time itemprop='datePublished'> Сегодня 14:05</time>", LD_DATE, "2026-11-22T14:05:00+05:00", "Сегодня 14:05"),
        ("<time itemprop=datePublished datetime=''>Вчера 09:30</time>", "", "2026-11-21T09:30:00+05:00", "Вчера 09:30"),
        (
            "<time itemprop=datePublished datetime='soon'>Кеше 09:30</time>",
            "",
            "2026-11-21T09:30:00+05:00",
            "Кеше 09:30",
        ),
        ("<a href='/2026/11/12/'>12 ноября 18:20</a>", LD_DATE, "2026-11-12T18:20:00+05:00", "12 ноября 18:20"),
        ("<time itemprop='datePublished'>one day</time>", LD_DATE, "2026-11-19T15:00:00+05:00", "2026-11-19T10:00:00Z"),
        (
            "<time itemprop='datePublished' datetime='1970-01-01'></time>",
            LD_DATE,
            "2026-11-19T15:00:00+05:00",
            "2026-11-19T10:00:00Z",
        ),
        ("", OG_DATE, "2026-11-18T12:00:00+05:00", "2026-11-18T10:00:00+03:00"),
        ("<time>20.11.2026 18:20</time>", "", "2026-11-20T18:20:00+05:00", "20.11.2026 18:20"),
        (
            "<time itemprop='datePublished' datetime='2026-11-20'>20 November 18:20</time>",
            "",
            "2026-11-20T18:20:00+05:00",
            "20 November 18:20",
        ),
        (
            "<meta itemprop='datePublished' content='2024-02-29T12:00:00'>",
            "",
            "2024-02-29T12:00:00+06:00",
            "2024-02-29T12:00:00",
        ),
        (
            "<time itemprop='datePublished' datetime='1999-01-01T00:00:00Z'></time>",
            "",
            "1999-01-01T06:00:00+06:00",
            "1999-01-01T00:00:00Z",
        ),
        ("", "", None, None),
    ],
)
def test_date_published(before: str, head: str, expected: str | None, raw: str | None) -> None:
    record = article(page(P, head=head, before=before))
    assert (record.date_published, record.date_published_raw) == (expected, raw)
    assert ("date_published" in record.provenance) == (expected is not None)


def test_the_day_archive_link_gives_the_year() -> None:
    before = "<a href='/2024/11/12/'><time itemprop='datePublished'>12 ноября 18:20</time></a>"
    assert article(page(P, before=before)).date_published == "2024-11-12T18:20:00+05:00"


def test_dates_of_other_articles_do_not_count() -> None:
    after = "<ul><li><time>21.11.2026 10:00</time><a href='/x-1/'>X</a></li></ul>"
    assert article(page(P, after=after)).date_published is None


def test_date_modified() -> None:
    head = "<meta property='article:modified_time' content='2026-11-21T00:00:00Z'>"
    assert article(page(P, head=head)).date_modified == "2026-11-21T05:00:00+05:00"
    assert (
        article(page(P, head=head + ld(news(dateModified="2026-11-20")))).date_modified == "2026-11-20T00:00:00+05:00"
    )


# -- people and sections


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Person", "name": "Ann Bee"}, ("Ann Bee",)),
        ([{"@type": "Person", "name": "Ann Bee"}, {"name": "Cy Dee"}, "ann bee"], ("Ann Bee", "Cy Dee")),
        ("Ann Bee and Cy Dee", ("Ann Bee", "Cy Dee")),
        ("By Ann Bee, Cy Dee", ("Ann Bee", "Cy Dee")),
        ("Бегайым Ордабаева", ("Бегайым Ордабаева",)),
        ({"@type": "Organization", "name": "Somebody Else"}, ()),
        ("Orda.kz", ()),
        ("ORDA", ()),
        ("Редакция Orda.kz", ()),
        (["Редакция", "Editorial", "https://en.orda.kz/", "a@b.example", "", None, 3, "admin"], ()),
    ],
)
def test_authors(author: Any, expected: tuple[str, ...]) -> None:
    assert article(page(P, head=ld(news(author=author)))).authors == expected


def test_authors_fall_back() -> None:
    head = ld(news(author="Orda.kz")) + "<meta name='author' content='Ann Bee'>"
    record = article(page(P, head=head))
    assert (record.authors, record.provenance["authors"]) == (("Ann Bee",), "meta")
    graph = {"@graph": [news(author={"@id": "#a"}), {"@type": "Person", "@id": "#a", "name": "Cy Dee"}]}
    assert article(page(P, head=ld(graph))).authors == ("Cy Dee",)


def test_section() -> None:
    og = "<meta property='article:section' content='Society'>"
    crumbs = "<div class='speedbar'><a href='/'>Home</a> » <a href='/politics/'>Politics</a></div>"
    assert article(page(P, head=og + ld(news(articleSection=["News", "World"])))).section == "News"
    assert article(page(P, head=og, before=crumbs)).section == "Society"
    record = article(page(P, before=crumbs))
    assert (record.section, record.provenance["section"]) == ("Politics", "breadcrumb")
    items = [
        {"@type": "ListItem", "position": i, "name": n} for i, n in enumerate(("Home", "Economy", "The Headline"), 1)
    ]
    assert article(page(P, head=ld({"@type": "BreadcrumbList", "itemListElement": items}))).section == "Economy"


def test_tags() -> None:
    tags = "<div class='tags'><a href='/t/'>Water</a>, <a href='/t/'>#Almaty</a> <a>WATER</a></div>"
    head = "<meta name='keywords' content='one, two;One,, three'>"
    assert article(page(P, head=head, after=tags)).tags == ("Water", "Almaty")
    assert article(page(P, head=head)).tags == ("one", "two", "three")
    assert article(page(P, head=head + ld(news(keywords=["a, b", "c"])))).tags == ("a", "b", "c")


def test_images_fall_back() -> None:
    og = "<meta property='og:image' content='/og.jpg'>"
    image = article(page(P, head=og)).image
    assert image
    assert image.url == "https://en.orda.kz/og.jpg"
    for value in ("/ld.jpg", ["/ld.jpg"], {"@type": "ImageObject", "url": "/ld.jpg"}, [{"contentUrl": "/ld.jpg"}]):
        record = article(page(P, head=og + ld(news(image=value))))
        assert record.image
        assert record.image.url == "https://en.orda.kz/ld.jpg"
    logo = "<meta property='og:image' content='https://en.orda.kz/templates/logo.png'>"
    assert article(page(P, head=logo)).image is None


# -- other editions


def test_translations() -> None:
    links = [
        ("ru", "https://orda.kz/istoriya-417627/"),
        ("kk", "https://kaz.orda.kz/"),
        ("en", URL),
        ("x-default", URL),
    ]
    head = "".join(f"<link rel='alternate' hreflang='{lang}' href='{url}'>" for lang, url in links)
    record = article(page(P, head=head))
    assert (record.translations, record.provenance["translations"]) == (
        {"ru": "https://orda.kz/istoriya-417627/"},
        "hreflang",
    )
    switch = "<a href='https://orda.kz/'>RU</a> <a href='https://kaz.orda.kz/tarih-137363/'>KZ</a> <a href='/'>EN</a>"
    assert article(page(P, before=switch)).translations == {"kk": "https://kaz.orda.kz/tarih-137363/"}
    lists = "<div class='lang'><a href='https://orda.kz/last-news/'>RU</a></div>"
    assert article(page(P, before=lists)).translations == {}


def test_given_origins() -> None:
    origins = Origins({"en": "http://127.0.0.1:8001", "ru": "http://127.0.0.1:8002"})
    head = "<link rel='alternate' hreflang='ru' href='http://127.0.0.1:8002/istoriya-417627/'>"
    record = article(page("<p><a href='/x-1/'>x</a> y</p>", head=head), "http://127.0.0.1:8001/a-story-9716/", origins)
    assert record.url == "http://127.0.0.1:8001/a-story-9716/"
    assert record.translations == {"ru": "http://127.0.0.1:8002/istoriya-417627/"}
    assert record.links[0].url == "http://127.0.0.1:8001/x-1/"


# -- bodies elsewhere


def test_body_from_json_ld() -> None:
    record = article(page("", head=ld(news(articleBody="One.\n\nTwo."))))
    assert (record.text, record.provenance["body"]) == ("One.\n\nTwo.", "jsonld")


def test_body_of_another_make() -> None:
    paragraphs = "".join(
        f"<p>Paragraph {n} with enough words to count as running text in an article.</p>" for n in range(5)
    )
    other = (
        "<div class='teasers'>"
        + "<p><a href='/x-1/'>A teaser that is only a link and nothing else at all</a></p>" * 9
        + "</div>"
    )
    footer = "<footer><p>Footer words here.</p></footer>"
    html = f"<h1>H</h1>{other}<main><div class='q1'><h2>Sub</h2>{paragraphs}</div></main>{footer}"
    record = article(html)
    assert record.text.startswith("Sub\n\nParagraph 0")
    assert record.text.endswith("article.")
    assert record.provenance["body"] == "generic"
    broken = "".join(f"Line {n} with enough words to count as running text.<br><br>" for n in range(9))
    assert len(article(f"<h1>H</h1><div>{other}<div>{broken}</div></div>").body) == 9


def test_an_empty_body_is_not_filled_from_elsewhere() -> None:
    elsewhere = "<div>" + "<p>Words that stand somewhere else on the page and go on and on and on.</p>" * 9 + "</div>"
    assert article(page("", after=elsewhere)).body == ()


# -- hostile pages


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"<",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE html>",
        b"{}",
        bytes(range(256)) * 40,
        b"<html" * 5000,
        b"<div>" * 100_000,
        b"<b><i>" * 3000 + b"x",
        b"<p>" * 50_000,
        b"<h1>" + b"&amp;" * 100_000,
        b"<h1>x</h1><div class='newstext'>" + b"<ul><li>" * 3000 + b"x",
        b"<h1>x</h1><div class='newstext'>" + b"<blockquote>" * 900 + b"x",
        b"<h1>x</h1><div class='newstext'>" + b"<br>" * 100_000 + b"x",
        b"<h1>x</h1><div class='newstext'>" + b"a <b>b</b> " * 30_000,
        b"<script type='application/ld+json'>" + b"[" * 100_000,
        b"<script type='application/ld+json'>" + b'{"a":' * 100_000,
        b"<script type='application/ld+json'>" + b"/*" * 50_000,
        b"<script type='application/ld+json'>" + b'",' * 50_000,
        b"<h1>x</h1><p>" + b"Orda.kz citing " * 20_000,
        b"<h1>x</h1><div class='newstext'><p>Orda.kz" + b" A" * 100_000,
        b"<h1>x</h1><div class='newstext'><p>" + "Orda.kz «".encode() * 20_000,
        b"<h1>x</h1><div class='newstext'>" + b"<div class='share'>" * 2000 + b"x" * 500,
        b"<h1>x</h1><div class='newstext'>" + b"<div class='newstext'>" * 2000 + b"x",
        b"<h1>x</h1><div class='newstext'>" + b"Latest news<ul><li><a href='/x-1/'>x</a></ul>" * 3000,
        b"<h1>x</h1><div class='newstext'>" + b"<p><b>Read also:</b></p><p>x</p>" * 3000,
        b"<h1>x</h1><div class='newstext'><p>" + b"Read also: <a href='/x-1/'>x</a><br>" * 3000,
        b"<h1>x</h1><div class='newstext'><a href='/x-1/'>" + b"<b>x</b> " * 20_000,
        b"<script type='application/ld+json'>" + b"1 " * 50_000,
        b"<i itemprop='author'><b itemprop='name'>x</b></i>" * 5000,
        b"<a href='/2026/11/22/'>1</a><h1>x</h1>" * 3000,
        b"<title>" + b" - Orda.kz" * 10_000,
        b"<meta property='og:title' content='" + b"&amp;" * 50_000 + b"'>",
    ],
)
def test_nothing_breaks_it_or_takes_long(body: bytes) -> None:
    started = datetime.now(timezone.utc)
    record = article(body)
    json.dumps(to_json(record), ensure_ascii=False).encode()
    assert (datetime.now(timezone.utc) - started).total_seconds() < 5


def test_lone_surrogates_and_controls_do_not_get_out() -> None:
    json_ld = '{"@type": "NewsArticle", "description": "a\\ud800b\\u0000c\\u200bd"}'
    head = f'<script type="application/ld+json">{json_ld}</script>'
    record = article(page("<p>a\x00b&#1;c&#xd800;d\ufffc</p>", head=head))
    assert record.description == "abcd"
    json.dumps(to_json(record), ensure_ascii=False).encode()


# -- real pages


def test_the_real_page() -> None:
    path = SHARED / "seed-page.txt"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    headline, credit, *lines = path.read_text(encoding="utf-8").strip().split("\n")
    at = lines.index("Latest news")
    text, latest = lines[:at], [line.removeprefix("- ") for line in lines[at + 1 :]]
    body = "".join(f"<p>{escape(line)}</p>" if len(line) > 60 else f"<p><b>{escape(line)}</b></p>" for line in text)
    items = "".join(
        f"<li><a href='/x-{n}/'><span>{escape(line)}</span></a></li>" for n, line in enumerate(latest, 9000)
    )
    block = f"<div>Latest news</div><ul>{items}</ul>"
    picture = f"<div class='postpic'><img src='/uploads/posts/2025-08/sizes/1440x810/x.webp'></div><p>{credit}</p>"
    for html in (
        page(body, h1=f"<h1>{escape(headline)}</h1>", before=picture, after=block),
        page(body + block, h1=f"<h1>{escape(headline)}</h1>", before=picture),
        page(f"<p>{credit}</p>{body}", h1=f"<h1>{escape(headline)}</h1>", after="Latest news" + block),
    ):
        record = article(html)
        assert record.headline == headline
        assert record.text == "\n\n".join(text)
        assert record.image
        assert record.image.credit == credit.removeprefix("Photo: ")
        assert record.sources == ("The Insider",)
        assert record.related == ()
        assert sum(b.type == "heading" for b in record.body) == sum(len(line) <= 60 for line in text)
        assert [
            link.headline for link in latest_block_links(parse(html.encode(), None), url=URL, origins=Origins())
        ] == latest


def test_pages_of_other_sites() -> None:
    index = SHARED / "newspages" / "index.jsonl"
    if not index.exists():
        pytest.skip(f"{index} is not there")
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    without = [
        row["file"] for row in rows if not article(gzip.decompress((index.parent / row["file"]).read_bytes())).headline
    ]
    assert without == []
    assert len(rows) > 200
    assert re.match("html/", rows[0]["file"])


@pytest.mark.parametrize(
    "base", ["https://en.orda.kz/a/b/?c#d", "http://127.0.0.1:8000/", "https://orda.kz", "//x.y/z"]
)
def test_addresses_are_made_absolute_as_the_standard_says(base: str) -> None:
    paths = [
        "/",
        "/a/",
        "/a//b.jpg",
        "/a/./b/",
        "/a/../../b",
        "/..a",
        "//c.d/e",
        "/a?",
        "/a?b=/./c",
        "/a?b?c",
        "/a#",
        "/a;",
    ]
    for path in [*paths, "a/b", "?a", *(f"https://c.d{path}" for path in ["", ":81/a", *paths])]:
        joined = urljoin(base, path)
        assert absolute(path, base) == (joined if joined.startswith("http") else None)


OTHERS_TIME = '<time itemprop="datePublished" datetime="2026-11-22T09:00:00+05:00">09:00</time>'
COMMENT = f'<div itemprop="comment"><span itemprop="author">Vasya P</span>{OTHERS_TIME}<p>Hi</p></div>'
OWN_TIME = "2025-11-12T18:20:00+05:00"
OWN_LINK = '<a href="/2025/11/12/">12 ноября <span>18:20</span></a>'


@pytest.mark.parametrize(
    "others",
    [
        f'<div class="latest"><div>{OTHERS_TIME}<a href="/x-123456/">T</a></div></div>',
        f'<div class="newslist3"><ul><li><a href="/x-123456/">T</a>{OTHERS_TIME}</li></ul></div>',
        f"<aside>{OTHERS_TIME}</aside>",
        COMMENT,
    ],
)
def test_times_of_other_parts_do_not_count(others: str) -> None:
    assert article(page(P, after=others)).date_published is None
    assert article(page(P, before=OWN_LINK, after=others)).date_published == OWN_TIME
    assert article(page(P, head=ld(news(datePublished=OWN_TIME)), after=others)).date_published == OWN_TIME
    above = f"<div class='sidebar'>{others}<a href='/2026/11/20/'>20 ноября 10:00</a></div><h1>H</h1>"
    assert article(page(P, h1=above)).date_published is None


def test_times_of_changes_do_not_count() -> None:
    assert (
        article(page(P, before='<time itemprop="dateModified" datetime="2026-11-20">x</time>')).date_published is None
    )
    updated = '<span>Обновлено: <a href="/2026/11/20/">20 ноября 10:00</a></span>'
    assert article(page(P, before=updated)).date_published is None
    assert article(page(P, before=f"{updated} <span>Опубликовано: {OWN_LINK}</span>")).date_published == OWN_TIME


def test_a_date_in_several_elements() -> None:
    for link in ("<span>12 ноября 2025</span><span>18:20</span>", "12 ноября 2025<br>18:20"):
        assert article(page(P, before=f'<a href="/2025/11/12/">{link}</a>')).date_published == OWN_TIME


def test_readers_are_no_authors() -> None:
    assert article(page(P, after=COMMENT)).authors == ()
    assert article(page(P, after='<div class="comments"><b class="author-name">Vasya P</b></div>')).authors == ()


@pytest.mark.parametrize(
    ("h1", "expected"),
    [
        ("First line<br>second line", "First line second line"),
        ("<span>First</span><div>second</div>", "First second"),
        ("<svg><title>icon</title></svg>Real", "Real"),
        ("Real<script>var a=1</script>", "Real"),
        ("Re<b>al</b>", "Real"),
    ],
)
def test_words_of_a_headline_are_parted(h1: str, expected: str) -> None:
    assert article(page(P, h1=f"<h1>{h1}</h1>")).headline == expected


@pytest.mark.parametrize("title", ["Orda.kz — Real", "Orda.kz: Real", "Real (Orda.kz)", "Orda | Real"])
def test_the_name_of_the_site_is_no_headline(title: str) -> None:
    head = f'<meta property="og:title" content="{title}">'
    assert article(page(P, h1="", head=head)).headline == "Real"
    assert article(page(P, h1="<h1>Latest news</h1>", head=head)).headline == "Real"


def test_translations_from_several_sources() -> None:
    head = '<link rel="alternate" hreflang="ru" href="https://orda.kz/x-417000/">'
    switch = '<ul><li><a href="https://kaz.orda.kz/y-137000/"><img src="kz.png" alt="KZ"></a></li></ul>'
    found = article(page(P, head=head, after=switch)).translations
    assert found == {"ru": "https://orda.kz/x-417000/", "kk": "https://kaz.orda.kz/y-137000/"}
    based = '<base href="https://orda.kz/"><link rel="alternate" hreflang="ru" href="/x-417000/">'
    assert article(page(P, head=based)).translations == {"ru": "https://orda.kz/x-417000/"}
    assert article(page(P, after='<a href="//KAZ.orda.kz/y-137000/">Қаз</a>')).translations
    assert not article(page(P, after='<a href="https://kaz.orda.kz/y-137000/">Said before</a>')).translations


def test_a_placeholder_is_no_picture() -> None:
    lead = '<div class="postpic"><img src="/templates/lazy.gif" data-src="/uploads/real.webp"></div>'
    image = article(page(P, before=lead)).image
    assert image
    assert image.url == "https://en.orda.kz/uploads/real.webp"


@pytest.mark.parametrize(
    "html",
    [
        page(P, h1="", head='<meta property="og:title" content="T' + " | Orda" * 8_000 + '">'),
        page(P, h1="", head='<meta property="og:title" content="T' + " - " * 40_000 + '">'),
        "<div>" * 1500 + "<h1>x</h1>" * 3000,
        "<div>" * 1500 + OTHERS_TIME * 1000,
    ],
)
def test_hostile_titles_and_depth_take_no_time(html: str) -> None:
    began = process_time()
    article(html)
    assert process_time() - began < 5


def test_parts_of_a_body_in_wrappers_of_their_own() -> None:
    part = "<div><div class='newstext'><p>{}</p></div></div>"
    body = "<div class='fulltext'>" + part.format("One") + part.format("Two") + "</div>"
    assert (
        article(f"<h1>H</h1>{body}<div class='fulltext'>{part.format('Of another article')}</div>").text == "One\n\nTwo"
    )
    assert article("<h1>H</h1><div class='newstext'>One<div class='newstext'>Two</div></div>").text == "One\n\nTwo"


def test_an_empty_part_of_a_body_does_not_hide_the_rest() -> None:
    assert article(f"<h1>H</h1><div class='fulltext'><div class='newstext'></div>{P}</div>").text == "Opening words."


@pytest.mark.parametrize(("tag", "name"), [("article", "text"), ("div", "article-body")])
def test_a_short_body_of_another_make(tag: str, name: str) -> None:
    html = f"<{tag} class='{name}'><p>Only a short one.</p><p>And a second.</p></{tag}>"
    assert article(f"<h1>H</h1>{html}").text == "Only a short one.\n\nAnd a second."
    assert article(html).body == ()


def test_paragraphs_that_each_have_a_box() -> None:
    box = "<div><p>A sentence that is reasonably long for a paragraph, and that goes on to say much.</p></div>"
    assert len(article(f"<h1>H</h1><div class='a'>{box * 3}</div>").body) == 3


@pytest.mark.parametrize(
    "html",
    [
        page("<figure>" + "<figcaption>x</figcaption>" * 40_000 + "</figure>"),
        page("<div class='share'>" * 240 + "<i></i>" * 60_000 + "x" * 500),
        page("<p>Original Author: A</p>" * 30_000),
        "<h1>x</h1>" + "<div>" * 240 + "<div><div class='newstext'>x</div></div>" * 20_000,
    ],
)
def test_hostile_bodies_take_no_time(html: str) -> None:
    began = process_time()
    article(html)
    assert process_time() - began < 10


NOVEMBER = "2025-11-12T18:20:00+05:00"
MARKED = f'<time itemprop="datePublished" datetime="{NOVEMBER}">12</time>'


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (f'<footer class="entry-meta">{MARKED}</footer>', NOVEMBER),
        (f'<aside class="meta">{MARKED}</aside>', NOVEMBER),
        (f'<ul class="meta"><li><a href="/user/ivan/">Ivan</a>, {MARKED}</li></ul>', NOVEMBER),
        ('<time itemprop="datePublished" datetime="2025-11-12">12 ноября 18:20</time>', NOVEMBER),
        ('<time itemprop="datePublished" datetime="2025-11-12">18:20</time>', NOVEMBER),
        ('<time itemprop="datePublished">12 ноября 2025 18.20</time>', NOVEMBER),
        ('<time itemprop="datePublished">day before yesterday 10:00</time>', "2026-11-20T10:00:00+05:00"),
        ('<time itemprop="datePublished">полчаса назад</time>', "2026-11-22T14:33:00+05:00"),
        ('<time itemprop="datePublished">2 месяца назад</time>', "2026-09-22T15:03:00+05:00"),
        ('<time itemprop="datePublished">2 years ago</time>', "2024-11-22T15:03:00+05:00"),
        ('<time itemprop="datePublished" datetime="2025-11-12T18:20+05:00">x</time>', NOVEMBER),
        ('<time itemprop="datePublished" datetime="2025-11-12T13:20Z">x</time>', NOVEMBER),
    ],
)
def test_more_forms_of_dates(date: str, expected: str) -> None:
    assert article(page("<p>Text.</p>", before=date)).date_published == expected


@pytest.mark.parametrize("said", ["2 hours ago", "3 days ago", "час назад", "только что"])
def test_an_exact_date_wins_over_how_long_ago(said: str) -> None:
    before = f'<time itemprop="datePublished">{said}</time>'
    exact = f'<meta property="article:published_time" content="{NOVEMBER}">'
    assert article(page("<p>Text.</p>", before=before, head=exact)).date_published == NOVEMBER
    assert article(page("<p>Text.</p>", before=before)).date_published is not None


@pytest.mark.parametrize(
    "hidden",
    ['<i style="display:none">x</i>', "<i hidden>x</i>", '<a aria-hidden="true">#</a>', "<button>Copy</button>"],
)
def test_hidden_parts_of_a_headline(hidden: str) -> None:
    assert article(page("<p>Text.</p>", h1=f"<h1>Real{hidden}</h1>")).headline == "Real"


def test_a_repeated_headline_completes_a_cut_one() -> None:
    head = '<meta property="og:title" content="A long thing…">'
    assert (
        article(page("<p>T.</p>", head=head, h1="<h1>A long thing happened</h1>" * 2)).headline
        == "A long thing happened"
    )


@pytest.mark.parametrize(
    "others",
    [
        '<aside class="sidebar"><div class="tags"><a>Other</a></div></aside>',
        '<div class="newslist3"><ul><li><a href="/x-1/">T</a><div class="tags"><a>Other</a></div></li></ul></div>',
        '<div class="tags"><a>A<i style="display:none">12</i></a></div>',
    ],
)
def test_tags_of_others(others: str) -> None:
    assert article(page("<p>T.</p>", after='<ul class="tags"><li><a>A</a></li></ul>' + others)).tags == ("A",)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<div class="byline">By Ann Bee | November 12, 2025</div>', ("Ann Bee",)),
        ('<span itemprop="author">Ann Bee</span> <span itemprop="author">Cy Dee</span>', ("Ann Bee", "Cy Dee")),
        ('<footer class="entry-meta"><a rel="author" href="/user/a/">Ann Bee</a></footer>', ("Ann Bee",)),
        (
            '<span itemprop="author" itemscope itemtype="https://schema.org/Organization">'
            '<span itemprop="name">Some Outlet</span></span>',
            (),
        ),
        (
            '<article itemscope itemtype="https://schema.org/NewsArticle"><a href="/other-77/">Other</a>'
            '<span itemprop="author">Other Man</span></article>',
            (),
        ),
    ],
)
def test_more_bylines(markup: str, expected: tuple[str, ...]) -> None:
    assert article(page("<p>T.</p>", after=markup)).authors == expected


PLAIN = [f"The council of the town met for the {n}th time and spoke of the bridge and of its piles." for n in range(6)]
TOWN = "<body><div class='a1'><h1>A Bridge</h1>{}<div class='a2'>{}{}{}</div></div></body>"
SIGNED = [
    "<p>By Ann Bell</p>",
    "<p>Author: <b>Ann Bell</b></p>",
    "<div>Автор: <i>Ann Bell</i></div>",
    "<p>Авторы: Ann Bell</p>",
    "<p>Written by: Ann Bell.</p>",
]


@pytest.mark.parametrize("line", SIGNED)
def test_bylines_as_plain_lines(line: str) -> None:
    text = "".join(f"<p>{said}</p>" for said in PLAIN)
    for around in ((line, "", text, ""), ("", line, text, ""), ("", "", text, line)):
        record = article(TOWN.format(*around))
        assert (record.authors, record.text) == (("Ann Bell",), "\n\n".join(PLAIN)), around
    assert article(page(text + line)).authors == ()
    dated = article(TOWN.format("<div>By Ann Bell | 12 November 2025, 18:20</div>", "", text, ""))
    assert (dated.authors, dated.date_published) == (("Ann Bell",), "2025-11-12T18:20:00+05:00")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p>Tags: <a href='/t/1/'>courts</a>, <a href='/t/2/'>crude oil</a></p>", ("courts", "crude oil")),
        ("<p>Теги: courts, crude oil</p>", ("courts", "crude oil")),
        ("<p>By Ann Bell<br>Тегтер: courts; crude oil</p>", ("courts", "crude oil")),
    ],
)
def test_tags_as_a_plain_line(line: str, expected: tuple[str, ...]) -> None:
    record = article(TOWN.format("", "", "".join(f"<p>{said}</p>" for said in PLAIN), line))
    assert (record.tags, record.text) == (expected, "\n\n".join(PLAIN))


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the bridge had gone.",
        "By Monday",
        "Author: the bridge was drawn by a keeper.",
        "By the Bridge: a walk",
        "Tags: the council hangs one on each of the larch piles, and a number.",
    ],
)
def test_lines_that_name_neither_authors_nor_tags(line: str) -> None:
    text = "".join(f"<p>{said}</p>" for said in PLAIN)
    record = article(TOWN.format("", "", text, f"<p>{line}</p>"))
    assert (record.authors, record.tags, record.text) == ((), (), "\n\n".join((*PLAIN, line)))


@pytest.mark.parametrize("name", [{"givenName": "Ann", "familyName": "Bee"}, {"name": ["Ann Bee"]}])
def test_names_in_json_ld(name: dict[str, Any]) -> None:
    thing = {"@type": "NewsArticle", "author": {"@type": "Person", **name}}
    head = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    assert article(page("<p>T.</p>", head=head)).authors == ("Ann Bee",)


@pytest.mark.parametrize(
    ("crumbs", "expected"),
    [
        ([("Home", "/"), ("News", "/news/"), ("Politics", "/politics/")], "Politics"),
        ([("Home", "/"), ("The Headline - Orda.kz", "/a-story-9716/")], None),
        ([("Home", "/")], "Own"),
    ],
)
def test_breadcrumbs_in_json_ld(crumbs: list[tuple[str, str]], expected: str | None) -> None:
    items = [{"@type": "ListItem", "name": name, "item": f"https://en.orda.kz{path}"} for name, path in crumbs]
    head = json.dumps({"@type": "BreadcrumbList", "itemListElement": items})
    own = '<div class="breadcrumbs"><a href="/">Home</a> <a href="/own/">Own</a></div>' if expected == "Own" else ""
    record = article(page("<p>T.</p>", before=own, head=f'<script type="application/ld+json">{head}</script>'))
    assert record.section == expected


def test_the_lead_picture_is_no_part_of_a_body_of_unknown_make() -> None:
    text = "".join(
        f"<p>The council of the town has met for the {n}th time and spoke of the bridge.</p>" for n in range(9)
    )
    lead = '<figure><img src="/uploads/posts/2026-11/sizes/720x405/bridge.webp" width="720" height="405"></figure>'
    other = lead.replace("bridge", "river")
    head = '<meta property="og:image" content="https://en.orda.kz/uploads/posts/2026-11/bridge.webp">'
    for first, kept in ((lead, 0), (other, 1)):
        found = article(
            f"<html><head>{head}</head><body><article><h1>A Bridge</h1>{first}{text}</article></body></html>"
        )
        assert found.image is not None
        assert [block.type for block in found.body] == ["image"] * kept + ["paragraph"] * 9
        assert len(found.images) == kept


COVER = "<figure><img src='/u/a.webp' width='800'><figcaption>Photo: A. Bee</figcaption></figure>"


@pytest.mark.parametrize(
    ("lead", "credit"),
    [
        (COVER, "A. Bee"),
        ("<div class='cover'><a href='/u/big.webp'><img src='/u/a.webp'></a><div>Photo: A. Bee</div></div>", "A. Bee"),
        ("<p><img src='/u/a.webp'></p>", None),
        ("<div class='author'><img src='/u/ann.jpg'></div><img src='/u/c.jpg' width='40'>" + COVER, "A. Bee"),
        ("<img src='/static/avatar/ann.jpg'><img src='/i/eye.svg'>" + COVER, "A. Bee"),
        ("<div class='adv'><img src='/u/shop.gif'></div><a href='https://shop.example/'><img src='/s.jpg'></a>", None),
        ("<div><a href='/other-10400/'><img src='/u/other.jpg'></a></div>", None),
    ],
)
def test_the_first_picture_below_the_headline_is_the_lead_picture(lead: str, credit: str | None) -> None:
    sentences = (f"The council of the town has met for the {n}th time and spoke of the bridge." for n in range(9))
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    expected = Image(url="https://en.orda.kz/u/a.webp", credit=credit) if "/u/a.webp" in lead else None
    logo = "<h1><a href='/'>Orda.kz</a></h1><p><img src='/u/weather.jpg'></p>"
    for start in ("", logo):
        for body in (
            f"{lead}<div>{text}</div>",
            f"{lead}<div class='fulltext'><div class='newstext'>{text}</div></div>",
        ):
            found = article(f"<title>A Bridge</title><body>{start}<div><h1>A Bridge</h1>{body}</div></body>")
            assert (found.headline, found.image, found.images) == ("A Bridge", expected, ())
            assert len(found.body) == 9


def test_a_picture_that_begins_a_body_of_unknown_make_is_the_lead_picture() -> None:
    text = "".join(
        f"<p>The council has met for the {n}th time and spoke of the bridge of the town.</p>" for n in range(9)
    )
    found = article(
        f"<body><h1>A Bridge</h1><article>{COVER}{text}{COVER.replace('/a.', '/b.')}{text}</article></body>"
    )
    assert found.image == Image(url="https://en.orda.kz/u/a.webp", credit="A. Bee")
    assert [image.url for image in found.images] == ["https://en.orda.kz/u/b.webp"]


def test_two_pictures_of_one_resizer_are_two() -> None:
    text = "".join(
        f"<p>The council of the town has met for the {n}th time and spoke of the bridge.</p>" for n in range(9)
    )
    resized = "https://en.orda.kz/_next/image?url=%2Fuploads%2F{}.jpg&amp;w={}"
    head = f'<meta property="og:image" content="{resized.format("bridge", 1200)}">'
    first, other = (f'<figure><img src="{resized.format(name, 640)}"></figure>' for name in ("bridge", "river"))
    found = article(f"<html><head>{head}</head><body><h1>A Bridge</h1><div>{first}{other}{text}</div></body></html>")
    assert [block.type for block in found.body] == ["image"] + ["paragraph"] * 9
    assert [image.url for image in found.images] == ["https://en.orda.kz/_next/image?url=%2Fuploads%2Friver.jpg&w=640"]


@pytest.mark.parametrize(
    ("around", "at_head"),
    [
        ("<figure class='cover'><img src='/img/lead.jpg'><figcaption>{}</figcaption></figure>", False),
        ("<figure class='cover'><img src='/img/lead.jpg'><figcaption>{}</figcaption></figure>", True),
        ("<figure><picture><img src='/img/lead.webp'></picture><figcaption>{}</figcaption></figure>", False),
    ],
)
def test_the_caption_of_the_lead_picture_of_a_body_of_unknown_make(around: str, at_head: bool) -> None:
    text = "".join(
        f"<p>The council has met for the {n}th time and spoke of the bridge of the town.</p>" for n in range(9)
    )
    head = '<meta property="og:image" content="https://en.orda.kz/img/lead.jpg">'
    figure = around.format("The bridge. Photo: A. Bee")
    body = f"{figure}<div>{text}</div>" if at_head else f"<div>{figure}{text}</div>"
    for image, told in ((head, "og"), (ld(news(image="https://en.orda.kz/img/lead.jpg")), "jsonld")):
        found = article(f"<html><head>{image}</head><body><div><h1>A Bridge</h1>{body}</div></body></html>")
        assert found.image == Image(url="https://en.orda.kz/img/lead.jpg", caption="The bridge.", credit="A. Bee")
        assert (found.images, found.provenance["image"]) == ((), told)
    other = article(f"<html><head>{head.replace('lead', 'x')}</head><body><h1>A Bridge</h1>{body}</body></html>")
    assert other.image == Image(url="https://en.orda.kz/img/x.jpg")


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("/templates/Orda/images/og-default.png", False),
        ("/templates/Orda/images/share.jpg?v=2", False),
        ("/img/Default.png", False),
        ("/static/og_default-1200x630.jpg?v=3", False),
        ("/images/default-share.webp", False),
        ("/uploads/posts/2026-11/greece-default.webp", True),
        ("/uploads/posts/2026-11/default-of-greece.webp", True),
        ("/sites/default/files/bridge.jpg", True),
        ("/vi/abc/maxresdefault.jpg", True),
        ("/uploads/templates/bridge.jpg", True),
    ],
)
def test_what_a_site_shows_for_articles_without_a_picture_is_none(url: str, is_one: bool) -> None:
    for head in (f"<meta property='og:image' content='{url}'>", ld(news(image=url))):
        image = article(page(P, head=head)).image
        assert (image and image.url) == (f"https://en.orda.kz{url}" if is_one else None)


OURS = "".join(
    f"<p>Ours {n}: the council of the town met on Monday and has decided on the heating.</p>" for n in range(3)
)
THEIRS = "".join(
    f"<p>Theirs {n}: another council has met on Sunday and put off what it had to say.</p>" for n in range(9)
)
H1, OTHER = "<h1>The Headline</h1>", "<h1>Another One</h1>"
LINKED = "<h2><a href='/another-one-9700/'>Another One</a></h2>"
SITES = "<div class='fulltext'><div class='newstext'>{}</div></div>"


@pytest.mark.parametrize(
    "html",
    [
        f"<div>{H1}<article><div>{OURS}</div></article></div><article>{LINKED}<div>{THEIRS}</div></article>",
        f"<article>{H1}<div>{OURS}</div></article><div><article>{OTHER}<div>{THEIRS}</div></article></div>",
        f"<article>{OTHER}<div>{THEIRS}</div></article><article>{H1}<div>{OURS}</div></article>",
        f"<div class=a><b class=c>{H1}</b><div>{OURS}</div></div><div class=a><b class=c>{OTHER}</b>{THEIRS}</div>",
        f"<div>{H1}<div>{OURS}</div></div><div data-url='/another-one-9700/'><h2>Another One</h2>{THEIRS}</div>",
        f"<div>{H1}{OURS}</div><div itemtype='https://schema.org/NewsArticle'><h2>Another One</h2>"
        f"<meta itemprop=mainEntityOfPage content='/another-one-9700/'><i itemprop=articleBody>{THEIRS}</i></div>",
        f"<div>{H1}{OURS}</div><article><h2>Another One</h2>{THEIRS}</article>"
        + ld(news(headline="Another One", url="/another-one-9700/")),
        f"{H1}<div class=a>{OURS}</div>{LINKED}<div class=a>{THEIRS}</div>",
        f"<article>{OTHER}{SITES.format(THEIRS)}</article><article>{H1}{SITES.format(OURS)}</article>",
        f"{H1}<div class='newstext'>{OURS}</div>{OTHER}<div class='newstext'>{THEIRS}</div>",
        f"{H1}{SITES.format(OURS + '<article>' + LINKED + SITES.format(THEIRS) + '</article>')}",
    ],
)
def test_the_text_of_an_article_below_is_not_taken(html: str) -> None:
    record = article(f"<html><head><meta property='og:title' content='The Headline'></head><body>{html}</body></html>")
    assert (record.text.count("Ours"), record.text.count("Theirs"), "Another" in record.text) == (3, 0, False)


@pytest.mark.parametrize(
    "html",
    [
        f"<article>{H1}{OURS}<h1>A part</h1>{THEIRS}</article>",
        f"{H1}<article><div class=a>{OURS}</div>{LINKED}{THEIRS}</article>",
        f"{H1}<article>{OURS}<h2>A part</h2>{THEIRS}</article>",
    ],
)
def test_a_part_under_a_heading_of_its_own_is_taken(html: str) -> None:
    assert article(f"<html><body>{html}</body></html>").text.count("Theirs") == 9


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p><b>The Headline</b><br>12 November 2025, 18:20<br>Words of it.</p>", "Words of it."),
        ("<img src='/a.jpg'><p><b>The Headline</b></p><p>Words of it.</p>", "Words of it."),
        ("<p>The Headline</p><p>Words of it.</p>", "The Headline\n\nWords of it."),
        ("<p><b>The Headline</b> is told.</p>", "The Headline is told."),
        ("<p>Words of it.</p><p><b>The Headline</b></p><p>More.</p>", "Words of it.\n\nThe Headline\n\nMore."),
    ],
)
def test_a_headline_repeated_in_bold_is_no_text(body: str, text: str) -> None:
    assert article(page(body)).text == text
