"""The body: what is text of the article, what is about it, and what is neither."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Article, Embed, to_json
from tests.test_extract_article import article, page


def blocks(body: str) -> list[Any]:
    """The blocks of a page with *body*, in a short form."""
    return [short(block) for block in to_json(article(page(body)))["body"]]


def short(block: dict[str, Any]) -> Any:
    kind = block["type"]
    if kind == "paragraph":
        return block["text"]
    return (kind, *(value for key, value in block.items() if key != "type"))


def related(record: Article) -> list[tuple[str | None, str]]:
    return [(link.url, link.text) for link in record.related]


SITE = "https://en.orda.kz"
P = "<p>Opening words.</p>"
END = "<p>Closing words.</p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One</p><p>Ok.</p><p>Three</p>", ["One", "Ok.", "Three"]),
        ("direct text<p>One</p>between<p>Two</p>tail", ["direct text", "One", "between", "Two", "tail"]),
        ("one<br>two", ["one\ntwo"]),
        ("one<br/>\n <br>two", ["one", "two"]),
        ("one<br>&nbsp;<br><br>two<br>", ["one", "two"]),
        ("<p>a <b>b</b>, <i>c</i><a href='/x-1/'> d</a>e</p>", ["a b, c de"]),
        ("<div><div>in<section>deep</section></div>out</div>", ["in", "deep", "out"]),
        (
            "<p>one\n  two&nbsp;&nbsp;three&shy;four&#8203;five &amp; &laquo;six&raquo;</p>",
            ["one two threefourfive & «six»"],
        ),
        ("<p>Қазақ ә ғ қ ң ө ұ ү һ і; и\u0306</p>", ["Қазақ ә ғ қ ң ө ұ ү һ і; й"]),
        ("<pre>one\ntwo\n\nthree</pre>", ["one\ntwo", "three"]),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", ["Term", "Meaning"]),
        ("<p>H<sub>2</sub>O <q>said</q></p>", ["H2O “said”"]),
        ("<p>unclosed <b>bold<p>next</div></span>", ["unclosed bold", "next"]),
        ("<center><font size=3>old markup</font></center>", ["old markup"]),
        ("<table><tr><td><p>framed</p><p>text</p></td></tr></table>", ["framed", "text"]),
    ],
)
def test_paragraphs(body: str, expected: list[Any]) -> None:
    assert blocks(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h2>Two</h2><h3>Three</h3><h6>Six</h6>",
            [("heading", 2, "Two"), ("heading", 3, "Three"), ("heading", 6, "Six")],
        ),
        ("<p><b>What next</b></p>", [("heading", 2, "What next")]),
        ("<p><strong>What next?</strong></p>", [("heading", 2, "What next?")]),
        ("<p> <span><b>What </b><strong>next</strong></span>&nbsp;</p>", [("heading", 2, "What next")]),
        ("<b>What next</b><br><br>text", [("heading", 2, "What next"), "text"]),
        ("<b>Not alone</b><br>text", ["Not alone\ntext"]),
        ('<p style="font-weight: 700">What next</p>', [("heading", 2, "What next")]),
        ("<p><b>A sentence.</b></p>", ["A sentence."]),
        ("<p><b>«A sentence.»</b></p>", ["«A sentence.»"]),
        ("<p><b>Partly</b> bold</p>", ["Partly bold"]),
        ("<p><b>Partly</b>:</p>", ["Partly:"]),
        (f"<p><b>{'x' * 120}</b></p>", [("heading", 2, "x" * 120)]),
        (f"<p><b>{'x' * 121}</b></p>", ["x" * 121]),
        ("<p><b>***</b></p>", ["***"]),
        ("<h1>The Headline</h1><p>text</p><h1>Another</h1>", ["text", ("heading", 2, "Another")]),
    ],
)
def test_headings(body: str, expected: list[Any]) -> None:
    assert blocks(body) == expected


LONG = "words " * 90 + "without end."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<blockquote>one</blockquote>", [("quote", "one")]),
        ("<blockquote><p>one</p><p>two<br>three</p></blockquote>", [("quote", "one\n\ntwo\nthree")]),
        ("<blockquote><ul><li>a</li><li>b</li></ul></blockquote>", [("quote", "a\n\nb")]),
        ("<blockquote><p><b>bold</b></p></blockquote>", [("quote", "bold")]),
        (
            "<figure><blockquote>said</blockquote><figcaption>Someone</figcaption></figure>",
            [("quote", "said\n\nSomeone")],
        ),
        ('<div class="quote">said</div>', [("quote", "said")]),
        ("<ul><li>one</li><li><p>two</p><p>three</p></li><li></li></ul>", [("list", False, ["one", "two\nthree"])]),
        ("<ol><li>one<li>two</ol>", [("list", True, ["one", "two"])]),
        ("<ul><li>a<ul><li>b</li><li>c</li></ul>d</li><li>e</li></ul>", [("list", False, ["a", "b", "c", "d", "e"])]),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", [("list", False, ["a", "b"])]),
        ("<ul><li><b>a</b></li></ul>", [("list", False, ["a"])]),
        (
            "<table><caption>Prices</caption><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>2<br>3</td></tr></table>",
            ["Prices", ("table", [["a", "b"], ["1", "2 3"]])],
        ),
        (f"<table><tr><td><p>{LONG}</p><p>b</p><p>c</p></td><td>d</td></tr></table>", [LONG, "b", "c", "d"]),
        ("<table><tr><td><p>1</p><p>2</p></td><td>3</td></tr></table>", [("table", [["1 2", "3"]])]),
        ("<table><tr><td>1</td><td></td></tr><tr><td></td><td></td></tr></table>", [("table", [["1", ""]])]),
        (
            "<ul><li>a <img src='/a.jpg'> b</li></ul>",
            [("list", False, ["a b"]), ("image", f"{SITE}/a.jpg", None, None)],
        ),
    ],
)
def test_quotes_lists_tables(body: str, expected: list[Any]) -> None:
    assert blocks(body) == expected


def test_text_joins_everything_with_blank_lines() -> None:
    body = "<p>One<br>two</p><h2>Three</h2><blockquote><p>four</p><p>five</p></blockquote>"
    items = "<ul><li>six</li><li>seven</li></ul>"
    record = article(page(body + items + "<table><tr><td>8</td><td>9</td></tr><tr><td>10</td><td>11</td></tr></table>"))
    assert record.text == "One\ntwo\n\nThree\n\nfour\n\nfive\n\nsix\n\nseven\n\n8 | 9\n\n10 | 11"
    assert record.word_count == len(record.text.split())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<img src='/a.jpg' alt='not a caption'>", (f"{SITE}/a.jpg", None, None)),
        ("<figure><img src='/a.jpg'><figcaption>The river</figcaption></figure>", (f"{SITE}/a.jpg", "The river", None)),
        ("<figure><figcaption>The river</figcaption><img src='/a.jpg'></figure>", (f"{SITE}/a.jpg", "The river", None)),
        (
            "<figure><img src='/a.jpg'><figcaption>The river. Photo: A. Bee</figcaption></figure>",
            (f"{SITE}/a.jpg", "The river.", "A. Bee"),
        ),
        ("<figure><img src='/a.jpg'><figcaption>Фото: А. Би</figcaption></figure>", (f"{SITE}/a.jpg", None, "А. Би")),
        (
            "<div class='wp-caption'><img src='/a.jpg'><p class='wp-caption-text'>The river (Photo: Bee)</p></div>",
            (f"{SITE}/a.jpg", "The river", "Bee"),
        ),
        *(
            (f"<figure><img src='/a.jpg'><figcaption>{said}</figcaption></figure>", (f"{SITE}/a.jpg", *expected))
            for said, expected in (
                ("Мост <span>Фото: А. Би</span>", ("Мост", "А. Би")),
                ("<span>Мост</span><span>Фото: А. Би</span>", ("Мост", "А. Би")),
                ("<p>Мост <em>Фото: архив</em></p>", ("Мост", "архив")),
                ("Мост <span>Фото из архива</span>", ("Мост", "Фото из архива")),
                ("<span>The river. <small>Photo: Bee</small></span>", ("The river.", "Bee")),
                ("<i class='caption'>Photo: Ant</i> <i class='credit'>Photo: Bee</i>", (None, "Bee")),
                ("<span>Photo: Bee</span> <span>The river</span>", ("The river", "Bee")),
                ("<span>The river</span><span>Ann Bee / Orda.kz</span>", ("The river Ann Bee / Orda.kz", None)),
                ("The <span>R</span>iver of i<span>s</span>land Kaz<i>m</i>un", ("The River of island Kazmun", None)),
                ("The river in a <em>photo</em> of 1974", ("The river in a photo of 1974", None)),
                ("A <em>Photo of Bee</em> at the river", ("A Photo of Bee at the river", None)),
            )
        ),
        ("<p><img src='/a.jpg'></p><p>Photo: Bee</p>", (f"{SITE}/a.jpg", None, "Bee")),
        ("<p><img src='/a.jpg'><br>Сурет: Би<br>Closing words.</p>", (f"{SITE}/a.jpg", None, "Би")),
        ("<p><img src='/a.jpg'></p><p><em>Скриншот: Би</em></p>", (f"{SITE}/a.jpg", None, "Би")),
        ("<p><img src='/a.jpg'></p><p>Фото из соцсетей</p>", (f"{SITE}/a.jpg", None, "Фото из соцсетей")),
        ("<img src='data:image/gif;base64,AA' data-src='/a.jpg'>", (f"{SITE}/a.jpg", None, None)),
        ("<img srcset='/s.jpg 100w, /a.jpg 900w'>", (f"{SITE}/a.jpg", None, None)),
        ("<picture><source srcset='/b.webp'><img src='/a.jpg'></picture>", (f"{SITE}/a.jpg", None, None)),
        ("<a href='/big.jpg'><img src='/a b.jpg?x=1'></a>", (f"{SITE}/a%20b.jpg?x=1", None, None)),
    ],
)
def test_pictures(body: str, expected: tuple[str, str | None, str | None]) -> None:
    record = article(page(P + body + END))
    assert [(i.url, i.caption, i.credit) for i in record.images] == [expected]
    assert record.text.split("\n\n")[:2] == ["Opening words.", "Closing words."]
    assert record.links == ()


@pytest.mark.parametrize(
    ("line", "credit", "text"),
    [
        ("<small>Photo: Bee</small>\nThe river rose.", "Bee", "The river rose."),
        ("<small><b>Photo:</b> Bee</small>The river rose.", "Bee", "The river rose."),
        ("<i>Фото из соцсетей</i> «Река поднялась высоко».", "Фото из соцсетей", "«Река поднялась высоко»."),
        ("<b>Photo:</b> Ann Bee", "Ann Bee", None),
        ("<i>Photo: Ann</i> Bee", "Ann Bee", None),
        ("<b>Photo exhibition</b> The museum was full.", None, "Photo exhibition The museum was full."),
        ("<a href='/x.pdf'>Photo report</a> The museum was full.", None, "Photo report The museum was full."),
    ],
)
@pytest.mark.parametrize("before", ["<img src='/a.jpg'><br>", "It rained.\n<img src='/a.jpg'><br>"])
def test_a_credit_in_an_element_before_text(before: str, line: str, credit: str | None, text: str | None) -> None:
    record = article(page(f"{P}{before}{line}{END}"))
    rained = ["It rained."] * ("rained" in before)
    assert record.text.split("\n\n") == ["Opening words.", *rained, *filter(None, [text]), "Closing words."]
    assert [(image.url, image.credit) for image in record.images] == [(f"{SITE}/a.jpg", credit)]


def test_a_credit_in_an_element_at_the_end_of_lines() -> None:
    record = article(page(f"<img src='/a.jpg'>{P}<p>It rained.<br><small>Photo: Bee</small> The river rose.</p>"))
    assert record.text.split("\n\n") == ["Opening words.", "It rained.", "The river rose."]


def test_counters_and_placeholders_are_no_pictures() -> None:
    body = "<img src='/c.gif' width=1 height=1><img><img src='data:x'><img src='https://mc.yandex.ru/watch/1'>"
    assert blocks(P + body + END) == ["Opening words.", "Closing words."]


def test_a_picture_in_a_sentence_does_not_break_it() -> None:
    assert blocks("<p>It <img src='/a.jpg'> flowed.</p>") == ["It flowed.", ("image", f"{SITE}/a.jpg", None, None)]


@pytest.mark.parametrize(
    ("lead", "first", "expected"),
    [
        ("<img src='/l.jpg'>", "", ("/l.jpg", None, None)),
        ("<img src='/l.jpg'>", "<p>Photo: Bee press service</p>", ("/l.jpg", None, "Bee press service")),
        ("<img src='/l.jpg'>", "Коллаж: Orda.kz<br>", ("/l.jpg", None, "Orda.kz")),
        ("<img src='/l.jpg'><p>Photo: Facebook.com/Bee</p>", "", ("/l.jpg", None, "Facebook.com/Bee")),
        (
            "<figure><img src='/l.jpg'><figcaption>The river. Фото: Би</figcaption></figure>",
            "",
            ("/l.jpg", "The river.", "Би"),
        ),
        ("", "<p>Photo: Bee</p>", (None, None, "Bee")),
        ("", "<p>Скриншот видео</p>", (None, None, "Скриншот видео")),
        ("", "", None),
    ],
)
def test_the_lead_picture(lead: str, first: str, expected: tuple[str | None, ...] | None) -> None:
    picture = f"<div class='postpic'>{lead}</div>" if lead else ""
    record = article(page(first + P, before=picture))
    image = record.image and (record.image.url, record.image.caption, record.image.credit)
    if expected and expected[0]:
        expected = (SITE + expected[0], *expected[1:])
    assert image == expected
    assert record.text == "Opening words."
    assert record.images == ()


def test_a_credit_between_headline_and_body() -> None:
    for line in (
        "<p>Photo: Bee</p>",
        "Photo: Bee",
        "<div><span>Photo:</span> <a href='https://x.example/'>Bee</a></div>",
    ):
        record = article(page(P, before=f"<div class='postpic'><img src='/l.jpg'></div>{line}"))
        assert record.image
        assert record.image.credit == "Bee"
        assert record.text == "Opening words."


@pytest.mark.parametrize(
    "text",
    [
        "Photos of the flood were published on Monday.",
        "Photos by witnesses show that police beat a man.",
        "Photo evidence was given to the court, the lawyer said. It shows the river: high and grey.",
        "Фотографии с места событий появились в сети.",
        "Фотограф рассказал о съёмке",
        "Photo: the picture came first. Then came the words, and they were many more than a picture needs",
    ],
)
def test_sentences_that_start_like_a_credit_are_text(text: str) -> None:
    assert blocks(f"<p>{text}</p>{P}") == [text, "Opening words."]


def test_credits_around_pictures() -> None:
    one = article(page(f"{P}<p>Photo: A</p><img src='/1.jpg'><p>Words.</p>"))
    two = article(page(f"{P}<p>Photo: A</p><img src='/1.jpg'><p>Photo: B</p><img src='/2.jpg'><p>Photo: C</p>"))
    assert [image.credit for image in one.images] == ["A"]
    assert [image.credit for image in two.images] == ["B", "C"]
    assert two.text == "Opening words.\n\nPhoto: A"


def test_a_credit_in_the_middle_of_the_text_is_text() -> None:
    assert blocks(f"{P}<p>Photo: Bee</p>{END}") == ["Opening words.", "Photo: Bee", "Closing words."]


@pytest.mark.parametrize(
    ("markup", "url", "provider"),
    [
        ("<iframe src='//www.youtube.com/embed/abc'></iframe>", "https://www.youtube.com/embed/abc", "youtube"),
        (
            "<p><iframe data-src='https://player.vimeo.com/video/1'></iframe></p>",
            "https://player.vimeo.com/video/1",
            "vimeo",
        ),
        ("<video><source src='/v.mp4'>no video</video>", f"{SITE}/v.mp4", "en.orda.kz"),
        ("<audio src='/a.mp3'></audio>", f"{SITE}/a.mp3", "en.orda.kz"),
        (
            "<blockquote class='twitter-tweet'><p>Hi</p><a href='https://twitter.com/b/status/1'>May</a></blockquote>",
            "https://twitter.com/b/status/1",
            "twitter",
        ),
        (
            "<blockquote class='instagram-media' data-instgrm-permalink='https://www.instagram.com/p/x/'>Hi</blockquote>",
            "https://www.instagram.com/p/x/",
            "instagram",
        ),
        ("<script async src='x.js' data-telegram-post='orda/12'></script>", "https://t.me/orda/12", "telegram"),
        ("<iframe src='https://maps.example.org/1'></iframe>", "https://maps.example.org/1", "maps.example.org"),
    ],
)
def test_embeds(markup: str, url: str, provider: str) -> None:
    assert blocks(P + markup + END) == ["Opening words.", ("embed", url, provider), "Closing words."]


def test_advertising_and_empty_frames_are_no_embeds() -> None:
    frames = "<iframe></iframe><iframe src='about:blank'></iframe><iframe src='https://ad.doubleclick.net/x'></iframe>"
    hidden = "<iframe src='https://www.googletagmanager.com/ns.html' width=0 height=0></iframe>"
    assert blocks(P + frames + hidden) == ["Opening words."]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>var x = 'text';</script>",
        "<style>p { color: red }</style>",
        "<noscript><p>Enable scripts</p></noscript>",
        "<template><p>Not shown</p></template>",
        "<p hidden>Not shown</p>",
        "<p style='display: none'>Not shown</p>",
        "<!-- <p>Not shown</p> -->",
        "<nav><a href='/politics/'>Politics</a></nav>",
        "<button>Share</button>",
        "<p>RU | KZ | EN</p>",
        "<div><a href='https://orda.kz/'>RU</a> <a href='https://kaz.orda.kz/'>KZ</a> <a href='/'>EN</a></div>",
        "<ul><li><a href='/society/'>Society</a><li><a href='/news/'>News</a><li><a href='/ordynka/'>Ордынка</a></ul>",
        "<p>Society | News | Ордынка</p>",
        "<div class='share'><a href='#'>Facebook</a><a href='#'>Telegram</a></div>",
        "<p>Share: <a href='https://t.me/share/url?url=x'>Telegram</a> <a href='https://wa.me/?text=x'>WhatsApp</a></p>",
        "<p>Поделиться:</p>",
        "<div class='tags'><a href='/tags/a/'>a</a></div>",
        "<div id='cookie-notice'>We use cookies. <a href='/p/'>More</a></div>",
        "<ins class='adsbygoogle'></ins>",
    ],
)
def test_what_is_no_text(markup: str) -> None:
    assert blocks(P + markup + END) == ["Opening words.", "Closing words."]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<ul><li><a href='/uploads/a.pdf'>A</a><li><a href='/u/b.pdf'>B</a><li><a href='/uploads/c.pdf'>C</a></ul>",
            ("list", False, ["A", "B", "C"]),
        ),
        ("<p><a href='/tags/a/'>A</a>, <a href='/tags/b/'>B</a>, <a href='/tags/c/'>C</a></p>", "A, B, C"),
        ("<ul><li>Politics</li><li>Economy</li><li>Sport</li></ul>", ("list", False, ["Politics", "Economy", "Sport"])),
        ("<ul><li>Казахский</li><li>Русский</li></ul>", ("list", False, ["Казахский", "Русский"])),
        ("<p>Политика, экономика, спорт</p>", "Политика, экономика, спорт"),
    ],
)
def test_lists_of_words_and_documents_are_no_bars(markup: str, expected: Any) -> None:
    assert blocks(P + markup + END) == ["Opening words.", expected, "Closing words."]


@pytest.mark.parametrize(
    "part",
    [
        "<div class='ads'>AD</div>",
        "<nav>n</nav>",
        "<form class='subscribe'><input></form>",
        "<div hidden>x</div>",
        "<div class='postpic'><img src='/l.jpg'></div>",
    ],
)
def test_what_is_left_out_parts_direct_text(part: str) -> None:
    assert blocks(f"One.{part}Two.") == ["One.", "Two."]


@pytest.mark.parametrize(
    "notice",
    [
        "This website uses cookies. By continuing to browse you agree to our cookie policy.",
        "Мы используем файлы cookie. Продолжая пользоваться сайтом, вы соглашаетесь с политикой конфиденциальности.",
        "Біз cookie файлдарын қолданамыз. Сайтты пайдалануды жалғастыра отырып, сіз келісесіз.",
        "Certificate of registration of the mass media No. KZ00VPY00000000 issued on 1 May 2020.",
        "Свидетельство о постановке на учет сетевого издания № KZ00VPY00000000 от 01.05.2020",
        "Желілік басылымды есепке қою туралы куәлік № KZ00VPY00000000",
    ],
)
def test_notices_at_the_ends(notice: str) -> None:
    assert blocks(f"{P}{END}<p>{notice}</p>") == ["Opening words.", "Closing words."]
    assert blocks(f"<p>{notice}</p>{P}{END}") == ["Opening words.", "Closing words."]


@pytest.mark.parametrize(
    "text",
    [
        "The ministry's site uses cookies, and nobody knows why.",
        "The outlet lost its certificate of registration on Friday, the court said.",
        "Latest news",
        "Share prices fell.",
        "Facebook",
        "English",
        "News",
        "По теме",
        "Access denied, the captcha said.",
    ],
)
def test_texts_about_such_things_stay(text: str) -> None:
    assert blocks(f"{P}<p>{text}</p>{END}") == ["Opening words.", text, "Closing words."]
    if text != "Latest news":
        assert blocks(f"{P}<p>{text}</p>") == ["Opening words.", text]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p><b>Read also: <a href='/old-1/'>Old</a></b></p>", [(f"{SITE}/old-1/", "Old")]),
        ("<p><b>Читайте также:</b> <a href='/old-1/'>Old</a></p>", [(f"{SITE}/old-1/", "Old")]),
        ("<p><b>Оқи отырыңыз</b> <a href='/old-1/'>Old</a></p>", [(f"{SITE}/old-1/", "Old")]),
        ("<p>Read also <a href='/old-1/'>Old</a></p>", [(f"{SITE}/old-1/", "Old")]),
        ("<p>READ ALSO: <a href='https://other.example/1'>Old</a></p>", [("https://other.example/1", "Old")]),
        ("<p><b>Read also: An old title</b></p>", [(None, "An old title")]),
        ("<p><b>Read also:<br>One title<br>Two title</b></p>", [(None, "One title"), (None, "Two title")]),
        (
            "<p><b>Read also:</b> Ann Bee on school meals: What Changes",
            [(None, "Ann Bee on school meals: What Changes")],
        ),
        ("<p>📌 <strong>Читайте также</strong>: Что изменится?</p>", [(None, "Что изменится?")]),
        ("<p><b>Оқи отырыңыз:</b><br>«Өзен» тасыды</p>", [(None, "«Өзен» тасыды")]),
        ("<ul><li><b>Read also:</b> An old title</li></ul>", [(None, "An old title")]),
        ("<p><b>Read also:</b></p>", []),
        ("<h3>Read also</h3><ul><li><a href='/old-1/'>Old</a></li></ul>", [(f"{SITE}/old-1/", "Old")]),
        (
            "<p><b>Read also:</b></p><p><a href='/a-1/'>A</a></p><ul><li><a href='https://orda.kz/b-417627/'>B</a></li></ul>",
            [(f"{SITE}/a-1/", "A"), ("https://orda.kz/b-417627/", "B")],
        ),
        (
            "<p><b>Read also:</b><br><a href='/a-1/'>A</a><br><a href='/b-2/'>B</a></p>",
            [(f"{SITE}/a-1/", "A"), (f"{SITE}/b-2/", "B")],
        ),
        (
            "<p><b>Read also:</b> <a href='/a-1/'>A</a>, <a href='/b-2/'>B</a>.</p>",
            [(f"{SITE}/a-1/", "A"), (f"{SITE}/b-2/", "B")],
        ),
        ("<blockquote><b>Read also:</b> <a href='/a-1/'>A</a></blockquote>", [(f"{SITE}/a-1/", "A")]),
        ("<ul><li><b>Read also:</b> <a href='/a-1/'>A</a></li></ul>", [(f"{SITE}/a-1/", "A")]),
        ("<p>По теме: <a href='/a-1/'>A</a></p>", [(f"{SITE}/a-1/", "A")]),
    ],
)
def test_read_also(markup: str, expected: list[tuple[str | None, str]]) -> None:
    record = article(page(P + markup + END))
    assert related(record) == expected
    assert record.text == "Opening words.\n\nClosing words."
    assert record.links == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Read also the ministry's statement</p>",
        "<p><b>Read also the ministry's statement</b></p>",
        "<p>Read also <a href='https://gov.example/'>the ministry's statement</a>.</p>",
        "<p><b>Read also:</b> the statement says more.</p>",
        "<p><b>Read also:</b> The statement says more.</p>",
        "<p><b>Read also:</b> what the ministry says</p>",
        "<p>Read also: The statement of the ministry</p>",
        "<p><b>По теме:</b> The statement of the ministry</p>",
        "<p>Читайте также заявление министерства.</p>",
        "<p><a href='/a-1/'>A link alone</a></p>",
    ],
)
def test_sentences_that_start_like_read_also_are_text(markup: str) -> None:
    record = article(page(P + markup + END))
    assert record.related == ()
    assert len(record.body) == 3


def test_read_also_ends_where_other_text_or_other_sites_begin() -> None:
    links = "<p><a href='/a-1/'>A</a></p><p><a href='https://other.example/'>Other</a></p>"
    record = article(page(f"{P}<p><b>Read also:</b></p>{links}{END}"))
    assert related(record) == [(f"{SITE}/a-1/", "A")]
    assert record.text == "Opening words.\n\nOther\n\nClosing words."


@pytest.mark.parametrize(
    ("picture", "credit"),
    [
        ("<a href='/uploads/big.jpg'><img src='/a.jpg'></a>", None),
        ("<a href='/uploads/big.jpg'><img src='/a.jpg'></a></p><p>Photo: Bee", "Bee"),
        ("<a href='/view.php?i=3'><img src='/a.jpg'></a></p><p>Photo: Bee", "Bee"),
        ("<a href='/photo/3/'><figure><img src='/a.jpg'><figcaption>Photo: Bee</figcaption></figure></a>", "Bee"),
    ],
)
def test_a_picture_of_the_text_after_read_also_stays(picture: str, credit: str | None) -> None:
    quoted = "<blockquote><p><b>Read also:</b></p><p><a href='/b-2/'>B</a></p></blockquote>"
    record = article(page(f"{P}{quoted}<p>{picture}</p>{END}"))
    assert [(image.url, image.credit) for image in record.images] == [(f"{SITE}/a.jpg", credit)]
    assert (related(record), record.text) == ([(f"{SITE}/b-2/", "B")], "Opening words.\n\nClosing words.")


def test_files_after_read_also_are_text() -> None:
    links = "<p><a href='/b-2/'>B</a></p><p><a href='/uploads/report.pdf'>The report</a></p>"
    record = article(page(f"{P}<p><b>Read also:</b></p>{links}{END}"))
    assert related(record) == [(f"{SITE}/b-2/", "B")]
    assert record.text == "Opening words.\n\nThe report\n\nClosing words."


def test_a_last_list_of_own_links_is_related() -> None:
    links = "<ul><li><a href='/a-1/'>A</a></li><li><a href='/b-2/'>B</a></li></ul>"
    record = article(page(P + links))
    assert related(record) == [(f"{SITE}/a-1/", "A"), (f"{SITE}/b-2/", "B")]
    assert record.text == "Opening words."
    assert article(page(P + links + "<p>Original Author: Ann Bee</p>")).text == "Opening words."


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><a href='/a-1/'>A</a></li></ul><p>Closing words.</p>",
        "<ul><li><a href='/a-1/'>A</a></li><li><a href='https://other.example/'>B</a></li></ul>",
        "<ul><li><a href='/a-1/'>A</a> and more</li></ul>",
        "<ul><li>A</li></ul>",
    ],
)
def test_other_lists_stay(markup: str) -> None:
    record = article(page(P + markup))
    assert record.related == ()
    assert any(block.type == "list" for block in record.body)


@pytest.mark.parametrize(
    "block",
    [
        "<div>Latest news</div><ul><li><a href='/a-1/'>A</a></li><li><a href='/b-2/'>B</a></li></ul>",
        "Latest news<ul><li>A</li><li>B</li></ul>",
        "<h3>Последние новости</h3><p><a href='/a-1/'>A</a></p><p><a href='/b-2/'>B</a></p>",
        "<b>Latest news:</b><ul><li>14:05 <a href='/a-1/'>A</a></li></ul>",
    ],
)
def test_the_latest_news_block_is_no_body(block: str) -> None:
    record = article(page(P + block))
    assert record.text == "Opening words."
    assert record.related == ()


@pytest.mark.parametrize(
    "line",
    [
        "<p>Original Author: Ann Bee</p>",
        "<p><b>Original Author: Ann Bee</b></p>",
        "<p>Original Author: <a href='https://orda.kz/x-417627/'>Ann Bee</a>.</p>",
        "Original author – Ann Bee",
        "<p>Original Author: Ann Bee</p><p><b>Read also:</b> <a href='/a-1/'>A</a></p>",
    ],
)
def test_original_author(line: str) -> None:
    record = article(page(P + line))
    assert record.original_author == "Ann Bee"
    assert record.text == "Opening words."
    assert record.links == ()


def test_original_author_as_the_last_line_of_a_paragraph() -> None:
    record = article(page("<p>Opening words.<br>Original Author: Ann Bee</p>"))
    assert (record.original_author, record.text) == ("Ann Bee", "Opening words.")


def test_links_are_those_in_the_text() -> None:
    body = (
        "<p>a <a href='/x-1/?utm_source=y'>one <b>two</b></a> <a href='#note'>1</a> <a href='mailto:a@b.kz'>m</a></p>"
    )
    record = article(page(body + "<ul><li><a href='https://x.example/ä'>three</a> x</li></ul>"))
    expected = [(f"{SITE}/x-1/?utm_source=y", "one two"), ("https://x.example/ä", "three")]
    assert [(link.url, link.text) for link in record.links] == expected
    assert record.text.startswith("a one two 1 m")


def test_parts_of_a_body_cut_into_siblings() -> None:
    parts = "<div class='newstext'><p>One</p></div><div class='newstext'><p>Two</p></div>"
    html = f"<h1>H</h1><div class='fulltext'>{parts}</div>"
    assert article(html).text == "One\n\nTwo"


PIECES = """
    <p> </p> <b> </b> <ul> <li> </ul> <br> <table> <td> <tr> </table> <blockquote> </blockquote> <figure>
    <h2> <figcaption> </figure> <caption> <img/src=a.jpg> <a/href=/x-1/> </a> </div> <script> </script> <pre> word
    """.split()
LINES = ["Read also:", "Photo: x", "word ", "Latest news", "Original Author: x", "\n", " "]


@given(st.lists(st.sampled_from(PIECES + LINES), max_size=40))
def test_no_markup_is_too_broken(parts: list[str]) -> None:
    record = article(page("".join(parts)))
    assert record.word_count == len(record.text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Свидетельство о регистрации СМИ № 123 было отозвано у редакции в 2020 году.",
        "We use cookies every day without noticing, the expert said; the site asks you to accept.",
    ],
)
def test_what_reports_about_a_notice_is_none(text: str) -> None:
    assert article(page(f"<p>Opening.</p><p>{text}</p>")).text == f"Opening.\n\n{text}"
    assert article(page(f"<p>{text}</p><p>Closing.</p>")).text == f"{text}\n\nClosing."


@pytest.mark.parametrize(
    "line",
    [
        "Continues after the advertisement",
        "Continues after the advertisement.",
        "Advertisement. Article continues below",
        "Story continues below advertisement",
        "Продолжение после рекламы",
        "Реклама. Продолжение ниже",
        "Читайте далее после рекламы",
        "Жарнамадан кейін жалғасады",
        "Мақаланың жалғасы жарнамадан кейін",
        "Subscribe to our Telegram channel and be the first to know the news",
        "Follow us on Instagram, Facebook and YouTube!",
        "Join our WhatsApp channel to get the latest news.",
        "You can follow us on Telegram: t.me/orda_kz",
        "Don't miss the news: subscribe to our Telegram channel",
        "Подписывайтесь на наш Telegram-канал и узнавайте новости первыми",
        "Подпишитесь на нас в Telegram и Instagram",
        "Подписывайтесь на Telegram-канал «Orda.kz»",
        "Подпишись на Telegram-канал Orda.kz 👉",
        "Чтобы узнавать новости первыми, подписывайтесь на наш Telegram-канал",
        "Больше новостей в нашем Telegram-канале. Подписывайтесь!",
        "Читайте нас в Telegram, Instagram и Facebook",
        "Telegram арнамызға жазылып, жаңалықтарды бірінші болып біліңіз",
        "Біздің Telegram арнамызға жазылыңыз!",
        "Telegram-каналымызға жазылыңыз, жаңалықтарды бірінші біліңіз",
        "Бізді Instagram желісінде оқыңыз",
        "Found a mistake? Select the text and press Ctrl+Enter.",
        "Нашли ошибку? Выделите текст и нажмите Ctrl+Enter.",
        "Қате таптыңыз ба? Мәтінді белгілеп, Ctrl+Enter басыңыз.",
    ],
)
def test_lines_to_the_reader_amid_the_text(line: str) -> None:
    for part in (f"<p>{line}</p>", f"<p style='text-align:center'><em><a href='https://t.me/x'>{line}</a></em></p>"):
        assert blocks(P + part + END) == ["Opening words.", "Closing words."]


@pytest.mark.parametrize(
    "text",
    [
        "Subscribers to the channel grew to 40,000 in our country",
        "Residents can subscribe to our Telegram channel, the akimat says",
        "Residents can subscribe to the akimat's Telegram channel.",
        "Residents can subscribe to our newsletter",
        "Subscribe to our Telegram channel, the fraudsters wrote to her.",
        "Подписывайтесь на наш канал, писали мошенники в Telegram",
        "Подписывайтесь на Telegram-канал Минздрава",
        "Акимат просит жителей подписаться на Telegram-канал",
        "Подписчики нашего Telegram-канала прислали видео",
        "Жители подписывают петицию в нашем Telegram-канале",
        "Подпишут ли наши депутаты закон о Telegram, неизвестно",
        "Advertising on lamp posts will be banned after the vote",
        "The advertisement continued after the break",
        "Реклама продолжится после Нового года",
        "Продолжение рекламной кампании состоится после выборов",
        "Telegram арнамызға 40 мың адам жазылған",
        "Тұрғындар біздің арнамызға жазылып жатыр",
        "Следите за новостями",
        "Читайте наши договоры с каналом КТК, советует юрист",
        "The army will join our forces on the channel coast, and he will follow",
        "Follow our guide to buy a phone at Telegram",
        "Акимат хабарлағандай, біздің арнаға жазылыңыз",
    ],
)
def test_sentences_about_channels_and_advertising_stay(text: str) -> None:
    assert blocks(f"{P}<p>{text}</p>{END}") == ["Opening words.", text, "Closing words."]
    line = "Subscribe to our Telegram channel"
    assert blocks(f"{P}<p>{line}</p><p>{text}</p>{END}") == ["Opening words.", text, "Closing words."]


# -- what leaks in around an article, in other words and other markup

LINKS = "".join(f"<li><a href='/head-line-{n}/'><span>Headline {n}</span></a></li>" for n in range(417001, 417006))
ENTRIES = "".join(f"<div><span>14:0{n}</span><a href='/head-{n}/'>Headline {n}</a></div>" for n in range(1, 6))
NOTICE = "<p>We use cookies. By continuing to use the site you agree.</p>"
CERTIFICATE = "<p>Certificate of registration of the mass media No. 123</p>"
LATEST = f"<p>Latest news</p><ul>{LINKS}</ul>"


def text_of(body: str) -> str:
    return article(page(body), "https://orda.kz/a-story-417627/").text


@pytest.mark.parametrize(
    "notice",
    [
        "Our site uses cookies",
        "Cookies help us deliver our services. By using our services, you agree to our use of cookies.",
        "By continuing to browse the site you agree to the use of cookies.",
        "Orda.kz uses cookies. Learn more",
        "We use cookies and similar technologies to improve our services. Accept all",
        "This website stores cookies on your computer.",
        "If you continue to use this site we will assume that you agree to cookies.",
        "Продолжая использовать сайт, вы соглашаетесь на обработку файлов cookie.",
        "Этот сайт использует файлы cookie для удобства. ОК",
        "На сайте используются cookie-файлы. Продолжая работу с сайтом, вы даёте согласие на их использование.",
        "Мы используем куки, чтобы вам было удобно. Хорошо",
        "Сайт cookie файлдарын пайдаланады",
        "Сайтты пайдалана отырып, сіз cookie файлдарын қолдануға келісесіз.",
        "Біз сайтты жақсарту үшін cookie қолданамыз. Келісемін",
        "Certificate of registration No. KZ45VPY00061000 issued by the Ministry of Information",
        "Orda.kz. Certificate of registration of online media No. KZ45VPY00061000",
        "Media registration certificate No. 123 issued 2020",
        "Свидетельство о постановке на учёт № 123-ИА",
        "Свидетельство № KZ45VPY00061000 выдано Комитетом информации МИОР РК",
        "Сетевое издание Orda.kz. Свидетельство о постановке на учет № 17234-СИ",
        "Свидетельство о постановке на учёт СМИ № 12. При использовании материалов активная ссылка обязательна.",
        "Куәлік № KZ45VPY00061000",
        "Мерзімді баспасөз басылымын есепке қою туралы № KZ45VPY00061000 куәлігі",
        "© 2018–2026 Orda.kz. All rights reserved",
        "Все права защищены",
        "При использовании материалов сайта активная гиперссылка на Orda.kz обязательна.",
    ],
)
def test_notices_in_other_words(notice: str) -> None:
    assert text_of(f"{P}{END}<p>{notice}</p>") == "Opening words.\n\nClosing words."
    assert text_of(f"<p>{notice}</p>{P}{END}") == "Opening words.\n\nClosing words."


@pytest.mark.parametrize(
    "ending",
    [
        f"{NOTICE}<p><a href='#' id='accept-cookie'>Accept</a></p>",
        NOTICE + LATEST,
        f"{NOTICE}<ul>{LINKS}</ul>",
        CERTIFICATE + "<p>© 2018–2026 Orda.kz. All rights reserved</p>",
        f"{LATEST}{NOTICE}{CERTIFICATE}<p>RU KZ EN</p>",
        f"<ul>{LINKS}</ul><p>© Orda.kz, 2026</p>",
        f"<div>Latest news</div>{ENTRIES}",
        f"<h3>Latest news</h3>{ENTRIES.replace('14:0', '22 ноября, 14:0')}",
        "<p>Latest news</p>" + "".join(f"<p>Headline number {n}</p>" for n in range(5)),
        "<p>Latest news</p><table><tr><td>14:05</td><td><a href='/a-417001/'>A</a></td></tr></table>",
        f"<div class='newslist3'><ul>{LINKS}</ul></div>",
        f"<p>Latest news</p><div class='newslist3'><ul>{LINKS}</ul></div><div>Show more</div>",
        f"{LATEST}<div>Показать ещё</div>",
        "<h3>Последние новости</h3>" + "<div><img src='/i.jpg'><a href='/h-417001/'>H</a></div>" * 3,
        "<h3>Latest news</h3>" + "<article><h4><a href='/h-417001/'>H</a></h4><time>14:05</time></article>" * 3,
        "<h4>Cookies</h4><p>We use cookies to improve your experience.</p><a href='#'>Accept</a>",
        "<p>Share</p><p>Facebook Telegram WhatsApp</p>",
        "<div class='b-comments'><p>Vasya: well, well.</p></div>",
        *(f"<div>{label}</div><ul>{LINKS}</ul>" for label in ("More news", "Жаңалықтар", "Новости", "Recent")),
        "<div class='comments'>" + "<p>Some comment that a reader wrote under the story.</p>" * 12 + "</div>",
        "<p>Photo: Bee</p>",
    ],
)
def test_what_follows_an_article(ending: str) -> None:
    assert text_of(P + END + ending) == "Opening words.\n\nClosing words."


@pytest.mark.parametrize(
    "part",
    [
        f"<div class='plate'>{NOTICE}</div>",
        f"<h4>Cookies</h4>{NOTICE}<a href='#'>Got it</a>",
        CERTIFICATE,
        f"<div class='newslist3'><ul>{LINKS}</ul></div>",
        "<div><a href='#'>Facebook</a> <a href='#'>Telegram</a></div>",
        "<div><a href='mailto:?subject=x'>Email</a> <a href='https://t.me/share/url?url=x'>Telegram</a></div>",
        "<ul><li><a href='javascript:void(0)'>WhatsApp</a></li><li><a href='#'>Скопировать ссылку</a></li></ul>",
    ],
)
def test_furniture_in_the_middle(part: str) -> None:
    assert text_of(P + part + END) == "Opening words.\n\nClosing words."


@pytest.mark.parametrize(
    "bar",
    [
        "<ul><li><a href='/society/'>Society</a><li><a href='/news/'>News</a><li><a href='/regiony/'>R</a></ul>",
        "<ul><li><a href='/society/'>Society</a></li><li><a href='/ordynka/'>Ордынка</a></li></ul>",
        "<div><a href='/society/'>Society</a></div><div><a href='/ordynka/'>Ордынка</a></div>",
        "<div>Society News Ордынка Unheardof</div>",
        "<p>Новости / Общество / Неведомое / Бизнес</p>",
        "<ul><li>Society</li><li>News</li><li>Ордынка</li></ul>",
        "<span>Society</span><span>News</span><span>Ордынка</span>",
        "<div>RU, KZ, EN</div>",
        "<div>RU - KZ - EN</div>",
        "<div>RU » KZ » EN</div>",
        "<p>RU</p><p>KZ</p><p>EN</p>",
        "<ul><li>RU</li><li>KZ</li></ul>",
        "<span>RU</span><span>KZ</span><span>EN</span>",
        "<a href='https://orda.kz/'>Русский</a><a href='https://kaz.orda.kz/'>Қазақша</a>",
    ],
)
def test_bars_at_the_ends(bar: str) -> None:
    assert text_of(f"<div>{bar}</div>{P}{END}") == "Opening words.\n\nClosing words."
    assert text_of(f"{P}{END}<div>{bar}</div>") == "Opening words.\n\nClosing words."


@pytest.mark.parametrize(
    "text",
    [
        "We use cookies to lure the bear.",
        "The site uses cookies without asking, lawyers complain.",
        "Cookies are small files that a site stores in a browser.",
        "If you click accept, you agree to be tracked, activists warn.",
        "By continuing to protest, you agree that prison is near, the officer warned him.",
        "Certificate No. 5 went to the winner of the marathon.",
        "The ministry issued certificate of registration No. 12 to the media outlet Zerde.",
        "The court annulled the registration certificate of the media outlet Zerde, No. 123.",
        "Use of materials is forbidden without consent.",
        "Facebook, Telegram and WhatsApp went down.",
        "Share this with your children, doctors advise.",
        "Photos by Reuters show the burnt village.",
        "Photo: the one thing she took from the house, and never showed to anyone.",
        "© is a sign that nobody reads.",
        "Cover: nobody knows who drew it. It hangs in the hall.",
        "Read next week's paper.",
        "Read also, he said, what the law says.",
        "More on this later.",
        "Society, politics, economy",
        "World Business Health Forum",
        "Kazakh and Russian",
        "Original authors of the bill withdrew.",
        "Popular demands were ignored.",
        "Сайт использует cookie, но никто об этом не знает.",
        "Вы соглашаетесь с политикой cookie?",
        "Продолжая использовать газ, вы соглашаетесь на повышение цен, считает эксперт.",
        "Свидетельство № 45 выдали Ивану в понедельник.",
        "Свидетельство о регистрации автомобиля № 123 выдано в 2020 году.",
        "Редакция потеряла свидетельство о постановке на учёт № 123.",
        "При использовании материалов строители экономят.",
        "Фото – главный инструмент журналиста.",
        "Фото: единственное, что осталось от дома, и больше ничего у неё нет.",
        "Фото Reuters облетело мир.",
        "Читайте, завидуйте.",
        "Рекомендуем пить воду.",
        "В мире неспокойно.",
        "Куәлік № 123 мектеп бітірушіге берілді.",
        "Сайт cookie файлдарын рұқсатсыз пайдаланады деп айыптады.",
        "Оқыңыз, балалар!",
        "Осы тақырыпта кездесу өтті.",
        "Қоғам және саясат",
    ],
)
def test_sentences_that_look_like_furniture_stay(text: str) -> None:
    for body in (f"<p>{text}</p>{P}{END}", f"{P}<p>{text}</p>{END}", f"{P}{END}<p>{text}</p>"):
        assert text in text_of(body).split("\n\n")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<ul><li><a href='https://facebook.com/x'>Facebook</a></li><li><a href='/x-1/'>X</a> too</li></ul>",
            "Facebook\n\nX too",
        ),
        ("<p>Телефон: 123<br>Адрес: Абая, 1<br>Фото: есть</p>", "Телефон: 123\nАдрес: Абая, 1\nФото: есть"),
        ("<ul><li>Photo: five</li><li>Video: two</li></ul>", "Photo: five\n\nVideo: two"),
        ("<h2>Фото: река</h2>", "Фото: река"),
        (
            "<blockquote>Фото: это всё, что у меня осталось от него.</blockquote>",
            "Фото: это всё, что у меня осталось от него.",
        ),
        (
            "<blockquote>We use cookies. By using the site you agree.</blockquote>",
            "We use cookies. By using the site you agree.",
        ),
        ("<div class='latest'><p>The latest: he died.</p></div>", "The latest: he died."),
        (f"<div class='has-comments'>{P}</div>", "Opening words."),
        ("<h3>Популярное</h3><p><a href='/a-417001/'>A</a></p><p>Text.</p>", "Популярное\n\nA\n\nText."),
        ("<p>Читайте: <a href='/a-417001/'>A</a>, где это сказано.</p>", "Читайте: A, где это сказано."),
        ("<p>12 ноября: <a href='/a-417001/'>A</a></p>", "12 ноября: A"),
        ("<p>English, Russian</p>", "English, Russian"),
        ("<p>RU</p>", "RU"),
        ("<b></b><p>A real paragraph that ends.</p>", "A real paragraph that ends."),
    ],
)
def test_markup_that_looks_like_furniture_stays(markup: str, text: str) -> None:
    assert text_of(P + markup + END) == f"Opening words.\n\n{text}\n\nClosing words."


def test_an_article_about_cookies_keeps_what_it_shows() -> None:
    about = "<p>The banner asked every reader of the paper about cookies in these words:</p>"
    assert "you agree" in text_of(P + about + NOTICE + END)
    assert text_of(P + about + END + NOTICE).endswith("Closing words.")


def test_a_subhead_called_latest_news_is_one() -> None:
    assert blocks(P + "<h2>Latest news</h2><p>The siege goes on.</p><p>Nobody knows more.</p>")[1:] == [
        ("heading", 2, "Latest news"),
        "The siege goes on.",
        "Nobody knows more.",
    ]
    assert "Новости" in text_of(f"{P}<h2>Новости</h2><ul>{LINKS}</ul>{END}")


ONE, TWO = "<a href='/one-417001/'>One</a>", "<a href='/two-417002/'>Two</a>"


@pytest.mark.parametrize(
    ("markup", "titles"),
    [
        *(
            (f"<p><b>{label} {ONE}</b></p>", ["One"])
            for label in (
                *("Читайте также 👇", "Читайте также по теме:", "Читайте также на Orda.kz:", "Читайте далее:"),
                *("Тағы да оқи отырыңыз:", "Оқыңыз:", "Осыны да оқыңыз:", "📌 Читайте также:", "— Читайте также:"),
                *("Материал по теме:", "Ранее по теме:", "Тақырыпқа орай:"),
                *("Read also 👇", "Read also on Orda:", "Read next:", "More on this topic:", "You may also like"),
            )
        ),
        (f"<blockquote><p><b>Читайте также:</b></p><p>{ONE}</p></blockquote>", ["One"]),
        (f"<blockquote><p><b>Читайте также:</b></p><ul><li>{ONE}</li></ul></blockquote>", ["One"]),
        (f"<table><tr><td>Читайте также:</td><td>{ONE}</td></tr></table>", ["One"]),
        (f"<p><b>Читайте также:</b> {ONE} и {TWO}</p>", ["One", "Two"]),
        (f"<p>Read also: {ONE} and {TWO}</p>", ["One", "Two"]),
        (f"<div><span>Читайте также</span>{ONE}</div>", ["One"]),
        (
            "<p>Читайте также:</p><figure><a href='/one-417001/'><img src='/i.jpg'></a>"
            f"<figcaption>{ONE}</figcaption></figure>",
            ["One"],
        ),
        (f"<p>Читайте также</p><div><img src='/i.jpg'>{ONE}</div>", ["One"]),
    ],
)
def test_read_also_in_other_words(markup: str, titles: list[str]) -> None:
    record = article(page(P + markup + END), "https://orda.kz/a-story-417627/")
    assert record.text == "Opening words.\n\nClosing words."
    assert [title for _, title in related(record)] == titles
    assert record.images == ()


@pytest.mark.parametrize(
    "line",
    [
        "<p>Original Author:<br>Ann Bee</p>",
        "<p><b>Original Author:</b></p><p>Ann Bee</p>",
        "<p>(Original Author: Ann Bee)</p>",
        "<ul><li>Original Author: Ann Bee</li></ul>",
        "<blockquote>Original Author: Ann Bee</blockquote>",
        "<table><tr><td>Original Author:</td><td>Ann Bee</td></tr></table>",
        "<p>Түпнұсқа авторы: Ann Bee</p>",
        f"<p>Original Author: Ann Bee</p>{CERTIFICATE}{LATEST}",
        "<p>Original Author: Ann Bee</p>" + "".join(f"<img src='/{n}.jpg'>" for n in range(4)),
    ],
)
def test_original_author_in_other_markup(line: str) -> None:
    record = article(page(P + END + line))
    assert (record.original_author, record.text) == ("Ann Bee", "Opening words.\n\nClosing words.")


def test_original_authors() -> None:
    two = article(page(P + "<p>Original Author: Ann Bee</p><p>Original Author: Cy Dee</p>"))
    assert (two.original_author, two.text) == ("Ann Bee, Cy Dee", "Opening words.")
    assert article(page(P, after="<p>Original Author: Ann Bee</p>")).original_author == "Ann Bee"
    sentence = article(page(P + "<p>Original Author:</p><p>The house was sold in May.</p>"))
    assert sentence.text == "Opening words.\n\nThe house was sold in May."


LEAD = "<div class='postpic'><img src='/l.jpg'></div>"


@pytest.mark.parametrize(
    ("html", "credit"),
    [
        (page(P + LEAD + "<p>Photo: X</p>" + END), "X"),
        (page(P + END, h1=LEAD + "<p>Photo: X</p><h1>The Headline</h1>"), "X"),
        (page("<h6>Photo: X</h6>" + P + END, before=LEAD), "X"),
        (page("<blockquote>Photo: X</blockquote>" + P + END, before=LEAD), "X"),
        (page("<ul><li>Photo: X</li></ul>" + P + END, before=LEAD), "X"),
        (page("<p>Фото: пресс-служба. Коллаж: Orda.kz</p>" + P + END, before=LEAD), "пресс-служба. Коллаж: Orda.kz"),
        (page("<p><b>Фото Orda.kz</b></p>" + P + END, before=LEAD), "Фото Orda.kz"),
        (page("<p>Фото носит иллюстративный характер.</p>" + P + END), "Фото носит иллюстративный характер"),
        (page("<p>© Reuters</p>" + P + END, before=LEAD), "Reuters"),
        (page("<p>Басты сурет: X</p>" + P + END, before=LEAD), "X"),
        (page("<p>Opening words.<br>Фото: X</p>" + END), "X"),
        (page(P + END + "<p>Фото: X</p>"), "X"),
        (page(P + END, before="<div class='side'><p>Photo: X</p></div>"), None),
        ("<h1>H</h1><p>Photo: X</p><article>" + P + END + "</article>", "X"),
    ],
)
def test_credits_in_other_places(html: str, credit: str | None) -> None:
    record = article(html)
    assert record.text == "Opening words.\n\nClosing words."
    assert (record.image and record.image.credit) == credit


def test_a_credit_after_a_caption() -> None:
    record = article(page(P + "<p><img src='/a.jpg'></p><p>The river in May</p><p>Фото: X</p>" + END))
    assert record.text == "Opening words.\n\nThe river in May\n\nClosing words."
    assert [image.credit for image in record.images] == ["X"]


def test_a_picture_that_only_its_sources_name() -> None:
    picture = "<picture><source srcset='/s.webp'><img alt='x'></picture>"
    record = article(page(P + picture + "<p>Фото: X</p>" + END, before=f"<div class='postpic'>{picture}</div>"))
    assert [(image.url, image.credit) for image in record.images] == [(f"{SITE}/s.webp", "X")]
    assert record.image
    assert record.image.url == f"{SITE}/s.webp"


@pytest.mark.parametrize(
    "markup",
    ["<b><p>Sub</p></b>", "<strong><p>Sub</p></strong>", "<h2><p>Sub</p></h2>"],
)
def test_paragraphs_in_headings(markup: str) -> None:
    assert blocks(markup + P) == [("heading", 2, "Sub"), "Opening words."]
    assert blocks(markup.replace("Sub", "A sentence.") + P) == ["A sentence.", "Opening words."]


def test_a_frame_parts_direct_text() -> None:
    frame = "<iframe src='https://www.youtube.com/embed/abc'></iframe>"
    assert blocks(f"One{frame}two") == ["One", ("embed", "https://www.youtube.com/embed/abc", "youtube"), "two"]
    assert blocks("One<iframe></iframe>two") == ["One", "two"]


TOPICS = "<p>Здоровье</p><p>Образование</p><p>Наука</p>"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("<h3>Образование</h3><h3>Наука</h3><h3>Спорт</h3><p>Text.</p>", "Образование\n\nНаука\n\nСпорт\n\nText."),
        (f"<blockquote>{TOPICS}</blockquote>", "Здоровье\n\nОбразование\n\nНаука"),
        (f"<p>They are:</p>{TOPICS}", "They are:\n\nЗдоровье\n\nОбразование\n\nНаука"),
        ("<p>Здоровье<br>Образование<br>Наука</p>", "Здоровье\nОбразование\nНаука"),
        (
            "<ul>"
            + "".join(f"<li><a href='https://other.example/{n}/'>{n}</a></li>" for n in ("Спорт", "Мир"))
            + "</ul>",
            "Спорт\n\nМир",
        ),
        ("<ul><li><a href='/a.pdf'>Русский</a></li><li><a href='/b.pdf'>Қазақша</a></li></ul>", "Русский\n\nҚазақша"),
        ("<blockquote><p>Words.</p><footer>— A man</footer></blockquote>", "Words.\n\n— A man"),
        ("<p>One <embed src='/v.swf'> two.</p>", "One\n\ntwo."),
        ("<div class='text_spoiler' style='display:none'>Folded text.</div>", "Folded text."),
        ("<div class='panel' aria-hidden='true'><p>Answer.</p></div>", "Answer."),
        ("<div class='expert-comments'><p>What experts said.</p></div>", "What experts said."),
        ("<p><time>14:05</time></p><p>One.</p><p><time>15:10</time></p>", "14:05\n\nOne.\n\n15:10"),
    ],
)
def test_text_that_looks_like_something_else_stays(part: str, expected: str) -> None:
    assert text_of(P + part + END) == f"Opening words.\n\n{expected}\n\nClosing words."


def test_times_of_a_chronicle_stay_where_they_begin_it() -> None:
    assert text_of(f"<p><time>14:05</time></p>{P}<p><time>15:10</time></p>{END}").startswith("14:05\n\n")


@pytest.mark.parametrize(
    "part",
    [
        '<div class="views">101 views</div>',
        '<p class="views">Views: 123</p>',
        "<p>1 204 просмотра | 3 комментария</p>",
        "<p>👁 345 💬 12</p>",
        '<div><span>Share</span> <a href="#">VK</a> <a href="#">WhatsApp</a> <b>166</b></div>',
        "<p>Онлайн: 463</p>",
        "<p>1.2K views · 3 min read</p>",
        "<p>1,2 тыс. просмотров</p>",
        "<p>Қаралды: 345 рет</p>",
        "<h3>Comments (12)</h3>",
        "<p>Қаралымдар: 15</p>",
        "<p>Прочитали: 4711</p>",
        '<div class="ratebox">Полезно: <span>12</span></div>',
        "<p>Оқылды: 15</p>",
        "<div class='views-row'>101 views</div>",
        "<div><a href='https://www.threads.net/intent/post?text=u'>Threads</a></div>",
        "<a href='https://t.me/share/url?url=x'><img src='/templates/tg.png'></a>",
        "<ul class='x'><li><b>Read also:</b> <a href='/one-417001/'>One</a></li></ul>",
        "<p><b>Тағы оқи отырыңыздар: <a href='/one-417001/'>One</a></b></p>",
    ],
)
def test_what_is_no_text_wherever_it_stands(part: str) -> None:
    record = article(page(P + part + END))
    assert (record.text, record.images) == ("Opening words.\n\nClosing words.", ())


@pytest.mark.parametrize(
    "ending",
    [
        "<p>Latest news<br>" + "<br>".join(f"<a href='/h-{n}/'>Headline {n}</a>" for n in range(4)) + "</p>",
        "<p>Latest news<br>Headline one<br>Headline two<br>Headline three</p>",
        "<h3>Latest news</h3><h4>Today</h4><ul><li><a href='/a-1/'>A</a></li></ul>"
        "<h4>Yesterday</h4><ul><li><a href='/b-2/'>B</a></li></ul>",
        "<div>Сайт использует cookies. <a href='/privacy/'>Подробнее</a> <a href='#'>Принять</a></div>",
        "<p>СМИ зарегистрировано Министерством информации РК. Свидетельство № 17043-СИ от 12.04.2018 г.</p>",
        "<p>Свидетельство о регистрации СМИ №17043-СИ. Собственник: ТОО «Orda Media». Главный редактор: Ян Ян</p>",
        "<p>The original article author: Ann B.</p>",
    ],
)
def test_what_closes_a_page_is_no_text(ending: str) -> None:
    record = article(page(P + END + ending))
    assert (record.text, record.related) == ("Opening words.\n\nClosing words.", ())
    assert record.original_author == ("Ann B." if "original" in ending else None)


def test_an_item_of_a_list_that_is_read_also() -> None:
    record = article(page(f"{P}<ul><li>One</li><li>Two</li><li>Read also: <a href='/x-7/'>X</a></li></ul>{END}"))
    assert record.text == "Opening words.\n\nOne\n\nTwo\n\nClosing words."
    assert related(record) == [(f"{SITE}/x-7/", "X")]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Фото: Акорда. Архивное фото", "Акорда. Архивное фото"),
        ("Photographer: X", "X"),
        ("Авторы фото: X", "X"),
        ("Photo / Collage: X", "X"),
        ("Фото из архива: X", "X"),
        ("Фото ИИ: X", "X"),
        ("Сурет: X (иллюстрация)", "X (иллюстрация)"),
        ("📷: X", "X"),
    ],
)
def test_more_forms_of_credits(line: str, credit: str) -> None:
    record = article(page(f"<p>{line}</p>{P}", before="<div class='postpic'><img src='/lead.webp'></div>"))
    assert record.image is not None
    assert (record.image.credit, record.text) == (credit, "Opening words.")


@pytest.mark.parametrize(
    ("player", "url"),
    [
        ('<oembed url="https://youtu.be/abcdefghijk"></oembed>', "https://youtu.be/abcdefghijk"),
        ('<div class="dlevideoplayer"><ul><li data-url="/v.mp4"></li></ul></div>', f"{SITE}/v.mp4"),
        ('<amp-video src="/v.mp4"><div fallback><p>No video</p></div></amp-video>', f"{SITE}/v.mp4"),
    ],
)
def test_more_players(player: str, url: str) -> None:
    record = article(page(P + player + END))
    assert [b.url for b in record.body if isinstance(b, Embed)] == [url]
    assert record.text == "Opening words.\n\nClosing words."


S = "The ministry said on Monday that the new rules will be in force from January, and that nothing else changes."


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>H</h1><div class='news'><p>{S}</p><p>{S}</p></div>",
        f"<form><h1>H</h1><div class='news'><p>{S}</p><p>{S}</p></div></form>",
        f"<div class='content sidebar'><h1>H</h1><div class='x'><p>{S}</p><p>{S}</p></div></div>",
        f"<h1>H</h1><div itemprop='articleBody'><p>{S}</p></div><i></i><div itemprop='articleBody'><p>{S}</p></div>",
        f"<h1>H</h1><div class='n'><p>{S}</p><p>{S}</p></div><p class='comments-list'>{f'Reader: {S}' * 5}</p>",
        f"<article><h1>H</h1><time>12 November 2025, 18:20</time><p>{S}</p><p>{S}</p></article>",
    ],
)
def test_bodies_of_unknown_make(html: str) -> None:
    assert article(f"<html><body style='visibility:hidden'>{html}</body></html>").text == f"{S}\n\n{S}"


def test_a_single_sentence_of_unknown_make() -> None:
    assert article(f"<html><body><h1>H</h1><div class='full-news'><p>{S}</p></div></body></html>").text == S
