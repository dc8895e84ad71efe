"""The floor: fetching alone, by curl and by a bare asyncio client, and building the tree of each page alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from bench.listcrawl import World, told, world
from bench.measuring import MISSING, Cost, Row, interleaved, run

CLIENT = Path(__file__).parent / "yardsticks" / "client.py"
ARTICLES = 3_000
ROUNDS = 3
CONNECTIONS = 8
CURL = "the floor: curl"
TREES = """
import sys, urllib.request, lxml.html
with urllib.request.urlopen(sys.argv[1]) as answer:
    page = answer.read()
for _ in range(int(sys.argv[2])):
    lxml.html.document_fromstring(page)
"""


def floor() -> list[Row]:
    """What fetching by curl, by a bare asyncio client, and building trees with lxml take, each alone."""
    with world(ARTICLES) as here:
        series = interleaved(clients(here), ROUNDS)
    rows = [Row(name, "", "", told(costs), None) for name, costs in series.costs.items()]
    return rows if CURL in series.costs else [*rows, Row(CURL, "", MISSING, "", None)]


def clients(here: World) -> dict[str, Callable[[], Cost]]:
    """The contenders."""
    addresses = here.site.addresses
    count, at = len(addresses), urlsplit(here.site.origin)
    config, paths = here.folder / "curl", here.folder / "paths"
    config.write_text("".join(f"url={address}\noutput=/dev/null\n" for address in addresses))
    paths.write_text("\n".join(urlsplit(address).path for address in addresses))
    commands: dict[str, list[str | Path]] = {
        "the floor: a bare asyncio client": [
            sys.executable,
            CLIENT,
            "127.0.0.1",
            str(at.port),
            str(CONNECTIONS),
            paths,
        ],
        "the floor: lxml trees": [sys.executable, "-c", TREES, addresses[0], str(count)],
    }
    if curl := shutil.which("curl"):
        commands[CURL] = [curl, "-sZ", "--parallel-max", str(CONNECTIONS), "-K", config]

    def contender(command: list[str | Path]) -> Callable[[], Cost]:
        return lambda: replace(run(command), count=count)

    return {name: contender(command) for name, command in commands.items()}
