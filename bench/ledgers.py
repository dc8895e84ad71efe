"""Large ledgers to measure with: one that a crawl made, many times over.

    python -m bench.ledgers fill DATA FROM ARTICLES      # FROM: the ledger of a crawl
    python -m bench.ledgers archive DATA LINKS           # as many links more that an archive crawl has still to fetch
    python -m bench.ledgers ask DATA                     # times of commits and look-ups
    python -m bench.ledgers liken DATA ARTICLES          # times of near-duplicate checks beside so many articles

The rows are those that the crawl wrote, with other keys, numbers and days; days and editions are as many as such a
number of articles comes from, with a file of the JSON Lines and one of the raw archive for each. Each is run as a
process of its own, and prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from crawler.drift import KEPT_DAYS
from crawler.ledger import Ledger, Line
from crawler.urls import ArticleAddress
from crawler.zone import almaty_day

DAYS_EACH = 24
"""Days that the articles of one copy come from: about as many a day as an edition has."""
A_LINE = 6_000
"""Bytes of a line of the JSON Lines."""
BATCH, BATCHES = 50, 200
LIST, LISTS = 30, 2_000

COPY = """
INSERT INTO link SELECT pk + :up, :edition || ':' || coalesce(number + :shift, substr(id, 4) || :copy), :edition,
    number + :shift, CASE WHEN number IS NULL THEN path ELSE
    substr(path, 1, length(path) - length(number) - 1) || (number + :shift) || '/' END,
    state, reason, job, date(:last, '-' || (pk % :days) || ' days'), attempts, absences, absent_since, NULL, extractor
    FROM old.link;
INSERT INTO look SELECT link + :up, seen_at, read_at, since, etag, last_modified, listed, odd, odd_at FROM old.look;
INSERT INTO sighting SELECT link + :up, source, seen_at FROM old.sighting;
INSERT INTO file SELECT NULL, :edition, date(:last, '-' || day || ' days') || '.jsonl', 0 FROM days;
INSERT INTO raw_file SELECT NULL, :edition, :edition || '/' || day || '/' || :last || '-1.warc.gz', 4000000, 0, 1
    FROM days;
INSERT INTO record SELECT NULL, link + :up, revision, event, content_hash,
    (SELECT max(pk) FROM file) - link % :days, link / :days * :line, written_at, NULL FROM old.record;
INSERT INTO capture SELECT page + :up, at, (SELECT max(pk) FROM raw_file) - page % :days, position, of, digest
    FROM old.capture WHERE page > 0;
INSERT OR IGNORE INTO total SELECT date(:last, '-' || days.day || ' days'), name, value FROM old.total, days;
INSERT OR IGNORE INTO tally (edition, day, fact, extractor, pages)
    SELECT :edition, date(:last, '-' || days.day || ' days'), fact, extractor, max(pages)
    FROM old.tally, days WHERE :back < :kept GROUP BY days.day, fact, extractor
