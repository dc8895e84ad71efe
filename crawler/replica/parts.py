"""Parts of an article's body: each is its markup together with what a perfect reader makes of it.

``blocks``, ``links`` and ``related`` have the JSON shape of :mod:`crawler.items`; addresses in them stand as they do in
the markup and become absolute when the truth about a page is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as html_escape
from random import Random
from typing import Any

JsonObject = dict[str, Any]

_ENTITIES = str.maketrans({"—": "&mdash;", "«": "&laquo;", "»": "&raquo;", "“": "&ldquo;", "”": "&rdquo;"})
PROVIDERS = {"www.youtube.com": "youtube", "player.vimeo.com": "vimeo", "t.me": "telegram", "rutube.ru": "rutube"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a body."""

    html: str
    """Markup, as it stands in the body's container."""
    blocks: tuple[JsonObject, ...] = ()
    """What the part adds to `body`."""
    links: tuple[JsonObject, ...] = ()
    """What it adds to `links`."""
    related: tuple[JsonObject, ...] = ()
    """What it adds to `related`."""


def escape(text: str) -> str:
    """*text* as HTML text."""
    return html_escape(text, quote=False) if "&" in text or "<" in text else text


def attribute(text: str) -> str:
    """*text* as the value of a double-quoted attribute."""
    return html_escape(text)


def noisy(text: str, rng: Random) -> str:
    """*text* as HTML, written the way people and editors write it: it still reads as exactly *text*."""
    html, kind = escape(text), rng.random()
    if kind < 0.12:
        return html.translate(_ENTITIES)
    if kind < 0.24:
        return html.replace(" ", "&nbsp;", 2)
    if kind < 0.30:
        head, space, tail = html.partition(" ")
        return f"{head}{space}\n\t {tail}" if space else html
    if kind < 0.34:
        return html.replace("o", "o\u200b", 1).replace("т", "т&#8203;", 1)
    if kind < 0.38:
        return html.replace("ent", "en&shy;t", 1).replace("ста", "с&shy;та", 1)
    if kind < 0.42:
        return html.replace("й", "и\u0306").replace("ё", "е\u0308")
    return html


def marked_up(text: str, rng: Random, link: str | None = None) -> tuple[str, tuple[JsonObject, ...]]:
    """*text* as HTML with inline markup around a few of its words (an ``a`` if *link* is given), and its links."""
    words = text.split(" ")
    if len(words) < 6:
        return noisy(text, rng), ()
    start = 1 + int(rng.random() * (len(words) - 5))
    before, inner, after = (" ".join(part) for part in (words[:start], words[start : start + 3], words[start + 3 :]))
    if link is not None:
        opening, closing = f'<a href="{attribute(link)}" target="_blank" rel="noopener">', "</a>"
    else:
        tag = rng.choice(("b", "i", "strong", "em", 'span style="font-weight: 400;"'))
        opening, closing = f"<{tag}>", f"</{tag.split()[0]}>"
    html = f"{noisy(before, rng)} {opening}{noisy(inner, rng)}{closing} {noisy(after, rng)}"
    return html, ({"url": link, "text": inner},) if link is not None else ()


def paragraph(text: str, html: str | None = None, links: tuple[JsonObject, ...] = ()) -> Part:
    """A paragraph; *html* is its inner markup, by default *text*."""
    inner = escape(text).replace("\n", "<br>\n") if html is None else html
    return Part(f"<p>{inner}</p>", (paragraph_block(text),), links)


def paragraph_block(text: str) -> JsonObject:
    """A paragraph in the JSON shape."""
    return {"type": "paragraph", "text": text}


def heading(text: str, level: int = 2, markup: str = "<h{level}>{text}</h{level}>") -> Part:
    """A subhead; *markup* says how it is written."""
    block = {"type": "heading", "level": level, "text": text}
    return Part(markup.format(level=level, text=escape(text)), (block,))


def quote(texts: Sequence[str], markup: str = "paragraphs") -> Part:
    """A quotation of several paragraphs; *markup* is ``paragraphs``, ``breaks`` or ``bare`` (one paragraph)."""
    if markup == "paragraphs":
        inner = "".join(f"<p>{escape(text)}</p>" for text in texts)
    else:
        inner = "<br><br>".join(map(escape, texts))
    return Part(f"<blockquote>{inner}</blockquote>", ({"type": "quote", "text": "\n\n".join(texts)},))


