"""An article on a page of any make: what structured data and the general extractor say, repaired."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from crawler.extract import generic
from crawler.extract.general import body
from crawler.extract.general.blocks import blocks
from crawler.extract.general.reading import parsed
from crawler.items import Embed
from tests.test_extract_article import article

ROOT = Path(__file__).resolve().parent.parent
URL = "https://news.example.org/city/2026/11/20/the-bridge-of-larch.html"
TEXT = (
    "The old bridge over the Sarysu was closed on Monday, after a diver had counted the larch piles and come up short.",
    "Nobody could say when the missing pile had gone, and the keeper of the bridge, who is eighty, declined to guess.",
    "The council met twice in one evening, and at the second meeting it remembered that it owns a ferry of its own.",
    "A carpenter from the next valley offered to drive in a new pile for the price of the tea that he would drink.",
    "By Thursday the ferry had crossed the river sixteen times, mostly with goats, and once with the mayor aboard.",
    "The bridge will be open again in spring, the council says, or in any case before the ferryman loses patience.",
)
PARAGRAPHS = [f"<p>{text}</p>" for text in TEXT]
TITLE = "The bridge of larch lacks a pile"


def page(text: str, *, head: str = "", title: str = TITLE, above: str = "", below: str = "") -> str:
    """A page of some other make, its body in a `div` without a telling name."""
    navigation = "<nav><ul><li><a href='/'>Front page</a></li><li><a href='/city/'>City</a></li></ul></nav>"
    return (
        f"<!DOCTYPE html><html><head><title>{title} | Valley Post</title>{head}</head><body>{navigation}"
        f"<div class='page'><h1>{title}</h1>{above}<div class='c-17'>{text}</div>{below}</div>"
        "<footer><p>© Valley Post. All rights reserved, and some of the wrongs.</p></footer></body></html>"
    )


def extract(html: str) -> dict[str, Any]:
    return generic.extract(html, URL)


def ld(**values: Any) -> str:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


BOX = "<div class='{}'><h4>Elsewhere</h4><p>The mill at Karatal grinds again, to the surprise of its miller.</p></div>"
FIGURE = "<figure><img src='/p.jpg'><figcaption>The keeper, a pile.</figcaption></figure>"
STANDFIRST = "A diver, a keeper and a carpenter look for a pile that has not been seen in years."


@pytest.mark.parametrize(
    "between",
    [
        pytest.param(
            "<p><a href='/mill/'>The mill at Karatal grinds again, says the miller</a></p>", id="a link alone"
        ),
        pytest.param("<p>Lue myös: <a href='/mill/'>The mill at Karatal grinds again</a></p>", id="a label and a link"),
        pytest.param(
            "<p><b>Auch interessant</b></p><ul><li><a href='/m/'>The mill grinds again</a></li>"
            "<li><a href='/g/'>Goats vote for the ferry</a></li></ul>",
            id="a list of links and its label",
        ),
        pytest.param(BOX.format("related-stories"), id="a related box"),
        pytest.param(
            "<aside><p>What a pile is: a post driven into the ground to carry what is above.</p></aside>", id="aside"
        ),
        pytest.param(
            "<div class='NewsletterSignup'><p>Get our best stories into your inbox every morning at six.</p></div>",
            id="newsletter",
        ),
        pytest.param(
            "<form><p>Get our best stories into your inbox every morning at six.</p><input name='mail'></form>",
            id="form",
        ),
        pytest.param(
            "<figure><img src='/p.jpg'><figcaption>The keeper in better days, with a pile.</figcaption></figure>",
            id="figcaption",
        ),
        pytest.param(
            "<div class='img-caption'>The keeper on his bridge, in days that were better.</div>", id="caption"
        ),
        pytest.param("<p>Photo: Valley Post</p>", id="credit"),
        pytest.param(f"<h2>{TITLE}</h2>", id="the title again"),
        pytest.param("<p hidden>This text is shown to nobody at all, whatever they do to see it.</p>", id="hidden"),
    ],
)
def test_what_is_no_text_between_paragraphs(between: str) -> None:
    html = page("".join((*PARAGRAPHS[:3], between, *PARAGRAPHS[3:])))
    assert extract(html)["body"].split("\n\n") == list(TEXT)


@pytest.mark.parametrize(
    ("between", "texts"),
    [
        ("<h3>What the diver saw</h3>", ["What the diver saw"]),
        ("<p><strong>What the diver saw</strong></p>", ["What the diver saw"]),
        ("<ul><li>larch, eleven</li><li>oak, none</li></ul>", ["larch, eleven", "oak, none"]),
        ("<table><tr><td>larch</td><td>11</td></tr></table>", ["larch", "11"]),
        ("<div><table><tr><td><div>larch</div></td><td><div>11</div></td></tr></table></div>", ["larch", "11"]),
        ("<blockquote><p>I count until I run out of air.</p></blockquote>", ["I count until I run out of air."]),
        ("<p>He went <a href='/d/'>down</a> again.</p>", ["He went down again."]),
        ("<p>Twice.</p>", ["Twice."]),
    ],
)
def test_what_is_text_between_paragraphs(between: str, texts: list[str]) -> None:
    html = page("".join((*PARAGRAPHS[:3], between, *PARAGRAPHS[3:])))
    assert extract(html)["body"].split("\n\n") == [*TEXT[:3], *texts, *TEXT[3:]]


ITEMS = "<ul><li>larch, eleven</li><li>oak, <a href='https://dive.example/'>none</a></li></ul>"
CELLS = "<table><tr><td><a href='/larch/'>larch</a></td><td>11</td></tr><tr><td>oak, old</td><td>none</td></tr></table>"
COUNT = "The diver will count again on Friday, if the river allows it."


@pytest.mark.parametrize(
    ("ending", "texts"),
    [
        (ITEMS, ["larch, eleven", "oak, none"]),
        (f"<div class='x-9'>{ITEMS}</div>", ["larch, eleven", "oak, none"]),
        ("<p>To be done:</p><ol><li>Find it.</li><li>Count.</li></ol>", ["To be done:", "Find it.", "Count."]),
        (f"<div class='x-9'>{CELLS}</div>", ["larch", "11", "oak, old", "none"]),
        (f"<h2>By wood</h2>{CELLS}", ["By wood", "larch", "11", "oak, old", "none"]),
        (f"<p><b>By wood</b></p>{ITEMS}", ["By wood", "larch, eleven", "oak, none"]),
        ("<dl><dt>larch</dt><dd>eleven</dd></dl>", ["larch", "eleven"]),
        ("<blockquote>I count until I run out of air.</blockquote>", ["I count until I run out of air."]),
        (f"<section class='x-9'><h2>Next</h2><p>{COUNT}</p></section>", ["Next", COUNT]),
        (
            f"<div class='x-9'><h3>Next</h3><div>{COUNT}</div>{ITEMS}</div>",
            ["Next", COUNT, "larch, eleven", "oak, none"],
        ),
        (f"<details><summary>Next</summary><p>{COUNT}</p></details>", ["Next", COUNT]),
        (f"<div class='x-9'>{COUNT}</div>", [COUNT]),
        ("<p>Twice.</p>", ["Twice."]),
    ],
)
@pytest.mark.parametrize("paragraph", ["<p class='a-{}'>{}</p>", "<div class='a-1' data-n='{}'>{}</div>"])
def test_what_ends_a_text(ending: str, texts: list[str], paragraph: str) -> None:
    html = page("".join(map(paragraph.format, range(len(TEXT)), TEXT)) + ending)
    assert extract(html)["body"].split("\n\n") == [*TEXT, *texts]
    framed = html.replace("<div class='page'>", "<table><tr><td>").replace("<footer>", "</td></tr></table><footer>")
    assert article(framed).text.split("\n\n")[: len(TEXT)] == list(TEXT)
    assert all(text in article(framed).text for text in texts)


MILL = "The mill at Karatal grinds again, to the surprise of all who know it."
TEASERS = "".join(f"<li><a href='/{n}/'>The mill {n}</a><p>{MILL}</p></li>" for n in ("grinds", "rests"))
LINKS = "<ul><li><a href='/m/'>The mill grinds again</a></li><li><a href='/g/'>Goats vote for the ferry</a></li></ul>"


@pytest.mark.parametrize(
    "below",
    [
        f"<p><b>Auch interessant</b></p>{LINKS}",
        f"<div class='x-9'><h4>Оқи отырыңыз</h4>{LINKS}</div>",
        "<p>Читайте также:</p><ul><li>Мельница снова мелет</li><li>Козы голосуют за паром</li></ul>",
        f"<ul class='x-9'>{TEASERS}</ul>",
        f"<div class='x-9'><h3>More</h3><div><a href='/m/'>The mill grinds again</a><p>{MILL}</p></div></div>",
        f"<div class='x-9'><h3>Comments (2)</h3><p>{MILL}</p></div>",
        f"<div class='x-9'><h3>Пікірлер</h3><p>{MILL}</p></div>",
        f"<div class='x-9'><h3>Bo Dahl</h3><time>12:30</time><p>{MILL}</p></div>",
        f"<div class='x-9'><h3>About the author</h3><p>{MILL}</p></div>",
        "<div class='x-9'><h3>Every day at six</h3><p>Get our best stories into your inbox, for nothing.</p></div>",
        "<div class='x-9'><h3>Every day at six</h3><p>The best stories, sent for nothing.</p><input></div>",
        "<div class='x-9'>Tags: <a href='/b/'>bridges</a>, <a href='/l/'>larch</a></div>",
        "<div class='x-9'><div>Ann Bell</div><div>Reporter</div></div>",
        "<ul class='x-9'><li>👁 345</li><li>Society</li></ul>",
        "<p>12 November 2025, 18:20</p>",
    ],
)
def test_what_stands_below_a_text(below: str) -> None:
    html = page("".join(PARAGRAPHS) + below + ITEMS * ("<h3>" in below))
    record = article(html)
    assert [text for text in record.text.split("\n\n") if text != "Auch interessant"] == list(TEXT)
    if "<input>" not in below:  # of which trafilatura's tree has none
        assert extract(html)["body"].split("\n\n") == list(TEXT)


def test_an_appeal_at_the_end_is_no_text_of_a_page_of_any_make() -> None:
    appeal = "<p>Подписывайтесь на <a href='https://t.me/valley'>наш канал</a>.</p>"
    html = page("".join(PARAGRAPHS) + appeal)
    assert extract(html)["body"].split("\n\n") == list(TEXT)
    assert article(html).text.split("\n\n") == list(TEXT)


@pytest.mark.parametrize("counts", ["1.2K views", "👁 345", "Комментариев: 12", "1 234 қаралым", "3 min read"])
@pytest.mark.parametrize(
    "made", ["<p>{}</p>", "<div class='x-9'><span>{}</span></div>", "<ul><li>{}</li><li>City</li></ul>"]
)
def test_counts_between_paragraphs(counts: str, made: str) -> None:
    html = page("".join((PARAGRAPHS[0], made.format(counts), *PARAGRAPHS[1:])))
    assert extract(html)["body"].split("\n\n") == list(TEXT)
    assert article(html).text.split("\n\n") == list(TEXT)


def test_a_short_sentence_that_begins_a_text() -> None:
    assert extract(page("<p>A pile is gone.</p>" + "".join(PARAGRAPHS)))["body"].split("\n\n") == [
        "A pile is gone.",
        *TEXT,
    ]


@pytest.mark.parametrize(
    ("above", "head"),
    [
        (f"<div class='x1'>{STANDFIRST}</div><p class='by'>Ann Bell</p>", meta("og:description", STANDFIRST)),
        (f"<div class='x1'>Sarysu. {STANDFIRST}</div>", meta("og:description", STANDFIRST[:50] + "…")),
        (f"<p class='standfirst'>{STANDFIRST.rstrip('.')}</p>", ""),
        (f"<div><p>{STANDFIRST}</p></div>", ""),
    ],
)
def test_the_standfirst_is_text(above: str, head: str) -> None:
    first, *others = extract(page("".join(PARAGRAPHS), above=above, head=head))["body"].split("\n\n")
    assert STANDFIRST.rstrip(".") in first
    assert others == list(TEXT)


@pytest.mark.parametrize(("above", "lead"), [([STANDFIRST], [STANDFIRST]), ([STANDFIRST, STANDFIRST[2:]], [])])
def test_one_sentence_above_is_a_standfirst_and_several_are_not(above: list[str], lead: list[str]) -> None:
    html = page("".join(PARAGRAPHS), above="".join(f"<div>{text}</div>" for text in above))
    assert body.text(blocks(parsed(html)), "\n".join(TEXT), [TITLE], []).split("\n\n") == [*lead, *TEXT]


def selected(html: str, *more: str) -> list[str]:
    """The body of a page of which an extractor takes *more* for text than there is."""
    return body.text(blocks(parsed(html)), "\n".join((*LONG, *more)), [TITLE], []).split("\n\n")


LONG = [f"{one} {other}" for at, one in enumerate(TEXT) for other in TEXT[at + 1 :]]
LONG_PARAGRAPHS = [f"<p>{text}</p>" for text in LONG]
ASIDE = "The keeper of the bridge in better days, before the pile was gone, with his goat."


@pytest.mark.parametrize(
    "part",
    [
        f"<div class='img-caption'>{ASIDE * 3}</div>",
        f"<figure><div>{ASIDE * 3}</div></figure>",
        f"<div class='x-9'><div class='y-9'>{ASIDE}</div></div>",
    ],
)
def test_parts_that_an_extractor_takes_for_text(part: str) -> None:
    html = page("".join((*LONG_PARAGRAPHS[:3], part, *LONG_PARAGRAPHS[3:])))
    assert selected(html, ASIDE * 3) == LONG


def test_lines_around_the_paragraphs() -> None:
    tail = f"<div class='x-9'><p>{ASIDE * 9}</p></div>"
    html = page("<p>Sarysu, Friday</p>" + "".join(LONG_PARAGRAPHS), below=tail)
    assert selected(html, "Sarysu, Friday", ASIDE * 9) == LONG
    assert selected(page("<h3>At the river</h3>" + "".join(LONG_PARAGRAPHS))) == ["At the river", *LONG]


def test_a_paragraph_for_each_width_of_screen() -> None:
    assert selected(page("".join((*LONG_PARAGRAPHS[:3], *LONG_PARAGRAPHS[2:])))) == LONG


def test_text_in_parts_of_several_makes() -> None:
    half = len(LONG) // 2
    parts = [
        f"<div class='a-1'>{''.join(LONG_PARAGRAPHS[:half])}</div>",
        f"<div class='widget'>{''.join(LONG_PARAGRAPHS[half:])}</div>",
    ]
    assert selected(page("".join(parts))) == LONG


def test_text_behind_a_bar_is_text() -> None:
    behind = [text.replace("<p>", "<p class='metered' aria-hidden='true'>") for text in PARAGRAPHS[3:]]
    assert extract(page("".join((*PARAGRAPHS[:3], *behind))))["body"].split("\n\n") == list(TEXT)


def test_a_part_with_most_of_the_text_is_text_whatever_it_is_called() -> None:
    html = page(f"<div class='sponsored-related-share'>{''.join(PARAGRAPHS)}</div>")
    assert extract(html)["body"].split("\n\n") == list(TEXT)


def test_what_stands_elsewhere_is_no_text() -> None:
    below = f"<div class='c-99'>{'<p>The mill at Karatal grinds again, to the surprise of all who know it.</p>'}</div>"
    assert extract(page("".join(PARAGRAPHS), below=below))["body"].split("\n\n") == list(TEXT)


def test_a_body_cut_in_parts() -> None:
    parts = "".join(
        f"<div class='body'>{''.join(PARAGRAPHS[at : at + 2])}</div><div class='ad'>Ad</div>" for at in (0, 2, 4)
    )
    assert extract(page(parts))["body"].split("\n\n") == list(TEXT)


def test_a_page_drawn_by_a_script() -> None:
    state = json.dumps({"detail": {"id": 7, "html": "".join(PARAGRAPHS)}})
    nested = f"<script>window.state = {state}</script>"
    twice = f"<script>push([1, {json.dumps(state)}])</script>"
    for script in (nested, twice):
        html = f"<html><head><title>{TITLE}</title></head><body><div id='root'></div>{script}</body></html>"
        assert extract(html)["body"].split("\n\n") == list(TEXT)


def test_the_whole_text_in_structured_data() -> None:
    html = page(PARAGRAPHS[0], head=ld(headline=TITLE, articleBody="\n".join(TEXT)))
    assert extract(html)["body"].split() == " ".join(TEXT).split()


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (ld(headline=TITLE), TITLE),
        (ld(headline=f"{TITLE} - Valley Post", publisher={"name": "Valley Post"}), TITLE),
        (
            meta("og:title", f"{TITLE} | City | Valley Post")
            + meta("og:site_name", "Valley Post")
            + meta("article:section", "City"),
            TITLE,
        ),
        (meta("og:title", f"{TITLE} – example.org"), TITLE),
        (meta("og:title", f"Valley Post | {TITLE}") + meta("og:site_name", "Valley Post"), TITLE),
        (meta("og:title", "The bridge of larch lacks…"), TITLE),
        (meta("og:title", "Mill - the last - of its kind"), "Mill - the last - of its kind"),
        (ld(headline=f"Sarysu: {TITLE}") + meta("og:title", TITLE), TITLE),
        ("", TITLE),
    ],
)
def test_headlines(head: str, title: str) -> None:
    assert extract(page("".join(PARAGRAPHS), head=head))["title"] == title


def test_a_date_after_a_headline() -> None:
    html = page(
        "".join(PARAGRAPHS), title="A pile is missing from the bridge", head=meta("og:title", "A pile – 20.11.2026")
    )
    assert extract(html)["title"] == "A pile"


def test_of_several_articles_the_one_at_the_address() -> None:
    other = ld(headline="Goats vote", author="Bo Dahl", url="https://news.example.org/goats.html")
    own = ld(headline=TITLE, author="Ann Bell", mainEntityOfPage={"@id": URL})
    found = extract(page("".join(PARAGRAPHS), head=other + own))
    assert (found["title"], found["authors"]) == (TITLE, ["Ann Bell"])


def test_a_headline_cut_by_its_own_quotation_mark() -> None:
    title = 'Keeper says "no pile" was there'
    html = page("".join(PARAGRAPHS), title=title, head=f'<meta property="og:title" content="{title}">')
    assert extract(html)["title"] == title


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        (ld(author=[{"@type": "Person", "name": "Ann Bell"}, {"name": "Bo Dahl"}]), ["Ann Bell", "Bo Dahl"]),
        (ld(author={"@type": "Person", "name": "By Ann Bell and Bo Dahl"}), ["Ann Bell", "Bo Dahl"]),
        (ld(author="Von Ann Bell (dpa) und Bo Dahl"), ["Ann Bell", "Bo Dahl"]),
        (ld(author={"name": "Valley Post"}, publisher={"name": "Valley Post"}), ["Valley Post"]),
        (
            ld(author={"name": "Valley Post"}, publisher={"name": "Valley Post"}) + meta("author", "Ann Bell"),
            ["Ann Bell"],
        ),
        (
            meta("article:author", "https://facebook.com/annbell") + meta("author", "Ann Bell, Bo Dahl"),
            ["Ann Bell", "Bo Dahl"],
        ),
        (meta("author", "editorial team"), []),
        (meta("author", "ann@example.org"), []),
    ],
)
def test_authors(said: str, authors: list[str]) -> None:
    assert extract(page("".join(PARAGRAPHS), head=said))["authors"] == authors


@pytest.mark.parametrize(
    "above",
    [
        "<p>By <a rel='author' href='/ann/'>Ann Bell</a></p>",
        "<ul><li class='authors__list-item'>von Ann Bell</li></ul>",
        "<span itemprop='author'><b itemprop='name'>Ann Bell</b>, 41</span>",
        "<div class='byline'><span class='byline-name'>Ann Bell</span> on Monday</div>",
    ],
)
def test_authors_in_the_page(above: str) -> None:
    below = f"<div><div><ul><li>{above.replace('Ann Bell', 'Bo Dahl')}</li></ul></div></div>"
    assert extract(page("".join(PARAGRAPHS), above=f"<div><div>{above}</div></div>", below=below))["authors"] == [
        "Ann Bell"
    ]


@pytest.mark.parametrize(
    ("head", "above", "published"),
    [
        (
            ld(datePublished="2026-11-20"),
            "<time datetime='2026-11-20T08:30:00+05:00'></time>",
            "2026-11-20T08:30:00+05:00",
        ),
        (ld(datePublished="2026-11-20T08:30:00Z"), "<time datetime='2026-11-19'></time>", "2026-11-20T08:30:00+00:00"),
        (ld(datePublished="2026-11-20 08:30"), "", "2026-11-20T08:30:00"),
        (ld(datePublished="2026-11-20T08:30:15.123+0530"), "", "2026-11-20T08:30:15+05:30"),
        (meta("article:published_time", "Fri, 20 Nov 2026 08:30:00 +0100"), "", "2026-11-20T08:30:00+01:00"),
        (meta("date", "1795163400"), "", "2026-11-20T08:30:00+00:00"),
        (ld(datePublished="soon"), "<p>Published 21.11.2026</p>", "2026-11-21T00:00:00"),
        ("", "", "2026-11-20T00:00:00"),
        (ld(datePublished="2026-02-30T10:00:00Z"), "", "2026-11-20T00:00:00"),
    ],
)
def test_dates(head: str, above: str, published: str) -> None:
    assert extract(page("".join(PARAGRAPHS), head=head, above=above))["published"] == published


TAGS = "<ul><li><a href='/tag/bridges'>Bridges</a></li><li><a href='/tag/larch'>Larch</a></li></ul>"


@pytest.mark.parametrize(
    ("head", "below", "tags"),
    [
        (ld(keywords="Bridges, Sarysu , bridges, #Larch"), "", ["Bridges", "Sarysu", "Larch"]),
        (ld(keywords=["Bridges", "id:4711", "20261120", "https://x.org/t", "section_city"]), "", ["Bridges"]),
        (ld(keywords=["Category: Bridges", "topic/larch"]), "", ["Bridges", "larch"]),
        (meta("article:tag", "Bridges") + meta("article:tag", "Larch"), "", ["Bridges", "Larch"]),
        (meta("og:site_name", "Valley Post") + meta("keywords", "Valley Post, valley post news, weather"), "", []),
        (
            "",
            "<ul><li><a href='/tag/bridges'>Bridges</a></li><li><a href='/tag/larch'>Larch</a></li></ul>",
            ["Bridges", "Larch"],
        ),
        (
            "",
            "<div><a href='/tag/%D0%BC%D0%BE%D1%81%D1%82/'>Bridges</a><a href='/tag/%D0%BB'>Larch</a></div>",
            ["Bridges", "Larch"],
        ),
    ],
)
def test_tags(head: str, below: str, tags: list[str]) -> None:
    assert extract(page("".join(PARAGRAPHS), head=head, below=below))["tags"] == tags


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        (f"<footer>{TAGS}</footer></article>", ["Bridges", "Larch"]),
        (f"<footer><div><div>{TAGS}</div></div></footer></article>", ["Bridges", "Larch"]),
        (f"</article><footer>{TAGS}</footer>", []),
        (f"</article><article><h3>Another</h3><footer>{TAGS}</footer></article>", []),
        (f"<article><h3>Another</h3><footer>{TAGS}</footer></article></article>", []),
        (f"<aside>{TAGS}</aside><nav>{TAGS}</nav></article>", []),
    ],
)
def test_tags_in_the_footer_of_the_article(below: str, tags: list[str]) -> None:
    html = page("".join(PARAGRAPHS), below=below).replace("<div class='page'>", "<article>")
    assert extract(html)["tags"] == tags


@pytest.mark.parametrize(
    "html",
    [
        "",
        "\x00",
        "<" * 1000,
        "<div>" * 3000 + "<p>" + "word " * 200,
        "<table>" + "<tr><td>" * 2000 + TEXT[0] * 20,
        '<script>"' + '\\"' * 300_000 + "</script>",
        meta("og:title", "a | " * 20_000),
        ld(
            author=[None, 1, {"name": {"a": 1}}],
            headline={"x": []},
            keywords={"a": 1},
            datePublished=[1, {}],
            publisher=[3],
            articleSection={},
            articleBody=5,
            url=7,
            mainEntityOfPage=[[]],
        ),
    ],
)
def test_hostile_pages(html: str) -> None:
    began = process_time()
    found = extract(html)
    assert sorted(found) == ["authors", "body", "published", "tags", "title"]
    assert process_time() - began < 10


@pytest.mark.parametrize("url", ["", "x", "http://[", "http://[::1", "//", "http://\u2100.example/", "a" * 5000])
def test_odd_addresses(url: str) -> None:
    html = page("".join(PARAGRAPHS), head=ld(url="http://[", image="http://["))
    assert generic.extract(html, url) | {"published": None} == extract(html) | {"published": None}


# -- in the crawl


def test_it_stands_in_where_the_site_selectors_find_nothing() -> None:
    parts = (*PARAGRAPHS[:3], BOX.format("related-stories"), FIGURE, *PARAGRAPHS[3:])
    byline = "<p class='byline'>By Ann Bell</p>"
    record = article(
        page(
            "".join(parts),
            head="<script src='/s.js'></script>",
            above=f"<p class='standfirst'>{STANDFIRST}</p>{byline}",
        )
    )
    assert record.text.split("\n\n") == [STANDFIRST, *TEXT]
    assert [(image.url, image.caption) for image in record.images] == [
        ("https://en.orda.kz/p.jpg", "The keeper, a pile.")
    ]
    assert record.authors == ("Ann Bell",)
    assert record.provenance["body"] == "generic"


CARD = (
    "<{0} class='x-9'><a href='/the-mill-970{1}/'><img src='/{1}.jpg'><b>The mill {1}</b></a><p>"
    + MILL * 2
    + "</p></{0}>"
)


@pytest.mark.parametrize("tag", ["div", "article", "li"])
@pytest.mark.parametrize("within", [True, False])
def test_cards_of_other_articles_beside_a_short_text(tag: str, *, within: bool) -> None:
    cards = "".join(CARD.format(tag, n) for n in range(5))
    text = "".join(PARAGRAPHS[:2])
    record = article(page(text + cards) if within else page(text, below=f"<div>{cards}</div>"))
    assert (record.text.split("\n\n"), record.images) == (list(TEXT[:2]), ())


def test_paragraphs_that_begin_with_a_link_are_no_cards() -> None:
    led = [
        f"<div class='a-1'><a href='/a-story-970{n}/'>Before</a><div>{text}</div></div>" for n, text in enumerate(TEXT)
    ]
    plain = [f"<div class='a-1'><div>{text}</div></div>" for text in TEXT]
    assert article(page("".join((*led[:2], *plain[2:])))).text.split("\n\n") == list(TEXT)


def test_a_digest_is_the_cards_it_has() -> None:
    record = article(page("".join(CARD.format("div", n) for n in range(5))))
    assert record.text.count(MILL) == 10


def test_a_post_in_a_frame_of_its_own_is_embedded() -> None:
    post = "<blockquote class='twitter-tweet'><p>No pile here.</p><a href='https://twitter.com/b/status/1'>May</a></blockquote>"
    record = article(
        page("".join((*LONG_PARAGRAPHS[:3], f"<div><div class='x-9'>{post}</div></div>", *LONG_PARAGRAPHS[3:])))
    )
    assert record.text.split("\n\n") == LONG
    assert record.body[3] == Embed(url="https://twitter.com/b/status/1", provider="twitter")


def test_a_long_line_of_dates_below_the_headline_is_no_text() -> None:
    said = "Опубликовано: 20.11.2026, 12:30 | Обновлено: 20.11.2026, 13:10 <i>Просмотров: 78705</i> <a href='#c'>15</a>"
    record = article(
        f"<title>A mill burns</title><div><h1>A mill burns</h1><div>{said}</div><div>{PARAGRAPHS[0]}</div></div>"
    )
    assert record.text == TEXT[0]
    assert record.date_published == "2026-11-20T12:30:00+05:00"


def test_ordinary_pages_do_without_trafilatura() -> None:
    program = f"""if True:
        import sys
        from tests.test_extract_article import article, page
        assert article(page({"".join(PARAGRAPHS)!r})).provenance["body"].startswith("site:")
        assert not [name for name in sys.modules if name.split(".")[0] == "trafilatura" or "extract.general" in name]
        from tests.test_generic import PARAGRAPHS, page
        assert article(page("".join(PARAGRAPHS))).provenance["body"] == "generic"
        assert "trafilatura" in sys.modules
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("other", ["<blockquote><p>{}</p></blockquote>", "<p>{}</p>", "<ul><li>{}</li></ul>"])
@pytest.mark.parametrize("line", ["<div>{}</div>", "<div><div>{}</div></div>", "{}<br><br>"])
def test_no_line_of_a_long_text_is_lost_for_how_it_is_made(line: str, other: str) -> None:
    said = [f"{n} piles were counted. {text}" for n in range(40) for text in TEXT]
    html = page("".join((line if n % 6 else other).format(text) for n, text in enumerate(said)))
    html = html.replace("class='page'", "class='main'")  # which extractors know
    for text in (article(html).text, extract(html)["body"]):
        assert text.split("\n\n") == said


