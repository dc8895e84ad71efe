"""The archive, read: histories, the current state, and cursors that lose and repeat nothing."""

from __future__ import annotations

import gzip
import json
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Article
from crawler.jsonl import ArticleFiles, serialise
from crawler.ledger import ArchiveError
from crawler.records import CursorError, Tail, current, history, read_cursor, write_cursor
from crawler.records import changed as changed_in
from crawler.site import EDITIONS
from crawler.spans import Span
from tests.archives import NOW, article, changed, compact, opened, removed, write

ALWAYS = Span(date.min, date.max)
EVERY = tuple(EDITIONS)
ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]


@pytest.fixture
def files(tmp_path: Path) -> Iterator[ArticleFiles]:
    files = opened(tmp_path)
    yield files
    files.ledger.close()


def lines(files: ArticleFiles, edition: str) -> list[bytes]:
    """All lines of *edition*, in order."""
    found: list[bytes] = []
    for path in sorted((files.directory / edition).glob("*.jsonl*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found += data.splitlines(keepends=True)
    return found


def take(files: ArticleFiles, cursor: str, limit: int | None = None) -> tuple[list[bytes], str]:
    """The lines after *cursor*, and the next one."""
    tail = Tail(files, read_cursor(cursor), EVERY)
    return list(islice(tail, limit)), write_cursor(tail.cursor)


# -- history and current state


def test_history_and_current_state(files: ArticleFiles) -> None:
    first = article("en:1", published="2024-10-01T08:00:00+05:00")
    second = changed(first, "Other text.")
    third = removed(second)
    other, russian = article("en:2", published="2024-10-02T00:30:00+05:00"), article("ru:1")
    write(files, [first, russian])
    write(files, [second, other], NOW + timedelta(days=1))
    write(files, [third], NOW + timedelta(days=2))
    compact(files)
    assert [record.line for record in history(files, "en:1")] == [serialise(one) for one in (first, second, third)]
    assert [record.article().event for record in history(files, "en:1")] == ["new", "changed", "removed"]
    assert history(files, "en:9") == []

    def ids(editions: tuple[str, ...], since: str, until: str) -> list[str]:
        span = Span(date.fromisoformat(since), date.fromisoformat(until))
        return [record.article().id for record in current(files, editions, span)]

    assert [record.line for record in current(files, EVERY, ALWAYS)] == [
        serialise(one) for one in (russian, other, third)
    ]
    assert ids(EVERY, "2024-10-02", "2024-10-02") == ["en:2"], "days of publication"
    assert ids(EVERY, "2024-11-22", "2024-11-22") == ["ru:1"], "of capture where that is unknown"
    assert ids(("en",), "2024-10-01", "2024-11-30") == ["en:2", "en:1"]
    write(files, [changed(russian, "Later.", at=NOW + timedelta(days=3))], NOW + timedelta(days=3))
    assert ids(("ru",), "2024-11-22", "2024-11-22") == [], "of its last record"
    assert ids(("ru",), "2024-11-25", "2024-11-25") == ["ru:1"]


def test_the_current_state_is_of_one_moment(files: ArticleFiles) -> None:
    first, other = article("en:1"), article("en:2")
    write(files, [first, other])
    state = current(files, EVERY, ALWAYS)
    write(files, [changed(first, "Later."), article("en:3")])
    assert [record.article().revision for record in state] == [1, 1]
    assert [record.article().id for record in current(files, EVERY, ALWAYS)] == ["en:2", "en:1", "en:3"]


def test_changes_of_a_period_go_by_days_in_almaty(files: ArticleFiles) -> None:
    first = article("en:1")
    late = datetime(2024, 11, 22, 18, 59, tzinfo=timezone.utc)  # a minute before midnight in Almaty
    write(files, [first])
    second = changed(first, "Other.", at=late)
    write(files, [second], late)
    write(files, [removed(second, at=late + timedelta(minutes=1))], late + timedelta(minutes=1))

    def events(editions: tuple[str, ...], since: int, until: int) -> list[str]:
        span = Span(date(2024, 11, since), date(2024, 11, until))
        return [one.event for _, one in changed_in(files, editions, span)]

    assert events(EVERY, 22, 22) == ["changed"], "what is new is no change"
    assert events(EVERY, 23, 23) == ["removed"]
    assert events(EVERY, 1, 30) == ["changed", "removed"]
    assert events(("ru",), 1, 30) == []


def test_the_plain_file_wins(files: ArticleFiles) -> None:
    write(files, [article("en:1")])
    path = files.directory / "en" / "2024-11-22.jsonl"
    Path(f"{path}.gz").write_bytes(b"half of it, and not finis")
    assert len(list(current(files, EVERY, ALWAYS))) == 1
    assert len(take(files, "start")[0]) == 1


@pytest.mark.parametrize("damage", ["gone", "shorter", "other", "torn gz", "no gz", "altered gz"])
def test_a_damaged_file_is_said(files: ArticleFiles, damage: str) -> None:
    write(files, [article("en:1"), article("en:2")])
    path = files.directory / "en" / "2024-11-22.jsonl"
    whole = path.read_bytes()
    if damage.endswith("gz"):
        stored = gzip.compress(whole, 0)  # (as it is, so that a letter can be altered)
        packed = {"torn gz": stored[:-20], "altered gz": stored.replace(b"en:2", b"en:3"), "no gz": b"no such thing"}
        Path(f"{path}.gz").write_bytes(packed[damage])
    path.write_bytes({"shorter": whole[:-3], "other": b" " + whole[1:]}.get(damage, b""))
    if damage not in ("shorter", "other"):
        path.unlink()
    for read in (lambda: list(current(files, EVERY, ALWAYS)), lambda: take(files, "start")):
        with pytest.raises(ArchiveError, match=path.name):
            read()


def test_a_line_that_is_no_record_is_said(files: ArticleFiles) -> None:
    write(files, [article("en:1")])
    path = files.directory / "en" / "2024-11-22.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"headline"', b'"heedline"'))
    with pytest.raises(ArchiveError, match="no record at byte 0"):
        history(files, "en:1")[0].article()


def test_memory_is_flat(files: ArticleFiles) -> None:
    long = [article(f"en:{number}", "word " * 2000) for number in range(1, 1201)]
    write(files, long)
    write(files, [changed(one, "other " * 2000) for one in long[:1100]], NOW + timedelta(days=1))
    for read in (lambda: current(files, EVERY, ALWAYS), lambda: Tail(files, {}, EVERY), lambda: iter(())):
        tracemalloc.start()
        assert sum(1 for _ in read()) in (1200, 2300, 0)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2_000_000, "of 60 MB"


# -- cursors


def test_a_cursor_as_text(files: ArticleFiles) -> None:
    assert take(files, "start") == ([], "start"), "an empty archive"
    one, two, russian = article("en:1"), article("en:2"), article("ru:1")
    write(files, [one, two, russian])
    first, both = len(serialise(one)), len(serialise(one)) + len(serialise(two))
    assert take(files, "start", 1) == ([serialise(one)], f"en:2024-11-22:{first}")
    assert take(files, f"en:2024-11-22:{first}", 1) == ([serialise(two)], f"en:2024-11-22:{both}")
    rest, end = take(files, f"en:2024-11-22:{both}")
    assert (rest, end) == ([serialise(russian)], f"en:2024-11-22:{both},ru:2024-11-22:{len(serialise(russian))}")
    assert take(files, end) == ([], end)
    assert take(files, "ru:2024-11-22:0,en:2024-11-22:0")[0] == [serialise(one) for one in (one, two, russian)]


def test_only_some_editions(files: ArticleFiles) -> None:
    write(files, [article("en:1"), article("ru:1")])
    tail = Tail(files, {}, ("ru",))
    assert list(tail) == [serialise(article("ru:1"))]
    assert list(tail.cursor) == ["ru"]
    assert list(Tail(files, tail.cursor, EVERY)) == [serialise(article("en:1"))]


def test_no_more_than_is_committed(files: ArticleFiles) -> None:
    write(files, [article("en:1")])
    path = files.directory / "en" / "2024-11-22.jsonl"
    with path.open("ab") as file:
        file.write(serialise(article("en:2")) + b'{"id": "en:3", torn')
    found, end = take(files, "start")
    assert found == [serialise(article("en:1"))]
    beyond = f"en:2024-11-22:{len(serialise(article('en:1'))) + len(serialise(article('en:2')))}"
    assert take(files, beyond) == ([], beyond), "as it is after a power cut took back what the ledger knew"
    example: dict[str, Any] = {}
    exec(EXAMPLE, example)
    assert [record["id"] for record, _ in example["after"]("start", files.directory)] == ["en:1", "en:2"], "whole lines"
    files.recover(now=NOW)
    assert take(files, end) == ([serialise(article("en:2"))], beyond)


@pytest.mark.parametrize(
    "cursor",
    [
        *("", ",", "en", "en:2024-11-22", "en:2024-11-22:-1", "en:2024-11-22:x", "en:2024-11-22:1 ", "en:2024-11-22:١"),
        *("en:2024-11-22.jsonl:0", "xx:2024-11-22:0", "start,en:2024-11-22:0", "en:2024-11-22:0,en:2024-11-22:0"),
        *("en:2024-11-22:1000000000000", "en:../../../../x:0"),
    ],
)
def test_what_is_no_cursor(cursor: str) -> None:
    with pytest.raises(CursorError):
        read_cursor(cursor)


@pytest.mark.parametrize("compacted", [False, True])
def test_a_cursor_of_another_archive(files: ArticleFiles, compacted: bool) -> None:
    write(files, [article("en:1")])
    write(files, [article("en:2")], NOW + timedelta(days=1))
    if compacted:
        compact(files)
    size = len(serialise(article("en:1")))
    assert len(take(files, f"en:2024-11-22:{size}")[0]) == 1
    for mark in (f"22:{size + 1}", f"22:{size - 1}", "22:999999999999", "21:0", "22:1", "24:7"):
        with pytest.raises(CursorError, match="no line of"):
            take(files, f"en:2024-11-{mark}")


class Reader:
    """Somebody who stops and resumes, and keeps the current state: by `Tail`, or by the example in the docs."""

    def __init__(self, files: ArticleFiles, *, by_example: bool) -> None:
        self.files = files
        self.cursor = "start"
        self.seen: dict[str, list[bytes]] = {edition: [] for edition in EVERY}
        self.state: dict[str, dict[str, Any]] = {}
        self._example: dict[str, Any] | None = {} if by_example else None
        if self._example is not None:
            exec(EXAMPLE, self._example)

    def read(self, limit: int | None) -> None:
        if self._example is None:
            found, self.cursor = take(self.files, self.cursor, limit)
            for line in found:
                record = json.loads(line)
                self.seen[record["edition"]].append(line)
                self.state[record["id"]] = record
        else:
            after = self._example["after"](self.cursor, self.files.directory)
            for record, self.cursor in islice(after, limit):
                self.state[record["id"]] = record


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("write"),
            st.lists(st.tuples(st.sampled_from(EVERY), st.integers(1, 4)), min_size=1, max_size=4, unique=True),
            st.integers(0, 2),
        ),
        st.tuples(st.just("read"), st.one_of(st.none(), st.integers(1, 4))),
        st.just(("compact",)),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_stop_and_resume_anywhere(steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        files = opened(Path(name))
        (files.directory).mkdir()
        readers = [Reader(files, by_example=False), Reader(files, by_example=True)]
        last: dict[str, Article] = {}
        now = NOW
        for step, *args in steps:
            if step == "write":
                chosen, days = args
                now += timedelta(days=days)
                batch = []
                for number, (edition, of) in enumerate(chosen):
                    id = f"{edition}:{of}"
                    before = last.get(id)
                    if before is None:
                        last[id] = article(id)
                    elif number % 2 and before.event != "removed":
                        last[id] = removed(before)
                    else:
                        last[id] = changed(before, f"Text {before.revision}.")
                    batch.append(last[id])
                write(files, batch, now)
            elif step == "read":
                for reader in readers:
                    reader.read(args[0])
            else:
                compact(files)
        for reader in readers:
            reader.read(None)
            assert reader.state == {id: json.loads(serialise(one)) for id, one in last.items()}
        assert readers[0].seen == {edition: lines(files, edition) for edition in EVERY}, "each line once, in order"
        assert {record.line for record in current(files, EVERY, ALWAYS)} == {serialise(one) for one in last.values()}
        files.ledger.close()
