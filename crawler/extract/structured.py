"""JSON-LD as pages really have it: arrays, graphs, several blocks, trailing commas, comments, escaped, broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from crawler.extract.text import clean_value, unescape_all
from crawler.site import ARTICLE_TYPES

Thing = dict[str, Any]

_DECODER = json.JSONDecoder(strict=False)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_NOISE = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*(?:[^*]|\*(?!/)){0,2000}\*/|,(?=\s*[}\]])', re.DOTALL)
_BETWEEN = re.compile(r"[\s,;]*")
_NESTING = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_THINGS = 2000
_MAX_REPAIR = 2_000_000
"""Characters beyond which broken JSON is not repaired."""


def things(blocks: Iterable[str]) -> list[Thing]:
    """The objects in *blocks* (the text of scripts), in order. What cannot be read is skipped."""
    found: list[Thing] = []
    for block in blocks:
        queue = _values(block)
        while queue and len(found) < _MAX_THINGS:
            value = queue.pop(0)
            if isinstance(value, dict):
                found.append(value)
                queue[:0] = [value[key] for key in _NESTING if isinstance(value.get(key), (dict, list))]
            elif isinstance(value, list):
                queue[:0] = value[:_MAX_THINGS]
    return found


def _values(block: str) -> list[Any]:
    """The JSON values in *block*: read as it is, else repaired, else unescaped and repaired."""
    block = _WRAPPING.sub("", block)
    for text in (lambda: block, lambda: _repaired(block), lambda: _repaired(unescape_all(block))):
        try:
            return _stream(text())
        except (ValueError, RecursionError):
            continue
    return []


def _repaired(block: str) -> str:
    return _NOISE.sub(lambda match: match[1] or "", block) if len(block) <= _MAX_REPAIR else ""


def _stream(text: str) -> list[Any]:
    """The values that stand one after another in *text*; rubbish after the first is left.

    :raises ValueError: if it does not start with one.
    """
    values: list[Any] = []
    position = _BETWEEN.match(text).end()  # type: ignore[union-attr]
    while position < len(text):
        try:
            value, position = _DECODER.raw_decode(text, position)
        except ValueError:
            if not values:
                raise
            break
        values.append(value)
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
    return values


def types(thing: Thing) -> set[str]:
    """The schema.org types of *thing*, lower case, without namespace."""
    value = thing.get("@type")
    names = value if isinstance(value, list) else [value]
    return {re.split(r"[:/#]", name)[-1].strip().lower() for name in names if isinstance(name, str)}


def is_article(thing: Thing) -> bool:
    """Whether *thing* is an article of any kind."""
    return not ARTICLE_TYPES.isdisjoint(types(thing))


def resolve(value: Any, among: list[Thing]) -> Any:
    """*value*, or what it refers to: ``{"@id": …}`` alone stands for the thing of that id in *among*."""
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return next((t for t in among if t.get("@id") == value["@id"] and t.keys() - {"@id", "@type"}), value)
    return value


def texts(value: Any) -> list[str]:
    """The clean strings of *value*: a string, a thing with a name, or a list of those; never empty ones."""
    found: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            part = next((part[key] for key in ("name", "@value") if isinstance(part.get(key), str)), None)
        if isinstance(part, str) and (text := clean_value(part)):
            found.append(text)
    return found


def addresses(value: Any, among: list[Thing]) -> list[str]:
    """The addresses of *value*: a string, a thing with one, or a list of those."""
    found: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        part = resolve(part, among)
        if isinstance(part, dict):
            part = next((part[k] for k in ("url", "contentUrl", "@id") if isinstance(part.get(k), (str, list))), None)
            part = part[0] if isinstance(part, list) and part else part
        if isinstance(part, str) and part.strip():
            found.append(unescape_all(part.strip()))
    return found
