"""The raw archive through the rules of today: what records would say now, and how that is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import diff
from crawler.captures import RawFiles, find
from crawler.items import Article, KnownArticle, from_json, to_json
from crawler.jsonl import Draft, serialise
from crawler.ledger import LINK, Ledger, Link
from crawler.reread import Kept, NoArticleError, differing, read_kept, reread
from crawler.stories import Stories
from crawler.warc import UnreadableError
from crawler.zone import in_almaty

if TYPE_CHECKING:
    from crawler.run import Run
    from crawler.spans import Span
    from crawler.urls import Origins

AT_ONCE = 2_000
"""Records that are handed out together."""
EVER = 2**40
LONGEST = 300
"""Characters of a value that an example shows."""


class NotKeptError(Exception):
    """What a record was made of is not there. The message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record that was read again."""

    id: str
    kind: str
    """`same`, `other`, `removed` (it is left as it is), `not kept`, `no article`; `found`: it had no record so far."""
    reason: str = ""
    """Why it was not kept, or is no article."""
    fields: tuple[str, ...] = ()
    """What it would say otherwise."""
    examples: tuple[tuple[str, str], ...] = ()
    """For each of those how, as text."""
    line: bytes = b""
    """The record that would be written."""


class Reader:
    """Reads records of the archive in *data_dir* again; one for each process."""

    def __init__(self, data_dir: Path, origins: Origins, ledger: Ledger) -> None:
        self.raw = RawFiles(data_dir / "raw")
        self.origins = origins
        self.ledger = ledger

    def again(self, known: Article) -> Article:
        """*known* as the rules of today read what it was made of.

        :raises NotKeptError: if that is not there; :raises NoArticleError: if they find no article in it.
        """
        link = self.ledger.links([known.id]).get(known.id)
        at = int(in_almaty(known.fetched_at).timestamp())
        kept = self._kept(link.pk, at) if link else None
        if kept is None or kept.at // 1000 != at:
            raise NotKeptError("it was not kept")
        return reread(known, kept, self.origins, Stories(self.origins).named_by(self.ledger, known.id))

    def _kept(self, page: int, at: int) -> Kept | None:
        """The last answer of *page* in or before the second *at*.

        :raises NotKeptError: if it cannot be read.
        """
        place = find(self.ledger, page, at)
        try:
            record = self.raw.load(place) if place else None
            content = record.content if record else b""
        except UnreadableError as error:
            raise NotKeptError(str(error)) from error
        if record is None:
            return None
        return Kept(
            record.url, record.at, record.status, record.content_type, content, rendered=record.type == "resource"
        )

    def found(self, link: Link) -> Outcome | None:
        """What today's rules make of the last answer for *link*, which earlier ones rejected; None: no article."""
        try:
            kept = self._kept(link.pk, EVER)
            article = read_kept(link.id, kept, self.origins, run_id="") if kept else None
        except (NotKeptError, NoArticleError):
            return None
        return Outcome(link.id, "found", line=serialise(article)) if article else None

    def outcome(self, line: bytes) -> Outcome:
        """What the rules of today make of the record in *line*."""
        known = from_json(from_line(line), KnownArticle)
        if known.removal is not None:
            return Outcome(known.id, "removed")
        try:
            again = self.again(known)
        except NotKeptError as error:
            return Outcome(known.id, "not kept", str(error))
        except NoArticleError as error:
            return Outcome(known.id, "no article", str(error))
        fields = differing(known, again)
        if not fields:
            return Outcome(known.id, "same")
        return Outcome(known.id, "other", "", fields, _examples(known, again, fields), serialise(again))


def from_line(line: bytes) -> dict[str, Any]:
    """The values of the record in *line*."""
    import json

    values: dict[str, Any] = json.loads(line)
    return values


def _examples(known: Article, again: Article, fields: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """For each of *fields* what is different: a diff where the text of it is compared, else both values."""
    told = {change.field: diff.readable([change]) for change in diff.changes(known, again)}
    before, after = to_json(known), to_json(again)
    return tuple((name, told.get(name) or f"- {_short(before[name])}\n+ {_short(after[name])}") for name in fields)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def revision(known: Article, again: Article, run_id: str) -> Article:
    """*again*, which the rules of today read out of what *known* was made of, as the revision after it."""
    return replace(
        again,
        event="reextracted",
        revision=known.revision + 1,
        previous_hash=known.content_hash,
        changes=diff.changes(known, again),
        run_id=run_id,
    )


def apply(run: Run, outcomes: Iterable[Outcome], size: int) -> Iterator[Outcome]:
    """Write those of *outcomes* that are other or found, *size* at a time, as records of *run*; all pass through.

    :raises Problem: 74 if they cannot be written.
    """
    for outcome in outcomes:
        if outcome.kind == "found" and not run.ledger.revision(outcome.id):
            article = replace(from_json(from_line(outcome.line)), run_id=run.run_id)
            run.batch[article.id] = Draft(article, serialise(article))
        if outcome.kind == "other":
            known = run.files.read(outcome.id)
            again = from_json(from_line(outcome.line))
            if known is not None and known.revision == again.revision and known.event != "removed":
                article = revision(known, again, run.run_id)
                run.batch[article.id] = Draft(article, serialise(article))
        if len(run.batch) >= size:
            run.flush()
        yield outcome
    run.flush()


def rejected(ledger: Ledger, editions: Sequence[str], span: Span) -> list[Link]:
    """The links of *editions*, discovered in *span*, that the rules of some version rejected."""
    marks = ",".join("?" * len(editions))
    rows = ledger.query(
        f"SELECT {LINK} FROM link WHERE edition IN ({marks}) AND day BETWEEN ? AND ? AND state = 'rejected'"
        " AND extractor NOT NULL ORDER BY pk",
        *(*editions, span.since.isoformat(), span.until.isoformat()),
    )
    return [Link(*row) for row in rows]


def parts(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """*lines*, so many at a time."""
    lines = iter(lines)
    while some := list(islice(lines, AT_ONCE)):
        yield some
