"""The raw archive: what it keeps, that other tools read it, and that it bears kills and damage."""

from __future__ import annotations

import gzip
import os
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.captures import RawFiles, find, load
from crawler.ledger import DAY, Ledger
from crawler.raw import OPEN, Keeping, RawArchive
from crawler.raw_check import adopt, check_raw
from crawler.run import open_archive
from crawler.urls import Origins
from crawler.warc import Answer, UnreadableError, iso, members
from crawler.zone import almaty_day, in_almaty
from tests.conftest import Site

NOW = 1_795_400_000
ORIGINS = Origins()
URL = "https://en.orda.kz/a-story-9716/"


def answer(at: float, body: bytes = b"<html>one</html>", **changes: Any) -> Answer:
    of = Answer("en", "article", "en:9716", URL, int(at * 1000), "GET", (("User-Agent", "x"),), 200, (), body)
    return replace(of, **changes)


def files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def sound(path: Path) -> list[Any]:
    """The records of the file *path*, which has to be sound to warcio, and one gzip member a record."""
    plain = path.with_name(path.name.removesuffix(OPEN)) if path.name.endswith(OPEN) else path
    if plain != path:  # warcio tells by its name that a file is compressed
        plain = path.parent.parent / f"copy-{plain.name}"
        plain.write_bytes(path.read_bytes())
    checker = Checker(type("Command", (), {"verbose": False, "inputs": [str(plain)]})())
    checker.process_one(str(plain))
    assert not checker.exit_value, f"warcio check finds fault with {path}"
    data, count = plain.read_bytes(), 0
    while data:
        stream = zlib.decompressobj(wbits=31)
        assert stream.decompress(data).startswith(b"WARC/1.1\r\n")
        assert stream.eof
        data, count = stream.unused_data, count + 1
    with plain.open("rb") as file:
        records = [(r, r.raw_stream.read()) for r in ArchiveIterator(file)]
    assert len(records) == count
    if plain != path and plain.name.startswith("copy-"):
        plain.unlink()
    return records


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "state.sqlite3")
    address = ORIGINS.article(URL)
    assert address is not None
    ledger.discover([address], source="list", job="latest", now=NOW)
    yield ledger
    ledger.close()


def archive(ledger: Ledger, keeping: Keeping | None = None) -> RawArchive:
    """The archive as a new run opens it."""
    raw = RawArchive(ledger.path.parent / "raw", ledger, ORIGINS, keeping)
    raw.recover(now=NOW)
    return raw


def write(raw: RawArchive, *answers: Answer, now: int = NOW) -> None:
    for one in answers:
        raw.keep(one)
    raw.flush(now=now)


def body(ledger: Ledger, at: int) -> bytes | None:
    """What the article answered last in or before the second *at*."""
    place = find(ledger, 1, at)
    return load(ledger.path.parent / "raw", place).content if place else None


def test_a_crawl(site: Site) -> None:
    site.latest()
    (newest,) = site.newest(1)
    site.crawl("revisit", "-a", "since=2000-01-01")  # 304
    site.crawl("revisit", "-a", f"id={newest}")  # whole: the same body again
    raw = site.data / "raw"
    (path,) = files(raw)
    assert path.relative_to(raw).parts[0] == "en"
    assert path.name.endswith(OPEN)
    records = sound(path)
    assert records[0][0].rec_type == "warcinfo"
    kinds = Counter(record.rec_type for record, _ in records[1:])
    assert kinds["request"] == kinds["response"] + kinds["revisit"]
    profiles = Counter(str(r.rec_headers.get_header("WARC-Profile")).rpartition("/")[2] for r, _ in records)
    assert profiles["identical-payload-digest"] == 1
    assert profiles["server-not-modified"] == 30
    answered = {record.rec_headers.get_header("WARC-Record-ID") for record, _ in records}
    asked = [record for record, _ in records if record.rec_type == "request"]
    assert {record.rec_headers.get_header("WARC-Concurrent-To") for record in asked} <= answered
    paths = Counter(record.rec_headers.get_header("WARC-Target-URI").split("/", 3)[3] for record in asked)
    assert paths["last-news/"] == 1
    assert not any(path.startswith(("robots", "sitemap", "feed", "rss")) for path in paths)
    response = next(r for r, _ in records if r.rec_type == "response")
    assert response.http_headers.get_header("Content-Encoding") == "gzip"

    ledger, _ = open_archive(site.data, readonly=True)
    moments = {record.rec_headers.get_header("WARC-Date") for record, _ in records}
    pages = {record["id"]: ledger.links([record["id"]])[record["id"]].pk for record in site.lines()}
    for record in site.lines():
        at = int(in_almaty(record["fetched_at"]).timestamp())
        place = find(ledger, pages[record["id"]], at)
        assert place is not None
        assert place.at // 1000 == at
        assert iso(place.at) in moments
        kept = load(raw, place)
        assert kept.status == 200
        assert record["headline"].encode()[:20] in kept.content
    ledger.close()

    size = path.stat().st_size
    site.replica.correct("en", newest, headline="Corrected")
    site.crawl("revisit", "-a", f"id={newest}", "-s", "RAW_ARCHIVE=off")
    assert path.stat().st_size == size
    assert len(site.lines()) == 31


