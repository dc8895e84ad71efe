"""The date as a plain line near the headline: no element, class or property says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from crawler.extract import bylines
from crawler.extract.dates import is_date, says_time
from crawler.extract.late import late
from crawler.extract.page import text_of, tokens
from crawler.extract.text import clean
from crawler.site import COMMENTS_PATTERN, COUNT_PATTERN, PUBLISHED_PATTERN, UPDATED_PATTERN

INLINE = frozenset("a time span b strong i em u small font".split())
_AROUND = 40
"""Elements after a headline, and before it, among which a date is looked for."""
_PARTS = 3
_LONGEST = 80
"""Characters of a line that may have the date."""
_PROSE, _PARAGRAPHS = 60, 2
"""Characters of a paragraph, and paragraphs from which the text has begun: one may be a standfirst."""
_TEXT = frozenset(
    """
    h1 h2 h3 h4 h5 h6 blockquote figcaption th label option button input form script style img iframe video audio
    """.split()
)
"""Elements whose dates are text, or nothing."""
_NAMED = ("time", "date")
"""What the name of an attribute that holds a time has in it; one that has any of the next is of a change."""
_CHANGED = ("upd", "modif", "edit")
_BARS = late(r"\s*[|•·—–/]\s*|\s{2,}")
_ENDS = " :,;|•·—–-/("
_BESIDE = late(rf"{PUBLISHED_PATTERN}|{COUNT_PATTERN}", re.IGNORECASE)
_PUBLISHED = late(PUBLISHED_PATTERN, re.IGNORECASE)
_UPDATED = late(rf"{UPDATED_PATTERN}\w*", re.IGNORECASE)
_COMMENTS = late(COMMENTS_PATTERN)
_LETTERS = late(r"[^\W\d_]{2,}")
_NAME = late(r"[^\W\d_]{3,}")
_YEAR = late(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}([./-])\d{1,2}\1\d\d(?!\d)")
_STAMP = late(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S{0,20}(?: ?[+-]\d\d:?\d\d)?)?|1\d{9}(?:\d{3})?")


def after(heading: Element, most: int = _AROUND) -> Iterator[Element]:
    """The elements nearest to *heading* after it, at most so many."""
    following = (e for outer in (heading, *heading.iterancestors()) for s in outer.itersiblings() for e in s.iter())
    return islice(following, most)


def before(heading: Element) -> Iterator[Element]:
    """Those before it in the same part."""
    return islice((e for s in heading.itersiblings(preceding=True) for e in s.iter()), _AROUND)


def has_date(element: Element) -> bool:
    """Whether *element* holds a line that is a date or has one as one of its parts."""
    if element.tag in ("p", "script", "style") and len(element.text or "") > _LONGEST:
        return False
    said = text_of(element) if len(element) <= _PARTS else element.text or ""
    return next(_dates(said), None) is not None or any(map(is_full, days(element, said)))


def before_text(heading: Element, paragraphs: int = _PARAGRAPHS) -> Iterator[Element]:
    """The elements nearest to *heading*, up to the paragraph with which the text begins."""
    for element in after(heading):
        said = text_of(element) if element.tag == "p" else element.text or "" if element.tag in ("div", "td") else ""
        paragraphs -= len(said) > _PROSE and next(_dates(_BESIDE.sub(" ", said)), None) is None
        if paragraphs <= 0:
            break
        yield element
        paragraphs -= len((element.tail or "").strip()) > _PROSE
    yield from before(heading)


def days(element: Element, said: str) -> tuple[str, ...]:
    """The dates that *element*, which says *said*, is, the most exact first: each says a day, and is no part of a
    sentence."""
    if len(said) > 2 * _LONGEST or element.tag in _TEXT or any(map(_is_day, element)) or _is_change(element):
        return ()
    if _is_of_data(element) or not (unchanged := _without_change(said)):
        return ()
    stamps = [value for name, value in element.items() if _is_stamp(str(name), str(value))]
    lines = [line for line in _dates(_BESIDE.sub(" ", unchanged)) if says_day(line)]
    return (*stamps, *(lines if not lines or not _is_amid_text(element) else ()))


def parts(said: str) -> list[str]:
    """The parts of a line that bars part; none of what is too long for one."""
    return [part for part in _BARS.split(said) if part] if len(said) <= 2 * _LONGEST else []


def is_full(line: str) -> bool:
    """Whether *line*, which says a day, says the year as well, or the time of day."""
    return _STAMP.fullmatch(line) is not None or _YEAR.search(line) is not None or says_time(line)


def is_timed(element: Element) -> bool:
    """Whether *element* is a day with a time of day."""
    return any(map(says_time, days(element, text_of(element))))


def is_of_readers(element: Element) -> bool:
    """Whether *element* is by its classes what readers wrote."""
    return any("comment" in name and _COMMENTS.match(name) for name in tokens(element))


def _dates(said: str) -> Iterator[str]:
    """*said* if it is a date, else the parts of it that are."""
    if not said or len(said) > _LONGEST or not any(c.isdigit() for c in said):
        return
    for part in dict.fromkeys((said, *_BARS.split(said))):
        if part and is_date(part):
            yield part.strip(_ENDS)
        elif signed := bylines.dated(part)[1]:
            yield signed


def _without_change(said: str) -> str:
    """*said* without the time of a change; empty if it says no other, or not which of its times that is."""
    match = _UPDATED.search(said)
    if match is None:
        return said
    after = said[match.end() :]
    if not any(c.isdigit() for c in after):
        return ""
    published = _PUBLISHED.search(after)
    return clean(f"{said[: match.start()]} {after[published.start() :] if published else ''}")


def change(element: Element) -> str:
    """The time of a change that *element* says in a line; empty if it says none."""
    said = text_of(element)
    match = _UPDATED.search(said) if len(said) <= 2 * _LONGEST and element.tag not in _TEXT else None
    if match is None:
        return ""
    after = _PUBLISHED.split(said[match.end() :])[0].lstrip(" :–—-")
    line = clean(_BESIDE.sub(" ", _BARS.split(after)[0]))
    return line if is_date(line) and says_day(line) else ""


def _is_of_data(element: Element) -> bool:
    """Whether *element* is a cell of a table with data: of several rows and columns, and without the headline."""
    row = element.getparent() if element.tag == "td" else None
    table = next(row.iterancestors("table"), None) if row is not None and len(row) > 1 else None
    return table is not None and len(list(islice(table.iter("tr"), 2))) > 1 and next(table.iter("h1"), None) is None


def _is_stamp(name: str, value: str) -> bool:
    """Whether the attribute *name* says a time: `data-time`, `datetime`; `title` with one in figures."""
    if name != "title" and (not any(word in name for word in _NAMED) or any(word in name for word in _CHANGED)):
        return False
    return _STAMP.fullmatch(value.strip()) is not None and (name != "title" or "-" in value)


def _is_day(element: Element) -> bool:
    """Whether *element* says a day: what it is in says no more of it than it does with the time beside it."""
    said = text_of(element)
    return any(map(says_day, _dates(_BESIDE.sub(" ", said)))) if len(said) <= _LONGEST else False


def is_clock(said: str) -> bool:
    """Whether *said* is a time of day and nothing else."""
    return says_time(said) and is_date(said) and not says_day(said)


def says_day(line: str) -> bool:
    """Whether the date *line* is more than a time of day."""
    return _YEAR.search(line) is not None or _NAME.search(line) is not None


def _is_change(element: Element) -> bool:
    """Whether the class of *element*, or what stands before it, says that this is the time of a change."""
    if any(word in (element.get("class") or "").lower() for word in ("updated", "modified")):
        return True
    previous = element.getprevious()
    if previous is None or len(said := text_of(previous)) > _LONGEST:
        return False
    return _UPDATED.search(said) is not None and not any(c.isdigit() for c in said)


def _is_amid_text(element: Element) -> bool:
    """Whether words stand right before or after *element* in its line: no bar parts them, and they call it no date."""
    while element.tag in INLINE and (parent := element.getparent()) is not None:
        previous = element.getprevious()
        before = (previous.tail if previous is not None else parent.text) or ""
        beside = (_BARS.split(clean(before))[-1], _BARS.split(clean(element.tail or ""))[0])
        if any(_LETTERS.search(_BESIDE.sub(" ", side)) for side in beside):
            return True
        element = parent
    return False
