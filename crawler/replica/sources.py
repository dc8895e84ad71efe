"""What names the articles of an edition besides its pages for readers: sitemaps, an index of them, and feeds."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from crawler.replica.clock import almaty
from crawler.replica.newsroom import Entry, Newsroom
from crawler.replica.parts import escape

HIDEABLE = ("list", "block", "days", "sitemaps", "feeds")
"""What an article can be left out of: latest news (also the front page and sections); the blocks beside an article;
day archives; sitemaps; feeds."""
LASTMODS = ("time", "day", "local", "missing", "future", "wrong")
JUNK = ("dead", "malformed", "duplicates", "others")
FEED_FORMATS = {"rss": "application/rss+xml", "rdf": "application/rdf+xml", "atom": "application/atom+xml"}
DEAD_SLUGS = (
    "a-story-that-was-thrown-away__trashed",
    "a-story-with-an-object%ef%bf%bc-in-it",
    "a-story-with-a-selector-%ef%b8%8f",
    "a-story-nobody-finds",
)
"""Of addresses that sitemaps list and that answer 404; one more has the number of a hole."""
PUBLIC_HOSTS = {"en": "en.orda.kz", "ru": "orda.kz", "kk": "kaz.orda.kz"}
YEAR = timedelta(days=365)

_SITEMAP = re.compile(r"/sitemap/sitemap_news([1-9]\d{0,5})\.xml(\.gz)?")
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_WRONG_DATES = ("0000-00-00 00:00:00", "Thu, 01 Jan 1970 00:00:00 +0000", "Sun, 32 Nov 2026 25:61:00 +0500", "soon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Which sources an edition has, and what they are like.

    :raises ValueError: for a value that there is not.
    """

    pages: bool = True
    """Whether lists have further pages. If not, `/last-news/` ends after the first, and a day is on one page."""
    days: bool = True
    """Whether there are day archives."""
    sitemaps: bool = True
    """Whether there are `/sitemap/sitemap_news1.xml`, `…2.xml`, …: number 1 has the newest articles, newest first, as
    the site's content-management system has it."""
    sitemap_size: int = 300
    """Articles in one of them."""
    skipped: tuple[int, ...] = (3,)
    """Numbers in the row that are left out: they answer 404, and the next number has what they would have had."""
    oldest_first: bool = False
    """Whether it is the other way round: number 1 has the oldest, and all shift when one is removed."""
    empty_end: bool = False
    """Whether numbers beyond the last answer with an empty sitemap; else 404."""
    packed: bool = False
    """Whether sitemaps are at `….xml.gz` instead, under gzip."""
    index: bool = False
    """Whether `/sitemap.xml` is there: an index of the sitemaps."""
    lastmod: str = "time"
    """When an article was last changed or else published: ``time`` (with offset), ``day``, ``local`` (a time without
    offset), ``missing``, ``future`` (a year too late), ``wrong`` (no date), ``mixed`` (all of these by turns)."""
    junk: tuple[str, ...] = ()
    """What else is in the middle of the first sitemap: ``dead`` (:data:`DEAD_SLUGS`), ``malformed`` (entries without a
    readable address, and an address with a bare ampersand, which makes the file no XML), ``duplicates`` (of its first
    three, spelled otherwise, a year older), ``others`` (pages, another edition's article, another host)."""
    feeds: tuple[str, ...] = ("/feed/",)
    """Paths at which there is a feed of the newest articles."""
    feed_size: int = 25
    """Articles in a feed."""
    feed_format: str = "rss"
    """``rss`` (2.0), ``rdf`` (RSS 1.0) or ``atom``."""
    feed_links: str = "absolute"
    """``absolute`` or ``relative`` (then also without identifiers that are addresses)."""
    feed_dates: str = "right"
    """``right``, ``wrong`` or ``missing``."""

    def __post_init__(self) -> None:
        choices = {
            "lastmod": (*LASTMODS, "mixed"),
            "junk": JUNK,
            "feed_format": tuple(FEED_FORMATS),
            "feed_links": ("absolute", "relative"),
            "feed_dates": ("right", "wrong", "missing"),
        }
        for name, allowed in choices.items():
            value = getattr(self, name)
            for one in value if isinstance(value, tuple) else (value,):
                if one not in allowed:
                    raise ValueError(f"unknown {name} {one!r}; there are {', '.join(allowed)}")
        if self.sitemap_size < 1:
            raise ValueError("a sitemap has at least one article")


