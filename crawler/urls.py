"""Addresses: to which edition one belongs, what kind of page it names, which article it is, and how it is spelled.

An article is known by its identity and not by its spelling: scheme, ``www.``, final slash, query, fragment,
``/amp/``, letter case, percent-encoding and, where there is a number, the slug make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote, unquote, urljoin, urlsplit

from crawler.extract.text import nfc, plainly_joined
from crawler.site import DEAD_SPELLINGS, EDITIONS, SECTION_SLUGS

DEFAULT_PORTS = {"http": 80, "https": 443}

_NUMBERED = re.compile(r"(?P<slug>.*[^-])-+(?P<number>[0-9]{1,15})", re.DOTALL)
_FILE = re.compile(r"\.[a-z0-9]{1,5}$")
_DATED = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/(?:page/\d+/)?")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_HOST_PORT = re.compile(r"[^/:]+:\d+(/|$)")
_DEAD = re.compile(rf"(?:{'|'.join(DEAD_SPELLINGS)}).*", re.DOTALL)
_LONG = 300
"""Characters of an address from which nothing of it is remembered."""
_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class ArticleAddress:
    """The address of an article, as it is fetched, and whose article it is."""

    edition: str
    """`en`, `ru` or `kk`."""
    id: str
    """`en:9716`, or `ru:the-slug` for one without a number."""
    number: int | None
    """The article's number in its edition, or None."""
    path: str
    """Canonical path: percent-encoded UTF-8, final slash; letters as they were found."""

    @property
    def dead(self) -> bool:
        """Whether the address is one of the spellings known to lead nowhere."""
        return any(part in unquote(self.path) for part in DEAD_SPELLINGS)


class Origins:
    """The scheme, host and port that each edition is fetched from.

    :param configured: edition to origin (``http://127.0.0.1:8001``); an edition that is absent has its public host.
    :raises ValueError: for an unknown edition, a malformed origin, or two editions that share one.
    """

    def __init__(self, configured: Mapping[str, str] = MappingProxyType({})) -> None:
        self._origins = {key: f"https://{edition.host}" for key, edition in EDITIONS.items()}
        for key, value in configured.items():
            if key not in EDITIONS:
                raise ValueError(f"unknown edition {key!r}; there are {', '.join(EDITIONS)}")
            self._origins[key] = _origin(value)
        self._editions: dict[str, str] = {}
        for key, origin in self._origins.items():
            if origin in self._editions:
                raise ValueError(f"editions {self._editions[origin]} and {key} have one origin, {origin}")
            self._editions[origin] = key
        self._public: dict[str, str] = {}
        for key, edition in EDITIONS.items():
            for scheme in DEFAULT_PORTS:
                public = f"{scheme}://{edition.host}"
                owner = self._editions.get(public, key)
                if owner != key:
                    raise ValueError(f"the origin of edition {owner}, {public}, is the public host of edition {key}")
                self._public[public] = key

    def hosts(self, edition: str) -> tuple[str, ...]:
        """Host and port that absolute addresses in *edition* have, one of them."""
        return self._origins[edition].partition("://")[2], EDITIONS[edition].host

    def __getitem__(self, edition: str) -> str:
        """The origin of *edition*, without a final slash."""
        return self._origins[edition]

    def edition_of(self, url: str) -> str | None:
        """The edition that the absolute address *url* belongs to, by public host or by configured origin."""
        origin = origin_of(url)
        if origin is None:
            return None
        return self._editions.get(origin) or self._public.get(origin.replace("://www.", "://", 1))

    def localise(self, url: str) -> str | None:
        """*url* as it is fetched: under the origin of its edition. None if it belongs to no edition."""
        edition = self.edition_of(url)
        if edition is None:
            return None
        parts = urlsplit(url)
        return self._origins[edition] + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def article(self, url: str, base: str | None = None, *, listed: bool = True) -> ArticleAddress | None:
        """The article that *url* names, or None if it names something else or lies elsewhere.

        :param base: address of the page that *url* was found on, for relative ones.
        :param listed: whether an address without a number may count: only lists and people name such articles.
        """
        absolute = absolute_url(url, base)
        if absolute is None:
            return None
        edition = self.edition_of(absolute)
        if edition is None and base is None and not _has_scheme(url):
            edition = self.edition_of(absolute.replace("https://", "http://", 1))
        if edition is None:
            return None
        return (_article if len(absolute) < _LONG else _article.__wrapped__)(edition, absolute, listed)

    def id_of(self, text: str) -> str | None:
        """The id of the article that *text* names, by id (``en:9716``) or by address; None if it names none."""
        edition, colon, rest = text.partition(":")
        if colon and edition in EDITIONS and re.fullmatch(r"[^/\s]+", rest):
            return text
        address = self.article(text)
        return address.id if address else None

    def url(self, address: ArticleAddress) -> str:
        """Where *address* is fetched: absolute, canonical."""
        return self._origins[address.edition] + address.path


