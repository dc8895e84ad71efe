"""What stands around an article and leaks into its body: bars, share buttons, notices, the latest-news block.

Nothing that an author wrote may be lost, so each of these needs more than one sign: a phrase and its place, a label and
nothing but links, the form of the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.extract import labels, notices
from crawler.extract.raw import Anchor, Raw, RawImage, RawList, RawMark, RawQuote, RawTable, RawText, Text, texts_of
from crawler.extract.text import absolute, fold, holds, says
from crawler.site import (
    ADVERTISEMENT_LABELS,
    LATEST_LABELS,
    MORE_LABELS,
    NEWS_LABELS,
    SECTION_NAMES,
    SECTION_SLUGS,
    SHARE_ADDRESSES,
    SHARE_LABELS,
    SHARE_NAMES,
)
from crawler.urls import Origins

_BAR_LENGTH = 600
_PLAIN_LENGTH = 250
_FULL_STOPS = (".", "!", "?")
_STOPS = (*_FULL_STOPS, "…")
"""Without links a bar is shorter than this, and does not end like a sentence."""
_LABEL_LENGTH = 60
_LONGEST_LABEL = max(_LABEL_LENGTH, labels.LONGEST_COUNT, *map(len, ADVERTISEMENT_LABELS | SHARE_LABELS))
_WORDY = re.compile(r"\b[^\W\d_]+(?:[\W_]+[^\W\d_]+){3}")
"""More words in a row than any label or name has, and no figure among them, as there is in counts."""
_HEADLINE_LENGTH = 200
_ENTRIES = 3
"""Entries from which a list whose label says less than "Latest news" is one of headlines."""
_COOKIE_PARTS = 8
"""Parts that mention cookies from which a page is about them."""
_FILE = re.compile(r"\.(?!html?$|php$)\w{2,5}$", re.IGNORECASE)
_UNKNOWN_SECTION = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,2}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the rules need to know of the page."""

    base: str
    """What relative addresses are relative to."""
    origins: Origins
    headline: str
    _known: dict[str, tuple[str | None, bool]] = field(default_factory=dict)

    def absolute(self, anchor: Anchor | None) -> str | None:
        return self._resolve(anchor)[0]

    def ours(self, anchor: Anchor | None) -> bool:
        """Whether *anchor* leads to the site."""
        return self._resolve(anchor)[1]

    def _resolve(self, anchor: Anchor | None) -> tuple[str | None, bool]:
        """Where *anchor* leads, and whether that is the site."""
        href = anchor.href if anchor else None
        if not href:
            return None, False
        if href not in self._known:
            url = absolute(href, self.base)
            self._known[href] = url, url is not None and self.origins.edition_of(url) is not None
        return self._known[href]


# -- bars


def without_bars(raws: list[Raw], scope: Scope) -> list[Raw]:
    """*raws* without language switches, section bars and share buttons, in one part or one name a part."""
    kept: list[Raw] = []
    started = False
    last = len(raws)
    at = 0
    while at < last:
        end = at + 1
        if _is_prose(raws[at]):
            kept.append(raws[at])
            started, at = True, end
            continue
        if _is_name(raws[at], scope):
            while end < last and _is_name(raws[end], scope):
                end += 1
        texts = [text for raw in raws[at:end] for text in texts_of(raw)]
        at_end = not started or end == last
        beside = _is_share_icon(raws[at], scope) or _is_advertisement(raws[at]) or _is_count(texts)
        if not (beside or _is_bar(raws[at], texts, scope, at_end=at_end)):
            kept.extend(raws[at:end])
            started = started or bool(texts)
        at = end
    return kept


def _is_prose(raw: Raw) -> bool:
    """Whether *raw* is plainly a sentence, as most are: with a full stop, and with more in it, outside of links, than
    any label says."""
    if not isinstance(raw, RawText) or raw.level:
        return False
    text = raw.text.text
    if not raw.text.links:
        return text.endswith(_STOPS) and (len(text) > _LONGEST_LABEL or _WORDY.search(text) is not None)
    return text.endswith(_FULL_STOPS) and any(
        anchor is None and _WORDY.search(said) is not None for said, _, anchor in raw.text.spans
    )


def _is_name(raw: Raw, scope: Scope) -> bool:
    """Whether *raw* is a line that is one name of a bar."""
    text = raw.text.text if isinstance(raw, RawText) else ""
    if not isinstance(raw, RawText) or not 0 < len(text) <= _LABEL_LENGTH or "\n" in text:
        return False
    return fold(text) in SECTION_NAMES or labels.is_language_code(text) or len(_sections([raw.text], scope)) == 1


