"""The bench runs, and measures what README says that it does. Times are no matter of the tests."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.__main__ import BEGIN, END, PARTS, README, table
from bench.flame import read
from bench.measuring import LEFT_OUT, Cost, Row, Series, environment, proxies, spread
from crawler.checks import OWN
from crawler.replica import Replica
from tests.conftest import ROOT, Site


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
