"""A line of the JSON Lines files, and what the ledger keeps of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler.items import Article, from_json
from crawler.ledger import Line
from crawler.packed import open_day
from crawler.revisits import headline_hash
from crawler.urls import ArticleAddress
from crawler.zone import almaty_day


def recorded(article: Article, position: int) -> Line:
    """What the ledger keeps of *article*, whose line begins at byte *position*."""
    number = article.id.partition(":")[2]
    address = ArticleAddress(
        article.edition, article.id, int(number) if number.isdecimal() else None, urlsplit(article.url).path
    )
    day = (article.date_published or almaty_day(datetime.fromisoformat(article.fetched_at.replace("Z", "+00:00"))))[:10]
    published_at = int(datetime.fromisoformat(article.date_published).timestamp()) if article.date_published else None
    return Line(
        address=address,
        revision=article.revision,
        event=article.event,
        content_hash=article.content_hash,
        day=day,
        position=position,
        run_id=article.run_id,
        published_at=published_at,
        listed=headline_hash(article.headline),
    )


def line_of(raw: bytes, edition: str, position: int) -> Line | None:
    """What the ledger keeps of the line *raw*; None if that is no whole record of *edition*."""
    if not raw.endswith(b"\n"):
        return None

    try:
        article = from_json(json.loads(raw))
        bytes.fromhex(article.content_hash)
        if article.edition != edition or not article.id.startswith(f"{edition}:"):
            return None
        return recorded(article, position)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def ends_line(path: Path, position: int) -> bool:
    """Whether a line of the day's file *path* ends at byte *position*.

    :raises OSError, EOFError, zlib.error: if it cannot be read.
    """
    with open_day(path) as file:
        file.seek(position - 1)
        return file.read(1) == b"\n"
