"""What readers of the archive get: the commands, and the one-liners that README gives."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from crawler.commands.export import COLUMNS
from crawler.items import Article, to_json
from crawler.jsonl import ArticleFiles, serialise
from crawler.ledger import Ledger
from crawler.records import Tail, read_cursor, write_cursor
from crawler.site import EDITIONS
from tests.archives import NOW, article, changed, compact, opened, removed, write
from tests.conftest import FAST, Site

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

FIRST = article("en:1", "The old bridge stays.", published="2024-10-01T08:00:00+05:00")
SECOND = changed(FIRST, "The new bridge stays.", at=NOW + timedelta(days=1))
GONE = removed(SECOND, at=NOW + timedelta(days=3))
OTHER = article("en:the-slug", '=1+1, "quoted"\n\nlast line;', at=NOW + timedelta(days=1))
RUSSIAN = article("ru:7", "Мост.", published="2024-10-02T08:00:00+05:00")
BATCHES = [[FIRST, RUSSIAN], [OTHER, SECOND], [GONE]]
STATE = {one.id: one for batch in BATCHES for one in batch}


def lined(*articles: Article) -> str:
    return b"".join(map(serialise, articles)).decode()


@pytest.fixture
def kept(site: Site) -> Site:
    """A site with an archive of five records in four files, one of them compressed."""
    files = opened(site.data)
    for number, batch in enumerate(BATCHES):
        write(files, batch, NOW + timedelta(days=number))
    files.ledger.close()
    compact(files)
    return site


def said(site: Site, *args: str) -> str:
    """What ``scrapy`` prints, as it is."""
    result = site.scrapy(*args)
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    return result.stdout


# -- scrapy changes, scrapy show


def test_a_history(kept: Site) -> None:
    address = kept.replica.origins["en"] + "/whatever-1/"
    told = said(kept, "changes", address)
    assert told == said(kept, "changes", "en:1")
    entries = told.split("\n\nen:1, ")
    assert [entry.removeprefix("en:1, ").partition("\n")[0] for entry in entries] == [
        "revision 1, 2024-11-22T15:03:00+05:00: new",
        "revision 2, 2024-11-23T15:03:00+05:00: changed (body)",
        "revision 3, 2024-11-25T15:03:00+05:00: removed (status 404)",
    ]
    assert entries[2].endswith(
        "status 404; last seen 2024-11-23T15:03:00+05:00, found missing 4 times since\n2024-11-23T15:03:00+05:00\n"
    )
    assert "The [-old-]{+new+} bridge stays." in entries[1]
    assert said(kept, "changes", "en:1", "--json") == lined(FIRST, SECOND, GONE)


def test_changes_of_a_period(kept: Site) -> None:
    days = ("--since", "2024-11-22", "--until", "2024-11-24")
    told = said(kept, "changes", "--since", "2024-11-22")
    assert re.findall(r"^(\S+), revision (\d)", told, re.MULTILINE) == [("en:1", "2"), ("en:1", "3")]
    assert said(kept, "changes", "--json", *days) == lined(SECOND)
    assert said(kept, "changes", "--editions", "ru", *days) == ""


def test_show_ends_with_the_history(kept: Site) -> None:
    told = said(kept, "show", "en:1")
    assert told.startswith(FIRST.headline.partition("\n")[0])
    assert "The new bridge stays." in told
    assert "\nremoved   status 404; last seen" in told
    history = told.partition("\nHistory:\n")[2].splitlines()
    assert [line.split(": ")[1].split()[0] for line in history] == ["new", "changed", "removed"]


def test_a_cursor(kept: Site) -> None:
    *lines, last = said(kept, "changes", "--cursor", "start", "--limit", "3").splitlines(keepends=True)
    assert "".join(lines) == lined(FIRST, SECOND, OTHER)
    cursor = json.loads(last)["cursor"]
    *lines, last = said(kept, "changes", "--cursor", cursor).splitlines(keepends=True)
    assert "".join(lines) == lined(GONE, RUSSIAN)
    assert said(kept, "changes", "--cursor", json.loads(last)["cursor"]) == last


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ((), "give one id"),
        (("en:1", "--since", "7d"), "give one id"),
        (("--cursor", "start", "--since", "7d"), "give one id"),
        (("en:99",), "there is no record of en:99: it is unknown"),
        (("en:1", "--limit", "3"), "--limit needs --cursor"),
        (("--cursor", "start", "--limit", "0"), "--limit needs"),
        (("--cursor", "start", "--limit", "x"), "invalid int value"),
        (("en:1", "--until", "2024-11-22"), "--until needs --since"),
        (("en:1", "--editions", "en"), "--editions needs"),
        (("--since", "soon"), "soon is no day"),
        (("--cursor", ""), "is no cursor"),
        (("--cursor", "xx:2024-11-22:0"), "an edition xx"),
        (("--cursor", "en:2024-11-24:1"), "no line of"),
        (("--cursor", "en:2024-11-24:99999"), "no line of"),
    ],
)
def test_wrong_arguments_of_changes(kept: Site, args: tuple[str, ...], why: str) -> None:
    refused(kept, 64, why, "changes", *args)


def refused(site: Site, code: int, why: str, *args: str) -> None:
    """``scrapy`` with *args* prints nothing but one line that says *why*, and exits with *code*."""
    result = site.scrapy(*args)
    assert (result.returncode, result.stdout) == (code, ""), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    assert why in result.stderr


def test_a_reader_that_has_seen_enough(kept: Site) -> None:
    process = kept.start("changes", "--cursor", "start")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as errors:
        assert errors.read() == ""
    assert process.wait(60) == 128 + signal.SIGPIPE


def test_while_a_run_writes(kept: Site) -> None:
    """No lock is needed, and none is taken: a run in the middle of writing is in nobody's way."""
    files = opened(kept.data)
    with files.ledger.transaction():
        assert len(said(kept, "changes", "--cursor", "start").splitlines()) == 6
        assert len(said(kept, "export", "-o", "-").splitlines()) == 3
    files.ledger.close()