def test_same_again_refers(ledger: Ledger) -> None:
    raw = archive(ledger)
    write(raw, answer(NOW), answer(NOW + 1), answer(NOW + 2, b"", status=304))
    write(raw, answer(NOW + 3), answer(NOW + 4, b"two"), answer(NOW + 5, b"<html>DOM</html>", rendered=True))
    records = sound(files(raw.directory)[0])
    types = [record.rec_type for record, _ in records if record.rec_type != "request"]
    assert types == ["warcinfo", "response", "revisit", "revisit", "revisit", "response", "resource"]
    dates = [record.rec_headers.get_header("WARC-Refers-To-Date") for record, _ in records]
    assert {date for date in dates if date} == {iso(NOW * 1000)}
    assert [record.rec_headers.get_header("WARC-Rendered") for record, _ in records][-1]
    assert [body(ledger, NOW + at) for at in range(6)] == [
        *[b"<html>one</html>"] * 4,
        b"two",
        b"<html>DOM</html>",
    ]
    assert body(ledger, NOW - 1) is None


def test_any_kill(ledger: Ledger) -> None:
    """Whatever of an append reached the disk: what is whole is known, what is not is cut off, and it goes on."""
    raw = archive(ledger)
    write(raw, answer(NOW))
    path = files(raw.directory)[0]
    before, known = path.read_bytes(), ledger.query("SELECT * FROM raw_file")
    write(raw, answer(NOW + 10, b"two"), answer(NOW + 20, b"three"))
    after = path.read_bytes()
    ends = member_ends(after)
    for end in range(len(before), len(after), 37):
        path.write_bytes(after[:end])
        with ledger.transaction() as db:
            db.execute("DELETE FROM capture WHERE at > ?", (NOW * 1000,))
            db.execute("UPDATE raw_file SET committed = ?", (known[0][3],))
        raw = archive(ledger)
        sound(path)
        there = path.read_bytes()
        assert after.startswith(there)
        assert (body(ledger, NOW + 10) == b"two") == (len(there) >= ends[3])  # after information, answer, request
        assert (body(ledger, NOW + 20) == b"three") == (len(there) >= ends[5])
    write(raw, answer(NOW + 30, b"four"))
    sound(path)
    assert body(ledger, NOW + 30) == b"four"


def member_ends(data: bytes) -> list[int]:
    """Where the records in *data* end."""
    rest, ends = data, list[int]()
    while rest:
        stream = zlib.decompressobj(wbits=31)
        stream.decompress(rest)
        rest = stream.unused_data
        ends.append(len(data) - len(rest))
    return ends


