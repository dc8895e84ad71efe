"""Runs that nobody watches: many starts at once, runs that hang, locks of all kinds, logs, heartbeats, full disks."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import logging
import os
import re
import signal
import socket
import subprocess
import threading
import time
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from crawler import heartbeat, logs
from crawler.run import BUSY, HUNG, IO, Lock, Problem
from tests.conftest import FAST, Site
from tests.test_exit_codes import said, wait_for
from tests.test_pipelines import PIPELINES
from tests.test_reports import report_of, reports_of

# -- many starts, and locks


def test_twenty_starts_at_once(site: Site) -> None:
    site.replica.answer("en", "/last-news/", slow=60)
    processes = [site.start("crawl", "latest", *FAST) for _ in range(20)]
    wait_for(lambda: sum(process.poll() is not None for process in processes) == 19, 60)
    (running,) = (process for process in processes if process.returncode is None)
    for process in processes:
        if process is not running:
            out, err = process.communicate()
            assert (process.returncode, out) == (BUSY, "")
            assert f"process {running.pid}" in err or "just starting" in err
    assert len(site.replica.requests) <= 2, "robots.txt and the list, once"
    began = time.monotonic()
    assert site.scrapy("crawl", "latest").returncode == BUSY
    assert time.monotonic() - began < 3, "a second, on a machine that does nothing else"
    running.terminate()
    running.communicate()


def test_what_a_reboot_leaves_is_no_lock(tmp_path: Path) -> None:
    """The file says that a process holds it, whose number another one, this one, has now."""
    (tmp_path / "lock").write_text(json.dumps({"pid": os.getpid(), "command": "latest en", "since": "long ago"}))
    lock = Lock(tmp_path / "lock")
    lock.acquire()
    with pytest.raises(Problem) as problem:
        Lock(tmp_path / "lock").acquire()
    assert problem.value.code == BUSY
    lock.release()


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_a_file_system_that_cannot_lock_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """What such a system answers; there is none here."""

    def refuse(handle: int, operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(Problem, match="cannot be locked") as problem:
        Lock(tmp_path / "lock").acquire()
    assert problem.value.code == IO


# -- runs that hang


def test_a_run_past_its_deadline_is_ended_and_keeps_its_work(site: Site) -> None:
    for article in site.replica.articles("en")[10:30]:
        site.replica.answer("en", article.path, slow=60)
    deadline = ("-s", "ORDA_DEADLINE_SECONDS=3", "-s", "ORDA_BATCH_SECONDS=100", "-s", "ORDA_STOP_SECONDS=0.5")
    said(site.latest(*deadline, code=HUNG), "ORDA_DEADLINE_SECONDS", "10 new")
    assert set(site.ids()) == set(site.newest(10))
    report = json.loads((site.data / "runs" / "latest.json").read_bytes())
    assert (report["exit_code"], report["outcome"]) == (HUNG, "failed")
    site.replica.clear_answers()
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


@pytest.mark.parametrize("fault", ["Hanging", "Seizing"])
def test_a_run_whose_loop_does_not_turn_is_ended(site: Site, fault: str) -> None:
    """In Python, where another thread can end it and tell the switch, and in C code that lets no thread run."""
    site.environment = {"FAULTY_IDS": site.newest(1)[0]}
    pipelines = json.dumps(PIPELINES | {f"tests.faulty.{fault}": 1})
    one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "ORDA_STOP_SECONDS=0", "-s", "ORDA_DEADLINE_SECONDS=5")
    with Switch() as switch:
        site.environment |= {"HEARTBEAT_URL": switch.url}
        result = site.scrapy("crawl", "latest", *FAST, *one, "-s", f"ITEM_PIPELINES={pipelines}")
        heard = [path for path, _ in switch.heard]
    assert result.returncode == HUNG, result.stderr
    if fault == "Hanging":
        said(result, "ORDA_DEADLINE_SECONDS", "at once")
        assert heard == ["/uuid/start", "/uuid/fail"]
        assert "latest en fails since" in site.scrapy("status").stdout
    else:
        assert result.stderr == "", "no code of ours ran"
        assert "latest en of" in site.scrapy("status").stdout, "it did not come to its end"
    site.environment = {}
    lines = site.latest().stderr.splitlines()
    assert set(site.ids()) == set(site.newest(30))
    assert "well again, after 1 run" in lines[-1]
    assert len(lines) == 1 + (fault == "Seizing")
    assert ("hung in C code" in lines[0]) == (fault == "Seizing")
    first, last = (json.loads(path.read_bytes()) for path in sorted((site.data / "runs").glob("2*.json")))
    assert (first["exit_code"], first["outcome"], last["exit_code"]) == (HUNG, "failed", 0)
    assert "ORDA_DEADLINE_SECONDS" in first["message"]
    assert "faulty.py" in site.log(), "it says where"
    assert not list((site.data / "runs").glob("*.note"))


def test_a_run_that_was_stopped_for_long_ends_in_order(site: Site) -> None:
    for article in site.replica.articles("en")[10:30]:
        site.replica.answer("en", article.path, slow=60)
    deadline = ("-s", "ORDA_DEADLINE_SECONDS=5", "-s", "ORDA_BATCH_SECONDS=100", "-s", "ORDA_STOP_SECONDS=0.5")
    process = site.start("crawl", "latest", *FAST, *deadline)
    wait_for(lambda: len(site.asked()) >= 11)
    time.sleep(1)
    process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    holder = Lock(site.data / "lock").holder()
    assert holder is not None
    wait_for(lambda: "stopped" in (holder.amiss() or ""))
    status = site.scrapy("status")
    assert status.returncode == 2
    assert f"process {process.pid}" in status.stdout
    assert "is stopped (SIGSTOP)" in status.stdout
    assert "is stopped (SIGSTOP)" in site.scrapy("crawl", "latest", "-a", "wait=0.1").stderr, "no matter that it waited"
    time.sleep(max(0.0, 13 - (time.monotonic() - began)))
    process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.count("\n")) == (HUNG, "", 1)
    assert set(site.ids()) == set(site.newest(10)), "what was in hand is written"


def test_a_holder_that_should_be_over(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    assert not lock.held()
    lock.acquire()
    lock.sign("latest en", "long ago", 540)
    other = Lock(tmp_path / "lock")
    assert other.held()
    assert not other.busy().amiss
    os.utime(lock.path, (time.time() - 800, time.time() - 800))
    assert other.busy().amiss
    lock.touch()
    assert not other.busy().amiss
    lock.release()
    assert not other.held()


# -- silence, and the log


def test_the_log_has_levels_times_and_runs_and_nothing_else(site: Site) -> None:
    article = site.replica.articles("en")[0]
    site.replica.answer("en", article.path, status=302, headers={"Location": "http://user:word@x/\x1b[2J\u202eevil"})
    site.environment = {"HEARTBEAT_URL": "http://127.0.0.1:9/token-that-is-secret"}
    result = site.latest("-s", "LOG_LEVEL=DEBUG")
    assert result.stdout + result.stderr == ""
    lines = site.log().splitlines()
    form = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ \[[\w.]+\] (\d{8}T\d{6}Z-[0-9a-f]{6}): .*")
    assert [line for line in lines[1:] if not form.fullmatch(line)] == []
    assert len({found[1] for line in lines if (found := form.fullmatch(line))}) == 1
    text = site.log()
    assert "the heartbeat was not heard" in text
    for secret in ("token-that-is-secret", "user:word", "\x1b", "\u202e"):
        assert secret not in text


def test_a_message_is_one_line_without_secrets() -> None:
    record = logs.Record("site", logging.WARNING, "f", 1, "got %s\nfrom %s", ("\x1b[31m\u202e", "http://a:b@h/"), None)
    logs.Record.run_id = "run"
    assert record.getMessage() == r"run: got \x1b[31m\u202e\nfrom http://…@h/"
    assert logs.clean("to https://ping.example/uuid/start", ["https://ping.example/uuid"]) == "to …/start"
    logs.Record.run_id = ""


@pytest.mark.parametrize(("size", "days", "rotates"), [(10, 7, True), (1000, 1, True), (1000, 7, False)])
def test_logs_are_put_aside(tmp_path: Path, size: int, days: int, rotates: bool) -> None:
    path, now = tmp_path / "crawl.log", datetime(2026, 11, 22, tzinfo=timezone.utc)
    for number in range(4):
        path.write_text(f"{now - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ} line {number}\n")
        assert logs.rotate(path, size=size, days=days, keep=2, now=now) == rotates
        assert path.exists() != rotates
    kept = {file.name: file.read_text()[-2] for file in tmp_path.iterdir()}
    assert kept == ({"crawl.log.1": "3", "crawl.log.2": "2"} if rotates else {"crawl.log": "3"})


def test_no_room_no_writing(site: Site) -> None:
    site.latest()
    before = site.lines()
    site.replica.publish("en", 2)
    asked = len(site.replica.requests)
    full = ("-s", "ORDA_FREE_MB=2000000000")
    said(site.latest(*full, code=IO), "MB free", "make room")
    assert site.latest(*full, code=IO).stderr == "", "it was said"
    said(site.scrapy("upkeep", *full), "make room")
    assert len(site.replica.requests) == asked
    assert site.lines() == before
    report = report_of(site.data / "runs" / "latest.json")
    assert (report["exit_code"], report["title"]) == (IO, "latest en")
    assert "latest en fails since" in site.scrapy("status").stdout
    assert "well again, after 2 runs" in site.latest().stderr
    assert len(site.ids()) == 32


def test_upkeep_makes_no_archive(site: Site) -> None:
    result = site.scrapy("upkeep")
    assert result.returncode == IO
    said(result, "there is no archive", str(site.data))
    assert not site.data.exists()


def test_what_is_wrong_in_the_crontab_is_said_once(site: Site) -> None:
    """Wrong settings (78), wrong arguments (64): before the ledger is open, and where there is no archive yet."""
    with Switch() as switch:
        site.environment = {"HEARTBEAT_URL": switch.url}
        said(site.scrapy("crawl", "latest", "-s", "DOWNLOAD_DELAY=-1"), "DOWNLOAD_DELAY")
        assert site.scrapy("crawl", "latest", "-s", "DOWNLOAD_DELAY=-1").stderr == ""
        assert site.scrapy("crawl", "latest", "-s", "DOWNLOAD_DELAY=-25").stderr == "", "that is the same"
        said(site.scrapy("crawl", "latest", "-s", "JOBDIR=jobs"), "JOBDIR")
        assert not site.data.exists()
        site.data.mkdir()
        said(site.scrapy("crawl", "latest", "-a", "edition=en"), "editions")
        assert site.scrapy("crawl", "latest", "-a", "edition=en").returncode == 64
        assert [path for path, _ in switch.heard] == ["/uuid/fail"] * 6
        assert "DOWNLOAD_DELAY" in switch.heard[2][1]
    assert [report["exit_code"] for report in reports_of(site.data)] == [64, 64]
    assert "well again, after 6 runs" in site.latest().stderr


# -- heartbeats


class Switch(HTTPServer):
    """A dead man's switch that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.authorized: str | None = None
        switch = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                switch.heard.append((self.path, body))
                switch.authorized = self.headers["Authorization"]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/uuid"

    def server_close(self) -> None:
        self.shutdown()
        super().server_close()


