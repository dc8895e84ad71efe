"""The articles that a page lists."""

from __future__ import annotations

import pytest

from crawler.extract.listing import latest_block_links, list_links
from crawler.extract.page import parse
from crawler.urls import Origins

LIST = "https://en.orda.kz/last-news/"
URL = "https://en.orda.kz/a-story-9716/"


def listed(html: str, url: str = LIST, origins: Origins | None = None) -> list[tuple[str, str]]:
    links = list_links(parse(html.encode(), None), url=url, origins=origins or Origins())
    return [(link.address.id, link.headline) for link in links]


def block(html: str, url: str = URL) -> list[tuple[str, str]]:
    links = latest_block_links(parse(html.encode(), None), url=url, origins=Origins())
    return [(link.address.id, link.headline) for link in links]


def entry(href: str, headline: str) -> str:
    return f"<li><a href='{href}'><span>{headline}</span></a></li>"


NAV = "<nav><a href='/long-section-name-here/'>Section</a><a href='/old-nav-5/'>Nav</a></nav>"
FOOTER = "<footer><a href='/about-the-company-now/'>About</a></footer>"


def test_the_list_of_the_site() -> None:
    entries = [
        entry("/one-9001/", "One"),
        entry("/two-9002?utm_source=x", "Two"),
        entry("https://en.orda.kz/one-again-9001", "Again"),
        entry("/a-page-of-the-old-era/", "Old era"),
        entry("https://orda.kz/drugoe-izdanie-417627/", "Other edition"),
        entry("https://ads.example/x-1/", "Ad"),
        entry("/politics/", "Politics"),
        entry("/2026/11/22/", "Day"),
        "<li><a href='/three-9003/'><time>14:05</time><span class='t'>14:05</span><span>Three it is</span></a></li>",
        "<li><a href='/four-9004/'><img src='x.jpg'></a><a href='/four-9004/'>Four</a></li>",
        "<li>nothing</li>",
    ]
    aside = "<div><a href='/aside-7/'>Aside</a></div>"
    html = f"{NAV}<div class='newslist3 x'><ul>{''.join(entries)}</ul></div>{aside}{FOOTER}"
    assert listed(html) == [
        ("en:9001", "One"),
        ("en:9002", "Two"),
        ("en:a-page-of-the-old-era", "Old era"),
        ("en:9003", "Three it is"),
        ("en:9004", "Four"),
    ]


def test_relative_addresses_and_bases() -> None:
    html = f"<base href='https://en.orda.kz/'><div class='newslist3'><ul>{entry('one-9001/', 'One')}</ul></div>"
    assert listed(html, "https://en.orda.kz/2026/11/22/") == [("en:9001", "One")]


def test_a_list_of_another_make() -> None:
    cards = (
        "<article><a href='/one-9001/'><h3>One</h3></a></article><article><a href='/two-9002/'>Two</a></article>"
        "<a href='/a-page-of-the-old-era/'>Old era</a><a href='/team/'>Team</a><a href='/our-team/'>Our team</a>"
        "<div class='tags'><a href='/some-tag-words/'>tag</a></div><p hidden><a href='/hidden-3/'>x</a></p>"
    )
    html = f"{NAV}<header><div class='menu'><a href='/menu-6/'>m</a></div></header><main>{cards}</main>{FOOTER}"
    assert listed(html) == [("en:9001", "One"), ("en:9002", "Two"), ("en:a-page-of-the-old-era", "Old era")]


def test_editions_and_origins() -> None:
    html = "<div class='newslist3'><ul>" + entry("/itogi-2022/", "Old") + entry("/novoe-417627/", "New") + "</ul></div>"
    assert listed(html, "https://orda.kz/last-news/") == [("ru:itogi-2022", "Old"), ("ru:417627", "New")]
    origins = Origins({"kk": "http://127.0.0.1:8003"})
    assert listed(html, "http://127.0.0.1:8003/last-news/", origins) == [("kk:itogi-2022", "Old"), ("kk:417627", "New")]
    assert listed(html, "https://elsewhere.example/") == []


@pytest.mark.parametrize(
    "html", ["", "<p>No links</p>", "<div class='newslist3'><ul></ul></div>", "<a>", "<a href='http://['>x</a>"]
)
def test_pages_without_a_list(html: str) -> None:
    assert listed(html) == []
    assert block(html) == []


ADDRESSES = {"/one-9001/": "One", "/a-story-9716/": "Itself", "/old-era-page/": "Old", "/two-9002/": "Two"}
ITEMS = f"<ul>{''.join(entry(*item) for item in ADDRESSES.items())}</ul>"
BODY = "<h1>H</h1><div class='fulltext'><div class='newstext'><p>a <a href='/in-text-5/'>b</a></p></div></div>"


