"""Data directories of earlier versions: brought up to date wholly or not at all, and nothing in them lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from crawler.ledger import ArchiveError, Ledger
from crawler.run import Config, Run, open_archive
from crawler.tables import MIGRATIONS, VERSION
from crawler.urls import Origins
from crawler.verify import Archive, verify

KEPT = Path(__file__).parent / "upgrades"
"""A directory for each version of the ledger: the articles, and the ledger as SQL."""


def earlier(version: str, data: Path) -> Path:
    shutil.copytree(KEPT / version / "articles", data / "articles")
    db = sqlite3.connect(data / "state.sqlite3")
    db.executescript((KEPT / version / "state.sql").read_text(encoding="utf-8"))
    db.close()
    return data


def tables(path: Path) -> set[str]:
    """What the file at *path* consists of, whatever spaces it was written with."""
    db = sqlite3.connect(path)
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    db.close()
    return {" ".join(sql.split()) for (sql,) in rows}


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    found = db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    db.close()
    return found


VERSIONS = sorted(path.name for path in KEPT.iterdir())


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_brought_up_to_date(tmp_path: Path, version: str) -> None:
    data = earlier(version, tmp_path / "data")
    ledger = data / "state.sqlite3"
    before = {table: rows(ledger, table) for table in ("link", "file", "sighting", "look", "edition")}
    lines = rows(ledger, "record")
    files = {path: path.read_bytes() for path in (data / "articles").rglob("*.jsonl")}
    with pytest.raises(ArchiveError, match="older version"):
        open_archive(data, readonly=True)
    run = Run(Config(data, Origins({}), "latest en"))
    assert run.ledger.query("PRAGMA user_version") == [(VERSION,)]
    articles = [run.files.read(row[1]) for row in before["link"] if row[5] == "stored"]  # type: ignore[arg-type]
    assert len(articles) == 4
    assert all(articles)
    run.close()
    assert {table: rows(ledger, table) for table in before} == before
    waiting = Counter(row[5] for row in before["link"] if row[12] is not None and row[5] not in ("stored", "gone"))
    assert rows(ledger, "waiting") == sorted(("en", *one) for one in waiting.items())
    assert bool(waiting) == (version != "1")
    assert rows(ledger, "record") == [(*row[:4], bytes(row[4])[:16], *row[5:8], None) for row in lines]  # type: ignore[call-overload]
    assert {path: path.read_bytes() for path in files} == files
    ledger_, files_ = open_archive(data)
    assert list(verify(Archive(data, ledger_, files_))) == []
    ledger_.close()
    Ledger(tmp_path / "fresh.sqlite3").close()
    assert tables(ledger) == tables(tmp_path / "fresh.sqlite3"), "as one that was made by this version"
    assert int(VERSIONS[-1]) == VERSION - 1, "a version that was given away is kept here when the next one comes"


def test_a_step_that_fails_leaves_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = earlier("1", tmp_path / "data")
    before = tables(data / "state.sqlite3")
    monkeypatch.setitem(MIGRATIONS, 2, "CREATE TABLE halfway (x); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Ledger(data / "state.sqlite3")
    assert tables(data / "state.sqlite3") == before
    monkeypatch.undo()
    Ledger(data / "state.sqlite3").close()
