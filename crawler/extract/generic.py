"""The body of a page of unknown make: the densest run of paragraphs."""

from __future__ import annotations

from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract.page import Page, concealed, text_of, tokens
from crawler.site import PAGE_CLASSES, UNKNOWN_BODY_SELECTORS

_NO_TEXT = frozenset(
    "script style noscript template head nav footer form button select textarea svg iframe a aside".split()
)
_INLINE = frozenset("b strong i em u s span font small mark sub sup abbr cite q time label ins del code big tt".split())
_CELLS = frozenset(("p", "li", "h2", "h3", "h4", "td", "tr", "tbody", "ul", "ol", "blockquote", "pre"))
_SHORTEST = 25
"""Characters from which text between tags counts."""
ENOUGH = 140
"""Characters that the paragraphs of a body have at least together."""
_WIDER = 1.3
"""How much more text an outer element must have to be the body in place of an inner one."""


def find_body(page: Page) -> Element | None:
    """The element that is most likely the body of the article on *page*; None if there is hardly text."""
    for selector in UNKNOWN_BODY_SELECTORS:
        if (found := page.select(selector)) and running_length(found[0]) >= ENOUGH:
            return found[0]
    own = _text_by_element(page.root)
    if not own:
        return _short_body(page)
    best = max(own, key=lambda element: own[element])
    within = own[best]
    total = _text_within(own)
    for outer in best.iterancestors():
        if outer.tag in ("body", "html"):
            break
        if total.get(outer, 0) > within * _WIDER:
            best, within = outer, total[outer]
    return best if within >= ENOUGH else _short_body(page)


def _short_body(page: Page) -> Element | None:
    """What can only be the body of a short article: of a page with a headline, what is called so, or the only `article`
    there is, with paragraphs."""
    articles = [element for element in islice(page.root.iter("article"), 2) if not page.hidden(element)]
    named = (page.select(selector) for selector in UNKNOWN_BODY_SELECTORS)
    found = [next((elements[0] for elements in named if elements), None), articles[0] if len(articles) == 1 else None]
    for element in found if page.headings else ():
        if element is not None and any(text_of(paragraph) for paragraph in element.iter("p")):
            return element
    return None


def _text_by_element(root: Element) -> dict[Element, int]:
    """How much running text each element has as its own: in it, or in paragraphs directly in it."""
    own: dict[Element, int] = {}
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        _credit(own, element.getparent(), element.tail)
        if element.tag in _NO_TEXT or concealed(element) or not PAGE_CLASSES.isdisjoint(tokens(element)):
            walk.skip_subtree()
        else:
            _credit(own, element, element.text)
    return own


def _credit(own: dict[Element, int], element: Element | None, text: str | None) -> None:
    length = len(text.strip()) if text else 0
    if length < _SHORTEST:
        return
    while element is not None and (element.tag in _INLINE or element.tag in _CELLS):
        element = element.getparent()
    if element is not None:
        own[element] = own.get(element, 0) + length


def _text_within(own: dict[Element, int]) -> dict[Element, int]:
    """How much running text each element has with all that is in it."""
    total: dict[Element, int] = dict(own)
    for element, length in own.items():
        for outer in element.iterancestors():
            total[outer] = total.get(outer, 0) + length
    return total


def running_length(element: Element) -> int:
    return sum(_text_by_element(element).values())
