"""Notices of the site that leak into bodies: about cookies, the registration certificate, rights, where to follow it.

A notice is known by its whole form: all it says is what only a notice says. A paragraph that mentions such a thing
among other words reports about it, and is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extract.late import late
from crawler.extract.text import fold, holds
from crawler.site import (
    BREAK_PATTERN,
    BREAK_STEMS,
    CERTIFICATE_ISSUED_PATTERN,
    CERTIFICATE_MEDIA_PATTERN,
    CERTIFICATE_STEMS,
    CERTIFICATE_SURE_PATTERN,
    CERTIFICATE_WORDS_PATTERN,
    COOKIE_CONSENT_PATTERN,
    COOKIE_PURPOSE_PATTERN,
    COOKIE_SITE_PATTERN,
    COOKIE_STEMS,
    COOKIE_WE_PATTERN,
    COOKIE_WORD_PATTERN,
    FOLLOW_COMMA_PATTERN,
    FOLLOW_MORE_PATTERN,
    FOLLOW_PATTERN,
    FOLLOW_STEMS,
    FOLLOW_WHERE_PATTERN,
    FOLLOW_WHOM_PATTERN,
    MISPRINT_PATTERN,
    NOTICE_BUTTONS,
    REPORTING_PATTERN,
    RIGHTS_PATTERN,
    SITE_NAMES,
    TALK_PATTERN,
)


def _pattern(pattern: str) -> re.Pattern[str]:
    return late(pattern.replace("{purpose}", COOKIE_PURPOSE_PATTERN))


_CERTIFICATE_MEDIA = _pattern(CERTIFICATE_MEDIA_PATTERN)
_CERTIFICATE_SURE = _pattern(CERTIFICATE_SURE_PATTERN)
_CERTIFICATE_WORD = _pattern(CERTIFICATE_WORDS_PATTERN)
_ISSUED = _pattern(CERTIFICATE_ISSUED_PATTERN)
_RIGHTS = _pattern(RIGHTS_PATTERN)
_COOKIE = _pattern(COOKIE_WORD_PATTERN)
_CONSENT = _pattern(COOKIE_CONSENT_PATTERN)
_SITE = _pattern(COOKIE_SITE_PATTERN)
_WE = _pattern(COOKIE_WE_PATTERN)
_REPORTING = _pattern(REPORTING_PATTERN)
_BREAK = late(BREAK_PATTERN)
_FOLLOW = late(FOLLOW_PATTERN)
_FOLLOW_WHOM = late(FOLLOW_WHOM_PATTERN.replace("{where}", FOLLOW_WHERE_PATTERN))
_FOLLOW_WHERE = late(FOLLOW_WHERE_PATTERN)
_FOLLOW_COMMA = late(rf"{FOLLOW_COMMA_PATTERN}|,\s+(?=(?:{FOLLOW_WHERE_PATTERN}))")
_FOLLOW_MORE = late(FOLLOW_MORE_PATTERN)
_MISPRINT = late(MISPRINT_PATTERN)
_TALK = late(TALK_PATTERN)
_MISPRINT_STEM = "ctrl"
_LINE_STEMS = (*BREAK_STEMS, *FOLLOW_STEMS, _MISPRINT_STEM)
_STEMS = COOKIE_STEMS + CERTIFICATE_STEMS
_LENGTH = 600
_LINE_LENGTH = 120
"""Characters of what a page says to its readers amid the text."""
_BREAK_LENGTH = 80
_QUOTED = late(r"[«“\"„](orda(?:\.kz)?|орда)[»”\"“]")
_SENTENCE = late(r"(?<=[.!?…;])\s+|\n")
_PART = late(r"(?<=[\w)»][\w)»][.;])\s+(?=[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ©])|\n")
_TOKEN = late(r"[\w©][\w.'’-]*")


def mentioned(text: str) -> bool:
    """Whether *text* mentions what each notice does that is sure wherever it stands."""
    return holds(text.lower(), _STEMS)


def may_be_to_readers(lines: Iterable[str]) -> bool:
    """Whether one of *lines*, by its length and a word, may be what :func:`is_to_readers` is about."""
    return holds("\n".join([line for line in lines if len(line) <= _LINE_LENGTH]).lower(), _LINE_STEMS)


def is_about_cookies(text: str) -> bool:
    """Whether *text* mentions cookies."""
    plain = text.casefold()
    return holds(plain, COOKIE_STEMS) and _COOKIE.search(plain) is not None


def is_button(text: str) -> bool:
    """Whether *text* is what stands on a button, or as a link, under a notice."""
    return len(text) <= 40 and fold(text) in NOTICE_BUTTONS


def is_notice(text: str, *, at_end: bool) -> bool:
    """Whether *text* is a notice.

    :param at_end: whether it stands at either end of a body, where less gives a notice away.
    """
    if not 0 < len(text) <= _LENGTH:
        return False
    plain = _plain(text)
    if holds(plain, COOKIE_STEMS) and _COOKIE.search(plain):
        return not _REPORTING.search(plain) and _is_cookie_notice(plain, at_end=at_end)
    if holds(plain, CERTIFICATE_STEMS):
        return any(map(str.isdigit, plain)) and _is_certificate(text, plain, at_end=at_end)
    # Most text shows with its first sentence that it is none.
    return at_end and _is_right(_PART.split(text, 1)[0]) and all(map(_is_right, _PART.split(text)))


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _is_right(sentence: str) -> bool:
    """Whether *sentence* is one about rights."""
    return _RIGHTS.fullmatch(sentence.casefold().strip(" .")) is not None


def is_to_readers(line: str) -> bool:
    """Whether *line* says that the article goes on after an advertisement, how to report a misprint, or where to follow
    the site."""
    if len(line) > _LINE_LENGTH or not holds(text := _plain(line), _LINE_STEMS):
        return False
    if len(text) <= _BREAK_LENGTH and holds(text, BREAK_STEMS) and _BREAK.fullmatch(text):
        return True
    text = _QUOTED.sub(r"\1", text)
    if _REPORTING.search(text):
        return False
    if _MISPRINT_STEM in text and _MISPRINT.fullmatch(text):
        return True
    if not _FOLLOW.search(text) or not _FOLLOW_WHOM.search(text) or not _FOLLOW_WHERE.search(text):
        return False
    sentences = [said for part in _SENTENCE.split(text) if (said := part.strip(" .!;…"))]
    return all(_talks(said) and "," not in _FOLLOW_COMMA.sub("", said) for said in sentences)


def _talks(sentence: str) -> bool:
    """Whether *sentence* is a request to follow the site, or what stands beside one."""
    return any(pattern.search(sentence) for pattern in (_FOLLOW, _TALK)) or _FOLLOW_MORE.fullmatch(sentence) is not None


def _is_cookie_notice(text: str, *, at_end: bool) -> bool:
    """Whether every sentence of *text* is one of a cookie notice."""
    asked = used = False
    for sentence in _SENTENCE.split(text):
        said = sentence.strip(" .!;…")
        if said.endswith("?"):
            return False
        if _CONSENT.fullmatch(said):
            asked = True
        elif _SITE.fullmatch(said) or _WE.fullmatch(said):
            used = True
        elif fold(said) not in NOTICE_BUTTONS and not all(fold(word) in NOTICE_BUTTONS for word in said.split()):
            return False
    return asked or (used and at_end)


def _is_certificate(text: str, plain: str, *, at_end: bool) -> bool:
    """Whether *text* is words of certificates, names and numbers, or sentences about rights."""
    if not _CERTIFICATE_MEDIA.search(plain) and not (at_end and _CERTIFICATE_SURE.search(plain)):
        return False
    named = False
    for part in _PART.split(text):
        if _is_right(part):
            continue
        for at, token in enumerate(_TOKEN.findall(part)):
            word = _plain(token).strip(".-'’")
            known = any(map(str.isdigit, word)) or _CERTIFICATE_WORD.fullmatch(word) or word in SITE_NAMES
            if not known and not (at and token[0].isupper()):
                return False
            # Issued, but not: somebody issued a certificate.
            if not named and _ISSUED.fullmatch(word):
                return False
            named = named or word.startswith(CERTIFICATE_STEMS)
    return True
