"""A start of the cron job while another run is at work ends here, before most of the program is imported.

Importing it is what such a start would take its time for: half of it, whatever the machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crawler import console, damping
from crawler.lock import Lock

CRON_LINE = ["crawl", "latest"]


def turn_away(arguments: list[str], data_dir: str) -> None:
    """End a start of ``scrapy crawl latest`` that does not wait, if another run is at work on *data_dir*.

    Only what is plain: a start with other options, or one that waits, is judged by the command itself.

    :param arguments: those after ``scrapy``.
    :raises Problem: 75.
    """
    options, values = arguments[2::2], arguments[3::2]
    plain = arguments[:2] == CRON_LINE and len(options) == len(values) and {*options} <= {"-s", "-a"}
    if not plain or any(value.startswith("wait") for value in values):
        return
    given = [value.partition("=")[2] for value in values if value.startswith("ORDA_DATA_DIR=")]
    try:
        lock = Lock(Path(given[-1] if given else data_dir).expanduser().absolute() / "lock")
    except (OSError, RuntimeError, ValueError):  # the command says so
        return
    if lock.held():
        console.command = "scrapy crawl"
        problem = lock.busy()
        if not sys.stderr.isatty():
            damping.tell(lock.path.parent, CRON_LINE[1], problem)
        raise problem
