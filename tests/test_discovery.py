"""When a list has been read far enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import OVERLAP, REMEMBERED, Overlap


def ids(*numbers: int) -> list[str]:
    return [f"en:{number}" for number in numbers]


KNOWN = set(ids(*range(1, 101)))


def read(*pages: list[str], known: set[str] = KNOWN, need: int = OVERLAP) -> list[bool]:
    """Whether it was far enough after each page."""
    overlap = Overlap(need)
    met = []
    for page in pages:
        overlap.read(page, known)
        met.append(overlap.met)
    return met


def test_some_known_at_the_end_of_a_page() -> None:
    assert read(ids(103, 102, 101, *range(100, 70, -1))) == [True]
    assert read(ids(*range(130, 100, -1)), ids(*range(100, 70, -1))) == [False, True]


def test_too_few_known_at_the_end_of_a_page_count_together_with_the_next() -> None:
    assert read(ids(103, 102, 101, 100, 99), ids(98, 97, 96)) == [False, True]


def test_what_is_pinned_above_news_does_not_count() -> None:
    assert read(ids(50, 51, 52, 53, 54, 55, 103, 102, 101), ids(100, 99, 98, 97, 96)) == [False, True]


def test_one_story_that_came_up_again_does_not_count() -> None:
    assert read(ids(110, 109, 50, 108, 107, 106)) == [False]


def test_deleted_anchors() -> None:
    assert read(ids(103, 102, 101, *range(80, 70, -1))) == [True]


def test_entries_pushed_down_while_reading_count_once() -> None:
    overlap = Overlap()
    assert overlap.read(ids(104, 103, 102, 100, 99, 98, 97), KNOWN)
    assert not overlap.read(ids(100, 99, 98, 97), KNOWN), "a page with nothing but repeats is the end of a list"
    assert not overlap.met
    assert overlap.read(ids(97, 96), KNOWN)
    assert overlap.met


def test_a_list_shorter_than_the_rule() -> None:
    assert read(ids(103, 2, 1), known=set(ids(1, 2)), need=2) == [True]


@given(st.integers(0, 120), st.integers(5, 40), st.data())
def test_whatever_the_pages_nothing_new_is_left_below(new: int, size: int, data: st.DataObject) -> None:
    """All that is new lies above where the rule says stop, with pinned stories and deletions anywhere."""
    stretch = [f"en:{n}" for n in range(500, 0, -1)]
    kept = [id for id in stretch if not data.draw(st.booleans()) or id in stretch[100:]]
    fresh = [f"en:{n}" for n in range(1000 + new, 1000, -1)]
    pinned = data.draw(st.lists(st.sampled_from(stretch), max_size=4, unique=True))
    listed = pinned + fresh + [id for id in kept if id not in pinned]
    overlap, read = Overlap(), set[str]()
    for start in range(0, len(listed), size):
        page = listed[start : start + size]
        overlap.read(page, set(stretch))
        read.update(page)
        if overlap.met:
            break
    assert overlap.met
    assert set(fresh) <= read


def test_a_long_list_is_not_remembered_whole() -> None:
    overlap = Overlap()
    pages = [ids(*range(top, top - 30, -1)) for top in range(100_000, 0, -30)]
    for page in pages:
        assert overlap.read(page, set())
        assert not overlap.read(page, set()), "the page beyond the end is the last one, with some"
    assert len(overlap._read) + len(overlap._before) < 3 * REMEMBERED
    assert overlap.read(pages[0], set())
    assert not overlap.read(pages[0], set()), "with others it is the first"
