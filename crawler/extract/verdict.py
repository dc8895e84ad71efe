"""What an answer of the site is: a page to read, a refusal, a removal, something else.

A page is an article because enough speaks for it (see :mod:`crawler.extract.evidence`), not because nothing known
speaks against it. What a page *says* condemns no article that is sure: one may well be about captchas, cookies, or
pages that are not found. Of any other page wording and markup tell what it is instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from crawler.extract import densest, structured
from crawler.extract.evidence import Evidence
from crawler.extract.page import MOST_TAGS, Page, is_site_name, text_of
from crawler.extract.signs import ENTRIES, PARTS, Signs, heads_list, names_list
from crawler.extract.walls import Kind, Sign, asked_first, notice, said, shell, unmarked, wall
from crawler.extract.withdrawn import withdrawn
from crawler.site import LIST_BODY_CLASSES, LIST_CONTAINERS, LIST_TYPES, SECTION_SLUGS
from crawler.urls import ArticleAddress, Origins, is_day_archive

_HTML = ("text/html", "application/xhtml+xml")
_REFUSALS = frozenset((401, 403, 407, 429, 451))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is, and why."""

    kind: Kind
    reason: str
    """A few words: the status, the mark that gave it away, or what is missing."""
    sure: bool = False
    """Whether it is an article beyond doubt: dated, and besides in its own place, called so, or of some length."""


def judge(  # noqa: PLR0913 - all by name
    status: int,
    content_type: str | None,
    page: Page | None,
    *,
    expects: Literal["article", "list"] = "article",
    cut: str | None = None,
    address: ArticleAddress | None = None,
    origins: Origins | None = None,
    rendered: bool = False,
) -> Verdict:
    """What the answer with *status* is.

    `ok`: to be read. `needs_browser`: a script fills it. `blocked`: the site refuses or wants something first (401,
    403, 407, 429, 451; a challenge, whatever its status; a login, a consent). `gone`: 410. `not_found`: 404.
    `soft_404`: status 200, and the page says that it does not exist. `failed`: any other status than 200. `not_html`:
    by its type, or by what it holds. `truncated`: its end is missing. `not_an_article`: a list, a front page, an error
    page, or another article, where this one was asked for.

    :param content_type: value of the header, or None if there was none.
    :param page: the parsed body, or None if it is not to be parsed.
    :param cut: the mark of a missing end (see :mod:`crawler.extract.wholeness`), or None.
    :param address: the article that was asked for, with *origins*; None if the page may be any article.
    :param rendered: whether the page comes from a browser: then it needs none.
    """
    if status == 410:
        return Verdict("gone", "status 410")
    if status == 404:
        return Verdict("not_found", "status 404")
    if status in _REFUSALS:
        return Verdict("blocked", f"status {status}")
    signs = Signs(page, address, origins) if page is not None else None
    evidence = Evidence(signs) if signs is not None else None
    sign = None
    if signs is not None and evidence is not None:
        sign = (
            _of_article(signs, evidence, rendered=rendered)
            if expects == "article"
            else _of_list(signs, rendered=rendered)
        )
    if sign is not None and sign[0] == "blocked":
        return Verdict(*sign)
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
    if sign is not None:
        return Verdict(*sign)
    if expects == "list":
        return Verdict("ok", "")
    return Verdict("ok", "", sure=evidence is not None and evidence.sure)


def _of_article(signs: Signs, evidence: Evidence, *, rendered: bool) -> Sign | None:
    """The sign that the page is no article; None if enough speaks for it."""
    if not rendered and (sign := _unfilled(signs)):
        return sign
    if sign := _another(signs):
        return sign
    if _against(signs, evidence) is None and evidence.enough:
        return withdrawn(evidence) or (None if rendered or _shows(signs, evidence) else shell(signs))
    return (
        unmarked(signs)
        or wall(signs)
        or said(signs)
        or withdrawn(evidence)
        or _list(signs)
        or asked_first(signs)
        or (None if rendered else shell(signs))
        or ("not_an_article", evidence.missing)
    )


def _against(signs: Signs, evidence: Evidence) -> str | None:
    """What speaks so much against an article that only a sure one is one: its class is that of a list, or its headline
    that of a wall, which a date and two paragraphs do not outweigh: those may stand below any page."""
    if (evidence.sure and evidence.placed) or evidence.outweighs_words:
        return None
    if sign := notice(signs.headings or signs.titles):
        return sign[1]
    return None if evidence.sure else next(iter((LIST_BODY_CLASSES | {"error404"}) & signs.body_classes), None)


