"""Pages that nest deeper than the parser goes."""

from __future__ import annotations

import pytest

from crawler.extract.page import parse
from tests.test_extract_article import P, article, page

DEEP = 3000


@pytest.mark.parametrize("tag", ["b", "div", "B", "i class=x", "blockquote", "font color=red", "ul><li", "b><p"])
def test_what_comes_after_a_deep_part_is_there(tag: str) -> None:
    assert article(page(f"<p>One.</p>{f'<{tag}>x' * DEEP}<p>Last.</p>")).text.endswith("Last.")


@pytest.mark.parametrize("tag", ["div", "b", "font"])
def test_a_deep_part_before_the_body(tag: str) -> None:
    assert article(page(P, before=f"<{tag}>" * DEEP)).text == "Opening words."
    assert article(page(P, before=f"<{tag}>" * DEEP + f"</{tag}>" * DEEP)).text == "Opening words."


def test_the_ends_of_what_is_left_out_go_with_it() -> None:
    deep = f"<p>One.</p>{'<b>' * DEEP}x{'</b>' * DEEP}<p><b>Sub</b></p><p>Last.</p>"
    assert [(block.type) for block in article(page(deep)).body] == ["paragraph", "heading", "heading", "paragraph"]


@pytest.mark.parametrize("part", ["<script>'</b><div>'</SCRIPT>", "<!-- <div> </div> -->", "<textarea><p></textarea>"])
def test_what_only_looks_like_a_tag_stays(part: str) -> None:
    html = page(f"<p>One.</p>{'<div>' * DEEP}{part * 3}<p>Last.</p>")
    assert article(html).text == "One.\n\nLast."


def test_a_page_after_a_deep_one() -> None:
    parse(("<div>" * DEEP).encode(), None)
    assert article(page(P)).text == "Opening words."


def test_elements_without_ends_do_not_nest() -> None:
    cells = "<tr><td>a<td>b" * DEEP
    record = article(page(f"<table>{cells}</table>{'<p>x' * DEEP}{'<b>' * DEEP}<p>Last.</p>"))
    assert record.text.count("a | b") == DEEP
    assert record.text.count("\n\nx") == DEEP
