"""What is judged before most of the program is imported: a command that there is not, a start that has to wait.

A start of the cron job while another run is at work would take half its time for importing what it does not need.
"""

from __future__ import annotations

import importlib.util
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path

from crawler import console, damping
from crawler.endings import USAGE, Problem
from crawler.lock import Lock

CRON_LINE = ["crawl", "latest"]


def check_command(arguments: list[str], packages: Iterable[str]) -> None:
    """Refuse a command that none of *packages* has; Scrapy would exit 2 in words of its own.

    :param arguments: those after ``scrapy``.
    :raises Problem: 64.
    """
    name = next((argument for argument in arguments if not argument.startswith("-")), None)
    found = [importlib.util.find_spec(package) for package in packages]
    places = [place for spec in found if spec for place in spec.submodule_search_locations or ()]
    names = [module.name for module in pkgutil.iter_modules(places)]
    if name is not None and name not in names:
        import difflib  # here: only what is wrong needs it

        near = difflib.get_close_matches(name, names, 1)
        raise Problem(
            USAGE, f"there is no command {name}: {f'did you mean {near[0]}?' if near else 'see scrapy --help'}"
        )


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
