"""Settings, feeds and files are judged before anything is begun."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.project import get_project_settings

from crawler.checks import (
    ENVIRONMENT,
    check_environment,
    check_name,
    check_outputs,
    check_settings,
    components,
    refuse,
)
from crawler.cli import data_dir_of, keeping_of
from crawler.feeds import check_feeds, feed_files
from crawler.raw import Keeping
from crawler.run import CONFIG, USAGE, Problem
from crawler.trim import TRIMMED, trim
from tests.conftest import Site

ROOT = Path(__file__).resolve().parent.parent
OWN = components(get_project_settings())


def given(**values: Any) -> Settings:
    """The project's settings with *values* as the command line gives them."""
    settings = get_project_settings()
    for name, value in values.items():
        settings.set(name, value, priority="cmdline")
    return settings


def refused(settings: Settings, *parts: str) -> None:
    with pytest.raises(Problem) as caught:
        check_settings(settings, OWN)
    assert caught.value.code == CONFIG
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("selectors", "part"),
    [(".tags a", "give a tuple"), (("div:has(a)",), "'div:has(a)'"), (("",), "''"), ((".a", "b, c"), "'b, c'")],
)
def test_selectors_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, selectors: Any, part: str) -> None:
    monkeypatch.setattr("crawler.site.TAG_SELECTORS", selectors)
    refused(given(), "crawler/site.py: TAG_SELECTORS", part)


def test_an_entry_that_cannot_be_used_ends_any_command() -> None:
    entry = 'import crawler.commands; from crawler.dated import Dated; Dated("p", valid_from="2026-11-22")'
    result = subprocess.run([sys.executable, "-c", entry], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == CONFIG
    assert result.stderr.count("\n") == 1
    assert 'crawler/site.py: Dated("p", valid_from="2026-11-22")' in result.stderr


NUMBERS = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": "0 -3 x 1.5",
    "CONCURRENT_REQUESTS": "0 many",
    "CONCURRENT_ITEMS": "0 1000000",
    "DOWNLOAD_DELAY": "inf -1 nan 1e300",
    "DOWNLOAD_DELAY_JITTER": "2",
    "DOWNLOAD_TIMEOUT": "-1 nan 0",
    "DOWNLOAD_MAXSIZE": "-1",
    "DNS_TIMEOUT": "0",
    "REACTOR_THREADPOOL_MAXSIZE": "0",
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": "0",
    "AUTOTHROTTLE_TARGET_CONCURRENCY": "0",
    "RETRY_TIMES": "-1",
    "URLLENGTH_LIMIT": "x",
    "ORDA_REQUESTS_PER_RUN": "0 -1",
    "ORDA_LEFTOVERS": "-1 99999999999999999999",
    "ORDA_BATCH_SIZE": "0 0.5",
    "ORDA_BATCH_SECONDS": "-1 inf",
    "ORDA_STOP_SECONDS": "-1 1e300",
    "ORDA_SLICE_SECONDS": "nan",
    "RAW_KEEP_DAYS": "-1 1.5 x",
    "RAW_FILE_MB": "0 many",
}


def test_raw_archive() -> None:
    refused(given(RAW_ARCHIVE="maybe"), "RAW_ARCHIVE=maybe", "on or off")
    assert [keeping_of(given(RAW_ARCHIVE=value)).on for value in ("on", "OFF", "False")] == [True, False, False]
    assert keeping_of(given(RAW_FILE_MB="3", RAW_KEEP_DAYS="90")) == Keeping(on=True, most=3 << 20, days=90)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in NUMBERS for value in NUMBERS[name].split()])
def test_numbers_out_of_range(name: str, value: str) -> None:
    refused(given(**{name: value}), f"{name}={value}", "number")


