"""Articles by address: the job of whoever needs some now."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import signals

from crawler.cli import origins_of
from crawler.items import Article
from crawler.run import USAGE, Problem
from crawler.urls import ArticleAddress, Origins, canonical_path
from spiders.base import Arguments, OrdaSpider, seconds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.ledger import Link

AT_A_TIME = 500
LONGEST_LINE = 10_000
"""Bytes; the longest address is a fifth of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleArguments(Arguments):
    """What `article` was given, checked."""

    addresses: tuple[ArticleAddress, ...]


class ArticleSpider(OrdaSpider):
    """Fetches the articles at given addresses; those the archive has already are taken from there."""

    name = "article"
    job = "article"
    parameters: ClassVar[Mapping[str, str]] = {
        "url": "addresses of articles, with commas",
        "file": "a file of them, a line each, or - for standard input; blank lines and lines with # are skipped",
        **OrdaSpider.parameters,
    }
    by_address = True
    arguments: ArticleArguments

    def __init__(self, crawler: Crawler, arguments: ArticleArguments) -> None:
        super().__init__(crawler, arguments)
        self._given: set[str] = set()
        """Ids of articles that were given out: two addresses may lead to one."""

    def parse_article(self, response: Response, link: Link) -> Iterator[Article | Request]:
        """What the page holds, an article once."""
        for one in super().parse_article(response, link):
            if isinstance(one, Article):
                if one.id in self._given:
                    continue
                self._given.add(one.id)
            yield one

    @classmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> ArticleArguments:
        if ("url" in given) == ("file" in given):
            raise Problem(USAGE, "give the articles to fetch, as -a url=URL[,URL…] or as -a file=PATH")
        lines = given["url"].split(",") if "url" in given else read_lines(given["file"])
        addresses = read_addresses(lines, origins_of(settings))
        if not addresses:
            raise Problem(USAGE, f"there is no address in {'url' if 'url' in given else given['file']}")
        return ArticleArguments(title="article", wait=seconds(given), addresses=addresses)

    async def requests(self) -> AsyncIterator[Any]:
        """The stored record where there is one, else a request; never more than the engine can take."""
        addresses = self.arguments.addresses
        for first in range(0, len(addresses), AT_A_TIME):
            some = addresses[first : first + AT_A_TIME]
            self.run.ledger.discover(some, source="argument", job=self.job, now=self.run.now())
            links = self.run.ledger.links([address.id for address in some])
            for address in some:
                link = links[address.id]
                if self.crawler.engine.needs_backout():
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
                if link.state == "stored":
                    self._given.add(link.id)
                    yield self.run.files.read(link.id)
                elif address.dead:
                    self.frontier.ask(link, named=True)
                    self.frontier.rejected(link.id, "dead spelling")
                else:
                    yield self.ask(link)


def read_lines(path: str) -> Iterator[str]:
    """The lines of the file *path*, or of standard input for ``-``, without blank ones and comments.

    :raises Problem: 64 if it cannot be read or holds something else.
    """
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as file:
            while raw := file.readline(LONGEST_LINE + 1):
                line = raw.decode()
                if len(raw) > LONGEST_LINE:
                    raise Problem(USAGE, f"file={path}: a line is longer than {LONGEST_LINE} bytes")
                if line.strip() and not line.lstrip().startswith("#"):
                    yield line
    except OSError as error:
        raise Problem(USAGE, f"file={path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Problem(USAGE, f"file={path} is not text in UTF-8") from error


def read_addresses(lines: Iterator[str] | list[str], origins: Origins) -> tuple[ArticleAddress, ...]:
    """The articles that *lines* name, each once, in order.

    :raises Problem: 64 for a line that names none.
    """
    addresses: dict[str, ArticleAddress] = {}
    for line in lines:
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        address = origins.article(text)
        if address is None:
            raise Problem(USAGE, f"{text} is not the address of an article of an edition")
        addresses.setdefault(address.id, replace(address, path=canonical_path(address.path, lower=True)))
    return tuple(addresses.values())
