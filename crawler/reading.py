"""A record as a person reads it: plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from crawler import diff
from crawler.items import Article, Block, Embed, Heading, ImageBlock, ListBlock, Paragraph, Quote, Table
from crawler.zone import in_almaty

WIDTH = 88


def readable(article: Article) -> str:
    """*article* as text in lines of at most 88 columns, without control characters."""
    about = [
        ("published", article.date_published),
        ("modified", article.date_modified),
        ("by", ", ".join(article.authors) or article.original_author),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("cites", ", ".join(article.sources)),
        ("address", article.url),
        *(("also in", url) for url in article.translations.values()),
        (
            "record",
            f"{article.id}, revision {article.revision}, fetched {in_almaty(article.fetched_at).isoformat()},"
            f" {article.word_count} words",
        ),
        ("removed", _missing(article)),
        ("same as", article.duplicate_of and f"{article.duplicate_of}, similarity {article.similarity}"),
    ]
    parts = [_wrap(article.headline), "\n".join(f"{name:<10}{value}" for name, value in about if value)]
    if article.image is not None:
        parts.append(_picture(article.image.url, article.image.caption, article.image.credit))
    parts += [_block(block) for block in article.body]
    if article.related:
        parts.append(
            "Read also:\n" + "\n".join(_wrap(f"{link.text} {link.url or ''}", "  - ") for link in article.related)
        )
    return _shown("\n\n".join(parts))


def history(records: Iterable[Article]) -> str:
    """The *records* of an article as text, a line for each."""
    return _shown("\n".join(["History:", *(f"  {_told(record)}" for record in records)]))


def entry(record: Article) -> str:
    """*record* as a part of a history: when it was fetched, what happened, and what it changed, as a diff."""
    parts = [f"{record.id}, {_told(record)}\n{_wrap(record.headline)}"]
    if record.removal is not None:
        parts.append(_wrap(_missing(record)))
    if record.changes:
        parts.append(diff.readable(record.changes))
    return _shown("\n\n".join(parts))


def _told(record: Article) -> str:
    """What became of the article with *record*, in one line."""
    why = record.removal.evidence if record.removal else ", ".join(change.field for change in record.changes)
    when = in_almaty(record.fetched_at).isoformat()
    return f"revision {record.revision}, {when}: {record.event}{f' ({why})' if why else ''}"


def _missing(article: Article) -> str:
    """Why *article* counts as removed; empty if it does not."""
    removal = article.removal
    if removal is None:
        return ""
    last, first = (in_almaty(moment).isoformat() for moment in (removal.last_seen, removal.first_missed))
    return f"{removal.evidence}; last seen {last}, found missing {removal.sightings} times since {first}"


def _shown(text: str) -> str:
    """*text* without control characters, which a terminal would obey."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def _wrap(text: str, indent: str = "") -> str:
    """*text* in lines, each line of its own kept; the first with *indent*, the others as deep."""
    lines = text.split("\n")
    return "\n".join(
        textwrap.fill(line, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent), break_on_hyphens=False)
        for line in lines
    )


def _picture(url: str | None, caption: str | None, credit: str | None) -> str:
    told = " — ".join(part for part in (caption, credit and f"Photo: {credit}", url) if part)
    return f"[picture: {told}]"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return _wrap(block.text, "#" * block.level + " ")
    if isinstance(block, Quote):
        return textwrap.indent(_wrap(block.text), "  > ", lambda _: True)
    if isinstance(block, ListBlock):
        return "\n".join(
            _wrap(item, f"  {number}. " if block.ordered else "  - ") for number, item in enumerate(block.items, 1)
        )
    if isinstance(block, ImageBlock):
        return _picture(block.url, block.caption, block.credit)
    if isinstance(block, Embed):
        return f"[{block.provider}: {block.url}]"
    if isinstance(block, Table):
        return "\n".join("  " + " | ".join(row) for row in block.rows)
    assert isinstance(block, Paragraph)
    return _wrap(block.text)
