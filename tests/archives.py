"""Archives for tests, written by the program's own writer."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from crawler.diff import changes
from crawler.items import Article, Paragraph, Removal
from crawler.jsonl import ArticleFiles, Draft, serialise
from crawler.ledger import Ledger

NOW = datetime(2024, 11, 22, 10, 3, tzinfo=timezone.utc)


def article(id: str, text: str = "Text.", *, published: str | None = None, at: datetime = NOW) -> Article:
    """The first record of an article."""
    edition = id.partition(":")[0]
    return Article(
        id=id,
        edition=edition,  # type: ignore[arg-type]
        url=f"https://{edition}.example/a-story-{id.partition(':')[2]}/",
        headline=f"Тақырып “{id}”, a comma\nand a line",
        in_language=edition,
        date_published=published,
        tags=("one", "two"),
        body=(Paragraph(text=text),),
        text=text,
        content_hash=text.encode().hex().rjust(64, "0")[:64],
        fetched_at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
        run_id="run",
        extractor="1",
    )


def changed(before: Article, text: str, *, at: datetime = NOW) -> Article:
    """The record after *before* when the article says *text*; it is restored if it was removed."""
    after = article(before.id, text, published=before.date_published, at=at)
    return replace(
        after,
        event="restored" if before.event == "removed" else "changed",
        revision=before.revision + 1,
        previous_hash=before.content_hash,
        changes=changes(before, after),
    )


def removed(before: Article, *, at: datetime = NOW) -> Article:
    """The record after *before* when the article is no more."""
    missing = Removal(last_seen=before.fetched_at, first_missed=before.fetched_at, sightings=4, evidence="status 404")
    return replace(
        before,
        event="removed",
        revision=before.revision + 1,
        previous_hash=before.content_hash,
        changes=(),
        removal=missing,
        fetched_at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
    )


def opened(data: Path) -> ArticleFiles:
    """The archive in the data directory *data*, to write to; it is made if it is not there."""
    data.mkdir(parents=True, exist_ok=True)
    return ArticleFiles(data / "articles", Ledger(data / "state.sqlite3"))


def write(files: ArticleFiles, articles: Sequence[Article], now: datetime = NOW) -> None:
    """Commit *articles* as a batch."""
    files.write([Draft(one, serialise(one)) for one in articles], now=now)


def compact(files: ArticleFiles) -> None:
    """Put compressed files in the place of all but the last of each edition."""
    for edition in files.directory.iterdir():
        for path in sorted(edition.glob("*.jsonl"))[:-1]:
            Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
