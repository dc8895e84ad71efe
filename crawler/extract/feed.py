"""The articles that a feed lists: RSS 2.0 and 1.0, Atom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from crawler.extract.dates import parse_date
from crawler.extract.sitemap import ADDRESS_LIMIT, Token, attribute, plausible, read_text, scan
from crawler.extract.text import clean_value
from crawler.urls import ArticleAddress, Origins, absolute_url

_ENTRIES = frozenset(("item", "entry"))
_FEEDS = frozenset(("rss", "rdf", "feed", "channel"))
_DATES = ("published", "pubdate", "issued", "date")
"""Elements that say when an entry was published, best first. `updated` says something else."""
_TEXTS = frozenset((*_DATES, "title", "link", "guid", "id"))
_NO_PREFIX_NEEDED = frozenset(("date", "issued"))
"""Elements that have a prefix (`dc:date`) where their entry has none."""


class FeedError(ValueError):
    """What was read is no feed, or one that is refused; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article that a feed lists."""

    address: ArticleAddress
    headline: str
    """What the feed calls it; "" if it does not."""
    published: datetime | None
    """When the feed says that it was published: aware, in Almaty's zone, perhaps in the future. None if it does not
    say, or nothing that can be read."""


@dataclass(slots=True)
class _Entry:
    """An entry in the making."""

    base: str
    """What relative links are relative to."""
    prefix: str
    fields: dict[str, str] = field(default_factory=dict)
    """Name of an element to its text; the first of a name counts."""
    links: list[str] = field(default_factory=list)
    """Where it may lead, absolute, best first."""
    guesses: list[str] = field(default_factory=list)
    """Identifiers that may be addresses too."""
    reading: str = ""
    """The element whose text is being read."""
    skipping: bool = False
    """Whether this is about the feed that the entry was taken from (Atom's `source`)."""


def read_feed(body: bytes, *, url: str, origins: Origins, fetched_at: datetime) -> tuple[FeedEntry, ...]:
    """The articles of the edition of *url* that the feed *body* lists, in its order, each once.

    :param url: address of the feed, absolute.
    :param fetched_at: when it was fetched; aware.
    :raises FeedError: if it is something else, too large, or declares entities.
    """
    edition = origins.edition_of(url)
    found: dict[str, FeedEntry] = {}
    for entry in _entries(read_text(body, FeedError), url):
        links = (link for link in entry.links + entry.guesses if len(link) <= ADDRESS_LIMIT)
        addresses = (origins.article(link) for link in links)
        address = next((one for one in addresses if one and one.edition == edition), None)
        if address:
            dates = (parse_date(entry.fields.get(name, ""), fetched_at=fetched_at) for name in _DATES)
            published = next(filter(None, map(plausible, dates)), None)
            headline = clean_value(entry.fields.get("title", ""))
            found.setdefault(address.id, FeedEntry(address, headline, published))
    return tuple(found.values())


def _entries(text: str, url: str) -> Iterator[_Entry]:
    base, entry = url, None
    for token in scan(text, _FEEDS | _ENTRIES, FeedError):
        if token.name in _ENTRIES and (entry is None or token.prefix == entry.prefix):
            if entry:
                _finish(entry)
                yield entry
            entry = None if token.end else _Entry(_base(token, base), token.prefix)
            if entry:
                _guess(entry, attribute(token.attributes, "rdf:about"))
        elif entry:
            _add(entry, token)
        elif token.name in _FEEDS and not token.end:
            base = _base(token, base)
    if entry:
        yield entry


def _add(entry: _Entry, token: Token) -> None:
    """Note what *token* says about *entry*."""
    if token.name == "source":
        entry.skipping = not token.end and not token.attributes.endswith("/")
    if entry.skipping:
        return
    own = token.prefix == entry.prefix or token.name in _NO_PREFIX_NEEDED
    if token.name == "link" and not token.end and (href := attribute(token.attributes, "href")):
        if (attribute(token.attributes, "rel") or "alternate").lower() == "alternate":
            _link(entry, href, _base(token, entry.base))
    elif token.end and token.name == entry.reading and own:
        _finish(entry)
    elif not token.end and own and token.name in _TEXTS:
        _finish(entry)
        entry.reading = "" if token.name in entry.fields else token.name
        permanent = attribute(token.attributes, "isPermaLink") or "true"
        if token.name == "guid" and permanent.lower() != "true":
            entry.reading = ""
        if entry.reading:
            entry.fields[entry.reading] = token.text
    elif entry.reading == "title":
        # Markup that should have been escaped: what it surrounds belongs to the headline.
        entry.fields["title"] += token.text


def _finish(entry: _Entry) -> None:
    """The element that was being read is whole."""
    text = entry.fields.get(entry.reading, "").strip()
    if entry.reading == "link":
        _link(entry, text, entry.base)
    elif entry.reading in ("guid", "id"):
        _guess(entry, text)
    entry.reading = ""


def _link(entry: _Entry, href: str, base: str) -> None:
    if href and (link := absolute_url(href, base)):
        entry.links.append(link)


def _guess(entry: _Entry, identifier: str | None) -> None:
    """Note an identifier that is an address; a relative one may be any word."""
    if identifier and identifier.startswith(("http://", "https://")) and (link := absolute_url(identifier)):
        entry.guesses.append(link)


def _base(token: Token, base: str) -> str:
    """What is relative inside the element that *token* opens is relative to."""
    own = attribute(token.attributes, "xml:base")
    return (own and absolute_url(own, base)) or base