def test_damage_stops_nothing(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    raw = archive(ledger)
    write(raw, answer(NOW), answer(NOW + 1, b"two"))
    path = files(raw.directory)[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:-600])  # shorter than what was committed
    raw = archive(ledger)
    write(raw, answer(NOW + 2, b"three"))
    first, second = files(raw.directory)
    assert first == path.with_name(path.name.removesuffix(OPEN))
    assert f"{len(whole) - 600} bytes, less than the {len(whole)} that were committed" in caplog.text
    assert any("where the ledger has an answer" in line for line in wrong(raw)), "what was cut off is not forgotten"
    sound(first)
    assert body(ledger, NOW) == b"<html>one</html>"
    assert body(ledger, NOW + 2) == b"three"
    second.unlink()
    raw = archive(ledger)
    assert "is gone" in caplog.text
    with pytest.raises(UnreadableError, match="is not there"):
        body(ledger, NOW + 2)
    write(raw, answer(NOW + 3, b"four"))
    assert body(ledger, NOW + 3) == b"four"
    assert len(files(raw.directory)) == 2


def test_files_are_closed(ledger: Ledger) -> None:
    raw = archive(ledger, Keeping(days=3))
    write(raw, answer(NOW))
    (path,) = files(raw.directory)
    path.rename(path.with_name(path.name.removesuffix(OPEN)))  # killed between the rename and taking note of it
    raw = archive(ledger, Keeping(days=3))
    write(raw, answer(NOW + 1, b"two"))
    write(raw, answer(NOW + DAY, b"three"), now=NOW + DAY)  # another day
    assert [path.name.endswith(OPEN) for path in files(raw.directory)] == [False, False, True]
    small = RawArchive(raw.directory, ledger, ORIGINS, Keeping(most=100))
    write(small, answer(NOW + DAY + 1, b"four"), now=NOW + DAY)  # large enough
    assert len(files(raw.directory)) == 4
    write(raw, answer(NOW + 4 * DAY, b"five"), now=NOW + 4 * DAY)  # three days after
    assert len(files(raw.directory)) == 4
    assert body(ledger, NOW) is None
    assert body(ledger, NOW + 4 * DAY) == b"five"
    for path in files(raw.directory):
        sound(path)


def test_a_body_stays_as_long_as_what_refers_to_it(ledger: Ledger) -> None:
    keeping = Keeping(days=3)
    raw = archive(ledger, keeping)
    for day in (0, 2):  # each file has a body of its own, and its captures refer to that
        at = NOW + day * DAY
        write(raw, answer(at), answer(at + 1), answer(at + 2, b"", status=304), now=at)
    at = NOW + 4 * DAY
    write(raw, answer(at, b"", status=304), now=at)
    write(raw, answer(NOW + 6 * DAY, b"new"), now=NOW + 6 * DAY)
    assert ledger.query("SELECT count(*) FROM raw_file") == [(3,)], "the first is gone"
    assert body(ledger, NOW + 1) is None
    assert body(ledger, NOW + 2 * DAY + 1) == b"<html>one</html>"
    for path in files(raw.directory):
        own = {record.rec_headers.get_header("WARC-Date") for record, _ in sound(path)}
        assert {record.rec_headers.get_header("WARC-Refers-To-Date") for record, _ in sound(path)} <= own | {None}


def test_retention_that_begins_later(ledger: Ledger) -> None:
    """A file that later ones refer to stays until they go."""
    raw = archive(ledger)
    for day in (0, 2, 4):
        write(raw, answer(NOW + day * DAY), now=NOW + day * DAY)
    assert len(files(raw.directory)) == 3
    raw = archive(ledger, Keeping(days=3))
    for day in (6, 8):
        write(raw, answer(NOW + day * DAY), now=NOW + day * DAY)
    assert [body(ledger, NOW + day * DAY) for day in (0, 4, 6)] == [b"<html>one</html>"] * 3
    assert len(files(raw.directory)) == 4, "the first has the body, the second nothing that is needed"
    write(raw, answer(NOW + 10 * DAY), now=NOW + 10 * DAY)
    assert [body(ledger, NOW + day * DAY) for day in (0, 4, 6)] == [None, None, b"<html>one</html>"]
    assert len(files(raw.directory)) == 3


def test_one_file_after_another(ledger: Ledger) -> None:
    """Fetched by one that keeps the last file open: what another lacks is no matter for the first."""
    raw = archive(ledger)
    for day in (0, 2):
        write(raw, answer(NOW + day * DAY, b"%d" % day), now=NOW + day * DAY)
    there, gone = (find(ledger, 1, NOW + day * DAY) for day in (0, 2))
    assert there is not None
    assert gone is not None
    raw.path(gone.name).unlink()
    kept = RawFiles(raw.directory)
    for _ in range(2):
        assert kept.load(there).content == b"0"
        with pytest.raises(UnreadableError, match="is not there"):
            kept.load(gone)


