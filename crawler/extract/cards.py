"""Cards: parts that show other articles, each with a picture or a few words of it, side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain

from lxml.etree import _Element as Element

from crawler.extract.signs import Signs

_CARDS = 2
"""Cards from which they are a list."""
_SHARE = 2 / 3
"""Share of the parts of one make, side by side, from which they are cards: paragraphs may begin with a link too."""
_LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
Make = tuple["Element | None", str, "str | None"]
"""What a part stands in, and its tag and classes."""
_PARTS = ("img", "picture", "div", "p", "h2", "h3", "h4", "h5", "h6", "td", "section", "header", "time")


def cards(signs: Signs) -> frozenset[Element]:
    """The cards on the page of *signs*, which tell nothing of its article."""
    beside: dict[Make, list[Element]] = defaultdict(list)
    for entry in signs.entries:
        if entry.tag not in _LINES and next(entry.iterdescendants(*_PARTS), None) is not None:
            beside[_make(entry)].append(entry)
    several = {make: entries for make, entries in beside.items() if len(entries) >= _CARDS}
    parents = dict.fromkeys(make[0] for make in several)
    alike = Counter(_make(child) for parent in parents if parent is not None for child in parent.iterchildren())
    found = (entries for make, entries in several.items() if len(entries) >= _SHARE * alike[make])
    return frozenset(chain.from_iterable(found))


def _make(element: Element) -> Make:
    return element.getparent(), str(element.tag), element.get("class")
