"""The JSON Lines files: a line and its record are one, whatever happens in between."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Article, KnownArticle, Paragraph, to_json
from crawler.jsonl import ArticleFiles, Draft, serialise
from crawler.ledger import ArchiveError, Ledger
from crawler.run import BUSY, IO, Config, Lock, Problem, Run
from crawler.urls import ArticleAddress, Origins

NOW = datetime(2026, 11, 22, 10, 3, tzinfo=timezone.utc)
NAME = "2026-11-22.jsonl"


def lined(articles: list[Article]) -> list[Draft]:
    return [Draft(one, serialise(one)) for one in articles]


def article(number: int, edition: str = "en") -> Article:
    return Article(
        id=f"{edition}:{number}",
        edition=edition,  # type: ignore[arg-type]
        url=f"https://{edition}.example/a-story-{number}/",
        headline=f"Тақырып — {number}",
        in_language=edition,
        body=(Paragraph(text=f"Text of story {number}."),),
        text=f"Text of story {number}.",
        content_hash=f"{number:064x}",
        fetched_at="2026-11-22T10:03:00Z",
        run_id="run",
        extractor="1",
    )


def opened(directory: Path) -> ArticleFiles:
    return ArticleFiles(directory / "articles", Ledger(directory / "state.sqlite3"))


def ids(directory: Path) -> list[str]:
    return [
        json.loads(line)["id"]
        for path in sorted((directory / "articles").glob("*/*.jsonl"))
        for line in path.read_bytes().splitlines(keepends=True)
    ]


def test_a_line_is_one_json_object_unescaped() -> None:
    line = serialise(article(1))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert "Тақырып — 1".encode() in line
    assert json.loads(line) == to_json(article(1))


def test_read_back(tmp_path: Path) -> None:
    files = opened(tmp_path)
    files.write(lined([article(1), article(2), article(7, "ru")]), now=NOW)
    files.write(lined([article(3)]), now=NOW)
    for one in (article(1), article(3), article(7, "ru")):
        known = files.read(one.id)
        assert isinstance(known, KnownArticle)
        assert to_json(known) == to_json(one)
    assert files.read("en:99") is None
    files.ledger.close()


def test_the_day_is_almatys_and_never_earlier_than_the_last(tmp_path: Path) -> None:
    files = opened(tmp_path)
    late = datetime(2026, 11, 22, 19, 30, tzinfo=timezone.utc)  # half past midnight on the 23rd in Almaty
    files.write(lined([article(1)]), now=late)
    files.write(lined([article(2)]), now=late - timedelta(hours=3))
    files.write(lined([article(1, "ru")]), now=late - timedelta(hours=3))
    files.ledger.close()
    assert sorted(path.relative_to(tmp_path / "articles").as_posix() for path in tmp_path.rglob("*.jsonl")) == [
        "en/2026-11-23.jsonl",
        "ru/2026-11-22.jsonl",
    ]
    files = opened(tmp_path)
    files.recover(now=NOW)
    files.write(lined([article(3)]), now=NOW)
    files.ledger.close()
    assert ids(tmp_path) == ["en:1", "en:2", "en:3", "ru:1"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_kill_between_append_and_commit(data: st.DataObject) -> None:
    """Whatever part of a batch reached the file: every article is there once after the run that follows."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        first, second = [article(n) for n in (1, 2)], [article(n) for n in (3, 4, 5)]
        files = opened(directory)
        files.write(lined(first), now=NOW)
        files.ledger.close()
        batch = b"".join(map(serialise, second))
        reached = batch[: data.draw(st.integers(0, len(batch)), label="bytes that reached the file")]
        path = directory / "articles" / "en" / NAME
        before = path.read_bytes() + reached
        path.write_bytes(before)

        files = opened(directory)
        adopted = files.recover(now=NOW)
        whole = before[: before.rfind(b"\n") + 1]
        assert path.read_bytes() == whole, "whole lines stay, a torn one goes"
        assert adopted == whole.count(b"\n") - 2
        files.write(lined([one for one in second if files.read(one.id) is None]), now=NOW)
        files.ledger.close()
        assert ids(directory) == ["en:1", "en:2", "en:3", "en:4", "en:5"]


def test_a_first_file_that_was_never_committed_is_adopted(tmp_path: Path) -> None:
    files = opened(tmp_path)
    files.recover(now=NOW)
    path = tmp_path / "articles" / "en" / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(serialise(article(1)) + serialise(article(2))[:20])
    assert files.recover(now=NOW) == 1
    assert files.ledger.links(["en:1"])["en:1"].state == "stored"
    assert files.recover(now=NOW) == 0
    files.ledger.close()
    assert ids(tmp_path) == ["en:1"]