@pytest.mark.parametrize("name", ["COOKIES_ENABLED", "TELNETCONSOLE_ENABLED", "ROBOTSTXT_OBEY"])
def test_switches(name: str) -> None:
    refused(given(**{name: "maybe"}), f"{name}=maybe", "True or False")
    check_settings(given(**{name: "True"}), OWN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "0"),
        ("DOWNLOAD_TIMEOUT", "2"),
        ("CLOSESPIDER_TIMEOUT", "200000"),
        ("RETRY_PRIORITY_ADJUST", "-1"),
        ("REFERRER_POLICY", "no-referrer"),
        ("HTTPCACHE_ENABLED", "0"),
        ("LOG_LEVEL", "info"),
    ],
)
def test_what_is_right_is_let_through(name: str, value: str) -> None:
    check_settings(given(**{name: value}), OWN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JOBDIR", "x"),
        ("FEED_URI", "x.json"),
        ("TWISTED_REACTOR_ENABLED", "False"),
        ("TWISTED_REACTOR", "no.Such"),
        ("HTTPCACHE_ENABLED", "1"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_ENCODING", "nosuch"),
        ("LOG_ENCODING", "ascii"),
        ("LOG_FORMAT", "%(bogus)s"),
        ("LOG_FORMAT", "%("),
        ("DNS_RESOLVER", "no.Such"),
        ("ASYNCIO_EVENT_LOOP", "no.Such"),
        ("SPIDER_LOADER_CLASS", "no.Such"),
        ("SCHEDULER", "no"),
        ("LOG_FORMATTER", "no.Such"),
        ("LOG_FORMATTER", ""),
        ("STATS_CLASS", ""),
        ("ADDONS", '{"no.Such": 1}'),
        ("SPIDER_MIDDLEWARES", '{"scrapy.spidermiddlewares.referer.RefererMiddleware": "x"}'),
        ("FEED_STORAGES", '{"x": "no.Such"}'),
    ],
)
def test_settings_that_cannot_work(name: str, value: str) -> None:
    refused(given(**{name: value}), name)


@pytest.mark.parametrize("name", OWN)
def test_parts_of_this_program_may_not_be_missing(name: str) -> None:
    refused(given(**{name: "{}"}), name, "keep ours")
    for part in OWN[name]:
        rest = {key: value for key, value in OWN[name].items() if key != part}
        refused(given(**{name: json.dumps(rest)}), name, part)
    check_settings(given(**{name: json.dumps(OWN[name])}), OWN)


def test_parts_may_be_added_and_derived_from() -> None:
    pipelines = {
        key.replace("crawler.pipelines.WritePipeline", "tests.faulty.FaultyWrite"): 1 for key in OWN["ITEM_PIPELINES"]
    }
    check_settings(given(ITEM_PIPELINES=json.dumps(pipelines | {"tests.faulty.Faulty": 5})), OWN)
    off = dict.fromkeys(OWN["ITEM_PIPELINES"])
    refused(given(ITEM_PIPELINES=json.dumps(off)), "ITEM_PIPELINES")


@pytest.mark.parametrize("value", ["", " ", "~nosuchuser/x"])
def test_no_data_directory(value: str) -> None:
    with pytest.raises(Problem, match="ORDA_DATA_DIR") as caught:
        data_dir_of(given(ORDA_DATA_DIR=value))
    assert caught.value.code == CONFIG


# -- feeds


@pytest.mark.parametrize(
    ("feeds", "code", "part"),
    [
        ({"foo://x": {"format": "json"}}, USAGE, "foo"),
        ({"s3://bucket/x": {"format": "json"}}, USAGE, "boto3"),
        ({"ftp:///x": {"format": "json"}}, USAGE, "hostname"),
        ({"x.bogus": {"format": "bogus"}}, USAGE, "bogus"),
        ({"x.xml": {"format": "xml"}}, USAGE, "xml"),
        ({"x.marshal": {"format": "marshal"}}, USAGE, "marshal"),
        ({"x.json": {"format": "json", "fields": 5}}, USAGE, "json"),
        ({"x.json": {"format": "json", "encoding": "nosuch"}}, USAGE, "nosuch"),
        ({"x.json": {"format": "json", "item_export_kwargs": {"no": 1}}}, USAGE, "no"),
        ({"x.json": 1}, CONFIG, "FEEDS"),
    ],
)
def test_feeds_that_would_be_left_out(feeds: dict[str, Any], code: int, part: str) -> None:
    with pytest.raises(Problem) as caught:
        check_feeds(given(FEEDS=json.dumps(feeds)))
    assert caught.value.code == code
    assert part in str(caught.value)


@pytest.mark.parametrize("format", ["json", "jsonlines", "jsonl", "jl", "csv", "pickle"])
def test_feeds_that_can_be_written(format: str) -> None:
    check_feeds(given(FEEDS={"x": {"format": format}, "stdout:": {"format": format}}))


def test_files_of_feeds() -> None:
    feeds: dict[str, dict[str, str]] = {
        "x.json": {},
        "/y.json": {},
        "file:///a%20b.json": {},
        "stdout:": {},
        "-": {},
        "ftp://host/x": {},
    }
    assert list(map(str, feed_files(given(FEEDS=feeds)))) == ["x.json", "/y.json", "/a b.json"]


