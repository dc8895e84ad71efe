"""How pages that name links are read to their end: lists, day archives, sitemaps, feeds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.looks import Validators
from crawler.rendering import RENDERED
from crawler.site import DAY_PATH, LIST_PATH, SITEMAP_INDEX_PATH, SITEMAP_MISSES, SITEMAP_PATH
from crawler.sources import FULL_READ, Source
from spiders.base import OrdaSpider, SourceError, validators_of

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.extract.feed import FeedEntry
    from crawler.extract.listing import ListedLink
    from crawler.extract.page import Page
    from crawler.extract.sitemap import Sitemap, SitemapEntry
    from crawler.rendering import Enough
    from crawler.urls import ArticleAddress

MISSING = (404, 410)
LAST_PAGE = 1000
"""A list is not followed further; nothing that is really a list goes on for so long."""


class MissingError(SourceError):
    """A page that names links is not there."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    articles: tuple[ArticleAddress, ...]
    """As listed: newest first."""
    main: tuple[str, ...]
    """Ids of those in the list itself, and not in another one beside it (what is read most, say)."""
    pages: frozenset[int]
    """Numbers of the other pages of the list that it links to."""
    is_list: bool
    """Whether it is a list at all; an error page names nothing either."""
    validators: Validators = Validators()  # noqa: RUF009 - it is frozen
    """Of the answer; one from a browser has none, for those of a shell say nothing of what fills it."""
    source: Source | None = None
    """What is to be kept of the answer when all that is new in the list was taken note of."""
    answer: Response | None = None
    """What it was read from, if that came without a browser."""

    @property
    def ids(self) -> list[str]:
        """Ids of the articles."""
        return [address.id for address in self.articles]


def _listing(listed: Sequence[ListedLink], page: Page, url: str) -> ListPage:
    """The list *page*, which has the entries *listed*."""
    from crawler.extract.listing import has_list  # here, and below: a run without news reads no page
    from crawler.extract.paging import linked_pages

    blocks = Counter(one.block for one in listed)
    largest = max(blocks, key=lambda block: (blocks[block], -block), default=0)
    return ListPage(
        tuple(one.address for one in listed),
        tuple(one.address.id for one in listed if one.block == largest),
        frozenset(linked_pages(page, url=url)),
        bool(listed) or has_list(page),
    )


def never_enough(page: bytes, url: str) -> bool:
    """For lists that are read to their end."""
    return False


