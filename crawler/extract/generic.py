"""An article on a page of any make: what structured data and a general extractor say, repaired.

For pages that the site's own selectors say nothing about. Where the body is, trafilatura says; it is imported only when
it is asked. What of the blocks there is text, the rules in :mod:`crawler.extract.general` say.
"""

from __future__ import annotations

from typing import Any

from crawler.extract import densest, structured
from crawler.extract.general import body, embedded
from crawler.extract.general.blocks import Block, blocks, chain
from crawler.extract.general.headline import headline, site_names
from crawler.extract.general.keywords import tags
from crawler.extract.general.people import authors, outlet
from crawler.extract.general.place import completed
from crawler.extract.general.reading import articles, located, parsed
from crawler.extract.general.when import published
from crawler.extract.page import Page, text_of
from crawler.extract.structured import Thing

_SHORT = 300
"""Characters below which a body is looked for in the page's data too."""
_MUCH_MORE = 3
"""Times as long as the text that is shown, another source's is the body."""
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")


def extract(html: str, url: str) -> dict[str, Any]:
    """What the page *html* at *url* says of its article.

    :return: `title` (a string, "" without one), `authors` and `tags` (lists of strings), `published` (ISO 8601, with an
        offset if the page gives one; None without a date) and `body` (plain text, paragraphs parted by a blank line).
    """
    page = Page(parsed(html))
    about = articles(page, url)
    names = site_names(page, about, url)
    cut = blocks(page.root)
    title = headline(page, about, names)
    return {
        "title": title,
        "authors": authors(page, about, names) or outlet(page, about, names),
        "published": published(page, about, cut, url),
        "tags": tags(page, about, names),
        "body": _body(page, about, cut, title, url),
    }


def _body(page: Page, about: list[Thing], cut: list[Block], title: str, url: str) -> str:
    """The text that is shown, unless the page's data has much more of it."""
    titles = [title, *map(text_of, page.headings), *page.metas.get("og:title", ())]
    leads = [text for name in _DESCRIPTIONS for text in page.metas.get(name, ())]
    for thing in about:
        titles += structured.texts(thing.get("headline"))
        leads += structured.texts(thing.get("description"))
    scripts = list(page.root.iter("script"))
    text = _shown(page, cut, titles, leads, url)
    told = max((told for thing in about for told in structured.texts(thing.get("articleBody"))), key=len, default="")
    if len(text) < _SHORT and (hidden := embedded.markup(script.text or "" for script in scripts)):
        drawn = Page(parsed(f"<html><body><article>{hidden}</article></body></html>"))
        told = max(told, _shown(drawn, blocks(drawn.root), titles, leads, url), key=len)
    return told if len(told) > _MUCH_MORE * len(text) else text


def _shown(page: Page, cut: list[Block], titles: list[str], leads: list[str], url: str) -> str:
    """The body that *page* shows; its tree is of no use afterwards."""
    found = located(page.root, url)
    if not found and (dense := densest.find_body(page)) is not None:
        found = "\n".join(block.text for block in cut if dense in chain(block.element))
    return body.text(cut, completed(cut, found), titles, leads) or found
