"""What an edition answers to a path: lists, day archives, articles, sitemaps, feeds, robots.txt, pictures, or 404."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random

from crawler.replica import scripted
from crawler.replica.chrome import NOTICES, SECTIONS, ArticlePage, Items, ListPage, document, items
from crawler.replica.clock import BEFORE, CHANGE, SINCE, almaty, spoken
from crawler.replica.newsroom import Entry, Newsroom
from crawler.replica.noise import with_noise
from crawler.replica.sources import Sources, xml_page
from crawler.replica.templates import TEMPLATES
from crawler.replica.truth import modified_on_page, published_on_page, translations
from crawler.replica.words import WORDS

LIST_SIZE = 30
"""Links on one page of a list."""
LATEST_SIZE = 20
"""Headlines in the block after an article."""
PAGES_KEPT = 1_000
"""Pages kept ready, the least recently used going first: some 60 MB."""
ROBOTS = "User-agent: *\nDisallow: /admin.php\nDisallow: /engine/\nDisallow: /search-results.html\nDisallow: /*?do=\n"

_LIST = re.compile(r"/last-news(?:/page/(\d{1,6}))?/?")
_DAY = re.compile(r"/(\d{4})/(\d{2})/(\d{2})(?:/page/(\d{1,6}))?/?")
_ARTICLE = re.compile(r"/([^/]+)/?")
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
_HTML = "text/html; charset=utf-8"
_PACKED = ("image/png", "application/gzip")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, ready to be sent."""

    status: int
    body: bytes
    kind: str = _HTML
    """Content type."""
    location: str | None = None
    """Where a redirect leads."""
    packed: bytes | None = None
    """The body under gzip, or None where that gains nothing."""
    etag: str = ""
    """Entity tag with its quotes: a hash of the body. Empty on pages that have none."""
    modified: int = 0
    """Last-Modified, in seconds since the epoch."""


