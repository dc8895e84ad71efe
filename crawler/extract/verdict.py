"""What an answer of the site is: a page to read, a refusal, a removal, something else.

A page is an article because enough speaks for it (see :mod:`crawler.extract.evidence`), not because nothing known
speaks against it. What a page *says* condemns no article that is sure: one may well be about captchas, cookies, or
pages that are not found. Of any other page wording and markup tell what it is instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from crawler.extract import densest, structured
from crawler.extract.evidence import Evidence
from crawler.extract.fields import is_site_name
from crawler.extract.growing import grows
from crawler.extract.page import MOST_TAGS, Page, text_of
from crawler.extract.select import elements
from crawler.extract.signs import ENTRIES, LITTLE, LONGEST, PARTS, Signs, heads_list, names_list
from crawler.extract.text import absolute
from crawler.site import (
    CAPTCHA_CLASSES,
    CAPTCHA_PATTERN,
    CHALLENGE_IDS,
    CHALLENGE_PATTERN,
    CONSENT_PATTERN,
    CONSENT_TITLE_PATTERN,
    ERROR_CODE_PATTERN,
    ERROR_PATTERN,
    LIST_BODY_CLASSES,
    LIST_CONTAINERS,
    LIST_TYPES,
    LOGIN_PATTERN,
    NOTHING_PATTERN,
    REFUSED_PATTERN,
    SECTION_SLUGS,
)
from crawler.urls import ArticleAddress, Origins, is_day_archive

Kind = Literal[
    "ok",
    "needs_browser",
    "blocked",
    "gone",
    "not_found",
    "soft_404",
    "failed",
    "truncated",
    "not_html",
    "not_an_article",
]
Sign = tuple[Kind, str]
"""What a page is, and what gave it away."""

_HTML = ("text/html", "application/xhtml+xml")
_XML = frozenset(("rss", "feed", "urlset", "sitemapindex", "error", "response", "rdf:rdf"))
_REFUSALS = frozenset((401, 403, 407, 429, 451))
_LOOKED_AT = 20
_MUCH = 1500
"""Characters of text from which a page is more than a notice."""
_LEAD = r"(?:(?:oops|sorry|error|http|we'?re sorry|unfortunately|ой|упс|увы|ошибка|извините|к сожалению|внимание|қате"
_NOTICES: tuple[tuple[Kind, str, str], ...] = (
    # First what tells most: a wall that says "page not found" besides is a wall
    ("blocked", "refusal", REFUSED_PATTERN),
    ("blocked", "login", LOGIN_PATTERN),
    ("blocked", "consent", CONSENT_TITLE_PATTERN),
    ("soft_404", "says so", NOTHING_PATTERN),
    ("not_an_article", "error page", ERROR_PATTERN),
)
_HEADED = [
    (kind, what, re.compile(rf"{_LEAD}|кешіріңіз|[45]\d\d)[\W]+)*(?:{pattern})(?:\W+[45]\d\d)?\W*"))
    for kind, what, pattern in _NOTICES
]
_NOTHING = re.compile(rf"(?<!\w)(?:{NOTHING_PATTERN})(?!\w)")
_ERROR_CODE = re.compile(ERROR_CODE_PATTERN)
_CHALLENGE = re.compile(CHALLENGE_PATTERN)
_WITH_ID = etree.XPath("descendant-or-self::*[@id]")
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\">]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is, and why."""

    kind: Kind
    reason: str
    """A few words: the status, the mark that gave it away, or what is missing."""
    sure: bool = False
    """Whether it is an article beyond doubt: dated, and besides in its own place, called so, or of some length."""
    grows: bool = False
    """Whether it is a list that a script lets grow, and that links to no further page."""


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
        return Verdict("ok", "", grows=not rendered and grows(page))
    return Verdict("ok", "", sure=evidence is not None and evidence.sure)


def _of_article(signs: Signs, evidence: Evidence, *, rendered: bool) -> Sign | None:
    """The sign that the page is no article; None if enough speaks for it."""
    if not rendered and (sign := _unfilled(signs)):
        return sign
    if sign := _another(signs):
        return sign
    if _against(signs, evidence) is None and evidence.enough:
        return None if rendered or _shows(signs, evidence) else _shell(signs)
    return (
        _unmarked(signs)
        or _wall(signs)
        or _said(signs)
        or _list(signs)
        or _asked_first(signs)
        or (None if rendered else _shell(signs))
        or ("not_an_article", evidence.missing)
    )


