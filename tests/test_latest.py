"""The main job, as cron runs it, against the replica."""

from __future__ import annotations

import itertools
import json
import re
from datetime import datetime, timezone

import pytest

from crawler.items import Article, from_json, to_json
from crawler.zone import ALMATY
from tests.conftest import Site

COMPARED = (
    "headline description in_language date_published date_published_raw date_modified authors original_author section"
    " tags image images body text word_count sources links related translations"
).split()


def test_new_then_new_then_nothing(site: Site) -> None:
    first = site.latest()
    assert (first.stdout, first.stderr) == ("", ""), "a good run says nothing"
    assert site.ids() == [] or set(site.ids()) == set(site.newest(30))
    assert site.summary().startswith("latest en: 30 new, 0 failed, 0 known; ")
    published = [article.id for article in site.replica.publish("en", 3)]
    site.latest()
    assert set(site.ids()[30:]) == set(published)
    assert site.summary().startswith("latest en: 3 new, 0 failed, 27 known; 5 requests in ")
    site.replica.reset_log()
    site.latest()
    assert len(site.ids()) == 33
    assert [(r.path, r.status) for r in site.replica.requests] == [("/last-news/", 304)], "one request, not modified"
    assert site.summary().startswith("latest en: 0 new, 0 failed, 30 known; 1 request in ")


def test_newest_first(site: Site) -> None:
    site.latest("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    expected = [article.path for article in site.replica.articles("en")[:30]]
    assert [path for path in site.asked() if path in expected] == expected


def test_every_field_is_what_was_published(site: Site) -> None:
    site.latest("-a", "editions=all")
    records = {record["id"]: record for record in site.lines()}
    assert len(records) == 90
    for edition in ("en", "ru", "kk"):
        for article in site.replica.articles(edition)[:30]:
            record = records[article.id]
            found = {name: record[name] for name in COMPARED}
            assert found == {name: article.truth[name] for name in found}, article.path
            assert record["url"] == article.url
            assert record["edition"] == edition
            assert (record["schema_version"], record["event"], record["revision"]) == (1, "new", 1)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["fetched_at"])
            assert to_json(from_json(record)) == record


def test_files_by_edition_and_almatys_day(site: Site) -> None:
    before = datetime.now(timezone.utc)
    site.latest("-a", "editions=en,kk")
    after = datetime.now(timezone.utc)
    days = {f"{moment.astimezone(ALMATY):%Y-%m-%d}.jsonl" for moment in (before, after)}
    paths = sorted((site.data / "articles").glob("*/*"))
    assert {path.parent.name for path in paths} == {"en", "kk"}
    assert {path.name for path in paths} <= days
    assert len(site.ids("kk")) == 30


def test_what_failed_comes_again_when_it_is_due(site: Site) -> None:
    broken = site.replica.articles("en")[4]
    site.replica.answer("en", broken.path, status=500)
    site.latest()
    assert broken.id not in site.ids()
    assert len(site.ids()) == 29
    assert site.summary().startswith("latest en: 29 new, 1 failed")
    site.replica.clear_answers()
    site.latest()
    assert broken.id not in site.ids(), "five minutes have not passed"
    make_due(site)
    site.latest()
    assert site.ids()[-1] == broken.id
    assert site.summary().startswith("latest en: 1 new, 0 failed")


def make_due(site: Site) -> None:
    """Let the time of the next try of all that failed come."""
    import sqlite3

    db = sqlite3.connect(site.data / "state.sqlite3")
    db.execute("UPDATE link SET next_try = 0 WHERE next_try IS NOT NULL")
    db.commit()
    db.close()


