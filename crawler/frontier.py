"""What becomes of the links a run asks for: each outcome goes into the ledger and into one count.

The counts are named ``orda/<stage>/<reason>``; summary, exit code and whatever else reports on a run read those alone.
Stages: ``new``, ``known``, ``failed``, ``missing``, ``gone``, ``rejected``, ``alias``, ``error``, ``list``, ``unwell``,
``links``, and ``asked/<outcome>`` for links that no earlier run had tried, by which the exit code is decided.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from crawler.ledger import DAY, Link
from crawler.run import Run
from crawler.urls import ArticleAddress

FAILURES_IN_A_ROW = 10
"""So many connections to a host in a row that came to nothing, and it is left alone for the rest of the run."""
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
        self._asked: dict[str, Link] = {}
        self._silent: Counter[str] = Counter()

    def ask(self, link: Link) -> None:
        """Take note that *link* is being fetched."""
        self._asked[link.id] = link

    def url(self, link: Link) -> str:
        """Where *link* is fetched."""
        return self.run.origins[link.edition] + link.path

    def _outcome(self, id: str, outcome: str, stage: str, reason: str) -> None:
        link = self._asked.pop(id, None)
        reason = reason.replace("/", " ")
        if link is not None and (link.job == "article" or (link.attempts == 0 and link.state == "pending")):
            self.count(f"orda/asked/{outcome}/{reason}")
        self.count(f"orda/{stage}/{reason}")

    def flush(self) -> None:
        """Write the batch in hand: its articles are known from now on.

        :raises Problem: 74 if it cannot be written.
        """
        ids = list(self.run.batch)
        if self.run.flush():
            for id in ids:
                self._outcome(id, "read", "new", "new")

    def known(self, id: str) -> None:
        """The article *id* has a record already."""
        self._outcome(id, "read", "known", "stored")

    def rejected(self, id: str, reason: str, *, extractor: str | None = None) -> None:
        """What came for *id* is no article, for *reason*, by the rules of version *extractor* if they said so."""
        log.warning("%s rejected: %s", id, reason)
        self.run.ledger.reject(id, reason, extractor=extractor)
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
        self.run.ledger.fail(id, reason, now=self.run.now())
        self._outcome(id, "failed", "failed", reason)

    def erred(self, id: str | None, reason: str) -> None:
        """The program itself failed, over the article *id* if that is known: it stays as it was."""
        if id is not None and id in self.run.ledger.links([id]):
            self.run.ledger.err(id, f"error: {reason}", now=self.run.now())
        self._outcome(id or "", "error", "error", reason)

    def alias(self, link: Link, address: ArticleAddress) -> None:
        """*link* led to the article *address*, which is asked for in its place."""
        self.run.ledger.alias(link.id, address, job=link.job, now=self.run.now())
        self._asked.pop(link.id, None)
        self.count("orda/alias/redirect")
        self._asked[address.id] = replace(link, id=address.id, path=address.path)

    # -- hosts

    def answered(self, origin: str) -> None:
        """*origin* answered something."""
        self._silent.pop(origin, None)

    def silent(self, origin: str, reason: str) -> None:
        """A connection to *origin* came to nothing; after some in a row the host is left alone."""
        self._silent[origin] += 1
        if self._silent[origin] >= FAILURES_IN_A_ROW:
            self.leave(origin, f"{FAILURES_IN_A_ROW} connections in a row failed ({reason})")

    def leave(self, origin: str, reason: str, *, stage: str = "unwell") -> None:
        """Ask nothing more of *origin* in this run, for *reason*; its links stay as they are."""
        if origin not in self.run.unwell:
            log.warning("%s is left alone for this run: %s", origin, reason)
            self.run.unwell[origin] = reason
            self.count(f"orda/{stage}/{reason.replace('/', ' ')}")