def test_a_table_amid_a_text_without_paragraphs() -> None:
    table = "<div><table><tr><td><div>larch</div></td><td><div>11</div></td></tr></table></div>"
    said = (*TEXT[:3], "larch | 11", *TEXT[3:])
    html = page("<br><br>".join(said).replace("larch | 11<br><br>", table))
    assert article(html).text.split("\n\n") == list(said)


SOUP = "<br><br>".join(TEXT)


@pytest.mark.parametrize(
    "layout",
    [
        f"<tr><td><h1>{TITLE}</h1><tr><td>1 May 2026<tr><td><div>{'</div><div>'.join(TEXT)}</div>",
        f"<tr><td><b>{TITLE}</b><tr><td>{SOUP}",
        f"<tr><td><font><b>{TITLE}</b></font><br>12 November 2025, 18:20<br><br>{SOUP}",
        f"<tr><td>{'</td></tr><tr><td>'.join((*PARAGRAPHS,))}<table><tr><td>larch<td>11</table>",
        f"<tr><td>{''.join(PARAGRAPHS)}<td><b>Latest news</b><ul><li><a href='/the-mill-9700/'>The mill</a></ul>",
    ],
)
def test_a_table_that_frames_a_text_is_none(layout: str) -> None:
    record = article(f"<html><head><title>{TITLE}</title></head><body><table>{layout}</table></body></html>")
    assert [text for text in record.text.split("\n\n") if text != "larch | 11"] == list(TEXT)


