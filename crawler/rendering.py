"""Which pages are opened in a browser, and the way there. Nothing of Playwright is imported before one has to be.

Every page is fetched once, by the crawler itself, with its manners. One that a script fills is then opened in Chromium,
which gets that answer, and all else that the page asks for, from the crawler: it has no network of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from scrapy import signals
from scrapy.exceptions import CloseSpider

from crawler import chromium
from crawler.extensions import frontier_of
from crawler.handlers import NoBrowserError
from crawler.hosts import Need
from crawler.urls import origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.browser import Browser
    from crawler.extract.verdict import Verdict

Kind = Literal["article", "list"]
Enough = Callable[[bytes, str], bool]
"""Whether a list, as a page (UTF-8) with its address, goes back far enough."""
RENDERED, FILLED = "playwright", "filled"
"""Flags of an answer that comes from a browser, and of one in which the text or list turned up."""
MISSING = f"is missing, and pages need one: {chromium.INSTALL}"
IN_A_ROW = 3
"""Pages of a kind in a row that need a browser, from which on it is believed that all of that host do."""
OPEN_FIRST = 50
"""Priority of a page that waits for the browser over one that is not fetched yet."""


class Rendering:
    """The pages of a run that a browser is needed for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = frontier_of(crawler)
        self.mode: str = crawler.settings["RENDER"]
        self.again_after = int(crawler.settings.getfloat("ORDA_BROWSER_AGAIN_HOURS") * 3600)
        self.missing: str | None = None
        """What is wrong with the browser, once one was needed; then none is."""
        self._browser: Browser | None = None
        self._said = False

    # -- what needs one

    def wants(self, response: Response, verdict: Verdict, kind: Kind) -> bool:
        """Whether the page in *response* has to be opened in a browser. What its host needs is remembered."""
        if RENDERED in response.flags or self.mode == "never":
            return False
        needed = verdict.kind == "needs_browser"
        if needed or verdict.kind == "ok":
            self._remember(origin_of(response.url) or "", kind, needed)
        return needed or (self.mode == "always" and verdict.kind == "ok")

    @cached_property
    def _needs(self) -> dict[tuple[str, str], Need]:
        return self.frontier.run.hosts.needs()

    def _remember(self, origin: str, kind: str, needed: bool) -> None:
        """Take note of whether the last page of this *kind* of *origin* needed a browser."""
        run, before = self.frontier.run, self._needs.pop((origin, kind), None)
        if needed:
            need = self._needs[origin, kind] = Need(run.now(), 1 + (before.pages if before else 0))
            run.hosts.need(origin, kind, need)
        elif before is not None:
            run.hosts.need_no_more(origin, kind)

    def in_vain(self, url: str, kind: str) -> bool:
        """Whether there is no use in asking for *url*: pages of its *kind* need a browser, and there is none.

        Now and then one is asked for all the same, for they may need none by now.
        """
        origin = origin_of(url) or ""
        need = self._needs.get((origin, kind))
        if need is None or need.pages < IN_A_ROW or self.mode == "never":
            return False
        if self.missing is None and self.executable:
            return False
        if not 0 <= self.frontier.run.now() - need.at < self.again_after:
            self._remember(origin, kind, needed=True)  # one is enough
            return False
        self._say(self.missing or MISSING)
        return True

    # -- the way there

    def again(self, response: Response, kind: Kind, enough: Enough | None = None) -> Request:
        """The request that opens the page in *response* in a browser.

        :param enough: if it is a list, how long to let it grow; None: not at all.
        """
        request = response.request
        assert request is not None
        meta = {
            "playwright": True,
            "answer": response,
            "expects": kind,
            "enough": enough,
            "autothrottle_dont_adjust_delay": True,
        }
        return request.replace(meta=meta, priority=request.priority + OPEN_FIRST)

    async def open(self, request: Request) -> Response:
        """The page of *request*, made by :meth:`again`, as a browser has it.

        :raises NoBrowserError: if there is none; :raises BrowserError: if it got no page.
        """
        if self.missing is None and not self.executable:
            self.missing = MISSING
        if self.missing is None:
            if self._browser is None:
                from crawler.browser import Browser

                self._browser = Browser(self.crawler, self.executable or "")
                self.crawler.signals.connect(self.close, signal=signals.spider_closed)
            try:
                return await self._browser.download_request(request)
            except NoBrowserError as error:
                self.missing = str(error)
        self._say(self.missing)
        raise NoBrowserError(self.missing)

    @cached_property
    def executable(self) -> str | None:
        """The browser; None if there is none."""
        return chromium.find(self.crawler.settings["PLAYWRIGHT_CHROMIUM"])

    async def close(self) -> None:
        """Close the browser."""
        if self._browser is not None:
            await self._browser.close()

    def _say(self, why: str) -> None:
        """Take note that a page needs a browser and stays pending, and that the crawl is not finished therefore."""
        if not self._said:
            self._said = True
            self.crawler.signals.connect(self._unfinished, signal=signals.spider_idle)
        self.frontier.count(f"orda/browser/{why}")

    def _unfinished(self) -> None:
        raise CloseSpider("no browser")


def rendering_of(crawler: Crawler) -> Rendering:
    """The rendering of *crawler*; it has one."""
    rendering = getattr(crawler, "rendering", None)
    if rendering is None:
        rendering = crawler.rendering = Rendering(crawler)  # type: ignore[attr-defined]
    assert isinstance(rendering, Rendering)
    return rendering
