"""The rules of a body: of the parts that the walk found, what is text of the article and what is about it.

Nothing that an author wrote may be lost here, so every rule that leaves something out needs more than one sign: a label
and nothing but links, a phrase and its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.extract import labels
from crawler.extract.credits import part_credits, picture
from crawler.extract.furniture import (
    Scope,
    leads_on,
    without_bars,
    without_latest,
    without_lines_to_readers,
    without_notices,
    without_notices_at_ends,
)
from crawler.extract.media import provider
from crawler.extract.notices import is_notice, is_to_readers
from crawler.extract.raw import (
    Anchor,
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
from crawler.extract.text import absolute, fold, says
from crawler.items import Block, Embed, Heading, Image, ImageBlock, Link, ListBlock, Paragraph, Quote, Table
from crawler.site import LATEST_LABELS

_ENDING = 3
"""Parts with text that may still follow an "Original Author:" line."""
_STOPS = (".", "!", "?", "…", "»", "”", '"', ")")


@dataclass(slots=True)
class Body:
    """A body, its blocks in order, and what was found beside its text."""

    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    related: list[Link] = field(default_factory=list)
    lead_credit: str | None = None
    """Credit of the lead picture, from a line first in the body."""
    original_author: str | None = None
    authors: tuple[str, ...] = ()
    """Names in lines first or last in a body of unknown make."""
    tags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as plain text: see :class:`crawler.items.Article`."""
        return "\n\n".join(part for block in self.blocks for part in _plain(block))


def compose(raws: list[Raw], scope: Scope) -> Body:
    """The body that *raws* make."""
    body = Body()
    raws = without_notices(without_lines_to_readers(_split(raws)), scope)
    raws = without_notices_at_ends(without_bars(raws, scope), scope)
    raws = without_latest(raws, scope)
    raws = _without_headline(raws, scope.headline)
    raws = _part_related(raws, scope, body)
    raws = _part_ending(raws, scope, body)
    raws, body.lead_credit = part_credits(raws)
    for raw in raws:
        _add(raw, scope, body)
    body.related = list(dict.fromkeys(body.related))
    return body


def _split(raws: list[Raw]) -> list[Raw]:
    """*raws* with lines that are about the article parted from the lines around them."""
    parts: list[Raw] = []
    for raw in raws:
        if not isinstance(raw, RawText) or raw.level:
            parts.append(raw)
        elif "\n" in raw.text.text and labels.read_also(raw.text) is None:
            lines = raw.text.lines()
            listed = next((at for at, line in enumerate(lines) if says(line.text, LATEST_LABELS)), len(lines))
            _split_lines(lines[:listed], parts)
            # Under such a label each line is a headline.
            parts.extend(map(RawText, lines[listed:]))
        elif (not parts or not isinstance(parts[-1], RawText)) and _may_begin_with_credit(parts):
            parts.extend(map(RawText, labels.part_leading_credit(raw.text)))
        else:
            parts.append(raw)
    return parts


def _may_begin_with_credit(before: list[Raw]) -> bool:
    """Whether what comes after *before* stands where a credit may: first, or after a picture."""
    return not before or isinstance(before[-1], (RawImage, RawMark))


def _split_lines(lines: list[Text], parts: list[Raw]) -> None:
    """Add *lines*, those of one paragraph, to *parts*."""
    if not lines:
        return
    if _may_begin_with_credit(parts):
        lines = [*labels.part_leading_credit(lines[0]), *lines[1:]]
    closing: Text | None = None
    if len(lines) > 1 and lines[-2].text.endswith(_STOPS):
        credit, *after = labels.part_leading_credit(lines[-1])
        if labels.is_plain_credit(credit.text):
            closing, lines = credit, [*lines[:-1], credit, *after]
    kept: list[Text] = []
    labelled = False
    for line in lines:
        first = not kept and _may_begin_with_credit(parts)
        about = labels.read_also(line)
        labelled = (about is not None and (about[0] or bool(about[1]))) or (labelled and line.linked)
        apart: Raw = RawText(line)
        if kept and line is closing:
            apart = RawCaption(certain=True, credits=[line])
        elif not (
            labelled
            or labels.original_author(line.text) is not None
            or is_notice(line.text, at_end=False)
            or is_to_readers(line.text)
            or (first and labels.credit_of(line.text, bold=line.bold) is not None)
        ):
            kept.append(line)
            continue
        if kept:
            parts.append(RawText(Text.join(kept)))
            kept = []
        parts.append(apart)
    if kept:
        parts.append(RawText(Text.join(kept)))


