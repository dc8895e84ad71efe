"""Plain lines that name the authors of an article, or its tags: no element, class or property says what they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.extract.dates import is_date
from crawler.extract.labels import is_name
from crawler.extract.late import late
from crawler.extract.raw import Raw, RawText, Text
from crawler.extract.text import fold
from crawler.site import BYLINE_PATTERN, TAGS_LABELS

_BYLINE = late(rf"\W*{BYLINE_PATTERN}\s*(?=\S)", re.IGNORECASE)
_WORD = late(rf"\b{BYLINE_PATTERN}", re.IGNORECASE)
_LONGEST = 120
"""Characters of such a line."""
_SEPARATOR = late(r"\s*[,|•·—–]\s*|\s+(?=\d)|\s+(?=by\s)", re.IGNORECASE)

_FIRST, _LAST = 2, 5
"""Paragraphs at the start and at the end of a body among which such lines are looked for."""
_TAG, _TAG_WORDS = 60, 5
"""Characters and words of a tag."""
_COMMAS = late(r"\s*[,;|#]\s*")


class Parted(NamedTuple):
    """A body without such lines, and what they say."""

    raws: list[Raw]
    authors: tuple[str, ...]
    """Their names, several in one if a line has several."""
    tags: tuple[str, ...]


def part(raws: list[Raw]) -> Parted:
    """*raws*, those of a body, parted from such lines at its start and its end."""
    texts = [raw for raw in raws if isinstance(raw, RawText) and not raw.level]
    outer = {id(raw) for raw in (*texts[:_FIRST], *texts[-_LAST:])}
    kept: list[Raw] = []
    authors: list[str] = []
    found: list[str] = []
    for raw in raws:
        if not isinstance(raw, RawText) or id(raw) not in outer:
            kept.append(raw)
            continue
        lines = raw.text.lines()
        text = [line for line in lines if not names(line.text) and not tags(line)]
        authors += filter(None, (names(line.text) for line in lines))
        found += (tag for line in lines for tag in tags(line))
        if len(text) == len(lines):
            kept.append(raw)
        elif text:
            kept.append(RawText(Text.join(text)))
    return Parted(kept, tuple(authors), tuple(found))


def tags(line: Text) -> list[str]:
    """The tags in *line*, "Tags: courts, oil"; none if it says anything else."""
    label, colon, said = line.text.partition(":")
    if not colon or fold(label) not in TAGS_LABELS:
        return []
    linked = [text for _, text in line.links]
    beside = len(said) - sum(map(len, linked)) <= 3 * len(linked) + 1
    found = [tag for tag in (linked if linked and beside else _COMMAS.split(said.strip(" ."))) if tag.strip()]
    return found if all(len(tag) <= _TAG and len(tag.split()) <= _TAG_WORDS for tag in found) else []


def names(line: str) -> str:
    """The names in *line*, "By Ann Bell" or "Authors: Ann Bell, Bo Day"; empty if it says anything else."""
    match = _BYLINE.match(line) if len(line) <= _LONGEST else None
    said = line[match.end() :].strip(" .") if match else ""
    # "By Monday" names nobody.
    one_of_many = match is not None and not match[0].rstrip().endswith(":") and len(said.split()) == 1
    return said if said and not one_of_many and is_name(said) else ""


def dated(line: str) -> tuple[str, str]:
    """The names and the date in *line*, "By Ann Bell, 12 November 2025, 18:20"; empty ones if it says anything else."""
    if len(line) <= _LONGEST and _WORD.search(line):
        for match in _SEPARATOR.finditer(line):
            for one, other in (
                (line[: match.start()], line[match.end() :]),
                (line[match.end() :], line[: match.start()]),
            ):
                if is_date(other) and (said := names(one)):
                    return said, other
    return "", ""
