"""Writes the invented articles: the same seed, edition and key give the same story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from random import Random

from crawler.replica import parts
from crawler.replica.clock import almaty
from crawler.replica.parts import Part
from crawler.replica.prose import Picker, headline, sentence, sentences, slug_of
from crawler.replica.story import Looks, Story

RELATED = 6
"""How many older articles a story may point to, each of them once."""

Titles = Sequence[tuple[str, str]]
"""Path and headline of other articles."""


class Writer:
    """Writes the stories of one edition."""

    def __init__(self, seed: int, edition: str) -> None:
        self.seed = seed
        self.edition = edition

    def headline(self, key: int, *, legacy: bool = False) -> str:
        """The headline of the article *key*."""
        return headline(self.edition, self._rng(key, "headline"), legacy=legacy)

    def looks(self, key: int) -> Looks:
        """How the page of the article *key* is marked up."""
        rng = self._rng(key, "looks")
        og, jsonld = rng.random() < 0.92, rng.choice(("", "", "object", "array", "graph", "comma", "several"))
        return Looks(
            dated=rng.choices(("offset", "utc", "text", "link"), (60, 12, 16, 12))[0],
            h1=not og or rng.random() < 0.96,
            og=og,
            og_times=rng.random() < 0.4,
            jsonld=jsonld,
            credit=rng.choice(("first", "first", "first", "italic", "between", "picture")),
            keywords=rng.choice(("none", "other", "other", "other", "other", "instead")),
            canonical=rng.random() < 0.8,
            hreflang=rng.random() < 0.6,
            switch=rng.random() < 0.6,
            final_slash=rng.random() < 0.7,
            weight=rng.randrange(46_500, 53_500),
        )

    def story(self, key: int, published: float, older: Titles, *, legacy: bool = False) -> Story:
        """The article *key*, published at *published* (seconds since the epoch), which may point to *older* ones."""
        rng = self._rng(key, "story")
        picker, looks = Picker(self.edition, rng), self.looks(key)
        body = _Body(self.edition, picker, older, published, legacy)
        body.write(trailing_list=rng.random() < 0.12)
        translated = self.edition == "en" and not body.closed and rng.random() < 0.5
        has_picture = rng.random() < 0.94
        tags = list(dict.fromkeys(picker.one("tag") for _ in range(rng.randrange(6))))
        if tags and rng.random() < 0.06:
            tags.append(tags[0].upper())
        return Story(
            headline=self.headline(key, legacy=legacy),
            description=f"{sentence(picker, self.edition)}." if rng.random() < 0.8 else None,
            authors=(picker["person"],) if looks.jsonld and rng.random() < 0.5 else (),
            original_author=picker["person"] if translated else None,
            section=picker.one("section") if rng.random() < 0.6 else None,
            tags=tuple(tags),
            picture=body.picture_path() if has_picture else None,
            label=picker.one("label"),
            credit=picker.one("credit") if rng.random() < 0.85 else None,
            parts=tuple(body.parts),
            sources=tuple(body.sources),
            looks=looks,
        )

    def _rng(self, key: int, purpose: str) -> Random:
        return Random(f"{self.seed}/{self.edition}/{key}/{purpose}")


_HEADINGS = (
    (2, "<h2>{text}</h2>"),
    (3, "<h3>{text}</h3>"),
    (2, "<p><b>{text}</b></p>"),
    (2, "<p><strong>{text}</strong></p>"),
)
_HEADINGS_OF_OLD = ((2, '<h2 class="wp-block-heading">{text}</h2>'), (4, "<h4><strong>{text}</strong></h4>"))
"""Level and markup of subheads, today and before the CMS move."""


class _Body:
    """A body in the making."""

    def __init__(self, edition: str, picker: Picker, older: Titles, published: float, legacy: bool) -> None:
        self.edition = edition
        self.picker = picker
        self.rng = picker.rng
        self.older = list(older)
        """Those it does not point to yet."""
        self.published = published
        self.legacy = legacy
        self.parts: list[Part] = []
        self.sources: list[str] = []
        self.closed = False
        """Whether the body ends in a list of links that nothing may follow."""

    def write(self, trailing_list: bool) -> None:
        """Fill the body: a lead, then a mixture that every page has some of."""
        self._lead()
        kinds = [self._heading, self._quote, self._list, self._breaks, self._bold]
        rare = [self._table, self._embed, self._loose, self._decoy, self._links, self._wrapped, self._script]
        chosen = self.rng.sample(kinds, 3) + self.rng.sample(rare, 2) + [self._picture] * (self.rng.random() < 0.6)
        if self.rng.random() < 0.6:
            chosen.append(self._read_also)
        self.rng.shuffle(chosen)
        for kind in chosen:
            kind()
            for _ in range(self.rng.randrange(1, 4)):
                self._paragraph()
        if trailing_list and self.older:
            self.parts.append(parts.read_also("", self._titles(2), "bare"))
            self.closed = True

    def picture_path(self) -> str:
        """A new picture's path: a size of an upload, or on old pages the upload itself."""
        day = almaty_month(self.published)
        name = f"{slug_of(self.picker['place'])}-{int(self.rng.random() * 1e6):06d}"
        if self.legacy:
            return f"/uploads/sites/2/{day[:4]}/{day[5:]}/{name}.jpeg"
        return f"/uploads/posts/{day}/sizes/1440x810/{name}.webp"

    def _sentences(self, low: int, high: int) -> str:
        return sentences(self.picker, self.edition, self.rng.randrange(low, high + 1))

    def _lead(self) -> None:
        text = sentence(self.picker, self.edition).removesuffix(".")
        if self.rng.random() < 0.6:
            outlet = self.picker.one("outlet")
            self.sources.append(outlet)
            text += self.picker.one("cite").format(outlet=outlet)
        else:
            text += self.picker.one("report")
        html = parts.noisy(text, self.rng)
        self.parts.append(parts.paragraph(text, f"<b>{html}</b>" if self.rng.random() < 0.2 else html))

    def _paragraph(self) -> None:
        text = self._sentences(1, 4)
        link = None
        if self.rng.random() < 0.2:
            internal = self.older and self.rng.random() < 0.5
            link = self.older[0][0] if internal else "https://stat.example/report?year=2026&utm_source=orda"
        html, links = parts.marked_up(text, self.rng, link)
        self.parts.append(parts.paragraph(text, html, links))

    def _heading(self) -> None:
        level, markup = self.rng.choice(_HEADINGS_OF_OLD if self.legacy else _HEADINGS)
        self.parts.append(parts.heading(self.picker.one("heading"), level, markup))
        self._paragraph()

    def _quote(self) -> None:
        markup = self.rng.choice(("paragraphs", "paragraphs", "breaks", "bare"))
        texts = [self._sentences(1, 3) for _ in range(1 if markup == "bare" else 2)]
        self.parts.append(parts.quote(texts, markup))

    def _list(self) -> None:
        patterns = self.rng.sample(self.picker.words["item"], self.rng.randrange(2, 6))
        items = [self.picker.fill(pattern) for pattern in patterns]
        html = [parts.noisy(item, self.rng) for item in items]
        self.parts.append(parts.bullets(items, self.rng.random() < 0.3, html))

    def _breaks(self) -> None:
        first, second, third = (self._sentences(1, 2) for _ in range(3))
        html = f"<p>{first}<br>\n{second}<br /><br />{third}</p>"
        blocks = (parts.paragraph_block(f"{first}\n{second}"), parts.paragraph_block(third))
        self.parts.append(Part(html, blocks))

    def _bold(self) -> None:
        text = f"{sentence(self.picker, self.edition)}."
        self.parts.append(parts.paragraph(text, f"<b>{parts.noisy(text, self.rng)}</b>"))

    def _table(self) -> None:
        picker, words = self.picker, self.picker.words
        rows = [[row, picker["n"], picker["n"]] for row in self.rng.sample(words["row"], 3)]
        self.parts.append(parts.table([list(words["column"]), *rows], head=self.rng.random() < 0.5))

    def _embed(self) -> None:
        name = "".join(self.rng.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(11))
        self.parts.append(parts.embed(f"https://www.youtube.com/embed/{name}"))

    def _loose(self) -> None:
        first, second = self._sentences(1, 2), self._sentences(1, 2)
        self.parts.append(Part(f"{first}<br><br>\n{second}", tuple(map(parts.paragraph_block, (first, second)))))
        self._paragraph()

    def _decoy(self) -> None:
        self._paragraph()
        self.parts.append(parts.paragraph(f"{self.rng.choice(self.picker.words['decoy'])}."))

    def _links(self) -> None:
        if not self.older:
            return
        part = parts.read_also("", self._titles(2), "bare")
        block = {"type": "list", "ordered": False, "items": [link["text"] for link in part.related]}
        self._paragraph()
        self.parts.append(Part(part.html, (block,), part.related))
        self._paragraph()

    def _wrapped(self) -> None:
        text = self._sentences(1, 3)
        self.parts.append(Part(f"<div>{parts.noisy(text, self.rng)}</div>", (parts.paragraph_block(text),)))
        self.parts.append(Part("<p>&nbsp;</p>"))

    def _script(self) -> None:
        self.parts.append(
            Part('<script>window.adQueue = window.adQueue || []; adQueue.push({"slot": "body"});</script>')
        )

    def _picture(self) -> None:
        caption = self.picker.one("caption") if self.legacy or self.rng.random() < 0.3 else None
        credit = self.picker.one("credit") if caption is None and self.rng.random() < 0.7 else None
        part = parts.picture(self.picture_path(), caption, credit, self.picker.one("label"))
        if self.legacy:
            part = replace(part, html=part.html.replace("<figure>", '<figure class="wp-block-image size-large">'))
        self.parts.append(part)

    def _read_also(self) -> None:
        if not self.older:
            return
        form = self.rng.choice(("inside", "bold", "break", "list", "following", "plain"))
        titles = self._titles(1 if form in ("inside", "bold", "plain") else 2)
        label = self.picker.one("readalso")
        if form == "plain":
            label, titles = self.picker.words["readalso"][0], [(None, text) for _, text in titles]
        self.parts.append(parts.read_also(label, titles, form))

    def _titles(self, count: int) -> list[tuple[str | None, str]]:
        titles, self.older = self.older[:count], self.older[count:]
        return list(titles)


def almaty_month(published: float) -> str:
    """Year and month, ``2026-11``, of *published* (seconds since the epoch) in Almaty."""
    return f"{almaty(datetime.fromtimestamp(published, timezone.utc)):%Y-%m}"
