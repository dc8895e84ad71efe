"""Whether what a page says otherwise than its record was edited, or is only shown by another template.

A field is believed if other articles of the edition, read whole after it, have that field as their records do: the
same value, from the same kind of source. Those that had it from another kind of source before say nothing of it; and of
a field that the record lacked only those tell that had it already when that record was made.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Any

from crawler.content_hash import content, content_hash
from crawler.items import Article
from crawler.revisits import CONTROLS
from crawler.zone import in_almaty

RECENT = 100
"""Articles read whole that are remembered of each edition, those that say what their records say."""
EXCEPTIONS = 0.25
"""If no larger share of the articles that were read anyway has a field as it was, those say nothing of the template."""
AT_ONCE = 3600
"""Seconds between two records that may be of one template, though one of them lacks what the other has."""
KEPT = "kept:"
"""Stands before the source of a field that was not believed: its value is that of the record before."""
UNITS = {
    "body": ("body", "images", "original_author", "text", "word_count", "links", "related", "sources"),
    "date_published": ("date_published", "date_published_raw"),
}
"""Fields that are believed together, by one of them. All others are believed alone."""
_UNIT = {name: head for head, names in UNITS.items() for name in names}

Question = tuple[str, str]
"""A field and the kind of source that gave it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an article that was read whole says beside its record."""

    id: str
    number: int
    """Counts the readings of the run."""
    kinds: dict[str, str]
    """Field to the kind of source that the record has it from: `site`, `jsonld`, …; empty if it has none."""
    other: frozenset[str]
    """Fields with another value."""
    moved: frozenset[str]
    """Those, and fields from another kind of source."""
    picked: bool
    """Whether it was read in order to know the template."""
    gained: dict[str, str] = field(default_factory=dict)
    """Those of *other* that the record lacks, and the kind of source that has them now."""
    made_at: float = 0.0
    """When the record was made, in seconds since 1970."""

    def questions(self) -> Iterable[Question]:
        """What has to be known before it is believed."""
        return ((name, self.gained.get(name, self.kinds[name])) for name in self.other)


def reading(known: Article, item: Article, number: int, *, picked: bool) -> Reading:
    """What *item*, the page, says beside *known*, the record."""
    before, after = content(known), content(item)
    other = frozenset(name for name in before if before[name] != after[name])
    kinds, now = _kinds(known), _kinds(item)
    if known.extractor != item.extractor:  # by other rules: what source those would have had is not known
        kinds |= {name: now[name] for name in now if name not in other}
    moved = other | {name for name in kinds if kinds[name] != now[name]}
    if "body" in moved and kinds["body"] != now["body"]:
        moved |= {"image"}  # its credit may stand in the body
    gained = {name: now[name] for name in other - _TOGETHER if now[name] and not kinds[name]}
    made_at = in_almaty(known.fetched_at).timestamp()
    return Reading(item.id, number, _alike(kinds), other, moved, picked, gained, made_at)


def _kinds(article: Article) -> dict[str, str]:
    """Field to the kind of source that *article* has it from; empty if it has none."""
    sources = {name: article.provenance.get(name, "") for name in _HASHED}
    return {name: source.removeprefix(KEPT).partition(":")[0] for name, source in sources.items()}


def _alike(kinds: dict[str, str]) -> dict[str, str]:
    """*kinds*, by which articles are compared: pictures and bodies take from each other, and go together."""
    both = f"{kinds['image']}, {kinds['body']}"
    return {**kinds, "image": both, "images": both, "body": both}


_TOGETHER = frozenset(("image", "images", "body", "original_author"))
"""Fields that are read from each other: that one is there says little."""
_HASHED = tuple("headline description date_published authors original_author section tags image images body".split())


@dataclass(frozen=True, slots=True)
class Held:
    """A page that says something else than its record, and is not judged yet."""

    known: Article
    item: Article
    reading: Reading


class Readings:
    """What was read whole in a run, of articles that have a record."""

    def __init__(self) -> None:
        self.held: dict[str, Held] = {}
        """By id."""
        self.picked: set[str] = set()
        """Ids of articles that are read in order to know the template."""
        self._number = count()
        self._same: dict[str, deque[Reading]] = defaultdict(partial(deque[Reading], maxlen=RECENT))

    def same(self, known: Article, item: Article) -> None:
        """*item* says what *known* says."""
        self._same[item.edition].append(self._read(known, item))

    def hold(self, known: Article, item: Article) -> None:
        """*item* says something else than *known*."""
        self.held[item.id] = Held(known, item, self._read(known, item))

    def _read(self, known: Article, item: Article) -> Reading:
        return reading(known, item, next(self._number), picked=item.id in self.picked)

    def waiting(self, edition: str) -> int:
        """How many articles of *edition* are held."""
        return sum(one.item.edition == edition for one in self.held.values())

    def of(self, edition: str) -> tuple[list[Held], list[Reading]]:
        """What is held of *edition*, and all its readings."""
        held = [one for one in self.held.values() if one.item.edition == edition]
        return held, [*self._same[edition], *(one.reading for one in held)]

    def release(self, held: Iterable[Held]) -> None:
        """*held* is judged; the next are judged by others."""
        for one in held:
            del self.held[one.item.id]
        self.picked.clear()


# -- believing


def doubted(held: Reading, others: Iterable[Reading]) -> set[str]:
    """The fields of *held* that are not believed, as most of the *others* have them otherwise than their records too.

    Where no other has the field from that kind of source, the template as a whole counts.
    """
    others = [other for other in others if other.id != held.id]
    return {name for name, source in held.questions() if not _believed((name, source), held, others)}


def _believed(question: Question, held: Reading, others: Sequence[Reading]) -> bool:
    name, alike = question[0], _alike_to(question, held, others)
    if name in held.gained and others and not alike:
        return False  # nothing shows that the template had it, had the article had it
    voters = _controls(question, held, others) or _same(name, alike) or alike
    against = [name in other.moved for other in voters] or [bool(other.moved) for other in others]
    return 2 * sum(against) <= len(against)


def _alike_to(question: Question, held: Reading, others: Iterable[Reading]) -> list[Reading]:
    """Those of *others* that may tell: if *held* gained the field, they had it when that had none."""
    name, source = question
    latest = held.made_at + AT_ONCE if name in held.gained else float("inf")
    return [other for other in others if other.kinds[name] == source and other.made_at <= latest]


def _same(name: str, alike: Sequence[Reading]) -> list[Reading]:
    """Those of *alike* that have the same value for the field *name*, unless they are exceptions."""
    same = [other for other in alike if not other.picked and name not in other.other]
    return same if len(same) > EXCEPTIONS * sum(not other.picked for other in alike) else []


def _controls(question: Question, held: Reading, others: Iterable[Reading]) -> list[Reading]:
    """Those of *others* that tell how the template has the field since *held* was read.

    One that differs itself may have been edited, and tells it only if it was picked regardless.
    """
    name = question[0]
    alike = [other for other in _alike_to(question, held, others) if other.id != held.id]
    same = [other for other in _same(name, alike) if other.number > held.number]
    return same + [other for other in alike if other.picked]


def open_questions(held: Sequence[Reading], others: Sequence[Reading]) -> tuple[set[Question], int]:
    """What of *held* too few of the *others* tell, and how many articles may be picked for it in all.

    One is enough for a single article while it says that nothing is different; else as many as :data:`CONTROLS`.
    """
    sure = len(held) == 1 and not any(other.picked and other.moved & held[0].other for other in others)
    need = 1 if sure else CONTROLS
    asked = [(question, one) for one in held for question in one.questions()]
    return {question for question, one in asked if len(_controls(question, one, others)) < need}, need


def pick(questions: Collection[Question], candidates: Iterable[Article], count: int) -> list[str]:
    """Ids of *count* of the *candidates*, records, that tell most about *questions*."""
    told = [(sum(_alike(_kinds(one))[name] == source for name, source in questions), one.id) for one in candidates]
    return [id for _, id in sorted(told, key=lambda one: -one[0])[: max(0, count)]]


# -- carrying over


def carried(known: Article, item: Article, doubted: Collection[str]) -> Article:
    """*item* with the *doubted* fields as *known*, the record, has them."""
    heads = {_UNIT.get(name, name) for name in doubted}
    if not heads:
        return item
    names = [name for head in heads for name in UNITS.get(head, (head,))]
    values: dict[str, Any] = {name: getattr(known, name) for name in names}
    sources = {
        name: KEPT + known.provenance.get(name, "").removeprefix(KEPT)
        for name in names
        if name in known.provenance or name in item.provenance
    }
    item = replace(item, **values, provenance={**item.provenance, **sources})
    return replace(item, content_hash=content_hash(item))


def carried_over(known: Article) -> list[str]:
    """The fields of *known* that were carried over from the record before it."""
    return [name for name, source in known.provenance.items() if source.startswith(KEPT)]
