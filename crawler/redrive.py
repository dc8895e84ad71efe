"""Sends what is in quarantine through today's code again. Nothing is asked of the site.

Not among the spiders that `scrapy crawl` has: `scrapy quarantine --redrive` runs it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from scrapy.http import HtmlResponse, Request

from crawler.extract.article import extract_article
from crawler.items import Article
from crawler.validate import problem
from spiders.base import Arguments, OrdaSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.quarantine import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class RedriveArguments(Arguments):
    """What is sent through."""

    pk: int | None
    """Number of the answer; None: all of them."""


class RedriveSpider(OrdaSpider):
    """Judges answers in quarantine again, and stores the articles among them; the others stay there."""

    name = "redrive"
    job = "article"
    arguments: RedriveArguments

    def __init__(self, crawler: Crawler, arguments: RedriveArguments) -> None:
        super().__init__(crawler, arguments)
        self._driven: dict[str, Case] = {}

    @classmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> RedriveArguments:
        """All that is there: it is run by its command, which says what."""
        return RedriveArguments(title="redrive", pk=None)

    async def requests(self) -> AsyncIterator[Any]:
        """The articles."""
        for case in self.run.quarantine.cases(pk=self.arguments.pk):
            article = self.judged(case)
            if article is None:
                self.frontier.count("orda/quarantined/still")
            elif self.read_since(article.id, case):
                self.run.quarantine.release(case.url)
                self.frontier.count("orda/known/read since")
            else:
                self._driven[article.id] = case
                yield article

    def judged(self, case: Case) -> Article | None:
        """The article in *case*; None if it is none by today's rules either."""
        address = self.run.origins.article(case.url)
        body = self.run.quarantine.body(case)
        if address is None or body is None or case.kind != "article":
            return None
        page, verdict = self.verdict(response_of(case, body), "article")
        if verdict.kind != "ok":
            return None
        article = extract_article(
            page,
            address=address,
            url=self.run.origins.url(address),
            origins=self.run.origins,
            fetched_at=datetime.fromtimestamp(case.fetched_at, timezone.utc),
            run_id=self.run.run_id,
        )
        return article if problem(article, self.run.clock()) is None else None

    def read_since(self, id: str, case: Case) -> bool:
        """Whether the article *id* was read whole after *case* was fetched: then that is what it says."""
        read_at = self.run.looks.read_at(id)
        return read_at is not None and read_at >= case.fetched_at

    def closed(self, reason: str) -> None:
        """What is in the files by now is no longer in quarantine."""
        for id, case in self._driven.items():
            if id not in self.run.batch and self.run.ledger.revision(id):
                self.run.quarantine.release(case.url)


def response_of(case: Case, body: bytes) -> Response:
    """The answer that *case* was, with its *body*."""
    headers = {"Content-Type": case.content_type} if case.content_type else {}
    flags = list(case.flags)
    request = Request(case.url, meta={"answered_at": case.fetched_at * 1000})
    return HtmlResponse(case.url, status=case.status, headers=headers, body=body, flags=flags, request=request)