class ReadingSpider(OrdaSpider):
    """Base of the spiders that read lists, day archives, sitemaps and feeds."""

    # -- lists

    async def first_page(self, edition: str, *, conditional: bool, enough: Enough | None = None) -> ListPage | None:
        """The first page of the latest news; None if *conditional* and it names what it named in a run that ended well.

        :param enough: how long it may grow if it does so in a browser; None: not at all.

        :raises SourceError: if it cannot be read.
        """
        sources, now = self.run.sources, self.run.now()
        before = sources.source(edition, LIST_PATH) if conditional else None
        response = await self.get(self.run.origins[edition] + LIST_PATH, self._condition(before), expects="list")
        if response.status == 304 and before is not None:
            self.frontier.count("orda/unchanged/304")
            self.frontier.count("orda/known/listed", before.links)
            sources.note(edition, LIST_PATH, replace(before, checked_at=now))
            return None
        page = await self._list(response, LIST_PATH, enough)
        if not page.articles:
            raise SourceError("empty list")
        digest = hashlib.sha256("\n".join(page.ids).encode()).digest()
        etag, modified = page.validators.etag, page.validators.last_modified
        if before is not None and before.digest != digest:
            # A validator that stayed while the links changed says nothing: it is not sent again.
            etag = None if etag == before.etag else etag
            modified = None if modified == before.last_modified else modified
        source = Source(200, etag, modified, digest, now, now, None, len(page.ids))
        if before is not None and before.digest == digest:
            self.frontier.count("orda/unchanged/same links")
            self.frontier.count("orda/known/listed", before.links)
            sources.note(edition, LIST_PATH, source)
            return None
        return replace(page, source=source)

    def _condition(self, before: Source | None) -> dict[str, str]:
        """Headers that make a request conditional; none for a page whose last full read is long ago."""
        if before is None or before.read_at is None or not 0 <= self.run.now() - before.read_at < FULL_READ:
            return {}
        return Validators(before.etag, before.last_modified).headers()

    async def list_page(self, edition: str, path: str, enough: Enough | None = None) -> ListPage:
        """The page *path* of a list; *enough* as in :meth:`first_page`.

        :raises MissingError: if it is not there; :raises SourceError: if it cannot be read.
        """
        return await self._list(await self.get(self.run.origins[edition] + path, expects="list"), path, enough)

    async def _list(self, response: Response, path: str, enough: Enough | None = None) -> ListPage:
        from crawler.extract.listing import list_links

        if response.status in MISSING:
            raise MissingError(f"status {response.status}")
        response, page, verdict = await self.read_opened(response, "list", enough)
        if verdict.kind == "soft_404":
            raise MissingError(verdict.reason)
        if verdict.kind != "ok":
            raise SourceError(verdict.reason)
        landed = urlsplit(response.url).path
        if landed.rstrip("/") != path.rstrip("/"):
            raise MissingError(f"redirected to {landed}")
        listed = list_links(page, url=response.url, origins=self.run.origins)
        self.run.looks.retitled({one.address.id: one.headline for one in listed}, now=self.run.now())
        answer = response if RENDERED not in response.flags else None
        return replace(_listing(listed, page, response.url), validators=validators_of(response), answer=answer)

    async def grown(self, before: ListPage, path: str, enough: Enough) -> ListPage | None:
        """The list page *before*, of *path*, as it grows in a browser; None if it does not seem to grow by a script.

        :raises SourceError: if it may not be opened, or cannot be read then.
        """
        from crawler.extract.paging import grows_by_script

        answer = before.answer
        if answer is None or not grows_by_script(self.verdict(answer, "list")[0], url=answer.url):
            return None
        if self.rendering.mode == "never":
            raise SourceError("goes on by a script, and is not to be opened in a browser")
        return await self._list(await self._send(self.rendering.again(answer, "list", enough)), path)

    def listing(self, body: bytes, url: str) -> ListPage:
        """What the page *body* (UTF-8), at the address *url*, lists."""
        from crawler.extract.listing import list_links
        from crawler.extract.page import parse

        page = parse(body, "utf-8")
        return _listing(list_links(page, url=url, origins=self.run.origins), page, url)

    # -- day archives

    async def day_pages(self, edition: str, day: date) -> AsyncIterator[ListPage]:
        """The pages of the archive of *day*, to its end.

        The end is a page that no other links to and that is not there, one that names nothing new, or one that links
        to no further page and is not as full as a page of a day archive gets. Where a script lets the first page grow,
        and there is no second, it is the end of that.

        :raises MissingError: if there is no archive of that day; :raises SourceError: if a page cannot be read.
        """
        from crawler.extract.paging import page_path

        path = DAY_PATH.format(year=day.year, month=day.month, day=day.day)
        read: set[str] = set()
        linked, first = 1, None
        for number in range(1, LAST_PAGE):
            try:
                page = await self.list_page(edition, page_path(path, number), never_enough)
            except MissingError as error:
                if number == 1:
                    raise
                if number <= linked:
                    raise SourceError(f"page {number}: {error}") from error
                page = None
            if page is not None and not page.is_list:
                raise SourceError(f"page {number} is no list")
            if page is None or (page.ids and read.issuperset(page.ids)):
                if number == 2 and first is not None and (whole := await self.grown(first, path, never_enough)):
                    yield whole
                return
            first = first or page
            read.update(page.ids)
            linked = max(linked, *page.pages, 1)
            self.fullest = max(self.fullest, len(page.main))
            yield page
            if linked <= number and len(page.main) < self.fullest:
                return
        raise SourceError(f"more than {LAST_PAGE} pages")

    fullest = 1
    """Articles on the fullest page of a day archive that this run has seen."""

    # -- sitemaps and feeds

    async def sitemap(self, edition: str, path: str) -> Sitemap:
        """The sitemap at *path*.

        :raises MissingError: if it is not there; :raises SourceError: if it cannot be read.
        """
        from crawler.extract.sitemap import SitemapError, read_sitemap

        response = await self._source(edition, path)
        try:
            found = read_sitemap(response.body, url=response.url, origins=self.run.origins)
        except SitemapError as error:
            self._note(edition, path, None)
            raise SourceError(str(error)) from error
        numbers = [entry.address.number for entry in found.entries if entry.address.number is not None]
        self._note(edition, path, 200, max(numbers, default=None), len(found.entries))
        return found

    async def sitemaps(self, edition: str) -> AsyncIterator[tuple[SitemapEntry, ...]]:
        """The entries of all sitemaps, one after the other; those with numbers, or else those that an index names.

        :raises MissingError: if there are none; :raises SourceError: in the end, if one could not be read.
        """
        failed: list[str] = []
        found = 0
        async for entries in self._numbered_sitemaps(edition, failed):
            found += 1
            yield entries
        if not found and not failed:
            index = await self.sitemap(edition, SITEMAP_INDEX_PATH)
            yield index.entries
            for path in self.child_paths(index):
                try:
                    entries = (await self.sitemap(edition, path)).entries
                except SourceError as error:
                    failed.append(f"{path}: {error}")
                else:
                    yield entries
        if failed:
            raise SourceError("; ".join(failed[:3]))

    def child_paths(self, index: Sitemap) -> list[str]:
        """Paths, with their queries, of the sitemaps of this site that *index* names, in order."""
        local = map(self.run.origins.localise, index.children[:LAST_PAGE])
        parts = [urlsplit(url) for url in local if url is not None]
        return [f"{one.path}?{one.query}" if one.query else one.path for one in parts]

    async def _numbered_sitemaps(self, edition: str, failed: list[str]) -> AsyncIterator[tuple[SitemapEntry, ...]]:
        """The entries of the sitemaps with numbers, until some in a row are missing or empty."""
        misses = 0
        for number in range(1, LAST_PAGE):
            path = SITEMAP_PATH.format(number=number)
            try:
                entries = (await self.sitemap(edition, path)).entries
            except MissingError:
                misses += 1
            except SourceError as error:
                failed.append(f"{path}: {error}")
                misses += 1
            else:
                misses = 0 if entries else misses + 1
                yield entries
            if misses >= SITEMAP_MISSES:
                return

    async def feed(self, edition: str, path: str) -> tuple[FeedEntry, ...]:
        """The entries of the feed at *path*.

        :raises MissingError: if it is not there; :raises SourceError: if it cannot be read.
        """
        from crawler.extract.feed import FeedError, read_feed

        response = await self._source(edition, path)
        try:
            now = self.run.clock()
            entries = read_feed(response.body, url=response.url, origins=self.run.origins, fetched_at=now)
        except FeedError as error:
            self._note(edition, path, None)
            raise SourceError(str(error)) from error
        self._note(edition, path, 200, None, len(entries))
        return entries

    async def _source(self, edition: str, path: str) -> Response:
        """The answer of a sitemap or a feed; that it is not there, or fails, is noted."""
        try:
            response = await self.get(self.run.origins[edition] + path)
        except SourceError:
            self._note(edition, path, None)
            raise
        if response.status != 200:
            self._note(edition, path, response.status)
            raise (MissingError if response.status in MISSING else SourceError)(f"status {response.status}")
        return response

    def _note(self, edition: str, path: str, status: int | None, newest: int | None = None, links: int = 0) -> None:
        now = self.run.now()
        self.run.sources.note(edition, path, Source(status, None, None, None, now, now, newest, links))
