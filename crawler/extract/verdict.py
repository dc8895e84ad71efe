"""What an answer of the site is: a page to read, a refusal, a removal, something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.extract import generic, structured
from crawler.extract.dates import is_date
from crawler.extract.page import MOST_TAGS, Page, text_of
from crawler.extract.select import outermost
from crawler.extract.text import fold
from crawler.site import (
    BODY_SELECTORS,
    CHALLENGE_SELECTORS,
    CHALLENGE_TITLES,
    LATEST_LABELS,
    LIST_SELECTORS,
    SECTION_NAMES,
)

Kind = Literal["ok", "blocked", "gone", "not_found", "failed", "truncated", "not_html", "not_an_article"]

_HTML = ("text/html", "application/xhtml+xml")
_REFUSALS = frozenset((401, 403, 407, 429, 451))
_ENTRIES = 3
"""Entries from which a list is one."""
_CHALLENGE_TEXT = 1500
"""Characters of visible text from which a page is more than a challenge."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is, and why."""

    kind: Kind
    reason: str
    """A few words: the status, or the mark that gave it away."""


def judge(
    status: int,
    content_type: str | None,
    page: Page | None,
    *,
    expects: Literal["article", "list"] = "article",
    cut: str | None = None,
) -> Verdict:
    """What the answer with *status* is.

    `ok`: to be read. `blocked`: the site refuses or wants a proof (401, 403, 407, 429, 451; a challenge, whatever its
    status). `gone`: 410. `not_found`: 404. `failed`: any other status than 200. `not_html`: by its type.
    `truncated`: its end is missing. `not_an_article`: plainly a list or a front page, where an article was asked for.

    :param content_type: value of the header, or None if there was none.
    :param page: the parsed body, or None if it is not to be parsed.
    :param cut: the mark of a missing end (see :mod:`crawler.extract.wholeness`), or None.
    """
    if status == 410:
        return Verdict("gone", "status 410")
    if status == 404:
        return Verdict("not_found", "status 404")
    if status in _REFUSALS:
        return Verdict("blocked", f"status {status}")
    if page is not None and (mark := _challenge(page)):
        return Verdict("blocked", mark)
    if status != 200:
        return Verdict("failed", f"status {status}")
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in _HTML:
        return Verdict("not_html", f"type {kind[:60]}")
    if page is None:
        return Verdict("not_html", "no page")
    if cut is not None:
        return Verdict("truncated", f"cut off: {cut}")
    if page.excessive:
        return Verdict("not_an_article", f"more than {MOST_TAGS} tags")
    if expects == "article" and (mark := _other_page(page)):
        return Verdict("not_an_article", mark)
    return Verdict("ok", "")


def _has_article(page: Page) -> bool:
    """Whether the page has an article, by the site's own marks."""
    if any(structured.is_article(thing) for thing in page.things):
        return True
    return any(page.select(selector) for selector in BODY_SELECTORS)


def _challenge(page: Page) -> str | None:
    """The mark of a challenge in place of a page; None on a page that has something to read.

    What a page says does not count, only how it is made: an article may well be about captchas.
    """
    if _has_article(page) or page.meta("og:type") == "article" or _list(page):
        return None
    if next((e for e in page.root.iter("article") if text_of(e)), None) is not None and page.headings:
        return None
    if _visible_length(page) > _CHALLENGE_TEXT:
        return None
    if page.title.casefold() in CHALLENGE_TITLES:
        return f"title {page.title!r}"
    return next((f"has {selector}" for selector in CHALLENGE_SELECTORS if page.select(selector)), None)


def _visible_length(page: Page) -> int:
    return sum(len((e.text or "").strip()) for e in page.root.iter("p", "li", "div", "span", "td", "a", "h1", "h2"))


def _other_page(page: Page) -> str | None:
    """The mark of a list or a front page; None if it may be an article."""
    mark = _list(page)
    if mark is None or _has_article(page) or page.meta("og:type") == "article":
        return None
    return None if len(page.headings) == 1 and _has_text(page) else mark


def _list(page: Page) -> str | None:
    """The mark of a list of the site's own kind."""
    return next((f"has {selector}" for selector in LIST_SELECTORS if len(page.select(selector)) >= _ENTRIES), None)


def _has_text(page: Page) -> bool:
    """Whether a page of unknown make has a text beside its list, and no headline that says that it is one."""
    headline = fold(text_of(page.headings[0]))
    if headline in LATEST_LABELS or headline in SECTION_NAMES or is_date(headline):
        return False
    body = generic.find_body(page)
    if body is None:
        return False
    entries = outermost([entry for selector in LIST_SELECTORS for entry in page.select(selector)])
    listed = sum(generic.running_length(entry) for entry in entries)
    return generic.running_length(page.root) - listed >= generic.ENOUGH
