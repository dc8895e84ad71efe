"""Hundreds of kills at random moments: what an uninterrupted crawl stores, no more and no less, after each.

    .venv/bin/python -m bench.kills [--kills 300] [--seed 1]

Each round publishes some articles on a replica, starts the `latest` crawl as cron does, kills it with SIGKILL at a
random moment, and looks at the files as a reader would: whole lines never go away, none is there twice. At the end one
clean run has to leave exactly what the replica published.
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
        before: list[dict[str, Any]] = []
        for kill in range(options.kills):
            expected |= {article.id for article in replica.publish("en", chance.randrange(12))}
            batch = f"ORDA_BATCH_SIZE={chance.choice((1, 3, 50))}"
            process = site.start("crawl", "latest", *FAST, "-s", batch, "-s", "ORDA_BATCH_SECONDS=0.05")
            time.sleep(chance.uniform(0.3, 0.9))
            process.kill()
            process.communicate()
            before = check(site, before, expected)
            sys.stderr.write(f"\r{kill + 1} kills, {len(before)} of {len(expected)} articles stored ")
        site.latest("-s", "ORDA_LEFTOVERS=100000")
        stored = site.ids()
    lost, extra = expected - set(stored), set(stored) - expected
    print(f"{options.kills} kills: {len(stored)} records, {len(lost)} lost, {len(extra)} too many, 0 twice")
    return int(bool(lost or extra))


def check(site: Site, before: list[dict[str, Any]], expected: set[str]) -> list[dict[str, Any]]:
    """The whole lines there are; those of *before* have to lead them, none may be there twice or unexpected."""
    now: list[dict[str, Any]] = []
    for path in sorted((site.data / "articles").glob("*/*.jsonl")):
        now += [json.loads(line) for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    ids = [record["id"] for record in now]
    assert now[: len(before)] == before, "a whole line went away or changed"
    assert len(ids) == len(set(ids)), "an article is there twice"
    assert set(ids) <= expected, "an article is there that was never published"
    return now


if __name__ == "__main__":
    sys.exit(main())