def _unfilled(signs: Signs) -> Sign | None:
    """A body of the site's own markup that a script is still to fill."""
    if not signs.bodies or signs.told:
        return None
    filled = signs.still_filled if signs.has_body else signs.filled_by_script(signs.bodies, anywhere=True)
    return ("needs_browser", f"needs a browser: empty body, {filled}") if filled else None


def _shows(signs: Signs, evidence: Evidence) -> bool:
    """Whether there is anything to read or to see, and not only until a script has brought something else."""
    if evidence.body or signs.has_paragraphs:
        return True
    return densest.below_headline(signs.page) is not None and not signs.loading and not signs.empty_root


def _of_list(signs: Signs, *, rendered: bool) -> Sign | None:
    """The sign that the page is no list; None if there is one, be it empty."""
    if home := _home(signs):
        return "not_an_article", home
    if signs.own_list:
        return None
    if signs.links >= ENTRIES:
        return _named_home(signs)
    if sign := unmarked(signs) or wall(signs) or said(signs) or asked_first(signs):
        return sign
    holders = [e for selector in LIST_CONTAINERS for e in signs.page.select(selector)]
    if not rendered:
        filled = signs.filled_by_script(holders, anywhere=False) if holders else None
        if filled:
            return "needs_browser", f"needs a browser: empty list, {filled}"
        if sign := shell(signs):
            return sign
    if holders or signs.links or any(map(names_list, signs.headings)):
        return None
    # A page without a link to anything is none of a site's, but somebody's in its place
    return ("not_an_article", "no list") if signs.has_menu else ("blocked", "no list, and no link to the site")


def _home(signs: Signs) -> str | None:
    """The sign that a page with a list is the front page."""
    for url in (*signs.canonical, *signs.page.metas.get("og:url", [])[:1]):
        if not urlsplit(url).path.strip("/") and not urlsplit(url).query:
            return "calls itself /"
    return "a front page by body.home" if "home" in signs.body_classes else None


def _named_home(signs: Signs) -> Sign | None:
    """The sign that a list of another make is the front page: it is headed by the name of the site."""
    named = next((text_of(heading) for heading in signs.page.headings), signs.page.title)
    parts = PARTS.split(named)
    named_so = len(parts) > 1 and is_site_name(parts[0], signs.page)
    return ("not_an_article", f"a front page by its headline: {named[:60]}") if named_so else None


# -- something else


def _another(signs: Signs) -> Sign | None:
    """Another article, or another page of the site, by the address that the page gives itself."""
    asked, origins = signs.address, signs.origins
    if asked is None or origins is None or not (names := signs.own_addresses):
        return None
    found = [origins.article(url) for url in names]
    numbers = [a.number for a in found if a and a.number is not None and a.edition == asked.edition]
    if asked.number is not None and numbers and asked.number not in numbers:
        return "not_an_article", f"another article: {asked.edition}:{numbers[0]}"
    ours = [url for url in names if origins.edition_of(url) == asked.edition]
    if not any(found) and not signs.articles and not signs.has_body:
        lists = (url for url in ours if _names_list(url))
        return next((("not_an_article", f"calls itself {urlsplit(url).path[:60]}") for url in lists), None)
    if asked.number is not None and not numbers and ours and not any(str(asked.number) in url for url in names):
        path = urlsplit(ours[0]).path
        return ("not_an_article", f"calls itself {path[:60]}") if path.strip("/") else None
    other = next((a for a in found if a is not None and a.edition != asked.edition), None)
    if other is not None and not ours and signs.of_another_script:
        return "not_an_article", f"an article of another edition: {other.id}"
    return None


def _names_list(url: str) -> bool:
    """Whether *url* is that of the front page, a section or a day archive."""
    path = urlsplit(url).path.strip("/").lower()
    return not path or path in SECTION_SLUGS or is_day_archive(url)


def _list(signs: Signs) -> Sign | None:
    """A list or a front page."""
    if marks := LIST_TYPES & set().union(*map(structured.types, signs.page.things)):
        return "not_an_article", f"a list by its type {min(marks)}"
    if marks := LIST_BODY_CLASSES & signs.body_classes:
        return "not_an_article", f"a list by body.{min(marks)}"
    if any(map(heads_list, signs.headings)):
        return "not_an_article", f"a list by its headline: {signs.headings[0][:60]}"
    if signs.own_list:
        return "not_an_article", f"has {signs.own_list}"
    return ("not_an_article", "a list of articles") if len(signs.entries) >= ENTRIES else None
