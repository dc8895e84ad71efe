"""One page explained, and the way from a redesign to records that are right."""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

import pytest

from crawler.commands.diagnose import fixture, from_archive
from crawler.diagnosis import Reading, diagnose, selector_of
from crawler.extract import article as rules
from crawler.extract import fields, source, timing
from crawler.extract.page import parse
from crawler.items import to_json
from crawler.run import Problem
from crawler.site import BODY_SELECTORS, DATE_SELECTORS, TAG_SELECTORS
from crawler.urls import Origins
from tests.conftest import Site
from tests.pages import find_cases

NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
URL = "https://en.orda.kz/a-story-9716/"
PAGE = """<html lang="en"><head><title>A Longer Headline of a Story » Orda.kz</title>
<meta property="og:title" content="A Headline of a Story"><link rel="canonical" href="{url}">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Something else altogether",
"datePublished": "2026-11-20T09:15:00+05:00"}}</script></head><body>
<h1>A Headline of a Story</h1><time itemprop="datePublished" datetime="2026-11-20T09:15:00+05:00">20</time>
<main><section class="story text">{body}</section></main></body></html>"""
BODY = "".join(f"<p>This is paragraph {n} of the story, long enough to count as one for anybody.</p>" for n in range(6))


def site_origins(site: Site) -> Origins:
    return Origins({key[-2:].lower(): url for key, url in site.replica.environment().items() if "ORIGIN" in key})


def test_every_source_is_asked() -> None:
    origins = Origins()
    address = origins.article(URL)
    assert address is not None
    page = parse(PAGE.format(url=URL, body=BODY).encode(), "utf-8")
    found = diagnose(page, Reading(address, URL, origins, datetime(2026, 11, 22, 10, tzinfo=timezone.utc)))
    told = {field.name: field for field in found.fields}
    assert told["headline"].values[:3] == [
        ("site:h1", "A Headline of a Story"),
        ("jsonld", "Something else altogether"),
        ("og", "A Headline of a Story"),
    ]
    assert [source for source, _ in told["date_published"].values][:2] == [
        'site:time[itemprop~="datePublished"]',
        "jsonld",
    ]
    assert told["body"].values[0][0].startswith("generic")
    assert told["body"].selectors == dict.fromkeys(BODY_SELECTORS, 0)
    assert "none finds anything" in told["body"].why
    assert found.place == "section.story.text"
    assert found.disagreements == {"headline": ("A Headline of a Story", "Something else altogether")}
    assert selector_of(page.headings[0]) == "html > body > h1"


ODD = """<html><body><header><h1>A Headline of a Story</h1></header>
<time itemprop="datePublished">soon</time>
<div hidden><time itemprop="datePublished" datetime="2026-11-20T09:15:00+05:00">20</time></div>
<aside class="widget"><time itemprop="datePublished" datetime="2026-11-20T09:15:00+05:00">20</time></aside>
<time itemprop="datePublished" datetime="1999-11-20T09:15:00+05:00">1999</time>
<div class="postpic"><p>x</p></div><div class="byline">Editorial</div>
<div class="breadcrumbs"><a>Orda.kz</a><a>{long}</a><a>A Headline of a Story</a></div>
<div class="fulltext"></div><footer><div class="tags"><a>One</a></div></footer><div class="tags"><a>#</a></div>
</body></html>"""


def test_why_what_is_found_is_not_used() -> None:
    origins = Origins()
    address = origins.article(URL)
    assert address is not None
    page = parse(ODD.format(long="x" * 90).encode(), "utf-8", NOW)
    told = {field.name: field for field in diagnose(page, Reading(address, URL, origins, NOW)).fields}
    assert {
        name: [(one.text[:21], one.why) for one in field.unused] for name, field in told.items() if field.unused
    } == {
        "date_published": [
            ("soon", "says no time"),
            ("20", "is not shown: <div>"),
            ("20", 'stands in <aside class="widget">, which tells of something else or leads elsewhere'),
            ("1999", "says 1999-11-20T10:15:00+06:00, when it cannot have been published"),
        ],
        "authors": [("Editorial", "names no person")],
        "section": [
            ("Orda.kz", "is the name of the site or of its front page"),
            ("x" * 21, "is longer than 80 characters"),
            ("A Headline of a Story", "is the headline"),
        ],
        "tags": [
            ("One", "stands in <footer>, which tells of something else or leads elsewhere"),
            ("#", "says nothing"),
        ],
        "image": [("x", "has no picture")],
        "body": [("", "says nothing")],
    }


