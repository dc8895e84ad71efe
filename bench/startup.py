"""A run with nothing new: start-up, ledger, lock, one 304, report."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from bench.listcrawl import BARE, World, world
from bench.measuring import BenchError, Cost, Row, interleaved, run, spread

ROUNDS = 10


def start() -> list[Row]:
    """A run with nothing new beside a bare Scrapy crawl of one 304, with its defaults and without robots.txt."""
    with world(90) as here:
        data = here.begun()
        here.latest(data)
        bare: list[str | Path] = [sys.executable, BARE, "once", here.site.origin, here.site.etag]
        series = interleaved({"ours": lambda: nothing_new(here), "bare": lambda: run(bare)}, ROUNDS)
    ratios = series.ratios("ours", "bare", lambda cost: cost.seconds)
    return [
        Row(
            "a run with nothing new",
            "≤ 0.8 × a bare Scrapy crawl of one 304",
            f"{spread(ratios)} ×",
            f"{told(series.costs['ours'])}; bare Scrapy {told(series.costs['bare'])}",
            median(ratios) <= 0.8,
        )
    ]


def nothing_new(here: World, name: str = "begun") -> Cost:
    """A run in which the list answers 304 and nothing else is due.

    :raises BenchError: if it asked for anything else.
    """
    here.site.do("forget")
    cost = here.latest(here.folder / name)
    if (asked := here.site.seen()[0]) != 1:
        raise BenchError(f"a run with nothing new made {asked} requests")
    return cost


def told(costs: list[Cost]) -> str:
    """Seconds, processor time and memory, in words."""
    seconds, cpu, peak = (median(getattr(cost, name) for cost in costs) for name in ("seconds", "cpu", "peak"))
    return f"{seconds:.2f} s, {cpu:.2f} s CPU, {peak:.0f} MB"
