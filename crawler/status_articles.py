"""The parts of ``status.html`` that show articles: the last ones, and what became of older ones, with diffs.

A text from the site is a text here, whatever stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from crawler.charts import table
from crawler.packed import UNREADABLE, open_day
from crawler.status_parts import KINDS, Source, moment

ARTICLES, REVISIONS = 30, 20
LONGEST = 600
"""Characters of a change that are shown."""


def latest(source: Source) -> str:
    """The last articles."""
    rows = []
    for record in _records(source, "event = 'new'", ARTICLES):
        when = moment(record["date_published"] or record["fetched_at"])
        rows.append(
            [when, f'<i class="{KINDS.get(record["edition"], "s0")}"></i>{escape(record["edition"])}', _link(record)]
        )
    return table(["published", "edition", "headline"], rows, "The last articles") if rows else ""


def revisions(source: Source) -> str:
    """The last revisions and removals with what they changed."""
    parts = []
    for record in _records(source, "event <> 'new'", REVISIONS):
        event = record["event"]
        told = ", ".join(change["field"] for change in record["changes"])
        if record["removal"]:
            told = record["removal"]["evidence"]
        inside = "".join(_change(change) for change in record["changes"])
        removal = record["removal"]
        if removal:
            seen = f"last seen {moment(removal['last_seen'])}, missing {removal['sightings']} times"
            inside += f"<p>{escape(removal['evidence'])}; {seen} since {moment(removal['first_missed'])}</p>"
        parts.append(
            f'<details class="revision"><summary><span class="event {escape(event)}">{escape(event)}</span>'
            f" {moment(record['fetched_at'])} · {escape(record['headline'])} <small>{escape(told)}</small></summary>"
            f"<p>{_link(record)} · revision {record['revision']:d}</p>{inside}</details>"
        )
    return "".join(parts) or '<p class="note">None yet.</p>'


def _change(change: dict[str, Any]) -> str:
    hunks = "".join(
        "<p>"
        + (f"<del>{_cut(hunk['removed'])}</del> " if hunk["removed"] else "")
        + (f"<ins>{_cut(hunk['added'])}</ins>" if hunk["added"] else "")
        + "</p>"
        for hunk in change["hunks"]
    )
    return f'<div class="change"><h4>{escape(change["field"])}</h4>{hunks}</div>'


def _cut(text: str) -> str:
    return escape(text if len(text) <= LONGEST else f"{text[:LONGEST]} …")


def _link(record: dict[str, Any]) -> str:
    url, text = record["url"], escape(record["headline"])
    return (
        f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'
        if url.startswith(("https://", "http://"))
        else text
    )


def _records(source: Source, where: str, most: int) -> Iterator[dict[str, Any]]:
    """The last records for which *where* holds, the latest first; those that cannot be read are left out."""
    for edition, name, position in source.ledger.query(
        "SELECT file.edition, file.name, position FROM record JOIN file ON file.pk = record.file"
        f" WHERE {where} ORDER BY record.pk DESC LIMIT ?",
        most,
    ):
        try:
            with open_day(source.files.path(edition, name)) as file:
                file.seek(position)
                yield json.loads(file.readline())
        except (*UNREADABLE, ValueError):
            continue
