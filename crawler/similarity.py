"""Signatures of articles, by which the same story told twice is recognised.

Two sets are made of an article: the pairs of words that follow each other in headline and text, and its facts: the
numbers in both, and the names, months and days in the text. Rewording changes pairs and leaves the facts; two items
of one formula (exchange rates, weather, earthquakes) share pairs and differ in the facts. So the same story is told
twice where a good part of the pairs and nearly all facts of the one with fewer are shared. What was added or cut
changes the facts of one side only.

Words count by their first letters, as Russian and Kazakh inflect the rest; short words do not count. Hashes are of
fixed bytes, so a signature is the same in every process and every version of Python. A signature has a part that is
stored and compared, about 140 bytes, and the keys under which articles that may be the same are looked up.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import filterfalse, pairwise
from struct import Struct, pack, unpack

WORDS_MIN = 10
"""A text of fewer words says too little: it has no signature."""
WORDS_MAX = 20_000
"""Of a longer text no more than about so many words are looked at (times 30 characters)."""
PAIRS = 64
"""How many pairs are sampled for the comparison."""
FACTS = 64
"""How many facts are kept; few articles have more."""
KEYS = 8
"""How many keys an article is found by: that of its words, and others of a pair and a fact each."""
ENOUGH = 0.4
"""The same story has this part of the pairs that one of the two articles has in both at least."""
A_FACT_IN_FACTS, A_FACT_IN_PAIRS = 8, 80
"""The one with fewer may have one fact in so many, and for so many pairs, that the other lacks: a number was updated.
An item of less than about 130 words may have none, nor one with less than 8 facts.
"""

_BREAKS = frozenset('\n.!?…:;"«»“”„‟‹›')
_TOKEN = re.compile(r"[\n.!?…:;\"«»“”„‟‹›]|\d+(?:[ \u00a0\u202f]\d{3}(?!\d)|[.,:]\d+)*|\w+")
_SPACES = re.compile(r"\s")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_VOWELS = "aeiouyаеиоуыэюяйьәөүұіё"
_CALENDAR = """
январь января февраль марта март апрель апреля май мая июнь июня июль июля август сентябрь октябрь ноябрь декабрь
понедельник вторник среда среду четверг пятница суббота воскресенье
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі
"""
_BITS = 60
_LOW = (1 << _BITS) - 1
"""Hashes have 60 bits: the interpreter is quicker with those than with 64."""
_HEAD = Struct("<8sHH")
_PAIRS_AT = slice(_HEAD.size, _HEAD.size + PAIRS)
"""Where in a sketch the sampled pairs are."""
_BREAK, _SHORT, _WORD, _SHORT_NAME, _NAME, _FACT = range(6)


def _points(count: int) -> list[int]:
    return [(index << _BITS) // count for index in range(count)]


_SAMPLED, _KEYED = _points(PAIRS), _points(KEYS - 1)


@dataclass(frozen=True, slots=True)
class Signature:
    """What an article is recognised by."""

    sketch: bytes
    """What is stored, for :func:`similarity`: a digest of all words, two counts, sampled pairs, facts."""
    keys: tuple[int, ...]
    """Integers of 32 bits with a sign. Articles that tell the same story nearly always have one in common."""


def sign(edition: str, headline: str, text: str) -> Signature | None:
    """The signature of an article of *edition*; None if its text is too short to tell anything.

    Articles of different editions have no keys in common.
    """
    if len(text) < 400 and len(text.split()) < WORDS_MIN:
        return None
    title, body = _tokens(headline), _tokens(text[: WORDS_MAX * 30])
    words, facts = _read(title, names=False)
    more_words, more_facts = _read(body, names=True)
    words += more_words
    ranked = sorted(facts | more_facts)
    pairs = sorted({(3 * one + other) & _LOW for one, other in pairwise(words)})
    if not pairs:
        return None
    told = _digest(" ".join(filterfalse(_BREAKS.__contains__, title + body)).casefold())
    kept = [fact >> (_BITS - 16) for fact in ranked[:FACTS]]
    sketch = b"".join(
        (
            _HEAD.pack(told, min(len(pairs), 0xFFFF), min(len(ranked), 0xFFFF)),
            bytes([pair & 0xFF for pair in _sample(pairs, _SAMPLED)]),
            pack(f"<{len(kept)}H", *kept),
        )
    )
    anchors = _sample(ranked or pairs[::2], _KEYED)
    found_by = [5 * pair + 7 * anchor for pair, anchor in zip(_sample(pairs, _KEYED), anchors, strict=True)]
    salt = _hash(edition)
    keys = {((salt + one & _LOW) >> (_BITS - 32)) - (1 << 31) for one in (*found_by, int.from_bytes(told, "big"))}
    return Signature(sketch, tuple(sorted(keys)))


def similarity(one: bytes, other: bytes) -> float | None:
    """How similar the stories of two sketches are, 0 to 1; None if they are not the same story.

    1 means that all words are the same, in the same order. Else it is twice the number of word pairs they share, over
    the sum of what each has, estimated from a sample (standard error 0.06 at most) and 0.99 at most.
    """
    if one[:8] == other[:8]:
        return 1.0
    differ = int.from_bytes(one[_PAIRS_AT], "big") ^ int.from_bytes(other[_PAIRS_AT], "big")
    same = differ.to_bytes(PAIRS, "big").count(0) / PAIRS  # of those that one of them has
    if same < ENOUGH:
        return None
    _, pairs, facts = _HEAD.unpack_from(one)
    _, other_pairs, other_facts = _HEAD.unpack_from(other)
    both = _in_common(one[_PAIRS_AT.stop :], other[_PAIRS_AT.stop :])
    fewer = min(facts, other_facts)
    missing = fewer - both / (1 + both) * (facts + other_facts)
    if missing > min(fewer / A_FACT_IN_FACTS, min(pairs, other_pairs) / A_FACT_IN_PAIRS):
        return None
    return round(min(0.99, 2 * same / (1 + same)), 2)


def _in_common(one: bytes, other: bytes) -> float:
    """The part of the facts in *one* or *other* that is in both; of the lowest :data:`FACTS` where they are more."""
    first, second = (set(unpack(f"<{len(facts) // 2}H", facts)) for facts in (one, other))
    both = first | second
    if len(first) >= FACTS or len(second) >= FACTS:
        both = set(sorted(both)[:FACTS])
    return len(both & first & second) / len(both) if both else 1.0


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text))


def _read(tokens: list[str], *, names: bool) -> tuple[list[int], set[int]]:
    """The words of some length, in order, and the facts among *tokens*; names are such if *names* is true.

    What a capital begins after a full stop, a quotation mark or the like may be any word, and is no name. A number
    that comes twice is two facts: another one may have taken its place in one of them.
    """
    words: list[int] = []
    facts: set[int] = set()
    times: dict[int, int] = {}
    begins = True
    for kind, value in map(_kind, tokens):
        if kind == _WORD:  # most are
            words.append(value)
        elif kind > _WORD:
            if kind != _SHORT_NAME:
                words.append(value)
            if kind == _FACT:
                times[value] = times.get(value, 0) + 1
                facts.add((value * times[value]) & _LOW)
            elif names and not begins:
                facts.add(value)
        begins = kind == _BREAK
    return words, facts


@lru_cache(maxsize=1 << 13)  # two thirds of the words of a text; eight times as many hold hardly more, and 10 MB
def _kind(token: str) -> tuple[int, int]:
    """What *token* is, and its hash."""
    if token in _BREAKS:
        return _BREAK, 0
    if token[0].isdigit():
        return _FACT, _hash(_number(token))
    stem = _stem(token)
    if stem in _CALENDAR_STEMS:
        return _FACT, _hash(stem)
    long = len(token) > 3
    if len(token) > 1 and token[0].isupper():
        return _NAME if long else _SHORT_NAME, _hash(stem)
    return _WORD if long else _SHORT, _hash(stem)


def _number(token: str) -> str:
    """The digits of *token* without marks of thousands, decimals after a point."""
    token = _SPACES.sub("", token)
    return re.sub(r"[.,]", "", token) if _THOUSANDS.fullmatch(token) else token.replace(",", ".")


def _stem(word: str) -> str:
    """About what stays of *word* when it is inflected."""
    word = word.casefold().replace("ё", "е")
    return word[:5].rstrip(_VOWELS) or word


def _hash(text: str) -> int:
    return int.from_bytes(_digest(text), "big") & _LOW


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


def _sample(ranked: list[int], points: list[int]) -> list[int]:
    """The element of *ranked* (ascending) at or after each of *points*, beyond the end the first.

    Two sets have the same there as often as the share of their elements that both have.
    """
    ring = [*ranked, ranked[0]]
    return [ring[bisect_left(ranked, point)] for point in points]


_CALENDAR_STEMS = frozenset(map(_stem, _CALENDAR.split()))