def _against(signs: Signs, evidence: Evidence) -> str | None:
    """What speaks so much against an article that only a sure one is one: its headline is that of a wall, its class
    that of a list."""
    if evidence.sure or evidence.outweighs_words:
        return None
    if sign := _notice(signs.headings or signs.titles):
        return sign[1]
    return next(iter((LIST_BODY_CLASSES | {"error404"}) & signs.body_classes), None)


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
    if sign := _unmarked(signs) or _wall(signs) or _said(signs) or _asked_first(signs):
        return sign
    holders = [e for selector in LIST_CONTAINERS for e in signs.page.select(selector)]
    if not rendered:
        filled = signs.filled_by_script(holders, anywhere=False) if holders else None
        if filled:
            return "needs_browser", f"needs a browser: empty list, {filled}"
        if sign := _shell(signs):
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


# -- walls


def _wall(signs: Signs) -> Sign | None:
    """A challenge or a captcha."""
    if len(signs.shown) > _MUCH and signs.reads:
        return None
    for element in elements(_WITH_ID, signs.page.root):
        if element.get("id", "").strip().lower() in CHALLENGE_IDS:
            return "blocked", f"has #{element.get('id')}"
    for element in signs.page.root.iter("script", "iframe", "form", "meta"):
        address = element.get("src") or element.get("action") or ""
        code = (element.text or "")[:100_000] if element.tag == "script" else ""
        # Where there is a text such scripts may only watch.
        found = None if signs.reads else _CHALLENGE.search(address) or _CHALLENGE.search(code)
        if found:
            return "blocked", f"{element.tag} with {found[0]}"
        if element.tag in ("iframe", "form") and CAPTCHA_PATTERN in address.lower() and signs.is_own(element):
            return "blocked", f"{element.tag} for a captcha"
    for name in sorted(CAPTCHA_CLASSES):
        if any(map(signs.is_own, signs.page.index.by_class.get(name, ())[:_LOOKED_AT])):
            return "blocked", f"has .{name}"
    return None


def _asked_first(signs: Signs) -> Sign | None:
    """What wants something from the reader first: a login, a consent, to be somewhere else."""
    for element in signs.page.root.iter("input", "form", "meta"):
        if element.tag == "input" and (element.get("type") or "").lower() == "password" and signs.is_own(element):
            return "blocked", "login form"
        if element.tag == "form" and re.search(CONSENT_PATTERN, element.get("action") or ""):
            return "blocked", "consent form"
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            target = _REFRESH.search(element.get("content") or "")
            if target and (url := absolute(target[1], "")) and signs.origins and not signs.origins.edition_of(url):
                return "blocked", "sends to another host"
            if target and len(signs.shown) <= LITTLE:
                return "needs_browser", "needs a browser: sends elsewhere"
    return ("blocked", "consent wall") if signs.consent_alone else None


# -- notices


def _said(signs: Signs) -> Sign | None:
    """What the page says of itself, in place of a headline or, where it has no headline, anywhere."""
    if sign := _notice(signs.headings or signs.titles):
        return sign
    if "error404" in signs.body_classes:
        return "soft_404", "says so: body.error404"
    if sign := _notice(signs.title_parts if signs.reads else signs.titles):
        return sign
    if signs.headline is not None or len(signs.shown) > LITTLE:
        return None
    shown = signs.shown.casefold()
    if found := _NOTHING.search(shown):
        return "soft_404", f"says so: {found[0][:60]}"
    if found := _ERROR_CODE.search(shown):
        return "not_an_article", f"error page: {found[0][:60]}"
    return _notice(re.split(r"[.!?]\s", shown[:LITTLE])[:ENTRIES])


def _notice(headlines: list[str]) -> Sign | None:
    """What one of the *headlines* says the page is."""
    for headline in headlines:
        for kind, what, pattern in _HEADED if len(headline) <= LONGEST else ():
            if pattern.fullmatch(headline.replace("’", "'")):
                return kind, f"{what}: {headline[:60]}"
    return None


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


def _shell(signs: Signs) -> Sign | None:
    """A page that a script makes."""
    sign = signs.shell
    return ("needs_browser", f"needs a browser: {sign}") if sign and not signs.reads else None


def _unmarked(signs: Signs) -> Sign | None:
    """A text, JSON or XML that says it is HTML."""
    body = signs.page.root.find("body")
    if body is None or not (len(body) or (body.text or "").strip()):
        return None if signs.scripts else ("not_an_article", "an empty page")
    first = next(iter(body), None)
    headless = signs.page.root.find("head") is None
    if headless and (first is None or (first.tag == "p" and len(list(body.iter())) == 2)):
        text = body.text or "" if first is None else first.text or ""
        if text.lstrip()[:1] in ("{", "["):
            return "not_html", "JSON"
        return ("not_html", "plain text") if len(text) > LITTLE else None
    if first is not None and first.tag in _XML:
        return "not_html", f"XML: {first.tag}"
    return None
