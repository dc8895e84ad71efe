"""What goes wrong: one line, an exit code, and nothing lost."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pty
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FAST, Site


def said(result: subprocess.CompletedProcess[str], *parts: str) -> None:
    """One line on standard error, with *parts* in it; nothing on standard output."""
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    for part in parts:
        assert part in result.stderr


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (["latst"], ["latst", "did you mean latest"]),
        ([], ["article, latest"]),
        (["latest", "article"], ["give one spider"]),
        (["latest", "-a", "edition=en"], ["edition", "did you mean editions"]),
        (["latest", "-a", "editions=xx"], ["editions=xx", "en, ru, kk"]),
        (["latest", "-a", "editions="], ["editions="]),
        (["latest", "-a", "editions"], ["-a NAME=VALUE"]),
        (["latest", "-a", "wait=soon"], ["wait=soon"]),
        (["latest", "-a", "wait=-1"], ["wait=-1"]),
        (["latest", "--no-such-option"], ["--no-such-option"]),
        (["latest", "--logfil"], ["--logfil"]),
        (["latest", "-s"], ["-s"]),
        (["latest", "-s", "NOVALUE"], ["-s NAME=VALUE"]),
        (["article"], ["url=", "file="]),
        (["article", "-a", "url="], ["no address"]),
        (["article", "-a", "url=https://en.orda.kz/last-news/"], ["https://en.orda.kz/last-news/"]),
        (["article", "-a", "url=https://example.org/a-1/"], ["https://example.org/a-1/"]),
        (["article", "-a", "url=a", "-a", "file=b"], ["url=", "file="]),
        (["article", "-a", "file=/no/such/file"], ["/no/such/file", "No such file"]),
        (["article", "-a", "file=/"], ["/"]),
        (["latest", "-O", "/dev/null/out.jsonl"], ["/dev/null/out.jsonl"]),
    ],
)
def test_wrong_arguments(site: Site, args: list[str], parts: list[str]) -> None:
    result = site.scrapy("crawl", *args)
    assert result.returncode == 64, result.stderr
    said(result, *parts)
    assert site.replica.requests == [], "found before the first request"
    assert not site.data.exists()


@pytest.mark.parametrize(
    ("settings", "environment", "parts"),
    [
        (["JOBDIR=x"], {}, ["JOBDIR"]),
        (["DOWNLOAD_DELAY=slow"], {}, ["DOWNLOAD_DELAY=slow", "number"]),
        (["CONCURRENT_REQUESTS=many"], {}, ["CONCURRENT_REQUESTS=many"]),
        (["ORDA_LEFTOVERS=lots"], {}, ["ORDA_LEFTOVERS=lots"]),
        ([], {"ORDA_ORIGIN_EN": "en.orda.kz"}, ["ORDA_ORIGIN_", "http://host:port"]),
        ([], {"ORDA_ORIGIN_EN": "http://127.0.0.1:1", "ORDA_ORIGIN_RU": "http://127.0.0.1:1"}, ["en", "ru"]),
        ([], {"ORDA_EDITIONS": "xx"}, ["ORDA_EDITIONS=xx"]),
        ([], {"ORDA_CONTACT": "a\nb"}, ["ORDA_CONTACT"]),
        (["SCHEDULER=no.such.Thing"], {}, ["no"]),
        (["LOG_LEVEL=LOUD"], {}, ["LOUD"]),
        (["ORDA_DEADLINE_SECOND=3"], {}, ["ORDA_DEADLINE_SECOND", "did you mean ORDA_DEADLINE_SECONDS"]),
        ([], {"ORDA_FREE_MB": "1"}, ["ORDA_FREE_MB", "-s ORDA_FREE_MB"]),
    ],
)
def test_wrong_settings(site: Site, settings: list[str], environment: dict[str, str], parts: list[str]) -> None:
    site.environment = environment
    result = site.scrapy("crawl", "latest", *(part for value in settings for part in ("-s", value)))
    assert result.returncode == 78, result.stderr
    said(result, *parts)
    assert site.replica.requests == []


def test_contact_stands_in_the_user_agent(site: Site) -> None:
    site.environment = {"ORDA_CONTACT": "https://crawler.example/about"}
    site.latest()
    agents = {request.headers["user-agent"] for request in site.replica.requests}
    assert all(re.fullmatch(r"orda-crawler/[\d.]+ \(\+https://crawler\.example/about\)", agent) for agent in agents)


# -- the site


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_nobody_answers(site: Site) -> None:
    site.environment = {"ORDA_ORIGIN_EN": closed_port()}
    said(site.latest(code=69), "latest en: 0 new", "connection refused")


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_the_list_answers_with_an_error(site: Site, status: int) -> None:
    site.replica.answer("en", "/last-news/", status=status)
    said(site.latest(code=69), f"list status {status}")


def test_an_empty_list(site: Site) -> None:
    body = "<html><body><div class='newslist3'><ul></ul></div></body></html>"
    site.replica.answer("en", "/last-news/", status=200, body=body, headers={"Content-Type": "text/html"})
    said(site.latest(code=69), "empty list")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_that_cannot_be_had_close_the_host(site: Site, status: int) -> None:
    site.replica.answer("en", "/robots.txt", status=status)
    said(site.latest("-a", "editions=en,ru", code=69), "robots.txt", str(status))
    assert site.asked("en") == [], "nothing else is asked of that host"
    assert len(site.ids("ru")) == 30, "the other host is another"


def test_robots_reset(site: Site) -> None:
    site.replica.answer("en", "/robots.txt", reset=True)
    site.latest(code=69)
    assert site.asked("en") == []


def test_no_robots_allow_all(site: Site) -> None:
    site.replica.answer("en", "/robots.txt", status=404)
    site.latest()
    assert len(site.ids()) == 30


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_share_of_the_articles_fails(site: Site, share: float) -> None:
    failing = site.replica.articles("en")[: int(30 * share)]
    for article in failing:
        site.replica.answer("en", article.path, status=500)
    site.latest(code=69 if share > 0.2 else 0)
    assert len(site.ids()) == 30 - len(failing)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_share_of_the_pages_cannot_be_read(site: Site, share: float) -> None:
    strange = site.replica.articles("en")[: int(30 * share)]
    for article in strange:
        site.replica.answer("en", article.path, status=200, body="<p></p>", headers={"Content-Type": "text/html"})
    result = site.latest(code=65 if share > 0.2 else 0)
    assert len(site.ids()) == 30 - len(strange)
    if share > 0.2:
        said(result, "15 rejected", "no sign of an article")


def test_a_host_that_stops_answering_is_left_alone(site: Site) -> None:
    for article in site.replica.articles("en")[:30]:
        site.replica.answer("en", article.path, reset=True)
    said(site.latest("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", code=69), "10 connections in a row")
    assert len(site.asked()) < 25
    site.replica.clear_answers()
    site.latest()
    assert 10 <= len(site.ids()) < 30, "what was not asked for stayed pending; what failed is not due yet"


def test_an_answer_that_breaks_off_or_never_ends_is_no_article(site: Site) -> None:
    cut, slow = site.replica.articles("en")[:2]
    site.replica.answer("en", cut.path, cut=5_000)
    site.replica.answer("en", slow.path, slow=30)
    site.latest("-s", "DOWNLOAD_TIMEOUT=2")
    assert len(site.ids()) == 28
    assert cut.id not in site.ids()


# -- the data directory


def damage_foreign(data: Path) -> None:
    data.mkdir()
    db = sqlite3.connect(data / "state.sqlite3")
    db.execute("CREATE TABLE notes (x)")
    db.close()


def damage_corrupt(data: Path) -> None:
    data.mkdir()
    (data / "state.sqlite3").write_bytes(b"\0not a database\0" * 1000)


def damage_directory(data: Path) -> None:
    (data / "state.sqlite3").mkdir(parents=True)


def damage_file(data: Path) -> None:
    data.write_text("a file in the place of the directory")


def damage_articles(data: Path) -> None:
    data.mkdir()
    (data / "articles").write_text("a file in the place of the directory")


DAMAGE = [damage_foreign, damage_corrupt, damage_directory, damage_file, damage_articles]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_data_directory_that_cannot_be_used(site: Site, damage: Callable[[Path], None]) -> None:
    damage(site.data)
    before = {path: path.read_bytes() for path in site.data.parent.rglob("*") if path.is_file()}
    result = site.scrapy("crawl", "latest", *FAST)
    assert result.returncode == 74, result.stderr
    said(result, str(site.data))
    for path, content in before.items():
        assert path.read_bytes() == content, "nothing is overwritten"


def test_a_shortened_file_and_then_put_back(site: Site) -> None:
    site.latest()
    (path,) = (site.data / "articles" / "en").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    site.replica.publish("en", 1)
    said(site.scrapy("crawl", "latest", *FAST), path.name, "put the file back")
    assert path.read_bytes() == whole[:1000]
    path.write_bytes(whole)
    site.latest()
    assert len(site.ids()) == 31


def test_a_full_disk_in_mid_run(site: Site) -> None:
    """No file may grow beyond a limit that the system enforces; then the limit is gone."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))

    site.environment = {"PYTHONDONTWRITEBYTECODE": "1"}  # Python would leave cut ones behind
    result = site.scrapy("crawl", "latest", *FAST, "-s", "ORDA_BATCH_SIZE=5", preexec_fn=limited)
    assert result.returncode == 74, result.stderr
    said(result, "cannot be written")
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


