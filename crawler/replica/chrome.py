"""What surrounds the content on every page: head, menus, footer, notices, and the weight of scripts and styles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from crawler.replica.parts import attribute, escape
from crawler.replica.story import Story
from crawler.replica.truth import TEXT_DATES
from crawler.replica.words import WORDS

SITE = "Orda.kz"
SECTIONS = {
    "en": ("society", "politics", "economy", "incidents", "world", "sport", "culture", "technology"),
    "ru": ("obshchestvo", "politika", "ekonomika", "proisshestviya", "v-mire", "sport", "kultura", "ordynka"),
    "kk": ("kogham", "sayasat", "ekonomika", "oqiga", "alem", "sport", "madeniet", "ordynka"),
}
"""Paths of the sections, in the order of their names in ``WORDS``."""
LANGUAGES = {"ru": "RU", "kk": "KZ", "en": "EN"}
NOTICES = {
    "en": (
        "This website uses cookies. By continuing to browse it you agree to our cookie policy.",
        "Accept",
        "Certificate of registration of a mass media outlet No. 00000-IA of 1 January 2020. All rights reserved. 18+",
        "News of the day",
        "Share",
        "Popular",
        "Page not found",
    ),
    "ru": (
        "Мы используем файлы cookie. Оставаясь на сайте, вы соглашаетесь с политикой их использования.",
        "Принять",
        "Свидетельство о постановке на учёт СМИ № 00000-ИА от 1 января 2020 года. Все права защищены. 18+",
        "Новости дня",
        "Поделиться",
        "Популярное",
        "Страница не найдена",
    ),
    "kk": (
        "Сайт cookie файлдарын пайдаланады. Сайтта қала отырып, сіз оларды пайдалану саясатымен келісесіз.",
        "Қабылдау",
        "Бұқаралық ақпарат құралын есепке қою туралы куәлік № 00000-АА, 2020 жылғы 1 қаңтар. 18+",
        "Күн жаңалықтары",
        "Бөлісу",
        "Танымал",
        "Бет табылмады",
    ),
}
"""Cookie notice, its button, registration certificate, headings of the day's news and of sharing, popular, 404."""

Items = Sequence[tuple[str, str]]
"""Address and headline of articles in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article as a template shows it. Times are ISO 8601 or, in ``spoken``, a reader's."""

    edition: str
    origins: Mapping[str, str]
    url: str
    story: Story
    date_raw: str | None
    date: str | None
    spoken: str
    day_path: str
    modified: str | None
    translations: Mapping[str, str]
    latest: Items
    popular: Items


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list of articles as a template shows it; ``pages`` are the addresses of its pages, by number."""

    edition: str
    origins: Mapping[str, str]
    url: str
    title: str
    items: Items
    popular: Items
    pages: Mapping[int, str]


def article_head(page: ArticlePage) -> str:
    """The content of ``head`` of an article's page."""
    story, looks = page.story, page.story.looks
    lines = [f"<title>{escape(story.headline)} » {SITE}</title>"]
    if looks.canonical:
        lines.append(f'<link rel="canonical" href="{page.url}">')
    if looks.hreflang and page.translations:
        for edition, url in sorted({**page.translations, page.edition: page.url}.items()):
            lines.append(f'<link rel="alternate" hreflang="{edition}" href="{url}">')
    if story.description is not None:
        lines.append(f'<meta name="description" content="{attribute(story.description)}">')
    if story.tags and looks.keywords != "none":
        words = story.tags if looks.keywords == "instead" else WORDS[page.edition]["what"][:4]
        lines.append(f'<meta name="keywords" content="{attribute(", ".join(words))}">')
    if looks.og:
        lines += _open_graph(page)
    if story.section is not None and not looks.jsonld:
        lines.append(f'<meta property="article:section" content="{attribute(story.section)}">')
    return "\n".join([*lines, *_jsonld(page)])


def _open_graph(page: ArticlePage) -> list[str]:
    story, looks = page.story, page.story.looks
    values = {"og:type": "article", "og:site_name": SITE, "og:title": f"{story.headline} | {SITE}", "og:url": page.url}
    if story.description is not None:
        values["og:description"] = story.description
    if story.picture is not None:
        values["og:image"] = page.origins[page.edition] + story.picture
    if looks.og_times and page.date is not None and looks.dated not in TEXT_DATES:
        values["article:published_time"] = page.date
        if page.modified is not None:
            values["article:modified_time"] = page.modified
    return [f'<meta property="{name}" content="{attribute(value)}">' for name, value in values.items()]


