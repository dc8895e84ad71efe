"""What a million known articles cost, and a hundred thousand links that an archive crawl has still to fetch."""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.listcrawl import BARE, World, lines, world
from bench.measuring import BenchError, Cost, Row, interleaved, run, say, spread
from bench.startup import nothing_new, told

MILLION = 1_000_000
LINKS = 100_000
CRAWLED = 1_000
"""Articles that are crawled, and whose rows are multiplied."""
ROUNDS = 10
ARCHIVE_ROUNDS = 3
FETCHED = 500
"""Requests after which the archive crawl is capped."""


def ledgers(what: str, data: Path, *more: object) -> dict[str, Any]:
    """What :mod:`bench.ledgers` prints."""
    return dict(json.loads(run([sys.executable, "-m", "bench.ledgers", what, data, *map(str, more)]).out))


def million() -> list[Row]:
    """A million known articles: a run with nothing new, the ledger's size, commits, look-ups; JOBDIR beside it."""
    with world(CRAWLED) as here:
        here.ours("RAW_ARCHIVE=on", keep="few")()
        here.latest(here.folder / "few")
        say("  making a ledger of a million articles")
        made = ledgers("fill", here.folder / "million", here.folder / "few" / "state.sqlite3", MILLION)
        once: list[str | Path] = [sys.executable, BARE, "once", here.site.origin, here.site.etag]
        nothing_new(here, "million")  # looks at all files of days, as the first run after a new one came
        seen(here.folder / "job")
        series = interleaved(
            {
                "few": lambda: nothing_new(here, "few"),
                "million": lambda: nothing_new(here, "million"),
                "bare": lambda: run(once),
                "bare, JOBDIR": lambda: run([*once, here.folder / "job"]),
            },
            ROUNDS,
        )
        asked = ledgers("ask", here.folder / "million")
        line, answer = sizes(here.folder / "few")
    more, room = differences(series.costs["few"], series.costs["million"])
    theirs, their_room = differences(series.costs["bare"], series.costs["bare, JOBDIR"])
    return [
        Row(
            "a run with nothing new, with a million known articles",
            "≤ 20 ms and ≤ 5 MB more than with a thousand",
            f"{spread(more, '+.0f')} ms, {spread(room, '+.1f')} MB",
            f"{told(series.costs['million'])}, {made['files']} files of days; "
            f"JOBDIR {median(theirs):+.0f} ms, {median(their_room):+.0f} MB",
            median(more) <= 20 and median(room) <= 5,
        ),
        Row(
            "ledger with indexes, without signatures",
            "≤ 400 bytes an article",
            f"{made['bytes']:.0f} bytes",
            f"and {made['captures']:.0f} for where it lies in the raw archive",
            made["bytes"] <= 400,
        ),
        Row(
            "a commit of 50 beside a million",
            "≤ 10 ms",
            f"{asked['commit']:.1f} ms",
            f"the slowest of 200 {asked['commit_worst']:.0f} ms",
            asked["commit"] <= 10,
        ),
        Row(
            "whether a link is known, beside a million",
            "≤ 20 µs, one query a list page",
            f"{asked['link']:.1f} µs",
            f"99 of 100 list pages within {asked['link_worst']:.1f} µs a link",
            asked["link"] <= 20,
        ),
        Row("an article on disk", "", f"{line:.0f} bytes of JSON Lines", f"and {answer:.0f} of raw archive", None),
    ]


def sizes(data: Path) -> tuple[float, float]:
    """Bytes of JSON Lines, and of the raw archive, an article in the data directory *data*."""
    written, kept = (
        sum(path.stat().st_size for path in data.glob(pattern)) for pattern in ("articles/*/*.jsonl", "raw/*/*/*.warc*")
    )
    return written / lines(data), kept / lines(data)


def differences(one: list[Cost], other: list[Cost]) -> tuple[list[float], list[float]]:
    """Milliseconds, and megabytes, that *other* took more, round by round."""
    pairs = list(zip(one, other, strict=True))
    return [1000 * (b.seconds - a.seconds) for a, b in pairs], [b.peak - a.peak for a, b in pairs]


def seen(job: Path) -> None:
    """A JOBDIR that has seen a million requests."""
    job.mkdir()
    rng = random.Random(1)
    with (job / "requests.seen").open("wb") as file:  # each after its length, as Scrapy 2.19 has them
        file.writelines(b"\0\x14" + rng.randbytes(20) for _ in range(MILLION))


def archive() -> list[Row]:
    """An archive crawl that has 100,000 known links to fetch: when it fetches the first, and its memory."""
    with world(CRAWLED) as here:
        here.ours("RAW_ARCHIVE=off", keep="few")()
        for name, links in (("begun few", 0), ("begun many", LINKS)):
            shutil.copytree(here.folder / "few", here.folder / name)
            ledgers("archive", here.folder / name, links)
        series = interleaved({name: partial(fetch, here, f"begun {name}") for name in ("few", "many")}, ARCHIVE_ROUNDS)
    few, many = ([float(cost.out) for cost in series.costs[name]] for name in ("few", "many"))
    room = [b.peak - a.peak for a, b in zip(series.costs["few"], series.costs["many"], strict=True)]
    return [
        Row(
            "archive crawl of 100,000 known links",
            "first article asked for within 1 s, bounded memory",
            f"{spread(many)} s, {spread(room, '+.1f')} MB",
            f"{median(few):.2f} s with a thousand links; {median(c.peak for c in series.costs['many']):.0f} MB at most",
            median(many) <= 1 and median(room) <= 10,
        )
    ]


def fetch(here: World, begun: str) -> Cost:
    """An archive crawl of some hundred articles; as what it printed, seconds to the first request for one."""
    data = here.folder / "archive"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(here.folder / begun, data)
    here.site.do("forget")
    began = time.time()
    cost = here.crawl(
        data, "archive", "-a", "since=2000d", "-a", "via=days", settings=(f"ORDA_REQUESTS_PER_RUN={FETCHED}",)
    )
    count, first = here.site.seen()
    if count < FETCHED // 2 or not first:
        raise BenchError(f"the archive crawl made {count} requests")
    return replace(cost, out=str(first - began), count=count)


def duplicates() -> list[Row]:
    """Whether an article tells a known story, checked and kept beside a million others."""
    with TemporaryDirectory(prefix="bench") as folder:
        told = ledgers("liken", Path(folder) / "data", MILLION)
    return [
        Row(
            "near-duplicate check and insert beside a million",
            "≤ 1 ms an article",
            f"{told['warm']:.2f} ms",
            f"slowest batch {told['worst']:.2f} ms, nothing cached {told['cold']:.2f} ms;"
            f" signing {told['sign']:.2f} ms; {told['bytes']:.0f} bytes of signatures",
            told["warm"] <= 1,
        )
    ]
