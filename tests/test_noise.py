"""What surrounds an article, and how it is set, makes no revision of it; one word does."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from random import Random

import pytest

from crawler.content_hash import content
from crawler.extract.article import extract_article
from crawler.extract.page import parse
from crawler.items import Article
from crawler.replica import EDITIONS, Replica
from crawler.replica.noise import with_noise
from crawler.replica.templates import TEMPLATES
from crawler.urls import Origins
from tests.conftest import Site

FETCHED = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_noisy_page_says_what_the_page_says(template: str) -> None:
    with Replica(seed=3, articles=20, now=lambda: FETCHED) as replica:
        origins = Origins(replica.origins)
        for edition in EDITIONS:
            replica.template(edition, template)
            for shown in replica.articles(edition):
                html = replica.pages[edition].get(shown.path).body.decode()
                noisy = with_noise(html, edition, Random(shown.id))
                assert noisy != html
                read, again = (_read(text, shown.url, origins) for text in (html, noisy))
                assert content(again) == content(read), shown.id


def _read(html: str, url: str, origins: Origins) -> Article:
    address = origins.article(url)
    assert address is not None
    return extract_article(
        parse(html.encode(), "utf-8"), address=address, url=url, origins=origins, fetched_at=FETCHED, run_id="test"
    )


def test_only_what_an_article_says_makes_a_revision(site: Site) -> None:
    replica = site.replica
    body = "A first paragraph of the story, whole.\n\nA second one."
    ids = [replica.publish("en", headline="A Title", body=body, tags=("Almaty",))[0].id for _ in range(4)]
    site.latest("-s", "ORDA_REVISITS=0")
    stored = len(site.lines())
    replica.noise("en")
    site.crawl("revisit", "-a", "since=2000-01-01")
    assert len(site.articles_asked()) == 2 * stored, "all were fetched again"
    assert len(site.lines()) == stored
    word, tag, caption, date = (id.partition(":")[2] for id in ids)
    replica.correct("en", word, body="A first paragraph of the story, hale.\n\nA second one.")
    replica.correct("en", tag, tags=("Almaty", "Astana"))
    picture = {"type": "image", "url": "/uploads/posts/2026-11/a.webp", "caption": None, "credit": None}
    paragraph = {"type": "paragraph", "text": "A first paragraph of the story, whole."}
    replica.correct("en", caption, body=[paragraph, picture])
    site.crawl("revisit", "-a", f"id=en:{caption}")
    replica.correct("en", caption, body=[paragraph, picture | {"caption": "In the mountains"}])
    replica.correct("en", date, published=replica.article("en", date).published - timedelta(hours=25))
    site.crawl("revisit", "-a", "since=2000-01-01")
    changed = [
        (record["id"], [change["field"] for change in record["changes"]]) for record in site.lines()[stored + 1 :]
    ]
    assert dict(changed) == dict(zip(ids, (["body"], ["tags"], ["images", "body"], ["date_published"]), strict=True))
    assert len(changed) == len(ids)
