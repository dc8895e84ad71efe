"""Pages in a browser: what one costs, what blocking saves, whether the right ones are opened, and what stays behind.

    .venv/bin/python -m bench.browser [--pages 60] [--endure 1000] [--seed 1]

- cost: the same articles without and with a browser, and then with everything loaded that a page names;
- mixed: a crawl in which a script fills some of the lists and articles: opened needlessly, and wrongly not;
- endure: so many pages, half of which hang, crash or lead astray, with kills of runs and of browsers: processes and
  temporary directories left after the next run, and the memory of a run over time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.replica import Replica
from tests.conftest import FAST, Site

ASTRAY = ("crash", "hungry", "never", "dialogs", "popups", "download", "redirect", "endless")
WELL = ("filled", "shell")
SHORT = ("-s", "ORDA_BROWSER_SECONDS=1", "-s", "ORDA_BROWSER_PAGES=50")
EVERYTHING = "document,script,xhr,fetch,stylesheet,image,font,media,other"
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def a_site(articles: int, seed: int) -> Iterator[Site]:
    """A replica with so many articles, and crawls with temporary files of their own."""
    with (
        tempfile.TemporaryDirectory(prefix="b") as data,
        tempfile.TemporaryDirectory(prefix="b") as temporary,
        Replica(seed=seed, articles=articles) as replica,
    ):
        site = Site(replica, Path(data) / "data", {"TMPDIR": temporary})
        replica.answer("*", "/uploads/*", status=200, body=os.urandom(150_000), headers={"Content-Type": "image/webp"})
        replica.answer("*", "/templates/*", status=200, body=b"/* */" * 16_000, headers={"Content-Type": "text/css"})
        replica.answer("*", "/slow/", status=200, slow=30)
        yield site
        site.close()


def crawl(site: Site, urls: list[str], *args: str) -> tuple[float, int, int]:
    """Fetch *urls*: seconds, requests and bytes."""
    site.replica.reset_log()
    began = time.monotonic()
    file = site.data.parent / "urls"
    file.write_text("\n".join(urls))
    site.scrapy("crawl", "article", *FAST, "-a", f"file={file}", *args)
    log = site.replica.requests
    return time.monotonic() - began, len(log), sum(request.sent for request in log)


def query(site: Site, sql: str) -> list[tuple[Any, ...]]:
    """The rows that *sql* gives of the ledger."""
    database = sqlite3.connect(site.data / "state.sqlite3")
    rows = database.execute(sql).fetchall()
    database.close()
    return rows


# -- cost


def cost(pages: int, seed: int) -> None:
    """Print what a page costs without a browser, with one, and with one that loads everything."""
    with a_site(3 * pages + 2, seed) as site:
        articles = [article.url for article in site.replica.articles("en")]
        startup = {"never": crawl(site, articles[-1:], "-a", "render=never")[0]}
        startup["always"] = crawl(site, articles[-2:-1], "-a", "render=always")[0]
        told = {}
        for place, (name, args) in enumerate(
            {
                "without a browser": ("-a", "render=never"),
                "with a browser": ("-a", "render=always"),
                "with everything loaded": ("-a", "render=always", "-s", f"ORDA_BROWSER_LOADS={EVERYTHING}"),
            }.items()
        ):
            for article in site.replica.articles("en")[place * pages : (place + 1) * pages] if place else ():
                site.replica.script("en", article.path, "filled")
            seconds, requests, size = crawl(site, articles[place * pages : (place + 1) * pages], *args)
            seconds -= startup["always" if place else "never"]
            told[name] = seconds, size
            print(f"{name}: {1000 * seconds / pages:.0f} ms, {requests / pages:.1f} requests, {size / pages:.0f} bytes")
    (bare, bare_size), (whole, whole_size) = told["with a browser"], told["with everything loaded"]
    print(f"blocking saves {1 - bare_size / whole_size:.0%} of the bytes and {1 - bare / whole:.0%} of the time")


# -- mixed


def mixed(pages: int, seed: int) -> tuple[int, int, int]:
    """Crawl *pages* articles, some of which need a browser: opened, opened needlessly, and wrongly not."""
    chance = random.Random(seed)
    with a_site(pages, seed) as site:
        needing = set()
        for article in site.replica.articles("en"):
            if chance.random() < 0.4:
                site.replica.script("en", article.path, chance.choice(WELL))
                needing.add(article.id)
        crawl(site, [article.url for article in site.replica.articles("en")])
        # What comes from a browser is kept without a digest of what came over the wire.
        opened = {id for (id,) in query(site, "SELECT id FROM capture JOIN link ON pk = page WHERE digest IS NULL")}
        stored = set(site.ids())
    return len(opened), len(opened - needing), len(needing - opened) + (pages - len(stored))


# -- what stays behind


@dataclass
class Endured:
    """What became of many pages."""

    pages: int = 0
    kills: int = 0
    left: int = 0
    """Processes and directories that the run after a kill did not do away with, or that were there without a kill."""
    memory: list[float] = field(default_factory=list)
    """Megabytes of all processes of a run, over time, in runs that were not killed."""

    @property
    def growth(self) -> float:
        """Median of the last third of the memory over that of the second."""
        third = len(self.memory) // 3
        middle, last = sorted(self.memory[third : 2 * third]), sorted(self.memory[2 * third :])
        return last[len(last) // 2] / middle[len(middle) // 2] if third else 1.0


def endure(pages: int, seed: int, *, at_a_time: int = 50) -> Endured:
    """Open *pages* pages, half of which go astray, with kills in between."""
    chance, endured = random.Random(seed), Endured()
    with a_site(pages + 60, seed) as site:
        temporary = Path(site.environment["TMPDIR"])
        articles = site.replica.articles("en")
        last = articles.pop()
        while endured.pages < pages:
            some, articles = articles[:at_a_time], articles[at_a_time:]
            for article in some:
                site.replica.script("en", article.path, chance.choice(WELL if chance.random() < 0.5 else ASTRAY))
            file = site.data.parent / "urls"
            file.write_text("\n".join(article.url for article in some))
            process = site.start("crawl", "article", *FAST, *SHORT, "-a", f"file={file}")
            kill = chance.choice(("none", "none", "run", "browser", "stop"))
            moment, memory = time.monotonic() + chance.uniform(2, 10), list[float]()
            while process.poll() is None:
                memory.append(sum(map(resident, family(temporary, process.pid))))
                if kill != "none" and time.monotonic() > moment:
                    endured.kills += strike(kill, process.pid, temporary, chance)
                    kill = "none" if kill == "browser" else kill
                time.sleep(0.2)
            process.communicate()
            endured.pages += sum("/part/" not in request.path for request in site.replica.requests)
            site.replica.reset_log()
            if kill == "none":
                endured.memory += memory
            else:
                site.scrapy("crawl", "article", *FAST, "-a", f"url={last.url}")
                site.replica.reset_log()
            endured.left += len(left_behind(temporary))
            sys.stderr.write(f"\r{endured.pages} pages, {endured.kills} kills ")
            if not articles:
                articles = site.replica.publish("en", pages)
    return endured


def strike(kill: str, pid: int, temporary: Path, chance: random.Random) -> int:
    """End a run, or one process of its browser; how many that were."""
    victims = [pid] if kill != "browser" else [one for one in family(temporary, pid) if one != pid]
    if not victims:
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(victims), signal.SIGTERM if kill == "stop" else signal.SIGKILL)
    return 1


def family(temporary: Path, pid: int) -> list[int]:
    """The run *pid* and the processes that have their temporary files below *temporary*."""
    found = [pid]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"TMPDIR={temporary}/".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def resident(pid: int) -> float:
    """Megabytes of memory of the process *pid*."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_SIZE / 1e6
    return 0.0


def left_behind(temporary: Path) -> list[str]:
    """Processes and directories of a browser; a moment is given to processes that are just ending."""
    deadline = time.monotonic() + 5
    while (pids := [pid for pid in family(temporary, 0) if pid]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [*map(str, pids), *(path.name for path in temporary.iterdir())]


def main() -> int:
    """Run all; 1 if a page was opened needlessly or wrongly not, or if anything stayed behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--endure", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cost(options.pages, options.seed)
    opened, needlessly, wrongly_not = mixed(options.pages, options.seed)
    print(f"mixed crawl of {options.pages}: {opened} opened, {needlessly} needlessly, {wrongly_not} wrongly not")
    endured = endure(options.endure, options.seed)
    print(
        f"\n{endured.pages} pages, {endured.kills} kills: {endured.left} processes and directories left;"
        f" memory {endured.growth:.2f} of what it was"
    )
    return int(bool(needlessly or wrongly_not or endured.left or endured.growth > 1.3))


if __name__ == "__main__":
    sys.exit(main())
