"""What extraction costs grows with the size of a page and not with its square, whatever is repeated where."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from unicodedata import normalize

import pytest

from crawler.extract.listing import latest_block_links, list_links
from crawler.extract.page import MOST_TAGS, parse
from crawler.extract.text import nfc
from crawler.extract.verdict import judge
from crawler.urls import Origins
from tests.test_extract_article import URL, P, article, ld, news, page

TIMES = 4
"""How much larger the second page is; a square makes it take 16 times as long."""
TOLERATED = 9
NOISE = 0.05
"""Seconds that say nothing."""

PLACES: dict[str, Callable[[str], str]] = {
    "headline": lambda text: page(P, h1=f"<h1>x{text}</h1>"),
    "title": lambda text: page(P, h1="", head=f"<title>T{text}</title>"),
    "date": lambda text: page(P, before=f"<time itemprop='datePublished'>{text}</time>"),
    "date link": lambda text: page(P, before=f"<a href='/2025/11/12/'>12 November</a>{text}"),
    "tags": lambda text: page(P, after=f"<div class='tags'><a>{text}</a></div>"),
    "paragraph": lambda text: page(f"<p>Orda.kz reports, citing {text}</p>"),
    "body": lambda text: page(f"x{text}{P}"),
    "before": lambda text: page(P, before=text),
    "after": lambda text: page(P, after=text),
    "json-ld": lambda text: page("", h1="", head=ld(news(headline=f"T{text}", articleBody=text, keywords=text))),
    "address": lambda text: page(
        f"<p><a href='/x{text}-5/'>x</a></p>", after=f"Latest news<a href='/x{text}-5/'>x</a>"
    ),
    "deep": lambda text: "<div>" * 400 + page(P, after=text),
}
REPEATED = [
    ("paragraph", "A&amp;", 8000),
    ("paragraph", "A'", 8000),
    ("paragraph", "A, B and ", 4000),
    ("paragraph", "«A» ", 4000),
    ("paragraph", "Orda.kz «A» сілтеме жаса ", 1000),
    ("paragraph", "со ссылкой на A и ", 1500),
    ("paragraph", "\u0301\u0316", 2000),
    ("address", "\u0301\u0316", 2000),
    ("headline", "<br>", 2000),
    ("headline", "12 November 18:20 ", 3000),
    ("title", " | Orda", 3000),
    ("title", " - ", 6000),
    ("date", "12 ", 6000),
    ("date", "18:20 ", 6000),
    ("date", "<span>12 November</span>", 1500),
    ("date link", "<span>18:20</span>", 1500),
    ("tags", "<br>", 3000),
    ("json-ld", "<p>x</p>", 800),
    ("json-ld", '\\"', 4000),
    ("json-ld", ", ", 4000),
    ("body", "<p>x", 800),
    ("body", "<td>x", 800),
    ("body", "<time>18:20</time>", 1000),
    ("body", "<a href='/2025/11/12/'>12 November 18:20</a>", 400),
    ("body", "<p><a href='/2025/11/12/'>12 November 18:20</a></p>", 400),
    ("body", "<time datetime='2025-11-12'>x</time><br>", 800),
    ("before", "<a href='/2025/11/12/'>x</a>", 800),
    ("before", "<time itemprop='datePublished' datetime='2030-01-01'>x</time>", 800),
    ("before", "<ul><li><time>18:20</time>", 800),
    ("before", "<div class='latest'><time>18:20</time>", 800),
    ("after", "<time datetime='2030-01-01'>x</time>", 800),
    ("after", "<div class='newslist3'><ul><li><a href='/x-1/'>s</a>", 800),
    ("after", "<div>Latest news<ul><li><a href='/x-1/'><span>s</span></a></ul></div>", 300),
    ("after", "Latest news<a href='/x-1/'><span>", 800),
    ("after", "<div class='tags'><a>x</a>", 800),
    ("after", "<span class='author-name'>x</span>", 3000),
    ("after", "<i itemprop='x'>x</i>", 3000),
    ("deep", "<div class='tags'><a>x</a></div>", 600),
    ("deep", "<time itemprop='datePublished'>x</time>", 600),
]


def cost(html: str) -> float:
    """Seconds of this process that all that is done with a page takes; the better of two tries."""
    took = []
    for _ in range(2):
        began = process_time()
        article(html)
        parsed = parse(html.encode(), None)
        latest_block_links(parsed, url=URL, origins=Origins())
        list_links(parsed, url=URL, origins=Origins())
        judge(200, "text/html", parsed)
        took.append(process_time() - began)
    return min(took)


@pytest.mark.parametrize(("place", "text", "times"), REPEATED)
def test_no_square(place: str, text: str, times: int) -> None:
    small = cost(PLACES[place](text * times))
    large = cost(PLACES[place](text * times * TIMES))
    assert large < small * TOLERATED + NOISE


@pytest.mark.parametrize("body", ["<p>x", "<td>x", "<div>", "<!--x-->"])
def test_a_page_of_too_many_tags_is_not_read(body: str) -> None:
    html = page(f"<p>Text.</p>{body * MOST_TAGS}")
    assert article(html).text == ""
    assert judge(200, "text/html", parse(html.encode(), None)).kind == "not_an_article"
    assert cost(html) < 1


def test_more_marks_on_a_letter_than_any_script_has() -> None:
    zalgo = "e" + "\u0316\u0301" * 40
    assert nfc(zalgo) == normalize("NFC", zalgo[:31])
    assert nfc(f"{zalgo}\N{EM DASH}{zalgo}").count("\N{EM DASH}") == 1
    assert nfc("a\u0301" + "—" * 40) == "á" + "—" * 40
