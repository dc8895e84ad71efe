"""How articles that have a record are looked at again, and when one that is missing is taken for removed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, signals

from crawler.belief import carried, doubted, open_questions, pick
from crawler.content_hash import same
from crawler.items import Article, KnownArticle, Removal
from crawler.looks import Validators
from crawler.revisits import CONTROLS, MANY
from crawler.zone import utc
from spiders.base import ELSEWHERE, SourceError, validators_of
from spiders.reading import ReadingSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.extract.verdict import Verdict
    from crawler.ledger import Link
    from crawler.looks import Missing
    from crawler.urls import ArticleAddress
    from spiders.base import Arguments

LOOK_PRIORITY = -2_000_000
"""Below all that is not stored yet."""
MOST_HELD = 100
"""Articles that say something else than their records and wait to be judged, about."""
CANDIDATES = 60
"""Articles among which those are picked that tell most about the template."""
PICKED = 2 * CONTROLS
"""Those that are picked at most, where some of them bring no article."""
POLL = 0.05
"""Seconds between two looks whether all answers are there."""


class LookingSpider(ReadingSpider):
    """Base of the spiders that look at stored articles again."""

    def __init__(self, crawler: Crawler, arguments: Arguments) -> None:
        super().__init__(crawler, arguments)
        self._missed: dict[str, tuple[Link, str]] = {}
        """What was missing and not judged yet, by id: the link and the evidence."""
        self._unanswered: set[str] = set()
        """Ids of those whose look brought no article, which can tell nothing of the template."""
        self._seen: Counter[str] = Counter()
        """Edition to how many articles of it were there."""

    async def look_at(
        self, edition: str, links: Iterable[Link], *, named: bool = False, whole: bool = False
    ) -> AsyncIterator[Any]:
        """Requests for *links*, articles of *edition*, then records of those that are removed.

        :param named: whether a person asked for these; *whole*: without a condition.
        """
        for place, link in enumerate(links):
            if self.run.origins[edition] in self.run.unwell:
                return
            if self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            if self.frontier.readings.waiting(edition) >= MOST_HELD:
                async for one in self.changed(edition):
                    yield one
            yield self.look(link, priority=LOOK_PRIORITY - place, named=named, whole=whole)
        async for one in self.changed(edition):
            yield one
        async for removed in self.removed(edition):
            yield removed

    async def answers(self) -> None:
        """Wait until all looks are answered."""
        while self.frontier.looking and self.run.problem is None and self.run.signal is None:
            await asyncio.sleep(POLL)

    def look(self, link: Link, *, priority: int, named: bool, whole: bool) -> Request:
        """The request for the article *link*, that has a record: conditional where that is possible, if not *whole*."""
        self.frontier.look(link, named=named)
        validators = Validators() if whole else self.run.looks.validators(link, now=self.run.now())
        return Request(
            self.frontier.url(link),
            headers=validators.headers(),
            callback=self.parse_look,
            errback=self.look_failed,
            cb_kwargs={"link": link},
            priority=priority,
            meta={"expects": "article"},
        )

    # -- answers

    def parse_look(self, response: Response, link: Link) -> Iterator[Article | Request]:
        """The article in *response*, if it is not what it was."""
        if response.status == 304:
            self._seen[link.edition] += 1
            if link.state == "gone":  # it is back, as it was: read it whole
                yield self.look(link, priority=LOOK_PRIORITY, named=False, whole=True)
            else:
                self.frontier.known(link.id)
            return
        page, verdict = self.read(response, "article")
        if self.rendering.wants(response, verdict, "article"):
            yield self.rendering.again(response, "article")
            return
        address = self.run.origins.article(response.url)
        evidence = evidence_of(verdict, link, address, response.url)
        if evidence is not None or verdict.kind != "ok":
            self._unanswered.add(link.id)
        if evidence is not None:
            self._missed[link.id] = (link, evidence)
            self.frontier.absent(link.id, evidence)
        elif verdict.kind != "ok":
            self.frontier.failed(link.id, verdict.reason)
        else:
            self._seen[link.edition] += 1
            self.frontier.validators[link.id] = validators_of(response)
            assert address is not None  # or else it were evidence
            if address.path != link.path:
                self.run.ledger.moved(link.id, address.path)
            yield from self.articles(page, response, address)

    def look_failed(self, failure: Failure) -> None:
        """Take note of a look that brought no answer."""
        self.article_failed(failure)
        id = failure.request.cb_kwargs["link"].id  # type: ignore[attr-defined]
        self._unanswered.add(id)
        self.frontier.unasked(id)

    # -- what is changed

    async def changed(self, edition: str) -> AsyncIterator[Any]:
        """Requests for articles of *edition* that tell whether it has another template, then records of changes.

        A field that others too have otherwise than their records is not believed: it stays as the record has it.
        """
        await self.answers()
        readings = self.frontier.readings
        while controls := self.controls(edition):
            for link in controls:
                readings.picked.add(link.id)
                yield self.look(link, priority=LOOK_PRIORITY, named=False, whole=True)
            await self.answers()
        if self.run.problem is not None or self.run.signal is not None:
            return
        held, others = readings.of(edition)
        unread = bool(readings.picked) and not any(other.picked for other in others)
        readings.release(held)
        if not held:
            return
        from crawler.reread import revised

        for one in held:
            fields = set(one.reading.other) if unread else doubted(one.reading, others)
            item = carried(one.known, one.item, fields)
            if fields:
                self.logger.info("%s: not believed, for others are otherwise too: %s", item.id, sorted(fields))
                self.frontier.validators.pop(item.id, None)
            if same(one.known, item) and one.known.event != "removed":
                self.frontier.doubted(item.id, "no control could be read" if unread else "others changed like it")
            else:
                yield revised(one.known, item)

    def controls(self, edition: str) -> list[Link]:
        """Articles of *edition* that are to be read in order to know its template; none if that is known."""
        readings = self.frontier.readings
        held, others = readings.of(edition)
        if not held:
            return []
        questions, count = open_questions([one.reading for one in held], others)
        count = min(count - len(readings.picked - self._unanswered), PICKED - len(readings.picked))
        if not questions or count < 1:
            return []
        told = readings.picked.union(self._unanswered, (one.id for one in others))
        links = {link.id: link for link in self.run.looks.controls(edition, CANDIDATES) if link.id not in told}
        records = [record for id in links if (record := self.run.files.read(id)) is not None]
        return [links[id] for id in pick(questions, records, count)]

    # -- what is missing

    async def removed(self, edition: str) -> AsyncIterator[Article]:
        """Records of the articles of *edition* that are missing and by now count as removed.

        What is missing is believed only if other articles are there: while the site is unwell nothing is removed.
        """
        missed = [(link, why) for link, why in self._missed.values() if link.edition == edition]
        for link, _ in missed:
            del self._missed[link.id]
        if not missed:
            return
        now = self.run.now()
        if not await self.is_well(edition, len(missed)):
            self.logger.warning("%d articles of %s are missing, but so are others: not believed", len(missed), edition)
            self.frontier.count("orda/doubted/missing", len(missed))
            for link, _ in missed:
                self.run.looks.failed(link.id, now=now)
            return
        looks, rules = self.run.looks, self.run.config.rules
        for link, evidence in missed:
            if link.state == "gone":
                looks.still_gone(link, now=now)
                continue
            missing = looks.missed(link, now=now)
            of = {"missing": looks.missing(edition), "watched": looks.watched(edition)}
            if rules.removed(missing.sightings, missing.since, now, **of):
                yield self.removal(link, missing, evidence)

    async def is_well(self, edition: str, missing: int) -> bool:
        """Whether articles of *edition* are there, while so many are *missing*."""
        seen = self._seen[edition]
        if seen > missing or (seen and missing <= MANY):
            return True
        now = self.run.now()
        controls = self.run.looks.controls(edition, CONTROLS if missing > 1 else 1)
        for link in controls:
            try:
                conditions = self.run.looks.validators(link, now=now)
                response = await self.get(self.frontier.url(link), conditions.headers(), expects="article")
                if response.status == 304:
                    continue
                response, _, verdict = await self.read_opened(response, "article")
            except SourceError:
                return False
            address = self.run.origins.article(response.url)
            if verdict.kind != "ok" or evidence_of(verdict, link, address, response.url) is not None:
                return False
        return bool(controls)

    def removal(self, link: Link, missing: Missing, evidence: str) -> Article:
        """The record that says that *link* is removed: what it said last, and why."""
        known = self.run.files.read(link.id)
        assert isinstance(known, KnownArticle)
        values = {field.name: getattr(known, field.name) for field in fields(Article)}
        values |= {
            "event": "removed",
            "revision": known.revision + 1,
            "previous_hash": known.content_hash,
            "changes": (),
            "removal": Removal(
                last_seen=utc(missing.seen_at),
                first_missed=utc(missing.since),
                sightings=missing.sightings,
                evidence=evidence,
            ),
            "fetched_at": utc(self.run.now()),
            "run_id": self.run.run_id,
        }
        return Article(**values)


def evidence_of(verdict: Verdict, link: Link, address: ArticleAddress | None, url: str) -> str | None:
    """What in the answer from *url*, which may be *address*, speaks for *link* being no more; None if nothing."""
    if verdict.kind in ("gone", "not_found", "soft_404"):
        return verdict.reason
    if verdict.kind in ELSEWHERE and (address is None or address.id != link.id):
        return f"redirected to {address.id if address else urlsplit(url).path}"
    return None
