"""Notices of the site that leak into bodies: about cookies, the registration certificate, rights.

A notice is known by its whole form: all it says is what only a notice says. A paragraph that mentions such a thing
among other words reports about it, and is text.
"""

from __future__ import annotations

import re

from crawler.extract.late import late
from crawler.extract.text import fold, holds
from crawler.site import (
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
    NOTICE_BUTTONS,
    REPORTING_PATTERN,
    RIGHTS_PATTERN,
    SITE_NAMES,
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
_STEMS = COOKIE_STEMS + CERTIFICATE_STEMS
_LENGTH = 600
_SENTENCE = late(r"(?<=[.!?…;])\s+|\n")
_PART = late(r"(?<=[\w)»][\w)»][.;])\s+(?=[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ©])|\n")
_TOKEN = late(r"[\w©][\w.'’-]*")


def mentioned(text: str) -> bool:
    """Whether *text* mentions what each notice does that is sure wherever it stands."""
    return holds(_plain(text), _STEMS)


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
