"""Downloader middlewares: where requests may go, and whether the host allows them."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections import Counter
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.extensions import frontier_of, stop
from crawler.handlers import (
    CappedError,
    CutOffError,
    ForbiddenError,
    NoBrowserError,
    OffSiteError,
    UnwellHostError,
    reason_of,
)
from crawler.hosts import Robots
from crawler.ledger import ArchiveError
from crawler.rendering import rendering_of
from crawler.site import ROBOTS_PATH
from crawler.urls import origin_of
from crawler.warc import Answer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser
    from typing_extensions import Self

MOST_DELAY = 60
"""Seconds; a `Crawl-delay` of more would keep a run at work for hours, and others out: the host is left alone."""
GZIP = b"\x1f\x8b"
"""How a gzip stream begins."""


class OriginMiddleware:
    """Keeps every request, redirected ones too, at the editions' origins, and counts pauses and limits by origin.

    Scrapy's own offsite check and download slots go by host name without scheme and port.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.frontier = frontier_of(crawler)
        self.limit = crawler.settings.getint("ORDA_REQUESTS_PER_RUN")
        self._crawler = crawler
        self._asked: Counter[str] = Counter()
        self._rendering = rendering_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Fetch what lies under a public host from the edition's origin; refuse what belongs to no edition."""
        run = self.frontier.run
        if request.meta.get("playwright"):  # nothing is sent for it: what its page asks for comes by here
            request.meta["download_slot"] = "browser"
            self._crawler.stats.inc_value("browser/pages")
            return None
        local = run.origins.localise(request.url)
        if local is None and request.meta.get("foreign"):  # part of such a page, and judged by it
            return None
        if local is None:
            raise OffSiteError(f"leads off the site, to {request.url}")
        if origin_of(local) != origin_of(request.url):
            return request.replace(url=local)
        origin = origin_of(local)
        assert origin is not None
        if origin not in self._asked:
            self._first(origin)
        self._asked[origin] += 1
        if self._asked[origin] > self.limit:
            enough = f"{self.limit} requests are enough for one run (ORDA_REQUESTS_PER_RUN)"
            self.frontier.leave(origin, enough, stage="capped")
            raise CappedError(enough)
        if origin in run.unwell:
            raise UnwellHostError(run.unwell[origin])
        if "expects" in request.meta and self._rendering.in_vain(local, request.meta["expects"]):
            raise NoBrowserError("no browser")
        request.meta["download_slot"] = origin
        return None

    def _first(self, origin: str) -> None:
        """Before the first request to *origin* in this run: go on with the pause that the last one was asked for."""
        run = self.frontier.run
        until = run.hosts.closed_until(origin, now=run.now())
        if until is not None:
            self.frontier.leave(
                origin, f"asked to wait until {datetime.fromtimestamp(until, timezone.utc):%H:%M:%S} UTC"
            )


class AnswerMiddleware:
    """Takes note of when an answer came, and keeps what articles and lists answered, as it came.

    ``expects`` in the meta of a request says that it asks for one: `article` or `list`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.frontier = frontier_of(crawler)
        self._crawler = crawler
        if self.frontier.run.raw.keeping.on:
            import warcio.warcwriter  # noqa: F401 - now, and not while requests wait for their turn

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep *response*, which is nothing but the answer to *request* so far."""
        run = self.frontier.run
        at = int(run.clock().timestamp() * 1000)
        request.meta["answered_at"] = at
        edition = run.origins.edition_of(request.url)
        if "expects" not in request.meta or edition is None:
            return response
        link = request.cb_kwargs.get("link")
        answer = Answer(
            edition=edition,
            expects=request.meta["expects"],
            id=link.id if link is not None else None,
            url=response.url,
            at=at,
            method=request.method,
            asked=_headers(request),
            status=response.status,
            headers=_headers(response),
            body=response.body,
            rendered="playwright" in response.flags,
            partial="partial" in response.flags,
        )
        if run.raw.keep(answer):
            try:
                run.raw.flush(now=run.now())
            except ArchiveError as error:
                stop(self._crawler, error)
        return response


