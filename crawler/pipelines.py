"""Item pipelines: validate, dedupe, write; in that order, for every run.

An article is known only after its line is durable: until then its link stays pending, so whatever raises on the way
makes exactly that article come again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import DropItem

from crawler.belief import carried
from crawler.content_hash import content, same
from crawler.extensions import frontier_of, stop
from crawler.frontier import Frontier
from crawler.items import Article, KnownArticle
from crawler.jsonl import Draft, serialise
from crawler.looks import Validators
from crawler.revisits import estranged
from crawler.run import Problem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from typing_extensions import Self

log = logging.getLogger(__name__)


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
        from crawler.validate import problem

        if isinstance(item, KnownArticle):
            return item
        reason = problem(item, self.frontier.run.clock())
        if reason is not None:
            self.frontier.misread(item.id, reason, extractor=item.extractor)
            raise RejectedError(reason, log_level="DEBUG")
        return item


class DedupePipeline:
    """Decides what an article is to the archive: new, changed, there again, or known.

    A known one is replaced by its stored record, marked so that it is not written again.
    """

    def __init__(self, frontier: Frontier) -> None:
        self.frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(frontier_of(crawler))

    def process_item(self, item: Article) -> Article:
        """*item*, as the revision that it is, or the record that the archive has of it."""
        from crawler.reread import with_steady_date

        run = self.frontier.run
        if item.id in run.batch:  # two addresses of one article in one batch
            self.frontier.flush()
        if item.event != "new" and not isinstance(item, KnownArticle):  # that was decided
            return item
        known: Article | None = item if isinstance(item, KnownArticle) else run.files.read(item.id)
        if known is None:
            return item
        if known is not item:
            item = with_steady_date(known, item)
            if item.translations != known.translations and run.files.stories is not None:
                run.files.stories.name(run.ledger, item)
            if item.extractor != known.extractor and not same(known, item):
                known = self.reread(known)
        if same(known, item) and (known is item or known.event != "removed"):
            if known is not item and self.frontier.looks_at(item.id):
                self.frontier.readings.same(known, item)
            self.frontier.known(item.id)
            return known
        if estranged(known.headline, known.text, item.headline, item.text) and not self.is_believed(known, item):
            self.frontier.failed(item.id, "nothing in common with its record")
            raise RejectedError("nothing in common with its record", log_level="DEBUG")
        return self.decide(known, item)

    def decide(self, known: Article, item: Article) -> Article:
        """*item*, which says something else than *known*, or is there again: if it can be told now what that means.

        Whether the article was edited, or the template, is known when others were read. What came by another way than
        a look is looked at first.
        """
        from crawler.reread import revised

        if same(known, item):
            return revised(known, item)
        if self.frontier.looks_at(item.id):
            self.frontier.hold(known, item)
            raise RejectedError("changed, and not judged yet", log_level="DEBUG")
        if known.event == "removed":
            return revised(known, carried(known, item, content(item)))
        self.frontier.known(item.id)
        self.frontier.run.looks.at_once(item.id, now=self.frontier.run.now())
        return known

    def is_believed(self, known: Article, item: Article) -> bool:
        """Whether *item*, which has nothing in common with *known*, is what became of it: only if it is an article
        beyond doubt. A record without a date is not defended: little proved it."""
        if item.id not in self.frontier.sure:
            return False
        run = self.frontier.run
        return known.date_published is None or run.looks.odd(item.id, item.content_hash, now=run.now())

    def reread(self, known: Article) -> Article:
        """*known* by the rules of today, which are not those that it was read by: they must not look like an edit.

        Where they read the old bytes otherwise, a record that says so is written first. Without those bytes nothing
        tells one from the other.
        """
        from crawler.reextract import NotKeptError, Reader, revision
        from crawler.reread import NoArticleError

        run = self.frontier.run
        if known.event == "removed":
            return known
        try:
            again = Reader(run.config.data_dir, run.origins, run.ledger).again(known)
        except (NotKeptError, NoArticleError) as error:
            log.warning("%s: what its record was made of cannot be read again: %s", known.id, error)
            return known
        if same(known, again):
            return known
        self.frontier.flush()
        article = revision(known, again, run.run_id)
        run.batch[known.id] = Draft(article, serialise(article))
        run.flush()
        self.frontier.count("orda/reextracted/other rules")
        return run.files.read(known.id) or known


class WritePipeline:
    """Writes articles in batches: when one is full, a second after its first article, and at the end.

    An article is taken when it came through all pipelines, those after this one too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier = frontier_of(crawler)
        self.size = crawler.settings.getint("ORDA_BATCH_SIZE")
        self.seconds = crawler.settings.getfloat("ORDA_BATCH_SECONDS")
        self._lines: dict[str, bytes] = {}
        """Id to line, of articles that other pipelines may still object to."""
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.take, signal=signals.item_scraped)
        for signal in (signals.item_dropped, signals.item_error):
            crawler.signals.connect(pipeline.leave, signal=signal)
        return pipeline

    def process_item(self, item: Article) -> Article:
        """Make the line of *item*."""
        if not isinstance(item, KnownArticle):
            self._lines[item.id] = serialise(item)
        return item

    def take(self, item: Article) -> None:
        """Take *item* into the batch."""
        raw, run = self._lines.pop(item.id, None), self.frontier.run
        if raw is None:
            return
        if item.id in run.batch or run.ledger.revision(item.id) >= item.revision:  # came twice at the same time
            self.frontier.known(item.id)
            return
        validators = self.frontier.validators.pop(item.id, Validators())
        run.batch[item.id] = Draft(item, raw, validators.etag, validators.last_modified)
        if len(run.batch) >= self.size:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.seconds, self._flush)

    def leave(self, item: object) -> None:
        """*item* is not to be written."""
        if isinstance(item, Article):
            self._lines.pop(item.id, None)

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
