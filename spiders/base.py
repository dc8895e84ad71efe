"""What all spiders have in common: typed arguments, how an article page is asked for, and what its answer means."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http.request import NO_CALLBACK
from w3lib.encoding import http_content_type_encoding

from crawler.cli import editions, nearest
from crawler.extensions import frontier_of, stop
from crawler.extract.version import extractor
from crawler.handlers import CutOffError, ForbiddenError, NoBrowserError, UnwellHostError, reason_of
from crawler.items import Article
from crawler.ledger import HOUR, ArchiveError
from crawler.looks import Validators
from crawler.quarantine import Case
from crawler.rendering import FILLED, RENDERED, Enough, Kind, rendering_of
from crawler.run import CONFIG, USAGE, Problem
from crawler.urls import origin_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure
    from typing_extensions import Self

    from crawler.extract.page import Page
    from crawler.extract.verdict import Verdict
    from crawler.ledger import Link
    from crawler.urls import ArticleAddress


PAGES_FIRST = 100
"""Priority of pages that name links, over articles."""
NOTED = 5_000
"""Numbers of articles that are remembered in a run, so that pages that name no other need not be read for links."""
ELSEWHERE = ("ok", "not_html", "not_an_article")
"""Verdicts on a page that was read; where it is no article's address, that is where the site sent us instead."""
NO_BROWSER_PAUSE = HOUR
"""Seconds until a page is asked for again that needs a browser where there is none."""
UNKEPT = ("gone", "not_found", "needs_browser")
"""Verdicts on answers that are not kept: there is nothing in them, or they are opened in a browser."""
DATA_ERRORS = (ArchiveError, Problem)
"""What ends a run, and is no matter of the site's."""


class SourceError(Exception):
    """A page that names links could not be read. The message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a spider was given, checked."""

    title: str
    """The run in words, for the summary: `latest en`."""
    wait: float = 0.0
    """Seconds to wait for another run to end."""


