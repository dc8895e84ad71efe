"""What changed between two revisions of an article, as data and as text that a person can read.

Only what the content hash covers is compared, and as the hash sees it: quotation marks, dashes, white space, sizes
of pictures and tracking parameters make no difference. Every field is put into text (see :func:`told`), and the texts
are compared paragraph by paragraph and, where paragraphs differ, word by word.

Nothing is lost: :func:`restored` makes the later text of the earlier one and the hunks. Time grows with the length of
the texts, whatever they say: what occurs once in both is aligned in the longest common order, then the same is done
between those, a few times over; what is not aligned by then counts as removed and added. So do paragraphs in a row
that differ and have more than :data:`WORDWISE` characters.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from crawler.content_hash import content
from crawler.items import Article, Change, Hunk

WORDWISE = 200_000
"""Longer runs of paragraphs are not compared word by word."""
CONTEXT = 60
"""Characters of unchanged text that are shown before and after a change, about."""
ROUNDS = 8
"""How often what is not aligned yet is looked at again."""
WIDTH = 88

_WORD = re.compile(r"\s+|\w+(?:[.,:'-]\w+)*|[^\w\s]")
_BREAK = "\n\n"


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """What *after* says otherwise than *before*, in the order of the fields; empty if they have the same hash."""
    old, new = content(before), content(after)
    return tuple(
        _change(field, told(field, old[field]), told(field, new[field])) for field in new if old[field] != new[field]
    )


def _change(field: str, before: str, after: str) -> Change:
    short = field != "body"
    return Change(
        field=field,
        before=before if short and before else None,
        after=after if short and after else None,
        hunks=diff(before, after),
    )


def told(field: str, value: Any) -> str:
    """The *value* of a field, as :func:`crawler.content_hash.content` gives it, as text.

    Parts of a list are paragraphs, parted by a blank line. In a body a heading has ``#`` before it, a quotation
    ``>``, an item of a list ``-`` or ``1.``; pictures and what is embedded stand in brackets.
    """
    if value is None or isinstance(value, str):
        return value or ""
    if field == "image":
        return _picture(*value)
    if field == "images":
        return _BREAK.join(_picture(*picture) for picture in value)
    if field == "body":
        return _BREAK.join(_block(*block) for block in value)
    return _BREAK.join(value)


def _picture(path: str | None, caption: str | None, credit: str | None) -> str:
    return f"[picture: {' — '.join(part for part in (caption, credit and f'Photo: {credit}', path) if part)}]"


def _block(kind: str, *values: Any) -> str:
    if kind == "heading":
        return f"{'#' * values[0]} {values[1]}"
    if kind == "quote":
        return f"> {values[0]}"
    if kind == "list":
        return _BREAK.join(
            f"{number}. {item}" if values[0] else f"- {item}" for number, item in enumerate(values[1], 1)
        )
    if kind == "image":
        return _picture(*values)
    if kind == "embed":
        return f"[{values[1]}: {values[0]}]"
    if kind == "table":
        return _BREAK.join(" | ".join(row) for row in values[0])
    return str(values[0])


# -- comparing


def diff(before: str, after: str) -> tuple[Hunk, ...]:
    """The places where *before* was changed to become *after*, in order; none if they are the same."""
    olds, news = _paragraphs(before), _paragraphs(after)
    old_at, new_at = _offsets(olds), _offsets(news)
    spans: list[_Span] = []
    for gap in _gaps(olds, news):
        run = _Span(old_at[gap.start], old_at[gap.end], new_at[gap.new_start], new_at[gap.new_end])
        spans += (_by_paragraph(before, after, span) for span in _in_words(before, after, run))
    return tuple(_hunks(before, after, spans))


def restored(before: str, hunks: Sequence[Hunk]) -> str:
    """The later text, of the earlier one and the hunks between them."""
    parts, place = [], 0
    for hunk in hunks:
        parts += [before[place : hunk.offset], hunk.added]
        place = hunk.offset + len(hunk.removed)
    return "".join([*parts, before[place:]])


@dataclass(frozen=True, slots=True)
class _Span:
    """From *start* to before *end* in the earlier sequence stands what is from *new_start* to before *new_end* now."""

    start: int
    end: int
    new_start: int
    new_end: int


def _in_words(before: str, after: str, gap: _Span) -> list[_Span]:
    """The places in characters that changed in *gap*, a run of paragraphs that differ."""
    if max(gap.end - gap.start, gap.new_end - gap.new_start) > WORDWISE:
        return [gap]
    olds, news = _WORD.findall(before[gap.start : gap.end]), _WORD.findall(after[gap.new_start : gap.new_end])
    old_at, new_at = _offsets(olds, gap.start), _offsets(news, gap.new_start)
    spans: list[_Span] = []
    for each in _gaps(olds, news):
        span = _Span(old_at[each.start], old_at[each.end], new_at[each.new_start], new_at[each.new_end])
        if spans and _is_crumb(span.start - spans[-1].end, spans[-1], span):
            span = _Span(spans[-1].start, span.end, spans.pop().new_start, span.new_end)
        spans.append(span)
    return spans


def _by_paragraph(before: str, after: str, span: _Span) -> _Span:
    """*span*; if it only adds or only removes, moved on to where a paragraph ends, if that says the same.

    Most paragraphs end alike, in a full stop: that of the last one that stays could be taken for that of a new one.
    """
    text, start, end = (
        (before, span.start, span.end) if span.start < span.end else (after, span.new_start, span.new_end)
    )
    move = text.find(_BREAK, start, end) - start
    if move <= 0 or (span.start < span.end and span.new_start < span.new_end):
        return span
    if text[start : start + move] != text[end : end + move]:
        return span
    return _Span(*(place + move for place in (span.start, span.end, span.new_start, span.new_end)))


def _is_crumb(kept: int, one: _Span, other: _Span) -> bool:
    """Whether *kept* unchanged characters between two changes are so few beside those that they only hinder reading."""
    return 3 * kept < min(max(span.end - span.start, span.new_end - span.new_start) for span in (one, other))


def _gaps(olds: Sequence[str], news: Sequence[str]) -> list[_Span]:
    """Where *olds* and *news* differ, in order."""
    gaps, todo = [], [(_Span(0, len(olds), 0, len(news)), 0)]
    while todo:
        span, depth = todo.pop()
        span = _trimmed(olds, news, span)
        if span.start == span.end and span.new_start == span.new_end:
            continue
        parts = _between_anchors(olds, news, span) if depth < ROUNDS else [span]
        if len(parts) == 1:
            gaps.append(span)
        else:
            todo += [(part, depth + 1) for part in reversed(parts)]
    return gaps


def _trimmed(olds: Sequence[str], news: Sequence[str], span: _Span) -> _Span:
    """*span* without what is the same at its beginning and at its end."""
    start, end, new_start, new_end = span.start, span.end, span.new_start, span.new_end
    while start < end and new_start < new_end and olds[start] == news[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and olds[end - 1] == news[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return _Span(start, end, new_start, new_end)


def _between_anchors(olds: Sequence[str], news: Sequence[str], span: _Span) -> list[_Span]:
    """The parts of *span* before, between and after the anchors in it: what occurs once in both, in the same order."""
    once = Counter(olds[span.start : span.end])
    new_once = Counter(news[span.new_start : span.new_end])
    places = {
        news[place]: place
        for place in range(span.new_start, span.new_end)
        if new_once[news[place]] == 1 and once[news[place]] == 1
    }
    pairs = [(place, places[olds[place]]) for place in range(span.start, span.end) if olds[place] in places]
    parts, start, new_start = [], span.start, span.new_start
    for place, new_place in _longest_ascent(pairs):
        parts.append(_Span(start, place, new_start, new_place))
        start, new_start = place + 1, new_place + 1
    return [*parts, _Span(start, span.end, new_start, span.new_end)]


def _longest_ascent(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of *pairs*, ascending in their first elements, that ascends in the second ones too."""
    tops: list[int] = []
    """The lowest second element that an ascent of each length ends in."""
    ends: list[int] = []
    """Index of the pair it belongs to."""
    previous: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(tops, place)
        previous.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [place]
        ends[length : length + 1] = [index]
    ascent, index = [], ends[-1] if ends else -1
    while index >= 0:
        ascent.append(pairs[index])
        index = previous[index]
    return ascent[::-1]


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of *text*, all but the last with the blank line after them."""
    *paragraphs, last = text.split(_BREAK)
    return [paragraph + _BREAK for paragraph in paragraphs] + [last]


def _offsets(parts: Sequence[str], start: int = 0) -> list[int]:
    """Where each of *parts* begins, and where the last ends, if the first begins at *start*."""
    return list(accumulate(map(len, parts), initial=start))


def _hunks(before: str, after: str, spans: list[_Span]) -> Iterator[Hunk]:
    """The *spans* (in characters) with what stands around them."""
    paragraph, place = 1, 0
    for index, span in enumerate(spans):
        paragraph += before.count(_BREAK, place, span.start)
        place = span.start
        last = spans[index - 1].end if index else 0
        following = spans[index + 1].start if index + 1 < len(spans) else len(before)
        near = index + 1 < len(spans) and _is_near(before, span.end, following)
        yield Hunk(
            paragraph=paragraph,
            offset=span.start,
            before=before[last:place] if index and _is_near(before, last, place) else _lead(before, last, place),
            removed=before[span.start : span.end],
            added=after[span.new_start : span.new_end],
            after="" if near else _tail(before, span.end, following),
        )


def _is_near(text: str, start: int, end: int) -> bool:
    """Whether what stands from *start* to *end* is shown whole."""
    return end - start <= 2 * CONTEXT and _BREAK not in text[start:end]


def _lead(text: str, start: int, end: int) -> str:
    """The last words before *end*, of the same paragraph, from *start* at the earliest."""
    lead = text[max(start, end - CONTEXT) : end]
    if _BREAK in lead:
        return lead.rpartition(_BREAK)[2]
    whole = end - start <= CONTEXT or text[: end - CONTEXT].endswith(_BREAK)
    return lead if whole or " " not in lead else lead.partition(" ")[2]


def _tail(text: str, start: int, end: int) -> str:
    """The first words from *start* on, of the same paragraph, to *end* at the latest."""
    tail = text[start : min(end, start + CONTEXT)]
    if _BREAK in tail:
        return tail.partition(_BREAK)[0]
    whole = end - start <= CONTEXT or text.startswith(_BREAK, start + CONTEXT)
    return tail if whole or " " not in tail else tail.rpartition(" ")[0]


# -- showing


def readable(changed: Sequence[Change]) -> str:
    """*changed* as text in lines of at most 88 columns, without control characters: ``[-removed-]{+added+}``."""
    parts = [f"{change.field}\n{_indented(_marked(change.hunks))}" for change in changed]
    return "".join(c for c in "\n\n".join(parts) if c.isprintable() or c == "\n")


def _marked(hunks: Sequence[Hunk]) -> str:
    """The *hunks* with their context; a line for each run of them that are near each other."""
    text, end = "", -1
    for hunk in hunks:
        if end >= 0 and hunk.offset - len(hunk.before) != end:
            text += "\n"
        text += hunk.before + _mark("[-{}-]", hunk.removed) + _mark("{{+{}+}}", hunk.added) + hunk.after
        end = hunk.offset + len(hunk.removed) + len(hunk.after)
    return text


def _mark(form: str, text: str) -> str:
    """Each paragraph of *text* in the brackets of *form*."""
    return "\n".join(form.format(part) if part else "" for part in text.split(_BREAK))


def _indented(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
        for line in text.split("\n")
    )
