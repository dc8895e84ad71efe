"""Invented stories told twice, and invented stories that only look alike: what the search for duplicates is judged by.

Same seed, same stories, on every version of Python. A set is a list of groups in order of publication. In a group of
kind ``synonyms``, ``cut``, … the second article tells the story of the first again; in one of kind ``formula``,
``background``, … each is a story of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from bench.retold_words import FORMULAS, MORE, PATTERNS, STANDING, SYLLABLES, SYNONYMS
from crawler.replica.prose import Picker, capitalised, headline, sentence
from crawler.replica.words import WORDS

EDITIONS = ("en", "ru", "kk")


@dataclass(frozen=True, slots=True)
class Told:
    """A story as an article tells it."""

    headline: str
    paragraphs: tuple[tuple[str, ...], ...]
    """Each a tuple of sentences."""

    @property
    def text(self) -> str:
        """As a record has it."""
        return "\n\n".join(" ".join(sentences) for sentences in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that belong together, in order of publication."""

    kind: str
    edition: str
    same: bool
    """Whether they tell one story."""
    articles: tuple[Told, ...]


class Cast(Picker):
    """Fills slots with the persons, places and bodies of one story."""

    def __init__(self, edition: str, rng: Random) -> None:
        super().__init__(edition, rng)
        self.edition = edition
        self.words = {**WORDS[edition], **MORE[edition]}
        self.persons = [f"{self.name()} {self.name(3)}" for _ in range(rng.randrange(2, 5))]
        self.places = [self.name(3) for _ in range(rng.randrange(1, 4))]
        self.bodies = [self.fill(self.one("body")) for _ in range(2)]
        self.said = set[str]()

    def __missing__(self, slot: str) -> str:
        if slot in ("person", "place", "body"):
            known = {"person": self.persons, "place": self.places, "body": self.bodies}[slot]
            return known[int(self.rng.random() * len(known))]
        if slot == "town":
            return self.name(2 + int(self.rng.random() * 2))
        if slot == "N":
            return str(int(self.rng.random() * 9000) + 900)
        if slot == "dec":
            return f"{int(self.rng.random() * 90) + 2}.{int(self.rng.random() * 10)}"
        if slot == "d":
            return str(int(self.rng.random() * 28) + 1)
        return super().__missing__(slot)

    def name(self, syllables: int = 2) -> str:
        """An invented name."""
        return capitalised("".join(self.rng.choice(SYLLABLES[self.edition]) for _ in range(syllables)))

    def sentence(self) -> str:
        """A sentence that it has not said yet."""
        while True:
            patterns = PATTERNS[self.edition] if self.rng.random() < 0.75 else ("{more}", "{said}")
            text = capitalised(self.fill(self.rng.choice(patterns))) + "."
            if text not in self.said:
                self.said.add(text)
                return text

    def paragraph(self) -> tuple[str, ...]:
        return tuple(self.sentence() for _ in range(self.rng.randrange(1, 5)))

    def headline(self) -> str:
        if self.rng.random() < 0.5:
            return headline(self.edition, self.rng)
        return self.sentence().removesuffix(".")

    def story(self, low: int = 4, high: int = 13) -> Told:
        """A story of *low* to *high* - 1 paragraphs."""
        return Told(self.headline(), tuple(self.paragraph() for _ in range(self.rng.randrange(low, high))))


# -- the same story, told again


def exact(told: Told, cast: Cast) -> Told:
    """As it is."""
    return told


def synonyms(told: Told, cast: Cast) -> Told:
    """Up to 60 % of the phrases that have synonyms replaced."""
    share = 0.15 + 0.45 * cast.rng.random()
    table = SYNONYMS[cast.edition]

    def other(match: re.Match[str]) -> str:
        if cast.rng.random() > share:
            return match[0]
        group = table[match[0].lower()]
        new = group[int(cast.rng.random() * len(group))]
        return capitalised(new) if match[0][0].isupper() else new

    return _each(told, lambda text: _SYNONYM[cast.edition].sub(other, text))