def _is_share_icon(raw: Raw, scope: Scope) -> bool:
    return isinstance(raw, RawImage) and raw.anchor is not None and _shares(raw.anchor, "", scope)


def _is_advertisement(raw: Raw) -> bool:
    """Whether *raw* is the line over an advertisement. A heading that says the same is one of the text."""
    return isinstance(raw, RawText) and not raw.level and says(raw.text.text, ADVERTISEMENT_LABELS)


def _is_count(texts: list[Text]) -> bool:
    """Whether *texts* are a counter of readers or comments."""
    return len(texts) == 1 and labels.is_count(texts[0].text)


def _is_bar(raw: Raw, texts: list[Text], scope: Scope, *, at_end: bool) -> bool:
    """Whether *texts*, those of *raw* or of a run of lines that begins with it, are a bar."""
    text = "\n".join([text.text for text in texts])
    if isinstance(raw, RawQuote) or not texts or len(text) >= _BAR_LENGTH + len(texts):
        return False
    if isinstance(raw, RawTable):
        return _is_section_links(texts, scope, at_end=at_end)
    linked = [text for text in texts if text.links]
    if not linked and (text.endswith(_STOPS) or len(text) > _PLAIN_LENGTH):
        return False
    # Words in a list without links are what the text lists.
    plain_list = isinstance(raw, RawList) and len(linked) < len(texts)
    # Amid the text names that have lines, or headings, to themselves are what the text lists.
    if not linked and not at_end and "\n" in text and not labels.is_language_code(texts[0].text.split("\n")[0]):
        return False
    named = _is_named(text, texts, at_end=at_end, plain_list=plain_list)
    if named and not any(_leads_away(anchor, scope) for part in linked for anchor, _ in part.links):
        return True
    return _is_share(text, texts, scope) or _is_section_links(texts, scope, at_end=at_end)


def _is_named(text: str, texts: list[Text], *, at_end: bool, plain_list: bool) -> bool:
    """Whether *texts*, which together say *text*, are names of languages, sections or places to share."""
    spans = "\n".join([span for part in texts for span, _, _ in part.spans])
    if not (labels.may_be_bar(text, at_end=at_end) or labels.may_be_bar(spans, at_end=at_end)):
        return False  # as most: all that follows took 4 % of an extraction
    return (
        labels.is_language_switch(texts, at_end=at_end, plain_list=plain_list)
        or any(labels.is_section_bar(names, at_end=at_end, plain_list=plain_list) for names in {text, spans})
        or (at_end and not plain_list and labels.is_share_bar(text))
    )


def _leads_away(anchor: Anchor, scope: Scope) -> bool:
    """Whether *anchor* leads to another site, or to a file: no bar does."""
    url = scope.absolute(anchor)
    return url is not None and (not scope.ours(anchor) or _FILE.search(urlsplit(url).path) is not None)


def is_page(anchor: Anchor | None, scope: Scope) -> bool:
    """Whether *anchor* leads to a page of the site, and not to a file, as from a picture to a larger one."""
    if anchor is None or not scope.ours(anchor):
        return False
    # Most addresses show by their end that they are of a page.
    return (anchor.href or "").endswith("/") or not _leads_away(anchor, scope)


def _is_share(text: str, texts: list[Text], scope: Scope) -> bool:
    """Whether *texts* are share buttons, or what stands before them."""
    if len(text) <= _LABEL_LENGTH and fold(text) in SHARE_LABELS:
        return True
    links = [link for part in texts for link in part.links]
    if not links or not all(_shares(anchor, name, scope) for anchor, name in links):
        return False
    beside = fold(" ".join(span for part in texts for span, _, anchor in part.spans if anchor is None))
    rest = " ".join(word for word in beside.split() if not word.isdigit())  # how often it was shared
    return not rest or rest in SHARE_LABELS or rest in SHARE_NAMES


def _shares(anchor: Anchor, name: str, scope: Scope) -> bool:
    """Whether a link shares the article: by its address, or by its *name* if it leads nowhere."""
    href = anchor.href or ""
    if holds(href, SHARE_ADDRESSES):
        return True
    return fold(name) in SHARE_NAMES and scope.absolute(anchor) is None


