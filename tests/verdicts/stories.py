"""Articles in templates of nobody's, each with other signs of being one, about what walls and errors say."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.verdicts import ASKED, Answer, bare
from tests.verdicts.strangers import FOOT, TILES

STORIES: dict[str, Answer] = {}
TEXTS = {
    "en": (
        "The reservoir above Kaskelen rose by four centimetres overnight, hydrologists of the region said on Sunday.",
        "Farmers downstream had asked for a second release of water, and the council agreed to it after a short vote.",
        "According to deputy mayor Askar Tulegen, repairs of the lower sluice cost eleven million tenge.",
    ),
    "ru": (
        "За ночь уровень водохранилища над Каскеленом поднялся на четыре сантиметра, сообщили гидрологи в воскресенье.",
        "Фермеры ниже по течению просили о втором сбросе воды до заморозков, и совет согласился.",
        "По словам заместителя акима Аскара Тулегена, ремонт нижнего шлюза обошёлся в одиннадцать миллионов тенге.",
    ),
    "kk": (
        "Қаскелең үстіндегі су қоймасының деңгейі түнде төрт сантиметрге көтерілді, деп хабарлады гидрологтар.",
        "Төмендегі шаруалар аязға дейін суды екінші рет жіберуді сұраған еді, кеңес дауыс беруден кейін келісті.",
        "Әкімнің орынбасары Асқар Төлегеннің айтуынша, төменгі шлюзді жөндеуге он бір миллион теңге жұмсалды.",
    ),
}
DAYS = {"en": "November 22, 2026 14:05", "ru": "22 ноября 2026, 14:05", "kk": "2026 жылғы 22 қараша, 14:05"}
TOP = "<div class='masthead'><a href='/'>Orda.kz</a><ul><li><a href='/society/'>Society</a></li></ul></div>"
COMMENTS = (
    "<section id='comments'><h3>Say something</h3><form action='/comments'><textarea></textarea>"
    "<input type='password'><div class='h-captcha'></div></form><script src='https://js.hcaptcha.com/1/api.js'></script>"
    "</section>"
)


def addressed(headline: str, text: str, edition: str, after: str = "") -> bytes:
    """Its own address, and the date as text."""
    head = f"<div class='story__top'><h1>{headline}</h1><span class='story__when'>{DAYS[edition]}</span></div>"
    page = f"{TOP}<div class='story'>{head}<div class='story__text'>{text}</div></div>{after}{FOOT}"
    return bare(f"{headline} — Orda.kz", page, head=f'<link rel="canonical" href="{ASKED[edition]}">', lang=edition)


def table(headline: str, text: str, edition: str, after: str = "") -> bytes:
    """No metadata, and the date as text."""
    row = f"<h1>{headline}</h1><i>{DAYS[edition]}</i>{text}{after}"
    return bare(headline, f"<table><tr><td><a href='/'>Home</a></td></tr><tr><td>{row}</td></tr></table>", lang=edition)


def microdata(headline: str, text: str, edition: str, after: str = "") -> bytes:
    """Called an article by microdata, no address."""
    about = (
        "<meta itemprop='datePublished' content='2026-11-22T14:05:00+05:00'><span itemprop='author'>Dana Serik</span>"
    )
    body = f"<h1 itemprop='headline'>{headline}</h1>{about}<div itemprop='articleBody'>{text}</div>"
    thing = f"<div itemscope itemtype='https://schema.org/NewsArticle'>{body}</div>"
    return bare(headline, f"{TOP}{thing}{after}{FOOT}", lang=edition)


def application(headline: str, text: str, edition: str, after: str = "") -> bytes:
    """Made by a framework on the server, with JSON-LD and a line that asks for scripts."""
    things = {"@type": "NewsArticle", "headline": headline, "datePublished": "2026-11-22T14:05:00+05:00"}
    head = f'<script type="application/ld+json">{json.dumps(things | {"mainEntityOfPage": ASKED[edition]})}</script>'
    main = f"{TOP}<main><h1>{headline}</h1><section>{text}</section></main>{after}{FOOT}"
    root = f"<div id='__nuxt'><div>{main}</div></div><script src='/_nuxt/a.js'></script>"
    return bare(headline, f"{root}<noscript>Enable JavaScript, please</noscript>", head=head, lang=edition)


def element(headline: str, text: str, edition: str, after: str = "") -> bytes:
    """An `article` with a time and a byline."""
    about = "<p class='byline'>By Dana Serik</p><time datetime='2026-11-22'>22.11</time>"
    head = f"<header><h1>{headline}</h1>{about}</header>"
    return bare(headline, f"{TOP}<article>{head}{text}</article>{after}{FOOT}", lang=edition)


TEMPLATES: tuple[Callable[[str, str, str, str], bytes], ...] = (addressed, table, microdata, application, element)
ABOUT = {
    "Please Verify You Are Human": (
        "en",
        "Three ministries have put that line in front of their forms, a survey shows.",
    ),
    "404": ("en", "An artist from Almaty has painted every missing page that she met in a year, her gallery said."),
    "Sign in": ("en", "The sign-language school of Taraz has chosen a name for its festival, and four hundred came."),
    "Доступ ограничен": ("ru", "С такой надписью столкнулись абоненты четырёх провайдеров; регулятор говорит о сбое."),
    "Мы используем куки": ("ru", "Пекарня в Талгаре назвала так линейку печенья, рассказала её владелица."),
    "Технические работы": (
        "ru",
        "Водоканал отключит воду в трёх районах с полуночи, предупредила пресс-служба предприятия.",
    ),
    "Бет табылмады": ("kk", "Режиссёр Айгүл Сапар осындай атаумен қойылым шығарды, деп хабарлады театр."),
}
for headline, (edition, first) in ABOUT.items():
    for template in TEMPLATES:
        text = "".join(f"<p>{line}</p>" for line in (first, *TEXTS[edition]))
        STORIES[f"{headline}, {template.__name__}"] = Answer(template(headline, text, edition, ""), edition)
LITTLE = {
    "one sentence": "<p>Traffic on the road to Medeu is closed until Tuesday, the city said.</p>",
    "photographs": "<p><img src='/p/1.jpg'></p><p><img src='/p/2.jpg'></p>",
    "a video": "<iframe src='https://www.youtube.com/embed/zz'></iframe>",
    "a captcha under it": f"<p>{TEXTS['en'][0]}</p>",
    "news beside it": f"<p>{TEXTS['en'][0]}</p>",
    "links in it": "".join(
        f"<p><a href='/gate-{n}-{9000 + n}/'>Gate number {n} opens</a> — how a valley looked for water.</p>"
        for n in range(5)
    ),
}
for name, text in LITTLE.items():
    for template in (addressed, microdata, application, element):
        after = {"a captcha under it": COMMENTS, "news beside it": TILES}.get(name, "")
        STORIES[f"{name}, {template.__name__}"] = Answer(template("Road to Medeu Closed", text, "en", after), "en")
STORIES["much prose and nothing else"] = Answer(
    bare(
        "Sluice Repaired", f"{TOP}<h1>Sluice Repaired</h1>{''.join(f'<p>{line}</p>' for line in TEXTS['en'] * 2)}{FOOT}"
    )
)
