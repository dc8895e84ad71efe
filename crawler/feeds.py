"""Feeds (``-o``, ``-O``, FEEDS): Scrapy's own, but for one thing: a feed that cannot be written is no success.

Scrapy logs an error, leaves the feed out, and exits 0.
"""

from __future__ import annotations

import logging
import sys
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter, FeedSlot
from scrapy.utils.defer import ensure_awaitable
from scrapy.utils.misc import build_from_crawler

from crawler.console import discard
from crawler.extensions import frontier_of
from crawler.items import ListBlock
from crawler.run import CONFIG, USAGE, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import Settings

log = logging.getLogger(__name__)


class Feeds(FeedExporter):
    """Counts feeds that cannot be written, as ``orda/feed/…``; the crawl and the other feeds go on."""

    def item_scraped(self, item: object, spider: Spider) -> None:
        """Write *item* to every feed that can still be written."""
        going_on: list[FeedSlot] = []
        for slot in self.slots:
            self.slots = [slot]
            try:
                super().item_scraped(item, spider)
            except Exception as error:
                self._failed(slot, error)
            else:
                going_on += self.slots
        self.slots = going_on

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        store = slot.storage.store

        async def noted(file: IO[bytes]) -> None:
            try:
                file.flush()  # standard output is not closed, and would be found wanting only after the end
                await ensure_awaitable(store(file))
            except Exception as error:
                self._failed(slot, error)
                raise

        slot.storage.store = noted  # type: ignore[method-assign, assignment]
        try:
            await super()._close_slot(slot, spider)
        except Exception as error:
            self._failed(slot, error)

    def _failed(self, slot: FeedSlot, error: Exception) -> None:
        name = "standard output" if slot.uri == "stdout:" else slot.uri
        if "://" in name:
            name = name.partition("://")[0] + "://" + name.partition("://")[2].rpartition("@")[2]  # without a password
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        log.warning("the feed %s ends here: %s", name, reason)
        frontier_of(self.crawler).count(f"orda/feed/{name} cannot be written: {reason}")
        if slot.uri == "stdout:":
            discard(sys.stdout)


def check_feeds(settings: Settings) -> None:
    """Refuse feeds that Scrapy would leave out.

    :raises Problem: 64, or 78 if FEEDS cannot be read.
    """
    try:
        feeds = settings.getdict("FEEDS")
        if not all(isinstance(options, dict) for options in feeds.values()):
            raise TypeError
    except (ValueError, TypeError) as error:
        raise Problem(CONFIG, "FEEDS: give a JSON object of addresses, each with an object of options") from error
    if not feeds:
        return
    logger, said = logging.getLogger(FeedExporter.__module__), _Said()
    logger.addHandler(said)
    logger.propagate = False
    try:
        _try(FeedExporter(Crawler(Spider, settings)))
    except NotConfigured as error:
        raise Problem(USAGE, f"a feed cannot be used: {said.last}") from error
    except Exception as error:  # whatever a storage says to its address
        raise Problem(USAGE, f"a feed cannot be used: {error or type(error).__name__}") from error
    finally:
        logger.removeHandler(said)
        logger.propagate = True


def _try(exporter: FeedExporter) -> None:
    """Export what a record has to each feed, into nothing: not every format takes it, nor every format all options."""
    for options in exporter.feeds.values():
        given = {"fields_to_export": options["fields"], "encoding": options["encoding"], "indent": options["indent"]}
        kind = exporter.exporters[options["format"]]
        made = build_from_crawler(kind, exporter.crawler, BytesIO(), **given, **options["item_export_kwargs"])
        made.start_exporting()
        try:
            made.export_item({"headline": "Қ", "body": (ListBlock(ordered=False, items=("a", "b")),)})
            made.finish_exporting()
        except (LookupError, TypeError, ValueError) as error:
            raise ValueError(f"no record can be written as {options['format']}: {error}") from error


def feed_files(settings: Settings) -> Iterator[Path]:
    """The files that feeds would be written to."""
    for uri in map(str, settings.getdict("FEEDS")):
        parts = urlsplit(uri)
        if parts.scheme == "file":
            yield Path(unquote(parts.path))
        elif not parts.scheme and uri != "-":
            yield Path(uri)


class _Said(logging.Handler):
    """Keeps the last message: Scrapy logs why it leaves a feed out, and raises nothing that says so."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()