def bullets(items: Sequence[str], ordered: bool = False, html: Sequence[str] | None = None) -> Part:
    """A list; *html* gives the items' inner markup."""
    tag = "ol" if ordered else "ul"
    inner = "".join(f"<li>{item}</li>\n" for item in (html or list(map(escape, items))))
    return Part(f"<{tag}>\n{inner}</{tag}>", ({"type": "list", "ordered": ordered, "items": list(items)},))


def table(rows: Sequence[Sequence[str]], head: bool = False) -> Part:
    """A table; with *head* its first row is one of ``th``."""
    lines = []
    for index, row in enumerate(rows):
        tag = "th" if head and index == 0 else "td"
        lines.append("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>")
    html = '<table style="width:100%"><tbody>' + "\n".join(lines) + "</tbody></table>"
    return Part(html, ({"type": "table", "rows": [list(row) for row in rows]},))


def picture(url: str | None, caption: str | None = None, credit: str | None = None, label: str = "Photo") -> Part:
    """A picture in the body, with its caption in a ``figcaption`` and its credit on a line of its own after it."""
    image = f'<img src="{attribute(url)}" alt="" width="1440" height="810" loading="lazy">' if url else ""
    if caption is not None:
        html = f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>"
    else:
        html = f'<p style="text-align:center">{image}</p>'
    if credit is not None:
        html += f"\n<p>{label}: {escape(credit)}</p>"
    return Part(html, ({"type": "image", "url": url, "caption": caption, "credit": credit},))


def embed(url: str, provider: str | None = None) -> Part:
    """Something shown in a frame."""
    host = url.split("/")[2] if "//" in url else ""
    html = f'<iframe width="100%" height="450" src="{attribute(url)}" frameborder="0" allowfullscreen></iframe>'
    return Part(f"<p>{html}</p>", ({"type": "embed", "url": url, "provider": provider or PROVIDERS.get(host, host)},))


def read_also(label: str, titles: Sequence[tuple[str | None, str]], form: str) -> Part:
    """A "read also" block to *titles* (address or None, title), in one of the forms the site uses.

    ``inside``: links after the bold label; ``bold``: label and links all bold; ``break``: after a line break;
    ``list``: a list after the label; ``following``: paragraphs after the label; ``bare``: a list without a label;
    ``plain``: bold titles without links.
    """
    written = [f'<a href="{attribute(url)}">{escape(text)}</a>' if url else escape(text) for url, text in titles]
    html = {
        "inside": lambda: f"<p><b>{label}:</b> {'; '.join(written)}</p>",
        "bold": lambda: f"<p><b>{label}: {written[0]}</b></p>",
        "plain": lambda: f"<p><b>{label}: {written[0]}</b></p>",
        "break": lambda: f"<p><b>{label}:</b><br>{'<br>'.join(written)}</p>",
        "list": lambda: f"<p><b>{label}</b></p>\n<ul>{''.join(f'<li>{one}</li>' for one in written)}</ul>",
        "following": lambda: f"<p><b>{label}:</b></p>" + "".join(f"\n<p>{one}</p>" for one in written),
        "bare": lambda: f"<ul>{''.join(f'<li>{one}</li>' for one in written)}</ul>",
    }[form]()
    return Part(html, related=tuple({"url": url, "text": text} for url, text in titles))


def parts_of(body: str | Iterable[JsonObject | Part], label: str = "Photo") -> tuple[Part, ...]:
    """Parts for *body*: text whose paragraphs are parted by blank lines, or blocks in the JSON shape, or parts."""
    if isinstance(body, str):
        return tuple(paragraph(text) for text in body.split("\n\n") if text.strip())
    return tuple(block if isinstance(block, Part) else _part_of(block, label) for block in body)


def _part_of(block: Mapping[str, Any], label: str) -> Part:
    values = {key: value for key, value in block.items() if key != "type"}
    if block["type"] == "quote":
        return quote(values["text"].split("\n\n"))
    if block["type"] == "image":
        return picture(**values, label=label)
    makers: dict[str, Callable[..., Part]] = {
        "paragraph": paragraph,
        "heading": heading,
        "list": bullets,
        "embed": embed,
        "table": table,
    }
    return makers[block["type"]](**values)


def text_of(blocks: Iterable[JsonObject]) -> str:
    """The plain text of *blocks*."""
    pieces: list[str] = []
    for block in blocks:
        if block["type"] == "list":
            pieces += block["items"]
        elif block["type"] == "table":
            pieces += (" | ".join(row) for row in block["rows"])
        elif "text" in block:
            pieces.append(block["text"])
    return "\n\n".join(pieces)
