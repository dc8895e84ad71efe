"""What users would take instead: Fundus, trafilatura, newspaper4k, news-please, each in an environment of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.listcrawl import World, told, world
from bench.measuring import MISSING, BenchError, Cost, Row, interleaved, run, say, spread, venv

ROUNDS = 3
ARTICLES = 1_500
YARDSTICKS = Path(__file__).parent / "yardsticks"
GOALS = {"fundus": 1.4, "trafilatura": 15.0, "newspaper4k": 15.0, "news-please": 15.0}
"""Times as many pages a second."""
CLEAN = "lxml_html_clean"
PACKAGES = {
    "fundus": ("fundus", "curl-cffi<0.16"),
    "trafilatura": ("trafilatura", CLEAN),
    "newspaper4k": ("newspaper4k", CLEAN),
    "news-please": ("news-please", CLEAN),
}
"""What to install: each needs something that it does not say, or an older one than it says."""
FEW = 60
"""Articles that the slow ones read in a round."""


def peers() -> list[Row]:
    """The list crawl beside Fundus, trafilatura, newspaper4k and news-please."""
    pythons: dict[str, Path] = {}
    rows: list[Row] = []
    for name, goal in GOALS.items():
        try:
            pythons[name] = venv(name, *PACKAGES[name])
        except (BenchError, OSError) as error:
            say(f"{name} cannot be installed: {error}")
            why = " ".join(str(error).replace("|", "/").split())[-200:]
            rows.append(Row(f"list crawl beside {name}", f"≥ {goal:g} ×", MISSING, why, None))
    if not pythons:
        return rows
    with world(ARTICLES) as here:
        here.begun()
        contenders = {"ours": here.ours("RAW_ARCHIVE=off")}
        contenders |= {name: theirs(here, name, python) for name, python in pythons.items()}
        series = interleaved(contenders, ROUNDS)
    for name in pythons:
        ratios, goal = series.ratios("ours", name, lambda cost: cost.rate), GOALS[name]
        rows.append(
            Row(
                f"list crawl beside {name}",
                f"≥ {goal:g} ×",
                f"{spread(ratios, '.1f')} ×",
                f"{told(series.costs['ours'])}; {name} {told(series.costs[name])}, its imports not counted",
                median(ratios) >= goal,
            )
        )
    return rows


def theirs(here: World, name: str, python: Path) -> Callable[[], Cost]:
    """A crawl by *name*, whose time is taken without its imports."""

    def crawl() -> Cost:
        out, addresses = here.folder / f"{name}.jsonl", here.folder / "addresses"
        if name == "fundus":
            count = here.site.articles // 2
            cost = run([python, YARDSTICKS / "with_fundus.py", here.site.origin, str(count), out])
        else:
            count = FEW
            addresses.write_text("\n".join(here.site.addresses[:count]))
            cost = run([python, YARDSTICKS / "each.py", name, addresses, out])
        seconds, cpu = map(float, cost.out.split())
        return replace(cost, seconds=seconds, cpu=cpu, count=count)

    return crawl
