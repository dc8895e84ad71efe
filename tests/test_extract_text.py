"""Text in one form: what cannot be seen, and white space."""

from __future__ import annotations

import pytest

from crawler.extract.text import clean, squash


@pytest.mark.parametrize(
    ("text", "squashed", "cleaned"),
    [
        ("", "", ""),
        ("as it is", "as it is", "as it is"),
        ("two  spaces", "two spaces", "two spaces"),
        ("\n a\u00a0b\u2009\tc\r\n", " a b c ", "a b c"),
        ("\u2003\n", " ", ""),
        ("in\u00advisi\u200bble\ufeff ", "invisible ", "invisible"),
        ("a\u00ad\u00a0 b", "a b", "a b"),
        ("an \ufffc object", "an object", "an object"),
        ("\x85", "…", "…"),  # white space to Python; from Windows-1252 it is a sign
        ("a\x85\n", "a… ", "a…"),
        ("a\x1cb\x0b", "a b ", "a b"),
        ("e\u0301\n", "e\u0301 ", "é"),
    ],
)
def test_white_space_and_what_cannot_be_seen(text: str, squashed: str, cleaned: str) -> None:
    assert squash(text) == squashed
    assert clean(text) == cleaned