# -- other runs


def test_two_at_once(site: Site) -> None:
    for article in site.replica.articles("en")[:30]:
        site.replica.answer("en", article.path, slow=1)
    first = site.start("crawl", "latest", *FAST, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4")
    wait_for(lambda: len(site.asked()) > 3)
    asked = len(site.replica.requests)
    began = time.monotonic()
    second = site.scrapy("crawl", "article", "-a", f"url={site.replica.articles('ru')[0].url}")
    assert second.returncode == 75
    said(second, f"process {first.pid}", "latest en")
    assert time.monotonic() - began < 5
    assert not [request for request in site.replica.requests[asked:] if request.edition == "ru"]
    patient = site.scrapy("crawl", "article", "-a", f"url={site.replica.articles('ru')[0].url}", "-a", "wait=60")
    assert patient.returncode == 0, patient.stderr
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert len(site.ids("en")) == 30
    assert len(site.ids("ru")) == 1


def test_a_killed_run_leaves_no_lock(site: Site) -> None:
    site.replica.answer("en", "/last-news/", slow=60)
    process = site.start("crawl", "latest", *FAST)
    wait_for(lambda: (site.data / "lock").exists() and (site.data / "lock").stat().st_size > 0)
    process.kill()
    process.communicate()
    site.replica.clear_answers()
    site.latest()
    assert len(site.ids()) == 30


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_writes_the_batch_in_hand(site: Site, number: signal.Signals) -> None:
    articles = site.replica.articles("en")[:30]
    for article in articles[10:]:
        site.replica.answer("en", article.path, slow=60)
    process = site.start("crawl", "latest", *FAST, "-s", "ORDA_BATCH_SECONDS=100")
    wait_for(lambda: len(site.asked()) >= 11)
    time.sleep(0.5)
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 10
    assert process.returncode == 128 + number
    assert out == ""
    assert err.count("\n") == 1
    assert f"stopped by {number.name}" in err
    written = site.ids()
    assert set(written) == {article.id for article in articles[:10]}, "what was in hand is written"
    site.replica.clear_answers()
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


def test_a_signal_while_waiting_for_the_lock(site: Site) -> None:
    site.replica.answer("en", "/last-news/", slow=60)
    first = site.start("crawl", "latest", *FAST)
    wait_for(lambda: "/last-news/" in site.asked() or (site.data / "lock").exists())
    time.sleep(1)
    second = site.start("crawl", "latest", "-a", "wait=60", *FAST)
    time.sleep(3)
    second.terminate()
    _, err = second.communicate(timeout=10)
    assert second.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in err
    first.kill()
    first.communicate()


def test_asked_for_a_log_it_logs(site: Site) -> None:
    result = site.latest("-L", "INFO")
    assert "latest en: 30 new, 0 failed, 0 known" in result.stderr
    assert result.stdout == ""


def test_a_directory_that_must_not_be_written(site: Site) -> None:
    """Permissions do not bind root, so the child gives up the capability to override them."""

    def bound() -> None:
        if os.getuid() == 0:
            libc = ctypes.CDLL(None)
            for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
                assert libc.prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP

    site.latest()
    before = site.lines()
    site.data.chmod(0o555)
    site.replica.publish("en", 1)
    result = site.scrapy("crawl", "latest", *FAST, preexec_fn=bound)
    site.data.chmod(0o755)
    assert result.returncode == 74, result.stderr
    said(result, str(site.data), "readonly")
    shown = site.scrapy("show", before[0]["id"], preexec_fn=bound)
    assert shown.returncode == 0, shown.stderr
    assert site.lines() == before
    site.latest()
    assert len(site.ids()) == 31


def test_on_a_terminal_progress_shows_while_it_works(site: Site) -> None:
    ours, theirs = pty.openpty()
    process = site.start("crawl", "latest", *FAST, "-s", "DOWNLOAD_DELAY=0.04", stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal reads as an error
        while data := os.read(ours, 4096):
            shown += data
    os.close(ours)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == ""
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown.decode())
    assert re.search(r"latest en [^\n]* \d+ of 3\d pages, [\d.]+/s, 0:0\d 0:0\d left", text), "rate and time left"
    assert re.search(r"  \d+ stored, 0 failed  /[\w./…-]+\r", text), "outcomes, and what is being read"
    last = text.replace("\r\n", "\n").rsplit("\r", 1)[-1]
    assert re.fullmatch(r"latest en: 30 new, 0 failed, 0 known; 35 requests in [\d.]+ s\n", last)
