"""The JSON Schema of the report of a run, ``runs/<run_id>.json``."""

from __future__ import annotations

from typing import Any

from crawler.reports import EVENTS, FAILURES, REPORT_VERSION

TEXT = {"type": "string"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
COUNT = {"type": "integer", "minimum": 0}
SECONDS = {"type": "number", "minimum": 0}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has exactly these *properties*."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _map(value: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value, "description": description}


def _told(kind: dict[str, Any], description: str) -> dict[str, Any]:
    return {**kind, "description": description}


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every report fits."""
    requests = {
        "total": COUNT,
        "bytes": _told(COUNT, "of bodies, as they were sent"),
        "by_status": _map(COUNT, "status to number; `none`: no answer"),
        "by_host": _map({"type": "object", "additionalProperties": COUNT}, "origin to status to number"),
    }
    failure = {
        "stage": {"enum": list(FAILURES), "description": "what became of it"},
        "reason": TEXT,
        "count": COUNT,
        "examples": {"type": "array", "items": TEXT, "description": "ids of up to three of them"},
    }
    gap = {"edition": TEXT, "since": _told(TIME, "nothing was missing up to here"), "opened_at": TIME}
    alarm = {
        "edition": TEXT,
        "field": _told(TEXT, "that it is about"),
        "fact": _told(TEXT, "what held of most pages and does no more"),
        "said": _told(TEXT, "in words"),
        "since": _told(TEXT, "the day of the first page of which it does not hold"),
        "pages": {"type": "array", "items": TEXT, "description": "ids of the last of which it does not hold"},
        "stands_in": {"type": ["string", "null"], "description": "the source that gives the field instead"},
        "affects": {
            "type": "boolean",
            "description": "whether records lack something or say something wrong",
        },
    }
    both = {"id": TEXT, "values": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}}
    disagreement = {
        "field": _told(TEXT, "about which two sources disagree"),
        "count": COUNT,
        "examples": _told({"type": "array", "items": _object(both)}, "the value in the record, and the other one"),
    }
    report = {
        "report_version": {"const": REPORT_VERSION},
        "run_id": TEXT,
        "title": _told(TEXT, "what was run, in words"),
        "spider": TEXT,
        "arguments": _map(TEXT, "as they were given with -a"),
        "versions": _map(TEXT, "of the program, its extraction rules, Python and Scrapy"),
        "started_at": TIME,
        "requests": _told(_object(requests), "every request that was sent"),
        "gaps": _told({"type": "array", "items": _object(gap)}, "those that are open"),
        "ended_at": _told(TIME, "of a run that was killed: the last that it is known to have done"),
        "outcome": {"enum": ["well", "failed", "stopped", "killed"]},
        "exit_code": {"type": ["integer", "null"], "description": "null: killed"},
        "message": _told(TEXT, "the summary, in one line"),
        "timings": _map(SECONDS, "part of the run to its seconds: set_up, crawl, finish, total"),
        "seconds": SECONDS,
        "peak_memory": {"type": ["integer", "null"], "description": "bytes; null: not known"},
        "articles": _told(_object(dict.fromkeys(EVENTS, COUNT)), "records written, by event"),
        "failures": {"type": "array", "items": _object(failure)},
        "counts": _map({"type": "number"}, "all that was counted, as stage/reason"),
        "drift": _told(
            {"type": "array", "items": _object(alarm)}, "alarms that ring: what speaks for another template of the site"
        ),
        "disagreements": {"type": "array", "items": _object(disagreement)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Run",
        "description": "The report of a run. Times are in UTC.",
        **_object(report),
    }
