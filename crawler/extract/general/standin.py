"""The body on a page of the crawl that the site's selectors say nothing about: where it is, and what to pass over."""

from __future__ import annotations

from copy import deepcopy
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract.general import body
from crawler.extract.general.blocks import BLOCK_TAGS, Block, blocks, chain, squashed
from crawler.extract.general.furniture import Furniture
from crawler.extract.general.headline import site_names
from crawler.extract.general.keywords import tags
from crawler.extract.general.names import is_caption
from crawler.extract.general.people import authors
from crawler.extract.general.place import Place, completed
from crawler.extract.general.reading import articles, located, parsed
from crawler.extract.page import Page, text_of
from crawler.extract.source import Found

_DEEPEST = 250
"""Elements around a block on a page for people."""


class StandIn(NamedTuple):
    """Where the body is."""

    elements: list[Element]
    skipped: frozenset[Element]
    """What in them is no text of it."""


def stand_in(page: Page, url: str, cards: frozenset[Element]) -> StandIn | None:
    """Where trafilatura finds the body of *page*, a standfirst before it included; None if it finds none.

    :param cards: parts of the page that show other articles.

    A page that nests deeper than any for people is not read: that would take the square of its depth.
    """
    cut = blocks(page.root, cards)
    if any(next(islice(block.element.iterancestors(), _DEEPEST, None), None) is not None for block in cut):
        return None
    place = Place(cut, completed(cut, located(_copied(page.root, cards), url)))
    if place.element is None:
        return None
    titles = {squashed(text_of(heading)) for heading in page.headings}
    furniture = Furniture(place, titles)
    chosen = body.selected(place, furniture)
    if not chosen:
        return None
    lead = body.standfirst(cut[: chosen[0].at], chosen, titles, page.metas.get("og:description", ()))
    around = set(chain(place.element))
    before = [b.element for b in lead if place.element not in chain(b.element) and b.element not in around]
    return StandIn([*before, place.element], cards | _skipped(place, furniture, chosen, lead))


def _copied(root: Element, left_out: frozenset[Element]) -> Element:
    """The tree *root* once more, without the elements *left_out*."""
    copy = deepcopy(root) if left_out else root
    for own, other in list(zip(root.iter(), copy.iter(), strict=True)) if left_out else ():
        if own in left_out:
            tail = other.tail
            other.clear()
            other.tag, other.tail = "script", tail  # which holds no text
    return parsed(etree.tostring(copy, encoding="unicode", method="html"))


def persons(page: Page, url: str) -> list[str]:
    """The authors of the article on *page*, as far as anything on it names them."""
    about = articles(page, url)
    return list(authors(page, about, site_names(page, about, url)))


def persons_and_tags(page: Page, url: str) -> dict[str, Found[tuple[str, ...]]]:
    """`authors` and `tags` of *page*, as far as anything on it gives them."""
    about = articles(page, url)
    sites = site_names(page, about, url)
    found = {"authors": authors(page, about, sites), "tags": tags(page, about, sites)}
    return {name: Found(tuple(values), "generic") for name, values in found.items() if values}


def _skipped(place: Place, furniture: Furniture, chosen: list[Block], lead: list[Block]) -> frozenset[Element]:
    """What around the blocks *chosen*, and which parts between them, are no text.

    Captions, repetitions, credits and links within the text are left to the rules of a body, which know more of them.
    """
    taken = {*lead, *chosen}
    homes = {block.element for block in taken}
    kept = {outer for element in homes for outer in chain(element)}
    skipped: set[Element] = set()
    for block in place.inside:
        within = chosen[0].at < block.at < chosen[-1].at
        apart = furniture.is_apart(block) if _is_quoted(block) else furniture.stands_apart(block)
        if block in taken or _is_caption(block) or (within and not apart):
            continue
        if block.element not in kept:
            skipped.add(block.element)
        elif block.element not in homes:
            skipped.update(child for child in block.element if child.tag not in BLOCK_TAGS and child not in kept)
    return frozenset(skipped)


def _is_quoted(block: Block) -> bool:
    """Whether *block* is in a quotation, which may stand in a frame of its own: a post from elsewhere."""
    return any(outer.tag == "blockquote" for outer in chain(block.element))


def _is_caption(block: Block) -> bool:
    """Whether *block* is the caption of a picture, which the walk knows what to do with."""
    return any(outer.tag == "figure" or is_caption(outer) for outer in chain(block.element))
