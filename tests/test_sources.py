"""Sitemaps and feeds as sites really have them, read by real crawls."""

from __future__ import annotations

import gzip
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Site
from tests.test_archive import ago, archive, of_days, old  # noqa: F401 - a fixture
from tests.test_gaps import DAY, Outage, age, outage, week  # noqa: F401 - a fixture


def bounded() -> None:
    """Give the child no more than 2 GiB of address space; an idle crawl takes a quarter of that."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


@pytest.fixture
def only_sitemaps(tmp_path: Path) -> Iterator[Outage]:
    """A week's outage of a site whose list has no pages, and that has no day archives and no feeds."""
    for site in outage(tmp_path, 7 * DAY):
        site.replica.sources("en", pages=False, days=False, feeds=())
        yield site


@pytest.mark.parametrize(
    "sources",
    [
        {"lastmod": "day"},
        {"lastmod": "local"},
        {"lastmod": "missing"},
        {"lastmod": "future"},
        {"lastmod": "wrong"},
        {"lastmod": "mixed"},
        {"sitemap_size": 20, "skipped": (2, 3)},
        {"oldest_first": True, "sitemap_size": 40},
        {"empty_end": True},
        {"packed": True, "index": True},
        {"junk": ("dead", "malformed", "duplicates", "others")},
    ],
    ids=str,
)
def test_a_gap_closed_by_sitemaps(only_sitemaps: Outage, sources: dict[str, object]) -> None:
    site = only_sitemaps
    site.replica.sources("en", **sources)
    new = site.publish(100)
    site.recover()
    assert set(site.ids()[30:]) == {article.id for article in new}
    assert site.summary().endswith("; gap closed in en")


def test_a_bomb_in_the_place_of_a_sitemap(only_sitemaps: Outage) -> None:
    site = only_sitemaps
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE urlset [<!ENTITY a0 "ha">{entities}]><urlset><url><loc>&a11;</loc></url></urlset>'
    site.replica.answer("en", "/sitemap/*", status=200, body=xml, headers={"Content-Type": "application/xml"})
    site.publish(100)
    site.recover(preexec_fn=bounded)
    assert "gap open in en" in site.summary()
    site.replica.answer("en", "/sitemap/*", status=200, body=gzip.compress(bytes(100_000_000)))
    age(site, DAY)
    site.recover(preexec_fn=bounded)
    assert "gap open in en" in site.summary()


@pytest.mark.parametrize("form", ["rss", "rdf", "atom"])
@pytest.mark.parametrize("links", ["absolute", "relative"])
def test_feeds(week: Outage, form: str, links: str) -> None:  # noqa: F811
    week.replica.sources("en", sitemaps=False, feed_format=form, feed_links=links, feed_dates="wrong")
    hidden = week.replica.publish("en", 1)[0]
    week.replica.hide("en", hidden.id, {"list", "block", "days", "sitemaps"})
    week.recover()
    assert hidden.id in week.ids()


def test_two_articles_with_one_slug(site: Site) -> None:
    one = site.replica.publish("en", 1, slug="the-same-words")[0]
    two = site.replica.publish("en", 1, slug="the-same-words")[0]
    site.latest()
    assert {one.id, two.id} <= set(site.ids())


def test_an_archive_by_sitemaps_without_dates(old: Site) -> None:  # noqa: F811
    """Without `lastmod` the numbers of the range's days tell what may lie in it."""
    old.replica.sources("en", lastmod="missing")
    hidden = next(a for a in old.replica.articles("en") if a.id in sorted(of_days(old, ago(6), ago(6)))[2:])
    old.replica.hide("en", hidden.id, {"days"})
    archive(old, ago(9), ago(4))
    assert of_days(old, ago(9), ago(4)) <= set(old.ids())
    assert len(old.articles_asked()) <= len(of_days(old, ago(9), ago(4))) + 10, "numbers only roughly follow time"
