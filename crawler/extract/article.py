"""A page to the record of its article: each field from the first of its sources that has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from crawler.content_hash import content_hash, picture_path
from crawler.extract import bylines, densest, fields, structured, timing
from crawler.extract.body import Body, compose
from crawler.extract.cards import cards
from crawler.extract.credits import picture
from crawler.extract.crowded import uncrowded
from crawler.extract.furniture import Scope
from crawler.extract.labels import credit_of, original_author
from crawler.extract.late import late
from crawler.extract.lead import lead_of, may_lead
from crawler.extract.others import other_articles
from crawler.extract.page import Page, text_of
from crawler.extract.raw import Raw, RawImage, RawMark, RawText
from crawler.extract.signs import Signs
from crawler.extract.source import Found, Source
from crawler.extract.sources import cited
from crawler.extract.text import absolute, unescape_all
from crawler.extract.version import extractor
from crawler.extract.walk import Walk
from crawler.items import Article, Image, ImageBlock, Paragraph
from crawler.site import BODY_SELECTORS, FOREIGN_CLASSES, LEAD_SELECTORS, NO_PICTURE_PATTERN
from crawler.urls import ArticleAddress, Origins
from crawler.zone import ALMATY, utc

_NO_PICTURE = late(NO_PICTURE_PATTERN)
_AROUND = 3
"""Elements after a body, and around it, among which a line that closes it is looked for."""
_LINE_PARTS = 8
"""Elements from which a part is more than a line."""
_SAME = 0.8
"""Share of words that two readings of a body have in common from which they are the same."""


class Place(NamedTuple):
    """Where a page has its body."""

    elements: list[Element]
    source: str
    own: bool
    """Whether the site's selectors found it."""
    others: frozenset[Element] = frozenset()
    """Other articles on the page."""


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
    text = body.text
    values: dict[str, Any] = {
        "id": address.id,
        "edition": address.edition,
        "url": url,
        "in_language": address.edition,
        "date_published_raw": raw_date,
        "text": text,
        "word_count": len(text.split()),
        "provenance": {name: value.source for name, value in found.items()},
        "fetched_at": utc(fetched_at),
        "run_id": run_id,
        "extractor": extractor(),
        "headline": "",
        **{name: value.value for name, value in found.items()},
    }
    return Article(**values, content_hash=content_hash(Article(**values, content_hash="")))


def _read(source: Source) -> tuple[Body, dict[str, Found[Any]], str | None]:
    """The body, the fields that the page has, and the string that the date was read from."""
    page = source.page
    headline = fields.headline(source)
    scope = Scope(base=source.base, origins=source.origins, headline=headline.value if headline else "")
    leads = [lead for selector in LEAD_SELECTORS for lead in page.select(selector) if not page.hidden(lead)][:1]
    body, place = _body(source, scope, leads)
    body_source = place.source
    bodies = place.elements if place.own else []
    if bodies and body.original_author is None:
        body.original_author = _author_after(bodies[-1])
    published = timing.published(source, bodies)
    image = _image(source, place, leads, body, scope)
    if image is not None and not place.own:
        image = Found(_leave_out(image.value, body), image.source)
    found: dict[str, Found[Any] | None] = {
        "headline": headline,
        "description": fields.description(source),
        "date_published": _as_iso(published),
        "date_modified": _as_iso(timing.modified(source, bodies)),
        "authors": fields.authors(source),
        "original_author": _from_body(body.original_author, body_source),
        "section": fields.section(source),
        "tags": fields.tags(source),
        "image": image,
        "images": _from_body(tuple(body.images), body_source),
        "body": _from_body(tuple(body.blocks), body_source),
        "sources": _from_body(cited(b.text for b in body.blocks if isinstance(b, Paragraph)), body_source),
        "links": _from_body(tuple(body.links), body_source),
        "related": _from_body(tuple(body.related), body_source),
        "translations": fields.translations(source),
    }
    if not place.own:
        from crawler.extract.general.standin import persons_and_tags

        told = _told_in_lines(source, body) | persons_and_tags(page, source.base)
        found |= {name: found[name] or value for name, value in told.items()}
    present = {name: value for name, value in found.items() if value is not None}
    return body, present, published.value.raw if published else None


def _told_in_lines(source: Source, body: Body) -> dict[str, Found[tuple[str, ...]]]:
    """`authors` and `tags` that plain lines near the headline, or first or last in *body*, say."""
    said = [*timing.bylines_beside(source), *body.authors]
    found = {"authors": tuple(fields.persons(said, source.page)), "tags": fields.unique(body.tags)}
    return {name: Found(values, "generic:line") for name, values in found.items() if values}


def _places(source: Source, headline: str) -> Iterator[Place]:
    """Where the site's selectors find the body, the best first; several elements if it was cut into parts."""
    page = source.page
    known: list[list[Element]] = []
    told: frozenset[Element] | None = None
    for selector in BODY_SELECTORS:
        found = [element for element in page.select(selector) if not page.hidden(element)]
        others = frozenset[Element]()
        if len(found) > 1:
            if told is None:
                told = other_articles(Signs(page, source.address, source.origins), headline)
            others = told
            found = [e for e in found if others.isdisjoint((e, *e.iterancestors()))] if others else found
        parts = _parts(found, page) if len(found) > 1 else found
        if parts and parts not in known:
            known.append(parts)
            yield Place(parts, f"site:{selector}", own=True, others=others)


