"""A day of runs every five minutes with 20 articles: how many requests that takes.

.venv/bin/python -m bench.day [--runs 288] [--articles 20]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from crawler.replica import Replica
from tests.conftest import Site
from tests.test_gaps import age


def main() -> int:
    """Run the day; 1 if anything was missed, or asked for more than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=288)
    parser.add_argument("--articles", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, Replica(seed=1, articles=60) as replica:
        site = Site(replica, Path(directory) / "data")
        site.latest("-s", "ORDA_REVISITS=0")
        replica.reset_log()
        due = {run * options.runs // options.articles for run in range(options.articles)}
        for run in range(options.runs):
            age(site, 300)
            if run in due:
                replica.publish("en", 1)
            site.latest("-s", "ORDA_REVISITS=0")
            sys.stderr.write(f"\r{run + 1} runs ")
        stored = len(site.ids()) - 30
        asked = [request for request in replica.requests if request.edition == "en"]
        articles = {article.path for article in replica.articles("en")}
    lists = [request for request in asked if request.path == "/last-news/"]
    unchanged = sum(request.status == 304 for request in lists)
    others = Counter(r.path for r in asked if r.path != "/last-news/" and r.path not in articles)
    print(f"\n{options.runs} runs, {stored} of {options.articles} articles stored: {len(asked)} requests")
    print(f"  {len(lists)} for the list, {unchanged} of them not modified ({unchanged / len(lists):.1%})")
    print(f"  {len(asked) - len(lists) - sum(others.values())} for articles")
    for path, count in others.most_common():
        print(f"  {count} for {path}")
    return int(stored != options.articles or unchanged < 0.9 * len(lists))


if __name__ == "__main__":
    sys.exit(main())
