"""Which of a page's dates are the article's own: before its body, in it, below it."""

from __future__ import annotations

import pytest

from tests.test_extract_article import article, page

OWN = "2025-11-12T18:20:00+05:00"
LINK = '<a href="/2025/11/12/">12 ноября 18:20</a>'
TIME = f'<time datetime="{OWN}">12 ноября 18:20</time>'
TEXT = "<p>Text one is here.</p><p>Text two.</p>"
PLAIN = "Text one is here.\n\nText two."


@pytest.mark.parametrize(
    "before",
    [
        '<a href="/2025/11/12/">12 ноября</a>, 18:20',
        '<a href="/2025/11/12/">12 ноября</a> <span>18:20</span>',
        '<span>18:20</span> <a href="/2025/11/12/">12 ноября 2025</a>',
        '18:20, <a href="/2025/11/12/">12 November</a>',
        '<a href="/2025/11/12/">18:20</a>',
        '<a href="/2025/11/12/">Среда<br>12 ноября<br>18:20</a>',
        '<a href="/2025/11/12/">2025 жылғы 12 қараша, 18:20</a>',
        f'<ul class="post-info"><li>{LINK}</li><li>1234 просмотра</li></ul>',
        "<time>12 ноября 2025 г., 18:20</time>",
    ],
)
def test_before_the_body(before: str) -> None:
    assert article(page(TEXT, before=before)).date_published == OWN


ENTRY = '<time datetime="2026-11-22T09:00:00+05:00">09:00</time><a href="/x-123456/">T</a>'


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (f'<div class="info">{LINK}</div>', OWN),
        (TIME, OWN),
        (f"<div><span>Опубликовано: {LINK}</span><span>Просмотров: 123</span></div>", OWN),
        (f'<div class="tags"><a href="/tags/x/">x</a></div><ul><li>{LINK}</li></ul>', OWN),
        (f"<div>{LINK}</div><div>Latest news</div><div>{ENTRY}</div>", OWN),
        (f"<div>Latest news</div><div>{TIME}</div>", None),
        (f"<div><div>{ENTRY}</div></div>", None),
        (ENTRY, None),
        (f'<div><div>{LINK}</div><div><a href="/x-123456/">T</a></div></div>', None),
        (f"<div>Обновлено: {LINK}</div>", None),
        (f"<ul><li><b>Vasya</b> {TIME}<p>What a reader has to say about the article.</p></li></ul>", None),
    ],
)
def test_below_the_body(after: str, expected: str | None) -> None:
    assert article(page(TEXT, after=after)).date_published == expected


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="date">{LINK}</div>{TEXT}',
        f"<div>{TIME}</div>{TEXT}",
        f"<p>Опубликовано: {LINK}</p>{TEXT}",
        f"<div class='meta'><div><span>{LINK}</span> <span>1234 просмотра</span></div></div>{TEXT}",
        f'<p><a href="/2025/11/12/">12 ноября</a>, 18:20</p>{TEXT}',
        LINK + TEXT,
        f"<ul><li>{LINK}</li></ul>{TEXT}",
        f"{TEXT}<p>{LINK}</p>",
        f'<div class="postpic"><img src="/x.webp"></div><p>{LINK}</p>{TEXT}',
    ],
)
def test_first_or_last_in_the_body(body: str) -> None:
    record = article(page(body))
    assert (record.date_published, record.text) == (OWN, PLAIN)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<p>{LINK} the president signed it.</p>", "12 ноября 18:20 the president signed it."),
        ('<p><a href="/2025/11/12/">As we reported yesterday</a></p>', "As we reported yesterday"),
        (f"<p>A.</p><p>{LINK}</p><p>B.</p>", "A.\n\n12 ноября 18:20\n\nB."),
        (
            "".join(f"<p><time>1{n}:05</time></p><p>{n}.</p>" for n in range(3)),
            "10:05\n\n0.\n\n11:05\n\n1.\n\n12:05\n\n2.",
        ),
        ("<p>12 ноября 2025</p><p>A.</p>", "12 ноября 2025\n\nA."),
    ],
)
def test_dates_that_are_text(body: str, text: str) -> None:
    record = article(page(body))
    assert (record.date_published, record.text) == (None, text)


