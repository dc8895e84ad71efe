"""The record of an article: its fields, declared once, for the writer, the JSON Schema and the docs.

The attribute docstrings are the schema's descriptions (``scrapy schema``). Everything here is frozen: a record is
made by extraction, judged by the pipelines and written as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the body. ``type`` says which of the kinds below it is."""

    type: str
    """Kind of block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """A paragraph of running text."""

    type: Literal["paragraph"] = "paragraph"
    """Always `paragraph`."""
    text: str
    """Its text; a newline stands for a single line break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """A subhead inside the body."""

    type: Literal["heading"] = "heading"
    """Always `heading`."""
    level: int
    """2 to 6, as in HTML; 2 for a paragraph that is wholly bold."""
    text: str
    """Its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Block):
    """A block quotation (pull quote)."""

    type: Literal["quote"] = "quote"
    """Always `quote`."""
    text: str
    """Its text; paragraphs inside it are parted by one blank line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock(Block):
    """A bulleted or numbered list."""

    type: Literal["list"] = "list"
    """Always `list`."""
    ordered: bool
    """True for a numbered list."""
    items: tuple[str, ...]
    """The text of each item, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageBlock(Block):
    """A picture inside the body."""

    type: Literal["image"] = "image"
    """Always `image`."""
    url: str | None
    """Absolute address as published; null where only a credit is known."""
    caption: str | None = None
    """Caption, or null."""
    credit: str | None = None
    """Who made or owns the picture, without the label (`Photo: X` gives `X`), or null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed(Block):
    """A video, a post or another document shown inside the body."""

    type: Literal["embed"] = "embed"
    """Always `embed`."""
    url: str
    """Absolute address as published."""
    provider: str
    """Whose it is, in lower case: `youtube`, `telegram`, …, else the host's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """A table."""

    type: Literal["table"] = "table"
    """Always `table`."""
    rows: tuple[tuple[str, ...], ...]
    """Rows of cells, as text."""


BLOCKS: tuple[type[Block], ...] = (Paragraph, Heading, Quote, ListBlock, ImageBlock, Embed, Table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture: its address, caption and credit."""

    url: str | None
    """Absolute address as published; null where only a credit is known."""
    caption: str | None = None
    """Caption, or null."""
    credit: str | None = None
    """Who made or owns the picture, without the label (`Photo: X` gives `X`), or null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: where it leads and what it says."""

    url: str | None
    """Absolute address as published; null where only a title stands (in `related`)."""
    text: str
    """The text of the link, or the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """A place where a text was changed."""

    paragraph: int
    """Number of the paragraph of the earlier text that it begins in, from 1."""
    offset: int
    """How many characters of the earlier text stand before `removed`."""
    before: str
    """Unchanged text of the paragraph just before: some words, or all since the last change if that is near."""
    removed: str
    """What stood there, or an empty string."""
    added: str
    """What stands there now, or an empty string."""
    after: str
    """Unchanged text of the paragraph just after; empty if it is the `before` of the next change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that says something else than in the revision before."""

    field: str
    """Name of the field."""
    before: str | None
    """What it said, as text; null if nothing, and for `body`, which the revision before has."""
    after: str | None
    """What it says now, as text; null if nothing, and for `body`, which the record has."""
    hunks: tuple[Hunk, ...]
    """The places where the text differs, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Why an article counts as removed."""

    last_seen: str
    """When it was last there, in UTC: `2026-11-22T10:03:00Z`."""
    first_missed: str
    """When it was first found missing since, in UTC."""
    sightings: int
    """How often it was found missing, one time after the other."""
    evidence: str
    """What was answered last: `status 404`, `redirected to /`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One record: one revision of one article. A line of the JSON Lines files is one of these."""

    schema_version: int = SCHEMA_VERSION
    """Version of this schema."""
    event: Literal["new", "changed", "removed", "restored", "reextracted"] = "new"
    """Why the record was written. `new`: the first capture of an article; `changed`: it says something else than the
    record before; `removed`: it is no more, the record repeats what it said last; `restored`: it is there again;
    `reextracted`: newer rules read the same answer of the site otherwise than the record before."""
    id: str
    """`<edition>:<number>`, or `<edition>:<slug>` for a page without a number. The same article keeps its id."""
    edition: Literal["en", "ru", "kk"]
    """Edition of the site."""
    revision: int = 1
    """Counts the records of the article: 1 for the first capture, and one more for each record since."""
    url: str
    """Where the article finally was, canonical: final slash, no query, no fragment."""
    headline: str
    """The `h1`, unless absent, repeated or the site's name; then JSON-LD, then OpenGraph, without the site's name."""
    description: str | None = None
    """Summary the page gives of itself, or null."""
    in_language: str
    """Language of the edition (BCP 47): `en`, `ru` or `kk`."""
    date_published: str | None = None
    """ISO 8601 to the second, with the offset that Almaty had on that date; null if the page gives no date."""
    date_published_raw: str | None = None
    """The string on the page that `date_published` was read from, or null."""
    date_modified: str | None = None
    """Last change as the page gives it, in the form of `date_published`, or null."""
    authors: tuple[str, ...] = ()
    """Persons who wrote it, in order; never the outlet itself."""
    original_author: str | None = None
    """The name in a closing `Original Author:` line, or null."""
    section: str | None = None
    """Section of the site, or null."""
    tags: tuple[str, ...] = ()
    """Tags in order, unique without regard to case."""
    image: Image | None = None
    """The lead picture, or null."""
    images: tuple[Image, ...] = ()
    """The pictures inside the body, in order."""
    body: tuple[Block, ...] = ()
    """The body, block by block, in order."""
    text: str = ""
    """The body as plain text: paragraphs, headings, quotes, list items and table rows, parted by one blank line."""
    word_count: int = 0
    """Number of words in `text`, parted by white space."""
    sources: tuple[str, ...] = ()
    """Outlets the article cites, as it names them."""
    links: tuple[Link, ...] = ()
    """Links inside the text of the body."""
    related: tuple[Link, ...] = ()
    """What "read also" lines point to."""
    translations: dict[str, str] = field(default_factory=dict)
    """Edition to absolute address of the same story there, where this page says so or that one does."""
    content_hash: str
    """SHA-256 in hexadecimal over what the article says. Same content, same hash."""
    previous_hash: str | None = None
    """`content_hash` of the record before; null for the first."""
    changes: tuple[Change, ...] = ()
    """What it says otherwise than the record before, field by field."""
    removal: Removal | None = None
    """Why it counts as removed; null unless it does."""
    duplicate_of: str | None = None
    """Id of the article of the edition that told the same story first, by order of capture (within a batch of number);
    null if none did."""
    similarity: float | None = None
    """How similar that one is: 1 for the same words in the same order, else less; null if there is none."""
    provenance: dict[str, str] = field(default_factory=dict)
    """Field to the source that gave it: `site:…` (a selector of the site), `jsonld`, `og`, `meta`, `generic`, …; after
    `kept:`, the record before: what the page gave was not believed."""
    fetched_at: str
    """When the page was fetched, in UTC: `2026-11-22T10:03:00Z`."""
    run_id: str
    """The run that wrote the record."""
    extractor: str
    """Version of the extraction rules that read the page: a number and a hash of their sources, `1-5e0d92ac`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle(Article):
    """A record that the archive has already: passed through to feeds as it is stored, written nowhere again."""