def _jsonld(page: ArticlePage) -> list[str]:
    story, form = page.story, page.story.looks.jsonld
    if not form:
        return []
    publisher = {"@type": "Organization", "name": SITE, "url": page.origins[page.edition] + "/"}
    news: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.headline}
    news["mainEntityOfPage"] = page.url
    news["author"] = [{"@type": "Person", "name": name} for name in story.authors] or publisher
    news["publisher"] = publisher
    if page.date is not None and story.looks.dated not in TEXT_DATES:
        news["datePublished"] = page.date
    optional = {"dateModified": page.modified, "description": story.description, "articleSection": story.section}
    news |= {name: value for name, value in optional.items() if value is not None}
    if story.picture is not None:
        news["image"] = page.origins[page.edition] + story.picture
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": SITE, "url": publisher["url"]}
    if form == "several":
        return [_script(_json(site)), _script(_json(news))]
    if form == "comma":
        return [_script(_json(news)[:-1] + ",\n}")]
    data = {"array": [site, news], "graph": {"@context": "https://schema.org", "@graph": [site, news]}}
    return [_script(_json(data.get(form, news)))]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def switch(page: ArticlePage | ListPage) -> str:
    """The language switch: to the same story where the page knows it, else to front pages."""
    targets = page.translations if isinstance(page, ArticlePage) and page.story.looks.switch else {}
    links = []
    for edition, name in LANGUAGES.items():
        url = targets.get(edition, page.origins[edition] + "/")
        links.append(f"<span>{name}</span>" if edition == page.edition else f'<a href="{url}">{name}</a>')
    return f'<div class="lang-switch">{" | ".join(links)}</div>'


def items(listed: Items, markup: str = '<li><a href="{href}"><span>{headline}</span></a></li>') -> str:
    """*listed* as list items."""
    return "\n".join(markup.format(href=href, headline=escape(headline)) for href, headline in listed)


def document(page: ArticlePage | ListPage, head: str, body: str, weight: int = 50_000) -> bytes:
    """The whole page in UTF-8, of about *weight* bytes."""
    above, below, filler = _surroundings(page.edition)
    html = (
        f'<!DOCTYPE html>\n<html lang="{page.edition}">\n<head>\n<meta charset="utf-8">\n{head}\n{above}'
        f"{switch(page)}\n{body}\n{below}"
    ).encode()
    end = b"</body>\n</html>\n"
    missing = weight - len(html) - len(end) - 40
    script = b"<script>var s=[%s];</script>\n" % filler[:missing] if missing > 0 else b""
    return html + script + end


@cache
def _surroundings(edition: str) -> tuple[str, str, bytes]:
    """What comes before and after the content, and what the page is filled up with."""
    rng = Random(f"chrome/{edition}")
    cookie, accept, certificate, *_ = NOTICES[edition]
    sections = list(zip(SECTIONS[edition], WORDS[edition]["section"], strict=True))
    bar = "".join(f'<li><a href="/{path}/">{name}</a></li>\n' for path, name in sections)
    menu = "".join(
        f'<div class="menu-col"><b><a href="/{path}/">{name}</a></b><ul>'
        + "".join(f'<li><a href="/tags/{path}-{n}/">{tag}</a></li>' for n, tag in enumerate(WORDS[edition]["tag"][:9]))
        + "</ul></div>\n"
        for path, name in sections
    )
    rules = "\n".join(
        f".c{n}-{rng.randrange(99)}{{margin:{rng.randrange(40)}px;color:#{rng.randrange(4096):03x};display:flex}}"
        for n in range(90)
    )
    icons = "".join(
        f'<symbol id="i{n}" viewBox="0 0 24 24"><path d="M{_numbers(rng, 40)}z"></path></symbol>\n' for n in range(16)
    )
    above = (
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{rules}\n</style>\n'
        "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}</script>\n"
        f'</head>\n<body>\n<svg style="display:none">{icons}</svg>\n<header class="header"><a class="logo" href="/">'
        f'<img src="/templates/orda/images/logo.svg" alt="{SITE}"></a>\n'
        f'<nav><ul class="section-bar">\n{bar}</ul></nav>\n<div class="mega-menu">{menu}</div></header>\n'
    )
    below = (
        f'<footer class="footer"><ul>{bar}</ul><p>© {SITE}</p><p>{certificate}</p></footer>\n'
        f'<div class="cookie-notice" id="cookie-notice"><p>{cookie}</p>\n'
        f'<button id="accept-cookie" type="button">{accept}</button></div>\n'
        '<script>document.getElementById("accept-cookie").onclick=function(){this.parentNode.remove()};</script>\n'
    )
    values = [_numbers(rng, 6, ",") for _ in range(40)]
    filler = ",".join(f"{{k:{n},v:[{rng.choice(values)}]}}" for n in range(1600)).encode()
    return above, below, filler


def _numbers(rng: Random, count: int, separator: str = " ") -> str:
    return separator.join(f"{rng.random() * 24:.2f}" for _ in range(count))
