"""Signs of what a page is, from how it is made: of an article, of a list, of a wall, of a page that a script fills."""

from __future__ import annotations

from collections.abc import Set
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import densest, structured, unfilled
from crawler.extract.dates import is_date
from crawler.extract.fields import without_site_name
from crawler.extract.late import late
from crawler.extract.page import Page, concealed, is_site_name, text_of, tokens, within
from crawler.extract.select import outermost
from crawler.extract.text import absolute, clean, fold
from crawler.site import (
    BODY_SELECTORS,
    CONSENT_NAMES,
    FOREIGN_CLASSES,
    FOREIGN_TAGS,
    LATEST_LABELS,
    LIST_SELECTORS,
    LIST_TITLE_PATTERN,
    PAGE_CLASSES,
    SECTION_NAMES,
    VAGUE_PATTERN,
)
from crawler.urls import ArticleAddress, Origins

ENTRIES = 3
"""Entries from which a list is one."""
LITTLE = 700
"""Characters of text up to which a page without a headline may be a notice by any of its sentences."""
_HEADLINE = 20
"""Characters from which the text of a link may be a headline."""
_MUCH = 40
"""Characters from which a body is no mere "Loading"."""
LONGEST = 150
"""Characters up to which a headline may be a notice."""
_SHOWN = 4000
"""Characters of what a page shows that are looked at."""
_LINKS = 2000
_SHORT = 12
"""Characters up to which an address is that of no article."""
_UNSHOWN = frozenset("script style noscript template head nav footer button select textarea svg iframe a aside".split())
PARTS = late(r"\s[|•·»›:/–—-]+\s|\s*[|»]\s*")
_STRING = etree.XPath("string()")
_VAGUE = late(VAGUE_PATTERN)
_LIST_TITLE = late(LIST_TITLE_PATTERN)


