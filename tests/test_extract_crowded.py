"""Tags with more attributes than any for people."""

from __future__ import annotations

from time import process_time

import pytest

from crawler.extract import generic
from crawler.extract.crowded import MOST, uncrowded
from crawler.extract.page import parse
from tests.test_extract_article import URL, P, article, page
from tests.test_generic import PARAGRAPHS

MANY = 30_000


@pytest.mark.parametrize("value", ["", "=1", "='\"'", '="x y"', "='>'", '=">"', " = /x/"])
def test_they_are_bounded(value: str) -> None:
    crowd = " ".join(f"a{n}{value}" for n in range(MANY))
    html = page(P, before=f'<div class="x" {crowd}>Before</div>')
    began = process_time()
    assert article(html).text == "Opening words."
    (tag,) = parse(html.encode(), "utf-8").select("div.x")
    assert len(tag.attrib) == MOST
    assert tag.text == "Before"
    found = generic.extract(f"<html><body><div {crowd}>{''.join(PARAGRAPHS)}</div></body></html>", URL)
    assert PARAGRAPHS[0][3:-4] in found["body"]
    assert process_time() - began < 5


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="data:image/png;base64,{"A" * 9000}" alt="x">',
        f"<script>if (a <b {'&& c ' * 4000}) {{}}</script>",
        f"<p title='{'word ' * 4000}'>",
        f"<div {' '.join(f'a{n}={n}' for n in range(MOST))} {' ' * 3000}>",
        f"a <b {'<' * 5000}",
        "<p a=1>" * 6000,
        "<",
        "",
    ],
)
def test_others_stay_as_they_are(html: str) -> None:
    assert uncrowded(html) == html


@pytest.mark.parametrize("before", [0, 1, 1998, 1999, 2000, 2001, 5000])
def test_they_are_found_wherever_they_stand(before: int) -> None:
    for text in ("x" * before, "<p>" + "x" * before, "<p>" * before):
        tag = f"<div {' '.join(f'a{n}' for n in range(MOST + 300))}>"
        assert uncrowded(f"{text}{tag}After") == f"{text}{tag[: tag.index(f' a{MOST}')]}>After"
