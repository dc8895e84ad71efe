"""The text of a page, cut into blocks: one for each stretch of text that no block-level element parts."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.etree import _Element as Element

from crawler.extract.page import concealed
from crawler.extract.text import clean

BLOCK_TAGS = frozenset(
    """
    html body main article section header footer aside nav div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody
    tfoot tr td th caption blockquote figure figcaption pre address hr form fieldset details summary center hgroup
    search menu dialog legend
    """.split()
)
_TEXTLESS = frozenset(
    """
    script style noscript template svg iframe button select textarea input option head object audio video canvas math
    label picture img source dialog
    """.split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong"))
_SQUASHED = re.compile(r"[\W_]+")
_LABEL = 60
"""Characters that a label has at most."""
_MOST = 20_000
"""Blocks of a page that are read."""


@dataclass(slots=True, eq=False)
class Block:
    """A stretch of text."""

    at: int
    """Its place on the page."""
    element: Element
    """The block-level element that it is in."""
    text: str
    """What it says, as one clean line."""
    key: str
    """That without case, spaces and punctuation: for comparisons."""
    linked: int
    """Characters of it in links."""
    bold: int
    """Characters of it in bold type."""
    first_link: bool
    """Whether a link opens it."""

    @property
    def is_heading(self) -> bool:
        return self.element.tag in HEADINGS

    @property
    def is_label(self) -> bool:
        """Whether it may be the label of what is below it: a short line in bold, or a heading."""
        emphatic = self.is_heading or self.bold > 0.8 * len(self.text)
        return emphatic and len(self.text) <= _LABEL and not self.text.endswith((".", "!"))

    @property
    def is_linked(self) -> bool:
        """Whether it says hardly anything outside links."""
        return self.linked > 0.8 * len(self.text)


def squashed(text: str) -> str:
    """*text* without case, white space and punctuation."""
    return _SQUASHED.sub("", text.casefold())


def _is_shown(element: Element) -> bool:
    """Whether *element* does not say itself that it is not shown."""
    # What is hidden from screen readers alone may be text behind a bar
    return not concealed(element) or (
        element.tag == "p" and element.get("aria-hidden") == "true" and not element.get("style")
    )


class _Writer:
    """Gathers what is shown into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[tuple[str, bool, bool]] = []
        self.break_before = False

    def say(self, text: str | None, *, linked: bool, bold: bool) -> None:
        if text:
            self.parts.append((text, linked, bold))
            if self.break_before and not text.isspace():
                self.break_before = False

    def end(self, element: Element) -> None:
        """End the block that *element* holds."""
        self.break_before = False
        if not self.parts:
            return
        parts, self.parts = self.parts, []
        text = clean("".join([part[0] for part in parts]))
        if not text or not (key := squashed(text)):
            return
        linked = bold = 0
        first: bool | None = None
        for part, in_link, in_bold in parts:
            length = len(part.strip()) if in_link or in_bold or first is None else 0
            if first is None and length:
                first = in_link
            linked += length if in_link else 0
            bold += length if in_bold else 0
        self.blocks.append(Block(len(self.blocks), element, text, key, linked, bold, bool(first)))

    def line_break(self, element: Element) -> None:
        """Two line breaks with nothing between them end a block."""
        if self.break_before:
            self.end(element)
        else:
            self.parts.append((" ", False, False))
            self.break_before = True


def blocks(root: Element, skipped: Container[Element] = ()) -> list[Block]:
    """The blocks of the tree *root*, in order, without what is not shown and without the elements *skipped*."""
    writer = _Writer()
    # For each element that is open: itself, its children still to come, the block-level element, in a link, in bold
    stack: list[tuple[Element, Iterator[Element], Element, bool, bool]] = [(root, iter(root), root, False, False)]
    while stack and len(writer.blocks) < _MOST:
        element, children, home, linked, bold = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if not stack:
                break
            in_link, in_bold = stack[-1][3:]
            if element is home:
                writer.end(element)
            writer.say(element.tail, linked=in_link, bold=in_bold)
            continue
        tag = child.tag
        if tag == "br":
            writer.line_break(home)
        elif isinstance(tag, str) and tag not in _TEXTLESS and child not in skipped and _is_shown(child):
            if tag in BLOCK_TAGS:
                writer.end(home)
                home = child
            in_link, in_bold = linked or tag == "a", bold or tag in _BOLD
            stack.append((child, iter(child), home, in_link, in_bold))
            writer.say(child.text, linked=in_link, bold=in_bold)
            continue
        writer.say(child.tail, linked=linked, bold=bold)
    writer.end(root)
    return writer.blocks


def chain(element: Element, within: Element | None = None) -> Iterator[Element]:
    """*element* and what it is in, up to but without *within*."""
    yield element
    for outer in islice(element.iterancestors(), 500):
        if outer is within:
            return
        yield outer
