"""``scrapy quarantine``: answers that were no articles, and what is to be done with them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from crawler.cli import OrdaCommand, open_to_read, origins_of
from crawler.commands.crawl import Command as Crawl
from crawler.quarantine import Case, Quarantine
from crawler.redrive import RedriveArguments, RedriveSpider
from crawler.run import USAGE, Problem

if TYPE_CHECKING:
    import argparse

    from crawler.urls import Origins

MOST = 2**63 - 1
"""No number is larger."""
WAIT = 60.0
"""Seconds for which another run is waited for."""


class Command(OrdaCommand):
    """List, show and send through again what is in quarantine."""

    def syntax(self) -> str:
        return "[number, id or address]"

    def short_desc(self) -> str:
        return "Answers that were no articles: list them, show one, send them through again"

    def long_desc(self) -> str:
        return (
            "Without an argument, list the answers in quarantine: number, when, verdict and evidence, bytes, address."
            " With a number, an id (en:9716) or an address, show one, with its body. With --redrive, send them all, or"
            " that one, through today's code again: what is an article now is stored, the others stay. Nothing is asked"
            " of the site."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--redrive", action="store_true", help="send them through again")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) > 1 or args == [""]:
            raise Problem(USAGE, "give one number, id or address")
        ledger, _ = open_to_read(self.settings)
        quarantine = Quarantine(ledger)
        cases = quarantine.cases() if not args else [find(quarantine, args[0], origins_of(self.settings))]
        body = quarantine.body(cases[0]) if args else None
        ledger.close()
        if opts.redrive:
            self.exitcode = self.redrive(cases[0].pk if args else None, opts)
        elif args:
            show(cases[0], body)
        else:
            print("\n".join(map(line, cases)) or "nothing is in quarantine")

    def redrive(self, pk: int | None, opts: argparse.Namespace) -> int:
        """Send the answer with the number *pk*, or all, through again; the exit code of that."""
        crawl = Crawl()
        crawl.settings, crawl.spider = self.settings, RedriveSpider
        crawl.arguments = RedriveArguments(title="quarantine --redrive", wait=WAIT, pk=pk)
        opts.spargs = {}
        crawl.run([], opts)
        return crawl.exitcode


def find(quarantine: Quarantine, text: str, origins: Origins) -> Case:
    """The case with the number *text*, or from the address *text*, or the last of the article that *text* names.

    :raises Problem: 64 if there is none.
    """
    if text.isdecimal():
        found = quarantine.cases(pk=min(int(text[:20]), MOST))
    else:
        id = origins.id_of(text)
        found = [
            case
            for case in quarantine.cases()
            if case.url == text or (id and (address := origins.article(case.url)) and address.id == id)
        ]
    if not found:
        raise Problem(USAGE, f"there is nothing of {text} in quarantine")
    return next((case for case in found if case.url == text), found[-1])


def line(case: Case) -> str:
    """*case* in one line."""
    reason = f" ({case.reason})" if case.reason else ""
    return f"{case.pk:>6}  {_when(case)}  {case.verdict}{reason}  {case.size}  {_plain(case.url)}"


def show(case: Case, body: bytes | None) -> None:
    """Print *case* and its *body*, as far as a terminal should have that."""
    about = {
        "number": str(case.pk),
        "address": case.url,
        "fetched": _when(case),
        "asked for": case.kind,
        "verdict": case.verdict,
        "evidence": case.reason,
        "status": str(case.status),
        "type": case.content_type or "",
        "by": "a browser" if "playwright" in case.flags else "",
        "rules": case.extractor,
        "size": f"{case.size} bytes" + ("" if body is not None else ", not kept"),
    }
    print("\n".join(f"{name:<11}{_plain(value)}" for name, value in about.items() if value))
    if body:
        print("\n" + "".join(c for c in body.decode("utf-8", "replace") if c.isprintable() or c == "\n"))


def _when(case: Case) -> str:
    return f"{datetime.fromtimestamp(case.fetched_at, timezone.utc):%Y-%m-%dT%H:%M:%SZ}"


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
