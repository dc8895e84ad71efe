"""What holds of a page that was read: by how often each of these holds, a change of the site's template is told.

A fact is a short string: ``image`` (the field is filled), ``image=site:div.postpic`` (and by which source),
``date form=9999-99-99T99:99``, ``jsonld`` (the page has that source), ``outside=2`` (paragraphs beside the body), …
All of them usually hold of nearly all pages of an edition, or of a share of them that stays. Those with ``=`` are about
where the rules find something: they are another's by other rules.

A mark is a letter and a checksum of what no other article has: ``t`` of a paragraph, ``p`` of the picture, ``d`` of the
time of publication.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING
from zlib import crc32

from crawler.alarms import FIELDS, ONCE, OWN, WHOLE
from crawler.extract.dates import parse_date, says_time
from crawler.extract.fields import without_site_name
from crawler.extract.page import text_of
from crawler.extract.select import outermost
from crawler.extract.structured import is_article, texts
from crawler.extract.text import clean, fold
from crawler.items import Paragraph
from crawler.site import BODY_SELECTORS

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from crawler.extract.page import Page
    from crawler.extract.structured import Thing
    from crawler.items import Article

ARTICLE = "article"
"""Holds of every page that is one."""
LINE = 10
"""Characters from which a paragraph beside the body is counted."""
PARAGRAPH = 60
"""Characters from which a paragraph of the body is not found in another article by chance."""
LENGTHS = (30, 60, 120, 250, 400)
"""Words of a text."""
MOST_WORDS = (250, 500, 1000, 2000)
LONGEST = (80, 160)
"""Words of its longest paragraph."""
BLOCKS = (2, 4, 8, 12)
NEAR = 2
"""Elements before and after a body."""
MOST, MOST_OUTSIDE = 4, 8
"""Counts are told up to there."""
SAME_TIME = 15 * 60
"""Seconds that two times of publication may differ and still be one."""
MOST_OF = 0.75
FEW = 2
"""Articles that may have a mark in common by chance."""
_LETTER, _DIGIT = re.compile(r"[^\W\d_]+"), re.compile(r"\d")
_LOOSE = tuple("div section article main blockquote center span font h2 h3 h4".split())
"""Elements that may hold a paragraph and are no ``p``."""
_HOLDERS = frozenset(("a", "p"))
_INLINE = frozenset("b strong i em u span font br".split())
_SENTENCE = re.compile(r"\w[.!?…][\"'»”)]*(?:\s|$)")


def facts(page: Page, article: Article, differing: Collection[str]) -> frozenset[str]:
    """What holds of *article*, read from *page*; *differing*: the fields that :func:`disagreeing` gives."""
    found = {ARTICLE}
    for name in FIELDS:
        value = getattr(article, name)
        if value and (name != "image" or value.url):  # of some pictures just the credit is known
            found.update(_filled(name, article.provenance.get(name, "")))
    if article.date_published_raw:
        found.add(f"date form={form(article.date_published_raw)}")
    found.update(f"{least} words" for least in LENGTHS if article.word_count >= least)
    found.update(f"at most {most} words" for most in MOST_WORDS if article.word_count <= most)
    paragraphs = list(_paragraphs(article))
    # (So many words are longer, with the spaces between them.)
    longest = max((len(text.split()) for text in paragraphs if len(text) >= 2 * LONGEST[0]), default=0)
    found.update(f"no paragraph over {most} words" for most in LONGEST if longest <= most)
    found.update(f"{least} blocks" for least in BLOCKS if len(article.body) >= least)
    if all(count == 1 for text, count in Counter(paragraphs).items() if len(text) >= PARAGRAPH):
        found.add(ONCE)
    if 4 * sum(text.endswith(("…", "...")) for text in paragraphs) <= len(article.body):
        found.add(WHOLE)
    found.update(_of_page(page))
    found.update(f"{name} agrees" for name in ("headline", "date") if name not in differing)
    return frozenset(found)


def _filled(name: str, source: str) -> tuple[str, str, str]:
    """What holds of a page of which *source* gave the field *name*."""
    return name, f"{name}={source}", f"{name}={source.partition(':')[0]}"


def marks(article: Article) -> frozenset[str]:
    """The marks of *article*."""
    found = {f"t{crc32(text.encode()):x}" for text in _paragraphs(article) if len(text) >= PARAGRAPH}
    if article.image is not None and article.image.url:
        found.add(f"p{crc32(article.image.url.encode()):x}")
    if article.date_published is not None and article.date_published[11:19] != "00:00:00":
        found.add(f"d{crc32(article.date_published.encode()):x}")
    return frozenset(found)


def its_own(of: frozenset[str], others: Sequence[frozenset[str]]) -> Iterator[str]:
    """What of :data:`OWN` holds of an article with the marks *of*; *others*: those of the articles next to it."""
    shared = {mark[0] for mark in of if sum(mark in other for other in others) > max(MOST_OF * len(others), FEW - 1)}
    return (fact for kind, fact in OWN.items() if kind not in shared)


def _paragraphs(article: Article) -> Iterator[str]:
    return (block.text for block in article.body if isinstance(block, Paragraph))


def _of_page(page: Page) -> Iterator[str]:
    """What holds of the page itself: sources that it has, and how much there is of what there should be one of."""
    thing = _thing(page)
    if thing is not None:
        yield "jsonld"
        yield from (f"jsonld {name}" for name in ("headline", "datePublished", "image", "author") if thing.get(name))
    yield from (f"meta {name}" for name in ("og:title", "og:image", "article:published_time") if page.meta(name))
    yield f"h1={min(len(page.headings), MOST)}"
    bodies = next((found for selector in BODY_SELECTORS if (found := page.select(selector))), [])
    yield f"bodies={min(len(bodies), MOST)}"
    yield f"outside={min(_outside(page, bodies), MOST_OUTSIDE)}"


def _outside(page: Page, bodies: list[Element]) -> int:
    """How many paragraphs stand beside *bodies*.

    Each ``p`` of a line; in elements of other kinds sentences, and right before and after the body lines too.
    """
    inside = {e for body in outermost(bodies) for e in body.iter()}
    near = {e for body in bodies[:1] for e in _next(body, preceding=True)}
    near |= {e for body in bodies[-1:] for e in _next(body, preceding=False)}
    count = sum(1 for e in page.root.iter("p") if e not in inside and len(text_of(e)) >= LINE)
    for element in page.root.iter(*_LOOSE):
        # Most are in a body, or the headline in a link: that is told before they are read.
        parent = element.getparent()
        if element in inside or parent is None or parent.tag in _HOLDERS:
            continue
        if element in near:
            said = all(e.tag in _INLINE for e in element.iterdescendants()) and len(text_of(element)) >= LINE
        else:
            own = (element.text or "") + "".join([child.tail or "" for child in element])
            said = len(own) >= PARAGRAPH <= len(own := clean(own)) and _SENTENCE.search(own) is not None
        if said:
            count += not any(around.tag in _HOLDERS for around in parent.iterancestors())
    return count


def _next(body: Element, *, preceding: bool) -> Iterator[Element]:
    """The elements right before or after *body*, or what it is the first or last in."""
    around: Element | None = body
    for _ in range(NEAR):
        if around is None:
            return
        found = list(islice(around.itersiblings(preceding=preceding), NEAR))
        if found:
            yield from found
            return
        around = around.getparent()


def _thing(page: Page) -> Thing | None:
    """The article in the JSON-LD of *page*."""
    return next(filter(is_article, page.things), None)


def form(text: str) -> str:
    """The form of a date as it is written: digits as 9, words as a."""
    return _DIGIT.sub("9", _LETTER.sub("a", text))[:40]


def disagreeing(page: Page, article: Article) -> Iterator[tuple[str, tuple[str, str]]]:
    """Fields of which JSON-LD or OpenGraph says something else: the field and both values, ours first."""
    thing = _thing(page) or {}
    titles = [*texts(thing.get("headline")), *page.metas.get("og:title", ())[:1]]
    told = next((title for title in titles if not _alike(without_site_name(title, page), article.headline)), None)
    if told is not None:
        yield "headline", (article.headline, told)
    if article.date_published:
        dates = [*texts(thing.get("datePublished")), *page.metas.get("article:published_time", ())[:1]]
        ours = datetime.fromisoformat(article.date_published)
        told = next((date for date in dates if date != article.date_published_raw and not _at(date, ours)), None)
        if told is not None:
            yield "date", (article.date_published, told)


def _alike(other: str, ours: str) -> bool:
    """Whether *other* is our headline, or the beginning of it; one that goes on where ours ends is not."""
    cut = ours.rstrip().endswith(("…", "..."))
    ours, other = fold(ours), fold(other)
    return ours == other if cut else ours.startswith(other)


def _at(text: str, ours: datetime) -> bool:
    """Whether *text* says the time *ours*, or just its day; without an offset it is Almaty's. True of no date."""
    when = parse_date(text, fetched_at=ours)
    if when is None:
        return True
    local = ours.astimezone(when.tzinfo)
    if not says_time(text) or f"{local:%X}" == "00:00:00":
        return when.date() == local.date()
    return abs((when - ours).total_seconds()) <= SAME_TIME
