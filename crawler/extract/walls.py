"""What a page is that nothing proves an article: a challenge, a login, a notice, a shell, no page at all.

These name what it is; that it is no article is settled before. So wording need not be known for a wall to be kept out.
"""

from __future__ import annotations

import re
from typing import Literal

from crawler.extract.late import late
from crawler.extract.signs import ENTRIES, LITTLE, LONGEST, Signs
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
    LOGIN_PATTERN,
    NOTHING_ORDER_PATTERN,
    NOTHING_PATTERN,
    NOTHING_TOLD_PATTERN,
    REFUSED_PATTERN,
)

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

_XML = frozenset(("rss", "feed", "urlset", "sitemapindex", "error", "response", "rdf:rdf"))
_LOOKED_AT = 20
_MUCH = 1500
"""Characters of text from which a page is more than a notice."""
LEAD = (
    r"(?:(?:өкінішке (?:орай|қарай)|oops|sorry|error|http|we'?re sorry|unfortunately|ой|упс|увы"
    r"|ошибка|извините|к сожалению|внимание|қате"
    r"|кешіріңіз|[45]\d\d)[\W]+)*"
)
"""What may stand before it."""
NOTHING = NOTHING_PATTERN.replace("{order}", NOTHING_ORDER_PATTERN)
_NOTICES: tuple[tuple[Kind, str, str], ...] = (
    # First what tells most: a wall that says "page not found" besides is a wall
    ("blocked", "refusal", REFUSED_PATTERN),
    ("blocked", "login", LOGIN_PATTERN),
    ("blocked", "consent", CONSENT_TITLE_PATTERN),
    ("soft_404", "says so", NOTHING),
    ("not_an_article", "error page", ERROR_PATTERN),
)
_HEADED = [(kind, what, re.compile(rf"{LEAD}(?:{pattern})(?:\W+[45]\d\d)?\W*")) for kind, what, pattern in _NOTICES]
_NOTHING = late(rf"(?<!\w)(?:{NOTHING})(?!\w)")
_TOLD = late(NOTHING_TOLD_PATTERN)
_ERROR_CODE = late(ERROR_CODE_PATTERN)
_CHALLENGE = late(CHALLENGE_PATTERN)
_REFRESH = late(r"url\s*=\s*['\"]?([^'\">]+)", re.IGNORECASE)


# -- walls


def wall(signs: Signs) -> Sign | None:
    """A challenge or a captcha."""
    if len(signs.shown) > _MUCH and signs.reads:
        return None
    for element in signs.page.index.having("id"):
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


def asked_first(signs: Signs) -> Sign | None:
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


def said(signs: Signs) -> Sign | None:
    """What the page says of itself, in place of a headline or, where it has no headline, anywhere."""
    if sign := notice(signs.headings or signs.titles):
        return sign
    if "error404" in signs.body_classes:
        return "soft_404", "says so: body.error404"
    if sign := notice(signs.title_parts if signs.reads else signs.titles):
        return sign
    if signs.headline is not None or len(signs.shown_beside) > LITTLE:
        return None
    shown = signs.shown_beside.casefold()
    if (found := _NOTHING.search(shown)) and not told_of_another(shown):
        return "soft_404", f"says so: {found[0][:60]}"
    if found := _ERROR_CODE.search(shown):
        return "not_an_article", f"error page: {found[0][:60]}"
    return notice(re.split(r"[.!?]\s", shown[:LITTLE])[:ENTRIES])


def notice(headlines: list[str]) -> Sign | None:
    """What one of the *headlines* says the page is."""
    for headline in headlines:
        for kind, what, pattern in _HEADED if len(headline) <= LONGEST else ():
            if pattern.fullmatch(headline.replace("’", "'")):
                return kind, f"{what}: {headline[:60]}"
    return None


def told_of_another(text: str) -> bool:
    """Whether *text* reports what somebody else said."""
    return _TOLD.search(text.casefold()) is not None


# -- no page yet, or none at all


def shell(signs: Signs) -> Sign | None:
    """A page that a script makes."""
    sign = signs.shell
    return ("needs_browser", f"needs a browser: {sign}") if sign and not signs.reads else None


def unmarked(signs: Signs) -> Sign | None:
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
