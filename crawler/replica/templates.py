"""The site's templates: how an article and a list are marked up. A new one is two functions and an entry below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.replica.chrome import NOTICES, SITE, ArticlePage, ListPage, article_head, document, items
from crawler.replica.parts import attribute, escape
from crawler.replica.words import WORDS


@dataclass(frozen=True, slots=True)
class Template:
    """One look of the site."""

    article: Callable[[ArticlePage], bytes]
    listing: Callable[[ListPage], bytes]


def _time(page: ArticlePage, attributes: str = 'itemprop="datePublished"') -> str:
    dated, text = page.story.looks.dated, escape(page.spoken)
    if dated == "none":
        return ""
    if dated == "text":
        return f'<time {attributes}><a href="{page.day_path}">{text}</a></time>'
    if dated == "link":
        return f'<a class="date" href="{page.day_path}"><time {attributes}>{text}</time></a>'
    return f'<time {attributes} datetime="{page.date_raw}">{text}</time>'


def _headline(page: ArticlePage, class_: str = "") -> str:
    tag = "h1" if page.story.looks.h1 else "div"
    return f'<{tag} class="{class_ or "title"}">{escape(page.story.headline)}</{tag}>'


def _credit(page: ArticlePage, place: str) -> str:
    """The credit line of the lead picture, if it stands at *place*."""
    story = page.story
    if story.credit is None or story.looks.credit != place:
        return ""
    line = f"{story.label}: {escape(story.credit)}"
    if place == "picture":
        return f'<div class="postpic-credit">{line}</div>'
    return f"<p><i>{line}</i></p>\n" if place == "italic" else f"<p>{line}</p>\n"


def _body(page: ArticlePage) -> str:
    """What stands in the container of the body."""
    story = page.story
    body = "\n".join(part.html for part in story.parts)
    closing = ""
    if story.original_author is not None:
        label, name = WORDS["en"]["original"][0], escape(story.original_author)
        closing = f"\n<p><i>{label}: {name}</i></p>" if len(name) % 2 else f"\n<p><b>{label}:</b> {name}</p>"
    return f"{_credit(page, 'first')}{_credit(page, 'italic')}{body}{closing}"


def _tags(page: ArticlePage, markup: str) -> str:
    if not page.story.tags or page.story.looks.keywords == "instead":
        return ""
    return markup.format("\n".join(f'<a href="/tags/{attribute(tag)}/">{escape(tag)}</a>' for tag in page.story.tags))


def _picture(page: ArticlePage) -> str:
    story = page.story
    if story.picture is None:
        return ""
    return f'<img src="{story.picture}" alt="{attribute(story.headline)}" width="1440" height="810">'


def _latest(page: ArticlePage) -> str:
    return f'{WORDS[page.edition]["latest"][0]}\n<div class="newslist3"><ul>\n{items(page.latest)}\n</ul></div>'


def _popular(page: ArticlePage | ListPage) -> str:
    return f'<aside class="sidebar"><b>{NOTICES[page.edition][5]}</b><ol>\n{items(page.popular)}\n</ol></aside>'


def _share(page: ArticlePage) -> str:
    links = "".join(f'<a class="share-{name}" href="#">{name}</a> ' for name in ("Telegram", "WhatsApp", "Facebook"))
    return f'<div class="share"><span>{NOTICES[page.edition][4]}:</span> {links}</div>'


def _pages(page: ListPage, class_: str) -> str:
    if len(page.pages) < 2:
        return ""
    links = " ".join(
        f"<span>{number}</span>" if url == page.url else f'<a href="{url}">{number}</a>'
        for number, url in page.pages.items()
    )
    return f'<div class="{class_}">{links}</div>'


def _list_head(page: ListPage) -> str:
    return f'<title>{escape(page.title)} » {SITE}</title>\n<meta property="og:site_name" content="{SITE}">'


def _current_article(page: ArticlePage) -> bytes:
    picture = _picture(page)
    body = f"""<main class="content"><div class="col-main"><article class="fullnews">
{_headline(page)}
<div class="news-info">{_time(page)}</div>
{f'<div class="postpic">{picture}{_credit(page, "picture")}</div>' if picture else _credit(page, "picture")}
{_credit(page, "between")}<div class="fulltext"><div class="newstext">
{_body(page)}
</div>
{_share(page)}{_tags(page, '<div class="tags">{}</div>')}</div></article>
{_latest(page)}
</div>
{_popular(page)}
</main>"""
    return document(page, article_head(page), body, page.story.looks.weight)


def _current_list(page: ListPage) -> bytes:
    body = f"""<main class="content"><div class="col-main"><h1>{escape(page.title)}</h1>
<div class="newslist3"><ul>
{items(page.items)}
</ul></div>
{_pages(page, "navigation")}</div>
{_popular(page)}
</main>"""
    return document(page, _list_head(page), body)


def _older_article(page: ArticlePage) -> bytes:
    section = f' › <a href="/">{escape(page.story.section)}</a>' if page.story.section else ""
    body = f"""<div id="dle-content"><div class="breadcrumbs"><a href="/">{SITE}</a>{section}</div>
<div class="story">{_headline(page, "story-title")}
<div class="story-date">{_time(page)}</div>
<div class="story-image">{_picture(page)}{_credit(page, "picture")}</div>
{_credit(page, "between")}<div class="story-text">
{_body(page)}
</div>{_tags(page, '<div class="tags">{}</div>')}</div>
{_latest(page)}
</div>
{_popular(page)}"""
    return document(page, article_head(page), body, page.story.looks.weight)


def _older_list(page: ListPage) -> bytes:
    body = f"""<div id="dle-content"><h1>{escape(page.title)}</h1>
{items(page.items, '<div class="shortstory"><h2><a href="{href}">{headline}</a></h2></div>')}
{_pages(page, "pages")}</div>
{_popular(page)}"""
    return document(page, _list_head(page), body)


def _redesign_article(page: ArticlePage) -> bytes:
    body = f"""<main class="layout"><article class="longread" data-kind="news">
<header class="longread__head">{_headline(page, "longread__title")}
<p class="longread__meta">{_time(page, 'class="longread__time"')}</p></header>
<figure class="longread__cover">{_picture(page)}{_credit(page, "picture")}</figure>
{_credit(page, "between")}<section class="longread__body">
{_body(page)}
</section>
<footer class="longread__foot">{_tags(page, '<nav class="topics tags">{}</nav>')}{_share(page)}</footer></article>
<section class="more">{_latest(page)}</section>
{_popular(page)}
</main>"""
    return document(page, article_head(page), body, page.story.looks.weight)


def _redesign_list(page: ListPage) -> bytes:
    card = '<article class="card"><a class="card__link" href="{href}"><h3 class="card__title">{headline}</h3></a>'
    body = f"""<main class="layout"><h1>{escape(page.title)}</h1><section class="feed">
{items(page.items, card + "</article>")}
</section>
{_pages(page, "pager")}
{_popular(page)}
</main>"""
    return document(page, _list_head(page), body)


TEMPLATES: dict[str, Template] = {
    "current": Template(_current_article, _current_list),
    "older": Template(_older_article, _older_list),
    "redesign": Template(_redesign_article, _redesign_list),
}
"""By name."""
