"""Which articles an edition of the replica has: numbers, times, corrections, removals. Their text is written later."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from random import Random
from typing import Any

from crawler.replica.parts import parts_of, text_of
from crawler.replica.prose import slug_of
from crawler.replica.story import Looks, Story
from crawler.replica.writer import RELATED, Writer

NEWEST = {"en": 9716, "ru": 417627, "kk": 137363}
"""About the newest article number of each edition when the replica starts."""
LOWEST = {"en": 120, "ru": 100_200, "kk": 100_200}
"""No number is lower when it starts."""
DIGITS = {"en": 1, "ru": 5, "kk": 5}
"""Digits that make the number at the end of an address the article's."""
A_DAY = {"en": 18, "ru": 72, "kk": 36}
"""Articles a day. The stories that are translated keep this ratio."""
LEGACY = 3
"""How many of the oldest articles are from before the CMS had numbers, in editions of ten articles and more."""
LEGACY_SINCE, LEGACY_UNTIL = 1_640_000_000, 1_680_000_000
"""They are from between December 2021 and March 2023."""
DAY = 86_400
STORIES_KEPT = 512
TRANSLATED_EVERY = 3
"""One in so many English articles has counterparts in the other editions."""

Clock = Callable[[], datetime]
_NUMBER = re.compile(r"(?:^|[^-]-+)([0-9]{1,15})$")


@dataclass(slots=True, eq=False)
class Entry:
    """One article of an edition, without what it says."""

    key: int
    """What its text is made from: its number, or a negative one for an article without."""
    published: int
    """Seconds since the epoch."""
    number: int | None
    created: int = field(init=False)
    """When its pictures were uploaded: `published` as it was at first, whatever that is corrected to."""
    changes: dict[str, Any] = field(default_factory=dict)
    """Fields of :class:`Story`, of :class:`Looks`, or `slug` and `template`, that were set from outside."""
    modified: int | None = None
    """When it was last corrected, or None."""
    gone: int | None = None
    """Status that it is answered with since it was removed, or None."""
    hidden: frozenset[str] = frozenset()
    """Sources that leave it out: some of :data:`crawler.replica.sources.HIDEABLE`."""
    translations: dict[str, Entry] = field(default_factory=dict)
    """Edition to its counterpart there."""

    def __post_init__(self) -> None:
        self.created = self.published

    @property
    def legacy(self) -> bool:
        """Whether it is from before the CMS move: old pictures' paths, older markup."""
        return self.key < 0


