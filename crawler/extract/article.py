"""A page to the record of its article: each field from the first of its sources that has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, NamedTuple, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.content_hash import content_hash
from crawler.extract import fields, generic, structured, timing
from crawler.extract.body import Body, compose, picture
from crawler.extract.furniture import Scope
from crawler.extract.labels import credit_of
from crawler.extract.page import Page, hidden
from crawler.extract.raw import Raw, RawImage, RawText
from crawler.extract.source import Found, Source
from crawler.extract.sources import cited
from crawler.extract.text import absolute, unescape_all
from crawler.extract.walk import Walk
from crawler.items import Article, Image, Paragraph
from crawler.site import BODY_SELECTORS, LEAD_SELECTORS
from crawler.urls import ArticleAddress, Origins
from crawler.zone import ALMATY

EXTRACTOR = "1"
"""Version of these rules; it changes whenever the same bytes could give another record."""

_NO_PICTURE = ("/logo", "logo.", "default-image", "no-image", "noimage", "/favicon", "placeholder")
_SAME = 0.8
"""Share of words that two readings of a body have in common from which they are the same."""


class Place(NamedTuple):
    """Where a page has its body."""

    elements: list[Element]
    source: str


def extract_article(  # noqa: PLR0913 - all by name, all needed
    page: Page, *, address: ArticleAddress, url: str, origins: Origins, fetched_at: datetime, run_id: str
) -> Article:
    """The record of the article on *page*. Never raises; what the page does not say is None or empty.

    :param address: whose article it is.
    :param url: where it finally was, canonical; it becomes the record's `url`.
    :param fetched_at: when; aware.
    """
    source = Source(page, address, url, origins, fetched_at)
    body, found, raw_date = _read(source)
    values: dict[str, Any] = {"headline": "", **{name: value.value for name, value in found.items()}}
    text = body.text
    article = Article(
        id=address.id,
        edition=cast(Any, address.edition),
        url=url,
        in_language=address.edition,
        date_published_raw=raw_date,
        text=text,
        word_count=len(text.split()),
        content_hash="",
        provenance={name: value.source for name, value in found.items()},
        fetched_at=fetched_at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        run_id=run_id,
        extractor=EXTRACTOR,
        **values,
    )
    return replace(article, content_hash=content_hash(article))


def _read(source: Source) -> tuple[Body, dict[str, Found[Any]], str | None]:
    """The body, the fields that the page has, and the string that the date was read from."""
    page = source.page
    headline = fields.headline(source)
    scope = Scope(base=source.base, origins=source.origins, headline=headline.value if headline else "")
    place = _place(page)
    leads = [lead for selector in LEAD_SELECTORS for lead in page.select(selector) if not hidden(lead)][:1]
    body, body_source = _body(source, place, scope, leads)
    published = timing.published(source, place.elements[0] if place else None)
    found: dict[str, Found[Any] | None] = {
        "headline": headline,
        "description": fields.description(source),
        "date_published": _as_iso(published),
        "date_modified": _as_iso(timing.modified(source)),
        "authors": fields.authors(source),
        "original_author": _from_body(body.original_author, body_source),
        "section": fields.section(source),
        "tags": fields.tags(source),
        "image": _image(source, place, leads, body),
        "images": _from_body(tuple(body.images), body_source),
        "body": _from_body(tuple(body.blocks), body_source),
        "sources": _from_body(cited(b.text for b in body.blocks if isinstance(b, Paragraph)), body_source),
        "links": _from_body(tuple(body.links), body_source),
        "related": _from_body(tuple(body.related), body_source),
        "translations": fields.translations(source),
    }
    present = {name: value for name, value in found.items() if value is not None}
    return body, present, published.value.raw if published else None


def _place(page: Page) -> Place | None:
    """Where the site's selectors find the body; several elements if it was cut into siblings."""
    for selector in BODY_SELECTORS:
        elements = [element for element in page.select(selector) if not hidden(element)]
        if elements:
            parent = elements[0].getparent()
            return Place([e for e in elements if e.getparent() is parent], f"site:{selector}")
    return None


