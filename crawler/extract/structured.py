"""JSON-LD as pages really have it: arrays, graphs, several blocks, trailing commas, comments, escaped, broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from crawler.extract.late import late
from crawler.extract.text import clean_value, unescape_all
from crawler.site import ARTICLE_TYPES

Thing = dict[str, Any]

_DECODER = json.JSONDecoder(strict=False)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_NOISE = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z))|//[^\n]*|/\*|,(?=\s{0,1000}[}\]])', re.DOTALL)
_BEFORE_TYPE = late(r"[:/#]")
_BETWEEN = " \t\r\n,;\ufeff"
_NESTING = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_THINGS = 2000
_MAX_VALUES = 200
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
    return _stream(block) or _stream(_repaired(block)) or _stream(_repaired(unescape_all(block)))


def _repaired(block: str) -> str:
    """*block* without comments and needless commas, in one pass."""
    parts: list[str] = []
    at = 0
    while len(block) <= _MAX_REPAIR and (noise := _NOISE.search(block, at)):
        parts += (block[at : noise.start()], noise[1] or "")
        at = noise.end()
        if noise[0] == "/*":
            end = block.find("*/", at)
            if end < 0:
                return "".join(parts)
            at = end + 2
    return "".join(parts) + block[at:] if len(block) <= _MAX_REPAIR else ""


def _stream(text: str) -> list[Any]:
    """The values that stand one after another in *text*, up to the first that cannot be read."""
    values: list[Any] = []
    rest = text.lstrip(_BETWEEN)
    while rest and len(values) < _MAX_VALUES:
        try:
            value, end = _DECODER.raw_decode(rest)
        except (ValueError, RecursionError):
            break
        values.append(value)
        rest = rest[end:].lstrip(_BETWEEN)
    return values


def types(thing: Thing) -> set[str]:
    """The schema.org types of *thing*, lower case, without namespace."""
    value = thing.get("@type")
    names = value if isinstance(value, list) else [value]
    return {_BEFORE_TYPE.split(name)[-1].strip().lower() for name in names if isinstance(name, str)}


def is_article(thing: Thing) -> bool:
    """Whether *thing* is an article of any kind."""
    return not ARTICLE_TYPES.isdisjoint(types(thing))


def resolve(value: Any, among: list[Thing]) -> Any:
    """*value*, or what it refers to: ``{"@id": …}`` alone stands for the thing of that id in *among*."""
    if isinstance(value, dict) and value.keys() <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return next((t for t in among if t.get("@id") == value["@id"] and t.keys() - {"@id", "@type"}), value)
    return value


def texts(value: Any) -> list[str]:
    """The clean strings of *value*: a string, a thing with a name, or a list of those; never empty ones."""
    found: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        text = next((clean_value(name) for name in _names(part) if isinstance(name, str)), "")
        if text:
            found.append(text)
    return found


def _names(part: Any) -> list[Any]:
    """What may be the text of *part*, the best first."""
    if not isinstance(part, dict):
        return [part]
    name = part.get("name")
    parts = [part.get("givenName"), part.get("familyName")]
    whole = " ".join(text for text in parts if isinstance(text, str)) or None
    return [*(name[:1] if isinstance(name, list) else [name]), part.get("@value"), whole]


def addresses(value: Any, among: list[Thing]) -> list[str]:
    """The addresses of *value*: a string, a thing with one, or a list of those."""
    found: list[str] = []
    for part in value[:_MAX_VALUES] if isinstance(value, list) else [value]:
        whole = resolve(part, among)
        known = [whole.get(key) for key in ("url", "contentUrl", "@id")] if isinstance(whole, dict) else [whole]
        firsts = (url[0] if isinstance(url, list) and url else url for url in known)
        url = next((url.strip() for url in firsts if isinstance(url, str)), "")
        if url:
            found.append(unescape_all(url))
    return found
