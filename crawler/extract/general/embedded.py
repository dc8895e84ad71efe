"""The text of a page that a script draws: markup in the data that comes with it."""

from __future__ import annotations

import json
import re

from lxml.etree import _Element as Element

_STRING = re.compile(r'"((?:[^"\\]|\\.){300,})"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]")
_NESTED = 3
_LONGEST = 2_000_000


def markup(root: Element) -> str:
    """The longest piece of markup with paragraphs in the scripts under *root*; "" if there is none."""
    scripts = (script.text or "" for script in root.iter("script"))
    return max((found for text in scripts if len(text) <= _LONGEST for found in _pieces(text, _NESTED)), key=len, default="")


def _pieces(text: str, depth: int) -> list[str]:
    """The markup in the strings of *text*, and in strings in them."""
    found: list[str] = []
    for match in _STRING.finditer(text):
        try:
            said = json.loads(f'"{match[1]}"', strict=False)
        except ValueError:
            continue
        if len(_PARAGRAPH.findall(said)) > 1:
            if depth and '":"' in said:
                found += _pieces(said, depth - 1)
            elif said.lstrip().startswith("<"):
                found.append(said)
    return found
