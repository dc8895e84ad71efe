"""Manners towards hosts, also from one run to the next."""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from email.utils import formatdate

import pytest

from tests.conftest import FAST, Site
from tests.test_gaps import DAY, age

DELAY = 0.4


def gaps(site: Site, edition: str = "en") -> list[float]:
    times = [request.time for request in site.replica.requests if request.edition == edition]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_crawl_delay_also_across_a_kill(site: Site) -> None:
    site.replica.robots("en", f"User-agent: *\nCrawl-delay: {DELAY}\n")
    process = site.start("crawl", "latest", *FAST)
    deadline = time.monotonic() + 30
    while len(site.replica.requests) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.communicate()
    process = site.start("crawl", "latest", *FAST)
    while len(site.replica.requests) < 11:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.communicate()
    # Seen from the site, whose clock a busy machine lets run late: a pause that is not kept is none at all.
    assert min(gaps(site)) > DELAY * 0.6, gaps(site)


def test_the_longer_of_crawl_delay_and_configured_delay(site: Site) -> None:
    site.replica.robots("en", "User-agent: *\nCrawl-delay: 0.1\n")
    urls = [article.url for article in site.replica.articles("en")]
    site.crawl("article", "-a", f"url={','.join(urls[:4])}", "-s", "DOWNLOAD_DELAY=0.3")
    assert min(gaps(site)) > 0.2
    site.replica.reset_log()
    throttled = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=True", "-s", "AUTOTHROTTLE_START_DELAY=0")
    site.crawl("article", "-a", f"url={','.join(urls[4:9])}", *throttled)
    assert min(gaps(site)) > 0.05, "kept from the ledger, and AutoThrottle stays above it"


def test_robots_are_kept_for_a_day(site: Site) -> None:
    site.latest()
    site.replica.answer("en", "/robots.txt", status=503)
    site.latest()
    assert len([r for r in site.replica.requests if r.path == "/robots.txt"]) == 1
    age(site, DAY + 1)
    site.latest(code=69)
    assert len([r for r in site.replica.requests if r.path == "/robots.txt"]) == 2


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_binds_the_next_run_too(site: Site, status: int, form: str) -> None:
    wait = "600" if form == "seconds" else formatdate(time.time() + 600, usegmt=True)
    site.replica.answer("en", "/last-news/", status=status, headers={"Retry-After": wait})
    site.latest("-a", "editions=en,ru", code=69)
    assert len(site.ids("ru")) == 30, "other hosts go on"
    site.replica.clear_answers()
    site.replica.reset_log()
    assert "asked to wait until" in site.latest(code=69).stderr
    assert site.replica.requests == [], "two minutes later nothing is asked either"
    age(site, 601)
    site.latest()
    assert len(site.ids("en")) == 30


def test_what_a_host_asks_for_has_a_limit(site: Site) -> None:
    site.replica.answer("en", "/last-news/", status=429, headers={"Retry-After": "999999999"})
    site.latest(code=69)
    site.replica.clear_answers()
    age(site, 6 * 3600 + 1)
    site.latest()
    assert len(site.ids()) == 30


def test_a_short_pause_is_waited_for_in_the_run(site: Site) -> None:
    busy = site.replica.articles("en")[2]
    site.replica.answer("en", busy.path, status=503, headers={"Retry-After": "2"})
    site.latest("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert len(site.ids()) == 29
    assert max(gaps(site)) > 1.8


def test_pauses_grow_where_none_is_asked_for(site: Site) -> None:
    for article in site.replica.articles("en")[:30]:
        site.replica.answer("en", article.path, status=503)
    began = time.monotonic()
    site.latest("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", code=69)
    assert len(site.articles_asked()) < 10, "it does not go on asking"
    assert time.monotonic() - began > 2 + 4 + 8 - 4
    paused = sorted(gap for gap in gaps(site) if gap > 1)
    assert len(paused) >= 3
    assert paused[-1] > 2 * paused[0]


def test_requests_per_run_are_capped(site: Site) -> None:
    site.latest("-s", "ORDA_REQUESTS_PER_RUN=12")
    assert len(site.replica.requests) == 12
    capped = "12 requests are enough for one run (ORDA_REQUESTS_PER_RUN): 20 links wait for the next"
    assert site.summary().endswith(f"; {capped}")
    assert capped in json.loads((site.data / "runs" / "latest.json").read_bytes())["message"]
    one = ("-s", "ORDA_REQUESTS_PER_RUN=1")
    told = []
    for at in (int(time.time()) - DAY + 60, int(time.time()) - DAY):
        db = sqlite3.connect(site.data / "state.sqlite3")
        db.execute("INSERT OR REPLACE INTO meta VALUES ('capped', ?)", (f"{at} 20",))
        db.commit()
        db.close()
        told += [site.latest(*one).stderr for _ in range(2)]
    assert [err.count("20 links wait for the next; no fewer than a day ago\n") for err in told] == [0, 0, 1, 0]
    site.crawl("archive", "-a", "since=3d", "-s", "ORDA_REQUESTS_PER_RUN=2")
    assert "; 2 requests are enough" in site.summary(), "no failure"
    site.latest()
    assert len(site.ids()) == 30


def test_every_request_is_in_the_ledger(site: Site) -> None:
    broken = site.replica.articles("en")[0]
    site.replica.answer("en", broken.path, reset=True)
    site.latest()
    site.latest()
    db = sqlite3.connect(site.data / "state.sqlite3")
    noted = db.execute("SELECT origin, path, coalesce(status, 0) FROM request ORDER BY pk").fetchall()
    db.close()
    seen = [(site.replica.origins[r.edition], r.path, r.status) for r in site.replica.requests]
    assert sorted(noted) == sorted(seen)


def test_hours_of_runs_every_five_minutes(site: Site) -> None:
    """An hour and a half with three articles; a whole day is in bench/."""
    site.latest()
    site.latest()
    site.replica.reset_log()
    for run in range(18):
        if run % 6 == 3:
            site.replica.publish("en", 1)
        age(site, 300)
        site.latest("-s", "ORDA_REVISITS=0")  # looks at what is stored have a budget of their own
    asked = site.replica.requests
    lists = [request for request in asked if request.path == "/last-news/"]
    assert len(lists) == 18
    assert len([request for request in lists if request.status == 304]) == 15
    assert len(asked) <= 18 + 3, "one request a run, and one an article"
    assert len(site.ids()) == 33


def test_a_crawl_delay_beyond_all_bounds(site: Site) -> None:
    """The host is left alone, and as soon as the slip is mended the crawl goes on."""
    site.replica.robots("en", "User-agent: *\nCrawl-delay: 86400\n")
    result = site.latest(code=69)
    assert "robots.txt asks for 86400 s" in result.stderr
    site.replica.robots("en", "User-agent: *\n")
    site.latest()
    assert len(site.ids()) == 30
