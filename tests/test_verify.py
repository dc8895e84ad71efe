"""Upkeep, verification and mending: what is wrong is said exactly, and nothing is invented."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from crawler import settings, upkeep
from crawler.content_hash import content_hash
from crawler.items import Article, from_json
from crawler.jsonl import ArticleFiles, Draft, serialise
from crawler.ledger import ArchiveError, Ledger
from crawler.repair import repair
from crawler.replica import Replica
from crawler.revisits import Rules
from crawler.run import open_archive
from crawler.sources import Sources
from crawler.urls import ArticleAddress, Origins
from crawler.verify import Archive, verify
from crawler.zone import almaty_day
from tests.archives import article, changed, removed
from tests.conftest import FAST, ROOT, Site
from tests.test_exit_codes import wait_for

BEGAN = datetime(2024, 11, 20, 10, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def hashed(one: Article) -> Article:
    return replace(one, content_hash=content_hash(one))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three days of two articles, one of them changed and then removed."""
    ledger = Ledger(tmp_path / "state.sqlite3")
    files = ArticleFiles(tmp_path / "articles", ledger)
    Sources(ledger).begin("en", [1, 2], now=int(BEGAN.timestamp()))
    named = [ArticleAddress("en", f"en:{number}", number, f"/a-story-{number}/") for number in (1, 2)]
    ledger.discover(named[::-1], source="list", job="latest", now=int(BEGAN.timestamp()))
    first = hashed(article("en:1", "One.", at=BEGAN))
    second = hashed(changed(first, "Another one.", at=BEGAN + DAY))
    days = [[first, hashed(article("en:2", "Two.", at=BEGAN))], [second], [removed(second, at=BEGAN + 2 * DAY)]]
    for day, articles in enumerate(days):
        files.write([Draft(one, serialise(one)) for one in articles], now=BEGAN + day * DAY)
    upkeep.list_past(files, tmp_path, almaty_day(BEGAN + 2 * DAY))
    with ledger.transaction() as db:
        db.execute(
            "INSERT INTO run (run_id, job, title, began, started_at, after_record, after_request)"
            " VALUES ('killed', 'latest', 'latest en', '{}', 0, 4, 0)"
        )
    ledger.close()
    return tmp_path


def found(data: Path) -> list[str]:
    ledger, files = open_archive(data, readonly=True)
    try:
        return [line.replace(f"{data}/", "") for line in verify(Archive(data, ledger, files, patience=0))]
    finally:
        ledger.close()


def mended(data: Path) -> list[str]:
    return list(repair(data, Origins({}), Rules(), now=BEGAN + 3 * DAY))


def in_file(old: bytes, new: bytes, name: str = "2024-11-20.jsonl") -> Callable[[Path], None]:
    def damage(data: Path) -> None:
        path = data / "articles" / "en" / name
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new, 1))

    return damage


def in_ledger(sql: str) -> Callable[[Path], None]:
    def damage(data: Path) -> None:
        ledger = Ledger(data / "state.sqlite3")
        ledger._db.execute("PRAGMA foreign_keys = OFF")
        ledger._db.execute(sql)
        ledger.close()

    return damage


def left(data: Path) -> None:
    (data / "articles" / "en" / "2024-11-20.jsonl.gz.part").write_bytes(b"half")


def unlisted(data: Path) -> None:
    (data / "manifest.json").write_text("{")


def without_its_first_line(data: Path) -> None:
    path = data / "articles" / "en" / "2024-11-20.jsonl"
    path.write_bytes(path.read_bytes().partition(b"\n")[2])