def _body(source: Source, place: Place | None, scope: Scope, leads: list[Element]) -> tuple[Body, str]:
    """The body and where it was found: the site's selectors, JSON-LD, the densest run of paragraphs."""
    if place:
        body = _compose(place.elements, scope, leads)
        if body.blocks:
            return body, place.source
    told = _told(source, scope)
    if place and not told.blocks:
        # The place is there and empty: whatever else is on the page is not the body.
        return Body(), place.source
    element = generic.find_body(source.page) if not place else None
    if element is None:
        return told, "jsonld"
    body = _compose([element], scope, leads)
    if not told.blocks or _is_same(told.text, body.text) or len(told.text) * 2 < len(body.text):
        return body, "generic"
    return told, "jsonld"


def _compose(elements: list[Element], scope: Scope, leads: list[Element]) -> Body:
    raws: list[Raw] = []
    for element in elements:
        raws.extend(Walk(frozenset(leads)).run(element))
    return compose(raws, scope)


def _told(source: Source, scope: Scope) -> Body:
    """The body that JSON-LD tells: text with blank lines or line breaks, or markup."""
    value = source.thing.get("articleBody")
    text = "\n".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value
    if not isinstance(text, str) or not text.strip():
        return Body()
    text = unescape_all(text) if "&lt;" in text else text
    if "</p>" not in text.lower() and "<br" not in text.lower():
        text = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    try:
        root = etree.fromstring(f"<div>{text}</div>".encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8"))
    except (etree.ParseError, ValueError):
        root = None
    return compose(Walk().run(root), scope) if root is not None else Body()


def _is_same(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return len(words & others) >= _SAME * len(words)


def _image(source: Source, place: Place | None, leads: list[Element], body: Body) -> Found[Image] | None:
    """The lead picture: the site's selector, JSON-LD, OpenGraph; with the caption and credit that stand at it."""
    found: Found[Image] | None = None
    raws = [raw for lead in leads for raw in Walk().run(lead)]
    head = _head(source.page, place, leads)
    for raw in raws:
        if found is None and isinstance(raw, RawImage):
            texts = [r.text for r in raws if isinstance(r, RawText)]
            raw.captions.extend(texts)
            image = picture(raw, source.base)
            found = Found(image, f"site:{LEAD_SELECTORS[0]}") if image else None
    if found is None:
        found = next((Found(Image(url=url), name) for url, name in _pictures(source)), None)
    credit = found.value.credit if found else None
    credit = credit or _credit(raws) or _credit(head) or body.lead_credit
    if credit is None:
        return found
    if found is None:
        return Found(Image(url=None, credit=credit), "site:credit-line")
    return Found(replace(found.value, credit=credit), found.source)


def _pictures(source: Source) -> list[tuple[str, str]]:
    """Addresses of the lead picture that metadata give, the best first."""
    page = source.page
    candidates = [(url, "jsonld") for url in structured.addresses(source.thing.get("image"), page.things)]
    candidates += [
        (url, "og") for name in ("og:image", "og:image:url", "og:image:secure_url") for url in page.metas.get(name, ())
    ]
    candidates += [(url, "meta") for name in ("twitter:image", "twitter:image:src") for url in page.metas.get(name, ())]
    found = ((absolute(url, source.base), name) for url, name in candidates)
    return [(url, name) for url, name in found if url and not any(part in url.lower() for part in _NO_PICTURE)]


def _head(page: Page, place: Place | None, leads: list[Element]) -> list[Raw]:
    """What stands between the headline (or the lead picture) and the body."""
    if not place:
        return []
    body = place.elements[0]
    outer = list(body.iterancestors())
    start = next((e for e in [*page.headings, *leads] if e not in outer), None)
    if start is None:
        return []
    common = next((a for a in start.iterancestors() if a in outer), None)
    return Walk(frozenset(leads)).run(common, after=start, before=body) if common is not None else []


def _credit(raws: list[Raw]) -> str | None:
    """The first credit line among *raws*."""
    for raw in raws:
        for line in raw.text.lines() if isinstance(raw, RawText) and not raw.level else ():
            if credit := credit_of(line.text, bold=line.bold):
                return credit
    return None


def _iso(when: datetime) -> str:
    return when.astimezone(ALMATY).isoformat(timespec="seconds")


def _as_iso(found: Found[timing.Date] | None) -> Found[str] | None:
    return Found(_iso(found.value.when), found.source) if found else None


def _from_body(value: Any, source: str) -> Found[Any] | None:
    return Found(value, source) if value else None
