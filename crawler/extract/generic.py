"""An article on a page of any make: what structured data and a general extractor say, repaired.

For pages that the site's own selectors say nothing about. The body is found by trafilatura, which is imported only when
it is asked for.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from crawler.extract import structured
from crawler.extract.general import embedded
from crawler.extract.general.blocks import Block, blocks
from crawler.extract.general.body import Body
from crawler.extract.general.headline import headline, site_names
from crawler.extract.general.keywords import tags
from crawler.extract.general.people import authors
from crawler.extract.general.reading import located, parsed
from crawler.extract.general.when import published
from crawler.extract.page import Page, text_of
from crawler.extract.structured import Thing

_SHORT = 300
"""Characters below which a body is looked for in the page's data too."""
_MUCH_MORE = 3
"""Times as long as the text that is shown, the data's is the body."""
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")


def extract(html: str, url: str) -> dict[str, Any]:
    """What the page *html* at *url* says of its article.

    :return: `title` (a string, "" without one), `authors` and `tags` (lists of strings), `published` (ISO 8601, with an
        offset if the page gives one; None without a date) and `body` (plain text, paragraphs parted by a blank line).
    """
    root = parsed(html)
    page = Page(root)
    articles = [thing for thing in page.things if structured.is_article(thing)]
    names = site_names(page, articles, url)
    cut = blocks(root)
    title = headline(page, articles, names)
    return {
        "title": title,
        "authors": authors(page, articles, names),
        "published": published(page, articles, cut, url),
        "tags": tags(page, articles, names),
        "body": _body(page, articles, cut, title, url),
    }


def _body(page: Page, articles: list[Thing], cut: list[Block], title: str, url: str) -> str:
    titles = [title, *map(text_of, page.headings), *page.metas.get("og:title", ())]
    leads = [text for name in _DESCRIPTIONS for text in page.metas.get(name, ())]
    for thing in articles:
        titles += structured.texts(thing.get("headline"))
        leads += structured.texts(thing.get("description"))
    hidden = embedded.markup(page.root)
    text = _text(page.root, cut, titles, leads, url)
    if len(text) < _SHORT and len(hidden) > _MUCH_MORE * len(text):
        root = parsed(f"<html><body><article>{hidden}</article></body></html>")
        drawn = _text(root, blocks(root), titles, leads, url)
        text = drawn if len(drawn) > _MUCH_MORE * len(text) else text
    return text


def _text(root: Element, cut: list[Block], titles: list[str], leads: list[str], url: str) -> str:
    found = located(root, url)
    return Body(cut, found, titles, leads).text() or found
