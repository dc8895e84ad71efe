"""The general extractor on real pages of other sites: floors that only ever go up."""

from __future__ import annotations

import statistics
from collections import defaultdict
from pathlib import Path

import pytest

from bench.newspages import pages, scorer, scores
from crawler.extract.generic import extract

NEWSPAGES = Path(__file__).resolve().parents[2] / "shared" / "newspages"
FLOORS = {"body aeb": 0.979, "body fundus": 0.9765, "title": 0.875, "authors": 0.926, "date": 0.985, "tags": 0.7585}


def test_quality_on_pages_of_other_sites() -> None:
    if not (NEWSPAGES / "index.jsonl").exists():
        pytest.skip(f"{NEWSPAGES} is not there")
    score = scorer(NEWSPAGES)
    values: dict[str, list[float]] = defaultdict(list)
    for row, html in pages(NEWSPAGES):
        for name, value in scores(score, row, extract(html, row["url"])).items():
            values[name].append(value)
    means = {name: round(statistics.mean(found), 4) for name, found in values.items()}
    assert {name: mean for name, mean in means.items() if mean < FLOORS[name]} == {}
