"""How a text goes on after its last paragraph: lists, tables, quotations and sections that end it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import groupby

from lxml.etree import _Element as Element

from crawler.extract import labels
from crawler.extract.evidence import talks
from crawler.extract.general.blocks import HEADINGS, Block, chain
from crawler.extract.general.furniture import Furniture
from crawler.extract.general.place import SAYS_WHERE, Place
from crawler.extract.text import fold
from crawler.site import (
    LATEST_LABELS,
    MORE_LABELS,
    NEWS_LABELS,
    READ_ALSO_LABELS,
    READERS_LABELS,
    RELATED_LABELS,
    SHARE_LABELS,
    WRITERS_LABELS,
)

_TEXT = frozenset("ul ol dl table blockquote pre".split())
"""Elements that may end a text without a heading."""
_CELLS = frozenset(("td", "th", "caption"))
_CONTROLS = ("form", "input", "textarea", "button", "select", "time")
"""Elements that stand in what readers write or are to fill in, and in no section of a text."""
_STOPS = (".", "!", "?", "…", "»", "”")
_LINKED = 0.3
"""Share of a part in links from which it leads elsewhere."""
_LABELS = (
    LATEST_LABELS
    | NEWS_LABELS
    | MORE_LABELS
    | SHARE_LABELS
    | READERS_LABELS
    | WRITERS_LABELS
    | frozenset((*READ_ALSO_LABELS, *RELATED_LABELS))
)
_LONGEST = max(map(len, _LABELS)) + 20
"""Characters of a label and a count beside it."""
_COUNTED = re.compile(r"[\s(\[]*\d+[\s)\]]*")


def ending(place: Place, furniture: Furniture, last: Block) -> list[Block]:
    """The blocks after *last*, the last paragraph, that the text ends with: up to the first part that is none of it."""
    found: list[Block] = []
    if is_label(last):
        return found
    for part, blocks in _parts(place, last):
        if not _is_text(part, blocks, last, place, furniture):
            while found and found[-1].is_label:
                found.pop()
            break
        found += blocks
    return found


def _parts(place: Place, last: Block) -> Iterator[tuple[Element | None, list[Block]]]:
    """What comes after *last* beside it, or beside what it is in within the body: each part (None for text that is in
    none) with its blocks."""
    around = set(chain(last.element))

    def part(block: Block) -> Element | None:
        outer = [e for e in chain(block.element, place.element) if e not in around]
        return outer[-1] if outer else None

    after = (block for block in place.inside if block.at > last.at)
    yield from ((element, list(blocks)) for element, blocks in groupby(after, key=part))


def _is_text(part: Element | None, blocks: Sequence[Block], last: Block, place: Place, furniture: Furniture) -> bool:
    """Whether *part*, which holds *blocks*, may be text after *last*."""
    if any(map(furniture.tells, blocks)) or _leads_elsewhere(blocks):
        return False
    running = [b for b in blocks if not any(outer.tag in _TEXT for outer in chain(b.element, place.element))]
    if any(labels.is_count(block.text) for block in blocks) or any(map(is_label, running)):
        return False
    if not running or (part is not None and part.tag in HEADINGS):
        return True
    if any(talks(block.text) for block in running):
        return False
    if part is None:
        return all(block.element is last.element for block in blocks)
    if part.tag == "p":
        return True
    found = all(_heads(block) or place.was_found(block) for block in running)
    if found and (part.tag, part.get("class")) == (last.element.tag, last.element.get("class")):
        return True
    beside = part.getparent() is last.element.getparent()
    return next(part.iter(*_CONTROLS), None) is None and _is_section(blocks, found=found, beside=beside)


def _leads_elsewhere(blocks: Sequence[Block]) -> bool:
    """Whether of *blocks*, but for the cells of a table, one is a link or much is in links."""
    others = [block for block in blocks if block.element.tag not in _CELLS]
    much = sum(block.linked for block in others) > _LINKED * sum(len(block.text) for block in others)
    return much or any(block.is_linked for block in others)


def _is_section(blocks: Sequence[Block], *, found: bool, beside: bool) -> bool:
    """Whether *blocks* are a heading and text below it, or, right *beside* the last paragraph, sentences alone; the
    extractor *found* them, or they stand there."""
    headed = _heads(blocks[0]) and len(blocks) > 1 and (found or beside)
    return headed or (found and beside and all(map(_is_sentence, blocks)))


def _heads(block: Block) -> bool:
    return block.is_heading or block.element.tag == "summary"


def _is_sentence(block: Block) -> bool:
    return not block.linked and len(block.key) >= SAYS_WHERE and block.text.endswith(_STOPS)


def is_label(block: Block) -> bool:
    """Whether *block* is a time, or what stands over other articles, share buttons, comments or authors."""
    return heads(block) or labels.is_time(block.text)


def heads(block: Block, known: Container[str] = _LABELS) -> bool:
    """Whether *block* is one of the labels *known*; a count may stand beside it."""
    return len(block.text) <= _LONGEST and fold(_COUNTED.sub(" ", block.text)) in known
