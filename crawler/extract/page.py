"""A page: its tree, built once, and what the fields are read from, computed when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.dated import Dated
from crawler.extract.charset import decode, plain
from crawler.extract.crowded import uncrowded
from crawler.extract.depth import flattened
from crawler.extract.select import Index
from crawler.extract.structured import Thing, things
from crawler.extract.text import absolute, clean, clean_value, fold
from crawler.site import SITE_NAMES

_PARSER = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True, remove_comments=True, remove_pis=True)
MOST_TAGS = 200_000
"""Tags that a page is read with. No page for people has as many; each costs time and memory."""
_HIDDEN_TAGS = frozenset(("noscript", "template", "script", "style", "svg"))
_HREFS = etree.XPath("descendant-or-self::*/@href", smart_strings=False)
_WHOLE = frozenset(("html", "body"))
_STRING = etree.XPath("string()")
_PARTING = frozenset("br p div li ul ol h1 h2 h3 h4 h5 h6 section article td th tr table hr dt dd".split())
_TEXTLESS = frozenset(("script", "style", "svg", "template", "noscript", "button"))
_LONGEST = 10_000
"""Characters of a part's text that are read."""
_NAMED = ("h1", "meta", "script")
_FEW = 10
"""Elements below which a part is asked first whether its text can be taken as it is."""
_MOST_HEADINGS = 100
_TITLING = ("h2", "h3", "h4", "b", "strong", "font", "big", "span", "div", "p", "td")
_HEADLINE, _LONGEST_TITLE = 15, 400
_PARTING_TITLE = " |•·»–—-:?!.…”\"'"
"""What may say the headline where there is no `h1`, and how many characters it has then."""


class Page:
    """A parsed page. Never raises: what is broken is as if it were not there."""

    def __init__(self, root: Element, *, excessive: bool = False, fetched_at: datetime | None = None) -> None:
        """:param excessive: whether it has so many tags that it was not read."""
        self.root = root
        self.fetched_at = fetched_at
        self.excessive = excessive
        self.index = Index(root)
        self._hidden: dict[Element, bool] = {}

    def hidden(self, element: Element) -> bool:
        """Whether *element* or what it is in is not shown."""
        return within(element, concealed, self._hidden)

    @cached_property
    def named(self) -> dict[str, list[Element]]:
        """The `h1`, `meta` and `script` of the page, each in order: of one pass, for several ask for them."""
        named: dict[str, list[Element]] = {tag: [] for tag in _NAMED}
        for element in self.root.iter(*_NAMED):
            named[element.tag].append(element)
        return named

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """`property` or `name` of each `meta`, lower case, to the clean values, in order; empty ones are left out."""
        metas: dict[str, list[str]] = {}
        for element in self.named["meta"]:
            value = clean_value(element.get("content") or "")
            for name in {element.get("property"), element.get("name")}:
                if name and value:
                    metas.setdefault(name.strip().lower(), []).append(value)
        return metas

    def meta(self, *names: str) -> str | None:
        """The first value of the first of *names* that the page has."""
        for name in names:
            if name in self.metas:
                return self.metas[name][0]
        return None

    @cached_property
    def things(self) -> list[Thing]:
        """The JSON-LD objects of the page, in order, `@graph` and arrays taken apart."""
        return things(s.text or "" for s in self.named["script"] if "ld+json" in (s.get("type") or "").lower())

    @cached_property
    def hrefs(self) -> list[str]:
        """Every `href` of the page, in order, as it is written."""
        return cast("list[str]", _HREFS(self.root))

    @cached_property
    def itemprops(self) -> dict[str, list[Element]]:
        """Microdata: `itemprop` to the elements that carry it, in order."""
        props: dict[str, list[Element]] = {}
        for element in self.index.having("itemprop"):
            for name in (element.get("itemprop") or "").split():
                props.setdefault(name, []).append(element)
        return props

    @cached_property
    def title(self) -> str:
        """The `title`, clean; "" if there is none."""
        for element in self.root.iter("title"):
            if not any(a.tag == "svg" for a in element.iterancestors()):
                return clean_value(element.text or "")
        return ""

    @cached_property
    def headings(self) -> list[Element]:
        """The visible `h1` that say something."""
        return [e for e in self.named["h1"][:_MOST_HEADINGS] if text_of(e) and not self.hidden(e)]

    @cached_property
    def heading(self) -> Element | None:
        """The element with the headline: an `h1` that is not the site's name, and of several the first that the title
        or OpenGraph repeats; without an `h1` whatever says what the title does; None without that."""
        if len(self.headings) == 1:
            return self.headings[0]
        if not self.headings:
            texts = ((e, e.text or "") for e in (self.root.iter(*_TITLING) if self.title else ()))
            said = ((e, text) for e, text in texts if _HEADLINE <= len(text) <= _LONGEST_TITLE)
            return next((e for e, text in said if self.is_entitled(fold(text)) and not self.hidden(e)), None)
        own = [(e, fold(text)) for e in self.headings if not is_site_name(text := text_of(e), self)]
        titles = [fold(title) for title in (self.title, self.meta("og:title") or "")]
        repeated = (e for e, text in own if any(text in title for title in titles))
        return next(repeated, own[0][0] if own else self.headings[0])

    def is_entitled(self, text: str) -> bool:
        """Whether the title is *text*, folded, or that and the name of the site."""
        if not text or text not in self._folded_title:
            return False
        before, _, after = self._folded_title.partition(text)
        return all(is_site_name(rest.strip(_PARTING_TITLE), self) for rest in (before, after))

    @cached_property
    def _folded_title(self) -> str:
        return fold(self.title[:_LONGEST_TITLE])

    @cached_property
    def around_heading(self) -> list[Element]:
        """What the headline's `h1` is in, from the inside."""
        return list(self.heading.iterancestors()) if self.heading is not None else []

    def base(self, url: str) -> str:
        """The address that relative ones on the page at *url* are relative to."""
        for element in self.root.iter("base"):
            return absolute(element.get("href"), url) or url
        return url

    def select(self, selector: str) -> list[Element]:
        """The elements that *selector* (see :mod:`crawler.extract.select`) finds, in order."""
        if isinstance(selector, Dated) and self.fetched_at is not None and not selector.holds(self.fetched_at):
            return []
        return self.index.select(selector)


