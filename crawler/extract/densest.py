"""The body of a page of unknown make: the densest run of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract.page import Page, concealed, text_of, tokens
from crawler.site import COMMENTS_PATTERN, PAGE_CLASSES, UNKNOWN_BODY_SELECTORS

_NO_TEXT = frozenset(
    "script style noscript template head nav footer form button select textarea svg iframe a aside".split()
)
_INLINE = frozenset("b strong i em u s span font small mark sub sup abbr cite q time label ins del code big tt".split())
_CELLS = frozenset(("p", "li", "h2", "h3", "h4", "td", "tr", "tbody", "ul", "ol", "blockquote", "pre"))
_SHORTEST = 25
"""Characters from which text between tags counts."""
ENOUGH = 140
"""Characters that the paragraphs of a body have at least together."""
_SENTENCE = 80
"""The same, where it is the only text under a headline."""
_LOOKED_AT = 20
_SEEN = frozenset("img iframe video audio table blockquote figure".split())
_LINES = _SEEN | {"p"}
_HEADINGS = 100
_COMMENTS = re.compile(COMMENTS_PATTERN)
_WIDER = 1.3
"""How much more text an outer element must have to be the body in place of an inner one."""


def find_body(page: Page, skipped: Container[Element] = ()) -> Element | None:
    """The element that is most likely the body of the article on *page*; None if there is hardly text.

    :param skipped: elements that are known to be no text of it.
    """
    for selector in UNKNOWN_BODY_SELECTORS:
        found = _without(skipped, page.select(selector))
        if found and (beside := _beside_headline(found, page)) is not None:
            return beside
        if found and running_length(found[0]) >= ENOUGH:
            return found[0]
    own = _text_by_element(page.root, skipped)
    if not own:
        return _short_body(page, skipped)
    best = max(own, key=lambda element: own[element])
    within = own[best]
    total = _text_within(own, page.root)
    for outer in best.iterancestors():
        if outer.tag in ("body", "html"):
            break
        if total.get(outer, 0) > within * _WIDER:
            best, within = outer, total[outer]
    if within >= ENOUGH or (len(own) == 1 and within >= _SENTENCE and page.headings):
        return best
    return _short_body(page, skipped)


def below_headline(page: Page, skipped: Container[Element] = ()) -> Element | None:
    """The nearest part after the headline that has a line of text, a picture or the like; None if there is none.

    The body of an article that has too little text to be found by that.
    """
    for outer in [] if page.heading is None else [page.heading, *page.around_heading]:
        for part in islice(outer.itersiblings(), _HEADINGS):
            if part not in skipped and not _is_no_text(part) and _has_something(part, skipped):
                return outer.getparent() if part.tag in _LINES else part
    return None


def _has_something(part: Element, skipped: Container[Element]) -> bool:
    """Whether there is in *part*, outside of what is no text of an article, anything that a body may have."""
    walk = etree.iterwalk(part, events=("start",))
    for _, element in walk:
        if element in skipped or _is_no_text(element):
            walk.skip_subtree()
        elif element.tag in _SEEN or (element.tag == "p" and text_of(element)):
            return True
    return False


def parts(body: Element) -> list[Element]:
    """*body* and, if the markup calls it the article's body, what stands beside it by the same name."""
    if not _is_article_body(body):
        return [body]
    return [body, *filter(_is_article_body, body.itersiblings(str(body.tag)))]


def _is_article_body(element: Element) -> bool:
    return "articleBody" in (element.get("itemprop") or "").split()


def _beside_headline(found: list[Element], page: Page) -> Element | None:
    """Of several that may be the body the one that stands, with paragraphs, in the headline's `article`."""
    articles = {outer for outer in page.around_heading if outer.tag == "article"}
    if len(found) < 2 or not articles:
        return None
    near = (e for e in found[:_LOOKED_AT] if any(outer in articles for outer in e.iterancestors("article")))
    return next((e for e in near if any(text_of(paragraph) for paragraph in e.iter("p"))), None)


def _without(skipped: Container[Element], found: list[Element]) -> list[Element]:
    """What of *found* is in none of the elements *skipped*."""
    return [e for e in found if e not in skipped and not any(o in skipped for o in e.iterancestors())]


def _short_body(page: Page, skipped: Container[Element]) -> Element | None:
    """What can only be the body of a short article: of a page with a headline, what is called so, or the only `article`
    there is, with paragraphs."""
    found = islice((e for e in page.root.iter("article") if e not in skipped), 2)
    articles = [element for element in found if not page.hidden(element)]
    named = (_without(skipped, page.select(selector)) for selector in UNKNOWN_BODY_SELECTORS)
    likely = [next((elements[0] for elements in named if elements), None), articles[0] if len(articles) == 1 else None]
    for element in likely if page.headings else ():
        if element is None:
            continue
        if any(text_of(p) for p in element.iter("p")) or (_is_article_body(element) and text_of(element)):
            return element
    return None


def _text_by_element(root: Element, skipped: Container[Element] = ()) -> dict[Element, int]:
    """How much running text each element has as its own: in it, or in paragraphs directly in it."""
    own: dict[Element, int] = {}
    homes: dict[Element, Element | None] = {}
    around = {outer for heading in islice(root.iter("h1"), _HEADINGS) for outer in heading.iterancestors()}
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        _credit(own, element.getparent(), element.tail, homes)
        if element in skipped or (_is_no_text(element) and not (element in around and _has_paragraphs(element))):
            walk.skip_subtree()
        else:
            _credit(own, element, element.text, homes)
    return own


def _is_no_text(element: Element) -> bool:
    """Whether *element* is by its tag, classes or id no part of an article."""
    if element.tag in _NO_TEXT or concealed(element):
        return True
    names = frozenset(tokens(element))
    return not PAGE_CLASSES.isdisjoint(names) or any("comment" in n and _COMMENTS.fullmatch(n) for n in names)


def _has_paragraphs(element: Element) -> bool:
    """Whether *element*, which holds the headline, holds more of the article: it is a frame around it."""
    return len(list(islice(element.iter("p"), 2))) == 2


def _credit(
    own: dict[Element, int], element: Element | None, text: str | None, homes: dict[Element, Element | None]
) -> None:
    """Count *text* for what *element* is a part of the text of; *homes* keeps what that is."""
    length = len(text.strip()) if text else 0
    if length < _SHORTEST:
        return
    path: list[Element] = []
    while element is not None and element not in homes and (element.tag in _INLINE or element.tag in _CELLS):
        path.append(element)
        element = element.getparent()
    home = homes.get(element, element) if element is not None else None
    homes |= dict.fromkeys(path, home)
    if home is not None:
        own[home] = own.get(home, 0) + length


def _text_within(own: dict[Element, int], root: Element) -> dict[Element, int]:
    """How much running text each element has with all that is in it."""
    total: dict[Element, int] = dict(own)
    for element in reversed(list(root.iter())):
        outer = element.getparent()
        if outer is not None and (length := total.get(element)):
            total[outer] = total.get(outer, 0) + length
    return total


def running_length(element: Element) -> int:
    return sum(_text_by_element(element).values())
