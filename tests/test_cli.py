"""The command line: whatever is done to it, one line, an exit code, no traceback, and nothing lost."""

from __future__ import annotations

import fcntl
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

from tests.conftest import FAST, ROOT, Site
from tests.test_exit_codes import said, wait_for
from tests.test_pipelines import PIPELINES


def shell(site: Site, line: str) -> subprocess.CompletedProcess[str]:
    """Run *line*, in which ``scrapy`` is ours, by the shell."""
    line = line.replace("scrapy ", f"{sys.executable} -m scrapy ")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=ROOT, env=site.env(), capture_output=True, text=True, check=False
    )


# -- signals


def after(seconds: float) -> Callable[[Site], object]:
    return lambda site: time.sleep(seconds)


def lock_is_there(site: Site) -> None:
    wait_for((site.data / "lock").exists)


def log_is_there(site: Site) -> None:
    wait_for((site.data / "crawl.log").exists)


def robots_are_asked_for(site: Site) -> None:
    wait_for(lambda: bool(site.replica.requests))


MOMENTS = [(signal.SIGTERM, moment) for moment in (lock_is_there, log_is_there, robots_are_asked_for, after(0.6))]
MOMENTS += [(signal.SIGHUP, after(0.0)), (signal.SIGHUP, lock_is_there), (signal.SIGINT, robots_are_asked_for)]


@pytest.mark.parametrize(("number", "moment"), MOMENTS)
def test_a_signal_at_any_moment(site: Site, number: signal.Signals, moment: Callable[[Site], object]) -> None:
    """Left alone, the crawl would take six seconds and more."""
    process = site.start("crawl", "latest", *FAST, "-s", "DOWNLOAD_DELAY=0.2", "-s", "ORDA_STOP_SECONDS=20")
    moment(site)
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 3
    assert process.returncode in (128 + number, -number), "before our first line of code the system ends it"
    assert out == ""
    if process.returncode > 0:
        assert err.count("\n") == 1, err
        assert f"stopped by {number.name}" in err


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
def test_a_signal_while_the_loop_does_not_turn(site: Site, again: bool) -> None:
    last = site.replica.articles("en")[29]
    site.environment = {"FAULTY_IDS": last.id}
    pipelines = json.dumps(PIPELINES | {"tests.faulty.Hanging": 1})
    one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "ORDA_BATCH_SECONDS=100", "-s", "ORDA_STOP_SECONDS=0.5")
    process = site.start("crawl", "latest", *FAST, *one, "-s", f"ITEM_PIPELINES={pipelines}")
    wait_for(lambda: last.path in site.asked())
    time.sleep(0.5)
    began = time.monotonic()
    process.terminate()
    if again:
        time.sleep(0.3)
        process.terminate()
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < (1.5 if again else 5)
    assert process.returncode == 128 + signal.SIGTERM
    assert out == ""
    assert err.count("\n") == 1, err
    assert "stopped by SIGTERM at once" in err
    assert set(site.ids()) == set(site.newest(29)), "what was in hand is written"


def test_interrupted_while_reading_standard_input(site: Site) -> None:
    process = site.start("crawl", "article", "-a", "file=-", stdin=subprocess.PIPE)
    status = Path(f"/proc/{process.pid}/status")
    terminate = 1 << (signal.SIGTERM - 1)
    wait_for(lambda: bool(int(re.findall(r"SigCgt:\s*(\w+)", status.read_text())[0], 16) & terminate))
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGINT
    assert err == "scrapy crawl: stopped by SIGINT\n"
    assert not site.data.exists()


def test_interrupted_in_the_demo(site: Site) -> None:
    process = site.start("demo")
    lock = site.data / "demo" / "lock"
    wait_for(lambda: lock.exists() and lock.stat().st_size > 0)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGTERM
    assert err == "scrapy demo: stopped by SIGTERM\n"
    with lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the crawl that it had started is over