@pytest.mark.parametrize(
    "latest",
    [
        f"<div class='t'>Latest news</div>{ITEMS}",
        f"<div class='t'><b>Latest news</b></div><div>{ITEMS}</div>",
        f"<div><div><span>LATEST NEWS:</span></div></div>{ITEMS}",
        f"Latest news{ITEMS}",
        f"<p>x</p>Latest news{ITEMS}",
        f"<div class='newslist3'>{ITEMS}</div>",
        "<h3>Latest news</h3><p><a href='/one-9001/'>One</a></p><p><a href='/two-9002/'>Two</a></p><p>x</p>",
        f"<div>Latest news{ITEMS}</div>",
        "<div>Latest news<br><a href='/one-9001/'>One</a><br><a href='/two-9002/'>Two</a></div>",
        f"<div><a href='/last-news/'>Latest news</a></div>{ITEMS}",
        "<h3>Latest news</h3><p>14:05 <a href='/one-9001/'>One</a></p><p></p><div class='ad'>Buy</div>"
        "<script>1</script><p><a href='/two-9002/'>Two</a></p><p>End</p><p><a href='/three-9003/'>Three</a></p>",
    ],
)
def test_the_latest_news_block(latest: str) -> None:
    assert block(f"{NAV}<div class='column'>{BODY}{latest}</div>{FOOTER}") == [("en:9001", "One"), ("en:9002", "Two")]


@pytest.mark.parametrize("menu", ["nav", "header", "div class='menu'", "ul"])
def test_no_latest_news_block(menu: str) -> None:
    label = f"<{menu}><li><a href='/last-news/'>Latest news</a></li></{menu.split(maxsplit=1)[0]}>"
    assert block(f"{label}{BODY}") == []
    assert block(f"{NAV}{BODY}<ul>{entry('/popular-3/', 'Popular')}</ul>") == []


@pytest.mark.parametrize("menu", ["nav", "header", "div class='menu'"])
def test_a_menu_is_no_label(menu: str) -> None:
    label = f"<{menu}><a href='/last-news/'>Latest news</a></{menu.split(maxsplit=1)[0]}>"
    assert block(f"{label}<div class='story'><p>a <a href='/in-text-5/'>b</a></p></div>") == []


@pytest.mark.parametrize(
    "inside",
    [
        "<a href='/a-1/#comments'>5 comments</a><a href='/a-1/'><span>Headline</span></a>",
        "<a href='/a-1/'>14:05</a><a href='/a-1/'>Headline</a>",
        "<a href='/a-1/'><span>14:05</span> Headline</a>",
        "<a href='/a-1/'><span>Headline</span> <em>Today, 14:05</em></a>",
        "<a href='/a-1/'><span>12 ноября 18:20</span><span>Headline</span><span>5</span></a>",
        "<a href='/kazakhstan/'>Kazakhstan</a><a href='/a-1/'><span>Headline</span></a>",
        "<a href='/a-1/' title='Headline'><img src='x.webp'></a>",
    ],
)
def test_what_an_entry_calls_its_article(inside: str) -> None:
    assert listed(f"<div class='newslist3'><ul><li>{inside}</li></ul></div>") == [("en:1", "Headline")]


def test_lists_beside_the_list() -> None:
    side = f"<div class='newslist3'><ul>{entry('/popular-5/', 'Popular')}</ul></div>"
    cards = "<main><div class='newslist2'><a href='/a-1/'>A</a><a href='/b-2/'>B</a></div></main>"
    for part in ("aside", "div class='sidebar'"):
        end = part.split(maxsplit=1)[0]
        assert listed(f"{cards}<{part}>{side}</{end}>") == [("en:1", "A"), ("en:2", "B")]
        assert listed(f"<{part}>{side}</{end}>") == [("en:5", "Popular")]
    assert listed(f"<body class='header'>{cards}</body>") == [("en:1", "A"), ("en:2", "B")]
    nested = f"<div class='newslist3'><ul><li><a href='/a-1/'>A</a><ul>{entry('/b-2/', 'B')}</ul></li></ul></div>"
    assert listed(nested) == [("en:1", "A"), ("en:2", "B")]


def test_a_huge_list_takes_no_time() -> None:
    html = (
        "<div>Latest news</div>" * 300
        + "<div class='newslist3'><ul>"
        + "".join(entry(f"/x-{n}/", "x") for n in range(1, 5001))
    )
    assert len(listed(html)) == 5000
    assert len(block(html)) == 5000


def test_a_button_beside_a_headline_and_its_hidden_part() -> None:
    html = "<main>" + "".join(
        f"<article><a href='/s-{n}/'>Read more</a>"
        f"<h2><a href='/s-{n}/'><span>Title {n}<i hidden>x</i></span></a></h2></article>"
        for n in (1, 2)
    )
    assert listed(html) == [("en:1", "Title 1"), ("en:2", "Title 2")]


def test_times_between_the_entries_of_the_latest_block() -> None:
    html = "<p>Latest news</p>" + "".join(f"<p>14:0{n}</p><p><a href='/s-{n}/'>T {n}</a></p>" for n in (1, 2))
    assert block(html) == [("en:1", "T 1"), ("en:2", "T 2")]