def _is_section_links(texts: list[Text], scope: Scope, *, at_end: bool) -> bool:
    """Whether *texts* are links to sections and nothing else: three, or two at an end, and half of them known."""
    found = _sections(texts, scope)
    return len(found) >= (2 if at_end else 3) and sum(found) * 2 >= len(found)


def _sections(texts: list[Text], scope: Scope) -> list[bool]:
    """For each link in *texts* whether it leads to a section that is known; empty if one of them does not look like
    that, or there is other text."""
    found: list[bool] = []
    for text in texts:
        if not text.linked:
            return []
        for anchor, name in text.links:
            path = _section_path(scope, anchor)
            known = path is not None and (not path or path in SECTION_SLUGS)
            if path is None or not (known or (_UNKNOWN_SECTION.fullmatch(path) and len(name.split()) <= 3)):
                return []
            found.append(known or fold(name) in SECTION_NAMES)
    return found


def _section_path(scope: Scope, anchor: Anchor) -> str | None:
    """The path that *anchor* leads to, if it may be that of a front page or a section."""
    url = scope.absolute(anchor)
    if url is None or not scope.ours(anchor):
        return None
    path = urlsplit(url).path.strip("/").lower()
    return path if "/" not in path else None


# -- notices


def without_lines_to_readers(raws: list[Raw]) -> list[Raw]:
    """*raws* without lines of their own that tell readers how to follow the site, or that the text goes on."""
    if not notices.may_be_to_readers([raw.text.text for raw in raws if isinstance(raw, RawText)]):
        return raws
    return [raw for raw in raws if not (isinstance(raw, RawText) and notices.is_to_readers(raw.text.text))]


def without_notices(raws: list[Raw], scope: Scope) -> list[Raw]:
    """*raws* without notices that are sure wherever they stand, and the buttons under them."""
    # One look at all spares two at each, which took 7 % of an extraction.
    if not notices.mentioned("\n".join([text.text for raw in raws for text in texts_of(raw)])):
        return raws
    mentions = [raw for raw in raws if _is_about_cookies(raw)]
    spared = {id(raw) for raw in mentions} if mentions and _is_about(mentions, scope) else set[int]()
    kept: list[Raw] = []
    dropped = False
    for raw in raws:
        if dropped and _is_button(raw):
            continue
        dropped = id(raw) not in spared and _is_notice(raw, at_end=False)
        if not dropped:
            kept.append(raw)
        elif kept and _is_notice_title(kept[-1]):
            kept.pop()
    return kept


def _is_about_cookies(raw: Raw) -> bool:
    return any(notices.is_about_cookies(text.text) for text in texts_of(raw))


def _is_about(mentions: list[Raw], scope: Scope) -> bool:
    """Whether the article, of which *mentions* mention cookies, is about them."""
    if notices.is_about_cookies(scope.headline) or len(mentions) > _COOKIE_PARTS:
        return True
    return not all(_is_notice(raw, at_end=True) or _is_button(raw) for raw in mentions)


def without_notices_at_ends(raws: list[Raw], scope: Scope) -> list[Raw]:
    """*raws* without notices at either end, and the buttons under them; an article about cookies keeps its text."""
    if notices.is_about_cookies(scope.headline) and all(_is_about_cookies(raw) for raw in raws if texts_of(raw)):
        return raws
    end = _notices_end(raws[::-1], before=True)
    raws = raws[: len(raws) - end] + [raw for raw in raws[len(raws) - end :] if not texts_of(raw)]
    start = _notices_end(raws, before=False)
    return [raw for raw in raws[:start] if not texts_of(raw)] + raws[start:]


def _notices_end(raws: list[Raw], *, before: bool) -> int:
    """Where the notices end that *raws* begin with; their buttons come *before* or after them, and so, the other way
    round, do their titles."""
    end = 0
    for at, raw in enumerate(raws):
        closes = _is_notice_title if before else _is_button
        if _is_notice(raw, at_end=True) or (end == at > 0 and closes(raw)):
            end = at + 1
        elif texts_of(raw) and not (before and _is_button(raw)):
            break
    return end


def _is_notice(raw: Raw, *, at_end: bool) -> bool:
    if isinstance(raw, (RawQuote, RawTable)):
        return False
    return notices.is_notice(" ".join([text.text for text in texts_of(raw)]), at_end=at_end)


