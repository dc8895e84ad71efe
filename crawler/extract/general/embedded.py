"""The text of a page that a script draws: markup in the data that comes with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)', re.DOTALL)
_LONG = 300
"""Characters of a string from which it is read."""
_PARAGRAPH = re.compile(r"<p[\s>]")
_NESTED = 3
"""Levels of strings in strings that are read."""
_LONGEST = 2_000_000
"""Characters of a script beyond which it is not read."""


def markup(scripts: Iterable[str]) -> str:
    """The longest piece of markup with paragraphs in the strings of *scripts*; "" if there is none."""
    pieces = (piece for script in scripts if len(script) <= _LONGEST for piece in _pieces(script, _NESTED))
    return max(pieces, key=len, default="")


def _pieces(text: str, depth: int) -> list[str]:
    found: list[str] = []
    for string in _strings(text):
        try:
            said = json.loads(f'"{string}"', strict=False)
        except ValueError:
            continue
        if said.lstrip().startswith("<") and len(_PARAGRAPH.findall(said)) > 1:
            found.append(said)
        elif depth and '":' in said:
            found += _pieces(said, depth - 1)
    return found


def _strings(text: str) -> Iterator[str]:
    """The long strings in *text*, as they are written."""
    at = text.find('"')
    while match := _STRING.match(text, at) if at >= 0 else None:
        long = len(match[1]) >= _LONG
        if long and match.end() < len(text):
            yield match[1]
        # The end of what is too short to matter may be the beginning of what is not.
        at = text.find('"', match.end() + long)