def _without_headline(raws: list[Raw], headline: str) -> list[Raw]:
    """*raws* without headings at the start that repeat the headline, nor that line in bold, and a time under it."""
    start = next((i for i, raw in enumerate(raws) if not isinstance(raw, RawText) or not raw.level), len(raws))
    headings = [r for r in raws[:start] if not isinstance(r, RawText) or fold(r.text.text) != fold(headline)]
    rest = raws[start:]
    at = next((i for i, raw in enumerate(rest) if texts_of(raw)), None)
    first = rest[at] if at is not None else None
    bold = isinstance(first, RawText) and any(span[1] for span in first.text.spans[:2])
    lines = first.text.lines() if isinstance(first, RawText) and bold else []
    if at is not None and lines and lines[0].bold and fold(lines[0].text) == fold(headline):
        left = lines[1 + (len(lines) > 1 and labels.is_time(lines[1].text)) :]
        rest[at : at + 1] = [RawText(Text.join(left))] if left else []
    return headings + rest


def _part_related(raws: list[Raw], scope: Scope, body: Body) -> list[Raw]:
    """*raws* without "read also" and what belongs to it, which goes to *body*."""
    kept: list[Raw] = []
    at = 0
    while at < len(raws):
        raw = raws[at]
        at += 1
        about = _read_also(raw, scope)
        if about is None or not (about[0] or about[1] or _card(raws, at, scope)):
            kept.append(_without_labelled_items(raw, scope, body) if isinstance(raw, RawList) else raw)
            continue
        body.related.extend(_link(anchor, title, scope) for anchor, title in about[1])
        while length := _card(raws, at, scope):
            for part in raws[at : at + length]:
                _relate(part, scope, body)
            at += length
    return kept


def _read_also(raw: Raw, scope: Scope) -> labels.ReadAlso | None:
    """What *raw* points to, if it is "read also"; its paragraphs, items or cells are lines."""
    if isinstance(raw, RawText):
        return labels.read_also(raw.text)
    texts = texts_of(raw)
    if isinstance(raw, RawList) and len(texts) > 1:
        return _labelled_list(raw, scope)
    return labels.read_also(Text.join(texts)) if texts else None


def _without_labelled_items(raw: RawList, scope: Scope, body: Body) -> RawList:
    """A list of the text without items that are "read also", whose links go to *body*."""
    abouts = [labels.read_also(item) for item in raw.items]
    for about in abouts:
        if about and about[0]:
            body.related.extend(_link(anchor, title, scope) for anchor, title in about[1])
    items = [item for item, about in zip(raw.items, abouts, strict=True) if not (about and about[0])]
    return RawList(raw.ordered, items)


def _card(raws: list[Raw], at: int, scope: Scope) -> int:
    """How many of *raws* from *at* on only lead to an article of the site; a picture of it may come first, but not
    one that has a credit, which is of the text."""
    if at < len(raws) and isinstance(raws[at], RawImage) and _credited(raws[at : at + 2]):
        return 0
    if at < len(raws) and leads_on(raws[at], scope):
        return 1
    pictured = at + 1 < len(raws) and isinstance(raws[at], RawImage) and isinstance(raws[at + 1], RawText)
    return 2 if pictured and leads_on(raws[at + 1], scope) else 0


def _credited(raws: list[Raw]) -> bool:
    """Whether the picture that *raws* begin with has a credit, or the line after it is one."""
    image, *after = raws
    texts = [*image.captions, *image.credits] if isinstance(image, RawImage) else []
    return any(labels.is_plain_credit(text.text) for text in [*texts, *(t for raw in after for t in texts_of(raw))])


def _labelled_list(raw: RawList, scope: Scope) -> labels.ReadAlso | None:
    """What a list points to that has the "read also" label in its items, and besides only links to the site."""
    found: list[tuple[Anchor | None, str]] = []
    labelled = False
    for item in raw.items:
        about = labels.read_also(item)
        if about and about[0]:
            labelled = True
            found.extend(about[1])
        elif item.linked and all(scope.ours(anchor) for anchor, _ in item.links):
            found.extend(item.links)
        else:
            return None
    return (True, found) if labelled else None