UNKNOWN = "".join(
    f"<p>The council of the town has met for the {n}th time and spoke of the bridge.</p>" for n in range(9)
)
STORY = "<body><div class='story'><h1>A Bridge</h1>{}<div class='story__text'>{}</div></div>{}</body>"


@pytest.mark.parametrize(
    "line",
    [
        '<span class="story__date">12.11.2025, 18:20</span>',
        "<div>12 ноября 2025, 18:20</div>",
        "<div><span>12.11.2025</span><span>18:20</span></div>",
        "<div><b>12 November 2025</b> <i>18:20</i> <i>1 204</i></div>",
        "<div>Nov 12, 2025, 6:20 p.m. | Ann Bell</div>",
        "<div>Опубликовано: 12.11.2025, 18:20</div>",
        "<div>Society | Дата: <b>12.11.2025, 18:20</b></div>",
        "<div><i>18:20</i><b>12.11.2025</b></div>",
        "<div>2025 ж. 12 қараша, 18:20</div>",
        "<div>12 ноября 2025 года, 18:20 · 123 просмотра</div>",
        f'<p class="lead">{"A standfirst of some length. " * 5}</p><p>12.11.2025 18:20</p>',
        '<div><span data-time="2025-11-12T13:20:00Z">12.11.2025</span></div>',
        '<i title="2025-11-12 18:20">10 d</i>',
        "<div>Обновлено: <span>20.11.2026, 10:00</span></div><div>12.11.2025, 18:20</div>",
        "<div>12.11.2025 18:20 <span>Views: 152</span></div>",
        '<div>Published: 12.11.2025 18:20 <span>Views: 152</span> <a href="#c">Comments 38</a></div>',
        "<div>Опубликовано: 12.11.2025, 18:20 | Обновлено: 20.11.2026, 16:05</div>",
        "<div>Опубликовано: 12.11.2025, 18:20 | Обновлено: 20.11.2026, 16:05 "
        "<i>Просмотров: 1315</i> <u>Комментарии 50</u></div>",
        "<div>Updated: 20.11.2026, 16:05. Published: 12.11.2025, 18:20</div>",
        "<div>12.11.2025 18:20 (updated 20.11.2026 16:05)</div>",
        "<div>By Ann Bell, 12 November 2025, 18:20</div>",
        "<p>12 ноября 2025, 18:20, автор: Анна Белова</p>",
        "<table><tr><td>12.11.2025, 18:20</td><td>Views: 152</td></tr></table>",
    ],
)
def test_a_plain_line_near_the_headline(line: str) -> None:
    record = article(STORY.format(line, UNKNOWN, ""))
    assert (record.date_published, record.provenance.get("date_published")) == (OWN, "generic:line")
    assert (record.date_published_raw or "").count("2025") == 1
    assert record.text.startswith(("The council", "A standfirst"))
    told = '<time datetime="2024-02-29T12:00:00+05:00"></time>'
    assert article(STORY.format(line + told, UNKNOWN, "")).provenance["date_published"] == "generic:time"


@pytest.mark.parametrize("logo", ["Orda.kz", "The Newspaper of the Steppe"])
def test_beside_the_headline_and_not_the_name_of_the_site(logo: str) -> None:
    """A link to another article amid the text leaves it at that."""
    link = "<p>Elsewhere: <a href='/another-story-9500/'>Another story of this town</a></p>"
    top = f"<title>A Bridge</title><div class='top'><h1>{logo}</h1></div>"
    told = article(top + STORY.format("<p>12.11.2025 18:20</p>", UNKNOWN + link + UNKNOWN, ""))
    assert (told.headline, told.date_published) == ("A Bridge", OWN)