OTHERS = "".join(
    f"<div><a href='/other-970{n}/'><img src='/{n}.jpg'><i>The mill {n} of all</i></a><p>{MILL}</p></div>"
    for n in "123"
)
LETTER = "<div>Subscribe to our Telegram channel and know it first</div><a href='https://t.me/valley'>Telegram</a>"
LONE = "<a href='/other-9701/'><img src='/c.jpg'><b>The mill at Karatal grinds again</b></a><div>21.11.2026 17:54</div>"


@pytest.mark.parametrize("many", [2, 6])
@pytest.mark.parametrize(
    ("amid", "below"),
    [
        ("", "<img src='/ann.jpg'><div>Ann Bell</div><div>Ann Bell writes of bridges, and of money since 2019.</div>"),
        ("", f"<div>Popular</div>{OTHERS}"),
        ("", f"<div>Comments (1)</div><div><div>user1</div><div>{MILL} I know it well.</div><div>Today</div></div>"),
        (LETTER, "<div>Sign up for our letters and know it first</div><input>"),
        (LONE, LONE),
    ],
)
def test_boxes_without_telling_names_are_no_text(amid: str, below: str, many: int) -> None:
    said = TEXT[:many]
    text = f"{said[0]}<br><br>{f'<div class=x-7>{amid}</div>' if amid else ''}{'<br><br>'.join(said[1:])}"
    head = ld(headline=TITLE, author={"@type": "Person", "name": "Ann Bell"})
    record = article(page(text, head=head, below=f"<div class='x-9'>{below}</div>"))
    assert (record.text.split("\n\n"), record.images) == (list(said), ())


@pytest.mark.parametrize(
    "part",
    [
        f"<section><h2>Reviews</h2><p>{MILL}</p></section>",
        f"<div><b>News</b><p>{MILL * 7}</p></div>",
        f"<div><p>Subscribe to our channel, they said at the mill.</p><p>{MILL}</p></div>",
    ],
)
def test_parts_of_a_text_that_open_like_boxes(part: str) -> None:
    assert MILL in article(page("".join((*PARAGRAPHS[:3], part, *PARAGRAPHS[3:])))).text
