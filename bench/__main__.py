"""The measurements behind README's table, side by side with what else there is.

    .venv/bin/python -m bench [PART …] [--list] [--readme] [--json FILE]

or `make bench`, which puts the table into README, and `make bench PARTS="crawl start"`, which measures some of it. What
other programs need is installed below `bench/.venvs`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from bench.measuring import CORES, MISSING, ROOT, BenchError, Row, interruptible, say

PARTS = {
    "crawl": "listcrawl.crawl",
    "memory": "listcrawl.memory",
    "start": "startup.start",
    "million": "million.million",
    "archive": "million.archive",
    "duplicates": "million.duplicates",
    "extract": "extraction.extract",
    "again": "extraction.again",
    "peers": "peers.peers",
    "floor": "floor.floor",
}
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
README = ROOT / "README.md"


def part(name: str) -> Callable[[], list[Row]]:
    """What measures the part *name*."""
    module, function = PARTS[name].split(".")
    found: Callable[[], list[Row]] = getattr(import_module(f"bench.{module}"), function)
    return found


def table(rows: list[Row]) -> str:
    """*rows* in Markdown."""
    lines = ["| what | goal | measured | of |", "|---|---|---|---|"]
    for row in rows:
        told = f"**{row.result}**" if row.met is False else row.result
        lines.append(f"| {row.what} | {row.goal} | {told} | {row.details} |")
    return "\n".join(lines)


def machine() -> str:
    """Where this was measured."""
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return f"{time.strftime('%Y-%m-%d')}, {CORES} cores, {platform.system()}, Python {platform.python_version()}{load}"


def measured(parts: Sequence[str]) -> tuple[list[Row], int]:
    """The rows of *parts*, and the exit code: 1 if one could not be measured, 128 and its number after a signal."""
    rows: list[Row] = []
    code = 0
    try:
        for name in parts:
            say(name)
            try:
                rows += part(name)()
            except (BenchError, OSError) as error:
                code = 1
                complain(f"{name}: {error}")
    except KeyboardInterrupt as interrupt:
        code = 128 + int(interrupt.args[0] if interrupt.args else signal.SIGINT)
        complain(f"{name}: interrupted")
    for row in rows:
        if row.goal and row.result == MISSING:
            code = code or 1
            complain(f"{row.what} could not be measured: {row.details}")
    return rows, code


def complain(what: str) -> None:
    """Say what did not go well, on a line of its own."""
    print(f"{chr(10) if sys.stderr.isatty() else ''}{what}", file=sys.stderr)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What is to be done; exit code 2 if that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--list", action="store_true", help="say what parts there are")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md, if all of it was measured")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write what was measured as JSON too")
    options = parser.parse_args(given)
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    if options.readme and options.parts:
        parser.error("README's table is of one run: leave out either --readme or the parts")
    for path in (options.json, README if options.readme else None):
        if path and not options.list:
            try:
                path.open("a").close()
            except OSError as error:
                parser.exit(2, f"{path} cannot be written: {error.strerror}\n")
    return options


def main(given: Sequence[str] | None = None) -> int:
    """Measure; 1 if a goal was missed or a part could not be measured."""
    options = arguments(given)
    if options.list:
        for name in PARTS:
            print(f"{name:10} {(part(name).__doc__ or '').splitlines()[0]}")
        return 0
    where, began = machine(), time.monotonic()
    rows, code = measured(options.parts or list(PARTS))
    text = f"{table(rows)}\n\n{where}; {(time.monotonic() - began) / 60:.0f} min. Bold: the goal is missed."
    if rows:
        print(f"\n{text}")
    if options.json:
        made = {"where": where, "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.readme and code:
        complain(f"{README} stays as it is: not all was measured")
    elif options.readme:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return code or int(any(row.met is False for row in rows))


if __name__ == "__main__":
    interruptible()
    sys.exit(main())
