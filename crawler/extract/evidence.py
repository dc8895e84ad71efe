"""What proves a page to be one article: a date, an address of its own, a declaration, a body, prose, a byline.

A wall, a page that is not there and an error have a headline and a few sentences too. What tells them from an article
is not their wording, which is endless, but that they have hardly any of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import dateline, structured
from crawler.extract.fields import without_site_name
from crawler.extract.late import late
from crawler.extract.notices import is_notice
from crawler.extract.page import Page, concealed, is_site_name, text_of, tokens, within
from crawler.extract.signs import ENTRIES, Signs, heads_list
from crawler.extract.text import clean, fold
from crawler.site import (
    ARTICLE_CLASSES,
    ARTICLE_TYPES,
    AUTHOR_SELECTORS,
    DATE_METAS,
    DATE_SELECTORS,
    FOREIGN_CLASSES,
    PAGE_CLASSES,
    REPORTING_PATTERN,
    TALK_PATTERN,
    UNKNOWN_DATE_SELECTORS,
)

SEVERAL, SEVERAL_LENGTH = 2, 200
"""Paragraphs, and characters in them together, from which a text is prose and no notice."""
MANY, MANY_LENGTH = 3, 400
"""The same, from which it need not be proven by much else."""
LONG, LONG_LENGTH = 5, 1000
"""The same, from which its headline may be that of a wall."""
ONE_LENGTH, ONE_MANY = 600, 1500
"""Characters that stand for the one and for the other where a text is not parted into paragraphs."""
_PARAGRAPH = 40
"""Characters from which a line is a paragraph."""
_AROUND = 40
"""Elements of a part right before the headline among which a time is looked for."""
_TIMES = 500
_LOOKED_AT = 300
"""Elements after the headline among which the text is looked for."""
_NO_PROSE = frozenset(
    "script style noscript template head nav footer form button select textarea svg iframe aside li figcaption".split()
) | frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dialog", "canvas", "pre"))
_INLINE = frozenset("a b strong i em u s span font small mark sub sup abbr cite q time label ins del code big".split())
_QUOTED = late(r"[«“„\"][^»”“\"]{0,300}[»”“\"]")
_TALK = late(TALK_PATTERN)
_REPORTS = late(REPORTING_PATTERN)
_SENTENCE = late(r"(?<=[.!?…])\s+|\n")
_SAID = late(r"[^/\d]+")
_WORD = late(r"\w{4,}")


class Evidence:
    """What speaks for the page of *signs* being one article; each kind is looked for when first asked for."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self.page = signs.page

    # -- what it comes to

    @cached_property
    def sure(self) -> bool:
        """Whether it is one beyond doubt: dated, and besides in its own place, called so, or of some length."""
        return self.date and (self.body or self.declared or self.address or self.several) and self.about_itself

    @property
    def placed(self) -> bool:
        """Whether it is in its own place, called an article, or of more paragraphs than stand below any page."""
        return self.body or self.declared or self.address or len(self.paragraphs) >= MANY

    @property
    def enough(self) -> bool:
        """Whether it is one. A short text has to be dated for that, and one of a sentence to the minute, below a
        headline that is the title, at an address with a number."""
        if self.sure or self.many or self.signs.told:
            return True
        if self.several and self.about_itself and (self.body or self.declared or self.address or self.byline):
            return True
        return self._timed and self._entitled and self._begins_with_text

    @property
    def missing(self) -> str:
        """What is not there, in a few words."""
        kinds = (
            ("date", self.date),
            ("address of its own", self.address),
            ("sign of an article", self.declared or self.body),
        )
        count = len(self.paragraphs)
        found = f"{count} paragraph{'' if count == 1 else 's'}"
        return ", ".join([*(f"no {name}" for name, there in kinds if not there), found])

    # -- what the metadata and the markup say

    @cached_property
    def date(self) -> bool:
        """Whether a date of its own is there: in metadata, in the markup, or as a line near the headline."""
        page = self.page
        if any(len(page.select(selector)) == 1 for selector in DATE_SELECTORS) or page.meta(*DATE_METAS):
            return True
        if any(thing.get("datePublished") for thing in self.signs.articles[:1]) or "datePublished" in page.itemprops:
            return True
        marked = (e for selector in UNKNOWN_DATE_SELECTORS for e in page.select(selector))
        return any(self.signs.is_own(e) for e in (*marked, *self._times())) or self._dated_line

    def _times(self) -> Iterator[Element]:
        """The `time` elements below the headline, and those right before it: a clock may stand on top of any page."""
        heading = self.page.heading
        if heading is not None:
            yield from (e for s in heading.itersiblings(preceding=True) for e in islice(s.iter("time"), _AROUND))
        below = heading is None
        for element in islice(self.page.root.iter("time", "h1" if heading is None else str(heading.tag)), _TIMES):
            below = below or element is heading
            if below and element.tag == "time":
                yield element

    @property
    def _dated_line(self) -> bool:
        """Whether a line near the headline is a date, with a name or the like beside it at most."""
        heading = self.page.heading
        if heading is None:
            return False
        near = (*dateline.after(heading), *dateline.before(heading))
        return any(dateline.has_date(e) and self.signs.is_own(e) for e in near)

    @property
    def _timed(self) -> bool:
        """Whether a line near the headline is a day with a time of day; a link with both leads to what it is of."""
        heading = self.page.heading
        near = dateline.before_text(heading) if heading is not None else ()
        return any(dateline.is_timed(e) and not _is_linked(e) and self.signs.is_own(e) for e in near)

    @property
    def _entitled(self) -> bool:
        """Whether it was asked for by a number, and its headline is what the title says."""
        address, heading = self.signs.address, self.page.heading
        if address is None or address.number is None or heading is None:
            return False
        # What is no `h1` is the headline because it says what the title does.
        headline = self.signs.headline if heading.tag == "h1" else fold(text_of(heading))
        if headline is None or heads_list(headline):
            return False
        return self.page.is_entitled(fold(text_of(heading)))

    @property
    def _begins_with_text(self) -> bool:
        """Whether there is a paragraph, and a list of other articles neither before it nor, without a label, after."""
        if not self.paragraphs or self.page.heading is None:
            return False
        told = False
        entries = 0
        known: dict[Element, bool] = {}
        for element in dateline.after(self.page.heading, _LOOKED_AT):
            if element in self.signs.apart:
                entries += 1
                if not told or entries >= ENTRIES:
                    return False
            elif element.tag == "aside" or within(element, self.signs.apart.__contains__, known):
                continue
            elif not _is_linked(element):
                said = [text for text in _own_lines(element) if text]
                if told and entries == 0 and any(len(text) < _PARAGRAPH for text in said):
                    return True
                told = told or any(len(text) >= _PARAGRAPH for text in said)
        return told

    @cached_property
    def address(self) -> bool:
        """Whether the page gives itself the address that was asked for, or that of an article if any will do."""
        signs = self.signs
        if signs.address is None or signs.origins is None:
            return any(urlsplit(url).path.strip("/") for url in self.page.metas.get("og:url", [])[:1])
        number = signs.address.number
        for url in signs.own_addresses:
            named = signs.origins.article(url)
            if named is not None and named.id == signs.address.id:
                return True
            if number is not None and str(number) in re.findall(r"\d+", urlsplit(url).path):
                return True
        return False

    @cached_property
    def declared(self) -> bool:
        """Whether it is called one article: by JSON-LD, OpenGraph, microdata, classes, or its element."""
        page = self.page
        if len(self.signs.articles) == 1 or page.meta("og:type") == "article" or page.meta("article:section"):
            return True
        if not ARTICLE_CLASSES.isdisjoint(self.signs.body_classes):
            return True
        kinds = (e.get("itemtype", "").rpartition("/")[2].lower() for e in page.index.having("itemtype"))
        if any(kind in ARTICLE_TYPES for kind in kinds):
            return True
        return any(outer.tag == "article" for outer in self.signs.around_headline) or self._is_only_article

    @property
    def _is_only_article(self) -> bool:
        found = list(islice((e for e in self.page.root.iter("article") if e not in self.signs.apart), 2))
        return len(found) == 1

    @property
    def body(self) -> bool:
        """Whether it has something in a body of the site's own markup, or tells its text in its data."""
        return self.signs.has_body or self.signs.told

    @cached_property
    def byline(self) -> bool:
        """Whether somebody is named as its author."""
        named = self.page.meta("article:author", "author")
        if named and not is_site_name(named, self.page):
            return True
        marked = (e for selector in AUTHOR_SELECTORS for e in self.page.select(selector)[:3])
        return any(self.signs.is_own(e) for e in (*marked, *self.page.itemprops.get("author", ())[:3]))

    # -- what it says

    @cached_property
    def about_itself(self) -> bool:
        """Whether the metadata tell of what is shown, as far as that can be told: a short text with a headline of which
        they do not say one word was put in the place of the article that they tell of."""
        if self.body:
            return True
        headline = " ".join(self.signs.headings[:1])
        title = without_site_name(self.page.title, self.page)
        told = [*self.page.metas.get("og:title", ())[:1], title if not is_site_name(title, self.page) else ""]
        told += [str(thing.get("headline") or thing.get("name") or "") for thing in self.signs.articles[:1]]
        words = set(_WORD.findall(fold(" ".join(told))))
        if not words or not _WORD.search(headline) or not words.isdisjoint(_WORD.findall(headline)):
            return True
        return self.several

    @property
    def several(self) -> bool:
        """Whether it has prose of more than one paragraph."""
        return _reaches(self.paragraphs, SEVERAL, SEVERAL_LENGTH, ONE_LENGTH)

    @property
    def many(self) -> bool:
        """Whether it has so much prose as no notice has."""
        return _reaches(self.paragraphs, MANY, MANY_LENGTH, ONE_MANY)

    @property
    def outweighs_words(self) -> bool:
        """Whether it has so much prose that a headline like that of a wall says nothing."""
        return len(self.paragraphs) >= LONG and sum(self.paragraphs) >= LONG_LENGTH

    @cached_property
    def paragraphs(self) -> list[int]:
        """The lengths of the paragraphs that tell something, and do not talk to the reader about the page."""
        told = (t for thing in self.signs.articles for t in structured.texts(thing.get("articleBody")))
        texts = [*self.texts(self.page.root), *(line for text in told for line in text.split("\n"))]
        found = (text for text in texts if len(text) >= _PARAGRAPH and not talks(text))
        return [len(text) for text in found if not is_notice(text, at_end=True)]

    def texts(self, root: Element) -> Iterator[str]:
        """What *root* shows, paragraph by paragraph, without lists, forms, links and what is on every page."""
        parts: list[str] = []
        linked = links = 0
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walk:
            if element.tag == "a":
                links += 1 if event == "start" else -1
            if event == "start":
                if skipped is None and self._is_no_prose(element):
                    skipped = element
                    walk.skip_subtree()
                parts_over = element.tag not in _INLINE
                text = element.text if skipped is None else None
            else:
                skipped = None if element is skipped else skipped
                parts_over = element.tag not in _INLINE and element.tag != "br"
                text = element.tail
            if parts_over and parts:
                line = clean("".join(parts))
                if 2 * linked <= len(line):
                    yield line
                parts, linked = [], 0
            if text:
                parts.append(text)
                linked += len(text) if links else 0

    def _is_no_prose(self, element: Element) -> bool:
        if element in self.signs.around_headline:
            return False
        if element.tag in _NO_PROSE or element in self.signs.apart or concealed(element):
            return True
        names = set(tokens(element))
        return not PAGE_CLASSES.isdisjoint(names) or not FOREIGN_CLASSES.isdisjoint(names)


