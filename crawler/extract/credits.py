"""Credits of pictures: lines that name who made one, and the picture that each belongs to."""

from __future__ import annotations

from crawler.extract import labels
from crawler.extract.raw import Raw, RawCaption, RawImage, RawMark, RawTable, RawText, Text, texts_of
from crawler.extract.text import absolute
from crawler.items import Image

_NEAR = 3
"""Parts back in which a picture is looked for that a credit at a paragraph's end belongs to."""
_SMALL = 5
"""Level from which a heading may be a credit line."""


def part_credits(raws: list[Raw]) -> tuple[list[Raw], str | None]:
    """*raws* without credit lines, which go to the picture that they belong to, and the credit of the lead picture."""
    lead: list[str] = []
    last = next((at for at in range(len(raws) - 1, -1, -1) if texts_of(raws[at])), -1)
    kept: list[Raw] = []
    for at, raw in enumerate(raws):
        if isinstance(raw, RawCaption):
            # The last line of a paragraph: of the picture before it, or else of the lead picture.
            image = next((part for part in reversed(kept[-_NEAR:]) if isinstance(part, RawImage)), None)
            _give(raw.credits[0], image, lead)
            continue
        owner = _owner(raws, at, kept, last=at == last) if _is_credit(raw) else None
        if owner is None:
            kept.append(raw)
        else:
            _give(texts_of(raw)[0], owner if isinstance(owner, RawImage) else None, lead)
    return kept, next(filter(None, lead), None)


def _give(credit: Text, image: RawImage | None, lead: list[str]) -> None:
    """Give the line *credit* to *image*, or what it says to the *lead* picture."""
    if image is not None:
        image.credits.append(credit)
    else:
        lead.append(labels.credit_of(credit.text, bold=credit.bold) or "")


def _owner(raws: list[Raw], at: int, kept: list[Raw], *, last: bool) -> RawImage | RawMark | None:
    """The picture (or the mark of the lead picture) that the credit line at *at* belongs to; None if it is none.

    One that is first, or right after a picture, belongs there; with a caption between them only if it can be nothing
    else, as one at the very end. One right before a picture belongs to it too, unless another follows the picture.
    """
    plain = labels.is_plain_credit(texts_of(raws[at])[0].text)
    previous = kept[-1] if kept else RawMark(lead=True)
    if isinstance(previous, (RawImage, RawMark)):
        return previous
    before = kept[-2] if len(kept) > 1 else None
    if plain and isinstance(before, RawImage) and not before.credits and _is_caption(previous):
        return before
    if plain and isinstance(before, RawMark) and _is_caption(previous):
        return before
    following = raws[at + 1] if at + 1 < len(raws) else None
    if (
        isinstance(following, RawImage)
        and ":" in texts_of(raws[at])[0].text
        and not any(map(_is_credit, raws[at + 2 : at + 3]))
    ):
        return following
    return RawMark(lead=True) if last and plain else None


def _is_caption(raw: Raw) -> bool:
    """Whether *raw*, after a picture, may be its caption."""
    return isinstance(raw, RawText) and raw.text.is_title


def _is_credit(raw: Raw) -> bool:
    """Whether *raw* is a credit line; in a small heading, a quotation or a list only one with a colon."""
    if isinstance(raw, RawText):
        if not raw.level:
            return len(raw.text.text) <= labels.LONGEST_CREDIT and (
                labels.credit_of(raw.text.text, bold=raw.text.bold) is not None
            )
        return raw.level >= _SMALL and labels.is_plain_credit(raw.text.text)
    texts = [] if isinstance(raw, RawTable) else texts_of(raw)
    return len(texts) == 1 and labels.is_plain_credit(texts[0].text)


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
