"""Whether a record may be written."""

from __future__ import annotations

import pytest

from crawler.validate import problem
from tests.test_extract_article import FETCHED, P, article, page


def time(value: str) -> str:
    return f"<time itemprop='datePublished' datetime='{value}'></time>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (page(P), None),
        (page("<iframe src='https://youtu.be/x'></iframe>"), None),
        (page("<img src='/a.jpg'>"), None),
        (page(""), "no body"),
        (page("", before="<div class='postpic'><img src='/a.jpg'></div>"), "no body"),
        (page("<p> &nbsp; </p><script>x</script>"), "no body"),
        (page(P, h1=""), "no headline"),
        (page(P, h1="<h1>Orda.kz</h1>"), "no headline"),
        (page(P, before=time("2005-01-01T00:00:00+06:00")), None),
        (page(P, before=time("2004-12-31T23:59:59+06:00")), "date before 2005"),
        (page(P, before=time("1970-01-01T00:00:00Z")), "date before 2005"),
        (page(P, before=time("2026-11-23T10:03:00Z")), None),
        (page(P, before=time("2026-11-23T10:03:01Z")), "date in the future"),
        (page(P, before=time("not a date")), None),
    ],
)
def test_problem(html: str, expected: str | None) -> None:
    assert problem(article(html), FETCHED) == expected
