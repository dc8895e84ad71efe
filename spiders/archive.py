"""Fills in a range of days, by day archives and sitemaps."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import signals

from crawler.cli import span_of
from crawler.handlers import CappedError
from crawler.run import USAGE, Problem
from crawler.sources import read_whole
from crawler.spans import Span
from crawler.zone import ALMATY
from spiders.base import Arguments, SourceError, chosen_editions, seconds
from spiders.reading import MissingError, ReadingSpider

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.extract.sitemap import SitemapEntry
    from crawler.urls import ArticleAddress

VIA = ("days", "sitemaps")
AT_A_TIME = 50
POLL = 0.05
"""Seconds between two looks whether what runs has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveArguments(Arguments):
    """What `archive` was given, checked."""

    editions: tuple[str, ...]
    span: Span
    via: tuple[str, ...]
    hours: tuple[int, int] | None
    """Hours of the day in Almaty between which it works; None: all."""
    dry_run: bool
    fresh: bool


class ArchiveSpider(ReadingSpider):
    """Fetches what was published on the days of a range and is not stored yet.

    It works in slices: after some minutes it writes what it has, gives the lock to whoever waits for it, and goes on.
    """

    name = "archive"
    job = "archive"
    parameters: ClassVar[Mapping[str, str]] = {
        "since": "first day: 2026-10-01, or 7d or 2w for so long ago",
        "until": "last day (default: today)",
        "editions": "en, ru, kk, several with commas, or all (default: ORDA_EDITIONS)",
        "via": "days, sitemaps, or both with a comma (default: both)",
        "hours": "hours of the day in Almaty between which it works, 22-6 (default: all)",
        "dry_run": "1: print the addresses it would fetch, and fetch none",
        "fresh": "1: read days again that were read to their end before",
        **ReadingSpider.parameters,
    }
    arguments: ArchiveArguments

    def __init__(self, crawler: Crawler, arguments: ArchiveArguments) -> None:
        super().__init__(crawler, arguments)
        self.slice = crawler.settings.getfloat("ORDA_SLICE_SECONDS")
        self._began = self._slice_began = time.monotonic()
        self._steps = len(arguments.editions) * ((arguments.span.until - arguments.span.since).days + 1)
        self._done = 0
        self._shown: set[str] = set()
        self._any_days = False

    @classmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> ArchiveArguments:
        if "since" not in given:
            raise Problem(USAGE, "give the first day of the range: -a since=2026-10-01, or -a since=7d")
        span = span_of(given["since"], given.get("until"))
        chosen = chosen_editions(given, settings)
        via = tuple(dict.fromkeys(given.get("via", ",".join(VIA)).split(",")))
        if not set(via) <= set(VIA):
            raise Problem(USAGE, f"via={given['via']}: give {' or '.join(VIA)}, or both with a comma")
        return ArchiveArguments(
            title=f"archive {','.join(chosen)} {span.since} to {span.until}",
            wait=seconds(given),
            editions=chosen,
            span=span,
            via=via,
            hours=_hours(given.get("hours")),
            dry_run=_flag(given, "dry_run"),
            fresh=_flag(given, "fresh"),
        )

    async def requests(self) -> AsyncIterator[Any]:
        """Requests for what is missing: day by day, newest first, then what only sitemaps name."""
        for edition in self.arguments.editions:
            try:
                if "days" in self.arguments.via:
                    async for request in self.by_days(edition):
                        yield request
                if "sitemaps" in self.arguments.via:
                    async for request in self.by_sitemaps(edition):
                        yield request
            except EnoughError as enough:
                self.logger.info("%s: %s; what is left goes on when it is run again", edition, enough)

    async def by_days(self, edition: str) -> AsyncIterator[Request]:
        """Requests for what the day archives name, those left over from earlier runs too."""
        span = self.arguments.span
        there, absent, failed = False, list[date](), list[date]()
        for day in span.days():
            self._done += 1
            if self.arguments.fresh or not self._finished(edition, day):
                await self.breathe(edition)
                try:
                    await self.read_day(edition, day)
                    there = self._any_days = True
                except MissingError:
                    absent.append(day)
                except SourceError as error:
                    self.logger.warning("the archive of %s %s: %s", edition, day, error)
                    self.unread(error, f"archive of {day}: ")
                    failed.append(day)
            async for request in self.pending(edition, Span(day, day)):
                yield request
        if there:  # where other days have an archive, one without it is a day without articles, if it stays without
            for day in absent:
                self.run.sources.day_absent(edition, day.isoformat(), now=self.run.now())
        elif absent and "sitemaps" not in self.arguments.via:
            self.frontier.count("orda/list/no day archives")

    async def read_day(self, edition: str, day: date) -> None:
        """Take note of what the archive of *day* names, and when it was read to its end of that."""
        links = 0
        async for page in self.day_pages(edition, day):
            links += len(page.ids)
            self.found(page.articles, "days", day)
        if not self.arguments.dry_run:
            self.run.sources.day_read(edition, day.isoformat(), links, now=self.run.now())

    def _finished(self, edition: str, day: date) -> bool:
        """Whether the archive of *day* was read to its end when the day was over."""
        read_at, _ = self.run.sources.days_read(edition, day.isoformat()).get(day.isoformat(), (0, 0))
        return read_whole(day.isoformat(), read_at, self.run.now())

    async def by_sitemaps(self, edition: str) -> AsyncIterator[Request]:
        """Requests for what sitemaps name of these days and day archives did not."""
        await self.breathe(edition)
        try:
            async for entries in self.sitemaps(edition):
                for day, addresses in self.by_day(edition, entries).items():
                    self.found(addresses, "sitemap", day)
                await self.breathe(edition)
        except MissingError:
            self.logger.info("there are no sitemaps of %s", edition)
            if not self._any_days:
                self.frontier.count("orda/list/neither day archives nor sitemaps")
        except SourceError as error:
            self.logger.warning("the sitemaps of %s: %s", edition, error)
            self.unread(error, "sitemaps: ")
        async for request in self.pending(edition, self.arguments.span):
            yield request

    def by_day(self, edition: str, entries: Iterable[SitemapEntry]) -> dict[date, list[ArticleAddress]]:
        """The addresses in *entries* that may lie in the range, by the day that is known of them.

        An article is published no later than it was last changed: an older `lastmod` is outside. A younger one, or
        none, says little; then the number has to lie among those of articles that are known to be of these days.
        """
        span = self.arguments.span
        bounds = self.run.sources.numbers(edition, span.since.isoformat(), span.until.isoformat())
        found: dict[date, list[ArticleAddress]] = {}
        for entry in entries:
            number = entry.address.number
            changed = entry.lastmod.astimezone(ALMATY).date() if entry.lastmod else None
            among = bounds is not None and number is not None and bounds[0] <= number <= bounds[1]
            if changed in span if changed else (among or bounds is None):
                found.setdefault(changed or span.since, []).append(entry.address)
            elif changed and changed > span.until and among:
                found.setdefault(span.until, []).append(entry.address)
        return found

    def found(self, addresses: Sequence[ArticleAddress], source: str, day: date) -> None:
        """Take note of links of *day*; in a dry run, print those that would be fetched."""
        for first in range(0, len(addresses), 500):  # a sitemap can have tens of thousands
            some = addresses[first : first + 500]
            if self.arguments.dry_run:
                known = self.run.ledger.links([address.id for address in some])
                for address in some:
                    if address.id not in known and not address.dead:
                        self.show(address.id, self.run.origins.url(address))
            else:
                self.note(some, source, day=day.isoformat())

    def show(self, id: str, url: str) -> None:
        """Print an address that a dry run would fetch, once."""
        if id not in self._shown:
            self._shown.add(id)
            sys.stdout.write(f"{url}\n")

    async def pending(self, edition: str, span: Span) -> AsyncIterator[Request]:
        """Requests for links of this job that are due and of these days, never more than the engine can take."""
        below = self.run.ledger.last_pk() + 1
        days = (span.since.isoformat(), span.until.isoformat())
        while due := self.run.ledger.due(
            edition, (self.job, "article"), now=self.run.now(), below=below, limit=AT_A_TIME, days=days
        ):
            for place, link in enumerate(due):
                below = link.pk
                if self.arguments.dry_run:
                    self.show(link.id, self.frontier.url(link))
                else:
                    yield self.ask(link, priority=-place)
            await self.breathe(edition)
            if self.crawler.engine.scheduler and self.crawler.engine.scheduler.has_pending_requests():
                await self.crawler.signals.wait_for(signals.scheduler_empty)

    # -- slices

    async def breathe(self, edition: str) -> None:
        """At the end of a slice: write what is in hand, let whoever waits for the lock go first, and go on.

        :raises EnoughError: if the hours in which it may work are over, or the host is left alone.
        """
        if self.arguments.hours is not None and not _within(datetime.now(ALMATY).hour, self.arguments.hours):
            self.frontier.count("orda/capped/the hours are over")
            raise EnoughError("the hours are over")
        origin = self.run.origins[edition]
        if origin in self.run.unwell:
            raise EnoughError(self.run.unwell[origin])
        if time.monotonic() - self._slice_began < self.slice:
            return
        while not self.drained():
            await asyncio.sleep(POLL)
        self.frontier.flush()
        await self.rendering.close()  # whoever comes next takes what there is of a browser for left over
        await self.run.let_others()
        self._slice_began = time.monotonic()

    def drained(self) -> bool:
        """Whether nothing is under way."""
        engine = self.crawler.engine
        assert engine.scheduler is not None
        assert engine.scraper.slot is not None
        return not (
            engine.scheduler.has_pending_requests() or engine.downloader.active or not engine.scraper.slot.is_idle()
        )

    def unread(self, error: SourceError, what: str = "") -> None:
        """As in all spiders; what there are no requests left for goes on when it is run again."""
        if not isinstance(error.__cause__, CappedError):
            super().unread(error, what)

    def progress(self) -> str:
        """How far it is, and how long it may still take."""
        passed = time.monotonic() - self._began
        left = passed / self._done * (self._steps - self._done) if self._done else 0.0
        return f"day {self._done} of {self._steps}, about {left / 60:.0f} min left"


class EnoughError(Exception):
    """The crawl of an edition ends here for now. The message says why."""


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0").lower()
    if value not in ("0", "1", "true", "false", "yes", "no"):
        raise Problem(USAGE, f"{name}={given[name]}: give 1 or 0")
    return value in ("1", "true", "yes")


def _hours(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, dash, last = text.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal() and int(first) < 24 and int(last) <= 24):
        raise Problem(USAGE, f"hours={text}: give two hours of the day, as in 22-6")
    return int(first), int(last)


def _within(hour: int, hours: tuple[int, int]) -> bool:
    first, last = hours
    return first <= hour < last if first < last else hour >= first or hour < last
