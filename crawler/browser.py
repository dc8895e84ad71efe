"""Pages in Chromium, by scrapy-playwright. Imported only when a page needs it.

The browser has no network of its own: see :mod:`crawler.parts`. Each page has a context of its own, which is closed
with all that the page opened; after some pages, or when anything hangs, the browser and its driver are ended and
started afresh.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import os
from collections.abc import Coroutine
from itertools import count
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler import chromium
from crawler.extensions import frontier_of
from crawler.filling import content, grow, is_moving, is_there, see_that_it_stayed, settle
from crawler.handlers import BrowserError, NoBrowserError, UnwellHostError
from crawler.parts import Kept, Parts
from crawler.rendering import FILLED, RENDERED
from crawler.urls import origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ARGUMENTS = (
    # No way to any network, also for what no route sees: redirects, sockets, what the browser itself would look up
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://0.0.0.0:1",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",  # megabytes: a page that wants more is ended, and nothing else
    "--disable-gpu",
)
CONTEXT = {"accept_downloads": False, "service_workers": "block", "bypass_csp": True}
STARTING, CLOSING, GRACE = 30.0, 5.0, 5.0
"""Seconds for a browser to start, for a page to close, and on top of what a page has, to be taken as it is then."""
AT_A_TIME = 2
"""Pages open at a time. Scrapy's own slots let more through when they come together."""
TRIES = 2
"""How often it is tried to start it: the first time it may have been ended by somebody."""
GAPS = 8
"""So many pauses between two requests to the host are added to the time that a page has."""
ENDED = "the browser ended"
LOOK = 0.1
"""Seconds after which it is looked whether the run was stopped."""

log = logging.getLogger(__name__)


class EndedError(BrowserError):
    """The browser is no more."""


