"""Extraction of a page, and of a whole raw archive again.

python -m bench.extraction ORIGIN NAME        # where the pages are; prints milliseconds a page
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from statistics import median
from time import process_time
from typing import Any

from bench.listcrawl import world
from bench.measuring import CORES, BenchError, Cost, Row, interleaved, run, spread
from bench.site import Site

PAGES = 150
PROCESSES = 3
ROUNDS = 3
ON_ONE = "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); os.execv(sys.argv[1], sys.argv[1:])"


def extract() -> list[Row]:
    """Full extraction of a page, tree building included: site rules, general extractor, trafilatura, css, bare tree."""
    with world(PAGES) as here:
        size = sum(len(html) for _, html in here.site.pages()) / here.site.articles / 1000
        command = [sys.executable, "-m", "bench.extraction", here.site.origin]
        names = contenders(here.site.origin)
        series = interleaved({name: partial(run, [*command, name]) for name in names}, PROCESSES)
    told = {name: [float(cost.out) for cost in costs] for name, costs in series.costs.items()}
    ours, theirs = told["site"], told["trafilatura"]
    css, tree = (f"{median(told[name]):.2f}" for name in ("css", "tree"))
    ratios = [one / other for one, other in zip(told["general"], theirs, strict=True)]
    return [
        Row(
            f"full extraction of a {size:.0f} KB page, site rules",
            "≤ 1.0 ms",
            f"{spread(ours)} ms",
            f"CPU; four CSS queries by parsel {css}, an lxml tree alone {tree} ms",
            median(ours) <= 1.0,
        ),
        Row(
            "the same, general extractor",
            "≤ 1.2 × trafilatura",
            f"{spread(ratios)} ×",
            f"{median(told['general']):.1f} ms; trafilatura {median(theirs):.1f} ms",
            median(ratios) <= 1.2,
        ),
    ]


def again() -> list[Row]:
    """Re-extraction of a raw archive, on one core and on two."""
    with world() as here:
        here.ours("RAW_ARCHIVE=on", keep="raw")()
        env = {**here.site.environment, "ORDA_DATA_DIR": str(here.folder / "raw")}
        command = [sys.executable, "-m", "scrapy", "reextract", "--json"]

        def read(*before: str) -> Callable[[], Cost]:
            def reextract() -> Cost:
                cost = run([*before, *command], env)
                report = json.loads(cost.out)
                if not report["same"] or report["other"]:
                    raise BenchError(f"read again: {report['same']} same, {report['other']} other")
                return replace(cost, count=report["same"])

            return reextract

        contenders = {"one": read(sys.executable, "-c", ON_ONE), "all": read()}
        series = interleaved(contenders, ROUNDS)
    rates = [cost.rate for cost in series.costs["one"]]
    scaling = series.ratios("all", "one", lambda cost: cost.rate)
    cpu = median(1000 * cost.cpu / cost.count for cost in series.costs["one"])
    row = Row(
        "re-extraction of the raw archive",
        "≥ 600 pages/s a core",
        f"{spread(rates, '.0f')} pages/s",
        f"start-up included, {cpu:.2f} ms CPU a page",
        median(rates) >= 600,
    )
    met = median(scaling) >= 1.8 if CORES > 1 else None
    return [row, Row("the same on two cores", "≥ 1.8 ×", f"{spread(scaling)} ×", f"on {CORES} cores", met)]


# -- the worker


def contenders(origin: str) -> dict[str, Callable[[], Callable[[str, str], Any]]]:
    """What makes what reads a page (address, HTML)."""
    return {
        "site": partial(_site, origin),
        "general": _general,
        "trafilatura": _trafilatura,
        "css": _css,
        "tree": _tree,
    }


def _site(origin: str) -> Callable[[str, str], Any]:
    from crawler.extract.article import extract_article
    from crawler.extract.page import parse
    from crawler.urls import Origins

    origins, now = Origins({"en": origin}), datetime.now(timezone.utc)

    def read(url: str, html: str) -> Any:
        page = parse(html.encode(), "utf-8", now)
        address = origins.article(url)
        assert address is not None
        article = extract_article(page, address=address, url=url, origins=origins, fetched_at=now, run_id="bench")
        assert article.text
        return article

    return read


def _general() -> Callable[[str, str], Any]:
    from crawler.extract import generic

    return lambda url, html: generic.extract(html, url)


def _trafilatura() -> Callable[[str, str], Any]:
    import trafilatura

    return lambda url, html: trafilatura.bare_extraction(html, url=url, with_metadata=True)


def _css() -> Callable[[str, str], Any]:
    from parsel import Selector

    def read(_: str, html: str) -> Any:
        page = Selector(text=html)
        return (
            page.css("h1::text").get(),
            page.css("time[itemprop=datePublished]::attr(datetime)").get(),
            ["".join(p.css("::text").getall()) for p in page.css("div.fulltext div.newstext p")],
            page.css(".tags a::text").getall(),
        )

    return read


def _tree() -> Callable[[str, str], Any]:
    import lxml.html

    return lambda _, html: lxml.html.document_fromstring(html.encode())


def worker(site: Site, name: str) -> float:
    """Milliseconds of processor time a page of *site* that the contender *name* takes."""
    read = contenders(site.origin)[name]()
    times: list[float] = []
    for url, html in list(site.pages()):
        began = process_time()
        read(url, html)
        times.append(1000 * (process_time() - began))
    return median(times[10:])  # the first ones compile and import


if __name__ == "__main__":
    print(worker(Site(sys.argv[1], PAGES), sys.argv[2]))
