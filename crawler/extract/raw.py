"""What the walk over a body yields: parts in order, with the markup that the rules of the body go by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from crawler.extract.text import nfc, squash

_said, _anchor = itemgetter(0), itemgetter(2)
_BREAK = re.compile(r" *\n *")
_WORD = re.compile(r"[^\W_]")
_TITLE_LENGTH = 120


class Anchor:
    """A link of the page: the address as it is written, None where it names no page."""

    __slots__ = ("href",)

    def __init__(self, href: str | None) -> None:
        self.href = href


Span = tuple[str, bool, "Anchor | None"]
"""Text (white space single, a line break alone as a newline), whether it is bold, and the link it is in."""


class Text:
    """A run of inline text; a newline stands for a line break."""

    __slots__ = ("links", "spans", "text")

    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        if len(spans) == 1:  # as of half of all texts
            text = spans[0][0]
        else:
            text = "".join(map(_said, spans))
            if "  " in text:
                text = squash(text) if "\n" not in text else "\n".join(squash(line) for line in text.split("\n"))
            if "\n" in text:
                text = _BREAK.sub("\n", text)
        self.text = nfc(text.strip())
        """The clean text."""
        self.links = _links(spans) if any(map(_anchor, spans)) else []
        """The links in it that say something, with what they say."""

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        for text, bold, _ in self.spans:
            if text and not bold and not text.isspace():
                return False
        return bool(self.text)

    @property
    def is_title(self) -> bool:
        """Whether it reads like a title: short, and without a closing full stop."""
        return len(self.text) <= _TITLE_LENGTH and self.unstopped

    @property
    def unstopped(self) -> bool:
        """Whether it says something, and without a closing full stop."""
        return not self.text.rstrip("»”\"’') ").endswith(".") and _WORD.search(self.text) is not None

    @property
    def linked(self) -> bool:
        """Whether it is links and what parts them, and nothing else."""
        return bool(self.links) and not any(anchor is None and _WORD.search(text) for text, _, anchor in self.spans)

    def lines(self) -> list[Text]:
        """Its lines, one text each; empty ones are left out."""
        lines: list[list[Span]] = [[]]
        for span in self.spans:
            if span[0] == "\n":
                lines.append([])
            else:
                lines[-1].append(span)
        return [text for text in map(Text, lines) if text.text]

    def without_start(self, length: int) -> Text:
        """It, without the first *length* characters of :attr:`text` (which must lie in its first line)."""
        spans: list[Span] = []
        left = length
        for text, bold, anchor in self.spans:
            kept = text if spans or left < length else text.lstrip()
            cut = min(left, len(kept))
            left -= cut
            if cut < len(kept):
                spans.append((kept[cut:], bold, anchor))
        return Text(spans)

    @staticmethod
    def join(parts: Sequence[Text]) -> Text:
        """*parts* as the lines of one text."""
        if len(parts) == 1:
            return parts[0]
        spans: list[Span] = []
        for part in parts:
            if spans:
                spans.append(("\n", False, None))
            spans.extend(part.spans)
        return Text(spans)


def _links(spans: list[Span]) -> list[tuple[Anchor, str]]:
    """The links in *spans* that say something, with what they say."""
    found: list[tuple[Anchor, str]] = []
    for text, _, anchor in spans:
        if anchor is None:
            continue
        if found and found[-1][0] is anchor:
            found[-1] = (anchor, found[-1][1] + text)
        else:
            found.append((anchor, text))
    return [(anchor, said) for anchor, text in found if (said := nfc(squash(text).strip()))]


@dataclass(slots=True)
class RawText:
    """A paragraph (`level` 0) or a heading (1 to 6)."""

    text: Text
    level: int = 0


@dataclass(slots=True)
class RawQuote:
    """A quotation, a text for each of its paragraphs."""

    parts: list[Text]


@dataclass(slots=True)
class RawList:
    """A list, a text for each item."""

    ordered: bool
    items: list[Text]


@dataclass(slots=True)
class RawTable:
    """A table, row by row."""

    rows: list[list[Text]]


@dataclass(slots=True)
class RawImage:
    """A picture: address as written, the link it is in, and what stands with it."""

    src: str | None
    anchor: Anchor | None = None
    captions: list[Text] = field(default_factory=list)
    credits: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class RawEmbed:
    """An embedded document: address as written."""

    src: str


@dataclass(slots=True)
class RawMark:
    """Where something stood that is no part of the text: the lead picture, or a list of other articles."""

    lead: bool


@dataclass(slots=True)
class RawCaption:
    """A caption, or a credit, on its way to its picture."""

    certain: bool
    """Whether the markup leaves no doubt that it is one."""
    texts: list[Text] = field(default_factory=list)
    credits: list[Text] = field(default_factory=list)


Raw = RawText | RawQuote | RawList | RawTable | RawImage | RawEmbed | RawCaption | RawMark


def texts_of(raw: Raw) -> list[Text]:
    """The texts that *raw* is made of."""
    if isinstance(raw, RawText):
        return [raw.text]
    if isinstance(raw, RawQuote):
        return raw.parts
    if isinstance(raw, RawList):
        return raw.items
    if isinstance(raw, RawTable):
        return [cell for row in raw.rows for cell in row]
    return []