def _headers(message: Request | Response) -> tuple[tuple[str, str], ...]:
    pairs = ((name, value) for name, values in message.headers.items() for value in values)
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs)


class CompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's own, with gzip alone, and half of a page is none: Scrapy's passes on what a cut stream gave."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Ask for gzip."""
        request.headers.setdefault("Accept-Encoding", "gzip")

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """*response* unpacked.

        :raises CutOffError: if it is not whole.
        """
        unpacked = super().process_response(request, response)
        if isinstance(unpacked, Response) and not unpacked_whole(response.body, unpacked.body):
            raise CutOffError("cut off", unpacked)
        return unpacked


def unpacked_whole(packed: bytes, body: bytes) -> bool:
    """Whether *body* is all of what *packed* should hold; what is no gzip holds itself."""
    if body is packed or not packed.startswith(GZIP):
        return True
    if packed[-8:] == struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF):  # how a member ends (RFC 1952)
        return True
    while packed.startswith(GZIP):  # several members, or something after the last
        stream = zlib.decompressobj(wbits=31)
        try:
            stream.decompress(packed)
        except zlib.error:
            return False
        if not stream.eof:
            return False
        packed = stream.unused_data
    return True


class RobotsMiddleware:
    """Obeys robots.txt (RFC 9309) and its `Crawl-delay`, by origin. A 4xx allows all. Kept in the ledger for a day.

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
            try:
                self._rules[origin].set_result(await self._read(origin))
            except Exception as error:  # whoever waits for these rules must not wait for ever
                self._rules[origin].set_exception(error)
        rules = await self._rules[origin]
        if origin in self.frontier.run.unwell:
            raise UnwellHostError(self.frontier.run.unwell[origin])
        if rules is not None and not rules.allowed(request.url, self.user_agent):
            raise ForbiddenError("robots.txt forbids it")

    async def _read(self, origin: str) -> RobotParser | None:
        """The rules of *origin*; None if all is allowed, or if nothing is because it is unwell."""
        run = self.frontier.run
        robots = run.hosts.robots(origin, now=run.now())
        rules = self._parsed(robots)
        if robots is None or self._delay(rules) > MOST_DELAY:  # a delay beyond all bounds may be a slip, mended by now
            robots = await self._fetch(origin)
            rules = self._parsed(robots)
        delay = self._delay(rules)
        if delay > MOST_DELAY:
            self.frontier.leave(origin, f"robots.txt asks for {delay:.0f} s between two requests")
        elif delay > 0:
            self.frontier.crawl_delays[origin] = delay
        return rules

    def _parsed(self, robots: Robots | None) -> RobotParser | None:
        if robots is None or robots.status >= 300:
            return None
        return build_from_crawler(self._parser, self._crawler, robots.body)

    def _delay(self, rules: RobotParser | None) -> float:
        """Seconds between two requests that *rules* ask for; 0 where they do not."""
        delay = float(rules.crawl_delay(self.user_agent) or 0) if rules is not None else 0.0
        return delay if delay > 0 else 0.0  # neither negative nor no number

    async def _fetch(self, origin: str) -> Robots | None:
        """The robots.txt of *origin*; None if it cannot be had: then the host is left alone."""
        request = Request(origin + ROBOTS_PATH, callback=NO_CALLBACK, priority=1000, meta={"dont_obey_robotstxt": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except OffSiteError:  # its rules are not to be had, for this once: as with a 4xx, all is allowed
            return Robots(404, b"")
        except Exception as error:
            self.frontier.leave(origin, f"robots.txt: {reason_of(error)}")
            return None
        if response.status >= 500 or response.status == 429:
            self.frontier.leave(origin, f"robots.txt: status {response.status}")
            return None
        robots = Robots(response.status, response.body)
        if 300 <= response.status < 400:  # nobody asked conditionally: as if it were not to be had, for this once
            return robots
        run = self.frontier.run
        run.hosts.keep_robots(origin, robots, now=run.now())
        return robots