def with_another_in_its_place(data: Path) -> None:
    path = data / "articles" / "en" / "2024-11-20.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(second + first.replace(b"{", b"[", 1))


def twice(data: Path) -> None:
    path = data / "articles" / "en" / "2024-11-22.jsonl"
    path.write_bytes(path.read_bytes() * 2)


def in_manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def damage(data: Path) -> None:
        path = data / "manifest.json"
        content = json.loads(path.read_bytes())
        change(content["files"])
        path.write_text(json.dumps(content))

    return damage


LOSSES: list[tuple[Callable[[Path], None], list[str]]] = [
    (in_file(b'"One."', b'"Onw."'), ["jsonl:1: en:1 does not say what its content_hash says", "manifest.json"]),
    (in_file(b'{"schema_version"', b'["schema_version"'), ["jsonl:1: is no record", "manifest.json"]),
    (in_file(b'"revision":2', b'"revision":3', "2024-11-21.jsonl"), ["revision 3 follows revision 1"]),
    (in_file(b'"previous_hash":"', b'"previous_hash":"0', "2024-11-21.jsonl"), ["has not the previous_hash"]),
    (in_file(b'"in_language":"en"', b'"in_language":1111'), ["jsonl:1: en:1: in_language is not as the schema has it"]),
    (in_file(b"2024-11-20T10:00:00Z", b"at the usual time..."), ["jsonl:1: is no record"]),
    (in_file(b'{"schema_version"', b'["schema_version"', "2024-11-22.jsonl"), ["2024-11-22.jsonl:1: is no record"]),
    (in_file(b'"provenance":{', b'"provenance":{"x":1,"', "2024-11-22.jsonl"), ["jsonl:1: is no record"]),
    (with_another_in_its_place, ["2024-11-20.jsonl: is not what manifest.json lists: 2 lines"]),
    (without_its_first_line, ["2024-11-20.jsonl: is not what manifest.json lists: 1 lines"]),
    (lambda data: (data / "articles/en/2024-11-20.jsonl").unlink(), ["2024-11-20.jsonl: cannot be read"]),
]
"""Faults that only a copy helps against."""
FAULTS: list[tuple[Callable[[Path], None], list[str]]] = [
    (in_ledger("DELETE FROM record WHERE pk = 1"), ["jsonl:1: en:1 revision 1 is not in the ledger"]),
    (in_ledger("DELETE FROM record WHERE pk = 2"), ["jsonl:2: en:2 revision 1 is not in the ledger"]),
    (in_ledger("DELETE FROM record"), ["jsonl:2: en:2 revision 1 is not in the ledger", "stored without a record"]),
    (in_ledger("UPDATE record SET position = 5 WHERE pk = 2"), ["at byte 5 there is no line of en:2 revision 1"]),
    (in_ledger("UPDATE record SET link = 99 WHERE pk = 2"), ["refers to no link"]),
    (in_ledger("UPDATE record SET event = 'removed' WHERE pk = 2"), ["jsonl:2: en:2 revision 1 is another one"]),
    (in_ledger("UPDATE record SET content_hash = x'00' WHERE pk = 2"), ["jsonl:2: en:2 revision 1 is another one"]),
    (in_ledger("UPDATE record SET revision = 7 WHERE pk = 3"), ["jsonl:1: en:1 revision 2 is another one"]),
    (in_ledger("INSERT INTO record SELECT 9, 1, 1, event, content_hash, 1, 7, 0, 0 FROM record LIMIT 1"), ["byte 7"]),
    (in_ledger("DELETE FROM link WHERE id = 'en:2'"), ["refers to no link", "en:2 revision 1 is another one"]),
    (in_ledger("UPDATE link SET state = 'stored' WHERE id = 'en:1'"), ["is stored, but its last record says removed"]),
    (in_ledger("UPDATE link SET state = 'pending', next_try = 0"), ["en:2 /a-story-2/: has a record but is pending"]),
    (in_ledger("UPDATE link SET day = '1999-01-01'"), ["is counted under 1999-01-01"]),
    (in_ledger("DELETE FROM look WHERE link = 2"), ["it is not known when it was looked at"]),
    (in_ledger("DELETE FROM edition"), ["how far the record of en goes is not known"]),
    (in_ledger("UPDATE file SET committed = committed - 10"), ["end in mid-line"]),
    (in_ledger("UPDATE file SET committed = 9999 WHERE pk = 1"), ["less than the 9999 that were committed"]),
    (unlisted, ["manifest.json cannot be read"]),
    (lambda data: (data / "manifest.json").unlink(), ["does not list en/2024-11-20.jsonl any more: 2 lines"]),
    (in_manifest(lambda files: files.popitem()), ["does not list en/2024-11-21.jsonl any more"]),
    (
        in_manifest(lambda files: files["en/2024-11-20.jsonl"].update(sha256="")),
        ["lists en/2024-11-20.jsonl otherwise"],
    ),
    (left, ["was left by a kill"]),
]
"""Faults that can be mended."""


def essence(data: Path) -> list[list[tuple[object, ...]]]:
    """What lines and manifest say, as the ledger and the manifest have it."""
    ledger, _ = open_archive(data, readonly=True)
    queries = (
        "SELECT record.pk, id, revision, event, content_hash, edition, position, run FROM record JOIN link"
        " ON link.pk = link ORDER BY 1",
        "SELECT pk, id, state, path, reason, day, next_try IS NULL FROM link ORDER BY 1",
        "SELECT link, seen_at, read_at, since, listed FROM look ORDER BY 1",
        "SELECT edition, lowest, highest, begun_at FROM edition",
        "SELECT * FROM file ORDER BY 1",
    )
    found = [ledger.query(query) for query in queries]
    ledger.close()
    return [*found, sorted(upkeep.read_manifest(data).items())[:2]]


def lines(data: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (data / "articles").rglob("*.jsonl")}


@pytest.mark.parametrize(("damage", "parts"), LOSSES, ids=range(len(LOSSES)))
def test_what_is_lost_is_said_whatever_is_mended(data: Path, damage: Callable[[Path], None], parts: list[str]) -> None:
    assert found(data) == []
    damage(data)
    records = sorted(repr(row[1:5]) for row in essence(data)[0])
    links = essence(data)[1]
    before, listed = lines(data), upkeep.read_manifest(data).items()
    for how in ("verified", "mended", "made anew"):
        faults = found(data)
        for part in parts:
            assert any(part in fault for fault in faults), (how, faults)
        if how == "mended":
            (data / "state.sqlite3").unlink()
        with suppress(ArchiveError):  # of a file that is gone or shorter
            mended(data)
            if how == "verified":
                now = essence(data)[0]
                assert sorted(repr(row[1:5]) for row in now) == records, "nor does the ledger forget a record"
                assert essence(data)[1] == links
        assert lines(data) == before
        assert listed <= upkeep.read_manifest(data).items(), "the manifest forgets nothing"


@pytest.mark.parametrize(("damage", "parts"), FAULTS, ids=range(len(FAULTS)))
def test_every_fault_is_said_and_mended(data: Path, damage: Callable[[Path], None], parts: list[str]) -> None:
    before, untouched = essence(data), lines(data)
    damage(data)
    faults = found(data)
    for part in parts:
        assert any(part in fault for fault in faults), faults
    done = mended(data)
    assert found(data) == []
    assert essence(data) == before
    assert lines(data) == untouched
    assert any("is kept as state.sqlite3." in one for one in done) == any(data.glob("state.sqlite3.*.before"))
    ledger, _ = open_archive(data)
    assert ledger.query("SELECT after_record FROM run") == [(0 if any("records" in one for one in done) else 4,)]
    ledger.close()
    assert mended(data) == []


def test_a_link_without_a_record_is_fetched_again_if_no_line_may_be_its(data: Path) -> None:
    sql = "INSERT INTO link (id, edition, path, state, job, day) VALUES ('en:9', 'en', '/', 'stored', 'latest', '')"
    in_ledger(sql)(data)
    in_ledger("DELETE FROM record WHERE pk = 2")(data)
    in_file(b'"Two."', b'"Two",')(data)
    pending = "SELECT id FROM link WHERE state = 'pending'"
    for expected in ([], [("en:9",)]):
        mended(data)
        ledger, _ = open_archive(data)
        assert ledger.query(pending) == expected
        ledger.close()
        in_file(b'"Two",', b'"Two."')(data) if not expected else None


def test_a_ledger_is_not_mended_by_half_a_file(data: Path) -> None:
    before = essence(data)
    without_its_first_line(data)
    in_ledger("UPDATE link SET day = '1999-01-01'")(data)
    with pytest.raises(ArchiveError, match="put the file back"):
        mended(data)
    assert essence(data)[0] == before[0]
    assert {row[1]: row[5] for row in essence(data)[1]} == {"en:1": "1999-01-01", "en:2": "1999-01-01"}


def test_a_line_that_follows_is_said(data: Path) -> None:
    twice(data)
    assert any(" bytes follow the " in fault for fault in found(data))
    assert mended(data) == []
    assert any("2024-11-22.jsonl.cut: has lines" in fault for fault in found(data)), "the second of a line is none"


@pytest.mark.parametrize("how", ["gone", "empty", "damaged"])
def test_a_lost_ledger_is_made_anew_of_the_lines(data: Path, how: str) -> None:
    ledger = data / "state.sqlite3"
    before = {path: path.read_bytes() for path in (data / "articles").rglob("*.jsonl")}
    if how == "gone":
        ledger.unlink()
    else:
        ledger.write_bytes(b"" if how == "empty" else b"\0damaged\0" * 1000)
    done = mended(data)
    assert "made anew of 4 lines" in done[-1]
    kept = list(data.glob("state.sqlite3.*.lost"))
    assert len(kept) == (how != "gone")
    assert {path: path.read_bytes() for path in before} == before
    assert [fault for fault in found(data) if "named by" not in fault] == []
    opened, _ = open_archive(data)
    assert {id: link.state for id, link in opened.links(["en:1", "en:2"]).items()} == {"en:1": "gone", "en:2": "stored"}
    state = Sources(opened).edition("en")
    assert state is not None
    assert (state.lowest, state.highest, state.begun_at) == (1, 2, int(BEGAN.timestamp()))
    assert state.gap_opened_at is not None, "what was pending is not known"
    assert state.gap_tried_at is None, "the next run looks at once"
    opened.close()


def test_compressing(data: Path) -> None:
    today = almaty_day(BEGAN + 2 * DAY)
    listed = upkeep.read_manifest(data)
    assert {name: entry.lines for name, entry in listed.items()} == {
        "en/2024-11-20.jsonl": 2,
        "en/2024-11-21.jsonl": 1,
    }, "not today's"
    plain = (data / "articles/en/2024-11-20.jsonl").read_bytes()
    ledger, files = open_archive(data)
    assert upkeep.compress(files, today, 2) == 1
    assert upkeep.compress(files, today, 2) == 0
    assert sorted(path.name for path in (data / "articles/en").iterdir()) == [
        "2024-11-20.jsonl.gz",
        "2024-11-21.jsonl",
        "2024-11-22.jsonl",
    ]
    assert gzip.decompress((data / "articles/en/2024-11-20.jsonl.gz").read_bytes()) == plain
    one = files.read("en:2")
    assert one is not None
    assert one.text == "Two."
    ledger.close()
    assert found(data) == []
    assert mended(data) == []
    assert upkeep.read_manifest(data).items() > listed.items()
    packed = data / "articles/en/2024-11-20.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-20])
    assert any("cannot be read" in fault for fault in found(data))


def test_a_copy_made_while_a_run_goes_on(site: Site) -> None:
    """By the recipe in docs/operations.md."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    recipe = text.split("<!-- copy -->\n```sh\n")[1].split("```")[0]
    site.latest()
    site.replica.publish("en", 20)
    for article_ in site.replica.articles("en")[:20]:
        site.replica.answer("en", article_.path, slow=0.3)
    one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2", "-s", "ORDA_BATCH_SIZE=1")
    process = site.start("crawl", "latest", *FAST, *one)
    wait_for(lambda: len(site.lines()) >= 33)
    (site.data / "manifest.json").write_text('{"manifest_version": 1, "files": {}}')
    for _ in range(2):
        subprocess.run(["sh", "-c", recipe], cwd=site.data.parent, check=True)
    process.communicate()
    copy = Site(site.replica, site.data.parent / "copy")
    assert sorted(path.name for path in copy.data.iterdir()) == ["articles", "manifest.json", "raw", "state.sqlite3"]
    failed = recipe.replace("data/articles", "nowhere")
    assert subprocess.run(["sh", "-c", failed], cwd=site.data.parent, check=False, capture_output=True).returncode
    assert 33 <= len(copy.ids()) < 50
    site.replica.clear_answers()
    copy.latest()
    assert len(copy.ids()) == 50
    for whole in (site, copy):
        result = whole.scrapy("verify")
        assert (result.returncode, result.stdout) == (0, "50 lines of 50 articles: all well\n")


def by_the_first_rule(path: Path) -> None:
    """Let the records in *path* have the hashes that they would have had when endings of pictures counted."""
    last: dict[str, str] = {}
    lines = []
    for raw in path.read_bytes().splitlines():
        one = from_json(json.loads(raw))
        one = replace(one, content_hash=content_hash(one, packing=True), previous_hash=last.get(one.id))
        last[one.id] = one.content_hash
        lines.append(serialise(one))
    assert b"".join(lines) != path.read_bytes()
    path.write_bytes(b"".join(lines))


def relations(site: Site) -> list[list[tuple[object, ...]]]:
    """What the ledger knows of who tells the same story, or names whom as a translation."""
    ledger, _ = open_archive(site.data, readonly=True)
    found = [
        ledger.query("SELECT id, sketch FROM signature JOIN link ON link.pk = link ORDER BY signature.pk"),
        ledger.query("SELECT other, id FROM translation JOIN link ON link.pk = one ORDER BY 1, 2"),
    ]
    ledger.close()
    return found


def test_a_real_archive_is_rebuilt_and_goes_on(site: Site) -> None:
    site.latest()
    site.replica.correct("en", site.newest(1)[0], headline="Another Headline Altogether for the Same Story")
    site.crawl("revisit", "-a", f"id={site.newest(1)[0]}")
    path = next((site.data / "articles" / "en").iterdir())
    by_the_first_rule(path)
    before = site.lines()
    related = relations(site)
    assert all(related)
    (site.data / "state.sqlite3").unlink()
    assert "`scrapy verify --repair`" in site.latest(code=74).stderr
    path.write_bytes(path.read_bytes() + b"{torn")
    result = site.scrapy("verify", "--repair")
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert "made anew of 31 lines" in result.stdout
    assert f"mended: {path}: cut off 5 bytes" in result.stdout
    assert relations(site) == related
    site.crawl("revisit", "-a", f"id={site.newest(1)[0]}")
    assert site.lines() == before, "another rule of the hash is no change"
    site.replica.publish("en", 3)
    site.latest()
    assert site.lines()[:31] == before
    assert len(site.lines()) == 34, "what was there is not there again"
    quiet = site.scrapy("upkeep")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    path.write_bytes(path.read_bytes().replace(b'"section":', b'"sectiom":', 1))
    bad = site.scrapy("upkeep")
    assert bad.returncode == 65
    assert f"{path}:1: is no record" in bad.stderr
    path.write_bytes(path.read_bytes().replace(b'"headline":"', b'"headline":"Corrected ', 1))
    whole = path.read_bytes()
    site.replica.publish("en", 1)
    assert f"{path} was changed: no line ends at byte" in site.latest(code=74).stderr
    assert path.read_bytes() == whole
    assert site.scrapy("verify", "--repair", "-s", "ORDA_FREE_MB=1000000000").returncode == 74
    site.scrapy("verify", "--repair")
    site.latest()
    assert path.read_bytes().startswith(whole)


@pytest.mark.parametrize("command", [("upkeep",), ("verify", "--repair"), ("verify",)], ids=" ".join)
def test_where_no_archive_is_none_is_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    with Replica(seed=1, articles=1) as replica:
        result = Site(replica, tmp_path / "mistyped").scrapy(*command)
    assert (result.returncode, result.stdout) == (74, "")
    assert "there is no archive in" in result.stderr
    assert not (tmp_path / "mistyped").exists()


def test_clocks_that_jump(site: Site) -> None:
    """A day forwards, and two back: nothing lost, nothing twice."""
    expected = set(site.newest(30))
    for hours in (0, 24, -24, 0):
        site.environment = {"SHIFTED_HOURS": str(hours)}
        expected |= {one.id for one in site.replica.publish("en", 3)} if hours or len(expected) > 30 else set()
        site.latest("-s", f"EXTENSIONS={json.dumps(settings.EXTENSIONS | {'tests.faulty.Shifted': 1})}")
    assert set(site.ids()) == expected
    assert len(expected) == 39
    assert json.loads((site.data / "runs" / "latest.json").read_bytes())["exit_code"] == 0
    assert site.scrapy("verify", "--quiet").returncode == 0
