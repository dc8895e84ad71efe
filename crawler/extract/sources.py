"""The outlets that an article cites, from the phrases of its language: "Orda.kz reports, citing The Insider".

A cue ("citing") is looked for, and then only the characters right after it (in Kazakh: before it) are read, so what
this costs grows with the text and not with its square.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.extract.late import late
from crawler.extract.text import clean, holds

_REACH = 240
"""Characters beside a cue in which the names are."""

_CAPITAL = "A-ZА-ЯЁӘІҢҒҮҰҚӨҺ"
_QUOTED = r"[«“„\"][^«»“”„\"\n]{2,60}[»”“\"]"
_DOMAIN = r"[a-zа-яё0-9][\w-]*(?:\.[\w-]+)*\.[a-zа-я]{2,6}\b"
_WORD = rf"(?:[{_CAPITAL}][\w.&’'/+-]*|\d[\w.+-]*|&|{_DOMAIN})"
_NAME = rf"(?:{_QUOTED}|{_WORD})(?:\s+(?:(?:of|for|the|de|di|el)\s+(?:the\s+)?)?(?:{_WORD}|{_QUOTED})){{0,6}}"

_COUNTRIES = (
    "Kazakhstan|Russia|China|Ukraine|Uzbekistan|Kyrgyzstan|Tajikistan|Turkmenistan|Azerbaijan|Armenia|Georgia|Belarus"
    "|Turkey|Türkiye|Iran|India|Japan|Israel|Germany|France|Italy|Spain|Poland|Britain|Mongolia|Afghanistan|Pakistan"
    "|America|Europe"
)
_KIN = (
    "Kazakh|Kazakhstani|Russian|Chinese|Ukrainian|Uzbek|Uzbekistani|Kyrgyz|Tajik|Turkmen|Azerbaijani|Armenian|Georgian"
    "|Belarusian|Turkish|Iranian|Indian|Japanese|Israeli|German|French|Italian|Spanish|Polish|British|American"
    "|European|Western|Central|Asian|Korean|South|North|US|U\\.S\\.|UK|Local|State|Foreign|Telegram|YouTube|TV|Internet"
)
"""Words before the kind of an outlet that are no part of its name."""
_KIND_EN = (
    r"(?:outlets?|agency|agencies|newspapers?|sites?|websites?|portals?|publications?|channels?|broadcasters?"
    r"|magazines?|tabloids?|daily|weekly|radio|media|journals?|services?)"
)
_LEAD_EN = (
    rf"(?:(?:the|an?|its)\s+)?(?:(?:(?:(?!(?:and|or|of)\b)[a-z][\w-]*|(?:{_KIN})\b|(?:{_COUNTRIES})['’]s)\s+){{0,4}}?"
    rf"{_KIND_EN}\s+)?(?:the\s+)?(?:(?:{_COUNTRIES})['’]s\s+)?"
)
_TAIL_EN = (
    rf"(?:\s+(?:news\s+|media\s+)?(?:{_KIND_EN}|reports?|reporting|sources?|correspondents?|journalists?"
    r"|investigations?|interviews?|articles?|data)\b)?"
)
_KIND_RU = (
    r"(?:(?:информ)?агентств\w*|(?:интернет-)?издани\w*|газет\w*|(?:интернет-)?портал\w*|(?:веб-)?сайт\w*"
    r"|(?:теле|телеграмм?-|[Tt]elegram-|[Тт]elegram-|YouTube-)?канал\w*|журнал\w*|радио(?:станци\w*)?|паблик\w*|СМИ|М?ИА)"
)
_LEAD_RU = rf"(?:(?:(?:(?!и\b)[а-яё][а-яё-]*|Telegram)\s+){{0,4}}?{_KIND_RU}\s+)?"
_KIND_KK = (
    r"(?:(?:ақпарат\w*\s+)?(?:агентті\w+|портал\w+|басылым\w+|(?:теле|[Tt]elegram-|телеграм-|YouTube-)?арна\w+|сайт\w+"
    r"|газет\w+|журнал\w+|радио\w+|БАҚ-?\w+))"
)

_CUE_EN = late(r"\b(?:[Cc]iting|(?:with|in)\s+reference\s+to|referring\s+to)\s+")
_CUE_RU = late(r"\b(?:[Сс]о?\s+ссылкой\s+на|[Сс]сылаясь\s+на|[Сс]сыла[ею]тся\s+на)\s+")
_CUE_KK = late(r"\s(?:сілтеме\s+жаса|сүйен)")
_ITEM_EN = late(rf"{_LEAD_EN}(?P<name>{_NAME}){_TAIL_EN}")
_ITEM_RU = late(rf"{_LEAD_RU}(?P<name>{_NAME})")
_NEXT = late(r"\s*,\s+(?P<comma>(?!and\b|и\b))(?:на\s+)?|\s*,?\s+(?:and|и)\s+(?:на\s+)?")
_END = late(r"\s*(?:[.,;:!?)»”\"—–]|$)")
_ITEM_KK = rf"(?<![\w.@-])(?![Oo]rda\b|[Оо]рда\b){_NAME}"
_NAMES_KK = late(
    rf"{_ITEM_KK}(?P<more>(?:\s*,\s+{_NAME})*\s+(?:және|[мпб]ен)\s+{_NAME})?"
    rf"(?P<case>(?<=[»”“\"])-?[а-я]{{2,3}})?(?P<kind>\s+{_KIND_KK})?$"
)
_PARTS_KK = late(r"\s*,\s+|\s+(?:және|[мпб]ен)\s+")
_DATIVE = late(r"-(?:ға|ге|қа|ке|на|не|а|е)$|(?<=[а-яәіңғүұқөһ]{3})(?:ға|ге|қа|ке)$")

_SITE = ("rda", "RDA", "рда", "РДА")
_CUES = ("iting", "refer", "сыл", "сілтеме", "сүйен")
"""Of what is looked for with regard to the site's name, and of each cue, what is there in any case."""
_OUTLET = late(r"\borda\.?kz\b|\borda\b|\bорда\b", re.IGNORECASE)
_ENDS_WITH_OUTLET = late(r"\b(?:orda(?:\.?kz)?|орда)\W*$", re.IGNORECASE)
_SENTENCE_END = late(r"(?<=[^\W\d_]{2}[.!?…])[»”\"]?\s+(?=[«“\"]?[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])")
_QUOTES = str.maketrans("", "", '«»“”„"')
_POSSESSIVE = late(r"(?<=\w)(?:[’']s|(?<=s)[’'])$")
_NO_OUTLET = late(
    r"\b(?:ministry|department|police|committee|akimat|prosecutor\w*|court|government|embassy|office|council|"
    r"president\w*|parliament|bank|commission|law|(?:article|clause|decree|order|paragraph)\s+(?:no\.?\s*)?\d+|министерств\w*|мвд|мид|мчс|акимат\w*|пресс-служб\w*|полици\w*|суд\w*"
    r"|комитет\w*|прокуратур\w*|департамент\w*|источник\w*|правительств\w*|посольств\w*|акорд\w*|нацбанк\w*|кнб"
    r"|мин(?:фин|здрав|юст|труд|обр|энерго|сельхоз|транс|культур|нацэконом)\w*"
    r"|министрлі\w*|әкімді\w*|полиция\w*|сот\w*|прокуратура\w*)\b",
    re.IGNORECASE,
)
_LETTER = late(r"[^\W\d_]")
_NO_NAME = late(rf"(?:(?:{_KIN}|{_COUNTRIES})\s*)+")


