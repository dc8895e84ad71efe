"""What an answer of the site is."""

from __future__ import annotations

from collections import Counter
from time import process_time

import pytest
from w3lib.encoding import http_content_type_encoding

from crawler.extract.article import extract_article
from crawler.extract.page import Page, parse
from crawler.extract.verdict import Verdict, judge
from crawler.extract.wholeness import cut_off
from crawler.items import Article
from crawler.replica import Replica
from crawler.replica.templates import TEMPLATES
from crawler.validate import problem
from tests.test_extract_article import FETCHED, P, ld, news, page
from tests.verdicts import ORIGINS, Answer, bare, in_site, links
from tests.verdicts.articles import ARTICLES, LI
from tests.verdicts.no_articles import NO_ARTICLES
from tests.verdicts.stories import STORIES
from tests.verdicts.strangers import STRANGERS

HTML = "text/html; charset=utf-8"
TIME = "<time itemprop='datePublished' datetime='2026-11-20T10:00:00+05:00'>20.11.2026</time>"
ARTICLE = page(P, before=TIME)


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
    verdict = judge(status, content_type, parse(ARTICLE.encode(), None))
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
    beside = page(WORDS, before=TIME, after=mark, head="<title>Access denied</title>")
    assert judge(200, HTML, parse(beside.encode(), None)).kind == "ok"
    other = f"<h1>H</h1><article>{WORDS * 30}</article>{html.partition('</title>')[2]}"
    assert judge(200, HTML, parse(other.encode(), None)).kind == "ok"


def test_lists_in_place_of_articles() -> None:
    html = "<div class='newslist3'><ul>" + "<li><a href='/x-1/'>x</a></li>" * 5 + "</ul></div>"
    assert judge(200, HTML, parse(html.encode(), None)).kind == "not_an_article"
    assert judge(200, HTML, parse(html.encode(), None), expects="list").kind == "ok"
    assert judge(200, HTML, parse((ARTICLE + html).encode(), None)).kind == "ok"
    told = ld(news(headline="H", datePublished="2026-11-20"))
    assert judge(200, HTML, parse((told + html).encode(), None)).kind == "ok"


@pytest.mark.parametrize("headline", ["Latest news", "Society", "12 November 2025", "Tag: mining", "Orda.kz"])
@pytest.mark.parametrize("teaser", ["", "<p>What this article is about, in a sentence that says more or less all.</p>"])
def test_a_list_under_a_headline(headline: str, teaser: str) -> None:
    entries = "".join(f"<li><a href='/x-{n}/'><span>x</span></a>{teaser}</li>" for n in range(1, 6))
    html = f"<h1>{headline}</h1><div class='newslist3'><ul>{entries}</ul></div>"
    assert judge(200, HTML, parse(html.encode(), None)).kind == "not_an_article"
    story = f"<h1>Story</h1><div class='story'>{WORDS * 5}</div><div class='newslist3'><ul>{entries}</ul></div>"
    assert judge(200, HTML, parse(story.encode(), None)).kind == "ok"


def test_a_short_article_with_a_captcha() -> None:
    html = f"<title>X</title><h1>X</h1>{TIME}<article><p>Short news.</p></article><div class='g-recaptcha'></div>"
    assert judge(200, HTML, parse(html.encode(), None)).kind == "ok"


def test_no_page() -> None:
    assert judge(200, HTML, None).kind == "not_html"
    assert judge(410, None, None).kind == "gone"


# -- the corpus


def verdict_on(answer: Answer, *, rendered: bool = False) -> tuple[Page, Verdict]:
    """The verdict on an answer with status 200 that came whole as far as the transfer can tell."""
    parsed = parse(answer.body, http_content_type_encoding(answer.content_type))
    cut = cut_off(answer.body, vouched=True)
    known = {"address": answer.address, "origins": ORIGINS}
    return parsed, judge(200, answer.content_type, parsed, cut=cut, rendered=rendered, **known)  # type: ignore[arg-type]


def stored(answer: Answer, *, judged: bool = True) -> Article | None:
    """What would be stored of an answer, by all that decides on it; if not *judged*, without the verdict."""
    parsed, verdict = verdict_on(answer)
    if judged and verdict.kind != "ok":
        return None
    record = extract_article(
        parsed, address=answer.address, url=answer.url, origins=ORIGINS, fetched_at=FETCHED, run_id="r1"
    )
    return None if problem(record, FETCHED) else record


