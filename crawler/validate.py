"""Whether a record may be written."""

from __future__ import annotations

from datetime import datetime

from crawler.extract.timing import EARLIEST, LATEST
from crawler.items import Article


def problem(article: Article, fetched_at: datetime) -> str | None:
    """Why *article* is rejected, in a few words; None if it is sound.

    It is rejected without a headline, with a date before 2005 or more than a day after *fetched_at* (aware), and
    without any block in its body; a body that is a video or a picture is one.
    """
    if not article.headline.strip():
        return "no headline"
    if article.date_published is not None:
        try:
            published = datetime.fromisoformat(article.date_published)
        except ValueError:
            return "unreadable date"
        if published < EARLIEST:
            return "date before 2005"
        if published > fetched_at + LATEST:
            return "date in the future"
    if not article.body:
        return "no body"
    return None
