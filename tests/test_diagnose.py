"""One page explained, and the way from a redesign to records that are right."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from crawler.diagnosis import Reading, diagnose, selector_of
from crawler.extract import article as rules
from crawler.extract.page import parse
from crawler.site import BODY_SELECTORS
from crawler.urls import Origins
from tests.conftest import Site
from tests.pages import find_cases

URL = "https://en.orda.kz/a-story-9716/"
PAGE = """<html lang="en"><head><title>A Longer Headline of a Story » Orda.kz</title>
<meta property="og:title" content="A Headline of a Story"><link rel="canonical" href="{url}">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Something else altogether",
"datePublished": "2026-11-20T09:15:00+05:00"}}</script></head><body>
<h1>A Headline of a Story</h1><time itemprop="datePublished" datetime="2026-11-20T09:15:00+05:00">20</time>
<main><section class="story text">{body}</section></main></body></html>"""
BODY = "".join(f"<p>This is paragraph {n} of the story, long enough to count as one for anybody.</p>" for n in range(6))


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


def test_from_alarm_to_records(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/redesign.md, step by step, on the replica's redesign."""
    site.replica.template("en", "redesign")
    (one,) = site.newest(1)
    site.crawl("article", "-a", f"url={site.replica.articles('en')[0].url}")
    result = site.scrapy("diagnose", one, "--fixture", str(tmp_path / "en-redesign"))
    assert result.returncode == 0, result.stderr
    assert "none finds anything" in result.stdout
    assert "body is in section.longread__body" in result.stdout
    assert "revision 1, new; it says the same" in result.stdout
    (case,) = find_cases(root=tmp_path)
    assert case.got() == case.expected
    assert site.scrapy("diagnose", one, "--fixture", str(tmp_path / "en-redesign")).returncode == 64
    monkeypatch.setattr(rules, "BODY_SELECTORS", ("section.longread__body", *BODY_SELECTORS))
    monkeypatch.setattr(rules, "LEAD_SELECTORS", ("div.none", "figure.longread__cover", "div.postpic"))
    sources = case._extract()[0].provenance
    assert sources["body"] == "site:section.longread__body"
    assert sources["image"] == "site:figure.longread__cover"
    # An article that nobody has asked for is fetched by a run of its own.
    other = site.replica.articles("en")[1]
    result = site.scrapy("diagnose", other.url)
    assert result.returncode == 0, result.stderr
    assert len(site.lines()) == 2