def test_what_is_not_ours_is_kept_apart(tmp_path: Path) -> None:
    files = opened(tmp_path)
    files.write(lined([article(1)]), now=NOW)
    path = tmp_path / "articles" / "en" / NAME
    foreign = b'{"id": "en:2"}\n'
    with path.open("ab") as file:
        file.write(serialise(article(3)) + foreign + serialise(article(4)) + serialise(article(1)) + b"{torn")
    assert files.recover(now=NOW) == 2
    assert files.read("en:4") is not None
    files.ledger.close()
    assert ids(tmp_path) == ["en:1", "en:3", "en:4"], "a second copy of a record is none"
    assert path.with_name(f"{NAME}.cut").read_bytes() == foreign + serialise(article(1)) + b"{torn"


def test_what_lies_before_a_foreign_line_never_moves(tmp_path: Path) -> None:
    """Records after it do, all at once: whoever has the file open goes on in it as it was."""
    files = opened(tmp_path)
    files.write(lined([article(1)]), now=NOW)
    path = tmp_path / "articles" / "en" / NAME
    with path.open("ab") as file:
        file.write(serialise(article(2)) + b"foreign\n" + serialise(article(3)))
    before = path.read_bytes()
    with path.open("rb") as reader:
        assert files.recover(now=NOW) == 2
        assert reader.read() == before
    assert path.read_bytes() == b"".join(serialise(article(n)) for n in (1, 2, 3))
    assert not list(path.parent.glob("*.part"))
    files.ledger.close()


def test_lines_at_the_end_are_cut_in_place(tmp_path: Path) -> None:
    files = opened(tmp_path)
    files.write(lined([article(1)]), now=NOW)
    path = tmp_path / "articles" / "en" / NAME
    with path.open("ab") as file:
        file.write(serialise(article(2)) + b"foreign\n{torn")
    place = path.stat().st_ino
    assert files.recover(now=NOW) == 1
    assert path.stat().st_ino == place
    assert path.read_bytes() == serialise(article(1)) + serialise(article(2))
    files.ledger.close()


# -- compressed days


def compress(path: Path, *parts: slice) -> bytes:
    """Put a compressed file of the *parts* (all, in one) of *path* in its place; what it held."""
    data = path.read_bytes()
    Path(f"{path}.gz").write_bytes(b"".join(gzip.compress(data[part]) for part in parts or (slice(None),)))
    path.unlink()
    return data


@pytest.fixture
def days(tmp_path: Path) -> ArticleFiles:
    """An archive with an article on each of two days."""
    files = opened(tmp_path)
    files.write(lined([article(1), article(2)]), now=NOW)
    files.write(lined([article(3)]), now=NOW + timedelta(days=1))
    return files


@pytest.mark.parametrize("parts", [(), (slice(9), slice(9, None))], ids=["one member", "two members"])
def test_a_past_day_may_be_compressed(days: ArticleFiles, parts: tuple[slice, ...]) -> None:
    path = days.path("en", NAME)
    compress(path, *parts)
    assert days.recover(now=NOW) == 0
    known = days.read("en:2")
    assert isinstance(known, KnownArticle)
    assert to_json(known) == to_json(article(2))
    days.write(lined([article(4)]), now=NOW)
    assert [each.name for each in sorted(path.parent.iterdir())] == [f"{NAME}.gz", "2026-11-23.jsonl"], "as it was"
    days.ledger.close()


def test_a_start_reads_no_compressed_day(days: ArticleFiles) -> None:
    path = days.path("en", NAME)
    size = len(compress(path))
    Path(f"{path}.gz").write_bytes(b"what cannot be unpacked" + size.to_bytes(4, "little"))
    assert days.recover(now=NOW) == 0
    with pytest.raises(ArchiveError, match=NAME):
        days.read("en:1")
    days.ledger.close()


@pytest.mark.parametrize("damage", [slice(-3), slice(0)], ids=["shorter", "empty"])
def test_a_compressed_day_that_lacks_something_is_refused(days: ArticleFiles, damage: slice) -> None:
    path = days.path("en", NAME)
    whole = compress(path)
    Path(f"{path}.gz").write_bytes(gzip.compress(whole[damage]))
    with pytest.raises(ArchiveError, match=rf"{NAME} has .* put the file back"):
        days.recover(now=NOW)
    Path(f"{path}.gz").write_bytes(gzip.compress(whole)[:-9])
    with pytest.raises(ArchiveError, match=rf"{NAME}.gz cannot be read"):
        days.recover(now=NOW)
    path.write_bytes(whole)
    assert days.recover(now=NOW) == 0, "where both are there, the plain one wins"
    assert days.read("en:1") is not None
    days.ledger.close()


