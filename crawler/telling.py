"""The comparison that :mod:`crawler.drift` makes: which facts hold of the last pages no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, lgamma
from typing import NamedTuple

from crawler.alarms import FIELDS, SHOWN, STEADY, Alarm
from crawler.facts import ARTICLE

LEAST, WINDOW = 5, 24
"""So many of the last pages are compared with those before: each number in between, and all of the run."""
FALL = 2 / 3
CHANCE = 1e-5
LACK = 0.05
"""A field that no source gives is lacking on more pages than usual, if chance brings that less often than this."""
YOUNG = 50
DEFAULTS: Mapping[str, float] = {
    ARTICLE: 0.95,
    **dict.fromkeys(("headline", "body", "date_published", STEADY), 0.98),
    **dict.fromkeys(("headline=site", "body=site", "30 words", "2 blocks"), 0.9),
}
"""Share of pages for which a fact holds as long as nothing better is known."""
PLACES = ("bodies", "outside", "h1")
"""Facts about where a field is found: nothing new where its source is known to be silent, and another stands in."""


class Read(NamedTuple):
    """One of the last articles."""

    id: str
    day: str
    """When it was read."""
    facts: frozenset[str]
    marks: frozenset[str]


@dataclass
class History:
    """What held of the pages of the last weeks, those that are compared with them too."""

    pages: int = 0
    same: int = 0
    """How many of them were read by the present rules."""
    held: Counter[str] = field(default_factory=Counter)
    """Fact to of how many pages it held; one with ``=`` by the present rules only."""

    def without(self, fact: str, pages: int, held: int) -> tuple[int, int]:
        """Of how many pages *fact* held, and how many there are, but for so many *pages* of which it *held*.

        As long as there are few, :data:`YOUNG` more are supposed where there is a default for the fact.
        """
        of = (self.same if "=" in fact else self.pages) - pages
        count = self.held[fact] - held
        if of < YOUNG and fact in DEFAULTS:
            return count + round(YOUNG * DEFAULTS[fact]), of + YOUNG
        return count, of


def telling(history: History, last: Sequence[Read], run: int) -> Iterator[Alarm]:
    """An alarm, without an edition, for each fact that holds of the *last* pages too rarely; *run*: of this run."""
    sizes = {*range(LEAST, WINDOW + 1), run}
    facts = {*history.held, *DEFAULTS}
    held = Counter[str]()
    best: dict[str, tuple[float, int, int, float]] = {}
    for size, one in enumerate(reversed(last), 1):
        held.update(one.facts)
        if size < LEAST or size not in sizes:
            continue
        for fact in facts:
            before, of = history.without(fact, size, held[fact])
            if held[fact] * of < FALL * before * size:
                how_likely = chance(held[fact], size, before, of)
                if how_likely < CHANCE and how_likely < best.get(fact, (1.0,))[0]:
                    best[fact] = how_likely, size, held[fact], before / of
    for fact, (_, size, count, share) in best.items():
        of_them = last[-size:]
        lacking = [one for one in of_them if fact not in one.facts]
        yield Alarm(
            edition="",
            fact=fact,
            share=share,
            of=size,
            lacking=size - count,
            since=min(one.day for one in lacking),
            pages=tuple(one.id for one in lacking[: -SHOWN - 1 : -1]),
            stands_in=stand_in(fact.partition("=")[0], [one.facts for one in lacking]),
            bare=_bare(history, fact, of_them),
        )


def settled(history: History, alarm: Alarm, last: Sequence[Read]) -> Alarm:
    """*alarm* as it is if the *last* pages have the field by another source, as many as usual: it affects no more."""
    name, _, source = alarm.fact.partition("=")
    lacking = [one.facts for one in last if alarm.fact not in one.facts]
    if not source or name not in FIELDS or not lacking or _bare(history, alarm.fact, last):
        return alarm
    return replace(alarm, bare=0, stands_in=stand_in(name, lacking))


def _bare(history: History, fact: str, pages: Sequence[Read]) -> int:
    """How many of *pages* lack the field that *fact* names a source of, if that is more than usual."""
    name, _, source = fact.partition("=")
    if not source or name not in FIELDS:
        return 0
    held = sum(name in one.facts for one in pages)
    before, of = history.without(name, len(pages), held)
    return len(pages) - held if chance(held, len(pages), before, of) < LACK else 0


def chance(held: int, pages: int, before: int, of: int) -> float:
    """How likely it is that at most *held* of so many *pages* have what *before* *of* others have.

    Fisher's exact test: it takes for given how many there are in all, and so needs no share to be known.
    """
    if of <= 0:
        return 1.0
    all_held = held + before
    whole = _choices(pages + of, all_held)
    least = max(0, all_held - of)
    return sum(exp(_choices(pages, n) + _choices(of, all_held - n) - whole) for n in range(least, held + 1))


def _choices(of: int, count: int) -> float:
    """The logarithm of how many ways there are to choose so many *of* so many."""
    return lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)


def stand_in(name: str, pages: Collection[frozenset[str]]) -> str | None:
    """The source that gives the field *name* on most of *pages*; "several" if it is not one; None if most lack it."""
    if name not in FIELDS or 2 * sum(name in found for found in pages) <= len(pages):
        return None
    sources = Counter(fact for found in pages for fact in found if fact.startswith(f"{name}="))
    # `image=site:div.postpic` comes with `image=site`: the longer says more.
    source, count = max(sources.items(), key=lambda item: (item[1], len(item[0])), default=("", 0))
    return source.partition("=")[2] if 2 * count > len(pages) else "several"
