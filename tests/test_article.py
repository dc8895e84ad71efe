"""Articles by address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conftest import Site

PRINT = ("-O", "-:jsonlines")


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_prints_the_record_and_keeps_it_once(site: Site) -> None:
    article = site.replica.articles("en")[0]
    first = site.crawl("article", "-a", f"url={article.url}", *PRINT)
    assert [record["id"] for record in records(first.stdout)] == [article.id]
    assert first.stderr == ""
    site.replica.reset_log()
    again = site.crawl("article", "-a", f"url={article.url}", *PRINT)
    assert records(again.stdout) == records(first.stdout) == site.lines()
    assert site.asked() == [], "what the archive has is not asked for again"
    assert site.summary().startswith("article: 0 new, 0 failed, 1 known; 0 requests in ")


def test_known_and_new_together(site: Site) -> None:
    site.latest()
    known, new = site.replica.articles("en")[0], site.replica.articles("ru")[0]
    out = site.crawl("article", "-a", f"url={known.url},{new.url}", *PRINT).stdout
    assert {record["id"]: record["revision"] for record in records(out)} == {known.id: 1, new.id: 1}
    assert site.ids().count(known.id) == 1
    assert new.id in site.ids("ru")


def test_a_file_of_addresses_in_all_their_forms(site: Site, tmp_path: Path) -> None:
    en, ru, kk = (site.replica.articles(edition)[0] for edition in ("en", "ru", "kk"))
    path = tmp_path / "list.txt"
    path.write_text(
        f"# what to fetch\n\n{en.url}?utm_source=mail\n  https://orda.kz{ru.path.rstrip('/')}  \n"
        f"HTTP://WWW.KAZ.ORDA.KZ{kk.path}#top\n{en.url.upper().replace('HTTP', 'http')}\n",
        encoding="utf-8",
    )
    site.crawl("article", "-a", f"file={path}")
    assert set(site.ids()) == {en.id, ru.id, kk.id}


def test_addresses_on_standard_input(site: Site) -> None:
    one, two = site.replica.articles("en")[:2]
    out = site.crawl("article", "-a", "file=-", *PRINT, stdin=f"{one.url}\n# {two.url}\n\n{two.url}").stdout
    assert {record["id"] for record in records(out)} == {one.id, two.id}


def test_an_article_from_before_numbers(site: Site) -> None:
    old = next(article for article in site.replica.articles("ru") if article.number is None)
    site.crawl("article", "-a", f"url={old.url}")
    (record,) = site.lines()
    assert record["id"] == old.id == f"ru:{old.slug}"
    assert record["text"] == old.truth["text"]


def test_one_that_is_gone_or_no_article_counts(site: Site) -> None:
    origin = site.replica.origins["en"]
    there, gone, removed = site.replica.articles("en")[:3]
    site.replica.remove("en", gone.id, 410)
    site.replica.remove("en", removed.id, 404)
    result = site.crawl("article", "-a", f"url={there.url},{gone.url}", code=65)
    assert "gone status 410" in result.stderr
    assert site.ids() == [there.id]
    site.crawl("article", "-a", f"url={removed.url}", code=65)
    site.crawl("article", "-a", f"url={origin}/a__trashed-5/", code=65)
    empty = "<html><head><title>x</title></head><body><h1>A headline and nothing else</h1></body></html>"
    site.replica.answer("en", "/bare-77/", status=200, body=empty, headers={"Content-Type": "text/html"})
    assert "rejected" in site.crawl("article", "-a", f"url={origin}/bare-77/", code=65).stderr
    assert site.ids() == [there.id]


def test_one_that_fails_counts(site: Site) -> None:
    one, two = site.replica.articles("en")[:2]
    site.replica.answer("en", two.path, status=503)
    result = site.crawl("article", "-a", f"url={one.url},{two.url}", code=69)
    assert result.stderr.startswith("article: 1 new, 1 failed, 0 known; ")
    assert result.stderr.count("\n") == 1, "one line"
    assert site.ids() == [one.id]


def test_output_files_are_left_alone_by_wrong_arguments(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("precious\n")
    site.crawl("article", "-a", "url=https://example.org/a-1/", "-O", str(path), code=64)
    assert path.read_text() == "precious\n"


def test_the_latest_job_begins_where_it_would_have(site: Site) -> None:
    """Single articles neither set the baseline nor are lost to the latest job."""
    site.crawl("article", "-a", f"url={site.replica.articles('en')[3].url}")
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


def test_show(site: Site) -> None:
    article = site.replica.articles("en")[0]
    site.crawl("article", "-a", f"url={article.url}")
    for name in (article.id, article.url, f"https://en.orda.kz{article.path}?x=1"):
        shown = site.scrapy("show", name)
        assert shown.returncode == 0, shown.stderr
        assert article.truth["headline"] in " ".join(shown.stdout.split())
        assert article.url in shown.stdout
    for wrong in (["show", "en:1"], ["show", "https://example.org/"], ["show"], ["show", "en:1", "en:2"]):
        result = site.scrapy(*wrong)
        assert result.returncode == 64
        assert result.stderr.startswith("scrapy show: ")
        assert result.stderr.count("\n") == 1


def test_reading_needs_no_lock_and_makes_nothing(site: Site) -> None:
    result = site.scrapy("show", "en:1")
    assert result.returncode == 74
    assert "no archive" in result.stderr
    assert not site.data.exists()
