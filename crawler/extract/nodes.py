"""What single elements of a body are, by their markup: what the walk passes over, tables, bold text, boilerplate."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

SKIPPED = frozenset(
    """
    script style noscript template head title meta link button input select option optgroup textarea svg math nav
    footer dialog canvas map datalist output progress meter frameset noframes applet param track area base rp
    """.split()
)
"""Elements that hold no text of an article."""
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_PARAGRAPHS = 3
_TEXT = 500
"""Paragraphs and characters of a cell from which it is the frame of a text."""
_BOILERPLATE_TEXT = 400
"""Characters outside links from which a part is not left out, whatever it is called."""


def is_table(element: Element) -> bool:
    """Whether a `table` is one, and no frame around text or pictures: of one cell, one column with a picture, or with a
    headline, another table or a text of several paragraphs in a cell."""
    if len(list(islice(element.iter("td", "th"), 2))) < 2:
        return False
    if next(element.iterdescendants("table", "h1"), None) is not None or any(map(_holds_text, element.iter("td"))):
        return False
    column = all(len(list(islice(row.iter("td", "th"), 2))) < 2 for row in element.iter("tr"))
    return not column or next(element.iter("img", "iframe", "video"), None) is None


def _holds_text(cell: Element) -> bool:
    """Whether *cell* holds a text of several paragraphs, whatever parts them."""
    ends = sum(1 if part.tag == "p" else 0.5 for part in islice(cell.iter("p", "br"), 2 * _PARAGRAPHS))
    return ends >= _PARAGRAPHS - 1 and sum(map(len, cell.itertext())) >= _TEXT


def is_bold(element: Element) -> bool:
    """Whether the style of *element* makes its text bold."""
    style = element.get("style")
    return style is not None and _BOLD.search(style) is not None


def is_boilerplate(element: Element, known: dict[Element, int]) -> bool:
    """Whether a part called like boilerplate is that, and no text under a misleading name.

    :param known: lengths of the text outside links, kept for the parts inside this one.
    """
    if element not in known:
        _measure(element, known)
    return known[element] <= _BOILERPLATE_TEXT


def _measure(element: Element, known: dict[Element, int]) -> None:
    """Put into *known* how much text outside links *element* and each part of it has."""
    for node in reversed(list(element.iter())):
        length = known.get(node, 0)
        if isinstance(node.tag, str) and node.tag not in SKIPPED and node.tag != "a" and node.text:
            length += len(node.text.strip())
        known[node] = length
        parent = node.getparent()
        if node is not element and parent is not None:
            known[parent] = known.get(parent, 0) + length + len((node.tail or "").strip())
