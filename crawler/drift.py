"""Whether pages are still what they were: facts about them (see :mod:`crawler.facts`), counted and compared.

The one rule: of the pages of a run a fact holds for less than half as large a share as in the weeks before, and chance
would bring that less than once in a million times. A run of fewer than :data:`LEAST` pages is taken together with what
came earlier on the day. Counted is what was published in the last days: what is older may have an older look. While
there are fewer than :data:`YOUNG` pages of before, so many are added for which :data:`DEFAULTS` hold. Rules of another
version begin anew: what they read is not what the old ones did.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import exp, lgamma, log, log1p
from typing import TYPE_CHECKING

from crawler.alarms import SHOWN, Alarm
from crawler.facts import ARTICLE, FIELDS, OWN, disagreeing, facts, paragraphs
from crawler.ledger import DAY
from crawler.zone import almaty_day

if TYPE_CHECKING:
    from crawler.extract.page import Page
    from crawler.items import Article
    from crawler.ledger import Ledger

WEEKS = 4
"""Weeks before today that a run is compared with."""
KEPT_DAYS = 120
LEAST = 5
"""Pages from which on anything is said of them."""
RECENT = 3 * DAY
"""Seconds since publication within which a page is counted."""
CHANCE = 1e-6
YOUNG = 50
DEFAULTS: Mapping[str, float] = {
    ARTICLE: 0.95,
    **dict.fromkeys(("headline", "body", "date_published"), 0.98),
    **dict.fromkeys(("headline=site", "body=site", "30 words", "2 blocks"), 0.9),
}
"""Share of pages for which a fact holds as long as nothing better is known."""

PLACES = ("bodies", "outside", "h1")
"""Facts about where a field is found: nothing new where its source is known to be silent, and another stands in."""
logger = logging.getLogger(__name__)


@dataclass
class Sample:
    """Pages of an edition: how many, and of how many of them which fact held."""

    pages: int = 0
    held: Counter[str] = field(default_factory=Counter)

    def add(self, pages: int, held: Mapping[str, int]) -> None:
        """Add so many *pages*."""
        self.pages += pages
        for fact, count in held.items():
            self.held[fact] += count

    def share(self, fact: str) -> float:
        """Of how many of the pages *fact* held."""
        return self.held[fact] / self.pages if self.pages else 0.0


class Drift:
    """The facts of a run; *extractor* is the version of the rules that find them."""

    def __init__(self, extractor: str) -> None:
        self.extractor = extractor
        self._found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        """Edition to ids to facts; none for what was rejected."""
        self._texts: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        """The same to paragraphs."""
        self.disagreements: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        """Field to the ids of articles about whose value two sources disagree, with both values."""

    def note(self, page: Page, article: Article, *, now: datetime) -> None:
        """Take note of what holds of *article*, read from *page*."""
        if not recent(article, now):
            return
        for name, (ours, other) in disagreeing(page, article):
            self.disagreements[name].append((article.id, ours, other))
            logger.info("%s: sources disagree about the %s: %r and %r", article.id, name, ours, other)
        self.count(article.id, facts(page, article), paragraphs(article))

    def count(self, id: str, found: frozenset[str] = frozenset(), texts: frozenset[str] = frozenset()) -> None:
        """Take note of what holds of the page of *id*, and of its paragraphs; nothing of one that is no article."""
        edition = id.partition(":")[0]
        self._found[edition][id] = found
        self._texts[edition][id] = texts

    def finish(self, ledger: Ledger, *, now: int) -> list[Alarm]:
        """Count what was noted, in *ledger*, and compare it with what is there; the alarms, worst first.

        :raises ArchiveError: if the ledger cannot be read or written.
        """
        if not self._found:
            return []
        today = almaty_day(now)
        self._begin_anew(ledger)
        self._compare_texts()
        before = set(given(ledger, today))
        alarms = [
            replace(alarm, again=f"{alarm.edition} {alarm.fact}" in before)
            for edition, pages in self._found.items()
            for alarm in self._alarms(ledger, edition, pages, today)
        ]
        with ledger.transaction() as db:
            for edition, pages in self._found.items():
                held = Counter(fact for found in pages.values() for fact in found)
                held[""] = len(pages)
                db.executemany(
                    "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT (edition, day, fact)"
                    " DO UPDATE SET pages = pages + excluded.pages",
                    [(edition, today, fact, count) for fact, count in held.items()],
                )
            said = before | {f"{alarm.edition} {alarm.fact}" for alarm in alarms}
            db.execute("INSERT OR REPLACE INTO meta VALUES ('alarms', ?)", ("\n".join([today, *sorted(said)]),))
            db.execute("DELETE FROM tally WHERE day < ?", (almaty_day(now - KEPT_DAYS * DAY),))
        self._found.clear()
        return sorted(alarms, key=lambda alarm: (not alarm.affects, alarm.share * -1))

    def _compare_texts(self) -> None:
        """Find out which articles have no paragraph that is in another."""
        for edition, pages in self._found.items():
            seen = Counter(text for texts in self._texts[edition].values() for text in texts)
            for id, texts in self._texts[edition].items():
                if pages[id] and all(seen[text] == 1 for text in texts):
                    pages[id] |= {OWN}
        self._texts.clear()

    def _begin_anew(self, ledger: Ledger) -> None:
        """Forget what rules of another version found."""
        rows = ledger.query("SELECT value FROM meta WHERE name = 'tally'")
        if rows != [(self.extractor,)]:
            with ledger.transaction() as db:
                db.execute("DELETE FROM tally")
                db.execute("INSERT OR REPLACE INTO meta VALUES ('tally', ?)", (self.extractor,))

    def _alarms(self, ledger: Ledger, edition: str, pages: Mapping[str, frozenset[str]], today: str) -> Iterator[Alarm]:
        days = _days(ledger, edition, today)
        run = Sample(len(pages), Counter(fact for found in pages.values() for fact in found))
        if run.pages < LEAST and today in days:
            run.add(days[today].pages, days[today].held)
        if run.pages < LEAST:
            return
        before = Sample()
        for day, sample in days.items():
            if day != today:
                before.add(sample.pages, sample.held)
        if before.pages < YOUNG:
            before.add(YOUNG, {fact: round(YOUNG * share) for fact, share in DEFAULTS.items()})
        found = list[Alarm]()
        for fact in telling(before, run):
            lacking = {id: found for id, found in pages.items() if fact not in found}
            alarm = Alarm(
                edition=edition,
                fact=fact,
                share=before.share(fact),
                of=run.pages,
                lacking=run.pages - run.held[fact],
                since=_since(days, fact, before.share(fact), today),
                again=False,
                pages=tuple(lacking)[:SHOWN],
                stands_in=stand_in(fact.partition("=")[0], lacking.values()),
            )
            found.append(alarm)
        covered = {alarm.field for alarm in found if alarm.stands_in}
        yield from (one for one in found if one.fact.partition("=")[0] not in PLACES or one.field not in covered)


def given(ledger: Ledger, today: str) -> list[str]:
    """The alarms that were given on this day: edition and fact."""
    rows = ledger.query("SELECT value FROM meta WHERE name = 'alarms'")
    day, *alarms = rows[0][0].split("\n") if rows else [""]
    return alarms if day == today else []


def _days(ledger: Ledger, edition: str, today: str) -> dict[str, Sample]:
    """What was counted on the days of the last weeks, today too."""
    first = date.fromisoformat(today) - timedelta(weeks=WEEKS)
    rows = ledger.query(
        "SELECT day, fact, pages FROM tally WHERE edition = ? AND day BETWEEN ? AND ?",
        edition,
        first.isoformat(),
        today,
    )
    days: dict[str, Sample] = defaultdict(Sample)
    for day, fact, count in rows:
        if fact:
            days[day].held[fact] = count
        else:
            days[day].pages = count
    return dict(days)


def recent(article: Article, now: datetime) -> bool:
    """Whether *article* was published in the last days, as far as it says."""
    if article.date_published is None:
        return True
    return (now - datetime.fromisoformat(article.date_published)).total_seconds() < RECENT


def telling(before: Sample, run: Sample) -> list[str]:
    """The facts that hold in *run* so much more rarely than *before* that it is no chance."""
    return [
        fact
        for fact in before.held
        if run.share(fact) < before.share(fact) / 2
        and chance(run.held[fact], run.pages, _cautious(before.held[fact], before.pages)) < CHANCE
    ]


def _cautious(held: int, pages: int) -> float:
    """The share that *held* of so many *pages* stand for, with room for what was not seen yet."""
    return (held + 1) / (pages + 2)


def chance(held: int, pages: int, share: float) -> float:
    """How likely it is that of so many *pages* at most *held* have what a *share* has (binomial)."""
    return sum(
        exp(lgamma(pages + 1) - lgamma(n + 1) - lgamma(pages - n + 1) + n * log(share) + (pages - n) * log1p(-share))
        for n in range(held + 1)
    )


def _since(days: Mapping[str, Sample], fact: str, share: float, today: str) -> str:
    since = today
    for day in sorted(days, reverse=True):
        if day != today:
            if days[day].share(fact) >= share / 2:
                break
            since = day
    return since


def stand_in(name: str, pages: Collection[frozenset[str]]) -> str | None:
    """The source that gives the field *name* on most of *pages*; "several" if it is not one; None if most lack it."""
    if name not in FIELDS or 2 * sum(name in found for found in pages) <= len(pages):
        return None
    sources = Counter(fact for found in pages for fact in found if fact.startswith(f"{name}="))
    # `image=site:div.postpic` comes with `image=site`: the longer says more.
    source, count = max(sources.items(), key=lambda item: (item[1], len(item[0])), default=("", 0))
    return source.partition("=")[2] if 2 * count > len(pages) else "several"
