"""Item pipelines: validate, dedupe, write; in that order, for every run.

An article is known only after its line is durable: until then its link stays pending, so whatever raises on the way
makes exactly that article come again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.extensions import frontier_of, stop
from crawler.frontier import Frontier
from crawler.items import Article, KnownArticle
from crawler.run import Problem
from crawler.validate import problem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from typing_extensions import Self


class RejectedError(DropItem):
    """The item was judged and its link settled; nothing is left to do."""


class ValidatePipeline:
    """Rejects what cannot be an article, for a reason that the ledger keeps."""

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(frontier_of(crawler))

    def process_item(self, item: Article) -> Article:
        """Pass *item* on, or drop it as rejected."""
        if isinstance(item, KnownArticle):
            return item
        reason = problem(item, self.frontier.run.clock())
        if reason is not None:
            self.frontier.rejected(item.id, reason, extractor=item.extractor)
            raise RejectedError(reason, log_level="DEBUG")
        return item


class DedupePipeline:
    """Puts the stored record in the place of an article that has one, marked so that it is not written again."""

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(frontier_of(crawler))

    def process_item(self, item: Article) -> Article:
        """*item*, or the record that the archive has of it."""
        run = self.frontier.run
        if item.id in run.batch:  # two addresses of one article in one batch
            self.frontier.flush()
        known = item if isinstance(item, KnownArticle) else run.files.read(item.id)
        if known is None:
            return item
        self.frontier.known(item.id)
        return known


class WritePipeline:
    """Writes articles in batches: when one is full, a second after its first article, and at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = frontier_of(crawler)
        self.size = crawler.settings.getint("ORDA_BATCH_SIZE")
        self.seconds = crawler.settings.getfloat("ORDA_BATCH_SECONDS")
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """Take *item* into the batch."""
        if not isinstance(item, KnownArticle):
            batch = self.frontier.run.batch
            batch[item.id] = item
            if len(batch) >= self.size:
                self._flush()
            elif self._timer is None:
                self._timer = asyncio.get_running_loop().call_later(self.seconds, self._flush)
        return item

    def close_spider(self) -> None:
        """Write what is left."""
        self._flush()

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            self.frontier.flush()
        except Problem as error:
            stop(self.crawler, error)
