"""What the names of elements (classes, ids, roles) say about them, on pages of any make."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.etree import _Element as Element

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
FURNITURE = frozenset(
    """
    related recommended recommendation recommendations recirculation recirc newsletter newsletters subscribe
    subscription signup share sharing sharebar social breadcrumb breadcrumbs comments disqus promo promotion promobox
    sponsored sponsor advert advertisement advertising ads ad widget tags taglist topics keywords
    outbrain taboola readmore rating poll survey toolbar sidebar infobox factbox factsheet
    bio biography copyright disclaimer cookie consent popup modal banner trending popular donation donate
    byline dateline timestamp pubdate author authors footnote correction print metadata
    """.split()
)
"""Words in classes and ids of what is no text of an article."""
CAPTIONS = frozenset("caption figcaption credit credits photocredit gallery slideshow carousel legend".split())
LEADS = frozenset(
    """
    lead lede standfirst deck dek intro introduction summary subtitle subheadline subhead subheading excerpt description
    ingress vorspann chapo chapeau entradilla bajada sommario occhiello perex anons
    """.split()
)
"""Words in classes of what stands between a headline and its article, and sums it up."""
_LONG = 200
"""Characters of classes that are remembered: pages may have longer ones."""
_FURNITURE_TAGS = frozenset(("aside", "nav", "footer", "form", "dialog"))
_FURNITURE_ROLES = frozenset(
    ("complementary", "navigation", "contentinfo", "banner", "search", "dialog", "form", "alert")
)


def words(name: str) -> frozenset[str]:
    """The words in a class or id, `articleBody__lead-text` as article, body, lead, text; and the names whole."""
    return _words(name) if len(name) <= _LONG else _words.__wrapped__(name)


@lru_cache(maxsize=2048)
def _words(name: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(name))


def names(element: Element) -> frozenset[str]:
    """The words of the classes and the id of *element*, and of what tests call it."""
    said = element.get("class")
    own = element.get("id")
    test = element.get("data-testid") or element.get("data-component") or element.get("data-module")
    if test:
        return words(f"{said or ''} {own or ''} {test}")
    if not said and not own:
        return frozenset()
    return words(f"{said} {own}" if own and said else said or own or "")


def is_furniture(element: Element) -> bool:
    """Whether *element* is by its tag, role or names no part of an article."""
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    return not FURNITURE.isdisjoint(names(element))


def is_caption(element: Element) -> bool:
    return element.tag == "figcaption" or not CAPTIONS.isdisjoint(names(element))


def is_lead(element: Element) -> bool:
    return not LEADS.isdisjoint(names(element))
