"""Commands that begin as forks of a process that has imported Scrapy: importing it takes longer than most crawls.

What is imported before is other people's code, and ours that reads nothing of its surroundings; settings, commands and
the reactor are imported by the command itself.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

IMPORTED = (
    *("scrapy.cmdline", "scrapy.crawler", "scrapy.core.engine", "scrapy.core.scheduler", "scrapy.core.scraper"),
    *("scrapy.core.downloader", "scrapy.http", "scrapy.pqueues", "scrapy.squeues", "scrapy.logformatter"),
    *("lxml.html", "parsel", "dateparser", "sqlite3", "crawler.zone", "crawler.extract.article", "crawler.jsonl"),
)
ROOT = Path(__file__).resolve().parent.parent
PR_SET_CHILD_SUBREAPER = 36
LARGEST = 1 << 20
"""Bytes of a request."""
_turn = threading.Lock()


class Fork(subprocess.Popen[str]):
    """``python -m scrapy …`` as a fork of :func:`serve`, and a child of this process like any other."""

    def _execute_child(self, args: Any, *rest: Any) -> None:
        """Start the program; :class:`subprocess.Popen` does all the rest, with these arguments since Python 3.8."""
        cwd, env, pipes = rest[4], rest[5], rest[9:15]
        given = (pipes[0], pipes[3], pipes[5])
        request = json.dumps({"args": args[3:], "cwd": str(cwd), "env": dict(env)}).encode()
        with _turn:
            to, _ = server()
            socket.send_fds(to, [request], [own if own != -1 else number for number, own in enumerate(given)])
            self.pid = int(to.recv(100))
        self._child_created = True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


@functools.cache
def server() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """A way to the process that forks, which is started when it is first needed and ends with this one."""
    # Whoever's parent dies becomes a child of this process: so does a grandchild of the one that forks.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST)
    with theirs:
        command = [sys.executable, "-m", "tests.forks", str(theirs.fileno())]
        # With pipes its streams are none that one can seek in, as those of a command.
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, pass_fds=[theirs.fileno()])
    return ours, process


def serve(requests: socket.socket) -> list[str]:
    """Fork for each request until there can be no more; back come, in the fork, the arguments it is to run with."""
    for name in IMPORTED:
        importlib.import_module(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    while True:
        message, handles, _, _ = socket.recv_fds(requests, LARGEST, 3)
        if not message:
            os._exit(0)
        out, into = os.pipe()
        between = os.fork()
        if not between:
            pid = os.fork()
            if not pid:
                break
            os.write(into, str(pid).encode())
            os._exit(0)
        os.waitpid(between, 0)  # from now on it is a child of whoever asked
        requests.send(os.read(out, 100))
        os.close(out)
        os.close(into)
        for handle in handles:
            os.close(handle)
    requests.close()
    os.close(out)
    os.close(into)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
        os.close(handle)
    request = json.loads(message)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    return list(request["args"])


if __name__ == "__main__":
    sys.argv = ["scrapy", *serve(socket.socket(fileno=int(sys.argv[1])))]
    runpy.run_module("scrapy", run_name="__main__", alter_sys=True)