class Signs:
    """What there is to see on *page*, each looked for when first asked for.

    :param address: the article that was asked for, and *origins* where its edition lies; None if that is unknown.
    """

    def __init__(self, page: Page, address: ArticleAddress | None, origins: Origins | None) -> None:
        self.page = page
        self.address = address
        self.origins = origins

    # -- an article

    @cached_property
    def bodies(self) -> list[Element]:
        """The places of the body that the site's own markup has; the first kind of them that there is."""
        return next((found for selector in BODY_SELECTORS if (found := self.page.select(selector))), [])

    @cached_property
    def has_body(self) -> bool:
        """Whether there is anything in a body of the site's own markup."""
        return any(self._contents)

    @cached_property
    def _contents(self) -> list[int]:
        """How much there is in each of them."""
        return list(map(unfilled.content, self.bodies))

    @cached_property
    def articles(self) -> list[structured.Thing]:
        """The JSON-LD of articles, one for each headline."""
        found = [thing for thing in self.page.things if structured.is_article(thing)]
        return list({str(thing.get("headline") or thing.get("name")): thing for thing in found}.values())

    @property
    def has_paragraphs(self) -> bool:
        """Whether there are paragraphs that may be a body, whatever the markup; the first ones settle it."""
        length = 0
        known: dict[Element, bool] = {}
        for paragraph in self.page.root.iter("p"):
            if (text := paragraph.text) and len(text) > _MUCH and not within(paragraph, _is_menu, known):
                length += len(text.strip()) if not self.page.hidden(paragraph) else 0
                if length >= densest.ENOUGH:
                    return True
        return False

    @property
    def told(self) -> bool:
        """Whether the JSON-LD has a body."""
        return any(thing.get("articleBody") for thing in self.articles)

    @property
    def canonical(self) -> list[str]:
        """What the canonical links lead to."""
        head = next(self.page.root.iterchildren("head"), None)
        links = head.iterchildren("link") if head is not None else iter(())
        return [link.get("href") or "" for link in links if (link.get("rel") or "").lower() == "canonical"]

    @property
    def of_another_script(self) -> bool:
        """Whether the headline is in the letters of another edition: Latin where Cyrillic is due, or the other way."""
        letters = [c for text in self.headings[:1] for c in text if c.isalpha()]
        cyrillic = sum(c > "\u0400" for c in letters) > len(letters) / 2
        return bool(letters) and self.address is not None and cyrillic == (self.address.edition == "en")

    @cached_property
    def own_addresses(self) -> list[str]:
        """The addresses that the page gives itself: canonical, OpenGraph, the one article of the JSON-LD."""
        assert self.address is not None
        assert self.origins is not None
        page = self.page
        found = [*self.canonical, *page.metas.get("og:url", [])[:1]]
        if len(self.articles) == 1:
            thing = self.articles[0]
            found += structured.addresses([thing.get(key) for key in ("mainEntityOfPage", "url", "@id")], [])
        if not found:
            return []
        base = page.base(self.origins.url(self.address))
        return [url for one in dict.fromkeys(found) if (url := absolute(one, base))]

    @cached_property
    def reads(self) -> bool:
        """Whether it has a headline of its own and a text beside its lists, whatever its markup."""
        titled = self.headline is not None or (not self.headings and len(self.shown) > LITTLE)
        return titled and self.has_text

    @cached_property
    def has_text(self) -> bool:
        """Whether there is a text beside its lists."""
        body = densest.find_body(self.page)
        if body is None:
            return False
        parts = outermost([e for e in self.page.root.iter() if e in self.apart])
        elsewhere = sum(densest.running_length(part) for part in parts)
        if densest.running_length(self.page.root) - elsewhere >= densest.ENOUGH:
            return True
        known: dict[Element, bool] = {}
        paragraphs = [p for p in body.iter("p") if text_of(p) and not within(p, self.apart.__contains__, known)]
        return densest.running_length(body) < densest.ENOUGH and bool(paragraphs)

    @cached_property
    def apart(self) -> set[Element]:
        """The parts that are not the article's: entries of lists, requests for a consent."""
        return {*self.entries, *self.consents}

    def is_own(self, element: Element) -> bool:
        """Whether *element* stands in no part about something else, nor in one that is the same on every page."""
        around = (element, *element.iterancestors("a"))
        if any(outer.tag == "a" and self._other_article(outer) is not None for outer in around):
            return False
        if self.page.hidden(element) or within(element, self._is_foreign, self._foreign):
            return False
        # Entries of lists have links, and to look for those takes long.
        part = element
        while (outer := part.getparent()) is not None and outer not in self.around_headline and outer.tag != "body":
            part = outer
        linked = any(len(link.get("href") or "") > _SHORT for link in part.iter("a"))
        return not linked or not within(element, self.apart.__contains__, {})

    @cached_property
    def _foreign(self) -> dict[Element, bool]:
        return {}

    def _is_foreign(self, element: Element) -> bool:
        if element.tag in FOREIGN_TAGS or _asks_consent(element):
            return True
        if element.tag in ("html", "body", "main") or element in self.around_headline:
            return False
        names = set(tokens(element))
        foreign = not FOREIGN_CLASSES.isdisjoint(names) or not PAGE_CLASSES.isdisjoint(names)
        return foreign or element.tag == "header" or (element.tag == "form" and element.find(".//textarea") is not None)

    @cached_property
    def around_headline(self) -> set[Element]:
        """What the headline is in."""
        return set(self.page.around_heading)

    # -- what it calls itself

    @cached_property
    def body_classes(self) -> set[str]:
        """The classes of `body`."""
        return {name for body in self.page.root.iterchildren("body") for name in (body.get("class") or "").split()}

    @cached_property
    def headline(self) -> str | None:
        """The headline of an article, folded: the `h1` unless that is the site's name, says nothing or heads a list."""
        told = [text for text in self.headings if not _VAGUE.fullmatch(text)]
        return told[0] if told and not any(map(heads_list, told)) else None

    @cached_property
    def headings(self) -> list[str]:
        """The `h1` that are not the site's name, folded."""
        found = (text_of(heading) for heading in self.page.headings[:ENTRIES])
        return [fold(text) for text in found if not is_site_name(text, self.page)]

    @cached_property
    def titles(self) -> list[str]:
        """The title, whole and in its parts, and second headings; folded."""
        found = [text_of(h) for h in islice(self.page.root.iter("h2", "h3"), ENTRIES) if not self.page.hidden(h)]
        return [*self.title_parts, *(fold(text) for text in found if text and len(text) <= LONGEST)]

    @cached_property
    def title_parts(self) -> list[str]:
        """The title, whole and in its parts; folded."""
        title = self.page.title[: 2 * LONGEST]
        found = [title, without_site_name(title, self.page), *PARTS.split(title)]
        return [fold(text) for text in dict.fromkeys(found) if text and len(text) <= LONGEST]

    @cached_property
    def shown(self) -> str:
        """What the page shows outside of links and of what is the same on every page; clean, the beginning of it."""
        return self._shown(frozenset())

    @cached_property
    def shown_beside(self) -> str:
        """The same without entries of lists."""
        return self._shown(self.apart)

    def _shown(self, skipped: Set[Element]) -> str:
        parts: list[str] = []
        length = 0
        walk = etree.iterwalk(self.page.root, events=("start",))
        for _, element in walk:
            if length > _SHOWN:
                break
            unshown = element.tag in _UNSHOWN or concealed(element) or not PAGE_CLASSES.isdisjoint(tokens(element))
            unshown = (unshown or element in skipped) and element.tag not in ("html", "body")
            if unshown:
                walk.skip_subtree()
            for text in (None if unshown else element.text, element.tail):
                if text and not text.isspace():
                    parts.append(text)
                    length += len(text)
        return clean(" ".join(parts))

    # -- a list

    @cached_property
    def own_list(self) -> str | None:
        """The selector of a list of the site's own kind; None if there is none."""
        return next((s for s in LIST_SELECTORS if len(self.page.select(s)) >= ENTRIES), None)

    @cached_property
    def entries(self) -> list[Element]:
        """The entries of lists: those of the site's own kind, and parts that begin with a link to one other article."""
        own = [entry for selector in LIST_SELECTORS for entry in self.page.select(selector)]
        return [*own, *(part for part in self._parts_about_one() if _begins_with_link(part))]

    def _parts_about_one(self) -> list[Element]:
        """The largest parts of the page that lead to one other article each."""
        if self.address is None or self.origins is None:
            return []
        about: dict[Element, str | None] = {}
        links: list[Element] = []
        for link in self.page.root.iter("a"):
            if (other := self._other_article(link)) is None:
                continue
            links.append(link)
            # An element changes at most twice, so that all ancestors together are looked at once or twice.
            for node in (link, *link.iterancestors()):
                known = about.get(node, other.id)
                if node in about and (known is None or known == other.id):
                    break
                about[node] = None if node in about else other.id
        around_bodies = {node for body in self.bodies for node in (body, *body.iterancestors())}
        parts: dict[Element, None] = {}
        outer: dict[Element, Element] = {}
        for link in links:
            path: list[Element] = []
            node = link
            while node not in outer:
                path.append(node)
                parent = node.getparent()
                if parent is None or about.get(parent) is None:
                    break
                if parent in self.around_headline:  # all of the page would be about that, but is about itself
                    node = link if node in around_bodies else node
                    break
                node = parent
            top = outer.get(node, node)
            outer |= dict.fromkeys(path, top)
            if about[top] is not None and top.tag not in ("html", "body"):
                parts[top] = None
        return list(parts)

    def _other_article(self, link: Element) -> ArticleAddress | None:
        """The article that *link* leads to, if that is known to be another one."""
        return self.other_article(link.get("href"))

    def other_article(self, href: str | None) -> ArticleAddress | None:
        """The article that *href* leads to, if that is known to be another one."""
        if self.address is None or self.origins is None:
            return None
        url = absolute(href, self._base)
        other = self.origins.article(url, listed=False) if url else None
        return other if other is not None and other.id != self.address.id else None

    @cached_property
    def _base(self) -> str:
        assert self.address is not None
        assert self.origins is not None
        return self.page.base(self.origins.url(self.address))

    @cached_property
    def links(self) -> int:
        """Links whose text may be a headline, at most so many as make a list."""
        found = (a for a in self.page.root.iter("a") if a.get("href") and len(text_of(a)) >= _HEADLINE)
        known: dict[Element, bool] = {}
        return len(list(islice((a for a in found if not within(a, _is_menu, known)), ENTRIES)))

    @property
    def has_menu(self) -> bool:
        """Whether it links to other pages of the site."""
        paths = {urlsplit(a.get("href") or "").path for a in islice(self.page.root.iter("a"), _LINKS)}
        return len([path for path in paths if path.startswith("/") and path != "/"]) >= ENTRIES

    # -- a wall, a shell

    @cached_property
    def consents(self) -> list[Element]:
        """The parts that ask for a consent."""
        return [e for e in self.page.root.iter("div", "section", "dialog", "main") if _asks_consent(e)]

    @property
    def consent_alone(self) -> bool:
        """Whether a consent is asked for, and hardly anything else is there: no headline, no menu."""
        known: dict[Element, bool] = {}
        others = (e for e in self.page.root.iter("h1", "a") if not within(e, _asks_consent, known))
        others = (e for e in others if e.tag == "a" or e in self.page.headings)
        return bool(self.consents) and len(list(islice(others, ENTRIES))) < ENTRIES

    @cached_property
    def scripts(self) -> list[Element]:
        """The scripts that are no data."""
        return [s for s in self.page.named["script"] if "json" not in (s.get("type") or "")]

    def filled_by_script(self, places: list[Element], *, anywhere: bool) -> str | None:
        """The sign that a script is to fill the empty *places* (see :mod:`crawler.extract.unfilled`)."""
        return unfilled.filled_by_script(places, self.scripts, anywhere=anywhere)

    @cached_property
    def still_filled(self) -> str | None:
        """The sign that a script is to put a text in the place of the little that the body has; None without one."""
        if max(self._contents, default=0) >= unfilled.ENOUGH:
            return None
        return unfilled.still_filled(self.bodies, self.scripts)

    @property
    def loading(self) -> bool:
        """Whether something stands in the place of what a script is still to bring."""
        return unfilled.is_loading(self.page)

    @property
    def empty_root(self) -> str | None:
        """The element that a script fills with the whole page; None if there is none, or it has something in it."""
        return unfilled.empty_root(self.page) if self.scripts else None

    @cached_property
    def shell(self) -> str | None:
        """The sign of a page that a script makes; it says nothing where there is a text."""
        if root := self.empty_root:
            return root
        for element in self.page.root.iter("noscript"):
            if unfilled.SCRIPT.search(str(_STRING(element))[:1000]):
                return "asks for scripts"
        if unfilled.SCRIPT.search(self.shown[:1000]):
            return "asks for scripts"
        if self.loading:
            return "a sign of loading"
        return "nothing but scripts" if self.scripts and not self.shown and not self.links else None


