"""The hash of what an article says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crawler.content_hash import content_hash, picture_path
from crawler.items import Article, Embed, Image, ImageBlock, Link, ListBlock, Paragraph, Table

BASE = Article(
    id="en:1",
    edition="en",
    url="https://en.orda.kz/a-1/",
    headline="A “quoted” head — line",
    description="It's said",
    in_language="en",
    date_published="2026-11-20T10:00:00+05:00",
    authors=("Ann Bee",),
    section="News",
    tags=("a", "b"),
    image=Image(url="https://en.orda.kz/uploads/posts/2026-11/sizes/1440x810/x.webp", caption="C", credit="D"),
    images=(Image(url="https://en.orda.kz/y.jpg"),),
    body=(
        Paragraph(text="One\ntwo й"),
        ImageBlock(url="https://en.orda.kz/y.jpg"),
        Embed(url="https://youtu.be/x?t=5&si=abc", provider="youtube"),
        ListBlock(ordered=False, items=("one", "two")),
        Table(rows=(("1", "2"), ("3", "4"))),
    ),
    content_hash="",
    fetched_at="2026-11-22T10:03:00Z",
    run_id="r",
    extractor="1",
)
GOLDEN = "6c3dd0305b075d92e6d2d778dcf7f41c9d42c88d6e8813cfc2ac83506a2287f2"


def test_it_is_stable() -> None:
    """A change of this value makes every stored article look edited: it takes a new version of the extractor."""
    assert content_hash(BASE) == GOLDEN


SAME: list[dict[str, Any]] = [
    {"headline": 'A "quoted"  head - line '},
    {"description": "It’s said"},
    {"url": "https://en.orda.kz/b-1/", "id": "en:2"},
    {"date_modified": "2026-11-21T10:00:00+05:00"},
    {"links": (Link(url="https://x.example/", text="x"),)},
    {"related": (Link(url=None, text="x"),)},
    {"translations": {"ru": "https://orda.kz/x-417627/"}},
    {"provenance": {"headline": "og"}, "run_id": "s", "extractor": "2", "fetched_at": "2027-01-01T00:00:00Z"},
    {"content_hash": "x", "text": "x", "word_count": 1, "sources": ("x",), "date_published_raw": "x"},
    {
        "image": Image(
            url="http://127.0.0.1:8001/uploads/posts/2026-11/sizes/720x405/x.webp?v=2", caption="C", credit="D"
        )
    },
    {"image": Image(url="https://cdn.example/uploads/posts/2026-11/x.webp", caption=" C", credit="D")},
    {"body": (Paragraph(text="One two и\u0306"), *BASE.body[1:])},
    {"body": (*BASE.body[:2], Embed(url="https://youtu.be/x?t=5&utm_source=a#b", provider="youtube"), *BASE.body[3:])},
    {"date_published": "2026-11-20T10:00:37+05:00"},
    {"tags": ("B", "a")},
    {"headline": "A ❝quoted❞ head ⁃ line"},
    {"headline": "A ''quoted'' head - line"},
    {"description": "Itʹs said"},
    {"description": "It`s said"},
    {"description": " It's\u2003said"},
    *(
        {"image": Image(url=f"https://en.orda.kz{path}", caption="C", credit="D")}
        for path in (
            "/uploads/posts/2026-11/sizes/800/x.webp",
            "/uploads/posts/2026-11/x-scaled.webp",
            "/uploads/posts/2026-11/x@2x.webp",
            "/cdn-cgi/image/width=800,quality=75/uploads/posts/2026-11/x.webp",
        )
    ),
    {"body": (*BASE.body[:2], Embed(url="http://youtu.be/x?t=5&rel=0#b", provider="youtube"), *BASE.body[3:])},
]
OTHER: list[dict[str, Any]] = [
    {"headline": "Another"},
    {"description": None},
    {"date_published": None},
    {"date_published": "2026-11-20T10:01:00+05:00"},
    {"authors": ()},
    {"original_author": "Ann"},
    {"section": None},
    {"tags": ("a",)},
    {"image": None},
    {"image": Image(url="https://en.orda.kz/uploads/posts/2026-11/sizes/1440x810/x.webp", caption="C", credit="E")},
    {"images": ()},
    {"body": BASE.body[:-1]},
    {"body": (Paragraph(text="One"), Paragraph(text="two й"), *BASE.body[1:])},
    {"body": (*BASE.body[:3], ListBlock(ordered=True, items=("one", "two")), *BASE.body[4:])},
    {"body": (*BASE.body[:4], Table(rows=(("1", "2", "3", "4"),)))},
    {"body": (*BASE.body[:2], Embed(url="https://youtu.be/x?t=6", provider="youtube"), *BASE.body[3:])},
]


@pytest.mark.parametrize("change", SAME)
def test_what_does_not_count(change: dict[str, Any]) -> None:
    assert content_hash(replace(BASE, **change)) == content_hash(BASE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"authors": ("Ann Bee", "Cy Dee")}, {"authors": ("Cy Dee", "Ann Bee")}),
        ({"headline": "ﬁnal oﬃce"}, {"headline": "final office"}),
        (
            {"body": (Embed(url="https://www.youtube.com/embed/x?enablejsapi=1&origin=a", provider="youtube"),)},
            {"body": (Embed(url="https://www.youtube-nocookie.com/embed/x", provider="youtube"),)},
        ),
    ],
)
def test_two_forms_of_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert content_hash(replace(BASE, **one)) == content_hash(replace(BASE, **other))


@pytest.mark.parametrize("change", OTHER)
def test_what_counts(change: dict[str, Any]) -> None:
    assert content_hash(replace(BASE, **change)) != content_hash(BASE)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/resize?url=/uploads/a.jpg&w=800", "/uploads/a"),
        ("/resize?w=400&url=%2Fuploads%2Fb.jpg%3Fv%3D1", "/uploads/b"),
        ("/_next/image?url=https%3A%2F%2Fcdn.example%2Fuploads%2Fsizes%2F800x600%2Fa.webp&w=640&q=75", "/uploads/a"),
        ("/_next/image?url=%2Fmedia%2Fabc&w=64", "/media/abc"),
        ("/thumb.jpg?src=uploads/a.png&w=80", "/uploads/a"),
        ("/picture.php?w=80&id=5", "/picture.php?5"),
        ("/uploads/a.jpg?w=80&id=5", "/uploads/a"),
        ("/media/abc?format=jpg&name=small", "/media/abc"),
        ("/avatar/abc?d=/uploads/a.png", "/avatar/abc"),
        ("/resize?url=http://[x", "/resize"),
    ],
)
def test_the_picture_behind_a_resizer(address: str, path: str) -> None:
    assert picture_path(f"https://en.orda.kz{address}") == path
