"""One page, explained: what every source of each field says, which of them won, and what its template has become.

The sources of a field are asked by the rules themselves: what gave it is taken out of the page, and the page is read
again, until nothing gives it any more.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawler.alarms import FIELDS
from crawler.extract.article import extract_article
from crawler.extract.page import Page, text_of
from crawler.extract.source import Source
from crawler.facts import disagreeing
from crawler.items import Article, Paragraph, to_json
from crawler.unused import SELECTORS, Unused, unused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from crawler.urls import ArticleAddress, Origins

ROUNDS = 8
"""Sources of a field that are looked for."""
_NAMES = ("class", "id", "itemprop", "rel", "itemtype")


@dataclass(frozen=True, slots=True)
class Told:
    """What the sources of a field say."""

    name: str
    values: list[tuple[str, Any]]
    """Sources and values in the order in which they are believed: the first won."""
    selectors: dict[str, int]
    """The site's selectors for it, and how many elements each finds."""
    unused: list[Unused]
    """What of that cannot be its value, and why."""

    @property
    def why(self) -> str:
        """Why the first won."""
        if not self.values:
            return "no source has it"
        silent = [selector for selector, count in self.selectors.items() if not count]
        source = self.values[0][0]
        if self.selectors and not source.startswith("site:"):
            found = ", ".join(f"{selector} finds {count}" for selector, count in self.selectors.items() if count)
            return f"the site's selectors give nothing usable ({found or 'none finds anything'})"
        before = [selector for selector in silent if list(self.selectors).index(selector) < _rank(self, source)]
        return "the first source that has it" + (f"; {', '.join(before)} finds nothing" if before else "")


def _rank(told: Told, source: str) -> int:
    names = [f"site:{selector}" for selector in told.selectors]
    return names.index(source) if source in names else 0


@dataclass
class Diagnosis:
    """What there is to say of a page."""

    article: Article
    fields: list[Told] = field(default_factory=list)
    disagreements: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Fields to what two sources of them say."""
    place: str | None = None
    """The element that the text of the body is in, as a selector."""


class Reading:
    """How a page is read: what :func:`crawler.extract.article.extract_article` needs beside it."""

    def __init__(self, address: ArticleAddress, url: str, origins: Origins, fetched_at: datetime) -> None:
        self.address, self.url, self.origins, self.fetched_at = address, url, origins, fetched_at

    def read(self, page: Page) -> Article:
        """The article on *page*."""
        return extract_article(
            page,
            address=self.address,
            url=self.url,
            origins=self.origins,
            fetched_at=self.fetched_at,
            run_id="",
        )


def diagnose(page: Page, reading: Reading) -> Diagnosis:
    """*page*, explained."""
    article = reading.read(page)
    source = Source(page, reading.address, reading.url, reading.origins, reading.fetched_at)
    found = Diagnosis(article, disagreements=dict(disagreeing(page, article)), place=_place(page, article))
    for name in FIELDS:
        selectors = {selector: len(page.select(selector)) for selector in SELECTORS.get(name, ())}
        found.fields.append(Told(name, _values(page, reading, name), selectors, list(unused(source, name))))
    return found


def _values(page: Page, reading: Reading, name: str) -> list[tuple[str, Any]]:
    """What the sources of the field *name* say, in order."""
    root, values = deepcopy(page.root), list[tuple[str, Any]]()
    for _ in range(ROUNDS):
        current = Page(root, fetched_at=page.fetched_at)
        article = reading.read(current)
        source = article.provenance.get(name)
        if source is None or source in dict(values):
            break
        values.append((source, to_json(getattr(article, name))))
        if not silence(current, source):
            break
    return values


def silence(page: Page, source: str) -> bool:
    """Take what *source* reads out of *page*; whether there was anything of that kind."""
    kind, _, selector = source.partition(":")
    root = page.root
    if kind == "jsonld":
        gone = [e for e in root.iter("script") if "ld+json" in (e.get("type") or "").lower()]
    elif kind in ("og", "meta"):
        graph = [e for e in root.iter("meta") if (e.get("property") or "").lower().startswith(("og:", "article:"))]
        gone = graph if kind == "og" else [e for e in root.iter("meta") if e.get("name") and e not in graph]
    elif kind == "title":
        gone = list(root.iter("title"))
    elif selector == "h1" or kind == "microdata":
        return _nameless([e for e in root.iter() if (e.tag == "h1" if selector == "h1" else e.get("itemprop"))])
    elif kind == "site":
        try:
            return _nameless(page.select(selector))
        except ValueError:  # a name of another kind
            return False
    else:
        return False
    for element in gone:
        element.tag, element.text = "template", None
        for name in list(element.attrib):
            del element.attrib[name]
    return bool(gone)


def _nameless(elements: list[Element]) -> bool:
    """Let *elements* be none that a selector finds."""
    for element in elements:
        element.tag = "div" if element.tag in ("h1", "time") else element.tag
        for name in _NAMES:
            element.attrib.pop(name, "")
    return bool(elements)


def _place(page: Page, article: Article) -> str | None:
    """The innermost element that has the first and the last paragraph of the body."""
    texts = [block.text for block in article.body if isinstance(block, Paragraph)]
    ends = (
        [
            next((e for e in page.root.iter("p", "div") if text_of(e) == text.replace("\n", " ")), None)
            for text in (texts[0], texts[-1])
        ]
        if texts
        else []
    )
    first, last = (ends[0], ends[-1]) if ends else (None, None)
    if first is None or last is None:
        return None
    around = set(last.iterancestors())
    holder = next((element for element in first.iterancestors() if element in around), None)
    return selector_of(holder) if holder is not None else None


def selector_of(element: Element) -> str:
    """A selector for *element* by its tag and classes, and where it has none by what it is in."""
    classes = (element.get("class") or "").split()
    if classes or element.getparent() is None:
        return str(element.tag) + "".join(f".{name}" for name in classes)
    parent = element.getparent()
    assert parent is not None
    return f"{selector_of(parent)} > {element.tag}"
