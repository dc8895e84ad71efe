"""The parts of the bench run, small, and measure what README says that they do. Times are no matter of the tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import extraction, floor, listcrawl, measuring, million, startup
from bench.__main__ import PARTS, part
from bench.listcrawl import World, world
from bench.measuring import MISSING

ARTICLES = 64
SMALL = {
    listcrawl: {"ROUNDS": 1},
    startup: {"ROUNDS": 1},
    million: {"ROUNDS": 1, "ARCHIVE_ROUNDS": 1, "MILLION": 2_000, "LINKS": 200, "FETCHED": 20},
    extraction: {"ROUNDS": 1, "PROCESSES": 1},
    floor: {"ROUNDS": 1},
}
ROWS = {
    "crawl": [
        ("list crawl of 3,000 articles, raw archive off", "≥ 1.4 × bare Scrapy", 1),
        ("the same with the raw archive on", "≥ 1.1 × bare Scrapy", 1),
        ("peak memory of that crawl", "≤ 130 MB", 0),
        ("durability's share: lines synced and recorded in the ledger, not appended as by FEEDS", "≤ 5 %", 1),
    ],
    "memory": [("peak memory with 30,000 articles", "≤ 130 MB, flat", 0)],
    "start": [("a run with nothing new", "≤ 0.8 × a bare Scrapy crawl of one 304", 1)],
    "million": [
        (
            "a run with nothing new, with a million known articles",
            "≤ 20 ms and ≤ 5 MB more than with a thousand",
            2,
        ),
        ("ledger with indexes, without signatures", "≤ 400 bytes an article", 0),
        ("a commit of 50 beside a million", "≤ 10 ms", 0),
        ("whether a link is known, beside a million", "≤ 20 µs, one query a list page", 0),
        ("an article on disk", "", 0),
    ],
    "archive": [
        ("archive crawl of 100,000 known links", "first article asked for within 1 s, bounded memory", 2),
    ],
    "duplicates": [("near-duplicate check and insert beside a million", "≤ 1 ms an article", 0)],
    "extract": [
        ("full extraction of a 50 KB page, site rules", "≤ 1.0 ms", 1),
        ("the same, general extractor", "≤ 1.2 × trafilatura", 1),
    ],
    "again": [
        ("re-extraction of the raw archive", "≥ 600 pages/s a core", 1),
        ("the same on two cores", "≥ 1.8 ×", 1),
    ],
}
"""What each part measures: of what, the goal, and how many results with their spread."""
SPREAD = re.compile(r"([+-]?[\d.]+)[ %]* \(([+-]?[\d.]+)…([+-]?[\d.]+)\)")


@pytest.fixture(scope="module")
def begun() -> Iterator[World]:
    """A site that all parts measure against, and a data directory that has the oldest page of its list.

    The environment is one that nothing could be measured in.
    """
    with pytest.MonkeyPatch.context() as patch, world(ARTICLES) as here:
        for name in ("http_proxy", "ORDA_NONSENSE", "RENDER", "RAW_ARCHIVE", "SCRAPY_SETTINGS_MODULE"):
            patch.setenv(name, "http://127.0.0.1:1")
        here.begun()
        yield here


@pytest.fixture
def small(begun: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are small."""

    @contextmanager
    def again(_: int = 0) -> Iterator[World]:
        shutil.rmtree(tmp_path / "here", ignore_errors=True)
        shutil.copytree(begun.begun(), tmp_path / "here" / "begun")
        yield World(begun.site, tmp_path / "here")

    for module, constants in SMALL.items():
        monkeypatch.setattr(module, "world", again)
        for name, value in constants.items():
            monkeypatch.setattr(module, name, value)


def test_every_part_is_tried_that_needs_nothing_installed() -> None:
    assert ROWS.keys() | {"floor", "peers"} == PARTS.keys()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ROWS)
def test_a_part_measures_what_it_says(name: str) -> None:
    rows = part(name)()
    assert [(row.what, row.goal, len(SPREAD.findall(row.result))) for row in rows] == ROWS[name]
    for row in rows:
        assert re.match(r"[+-]?\d", row.result), row
        assert not re.search(r"\b(nan|inf)\b", row.result + row.details), row
        for middle, low, high in SPREAD.findall(row.result):
            assert float(low) <= float(middle) <= float(high)
        assert (row.met is None) == (not row.goal or ("two cores" in row.what and measuring.CORES == 1))


@pytest.mark.usefixtures("small")
def test_the_floor_says_what_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    *rows, curl = floor.floor()
    assert [row.what for row in rows] == ["the floor: a bare asyncio client", "the floor: lxml trees"]
    assert all(re.match(r"\d+ pages/s, [\d.]+ ms CPU a page, \d+ MB", row.details) for row in rows)
    assert (curl.what, curl.result) == ("the floor: curl", MISSING)