@pytest.mark.parametrize(
    ("selector", "part", "taken"),
    [
        (".tags a", "<aside><div class='tags'><a>One</a></div></aside>", False),
        (".tags a", "<nav><div class='tags'><a>One</a></div></nav>", False),
        (".tags a", "<nav class='tags'><a>One</a></nav>", True),
        (".topics a", "<nav class='topics'><a>One</a></nav>", True),
        ("nav a", "<nav><a>One</a></nav>", True),
        ("nav.topics a", "<aside><nav class='topics'><a>One</a></nav></aside>", False),
        ("aside nav.topics a", "<aside><nav class='topics'><a>One</a></nav></aside>", True),
        (".topics a", "<div class='topics related'><a>One</a></div>", False),
        (".related a", "<div class='related'><a>One</a></div>", True),
        ("#sidebar a", "<div id='sidebar'><a>One</a></div>", True),
        ("li.topic", "<ul><li class='topic'>One</li></ul>", True),
        (".tags a", "<footer><div class='tags'><a>One</a></div></footer>", False),
        (".tags a", "<article><h1>Headline</h1><footer><div class='tags'><a>One</a></div></footer></article>", True),
        (".tags a", "<article><p>Else</p><footer><div class='tags'><a>One</a></div></footer></article>", False),
        (".tags a", "<article><h1>Headline</h1><aside><div class='tags'><a>One</a></div></aside></article>", False),
    ],
)
def test_what_an_entry_names_is_the_articles(
    monkeypatch: pytest.MonkeyPatch, selector: str, part: str, taken: bool
) -> None:
    monkeypatch.setattr(fields, "TAG_SELECTORS", (selector,))
    origins = Origins()
    address = origins.article(URL)
    assert address is not None
    page = parse(f"<html><body>{part}</body></html>".encode(), "utf-8", NOW)
    article = Reading(address, URL, origins, NOW).read(page)
    assert article.tags == (("One",) if taken else ())


def test_a_file(tmp_path: Path, site: Site) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(url=URL, body=BODY), encoding="utf-8")
    result = site.scrapy("diagnose", str(file))
    assert (result.returncode, result.stderr) == (0, "")
    assert "verdict    ok\n" in result.stdout
    assert "body is in section.story.text\n" in result.stdout
    assert "disagree   about the headline: 'A Headline of a Story' and 'Something else altogether'" in result.stdout
    file.write_text(PAGE.format(url="/", body=""), encoding="utf-8")
    result = site.scrapy("diagnose", str(file))
    assert (result.returncode, result.stdout) == (64, "")
    assert "give --url" in result.stderr
    result = site.scrapy("diagnose", str(file), "--url", URL, "--json")
    assert result.returncode == 65
    assert json.loads(result.stdout)["verdict"] != "ok"
    assert site.scrapy("diagnose", "en:1").returncode == 64
    for name in ("", "../../evil", str(tmp_path / "case"), ".hidden"):
        result = site.scrapy("diagnose", str(file), "--url", URL, "--fixture", name)
        assert (result.returncode, result.stdout) == (64, ""), name
        assert f"--fixture {name!r}: give a name" in result.stderr
    assert not (tmp_path / "case").exists()


def test_from_alarm_to_records(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/redesign.md, step by step, on the replica's redesign."""
    site.replica.template("en", "redesign")
    (one,) = site.newest(1)
    site.crawl("article", "-a", f"url={site.replica.articles('en')[0].url}")
    result = site.scrapy("diagnose", one)
    assert result.returncode == 0, result.stderr
    assert "none finds anything" in result.stdout
    assert "body is in section.longread__body" in result.stdout
    assert "revision 1, new; it says the same" in result.stdout
    given = from_archive(site.data, one, site_origins(site))
    assert given is not None
    assert "tests.pages diff en-redesign" in fixture("en-redesign", given, tmp_path)
    (case,) = find_cases(root=tmp_path)
    assert case.got() == case.expected
    with pytest.raises(Problem, match="already"):
        fixture("en-redesign", given, tmp_path)
    for module in (rules, source):
        monkeypatch.setattr(module, "BODY_SELECTORS", ("section.longread__body", *BODY_SELECTORS))
    monkeypatch.setattr(rules, "LEAD_SELECTORS", ("div.none", "figure.longread__cover", "div.postpic"))
    monkeypatch.setattr(timing, "DATE_SELECTORS", ("time.longread__time", *DATE_SELECTORS))
    monkeypatch.setattr(fields, "TAG_SELECTORS", ("nav.topics a", *TAG_SELECTORS))
    sources = case._extract()[0].provenance
    assert sources["body"] == "site:section.longread__body"
    assert sources["image"] == "site:figure.longread__cover"
    for told in site.replica.articles("en")[:20]:
        with urllib.request.urlopen(told.url) as answer:
            page = parse(answer.read(), "utf-8", NOW)
        address = site_origins(site).article(told.url)
        assert address is not None
        found = to_json(Reading(address, told.url, site_origins(site), datetime.now(timezone.utc)).read(page))
        assert {name: found[name] for name in told.truth} == told.truth
    # An article that nobody has asked for is fetched by a run of its own.
    other = site.replica.articles("en")[1]
    result = site.scrapy("diagnose", other.url)
    assert result.returncode == 0, result.stderr
    assert len(site.lines()) == 2