@pytest.mark.parametrize("name", NO_ARTICLES)
def test_what_is_no_article_is_not_stored(name: str) -> None:
    _, verdict = verdict_on(NO_ARTICLES[name])
    assert verdict.kind == NO_ARTICLES[name].kind, verdict
    assert verdict.reason
    assert stored(NO_ARTICLES[name]) is None


def test_the_corpus_is_worth_something() -> None:
    """There is enough of each kind, and much of it would be stored if only extraction decided."""
    kinds = Counter(answer.kind for answer in NO_ARTICLES.values())
    assert len(NO_ARTICLES) >= 100
    assert min(kinds[kind] for kind in ("blocked", "soft_404", "not_an_article", "truncated", "needs_browser")) >= 7
    assert sum(stored(answer, judged=False) is not None for answer in NO_ARTICLES.values()) >= 50


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_stored(name: str) -> None:
    _, verdict = verdict_on(ARTICLES[name])
    assert verdict.kind == "ok", verdict
    assert stored(ARTICLES[name]) is not None


@pytest.mark.parametrize("name", STRANGERS)
def test_what_nothing_speaks_for_is_no_article(name: str) -> None:
    """No wording gives these away; nearly all of them would be stored if only extraction decided."""
    _, verdict = verdict_on(STRANGERS[name])
    assert verdict.kind in ("not_an_article", "blocked"), verdict
    assert verdict.reason


def test_what_is_missing_is_said() -> None:
    _, verdict = verdict_on(STRANGERS["nothing friendly frame"])
    assert verdict.reason == "no date, no address of its own, no sign of an article, 1 paragraph"


@pytest.mark.parametrize("name", STORIES)
def test_what_speaks_for_an_article_outweighs_what_it_says(name: str) -> None:
    _, verdict = verdict_on(STORIES[name])
    assert verdict.kind == "ok", verdict
    assert verdict.sure == (name != "much prose and nothing else")
    record = stored(STORIES[name])
    assert record is not None
    assert record.body


def test_an_article_of_another_edition_is_another() -> None:
    """By its letters; its own translation may be named as its address."""
    story = STORIES["one sentence, addressed"].body
    assert verdict_on(Answer(story, "ru"))[1].reason == "an article of another edition: en:9716"
    assert verdict_on(Answer(story.replace(b"https://en.orda.kz", b"https://orda.kz")))[1].kind == "ok"


FILL = (
    "<script>fetch('/api/body').then(r => r.text()).then(t => {"
    "document.querySelector('.newstext').innerHTML = t})</script>"
)
UNFILLED = (
    *("Загрузка...", "<p>Подождите, идёт загрузка статьи</p>", "<p>Для чтения статьи включите JavaScript.</p>"),
    *("<img src='/img/ajax.gif'>", "<p>The dam above the orchards held through…</p>", "<p>Loading the story</p>"),
)


@pytest.mark.parametrize("inner", UNFILLED)
def test_a_body_still_to_be_filled(inner: str) -> None:
    html = page(inner, before=TIME, after=FILL)
    assert judge(200, HTML, parse(html.encode(), None)).kind == "needs_browser"
    assert judge(200, HTML, parse(html.replace(inner, WORDS * 3).encode(), None)).kind == "ok"


@pytest.mark.parametrize("kind", ["blocked", "soft_404"])
def test_no_refusal_hides_behind_another_status(kind: str) -> None:
    """An answer with an error says more by its status, but that a challenge came with it counts."""
    for answer in (one for one in NO_ARTICLES.values() if one.kind == kind):
        verdict = judge(503, "text/html", parse(answer.body, None), address=answer.address, origins=ORIGINS)
        assert verdict.kind == ("blocked" if kind == "blocked" else "failed")


def test_a_page_from_a_browser_needs_none() -> None:
    needing = [answer for answer in NO_ARTICLES.values() if answer.kind == "needs_browser"]
    assert all(verdict_on(answer, rendered=True)[1].kind != "needs_browser" for answer in needing)


# -- lists

LIST_OF_CARDS = '<div class="card"><a href="{href}">{headline}</a></div>'


