"""The rules of a body: of the parts that the walk found, what is text of the article and what is about it.

Nothing that an author wrote may be lost here, so every rule that leaves something out needs more than one sign: a label
and nothing but links, a phrase and its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.extract import labels
from crawler.extract.furniture import (
    Scope,
    is_bar,
    leads_on,
    without_latest,
    without_notices,
    without_section_bar,
)
from crawler.extract.media import provider
from crawler.extract.raw import Anchor, Raw, RawEmbed, RawImage, RawList, RawQuote, RawTable, RawText, Text, texts_of
from crawler.extract.text import absolute, fold
from crawler.items import Block, Embed, Heading, Image, ImageBlock, Link, ListBlock, Paragraph, Quote, Table

_WORD = re.compile(r"[^\W_]")
_HEADING_LENGTH = 120
_ENDING = 3
"""Parts that may still follow an "Original Author:" line."""


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

    @property
    def text(self) -> str:
        """The body as plain text: see :class:`crawler.items.Article`."""
        return "\n\n".join(part for block in self.blocks for part in _plain(block))


def compose(raws: list[Raw], scope: Scope) -> Body:
    """The body that *raws* make."""
    body = Body()
    raws = _split(raws)
    raws = without_section_bar([raw for raw in raws if not is_bar(raw, scope)])
    raws = without_notices(raws)
    raws = without_latest(raws, scope)
    raws = _without_headline(raws, scope.headline)
    raws = _part_related(raws, scope, body)
    raws = _part_original_author(raws, body)
    raws = _part_last_list(raws, scope, body)
    raws = _part_credits(raws, body)
    for raw in raws:
        _add(raw, scope, body)
    body.related = list(dict.fromkeys(body.related))
    return body


def _split(raws: list[Raw]) -> list[Raw]:
    """*raws* with lines that are about the article parted from the lines around them."""
    parts: list[Raw] = []
    for raw in raws:
        several = isinstance(raw, RawText) and not raw.level and "\n" in raw.text.text
        lines = raw.text.lines() if isinstance(raw, RawText) and several and labels.read_also(raw.text) is None else []
        kept: list[Text] = []
        labelled = False
        for line in lines:
            credit = (
                not kept
                and (not parts or isinstance(parts[-1], RawImage))
                and labels.credit_of(line.text, bold=line.bold)
            )
            about = labels.read_also(line)
            author = labels.original_author(line.text)
            labelled = (about is not None and (about[0] or bool(about[1]))) or (labelled and line.linked)
            if labelled or author is not None or (credit is not None and credit is not False):
                if kept:
                    parts.append(RawText(Text.join(kept)))
                    kept = []
                parts.append(RawText(line))
            else:
                kept.append(line)
        if kept:
            parts.append(RawText(Text.join(kept)))
        elif not lines:
            parts.append(raw)
    return parts


def _without_headline(raws: list[Raw], headline: str) -> list[Raw]:
    """*raws* without headings at the start that repeat the headline."""
    start = next((i for i, raw in enumerate(raws) if not isinstance(raw, RawText) or not raw.level), len(raws))
    return [
        r for i, r in enumerate(raws) if i >= start or not isinstance(r, RawText) or fold(r.text.text) != fold(headline)
    ]


def _part_related(raws: list[Raw], scope: Scope, body: Body) -> list[Raw]:
    """*raws* without "read also" and what belongs to it, which goes to *body*."""
    kept: list[Raw] = []
    at = 0
    while at < len(raws):
        raw = raws[at]
        at += 1
        text = raw.text if isinstance(raw, RawText) else None
        if isinstance(raw, RawQuote) and len(raw.parts) == 1:
            text = raw.parts[0]
        about = labels.read_also(text) if text else _labelled_list(raw, scope)
        follows = at < len(raws) and leads_on(raws[at], scope)
        if about is None or not (about[0] or about[1] or follows):
            kept.append(raw)
            continue
        body.related.extend(_link(anchor, title, scope) for anchor, title in about[1])
        while at < len(raws) and leads_on(raws[at], scope):
            _relate(raws[at], scope, body)
            at += 1
    return kept


def _labelled_list(raw: Raw, scope: Scope) -> labels.ReadAlso | None:
    """What a list points to that has the "read also" label in its items, and besides only links to the site."""
    found: list[tuple[Anchor | None, str]] = []
    labelled = False
    for item in raw.items if isinstance(raw, RawList) else ():
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
    body.related.extend(_link(anchor, title, scope) for text in texts_of(raw) for anchor, title in text.links)


def _link(anchor: Anchor | None, title: str, scope: Scope) -> Link:
    return Link(url=scope.absolute(anchor), text=title)


def _part_original_author(raws: list[Raw], body: Body) -> list[Raw]:
    """*raws* without the closing "Original Author:" line, whose name goes to *body*."""
    for at in range(len(raws) - 1, max(-1, len(raws) - 2 - _ENDING), -1):
        raw = raws[at]
        text = raw.text.text if isinstance(raw, RawText) else ""
        name = labels.original_author(text) if text else None
        if name is not None:
            body.original_author = name or None
            return raws[:at] + raws[at + 1 :]
    return raws


def _part_last_list(raws: list[Raw], scope: Scope, body: Body) -> list[Raw]:
    """*raws* without a last list that is all links to the site: it goes to *body*, unless nothing would be left."""
    if len(raws) > 1 and isinstance(raws[-1], RawList) and leads_on(raws[-1], scope):
        _relate(raws[-1], scope, body)
        return raws[:-1]
    return raws


def _part_credits(raws: list[Raw], body: Body) -> list[Raw]:
    """*raws* without credit lines: one that is first goes to the lead picture, one right after a picture to that.

    One right before a picture belongs to it too, unless another follows the picture.
    """
    kept: list[Raw] = []
    for at, raw in enumerate(raws):
        credit = _credit(raw)
        previous = kept[-1] if kept else None
        following = raws[at + 1] if at + 1 < len(raws) else None
        if credit is None or not isinstance(raw, RawText):
            kept.append(raw)
        elif previous is None:
            body.lead_credit = body.lead_credit or credit or None
        elif isinstance(previous, RawImage):
            previous.credits.append(raw.text)
        elif (
            isinstance(following, RawImage) and ":" in raw.text.text and not any(map(_is_credit, raws[at + 2 : at + 3]))
        ):
            following.credits.append(raw.text)
        else:
            kept.append(raw)
    return kept


def _credit(raw: Raw) -> str | None:
    """The credit that the paragraph *raw* gives; None if it is no credit line."""
    if not isinstance(raw, RawText) or raw.level:
        return None
    return labels.credit_of(raw.text.text, bold=raw.text.bold)


def _is_credit(raw: Raw) -> bool:
    return _credit(raw) is not None


def picture(raw: RawImage, base: str) -> Image | None:
    """The picture *raw* with its caption and credit; None if its address is none."""
    url = absolute(raw.src, base)
    captions: list[str] = []
    credits: list[str] = []
    for text in raw.credits:
        credit = labels.credit_of(text.text)
        credits.append(text.text if credit is None else credit)
    for text in raw.captions:
        for line in text.text.split("\n"):
            caption, named = labels.part_credit(line)
            captions.append(caption)
            credits.append(named or "")
    credit = next(filter(None, credits), None)
    return Image(url=url, caption=" ".join(filter(None, captions)) or None, credit=credit) if url else None


def _add(raw: Raw, scope: Scope, body: Body) -> None:
    """Add *raw* to *body* as a block."""
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
        for anchor, said in text.links:
            if url := scope.absolute(anchor):
                body.links.append(Link(url=url, text=said))
    if isinstance(raw, RawText):
        body.blocks.append(_paragraph(raw))
    elif isinstance(raw, RawQuote):
        body.blocks.append(Quote(text="\n\n".join(part.text for part in raw.parts)))
    elif isinstance(raw, RawList):
        body.blocks.append(ListBlock(ordered=raw.ordered, items=tuple(item.text for item in raw.items)))
    elif isinstance(raw, RawTable):
        rows = tuple(tuple(cell.text.replace("\n", " ") for cell in row) for row in raw.rows)
        body.blocks.append(Table(rows=rows))


def _paragraph(raw: RawText) -> Block:
    text = raw.text.text
    if raw.level:
        return Heading(level=max(2, raw.level), text=text)
    stopped = text.rstrip("»”\"’') ").endswith(".")
    if raw.text.bold and len(text) <= _HEADING_LENGTH and not stopped and _WORD.search(text):
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
