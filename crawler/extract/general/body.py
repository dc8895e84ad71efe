"""The body of an article on a page of unknown make: where it is, and what of it is text of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from lxml.etree import _Element as Element

from crawler.extract.general import names
from crawler.extract.general.blocks import HEADINGS, Block, chain, squashed

_STRONG = 40
"""Characters of a block's key from which it says where the body is."""
_WHOLE = 0.85
"""Share of the body that an element holds if it is the body."""
_PART = 0.35
"""Share of the body that a part must have to be no furniture, whatever it is called."""
_STOPS = (".", "!", "?", "…", "»", "”", '"', ")", "。", ":", "“", "’", "؟", "।")


_STRAY = 0.04
_TAIL = 0.3
_PARTS = frozenset(("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "figure", "pre", "center", *HEADINGS))


def _home(block: Block) -> tuple[Any, ...]:
    element: Element | None = next((e for e in chain(block.element) if e.tag not in _PARTS), None)
    if element is None:
        return ()
    outer = element.getparent()
    return (element.tag, element.get("class"), outer is not None and outer.get("class"))


class Body:
    """The blocks of a page of which some make the body."""

    def __init__(self, blocks: Sequence[Block], found: str, titles: Iterable[str], leads: Iterable[str]) -> None:
        """:param found: text that is most likely the body's.
        :param titles: headlines that the page gives the article.
        :param leads: descriptions that the page gives of it.
        """
        self.blocks = blocks
        self.found = squashed(found)
        self.titles = {squashed(t) for t in titles if t}
        self.leads = [key for text in leads if len(key := squashed(text.rstrip("…. "))) >= _STRONG // 2]
        self.anchors = [b for b in blocks if len(b.key) >= _STRONG and b.key in self.found]
        self.anchors += self._further() if self.anchors else []
        self.container = self._container()
        self.weights = self._weights()
        self.total = sum(len(b.key) for b in self.anchors) or 1
        self._verdicts: dict[Element, bool] = {}
        self.keys = Counter(b.key for b in blocks)
        self.mains = self._mains()
        self.shares: Counter[Any] = Counter()
        for block in self.anchors:
            self.shares[_home(block)] += len(block.key)
        self.bulk = max(self.shares.values(), default=0) > 0.6 * self.total
        self._heads: set[Element] = {o for b in blocks if b.is_heading for o in chain(b.element, self.container)}
        self._paras: set[Element] = {o for b in blocks if not b.is_heading for o in chain(b.element, self.container)}
        self._lists: dict[Element, bool] = {}

    def _container(self) -> Element | None:
        """The innermost element that holds nearly all of the anchors."""
        if not self.anchors:
            return None
        total = sum(len(b.key) for b in self.anchors)
        held: Counter[Element] = Counter()
        order: dict[Element, int] = {}
        for block in self.anchors:
            for depth, outer in enumerate(reversed(list(chain(block.element)))):
                held[outer] += len(block.key)
                order[outer] = depth
        fits = [element for element in held if held[element] >= _WHOLE * total]
        best = max(fits, key=lambda element: order[element])
        if best.tag in ("p", *HEADINGS) and (parent := best.getparent()) is not None:
            best = parent
        return best

    def _weights(self) -> Counter[Element]:
        """How much of the anchored text each element in the container holds."""
        weights: Counter[Element] = Counter()
        for block in self.anchors:
            for outer in chain(block.element, self.container):
                weights[outer] += len(block.key)
        return weights

    def _mains(self) -> set[Element]:
        """The elements in which the paragraphs of the text stand side by side."""
        held: Counter[Element] = Counter()
        for block in self.anchors:
            if (parent := block.element.getparent()) is not None:
                held[parent] += len(block.key)
        return {element for element in held if held[element] > 0.4 * self.total}

    def _is_box(self, element: Element) -> bool:
        """Whether *element* stands beside the paragraphs of the text, with a heading of its own."""
        if element in self.mains or element.tag in (*HEADINGS, "p", "ul", "ol", "blockquote", "table") or element not in self._heads:
            return False
        if not any(outer in self.mains for outer in chain(element, self.container)):
            return False
        return element in self._paras

    def text(self) -> str:
        if self.container is None:
            return ""
        inside = [b for b in self.blocks if b.element is self.container or any(o is self.container for o in b.element.iterancestors())]
        chosen = self._chosen(inside)
        lead = self._standfirst(chosen)
        return "\n\n".join(b.text for b in [*lead, *chosen])

    # -- which blocks

    def _further(self) -> list[Block]:
        """Blocks after the anchors that are made like them, up to the next headline: the body was cut in two."""
        makes = Counter(self._named_make(b) for b in self.anchors)
        known = {make for make, n in makes.items() if make and n > 1}
        found: list[Block] = []
        strong = set(self.anchors)
        for block in self.blocks[self.anchors[0].at + 1 :] if known else ():
            if block.element.tag == "h1":
                break
            if block not in strong and block.linked < len(block.text) / 2 and self._named_make(block) in known:
                found.append(block)
        return found

    @staticmethod
    def _named_make(block: Block) -> tuple[Any, ...] | None:
        element = block.element
        parent = element.getparent()
        if element.tag != "p" or parent is None or not parent.get("class"):
            return None
        outer = parent.getparent()
        return (element.get("class"), parent.tag, parent.get("class"), outer is not None and outer.get("class"))

    def _chosen(self, inside: list[Block]) -> list[Block]:
        strong = set(self.anchors)
        places = [b.at for b in inside if b in strong and not self._is_furniture(b)]
        if not places:
            return []
        first, last = places[0], places[-1]
        like = {self._make(b) for b in inside if b in strong}
        title = max((b.at for b in self.blocks[:first] if b.key in self.titles), default=first)
        chosen: list[Block] = []
        seen: set[str] = set()
        for block in inside:
            own = block.element.tag == "p" and (self._make(block) in like or (block.at > first and self._is_home(block)))
            if not (first <= block.at <= last or own or self._opens(block, first, title)):
                continue
            if self._is_furniture(block):
                if block.is_linked and chosen and chosen[-1].at == block.at - 1 and self._is_label(chosen[-1]):
                    chosen.pop()
                continue
            if not (own or self._is_text(block, strong, like) or self._opens(block, first, title)):
                continue
            if block.key in seen and len(block.key) > 15:
                continue
            seen.add(block.key)
            chosen.append(block)
        return self._trimmed(self._without_tail(chosen))

    def _without_tail(self, chosen: list[Block]) -> list[Block]:
        """*chosen* without what follows the text in another part of the page."""
        if not self.bulk:
            return chosen
        last = max((i for i, b in enumerate(chosen) if self.shares[_home(b)] > _TAIL * self.total), default=len(chosen))
        return chosen[: last + 1]

    def _opens(self, block: Block, first: int, title: int) -> bool:
        """Whether *block* is a sentence between the headline and the first paragraph found, beside the paragraphs."""
        if not title < block.at < first or len(block.text) < 30 or not block.text.endswith(_STOPS[:4]) or block.is_linked:
            return False
        return any(outer in self.mains for outer in [*chain(block.element, self.container)][1:4])

    @staticmethod
    def _is_label(block: Block) -> bool:
        return len(block.text) <= 60 and (block.is_heading or block.bold > 0.8 * len(block.text)) and not block.text.endswith((".", "!"))

    @staticmethod
    def _make(block: Block) -> tuple[Any, ...]:
        element = block.element
        parent = element.getparent()
        return (element.tag, element.get("class"), parent)

    def _is_text(self, block: Block, strong: set[Block], like: set[tuple[Any, ...]]) -> bool:
        """Whether *block*, which is no furniture, is part of the text."""
        if block in strong or self._make(block) in like:
            return True
        if block.key in self.found:
            return True
        return block.is_heading or (block.element.tag in ("li", "td", "th", "dt", "dd", "blockquote") and self._is_home(block))

    def _is_home(self, block: Block) -> bool:
        """Whether *block* stands where much of the text does."""
        return self.shares[_home(block)] > _TAIL * self.total

    def _is_stray(self, block: Block) -> bool:
        """Whether *block* stands in a part of the page that has hardly any of the text."""
        return self.bulk and not block.is_heading and self.shares[_home(block)] < _STRAY * self.total

    def _is_furniture(self, block: Block) -> bool:
        if block.key in self.titles:
            return True
        if self.keys[block.key] > 2 and len(block.key) > 15 and block.element.getparent() not in self.mains:
            return True
        if self._in_furniture(block.element) or self._is_stray(block):
            return True
        if block.element.tag in ("li", "td", "dd", "dt") or (holder := self._list_of(block.element)) is not None:
            holder = self._list_of(block.element)
            if holder is not None:
                return self._is_link_list(holder)
        return block.is_linked or self._is_pointer(block)

    @staticmethod
    def _is_pointer(block: Block) -> bool:
        """Whether *block* is a label and a link: "Read also: …"."""
        label, colon, _ = block.text.partition(":")
        rest = len(block.text) - len(label) - 1
        return bool(colon) and len(label) <= 30 and len(label.split()) <= 4 and block.linked > 0.8 * rest

    @staticmethod
    def _list_of(element: Element) -> Element | None:
        return next((e for e in element.iterancestors("ul", "ol", "table", "dl")), None)

    def _is_link_list(self, holder: Element) -> bool:
        if holder not in self._lists:
            items = [b for b in self.blocks if any(o is holder for o in chain(b.element))]
            linked = sum(b.linked for b in items)
            self._lists[holder] = linked > 0.6 * sum(len(b.text) for b in items)
        return self._lists[holder]

    def _in_furniture(self, element: Element) -> bool:
        """Whether *element*, or what it is in, is by its markup no part of the text."""
        path: list[Element] = []
        answer = False
        for outer in chain(element, self.container):
            if outer in self._verdicts:
                answer = self._verdicts[outer]
                break
            path.append(outer)
        for outer in reversed(path):
            answer = answer or self._named_furniture(outer)
            self._verdicts[outer] = answer
        return answer

    def _named_furniture(self, element: Element) -> bool:
        if self.weights[element] > _PART * self.total or element is self.container:
            return False
        if element.tag == "figure":
            return next(element.iter("table", "blockquote"), None) is None
        if self._is_box(element):
            return True
        if next(element.iter("blockquote"), None) is not None and element.tag != "aside":
            return False
        return names.is_furniture(element) or names.is_caption(element)

    def _trimmed(self, chosen: list[Block]) -> list[Block]:
        """*chosen* without what leads to the first paragraph, and without headings that head nothing."""
        start = next((i for i, b in enumerate(chosen) if len(b.key) >= _STRONG and not b.is_heading), 0)
        head = [b for b in chosen[:start] if b.is_heading]
        chosen = [*head, *chosen[start:]]
        kept = [a for a, b in pairwise([*chosen, None]) if not (a and a.is_heading and (b is None))]
        return [b for b in kept if b is not None]

    def _standfirst(self, chosen: list[Block]) -> list[Block]:
        """What stands between the headline and the body, and sums it up."""
        if not chosen:
            return []
        before = self.blocks[: chosen[0].at]
        title = max((b.at for b in before if b.key in self.titles), default=-1)
        taken = {b.key for b in chosen}
        found: list[Block] = []
        beside: list[Block] = []
        for block in before:
            if block.key in self.titles or block.key in taken or block.is_linked:
                continue
            around = [*chain(block.element)][:4]
            if any(map(names.is_caption, around)):
                continue
            described = any(lead in block.key or (len(block.key) >= _STRONG // 2 and block.key in lead) for lead in self.leads)
            below = block.at > title >= 0
            named = below and len(block.key) >= _STRONG and any(map(names.is_lead, around[:3]))
            if described or named:
                taken.add(block.key)
                found.append(block)
            elif below and not block.linked and self._is_sentence(block) and not any(map(names.is_furniture, around)):
                beside.append(block)
        # One alone sums the article up; several are a list of something else.
        return found or (beside if len(beside) == 1 and beside[0].element.tag != "li" else [])

    @staticmethod
    def _is_sentence(block: Block) -> bool:
        return 60 <= len(block.text) <= 600 and block.text.endswith(_STOPS[:4])
