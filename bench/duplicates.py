"""How well and how fast the same story is recognised: precision, recall by kind, milliseconds, bytes.

.venv/bin/python -m bench.duplicates [--size 200] [--articles 1000000]

Precision and recall come from the invented stories of :mod:`bench.retold`, all of them in one index. The time is that
of signing, checking and keeping articles beside ``--articles`` others in a ledger on disk, with a commit for every 50.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter

from bench.retold import EDITIONS, Group, Told, groups
from crawler.duplicates import CROWD, check
from crawler.similarity import KEYS, sign
from crawler.tables import SCHEMA

BATCH = 50
SKETCH = 140
"""Bytes of a sketch, as most articles have."""


def ledger(path: str | Path = ":memory:") -> sqlite3.Connection:
    """A ledger, set as the crawler sets it."""
    db = sqlite3.connect(path, isolation_level=None)
    if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
        db.executescript(f"PRAGMA journal_mode = WAL; {SCHEMA}")
    db.execute("PRAGMA synchronous = NORMAL")
    return db


class Score:
    """How many articles of each kind were told to be duplicates, rightly and wrongly, and how many are."""

    def __init__(self) -> None:
        self.expected, self.right, self.wrong, self.articles = (Counter[str]() for _ in range(4))

    @property
    def precision(self) -> float:
        """The part of what was found that is right."""
        right, wrong = sum(self.right.values()), sum(self.wrong.values())
        return right / (right + wrong)

    def recall(self, kind: str = "") -> float:
        """The part of the duplicates (of *kind*) that was found."""
        if kind:
            return self.right[kind] / self.expected[kind]
        return sum(self.right.values()) / sum(self.expected.values())


def judge(told: Iterable[Group]) -> Score:
    """Keep all articles of *told* in one index, one after the other, and see what each is taken for."""
    db, score = ledger(), Score()
    link = 0
    for group in told:
        first = f"{group.edition}:{link + 1}"
        for place, article in enumerate(group.articles):
            link += 1
            add_link(db, link, group.edition)
            found = check(db, link, sign(group.edition, article.headline, article.text))
            taken = found.id if found else None
            right = first if group.same and place > 0 else None
            score.articles[group.kind] += 1
            score.expected[group.kind] += right is not None
            score.right[group.kind] += right is not None and taken == right
            score.wrong[group.kind] += taken is not None and taken != right
    return score


def add_link(db: sqlite3.Connection, pk: int, edition: str) -> None:
    """A link for a signature to belong to."""
    db.execute(
        "INSERT INTO link (pk, id, edition, number, path, state, job, day)"
        " VALUES (?, ?, ?, ?, '/a-story-somewhere/', 'stored', 'latest', '2026-11-22')",
        (pk, f"{edition}:{pk}", edition, pk),
    )


def fill(path: Path, count: int) -> float:
    """Make a ledger of *count* articles with signatures; the bytes that those take, an article.

    Keys are random, but for one in ten, which :data:`crawler.duplicates.CROWD` articles share. They come in the order
    in which a crawl would bring them, so pages are as full as they become in years.
    """
    db, rng = ledger(path), Random(1)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA wal_autocheckpoint = 100000")
    crowds = [rng.getrandbits(32) - (1 << 31) for _ in range(count * KEYS // 10 // CROWD + 1)]
    db.execute("BEGIN")
    for pk in range(1, count + 1):
        add_link(db, pk, EDITIONS[pk % 3])
    db.execute("COMMIT")
    before = db.execute("PRAGMA page_count").fetchone()[0]
    for start in range(1, count + 1, 20_000):
        db.execute("BEGIN")
        pks = range(start, min(start + 20_000, count + 1))
        db.executemany("INSERT INTO signature VALUES (?, ?, ?)", ((pk, pk, rng.randbytes(SKETCH)) for pk in pks))
        db.executemany(
            "INSERT OR IGNORE INTO likeness VALUES (?, ?)",
            (
                (rng.choice(crowds) if rng.random() < 0.1 else rng.getrandbits(32) - (1 << 31), pk)
                for pk in pks
                for _ in range(KEYS)
            ),
        )
        db.execute("COMMIT")
    size = (db.execute("PRAGMA page_count").fetchone()[0] - before) * db.execute("PRAGMA page_size").fetchone()[0]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return float(size / count)


def forget(path: Path) -> None:
    """Make the operating system read the file *path* from the disk again."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def batches(path: Path, stories: list[tuple[str, Told]]) -> tuple[float, list[float]]:
    """Milliseconds to sign an article, and to check, keep and commit one, by batch."""
    db = ledger(path)
    link = db.execute("SELECT max(pk) FROM link").fetchone()[0]
    with db:
        db.execute("BEGIN")
        for place, (edition, _) in enumerate(stories, link + 1):
            add_link(db, place, edition)
    begun = perf_counter()
    signatures = [sign(edition, told.headline, told.text) for edition, told in stories]
    signing = (perf_counter() - begun) / len(stories) * 1000
    times = []
    for start in range(0, len(stories), BATCH):
        begun = perf_counter()
        db.execute("BEGIN IMMEDIATE")
        for signature in signatures[start : start + BATCH]:
            link += 1
            check(db, link, signature)
        db.execute("COMMIT")
        times.append((perf_counter() - begun) / BATCH * 1000)
    db.close()
    return signing, times


def speed(count: int) -> None:
    """Print what an article costs beside *count* others."""
    told = [(group.edition, article) for group in groups(60, seed=9) for article in group.articles]
    Random(1).shuffle(told)
    told = told[: len(told) // 2 // BATCH * 2 * BATCH]
    with tempfile.TemporaryDirectory(dir=os.environ.get("ORDA_BENCH_DIR")) as directory:
        path = Path(directory) / "state.sqlite3"
        size = fill(path, count)
        print(f"\n{count:,} articles: {size:.0f} bytes of signatures and index an article")
        if hasattr(os, "posix_fadvise"):
            forget(path)
            report("nothing cached", *batches(path, told[: len(told) // 2]))
        report("cached", *batches(path, told[len(told) // 2 :]))


def report(name: str, signing: float, times: list[float]) -> None:
    """Print one line of times."""
    print(
        f"  {name}: sign {signing:.2f} ms; check, keep and commit {median(times):.2f} ms an article"
        f" (batches of {BATCH}: first {times[0]:.2f}, mean {mean(times):.2f}, worst {max(times):.2f})"
    )


def main() -> int:
    """Measure; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200, help="groups of each kind and edition")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=1_000_000, help="0: no times")
    options = parser.parse_args()
    score = judge(groups(options.size, options.seed))
    print(f"{sum(score.articles.values()):,} articles: precision {score.precision:.4f}, recall {score.recall():.4f}")
    for kind in score.articles:
        if score.expected[kind]:
            print(f"  {kind:12} recall {score.recall(kind):.3f} of {score.expected[kind]}, wrong {score.wrong[kind]}")
        else:
            print(f"  {kind:12} wrong {score.wrong[kind]} of {score.articles[kind]}")
    if options.articles:
        speed(options.articles)
    return int(score.precision < 0.99 or score.recall() < 0.95)


if __name__ == "__main__":
    sys.exit(main())
