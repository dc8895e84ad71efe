"""What stands around an article and leaks into its body: bars, share buttons, notices, the latest-news block.

Nothing that an author wrote may be lost, so each of these needs more than one sign: a phrase and its place, a label and
nothing but links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.extract import labels
from crawler.extract.raw import Anchor, Raw, RawImage, RawList, RawQuote, RawTable, RawText, texts_of
from crawler.extract.text import absolute, fold
from crawler.site import (
    CERTIFICATE_MEDIA_PATTERN,
    CERTIFICATE_PATTERN,
    COOKIE_CONSENT_PATTERN,
    COOKIE_PATTERN,
    LATEST_LABELS,
    REPORTING_PATTERN,
    SECTION_NAMES,
    SECTION_SLUGS,
    SHARE_ADDRESSES,
    SHARE_LABELS,
)
from crawler.urls import Origins

_CERTIFICATE = re.compile(CERTIFICATE_PATTERN, re.IGNORECASE)
_CERTIFICATE_MEDIA = re.compile(CERTIFICATE_MEDIA_PATTERN, re.IGNORECASE)
_COOKIE = re.compile(COOKIE_PATTERN, re.IGNORECASE)
_COOKIE_CONSENT = re.compile(COOKIE_CONSENT_PATTERN, re.IGNORECASE)
_REPORTING = re.compile(REPORTING_PATTERN, re.IGNORECASE)
_NOTICE_LENGTH = 600
_LABEL_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Scope:
    """What the rules need to know of the page."""

    base: str
    """What relative addresses are relative to."""
    origins: Origins
    headline: str

    def absolute(self, anchor: Anchor | None) -> str | None:
        return absolute(anchor.href, self.base) if anchor else None

    def ours(self, anchor: Anchor | None) -> bool:
        """Whether *anchor* leads to the site."""
        url = self.absolute(anchor)
        return url is not None and self.origins.edition_of(url) is not None


def is_bar(raw: Raw, scope: Scope) -> bool:
    """Whether *raw* is a language switch, a section bar or share buttons."""
    texts = texts_of(raw)
    text = "\n".join([part.text for part in texts])
    if isinstance(raw, RawTable) or not texts or len(text) > _NOTICE_LENGTH:
        return False
    plain_list = isinstance(raw, RawList) and not all(part.linked for part in texts)
    if not plain_list and (labels.is_language_switch(text) or labels.is_section_bar(text)):
        return True
    if len(text) <= _LABEL_LENGTH and fold(text) in SHARE_LABELS:
        return True
    links = [anchor for part in texts for anchor, _ in part.links]
    if not links:
        return False
    if all(any(part in (anchor.href or "") for part in SHARE_ADDRESSES) for anchor in links):
        rest = fold(" ".join(span for part in texts for span, _, anchor in part.spans if anchor is None))
        return not rest or rest in SHARE_LABELS
    if len(links) < 3 or not all(part.linked for part in texts):
        return False
    return all(_is_section(scope, anchor) for anchor in links)


def without_section_bar(raws: list[Raw]) -> list[Raw]:
    """*raws* without a section bar that stands line by line: three section names and more, one after another."""
    kept: list[Raw] = []
    run: list[Raw] = []
    for raw in [*raws, None]:
        label = raw.text.text if isinstance(raw, RawText) else ""
        if raw is not None and 0 < len(label) <= _LABEL_LENGTH and fold(label) in SECTION_NAMES:
            run.append(raw)
            continue
        kept.extend(run if len(run) < 3 else [])
        run = []
        if raw is not None:
            kept.append(raw)
    return kept


def _is_section(scope: Scope, anchor: Anchor) -> bool:
    """Whether *anchor* leads to a front page or a section of the site, and not to a document or a tag."""
    url = scope.absolute(anchor)
    if url is None or not scope.ours(anchor):
        return False
    path = urlsplit(url).path.strip("/").lower()
    return not path or path in SECTION_SLUGS


def without_notices(raws: list[Raw]) -> list[Raw]:
    """*raws* without cookie notices and the registration certificate at either end."""
    start, end = 0, len(raws)
    while end > start and _is_notice(raws[end - 1]):
        end -= 1
    while start < end and _is_notice(raws[start]):
        start += 1
    return raws[start:end]


def _is_notice(raw: Raw) -> bool:
    text = " ".join(part.text for part in texts_of(raw))
    if isinstance(raw, RawQuote) or not text or len(text) > _NOTICE_LENGTH or _REPORTING.search(text):
        return False
    if _CERTIFICATE.search(text) and _CERTIFICATE_MEDIA.search(text) and any(c.isdigit() for c in text):
        return True
    return _COOKIE.search(text) is not None and _COOKIE_CONSENT.search(text) is not None


def without_latest(raws: list[Raw], scope: Scope) -> list[Raw]:
    """*raws* without latest-news blocks: the label, and the headlines after it."""
    kept: list[Raw] = []
    at = 0
    while at < len(raws):
        end = _latest_end(raws, at, scope)
        if end == at:
            kept.append(raws[at])
        at = max(end, at + 1)
    return kept


def _latest_end(raws: list[Raw], at: int, scope: Scope) -> int:
    """Where the latest-news block ends that begins at *at*; *at* if none does."""
    raw = raws[at]
    label = raw.text.text if isinstance(raw, RawText) else ""
    if not 0 < len(label) <= _LABEL_LENGTH or fold(label) not in LATEST_LABELS:
        return at
    end = at + 1
    while end < len(raws) and (leads_on(raws[end], scope) or _is_headlines(raws[end], scope)):
        end += 1
    if end == at + 1 and end == len(raws) - 1 and isinstance(raws[end], RawList):
        # Headlines without links: with this label, as the last of a page, a list can be nothing else.
        end += 1
    return end if end > at + 1 or end == len(raws) else at


def _is_headlines(raw: Raw, scope: Scope) -> bool:
    """Whether *raw* is a list with a link to the site in every item, whatever else (a time) is in it."""
    return isinstance(raw, RawList) and all(any(scope.ours(a) for a, _ in item.links) for item in raw.items)


def leads_on(raw: Raw, scope: Scope) -> bool:
    """Whether *raw* consists only of links to the site."""
    if isinstance(raw, RawImage):
        return scope.ours(raw.anchor)
    texts = texts_of(raw)
    return bool(texts) and all(text.linked and all(scope.ours(anchor) for anchor, _ in text.links) for text in texts)
