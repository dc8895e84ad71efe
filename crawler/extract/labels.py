"""Lines that are no text of the article but say something about it: credits, "read also", the original author."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extract.raw import Anchor, Text
from crawler.extract.text import fold
from crawler.site import (
    CREDIT_LABELS,
    LANGUAGE_NAMES,
    ORIGINAL_AUTHOR_LABELS,
    READ_ALSO_LABELS,
    RELATED_LABELS,
    SECTION_NAMES,
)

ReadAlso = tuple[bool, "list[tuple[Anchor | None, str]]"]
"""Whether the label can be nothing else, and link (or None) and title of each that it points to."""


def _any_of(labels: Iterable[str]) -> str:
    """A pattern for any of *labels*, the longest first."""
    return "|".join(re.escape(label).replace(r"\ ", r"\s+") for label in sorted(labels, key=len, reverse=True))


_CREDIT = re.compile(
    rf"[\W_]*(?:{_any_of(CREDIT_LABELS)})(?![\w-])"
    r"(?P<part>\s*(?:[:：©|]|[–—-]\s)[\s:©]*|\s+(?:by|courtesy\s+of|of\s+(?=@)|via)\s+)?(?P<rest>.*)",
    re.IGNORECASE,
)
_CREDIT_AT_END = re.compile(
    rf"(?:(?<=[.!?…»”\")])\s+|\s*[|/•]\s*|\s+[–—-]\s+|\s*(?P<open>[(\[])\s*)(?:{_any_of(CREDIT_LABELS)})\s*[:©]\s*"
    r"(?P<rest>[^\n]{1,150})$",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?…]\s+[^\W\d_]")
_CREDIT_LENGTH = 150
_BARE_CREDIT_LENGTH = 80
"""Characters of a credit line with and without something that parts label and name."""

_CREDIT_WORDS = 5
"""Words from which `Photos by X …` with a full stop is a sentence."""

_READ_ALSO = re.compile(
    rf"[\W_]*(?:(?P<sure>{_any_of(READ_ALSO_LABELS)})|{_any_of(RELATED_LABELS)})(?!\w)(?P<part>\s*[:：|»>…→↓—–-]+)?\s*",
    re.IGNORECASE,
)
_ORIGINAL_AUTHOR = re.compile(rf"[\W_]*(?:{_any_of(ORIGINAL_AUTHOR_LABELS)})\s*[:：–—-]\s*(?P<name>.*)", re.IGNORECASE)
_AUTHOR_LENGTH = 120
_BAR = re.compile(r"[|/·•\s]+")
_SECTION_BAR = re.compile(r"\s*[|/·•\n]\s*")
_BAR_LENGTH = 250


def credit_of(text: str, *, bold: bool = False) -> str | None:
    """The credit that the line *text* gives, "" for a bare label; None if it is no credit line.

    With something that parts label and name (`Photo: X`, `Photo by X`) the credit is the name; without (`Фото из
    соцсетей`) the whole line, if it is short, no sentence, and not *bold* as a subhead is.
    """
    match = _CREDIT.fullmatch(text) if len(text) <= _CREDIT_LENGTH and "\n" not in text else None
    if not match:
        return None
    if match["part"]:
        rest = match["rest"].strip(" \t()[]")
        by_words = match["part"].strip().isascii() and match["part"].strip()[:1].isalpha()
        if by_words and rest.endswith(".") and len(rest.split()) > _CREDIT_WORDS:
            return None
        return None if _SENTENCES.search(rest) else rest.removesuffix(".")
    line = text.strip(" ()[]")
    if bold or len(line) > _BARE_CREDIT_LENGTH or line.endswith((".", "!", "?", ":", ";", ",", "…")):
        return None
    return line


def part_credit(caption: str) -> tuple[str, str | None]:
    """*caption* without the credit at its end, and the credit (None if it has none)."""
    whole = credit_of(caption, bold=True)
    if whole is not None:
        return "", whole or None
    match = _CREDIT_AT_END.search(caption)
    if not match:
        return caption, None
    credit = match["rest"].rstrip(")] ") if match["open"] else match["rest"].strip()
    return caption[: match.start()].strip(), credit.removesuffix(".") or None


def original_author(text: str) -> str | None:
    """The name in the line `Original Author: NAME`, "" without a name; None if it is no such line."""
    match = _ORIGINAL_AUTHOR.fullmatch(text) if len(text) <= _AUTHOR_LENGTH and "\n" not in text else None
    return match["name"].strip(" .") if match else None


def read_also(text: Text) -> ReadAlso | None:
    """What a "read also" paragraph points to: None if *text* is none.

    It is one if it starts with such a label and holds nothing else but link text and bold titles. Without a colon the
    label must stand apart from what follows: "Read also the ministry's statement" is a sentence, bold or linked.
    """
    match = _READ_ALSO.match(text.text)
    if not match:
        return None
    rest = text.without_start(match.end())
    said = rest.text
    if said and not match["part"]:
        apart = text.text[match.start() : match.end()].endswith("\n") or rest.spans[0][2] is not None
        if not apart or said.lstrip("«“\"'")[:1].islower():
            return None
    found: list[tuple[Anchor | None, str]] = []
    for line in rest.lines():
        if any(anchor is None and not bold and fold(part) for part, bold, anchor in line.spans):
            return None
        found.extend(line.links)
        title = " ".join(part for part, _, anchor in line.spans if anchor is None)
        if re.search(r"\w", title):
            found.append((None, title.strip(" ,;|•·–—-")))
    if not match["sure"] and said and not any(anchor for anchor, _ in found):
        return None
    return bool(match["sure"]), found


def is_language_switch(text: str) -> bool:
    """Whether *text* is `RU | KZ | EN` or the like."""
    return _is_bar(text, _BAR, LANGUAGE_NAMES, 2)


def is_section_bar(text: str) -> bool:
    """Whether *text* is the names of at least three sections and nothing else."""
    return _is_bar(text, _SECTION_BAR, SECTION_NAMES, 3) or _is_bar(text, _BAR, SECTION_NAMES, 3)


def _is_bar(text: str, bar: re.Pattern[str], known: frozenset[str], least: int) -> bool:
    if len(text) > _BAR_LENGTH:
        return False
    text = text.casefold().strip(" |/·•\n,")
    # Most text shows with its first word that it is none.
    if bar.split(text, maxsplit=1)[0] not in known:
        return False
    names = bar.split(text)
    return len(names) >= least and all(name in known for name in names)
