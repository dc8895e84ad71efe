"""What an answer of the site is: a page to read, a refusal, a removal, something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.extract import structured
from crawler.extract.page import Page
from crawler.site import BODY_SELECTORS, CHALLENGE_SELECTORS, CHALLENGE_TITLES, LIST_SELECTORS

Kind = Literal["ok", "blocked", "gone", "not_found", "failed", "not_html", "not_an_article"]

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
    status: int, content_type: str | None, page: Page | None, *, expects: Literal["article", "list"] = "article"
) -> Verdict:
    """What the answer with *status* is.

    `ok`: to be read. `blocked`: the site refuses or wants a proof (401, 403, 407, 429, 451; a challenge, whatever its
    status). `gone`: 410. `not_found`: 404. `failed`: any other status than 200. `not_html`: by its type.
    `not_an_article`: plainly a list or a front page, where an article was asked for.

    :param content_type: value of the header, or None if there was none.
    :param page: the parsed body, or None if it is not to be parsed.
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
    if _has_article(page) or any(len(page.select(selector)) >= _ENTRIES for selector in LIST_SELECTORS):
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
    if _has_article(page) or page.meta("og:type") == "article" or len(page.headings) == 1:
        return None
    return next((f"has {selector}" for selector in LIST_SELECTORS if len(page.select(selector)) >= _ENTRIES), None)
