"""The download handler: Scrapy's own, with every request noted in the ledger before it is sent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.extensions import frontier_of
from crawler.urls import origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class NotedDownloadHandler(HTTP11DownloadHandler):
    """Notes requests. Sends each once: what Twisted would repeat by itself would escape pauses and notes."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False
        self.frontier = frontier_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """Send *request*."""
        hosts, parts = self.frontier.run.hosts, urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        number = hosts.sending(origin_of(request.url) or "", path, now=time.time())
        response = await super().download_request(request)
        hosts.answered(number, response.status, len(response.body))
        return response
