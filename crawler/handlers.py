"""The download handler: Scrapy's own, with every request noted before it is sent, and an ear for what hosts say."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest

from crawler.extensions import stop
from crawler.ledger import ArchiveError
from crawler.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.frontier import Frontier

HOLD = 10
"""Seconds up to which a host is waited for within the run; a longer pause ends the run for that host."""
LOOK = 0.1
"""Seconds after which whoever waits looks whether the run was stopped."""
REFUSALS = (429, 503)
"""Statuses that ask for a pause."""


class OffSiteError(IgnoreRequest):
    """A request, most likely by a redirect, to a place that is no edition's."""


class CutOffError(IgnoreRequest):
    """An answer of which only a part came: *response*, if there is anything of it."""

    def __init__(self, message: str, response: Response | None = None) -> None:
        super().__init__(message)
        self.response = response


class UnwellHostError(IgnoreRequest):
    """A request to a host that is left alone for the rest of the run."""


class CappedError(UnwellHostError):
    """A request to a host that was asked for as much as a run may."""


class ForbiddenError(IgnoreRequest):
    """A request that robots.txt forbids."""


class NoBrowserError(UnwellHostError):
    """A page that needs a browser, and there is none, or it does not start."""


class BrowserError(IgnoreRequest):
    """A browser got no page."""


class Gate:
    """The way to one host: so many requests at a time, and none sooner after the last than it may be.

    Scrapy's slots know neither `Crawl-delay` nor `Retry-After` nor what the last run did, and with no delay they let
    all that is queued through at once.
    """

    def __init__(self, concurrency: int, last: float) -> None:
        self.slots = asyncio.Semaphore(concurrency)
        self._last = last
        """When the last request was sent, by :func:`time.monotonic`."""
        self._held_until = last
        self._turn = asyncio.Lock()

    async def wait(self, gap: float, *, unless: Callable[[], bool]) -> None:
        """Wait for the turn of the next request: *gap* seconds after the last, or never if *unless* says so."""
        async with self._turn:
            while not unless() and (seconds := max(self._last + gap, self._held_until) - time.monotonic()) > 0:
                await asyncio.sleep(min(seconds, LOOK))
            self.sent()

    def sent(self) -> None:
        """A request is sent now: the distance to the next counts from here."""
        self._last = time.monotonic()

    def hold(self, seconds: float) -> None:
        """Let nothing through for so many seconds."""
        self._held_until = max(self._held_until, time.monotonic() + seconds)


class NotedDownloadHandler(HTTP11DownloadHandler):
    """Sends each request through the gate of its host, notes it, and hears what the host says of itself.

    Each is sent once: what Twisted would repeat by itself would escape gates and notes.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False
        self._frontier: Frontier | None = getattr(crawler, "frontier", None)
        """None in `scrapy shell` and `scrapy fetch`, which write nothing: there this is Scrapy's own handler."""
        self.concurrency = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        jitter = min(1.0, crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER"))
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY") * (1 - jitter)
        self._gates: dict[str, Gate] = {}
        self._refusing: set[str] = set()

    @property
    def frontier(self) -> Frontier:
        """The frontier of the run."""
        assert self._frontier is not None
        return self._frontier

    async def download_request(self, request: Request) -> Response:
        """Send *request* when it is its turn.

        :raises UnwellHostError: if the host is to be left alone by then.
        """
        if self._frontier is None:
            return await super().download_request(request)
        if request.meta.get("playwright"):
            from crawler.rendering import rendering_of  # here, for it needs what is said above

            return await rendering_of(self._crawler).open(request)
        run, origin = self.frontier.run, origin_of(request.url) or ""
        gate = self._gate(origin)
        async with gate.slots:
            gap = max(self.delay, self.frontier.crawl_delays.get(origin, 0.0))
            await gate.wait(gap, unless=lambda: run.signal is not None)
            if run.signal is not None:
                raise UnwellHostError("the run was stopped")
            if origin in run.unwell:
                raise UnwellHostError(run.unwell[origin])
            parts = urlsplit(request.url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            try:
                number = run.hosts.sending(origin, path, now=time.time())
            except ArchiveError as error:
                stop(self._crawler, error)
                raise
            gate.sent()
            try:
                response = await super().download_request(request)
            except Exception as error:
                reason = reason_of(error)
                if reason in SILENCE and not request.meta.get("foreign"):
                    self.frontier.silent(origin, reason)
                raise
            run.hosts.answered(number, response.status, len(response.body))
            if not request.meta.get("foreign"):
                self._hear(origin, gate, response)
            return response

    def _gate(self, origin: str) -> Gate:
        """The gate of *origin*; at first it keeps the distance to what the last run sent."""
        if origin not in self._gates:
            last = self.frontier.run.hosts.last_sent(origin)
            ago = max(0.0, time.time() - last) if last is not None else float("inf")
            self._gates[origin] = Gate(max(1, self.concurrency), time.monotonic() - ago)
        return self._gates[origin]

    def _hear(self, origin: str, gate: Gate, response: Response) -> None:
        """429 and 503 ask for a pause; anything else ends the count of them."""
        self.frontier.answered(origin)
        hosts, now = self.frontier.run.hosts, self.frontier.run.now()
        if response.status in REFUSALS:
            self._refusing.add(origin)
            pause = hosts.refused(origin, retry_after(response, now), now=now)
            if pause <= HOLD:
                gate.hold(pause)
            else:
                self.frontier.leave(origin, f"status {response.status}: to be left alone for {pause} s")
        elif origin in self._refusing:
            self._refusing.discard(origin)
            hosts.welcomed(origin)


def retry_after(response: Response, now: int) -> float | None:
    """Seconds that *response* asks to wait, by `Retry-After` in seconds or as a date; None if it does not say."""
    header = response.headers.get(b"Retry-After")
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, when.replace(tzinfo=when.tzinfo or timezone.utc).timestamp() - now)


def reason_of(error: BaseException | None) -> str:
    """What went wrong with a download, in a word or two that repeat."""
    words = {
        "CannotResolveHostError": "host not found",
        "DownloadConnectionRefusedError": "connection refused",
        "DownloadTimeoutError": "timeout",
        "ResponseDataLossError": "cut off",
        "DownloadCancelledError": "too large",
        "DownloadFailedError": "connection failed",
    }
    if isinstance(error, (OffSiteError, CutOffError, UnwellHostError, ForbiddenError)):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return "redirected too often" if "redirection" in str(error) else str(error) or "ignored"
    return words.get(type(error).__name__, type(error).__name__)


SILENCE = frozenset({"host not found", "connection refused", "timeout", "connection failed"})
"""Reasons that speak of the host and not of the page."""
