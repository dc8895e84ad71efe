"""The headline of a page of unknown make, without the names of the site and of the section."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extract import structured
from crawler.extract.dates import is_date
from crawler.extract.general.blocks import squashed
from crawler.extract.page import Page, text_of
from crawler.extract.structured import Thing
from crawler.extract.text import taken_apart

_BARS = r"|•·»›«‹:–—\-~ㅣ｜/⋆*"
_SUFFIX = re.compile(
    rf"\s*(?:[|•·»›ㅣ｜⋆]|(?<=\s)[{_BARS}]+(?=\s)|(?<=\w)[-–—]+(?=\w)|--)\s*([^|•·»›ㅣ｜]{{1,60}}?)\s*$"
)
_PREFIX = re.compile(r"^([^|•·»›ㅣ｜]{1,40}?)\s*(?:[|•·»›ㅣ｜]|\s[–—-]\s)\s*")
_LONGEST = 40
"""Characters of a name."""
_LONGEST_TITLE = 500
"""Characters of a headline that names are looked for in."""
_MOST = 4
"""Names that may follow one another."""


def headline(page: Page, articles: list[Thing], names: set[str]) -> str:
    """What JSON-LD or OpenGraph say, else other metadata, the page itself, its `title`; "" if nothing says any.

    Of two that differ it is the shorter: what the longer has more is a kicker, or words for search engines.
    """
    shown = [text for text in map(text_of, page.headings) if squashed(text) not in names]
    told = [_bare(text, names) for thing in articles for text in structured.texts(thing.get("headline"))]
    shared = [_bare(text, names) for key in ("og:title", "twitter:title") for text in page.metas.get(key, ())]
    other = [
        _bare(text, names)
        for key in ("dc.title", "title", "parsely-title", "sailthru.title")
        for text in page.metas.get(key, ())
    ]
    shared = [text for text in shared if not any(_is_cut(text, heading) for heading in shown)]
    best = sorted((next(filter(None, texts)) for texts in (told, shared) if any(texts)), key=len)
    candidates = [*best, *other, *shown[:1], _bare(page.title, names)]
    return next((_whole(text, shown) for text in candidates if text), "")


def _is_cut(text: str, heading: str) -> bool:
    """Whether *text* is *heading* up to a quotation mark: that ended the attribute that it stood in."""
    return heading.startswith(text) and heading[len(text) :].lstrip().startswith('"')


def _whole(text: str, shown: list[str]) -> str:
    """*text*, or the visible headline that it is the beginning of, if it was cut."""
    if text.endswith(("…", "...")):
        key = squashed(text)
        return next((heading for heading in shown if squashed(heading).startswith(key)), text)
    key = squashed(text)
    # What else follows it in the metadata is no part of it
    return next((h for h in shown if len(squashed(h)) > 15 and key.startswith(squashed(h)) and _joins(text, h)), text)


def _joins(text: str, heading: str) -> bool:
    rest = text[len(heading) :].strip()
    return bool(rest) and len(rest) < 40 and rest[0] in _BARS and text.casefold().startswith(heading.casefold())


def site_names(page: Page, articles: list[Thing], url: str) -> set[str]:
    """What the site and the section may be called, squashed."""
    said: list[str] = [*page.metas.get("og:site_name", ()), *page.metas.get("application-name", ())]
    said += page.metas.get("article:section", [])
    for thing in articles:
        said += structured.texts(thing.get("publisher")) + structured.texts(thing.get("articleSection"))
    for thing in page.things:
        if structured.types(thing) & {"website", "newsmediaorganization", "organization"}:
            said += structured.texts(thing)
    names = {squashed(text) for text in said}
    host = (taken_apart(url).hostname or "").removeprefix("www.")
    names |= {squashed(host), *(squashed(host.rsplit(".", n)[0]) for n in (1, 2)), *map(squashed, host.split(".")[:-1])}
    return {name for name in names if 0 < len(name) <= _LONGEST}


def _bare(text: str, names: Iterable[str]) -> str:
    """*text* without names of the site and the section at its ends."""
    if len(text) > _LONGEST_TITLE:
        return text
    for _ in range(_MOST):
        match = _SUFFIX.search(text)
        if not match or not match.start() or not (_is_name(match[1], names) or is_date(match[1])):
            break
        text = text[: match.start()].rstrip()
    match = _PREFIX.match(text)
    if match and squashed(match[1]) in names and text[match.end() :].strip():
        text = text[match.end() :]
    return "" if squashed(text) in names else text


def _is_name(text: str, names: Iterable[str]) -> bool:
    key = squashed(text)
    return not key or any(
        key == name or (len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) < 2 * len(name))
        for name in names
    )
