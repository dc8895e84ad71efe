"""What holds of a page that was read: by how often each of these holds, a change of the site's template is told.

A fact is a short string: ``image`` (the field is filled), ``image=site:div.postpic`` (and by which source),
``date form=9999-99-99T99:99``, ``jsonld`` (the page has that source), ``outside=2`` (paragraphs beside the body), …
All of them usually hold of nearly all pages of an edition, or of a share of them that stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.extract.page import text_of
from crawler.extract.structured import is_article
from crawler.extract.text import fold
from crawler.items import Paragraph
from crawler.site import BODY_SELECTORS

if TYPE_CHECKING:
    from crawler.extract.page import Page
    from crawler.extract.structured import Thing
    from crawler.items import Article

FIELDS = (
    *("headline", "description", "date_published", "date_modified", "authors", "original_author", "section", "tags"),
    *("image", "images", "body", "sources", "links", "related", "translations"),
)
ARTICLE = "article"
"""Holds of every page that is one."""
LINE = 10
"""Characters from which a paragraph beside the body is counted."""
PARAGRAPH = 60
"""Characters from which a paragraph of the body is not found in another article by chance."""
LENGTHS = (30, 60, 120, 250, 400)
"""Words of a text."""
LONGEST = (80, 160)
"""Words of its longest paragraph."""
BLOCKS = (2, 4, 8, 12)
MOST = 4
"""Counts are told up to there."""
SAME_TIME = 15 * 60
"""Seconds that two times of publication may differ and still be one."""
_LETTER, _DIGIT = re.compile(r"[^\W\d_]+"), re.compile(r"\d")


def facts(page: Page, article: Article) -> frozenset[str]:
    """What holds of *article*, read from *page*."""
    found = {ARTICLE}
    for name in FIELDS:
        value = getattr(article, name)
        if value and (name != "image" or value.url):  # of some pictures just the credit is known
            source = article.provenance.get(name, "")
            found |= {name, f"{name}={source}", f"{name}={source.partition(':')[0]}"}
    if article.date_published_raw:
        found.add(f"date form={form(article.date_published_raw)}")
    found |= {f"{least} words" for least in LENGTHS if article.word_count >= least}
    longest = max((len(text.split()) for text in _paragraphs(article)), default=0)
    found |= {f"no paragraph over {most} words" for most in LONGEST if longest <= most}
    found |= {f"{least} blocks" for least in BLOCKS if len(article.body) >= least}
    found |= set(_of_page(page))
    found |= {f"{name} agrees" for name in ("headline", "date") if name not in dict(disagreeing(page, article))}
    return frozenset(found)


OWN = "text of its own"
"""Holds of an article none of whose paragraphs stands in another of the run."""


def paragraphs(article: Article) -> frozenset[str]:
    """The paragraphs of *article* by which it is told whether it has :data:`OWN` text."""
    return frozenset(text for text in _paragraphs(article) if len(text) >= PARAGRAPH)


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
    inside = set(bodies)
    outside = sum(
        1
        for paragraph in page.root.iter("p")
        if not any(element in inside for element in paragraph.iterancestors()) and len(text_of(paragraph)) >= LINE
    )
    yield f"outside={min(outside, MOST)}"


def _thing(page: Page) -> Thing | None:
    """The article in the JSON-LD of *page*."""
    return next(filter(is_article, page.things), None)


def form(text: str) -> str:
    """The form of a date as it is written: digits as 9, words as a."""
    return _DIGIT.sub("9", _LETTER.sub("a", text))[:40]


def disagreeing(page: Page, article: Article) -> Iterator[tuple[str, tuple[str, str]]]:
    """Fields of which two sources of the page say something else: the field and both values, ours first."""
    thing = _thing(page)
    if thing is None:
        return
    told = thing.get("headline")
    if isinstance(told, str) and told.strip() and not _alike(told, article.headline):
        yield "headline", (article.headline, told)
    told = thing.get("datePublished")
    if isinstance(told, str) and article.date_published:
        try:
            apart = datetime.fromisoformat(told.replace("Z", "+00:00")) - datetime.fromisoformat(article.date_published)
        except (ValueError, TypeError):  # no date, or one without an offset
            return
        if abs(apart.total_seconds()) > SAME_TIME:
            yield "date", (article.date_published, told)


def _alike(one: str, other: str) -> bool:
    """Whether a headline is another one, or the beginning of it."""
    one, other = fold(one).rstrip("… ."), fold(other).rstrip("… .")
    return one.startswith(other) or other.startswith(one)