class OrdaSpider(Spider):
    """Base of the spiders: they find links; pipelines judge and write."""

    job: ClassVar[str]
    """The job that wants what this spider finds."""
    parameters: ClassVar[Mapping[str, str]] = {
        "wait": "seconds to wait for another run to end (default 0)",
        "render": "auto, never or always: whether pages are opened in a browser (default: RENDER)",
    }
    """Argument to its meaning."""
    by_address: ClassVar[bool] = False
    """Whether a person asked for single articles: then each one that is not had counts in the exit code."""

    def __init__(self, crawler: Crawler, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        self.frontier = frontier_of(crawler)
        self.run = self.frontier.run
        self.rendering = rendering_of(crawler)
        self._noted: dict[str, set[int]] = {}
        """Edition to numbers of articles that sources named in this run."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = cls(crawler, *args, **kwargs)
        spider._set_crawler(crawler)
        return spider

    @classmethod
    @abstractmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> Arguments:
        """What ``-a NAME=VALUE`` gave, checked.

        :raises Problem: 64 if anything in it is wrong.
        """

    async def start(self) -> AsyncIterator[Any]:
        """Requests, and records that the archive has already. If the archive cannot be used, the run ends."""
        try:
            async for one in self.requests():
                yield one
        except DATA_ERRORS as error:
            stop(self.crawler, error)

    @abstractmethod
    def requests(self) -> AsyncIterator[Any]:
        """What :meth:`start` gives."""

    # -- asking

    def ask(self, link: Link, priority: int = 0) -> Request:
        """The request for the article *link*."""
        self.frontier.ask(link, named=self.by_address)
        return Request(
            self.frontier.url(link),
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"link": link},
            priority=priority,
            meta={"expects": "article"},
        )

    def read(self, response: Response, expects: Kind) -> tuple[Page, Verdict]:
        """The page in *response* and the verdict on it; what is no page to read goes into quarantine."""
        from crawler.extract.evidence import signature  # here, and below: a run without news reads no page
        from crawler.extract.verdict import Verdict

        page, verdict = self.verdict(response, expects)
        origin = origin_of(response.url) or ""
        unproven = expects == "article" and not verdict.sure and verdict.kind in ("ok", "not_an_article")
        said = signature(page) if unproven else None
        other = self.frontier.repeated(origin, said, response.url) if said is not None else None
        if other is not None and verdict.kind == "ok":
            verdict = Verdict("blocked", f"the same text as {urlsplit(other).path}")
        if verdict.kind == "ok":
            self.frontier.let_in(origin)
            self.run.quarantine.release(response.url)
        elif verdict.kind not in UNKEPT:
            self.keep(response, expects, verdict.kind, verdict.reason)
        if verdict.kind == "blocked":
            self.frontier.blocked(origin, verdict.reason, at_once=expects == "list")
        return page, verdict

    def keep(self, response: Response, expects: Kind, verdict: str, reason: str) -> None:
        """Keep *response* in quarantine."""
        about = (response.status, header(response, "Content-Type"), tuple(response.flags), self.run.now(), extractor())
        self.run.quarantine.keep(Case(0, response.url, expects, verdict, reason, *about, 0, None), response.body)

    def verdict(self, response: Response, expects: Kind) -> tuple[Page, Verdict]:
        """The page in *response* and the verdict on it."""
        from crawler.extract.page import parse
        from crawler.extract.verdict import Verdict, judge
        from crawler.extract.wholeness import cut_off

        content_type = header(response, "Content-Type")
        page = parse(response.body, http_content_type_encoding(content_type), answered_at(response))
        cut = cut_off(response.body, vouched="partial" not in response.flags)
        origins = self.run.origins
        address = origins.article(response.url) if expects == "article" else None
        verdict = judge(
            response.status,
            content_type,
            page,
            expects=expects,
            cut=cut,
            address=address,
            origins=origins,
            rendered=FILLED in response.flags,
        )
        if verdict.kind == "needs_browser" and RENDERED in response.flags:
            verdict = Verdict("failed", verdict.reason.replace("needs a browser", "not even with a browser"))
        if verdict.sure and address is not None:
            self.frontier.sure.add(address.id)
        return page, verdict

    async def read_opened(
        self, response: Response, expects: Kind, enough: Enough | None = None
    ) -> tuple[Response, Page, Verdict]:
        """The page in *response* and the verdict on it; it is opened in a browser first if it has to be.

        :param enough: how long a list may grow there; None: not at all.
        :raises SourceError: if the browser got none.
        """
        page, verdict = self.read(response, expects)
        if self.rendering.wants(response, verdict, expects):
            response = await self._send(self.rendering.again(response, expects, enough))
            page, verdict = self.read(response, expects)
        return response, page, verdict

    async def get(
        self, url: str, headers: Mapping[str, str] = MappingProxyType({}), *, expects: Kind | None = None
    ) -> Response:
        """The answer to a request for *url*, a page that names links.

        :param expects: what kind of page that is, if it is one.
        :raises SourceError: if there is none.
        """
        meta = {"expects": expects} if expects else {}
        return await self._send(
            Request(url, headers=dict(headers), callback=NO_CALLBACK, priority=PAGES_FIRST, meta=meta)
        )

    async def _send(self, request: Request) -> Response:
        try:
            return await self.crawler.engine.download_async(request)
        except DATA_ERRORS:
            raise
        except Exception as error:
            ended = self.crawler.engine.spider is None  # by CLOSESPIDER_… or a signal, while this was waited for
            raise SourceError("the run has ended" if ended else reason_of(error)) from error

    def unread(self, error: SourceError, what: str = "") -> None:
        """Count that a list could not be read, for *error*; what there is to say of the browser is said of that.

        It has not failed where the run was ended: whoever ended it knows.
        """
        if self.crawler.engine.spider is not None and not isinstance(error.__cause__, NoBrowserError):
            self.frontier.count(f"orda/list/{what}{error}")

    def note(
        self, found: Sequence[ArticleAddress], source: str, *, day: str | None = None, job: str | None = None
    ) -> list[Link]:
        """Take note of the links that *source* named, newest first, for *job* (by default this one).

        Back come those that are new. Dead spellings are settled at once.
        """
        for address in found:
            if address.number is not None and len(noted := self._noted.setdefault(address.edition, set())) < NOTED:
                noted.add(address.number)
        live = {address.id for address in found if not address.dead}
        found = [address for address in found if not address.dead or address.id not in live]
        fresh = self.run.ledger.discover(found, source=source, job=job or self.job, now=self.run.listed_at(), day=day)
        dead = {address.id for address in found if address.dead}
        for link in fresh:
            if link.id in dead:
                self.frontier.rejected(link.id, "dead spelling")
        return [link for link in fresh if link.id not in dead]

    def take(
        self, found: Sequence[ArticleAddress], source: str, *, day: str | None = None, priority: int = 0
    ) -> list[Request]:
        """Requests for the links that *source* named, newest first, and that are new."""
        fresh = self.note(found, source, day=day)
        self.frontier.count("orda/known/listed", len(found) - len(fresh))
        return [self.ask(link, priority=priority - place) for place, link in enumerate(fresh)]

    # -- answers

    def parse_article(self, response: Response, link: Link) -> Iterator[Article | Request]:
        """The article in *response*, and requests for what the latest-news block beside it has that is new."""
        page, verdict = self.read(response, "article")
        if self.rendering.wants(response, verdict, "article"):
            yield self.rendering.again(response, "article")
            return
        address = self.run.origins.article(response.url)
        if verdict.kind in ELSEWHERE and address is None:
            self.frontier.missing(link.id, "redirected to what is no article")
            return
        if verdict.kind != "ok":
            self.settle(link, verdict)
            return
        assert address is not None
        if address.id != link.id:
            self.frontier.alias(link, address, named=self.by_address)
        self.frontier.validators[address.id] = validators_of(response)
        yield from self.articles(page, response, address)

    def articles(self, page: Page, response: Response, address: ArticleAddress) -> Iterator[Article | Request]:
        """The article *address* on *page*, and requests for what the latest-news block beside it has that is new."""
        from crawler.extract.article import extract_article
        from crawler.validate import problem

        article = extract_article(
            page,
            address=address,
            url=self.run.origins.url(address),
            origins=self.run.origins,
            fetched_at=answered_at(response),
            run_id=self.run.run_id,
        )
        if (reason := problem(article, self.run.clock())) is not None:
            self.keep(response, "article", "unreadable", reason)
        self.frontier.note(page, article)
        yield article
        yield from self.follow_block(page, response.url, address.edition)

    def settle(self, link: Link, verdict: Verdict) -> None:
        """Take note of an answer that is no article."""
        if verdict.kind == "gone":
            self.frontier.gone(link.id, verdict.reason)
        elif verdict.kind in ("not_found", "soft_404"):
            self.frontier.missing(link.id, verdict.reason)
        elif verdict.kind in ("not_html", "not_an_article"):
            self.frontier.misread(link.id, verdict.reason, extractor=extractor())
        else:
            self.frontier.failed(link.id, verdict.reason)

    def follow_block(self, page: Page, url: str, edition: str) -> Iterator[Request]:
        """Take note of what the latest-news block on *page* has that is new: a source of links that costs no request.

        What is older than the edition's record stays out: the block may reach back further than its first list page.
        """
        from crawler.extract.listing import latest_block_links, numbers_above

        state = self.run.sources.edition(edition)
        if state is None or state.highest is None:
            return
        if not numbers_above(page, state.highest) - self._noted.get(edition, set()):
            return  # the block takes time to read, and on nearly every page it says what the list said
        found = [
            listed.address
            for listed in latest_block_links(page, url=url, origins=self.run.origins)
            if state.wants(listed.address.number, None)
        ]
        for link in self.note(found, "block", job="latest"):
            if self.job == "latest":
                yield self.ask(link)

    def article_failed(self, failure: Failure) -> None:
        """Take note of a fetch that brought no answer."""
        request = failure.request  # type: ignore[attr-defined]
        id, error = request.cb_kwargs["link"].id, failure.value
        if isinstance(error, CutOffError) and error.response is not None:
            self.keep(error.response, "article", "truncated", str(error))
        if isinstance(error, ForbiddenError):
            self.frontier.forbidden(id)
        elif isinstance(error, NoBrowserError) and "answer" in request.meta:
            self.run.ledger.postpone(id, until=self.run.now() + NO_BROWSER_PAUSE)
        elif not isinstance(error, UnwellHostError) or request.meta.get("retry_times"):
            # What was never tried stays as it is; what was tried and cannot be again has failed.
            self.frontier.failed(id, reason_of(error))


def header(response: Response, name: str) -> str | None:
    """The header *name* of *response* as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def answered_at(response: Response) -> datetime:
    """When *response* came, to the millisecond: what is kept of it says the same."""
    return datetime.fromtimestamp(response.meta["answered_at"] / 1000, timezone.utc)


def validators_of(response: Response) -> Validators:
    """What makes the next request for the page of *response* conditional."""
    return Validators(header(response, "ETag"), header(response, "Last-Modified"))


def check_names(given: Mapping[str, str], spider: type[OrdaSpider]) -> None:
    """Refuse arguments that *spider* does not have.

    :raises Problem: 64, with the nearest name that it has.
    """
    for name in given:
        if name not in spider.parameters:
            near = nearest(name, spider.parameters)
            there = f"did you mean {near}?" if near else f"there are {', '.join(spider.parameters)}"
            raise Problem(USAGE, f"{spider.name} has no argument {name}: {there}")


def chosen_editions(given: Mapping[str, str], settings: BaseSettings) -> tuple[str, ...]:
    """The editions of the argument ``editions``, or else of the setting.

    :raises Problem: 64 or 78 if there is one that is none.
    """
    if "editions" in given:
        return editions(given["editions"], "editions", USAGE)
    return editions(settings["ORDA_EDITIONS"], "ORDA_EDITIONS", CONFIG)


def seconds(given: Mapping[str, str], name: str = "wait") -> float:
    """The argument *name* as seconds; 0 where it is not given.

    :raises Problem: 64 if it is no number, negative or endless.
    """
    try:
        value = float(given.get(name, 0))
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise Problem(USAGE, f"{name}={given[name]}: give a number of seconds")
    return value