# -- files


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with a record in it."""
    data = tmp_path / "data"
    (data / "articles" / "en").mkdir(parents=True)
    for name in ("state.sqlite3", "lock", "crawl.log", "articles/en/2026-11-22.jsonl"):
        (data / name).write_text("record")
    return data


RECORD = ["state.sqlite3", "state.sqlite3-wal", "lock", "crawl.log", "articles/en/2026-11-22.jsonl"]


@pytest.mark.parametrize("name", [*RECORD, "articles/en/2099-01-01.jsonl", "articles/x", "raw/x"])
def test_files_of_the_record_are_no_outputs(data: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (data.parent / "link").symlink_to(data)
    monkeypatch.chdir(data)
    for path in (data / name, data.parent / "link" / name, Path(name), data / "articles" / ".." / name):
        with pytest.raises(Problem, match="belongs to the record") as caught:
            check_outputs([path], data)
        assert caught.value.code == USAGE
    assert not (data / "articles" / "x").exists()


def test_other_names_of_files_of_the_record(data: Path) -> None:
    for number, name in enumerate(("state.sqlite3", "articles/en/2026-11-22.jsonl")):
        os.link(data / name, data.parent / f"hard{number}")
        (data.parent / f"soft{number}").symlink_to(data / name)
        for kind in ("hard", "soft"):
            with pytest.raises(Problem, match="belongs to the record"):
                check_outputs([data.parent / f"{kind}{number}"], data)


@pytest.mark.parametrize("path", ["/proc/x", "/dev/null/x", "/", "/no\0name"])
def test_files_that_cannot_be_written(data: Path, path: str) -> None:
    with pytest.raises(Problem, match="cannot be written") as caught:
        check_outputs([Path(path)], data)
    assert caught.value.code == USAGE


def test_files_that_can_be_written_are_left_as_they_are(data: Path) -> None:
    other = data / "out.jsonl"
    other.write_text("kept")
    os.mkfifo(data / "pipe")
    paths = [other, data / "new" / "out.jsonl", Path("/dev/null"), Path("/dev/full"), data / "pipe"]
    check_outputs(paths, data)
    assert other.read_text() == "kept"
    assert not (data / "new").exists()


EXTENSIONS, MIDDLEWARES = "scrapy.extensions", "scrapy.downloadermiddlewares"
ASKED = {
    "REMOTE_CONTROL_ENABLED": f"{EXTENSIONS}.remote_control.RemoteControl",
    "TELNETCONSOLE_ENABLED": f"{EXTENSIONS}.telnet.TelnetConsole",
    "MEMDEBUG_ENABLED": f"{EXTENSIONS}.memdebug.MemoryDebugger",
    "CLOSESPIDER_TIMEOUT": f"{EXTENSIONS}.closespider.CloseSpider",
    "CLOSESPIDER_TIMEOUT_NO_ITEM": f"{EXTENSIONS}.closespider.CloseSpider",
    "CLOSESPIDER_ITEMCOUNT": f"{EXTENSIONS}.closespider.CloseSpider",
    "CLOSESPIDER_PAGECOUNT": f"{EXTENSIONS}.closespider.CloseSpider",
    "CLOSESPIDER_PAGECOUNT_NO_ITEM": f"{EXTENSIONS}.closespider.CloseSpider",
    "CLOSESPIDER_ERRORCOUNT": f"{EXTENSIONS}.closespider.CloseSpider",
    "LOGSTATS_INTERVAL": f"{EXTENSIONS}.logstats.LogStats",
    "COOKIES_ENABLED": f"{MIDDLEWARES}.cookies.CookiesMiddleware",
    "HTTPPROXY_ENABLED": f"{MIDDLEWARES}.httpproxy.HttpProxyMiddleware",
    "METAREFRESH_ENABLED": f"{MIDDLEWARES}.redirect.MetaRefreshMiddleware",
}
REFUSED = ("JOBDIR", "HTTPCACHE_ENABLED")


def left(settings: Settings) -> set[str]:
    """Which of the components that Scrapy has by default are trimmed, and are there all the same."""
    trim(settings)
    return {path for base in TRIMMED for path in settings[base] if path in TRIMMED[base]}


@pytest.fixture
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_no_proxy")
def test_what_is_trimmed_comes_back_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left(given()) == set()
    for name, path in ASKED.items():
        assert left(given(**{name: "1"})) == {path}, name
        assert left(given(**{name: "0"})) == set(), name
    own = given(DOWNLOADER_MIDDLEWARES=dict(given()["DOWNLOADER_MIDDLEWARES"]) | {"mine.Proxies": 700})
    assert left(own) == {ASKED["HTTPPROXY_ENABLED"]}, "it may set request.meta['proxy']"
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert left(given()) == {ASKED["HTTPPROXY_ENABLED"]}


def test_no_setting_is_ignored_in_silence() -> None:
    trimmed = {path: names for of in TRIMMED.values() for path, names in of.items()}
    assert set(trimmed) <= {path for base in TRIMMED for path in getattr(default_settings, base)}, "Scrapy has them"
    assert {name for names in trimmed.values() for name in names} == {*ASKED, *REFUSED}
    for name in REFUSED:
        with pytest.raises(Problem, match=f"{name} cannot be set here"):
            refuse(given(**{name: "1"}))
    for name in ("STATS_CLASS", "LOG_FORMATTER"):
        with pytest.raises(Problem, match=f"{name}=scrapy.statscollectors.DummyStatsCollector: give a class derived"):
            refuse(given(**{name: "scrapy.statscollectors.DummyStatsCollector"}))
    for name, value in (("DOWNLOADER_STATS", "0"), ("HTTPERROR_ALLOW_ALL", "False"), ("URLLENGTH_LIMIT", "2083")):
        with pytest.raises(Problem, match=f"{name} cannot be set here"):
            refuse(given(**{name: value}))


def test_what_settings_ask_for_happens(site: Site) -> None:
    addons = {"crawler.trim.Trim": 1_000_000, "tests.faulty.FiveOnly": 1}
    site.latest("-s", f"ADDONS={json.dumps(addons)}")
    few = len(site.lines())
    assert 5 <= few < 30
    assert "AssertionError" not in site.log(), "what was waited for then has not failed"
    site.crawl("archive", "-a", "since=7d", "-s", "CLOSESPIDER_PAGECOUNT=1")
    urls = ",".join(article.url for article in site.replica.articles("en") if article.id in site.ids())
    site.crawl("article", "-a", f"url={urls}", "-s", "CLOSESPIDER_ITEMCOUNT=3", "-s", "ORDA_DEADLINE_SECONDS=20")
    settings = ("LOGSTATS_INTERVAL=0.1", "TELNETCONSOLE_ENABLED=True", "STATS_DUMP=True")
    site.latest(*(part for setting in settings for part in ("-s", setting)))
    log = site.log()
    assert "Telnet Password" in log
    assert "Crawled 0 pages" in log
    assert "Dumping Scrapy stats" in log
    assert "Enabled" not in log
    assert "started" not in log
    result = site.latest("-s", "MEMUSAGE_LIMIT_MB=20", code=70)
    assert "took more than MEMUSAGE_LIMIT_MB=20" in result.stderr
    site.latest()
    assert len(site.lines()) == 30


def test_what_a_spider_sets_for_itself_is_judged_and_happens(site: Site) -> None:
    own = ("-s", "SPIDER_MODULES=spiders,tests.own_spiders")
    for name, part in (("nothing", "ITEM_PIPELINES leaves out"), ("never", "RETRY_TIMES=often: give a whole number")):
        assert part in site.crawl(name, *own, code=CONFIG).stderr
    assert not site.data.exists()
    site.crawl("few", *own)
    assert 5 <= len(site.lines()) < 30
    assert not (site.data / "raw").exists()
    site.crawl("few", *own, "-s", "CLOSESPIDER_ITEMCOUNT=0")
    assert len(site.lines()) == 30, "the command line comes first"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("ORDA_DEADLINE_SECOND", "did you mean ORDA_DEADLINE_SECONDS?"),
        ("RAW_KEEP", "did you mean RAW_KEEP_DAYS?"),
        ("RENDERING", "did you mean RENDER?"),
        ("HEARTBEAT_UR", "did you mean HEARTBEAT_URL?"),
        ("ORDA_", "there is no setting ORDA_"),
    ],
)
def test_settings_that_are_none_of_ours(name: str, part: str) -> None:
    with pytest.raises(Problem) as caught:
        check_name(name, get_project_settings())
    assert caught.value.code == CONFIG
    assert part in str(caught.value)
    for right in ("ORDA_DEADLINE_SECONDS", "RENDER", "MY_OWN", "DOWNLOAD_DELAY"):
        check_name(right, get_project_settings())


def test_the_environment_is_judged() -> None:
    settings = get_project_settings()
    check_environment(settings, ["ORDA_DATA_DIR", "RAW_ARCHIVE", "RAW_MATERIAL", "HOME"])
    for name, part in (("ORDA_FREE_MB", "give -s ORDA_FREE_MB=VALUE"), ("ORDA_EDITION", "did you mean ORDA_EDITIONS?")):
        with pytest.raises(Problem, match=part):
            check_environment(settings, [name])


def test_what_is_read_from_the_environment() -> None:
    """As settings.py reads it, as README says, and as it goes into the crontab."""
    root = Path(__file__).parent.parent
    read = re.findall(r'os\.environ\.get\("(\w+)"\)', (root / "crawler" / "settings.py").read_text(encoding="utf-8"))
    assert {*ENVIRONMENT} == {*read}
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert [name for name in ENVIRONMENT if f"| `{name}`" not in readme] == ["ORDA_ORIGIN_RU", "ORDA_ORIGIN_KK"]