def order(told: Told, cast: Cast) -> Told:
    """Sentences and some paragraphs in another order."""
    paragraphs = [_shuffled(sentences, cast.rng) for sentences in told.paragraphs]
    place = int(cast.rng.random() * (len(paragraphs) - 1))
    paragraphs[place : place + 2] = reversed(paragraphs[place : place + 2])
    return replace(told, paragraphs=tuple(paragraphs))


def cut(told: Told, cast: Cast) -> Told:
    """Without a paragraph or two, a third of the text at most."""
    paragraphs = list(told.paragraphs)
    for _ in range(cast.rng.randrange(1, 3)):
        place = 1 + int(cast.rng.random() * (len(paragraphs) - 1))
        left = paragraphs[:place] + paragraphs[place + 1 :]
        if len(replace(told, paragraphs=tuple(left)).text) >= 0.66 * len(told.text):
            paragraphs = left
    return replace(told, paragraphs=tuple(paragraphs))


def added(told: Told, cast: Cast) -> Told:
    """With a paragraph or two more."""
    paragraphs = list(told.paragraphs)
    for _ in range(cast.rng.randrange(1, 3)):
        paragraphs.insert(1 + int(cast.rng.random() * len(paragraphs)), cast.paragraph())
    return replace(told, paragraphs=tuple(paragraphs))


def retitled(told: Told, cast: Cast) -> Told:
    """Under another headline."""
    return replace(told, headline=cast.headline())


def number(told: Told, cast: Cast) -> Told:
    """With one number of a long story updated, wherever it stands."""
    numbers = sorted(set(re.findall(r"\b\d+\b", told.text)))
    if len(told.text.split()) < 150 or not numbers:
        return typography(told, cast)
    old = cast.rng.choice(numbers)
    new = str(int(old) + 1 + int(cast.rng.random() * 9))
    return _each(told, lambda text: re.sub(rf"\b{old}\b", new, text))


def typography(told: Told, cast: Cast) -> Told:
    """With other quotation marks, dashes and spaces."""
    marks = str.maketrans({"“": '"', "”": '"', "«": "“", "»": "”", "—": "-", "ё": "е", "’": "'"})
    return _each(told, lambda text: re.sub(r" (?=\d)", "\u00a0", text.translate(marks)))


def split(told: Told, cast: Cast) -> Told:
    """With other borders between paragraphs."""
    sentences = [sentence for paragraph in told.paragraphs for sentence in paragraph]
    paragraphs = []
    while sentences:
        size = cast.rng.randrange(1, 4)
        paragraphs.append(tuple(sentences[:size]))
        sentences = sentences[size:]
    return replace(told, paragraphs=tuple(paragraphs))


def shortened(told: Told, cast: Cast) -> Told:
    """With family names for whole names."""
    names = {person: person.split()[1] for person in cast.persons if cast.rng.random() < 0.7}
    return _each(told, lambda text: _replaced(text, names))


def mixed(told: Told, cast: Cast) -> Told:
    """Three of these at once."""
    for change in cast.rng.sample([synonyms, order, cut, added, retitled, typography, split, shortened], 3):
        told = change(told, cast)
    return told


RETELLINGS: tuple[Callable[[Told, Cast], Told], ...] = (
    *(exact, synonyms, order, cut, added, retitled, number, typography, split, shortened, mixed),
)


# -- stories that only look alike


def formula(cast: Cast) -> Iterator[Told]:
    """Items of one formula, some of one place or one day."""
    title, *texts = cast.rng.choice(FORMULAS[cast.edition])
    place, day = cast.name(3), cast["d"]
    same_place, same_day = cast.rng.random() < 0.5, cast.rng.random() < 0.3
    for _ in range(4):
        place = place if same_place else cast.name(3)
        day = day if same_day else cast["d"]
        filled = [text.replace("{day}", day).replace("{spot}", place) for text in (title, *texts)]
        yield Told(cast.fill(filled[0]), tuple((cast.fill(text),) for text in filled[1:]))


