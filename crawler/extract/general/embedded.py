"""The text of a page that a script draws: markup in the data that comes with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_STRING = re.compile(r'"((?:[^"\\]|\\.){300,})"', re.DOTALL)
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
    for match in _STRING.finditer(text):
        try:
            said = json.loads(f'"{match[1]}"', strict=False)
        except ValueError:
            continue
        if said.lstrip().startswith("<") and len(_PARAGRAPH.findall(said)) > 1:
            found.append(said)
        elif depth and '":' in said:
            found += _pieces(said, depth - 1)
    return found
