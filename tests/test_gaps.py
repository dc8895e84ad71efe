"""Nothing that any source still lists is missed, however long the crawler was down and whatever happens meanwhile."""

from __future__ import annotations

import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from crawler.replica import Replica, ReplicaArticle
from crawler.zone import ALMATY
from tests.conftest import FAST, Site

HOUR, DAY = 3600, 86400


class Outage(Site):
    """A site that was crawled so many seconds ago, and not since."""

    seconds: int

    def publish(self, count: int, edition: str = "en") -> list[ReplicaArticle]:
        """Let articles be published over the whole outage."""
        now = datetime.now(timezone.utc)
        start = now - timedelta(seconds=self.seconds - 1)
        return self.replica.publish_over(edition, start, now - timedelta(seconds=5), count)

    def recover(self, *args: str, **kwargs: Any) -> int:
        """Run once, without looks at what is stored; back comes how many requests it made."""
        self.replica.reset_log()
        self.latest("-s", "ORDA_REVISITS=0", *args, **kwargs)
        return len(self.replica.requests)


def outage(directory: Path, seconds: int, **kwargs: Any) -> Iterator[Outage]:
    """A replica whose clock was *seconds* behind when it was crawled, and then caught up."""

    def past() -> datetime:
        return datetime.now(timezone.utc) - timedelta(seconds=seconds)

    with Replica(seed=1, articles=60, now=past) as replica:
        site = Outage(replica, directory / "data")
        site.seconds = seconds
        for edition, sources in kwargs.items():
            replica.sources(edition, **sources)
        site.latest()
        assert len(site.ids()) == 30
        replica.advance(seconds)
        age(site, seconds)
        yield site
        site.close()


def age(site: Site, seconds: int) -> None:
    """Let all that the ledger knows have happened so many seconds earlier."""
    db = sqlite3.connect(site.data / "state.sqlite3")
    times = {
        "link": ("absent_since", "next_try"),
        "look": ("seen_at", "read_at", "since", "odd_at"),
        "sighting": ("seen_at",),
        "edition": ("begun_at", "complete_at", "gap_opened_at", "gap_tried_at"),
        "source": ("read_at", "checked_at"),
        "day": ("read_at",),
        "absent_day": ("seen_at",),
        "robots": ("fetched_at",),
        "need": ("needed_at",),
        "host": ("closed_until",),
        "request": ("sent_at",),
    }
    for table, columns in times.items():
        for column in columns:
            db.execute(f"UPDATE {table} SET {column} = {column} - ? WHERE {column} > 0", (seconds,))
    db.commit()
    db.close()


@pytest.fixture(params=[(HOUR, 5), (3 * DAY, 55), (30 * DAY, 500)], ids=["hour", "three days", "month"])
def down(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Outage, int]]:
    seconds, count = request.param
    for site in outage(tmp_path, seconds):
        yield site, count


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Outage]:
    yield from outage(tmp_path, 7 * DAY)


def test_by_the_list(down: tuple[Outage, int]) -> None:
    site, count = down
    new = site.publish(count)
    requests = site.recover()
    assert set(site.ids()[30:]) == {article.id for article in new}
    assert "gap" not in site.summary()
    pages = 1 + (count - 1) // 30
    assert requests <= 1.2 * (count + pages + 1), "at most a fifth more requests than it takes"
    assert site.recover() <= 2
    assert len(site.ids()) == 30 + count


