"""Invented answers with status 200: pages that are no articles, and articles that look as if they were none.

What the pages of protection services, servers and systems look like is imitated; all text is our own.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.replica.chrome import ListPage, document
from crawler.urls import ArticleAddress, Origins

ORIGINS = Origins()
ASKED = {
    "en": "https://en.orda.kz/dam-above-the-orchards-holds-9716/",
    "ru": "https://orda.kz/plotina-nad-sadami-vystoyala-417627/",
    "kk": "https://kaz.orda.kz/bau-ustindegi-boget-shydady-137363/",
}
"""By edition: the address that was asked for."""
SENTENCES = {
    "en": "Engineers walked the crest at dawn and found the gauges where the night shift had left them, dry and even.",
    "ru": "На рассвете инженеры прошли по гребню и нашли приборы там, где их оставила ночная смена, сухими и ровными.",
    "kk": "Таңертең инженерлер бөгет үстімен жүріп өтіп, құралдарды түнгі ауысым қалдырған жерден тапты, "
    "олар құрғақ еді.",
}
HEADLINES = {
    "en": [
        f"Orchard Valley Council Opens Its {n} Gate" for n in ("First", "Second", "Third", "Fourth", "Fifth", "Last")
    ],
    "ru": [f"Совет долины садов открыл {n} затвор" for n in ("первый", "второй", "третий", "четвёртый", "пятый")],
    "kk": [f"Бау аңғарының кеңесі {n} қақпаны ашты" for n in ("бірінші", "екінші", "үшінші", "төртінші", "бесінші")],
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with status 200."""

    body: bytes
    edition: str = "en"
    """The edition that was asked."""
    kind: str = "ok"
    """The verdict that it should get."""
    content_type: str | None = "text/html; charset=utf-8"

    @property
    def url(self) -> str:
        """What was asked for."""
        return ASKED[self.edition]

    @property
    def address(self) -> ArticleAddress:
        """Which article that is."""
        address = ORIGINS.article(self.url)
        assert address is not None
        return address


def bare(title: str, body: str, *, head: str = "", attributes: str = "", lang: str = "en") -> bytes:
    """A page of nothing but *body*."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>\n'
        f"<body{attributes}>\n{body}\n</body></html>\n"
    ).encode()


def in_site(edition: str, title: str, body: str, *, head: str = "") -> bytes:
    """A page with *body* in the midst of what is the same on all pages of the site."""
    origins = {key: ORIGINS[key] for key in ASKED}
    page = ListPage(edition=edition, origins=origins, url="/", title=title, items=(), popular=(), pages={})
    return document(page, f"<title>{title}</title>{head}", body, weight=15_000)


def links(edition: str, markup: str, count: int = 6) -> str:
    """Links to other articles: *markup* with `{href}`, `{headline}`, `{teaser}`, `{image}` for each."""
    headlines = (HEADLINES[edition] * 3)[:count]
    return "\n".join(
        markup.format(
            href=f"/{('gate', 'zatvor', 'qaqpa')[len(edition) % 3]}-{place}-{400_000 + place}/",
            headline=headline,
            teaser=f"{SENTENCES[edition]} {SENTENCES[edition]}",
            image=f"/uploads/posts/2026-11/sizes/1440x810/gate-{place}.webp",
        )
        for place, headline in enumerate(headlines)
    )
