"""Killed at random moments, then run once more: the records of an uninterrupted run, none lost, none twice."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from crawler.captures import find, load
from crawler.run import open_archive
from crawler.zone import in_almaty
from tests.conftest import FAST, Site
from tests.test_raw import sound

KILLS = 20
VARYING = ("fetched_at", "run_id")


def comparable(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {r["id"]: {name: value for name, value in r.items() if name not in VARYING} for r in records}


@pytest.mark.parametrize("batch", [1, 7])
def test_kills(site: Site, batch: int) -> None:
    chance = random.Random(batch)
    settings = (*FAST, "-s", f"ORDA_BATCH_SIZE={batch}", "-s", "ORDA_BATCH_SECONDS=0.05")
    for article in site.replica.articles("en")[:60]:
        site.replica.answer("en", article.path, slow=0.02)
    seen = dict[str, list[bytes]]()
    for kill in range(KILLS // 2):
        if kill % 3 == 0:
            site.replica.publish("en", 5)
        process = site.start("crawl", "latest", *settings)
        time.sleep(chance.uniform(0.4, 1.6))
        process.kill()
        process.communicate()
        seen = whole_lines(site, seen)
    site.replica.clear_answers()
    site.latest()
    assert len(site.ids()) >= 30
    expected = {article.id: article for article in site.replica.articles("en")}
    newest = site.newest(30)
    assert set(newest) <= set(site.ids())
    for id, record in comparable(site.lines()).items():
        assert record["text"] == expected[id].truth["text"]
    site.latest()
    assert site.summary().startswith("latest en: 0 new, 0 failed, 30 known")
    check_raw(site)


def whole_lines(site: Site, before: dict[str, list[bytes]]) -> dict[str, list[bytes]]:
    """The whole lines of each file now, as a reader sees them; those of *before* have to be among them, unchanged."""
    now = dict[str, list[bytes]]()
    for path in sorted((site.data / "articles").glob("*/*.jsonl")):
        lines = path.read_bytes().splitlines(keepends=True)
        now[str(path)] = [line for line in lines if line.endswith(b"\n")]
        assert all(json.loads(line) for line in now[str(path)])
    assert all(now[path][: len(lines)] == lines for path, lines in before.items()), "a line went away or changed"
    return now


def check_raw(site: Site) -> None:
    """Each record has the answer that it was made of, and the files of the raw archive are sound."""
    ledger, _ = open_archive(site.data, readonly=True)
    for record in site.lines():
        at = int(in_almaty(record["fetched_at"]).timestamp())
        place = find(ledger, ledger.links([record["id"]])[record["id"]].pk, at)
        assert place is not None
        assert place.at // 1000 == at
        assert load(site.data / "raw", place).content
    ledger.close()
    for path in (site.data / "raw").rglob("*.warc.gz*"):
        sound(path)
