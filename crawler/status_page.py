"""``status.html``: the state of the archive as a page to look at. One file, no network, no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path

from crawler.packed import put
from crawler.status import EditionStatus, Status, size_of
from crawler.status_articles import latest, revisions
from crawler.status_parts import (
    KINDS,
    Source,
    articles_a_day,
    capture_lag,
    coverage,
    failures,
    gaps,
    language,
    runs,
    time_of,
)
from crawler.zone import ALMATY

__all__ = ["Source", "page", "write"]

STYLE = (Path(__file__).with_name("status.css")).read_text(encoding="utf-8")
SECTIONS: tuple[tuple[str, str, Callable[[Source], str]], ...] = (
    ("Articles a day", "articles", articles_a_day),
    ("Capture lag", "lag", capture_lag),
    ("Runs", "runs", runs),
    ("Failures", "failures", failures),
    ("Where fields come from", "fields", coverage),
    ("Open gaps", "gaps", gaps),
    ("Last articles", "latest", latest),
    ("Revisions and removals", "revisions", revisions),
)
"""Name, id and content of the parts; one without content is left out."""
STALE = "Runs renew this page: if that is more than an hour ago, cron does not start them, and what it says is old."
"""No page without a script can know how old it is."""


def write(source: Source, path: Path) -> None:
    """Renew the page at *path*.

    :raises OSError: if it cannot be written; ArchiveError if the ledger cannot be read.
    """
    put(path, [page(source).encode("utf-8", "replace")], durable=False)


def page(source: Source) -> str:
    """The page."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    shown = [(name, id, section(source)) for name, id, section in SECTIONS]
    shown = [(name, id, content) for name, id, content in shown if content]
    ways = "".join(f'<a href="#{id}">{name}</a>' for name, id, _ in shown)
    body = "".join(f'<section id="{id}"><h2>{name}</h2>{content}</section>' for name, id, content in shown)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{('Well', 'Warning', 'Bad')[source.status.level]} · the record of Orda.kz</title>"
        f'<style>{STYLE}</style></head><body><a class="skip" href="#main">To the content</a>'
        f'{_header(source.status)}<nav aria-label="Parts of this page">{ways}</nav><main id="main">{body}</main>'
        f"{_footer(source.status)}</body></html>\n"
    )


def _header(status: Status) -> str:
    said = ("All is well", "Needs a look", "Not well")[status.level]
    problems = "".join(f"<li>{escape(problem)}</li>" for problem in status.problems)
    at = datetime.fromtimestamp(status.at, ALMATY)
    cards = "".join(_card(one, status.at) for one in status.editions)
    return (
        f'<header class="level{status.level}"><p class="brand">The record of Orda.kz</p>'
        f'<h1><span class="dot" aria-hidden="true"></span>{said}</h1>'
        f'<p class="at">As of {at:%d %b %Y %H:%M} in Almaty{_last_run(status)}</p>'
        f'<p class="at">{STALE}</p>'
        f"{f'<ul class=problems>{problems}</ul>' if problems else ''}"
        f'<div class="cards">{cards}</div></header>'
    )


def _last_run(status: Status) -> str:
    run = status.last_run
    if run is None:
        return ""
    outcome = (
        "was killed"
        if run["code"] is None
        else "went well"
        if run["code"] == 0
        else f"ended with exit code {run['code']}"
    )
    return f" · the last run, {escape(run['title'])}, {outcome} in {run['seconds'] or 0:.1f} s"


def _card(one: EditionStatus, now: int) -> str:
    facts = [
        ("last crawled well", "never" if one.last_well is None else time_of(one.last_well)),
        ("newest record", "none" if one.last_captured is None else time_of(one.last_captured)),
        ("waiting to be fetched", f"{one.waiting}"),
        ("next look at old ones", "none" if one.next_look is None else time_of(max(one.next_look, now))),
    ]
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        f'<article class="card"><h2><i class="{KINDS.get(one.edition, "s0")}"></i>{escape(language(one.edition))}</h2>'
        f'<p class="figure"><strong>{one.new_today}</strong> published today</p><dl>{listed}</dl></article>'
    )


def _footer(status: Status) -> str:
    held = " · ".join(f"{name} {size_of(size)}" for name, size in status.bytes.items())
    return f"<footer>{status.records} records · {held} · {size_of(status.free)} free on the disk</footer>"
