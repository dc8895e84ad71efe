"""The body of an article on a page of unknown make: which of the page's blocks are its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.extract.dates import is_date
from crawler.extract.general import names
from crawler.extract.general.blocks import Block, chain, squashed
from crawler.extract.general.ending import ending, is_label
from crawler.extract.general.furniture import Furniture
from crawler.extract.general.place import SAYS_WHERE, Place, make
from crawler.extract.late import late
from crawler.site import APPEAL_PATTERN

_STOPS = (".", "!", "?", "…")
_SENTENCES = range(60, 601)
"""Characters of a standfirst that nothing names."""
_DESCRIBED = 20
"""Characters of a key from which two may be the same description."""
_NEAR = 4
"""Elements around a block whose names are asked."""
_APPEAL = late(APPEAL_PATTERN)
_WORDS = 3
"""Words of a sentence."""
_LINES = frozenset(("p", "div"))
_IN_TEXT = frozenset(("p", "li", "td", "th", "dt", "dd", "blockquote"))


def text(blocks: Sequence[Block], found: str, titles: Iterable[str], descriptions: Iterable[str]) -> str:
    """The body, standfirst first, paragraphs parted by a blank line; "" if nothing of *found* is on the page.

    :param found: the body as an extractor gives it.
    :param titles: headlines that the page gives the article.
    :param descriptions: what the page says that the article is about.
    """
    place = Place(blocks, found)
    keys = {key for key in map(squashed, titles) if key}
    chosen = selected(place, Furniture(place, keys))
    if not chosen:
        return ""
    lead = standfirst(blocks[: chosen[0].at], chosen, keys, descriptions)
    while len(chosen) > 1 and chosen[-1].linked and _APPEAL.search(chosen[-1].text):
        chosen.pop()  # "Subscribe to our channel"
    # Pages for screens of several widths may hold a paragraph twice.
    texts = {block.key if len(block.key) > _DESCRIBED else block.at: block.text for block in [*lead, *chosen]}
    return "\n\n".join(texts.values())


def selected(place: Place, furniture: Furniture) -> list[Block]:
    """The blocks that are the text: those found, from first to last, and what is made like them beside them."""
    anchors = {block for block in place.anchors if not furniture.has(block)}
    anchored = [block for block in place.inside if block in anchors]
    if not anchored:
        return []
    first, last = anchored[0].at, anchored[-1].at
    for block in reversed([block for block in place.inside if block.at < first]):
        if not _leads_up(block, anchored[0]):
            break
        first = block.at
    heads = {block.at for block in place.inside if block.at == first - 1 and _heads(block, place.anchors)}
    first = min(heads, default=first)
    beside = set(map(make, anchors))
    chosen: list[Block] = []
    for block in place.inside:
        if furniture.has(block):
            if block.is_linked and chosen and chosen[-1].at == block.at - 1 and chosen[-1].is_label:
                chosen.pop()
            continue
        tag = block.element.tag
        in_text = tag in _IN_TEXT or place.table(block) is not None
        like = make(block) in beside or (in_text and place.is_home(block))
        within = first <= block.at <= last and (like or block.is_heading or place.was_found(block))
        if within or (like and tag == "p"):
            chosen.append(block)
    chosen = place.without_tail(chosen)
    return _trimmed([*chosen, *(ending(place, furniture, chosen[-1]) if chosen else ())])


def _heads(block: Block, anchors: list[Block]) -> bool:
    """Whether *block* is a heading that stands with the first of the *anchors*."""
    return block.is_heading and block.element.getparent() is anchors[0].element.getparent()


def _trimmed(chosen: list[Block]) -> list[Block]:
    """*chosen* without lines before the first paragraph, but for headings, and without a heading, a label or a date at
    the end."""
    start = next((i for i, b in enumerate(chosen) if len(b.key) >= SAYS_WHERE and not b.is_heading), 0)
    while start and _leads_up(chosen[start - 1], chosen[start]):
        start -= 1
    kept = [*(block for block in chosen[:start] if block.is_heading), *chosen[start:]]
    while kept and (kept[-1].is_heading or _leads_nowhere(kept[-1])):
        kept.pop()
    return kept


def _leads_nowhere(block: Block) -> bool:
    """Whether *block* is a line that labels what is no text, or a date."""
    return block.element.tag in _LINES and (is_label(block) or is_date(block.text))


def _leads_up(block: Block, following: Block) -> bool:
    """Whether *block*, a line before the first paragraph of some length, is a sentence that stands beside it."""
    own, other = block.element, following.element
    beside = own.getparent() is other.getparent() and own.tag == other.tag
    alike = beside and (own.tag == "p" or own.get("class") == other.get("class"))
    return alike and block.text.endswith(_STOPS) and len(block.text.split()) >= _WORDS


def standfirst(
    before: Sequence[Block], chosen: list[Block], titles: set[str], descriptions: Iterable[str]
) -> list[Block]:
    """What of the blocks *before* the text sums it up: what a description of the page says, or the only sentences
    between the headline and the text."""
    keys = [key for said in descriptions if len(key := squashed(said.rstrip("…. "))) >= _DESCRIBED]
    title = max((block.at for block in before if block.key in titles), default=len(before))
    taken = {block.key for block in chosen} | titles
    described: list[Block] = []
    beside: list[Block] = []
    for block in before:
        around = [*chain(block.element)][:_NEAR]
        if block.key in taken or block.is_linked or any(map(names.is_caption, around)):
            continue
        if any(key in block.key or (len(block.key) >= _DESCRIBED and block.key in key) for key in keys):
            taken.add(block.key)
            described.append(block)
        elif block.at > title and _may_sum_up(block, around) and not any(map(names.is_furniture, around)):
            beside.append(block)
    return described or (beside if len(beside) == 1 else [])


def _may_sum_up(block: Block, around: list[Element]) -> bool:
    """Whether *block* is called a standfirst, or has the form of one."""
    if block.linked or block.element.tag == "li" or len(block.text) not in _SENTENCES:
        return False
    return block.text.endswith(_STOPS) or any(map(names.is_lead, around))