def test_too_much_is_written_at_once(ledger: Ledger) -> None:
    raw = archive(ledger)
    assert not raw.keep(answer(NOW))
    assert raw.keep(answer(NOW + 1, os.urandom(9 << 20)))
    off = archive(ledger, Keeping(on=False))
    assert not off.keep(answer(NOW, os.urandom(9 << 20)))
    write(off)
    assert not files(off.directory)


def wrong(raw: RawArchive) -> list[str]:
    return [said.replace(f"{raw.directory}/", "") for said in check_raw(raw.ledger, raw.directory)]


def test_what_is_wrong_is_said_exactly(ledger: Ledger) -> None:
    raw = archive(ledger)
    write(raw, answer(NOW), answer(NOW + 1, b"<html>two</html>"), answer(NOW + 2, b"<html>two</html>"))
    assert wrong(raw) == []
    ((name, committed),) = ledger.query("SELECT name, committed FROM raw_file")
    path = raw.path(name)
    content = path.read_bytes()
    second, third = (place for (place,) in ledger.query("SELECT position FROM capture ORDER BY at LIMIT 2 OFFSET 1"))
    (_, response), *_ = members(BytesIO(content[second:]))
    altered = gzip.compress(response.replace(b"<html>two", b"<html>2wo"))
    for bytes_, said in (
        (content[:second] + altered + content[third:], f"the record at byte {second} is damaged: block digest failed"),
        (content[:-1], f"there is no whole record; {committed} bytes were committed"),
        (content[: second + 30] + b"?" + content[second + 31 :], "there is no whole record"),
    ):
        path.write_bytes(bytes_)
        assert any(said in line for line in wrong(raw)), wrong(raw)
    path.unlink()
    assert any("cannot be read" in line for line in wrong(raw))
    path.write_bytes(content)
    for sql, said in (
        (f"UPDATE capture SET position = 7 WHERE position = {second}", "no record begins at byte 7"),
        ("UPDATE capture SET at = at + 9", "is of another time than in the ledger"),
        ("UPDATE capture SET of = 1900000000000 WHERE of NOT NULL", "1 captures are of a body that is nowhere"),
    ):
        ledger.query("BEGIN")
        ledger.query(sql)
        assert any(said in line for line in wrong(raw)), wrong(raw)
        ledger.query("ROLLBACK")
    assert wrong(raw) == []


@pytest.mark.parametrize("closed", [False, True])
def test_a_new_ledger_takes_in_what_it_does_not_know(ledger: Ledger, closed: bool) -> None:
    raw = archive(ledger)
    other = answer(NOW + 3, id="en:9717", url=URL.replace("9716", "9717"))
    write(raw, answer(NOW), answer(NOW + 2), other, answer(NOW + 4, id=None, expects="list", url="https://en.orda.kz/"))
    if closed:
        write(raw, answer(NOW + 2 * DAY, b"<html>later</html>"), now=NOW + 2 * DAY)
    made = Ledger(ledger.path.parent / "anew.sqlite3")
    anew = RawArchive(raw.directory, made, ORIGINS)
    assert all("is not in the ledger" in line for line in wrong(anew))
    said = list(adopt(anew, now=in_almaty(f"{almaty_day(NOW)}T12:00:00Z")))
    assert "4 answers were adopted; 2 articles without a record are fetched again" in said[0]
    assert wrong(anew) == []
    assert list(adopt(anew, now=in_almaty(f"{almaty_day(NOW)}T12:00:00Z"))) == []
    link = made.links(["en:9716"])["en:9716"]
    place = find(made, link.pk, NOW + 2)
    assert place is not None
    assert load(raw.directory, place).body == b"<html>one</html>", "by the record that has it"
    write(anew, answer(NOW + 5, b"<html>new</html>"), now=NOW + 3 * DAY)
    assert wrong(anew) == []
    made.close()
