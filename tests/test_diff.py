"""What changed between two revisions: lossless, readable, and quick whatever the texts are."""

from __future__ import annotations

import json
from dataclasses import replace
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.content_hash import content_hash
from crawler.diff import CONTEXT, changes, diff, readable, restored
from crawler.items import (
    Article,
    Block,
    Change,
    Embed,
    Heading,
    Hunk,
    Image,
    ImageBlock,
    ListBlock,
    Paragraph,
    Quote,
    Table,
    to_json,
)

OLD = (
    "The ministry said on Monday that 3 people were hurt in the fire. Nobody was killed.",
    "The cause is not known yet, officials said, and the inquiry goes on.",
    "Nothing in this paragraph will ever be changed by anybody.",
    "The last one is rather long, and says little that would matter to anyone at all who reads it to its very end.",
)
NEW = (
    "The ministry said on Tuesday that 4 people were hurt in the fire. Nobody was killed.",
    "Nothing in this paragraph will ever be changed by anybody.",
    "A new paragraph has come.",
    "The last one is rather long, and says little that would matter to no one at all who reads it to its very end.",
    "This is the end.",
)


def article(paragraphs: tuple[str, ...] = OLD, **fields: Any) -> Article:
    made = Article(
        id="en:1",
        edition="en",
        url="https://en.orda.kz/a-1/",
        headline="A headline",
        in_language="en",
        body=tuple(Paragraph(text=text) for text in paragraphs),
        content_hash="",
        fetched_at="2026-11-22T10:03:00Z",
        run_id="r",
        extractor="1",
    )
    return replace(made, **fields)


def test_a_person_can_read_it() -> None:
    changed = changes(article(), article(NEW, headline="Another headline", tags=("fire",)))
    assert readable(changed).split("\n") == [
        "headline",
        "  [-A-]{+Another+} headline",
        "",
        "tags",
        "  {+fire+}",
        "",
        "body",
        "  The ministry said on [-Monday-]{+Tuesday+} that [-3-]{+4+} people were hurt in the",
        "  fire. Nobody was killed.",
        "  [-The cause is not known yet, officials said, and the inquiry goes on.-]",
        "  {+A new paragraph has come.+}",
        "  The last one is rather long, and says little that would matter to [-anyone-]{+no one+}",
        "  at all who reads it to its very end.",
        "  {+This is the end.+}",
    ]


def test_it_is_data_too() -> None:
    (change,) = changes(article(), article(headline="The headline"))
    assert change == Change(
        field="headline",
        before="A headline",
        after="The headline",
        hunks=(Hunk(paragraph=1, offset=0, before="", removed="A", added="The", after=" headline"),),
    )
    assert json.loads(json.dumps(to_json(change)))["hunks"][0]["added"] == "The"


def test_a_hunk_says_where_it_is() -> None:
    before, after = "\n\n".join(OLD), "\n\n".join(NEW)
    for hunk in diff(before, after):
        assert before.startswith(hunk.before + hunk.removed + hunk.after, hunk.offset - len(hunk.before))
        assert before[: hunk.offset].count("\n\n") == hunk.paragraph - 1
        assert "\n\n" not in hunk.before + hunk.after
        assert max(len(hunk.before), len(hunk.after)) <= 2 * CONTEXT


def test_one_word_is_one_change() -> None:
    text = "\n\n".join(f"Paragraph {number} says that it has something of its own to say." for number in range(50))
    (hunk,) = diff(text, text.replace("30 says", "30 denies"))
    assert (hunk.paragraph, hunk.removed, hunk.added) == (31, "says", "denies")
    assert hunk.before == "Paragraph 30 "


def test_a_rewritten_sentence_is_not_cut_into_crumbs() -> None:
    before = "It was the mayor of the small town who had opened the large exhibition."
    after = "Visitors crowd the hall, while the police of several districts keep order there."
    (hunk,) = diff(before, after)
    assert hunk.removed + hunk.after == before


