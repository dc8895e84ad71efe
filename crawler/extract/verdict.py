"""What an answer of the site is: a page to read, a refusal, a removal, something else.

What a page *says* condemns no article: an article may well be about captchas, cookies, or pages that are not found. A
page with the marks of an article is one. On another page wording counts as far as it stands in place of a headline, or
where there is no headline at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from crawler.extract import structured
from crawler.extract.page import MOST_TAGS, Page
from crawler.extract.select import elements
from crawler.extract.signs import ENTRIES, LITTLE, LONGEST, Signs, heads_list
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
    """A few words: the status, or the mark that gave it away."""


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
    sign = _sign(signs, expects, rendered=rendered) if signs is not None else None
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
    return Verdict(*sign) if sign is not None else Verdict("ok", "")


def _sign(signs: Signs, expects: Literal["article", "list"], *, rendered: bool) -> Sign | None:
    """The sign that the page is not what was asked for; None if it may be that."""
    sign = _of_article(signs) if expects == "article" else _of_list(signs)
    return None if rendered and sign is not None and sign[0] == "needs_browser" else sign


def _of_article(signs: Signs) -> Sign | None:
    if signs.bodies and not signs.has_body and not signs.told:
        filled = signs.filled_by_script(signs.bodies, anywhere=True)
        return ("needs_browser", f"needs a browser: empty body, {filled}") if filled else _another(signs)
    if signs.proven or signs.has_body:
        if not signs.proven and _is_short(signs) and (sign := _notice(signs.headings)) and sign[0] == "soft_404":
            return sign
        return _another(signs) or (None if signs.has_body or signs.told or signs.has_paragraphs else _shell(signs))
    return (
        _unmarked(signs)
        or _wall(signs)
        or _said(signs)
        or _another(signs)
        or _list(signs)
        or (None if signs.reads else _asked_first(signs))
        or _shell(signs)
    )


def _of_list(signs: Signs) -> Sign | None:
    if signs.own_list or signs.links >= ENTRIES:
        return None
    if sign := _unmarked(signs) or _wall(signs) or _said(signs) or _asked_first(signs):
        return sign
    holders = [e for selector in LIST_CONTAINERS for e in signs.page.select(selector)]
    filled = signs.filled_by_script(holders, anywhere=False) if holders else None
    return ("needs_browser", f"needs a browser: empty list, {filled}") if filled else _shell(signs)


def _is_short(signs: Signs) -> bool:
    return len(signs.shown) <= LITTLE


# -- walls


def _wall(signs: Signs) -> Sign | None:
    """A challenge or a captcha. One that may stand beside an article is none where there is one."""
    if len(signs.shown) > _MUCH and signs.reads:
        return None
    for element in elements(_WITH_ID, signs.page.root):
        if element.get("id", "").strip().lower() in CHALLENGE_IDS:
            return "blocked", f"has #{element.get('id')}"
    if signs.reads:
        return None
    for element in signs.page.root.iter("script", "iframe", "form", "meta"):
        address = element.get("src") or element.get("action") or ""
        code = (element.text or "")[:100_000] if element.tag == "script" else ""
        if found := _CHALLENGE.search(address) or _CHALLENGE.search(code):
            return "blocked", f"{element.tag} with {found[0]}"
        if element.tag in ("iframe", "form") and CAPTCHA_PATTERN in address.lower():
            return "blocked", f"{element.tag} for a captcha"
    name = next((name for name in sorted(CAPTCHA_CLASSES) if name in signs.page.index.by_class), None)
    return ("blocked", f"has .{name}") if name else None


def _asked_first(signs: Signs) -> Sign | None:
    """What wants something from the reader first: a login, a consent, to be somewhere else."""
    for element in signs.page.root.iter("input", "form", "meta"):
        if element.tag == "input" and (element.get("type") or "").lower() == "password":
            return "blocked", "login form"
        if element.tag == "form" and re.search(CONSENT_PATTERN, element.get("action") or ""):
            return "blocked", "consent form"
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            target = _REFRESH.search(element.get("content") or "")
            if target and (url := absolute(target[1], "")) and signs.origins and not signs.origins.edition_of(url):
                return "blocked", "sends to another host"
            if target and _is_short(signs):
                return "needs_browser", "needs a browser: sends elsewhere"
    return ("blocked", "consent wall") if signs.consent_alone else None


# -- notices


def _said(signs: Signs) -> Sign | None:
    """What the page says of itself, in place of a headline or, where it has no headline, anywhere."""
    if len(signs.shown) > _MUCH or (signs.dated and signs.has_text):
        return None
    if sign := _notice(signs.headings or signs.titles):
        return sign
    if "error404" in signs.body_classes:
        return "soft_404", "says so: body.error404"
    if signs.reads:
        return None
    if sign := _notice(signs.titles):
        return sign
    if signs.headline is not None or not _is_short(signs):
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
    """Another article, or a list, by the address that the page gives itself."""
    if signs.address is None or signs.origins is None:
        return None
    names = _own_addresses(signs)
    found = [signs.origins.article(url) for url in names]
    numbers = [a.number for a in found if a and a.number is not None and a.edition == signs.address.edition]
    if signs.address.number is not None and numbers and signs.address.number not in numbers:
        return "not_an_article", f"another article: {signs.address.edition}:{numbers[0]}"
    if signs.articles or signs.has_body or not names or any(found):
        return None
    lists = (url for url in names if signs.origins.edition_of(url) == signs.address.edition and _names_list(url))
    return next((("not_an_article", f"calls itself {urlsplit(url).path[:60]}") for url in lists), None)


def _names_list(url: str) -> bool:
    """Whether *url* is that of the front page, a section or a day archive."""
    path = urlsplit(url).path.strip("/").lower()
    return not path or path in SECTION_SLUGS or is_day_archive(url)


def _own_addresses(signs: Signs) -> list[str]:
    """The addresses that the page gives itself: canonical, OpenGraph, the one article of the JSON-LD."""
    assert signs.address is not None
    assert signs.origins is not None
    page = signs.page
    head = page.root.find("head")
    links = head.iterchildren("link") if head is not None else iter(())
    found = [link.get("href") for link in links if (link.get("rel") or "").lower() == "canonical"]
    found += page.metas.get("og:url", [])[:1]
    if len(signs.articles) == 1:
        thing = signs.articles[0]
        found += structured.addresses([thing.get(key) for key in ("mainEntityOfPage", "url", "@id")], [])
    if not found:
        return []
    base = page.base(signs.origins.url(signs.address))
    return [url for one in dict.fromkeys(found) if (url := absolute(one, base))]


def _list(signs: Signs) -> Sign | None:
    """A list or a front page."""
    if signs.reads and signs.headline is not None:
        return None
    if marks := LIST_TYPES & set().union(*map(structured.types, signs.page.things)):
        return "not_an_article", f"a list by its type {min(marks)}"
    if marks := LIST_BODY_CLASSES & signs.body_classes:
        return "not_an_article", f"a list by body.{min(marks)}"
    if signs.reads:
        return None
    if signs.own_list:
        return "not_an_article", f"has {signs.own_list}"
    if len(signs.entries) >= ENTRIES:
        return "not_an_article", "a list of articles"
    if any(map(heads_list, signs.headings)):
        return "not_an_article", f"a list by its headline: {signs.headings[0][:60]}"
    return None


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
