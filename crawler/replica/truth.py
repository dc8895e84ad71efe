"""What a perfect reader makes of an article's page: the fields of the record, in its JSON shape."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from urllib.parse import urljoin

from crawler.replica.clock import almaty, spoken
from crawler.replica.newsroom import Entry, Newsroom
from crawler.replica.parts import JsonObject, text_of
from crawler.replica.story import Story

TEXT_DATES = ("text", "link")
"""Values of :attr:`Looks.dated` where the page gives the time only as a reader's text, to the minute."""


def published_on_page(entry: Entry, story: Story, now: datetime, edition: str) -> tuple[str | None, str | None]:
    """The publication time as the page of *entry* gives it at *now*, and what that means (ISO 8601, Almaty)."""
    moment = almaty(datetime.fromtimestamp(entry.published, timezone.utc))
    dated = story.looks.dated
    if dated == "none":
        return None, None
    if dated in TEXT_DATES:
        return spoken(moment, now, edition), moment.replace(second=0).isoformat()
    raw = moment.astimezone(timezone.utc) if dated == "utc" else moment
    return raw.isoformat(), moment.isoformat()


def modified_on_page(entry: Entry, story: Story) -> str | None:
    """The time of the last change (ISO 8601, Almaty), or None where the page does not give it."""
    shown = story.looks.jsonld or (story.looks.og and story.looks.og_times)
    if not shown or entry.modified is None or story.looks.dated in (*TEXT_DATES, "none"):
        return None
    return almaty(datetime.fromtimestamp(entry.modified, timezone.utc)).isoformat()


def unique(tags: tuple[str, ...]) -> list[str]:
    """*tags* without those that differ from an earlier one in case only."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.casefold(), tag)
    return list(first.values())


def truth(room: Newsroom, entry: Entry, origins: dict[str, str], rooms: dict[str, Newsroom]) -> dict[str, Any]:
    """Field to expected value, for the page of *entry* as it is served now.

    The fields that depend on who reads (`fetched_at`, `provenance`, `content_hash`, …) are not in it.
    """
    story, edition = room.story(entry), room.edition
    url = origins[edition] + room.path(entry)

    def absolute(items: list[JsonObject]) -> list[JsonObject]:
        return [item | {"url": urljoin(url, item["url"])} if item.get("url") else dict(item) for item in items]

    body = absolute([block for part in story.parts for block in part.blocks])
    raw, date = published_on_page(entry, story, room.clock(), edition)
    image = {"url": story.picture, "caption": None, "credit": story.credit}
    text = text_of(body)
    return {
        "id": f"{edition}:{entry.number if entry.number is not None else room.slug(entry)}",
        "edition": edition,
        "url": url,
        "headline": story.headline,
        "description": story.description,
        "in_language": edition,
        "date_published": date,
        "date_published_raw": raw,
        "date_modified": modified_on_page(entry, story),
        "authors": list(story.authors),
        "original_author": story.original_author,
        "section": story.section,
        "tags": unique(story.tags),
        "image": absolute([image])[0] if story.picture or story.credit else None,
        "images": [{k: v for k, v in block.items() if k != "type"} for block in body if block["type"] == "image"],
        "body": body,
        "text": text,
        "word_count": len(text.split()),
        "sources": list(story.sources),
        "links": absolute([link for part in story.parts for link in part.links]),
        "related": absolute([link for part in story.parts for link in part.related]),
        "translations": translations(story, entry, origins, rooms),
    }


def translations(story: Story, entry: Entry, origins: dict[str, str], rooms: dict[str, Newsroom]) -> dict[str, str]:
    """Edition to absolute address of the translations that the page of *entry* names."""
    if not (story.looks.hreflang or story.looks.switch):
        return {}
    return {edition: origins[edition] + rooms[edition].path(other) for edition, other in entry.translations.items()}
