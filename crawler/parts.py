"""What a page in the browser asks for: its document, scripts and data, each fetched by the crawler itself.

So all of it keeps the crawler's manners (robots.txt, pauses, limits, the note of every request) and its bounds
(certificates, sizes, times). Nothing else is loaded: no pictures, styles, fonts, media or frames, nothing from
advertisers, nothing by another scheme, and nothing from addresses that are not public, but for the site's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Asked
from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from w3lib.encoding import http_content_type_encoding

from crawler.extract.page import parse
from crawler.extract.verdict import judge
from crawler.handlers import BrowserError, OffSiteError, reason_of
from crawler.public import is_public
from crawler.site import AD_HOSTS, TRACKER_HOSTS
from crawler.watching import WATCH

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.browser import Browser

MOST_DOCUMENTS = 5
"""Documents one after the other that scripts may lead to."""
MOST_HOPS = 5
MOST_KEPT = 8 * 1024 * 1024
"""Bytes of scripts kept for the pages that follow."""
PARTS_FIRST = 200
"""Priority over pages that are not open yet."""
_OURS = frozenset("accept-encoding connection content-length cookie host keep-alive upgrade-insecure-requests".split())
"""Headers that are for the crawler to send, beside the user agent and those about caches and the fetch itself."""
_PASSED = ("Content-Type", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Content-Disposition")
log = logging.getLogger(__name__)
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""


class Kept:
    """Scripts by address, the least recently used going first when there are too many bytes."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    def get(self, url: str) -> Answer | None:
        """The answer to *url*, if it is kept."""
        if url in self._answers:
            self._answers.move_to_end(url)
        return self._answers.get(url)

    def keep(self, url: str, answer: Answer) -> None:
        """Keep the *answer* to *url*."""
        self._size += len(answer[2]) - len(self._answers.pop(url, (0, {}, b""))[2])
        self._answers[url] = answer
        while self._size > MOST_KEPT:
            self._size -= len(self._answers.popitem(last=False)[1][2])


