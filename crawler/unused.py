"""What the site's selectors find on a page, and why of that is not used what is not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from crawler.dated import Dated
from crawler.extract import fields
from crawler.extract.page import concealed, is_site_name, text_of
from crawler.extract.raw import RawImage
from crawler.extract.timing import no_publication
from crawler.extract.walk import Walk
from crawler.site import (
    AUTHOR_SELECTORS,
    BODY_SELECTORS,
    BREADCRUMB_SELECTORS,
    DATE_SELECTORS,
    LEAD_SELECTORS,
    TAG_SELECTORS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from crawler.extract.source import Source

SELECTORS = {
    "headline": ("h1",),
    "date_published": DATE_SELECTORS,
    "authors": AUTHOR_SELECTORS,
    "section": BREADCRUMB_SELECTORS,
    "tags": TAG_SELECTORS,
    "image": LEAD_SELECTORS,
    "body": BODY_SELECTORS,
}
"""Fields to the site's selectors for them."""
MOST = 5
"""Of what a selector finds."""
_FOREIGN = frozenset(("date_published", "authors", "tags"))
"""Fields that are not read from parts that tell of something else."""


@dataclass(frozen=True, slots=True)
class Unused:
    """What a selector finds and nothing is made of."""

    selector: str
    text: str
    why: str
    """As what is said of it: `is not shown`."""


def unused(source: Source, name: str) -> Iterator[Unused]:
    """What the site's selectors for the field *name* find and cannot be its value."""
    for selector in SELECTORS.get(name, ()):
        if isinstance(selector, Dated) and not selector.holds(source.fetched_at):
            yield Unused(selector, "", f"does not hold for what was fetched at {source.fetched_at.isoformat()}")
        for element in islice(source.page.select(selector), MOST):
            if why := _why(source, name, selector, element):
                yield Unused(selector, text_of(element), why)


def _why(source: Source, name: str, selector: str, element: Element) -> str:
    around = [element, *element.iterancestors()]
    if source.page.hidden(element):
        return f"is not shown: {start_of(next(filter(concealed, around)))}"
    foreign = name in _FOREIGN and source.foreign_to(selector, element)
    if foreign:
        part = next(part for part in around if source.is_foreign_to(selector, part))
        return f"stands in {start_of(part)}, which tells of something else or leads elsewhere"
    text = text_of(element)
    if name == "image":
        return "" if any(isinstance(raw, RawImage) for raw in Walk().run(element)) else "has no picture"
    if name == "date_published":
        return no_publication(element, selector, source)
    if not text:
        return "says nothing"
    if name == "tags":
        return "" if fields.unique([text]) else "says nothing"
    if name == "authors":
        return "" if any(fields.persons([text], source.page)) else "names no person"
    if name == "section":
        return fields.no_section(text, source.page)
    return "is the name of the site" if name == "headline" and is_site_name(text, source.page) else ""


def start_of(element: Element) -> str:
    """The tag that begins *element*, with its class and id, and that alone."""
    names = "".join(f' {name}="{element.get(name)}"' for name in ("class", "id") if element.get(name))
    return f"<{element.tag}{names}>"
