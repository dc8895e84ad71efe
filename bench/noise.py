"""Fetches of articles whose pages differ in all that does not belong to the article: how many revisions they make.

.venv/bin/python -m bench.noise [--fetches 10000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from crawler.replica import EDITIONS, Replica
from crawler.replica.templates import TEMPLATES
from tests.conftest import Site

EVERYTHING = ("revisit", "-a", "editions=all", "-a", "since=2000-01-01")


def main() -> int:
    """Fetch the stored articles again and again; 1 if that makes a revision."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fetches", type=int, default=10_000)
    options = parser.parse_args()
    fetches = revisions = 0
    for template in TEMPLATES:
        with tempfile.TemporaryDirectory() as directory, Replica(seed=1, articles=150) as replica:
            for edition in EDITIONS:
                replica.template(edition, template)
            site = Site(replica, Path(directory) / "data")
            site.crawl("archive", "-a", "editions=all", "-a", "since=2000-01-01", "-a", "via=sitemaps")
            stored = len(site.lines())
            for edition in EDITIONS:
                replica.noise(edition)
            replica.reset_log()
            asked = 0
            while asked < options.fetches / len(TEMPLATES):
                site.crawl(*EVERYTHING)
                asked = sum(len(site.articles_asked(edition)) for edition in EDITIONS)
                sys.stderr.write(f"\r{fetches + asked} fetches ")
            fetches += asked
            revisions += len(site.lines()) - stored
    print(f"\n{fetches} fetches of noisy pages by {len(TEMPLATES)} templates made {revisions} revisions")
    return int(revisions > 0)


if __name__ == "__main__":
    sys.exit(main())