def to_json(value: Any) -> Any:
    """*value* (a record, a part of one, or a plain value) as what :mod:`json` takes: dicts, lists and scalars."""
    if is_dataclass(value):
        return {name: to_json(part) for name, part in parts(value).items()}
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


def parts(value: Any) -> dict[str, Any]:
    """The fields of *value*, a record or a part of one, in their order: what :func:`json.dumps` takes as `default`."""
    kind = type(value)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind))
    return {name: getattr(value, name) for name in _NAMES[kind]}


_NAMES: dict[type, tuple[str, ...]] = {}


def from_json(record: dict[str, Any], kind: type[Article] = Article) -> Article:
    """The record that :func:`to_json` made *record* of.

    :raises KeyError, TypeError: if *record* is not of this shape.
    """
    values: dict[str, Any] = dict(record)
    blocks = {cls.__dataclass_fields__["type"].default: cls for cls in BLOCKS}
    values["body"] = tuple(blocks[block["type"]](**_frozen(block)) for block in record["body"])
    values["image"] = Image(**record["image"]) if record["image"] else None
    values["images"] = tuple(Image(**image) for image in record["images"])
    values["links"] = tuple(Link(**link) for link in record["links"])
    values["related"] = tuple(Link(**link) for link in record["related"])
    for name in ("authors", "tags", "sources"):
        values[name] = tuple(record[name])
    values["changes"] = tuple(
        Change(**{**change, "hunks": tuple(Hunk(**hunk) for hunk in change["hunks"])}) for change in record["changes"]
    )
    values["removal"] = Removal(**record["removal"]) if record["removal"] else None
    return kind(**values)


def _frozen(block: dict[str, Any]) -> dict[str, Any]:
    """*block* with its lists, and the lists in them, as tuples."""
    return {
        key: tuple(tuple(row) if isinstance(row, list) else row for row in value) if isinstance(value, list) else value
        for key, value in block.items()
    }