def test_by_the_days_where_the_list_has_no_pages(down: tuple[Outage, int]) -> None:
    site, count = down
    site.replica.sources("en", pages=False)
    new = site.publish(count)
    requests = site.recover()
    assert set(site.ids()[30:]) == {article.id for article in new}
    if count > 30:
        assert site.summary().endswith("; gap closed in en")
        assert requests <= 1.2 * (count + site.seconds // DAY + 2)
    site.recover()
    assert "gap" not in site.summary()


def test_by_the_sitemaps_where_there_are_no_days_either(down: tuple[Outage, int]) -> None:
    site, count = down
    site.replica.sources("en", pages=False, days=False)
    new = site.publish(count)
    site.recover()
    assert set(site.ids()[30:]) == {article.id for article in new}
    assert site.summary().endswith("; gap closed in en") == (count > 30)


def test_a_gap_that_nothing_closes_stays_open_until_something_does(week: Outage) -> None:
    week.replica.sources("en", pages=False, days=False, sitemaps=False, feeds=())
    new = week.publish(100)
    week.recover()
    assert "; gap open in en since " in week.summary()
    assert len(week.ids()) == 60, "what the list names is taken all the same"
    week.recover()
    assert "; gap open in en since " in week.summary()
    week.replica.sources("en", days=True)
    age(week, HOUR)
    week.recover()
    assert week.summary().endswith("; gap closed in en")
    assert set(week.ids()[30:]) == {article.id for article in new}


def test_the_longer_a_gap_is_open_the_less_often_it_is_tried(week: Outage) -> None:
    week.replica.sources("en", pages=False, days=False, sitemaps=False, feeds=())
    week.publish(100)
    tried = []
    for passed in (0, HOUR, 4 * DAY, HOUR, 12 * HOUR):
        age(week, passed)
        week.recover()
        tried.append(any(path.startswith("/20") for path in week.asked()))
    assert tried == [True, True, True, False, True]


def test_a_run_that_breaks_off_in_mid_list_vouches_for_nothing(week: Outage) -> None:
    new = week.publish(100)
    week.replica.sources("en", days=False, sitemaps=False, feeds=())
    week.replica.answer("en", "/last-news/page/3/", status=500)
    week.recover()
    assert "gap open in en" in week.summary()
    week.replica.clear_answers()
    week.recover()
    assert "gap closed in en" in week.summary()
    assert set(week.ids()[30:]) == {article.id for article in new}


def test_articles_inserted_and_removed_between_two_page_reads(week: Outage) -> None:
    """Removing one pulls the first of the next page onto one that was read already."""
    new = week.publish(100)
    week.replica.sources("en", days=False, sitemaps=False, feeds=())
    victims = iter([new[3], new[40]])
    late: list[ReplicaArticle] = []

    def change(replica: Replica) -> None:
        victim = next(victims, None)
        if victim is not None:
            replica.remove("en", victim.id)
            late.extend(replica.publish("en", 1))

    week.replica.hide("en", new[30].id, {"block"})
    week.replica.after("en", "/last-news/", lambda replica: replica.remove("en", new[3].id), times=1)
    week.replica.after("en", "/last-news/page/2/", change, times=2)
    week.recover()
    listed = {article.id for article in week.replica.articles("en")} & {article.id for article in [*new, *late]}
    assert listed <= set(week.ids()), "nothing is lost"
    asked = week.articles_asked()
    assert len(asked) == len(set(asked)), "nothing is asked for twice"


def test_the_newest_articles_of_the_last_run_were_deleted(week: Outage) -> None:
    for id in week.newest(4):
        week.replica.remove("en", id)
    new = week.publish(70)
    week.recover()
    assert {article.id for article in new} <= set(week.ids())
    assert len([path for path in week.asked() if path.startswith("/last-news/")]) <= 6, "not the whole list"


def test_hidden_from_one_source_found_through_another(week: Outage) -> None:
    new = week.publish(200)
    hidden = new[::40]
    for article, source in zip(hidden, ("list", "block", "days", "sitemaps", "feeds"), strict=True):
        week.replica.hide("en", article.id, {source})
    week.recover()
    age(week, DAY)
    week.recover()
    assert set(week.ids()[30:]) == {article.id for article in new}


def test_other_editions_go_on_when_one_is_unwell(week: Outage) -> None:
    week.replica.answer("en", "/last-news/*", status=500)
    week.latest("-a", "editions=en,ru", code=69)
    assert len(week.ids("ru")) == 30


def test_a_server_whose_validators_never_change(week: Outage) -> None:
    """A constant ETag with other content: it is not believed, and not sent again."""
    body = '<div class="newslist3"><ul>{}</ul></div>'

    def listing(articles: list[ReplicaArticle]) -> None:
        items = "".join(f'<li><a href="{article.path}"><span>x</span></a></li>' for article in articles)
        headers = {"Content-Type": "text/html", "ETag": '"always"'}
        week.replica.clear_answers()
        week.replica.answer("en", "/last-news/", status=200, body=body.format(items), headers=headers)

    articles = week.replica.articles("en")
    listing(articles[:30])
    week.recover()
    new = week.replica.publish("en", 2)
    listing([new[1], *articles[:29]])
    week.recover()
    listing([*new, *articles[:28]])
    week.recover()
    assert {article.id for article in new} <= set(week.ids())
    sent = [r.headers.get("if-none-match") for r in week.replica.requests if r.path == "/last-news/"]
    assert sent == [None]


def test_the_same_bytes_without_validators(week: Outage) -> None:
    week.replica.conditional = False
    week.recover()
    week.recover()
    assert week.summary().startswith("latest en: 0 new, 0 failed, 30 known; 1 request ")


def test_dead_entries_in_a_sitemap_are_settled_at_once(week: Outage) -> None:
    week.replica.sources("en", pages=False, days=False, junk=("dead", "malformed", "duplicates", "others"))
    new = week.publish(60)
    week.recover()
    assert {article.id for article in new} <= set(week.ids())
    assert not [path for path in week.asked() if "trashed" in path or "%ef%b" in path.lower()]


# -- what does not close a gap


def day_path(days_ago: int) -> str:
    return f"/{datetime.now(ALMATY) - timedelta(days=days_ago):%Y/%m/%d}/"


ONCE: dict[str, dict[str, Any]] = {
    "an error page": {"status": 200, "body": b"<html><body>Database error</body></html>"},
    "a 404": {"status": 404},
    "an error": {"status": 500},
    "sent to the front page": {"redirect": "/"},
}


@pytest.mark.parametrize("how", ONCE)
def test_a_day_archive_that_was_odd_once(week: Outage, how: str) -> None:
    week.replica.sources("en", pages=False, sitemaps=False, feeds=())
    new = week.publish(70)
    week.replica.answer("en", day_path(3), **ONCE[how])
    week.recover()
    assert "gap open in en" in week.summary()
    week.replica.clear_answers()
    age(week, HOUR)
    week.recover()
    assert week.summary().endswith("gap closed in en")
    assert set(week.ids()[30:]) == {article.id for article in new}


def test_a_day_without_articles_is_believed_when_it_stays_so(week: Outage) -> None:
    week.replica.sources("en", pages=False, sitemaps=False, feeds=())
    week.publish(70)
    week.replica.answer("en", day_path(3), status=404)
    week.recover()
    age(week, HOUR)
    week.recover()
    assert week.summary().endswith("gap closed in en")


def test_a_page_of_a_day_that_another_links_to_has_to_be_there(week: Outage) -> None:
    week.replica.sources("en", sitemaps=False, feeds=())
    week.replica.answer("en", "/last-news/page/*", status=500)
    new = week.publish(7 * 40)
    week.replica.answer("en", f"{day_path(3)}page/2/", status=404)
    week.recover()
    assert "gap open in en" in week.summary()
    week.replica.clear_answers()
    week.replica.answer("en", "/last-news/page/*", status=500)
    age(week, HOUR)
    week.recover()
    assert week.summary().endswith("gap closed in en")
    assert set(week.ids()[30:]) == {article.id for article in new}


EMPTY = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'


@pytest.mark.parametrize("body", [EMPTY, b"<html><body><h1>Page not found</h1></body></html>"], ids=["empty", "html"])
def test_sitemaps_that_name_nothing(week: Outage, body: bytes) -> None:
    week.replica.sources("en", pages=False, days=False, feeds=())
    week.publish(70)
    week.replica.answer("en", "/sitemap/*", status=200, body=body)
    week.recover()
    assert "gap open in en" in week.summary()


def test_an_index_whose_sitemaps_differ_in_their_queries(week: Outage) -> None:
    week.replica.sources("en", pages=False, days=False, sitemaps=False, feeds=())
    new = week.publish(70)
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    maps = [f"<sitemap><loc>/maps.xml?page={n}</loc></sitemap>" for n in (1, 2)]
    week.replica.answer("en", "/sitemap.xml", status=200, body=f"<sitemapindex {ns}>{''.join(maps)}</sitemapindex>")
    articles = week.replica.articles("en")
    for n in (1, 2):
        some = [f"<url><loc>{a.url}</loc></url>" for a in articles[n - 1 :: 2]]
        week.replica.answer("en", f"/maps.xml?page={n}", status=200, body=f"<urlset {ns}>{''.join(some)}</urlset>")
    week.recover()
    assert week.summary().endswith("gap closed in en")
    assert {article.id for article in new} <= set(week.ids())


def test_a_draft_that_is_published_late_has_a_low_number(week: Outage) -> None:
    """It stands where its time of publication puts it: at the end of a page, say."""
    numbers = {article.number for article in week.replica.articles("en")}
    listed = min(article.number or 0 for article in week.replica.articles("en")[:30])
    low = next(number for number in range(listed - 1, 0, -1) if number not in numbers)
    start = datetime.now(timezone.utc) - timedelta(seconds=week.seconds - 60)
    draft = week.replica.publish("en", number=low, time=start)[0]
    week.publish(29)
    week.recover()
    assert draft.id in week.ids()


def test_what_is_read_most_below_the_list_vouches_for_nothing(week: Outage) -> None:
    known = week.replica.articles("en")[:6]
    popular = "".join(f'<li><a href="{one.path}"><span>{one.headline}</span></a></li>' for one in known)
    new = week.publish(70)
    with urllib.request.urlopen(new[0].url.replace(new[0].path, "/last-news/")) as answer:
        body = answer.read().decode()
    block = f'<div class="newslist3"><ul>{popular}</ul></div></body>'
    week.replica.answer("en", "/last-news/", status=200, body=body.replace("</body>", block))
    week.recover()
    assert {article.id for article in new} <= set(week.ids())


def test_a_kill_between_two_pages_of_the_list(week: Outage) -> None:
    """What the list's validators vouch for has to be known first."""
    week.replica.sources("en", days=False, sitemaps=False, feeds=())
    new = week.publish(100)
    week.replica.answer("en", "/last-news/page/2/", slow=20)
    process = week.start("crawl", "latest", *FAST)
    deadline = time.monotonic() + 60
    while "/last-news/" not in week.asked() or len(week.ids()) < 60:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.communicate()
    week.replica.clear_answers()
    week.recover()
    assert set(week.ids()[30:]) == {article.id for article in new}
