"""What stands in the body of a page and is no text of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lxml.etree import _Element as Element

from crawler.extract import labels
from crawler.extract.general import names
from crawler.extract.general.blocks import Block, chain
from crawler.extract.general.place import Place

_PART = 0.35
"""Share of the text that a part has if it is no furniture, whatever it is called."""
_LABEL = 30
_LABEL_WORDS = 4
"""Characters and words that the label before a link has at most."""
_LINKED = 0.8
_LINKED_LIST = 0.6
"""Share of a list in links from which it leads elsewhere."""
_LISTS = ("ul", "ol", "dl", "table")


class Furniture:
    """Tells the blocks of a page that are furniture from those that are text."""

    def __init__(self, place: Place, titles: Iterable[str]) -> None:
        """:param titles: keys of the headlines that the page gives the article."""
        self._place = place
        self._titles = frozenset(titles)
        self._parts: dict[Element, bool] = {}
        self._linked: Counter[Element] = Counter()
        self._length: Counter[Element] = Counter()
        self._linking: set[Element] = set()
        self._counting: set[Element] = set()
        self._cards: dict[Element, bool] = {}
        for block in place.inside:
            if (holder := self._list_around(block)) is not None:
                self._linked[holder] += block.linked
                self._length[holder] += len(block.text)
                if holder.tag == "ul" and labels.is_count(block.text):
                    self._counting.add(holder)
                if block.is_linked:
                    self._linking.update(chain(block.element, holder))

    def has(self, block: Block) -> bool:
        """Whether *block* is furniture: a title again, a part called so, a stray, links, counts, or a credit."""
        return self._place.is_stray(block) or self.tells(block)

    def tells(self, block: Block) -> bool:
        """The same without strays: whether what *block* says, or is in, tells that it is furniture."""
        if block.key in self._titles or self.is_apart(block):
            return True
        if self._list_around(block) is not None:
            return False
        said = labels.is_count(block.text) or labels.is_plain_credit(block.text)
        return said or block.is_linked or _is_pointer(block)

    def stands_apart(self, block: Block) -> bool:
        """Whether *block* is a stray, or :meth:`is_apart`."""
        return self.is_apart(block) or self._place.is_stray(block)

    def is_apart(self, block: Block) -> bool:
        """Whether *block* is in a part that is called furniture, where hardly any text is, or in a list that leads
        elsewhere."""
        if self._is_part(block.element):
            return True
        holder = self._list_around(block)
        return holder is not None and self._leads_elsewhere(holder)

    def _leads_elsewhere(self, holder: Element) -> bool:
        """Whether the list *holder* is one of links, of cards (each item has one and words beside it), or of counts."""
        linked = self._linked[holder] > _LINKED_LIST * self._length[holder]
        return linked or holder in self._counting or self._is_of_cards(holder)

    def _is_of_cards(self, holder: Element) -> bool:
        if holder not in self._cards:
            items = set(holder.iterchildren("li"))
            self._cards[holder] = len(items) > 1 and items <= self._linking
        return self._cards[holder]

    def _list_around(self, block: Block) -> Element | None:
        """The list or table within the body that *block* is in."""
        return next((outer for outer in chain(block.element, self._place.element) if outer.tag in _LISTS), None)

    def _is_part(self, element: Element) -> bool:
        """Whether *element*, or what it is in within the body, is furniture by its markup."""
        path: list[Element] = []
        answer = False
        for outer in chain(element, self._place.element):
            if outer in self._parts:
                answer = self._parts[outer]
                break
            path.append(outer)
        for outer in reversed(path):
            answer = self._parts[outer] = answer or self._is_named(outer)
        return answer

    def _is_named(self, element: Element) -> bool:
        """Whether *element* is called furniture, and neither has much of the text nor a quotation."""
        if element is self._place.element or self._place.share(element) > _PART:
            return False
        if element.tag == "figure":
            return next(element.iter("table", "blockquote"), None) is None
        named = names.is_furniture(element) or names.is_caption(element)
        return named and (element.tag == "aside" or next(element.iter("blockquote"), None) is None)


def _is_pointer(block: Block) -> bool:
    """Whether *block* is a label and a link: "Read also: …"."""
    label, colon, rest = block.text.partition(":")
    short = len(label) <= _LABEL and len(label.split()) <= _LABEL_WORDS
    return bool(colon) and short and block.linked > _LINKED * len(rest)