class Newsroom:
    """The articles of one edition, oldest first.

    :param count: how many articles there are at the start, the oldest :data:`LEGACY` of them without a number.
    """

    def __init__(self, edition: str, seed: int, count: int, clock: Clock) -> None:
        self.edition = edition
        self.clock = clock
        self.writer = Writer(seed, edition)
        self.template = "current"
        self.version = 0
        """Rises with every change that readers can see."""
        self.changed = int(clock().timestamp())
        """When the last of them was, in seconds since the epoch: no two changes share one."""
        self._rng = Random(f"{seed}/{edition}/numbers")
        self._stories: dict[int, Story] = {}
        self._next_key = -1
        self._listed: dict[str, list[Entry]] = {}
        self.entries = self._first_entries(count, self.changed)
        self._first = [entry for entry in self.entries if not entry.legacy]
        self._first_keys = [entry.key for entry in self._first]
        self._by_number = {entry.number: entry for entry in self.entries if entry.number is not None}
        self._newest = max(self._by_number, default=NEWEST[edition])
        self._by_slug = {self.slug(entry): entry for entry in self.entries if entry.number is None}

    def _first_entries(self, count: int, now: int) -> list[Entry]:
        old = LEGACY if count >= 10 else 0
        rng, gap = self._rng, DAY / A_DAY[self.edition]
        entries: list[Entry] = []
        number = max(NEWEST[self.edition], LOWEST[self.edition] + int((count - old) * 1.4))
        time = float(now)
        for _ in range(count - old):
            time -= gap * (0.3 + 1.4 * rng.random())
            entries.append(Entry(number, int(time), number))
            number -= 1 if rng.random() < 0.8 else rng.randrange(2, 4)
        time = min(time - DAY, float(LEGACY_UNTIL))
        for _ in range(old):
            time -= rng.random() * (LEGACY_UNTIL - LEGACY_SINCE) / LEGACY
            entries.append(Entry(self._new_key(), int(time), None))
        entries.reverse()
        return entries

    def _new_key(self) -> int:
        self._next_key -= 1
        return self._next_key + 1

    # -- what there is

    def listed(self, source: str = "") -> list[Entry]:
        """Articles that are not removed, nor hidden from *source*, newest first."""
        if source not in self._listed:
            self._listed[source] = [e for e in reversed(self.entries) if e.gone is None and source not in e.hidden]
        return self._listed[source]

    def between(self, start: float, end: float) -> list[Entry]:
        """Articles that day archives show, published in [*start*, *end*) (seconds since the epoch), newest first."""
        low = bisect_left(self.entries, start, key=_published)
        high = bisect_left(self.entries, end, key=_published)
        return [e for e in reversed(self.entries[low:high]) if e.gone is None and "days" not in e.hidden]

    def hole(self) -> int:
        """The highest number below the newest that no article has."""
        return next(number for number in range(self._newest, 0, -1) if number not in self._by_number)

    def find(self, which: int | str) -> Entry | None:
        """The article with the number, id (``en:9716``, ``en:the-slug``) or path *which*; of a path only the number
        counts, if it has one.
        """
        name = str(which).removeprefix(f"{self.edition}:").strip("/")
        match = _NUMBER.search(name)
        entry = self._by_number.get(int(match[1])) if match else None
        return entry or self._by_slug.get(name)

    def slug(self, entry: Entry) -> str:
        """Its slug, which stays when the headline is corrected."""
        if "slug" not in entry.changes:
            slug = slug_of(self.writer.headline(entry.key, legacy=entry.legacy))
            if not entry.legacy:
                return slug
            entry.changes["slug"] = f"{slug}-part{-entry.key}"
        return str(entry.changes["slug"])

    def path(self, entry: Entry) -> str:
        """Its path, with the final slash."""
        number = f"-{entry.number}" if entry.number is not None else ""
        return f"/{self.slug(entry)}{number}/"

    def headline(self, entry: Entry) -> str:
        """Its headline as it is now."""
        return str(entry.changes.get("headline") or self.writer.headline(entry.key, legacy=entry.legacy))

    def href(self, entry: Entry) -> str:
        """The address in lists: its path, for some articles without the final slash."""
        slash = entry.changes.get("final_slash", entry.key % 10 < 7)
        return self.path(entry) if slash else self.path(entry).rstrip("/")

    def story(self, entry: Entry) -> Story:
        """What it says, corrections included."""
        story = self._stories.get(entry.key)
        if story is None:
            written = self.writer.story(entry.key, entry.created, self._older(entry), legacy=entry.legacy)
            story = self._stories[entry.key] = _changed(written, entry.changes)
            if len(self._stories) > STORIES_KEPT:
                del self._stories[next(iter(self._stories))]
        return story

    def _older(self, entry: Entry) -> list[tuple[str, str]]:
        """Address and first headline of a few older articles: always the same, whatever happens to them."""
        index = bisect_left(self._first_keys, entry.key)
        older = self._first[max(0, index - RELATED) : index]
        return [(self.path(other), self.writer.headline(other.key)) for other in reversed(older)]

    def item(self, entry: Entry) -> tuple[str, str]:
        """Address and headline, as lists show them."""
        return self.href(entry), self.headline(entry)

    # -- what changes

    def touch(self) -> None:
        """Note that readers see something new."""
        self.version += 1
        self._listed.clear()
        self.changed = max(int(self.clock().timestamp()), self.changed + 1)

    def publish(self, *, number: int | None, time: datetime | None, kind: str, changes: dict[str, Any]) -> Entry:
        """A new article, which readers see after :meth:`touch`; see :meth:`Replica.publish`."""
        if kind not in ("numbered", "legacy"):
            raise ValueError(f"unknown kind {kind!r}; there are numbered and legacy")
        _check(changes)
        if "headline" in changes:
            changes.setdefault("slug", slug_of(changes["headline"]) or "article")
        if kind == "legacy":
            number = None
        elif number is None:
            number = self._newest + (1 if self._rng.random() < 0.8 else 2)
        self._check_address(number, changes.get("slug", ""))
        published = int((time or self.clock()).timestamp())
        entry = Entry(self._new_key() if number is None else number, published, number, changes=changes)
        if number is None:
            slug = self.slug(entry)
            if slug in self._by_slug:
                raise ValueError(f"{self.edition} has an article {slug} already")
            self._by_slug[slug] = entry
        else:
            self._by_number[number] = entry
            self._newest = max(self._newest, number)
        insort(self.entries, entry, key=_published)
        return entry

    def _check_address(self, number: int | None, slug: str) -> None:
        """Refuse an address that is taken, or that the site would read otherwise."""
        digits = DIGITS[self.edition]
        if number in self._by_number:
            raise ValueError(f"{self.edition} has an article {number} already")
        if number is not None and len(str(number)) < digits:
            raise ValueError(f"an article's number has at least {digits} digits on {self.edition}, not {number}")
        if number is None and re.search(rf"-[0-9]{{{digits},}}$", slug):
            raise ValueError(f"the end of {slug!r} would be the article's number on {self.edition}")

    def correct(self, entry: Entry, changes: dict[str, Any]) -> None:
        """Change fields of *entry*; its page gives now as the time of its last change."""
        changes = dict(changes)
        published = changes.pop("published", None)
        _check(changes)
        if published is not None:
            self.entries.remove(entry)
            entry.published = int(published.timestamp())
            insort(self.entries, entry, key=_published)
        entry.changes.update(changes)
        self._stories.pop(entry.key, None)
        self.touch()
        entry.modified = self.changed


