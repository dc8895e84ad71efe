"""Looks at stored articles again, on demand: the scheduled looks are part of `latest`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.cli import id_of, span_of
from crawler.run import USAGE, Problem
from crawler.spans import Span
from spiders.base import Arguments, chosen_editions, seconds
from spiders.looking import LookingSpider

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.ledger import Link

AT_A_TIME = 500
MOST = 100_000
"""Articles that are due and looked at in one run, at most."""
FIRST_DAY = date(2005, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitArguments(Arguments):
    """What `revisit` was given, checked."""

    editions: tuple[str, ...]
    span: Span | None
    """Days of publication; None: all that is due, unless there are ids."""
    ids: tuple[str, ...]


class RevisitSpider(LookingSpider):
    """Looks at stored articles again: at those that are named, at those of some days, or at all that are due."""

    name = "revisit"
    job = "revisit"
    parameters: ClassVar[Mapping[str, str]] = {
        "since": "first day of publication: 2026-10-01, or 7d or 2w for so long ago; due or not",
        "until": "last day of publication (default: today)",
        "id": "ids (en:9716) or addresses of articles, with commas",
        "editions": "en, ru, kk, several with commas, or all (default: ORDA_EDITIONS)",
        **LookingSpider.parameters,
    }
    arguments: RevisitArguments

    @classmethod
    def read_arguments(cls, given: Mapping[str, str], settings: BaseSettings) -> RevisitArguments:
        if "id" in given and ("since" in given or "until" in given):
            raise Problem(USAGE, "give articles (-a id=) or days (-a since=, -a until=), not both")
        span = None
        if "since" in given or "until" in given:
            span = span_of(given.get("since", FIRST_DAY.isoformat()), given.get("until"))
        ids = tuple(id_of(text.strip(), settings, "id=") for text in given.get("id", "").split(",") if text.strip())
        if "id" in given and not ids:
            raise Problem(USAGE, "there is no id in id=")
        chosen = chosen_editions(given, settings)
        if ids:
            chosen = tuple(dict.fromkeys(id.partition(":")[0] for id in ids))
        return RevisitArguments(
            title=f"revisit {','.join(ids[:3] if ids else chosen)}{'…' if len(ids) > 3 else ''}",
            wait=seconds(given),
            editions=chosen,
            span=span,
            ids=ids,
        )

    async def requests(self) -> AsyncIterator[Any]:
        """Requests for the articles that were chosen, and records of those that are removed."""
        for edition in self.arguments.editions:
            async for one in self.look_at(edition, self.chosen(edition), named=True, whole=bool(self.arguments.ids)):
                yield one

    def chosen(self, edition: str) -> Iterator[Link]:
        """The articles of *edition* to look at."""
        if self.arguments.ids:
            yield from self._named(edition)
        elif self.arguments.span is not None:
            yield from self._of_days(edition, self.arguments.span)
        else:
            yield from self.run.looks.due(edition, now=self.run.now(), limit=MOST)

    def _named(self, edition: str) -> Iterator[Link]:
        ids = [id for id in self.arguments.ids if id.partition(":")[0] == edition]
        links = self.run.ledger.links(ids)
        for id in ids:
            if id in links and self.run.ledger.revision(id):
                yield links[id]
            else:
                self.logger.warning("%s has no record", id)
                self.frontier.count(f"orda/unknown/{id}: it has no record")

    def _of_days(self, edition: str, span: Span) -> Iterator[Link]:
        below = self.run.ledger.last_pk() + 1
        days = (span.since.isoformat(), span.until.isoformat())
        while links := self.run.looks.of_days(edition, *days, below=below, limit=AT_A_TIME):
            yield from links
            below = links[-1].pk
