"""What a page says in the place of a text: that there is none, or none any longer.

It is that only if nothing else is there. An article may well be about a publication that was taken down.
"""

from __future__ import annotations

from lxml.etree import _Element as Element

from crawler.extract import densest
from crawler.extract.dates import is_date
from crawler.extract.evidence import Evidence, talks
from crawler.extract.late import late
from crawler.extract.notices import is_notice
from crawler.extract.page import concealed, text_of
from crawler.extract.signs import LITTLE
from crawler.extract.walls import LEAD, NOTHING, Sign, told_of_another
from crawler.site import NOTHING_TAIL_PATTERN, NOTHING_WHY_PATTERN

_LINE = 20
"""Characters from which a line in markup of nobody's counts: less may stand on a button."""
_MEDIA = ("img", "iframe", "video", "audio", "table", "blockquote")
_SAYS_SO = late(rf"{LEAD}(?:{NOTHING})(?:{NOTHING_TAIL_PATTERN})?\W*")
_WHY = late(rf"{NOTHING_WHY_PATTERN}\W*")
_SENTENCE = late(r"(?<=[.!?…])\s+")


def withdrawn(evidence: Evidence) -> Sign | None:
    """The sign that the page says so where its text should be, whatever its headline; None if it has a text."""
    signs = evidence.signs
    if signs.told:
        return None
    own = signs.has_body
    below = None if own else densest.below_headline(signs.page)
    places = signs.bodies if own else [below] if below is not None else []
    if own and (_says_much(places) or sum(len(text_of(place)) for place in places) > LITTLE):
        return None
    lines: list[str] = []
    length = 0
    for line in (line for place in places for line in evidence.texts(place)):
        length += len(line)
        if length > LITTLE:
            return None
        if (own or len(line) >= _LINE) and any(map(str.isalpha, line)) and not _is_beside(line):
            lines.append(line)
    if not lines or not all(map(_is_part, lines)) or any(_has_media(place, evidence) for place in places):
        return None
    said = next(filter(says_so, lines), None)
    return ("soft_404", f"says so: {said[:60]}") if said else None


def _says_much(places: list[Element]) -> bool:
    """Whether paragraphs in *places* have much text of their own, as those of most articles; all of it takes long."""
    length = 0
    for paragraph in (paragraph for place in places for paragraph in place.iter("p")):
        if not concealed(paragraph):
            length += len(paragraph.text or "")
        if length > LITTLE:
            return True
    return False


def says_so(line: str) -> bool:
    """Whether a sentence of *line* says that there is nothing."""
    return any(map(_is_said, _SENTENCE.split(line.casefold())))


def _is_part(line: str) -> bool:
    """Whether *line* has only such sentences and what is said to the reader with them."""
    sentences = _SENTENCE.split(line.casefold())
    return not told_of_another(line) and all(_is_said(s) or _WHY.fullmatch(s) or talks(s) for s in sentences)


def _is_said(sentence: str) -> bool:
    return _SAYS_SO.fullmatch(sentence.replace("’", "'")) is not None


def _is_beside(line: str) -> bool:
    return is_date(line) or is_notice(line, at_end=True)


def _has_media(place: Element, evidence: Evidence) -> bool:
    """Whether there is something to see in *place*, outside of lists."""
    apart = evidence.signs.apart
    return any(not any(e in apart for e in (found, *found.iterancestors())) for found in place.iter(*_MEDIA))