def test_a_reader_beside_a_run(site: Site) -> None:
    """Somebody reads some records at a time, as fast as they can, while a crawl of all editions writes."""
    crawl = site.start("crawl", *FAST, "latest", "-a", "editions=all", stdout=subprocess.DEVNULL)
    cursor, found, busy = "start", list[bytes](), 0
    while True:
        running, before = crawl.poll() is None, cursor
        if any(site.data.glob("articles/*/*.jsonl")):
            files = ArticleFiles(site.data / "articles", Ledger(site.data / "state.sqlite3", readonly=True))
            tail = Tail(files, read_cursor(cursor), tuple(EDITIONS))
            found += islice(tail, 7)
            cursor = write_cursor(tail.cursor)
            files.ledger.close()
        if running:
            busy += cursor != before
            time.sleep(0.01)
        elif cursor == before:
            break
    assert crawl.communicate()[1] == ""
    assert busy > 1, "it read while the crawl wrote"
    by_edition = {edition: [line for line in found if json.loads(line)["edition"] == edition] for edition in EDITIONS}
    for edition, lines in by_edition.items():
        assert b"".join(lines) == b"".join(
            path.read_bytes() for path in sorted((site.data / "articles" / edition).iterdir())
        )
    assert len(found) == len(site.ids()) > 30


@pytest.mark.parametrize("begun", ["", "PRAGMA journal_mode = WAL"])
def test_in_the_moment_when_a_first_run_starts(site: Site, begun: str) -> None:
    site.data.mkdir()
    db = sqlite3.connect(site.data / "state.sqlite3")
    db.execute(begun)
    for args in (("show", "en:1"), ("export", "-o", "-"), ("changes", "--cursor", "start"), ("audit",)):
        refused(site, 74, f"there is no archive in {site.data} yet", *args)
    db.close()


