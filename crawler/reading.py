"""A record as a person reads it: plain text for a terminal."""

from __future__ import annotations

import textwrap

from crawler.items import Article, Block, Embed, Heading, ImageBlock, ListBlock, Paragraph, Quote, Table

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
        (
            "record",
            f"{article.id}, revision {article.revision}, fetched {article.fetched_at}, {article.word_count} words",
        ),
    ]
    parts = [_wrap(article.headline), "\n".join(f"{name:<10}{value}" for name, value in about if value)]
    if article.image is not None:
        parts.append(_picture(article.image.url, article.image.caption, article.image.credit))
    parts += [_block(block) for block in article.body]
    if article.related:
        parts.append(
            "Read also:\n" + "\n".join(_wrap(f"{link.text} {link.url or ''}", "  - ") for link in article.related)
        )
    return "".join(c for c in "\n\n".join(parts) if c.isprintable() or c == "\n")


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