def test_lines_beyond_in_a_compressed_day_are_adopted(days: ArticleFiles) -> None:
    path = days.path("en", NAME)
    with path.open("ab") as file:
        file.write(serialise(article(8)) + b"{torn")
    compress(path)
    assert days.recover(now=NOW) == 1
    assert days.read("en:8") is not None
    assert days.recover(now=NOW) == 0
    days.ledger.close()


@pytest.mark.parametrize("when", ["between runs", "during one"])
def test_a_last_day_that_was_compressed_is_unpacked_to_be_written(days: ArticleFiles, when: str) -> None:
    path = days.path("en", "2026-11-23.jsonl")
    before = compress(path)
    if when == "between runs":
        days = ArticleFiles(days.directory, days.ledger)
        days.recover(now=NOW)
        assert not path.exists(), "only when it is written"
    days.write(lined([article(4)]), now=NOW)
    assert path.read_bytes() == before + serialise(article(4))
    assert [each.name for each in sorted(path.parent.iterdir())] == [NAME, path.name]
    known = days.read("en:4")
    assert known is not None
    assert known.id == "en:4"
    assert days.recover(now=NOW) == 0
    days.ledger.close()


def test_killed_while_it_is_unpacked(tmp_path: Path) -> None:
    """Whenever the kill comes: both files or one of them hold the day whole, and the next run goes on."""
    path = tmp_path / "articles" / "en" / NAME
    files = opened(tmp_path)
    files.write(lined([article(n) for n in range(1, 20_000)]), now=NOW)
    before = compress(path)
    files.ledger.close()
    code = (
        f"from pathlib import Path; from crawler.packed import unpack; print(flush=True); unpack(Path({str(path)!r}))"
    )
    halfway = 0
    for attempt in range(12):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(attempt * 0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        packed = Path(f"{path}.gz")
        halfway += path.with_name(f"{NAME}.part").exists()
        assert path.read_bytes() == before if path.exists() else gzip.decompress(packed.read_bytes()) == before
        files = opened(tmp_path)
        assert files.recover(now=NOW) == 0
        files.ledger.close()
        packed.write_bytes(gzip.compress(before, 1))
        path.unlink(missing_ok=True)
    assert halfway
    files = opened(tmp_path)
    files.recover(now=NOW)
    files.write(lined([article(20_000)]), now=NOW)
    assert path.read_bytes() == before + serialise(article(20_000))
    assert list(path.parent.iterdir()) == [path]
    files.ledger.close()


@pytest.mark.parametrize("damage", ["shorter", "gone"])
def test_a_file_shorter_than_committed_is_refused_and_left_alone(tmp_path: Path, damage: str) -> None:
    files = opened(tmp_path)
    files.write(lined([article(1), article(2)]), now=NOW)
    path = tmp_path / "articles" / "en" / NAME
    whole = path.read_bytes()
    if damage == "shorter":
        path.write_bytes(whole[:-3])
    else:
        path.unlink()
    with pytest.raises(ArchiveError, match=NAME):
        files.recover(now=NOW)
    assert not path.exists() or path.read_bytes() == whole[:-3]
    path.write_bytes(whole)
    assert files.recover(now=NOW) == 0
    files.ledger.close()


@pytest.mark.parametrize("room", [0, 1, 300, 700])
def test_no_room_loses_and_doubles_nothing(tmp_path: Path, room: int) -> None:
    """The write breaks off after *room* bytes, by a limit that the system enforces."""
    files = opened(tmp_path)
    files.write(lined([article(1)]), now=NOW)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (tmp_path / "articles" / "en" / NAME).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, hard))
    try:
        with pytest.raises(ArchiveError, match="cannot be written"):
            files.write(lined([article(2), article(3)]), now=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    files.ledger.close()
    files = opened(tmp_path)
    files.recover(now=NOW)
    files.write(lined([one for one in (article(2), article(3), article(4)) if files.read(one.id) is None]), now=NOW)
    files.ledger.close()
    assert ids(tmp_path) == ["en:1", "en:2", "en:3", "en:4"]


# -- the run that holds them


def config(directory: Path) -> Config:
    return Config(directory, Origins(), "test")


def test_what_a_run_notes_comes_after_what_was_complete_before_it(tmp_path: Path) -> None:
    first = Run(config(tmp_path), clock=lambda: NOW)
    first.sources.begin("en", [1], now=first.listed_at())
    first.sources.complete("en", now=first.listed_at())
    first.close()
    for later in (1, 2):  # in the same second, and again
        run = Run(config(tmp_path), clock=lambda: NOW)
        assert run.listed_at() == NOW.timestamp() + later
        run.sources.complete("en", now=run.listed_at())
        run.close()
    run = Run(config(tmp_path), clock=lambda: NOW - timedelta(days=400))  # it was wrong by then
    assert run.listed_at() == (NOW - timedelta(days=400)).timestamp()
    run.close()


def test_one_run_at_a_time(tmp_path: Path) -> None:
    run = Run(config(tmp_path))
    with pytest.raises(Problem, match=rf"process {os.getpid()}, test") as caught:
        Run(config(tmp_path))
    assert caught.value.code == BUSY
    run.close()
    Run(config(tmp_path)).close()


def test_a_lock_file_left_behind_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text('{"pid": 1, "command": "test", "since": "2020-01-01T00:00:00Z"}\n')
    lock = Lock(tmp_path / "lock")
    lock.acquire()
    lock.release()


def test_a_lost_ledger_is_not_made_anew_over_records(tmp_path: Path) -> None:
    run = Run(config(tmp_path))
    run.ledger.discover([ArticleAddress("en", "en:1", 1, "/a-1/")], source="list", job="latest", now=0)
    run.batch["en:1"] = lined([article(1)])[0]
    run.flush()
    run.close()
    for path in tmp_path.glob("state.sqlite3*"):
        path.unlink()
    for attempt in range(2):
        with pytest.raises(Problem, match="put the ledger back") as caught:
            Run(config(tmp_path))
        assert caught.value.code == IO, attempt
    (tmp_path / "state.sqlite3").touch()
    with pytest.raises(Problem, match="put the ledger back"):
        Run(config(tmp_path))


def test_a_data_directory_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(Problem, match="cannot be written") as caught:
        Run(config(path))
    assert caught.value.code == IO


# -- files that are not as they were left


@pytest.mark.parametrize("which", ["edited", "foreign end", "committed less", "a line less", "rewritten"])
def test_a_file_that_was_changed_is_refused_as_it_is(days: ArticleFiles, which: str) -> None:
    """What is appended to, or cut, as the ledger thinks best, would damage lines that are whole."""
    path, last = days.path("en", NAME), days.path("en", "2026-11-23.jsonl")
    if which == "edited":
        path.write_bytes(path.read_bytes().replace(b'"headline":"', b'"headline":"Corrected ', 1))
    elif which == "foreign end":
        last.write_bytes(last.read_bytes()[:-1] + b" ")
    elif which == "rewritten":
        last.write_bytes(last.read_bytes()[:-1] + b"  \n")
    else:
        less = 10 if which == "committed less" else len(serialise(article(2)))
        days.ledger._db.execute("UPDATE file SET committed = committed - ? WHERE name = ?", (less, NAME))
    before = path.read_bytes(), last.read_bytes()
    with pytest.raises(ArchiveError, match=r"changed: no line ends at byte|has records beyond byte") as caught:
        days.recover(now=NOW)
    assert "`scrapy verify --repair`" in str(caught.value)
    assert (path.read_bytes(), last.read_bytes()) == before
    days.ledger.close()


def test_a_file_that_is_changed_under_a_run_is_not_appended_to(days: ArticleFiles) -> None:
    days.recover(now=NOW)
    path = days.path("en", "2026-11-23.jsonl")
    path.write_bytes(path.read_bytes() + b"foreign\n")
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="was changed"):
        days.write(lined([article(5)]), now=NOW)
    assert path.read_bytes() == before
    days.ledger.close()