def _relate(raw: Raw, scope: Scope, body: Body) -> None:
    texts = raw.captions if isinstance(raw, RawImage) else texts_of(raw)
    body.related.extend(_link(anchor, title, scope) for text in texts for anchor, title in text.links)


def _link(anchor: Anchor | None, title: str, scope: Scope) -> Link:
    return Link(url=scope.absolute(anchor), text=title)


def _part_ending(raws: list[Raw], scope: Scope, body: Body) -> list[Raw]:
    """*raws* without what may close a page, in any order: notices, the original author, one list of links to the site.

    Author and links go to *body*; the list stays if nothing else would be left.
    """
    for listed in (False, True):
        raws = _part_original_author(without_notices_at_ends(raws, scope), body)
        if listed or len(raws) < 2 or not isinstance(raws[-1], RawList) or not leads_on(raws[-1], scope):
            break
        _relate(raws[-1], scope, body)
        raws = raws[:-1]
    return raws


def _part_original_author(raws: list[Raw], body: Body) -> list[Raw]:
    """*raws* without closing "Original Author:" lines, whose names go to *body*."""
    names: list[str] = []
    gone: set[int] = set()
    left = _ENDING
    for at in range(len(raws) - 1, -1, -1):
        line = _line(raws[at])
        name = labels.original_author(line) if line else None
        if name is not None:
            following = _line(raws[at + 1]) if at + 1 < len(raws) and not name else ""
            alone = at + 1 not in gone and labels.is_name(following)
            names.append(following if alone else name)
            gone.update((at, at + 1) if alone else (at,))
        elif texts_of(raws[at]):
            left -= 1
        if left < 0:
            break
    body.original_author = body.original_author or ", ".join(filter(None, reversed(names))) or None
    return [raw for at, raw in enumerate(raws) if at not in gone] if gone else raws


def _line(raw: Raw) -> str:
    """*raw* as one line: a single text, or a table of two cells; "" if it is more."""
    texts = texts_of(raw)
    return " ".join(text.text for text in texts) if len(texts) <= 1 + isinstance(raw, RawTable) else ""


def _add(raw: Raw, scope: Scope, body: Body) -> None:
    """Add *raw* to *body* as a block."""
    if isinstance(raw, RawText):
        _add_links(raw.text, scope, body)
        body.blocks.append(_paragraph(raw))
        return
    if isinstance(raw, RawImage):
        if image := picture(raw, scope.base):
            body.images.append(image)
            body.blocks.append(ImageBlock(url=image.url, caption=image.caption, credit=image.credit))
        return
    if isinstance(raw, RawEmbed):
        if url := absolute(raw.src, scope.base):
            body.blocks.append(Embed(url=url, provider=provider(url)))
        return
    for text in texts_of(raw):
        _add_links(text, scope, body)
    if isinstance(raw, RawQuote):
        body.blocks.append(Quote(text="\n\n".join(part.text for part in raw.parts)))
    elif isinstance(raw, RawList):
        body.blocks.append(ListBlock(ordered=raw.ordered, items=tuple(item.text for item in raw.items)))
    elif isinstance(raw, RawTable):
        rows = tuple(tuple(cell.text.replace("\n", " ") for cell in row) for row in raw.rows)
        body.blocks.append(Table(rows=rows))


def _add_links(text: Text, scope: Scope, body: Body) -> None:
    for anchor, said in text.links:
        if url := scope.absolute(anchor):
            body.links.append(Link(url=url, text=said))


def _paragraph(raw: RawText) -> Block:
    text = raw.text.text
    if raw.level:
        return Heading(level=max(2, raw.level), text=text)
    if raw.text.bold and raw.text.is_title:
        return Heading(level=2, text=text)
    return Paragraph(text=text)


def _plain(block: Block) -> tuple[str, ...]:
    if isinstance(block, (Paragraph, Heading, Quote)):
        return (block.text,)
    if isinstance(block, ListBlock):
        return block.items
    if isinstance(block, Table):
        return tuple(" | ".join(row) for row in block.rows)
    return ()