def test_a_run_goes_on_with_compressed_days(kept: Site) -> None:
    path = kept.data / "articles" / "en" / "2024-11-22.jsonl.gz"
    before = path.read_bytes()
    kept.latest()
    assert path.read_bytes() == before
    assert said(kept, "changes", "en:1", "--json") == lined(FIRST, SECOND, GONE)
    kept.crawl("revisit", "-a", "id=en:the-slug,ru:7")
    shown = kept.crawl("article", "-a", "url=https://en.orda.kz/the-slug/", "-O", "-:jsonlines").stdout
    assert json.loads(shown)["id"] == "en:the-slug"


# -- scrapy export


def test_export_as_json_lines(kept: Site, tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.jsonl"
    assert said(kept, "export", "--format", "jsonl", "-o", str(path)) == ""
    state = {line: json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines(keepends=True)}
    assert {id: line for line, id in state.items()} == {id: lined(one) for id, one in STATE.items()}
    assert list(path.parent.iterdir()) == [path], "nothing is left beside it"
    assert oct(path.stat().st_mode & 0o777) == oct(0o666 & ~umask())
    link = tmp_path / "link"
    link.symlink_to(path)
    assert said(kept, "export", "-o", str(link), "--editions", "ru") == ""
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == lined(RUSSIAN), "where it leads to"
    some = ("--since", "2024-10-01", "--until", "2024-10-01")
    assert said(kept, "export", "-o", "-", *some) == lined(GONE)
    assert said(kept, "export", "-o", "-", "--editions", "ru,kk") == lined(RUSSIAN)


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_export_as_csv(kept: Site, tmp_path: Path) -> None:
    path = tmp_path / "state.csv"
    assert said(kept, "export", "--format", "csv", "-o", str(path)) == ""
    raw = path.read_bytes()
    assert raw.startswith(b"schema_version,event,id,")
    assert raw.endswith(b"\r\n")
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, strict=True)
    assert tuple(head) == COLUMNS == tuple(to_json(FIRST))
    assert len(rows) == len(STATE)
    for row in rows:
        cells = dict(zip(head, row, strict=True))
        for name, value in to_json(STATE[cells["id"]]).items():
            if isinstance(value, (list, dict)):
                assert json.loads(cells[name]) == value
            else:
                assert cells[name] == ("" if value is None else str(value))
    by_program = said(kept, "export", "--format", "csv", "-o", "-")
    assert by_program == raw.decode().replace("\r\n", "\n"), "read in text mode"
    kept.data = tmp_path / "empty"
    opened(kept.data).ledger.close()
    assert said(kept, "export", "--format", "csv", "-o", "-").count("\n") == 1, "the header alone"


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ((), "give -o FILE"),
        (("-o", "x", "--format", "xml"), "invalid choice"),
        (("-o", "x", "--since", "2024-11-02", "--until", "2024-11-01"), "is no span"),
        (("-o", "x", "--editions", "xx"), "xx"),
        (("-o", "x", "extra"), "extra"),
        (("-o", "{data}/articles/en/2024-11-24.jsonl"), "belongs to the record"),
        (("-o", "{data}/articles/en/new.jsonl"), "belongs to the record"),
        (("-o", "{data}/state.sqlite3"), "belongs to the record"),
        (("-o", "{data}/link"), "belongs to the record"),
        (("-o", "{data}"), "cannot be written"),
        (("-o", "{data}/lock/x"), "cannot be written"),
        (("-o", "{data}/pipe"), "is no file"),
    ],
)
def test_wrong_arguments_of_export(kept: Site, args: tuple[str, ...], why: str) -> None:
    (kept.data / "lock").touch()
    (kept.data / "link").symlink_to(kept.data / "articles" / "en" / "2024-11-24.jsonl")
    os.mkfifo(kept.data / "pipe")
    before = contents(kept.data)
    refused(kept, 64, why, "export", *(arg.format(data=kept.data) for arg in args))
    assert contents(kept.data) == before
    assert (kept.data / "pipe").is_fifo()