class Pages:
    """The pages of one edition as they are now.

    :param rooms: all editions' articles; *origins*: where they are served (filled in once that is known).
    """

    def __init__(self, edition: str, rooms: dict[str, Newsroom], origins: dict[str, str]) -> None:
        self.edition = edition
        self.rooms = rooms
        self.room = rooms[edition]
        self.origins = origins
        self.robots = ROBOTS
        self.sources = Sources()
        self.noise: Random | None = None
        """What makes each fetch of an article's page another one; None: they are all the same."""
        self.scripted: dict[str, str] = {}
        """Path to how its page is done by script."""
        self._cache: OrderedDict[str, Page] = OrderedDict()
        self._cached_for: tuple[object, ...] = ()
        self._beside: tuple[Items, Items] = ((), ())

    def get(self, path: str) -> Page:
        """What is answered to *path* (without query)."""
        now = self.room.clock()
        state = (
            self.room.version,
            almaty(now).date(),
            self.room.template,
            self.robots,
            self.sources,
            *self.scripted.items(),
        )
        if state != self._cached_for:
            self._cache.clear()
            self._cached_for = state
            listed = self.room.listed("block")
            # These stand beside lists too.
            popular = [e for e in listed[LIST_SIZE + 10 : LIST_SIZE + 20] or listed[-10:] if "list" not in e.hidden]
            self._beside = self._items(listed[:LATEST_SIZE]), self._items(popular)
        page = self._cache.get(path)
        if page is None:
            page = self._cache[path] = self._finished(self._page(path, now), now)
            if len(self._cache) > PAGES_KEPT:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(path)
        if self.noise is None or page.status != 200 or not self._is_article(path):
            return page
        html = with_noise(page.body.decode(), self.edition, self.noise)
        return self._finished(Page(200, html.encode()), now)

    def _is_article(self, path: str) -> bool:
        match = _ARTICLE.fullmatch(path)
        return match is not None and match[1] not in SECTIONS[self.edition] and self.room.find(match[1]) is not None

    def _finished(self, page: Page, now: datetime) -> Page:
        """*page* with its entity tag and its packed body."""
        midnight = almaty(now).replace(hour=0, minute=0, second=0, microsecond=0)
        etag = f'"{hashlib.sha1(page.body).hexdigest()[:20]}"' if page.status == 200 else ""
        packed = gzip.compress(page.body, 1, mtime=0) if len(page.body) > 500 and page.kind not in _PACKED else None
        modified = max(self.room.changed, int(midnight.timestamp()))
        return Page(page.status, page.body, page.kind, page.location, packed, etag, modified)

    def _page(self, path: str, now: datetime) -> Page:
        """The page at *path*, or what is done with it by script."""
        if path.startswith("/part/"):
            return self._part(path.removeprefix("/part"), now)
        how = self.scripted.get(path)
        if how is None:
            return self._plain(path, now)
        if how == "more":
            return Page(200, scripted.growing(self._plain(path, now).body, path))
        if _LIST.fullmatch(path):
            return Page(200, scripted.listing(path, how, WORDS[self.edition]["latest"][0]))
        page = self._plain(path, now)
        if how in ("filled", "raw"):
            return Page(200, scripted.filled(page.body, path, raw=how == "raw"))
        target = self.room.path(self.room.listed()[-1])
        return Page(200, scripted.article(page.body, path, how, target))

    def _part(self, path: str, now: datetime) -> Page:
        """What a script asks for to fill the page at *path*."""
        if path == "/download":
            return Page(200, b"\0" * 1000, "application/octet-stream")
        if match := _LIST.fullmatch(path):
            entries, number = self.room.listed("list"), int(match[1] or 1)
            shown = self._items(entries[(number - 1) * LIST_SIZE : number * LIST_SIZE])
            data = {"items": items(shown), "last": max(1, -(-len(entries) // LIST_SIZE))}
            return Page(200, json.dumps(data).encode(), "application/json")
        page = self._plain(path, now)
        return Page(page.status, scripted.inner(page.body))

    def _plain(self, path: str, now: datetime) -> Page:
        if path == "/robots.txt":
            return Page(200, self.robots.encode(), "text/plain; charset=utf-8")
        if path == "/":
            return self._list(self.room.listed("list")[:LIST_SIZE], "Orda.kz", "/", 1)
        if match := _LIST.fullmatch(path):
            title = WORDS[self.edition]["latest"][0]
            return self._list(self.room.listed("list"), title, "/last-news/", int(match[1] or 1), one_page=False)
        if xml := xml_page(path, self.room, self.sources, self.origins[self.edition]):
            return Page(200, *xml)
        if self.sources.days and (match := _DAY.fullmatch(path)):
            return self._day(int(match[1]), int(match[2]), int(match[3]), int(match[4] or 1), now)
        if path.startswith(("/uploads/", "/templates/")):
            return Page(200, _PIXEL, "image/png")
        if match := _ARTICLE.fullmatch(path):
            if match[1] in SECTIONS[self.edition]:
                return self._section(match[1])
            if not match[1].isdecimal() and (entry := self.room.find(match[1])) is not None:
                return self._article(entry, now)
        return self._missing(path)

    def _day(self, year: int, month: int, day: int, page: int, now: datetime) -> Page:
        path = f"/{year:04d}/{month:02d}/{day:02d}/"
        try:
            start, end = day_bounds(year, month, day)
        except (ValueError, OverflowError):
            return self._missing(path)
        if start > now:
            return self._missing(path)
        title = f"{WORDS[self.edition]['latest'][0]} — {day:02d}.{month:02d}.{year}"
        return self._list(self.room.between(start.timestamp(), end.timestamp()), title, path, page)

    def _section(self, path: str) -> Page:
        sections = SECTIONS[self.edition]
        index = sections.index(path)
        listed = [entry for entry in self.room.listed("list") if entry.key % len(sections) == index]
        return self._list(listed[:LIST_SIZE], WORDS[self.edition]["section"][index], f"/{path}/", 1)

    def _list(self, entries: list[Entry], title: str, path: str, number: int, *, one_page: bool = True) -> Page:
        """Page *number* of the list *entries* at *path*; *one_page*: without paging it has them all on one."""
        last = max(1, -(-len(entries) // LIST_SIZE)) if self.sources.pages else 1
        if not 1 <= number <= last:
            return self._missing(path)
        size = len(entries) if one_page and not self.sources.pages else LIST_SIZE
        shown = entries[(number - 1) * size : number * size]
        near = {1, *range(max(1, number - 3), min(last, number + 3) + 1), last}
        pages = {page: path if page == 1 else f"{path}page/{page}/" for page in sorted(near)}
        page = ListPage(
            edition=self.edition,
            origins=self.origins,
            url=pages[number],
            title=title,
            items=self._items(shown),
            popular=self._beside[1],
            pages=pages,
        )
        return Page(200, TEMPLATES[self.room.template].listing(page))

    def _article(self, entry: Entry, now: datetime) -> Page:
        if entry.gone is not None:
            if entry.gone in (301, 302):
                return Page(entry.gone, b"", location="/")
            return self._missing(self.room.path(entry), entry.gone)
        room, story = self.room, self.room.story(entry)
        moment = datetime.fromtimestamp(entry.published, timezone.utc)
        raw, date = published_on_page(entry, story, now, self.edition)
        page = ArticlePage(
            edition=self.edition,
            origins=self.origins,
            url=self.origins[self.edition] + room.path(entry),
            story=story,
            date_raw=raw,
            date=date,
            spoken=spoken(moment, now, self.edition),
            day_path=f"/{almaty(moment):%Y/%m/%d}/",
            modified=modified_on_page(entry, story),
            translations=translations(story, entry, self.origins, self.rooms),
            latest=self._beside[0],
            popular=self._beside[1],
        )
        return Page(200, TEMPLATES[entry.changes.get("template", room.template)].article(page))

    def _missing(self, path: str, status: int = 404) -> Page:
        title = NOTICES[self.edition][6]
        page = ListPage(
            edition=self.edition,
            origins=self.origins,
            url=path,
            title=title,
            items=(),
            popular=self._beside[1],
            pages={},
        )
        body = f'<main class="content"><h1>{title}</h1><p>{status}</p><p><a href="/">Orda.kz</a></p></main>'
        return Page(status, document(page, f"<title>{title} » Orda.kz</title>", body, weight=30_000))

    def _items(self, entries: list[Entry]) -> list[tuple[str, str]]:
        return [self.room.item(entry) for entry in entries]


def day_bounds(year: int, month: int, day: int) -> tuple[datetime, datetime]:
    """The first moment of a day in Almaty, and that of the next.

    :raises ValueError, OverflowError: if there is no such day.
    """
    starts = []
    for date in (datetime(year, month, day), datetime(year, month, day) + timedelta(days=1)):
        start = date.replace(tzinfo=BEFORE)
        starts.append(start if start < CHANGE else date.replace(tzinfo=SINCE))
    return starts[0], starts[1]