class Parts:
    """What the page of *request* asks *browser* for."""

    def __init__(self, browser: Browser, request: Request) -> None:
        self.browser = browser
        self.request = request
        self.origins = browser.frontier.run.origins
        answer: Response = request.meta["answer"]
        self._documents = {answer.url.partition("#")[0]: _answer(answer)}
        self._led = 0
        self.url = answer.url.partition("#")[0]
        """Address of the document that is there now: what was fetched, whatever a script puts in the address bar."""
        self.status = 200
        """Status of the document that is there now."""
        self.refused: Exception | None = None
        """Why a document was not had that a script leads to."""
        self._tasks: set[asyncio.Task[object]] = set()
        """Requests that are not answered yet."""
        self._answered_at = 0.0

    async def serve(self, page: Page, request: Request) -> None:
        """Answer what *page* asks for from now on, and close what it opens beside itself."""
        self.page = page
        await page.unroute("**")  # scrapy-playwright's own would let it out
        await page.add_init_script(WATCH)
        await page.context.route("**/*", self._route)
        page.context.on("page", lambda other: asyncio.ensure_future(_closed(other)))

    @property
    def under_way(self) -> bool:
        """Whether anything is asked for that is not answered yet."""
        return bool(self._tasks)

    @property
    def quiet(self) -> float:
        """Seconds since the last request was answered; 0 while one is under way."""
        return 0.0 if self._tasks else asyncio.get_running_loop().time() - self._answered_at

    def close(self) -> None:
        """Answer nothing any more: the page is closed."""
        for task in self._tasks:
            task.cancel()

    async def _route(self, route: Route) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            answer = await self._answer(route.request)
            if answer is None:
                self.browser.stats.inc_value(f"browser/refused/{route.request.resource_type}")
                await route.abort("blockedbyclient")
            else:
                status, headers, body = answer
                await route.fulfill(status=status, headers=headers, body=body)
        except PlaywrightError:  # the page is closed; Playwright would wait for ever for this to be answered
            raise asyncio.CancelledError from None
        finally:
            self._tasks.discard(task)
            self._answered_at = asyncio.get_running_loop().time()

    async def _answer(self, asked: Asked) -> Answer | None:
        """What *asked* is answered; None: it is refused."""
        kind, url = asked.resource_type, asked.url.partition("#")[0]
        if kind not in self.browser.loads or asked.method not in ("GET", "HEAD", "POST") or is_advertising(url):
            return None
        document = asked.is_navigation_request()
        if document:
            return await self._document(asked, url)
        kept = self.browser.kept.get(url) if kind == "script" else None
        if kept is not None:
            return kept
        try:
            response = await self.fetch(asked, url)
            if (why := unfit(response)) is not None:
                raise BrowserError(why)
        except Exception as error:
            log.info("%s, for %s: %s", url, self.request.url, reason_of(error))
            return None
        if kind == "script" and response.status == 200:
            self.browser.kept.keep(url, _answer(response))
        return _answer(response)

    async def _document(self, asked: Asked, url: str) -> Answer | None:
        """A document: that of the page itself, or one that a script leads to. Frames and windows get none."""
        if asked.frame.page != self.page or asked.frame.parent_frame is not None:
            return None
        if url in self._documents:
            self.url = url
            return self._documents.pop(url)
        self._led += 1
        if self.request.meta["expects"] == "list":
            return 204, {}, b""  # it stays where it is
        try:
            if self._led > MOST_DOCUMENTS:
                raise BrowserError("the page goes on to others without end")
            response = await self.fetch(asked, url)
            if not (response.headers.get(b"Content-Type") or b"text/html").lower().startswith(b"text/html"):
                raise BrowserError("a download in place of a page")
        except Exception as error:
            self.refused = error
            return None
        if response.url != url:  # the browser is to know where it is
            self._documents[response.url] = _answer(response)
            script = f"<script>location.replace({json.dumps(response.url)})</script>".encode()
            return 200, {"Content-Type": "text/html"}, script
        self.url, self.status = url, response.status
        return _answer(response)

    async def fetch(self, asked: Asked, url: str) -> Response:
        """The answer to *asked* at *url*, after redirects.

        :raises OffSiteError: if it leads to where nothing may be asked; whatever the download raises.
        """
        headers = {
            name: value
            for name, value in asked.headers.items()
            if name not in _OURS and not name.startswith((":", "sec-", "if-", "user-agent"))
        }
        for _ in range(MOST_HOPS):
            meta: dict[str, Any] = {"download_timeout": self.browser.seconds, "dont_retry": True}
            if self.origins.localise(url) is None:
                if asked.is_navigation_request() or not await is_public(url):
                    raise OffSiteError(f"leads off the site, to {url}")
                meta |= {"foreign": True, "dont_redirect": True, "dont_obey_robotstxt": True}
            body = (asked.post_data_buffer or b"") if asked.method == "POST" else b""
            request = Request(
                url,
                method=asked.method,
                headers=headers,
                body=body,
                meta=meta,
                callback=NO_CALLBACK,
                priority=PARTS_FIRST,
            )
            response: Response = await self.browser._crawler.engine.download_async(request)
            target = response.headers.get(b"Location")
            if "foreign" not in meta or not 300 <= response.status < 400 or target is None:
                return response
            url = urljoin(url, target.decode("latin-1"))
        raise BrowserError("redirected too often")


def _answer(response: Response) -> Answer:
    """*response* as the browser is to have it."""
    headers = {name: value.decode("latin-1") for name in _PASSED if (value := response.headers.get(name))}
    return response.status, headers, response.body


def unfit(response: Response) -> str | None:
    """Why *response* is not for a script: it would put an error, or a wall, in the place of a text. None if it is."""
    if response.status >= 400:
        return f"status {response.status}"
    content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    if "html" not in content_type.lower():
        return None
    page = parse(response.body, http_content_type_encoding(content_type))
    verdict = judge(response.status, content_type, page)
    return verdict.reason if verdict.kind in ("blocked", "soft_404") else None


async def _closed(other: Page) -> None:
    with contextlib.suppress(PlaywrightError):
        await other.close()


def is_advertising(url: str) -> bool:
    """Whether *url* is that of advertising, of a counter or of push messages."""
    parts = urlsplit(url)
    place = f".{parts.hostname or ''}{parts.path}"
    return any(f".{host}" in place for host in (*AD_HOSTS, *TRACKER_HOSTS))
