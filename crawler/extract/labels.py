"""Lines that are no text of the article but say something about it: credits, "read also", the original author."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extract.late import late
from crawler.extract.raw import Anchor, Text
from crawler.extract.text import fold
from crawler.site import (
    COUNT_PATTERN,
    CREDIT_LABELS,
    CREDIT_PHRASE_PATTERN,
    LANGUAGE_CODES,
    LANGUAGE_NAMES,
    ORIGINAL_AUTHOR_LABELS,
    READ_ALSO_LABELS,
    READ_ALSO_WHERE_PATTERN,
    RELATED_LABELS,
    ROUND_COUNT_PATTERN,
    SECTION_NAMES,
    SHARE_NAMES,
    SITE_SECTION_NAMES,
    STRICT_CREDIT_LABELS,
    TIME_WORDS_PATTERN,
)

ReadAlso = tuple[bool, "list[tuple[Anchor | None, str]]"]
"""Whether the label can be nothing else, and link (or None) and title of each that it points to."""


def _any_of(labels: Iterable[str]) -> str:
    """A pattern for any of *labels*, the longest first; by their first letters, so that most text fails at once."""
    groups: dict[str, list[str]] = {}
    for label in sorted(labels, key=len, reverse=True):
        groups.setdefault(label[0], []).append(re.escape(label[1:]).replace(r"\ ", r"\s+"))
    either = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())
    return f"(?=[{''.join(groups)}])(?:{either})"


_CREDIT = late(
    rf"(?:[\W_]*(?:{_any_of(STRICT_CREDIT_LABELS)})(?P<colon>\s*[:：©]\s*)"
    r"|(?P<sign>\s*(?:©|[📷📸]\ufe0f?\s*[:：])\s*)"
    rf"|[\W_]*(?:{_any_of(CREDIT_LABELS)})(?:(?:\s*/\s*|\s+(?:and|и|және|&)\s+)(?:{_any_of(CREDIT_LABELS)}))?"
    r"(?:\s+(?:(?:из|с|from)\s+\w+|ии|ai|жи)(?=\s*[:：]))?(?![\w-])"
    r"(?P<part>\s*(?:[:：©|]|[–—-]\s)[\s:©]*|\s+(?:by|courtesy\s+of|of\s+(?=@)|via)\s+)?)(?P<rest>.*)",
    re.IGNORECASE,
)
_CREDIT_AT_END = late(
    rf"(?:(?<=[.!?…»”\")])\s+|,\s+|\s*[|/•]\s*|\s+[–—-]\s+|\s*(?P<open>[(\[])\s*)(?:{_any_of(CREDIT_LABELS)})\s*[:©]\s*"
    r"(?P<rest>[^\n]{1,150})$",
    re.IGNORECASE,
)
_PHRASE = late(CREDIT_PHRASE_PATTERN, re.IGNORECASE)
_HOST = late(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_STOP = late(r"(?<=[.!?…;])\s+")
_SENTENCES = late(r"[^\W\d_]{3,}[.!?…]\s+[^\W\d_]")
LONGEST_CREDIT = 150
_BARE_CREDIT_LENGTH = LONGEST_COUNT = 80
"""Characters of a credit line with and without something that parts label and name."""

_CREDIT_SPANS = 8
"""Runs of text that a credit before a sentence is made of, at most."""
_SENTENCE_WORDS = 3
"""Words that a sentence after a credit has at least."""
_CREDIT_WORDS = 8
"""Words of a name from which `photo: the …` with a full stop is a sentence."""
_BYLINE_WORDS = frozenset(
    "of and for via the from press service office with by de van von al bin archive archives".split()
)
"""Words other than names in `Photo by X`."""

_LAST_CREDIT_LENGTH = 80
"""Characters of a credit line with no picture near it."""

_READ_ALSO = late(
    rf"[\W_]*(?:(?P<sure>{_any_of(READ_ALSO_LABELS)})|{_any_of(RELATED_LABELS)})(?!\w){READ_ALSO_WHERE_PATTERN}(?!\w)"
    r"(?P<part>\s*[^\w\s«“\"'(,.;!?]+)?\s*",
    re.IGNORECASE,
)
_ORIGINAL_AUTHOR = late(
    rf"[\W_]*(?:the\s+)?(?:{_any_of(ORIGINAL_AUTHOR_LABELS)})(?:(?P<part>\s*[:：–—-])|(?=\s))\s*(?P<name>.*)",
    re.IGNORECASE,
)
_INITIAL = late(r"\s[^\W\d_]\.$")
_AUTHOR_LENGTH = 120
_NAME_WORDS = 8
_LABEL_NAME_LENGTH = 80
_TITLE_LENGTH = 200
_JOINING = frozenset(("", "и", "and", "&", "а также", "or", "или", "және", "мен", "пен", "бен"))
"""What may stand between the links of "read also", folded."""
_BAR = late(r"[|/·•\s]+")
_SECTION_BAR = late(r"\s*[|/·•\n]\s*")
_LOOSE_BAR = late(r"[\W_]+")
_SECTION = late(rf"(?P<known>{_any_of(SECTION_NAMES)})(?!\w)|[\w-]+", re.IGNORECASE)
_BAR_SIGN = late(r"[|/·•\n]")
_NO_BAR = late(r"[,.;:!?«»“”\"()]")
_TIME = late(rf"(?:\d|{TIME_WORDS_PATTERN}|[\s:.,/|·•()–—-])*", re.IGNORECASE)
_COUNTS = late(rf"(?:[\W_]*(?:{ROUND_COUNT_PATTERN}|{COUNT_PATTERN}))+[\W_]*", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_THOUSANDS = late(r"(?<=\d)[\s.,](?=\d{3}(?!\d))")
_BAR_LENGTH = 250
_WORD = re.compile(r"[^\W_]+")
_BAR_WORDS = frozenset(_WORD.findall(" ".join(LANGUAGE_NAMES | SECTION_NAMES | SHARE_NAMES)))


def credit_of(text: str, *, bold: bool = False) -> str | None:
    """The credit that the line *text* gives, "" for a bare label; None if it is no credit line.

    With something that parts label and name (`Photo: X`, `Photo by X`) the credit is the name; without (`Фото из
    соцсетей`) the whole line, if it is short, no sentence, and not *bold* as a subhead is (but for a host's name).
    """
    if len(text) > LONGEST_CREDIT or "\n" in text:
        return None
    line = text.strip(" ()[]")
    if _PHRASE.fullmatch(line):
        return line.rstrip(".! ")
    match = _CREDIT.fullmatch(text)
    if not match:
        return None
    if part := match["part"] or match["colon"] or match["sign"]:
        rest = _unbracketed(match["rest"].strip())
        others = _STOP.split(rest)[1:]
        further = bool(others) and all((m := _CREDIT.fullmatch(other)) and m["part"] for other in others)
        short = ":" in part and len(text) <= _BARE_CREDIT_LENGTH and not rest.endswith((".", "!", "?", "…"))
        several = not short and _SENTENCES.search(rest) is not None
        if not further and (several or _is_sentence(part.strip()[:1], rest)):
            return None
        return rest.removesuffix(".")
    if bold and not _HOST.fullmatch(match["rest"].strip()):
        return None
    if len(line) > _BARE_CREDIT_LENGTH or line.endswith((".", "!", "?", ":", ";", ",", "…")):
        return None
    return line


def _unbracketed(text: str) -> str:
    """*text* without brackets at its ends that open or close nothing in it, and those around all of it."""
    if text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        text = text[1:-1]
    if text[-1:] in (")", "]") and not any(sign in text for sign in "(["):
        text = text.rstrip(")]")
    return (text.lstrip("([") if not any(sign in text for sign in ")]") else text).strip()


def _is_sentence(parted: str, rest: str) -> bool:
    """Whether *rest*, which the sign or word *parted* parts from a label like "Photo", makes a sentence with it."""
    if not rest.endswith("."):
        return False
    words = rest.split()
    if parted.isalpha():
        return any(word[:1].islower() and word.strip(".,") not in _BYLINE_WORDS for word in words)
    return rest[:1].islower() and (parted in "–—-©" or len(words) > _CREDIT_WORDS)


def is_plain_credit(text: str) -> bool:
    """Whether the line *text* can be nothing but a credit: `Photo: X`, short, and no sentence."""
    if len(text) > _LAST_CREDIT_LENGTH or ("©" not in text and ":" not in text) or credit_of(text) is None:
        return False
    return not text.endswith(("!", "?", "…", ":")) and (not text.endswith(".") or len(text.split()) <= _CREDIT_WORDS)


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


def part_leading_credit(line: Text) -> list[Text]:
    """The credit that *line* begins with, in elements of its own, and the sentence after it; else *line* alone."""
    if len(line.spans) > 1 and _CREDIT.match(line.text):
        for end in range(1, min(len(line.spans), _CREDIT_SPANS)):
            credit, rest = Text(line.spans[:end]), Text(line.spans[end:])
            if credit_of(credit.text, bold=credit.bold or credit.linked) and _may_be_sentence(rest.text):
                return [credit, rest]
    return [line]


def _may_be_sentence(text: str) -> bool:
    """Whether *text* begins like a sentence and ends like one, or is longer than a credit."""
    begins = text.lstrip("«“\"'(")[:1]
    if not (begins.isupper() or begins.isdigit()) or len(text.split()) < _SENTENCE_WORDS:
        return False
    return len(text) > _BARE_CREDIT_LENGTH or text.endswith((".", "!", "?", "…", ":", "»", "”", '"', ")"))


def original_author(text: str) -> str | None:
    """The name in the line `Original Author: NAME`, "" without a name; None if it is no such line."""
    match = _ORIGINAL_AUTHOR.fullmatch(text) if len(text) <= _AUTHOR_LENGTH and "\n" not in text else None
    if not match:
        return None
    name = match["name"].strip()
    name = name if _INITIAL.search(name) else name.strip(" .")
    if not match["part"] and not is_name(name):
        return None
    return name.rstrip(")] .") if text[:1] in "([" else name


def is_name(text: str) -> bool:
    """Whether *text* may be the names of persons and nothing else."""
    words = text.replace(",", " ").split()
    if not 0 < len(words) <= _NAME_WORDS or len(text) > _LABEL_NAME_LENGTH or text.endswith((":", "!", "?", "…")):
        return False
    return all(word[:1].isupper() or word in ("and", "и", "және", "de", "van", "von", "bin", "al") for word in words)


def read_also(text: Text) -> ReadAlso | None:
    """What a "read also" paragraph points to: None if *text* is none.

    It is one if it starts with such a label and holds nothing else but link text and bold titles; after a bold label
    with a colon also one plain title. Without a colon the label must stand apart from what follows: "Read also the
    ministry's statement" is a sentence, bold or linked.
    """
    spans = text.spans
    if len(spans) > 1 and spans[0][2] is None and spans[1][2] is not None and not spans[0][0].endswith(" "):
        # Beside a label in an element of its own white space may be missing.
        text = Text([spans[0], (" ", False, None), *spans[1:]])
    match = _READ_ALSO.match(text.text)
    if not match:
        return None
    rest = text.without_start(match.end())
    said = rest.text
    if said and not match["part"]:
        apart = text.text[match.start() : match.end()].endswith("\n") or rest.spans[0][2] is not None
        if not apart or said.lstrip("«“\"'")[:1].islower():
            return None
    if match["sure"] and ":" in (match["part"] or "") and _begins_bold(text) and _is_plain_title(rest):
        return True, [(None, said)]
    found: list[tuple[Anchor | None, str]] = []
    for line in rest.lines():
        joining = _JOINING if line.links else ("",)
        others = [(part, bold) for part, bold, anchor in line.spans if anchor is None and fold(part) not in joining]
        if not all(bold for _, bold in others):
            return None
        found.extend(line.links)
        title = " ".join(part for part, _ in others)
        if re.search(r"\w", title):
            found.append((None, title.strip(" ,;|•·–—-")))
    if not match["sure"] and said and not any(anchor for anchor, _ in found):
        return None
    return bool(match["sure"]), found


def _begins_bold(text: Text) -> bool:
    """Whether the first word of *text* is bold."""
    return next((bold for said, bold, _ in text.spans if _WORD.search(said)), False)


def _is_plain_title(text: Text) -> bool:
    """Whether *text* reads like one headline without a link."""
    said = text.text
    if text.links or "\n" in said or len(said) > _TITLE_LENGTH or said.lstrip("«“\"'")[:1].islower():
        return False
    return text.unstopped and not said.endswith((":", ",", ";", "…"))


def is_time(text: str) -> bool:
    """Whether *text* is nothing but a day, a time, or both."""
    return len(text) <= _BARE_CREDIT_LENGTH and _TIME.fullmatch(text) is not None


def is_count(text: str) -> bool:
    """Whether *text* is nothing but counts of readers and comments."""
    if len(text) > _BARE_CREDIT_LENGTH or _DIGIT.search(text) is None:
        return False
    return _COUNTS.fullmatch(_THOUSANDS.sub("", text)) is not None


def is_language_code(text: str) -> bool:
    """Whether *text* is `RU` or the like."""
    return text.casefold() in LANGUAGE_CODES


def may_be_bar(text: str, *, at_end: bool) -> bool:
    """Whether *text* begins with a word of a name that bars have, or (*at_end*) has no sign that none of them has."""
    first = _WORD.search(text)
    return (first is not None and first[0].casefold() in _BAR_WORDS) or (at_end and not _NO_BAR.search(text))


def is_language_switch(texts: list[Text], *, at_end: bool, plain_list: bool) -> bool:
    """Whether *texts* are `RU | KZ | EN` or the like.

    :param at_end: at either end of a body codes will do, whatever parts them.
    :param plain_list: in a list without links, names of languages are text.
    """
    text = "\n".join([part.text for part in texts])
    if len(text) > _BAR_LENGTH:
        return False
    if not plain_list and _is_bar(text, _BAR, LANGUAGE_NAMES, 2):
        return True
    if at_end and _is_bar(text, _LOOSE_BAR, LANGUAGE_CODES, 2):
        return True
    # Names in elements without white space between them.
    names = [name for part in texts for span, _, _ in part.spans if (name := fold(span))]
    return len(names) > 1 and not plain_list and all(name in LANGUAGE_NAMES for name in names)


def is_share_bar(text: str) -> bool:
    """Whether *text* is `Facebook Telegram` or the like."""
    return _is_bar(text, _BAR, SHARE_NAMES, 2) and "\n" not in text


def is_section_bar(text: str, *, at_end: bool, plain_list: bool) -> bool:
    """Whether *text* is the names of at least three sections and nothing else.

    :param at_end: at either end of a body one name in three may be unknown, if signs part them or one is a name that
        only this site has.
    :param plain_list: in a list without links, names are text unless one is such a name.
    """
    if not plain_list and (_is_bar(text, _SECTION_BAR, SECTION_NAMES, 3) or _is_bar(text, _BAR, SECTION_NAMES, 3)):
        return True
    if not at_end or len(text) > _BAR_LENGTH or _NO_BAR.search(text):
        return False
    names = list(_SECTION.finditer(text))
    known = [fold(name[0]) for name in names if name["known"]]
    others = [name[0] for name in names if not name["known"]]
    if len(known) < 3 or len(others) * 2 > len(known) or not all(name[:1].isupper() for name in others):
        return False
    return (not plain_list and _BAR_SIGN.search(text) is not None) or not SITE_SECTION_NAMES.isdisjoint(known)


def _is_bar(text: str, bar: re.Pattern[str], known: frozenset[str], least: int) -> bool:
    if len(text) > _BAR_LENGTH:
        return False
    text = text.casefold().strip(" |/·•\n,-–—»›>")
    # Most text shows with its first word that it is none.
    if bar.split(text, maxsplit=1)[0] not in known:
        return False
    names = bar.split(text)
    return len(names) >= least and all(name in known for name in names)
