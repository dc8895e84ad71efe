"""The outlets that an article cites, from the phrases of its language: "Orda.kz reports, citing The Insider"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.extract.text import clean

_QUOTED = r"[«“„\"]\s*(?P<quoted>[^«»“”„\"\n]{2,60}?)\s*[»”“\"]"
_NAME = r"(?P<plain>[^\s,;:!?()«»“”„\"—–][^,;:!?()«»“”„\"\n—–]{0,79})"
_KIND_EN = (
    r"(?:(?:the\s+)?(?:[\w-]+\s+)?(?:news\s+)?(?:outlet|agency|newspaper|news\s+site|website|portal|publication|TV\s+channel"
    r"|broadcaster|magazine|(?:Telegram\s+)?channel)\s+)?"
)
_KIND_RU = (
    r"(?:(?:[а-яё-]+(?:ое|ую|ий|ой|ый)\s+)?(?:издание|агентство|информагентство|газету|портал|сайт|телеканал|канал"
    r"|[Тт]elegram-канал|Telegram-канал|телеграм-канал|журнал|радио|СМИ|интернет-издание|пресс-службу\s+издания)\s+)?"
)
_KIND_KK = (
    r"(?:\s+(?:ақпарат\s+)?(?:агенттігіне|порталына|басылымына|телеарнасына|сайтына|газетіне|журналына|арнасына"
    r"|[Tt]elegram-арнасына|радиосына|БАҚ-қа))?"
)
_EN = re.compile(
    rf"\b(?:[Cc]iting|(?:with|in)\s+reference\s+to|referring\s+to)\s+{_KIND_EN}(?:(?:the\s+)?{_QUOTED}|{_NAME})"
)
_RU = re.compile(rf"\b(?:[Сс]о?\s+ссылкой\s+на|[Сс]сылаясь\s+на|[Сс]сылается\s+на)\s+{_KIND_RU}(?:{_QUOTED}|{_NAME})")
_KK = re.compile(
    rf"(?:{_QUOTED}(?:-?[а-я]{{2,3}})?|(?P<plain>(?<![\w.-])(?!Orda\b)(?:[A-ZА-ЯӘІҢҒҮҰҚӨҺ][\w.&’'-]*|[\w-]+\.[a-z]{{2,6}}(?:-[а-я]{{2}})?)"
    rf"(?:[ \t]+[A-ZА-ЯӘІҢҒҮҰҚӨҺ0-9][\w.&’'-]*){{0,4}})){_KIND_KK}\s+(?:сілтеме\s+жаса|сүйен)"
)
_SITE = ("rda", "RDA", "рда", "РДА")
_OUTLET = re.compile(r"\borda\.?kz\b|\borda\b|\bорда\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.!?…])[»”\"]?\s+(?=[«“\"]?[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])")
_NAME_END = re.compile(
    r"\.(?:\s|$)|\s(?:[–—-]|that|reports?|reported|said|says|writes?|which|who|in|on|at|about|сообща\w*|переда\w*|пиш\w*"
    r"|информиру\w*|котор\w*|что|о|об|в|с)\s"
)
_AND = re.compile(r"\s+(?:and|и|және)\s+(?:the\s+|на\s+)?")
_NO_OUTLET = re.compile(
    r"\b(?:ministry|department|police|committee|akimat|prosecutor\w*|court|government|embassy|office|service|council|"
    r"president\w*|parliament|bank|commission|law|министерств\w*|мвд|акимат\w*|пресс-служб\w*|полици\w*|суд\w*|комитет\w*"
    r"|прокуратур\w*|департамент\w*|источник\w*|министрлі\w*|әкімді\w*|полиция\w*|сот\w*|комитет\w*|прокуратура\w*)\b",
    re.IGNORECASE,
)
_DATIVE = re.compile(r"-(?:ға|ге|қа|ке|на|не|а|е)$|(?<=[а-яәіңғүұқөһ]{3})(?:ға|ге|қа|ке)$")


def cited(texts: Iterable[str]) -> tuple[str, ...]:
    """The outlets cited in *texts* (paragraphs), as named there, without quotation marks, each once.

    Conservative: the phrase must stand in a sentence that names the site, and what it names must look like an outlet
    (a capital letter, quotation marks, or a domain) and not like an authority.
    """
    found: dict[str, str] = {}
    for text in texts:
        # (The search without regard to case takes longer than all that it spares.)
        if not any(name in text for name in _SITE) or not _OUTLET.search(text):
            continue
        for sentence in _SENTENCE_END.split(text):
            if _OUTLET.search(sentence):
                for name in _names(sentence):
                    found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _names(sentence: str) -> Iterable[str]:
    for pattern in (_EN, _RU, _KK):
        for match in pattern.finditer(sentence):
            if match["quoted"]:
                yield clean(match["quoted"])
                continue
            name = _NAME_END.split(match["plain"] + " ", maxsplit=1)[0]
            for part in _AND.split(name):
                if outlet := _outlet(_DATIVE.sub("", part.strip()) if pattern is _KK else part):
                    yield outlet


def _outlet(name: str) -> str | None:
    """*name* if it looks like an outlet's."""
    name = re.sub(r"[’']s\b.*", "", clean(name)).strip(" .'’`")
    name = re.sub(r"^(?:the|a|an)\s+(?=\S)", "", name)
    words = name.split()
    if not words or len(words) > 6 or _NO_OUTLET.search(name) or _OUTLET.search(name):
        return None
    is_domain = re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,6}", name.lower()) is not None
    return name if name[0].isupper() or name[0].isdigit() or is_domain else None
