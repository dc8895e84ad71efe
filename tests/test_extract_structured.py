"""JSON-LD as pages really have it; the outlets that articles cite."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.page import parse
from crawler.extract.select import compounds
from crawler.extract.sources import cited
from crawler.extract.structured import addresses, is_article, texts, things
from tests.test_extract_article import P, article, ld, news, page

GOOD = '{"@type": "NewsArticle", "headline": "H"}'


@pytest.mark.parametrize(
    "block",
    [
        GOOD,
        f"[{GOOD}]",
        f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite"}}, {GOOD}]}}',
        f'{{"@type": "WebPage", "mainEntity": {GOOD}}}',
        '{"@type": "NewsArticle", "headline": "H",}',
        '{"@type": ["NewsArticle", "Article",], "headline": "H" , }',
        f"<!-- {GOOD} -->",
        f"//<![CDATA[\n{GOOD}\n//]]>",
        f"/*<![CDATA[*/{GOOD}/*]]>*/",
        f"<![CDATA[{GOOD}]]>",
        f"/* a comment */ {GOOD} // another",
        f"{GOOD};",
        f"{GOOD}\n{GOOD}",
        f"\ufeff{GOOD}",
        GOOD.replace('"', "&quot;"),
        '{"@type": "http://schema.org/NewsArticle", "headline": "H", "text": "line\nbreak\tand // no comment, }"}',
        f"{GOOD} rubbish",
    ],
)
def test_ways_of_writing_it(block: str) -> None:
    found = [thing for thing in things([block]) if is_article(thing)]
    assert found
    assert found[0]["headline"] == "H"


@pytest.mark.parametrize(
    "block",
    ["", "{", "not json", '{"a": }', "[" * 9000, '{"a":' * 9000, "null", "3", '"x"', '{"a": 1' + "0" * 9000 + "}"],
)
def test_what_cannot_be_read_is_skipped(block: str) -> None:
    assert [thing for thing in things([block, GOOD]) if is_article(thing)] == [
        {"@type": "NewsArticle", "headline": "H"}
    ]


KEYS = st.sampled_from(
    """@type @graph @id headline author image name url datePublished articleBody keywords articleSection item
    itemListElement mainEntityOfPage""".split()
)
VALUES = st.none() | st.booleans() | st.text() | st.floats()


@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)))
def test_no_shape_upsets_it(value: Any) -> None:
    texts(value)
    addresses(value, [])
    article(page(P, head=ld(value) + ld({"@type": "NewsArticle", "headline": value, "author": value, "image": value})))
    article(page(P, head=ld({**(value if isinstance(value, dict) else {}), "@type": ["BreadcrumbList", "Article"]})))


def test_the_article_that_the_address_names() -> None:
    first = news(headline="Other", url="https://en.orda.kz/other-1/")
    own = news(headline="Own", mainEntityOfPage={"@type": "WebPage", "@id": "https://en.orda.kz/any-slug-9716/"})
    assert article(page(P, h1="", head=ld([first, own]))).headline == "Own"
    assert article(page(P, h1="", head=ld([first, news(headline="Third")]))).headline == "Third"
    assert article(page(P, h1="", head=ld(first))).headline == ""


@pytest.mark.parametrize("block", ['{"a":"' + '\\"' * 40_000, "{" + "/*a" * 300_000])
def test_open_strings_and_comments_take_no_time(block: str) -> None:
    began = process_time()
    assert things([block]) == []
    assert process_time() - began < 3


def test_several_blocks_about_the_article() -> None:
    about = {"url": "https://en.orda.kz/a-story-9716/"}
    blocks = ld(news(headline="H", **about)) + ld(news(headline="", dateModified="2026-11-20", **about))
    record = article(page(P, h1="", head=blocks + ld(news(headline="Other", dateModified="2026-11-21"))))
    assert (record.headline, record.date_modified) == ("H", "2026-11-20T00:00:00+05:00")


def test_each_field_falls_back_on_its_own() -> None:
    head = ld(news(headline="", description="D", keywords=None)) + "<meta property='og:title' content='OG'>"
    record = article(page(P, h1="", head=head))
    assert (record.headline, record.description) == ("OG", "D")
    assert {record.provenance[name] for name in ("headline", "description")} == {"og", "jsonld"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rain fell, Orda.kz reports, citing The Insider.", ("The Insider",)),
        ("Rain fell, Orda.kz reports citing Zakon.kz.", ("Zakon.kz",)),
        ("Citing Reuters and the Financial Times, Orda.kz reports rain.", ("Reuters", "Financial Times")),
        ("Rain fell, reports Orda.kz with reference to the “River Post”.", ("River Post",)),
        ("Rain fell, Orda.kz reports, citing the news agency KazTAG.", ("KazTAG",)),
        ("Rain fell, Orda.kz reports, citing zakon.kz. The Post said nothing.", ("zakon.kz",)),
        ("Rain fell, Orda.kz reports, citing Bloomberg’s sources.", ("Bloomberg",)),
        ("Rain fell, Orda.kz reports.", ()),
        ("Rain fell, Orda.kz reports, citing sources in the ministry.", ()),
        ("Rain fell, Orda.kz reports, citing the Ministry of Water.", ()),
        ("The court ruled, citing Article 5 of the code.", ()),
        ("Прошёл дождь, передает Orda.kz со ссылкой на The Insider.", ("The Insider",)),
        ("Прошёл дождь, сообщает Orda.kz со ссылкой на издание «Речная почта».", ("Речная почта",)),
        ("Прошёл дождь, передаёт Orda.kz со ссылкой на Tengrinews.kz", ("Tengrinews.kz",)),
        ("Orda.kz со ссылкой на Reuters и Bloomberg пишет о дожде.", ("Reuters", "Bloomberg")),
        ("Прошёл дождь, пишет Orda.kz, ссылаясь на агентство Интерфакс.", ("Интерфакс",)),
        ("Прошёл дождь, передает Orda.kz со ссылкой на пресс-службу МВД.", ()),
        ("Прошёл дождь, сообщает Orda.kz.", ()),
        ("Жаңбыр жауды, деп хабарлайды Orda.kz The Insider-ге сілтеме жасап.", ("The Insider",)),
        ("Жаңбыр жауды, деп хабарлайды Orda.kz «Өзен поштасы» порталына сілтеме жасап.", ("Өзен поштасы",)),
        ("Жаңбыр жауды, деп жазады Orda.kz Tengrinews.kz-ке сілтеме жасай отырып.", ("Tengrinews.kz",)),
        ("Orda.kz ҚазАқпаратқа сілтеме жасап хабарлады.", ("ҚазАқпарат",)),
        ("Жаңбыр жауды, деп хабарлайды Orda.kz ІІМ баспасөз қызметіне сілтеме жасап.", ()),
        # several
        ("Orda.kz reports, citing TASS, RIA Novosti and Interfax.", ("TASS", "RIA Novosti", "Interfax")),
        ("Orda.kz reports, citing AFP, AP, and Reuters.", ("AFP", "AP", "Reuters")),
        ("Orda.kz reports, citing TASS, Tokayev and Putin met in Moscow.", ("TASS",)),
        ("Orda.kz reports, citing “The Diplomat” and “Politico”.", ("The Diplomat", "Politico")),
        ("Сообщает Orda.kz со ссылкой на ТАСС, РИА «Новости» и Mash.", ("ТАСС", "РИА Новости", "Mash")),
        ("Сообщает Orda.kz со ссылкой на Zakon.kz и «Хабар 24».", ("Zakon.kz", "Хабар 24")),
        ("Деп хабарлайды Orda.kz ТАСС пен Reuters агенттіктеріне сілтеме жасап.", ("ТАСС", "Reuters")),
        # whose, and of what kind
        ("Orda.kz reports, citing U.S. News & World Report.", ("U.S. News & World Report",)),
        ("Orda.kz reports, citing Kazakhstan's KazTAG agency.", ("KazTAG",)),
        ("Orda.kz reports, citing China's People's Daily.", ("People's Daily",)),
        ("Orda.kz reports, citing the Financial Times' sources.", ("Financial Times",)),
        ("Orda.kz reports, citing Barron's.", ("Barron's",)),
        ("Orda.kz reports, citing a Reuters report.", ("Reuters",)),
        ("Orda.kz reports, citing Bloomberg sources.", ("Bloomberg",)),
        ("Orda.kz reports, citing the Russian news outlet The Insider.", ("The Insider",)),
        ("Orda.kz reports, citing Russian TV channel Rain.", ("Rain",)),
        ("Orda.kz reports, citing Kazakh media.", ()),
        ("Orda.kz reports, citing Article 5 of the code.", ()),
        ("Orda.kz reports, citing 2023 data.", ()),
        ("Сообщает Orda.kz со ссылкой на telegram-канал «База».", ("База",)),
        ("Сообщает Orda.kz со ссылкой на американскую газету The New York Times.", ("The New York Times",)),
        ("Сообщает Orda.kz со ссылкой на источники издания Bloomberg.", ("Bloomberg",)),
        ("Сообщает Orda.kz со ссылкой на казахстанские СМИ.", ()),
        ("Сообщает Orda.kz со ссылкой на Минфин.", ()),
        ("Деп хабарлайды Orda.kz «Азаттыққа» сілтеме жасап.", ("Азаттық",)),
        ("Деп хабарлайды Orda.kz «Reuters»-ке сілтеме жасап.", ("Reuters",)),
        ("Деп жазады Orda.kz, «Reuters» агенттігіне сүйене отырып.", ("Reuters",)),
        ("Rain fell, Orda.kz reports, referring to Reuters.", ("Reuters",)),
        ("Деп хабарлайды Orda.kz. BBC-ге сілтеме жасап.", ("BBC",)),
    ],
)
def test_cited_outlets(text: str, expected: tuple[str, ...]) -> None:
    assert cited([text]) == expected


@pytest.mark.parametrize("count", [0, 1, 300, 301, 1000])
def test_selectors_find_few_and_many_in_order(count: int) -> None:
    parts = "".join(f"<p class='a b a' data-n='{n}'>x</p><p class='c'>y</p>" for n in range(count))
    marked = parse(f"<html><body class='b'>{parts}</body></html>".encode(), None)
    for selector in (".a", "p.b", "[data-n]", "body > p.a.b"):
        assert [e.get("data-n") for e in marked.select(selector)] == list(map(str, range(count)))


@pytest.mark.parametrize("selector", ["a:hover", "a, b", "[", "a >> b", "a[b=c]"])
def test_selectors_of_other_forms_are_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        compounds(selector)
