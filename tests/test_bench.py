"""How the bench tells and keeps what its parts measure."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import __main__ as program
from bench import measuring
from bench.__main__ import BEGIN, END, PARTS, README, main, table
from bench.flame import read
from bench.measuring import (
    LEFT_OUT,
    MISSING,
    BenchError,
    Cost,
    Row,
    Series,
    environment,
    interleaved,
    proxies,
    spread,
)
from crawler.checks import OWN
from crawler.replica import Replica
from tests.conftest import ROOT, Site

Part = Callable[[], list[Row]]


def bench(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *args], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_part_is_listed_and_says_what_it_measures() -> None:
    result = bench("--list")
    assert result.returncode == 0, result.stderr
    listed = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert list(listed) == list(PARTS)


def test_a_part_that_there_is_not_is_refused() -> None:
    result = bench("crawls")
    assert result.returncode == 2
    assert "there is no part crawls" in result.stderr


def test_readme_gets_no_part_of_a_table() -> None:
    before = README.read_bytes()
    result = bench("start", "--readme")
    assert result.returncode == 2
    assert "of one run" in result.stderr
    assert README.read_bytes() == before


def test_readme_names_parts_that_there_are_and_has_a_place_for_the_table() -> None:
    text = README.read_text(encoding="utf-8") + (ROOT / "Makefile").read_text() + (ROOT / "docs/scale.md").read_text()
    named = [name for parts in re.findall(r'PARTS="([^"]+)"', text) for name in parts.split()]
    assert named
    assert set(named) <= PARTS.keys()
    assert text.count(BEGIN) == text.count(END) == 1


def test_ratios_go_round_by_round_and_are_told_with_their_spread() -> None:
    costs = {"ours": [2.0, 3.0, 8.0], "theirs": [1.0, 2.0, 2.0]}
    series = Series({name: [Cost(one, one, 1, "") for one in some] for name, some in costs.items()})
    assert spread(series.ratios("ours", "theirs", lambda cost: cost.seconds)) == "2.00 (1.50…4.00)"


def test_a_missed_goal_is_bold() -> None:
    rows = [Row("one", "≤ 1", "2", "", False), Row("two", "≤ 1", "1", "", True)]
    assert table(rows).splitlines()[2:] == ["| one | ≤ 1 | **2** |  |", "| two | ≤ 1 | 1 |  |"]


def of_the_tests() -> dict[str, str]:
    return Site(Replica(), Path("data")).env()


@pytest.mark.parametrize("env", [lambda: environment({}), of_the_tests])
def test_nothing_of_the_callers_changes_a_command(
    env: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ORDA_CONTACT", "RAW_ARCHIVE", "RENDER", "HEARTBEAT_URL", "PYTHONHASHSEED", "SCRAPY_PROJECT"):
        monkeypatch.setenv(name, "given")
    monkeypatch.setenv("GIVEN", "given")
    assert [name for name, value in env().items() if value == "given"] == ["GIVEN"]
    assert set(OWN) <= set(LEFT_OUT)


def test_what_is_measured_has_no_proxy_and_what_is_installed_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "given")
    assert "given" not in environment({}).values()
    assert {"http_proxy", "HTTPS_PROXY", "no_proxy"} <= environment(proxies()).keys()


def test_the_flame_graph_is_of_the_main_thread(tmp_path: Path) -> None:
    other = "Thread._bootstrap (threading.py:1002);Queue.get (queue.py:171)"
    (tmp_path / "raw").write_text(f"<module> (t.py:8);busy (t.py:6) 3\n{other} 5\n<module> (t.py:8);busy (t.py:7) 1\n")
    assert read(tmp_path / "raw") == {("<module> (t.py)", "busy (t.py)"): 4}


def test_what_cannot_be_installed_is_said_and_nothing_crawled_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(measuring, "VENVS", tmp_path / "file")
    assert main(["peers"]) == 1
    out, err = capsys.readouterr()
    assert out.count(MISSING) == err.count("could not be measured: [Errno 17] File exists") == 4
    assert "making" not in err


def raising(error: BaseException) -> Part:
    def measure() -> list[Row]:
        raise error

    return measure


@pytest.fixture
def readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Part], tuple[int, str, str]]:
    """Exit code, README and JSON after a run of one part that goes well and one that does as the test says."""
    path, kept = tmp_path / "README.md", tmp_path / "x.json"
    monkeypatch.setattr(program, "README", path)

    def run(measure: Part) -> tuple[int, str, str]:
        parts = {"crawl": lambda: [Row("one", "≤ 1", "1", "", True)], "start": measure}
        monkeypatch.setattr(program, "PARTS", parts)
        monkeypatch.setattr(program, "part", parts.__getitem__)
        path.write_text(f"before\n{BEGIN}\nlast table\n{END}\nafter\n")
        return main(["--readme", "--json", str(kept)]), path.read_text(), kept.read_text()

    return run


@pytest.mark.parametrize(
    ("measure", "code", "said"),
    [
        (lambda: [Row("two", "≤ 1", "1", "", True)], 0, ""),
        (lambda: [Row("two", "≤ 1", "2", "", False)], 1, ""),
        (lambda: [Row("two", "≤ 1", MISSING, "no network", None)], 1, "two could not be measured: no network"),
        (lambda: [Row("two", "", MISSING, "", None)], 0, ""),
        (raising(BenchError("it went wrong")), 1, "start: it went wrong"),
        (raising(FileExistsError(17, "File exists", "x")), 1, "start: [Errno 17] File exists: 'x'"),
        (raising(KeyboardInterrupt()), 130, "start: interrupted"),
        (raising(KeyboardInterrupt(signal.SIGTERM)), 143, "start: interrupted"),
    ],
)
def test_the_rows_of_other_parts_stay(
    measure: Part,
    code: int,
    said: str,
    readme: Callable[[Part], tuple[int, str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended, text, kept = readme(measure)
    out, err = capsys.readouterr()
    assert ended == code
    assert "| one | ≤ 1 | 1 |  |" in out
    assert json.loads(kept)["rows"][0]["what"] == "one"
    _, _, *complaints = err.splitlines()
    assert [line.split(" stays")[0] for line in complaints] == ([said, str(program.README)] if said else [])
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert ("last table" in text, "| one |" in text) == ((True, False) if said else (False, True))


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    result = bench("start", "--json", str(tmp_path / "none" / "x.json"))
    assert result.returncode == 2
    assert result.stderr == f"{tmp_path}/none/x.json cannot be written: No such file or directory\n"


def test_contenders_take_turns_and_each_round_begins_with_another() -> None:
    ran = []

    def contender(name: str) -> Callable[[], Cost]:
        return lambda: ran.append(name) or Cost(len(ran), 1, 1, name)  # type: ignore[func-returns-value]

    series = interleaved({name: contender(name) for name in "abc"}, 4)
    assert "".join(ran) == "abc" + "bca" + "cab" + "abc"
    assert [cost.seconds for cost in series.costs["b"]] == [2, 4, 9, 11]


ENDED = """
import sys
from bench import __main__ as bench, listcrawl
from bench.measuring import Row, interruptible
listcrawl.ARTICLES = 10
whole = bench.part
bench.part = lambda name: whole(name) if name == "crawl" else lambda: [Row("one", "", "1", "", None)]
interruptible()
sys.exit(bench.main(["start", "crawl"]))
"""


def test_a_signal_leaves_nothing_behind_and_what_was_measured_is_told(tmp_path: Path) -> None:
    (folder := tmp_path / "tmp").mkdir()
    env = {**os.environ, "TMPDIR": str(folder)}
    command, pipe = [sys.executable, "-c", ENDED], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stderr
        assert process.stdout
        said = ""
        while "  ours, 1 of" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        while len(mine(folder)) < 3:  # the bench, the site, the crawl
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 143
    assert err == "crawl: interrupted\n"
    assert "| one |  | 1 |  |" in out
    assert not mine(folder)
    assert not list(folder.iterdir())


def mine(folder: Path) -> list[str]:
    """The processes whose temporary directory is *folder*."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={folder}\0".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found