def xml_page(path: str, room: Newsroom, sources: Sources, origin: str) -> tuple[bytes, str] | None:
    """The sitemap, index or feed at *path* and its content type, or None if there is none.

    :param origin: where the edition is served.
    """
    if match := _SITEMAP.fullmatch(path):
        there = sources.sitemaps and sources.packed == bool(match[2])
        body = _sitemap(int(match[1]), room, sources, origin) if there else None
        if body is None:
            return None
        return (gzip.compress(body, 1, mtime=0), "application/gzip") if sources.packed else (body, "application/xml")
    if path == "/sitemap.xml" and sources.index:
        return _index(room, sources, origin), "application/xml"
    if path.rstrip("/") in (feed.rstrip("/") for feed in sources.feeds):
        return _feed(room, sources, origin, path), f"{FEED_FORMATS[sources.feed_format]}; charset=utf-8"
    return None


# -- sitemaps


def _sitemap(number: int, room: Newsroom, sources: Sources, origin: str) -> bytes | None:
    listed = room.listed("sitemaps")
    if sources.oldest_first:
        listed = listed[::-1]
    start = (number - 1 - sum(1 for one in set(sources.skipped) if one < number)) * sources.sitemap_size
    if number in sources.skipped or (start and start >= len(listed) and not sources.empty_end):
        return None
    entries = listed[start : start + sources.sitemap_size]
    urls = [
        _url(origin + room.path(entry), _lastmod(entry, sources.lastmod, index)) for index, entry in enumerate(entries)
    ]
    if number == 1:
        urls[len(urls) // 2 : len(urls) // 2] = _junk(room, sources.junk, entries, origin)
    return _xml(f"<urlset {_XMLNS}>\n{''.join(urls)}</urlset>\n")


def _index(room: Newsroom, sources: Sources, origin: str) -> bytes:
    files = max(1, -(-len(room.listed("sitemaps")) // sources.sitemap_size))
    row = (number for number in range(1, files + len(sources.skipped) + 1) if number not in sources.skipped)
    suffix = ".gz" if sources.packed else ""
    changed = almaty(datetime.fromtimestamp(room.changed, timezone.utc)).isoformat()
    sitemaps = "".join(
        f"<sitemap>\n<loc>{origin}/sitemap/sitemap_news{number}.xml{suffix}</loc>\n<lastmod>{changed}</lastmod>\n"
        "</sitemap>\n"
        for number, _ in zip(row, range(files), strict=False)
    )
    return _xml(f"<sitemapindex {_XMLNS}>\n{sitemaps}</sitemapindex>\n")


def _url(loc: str, lastmod: str) -> str:
    time = f"\t\t<lastmod>{lastmod}</lastmod>\n" if lastmod else ""
    return f"\t<url>\n\t\t<loc>{loc}</loc>\n{time}\t\t<priority>0.6</priority>\n\t</url>\n"


def _lastmod(entry: Entry, form: str, index: int) -> str:
    form = LASTMODS[index % len(LASTMODS)] if form == "mixed" else form
    moment = almaty(datetime.fromtimestamp(entry.modified or entry.published, timezone.utc))
    return {
        "time": moment.isoformat(),
        "day": f"{moment:%Y-%m-%d}",
        "local": f"{moment:%Y-%m-%dT%H:%M:%S}",
        "future": (moment + YEAR).isoformat(),
        "wrong": _WRONG_DATES[0],
    }.get(form, "")


def _junk(room: Newsroom, kinds: Sequence[str], entries: Sequence[Entry], origin: str) -> list[str]:
    urls: list[str] = []
    if "dead" in kinds:
        urls += [_url(f"{origin}/{slug}/", "2026-11-01") for slug in (*DEAD_SLUGS, f"{DEAD_SLUGS[-1]}-{room.hole()}")]
    if "malformed" in kinds:
        urls += ["\t<url></url>\n", _url("", "2026-11-01"), _url("http://[", ""), _url("mailto:desk@orda.example", "")]
        urls += [_url(f"{origin}{room.path(entry)}?from=map&page=1", "") for entry in entries[:1]]
    if "duplicates" in kinds:
        for entry in entries[:3]:
            moment = almaty(datetime.fromtimestamp(entry.published, timezone.utc) - YEAR)
            urls.append(_url(f"{origin}{room.path(entry).rstrip('/')}?utm_source=map", moment.isoformat()))
    if "others" in kinds:
        number = {"en": 999_999, "ru": 999_999_999, "kk": 999_999_999}
        other = "ru" if room.edition != "ru" else "kk"
        urls += [_url(f"{origin}{path}", "2026-11-01") for path in ("/", "/sport/", "/2026/11/01/", "/last-news/")]
        urls.append(_url(f"https://{PUBLIC_HOSTS[other]}/a-story-of-another-edition-{number[other]}/", "2026-11-01"))
        urls.append(_url("https://elsewhere.example/a-story-1/", "2026-11-01"))
    return urls


# -- feeds


def _feed(room: Newsroom, sources: Sources, origin: str, path: str) -> bytes:
    items = [_item(room, sources, origin, index) for index in range(len(room.listed("feeds")[: sources.feed_size]))]
    if sources.feed_format == "atom":
        changed = datetime.fromtimestamp(room.changed, timezone.utc).isoformat()
        return _xml(
            f'<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Orda.kz</title>\n<link href="{origin}/"/>\n'
            f'<link rel="self" href="{origin}{path}"/>\n<updated>{changed}</updated>\n{"".join(items)}</feed>\n'
        )
    channel = f"<title>Orda.kz</title>\n<link>{origin}/</link>\n<description>Orda.kz</description>\n"
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    if sources.feed_format == "rdf":
        rdf = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        head = f'<channel rdf:about="{origin}/">\n{channel}</channel>\n'
        return _xml(f"<rdf:RDF {rdf} {dc}>\n{head}{''.join(items)}</rdf:RDF>\n")
    atom = f'<atom:link href="{origin}{path}" rel="self" type="application/rss+xml"/>\n'
    return _xml(
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" {dc}>\n<channel>\n{channel}{atom}'
        f"{''.join(items)}</channel>\n</rss>\n"
    )


def _item(room: Newsroom, sources: Sources, origin: str, index: int) -> str:
    entry = room.listed("feeds")[index]
    relative = sources.feed_links == "relative"
    link = ("" if relative else origin) + room.href(entry)
    title = escape(room.headline(entry))
    title = title if index % 2 else f"<![CDATA[{room.headline(entry)}]]>"
    text = f"<![CDATA[<p>{escape(room.story(entry).description or room.headline(entry))}</p>]]>"
    date = _date(entry, sources, index)
    if sources.feed_format == "atom":
        published = f"<published>{date}</published>" if date else ""
        return (
            f'<entry>\n<title>{title}</title>\n<link rel="alternate" href="{link}"/>\n<id>tag:orda,{entry.key}</id>\n'
            f'{published}<updated>2026-11-22T00:00:00Z</updated>\n<summary type="html">{text}</summary>\n</entry>\n'
        )
    content = f"<title>{title}</title>\n<link>{link}</link>\n<description>{text}</description>\n"
    if sources.feed_format == "rdf":
        return f'<item rdf:about="{link}">\n{content}{f"<dc:date>{date}</dc:date>" if date else ""}</item>\n'
    guid = f'<guid isPermaLink="false">{entry.key}</guid>' if relative else f'<guid isPermaLink="true">{link}</guid>'
    return f"<item>\n{content}{guid}\n{f'<pubDate>{date}</pubDate>' if date else ''}</item>\n"


def _date(entry: Entry, sources: Sources, index: int) -> str:
    if sources.feed_dates != "right":
        return _WRONG_DATES[index % len(_WRONG_DATES)] if sources.feed_dates == "wrong" else ""
    moment = almaty(datetime.fromtimestamp(entry.published, timezone.utc))
    return format_datetime(moment) if sources.feed_format == "rss" else moment.isoformat()


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
