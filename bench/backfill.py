"""Memory and start-up of an archive crawl that meets hundreds of thousands of addresses.

    .venv/bin/python -m bench.backfill [--addresses 400000]

Sitemaps of 40,000 entries each are read whole into the ledger; then the crawl is started once more, and fetches a few.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from crawler.replica import Replica
from tests.conftest import FAST, Site

EACH = 40_000


def sitemap(first: int, count: int) -> bytes:
    """A sitemap of articles from number *first* on, published a minute apart."""
    now = datetime.now(timezone.utc)
    entries = (
        f"<url><loc>https://orda.kz/a-story-of-ordinary-length-with-some-words-{number}/</loc>"
        f"<lastmod>{(now - timedelta(minutes=number - 100_000)).isoformat(timespec='seconds')}</lastmod></url>\n"
        for number in range(first, first + count)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(entries)}</urlset>'.encode()


def main() -> int:
    """Print peak memory and times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=400_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, Replica(seed=1, articles=60) as replica:
        site = Site(replica, Path(directory) / "data")
        files = options.addresses // EACH
        for file in range(files):
            headers = {"Content-Type": "application/xml"}
            body = sitemap(100_000 + file * EACH, EACH)
            replica.answer("ru", f"/sitemap/sitemap_news{file + 1}.xml", status=200, body=body, headers=headers)
        span = ("-a", "editions=ru", "-a", "since=2000d", "-a", "via=sitemaps")
        for cap in (files + 8, 40):
            began = time.monotonic()
            process = site.start("crawl", "archive", *span, *FAST, "-s", f"ORDA_REQUESTS_PER_RUN={cap}")
            process.communicate()
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"{site.summary()[:150]}\n  {time.monotonic() - began:.1f} s, peak {peak} MB so far")
        size = sum(path.stat().st_size for path in site.data.glob("state.sqlite3*"))
        print(f"ledger: {size / 1e6:.0f} MB, {size / (files * EACH):.0f} bytes an address")
    return 0


if __name__ == "__main__":
    sys.exit(main())