def _parts(found: list[Element], page: Page) -> list[Element]:
    """The first of the elements *found*, and those that stand in the same body as it; none that is in another."""
    whole = set(page.select(BODY_SELECTORS[-1]))
    first = found[0].getparent()
    outer = next((e for e in found[0].iterancestors() if e in whole), first)
    # Whether an element is of this body, told by what it stands in; each element around is asked once.
    own = {outer: True} if outer is not None else {}
    parts: list[Element] = []
    for element in found:
        path: list[Element] = []
        holder = element.getparent()
        while holder is not None and holder not in own:
            path.append(holder)
            holder = holder.getparent()
        of_this = own[holder] if holder is not None else False
        own |= dict.fromkeys(path, of_this)
        if of_this and (outer is not first or outer in whole or element.getparent() is outer):
            parts.append(element)
        own[element] = False
    return parts


def _body(source: Source, scope: Scope, leads: list[Element]) -> tuple[Body, Place]:
    """The body and where it was found: the site's selectors, JSON-LD, the densest run of paragraphs."""
    first: Place | None = None
    for place in _places(source, scope.headline):
        first = first or place
        body = _compose(place, source, scope, leads)
        if body.blocks:
            return body, place
    told = _told(source, scope)
    if first is not None:
        # The place is there and empty: whatever else is on the page is not the body.
        return (told, first._replace(source="jsonld")) if told.blocks else (Body(), first)
    body, elements = _of_unknown_make(source, scope, leads, told)
    if not elements:
        return told, Place([], "jsonld", own=False)
    if not told.blocks or _is_same(told.text, body.text) or len(told.text) * 2 < len(body.text):
        return body, Place(elements, "generic", own=False)
    return told, Place(elements, "jsonld", own=False)


def _of_unknown_make(source: Source, scope: Scope, leads: list[Element], told: Body) -> tuple[Body, list[Element]]:
    """The body where the site's selectors find none, and where it is: what is shown of other articles is no part of it,
    unless there is nothing else, as in a digest."""
    signs = Signs(source.page, source.address, source.origins)
    shown = cards(signs)
    others = other_articles(signs, scope.headline) - shown
    apart = _apart(source, signs, shown | others)
    beside = frozenset(timing.beside_headline(source))
    for passed in dict.fromkeys((shown | others | apart, shown | others, others)):
        elements, skipped = _general(source, passed)
        body = _compose_unknown(elements, source, scope, leads, skipped | beside)
        if not body.blocks and not told.blocks and (little := densest.below_headline(source.page, passed)) is not None:
            elements = [little]
            body = _compose_unknown(elements, source, scope, leads, passed | beside)
        if body.blocks or told.blocks:
            break
    return body, elements


def _apart(source: Source, signs: Signs, shown: frozenset[Element]) -> frozenset[Element]:
    """The parts of a page of unknown make whose first line tells that they are none of its article."""
    from crawler.extract.general.apart import apart
    from crawler.extract.general.standin import persons

    return apart(signs, source.page.heading, shown, persons(source.page, source.base))


def _general(source: Source, others: frozenset[Element]) -> tuple[list[Element], frozenset[Element]]:
    """Where the general extractor finds the body, and what in it is none, as *others* are; else the densest part."""
    element = densest.find_body(source.page, others)
    if element is None:
        return [], others
    from crawler.extract.general.standin import stand_in  # slow to import, and ordinary pages do without

    found = stand_in(source.page, source.base, others)
    return (found.elements, found.skipped) if found else (densest.parts(element), others)


def _compose(place: Place, source: Source, scope: Scope, leads: list[Element]) -> Body:
    return compose(_raws(place.elements, source, leads, place.others), scope)


def _compose_unknown(
    elements: list[Element], source: Source, scope: Scope, leads: list[Element], skipped: frozenset[Element]
) -> Body:
    """The body in *elements* of unknown make, without *skipped*, without lines that name its authors or tags."""
    whole = _raws(elements, source, leads, skipped)
    raws, authors, tags = bylines.part(whole)
    # Such lines that stand directly beside its paragraphs may be among what is skipped.
    lines = (child for element in elements for child in element if child in skipped and len(child) < _LINE_PARTS)
    for line in lines:
        passed = bylines.part(Walk().run(line))
        authors, tags = authors or passed.authors, tags or passed.tags
    body = compose(raws or whole, scope)
    body.authors, body.tags = authors, tags
    return body


def _raws(elements: list[Element], source: Source, leads: list[Element], skipped: frozenset[Element]) -> list[Raw]:
    skipped |= frozenset(timing.datelines(source, elements))
    return [raw for element in elements for raw in Walk(skipped, frozenset(leads)).run(element)]


