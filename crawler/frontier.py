"""What becomes of the links a run asks for: each outcome goes into the ledger and into one count.

The counts are named ``orda/<stage>/<reason>``; summary, exit code and whatever else reports on a run read those alone.
Stages: ``new``, ``changed``, ``removed``, ``restored``, ``reextracted``, ``known``, ``absent``, ``doubted``,
``failed``, ``missing``, ``gone``, ``rejected``, ``alias``, ``unknown``, ``error``, ``list``, ``unwell``,
``disagreement``, ``drift``, ``written/<edition> <event>``, ``lag/<edition> <seconds>`` and ``lag_sum/<edition>`` (from
publication to capture: how many within so many seconds), and ``asked/<outcome>`` for the links that decide the exit
code: those that a person named, and those that no earlier run had tried.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.belief import Readings
from crawler.drift import Drift
from crawler.extract.version import EXTRACTOR
from crawler.items import Article
from crawler.ledger import DAY, Link
from crawler.looks import Validators
from crawler.run import Run
from crawler.urls import ArticleAddress

if TYPE_CHECKING:
    from crawler.extract.page import Page

LAGS = (60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400)
"""Seconds from publication to capture: the bounds of the classes in which they are counted."""
EXAMPLES = 3
"""Ids that are kept of each reason."""
FAILURES_IN_A_ROW = 10
"""So many connections to a host in a row that came to nothing, and it is left alone for the rest of the run."""
BLOCKS_IN_A_ROW = 3
"""So many pages in a row that a host refuses, or wants something for, and it is left alone for the rest of the run."""
ROBOTS_RETRY = DAY
"""Seconds until a link that robots.txt forbids is tried again."""

log = logging.getLogger(__name__)


class Frontier:
    """The links in flight of *run*. *count* adds one, or its second argument, to a named count."""

    def __init__(self, run: Run, count: Callable[..., object]) -> None:
        self.run = run
        self.count = count
        self.crawl_delays: dict[str, float] = {}
        """Origin to the `Crawl-delay` of its robots.txt, in seconds."""
        self._asked: dict[str, bool] = {}
        """The links in flight, by id, and whether what becomes of them counts in the exit code."""
        self._looks: set[str] = set()
        """Those of them that have a record."""
        self.readings = Readings()
        self.validators: dict[str, Validators] = {}
        """Of answers whose article is not written yet, by id."""
        self.sure: set[str] = set()
        """Ids of those whose page is an article beyond doubt."""
        self._said: dict[tuple[str, bytes], str] = {}
        """Origin and signature of pages that are not: address to the first that said that."""
        self._repeats: Counter[str] = Counter()
        self._silent: Counter[str] = Counter()
        self._blocks: Counter[str] = Counter()
        self.drift = Drift(EXTRACTOR)
        self.examples: dict[str, list[str]] = {}
        """Count to the ids of some of the links that it counts: ``failed/timeout``."""

    def ask(self, link: Link, *, named: bool) -> None:
        """Take note that *link* is being fetched, because a person *named* it or else because it is due."""
        self._asked[link.id] = named or (link.state == "pending" and link.attempts == 0)

    def look(self, link: Link, *, named: bool) -> None:
        """Take note that *link*, which has a record, is being fetched again."""
        self._asked[link.id] = named
        self._looks.add(link.id)

    def unasked(self, id: str) -> None:
        """The link *id* was not fetched after all: it stays as it was."""
        self._asked.pop(id, None)
        self._looks.discard(id)

    def looks_at(self, id: str) -> bool:
        """Whether the article *id* is fetched because it has a record."""
        return id in self._looks

    @property
    def looking(self) -> bool:
        """Whether articles that have a record are being fetched."""
        return bool(self._looks)

    def url(self, link: Link) -> str:
        """Where *link* is fetched."""
        return self.run.origins[link.edition] + link.path

    def _outcome(self, id: str, outcome: str, stage: str, reason: str) -> None:
        self._looks.discard(id)
        self.sure.discard(id)
        if self._asked.pop(id, False):
            self.count(f"orda/asked/{outcome}/{reason}")
        self.count(f"orda/{stage}/{reason}")
        if outcome != "read" and len(some := self.examples.setdefault(f"{stage}/{reason}", [])) < EXAMPLES:
            some.append(id)

    def flush(self) -> None:
        """Write the batch in hand: its articles are known from now on.

        :raises Problem: 74 if it cannot be written.
        """
        articles = {id: draft.article for id, draft in self.run.batch.items()}
        if self.run.flush():
            for id, article in articles.items():
                self._outcome(id, "read", article.event, article.event)
                self.count(f"orda/written/{article.edition} {article.event}")
                if article.event == "new" and self.run.config.job == "latest" and article.date_published:
                    self._lag(article.edition, article.date_published)

    def _lag(self, edition: str, published: str) -> None:
        """Count how long ago an article of *edition* was *published* that is written now; not a date without a time."""
        if published[11:19] != "00:00:00":
            lag = max(0.0, (self.run.clock() - datetime.fromisoformat(published)).total_seconds())
            self.count(f"orda/lag/{edition} {next((bound for bound in LAGS if lag <= bound), 'more')}")
            self.count(f"orda/lag_sum/{edition}", int(lag))

    def finish(self) -> None:
        """Compare the pages of the run with those before it.

        :raises ArchiveError: if the ledger cannot be read or written.
        """
        for name, found in self.drift.disagreements.items():
            self.count(f"orda/disagreement/{name}", len(found))
        config = self.run.config
        editions = config.command.partition(" ")[2].split(",") if config.job == "latest" else ()
        self.run.alarms = self.drift.finish(self.run.ledger, now=self.run.now(), editions=editions)
        for alarm in self.run.alarms:
            if not alarm.again:
                log.warning("drift: %s", alarm)
                self.count(f"orda/drift/{'affected' if alarm.affects else 'covered'}")

    def note(self, page: Page, article: Article) -> None:
        """Take note of what *page* says and how, from which *article* was read."""
        self.drift.note(page, article, now=self.run.clock(), known=article.id in self._looks)

    def known(self, id: str) -> None:
        """The article *id* says what its record says."""
        validators = self.validators.pop(id, None)
        if id in self._looks:
            self.run.looks.unchanged(id, validators, now=self.run.now())
        self._outcome(id, "read", "known", "stored")

    def hold(self, known: Article, item: Article) -> None:
        """*item* says something else than *known*, its record. What that means is decided when more is known."""
        self._looks.discard(item.id)
        self.readings.hold(known, item)

    def doubted(self, id: str, reason: str) -> None:
        """What the article *id* says otherwise than its record is not believed: it is looked at again."""
        self.validators.pop(id, None)
        self.run.looks.doubted(id, now=self.run.now())
        self.drift.doubted(id)
        self._outcome(id, "doubted", "doubted", reason)

    def absent(self, id: str, reason: str) -> None:
        """An article that has a record was missing. What that means is decided when more is known."""
        self._outcome(id, "missing", "absent", reason)

    def rejected(self, id: str, reason: str) -> None:
        """*id* is no article, for *reason*."""
        self.run.ledger.reject(id, reason)
        self._outcome(id, "rejected", "rejected", reason)

    def misread(self, id: str, reason: str, *, extractor: str) -> None:
        """What came for *id* is no article by the rules of version *extractor*, for *reason*."""
        if id in self._looks:
            self.failed(id, reason)
            return
        log.warning("%s rejected: %s", id, reason)
        if self.run.ledger.links([id])[id].job == "latest":  # what others ask for may never have been one
            self.drift.count(id)
        self.run.ledger.misread(id, reason, extractor=extractor, now=self.run.now())
        self._outcome(id, "rejected", "rejected", reason)

    def forbidden(self, id: str) -> None:
        """robots.txt forbids to fetch *id*: rejected for now."""
        reason = "robots.txt forbids it"
        self.run.ledger.reject(id, reason, next_try=self.run.now() + ROBOTS_RETRY)
        self._outcome(id, "rejected", "rejected", reason)

    def gone(self, id: str, reason: str) -> None:
        """The site says for good that *id* is no more."""
        self.run.ledger.gone(id, reason)
        self._outcome(id, "missing", "gone", reason)

    def missing(self, id: str, reason: str) -> None:
        """The site does not know *id*: gone, if that has been so for long enough; else looked for again later."""
        state = self.run.ledger.fail(id, reason, now=self.run.now(), missing=True)
        self._outcome(id, "missing", "gone" if state == "gone" else "missing", reason)

    def failed(self, id: str, reason: str) -> None:
        """The fetch of *id* failed; it is tried again later."""
        log.warning("%s failed: %s", id, reason)
        if id in self._looks:
            self.run.looks.failed(id, now=self.run.now())
        else:
            self.run.ledger.fail(id, reason, now=self.run.now())
        self._outcome(id, "failed", "failed", reason)

    def erred(self, id: str | None, reason: str) -> None:
        """The program itself failed, over the article *id* if that is known: it stays as it was."""
        if id in self._looks:
            self.run.looks.failed(id, now=self.run.now())
        elif id is not None and id in self.run.ledger.links([id]):
            self.run.ledger.err(id, f"error: {reason}", now=self.run.now())
        self._outcome(id or "", "error", "error", reason)

    def alias(self, link: Link, address: ArticleAddress, *, named: bool) -> None:
        """*link* led to the article *address*; where a person *named* the link, that is what they asked for."""
        self.run.ledger.alias(link.id, address, job=link.job, now=self.run.now())
        counts = self._asked.pop(link.id, False)
        self.count("orda/alias/redirect")
        if counts and not named:
            self.count("orda/asked/missing/alias")
        self._asked[address.id] = counts and named

    # -- hosts

    def answered(self, origin: str) -> None:
        """*origin* answered something."""
        self._silent.pop(origin, None)

    def silent(self, origin: str, reason: str) -> None:
        """A connection to *origin* came to nothing; after some in a row the host is left alone."""
        self._silent[origin] += 1
        if self._silent[origin] >= FAILURES_IN_A_ROW:
            self.leave(origin, f"{FAILURES_IN_A_ROW} connections in a row failed ({reason})")

    def blocked(self, origin: str, reason: str, *, at_once: bool) -> None:
        """*origin* refuses a page, or wants something first; after some in a row, or *at_once*, it is left alone."""
        self._blocks[origin] += 1
        if at_once or self._blocks[origin] >= BLOCKS_IN_A_ROW:
            self.leave(origin, f"it blocks ({reason})")

    def repeated(self, origin: str, signature: bytes, url: str) -> str | None:
        """The other address of *origin* where a page said the same as the one at *url*; None if none did.

        Where all pages say the same, the host puts one in the place of the articles, and is left alone.
        """
        first = self._said.setdefault((origin, signature), url)
        if first == url:
            return None
        self._repeats[origin] += 1
        if self._repeats[origin] >= FAILURES_IN_A_ROW:
            self.leave(origin, f"it answers {FAILURES_IN_A_ROW} addresses in a row with the same page")
        return first

    def let_in(self, origin: str) -> None:
        """*origin* answered with a page."""
        self._blocks.pop(origin, None)
        self._repeats.pop(origin, None)

    def leave(self, origin: str, reason: str, *, stage: str = "unwell") -> None:
        """Ask nothing more of *origin* in this run, for *reason*; its links stay as they are."""
        if origin not in self.run.unwell:
            log.warning("%s is left alone for this run: %s", origin, reason)
            self.run.unwell[origin] = reason
            self.count(f"orda/{stage}/{reason}")
