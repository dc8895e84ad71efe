"""This crawler; in the end it prints how many seconds went into making its lines durable.

python durable.py crawl latest …        # all else as `scrapy crawl`

That is what it takes to write the articles of each batch, to sync them and to record them in the ledger, without what
appending the same lines to a file takes, as FEEDS do, and without telling whether they repeat a story.
"""

from __future__ import annotations

import atexit
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from scrapy.cmdline import execute

from crawler.jsonl import ArticleFiles, Draft

took = {"write": 0.0, "related": 0.0, "appended": 0.0}
plain = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the crawl lasts, as that of a feed is


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """*function*, whose seconds are counted as *name*."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            took[name] += time.perf_counter() - began

    return call


def append(drafts: Iterable[Draft]) -> None:
    """Write the lines of *drafts* as a feed would."""
    for draft in drafts:
        plain.write(draft.raw)
    plain.flush()


def main() -> None:
    """Crawl."""
    write, appended = timed("write", ArticleFiles.write), timed("appended", append)

    def both(self: ArticleFiles, drafts: Iterable[Draft], **kwargs: Any) -> None:
        drafts = list(drafts)
        appended(drafts)
        write(self, drafts, **kwargs)

    ArticleFiles.write = both  # type: ignore[method-assign]
    ArticleFiles.related = timed("related", ArticleFiles.related)  # type: ignore[method-assign]
    atexit.register(lambda: print(took["write"] - took["related"] - took["appended"]))
    execute()


if __name__ == "__main__":
    main()
