"""What README and docs say is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawler import (
    discovery,
    filling,
    frontier,
    handlers,
    heartbeat,
    hosts,
    ledger,
    rendering,
    run,
    settings,
    sources,
    status,
)
from crawler.schema import field_table
from spiders import base

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RECORD = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
DISCOVERY = (ROOT / "docs" / "discovery.md").read_text(encoding="utf-8")
READING = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
BROWSER = (ROOT / "docs" / "browser.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
TEXTS = README + DISCOVERY + READING + BROWSER + OPERATIONS


def test_the_table_of_fields_is_the_schemas() -> None:
    table = RECORD.partition("<!-- fields -->\n")[2].partition("\n<!-- /fields -->")[0]
    assert table == field_table()


def test_exit_codes() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert documented == {run.OK, run.USAGE, run.DATA, run.UNAVAILABLE, run.HUNG, run.IO, run.BUSY, run.CONFIG}
    assert (run.UNREADABLE_SHARE, run.FAILED_SHARE) == (0.2, 0.2), "README says a fifth"
    assert (run.MISSING_SHARE, run.MISSING_LEAST) == (0.5, 5)


def test_pauses_between_tries() -> None:
    minutes = [pause // ledger.MINUTE for pause in ledger.RETRY_PAUSES]
    assert minutes == [5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 48 * 60, 72 * 60]
    assert "after 5 minutes, 15 minutes, 1, 4 and 12 hours, 1, 2 and 3 days; after nine tries" in " ".join(
        README.split()
    )
    assert (ledger.GONE_SIGHTINGS, ledger.GONE_SPAN) == (3, ledger.DAY)


def test_settings_and_arguments_exist() -> None:
    for name in re.findall(r"`(ORDA_[A-Z_]+)`", TEXTS):
        assert hasattr(settings, name), name
    for name in re.findall(r"-s ([A-Z_]+)=(?!value)", README):
        assert name in get_project_settings(), name
    loader = SpiderLoader.from_settings(get_project_settings())
    for spider, argument in re.findall(r"scrapy crawl (\w+) -a (\w+)=", TEXTS):
        assert argument in loader.load(spider).parameters  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"scrapy (\w+)", TEXTS)) - {"cfg"}))
def test_commands_have_help(command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "scrapy", command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert f"scrapy {command}" in result.stdout


def test_links_lead_to_files() -> None:
    beside = (RECORD, DISCOVERY, READING, BROWSER, OPERATIONS)
    for text, folder in ((README, ROOT), *((text, ROOT / "docs") for text in beside)):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert target.startswith("https://") or (folder / target).exists(), target


def test_figures_of_operations() -> None:
    for name, value in re.findall(r"`(ORDA_[A-Z_]+)` \((\d+)\)", OPERATIONS):
        assert float(getattr(settings, name)) == float(value), name
    assert (status.LATE, status.VERY_LATE, heartbeat.TIMEOUT) == (ledger.HOUR, 6 * ledger.HOUR, 4.0)
    for name in set(re.findall(r"`(orda_\w+)", OPERATIONS)):
        assert f'"{name}"' in (ROOT / "crawler" / "metrics.py").read_text(encoding="utf-8"), name


def test_make_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`|^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE), target


def test_rules_of_discovery_and_manners() -> None:
    assert (discovery.OVERLAP, discovery.PASSES) == (5, 3)
    assert (sources.FULL_READ, sources.FEED_EVERY) == (6 * ledger.HOUR, 6 * ledger.HOUR)
    assert (sources.SITEMAP_EVERY, sources.MISSING_EVERY, sources.GAP_EVERY) == (
        ledger.DAY,
        7 * ledger.DAY,
        ledger.HOUR // 2,
    )
    assert (sources.GAP_SHARE, sources.GAP_SELDOM) == (4, ledger.DAY // 2)
    assert (hosts.ROBOTS_TTL, hosts.FIRST_PAUSE, hosts.LONGEST_PAUSE) == (ledger.DAY, 2, 6 * ledger.HOUR)
    assert (handlers.HOLD, hosts.KEEP_REQUESTS, frontier.FAILURES_IN_A_ROW) == (10, 7 * ledger.DAY, 10)
    assert settings.ORDA_SLICE_SECONDS == 240
    assert settings.ORDA_REQUESTS_PER_RUN == 10_000


def test_rules_of_the_browser() -> None:
    for name, value in re.findall(r"`(ORDA_[A-Z_]+)` \((\d+)", BROWSER):
        assert float(value) == getattr(settings, name), name
    assert settings.RENDER == "auto"
    assert (rendering.IN_A_ROW, filling.MOST_STEPS, frontier.BLOCKS_IN_A_ROW) == (3, 50, 3)
    assert base.NO_BROWSER_PAUSE == ledger.HOUR