def test_stopped_by_a_signal_while_waiting(site: Site) -> None:
    site.data.mkdir()
    with (site.data / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        process = site.start("crawl", "latest", "-a", "wait=60")
        time.sleep(2)
        process.terminate()
        _, err = process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGTERM
    assert err == "scrapy crawl: stopped by SIGTERM\n"


def test_a_component_that_ends_the_program(site: Site) -> None:
    pipelines = json.dumps(PIPELINES | {"tests.faulty.Ending": 1})
    said(site.latest("-s", f"ITEM_PIPELINES={pipelines}", code=65), "SystemExit: 3")
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


# -- output that cannot be written


@pytest.mark.parametrize("line", ["scrapy schema >/dev/full", "scrapy schema --table >&-", "scrapy list >/dev/full"])
def test_standard_output_that_cannot_be_written(site: Site, line: str) -> None:
    result = shell(site, line)
    assert result.returncode == 74
    said(result, "standard output cannot be used")


def test_a_reader_that_has_seen_enough(site: Site) -> None:
    result = shell(site, "scrapy schema | head -0")
    assert result.returncode == 128 + signal.SIGPIPE
    assert result.stderr == ""


def test_reading_commands(site: Site) -> None:
    site.latest("-a", "editions=kk")
    (id, *_) = site.ids()
    result = shell(site, f"scrapy show {id} >/dev/full")
    assert result.returncode == 74
    said(result, "standard output")
    assert shell(site, f"PYTHONIOENCODING=ascii scrapy show {id}").returncode == 0
    assert json.loads(shell(site, "PYTHONIOENCODING=ascii scrapy audit --editions all --json").stdout)
    assert shell(site, f"scrapy show {id} 2>&-").returncode == 0
    result = shell(site, "scrapy audit --editions all | head -0")
    assert (result.returncode, result.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.parametrize(
    "line", ["-O -:jsonlines >/dev/full", "-o -:jsonlines | head -1 >/dev/null", "-O /dev/full:csv"]
)
def test_a_feed_that_cannot_be_written(site: Site, line: str) -> None:
    result = shell(site, f"scrapy crawl latest {' '.join(FAST)} {line}")
    assert result.returncode == 74, result.stderr
    said(result, "latest en: 30 new", "cannot be written", "/dev/full" if "csv" in line else "standard output")
    assert len(site.ids()) == 30, "the archive has them all the same"


def test_one_feed_of_two_cannot_be_written(site: Site) -> None:
    good = site.data.parent / "good.jsonl"
    feeds = {"ftp://u:secret@127.0.0.1:1/x": {"format": "json"}, str(good): {"format": "jsonl"}}
    result = site.latest("-s", f"FEEDS={json.dumps(feeds)}", code=74)
    said(result, "ftp://127.0.0.1:1/x cannot be written")
    assert "secret" not in result.stderr
    assert len(good.read_text().splitlines()) == 30


def test_feeds_are_judged_before_anything_is_begun(site: Site) -> None:
    site.latest()
    (path,) = (site.data / "articles" / "en").iterdir()
    before = path.read_bytes()
    result = site.latest("-O", str(path), code=64)
    said(result, path.name, "belongs to the record")
    assert path.read_bytes() == before


@pytest.mark.parametrize("option", ["--pidfile", "--logfile", "--profile"])
def test_no_option_overwrites_the_record(site: Site, option: str) -> None:
    site.data.mkdir()
    (site.data / "state.sqlite3").write_text("record")
    result = site.scrapy("crawl", "latest", option, str(site.data / "state.sqlite3"))
    assert result.returncode == 64
    said(result, "belongs to the record")
    assert (site.data / "state.sqlite3").read_text() == "record"


def test_an_archive_crawl_whose_reader_has_gone(site: Site) -> None:
    """Far more addresses than a pipe holds."""
    read, write = os.pipe()
    os.close(read)
    process = site.start("crawl", "archive", "-a", "since=60d", "-a", "dry_run=1", *FAST, stdout=write)
    os.close(write)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (74, 128 + signal.SIGPIPE)
    assert "Traceback" not in err


# -- the log


def test_what_a_start_mends_is_in_the_log(site: Site) -> None:
    site.latest()
    (path,) = (site.data / "articles" / "en").iterdir()
    with path.open("ab") as file:
        file.write(b'{"torn')
    (site.data / "crawl.log").unlink()
    assert site.latest().stderr == ""
    assert path.name in site.log()
    assert len(site.ids()) == 30


@pytest.mark.parametrize("options", [["--nolog"], ["-L", "CRITICAL"], ["-s", "LOG_LEVEL=warning"], ["-L", "error"]])
def test_a_failure_is_said_whatever_the_log_level(site: Site, options: list[str]) -> None:
    site.replica.answer("en", "/last-news/", status=500)
    said(site.latest(*options, code=69), "list status 500")
    assert ("list status 500" in site.log()) == (options[-1] in ("LOG_LEVEL=warning", "error"))


def test_a_log_on_a_full_disk(site: Site) -> None:
    said(site.latest("--logfile", "/dev/full", code=74), "/dev/full", "No space left")
    assert shell(site, f"scrapy crawl latest {' '.join(FAST)} -L INFO 2>/dev/full").returncode == 0
    assert len(site.ids()) == 30


def test_closed_standard_streams(site: Site) -> None:
    fast = " ".join(FAST)
    assert shell(site, f"scrapy crawl latest {fast} <&- >&- 2>&-").returncode == 0
    assert len(site.ids()) == 30
    site.replica.answer("en", "/last-news/", status=500)
    assert shell(site, f"scrapy crawl latest {fast} 2>&-").returncode == 69


# -- arguments


WRONG: list[tuple[str, int, str]] = [
    ("scrapy crawl article -a url=$'https://en.orda.kz/a\\xff-1/'", 64, "UTF-8"),
    ("scrapy show $'en:\\xff'", 64, "UTF-8"),
    ("scrapy crawl article -a file=- <&-", 64, "Bad file descriptor"),
    ("printf '\\xff\\xfe\\n' | scrapy crawl article -a file=-", 64, "UTF-8"),
    ("scrapy crawl article -a file=/dev/zero", 64, "longer than"),
    ("scrapy crawl article -a file=", 64, "cannot be read"),
    ("scrapy show $'\\x1b[31m'", 64, "\\x1b"),
    ("scrapy crawl latest -L BOGUS", 64, "-L BOGUS"),
    ("scrapy crawl latest -s ITEM_PIPELINES=x", 78, "JSON object"),
    ("scrapy crawl latest -s ITEM_PIPELINES={}", 78, "ValidatePipeline"),
    ("scrapy crawl latest -s SPIDER_MODULES=nosuch", 78, "nosuch"),
    ("scrapy crawl latest -s ASYNCIO_EVENT_LOOP=os.path", 78, "set up"),
    ("scrapy crawl latest -s TWISTED_DNS_RESOLVER=os.path", 78, "could not start"),
    ("ORDA_DATA_DIR='~nosuchuser/x' scrapy show en:1", 78, "ORDA_DATA_DIR"),
    ("scrapy crawl latest -O /proc/x.json", 64, "/proc/x.json"),
    ("scrapy statsu", 64, "did you mean status"),
    ("scrapy verify --repiar", 64, "did you mean --repair"),
]


@pytest.mark.parametrize(("line", "code", "part"), WRONG)
def test_what_cannot_work_is_said_in_one_line(site: Site, line: str, code: int, part: str) -> None:
    result = shell(site, line)
    assert result.returncode == code, result.stderr
    said(result, part)
    assert site.replica.requests == []


def test_a_level_in_lower_case(site: Site) -> None:
    result = site.latest("-L", "info")
    assert "latest en: 30 new" in result.stderr


def test_a_run_with_nothing_new_imports_little(site: Site) -> None:
    """Start-up is most of such a run; what nothing in it needs is left out."""
    site.latest()
    code = (
        "import sys, runpy, atexit; sys.argv = ['scrapy', 'crawl', 'latest'];"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); runpy.run_module('scrapy', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=site.env(), capture_output=True, text=True, check=True
    )
    imported = set(done.stderr.split())
    packages = {name.partition(".")[0] for name in imported}
    assert {"scrapy", "sqlite3"} <= packages
    assert packages.isdisjoint({"aiohttp", "tldextract", "requests", "dateparser", "trafilatura", "playwright"})
    assert {name for name in imported if name.startswith("crawler.commands.")} == {"crawler.commands.crawl"}
    reading = {name.rpartition(".")[2] for name in imported if name.startswith("crawler.extract.")}
    assert reading == {"late", "select", "text", "version", *("charset", "dates", "sitemap")}, "a sitemap was due"
    of_articles = ("reread", "facts", "validate", "diff", "similarity", "status", "replica")
    assert imported.isdisjoint(f"crawler.{name}" for name in of_articles)
