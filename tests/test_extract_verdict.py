"""What an answer of the site is."""

from __future__ import annotations

import pytest

from crawler.extract.page import parse
from crawler.extract.verdict import judge
from tests.test_extract_article import P, ld, news, page

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("status", "content_type", "kind"),
    [
        (200, HTML, "ok"),
        (200, None, "ok"),
        (200, "", "ok"),
        (200, "Application/XHTML+XML", "ok"),
        (200, "application/json", "not_html"),
        (200, "image/webp", "not_html"),
        (200, "application/pdf", "not_html"),
        (404, HTML, "not_found"),
        (410, HTML, "gone"),
        (401, HTML, "blocked"),
        (403, HTML, "blocked"),
        (429, None, "blocked"),
        (451, HTML, "blocked"),
        (400, HTML, "failed"),
        (500, HTML, "failed"),
        (503, HTML, "failed"),
        (302, HTML, "failed"),
    ],
)
def test_status_and_type(status: int, content_type: str | None, kind: str) -> None:
    verdict = judge(status, content_type, parse(page(P).encode(), None))
    assert verdict.kind == kind
    assert (verdict.reason == "") == (kind == "ok")


CHALLENGES = [
    "<title>Just a moment...</title><i id='challenge-stage'></i><script src='/cdn-cgi/challenge-platform/x.js'>",
    "<title>Attention Required! | Cloudflare</title><div id='cf-wrapper'><h1>Sorry, you have been blocked</h1></div>",
    "<title>DDoS-Guard</title><h1>Checking your browser</h1>",
    "<title>Проверка</title><form><div class='g-recaptcha'></div></form>",
    "<title>Access denied</title><h1>Access denied</h1>",
]


@pytest.mark.parametrize("html", CHALLENGES)
def test_challenges(html: str) -> None:
    for status in (200, 503):
        for expects in ("article", "list"):
            assert judge(status, HTML, parse(html.encode(), None), expects=expects).kind == "blocked"


WORDS = "<p>The ministry's captcha said: access denied. Cookies were accepted. Just a moment, please.</p>"


@pytest.mark.parametrize("html", CHALLENGES)
def test_articles_are_no_challenges(html: str) -> None:
    """A script that the provider puts into every page, a comment form's captcha, or talk of such things is no block."""
    mark = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    assert (
        judge(200, HTML, parse(page(WORDS, after=mark, head="<title>Access denied</title>").encode(), None)).kind
        == "ok"
    )
    other = f"<h1>H</h1><article>{WORDS * 30}</article>{html.partition('</title>')[2]}"
    assert judge(200, HTML, parse(other.encode(), None)).kind == "ok"


def test_lists_in_place_of_articles() -> None:
    html = "<div class='newslist3'><ul>" + "<li><a href='/x-1/'>x</a></li>" * 5 + "</ul></div>"
    assert judge(200, HTML, parse(html.encode(), None)).kind == "not_an_article"
    assert judge(200, HTML, parse(html.encode(), None), expects="list").kind == "ok"
    assert judge(200, HTML, parse((page(P) + html).encode(), None)).kind == "ok"
    assert judge(200, HTML, parse((ld(news(headline="H")) + html).encode(), None)).kind == "ok"


@pytest.mark.parametrize("headline", ["Latest news", "Society", "12 November 2025", "Tag: mining", "Orda.kz"])
@pytest.mark.parametrize("teaser", ["", "<p>What this article is about, in a sentence that says more or less all.</p>"])
def test_a_list_under_a_headline(headline: str, teaser: str) -> None:
    entries = "".join(f"<li><a href='/x-{n}/'><span>x</span></a>{teaser}</li>" for n in range(1, 6))
    html = f"<h1>{headline}</h1><div class='newslist3'><ul>{entries}</ul></div>"
    assert judge(200, HTML, parse(html.encode(), None)).kind == "not_an_article"
    story = f"<h1>Story</h1><div class='story'>{WORDS * 5}</div><div class='newslist3'><ul>{entries}</ul></div>"
    assert judge(200, HTML, parse(story.encode(), None)).kind == "ok"


def test_a_short_article_with_a_captcha() -> None:
    html = "<title>X</title><h1>X</h1><article><p>Short news.</p></article><div class='g-recaptcha'></div>"
    assert judge(200, HTML, parse(html.encode(), None)).kind == "ok"


def test_no_page() -> None:
    assert judge(200, HTML, None).kind == "not_html"
    assert judge(410, None, None).kind == "gone"
