"""Invented sentences, headlines and slugs."""

from __future__ import annotations

import re
from random import Random

from crawler.replica.words import WORDS

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "{who} {did} {what} {where} {when}",
        "{when}, {who} {did} {what} {why}",
        "{where}, {who} {did} {what}",
        "{more}",
        "{more}",
        "{said}",
    ),
    "ru": (
        "{who} {did} {what} {where} {when}",
        "{when} {who} {did} {what} {why}",
        "{where} {who} {did} {what}",
        "{more}",
        "{more}",
        "{said}",
    ),
    "kk": (
        "{who} {where} {what} {did}",
        "{when} {who} {why} {what} {did}",
        "{where} {who} {when} {what} {did}",
        "{more}",
        "{more}",
        "{said}",
    ),
}

HEADLINES: dict[str, tuple[str, ...]] = {
    "en": (
        "{who} {do} {what} {where}",
        "{place}: {who} {do} {what}",
        "{who} {do} {what} {why}",
        "“We have {n} complaints”: {who} {do} {what}",
        "{who} {do} {what} — {outlet}",
    ),
    "ru": (
        "{who} {did} {what} {where}",
        "{place}: {who} {did} {what}",
        "{who} {did} {what} {why}",
        "«{n} жалоб за неделю»: {who} {did} {what}",
        "{where} {who} {did} {what} — «{outlet}»",
    ),
    "kk": (
        "{where} {who} {what} {did}",
        "{place}: {who} {what} {did}",
        "{who} {why} {what} {did}",
        "«{n} шағым»: {who} {what} {did}",
        "{who} {what} {did} — «{outlet}»",
    ),
}

_LATIN = dict(
    zip(
        map(ord, "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһі"),
        "a b v g d e zh z i j k l m n o p r s t u f h c ch sh shh - y - je ju ja e a g k n o u u h i".split(),
        strict=True,
    )
)
_LATIN |= {ord("ъ"): "", ord("ь"): ""}
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LOWER_IN_TITLES = frozenset("a an the of to in on at by for and or with near per".split())


class Picker(dict[str, str]):
    """The slots of a pattern, each filled at random with a phrase of the language."""

    def __init__(self, edition: str, rng: Random) -> None:
        super().__init__()
        self.words = WORDS[edition]
        self.rng = rng

    def __missing__(self, slot: str) -> str:
        if slot == "n":
            return str(int(self.rng.random() * 190) + 11)
        if slot == "person":
            return f"{self.one('given')} {self.one('family')}"
        if slot.endswith("_"):
            return capitalised(self[slot[:-1].lower()])
        return self.fill(self.one(slot))

    def one(self, name: str) -> str:
        """A phrase of the list *name*, its slots not filled."""
        phrases = self.words[name]
        return phrases[int(self.rng.random() * len(phrases))]

    def fill(self, pattern: str) -> str:
        """*pattern* with its slots filled."""
        return pattern.format_map(self) if "{" in pattern else pattern


def capitalised(text: str) -> str:
    """*text* with its first letter a capital."""
    return text[:1].upper() + text[1:]


def sentence(picker: Picker, edition: str) -> str:
    """A sentence without its full stop."""
    return capitalised(picker.fill(picker.rng.choice(SENTENCES[edition])))


def sentences(picker: Picker, edition: str, count: int) -> str:
    """*count* sentences, each closed by a full stop."""
    return " ".join(f"{sentence(picker, edition)}." for _ in range(count))


def headline(edition: str, rng: Random, *, legacy: bool = False) -> str:
    """A headline; the *legacy* ones are those of features of the site's older days."""
    picker = Picker(edition, rng)
    if legacy:
        return f"{picker.one('old')}: {picker.one('place')}"
    text = capitalised(picker.fill(rng.choice(HEADLINES[edition])))
    return _title_case(text) if edition == "en" else text


def slug_of(text: str) -> str:
    """The site's slug for a headline: Latin letters and digits, parted by hyphens, at most about 90 characters."""
    slug = _NO_SLUG.sub("-", text.lower().translate(_LATIN)).strip("-")
    return slug if len(slug) <= 90 else slug[:90].rpartition("-")[0]


def _title_case(text: str) -> str:
    words = text.split(" ")
    return " ".join(words[:1] + [word if word in _LOWER_IN_TITLES else capitalised(word) for word in words[1:]])