LISTS = {
    "the site's own": (f"<h1>Latest news</h1><div class='newslist3'><ul>{links('en', LI)}</ul></div>", "ok"),
    "of another make": (f"<h1>News</h1>{links('en', LIST_OF_CARDS)}", "ok"),
    "a day without news": ("<h1>12.11.2026</h1><div class='newslist3'><ul></ul></div>", "ok"),
    "bones": ("<h1>News</h1><div class='newslist3'><ul><li class='skeleton'></ul></div>", "needs_browser"),
    "an address to load from": ("<div class='newslist3' data-src='/api/news'></div>", "needs_browser"),
    "a script that names it": ("<div class='newslist3'></div><script>fill('.newslist3')</script>", "needs_browser"),
    "an empty root": ("<div id='app'></div><script src='/app.js'></script>", "needs_browser"),
}


def test_what_comes_in_place_of_a_list() -> None:
    """A page without a link to the site is a wall, one with its menu is no list, and the front page is another."""
    kinds = Counter(judge(200, HTML, parse(one.body, None), expects="list").kind for one in STRANGERS.values())
    assert kinds.keys() == {"blocked", "not_an_article", "ok"}
    wall = judge(200, HTML, parse(STRANGERS["shield section"].body, None), expects="list")
    assert (wall.kind, wall.reason) == ("blocked", "no list, and no link to the site")
    cards = links("en", LIST_OF_CARDS, 9)
    for head, body in (
        ('<link rel="canonical" href="https://en.orda.kz/">', f"<h1>News</h1>{cards}"),
        ("", f"<h1>Orda.kz — news of Kazakhstan</h1>{cards}"),
    ):
        home = judge(200, HTML, parse(bare("Orda", body, head=head), None), expects="list")
        assert home.kind == "not_an_article", head


@pytest.mark.parametrize("name", LISTS)
def test_lists(name: str) -> None:
    html, kind = LISTS[name]
    assert judge(200, HTML, parse(in_site("en", "Orda.kz", html), None), expects="list").kind == kind
    assert judge(200, HTML, parse(bare("Orda.kz", html), None), expects="list").kind == kind


@pytest.mark.parametrize("kind", ["blocked", "soft_404", "not_an_article"])
def test_no_list_either(kind: str) -> None:
    """A wall, a page that is not there, and an error are that also in the place of a list."""
    for name, answer in NO_ARTICLES.items():
        unwell = name.startswith(("maintenance", "mysql", "php", "500", "502", "database", "nginx", "parked"))
        beside_news = "latest news" in name or "search" in name
        if answer.kind == kind and (kind != "not_an_article" or unwell) and not beside_news:
            assert judge(200, HTML, parse(answer.body, None), expects="list", origins=ORIGINS).kind == kind, name


# -- all templates of the replica


def test_pages_of_the_replica() -> None:
    with Replica(seed=3, articles=60) as replica:
        origins = type(ORIGINS)(replica.origins)
        for edition in replica.rooms:
            for template in TEMPLATES:
                replica.rooms[edition].template = template
                pages = replica.pages[edition]
                first, second = replica.articles(edition)[:2]
                for article in replica.articles(edition):
                    address = origins.article(article.url)
                    parsed = parse(pages.get(article.path).body, None)
                    assert judge(200, HTML, parsed, address=address, origins=origins).kind == "ok"
                address = origins.article(first.url)
                for path in ("/", "/last-news/", f"/{first.published:%Y/%m/%d}/", "/sport/", second.path):
                    parsed = parse(pages.get(path).body, None)
                    other = judge(200, HTML, parsed, address=address, origins=origins)
                    assert path == second.path or other.kind == "not_an_article", (template, path)
                    assert other.kind in ("ok", "not_an_article")
                missing = parse(pages.get("/nothing-here-1/").body, None)
                assert judge(200, HTML, missing, address=address, origins=origins).kind == "soft_404"
                empty = parse(pages.get("/1990/01/01/").body, None)
                assert judge(200, HTML, empty, expects="list").kind == "ok"


def test_a_verdict_costs_next_to_nothing() -> None:
    with Replica(seed=3, articles=20) as replica:
        urls = [article.path for article in replica.articles("en")]
        took = []
        for path in urls:
            parsed = parse(replica.pages["en"].get(path).body, None)
            began = process_time()
            judge(200, HTML, parsed, address=ORIGINS.article("https://en.orda.kz/x-1/"), origins=ORIGINS)
            took.append(process_time() - began)
    assert sorted(took)[len(took) // 2] < 0.002
