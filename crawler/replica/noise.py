"""What changes on an article's page from one fetch to the next although the article says what it said."""

from __future__ import annotations

import re
from random import Random

ADVERTISEMENT = {"en": "Advertisement", "ru": "Реклама", "kk": "Жарнама"}
AGO = {"en": ("{} minutes ago", "{} hours ago"), "ru": ("{} минут назад", "{} ч. назад"), "kk": ("{} минут бұрын",) * 2}
VIEWS = {"en": "Views", "ru": "Просмотры", "kk": "Қаралым"}
SIZES = ("1440x810", "720x405", "360x203", "1920x1080")
CAMPAIGNS = ("utm_source=telegram&amp;utm_medium=social", "fbclid=IwAR{0}", "yclid={0}", "utm_campaign=morning-{0}")
SHARE = 0.08
"""Of the characters, images, links and gaps that could look otherwise, how many do on one fetch."""

_KEPT = re.compile(r"(<(script|style|svg|head)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_ITEM = re.compile(r"<li><a [^>]*><span>.*?</li>\n?")
_SAME = {
    " ": (" ", "  ", "\n", "&nbsp;", "\t", "\u2009"),
    "\u00a0": (" ", "&nbsp;"),
    '"': ("&quot;", "“", "”", "«", "»"),
    "“": ("«", "&laquo;", "&ldquo;", '"', "„"),
    "”": ("»", "&raquo;", "&rdquo;", '"', "“"),
    "«": ("“", "&laquo;", '"', "„"),
    "»": ("”", "&raquo;", '"', "“"),
    "’": ("'", "&rsquo;", "‘"),
    "'": ("’", "&#39;"),
    "—": ("–", "&mdash;", "&ndash;"),
    "–": ("—", "&ndash;"),
}
_LETTER = re.compile(f"[{''.join(map(re.escape, _SAME))}]")


def with_noise(html: str, edition: str, rng: Random) -> str:
    """The page *html* of an article of *edition* as another fetch may bring it.

    Other are: views, "2 hours ago", advertisements, what the blocks beside the article list, sizes and addresses of
    pictures, tracking in links, white space, and which of the typographic quotes and dashes are used.
    """
    html = re.sub(r"/sizes/\d+x\d+/", lambda _: f"/sizes/{rng.choice(SIZES)}/", html)
    html = _ITEM.sub(lambda match: match[0] if rng.random() > SHARE else "", html)
    html = re.sub(r'(?<=href=")([^"?#]*/)(?=")', lambda match: _tracked(match[1], rng), html)
    html = re.sub(r'(?<=src=")(/uploads/[^"?]*)(?=")', lambda match: f"{match[1]}?v={rng.randrange(10**9)}", html)
    html = html.replace("</time>", f"</time>{_figures(edition, rng)}", 1)
    html = re.sub("</p>\n<p>", lambda match: f"</p>\n{_advertisement(edition, rng)}<p>", html)
    parts = _KEPT.split(html)
    # Split by two groups: text, markup, name of the element or None, text, …
    texts = [_otherwise(text, rng) if place % 3 == 0 else text for place, text in enumerate(parts)]
    return "".join(text for place, text in enumerate(texts) if place % 3 != 2)


def _tracked(url: str, rng: Random) -> str:
    return url if rng.random() > SHARE else f"{url}?{rng.choice(CAMPAIGNS).format(rng.randrange(10**6))}"


def _figures(edition: str, rng: Random) -> str:
    """How long ago the article was published and how often it was read, as it stands beside its date."""
    ago = rng.choice(AGO[edition]).format(rng.randrange(2, 23))
    return (
        f' <span class="ago">{ago}</span> <span class="views">{VIEWS[edition]}: {rng.randrange(99_999)}</span>'
        f' <span class="comments">{rng.randrange(300)}</span>'
    )


def _advertisement(edition: str, rng: Random) -> str:
    """An advertisement between two paragraphs, or nothing."""
    if rng.random() > SHARE:
        return ""
    label, number = ADVERTISEMENT[edition], rng.randrange(10**6)
    return rng.choice(
        (
            f'<ins class="adsbygoogle" data-ad-slot="{number}"></ins><script>push({number})</script>\n',
            f'<div class="banner"><a href="https://ads.example/{number}"><img src="/banners/{number}.gif"></a></div>\n',
            f'<div class="advert"><span>{label}</span><iframe src="https://ads.example/{number}"></iframe></div>\n',
            f'<div id="ad-{number}" class="ad-slot">{label}</div>\n',
        )
    )


def _otherwise(text: str, rng: Random) -> str:
    """*text* between tags, with other characters that mean the same here and there."""
    if not text.strip():
        return rng.choice((text, text, f"{text}\n", f"{text} ")) if text else text
    return _LETTER.sub(lambda match: rng.choice(_SAME[match[0]]) if rng.random() < SHARE else match[0], text)
