"""The sinks that the walk fills: what is open while it walks, and what each makes of the parts it was given."""

from __future__ import annotations

from crawler.extract.raw import (
    Raw,
    RawCaption,
    RawEmbed,
    RawImage,
    RawList,
    RawMark,
    RawQuote,
    RawTable,
    RawText,
    Text,
    texts_of,
)

_APART = (RawImage, RawEmbed, RawCaption, RawMark)
"""What is no text and comes after the text it stands in."""


class Sink:
    """Takes parts until it is closed, then hands on what they made."""

    def take(self, raw: Raw) -> bool:
        """Take *raw*; False if it does not belong in here and must wait until this is closed."""
        if isinstance(raw, _APART):
            return False
        self.keep(raw)
        return True

    def keep(self, raw: Raw) -> None:
        """Take *raw*, which has text."""

    def part(self, tag: str) -> None:
        """An `li`, `tr`, `td`, `th` or `caption` begins."""

    def part_end(self, tag: str) -> None:
        """It ends."""

    def close(self) -> list[Raw]:
        """What it made."""
        raise NotImplementedError


class HeadingSink(Sink):
    """A heading of *level*; one that is not *certain* is a paragraph if it reads like one."""

    def __init__(self, level: int, certain: bool = True) -> None:
        self.level = level
        self.certain = certain
        self.texts: list[Text] = []

    def keep(self, raw: Raw) -> None:
        self.texts.extend(texts_of(raw))

    def close(self) -> list[Raw]:
        if not self.texts:
            return []
        whole = Text.join(self.texts)
        return [RawText(whole, self.level if self.certain or whole.is_title else 0)]


class QuoteSink(Sink):
    """A quotation."""

    def __init__(self) -> None:
        self.texts: list[Text] = []

    def keep(self, raw: Raw) -> None:
        self.texts.extend(lines_of(raw))

    def close(self) -> list[Raw]:
        return [RawQuote(self.texts)] if self.texts else []


class ListSink(Sink):
    """A list. One inside another gives its items to the outer, in the order they are read."""

    def __init__(self, ordered: bool, outer: ListSink | None) -> None:
        self.ordered = ordered
        self.outer = outer
        self.items: list[list[Text]] = outer.items if outer else []
        self.items.append([])

    def keep(self, raw: Raw) -> None:
        self.items[-1].extend(lines_of(raw))

    def part(self, tag: str) -> None:
        if tag == "li":
            self.items.append([])

    part_end = part

    def close(self) -> list[Raw]:
        self.items.append([])
        if self.outer:
            return []
        items = [Text.join(item) for item in self.items if item]
        return [RawList(self.ordered, items)] if items else []


class TableSink(Sink):
    """A table."""

    def __init__(self) -> None:
        self.rows: list[list[list[Text]]] = []
        self.captions: list[Raw] = []
        self.in_caption = False

    def keep(self, raw: Raw) -> None:
        if self.in_caption or not self.rows:
            self.captions.append(raw)
            return
        if not self.rows[-1]:
            self.rows[-1].append([])
        self.rows[-1][-1].extend(texts_of(raw))

    def part(self, tag: str) -> None:
        self.in_caption = tag == "caption"
        if tag == "tr" or (tag in ("td", "th") and not self.rows):
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append([])

    def part_end(self, tag: str) -> None:
        self.in_caption = False

    def close(self) -> list[Raw]:
        rows = [[Text.join(cell) for cell in row] for row in self.rows]
        rows = [row for row in rows if any(cell.text for cell in row)]
        return [*self.captions, RawTable(rows)] if rows else self.captions


class CaptionSink(Sink):
    """A caption, or (*credit*) a credit; *certain* if the markup leaves no doubt."""

    def __init__(self, credit: bool, certain: bool) -> None:
        self.caption = RawCaption(certain=certain)
        self.texts = self.caption.credits if credit else self.caption.texts

    def take(self, raw: Raw) -> bool:
        if isinstance(raw, RawCaption):
            self.caption.texts.extend(raw.texts)
            self.caption.credits.extend(raw.credits)
            return True
        return super().take(raw)

    def keep(self, raw: Raw) -> None:
        self.texts.extend(lines_of(raw))

    def close(self) -> list[Raw]:
        return [self.caption] if self.caption.texts or self.caption.credits else []


class FigureSink(Sink):
    """A figure: its caption may come before or after what it belongs to."""

    def __init__(self) -> None:
        self.inside: list[Raw] = []
        self.caption = RawCaption(certain=False)

    def take(self, raw: Raw) -> bool:
        if isinstance(raw, RawCaption):
            self.caption.certain |= raw.certain
            self.caption.texts.extend(raw.texts)
            self.caption.credits.extend(raw.credits)
        else:
            self.inside.append(raw)
        return True

    def close(self) -> list[Raw]:
        return captioned(self.inside, self.caption)


def lines_of(raw: Raw) -> list[Text]:
    """The texts of *raw*; those of a table are its rows."""
    if isinstance(raw, RawTable):
        return [Text.join(row) for row in raw.rows]
    return texts_of(raw)


def captioned(inside: list[Raw], caption: RawCaption) -> list[Raw]:
    """*inside* (a figure, or what came before the caption) with *caption* given to what it belongs to.

    That is the last picture; the quotation it closes; an embed, whose caption is no text of the article. A caption of
    something else (a table), or one that only a class name makes a caption, is text.
    """
    if image := next((raw for raw in reversed(inside) if isinstance(raw, RawImage)), None):
        image.captions.extend(caption.texts)
        image.credits.extend(caption.credits)
        return inside
    last = inside[-1] if inside else None
    if isinstance(last, RawQuote):
        last.parts.extend([*caption.texts, *caption.credits])
        return inside
    if isinstance(last, RawEmbed) and caption.certain:
        return inside
    return [*inside, *(RawText(text) for text in [*caption.texts, *caption.credits])]
