"""``scrapy show``: one stored article as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler import records
from crawler.cli import OrdaCommand, id_of, open_to_read, origins_of
from crawler.reading import history, readable
from crawler.run import USAGE, Problem
from crawler.stories import Stories

if TYPE_CHECKING:
    import argparse

    from crawler.jsonl import ArticleFiles
    from crawler.records import Record


class Command(OrdaCommand):
    """Show a stored article."""

    def syntax(self) -> str:
        return "<id or address>"

    def short_desc(self) -> str:
        return "Show one stored article as a person reads it"

    def long_desc(self) -> str:
        return (
            "Show one stored article, by id (en:9716) or by address in any of its forms, as a person reads it, with"
            " what became of it since; `scrapy changes` shows that in full."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise Problem(USAGE, "give one id (en:9716) or address")
        id = id_of(args[0], self.settings)
        _, files = open_to_read(self.settings)
        found = records_of(files, id)
        last = records.linked(files, Stories(origins_of(self.settings)), found[-1:])
        articles = [record.article() for record in [*found[:-1], *last]]
        print(f"{readable(articles[-1])}\n\n{history(articles)}")


def records_of(files: ArticleFiles, id: str) -> list[Record]:
    """All records of the article *id*, in order.

    :raises Problem: 64 if there is none.
    """
    found = records.history(files, id)
    if not found:
        link = files.ledger.links([id]).get(id)
        state = f"{link.state} ({link.reason or 'not tried yet'})" if link else "unknown"
        raise Problem(USAGE, f"there is no record of {id}: it is {state}")
    return found
