"""The cron job: what is new on the latest-news page of each edition, then what earlier runs left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from crawler.extract.listing import list_links
from crawler.middlewares import reason_of
from crawler.run import CONFIG, USAGE, Problem
from crawler.site import EDITIONS, LIST_PATH
from spiders.base import Arguments, OrdaSpider, seconds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure
    from typing_extensions import Self

LEFTOVERS_AT_A_TIME = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestArguments(Arguments):
    """What `latest` was given, checked."""

    editions: tuple[str, ...]


class LatestSpider(OrdaSpider):
    """Crawls the latest news of the editions."""

    name = "latest"
    job = "latest"
    parameters: ClassVar[Mapping[str, str]] = {
        "editions": "en, ru, kk, several with commas, or all (default: ORDA_EDITIONS)",
        **OrdaSpider.parameters,
    }
    arguments: LatestArguments

    def __init__(self, crawler: Crawler, arguments: LatestArguments) -> None:
        super().__init__(crawler, arguments)
        self.editions = list(arguments.editions)
        self.budget = crawler.settings.getint("ORDA_LEFTOVERS")
        self.below = {edition: self.run.ledger.last_pk() + 1 for edition in self.editions}
        """Edition to the link below which its leftovers go on: newest first, each once a run."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.take_leftovers, signal=signals.spider_idle)
        return spider

    @classmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> LatestArguments:
        value = given.get("editions")
        if value is None:
            chosen = editions(settings["ORDA_EDITIONS"], "ORDA_EDITIONS", CONFIG)
        else:
            chosen = editions(value, "editions", USAGE)
        return LatestArguments(title=f"latest {','.join(chosen)}", wait=seconds(given), editions=chosen)

    async def start(self) -> AsyncIterator[Any]:
        """The list page of each edition."""
        for edition in self.editions:
            yield Request(
                self.run.origins[edition] + LIST_PATH,
                callback=self.parse_list,
                errback=self.list_failed,
                cb_kwargs={"edition": edition},
                priority=10,
            )

    def parse_list(self, response: Response, edition: str) -> Iterator[Request]:
        """Requests for the articles in the list that are new, newest first."""
        page, verdict = self.read(response, "list")
        if verdict.kind != "ok":
            self.list_unread(edition, verdict.reason)
            return
        found = [listed.address for listed in list_links(page, url=response.url, origins=self.run.origins)]
        if not found:
            self.list_unread(edition, "empty list")
            return
        ledger, now = self.run.ledger, self.run.now()
        with ledger.transaction():
            if ledger.baseline(edition) is None:
                numbers = [address.number for address in found if address.number is not None]
                ledger.set_baseline(edition, min(numbers, default=None), now=now)
            fresh = ledger.discover(found, source="list", job=self.job, now=now)
        self.frontier.count("orda/known/listed", len(found) - len(fresh))
        for place, link in enumerate(fresh):
            yield self.ask(link, priority=-place)

    def list_failed(self, failure: Failure) -> None:
        """Take note of a list that could not be had."""
        request = failure.request  # type: ignore[attr-defined]
        reason = reason_of(failure.value)
        self.list_unread(request.cb_kwargs["edition"], reason)

    def list_unread(self, edition: str, reason: str) -> None:
        """Take note of a list that said nothing. The edition's leftovers wait: it is not well."""
        self.logger.warning("the list of %s could not be read: %s", edition, reason)
        self.frontier.count(f"orda/list/{reason.replace('/', ' ')}")
        if reason != "empty list":
            self.editions.remove(edition)

    def take_leftovers(self) -> None:
        """When all that is new is done: ask for some links of earlier runs that are due, within the budget."""
        for edition in self.editions:
            limit = min(LEFTOVERS_AT_A_TIME, self.budget)
            due = self.run.ledger.due(
                edition, ("latest", "article"), now=self.run.now(), below=self.below[edition], limit=limit
            )
            for place, link in enumerate(due):
                self.below[edition] = link.pk
                self.budget -= 1
                self.crawler.engine.crawl(self.ask(link, priority=-place))
            if due:
                raise DontCloseSpider


def editions(value: str, name: str, code: int) -> tuple[str, ...]:
    """The editions in *value*: a list with commas, or ``all``.

    :raises Problem: *code*, naming the setting or argument *name*, if there is one that is none.
    """
    keys = tuple(dict.fromkeys(key.strip().lower() for key in value.split(",") if key.strip()))
    if keys == ("all",):
        return tuple(EDITIONS)
    unknown = [key for key in keys if key not in EDITIONS]
    if unknown or not keys:
        raise Problem(code, f"{name}={value}: give en, ru, kk, several of them with commas, or all")
    return keys