def _is_button(raw: Raw) -> bool:
    texts = texts_of(raw)
    return bool(texts) and all(text.linked or notices.is_button(text.text) for text in texts) and _says_buttons(texts)


def _is_notice_title(raw: Raw) -> bool:
    return _is_button(raw) and notices.is_about_cookies(texts_of(raw)[0].text)


def _says_buttons(texts: list[Text]) -> bool:
    return all(notices.is_button(name) for text in texts for name in ([n for _, n in text.links] or [text.text]))


# -- lists of other articles


def without_latest(raws: list[Raw], scope: Scope) -> list[Raw]:
    """*raws* without latest-news blocks: what the markup calls so, and a label with the headlines after it."""
    # From here on, all that follows reads like headlines.
    plain = len(raws)
    while plain and _is_title(raws[plain - 1]):
        plain -= 1
    kept: list[Raw] = []
    at = 0
    while at < len(raws):
        end = _latest_end(raws, at, scope, plain)
        if end > at:
            end += end < len(raws) and _label(raws[end]) in MORE_LABELS
        elif not _is_listing(raws[at]):
            kept.append(raws[at])
        at = max(end, at + 1)
    return kept


def _latest_end(raws: list[Raw], at: int, scope: Scope, plain: int) -> int:
    """Where the latest-news block ends that begins at *at*; *at* if none does."""
    label = _label(raws[at])
    sure = label in LATEST_LABELS
    if not sure and label not in NEWS_LABELS:
        return at
    end, entries = _entries_end(raws, at + 1, scope)
    whole = end == len(raws) or (end == len(raws) - 1 and _label(raws[end]) in MORE_LABELS)
    if not sure:
        return end if whole and entries >= _ENTRIES else at
    if end == at + 1 and end == len(raws) - 1 and isinstance(raws[end], RawList):
        # Headlines without links: with this label, as the last of a page, a list can be nothing else.
        return len(raws)
    if end == at + 1 and at + 1 >= plain and len(raws) - at > _ENTRIES:
        return len(raws)
    return end if end > at + 1 or end == len(raws) else at


def _entries_end(raws: list[Raw], at: int, scope: Scope) -> tuple[int, int]:
    """Where the entries end that *raws* from *at* on are, with their pictures and times, and how many they are."""
    end, entries = at, 0
    for ahead in range(at, len(raws)):
        raw = raws[ahead]
        if found := _entries(raw, scope):
            entries += found
            end = ahead + 1
        elif isinstance(raw, RawText) and labels.is_time(raw.text.text):
            end = ahead + 1 if entries else end
        elif not isinstance(raw, RawImage):
            break
    return end, entries


def _label(raw: Raw) -> str:
    """What *raw* says, folded, if it is a line as short as a label; else "", which is none."""
    text = raw.text.text if isinstance(raw, RawText) else ""
    return fold(text) if len(text) <= _LABEL_LENGTH else ""


def _is_title(raw: Raw) -> bool:
    """Whether *raw* may be a headline without a link."""
    return isinstance(raw, RawText) and raw.text.is_title and "\n" not in raw.text.text


def _is_listing(raw: Raw) -> bool:
    """Whether *raw* marks where a list of other articles was."""
    return isinstance(raw, RawMark) and not raw.lead


def _entries(raw: Raw, scope: Scope) -> int:
    """How many entries of a list of articles *raw* is: links to the site and, beside them, times; 0 if it is none."""
    if _is_listing(raw):
        return _ENTRIES
    if leads_on(raw, scope):
        return max(1, len(texts_of(raw)))
    texts = texts_of(raw)
    if isinstance(raw, RawList):
        # Whatever else (a time, a count) is in its items.
        return len(texts) if all(any(scope.ours(a) for a, _ in text.links) for text in texts) else 0
    return 0


def leads_on(raw: Raw, scope: Scope) -> bool:
    """Whether *raw* consists only of links to pages of the site; beside a link may be a time."""
    if isinstance(raw, RawImage):
        return is_page(raw.anchor, scope)
    texts = [Text.join(row) for row in raw.rows] if isinstance(raw, RawTable) else texts_of(raw)
    return bool(texts) and all(_leads_on(text, scope) for text in texts)


def _leads_on(text: Text, scope: Scope) -> bool:
    if not text.links or not all(is_page(anchor, scope) for anchor, _ in text.links):
        return False
    return text.linked or labels.is_time(" ".join([span for span, _, anchor in text.spans if anchor is None]))