def absolute_url(url: str, base: str | None = None) -> str | None:
    """*url* made absolute against *base*; None if it is not an http(s) address or cannot be parsed.

    An address typed without a scheme (``en.orda.kz/a-story-1/``) is taken as https where there is no *base*.
    """
    url = _CONTROLS.sub("", url)
    try:
        if base is not None:
            url = plainly_joined(url, base) or urljoin(base, url)
        elif url.startswith("//"):
            url = f"https:{url}"
        elif not _has_scheme(url):
            url = f"https://{url}"
        return url if origin_of(url) is not None else None
    except ValueError:
        return None


def _has_scheme(url: str) -> bool:
    """Whether *url* begins with a scheme, and not with a host and a port."""
    return _SCHEME.match(url) is not None and _HOST_PORT.match(url) is None


def origin_of(url: str) -> str | None:
    """Scheme, host and port of *url* (the port only where it is not the scheme's own); None if it has none.

    Robots rules, pauses and limits go by this.
    """
    # Of the hundred addresses of a page most are of the same few hosts.
    end = url.find("/", len("https://")) if url.startswith(("http://", "https://")) else -1
    return _origin_of(url[:end]) if 0 < end < _LONG else _origin_of.__wrapped__(url)


@lru_cache(maxsize=1024)  # 2 % of a page
def _origin_of(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in DEFAULT_PORTS or not host or parts.username is not None:
            return None
        if ":" in host:
            host = f"[{host}]"
        port = parts.port
    except ValueError:
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None and port != DEFAULT_PORTS[parts.scheme] else "")


def is_day_archive(url: str) -> bool:
    """Whether *url* is a day archive (``/2026/11/22/``) or a further page of one."""
    return _DATED.fullmatch(urlsplit(url).path.rstrip("/") + "/") is not None


def canonical_path(path: str, *, lower: bool = False) -> str:
    """*path* in the one spelling used here: decoded, NFC, encoded again, single slashes, final slash.

    :param lower: in lower case too. The site's addresses are; what a person types may not be.
    """
    decoded = nfc(unquote(path)).strip()
    decoded = decoded.lower() if lower else decoded
    decoded = re.sub(r"/{2,}", "/", f"/{decoded.strip('/ ')}/")
    return quote(decoded, safe="/-._~!$&'()*+,;=:@")


@lru_cache(maxsize=1024)  # menus and lists are the same from page to page: 2 % of a page
def _article(edition: str, url: str, listed: bool) -> ArticleAddress | None:
    path = canonical_path(urlsplit(url).path)
    segments = path.strip("/").split("/")
    if len(segments) == 2 and segments[1].lower() == "amp":
        segments.pop()
    if len(segments) != 1 or not segments[0]:
        return None
    slug = unquote(segments[0]).lower()
    path = f"/{segments[0]}/"
    # A number after a dead spelling may be a mere counter: `a-5513__trashed-2` was the article 5513.
    match = _NUMBERED.fullmatch(_DEAD.sub("", slug)) or _NUMBERED.fullmatch(slug)
    if match and len(match["number"]) >= EDITIONS[edition].min_digits and int(match["number"]):
        number = int(match["number"])
        return ArticleAddress(edition, f"{edition}:{number}", number, path)
    if not listed or slug in SECTION_SLUGS or _FILE.search(slug) or slug.isdigit():
        return None
    return ArticleAddress(edition, f"{edition}:{slug}", None, path)


def _origin(value: str) -> str:
    try:
        parts = urlsplit(value.strip())
        origin = origin_of(value.strip())
    except ValueError:
        origin = None
    if origin is None or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is no origin; it takes the form http://host:port")
    return origin