def _author_after(body: Element) -> str | None:
    """The name in an "Original Author:" line right after *body*, or after what it is in."""
    for element in islice((body, *body.iterancestors()), _AROUND):
        for following in islice(element.itersiblings(), _AROUND):
            # Most of what follows a body shows by its length that it is no such line.
            parts = list(islice(following.iter(), _LINE_PARTS))
            name = original_author(text_of(following)) if len(parts) < _LINE_PARTS else None
            if name:
                return name
    return None


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
        root = etree.fromstring(
            f"<div>{uncrowded(text)}</div>".encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8")
        )
    except (etree.ParseError, ValueError):
        root = None
    return compose(Walk().run(root), scope) if root is not None else Body()


def _is_same(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return len(words & others) >= _SAME * len(words)


def _leave_out(image: Image, body: Body) -> Image:
    """The lead picture *image*, taken out of the beginning of *body* (where that begins is not known for sure), with
    the caption and credit that stand there."""
    first = body.blocks[0] if body.blocks else None
    if not isinstance(first, ImageBlock) or picture_path(first.url) != picture_path(image.url):
        return image
    del body.blocks[0]
    body.images = [one for one in body.images if picture_path(one.url) != picture_path(image.url)]
    return replace(image, caption=image.caption or first.caption, credit=first.credit or image.credit)


def _image(source: Source, place: Place, leads: list[Element], body: Body, scope: Scope) -> Found[Image] | None:
    """The lead picture: the site's selector, JSON-LD, OpenGraph, the first below the headline; with the caption and
    credit that stand at it."""
    found: Found[Image] | None = None
    raws = [raw for lead in leads for raw in Walk().run(lead)]
    for raw in raws:
        if found is None and isinstance(raw, RawImage):
            texts = [r.text for r in raws if isinstance(r, RawText)]
            raw.captions.extend(texts)
            image = picture(raw, source.base)
            selector = next(selector for selector in LEAD_SELECTORS if leads[0] in source.page.select(selector))
            found = Found(image, f"site:{selector}") if image else None
    if found is None:
        found = next((Found(Image(url=url), name) for url, name in _pictures(source)), None)
    credit = (found.value.credit if found else None) or _credit(raws)
    if credit is None:
        head = _head(source.page, place.elements, leads)
        if found is not None and not raws:
            found = Found(_shown(found.value, head, source), found.source)
        if found is None:
            found = _below_headline(head, place, body, scope)
        credit = (found.value.credit if found else None) or _credit(head) or body.lead_credit
    if credit is None:
        return found
    if found is None:
        return Found(Image(url=None, credit=credit), "site:credit-line")
    return Found(replace(found.value, credit=credit), found.source)


def _below_headline(head: list[Raw], place: Place, body: Body, scope: Scope) -> Found[Image] | None:
    """The lead picture that nothing names: the first of *head*, or what a body of unknown make begins with."""
    image = lead_of(head, scope)
    first = body.blocks[0] if body.blocks and not place.own else None
    if image is None and isinstance(first, ImageBlock):
        image = Image(url=first.url, caption=first.caption, credit=first.credit)
    return Found(image, "site:below-headline") if image and may_lead(image) else None


def _shown(image: Image, head: list[Raw], source: Source) -> Image:
    """The lead picture *image* with the caption and credit that it has among *head*, what stands before the body."""
    path = picture_path(image.url)
    pictures = (picture(raw, source.base) for raw in head if isinstance(raw, RawImage))
    same = next((one for one in pictures if one and picture_path(one.url) == path), image)
    return replace(image, caption=image.caption or same.caption, credit=image.credit or same.credit)


def _pictures(source: Source) -> list[tuple[str, str]]:
    """Addresses of the lead picture that metadata give, the best first."""
    page = source.page
    candidates = [(url, "jsonld") for url in structured.addresses(source.thing.get("image"), page.things)]
    candidates += [
        (url, "og") for name in ("og:image", "og:image:url", "og:image:secure_url") for url in page.metas.get(name, ())
    ]
    candidates += [(url, "meta") for name in ("twitter:image", "twitter:image:src") for url in page.metas.get(name, ())]
    found = ((absolute(url, source.base), name) for url, name in candidates)
    return [(url, name) for url, name in found if url and not _NO_PICTURE.search(url.lower())]


def _head(page: Page, bodies: list[Element], leads: list[Element]) -> list[Raw]:
    """What stands between the headline and the body, and between the lead picture and the body."""
    outer = dict.fromkeys(bodies[0].iterancestors()) if bodies else {}
    raws: list[Raw] = []
    starts = leads if page.heading is None else [page.heading, *leads]
    for start in starts if outer else []:
        common = next((a for a in start.iterancestors() if a in outer), None) if start not in outer else None
        # Where the lead picture comes after the headline, what comes after it has been read.
        if common is not None and not _credit(raws) and RawMark(lead=True) not in raws:
            raws = Walk((), frozenset(leads), FOREIGN_CLASSES).run(common, after=start, before=bodies[0])
    return raws


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
