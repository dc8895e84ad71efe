"""The list crawl: 3,000 articles that are new in the list, all fields, dedupe and durable writing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measuring import BenchError, Cost, Row, interleaved, run, say, spread
from bench.site import LIST_SIZE, Site, serving

ARTICLES = 3_000
MORE = 30_000
ROUNDS = 3
AS_SCRAPY = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
"""Scrapy's own defaults: sixteen requests at a time, eight to a host, no pauses."""
AT_ONE_GO = ("ORDA_REQUESTS_PER_RUN=1000000", "ORDA_DEADLINE_SECONDS=0")
YARDSTICKS = Path(__file__).parent / "yardsticks"
BARE = YARDSTICKS / "bare.py"
SCRAPY: tuple[str | Path, ...] = ("-m", "scrapy")
DURABLE: tuple[str | Path, ...] = (YARDSTICKS / "durable.py",)
"""The crawler, which prints what it took to make lines durable: two readings of the clock a batch."""


@dataclass
class World:
    """A site, and a directory for what crawls of it write."""

    site: Site
    folder: Path

    def begun(self, name: str = "begun") -> Path:
        """A data directory that has the oldest page of the list, from where everything else is new."""
        folder = self.folder / name
        if not folder.exists():
            self.site.do("begin")
            self.latest(folder, "RAW_ARCHIVE=off")
            self.site.do("grow")
        return folder

    def latest(
        self, data: Path, *settings: str, before: Sequence[str | Path] = (), program: Sequence[str | Path] = SCRAPY
    ) -> Cost:
        """A run of `latest` in the data directory *data*."""
        return self.crawl(data, "latest", settings=settings, before=before, program=program)

    def crawl(
        self,
        data: Path,
        *arguments: str,
        settings: Sequence[str] = (),
        before: Sequence[str | Path] = (),
        program: Sequence[str | Path] = SCRAPY,
    ) -> Cost:
        """A crawl that writes to the data directory *data*; *before*: what stands before it on the command line."""
        given = [part for setting in (*AS_SCRAPY, *AT_ONE_GO, *settings) for part in ("-s", setting)]
        environment = {**self.site.environment, "ORDA_DATA_DIR": str(data)}
        return run([*before, sys.executable, *program, "crawl", *arguments, *given], environment)

    def ours(self, *settings: str, keep: str = "", program: Sequence[str | Path] = SCRAPY) -> Callable[[], Cost]:
        """The list crawl by this program; *keep*: under which name its data directory stays."""

        def crawl() -> Cost:
            data = self.folder / (keep or "ours")
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(self.begun(), data)
            before = lines(data)
            cost = self.latest(data, *settings, program=program)
            return self.complete(cost, lines(data) - before)

        return crawl

    def bare(self) -> Cost:
        """The list crawl by bare Scrapy."""
        out = self.folder / "bare.jsonl"
        out.unlink(missing_ok=True)
        cost = run([sys.executable, BARE, "crawl", self.site.origin, out])
        with out.open() as file:
            return self.complete(cost, sum(1 for _ in file))

    def complete(self, cost: Cost, count: int) -> Cost:
        """*cost*, of so many articles.

        :raises BenchError: if some were missed.
        """
        if count < self.site.articles - 2 * LIST_SIZE:
            raise BenchError(f"only {count} of {self.site.articles} articles came")
        return replace(cost, count=count)


def lines(data: Path) -> int:
    """Records in the data directory *data*."""
    total = 0
    for path in data.glob("articles/*/*.jsonl"):
        with path.open("rb") as file:
            total += sum(1 for _ in file)
    return total


@contextmanager
def world(articles: int = 0) -> Iterator[World]:
    """A site of so many articles; 0: of those that are new in the list crawl, and two pages of the list more."""
    articles = articles or ARTICLES + 2 * LIST_SIZE
    say(f"  making {articles} pages")
    with TemporaryDirectory(prefix="bench") as folder, serving(articles) as site:
        yield World(site, Path(folder))


def told(costs: list[Cost]) -> str:
    """Pages a second, processor time a page and memory, in words."""
    rate, each = median(one.rate for one in costs), median(1000 * one.cpu / one.count for one in costs)
    return f"{rate:.0f} pages/s, {each:.2f} ms CPU a page, {median(one.peak for one in costs):.0f} MB"


def crawl() -> list[Row]:
    """The list crawl beside bare Scrapy, with the raw archive off and on, and what durability costs."""
    with world() as here:
        here.begun()
        series = interleaved(
            {
                "ours": here.ours("RAW_ARCHIVE=off", program=DURABLE),
                "ours, raw on": here.ours("RAW_ARCHIVE=on"),
                "bare": here.bare,
            },
            ROUNDS,
        )
    off, on = series.ratios("ours", "bare", _rate), series.ratios("ours, raw on", "bare", _rate)
    ours, bare = series.costs["ours"], series.costs["bare"]
    durable = [float(cost.out) for cost in ours]
    share = [100 * took / (cost.seconds - took) for cost, took in zip(ours, durable, strict=True)]
    peak = series.middle("ours", lambda cost: cost.peak)
    return [
        Row(
            "list crawl of 3,000 articles, raw archive off",
            "≥ 1.4 × bare Scrapy",
            f"{spread(off)} ×",
            f"{told(ours)}; bare Scrapy {told(bare)}",
            median(off) >= 1.4,
        ),
        Row(
            "the same with the raw archive on",
            "≥ 1.1 × bare Scrapy",
            f"{spread(on)} ×",
            told(series.costs["ours, raw on"]),
            median(on) >= 1.1,
        ),
        Row("peak memory of that crawl", "≤ 130 MB", f"{peak:.0f} MB", "", peak <= 130),
        Row(
            "durability's share: lines synced and recorded in the ledger, not appended as by FEEDS",
            "≤ 5 %",
            f"{spread(share, '+.1f', ' %')} time",
            f"{1000 * median(durable) / ours[0].count:.2f} ms an article, waiting for the disk included;"
            " not what the ledger notes of links and requests",
            median(share) <= 5,
        ),
    ]


def memory() -> list[Row]:
    """Peak memory of a list crawl of 3,000 articles, and of one of ten times as many."""
    peaks, costs = [], []
    for articles in (ARTICLES, MORE):
        with world(articles) as here:  # a list of more pages than these is not followed to its end
            say(f"  crawling {articles} articles")
            costs.append(here.ours("RAW_ARCHIVE=off")())
            peaks.append(costs[-1].peak)
    growth = peaks[1] - peaks[0]
    return [
        Row(
            f"peak memory with {MORE:,} articles",
            "≤ 130 MB, flat",
            f"{peaks[1]:.0f} MB, {growth:+.0f} MB",
            f"{peaks[0]:.0f} MB with {ARTICLES:,}; {costs[1].rate:.0f} and {costs[0].rate:.0f} pages/s",
            peaks[1] <= 130 and growth <= 0.1 * peaks[0],
        )
    ]


def _rate(cost: Cost) -> float:
    return cost.rate
