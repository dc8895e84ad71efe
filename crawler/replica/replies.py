"""From a page to what goes over the wire: headers, conditional requests, compression, and answers put in between."""

from __future__ import annotations

import gzip
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime

from crawler.replica.faults import LOOP, Answer
from crawler.replica.hazards import CHALLENGE_HEADERS, bomb, broken, challenge_page
from crawler.replica.pages import Page, Pages
from crawler.replica.server import Query, Reply


def reply_to(query: Query, pages: Pages, answer: Answer | None, now: datetime, conditional: bool) -> Reply:
    """The reply to *query*: the page, changed or replaced by *answer*.

    :param conditional: whether entity tags and Last-Modified are given and heeded.
    """
    date = {"Date": format_datetime(now.astimezone(timezone.utc), usegmt=True), "Server": "nginx"}
    if answer is not None and answer.status is not None:
        reply = _put_between(query, answer, answer.status, date | {"Content-Type": "text/html; charset=utf-8"})
    elif query.method not in ("GET", "HEAD"):
        reply = Reply(405, b"", date | {"Allow": "GET, HEAD"})
    else:
        reply = _page_reply(query, pages.get(query.target.partition("?")[0]), date, conditional)
    if answer is not None:
        if answer.gzip == "broken":
            packed = reply.headers.get("Content-Encoding") == "gzip"
            reply.body = broken(gzip.decompress(reply.body) if packed else reply.body)
            reply.headers["Content-Encoding"] = "gzip"
        reply.headers |= answer.headers
        reply.slow, reply.reset, reply.cut, reply.trickle = answer.slow, answer.reset, answer.cut, answer.trickle
        reply.sized = answer.sized
    return reply


def _put_between(query: Query, answer: Answer, status: int, headers: dict[str, str]) -> Reply:
    """The reply that *answer* gives in place of the page."""
    body = answer.body
    if answer.challenge:
        body = challenge_page(query.headers.get("host", "localhost"))
        headers |= CHALLENGE_HEADERS
    if isinstance(answer.gzip, int):
        body = bomb(answer.gzip)
        headers["Content-Encoding"] = "gzip"
    if answer.redirect == LOOP:
        path, _, hop = query.target.partition("?hop=")
        headers["Location"] = f"{path.partition('?')[0]}?hop={int(hop) + 1 if hop.isdecimal() else 1}"
    elif answer.redirect is not None:
        headers["Location"] = answer.redirect
    return Reply(status, body, headers)


def _page_reply(query: Query, page: Page, headers: dict[str, str], conditional: bool) -> Reply:
    headers["Content-Type"] = page.kind
    if page.location is not None:
        headers["Location"] = page.location
    if conditional and page.etag:
        headers["ETag"] = page.etag
        headers["Last-Modified"] = format_datetime(datetime.fromtimestamp(page.modified, timezone.utc), usegmt=True)
        if _not_modified(query, page):
            return Reply(304, b"", headers)
    if page.packed is None:
        return Reply(page.status, page.body, headers)
    headers["Vary"] = "Accept-Encoding"
    if not _takes_gzip(query.headers.get("accept-encoding", "")):
        return Reply(page.status, page.body, headers)
    headers["Content-Encoding"] = "gzip"
    return Reply(page.status, page.packed, headers)


def _takes_gzip(accepted: str) -> bool:
    codings = [coding.strip().lower().replace(" ", "") for coding in accepted.split(",")]
    return any(coding.split(";")[0] == "gzip" and not coding.endswith((";q=0", ";q=0.0")) for coding in codings)


def _not_modified(query: Query, page: Page) -> bool:
    """Whether the client has *page* already. An entity tag counts for more than a date."""
    known = query.headers.get("if-none-match")
    if known is not None:
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        return "*" in tags or page.etag in tags
    since = query.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(since).timestamp() >= page.modified
    except (TypeError, ValueError):
        return False
