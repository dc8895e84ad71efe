"""Parts of a page whose first line tells that they are none of the article: comments, lists of others, author cards."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.extract.general.blocks import Block, blocks, chain, squashed
from crawler.extract.general.ending import heads
from crawler.extract.late import late
from crawler.extract.signs import Signs
from crawler.site import APPEAL_PATTERN, READERS_LABELS

_TEXT = 40
"""Characters of a key from which a block may be a paragraph."""
_LITTLE = 400
"""Characters outside links that such a part has at most; comments may have more."""
_CONTROLS = ("input", "form")
_APPEAL = late(APPEAL_PATTERN)


def apart(signs: Signs, own: Element | None, shown: Collection[Element], authors: Iterable[str]) -> frozenset[Element]:
    """The parts of the page of *signs* that open with a label, a name of an author or an appeal, and follow a text.

    :param own: the headline, which none of them holds.
    :param shown: parts that are known to show other articles.
    :param authors: the names of the article's authors.
    """
    cut = blocks(signs.page.root, shown)
    around = set(own.iterancestors()) if own is not None else set()
    start = next((block.at for block in cut if block.element is own), -1)
    listing = {outer for part in shown for outer in part.iterancestors()}
    names = {key for name in authors if (key := squashed(name))}
    holders: set[Element | None] = set()
    found: set[Element] = set()
    end = 0
    for block in cut[start + 1 :]:
        if block.at < end:
            continue
        opens = holders and (heads(block) or block.key in names or _appeals(block))
        part = _part(block, cut[block.at - 1], around) if opens else None
        # Comments beside the paragraphs end the text, wherever they end themselves.
        if part is not None and not (heads(block, READERS_LABELS) and part.getparent() in holders):
            inside = _inside(part, cut, block.at)
            if _tells(block, inside, part, others=part in listing, named=block.key in names, signs=signs):
                found.add(part)
                end = block.at + len(inside)
                continue
        if len(block.key) >= _TEXT and not block.is_linked:
            holders.update((block.element, block.element.getparent()))
    return frozenset(found)


def _appeals(block: Block) -> bool:
    return not block.text.endswith(".") and _APPEAL.search(block.text) is not None


def _part(block: Block, before: Block, around: set[Element]) -> Element | None:
    """The largest part that *block* opens and the headline is not in; None if it is all of that."""
    other = set(chain(before.element)) | around
    outer = [e for e in chain(block.element) if e not in other]
    return outer[-1] if outer and outer[-1] is not block.element else None


def _inside(part: Element, cut: Sequence[Block], at: int) -> list[Block]:
    """The blocks of *part*, which begins with that at *at*; of one with much text, other than comments, the first."""
    inside: list[Block] = []
    most = sys.maxsize if heads(cut[at], READERS_LABELS) else _LITTLE
    for block in map(cut.__getitem__, range(at, len(cut))):
        if most < 0 or part not in chain(block.element):
            break
        inside.append(block)
        most -= len(block.text) - block.linked
    return inside


def _tells(  # noqa: PLR0913 - all that is known of a part
    block: Block, inside: list[Block], part: Element, *, others: bool, named: bool, signs: Signs
) -> bool:
    """Whether *block*, the first of *inside*, tells that *part* is none of the article."""
    if heads(block, READERS_LABELS):
        return True
    if sum(len(other.text) - other.linked for other in inside) > _LITTLE:
        return False
    if named:
        return len(inside) > 1
    if _appeals(block):
        rest = inside[1:]
        return all(b.is_linked for b in rest) and (bool(rest) or next(part.iter(*_CONTROLS), None) is not None)
    return others or sum(signs.other_article(link.get("href")) is not None for link in part.iter("a")) > 1