def parse(body: bytes, encoding: str | None, fetched_at: datetime | None = None) -> Page:
    """The page that *body* is; an empty one if it has more than :data:`MOST_TAGS` tags.

    :param encoding: charset that the HTTP header gave, or None.
    :param fetched_at: when; rules that did not hold then find nothing. None: all hold.
    """
    whole = plain(body)
    text = uncrowded(decode(body, encoding) if whole is None else whole)
    excessive = len(text) > MOST_TAGS and text.count("<") > MOST_TAGS
    # To make bytes of a text takes a tenth of the time that their tree does.
    root = _tree(body if text is whole else text.encode("utf-8", "replace")) if not excessive else None
    if root is not None and _too_deep():
        root = _tree(flattened(text).encode("utf-8", "replace"))
    empty = etree.fromstring(b"<html><body></body></html>", _PARSER)
    return Page(root if root is not None else empty, excessive=excessive, fetched_at=fetched_at)


def _tree(html: bytes) -> Element | None:
    try:
        return etree.fromstring(html, _PARSER)
    except (etree.ParseError, ValueError, AssertionError):
        return None


def _too_deep() -> bool:
    """Whether the parser gave up the page that it read last, because it nests too deep."""
    error = _PARSER.error_log.last_error
    return error is not None and error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def text_of(element: Element) -> str:
    """The text that *element* shows as one clean line: blocks and line breaks part words, scripts, pictures, buttons
    and what is hidden say nothing. Of a part that is longer than a line can be, only the beginning."""
    if len(element) == 0:
        return clean((element.text or "")[:_LONGEST])
    few = list(islice(element.iterdescendants(), _FEW))
    if len(few) < _FEW and not any(node.tag in _PARTING or node.tag in _TEXTLESS or concealed(node) for node in few):
        return clean(str(_STRING(element))[:_LONGEST])
    parts: list[str] = []
    length = 0
    skipped: Element | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if skipped is None and node is not element and (node.tag in _TEXTLESS or concealed(node)):
                skipped = node
            if skipped is None:
                parts += (" " if node.tag in _PARTING else "", (node.text or "")[:_LONGEST])
                length += len(parts[-1])
                if length > _LONGEST:
                    break
        else:
            skipped = None if node is skipped else skipped
            if skipped is None and node is not element:
                parts += (" " if node.tag in _PARTING else "", node.tail or "")
    return clean("".join(parts))


def is_site_name(text: str, page: Page) -> bool:
    """Whether *text* is what the site calls itself."""
    name = fold(text)
    return not name or name in SITE_NAMES or name == fold(page.meta("og:site_name") or "")


def hidden(element: Element) -> bool:
    """Whether *element* or what it is in is not shown."""
    return within(element, concealed, {})


def within(element: Element, test: Callable[[Element], bool], known: dict[Element, bool]) -> bool:
    """Whether *test* is true of *element* or of what it is in; *known* keeps the answers, so no ancestor is asked
    twice."""
    path: list[Element] = []
    node: Element | None = element
    answer = False
    while node is not None:
        if node in known:
            answer = known[node]
            break
        path.append(node)
        node = node.getparent()
    for part in reversed(path):
        answer = known[part] = answer or test(part)
    return answer


def concealed(element: Element) -> bool:
    """Whether *element* itself says that it is not shown."""
    if element.tag in _WHOLE:
        return False  # until a script shows the page
    if element.tag in _HIDDEN_TAGS or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if not style or ("none" not in style and "hidden" not in style):
        return False
    style = style.replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def tokens(element: Element) -> Iterator[str]:
    """The classes and the id of *element*, lower case."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return iter(names.lower().split())
