"""Downloader middlewares: where requests may go, and whether the host allows them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.extensions import frontier_of
from crawler.frontier import Frontier
from crawler.site import ROBOTS_PATH
from crawler.urls import origin_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from typing_extensions import Self

log = logging.getLogger(__name__)


class OffSiteError(IgnoreRequest):
    """A request, most likely by a redirect, to a place that is no edition's."""


class UnwellHostError(IgnoreRequest):
    """A request to a host that is left alone for the rest of the run."""


class ForbiddenError(IgnoreRequest):
    """A request that robots.txt forbids."""


class OriginMiddleware:
    """Keeps every request, redirected ones too, at the editions' origins, and counts pauses and limits by origin.

    Scrapy's own offsite check and download slots go by host name without scheme and port.
    """

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(frontier_of(crawler))

    def process_request(self, request: Request) -> Request | None:
        """Fetch what lies under a public host from the edition's origin; refuse what belongs to no edition."""
        run = self.frontier.run
        local = run.origins.localise(request.url)
        if local is None:
            raise OffSiteError(f"leads off the site, to {request.url}")
        if origin_of(local) != origin_of(request.url):
            return request.replace(url=local)
        origin = origin_of(local)
        assert origin is not None
        if origin in run.unwell:
            raise UnwellHostError(run.unwell[origin])
        request.meta["download_slot"] = origin
        return None


class SilenceMiddleware:
    """Counts connections that came to nothing, nearest to the downloader, so that retries count too."""

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(frontier_of(crawler))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """The connection failed; some in a row, and the host is left alone."""
        reason = reason_of(exception)
        if reason in SILENCE:
            self.frontier.silent(origin_of(request.url) or "", reason)

    def process_response(self, request: Request, response: Response) -> Response:
        """The host answered something."""
        self.frontier.answered(origin_of(request.url) or "")
        return response


class RobotsMiddleware:
    """Obeys robots.txt (RFC 9309), by origin. A 4xx allows all.

    Where it answers 5xx or 429, or not at all, nothing else is asked of that origin in this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.frontier = frontier_of(crawler)
        self.user_agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._parser: type[RobotParser] = load_object(crawler.settings["ROBOTSTXT_PARSER"])
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[RobotParser | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse *request* if the rules of its origin forbid it, or if those cannot be had."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        origin = origin_of(request.url)
        assert origin is not None
        if origin not in self._rules:
            self._rules[origin] = asyncio.get_running_loop().create_future()
            self._rules[origin].set_result(await self._fetch(origin))
        rules = await self._rules[origin]
        if rules is None:
            if origin in self.frontier.run.unwell:
                raise UnwellHostError(self.frontier.run.unwell[origin])
        elif not rules.allowed(request.url, self.user_agent):
            raise ForbiddenError("robots.txt forbids it")

    async def _fetch(self, origin: str) -> RobotParser | None:
        """The rules of *origin*; None if all is allowed, or if nothing is because it is unwell."""
        request = Request(origin + ROBOTS_PATH, callback=NO_CALLBACK, priority=1000, meta={"dont_obey_robotstxt": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            self.frontier.leave(origin, f"robots.txt: {reason_of(error)}")
            return None
        if response.status >= 500 or response.status == 429:
            self.frontier.leave(origin, f"robots.txt: status {response.status}")
            return None
        return build_from_crawler(self._parser, self._crawler, response.body) if response.status < 300 else None


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
    if isinstance(error, (OffSiteError, UnwellHostError, ForbiddenError)):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return "redirected too often" if "redirection" in str(error) else str(error) or "ignored"
    return words.get(type(error).__name__, type(error).__name__)


SILENCE = frozenset({"host not found", "connection refused", "timeout", "connection failed"})
"""Reasons that speak of the host and not of the page."""
