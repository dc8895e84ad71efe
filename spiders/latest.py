"""The cron job: what is new on the latest-news page of each edition, then what earlier runs left over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, signals

from crawler.discovery import OVERLAP, PASSES, Overlap
from crawler.site import FEED_PATHS, LIST_PATH, SITEMAP_INDEX_PATH, SITEMAP_PATH
from crawler.sources import FEED_EVERY, SITEMAP_EVERY, EditionState, read_whole
from crawler.zone import ALMATY
from spiders.base import Arguments, SourceError, chosen_editions, seconds
from spiders.looking import LookingSpider
from spiders.reading import LAST_PAGE, MISSING, ListPage, MissingError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.rendering import Enough
    from crawler.urls import ArticleAddress

LEFTOVERS_AT_A_TIME = 16
LEFTOVER_PRIORITY = -1_000_000
"""Below everything that is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestArguments(Arguments):
    """What `latest` was given, checked."""

    editions: tuple[str, ...]


class LatestSpider(LookingSpider):
    """Crawls the latest news of the editions."""

    name = "latest"
    job = "latest"
    parameters: ClassVar[Mapping[str, str]] = {
        "editions": "en, ru, kk, several with commas, or all (default: ORDA_EDITIONS)",
        **LookingSpider.parameters,
    }
    arguments: LatestArguments

    def __init__(self, crawler: Crawler, arguments: LatestArguments) -> None:
        super().__init__(crawler, arguments)
        self.budget = crawler.settings.getint("ORDA_LEFTOVERS")
        self.looks = crawler.settings.getint("ORDA_REVISITS")
        self.below = self.run.ledger.last_pk() + 1
        """Links from here on were discovered by this run."""

    @classmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> LatestArguments:
        chosen = chosen_editions(given, settings)
        return LatestArguments(title=f"latest {','.join(chosen)}", wait=seconds(given), editions=chosen)

    async def requests(self) -> AsyncIterator[Any]:
        """What is new in each edition; then, in those that are well, what is left over, and what is due again."""
        well = []
        for edition in self.arguments.editions:
            try:
                async for request in self.discover(edition):
                    yield request
                well.append(edition)
            except SourceError as error:
                self.logger.warning("the list of %s could not be read: %s", edition, error)
                self.unread(error)
        for edition in well:
            async for request in self.leftovers(edition):
                yield request
        for edition in well:
            due = self.run.looks.due(edition, now=self.run.now(), limit=self.looks)
            self.looks -= len(due)
            async for one in self.look_at(edition, due):
                yield one

    # -- what is new

    async def discover(self, edition: str) -> AsyncIterator[Request]:
        """Requests for what is new in *edition*, by its list, and by other sources when those are due.

        :raises SourceError: if the first page of the list cannot be read.
        """
        state = self.run.sources.edition(edition)
        conditional = state is not None and state.gap_opened_at is None
        enough = self.reaches_back(edition, state) if state is not None else None
        first = await self.first_page(edition, conditional=conditional, enough=enough)
        if state is None:
            assert first is not None
            with self.run.ledger.transaction():
                numbers = [address.number for address in first.articles if address.number is not None]
                requests = self.take(first.articles, "list")
                self.run.sources.begin(edition, numbers, now=self.run.listed_at())
                self.completed(edition, first)
            for request in requests:
                yield request
        elif first is None:
            self.run.sources.complete(edition, now=self.run.listed_at())
        else:
            async for request in self.catch_up(edition, state, first):
                yield request
        async for request in self.look_elsewhere(edition):
            yield request

    def completed(self, edition: str, first: ListPage) -> None:
        """All that is new in *edition* was taken note of: from now on its *first* page is asked for conditionally."""
        assert first.source is not None
        with self.run.ledger.transaction():
            self.run.sources.note(edition, LIST_PATH, first.source)
            self.run.sources.complete(edition, now=self.run.listed_at())

    async def catch_up(self, edition: str, state: EditionState, first: ListPage) -> AsyncIterator[Request]:
        """Requests for all that came since the last complete run, from whichever source reaches back to it."""
        reach = Reach()
        async for request in self.follow_list(edition, state, first, reach):
            yield request
        gap = not reach.met or state.gap_opened_at is not None
        if not reach.met and state.may_try(self.run.now()):
            self.run.sources.open_gap(edition, now=self.run.now())
            async for request in self.follow_days(edition, state, reach):
                yield request
            if not reach.met:
                async for request in self.follow_sitemaps(edition, state, reach):
                    yield request
            if not reach.met:
                async for request in self.follow_growth(edition, state, first, reach):
                    yield request
        if reach.met:
            self.completed(edition, first)
        if gap:
            since = f"{datetime.fromtimestamp(state.complete_at, timezone.utc):%Y-%m-%d %H:%M} UTC"
            said = f"closed in {edition}" if reach.met else f"open in {edition} since {since}"
            self.frontier.count(f"orda/gap/{said}")

    async def follow_list(
        self, edition: str, state: EditionState, first: ListPage, reach: Reach
    ) -> AsyncIterator[Request]:
        """Requests for what is new in the list, page after page, until it reaches back to the last complete run."""
        from crawler.extract.paging import page_path  # here: a run without news has no further page to follow

        sources = self.run.sources
        need = min(OVERLAP, sources.listed_count(edition, most=OVERLAP))
        page, number = first, 1
        try:
            for attempt in range(PASSES):
                overlap = Overlap(need)
                again = self.reaches_back(edition, state)
                page = first if attempt == 0 else await self.list_page(edition, LIST_PATH, again)
                number, news_below = 1, False
                while True:
                    known = self.known(page, state)
                    going_on = overlap.read(page.main, known)
                    begun = sources.listed(page.ids, until=state.begun_at)
                    requests = self.take(within(page.articles, state, begun), "list", priority=-1000 * number)
                    news_below |= bool(requests) and number > 1
                    for request in requests:
                        yield request
                    if overlap.met or not going_on or number == LAST_PAGE:
                        break
                    number += 1
                    page = await self.list_page(edition, page_path(LIST_PATH, number))
                reach.met = overlap.met
                if not overlap.met or number == 1 or (attempt and not news_below):
                    return
        except SourceError as error:
            self.logger.info("page %d of the list of %s: %s", number, edition, error)

    async def follow_growth(
        self, edition: str, state: EditionState, first: ListPage, reach: Reach
    ) -> AsyncIterator[Request]:
        """Requests for what is new in the list as it grows in a browser, where it goes on by nothing but a script."""
        try:
            page = await self.grown(first, LIST_PATH, self.reaches_back(edition, state))
        except SourceError as error:
            self.logger.info("the list of %s, in a browser: %s", edition, error)
            return
        if page is not None:
            begun = self.run.sources.listed(page.ids, until=state.begun_at)
            for request in self.take(within(page.articles, state, begun), "list", priority=-1000):
                yield request
            reach.met = self.overlaps(edition, state, page)

    def known(self, page: ListPage, state: EditionState) -> set[str]:
        """Ids of the articles on *page* that a list had named when a run was complete, or that are older."""
        known = self.run.sources.listed(page.ids, until=state.complete_at, below=self.below)
        known.update(one.id for one in page.articles if state.before(one.number))
        return known

    def reaches_back(self, edition: str, state: EditionState) -> Enough:
        """How long a list that grows in a browser is let grow: until it overlaps with the last complete run."""
        return lambda body, url: self.overlaps(edition, state, self.listing(body, url))

    def overlaps(self, edition: str, state: EditionState, page: ListPage) -> bool:
        """Whether *page*, the whole list, overlaps with the last complete run."""
        overlap = Overlap(min(OVERLAP, self.run.sources.listed_count(edition, most=OVERLAP)))
        overlap.read(page.main, self.known(page, state))
        return overlap.met

    async def follow_days(self, edition: str, state: EditionState, reach: Reach) -> AsyncIterator[Request]:
        """Requests for what is new in the day archives from today back to the day of the last complete run.

        A day whose archive was read to its end after the day had ended is not read again.
        """
        now = self.run.clock().astimezone(ALMATY)
        first = datetime.fromtimestamp(state.complete_at, ALMATY).date()
        begun = datetime.fromtimestamp(state.begun_at, ALMATY).date()
        done = self.run.sources.days_read(edition, first.isoformat())
        failed, named = False, sum(links for _, links in done.values())
        absent: list[date] = []
        for back in range((now.date() - first).days + 1):
            day = now.date() - timedelta(days=back)
            if read_whole(day.isoformat(), done.get(day.isoformat(), (0, 0))[0], self.run.now()):
                continue
            try:
                links = 0
                async for page in self.day_pages(edition, day):
                    links += len(page.ids)
                    # On the day on which the record began there are older articles too; later a low number is a
                    # draft that was published late.
                    found = [one for one in page.articles if day > begun or not state.before(one.number)]
                    for request in self.take(found, "days", day=day.isoformat(), priority=-1000 * (back + 1)):
                        yield request
                named += links
                self.run.sources.day_read(edition, day.isoformat(), links, now=self.run.now())
            except MissingError:
                absent.append(day)
            except SourceError as error:
                self.logger.info("the archive of %s %s: %s", edition, day, error)
                failed = True
        # Where there are archives of other days, a day without one is a day without articles, if it stays without.
        for day in absent if named else ():
            failed |= not self.run.sources.day_absent(edition, day.isoformat(), now=self.run.now())
        reach.met = bool(named) and not failed

    async def follow_sitemaps(self, edition: str, state: EditionState, reach: Reach) -> AsyncIterator[Request]:
        """Requests for what is new in all sitemaps. They reach back if they name what lists had named before."""
        known = False
        try:
            async for entries in self.sitemaps(edition):
                ids = [entry.address.id for entry in entries]
                known = known or bool(self.run.sources.listed(ids, until=state.complete_at, below=self.below))
                for request in self.take_entries(((e.address, e.lastmod) for e in entries), "sitemap", state):
                    yield request
            reach.met = known
        except SourceError as error:
            self.logger.info("the sitemaps of %s: %s", edition, error)

    # -- further sources

    async def look_elsewhere(self, edition: str) -> AsyncIterator[Request]:
        """Requests for what feeds and the newest sitemap name and the list did not, each when it is due."""
        sources, now = self.run.sources, self.run.now()
        state = sources.edition(edition)
        assert state is not None
        for path in FEED_PATHS:
            if sources.due(edition, path, FEED_EVERY, now=now):
                try:
                    entries = await self.feed(edition, path)
                except SourceError as error:
                    self.logger.info("%s of %s: %s", path, edition, error)
                    continue
                dated = [(entry.address, entry.published) for entry in entries]
                for request in self.take_entries(dated, "feed", state, published=True):
                    yield request
        for path in await self.sitemaps_to_look_at(edition):
            if sources.due(edition, path, SITEMAP_EVERY, missing=SITEMAP_EVERY, now=now):
                try:
                    found = await self.sitemap(edition, path)
                except SourceError as error:
                    self.logger.info("%s of %s: %s", path, edition, error)
                    continue
                for request in self.take_entries(((e.address, e.lastmod) for e in found.entries), "sitemap", state):
                    yield request

    async def sitemaps_to_look_at(self, edition: str) -> list[str]:
        """Paths of the sitemaps that may have news: of those with numbers, or else of those that the index names."""
        sources = self.run.sources
        numbered = sources.newest_sitemaps(edition, SITEMAP_PATH)
        first = sources.source(edition, numbered[0])
        if first is None or first.status not in MISSING:
            return numbered
        if not sources.due(edition, SITEMAP_INDEX_PATH, SITEMAP_EVERY, now=self.run.now()):
            return []
        try:
            index = await self.sitemap(edition, SITEMAP_INDEX_PATH)
        except SourceError as error:
            self.logger.info("%s of %s: %s", SITEMAP_INDEX_PATH, edition, error)
            return numbered[:1]
        paths = self.child_paths(index)
        known = {path: source for path in paths if (source := sources.source(edition, path)) is not None}
        newest = max(known, key=lambda path: known[path].newest or 0, default=None)
        # An index is sorted one way or the other, if at all: what is new in it stands at one of its ends.
        return list(dict.fromkeys(path for path in (newest, *paths[:1], *paths[-1:]) if path is not None))

    def take_entries(
        self,
        entries: Iterable[tuple[ArticleAddress, datetime | None]],
        source: str,
        state: EditionState,
        *,
        published: bool = False,
    ) -> list[Request]:
        """Requests for what is new among *entries*, addresses and when they changed, and lies within the record.

        :param published: whether those are times of publication.
        """
        entries = list(entries)
        modified = {address.id: int(changed.timestamp()) for address, changed in entries if changed is not None}
        self.run.looks.outdated(modified, now=self.run.now())
        found = [address for address, changed in entries if state.wants(address.number, changed, published=published)]
        found.sort(key=lambda address: address.number or 0, reverse=True)
        return self.take(found, source, priority=-100_000)

    # -- leftovers

    async def leftovers(self, edition: str) -> AsyncIterator[Request]:
        """Requests for links of earlier runs that are due, newest first, after what is new and within the budget."""
        below = self.below
        while self.budget > 0 and self.run.origins[edition] not in self.run.unwell:
            due = self.run.ledger.due(
                edition,
                ("latest", "article"),
                now=self.run.now(),
                below=below,
                limit=min(LEFTOVERS_AT_A_TIME, self.budget),
            )
            if not due:
                return
            for link in due:
                if self.crawler.engine.needs_backout():
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
                below = link.pk
                yield self.ask(link, priority=LEFTOVER_PRIORITY + self.budget)
                self.budget -= 1


class Reach:
    """Whether a source reached back to the last complete run."""

    met = False


def within(articles: Sequence[ArticleAddress], state: EditionState, begun: Collection[str]) -> Sequence[ArticleAddress]:
    """*articles* of a list without those at its end that are older than the record.

    Those have lower numbers than all that was there when it began, and stand below some of that. Others with low
    numbers are news: put on top on purpose, or drafts that were published late.

    :param begun: ids of those that were there when the record began.
    """
    end = len(articles)
    while end and state.before(articles[end - 1].number):
        end -= 1
    if end and articles[end - 1].id not in begun:
        return articles
    return articles[:end]