def contents(directory: Path) -> dict[Path, bytes]:
    """The files below *directory*; not the memory that readers of the ledger share."""
    return {
        path: path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_an_export_is_there_whole_or_not_at_all(kept: Site, tmp_path: Path) -> None:
    path = tmp_path / "out" / "state.jsonl"
    path.parent.mkdir()
    path.write_text("as it was")
    damaged = kept.data / "articles" / "ru" / "2024-11-22.jsonl"
    damaged.write_bytes(b"")
    refused(kept, 74, "2024-11-22.jsonl", "export", "-o", str(path))
    assert contents(path.parent) == {path: b"as it was"}
    damaged.write_bytes(serialise(RUSSIAN))
    limited = subprocess.run(
        ["bash", "-c", f"ulimit -f 1; trap '' XFSZ; exec {sys.executable} -m scrapy export -o {path}"],
        env=kept.env() | {"PYTHONDONTWRITEBYTECODE": "1"},  # Python would leave cut ones behind
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (limited.returncode, limited.stderr.count("\n")) == (74, 1), limited.stderr
    assert "cannot be written: File too large" in limited.stderr
    assert contents(path.parent) == {path: b"as it was"}
    assert said(kept, "export", "-o", str(path)) == ""
    assert path.read_text(encoding="utf-8").count("\n") == 3


# -- one-liners


def one_liner(beginning: str) -> str:
    """The line of README that has *beginning* in it."""
    (line,) = [line for line in README.splitlines() if beginning in line]
    return line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory with an archive of fifty days in `data/`, with what only the last of them has."""
    files = opened(tmp_path / "data")
    for day in range(50):
        now = NOW + timedelta(days=day)
        one = article(f"en:{day}", published="2024-10-01T08:00:00+05:00")
        write(files, [one], now)
    write(files, [changed(one, "Other text."), RUSSIAN], NOW + timedelta(days=50))
    compact(files)
    for edition in ("en", "ru"):
        (files.directory / edition / "2024-11-22.jsonl.cut").write_text("what is no record")
    files.ledger.close()
    return tmp_path


def run(line: str, folder: Path) -> str:
    """What the command *line* prints in *folder*."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "TZ": "UTC"}
    result = subprocess.run(
        ["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_jq(folder: Path) -> None:
    if not shutil.which("jq"):
        pytest.skip("there is no jq on this machine")
    lines = run(one_liner("| jq -r '[.date"), folder).splitlines()
    assert len(lines) == 51, "the records of one edition"
    assert all(line.startswith("2024-10-01T08:00:00+05:00\t") for line in lines[:50])
    assert [line.split("\t")[1] for line in lines] == ["new"] * 50 + ["changed"]


def test_pandas(folder: Path) -> None:
    _, *rows = run(one_liner("import glob, pandas"), folder).splitlines()
    assert len(rows) == 51, "the current state of both editions"
    assert [row.split()[1:3] for row in rows][-2:] == [["en:49", "changed"], ["ru:7", "new"]]


def test_duckdb(folder: Path) -> None:
    told = run(one_liner(".show()").replace(".show()", ".show(max_rows=100)"), folder)
    rows = {cells[1].strip(): cells[2].strip() for line in told.splitlines() if len(cells := line.split("│")) == 5}
    assert {id: event for id, event in rows.items() if ":" in id and event != "new"} == {"en:49": "changed"}
    assert sum(":" in id for id in rows) == 51


def test_parquet(folder: Path) -> None:
    assert run(one_liner("articles.parquet"), folder) == ""
    columns = "id, event, tags, body[1].text, changes[1].hunks[1].added, strftime(fetched_at, '%Y-%m-%dT%H:%M:%SZ')"
    program = f"""if True:
        import duckdb, json
        rows = duckdb.sql("SELECT {columns} FROM 'articles.parquet'").fetchall()
        print(json.dumps({{row[0]: row[1:] for row in rows}}))
        """
    found = json.loads(run(f"python -c {shlex.quote(program)}", folder))
    assert len(found) == 51
    assert found["en:48"] == ["new", ["one", "two"], "Text.", None, "2024-11-22T10:03:00Z"]
    assert found["en:49"] == ["changed", ["one", "two"], "Other text.", "Other text", "2024-11-22T10:03:00Z"]