CARD = '<div class="card">{}<a href="/another-story-9500/">Another story of this town</a></div>'


@pytest.mark.parametrize(
    "line",
    [
        "<div>18:20</div>",
        "<div>12 ноября</div>",
        "<div>12.11.2027, 18:20</div>",
        "<div>12.11.1925</div>",
        "<p>It is to open on <b>12 November 2025</b>, they say.</p>",
        "<h2>12 ноября 2025</h2>",
        "<div>Курс на\n  <b>12.11.2025</b>: 520</div>",
        "<div>Opening: <span><b>12 November 2025, 18:20</b></span></div>",
        '<div>Обновлено <span data-time="2025-11-12T13:20:00Z">12.11.2025</span></div>',
        "<div><b>Обновлено:</b> <span>12.11.2025 18:20</span></div>",
        "<div>12.11.2025 18:20 updated</div>",
        "<table><tr><td>First</td><td>12.11.2025, 18:20</td></tr><tr><td>Then</td><td>13.11.2025</td></tr></table>",
        CARD.format("<span>12.11.2025, 18:20</span>"),
        f"<div>{CARD.format('<span>12.11.2025, 18:20</span>')}{CARD.format('<i>12.11.2025</i>')}</div>",
        '<div><i>12.11.2025</i><a href="/one-9500/">One</a><i>11.11.2025</i><a href="/two-9501/">Two</a></div>',
        '<div class="comments-list"><div><b>Ann</b> <span>12.11.2025, 18:20</span></div></div>',
        UNKNOWN + "<div>12.11.2025, 18:20</div>",
    ],
)
def test_lines_that_are_no_date_of_the_article(line: str) -> None:
    assert article(STORY.format(line, UNKNOWN, "")).date_published is None
    assert article(STORY.format("", UNKNOWN, line)).date_published is None


def test_a_line_near_the_headline_and_no_time_amid_the_text() -> None:
    chronicle = '<p><time datetime="2025-11-14T20:43:00">20:43</time></p><p>The council rose.</p>'
    assert article(STORY.format("<div>12.11.2025 18:20</div>", UNKNOWN + chronicle, "")).date_published == OWN
    assert (article(STORY.format("", UNKNOWN + chronicle, "")).date_published or "").startswith("2025-11-14")


LAYOUT = (
    "<table><tr><td>{}</td></tr><tr><td>12.11.2025 18:20</td></tr><tr><td>{}</td></tr></table>",
    "<table><tr><td>{}<br><font color=gray>12.11.2025 18:20</font><br>{}</td></tr></table>",
)


@pytest.mark.parametrize("layout", LAYOUT)
@pytest.mark.parametrize(
    "heading", ["<h1>A Bridge for the Town</h1>", "<font size=5><b>A Bridge for the Town</b></font>"]
)
def test_beside_the_headline_in_a_layout_table(layout: str, heading: str) -> None:
    head = "<title>A Bridge for the Town — Orda.kz</title>"
    assert article(head + layout.format(heading, UNKNOWN)).date_published == OWN


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published: 12.11.2025 18:20 | Updated: 13.11.2025 10:00", "2025-11-13T10:00:00+05:00"),
        ("Обновлено: 13.11.2025 10:00. Опубликовано: 12.11.2025 18:20", "2025-11-13T10:00:00+05:00"),
        ("12.11.2025 18:20", None),
        ("Rules updated: 13.11.2025 by the council", None),
    ],
)
def test_the_time_of_a_change_near_the_headline(line: str, expected: str | None) -> None:
    assert article(STORY.format(f"<div>{line}</div>", UNKNOWN, "")).date_modified == expected


def test_a_change_in_the_body_is_neither_date_nor_text() -> None:
    record = article(page(f"<p>Обновлено: {LINK}</p>{TEXT}"))
    assert (record.date_published, record.text) == (None, PLAIN)
