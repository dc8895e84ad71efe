"""Ten thousand requests with `Crawl-delay`, bursts of 429, kills and overlapping runs: no rule broken.

    .venv/bin/python -m bench.manners [--requests 10000] [--seed 1]

The distance between any two requests to a host is measured where they are sent, from the ledger's record of them, which
a busy machine does not blur; the log of the server has to agree with that: no request came that was not noted before,
and none while the host had asked to be left alone. How many came closer than they were sent is shown as well.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from crawler.replica import Replica
from tests.conftest import FAST, Site

DELAY, RETRY_AFTER = 0.05, 1
TOLERANCE = 0.02
"""Seconds by which two requests may come closer on the way to the server than they were sent."""


def main() -> int:
    """Run the rounds; 1 if a rule was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with (
        tempfile.TemporaryDirectory() as directory,
        Replica(seed=options.seed, articles={"en": 12_000, "ru": 60, "kk": 60}) as replica,
    ):
        site = Site(replica, Path(directory) / "data")
        replica.robots("en", f"User-agent: *\nCrawl-delay: {DELAY}\n")
        rounds = 0
        while len(replica.requests) < options.requests:
            rounds += 1
            burst = chance.sample(replica.articles("en"), 3)
            for article in burst:
                headers = {"Retry-After": str(RETRY_AFTER)}
                replica.answer("en", article.path, status=429, headers=headers, times=1)
            span = ("-a", f"since={chance.choice((100, 300, 700))}d", "-a", "via=days,sitemaps")
            first = site.start("crawl", "archive", *span, *FAST)
            time.sleep(chance.uniform(0.5, 3))
            second = site.start("crawl", "latest", *FAST)
            second.communicate()
            time.sleep(chance.uniform(1, 10))
            if chance.random() < 0.7:
                first.kill()
            first.communicate()
            sys.stderr.write(f"\r{rounds} rounds, {len(replica.requests)} requests ")
        log = [request for request in replica.requests if request.edition == "en"]
        database = sqlite3.connect(site.data / "state.sqlite3")
        rows = database.execute("SELECT sent_at FROM request WHERE origin = ? ORDER BY 1", (replica.origins["en"],))
        sent = [at for (at,) in rows]
        database.close()
    close = sum(b - a < DELAY * 0.98 for a, b in itertools.pairwise(sent))
    arrived = sum(b.time - a.time < DELAY - TOLERANCE for a, b in itertools.pairwise(log))
    epoch = time.time() - time.monotonic()
    noted = sum(at <= epoch + request.time for at, request in zip(sent, log, strict=False))
    early = 0
    closed_until = 0.0
    for request in log:
        early += request.time < closed_until - TOLERANCE and request.time > closed_until - RETRY_AFTER + 0.2
        if request.status == 429:
            closed_until = request.time + RETRY_AFTER
    print(
        f"\n{len(log)} requests in {rounds} rounds, {sum(r.status == 429 for r in log)} refused: {close} too close,"
        f" {early} too early; {noted} noted in the ledger before they came;"
        f" {arrived} arrived closer than they were sent"
    )
    return int(bool(close or early or noted < len(log)))


if __name__ == "__main__":
    sys.exit(main())