def test_heartbeats(site: Site) -> None:
    switch = Switch()
    site.environment = {"HEARTBEAT_URL": switch.url}
    site.latest()
    site.replica.answer("en", "/last-news/", status=500)
    site.latest(code=69)
    site.crawl("article", "-a", f"url={site.replica.articles('en')[0].url}")
    paths = [path for path, _ in switch.heard]
    assert paths == ["/uuid/start", "/uuid", "/uuid/start", "/uuid/fail"], "and none for what was asked for by hand"
    assert switch.heard[1][1].startswith("latest en: 30 new")
    assert "list status 500" in switch.heard[3][1]
    assert switch.authorized is None
    assert heartbeat.ping(switch.url.replace("//", "//me:a%40b@"), "")
    assert switch.authorized == "Basic bWU6YUBi"
    switch.server_close()


def test_a_switch_that_never_comes_to_an_end_delays_nothing_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "TIMEOUT", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with contextlib.suppress(OSError), server.accept()[0] as one, server.accept()[0] as other:
                for byte in b"HTTP/1.1 200 OK\r\nX: a very long header":
                    one.send(bytes([byte]))
                    other.send(bytes([byte]))
                    if over.wait(0.1):
                        return

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        beats = heartbeat.Heartbeat(f"http://127.0.0.1:{server.getsockname()[1]}/uuid")
        began = time.monotonic()
        beats.start()
        assert time.monotonic() - began < 0.2
        beats.end(0, "well")
        assert time.monotonic() - began < 1.5
        over.set()
        dripping.join()
        for thread in beats._threads:
            thread.join()


@pytest.mark.parametrize("url", ["uuid", "ftp://a/b", "https://", "https://a/b?c", "https://a:b/", "https://é/"])
def test_addresses_that_cannot_be_pinged(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        heartbeat.check(url)
    heartbeat.check("https://hc-ping.example/2f1c")


def test_a_wrong_heartbeat_is_refused_without_being_said(site: Site) -> None:
    site.environment = {"HEARTBEAT_URL": "secret-without-scheme"}
    result: subprocess.CompletedProcess[str] = site.latest(code=78)
    said(result, "HEARTBEAT_URL")
    assert "secret-without-scheme" not in result.stderr
