"""This crawler, with lines written as FEEDS write them: appended, not synced, and with no ledger that takes note.

python appended.py crawl latest …        # all else as `scrapy crawl`
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from scrapy.cmdline import execute

from crawler.jsonl import ArticleFiles, Draft

_open: dict[Path, BinaryIO] = {}


def write(self: ArticleFiles, drafts: Iterable[Draft], *, now: datetime) -> None:
    """Append *drafts* to their edition's file."""
    with self.ledger.transaction():  # what relates stories is no matter of how they are written
        for draft in self.related(list(drafts)):
            path = self.path(draft.article.edition, f"{now:%Y-%m-%d}.jsonl")
            if path not in _open:
                path.parent.mkdir(parents=True, exist_ok=True)
                _open[path] = path.open("ab")
            _open[path].write(draft.raw)


if __name__ == "__main__":
    ArticleFiles.write = write  # type: ignore[method-assign]
    execute()