"""
KEPT = ("edition", "source", "robots", "host", "meta", "need")
"""Tables that are taken over as they are, and have no row for each article."""


def fill(data: Path, old: Path, articles: int) -> dict[str, float]:
    """Make in *data* a ledger of so many *articles*, with the (empty) files that go with them; bytes an article."""
    data.mkdir()
    Ledger(data / "state.sqlite3").close()
    db = sqlite3.connect(data / "state.sqlite3", isolation_level=None)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; PRAGMA wal_autocheckpoint = 100000")
    db.execute("ATTACH ? AS old", (str(old),))
    db.execute("CREATE TEMP TABLE days AS SELECT value AS day FROM json_each(?)", (json.dumps(list(range(DAYS_EACH))),))
    empty = db.execute("PRAGMA page_count").fetchone()[0]
    step, count, span = db.execute(
        "SELECT max(pk), count(*), max(number) - min(number) + 1 FROM old.link WHERE state = 'stored'"
    ).fetchone()
    copies = -(-articles // count)
    newest = date.today()
    for copy in range(copies):
        last = copy == copies - 1
        back = (copies - 1 - copy) // 3 * DAYS_EACH
        values = {
            "up": copy * step,
            "edition": ("en", "ru", "kk")[(copies - 1 - copy) % 3],
            "shift": 0 if last else 1_000_000 + copy * span,
            "copy": f"-{copy}",
            "last": (newest - timedelta(days=back)).isoformat(),
            "back": back,
            "kept": KEPT_DAYS,
            "days": DAYS_EACH,
            "line": A_LINE,
        }
        db.execute("BEGIN")
        for statement in COPY.split(";"):
            db.execute(statement, values)
        db.execute("COMMIT")
    for table in KEPT:
        db.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM old.{table}")
    _sizes(db)
    for edition, name, size in db.execute("SELECT edition, name, committed FROM file").fetchall():
        path = data / "articles" / edition / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(max(0, size - 1))
            file.seek(0, os.SEEK_END)
            file.write(b"\n" if size else b"")
    sizes = _bytes(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made = db.execute("SELECT count(*) FROM link").fetchone()[0]
    db.close()
    captures = sum(size for name, size in sizes.items() if name in ("capture", "raw_file"))
    return {
        "articles": made,
        "files": db_files(data),
        "bytes": (sum(sizes.values()) - captures - empty * 4096) / made,
        "captures": captures / made,
        **{f"bytes of {name}": round(size / made, 1) for name, size in sizes.items() if size > made},
    }


def _sizes(db: sqlite3.Connection) -> None:
    """Give the files the length of what is recorded of them."""
    db.execute(
        "CREATE TEMP TABLE longest AS SELECT file, max(position) + ? AS size FROM record GROUP BY file", (A_LINE,)
    )
    db.execute("CREATE INDEX temp.longest_file ON longest (file)")
    db.execute("UPDATE file SET committed = coalesce((SELECT size FROM longest WHERE file = file.pk), 0)")


def _bytes(db: sqlite3.Connection) -> dict[str, float]:
    """Bytes of each table and index."""
    return dict(db.execute("SELECT name, sum(pgsize) FROM dbstat('main') GROUP BY name"))


def db_files(data: Path) -> int:
    """How many files of the JSON Lines there are in *data*."""
    return sum(1 for _ in data.glob("articles/*/*.jsonl"))


def archive(data: Path, links: int) -> dict[str, float]:
    """Let the ledger in *data* have so many *links* more that `archive` has still to fetch, a hundred a day.

    The days of all of them were read to their end. Those that are there become pending too: they are the newest.
    """
    db = sqlite3.connect(data / "state.sqlite3", isolation_level=None)
    now = int(time.time())
    db.execute("BEGIN")
    db.execute("DELETE FROM record")
    db.execute("DELETE FROM look")
    db.execute(
        "UPDATE link SET pk = pk + ?, state = 'pending', job = 'archive', next_try = 0, day = ?", (links, _day(0))
    )
    db.execute("UPDATE sighting SET link = link + ?", (links,))
    for pk in range(1, links + 1):
        day = _day(1 + (links - pk) // 100)
        db.execute(
            "INSERT INTO link (pk, id, edition, number, path, state, job, day, next_try)"
            " VALUES (?, ?, 'en', ?, ?, 'pending', 'archive', ?, 0)",
            (
                pk,
                f"en:{1_000_000 + pk}",
                1_000_000 + pk,
                f"/a-story-of-ordinary-length-somewhere-{1_000_000 + pk}/",
                day,
            ),
        )
        db.execute("INSERT INTO sighting VALUES (?, 'days', ?)", (pk, now))
    for back in range(links // 100 + 2):
        db.execute("INSERT OR REPLACE INTO day VALUES ('en', ?, ?, 100)", (_day(back), now + 10 * 86_400))
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return {"links": links}


def _day(back: int) -> str:
    return (date.today() - timedelta(days=back)).isoformat()


def ask(data: Path) -> dict[str, float]:
    """Milliseconds of a commit of :data:`BATCH` articles, and microseconds of a look-up, by list of :data:`LIST`."""
    ledger, rng, now = Ledger(data / "state.sqlite3"), random.Random(1), int(time.time())
    known = [id for (id,) in ledger.query("SELECT id FROM link WHERE pk % 97 = 0")]
    commits, lists = [], []
    for number in range(BATCHES):
        found = [
            ArticleAddress(
                "en", f"en:{9_000_000 + one}", 9_000_000 + one, f"/a-story-of-ordinary-length-{9_000_000 + one}/"
            )
            for one in range(number * BATCH, (number + 1) * BATCH)
        ]
        ledger.discover(found, source="list", job="latest", now=now)
        lines = [
            Line(
                one, 1, "new", rng.randbytes(32).hex(), almaty_day(now), place * A_LINE, "bench", now, 1, '"etag"', None
            )
            for place, one in enumerate(found, number * BATCH)
        ]
        began = time.perf_counter()
        ledger.commit("en", "2030-01-01.jsonl", (number + 1) * BATCH * A_LINE, lines, now=now)
        commits.append(1000 * (time.perf_counter() - began))
    for number in range(LISTS):
        unknown = [f"en:{20_000_000 + number * LIST + one}" for one in range(LIST // 2)]
        ids = rng.sample(known, LIST - len(unknown)) + unknown
        began = time.perf_counter()
        ledger.links(ids)
        lists.append(1e6 * (time.perf_counter() - began) / LIST)
    ledger.close()
    return {
        "commit": median(commits),
        "commit_worst": max(commits),
        "link": median(lists),
        "link_worst": sorted(lists)[len(lists) * 99 // 100],
    }


def liken(data: Path, articles: int) -> dict[str, float]:
    """Milliseconds to sign an article, and to check and keep one beside so many others, in batches with a commit."""
    from bench import duplicates
    from bench.retold import groups

    data.mkdir()
    path = data / "likenesses.sqlite3"
    size = duplicates.fill(path, articles)
    told = [(group.edition, article) for group in groups(30, seed=9) for article in group.articles]
    random.Random(1).shuffle(told)
    half = len(told) // 2 // BATCH * BATCH
    duplicates.forget(path)
    _, cold = duplicates.batches(path, told[:half])
    signing, warm = duplicates.batches(path, told[half : 2 * half])
    return {"bytes": size, "sign": signing, "cold": median(cold), "warm": median(warm), "worst": max(warm)}


if __name__ == "__main__":
    what, data, *more = sys.argv[1:]
    actions = {"fill": fill, "archive": archive, "liken": liken, "ask": ask}
    numbers = [int(one) if one.isdecimal() else Path(one) for one in more]
    result = actions[what](Path(data), *numbers)  # type: ignore[operator]
    print(json.dumps(result))
