"""The general extractor on real news pages of other sites, and side by side with trafilatura alone.

.venv/bin/python -m bench.newspages DIRECTORY [--worst 10]

The directory has `index.jsonl`, the pages that it names, and `score.py`, which says what is right.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crawler.extract.generic import extract


def scorer(directory: Path) -> Any:
    """The module `score.py` in *directory*."""
    spec = importlib.util.spec_from_file_location("newspages_score", directory / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages(directory: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """What is known of each page, and its HTML."""
    with (directory / "index.jsonl").open(encoding="utf-8") as index:
        for row in map(json.loads, index):
            yield row, gzip.decompress((directory / row["file"]).read_bytes()).decode("utf-8", "replace")


def scores(score: Any, row: dict[str, Any], found: dict[str, Any]) -> dict[str, float]:
    """How right *found* is, field by field, from 0 to 1; bodies by the set that the page is of."""
    got = {f"body {row['set']}": score.body_f1(row["body"], found["body"])}
    if row["set"] == "fundus":
        got["title"] = float(score.normal(row["title"]) == score.normal(found["title"]))
        if row["authors"]:
            got["authors"] = score.set_f1(row["authors"], found["authors"])
        if row["published"]:
            got["date"] = float(score.same_instant(row["published"], found["published"]))
        if row["tags"]:
            got["tags"] = score.set_f1(row["tags"], found["tags"])
    return got


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    """What *function* returns, and the milliseconds of processor time that it took."""
    began = time.process_time()
    value = function()
    return value, (time.process_time() - began) * 1000


def main() -> int:
    import trafilatura

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    score = scorer(options.directory)
    means: dict[str, list[float]] = defaultdict(list)
    times: dict[str, list[float]] = defaultdict(list)
    bodies: list[tuple[float, str]] = []
    for row, html in pages(options.directory):
        url = row["url"]
        found, taken = timed(lambda html=html, url=url: extract(html, url))  # type: ignore[misc]
        times["own"].append(taken)
        for name, metadata in (("trafilatura", False), ("trafilatura with metadata", True)):
            times[name].append(
                timed(
                    lambda html=html, url=url, metadata=metadata: trafilatura.bare_extraction(  # type: ignore[misc]
                        html, url=url, with_metadata=metadata
                    )
                )[1]
            )
        for name, value in scores(score, row, found).items():
            means[name].append(value)
            if name.startswith("body"):
                bodies.append((value, row["file"]))
    for name, values in means.items():
        sys.stdout.write(f"{name:<12} {statistics.mean(values):.3f}   n={len(values)}\n")
    own = statistics.median(times.pop("own"))
    for name, values in times.items():
        other = statistics.median(values)
        sys.stdout.write(f"median {own:.1f} ms, {name} {other:.1f} ms: {own / other:.2f}\n")
    for value, file in sorted(bodies)[: options.worst]:
        sys.stdout.write(f"{value:.3f} {file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