def heads_list(headline: str) -> bool:
    """Whether *headline*, folded, is that of a list."""
    if headline in LATEST_LABELS or headline in SECTION_NAMES:
        return True
    return len(headline) <= LONGEST and (is_date(headline) or _LIST_TITLE.fullmatch(headline) is not None)


def names_list(headline: str) -> bool:
    """Whether *headline*, folded, or a part of it is that of a list: "Latest news — 12.11.2026"."""
    return any(map(heads_list, (headline, *PARTS.split(headline))))


def _asks_consent(element: Element) -> bool:
    return not CONSENT_NAMES.isdisjoint(tokens(element))


def _begins_with_link(part: Element) -> bool:
    """Whether nothing that reads as text stands in *part* before its first link that says something."""
    for event, element in etree.iterwalk(part, events=("start", "end")):
        if event == "start" and element.tag == "a":
            return True
        text = element.text if event == "start" else element.tail
        if text and len(text.strip()) > _MUCH and element is not part:
            return False
        if event == "start" and element is part and text and len(text.strip()) > _MUCH:
            return False
    return False


def _is_menu(element: Element) -> bool:
    if element.tag in ("nav", "footer"):
        return True
    return element.tag not in ("html", "body", "main") and not PAGE_CLASSES.isdisjoint(tokens(element))