BODIES: list[tuple[Block, ...]] = [
    (Paragraph(text="One"),),
    (Heading(level=2, text="One"),),
    (Heading(level=3, text="One"),),
    (Quote(text="One"),),
    (ListBlock(ordered=False, items=("One", "two")),),
    (ListBlock(ordered=True, items=("One", "two")),),
    (Table(rows=(("One", "two"), ("3", "4"))),),
    (Embed(url="https://youtu.be/x", provider="youtube"),),
    (ImageBlock(url="https://en.orda.kz/y.jpg"),),
    (ImageBlock(url="https://en.orda.kz/y.jpg", caption="One", credit="Two"),),
    (),
]


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_every_kind_of_block_can_change(number: int) -> None:
    before, after = article(body=BODIES[number]), article(body=BODIES[number - 1])
    (change,) = changes(before, after)
    assert (change.field, change.before, change.after) == ("body", None, None)
    assert change.hunks


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "X"},
        {"description": "X"},
        {"date_published": "2026-11-20T10:00:00+05:00"},
        {"authors": ("X",)},
        {"original_author": "X"},
        {"section": "X"},
        {"tags": ("X", "Y")},
        {"image": Image(url=None, credit="X")},
        {"images": (Image(url="https://en.orda.kz/y.jpg"),)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_every_hashed_field_can_change_and_go_back(fields: dict[str, Any]) -> None:
    name = next(iter(fields))
    (there,) = changes(article(), article(**fields))
    (back,) = changes(article(**fields), article())
    assert there.field == back.field == name
    assert (there.before, there.after) == (back.after, back.before)
    assert "{+" in readable([there])
    assert "[-" in readable([back])


def test_what_does_not_change_the_hash_is_no_change() -> None:
    other = article(
        tuple(text.replace(" ", "\u00a0") for text in OLD),
        headline=" A  headline",
        date_modified="2026-11-21",
        links=(),
    )
    assert content_hash(other) == content_hash(article())
    assert changes(article(), other) == ()


def test_no_control_characters_reach_the_terminal() -> None:
    shown = readable(changes(article(), article(headline="A \x1b[31mred\x07 headline")))
    assert "\x1b" not in shown
    assert "\x07" not in shown


WORDS = st.lists(st.sampled_from(["a", "b", "cat", ".", ", ", " ", "\n", "\n\n", "4.1", "ё", "é", "\ud800"]))


@given(WORDS, WORDS)
def test_nothing_is_lost(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    hunks = diff(before, after)
    assert restored(before, hunks) == after
    assert bool(hunks) == (before != after)
    for hunk in hunks:
        assert before.startswith(hunk.before + hunk.removed + hunk.after, hunk.offset - len(hunk.before))
    assert diff(before, after) == hunks


@given(st.text(), st.text())
def test_nothing_is_lost_of_any_text(before: str, after: str) -> None:
    assert restored(before, diff(before, after)) == after


@given(st.lists(st.integers(0, 30), max_size=40), st.lists(st.integers(0, 30), max_size=40))
def test_nothing_is_lost_of_paragraphs(old: list[int], new: list[int]) -> None:
    before, after = ("\n\n".join(f"Paragraph {n} says {n % 7} things." for n in numbers) for numbers in (old, new))
    assert restored(before, diff(before, after)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 200_000, "b a a " * 130_000),
        ("\n\n".join(["a b " * 10_000] * 20), "\n\n".join(["b a a " * 7_000] * 20)),
        ("\n\n".join(f"{n} x" for n in range(80_000)), "\n\n".join(f"{n} y" for n in range(80_000))),
        ("\n\n".join(f"{n} x" for n in range(80_000)), "\n\n".join(f"{n * 7919 % 80_000} x" for n in range(80_000))),
        ("a\n\nb\n\n" * 80_000, "b\n\na\n\na\n\n" * 50_000),
        ("x" * 2_000_000, "x" * 1_999_999 + "y"),
        ("\n" * 1_000_000, "\n" * 999_999),
    ],
    ids=["words", "long paragraphs", "all paragraphs", "other order", "two paragraphs", "one word", "newlines"],
)
def test_nothing_takes_long(before: str, after: str) -> None:
    """A second or two on a slow machine; what is quadratic takes minutes."""
    begun = process_time()
    assert restored(before, diff(before, after)) == after
    assert process_time() - begun < 15
