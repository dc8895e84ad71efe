"""Pings to a dead man's switch: ``<url>/start`` at the start, ``<url>`` when all went well, ``<url>/fail`` when not.

They go by threads of their own and never make a run fail. The last one is sent when the archive is given back, and is
waited for some seconds at most.
"""

from __future__ import annotations

import base64
import http.client
import logging
import threading
from urllib.parse import unquote, urlsplit

TIMEOUT = 4.0
"""Seconds for one ping, and those that the end of a run may take longer for it."""
LARGEST = 10_000
"""Bytes of a body at most."""

log = logging.getLogger("orda")


class Heartbeat:
    """The switch at *url*; none if that is empty."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """A run begins."""
        self._ping("/start", "")

    def end(self, code: int, message: str) -> None:
        """A run is over, with exit code *code*: say so, and wait a little until that is sent."""
        self._ping("" if code == 0 else "/fail", message)
        for thread in self._threads:
            thread.join(TIMEOUT)

    def _ping(self, path: str, body: str) -> None:
        if self.url:
            thread = threading.Thread(target=ping, args=(self.url + path, body), name="heartbeat", daemon=True)
            self._threads.append(thread)
            thread.start()


def check(url: str) -> None:
    """Refuse an address that cannot be pinged.

    :raises ValueError: that says why, without the address: it is a secret.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii() or not url.isprintable():
        raise ValueError("give an address that begins with https:// or http://")
    if parts.query or parts.fragment:
        raise ValueError("give it without a query, for /start and /fail are put after it")
    _ = parts.port  # raises where it is none


def ping(url: str, body: str) -> bool:
    """Send *body* to *url*; whether that was taken. Nothing is raised."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    headers = dict[str, str]()
    if parts.username is not None:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
    try:
        connection.request("POST", parts.path or "/", body.encode("utf-8", "replace")[:LARGEST], headers)
        status = connection.getresponse().status
    except Exception as error:  # whatever it is, the run is none of its business
        log.info("the heartbeat was not heard: %s", type(error).__name__)
        return False
    finally:
        connection.close()
    if status >= 300:
        log.info("the heartbeat was answered with status %d", status)
    return status < 300
