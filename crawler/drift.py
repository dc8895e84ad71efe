"""Whether pages are still what they were: facts about them (see :mod:`crawler.facts`), counted and compared.

The one rule: an alarm begins to ring when a fact holds of the last pages of an edition for less than two thirds as
large a share as of those of the four weeks before, and chance would bring that less than once in a hundred thousand
times. The last pages are the articles that were first read last, in whatever run or day that was: any number from 5 to
24 of them, and all of a run that read more. So five pages in a row without what nearly every page had are enough, at
one page a run too; what half of the pages had has to be lacking on some twenty. An article counts as it was last read.

An alarm rings until its fact holds of the last :data:`AGAIN` pages nearly as often as before, until the rules change,
or for four weeks: then all that the edition is compared with is without it.

Counted is what was published in the last days: what is older may have an older look. While there are fewer than 50
pages of before, 50 more are supposed for the facts that have a default. Rules of another version begin anew with the
facts that name a source or a place (those with ``=``), and with the last pages; what they fill is compared with before.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.alarms import STEADY, Alarm
from crawler.items import Article
from crawler.ledger import DAY
from crawler.zone import almaty_day

if TYPE_CHECKING:
    import sqlite3

    from crawler.extract.page import Page
    from crawler.ledger import Ledger
    from crawler.telling import History, Read

WEEKS = 4
"""Weeks that the last pages are compared with."""
KEPT_DAYS = 120
RECENT = 3 * DAY
"""Seconds since publication within which a page is counted."""
AGAIN = 8
"""Pages by which an alarm ends: if its fact holds of them for :data:`HOLDS` of the share of before."""
NEXT = 4
"""Articles before and after one that it is compared with."""
HOLDS = 0.85
NOTHING: frozenset[str] = frozenset()

Noted = tuple[frozenset[str], frozenset[str]]
"""What holds of a page, and its marks; nothing of one that is no article."""
Ringing = dict[tuple[str, str], tuple[Alarm, str]]
"""Edition and fact to the alarm that rings, and the last day on which it was said."""
logger = logging.getLogger(__name__)


class Drift:
    """The facts of a run; *extractor* is the version of the rules that find them."""

    def __init__(self, extractor: str) -> None:
        self.extractor = extractor
        self._found: dict[str, dict[str, Noted]] = defaultdict(dict)
        """Edition to ids to what was noted."""
        self._known: set[str] = set()
        """Ids of articles that had a record before."""
        self.disagreements: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        """Field to the ids of articles about whose value two sources disagree, with both values."""

    def note(self, page: Page, article: Article, *, now: datetime, known: bool = False) -> None:
        """Take note of what holds of *article*, read from *page*; *known*: it has a record."""
        from crawler.facts import disagreeing, facts, marks  # here: a run without news reads no page

        if not recent(article, now):
            return
        differing = dict(disagreeing(page, article))
        for name, (ours, other) in differing.items():
            self.disagreements[name].append((article.id, ours, other))
            logger.info("%s: sources disagree about the %s: %r and %r", article.id, name, ours, other)
        self.count(article.id, facts(page, article, differing), marks(article), known=known)

    def count(
        self, id: str, found: frozenset[str] = NOTHING, marked: frozenset[str] = NOTHING, *, known: bool = False
    ) -> None:
        """Take note of what holds of the page of *id*, and of its marks; nothing of one that is no article."""
        self._found[id.partition(":")[0]][id] = found | {STEADY}, marked
        if known:
            self._known.add(id)

    def doubted(self, id: str) -> None:
        """What the page of *id* said otherwise than its record was not believed."""
        pages = self._found.get(id.partition(":")[0], {})
        if id in pages:
            found, marked = pages[id]
            pages[id] = found - {STEADY}, marked

    def finish(self, ledger: Ledger, *, now: int, editions: Iterable[str] = ()) -> list[Alarm]:
        """Count what was noted, in *ledger*, and compare it with what is there.

        :return: the alarms that ring in *editions* and those of which there are pages, worst first.
        :raises ArchiveError: if the ledger cannot be read or written.
        """
        rows = ledger.query("SELECT edition, fact, since, told, said, extractor FROM ringing")
        if not self._found and not rows:
            return []
        today, first = almaty_day(now), almaty_day(now - WEEKS * 7 * DAY)
        before = {row[:2]: (_alarm(*row[:4]), row[4]) for row in rows if row[5] == self.extractor}
        after = {key: (alarm, said) for key, (alarm, said) in before.items() if alarm.since >= first}
        with ledger.transaction() as db:
            for edition, pages in self._found.items():
                self._compare(db, edition, pages, (first, today), after)
            db.execute("DELETE FROM tally WHERE day < ?", (almaty_day(now - KEPT_DAYS * DAY),))
            said = self._say(after, before, {*editions, *self._found}, today)
            if after != before or len(before) < len(rows):
                _write(db, after, self.extractor)
        self._found.clear()
        return sorted(said, key=Alarm.rank)

    def _compare(
        self, db: sqlite3.Connection, edition: str, pages: Mapping[str, Noted], days: tuple[str, str], ringing: Ringing
    ) -> None:
        """Count *pages* of an *edition*, and begin and end what is *ringing* of it; *days*: the first, and today."""
        from crawler import telling

        last = self._last(db, edition, pages, days)
        history = self._history(db, edition, days[0])
        for key, (alarm, _) in list(ringing.items()):
            if key[0] == edition and _over(alarm, last):
                del ringing[key]
        found = {key: alarm for key, (alarm, _) in ringing.items() if key[0] == edition}
        for told in telling.telling(history, last, len(pages)):
            if _over(told, last):
                continue
            alarm = replace(told, edition=edition)
            old = found.get((edition, alarm.fact))
            if old is None:
                found[edition, alarm.fact] = alarm
            elif alarm.affects or not old.affects:
                found[edition, alarm.fact] = replace(alarm, since=old.since, share=old.share)
        for key, alarm in found.items():
            found[key] = telling.settled(history, alarm, last[-max(AGAIN, len(pages)) :])
        covered = {alarm.field for alarm in found.values() if alarm.stands_in and not alarm.affects}
        for key, alarm in found.items():
            if alarm.fact.partition("=")[0] not in telling.PLACES or alarm.field not in covered:
                ringing[key] = alarm, ringing.get(key, (alarm, ""))[1]

    def _last(
        self, db: sqlite3.Connection, edition: str, pages: Mapping[str, Noted], days: tuple[str, str]
    ) -> list[Read]:
        """Count *pages*; back come the last articles of *edition*, in the order in which they were first read."""
        from crawler.facts import ARTICLE, its_own
        from crawler.telling import WINDOW, Read

        first, today = days
        rows = db.execute(
            "SELECT id, day, facts, marks, extractor FROM sample WHERE edition = ? ORDER BY pk", (edition,)
        )
        kept = {
            id: Read(id, day, frozenset(found.split("\n")) - {""}, frozenset(marked.split()))
            for id, day, found, marked, extractor in rows
            if extractor == self.extractor and day >= first
        }
        for id, (found, marked) in reversed(list(pages.items())):  # the newest comes first
            if id in kept or id not in self._known:
                kept[id] = Read(id, today, found, marked)
        read = {id: found for id, (found, _) in pages.items()}
        near = [one.marks for one in kept.values()]
        for place, one in enumerate(kept.values()):
            if ARTICLE in read.get(one.id, NOTHING):
                others = near[max(0, place - NEXT) : place] + near[place + 1 : place + 1 + NEXT]
                read[one.id] |= set(its_own(one.marks, others))
        held = Counter(fact for found in read.values() for fact in found)
        held[""] = len(read)
        db.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?, ?) ON CONFLICT (edition, day, extractor, fact)"
            " DO UPDATE SET pages = pages + excluded.pages",
            [(edition, today, self.extractor, fact, count) for fact, count in held.items()],
        )
        last = [one._replace(facts=read.get(one.id, one.facts)) for one in kept.values()]
        db.executemany(
            "INSERT INTO sample (id, edition, day, extractor, facts, marks) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET day = excluded.day, extractor = excluded.extractor,"
            " facts = excluded.facts, marks = excluded.marks",
            [
                (one.id, edition, today, self.extractor, "\n".join(sorted(one.facts)), " ".join(sorted(one.marks)))
                for one in last[-WINDOW:]
                if one.id in pages
            ],
        )
        db.execute(
            "DELETE FROM sample WHERE edition = ?1 AND pk NOT IN"
            " (SELECT pk FROM sample WHERE edition = ?1 ORDER BY pk DESC LIMIT ?2)",
            (edition, WINDOW),
        )
        return last

    def _history(self, db: sqlite3.Connection, edition: str, first: str) -> History:
        """What was counted since the day *first*."""
        from crawler.telling import History

        history = History()
        for fact, count, same in db.execute(
            "SELECT fact, sum(pages), sum(CASE WHEN extractor = ? THEN pages ELSE 0 END) FROM tally"
            " WHERE edition = ? AND day >= ? GROUP BY 1",
            (self.extractor, edition, first),
        ):
            if not fact:
                history.pages, history.same = count, same
            else:
                history.held[fact] = same if "=" in fact else count
        return history

    def _say(self, after: Ringing, before: Ringing, editions: set[str], today: str) -> list[Alarm]:
        """The alarms of *editions* in *after*, as they are said *today*; puts down that they are."""
        told = []
        for key, (alarm, said) in after.items():
            if key[0] in editions:
                rang = key in before and before[key][0].affects == alarm.affects
                told.append(replace(alarm, again=rang and (alarm.affects or said == today)))
                after[key] = alarm, today
        return told


def _over(alarm: Alarm, last: list[Read]) -> bool:
    """Whether its fact holds again of the *last* pages."""
    held = sum(alarm.fact in one.facts for one in last[-AGAIN:])
    return len(last) >= AGAIN and held >= HOLDS * alarm.share * AGAIN


def _write(db: sqlite3.Connection, ringing: Ringing, extractor: str) -> None:
    """Let just these alarms be those that ring."""
    db.execute("DELETE FROM ringing")
    rows = []
    for (edition, fact), (alarm, said) in ringing.items():
        told = asdict(alarm)
        for name in ("edition", "fact", "since", "again"):
            del told[name]
        rows.append((edition, fact, alarm.since, json.dumps(told, ensure_ascii=False), said, extractor))
    db.executemany("INSERT INTO ringing VALUES (?, ?, ?, ?, ?, ?)", rows)


def _alarm(edition: str, fact: str, since: str, told: str) -> Alarm:
    values = json.loads(told)
    return Alarm(**values | {"pages": tuple(values["pages"])}, edition=edition, fact=fact, since=since)


def ringing(ledger: Ledger) -> list[Alarm]:
    """The alarms that ring now, worst first."""
    alarms = [_alarm(*row) for row in ledger.query("SELECT edition, fact, since, told FROM ringing")]
    return sorted(alarms, key=Alarm.rank)


def recent(article: Article, now: datetime) -> bool:
    """Whether *article* was published in the last days, as far as it says."""
    if article.date_published is None:
        return True
    return (now - datetime.fromisoformat(article.date_published)).total_seconds() < RECENT