def test_leftovers_within_the_budget_and_newest_first(site: Site) -> None:
    for article in site.replica.articles("en")[:30]:
        site.replica.answer("en", article.path, status=500)
    site.latest(code=69)
    assert site.ids() == []
    site.replica.clear_answers()
    make_due(site)
    site.replica.reset_log()
    site.latest("-s", "ORDA_LEFTOVERS=10", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert site.articles_asked() == [article.path for article in site.replica.articles("en")[:10]]
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


def listing(site: Site, *paths: str) -> None:
    """Let the list name *paths* and then what it named before."""
    paths = (*paths, *(article.path for article in site.replica.articles("en")[5:35]))
    items = "".join(f'<li><a href="{path}"><span>A headline</span></a></li>' for path in paths)
    body = f'<div class="newslist3"><ul>{items}</ul></div>'
    site.replica.answer("en", "/last-news/", status=200, body=body, headers={"Content-Type": "text/html"})


def test_the_block_beside_an_article_is_a_source(site: Site) -> None:
    site.latest()
    new = site.replica.publish("en", 2)
    listing(site, new[1].path)
    site.latest()
    assert set(site.ids()[30:]) == {article.id for article in new}, "the newest was named only beside the other"


def test_an_edition_begins_with_its_first_list_page(site: Site) -> None:
    for _ in range(2):
        site.latest()
    assert set(site.ids()) == set(site.newest(30)), "nothing older than the first list page is taken"


def test_a_known_article_in_another_spelling_is_not_asked_for(site: Site) -> None:
    site.latest()
    article = site.replica.articles("en")[0]
    spelled = f"{site.replica.origins['en']}/{article.path.strip('/').upper()}?utm_source=list#top"
    listing(site, spelled)
    site.replica.reset_log()
    site.latest()
    assert site.articles_asked() == []
    assert len(site.asked()) <= 2


@pytest.mark.parametrize("status", [301, 302])
def test_an_address_that_leads_to_another_article_is_an_alias(site: Site, status: int) -> None:
    old, new = site.replica.articles("en")[1], site.replica.articles("en")[0]
    site.replica.answer("en", old.path, status=status, headers={"Location": new.path})
    site.latest()
    assert old.id not in site.ids()
    assert new.id in site.ids()
    assert len(site.ids()) == 29


def test_nothing_is_asked_off_the_site(site: Site) -> None:
    article = site.replica.articles("en")[0]
    other = site.replica.origins["en"].replace("127.0.0.1", "localhost")
    site.replica.answer("en", article.path, status=302, headers={"Location": f"{other}/elsewhere-1/"})
    site.latest()
    assert "/elsewhere-1/" not in site.asked()
    assert article.id not in site.ids()


def test_a_redirect_to_the_public_host_stays_at_the_origin(site: Site) -> None:
    article = site.replica.articles("en")[0]
    location = f"https://en.orda.kz{article.path}?moved"
    site.replica.answer("en", article.path, status=302, headers={"Location": location}, times=1)
    site.latest()
    assert len(site.ids()) == 30


def test_robots_are_obeyed(site: Site) -> None:
    article = site.replica.articles("en")[0]
    site.replica.robots("en", f"User-agent: *\nDisallow: {article.path}\n")
    site.latest()
    assert article.path not in site.asked()
    assert len(site.ids()) == 29


@pytest.mark.parametrize("edition", ["en", "ru", "kk"])
def test_records_fit_the_schema(site: Site, edition: str) -> None:
    from jsonschema import Draft202012Validator

    site.latest("-a", f"editions={edition}")
    schema = json.loads(site.scrapy("schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for record in site.lines():
        validator.validate(record)
        broken = dict(record, revision="first")
        assert not validator.is_valid(broken)
    assert list(schema["properties"]) == list(Article.__dataclass_fields__)
    assert all(prop["description"] for prop in schema["properties"].values())


def test_manners(site: Site) -> None:
    """The default pauses: half a second and more between two requests to a host, whatever the answers."""
    site.replica.answer("en", "/last-news/", status=200, headers={"Content-Type": "text/html"}, body="".join(
        ['<div class="newslist3"><ul>']
        + [f'<li><a href="{a.path}"><span>x</span></a></li>' for a in site.replica.articles("en")[:4]]
        + ["</ul></div>"]
    ))  # fmt: skip
    result = site.scrapy("crawl", "latest", "-a", "editions=en")
    assert result.returncode == 0, result.stderr
    times = [request.time for request in site.replica.requests if request.edition == "en"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(times) >= 6
    assert min(gaps) > 0.3, gaps  # seen from the site, whose clock a busy machine lets run late
    agents = {request.headers["user-agent"] for request in site.replica.requests}
    assert len(agents) == 1
    assert re.fullmatch(r"orda-crawler/\d+\.\d+\.\d+", agents.pop())
    assert all("cookie" not in request.headers for request in site.replica.requests)
    assert all("gzip" in request.headers["accept-encoding"] for request in site.replica.requests)


def test_scrapys_own_tools_still_work(site: Site) -> None:
    """They write nothing: no lock, no ledger."""
    url = site.replica.articles("en")[0].url
    fetched = site.scrapy("fetch", "--nolog", url)
    assert fetched.returncode == 0
    assert "</html>" in fetched.stdout
    shown = site.scrapy("shell", "--nolog", "-c", "response.css('h1::text').get()", url)
    assert site.replica.articles("en")[0].headline in shown.stdout
    assert site.scrapy("list").stdout.split() == ["archive", "article", "latest", "revisit"]
    assert not (site.data / "state.sqlite3").exists()