class Browser(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc] # it has no types
    """The browser of a run, the program *executable*; started with the first page."""

    def __init__(self, crawler: Crawler, executable: str) -> None:
        logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)  # what goes wrong is the page's outcome
        super().__init__(crawler)
        self.frontier = frontier_of(crawler)
        settings = crawler.settings
        self.config.target_closed_max_retries = 0
        self.config.navigation_timeout_ms = 0.0  # the page as a whole has a deadline
        self.config.launch_options = {"executable_path": executable, "args": list(ARGUMENTS)}
        self.user_agent: str = settings["USER_AGENT"]
        self.seconds = settings.getfloat("ORDA_BROWSER_SECONDS")
        self.delay = settings.getfloat("DOWNLOAD_DELAY")
        self.pages = settings.getint("ORDA_BROWSER_PAGES")
        self.largest = settings.getint("DOWNLOAD_MAXSIZE")
        self.loads = frozenset(settings.getlist("ORDA_BROWSER_LOADS"))
        self.kept = Kept()
        self._numbers = count(1)
        self._turn = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_A_TIME)
        self._alone = asyncio.Event()
        self._alone.set()
        self._open_now = self._opened = 0
        self._running = self._broken = False

    async def download_request(self, request: Request) -> Response:
        """The page of *request* as it is when it is filled; once more, if the browser ended over it or another page.

        :raises NoBrowserError: if the browser does not start; :raises BrowserError: if it gets no page in time.
        """
        async with self._places:
            try:
                return await self._open(request)
            except EndedError:
                return await self._open(request)

    async def _open(self, request: Request) -> Response:
        async with self._turn:
            await self._be_ready()
            self._opened += 1
            self._open_now += 1
            self._alone.clear()
        name = f"page {next(self._numbers)}"
        parts = Parts(self, request)
        gap = max(self.delay, self.frontier.crawl_delays.get(origin_of(request.url) or "", 0.0))
        seconds = self.seconds + GAPS * gap
        try:
            return await self._within(self._page(request, name, parts, seconds), seconds + GRACE)
        except IgnoreRequest:
            raise
        except Exception as error:  # what Playwright raises when its driver is gone has no type of its own
            why = _told(error)
            log.info("%s in the browser: %s: %s", request.url, type(error).__name__, error)
            if why == ENDED or not isinstance(error, PlaywrightError):
                self._broken = True
                raise EndedError(ENDED) from error
            raise BrowserError(why) from error
        finally:
            parts.close()
            await self._close_context(name)
            self._open_now -= 1
            if not self._open_now:
                self._alone.set()

    # -- a page

    async def _within(self, work: Coroutine[Any, Any, Response], seconds: float) -> Response:
        """What *work* gives, in so many seconds, and only as long as the run is not stopped."""
        task = asyncio.ensure_future(work)
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            while not task.done():
                if self.frontier.run.signal is not None:
                    raise UnwellHostError("the run was stopped")
                if asyncio.get_running_loop().time() > deadline:
                    raise BrowserError(f"the browser got no page within {self.seconds:g} s")
                await asyncio.wait((task,), timeout=LOOK)
            return task.result()
        except Exception as error:
            if self.frontier.run.signal is not None:  # the signal went to the browser too
                raise UnwellHostError("the run was stopped") from error
            raise
        finally:
            task.cancel()

    async def _page(self, request: Request, name: str, parts: Parts, seconds: float) -> Response:
        """Open the page, let it fill itself for so many *seconds* at most, and take it as it is then."""
        meta = request.meta | {
            "playwright_include_page": True,
            "playwright_context": name,
            "playwright_context_kwargs": CONTEXT | {"user_agent": self.user_agent},
            "playwright_page_init_callback": parts.serve,
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
        }
        inner = request.replace(url=request.meta["answer"].url, meta=meta)
        try:
            await self._download_request_with_retry(inner, self._crawler.spider)
        except PlaywrightError as error:
            if not is_moving(error):  # then it is there, and has gone on already
                raise
        page: Page = inner.meta["playwright_page"]
        kind = request.meta["expects"]
        filled = await settle(page, parts, lambda: is_there(page, parts, kind), seconds)
        if filled and kind == "list" and request.meta["enough"] is not None:
            await grow(page, parts, request.meta["enough"], self.seconds)
        body = (await content(page)).encode("utf-8", "replace")
        if parts.refused is not None:
            raise parts.refused
        if kind == "article":
            await see_that_it_stayed(page, parts)
        if len(body) > self.largest:
            raise BrowserError("too large")
        return HtmlResponse(
            parts.url,
            status=parts.status,
            headers={"Content-Type": "text/html; charset=utf-8"},
            body=body,
            request=request,
            flags=[RENDERED] + [FILLED] * filled,
        )

    async def _close_context(self, name: str) -> None:
        """Close a page with all that it opened; if that does not work, the browser is no good any more."""
        wrapper = self.context_wrappers.get(name)
        if wrapper is not None:
            try:
                await asyncio.wait_for(wrapper.context.close(), CLOSING)
            except asyncio.TimeoutError:
                self._broken = True
            except Exception as error:  # its end, or the browser's, has closed it
                log.debug("%s: %s", name, error)
            self.context_wrappers.pop(name, None)

    # -- the browser

    async def _be_ready(self) -> None:
        """See to it that a browser runs, and not for too many pages.

        :raises NoBrowserError: if it does not start.
        """
        if self._running and (self._broken or self._opened >= self.pages):
            await self._alone.wait()
            await self._end()
        for tries in range(TRIES):
            if self._running:
                return
            try:
                await self._begin()
            except Exception as error:  # whatever the driver, the browser or the file system has to say
                await self._end()
                if tries == TRIES - 1:
                    raise NoBrowserError(f"{self.config.launch_options['executable_path']}: {_told(error)}") from error

    async def _begin(self) -> None:
        data_dir = self.frontier.run.config.data_dir
        workspace = chromium.workspace(data_dir)
        atexit.register(chromium.clear, data_dir)
        with _environment(TMPDIR=str(workspace)):
            await asyncio.wait_for(self._start(), STARTING)
        self._running, self._broken, self._opened = True, False, 0

    async def _start(self) -> None:
        await self._launch()
        sandboxed = os.geteuid() != 0  # Chromium has none for root
        try:
            self.config.launch_options["chromium_sandbox"] = sandboxed
            await self._maybe_launch_browser()
        except PlaywrightError:
            if not sandboxed:
                raise
            self.config.launch_options["chromium_sandbox"] = False  # as in most containers
            await self._maybe_launch_browser()

    async def _end(self) -> None:
        """End the browser and its driver, whatever state they are in, and leave nothing of them."""
        self._running = False
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._close(), CLOSING)
        self.context_wrappers.clear()
        if hasattr(self, "browser"):
            del self.browser
        data_dir = self.frontier.run.config.data_dir
        chromium.clear(data_dir)
        atexit.unregister(chromium.clear)

    async def close(self) -> None:
        """End the browser for good."""
        await self._end()


@contextlib.contextmanager
def _environment(**values: str) -> Any:
    """For as long as it lasts, have *values* in the environment, which is what is handed to other programs."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _told(error: BaseException) -> str:
    """What went wrong in the browser, in a few words that repeat."""
    text = str(error).strip().partition("\n")[0]
    if isinstance(error, asyncio.TimeoutError):
        return f"it does not start within {STARTING:.0f} s"
    for sign, words in (
        ("crashed", "the page crashed in the browser"),
        ("has been closed", ENDED),
        ("Connection closed", ENDED),
        ("ERR_ABORTED", "a download in place of a page"),
    ):
        if sign in text:
            return words
    return text[:200] or type(error).__name__