def _own_lines(element: Element) -> tuple[str, str]:
    """The texts right in and right after *element*, as far as they begin a line."""
    text, tail = (element.text or "").strip(), (element.tail or "").strip()
    if element.tag not in _INLINE or len(text) >= _PARAGRAPH:
        return text, tail
    parent = element.getparent()
    first = element.getprevious() is None and parent is not None and not (parent.text or "").strip()
    return text if first and not tail else "", ""


def _is_linked(element: Element) -> bool:
    return element.tag == "a" or next(element.iterancestors("a"), None) is not None


def signature(page: Page) -> bytes | None:
    """What *page* says, in short: the same for a wall that only counts, or names the address that was asked for.

    None if it says nothing.
    """
    words = [word for word in Signs(page, None, None).shown.casefold().split() if _SAID.fullmatch(word)]
    return blake2b(" ".join(words).encode(), digest_size=12).digest() if words else None


def _reaches(paragraphs: list[int], count: int, length: int, alone: int) -> bool:
    total = sum(paragraphs)
    return (len(paragraphs) >= count and total >= length) or total >= alone


def talks(text: str) -> bool:
    """Whether *text* speaks to the reader, and reports nothing."""
    plain = _QUOTED.sub(" ", text).casefold()
    return _TALK.search(plain) is not None and _REPORTS.search(plain) is None
