"""Hundreds of kills at random moments: what an uninterrupted crawl stores, no more and no less, after each.

    .venv/bin/python -m bench.kills [--kills 300] [--seed 1]

Each round publishes some articles on a replica and corrects others, starts the `latest` crawl as cron does, or looks
at everything again, kills that with SIGKILL at a random moment, and reads the files as a reader would: whole lines
never go away, no revision is there twice. At the end a clean run has to leave exactly what the replica published last,
each article with the chain of its revisions, and each record with the answer that it was made of in the raw archive.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from crawler.replica import Replica
from tests.conftest import FAST, Site
from tests.test_kill import check_raw


def main() -> int:
    """Run the rounds; 1 if anything was lost, doubled or changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as directory, Replica(seed=options.seed, articles=40) as replica:
        site = Site(replica, Path(directory) / "data")
        expected = set(site.newest(30))
        site.latest()  # where the record of the edition begins
        before = check(site, [], expected)
        for kill in range(options.kills):
            expected |= {article.id for article in replica.publish("en", chance.randrange(8))}
            for article in chance.sample(replica.articles("en")[:30], 3):
                replica.correct("en", article.id, headline=f"Corrected in round {kill}, {chance.random()}")
            batch = f"ORDA_BATCH_SIZE={chance.choice((1, 3, 50))}"
            what = chance.choice((("latest",), ("revisit", "-a", "since=2000-01-01")))
            process = site.start("crawl", *what, *FAST, "-s", batch, "-s", "ORDA_BATCH_SECONDS=0.05")
            time.sleep(chance.uniform(0.4, 3.0))
            process.kill()
            process.communicate()
            before = check(site, before, expected)
            sys.stderr.write(f"\r{kill + 1} kills, {len(before)} records of {len(expected)} articles ")
        site.latest("-s", "ORDA_LEFTOVERS=100000")
        site.crawl("revisit", "-a", "since=2000-01-01")
        records = check(site, before, expected)
        check_raw(site)
        current = {record["id"]: record["headline"] for record in records}
        stale = [a.id for a in replica.articles("en") if a.id in expected and current.get(a.id) != a.headline]
    lost = expected - set(current)
    print(
        f"{options.kills} kills: {len(records)} records of {len(current)} articles, {len(lost)} lost,"
        f" {len(stale)} stale, none twice"
    )
    return int(bool(lost or stale))


def check(site: Site, before: list[dict[str, Any]], expected: set[str]) -> list[dict[str, Any]]:
    """The whole lines there are; those of *before* have to lead them, and each revision to follow the one before."""
    now: list[dict[str, Any]] = []
    for path in sorted((site.data / "articles").glob("*/*.jsonl")):
        now += [json.loads(line) for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    assert now[: len(before)] == before, "a whole line went away or changed"
    last: dict[str, dict[str, Any]] = {}
    for record in now:
        known = last.get(record["id"])
        assert record["revision"] == (known["revision"] + 1 if known else 1), f"revisions of {record['id']}"
        assert record["previous_hash"] == (known["content_hash"] if known else None)
        assert known is None or known["content_hash"] != record["content_hash"], "a revision that changes nothing"
        last[record["id"]] = record
    assert set(last) <= expected, "an article is there that was never published"
    return now


if __name__ == "__main__":
    sys.exit(main())