def report(cast: Cast) -> Iterator[Told]:
    """Items of one formula, each with the same two paragraphs of explanation."""
    standing = tuple((text,) for text in STANDING[cast.edition])
    for told in formula(cast):
        yield replace(told, paragraphs=told.paragraphs + standing)


def topic(cast: Cast) -> Iterator[Told]:
    """Other events with the same persons, places and bodies."""
    for _ in range(3):
        yield cast.story()


def quote(cast: Cast) -> Iterator[Told]:
    """Stories with one paragraph in common."""
    shared = cast.paragraph()
    for _ in range(3):
        yield _with(cast.story(3, 8), [shared], cast.rng)


def series(cast: Cast) -> Iterator[Told]:
    """Parts of a series: the same kind of headline, the same words before the story and after it."""
    title, before, after = cast.sentence().removesuffix("."), cast.paragraph(), cast.paragraph()
    for part in range(1, 4):
        told = cast.story(3, 9)
        yield Told(f"{title}: {part}", (before, *told.paragraphs, after))


def boilerplate(cast: Cast) -> Iterator[Told]:
    """Stories that end in the same standing text."""
    standing = tuple((text,) for text in STANDING[cast.edition])
    for _ in range(3):
        told = Cast(cast.edition, cast.rng).story(3, 8)
        yield replace(told, paragraphs=told.paragraphs + standing)


def background(cast: Cast) -> Iterator[Told]:
    """Stories of one topic that share one or two paragraphs of background."""
    shared = [cast.paragraph() for _ in range(cast.rng.randrange(1, 3))]
    for _ in range(3):
        yield _with(cast.story(4, 9), shared, cast.rng)


def replica(cast: Cast) -> Iterator[Told]:
    """Stories of the replica, whose few sentences return again and again."""
    picker = Picker(cast.edition, cast.rng)
    for _ in range(3):
        paragraphs = tuple(
            tuple(f"{sentence(picker, cast.edition)}." for _ in range(cast.rng.randrange(1, 5)))
            for _ in range(cast.rng.randrange(4, 13))
        )
        yield Told(headline(cast.edition, cast.rng), paragraphs)


LOOKALIKES: tuple[Callable[[Cast], Iterator[Told]], ...] = (
    *(formula, report, topic, quote, series, boilerplate, background, replica),
)


def groups(size: int, seed: int = 1) -> Iterator[Group]:
    """*size* groups of each kind in each edition, and as many of short items that are told again."""
    for edition in EDITIONS:
        for index in range(size):
            for retelling in RETELLINGS:
                cast = Cast(edition, Random(f"{seed}/{edition}/{retelling.__name__}/{index}"))
                told = cast.story()
                yield Group(retelling.__name__, edition, True, (told, retelling(told, cast)))
            cast = Cast(edition, Random(f"{seed}/{edition}/short/{index}"))
            told = cast.story(2, 4)
            retelling = cast.rng.choice((synonyms, order, retitled, typography))
            yield Group("short", edition, True, (told, retelling(told, cast)))
            for lookalike in LOOKALIKES:
                cast = Cast(edition, Random(f"{seed}/{edition}/{lookalike.__name__}/{index}"))
                yield Group(lookalike.__name__, edition, False, tuple(lookalike(cast)))


_SYNONYM = {
    edition: re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, table), key=len, reverse=True))})\b", re.IGNORECASE)
    for edition, table in SYNONYMS.items()
}


def _each(told: Told, change: Callable[[str], str]) -> Told:
    """*told* with *change* made in every sentence and the headline."""
    return Told(change(told.headline), tuple(tuple(map(change, sentences)) for sentences in told.paragraphs))


def _with(told: Told, shared: list[tuple[str, ...]], rng: Random) -> Told:
    """*told* with the *shared* paragraphs somewhere after the first."""
    paragraphs = list(told.paragraphs)
    place = 1 + int(rng.random() * len(paragraphs))
    paragraphs[place:place] = shared
    return replace(told, paragraphs=tuple(paragraphs))


def _replaced(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _shuffled(sentences: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    return tuple(rng.sample(sentences, len(sentences)))