def link_translations(rooms: dict[str, Newsroom]) -> None:
    """Make counterparts of each other of some articles that the editions have at the start."""
    newest = {edition: list(reversed(room._first)) for edition, room in rooms.items()}
    for rank in range(1, len(newest["en"]), TRANSLATED_EVERY):
        group = {}
        for edition, entries in newest.items():
            index = rank * A_DAY[edition] // A_DAY["en"]
            if index < len(entries):
                group[edition] = entries[index]
        join(group)


def join(group: dict[str, Entry]) -> None:
    """Make the articles in *group* (edition to entry) translations of each other."""
    for edition, entry in group.items():
        entry.translations = {other: one for other, one in group.items() if other != edition}


_LOOKS = frozenset(item.name for item in fields(Looks))
_FIELDS = frozenset(item.name for item in fields(Story)) - {"parts", "looks"} | {"body"} | _LOOKS
CHANGEABLE = _FIELDS | {"slug", "template"}
"""What :meth:`Replica.publish` and :meth:`Replica.correct` can set."""


def _check(changes: dict[str, Any]) -> None:
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}; there are {', '.join(sorted(CHANGEABLE))}")


def _changed(story: Story, changes: dict[str, Any]) -> Story:
    """*story* with *changes* made."""
    looks = {name: value for name, value in changes.items() if name in _LOOKS}
    values = {name: value for name, value in changes.items() if name in _FIELDS - _LOOKS}
    if "body" in values:
        body = values["parts"] = parts_of(values.pop("body"), values.get("label", story.label))
        text = text_of([block for part in body for block in part.blocks])
        values.setdefault("sources", [outlet for outlet in story.sources if outlet in text])
    for name in {"authors", "tags", "sources"} & values.keys():
        values[name] = tuple(values[name])
    return replace(story, looks=replace(story.looks, **looks), **values)


def _published(entry: Entry) -> int:
    return entry.published
