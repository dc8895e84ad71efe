"""Where on a page the body stands: the part that holds the text which an extractor takes for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.extract.general.blocks import HEADINGS, Block, chain, squashed
from crawler.extract.nodes import is_table

SAYS_WHERE = 40
"""Characters of a block's key from which it says where the body is."""
_WHOLE = 0.85
"""Share of the text that an element holds if it is the body."""
_MOST = 0.6
"""Share of the text in one home from which other homes say something."""
_MUCH = 0.3
"""Share of the text that a home of the text has."""
_HARDLY = 0.04
"""Share below which a home is no place of the text."""
_IN_TEXT = frozenset("p ul ol li dl dt dd blockquote table thead tbody tfoot tr td th figure pre center".split()).union(
    HEADINGS
)
"""Elements that stand in a text; where they stand is what is around them."""


_LEFT = 0.05
"""Share of what was found from which what stands beside it in sentences is part of it."""
_STOPS = (".", "!", "?", "…", "»", "”", ":")


Make = tuple[str, "Element | None"]


class Home(NamedTuple):
    """What a block stands in, by its form: elements of one form are one home."""

    tag: str
    name: str | None
    outer_name: str | None


def home(part: Element) -> Home | None:
    """What *part* stands in, be it that itself."""
    element = next((e for e in chain(part) if e.tag not in _IN_TEXT), None)
    if element is None:
        return None
    outer = element.getparent()
    return Home(str(element.tag), element.get("class"), outer.get("class") if outer is not None else None)


def completed(blocks: Sequence[Block], found: str) -> str:
    """*found*, the text of the body as an extractor gives it, with what it left out of the part that most of it is in.

    That is only done where it is more than a line or two, in sentences, and made otherwise than what was found: the
    longer a text is, the more extractors go by its tags alone.
    """
    key = squashed(found)
    parts = Counter(outer for block in blocks for outer in chain(block.element))
    own: Counter[Element] = Counter()
    alike: set[Make] = set()
    beside: dict[Element, list[Block]] = defaultdict(list)
    for block in blocks:
        around = (e for e in chain(block.element) if e.tag not in _IN_TEXT or e.tag == "td")
        holder = next((e for e in around if parts[e] > 1), None)
        if holder is None or len(block.key) < SAYS_WHERE or block.linked * 2 > len(block.text):
            continue
        if block.key in key:
            own[holder] += len(block.key)
            alike.add(make(block))
        else:
            beside[holder].append(block)
    left = [b for b in beside[max(own, key=lambda holder: own[holder])] if make(b) not in alike] if own else []
    much = sum(len(block.key) for block in left if block.text.endswith(_STOPS)) >= _LEFT * sum(own.values())
    return "\n".join([found, *(block.text for block in left)]) if much else found


def make(block: Block) -> Make:
    """The tag of *block*, and what it stands in: paragraphs side by side are of one make."""
    return str(block.element.tag), block.element.getparent()


class Place:
    """Where the body is, told by the blocks whose text was *found*."""

    def __init__(self, blocks: Sequence[Block], found: str) -> None:
        """:param found: the text of the body as an extractor gives it."""
        self._found = squashed(found)
        self.anchors = [b for b in blocks if len(b.key) >= SAYS_WHERE and b.key in self._found]
        self._total = sum(len(b.key) for b in self.anchors)
        self.element = self._innermost()
        self.inside = [b for b in blocks if any(e is self.element for e in chain(b.element))]
        self._tables: dict[Element, bool] = {}
        self._held: Counter[Element] = Counter()
        self._homes: Counter[Home | None] = Counter()
        for block in self.anchors:
            self._homes[self._home(block)] += len(block.key)
            for outer in chain(block.element, self.element):
                self._held[outer] += len(block.key)
        self._uneven = max(self._homes.values(), default=0) > _MOST * self._total

    def _innermost(self) -> Element | None:
        """The innermost element that is more than a paragraph and holds nearly all of the anchors."""
        held: Counter[Element] = Counter()
        depths: dict[Element, int] = {}
        for block in self.anchors:
            for depth, outer in enumerate(reversed(list(chain(block.element)))):
                held[outer] += len(block.key)
                depths[outer] = depth
        fits = [e for e in held if held[e] >= _WHOLE * self._total and (e.tag not in _IN_TEXT or e.tag == "td")]
        return max(fits, key=lambda element: depths[element], default=None)

    def table(self, block: Block) -> Element | None:
        """The outermost table of data within the body that *block* is in."""
        found = None
        for outer in chain(block.element, self.element):
            if outer.tag == "table":
                if outer not in self._tables:
                    self._tables[outer] = is_table(outer)
                found = outer if self._tables[outer] else None
        return found

    def _home(self, block: Block) -> Home | None:
        """What *block* stands in; of a cell, what its table does, whatever frames that alone."""
        part = self.table(block)
        if part is None:
            return home(block.element)
        outer = part.getparent()
        while outer is not None and outer is not self.element and len(outer) == 1 and not (outer.text or "").strip():
            outer = outer.getparent()
        return home(outer) if outer is not None else None

    def was_found(self, block: Block) -> bool:
        return block.key in self._found

    def share(self, element: Element) -> float:
        """How much of the text *element* holds."""
        return self._held[element] / self._total

    def is_home(self, block: Block) -> bool:
        """Whether *block* stands where much of the text does."""
        return self._homes[self._home(block)] > _MUCH * self._total

    def is_stray(self, block: Block) -> bool:
        """Whether *block* stands where hardly any of the text does, and nearly all of it somewhere else."""
        return self._uneven and not block.is_heading and self._homes[self._home(block)] < _HARDLY * self._total

    def without_tail(self, blocks: list[Block]) -> list[Block]:
        """*blocks* without those after the text that stand somewhere else than it."""
        if not self._uneven:
            return blocks
        last = max((at for at, block in enumerate(blocks) if self.is_home(block)), default=len(blocks))
        return blocks[: last + 1]