def test_a_quick_start_looks_at_what_may_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(now: datetime = NOW + timedelta(days=9)) -> int:
        files = opened(tmp_path)
        try:
            return files.recover(now=now, quick=True)
        finally:
            files.ledger.close()

    files = opened(tmp_path)
    for day in range(3):
        files.write(lined([article(day + 1), article(day + 1, "ru")]), now=NOW + timedelta(days=day))
    files.ledger.close()
    days = sorted((tmp_path / "articles" / "en").iterdir())
    assert start() == 0
    with monkeypatch.context() as patch:
        patch.setattr(ArticleFiles, "present", lambda *_: pytest.fail("looks at every file"))
        assert start() == 0
        with days[-1].open("ab") as last:
            last.write(serialise(article(4)))
        assert start() == 1
        os.truncate(days[-1], 3)
        with pytest.raises(ArchiveError, match="has 3 bytes"):
            start()
        days[-1].write_bytes(b"".join(serialise(article(number)) for number in (3, 4)))
    (tmp_path / "articles" / "en" / "2026-12-01.jsonl").write_bytes(serialise(article(5)))
    assert start() == 1, "a day that a run had begun"
    assert start() == 0
    days[0].rename(tmp_path / "away")
    for _ in range(2):
        with pytest.raises(ArchiveError, match="has 0 bytes"):
            start()
    (tmp_path / "away").rename(days[0])
    assert start() == 0
    assert ids(tmp_path).count("en:4") == 1
