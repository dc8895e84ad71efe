"""A replica of the site, and crawls of it by subprocess, as cron would run them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crawler import chromium
from crawler.checks import OWN
from crawler.replica import Replica
from tests.forks import Fork

ROOT = Path(__file__).resolve().parent.parent
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
LEFT_OUT = (*OWN, "PYTHON", "SCRAPY_")
"""Beginnings of the names of variables that change what the crawler, Python or Scrapy does."""
BROWSER = ("PLAYWRIGHT_CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH")
"""Variables that say where the browser of the tests is."""
SECONDS = 120
"""After which a command that hangs is given up."""

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # with nohup it is ignored, and by what is started here too
NO_BROWSER = f"there is no Chromium: install one with {chromium.INSTALL}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests with a browser are left out where there is none, and fail where there has to be one."""
    if item.get_closest_marker("browser") and chromium.find(os.environ.get("PLAYWRIGHT_CHROMIUM")) is None:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of a browser."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} browser tests did not run: {NO_BROWSER}")


@dataclass
class Site:
    """A replica, and a data directory of its own that crawls of it write to."""

    replica: Replica
    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def env(self) -> dict[str, str]:
        """The environment of a command: nothing of the caller's that could change what is tested."""
        inherited = {key: value for key, value in os.environ.items() if key in BROWSER or not key.startswith(LEFT_OUT)}
        own = {"ORDA_DATA_DIR": str(self.data), "PYTHONPATH": str(ROOT), "TMPDIR": str(self.data.parent)}
        return inherited | self.replica.environment() | own | dict(self.environment)

    def start(self, *args: str, **kwargs: Any) -> subprocess.Popen[str]:
        """Start ``scrapy`` with *args*."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | kwargs
        command = [sys.executable, "-m", "scrapy", *args]
        start = Fork if kwargs.keys() <= {"stdin", "stdout", "stderr"} else subprocess.Popen[str]
        process = start(command, cwd=ROOT, env=self.env(), text=True, **pipes)
        self.started.append(process)
        return process

    def close(self) -> None:
        """End what a failed test left running."""
        for process in self.started:
            if process.returncode is None:
                process.kill()
                process.communicate()

    def scrapy(self, *args: str, stdin: str | None = None, **kwargs: Any) -> subprocess.CompletedProcess[str]:
        """Run ``scrapy`` with *args* to its end."""
        process = self.start(*args, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL, **kwargs)
        out, err = process.communicate(stdin, timeout=SECONDS)
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    def crawl(self, *args: str, code: int = 0, **kwargs: Any) -> subprocess.CompletedProcess[str]:
        """Run ``scrapy crawl`` with *args*, without pauses, and expect exit code *code*."""
        result = self.scrapy("crawl", *FAST, *args, **kwargs)
        assert result.returncode == code, f"exit {result.returncode}\n{result.stdout}\n{result.stderr}\n{self.log()}"
        assert "Traceback" not in result.stdout + result.stderr
        return result

    def latest(self, *args: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
        """Run ``scrapy crawl latest``."""
        return self.crawl("latest", *args, **kwargs)

    def log(self) -> str:
        """The log file."""
        path = self.data / "crawl.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def summary(self) -> str:
        """The last line of the log file, after the run's id."""
        return self.log().splitlines()[-1].split(": ", 1)[1]

    def lines(self, edition: str = "*") -> list[dict[str, Any]]:
        """All records, in the order of files and lines; every line has to parse and to end."""
        records = []
        for path in sorted((self.data / "articles").glob(f"{edition}/*.jsonl")):
            data = path.read_bytes()
            assert data.endswith(b"\n"), f"{path} ends in mid-line"
            records += [json.loads(line) for line in data.splitlines()]
        return records

    def ids(self, edition: str = "*") -> list[str]:
        """The ids of all records; none may be there twice."""
        ids = [record["id"] for record in self.lines(edition)]
        assert len(ids) == len(set(ids)), "an article is there twice"
        return ids

    def asked(self, edition: str = "en") -> list[str]:
        """The paths that were asked of *edition* since the log was last forgotten, without robots.txt."""
        return [r.path for r in self.replica.requests if r.edition == edition and r.path != "/robots.txt"]

    def articles_asked(self, edition: str = "en") -> list[str]:
        """The paths of articles that were asked for, in order."""
        paths = {article.path for article in self.replica.articles(edition)}
        return [path for path in self.asked(edition) if path in paths]

    def newest(self, count: int, edition: str = "en") -> list[str]:
        """Ids of the newest *count* articles of the replica."""
        return [article.id for article in self.replica.articles(edition)[:count]]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A replica with 60 articles an edition."""
    with Replica(seed=1, articles=60) as replica:
        site = Site(replica, tmp_path / "data")
        yield site
        site.close()