def cited(texts: Iterable[str]) -> tuple[str, ...]:
    """The outlets cited in *texts* (paragraphs), as named there, without quotation marks, each once.

    Conservative: the phrase must stand in a sentence that names the site, or right after one that ends with its name,
    and what it names must look like an outlet (a capital letter, quotation marks, or a domain) and not like an
    authority. Of several, those after a comma count where the last of them is joined with "and".
    """
    found: dict[str, str] = {}
    for text in texts:
        # (The search without regard to case takes longer than all that it spares.)
        if not holds(text, _SITE) or not holds(text, _CUES):
            continue
        if not _OUTLET.search(text):
            continue
        named = False
        for sentence in _SENTENCE_END.split(text):
            if named or _OUTLET.search(sentence):
                for name in filter(None, map(_outlet, _names(sentence))):
                    found.setdefault(name.casefold(), name)
            named = _ENDS_WITH_OUTLET.search(sentence[-_REACH:]) is not None
    return tuple(found.values())


def _names(sentence: str) -> Iterator[str]:
    for cues, item in ((_CUE_EN, _ITEM_EN), (_CUE_RU, _ITEM_RU)):
        for cue in cues.finditer(sentence):
            yield from _following(sentence[cue.end() : cue.end() + _REACH], item)
    for cue in _CUE_KK.finditer(sentence):
        yield from _preceding(sentence[max(0, cue.start() - _REACH) : cue.start()])


def _following(text: str, item: re.Pattern[str]) -> list[str]:
    """The names at the start of *text*: `A`, `A and B`, `A, B and C`."""
    match = item.match(text)
    if not match:
        return []
    names = [_owner(match, text)]
    more: list[str] = []
    while (part := _NEXT.match(text, match.end())) and (further := item.match(text, part.end())):
        match = further
        more.append(_owner(match, text))
        if part["comma"] is None:
            # "citing A, B and C met": B and C are somebody else.
            return names + more if len(more) == 1 or _END.match(text, match.end()) else names
    return names


def _owner(match: re.Match[str], text: str) -> str:
    """The name in *match*; "Bloomberg" of "Bloomberg's sources"."""
    return _POSSESSIVE.sub("", match["name"]) if text[match.end("name") :][:2].strip().islower() else match["name"]


def _preceding(text: str) -> list[str]:
    """The names at the end of *text*, in the dative, or before their kind in it."""
    match = _NAMES_KK.search(text)
    if not match:
        return []
    names = _PARTS_KK.split(text[match.start() : match.start("kind") if match["kind"] else match.end()])
    in_dative = not match["kind"] and not match["case"]
    return [_DATIVE.sub("", n.strip().translate(_QUOTES)) if in_dative else _unquoted(n) for n in names]


def _unquoted(name: str) -> str:
    """*name* without the ending after its quotation marks."""
    return re.sub(r"(?<=[»”“\"])-?[а-я]{2,3}$", "", name.strip())


def _outlet(name: str) -> str | None:
    """*name*, clean, if it looks like an outlet's."""
    quoted = name[:1] in '«“„"'
    name = clean(name.translate(_QUOTES)).strip(" .'’`")
    words = name.split()
    if not words or len(words) > 6 or _OUTLET.search(name) or (_NO_OUTLET.search(name) and not quoted):
        return None
    if _NO_NAME.fullmatch(name) or not _LETTER.search(name):
        return None
    return name if quoted or name[0].isupper() or name[0].isdigit() or re.fullmatch(_DOMAIN, name) else None
