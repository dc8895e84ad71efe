"""Runs that nobody watches: many starts at once, runs that hang, locks of all kinds, logs, heartbeats, full disks."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import logging
import os
import re
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


@pytest.mark.parametrize(("fault", "code"), [("Hanging", HUNG), ("Seizing", 1)])
def test_a_run_whose_loop_does_not_turn_is_ended(site: Site, fault: str, code: int) -> None:
    """In Python, where another thread can end it, and in C code that lets no thread run."""
    last = site.replica.articles("en")[29]
    site.environment = {"FAULTY_IDS": last.id}
    pipelines = json.dumps(PIPELINES | {f"tests.faulty.{fault}": 1})
    one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "ORDA_STOP_SECONDS=0", "-s", "ORDA_DEADLINE_SECONDS=2")
    began = time.monotonic()
    result = site.scrapy("crawl", "latest", *FAST, *one, "-s", f"ITEM_PIPELINES={pipelines}")
    assert time.monotonic() - began < 30
    assert result.returncode == code, result.stderr
    if code == HUNG:
        said(result, "ORDA_DEADLINE_SECONDS")
    else:
        assert "faulty.py" in result.stderr, "it says where"
    assert set(site.ids()) <= set(site.newest(29))
    site.environment = {}
    site.latest()
    assert set(site.ids()) == set(site.newest(30))


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
    said(site.latest("-s", "ORDA_FREE_MB=2000000000", code=IO), "MB free", "make room")
    assert len(site.replica.requests) == asked
    assert site.lines() == before
    site.latest()
    assert len(site.ids()) == 32


# -- heartbeats


class Switch(HTTPServer):
    """A dead man's switch that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        switch = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                switch.heard.append((self.path, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/uuid"


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
    switch.shutdown()
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
