"""An answer read once more, by the rules of today: what its record would say now."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from crawler.belief import carried, carried_over
from crawler.content_hash import content_hash
from crawler.extract.article import extract_article
from crawler.extract.page import parse
from crawler.extract.verdict import judge
from crawler.extract.wholeness import cut_off
from crawler.items import Article, to_json
from crawler.revisits import vaguer
from crawler.validate import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.urls import Origins

OF_THE_RECORD = frozenset(
    "schema_version event revision previous_hash changes removal duplicate_of similarity run_id extractor".split()
)
"""Fields that are not read from the page."""
FROM_THE_PAGE = tuple(f.name for f in fields(Article) if f.name not in OF_THE_RECORD)


class NoArticleError(Exception):
    """By the rules of today the answer is no article. The message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was kept."""

    url: str
    at: int
    """When it came, in milliseconds since 1970."""
    status: int
    content_type: str | None
    body: bytes
    """Unpacked."""
    rendered: bool = False


def reread(known: Article, kept: Kept, origins: Origins, others: Mapping[str, str] = MappingProxyType({})) -> Article:
    """*known*, the record that was made of *kept*, as the rules of today would have made it.

    The same rules give the same record.

    :param others: translations that *known* has because articles of other editions name it.
    :raises NoArticleError: if they would have made none.
    """
    article = read_kept(known.id, kept, origins, url=known.url, run_id=known.run_id)
    article = with_steady_date(known, article)
    if article.extractor == known.extractor:  # what these rules made of the page was not believed
        article = carried(known, article, carried_over(known))
    translations = {
        edition: url
        for edition, url in known.translations.items()
        if edition in article.translations or others.get(edition) == url
    }
    provenance = dict(article.provenance)
    if set(translations) > set(article.translations):
        provenance.setdefault("translations", "ledger")
    values = {name: getattr(known, name) for name in OF_THE_RECORD - {"extractor"}}
    return replace(article, **values, translations={**translations, **article.translations}, provenance=provenance)


def read_kept(id: str, kept: Kept, origins: Origins, *, url: str | None = None, run_id: str) -> Article:
    """The article *id* that was answered with *kept*, at *url* or where it was asked for.

    :raises NoArticleError: if by the rules of today it is none.
    """
    fetched_at = datetime.fromtimestamp(kept.at / 1000, timezone.utc)
    address = origins.article(origins[id.partition(":")[0]] + urlsplit(kept.url).path)
    if address is None or address.id != id:
        raise NoArticleError("it is another article")
    page = parse(kept.body, http_content_type_encoding(kept.content_type), fetched_at)
    cut = None if kept.rendered else cut_off(kept.body, vouched=True)
    verdict = judge(
        kept.status, kept.content_type, page, cut=cut, address=address, origins=origins, rendered=kept.rendered
    )
    if verdict.kind != "ok":
        raise NoArticleError(verdict.reason)
    article = extract_article(
        page,
        address=address,
        url=url or origins.url(address),
        origins=origins,
        fetched_at=fetched_at,
        run_id=run_id,
    )
    if (reason := problem(article, fetched_at)) is not None:
        raise NoArticleError(reason)
    return article


def with_steady_date(known: Article, item: Article) -> Article:
    """*item* with the date of *known* where its own is only a less exact reading of that one."""
    before, now = ((one.date_published, one.date_published_raw) for one in (known, item))
    if (
        before == now  # as mostly: there is nothing to hash again, 5 % of a page
        or before[0] is None
        or now[0] is None
        or not vaguer(before[0], now[0], now[1] or "", before[1] or "")
    ):
        return item
    item = replace(item, date_published=before[0], date_published_raw=before[1])
    return replace(item, content_hash=content_hash(item))


def revised(known: Article, item: Article) -> Article:
    """*item* as the revision after *known*."""
    from crawler.diff import changes  # here: a run without news needs none of it

    return replace(
        item,
        event="restored" if known.event == "removed" else "changed",
        revision=known.revision + 1,
        previous_hash=known.content_hash,
        changes=changes(known, item),
    )


def differing(known: Article, again: Article) -> tuple[str, ...]:
    """The fields read from the page that *again* has otherwise than *known*, in their order."""
    pairs = ((name, getattr(known, name), getattr(again, name)) for name in FROM_THE_PAGE)
    # Values are compared before they are made JSON of, which takes ten times as long; most are the same.
    return tuple(name for name, before, after in pairs if before != after and to_json(before) != to_json(after))
