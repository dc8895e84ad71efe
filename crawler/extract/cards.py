"""Cards: parts that show other articles, each with a picture or a few words of it, side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, islice, takewhile

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import labels
from crawler.extract.page import text_of
from crawler.extract.signs import Signs
from crawler.extract.text import clean

_CARDS = 2
"""Cards from which they are a list."""
_SHARE = 2 / 3
"""Share of the parts of one make, side by side, from which they are cards: paragraphs may begin with a link too."""
_LINE = 60
"""Characters of a time."""
_FRAMES = 4
"""Elements that a link may be all of, itself included."""
_TITLE = 20
"""Characters from which what a link says may be a headline."""
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
    return frozenset(chain(chain.from_iterable(found), _alone(signs)))


def _alone(signs: Signs) -> Iterator[Element]:
    """Cards that may stand alone, by what is in them."""
    for link in signs.page.root.iter("a"):
        if next(link.iter("img"), None) is None or signs.other_article(link.get("href")) is None:
            continue
        around = takewhile(lambda e: e.tag not in _LINES, islice((link, *link.iterancestors()), _FRAMES))
        card = next((e for e in reversed(list(around)) if _is_card(e)), None)
        if card is not None:
            yield card


def _is_card(entry: Element) -> bool:
    """Whether *entry*, which has a picture, says nothing but what a link or two say, and a time."""
    if len(list(islice(entry.iter("a"), _CARDS + 1))) > _CARDS:
        return False
    linked, said = 0, ""
    walk = etree.iterwalk(entry, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag == "a":
            linked += len(text_of(element))
            walk.skip_subtree()
        else:
            text = element.text if event == "start" else element.tail if element is not entry else ""
            said += f" {text}" if text and not text.isspace() else ""
        if len(said) > _LINE:
            return False
    return linked > _TITLE and (not said or labels.is_time(clean(said)))


def _make(element: Element) -> Make:
    return element.getparent(), str(element.tag), element.get("class")
