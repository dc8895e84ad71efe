"""Tags with more attributes than any for people: the parser compares each with all before it."""

from __future__ import annotations

import re

MOST = 200
"""Attributes of a tag that are read."""
_MANY = 10_000
"""Signs of attributes on a page from which quoted ones are looked for that may hold the sign that ends a tag."""
_LONG = re.compile(r"<[a-zA-Z][^>]{2000,}")
_QUOTING = re.compile(rf"{_LONG.pattern}|<[a-zA-Z](?:[^>\"']*(?:\"[^\"]*\"|'[^']*')){{{MOST},}}")
_NAME = re.compile(r"<[^\s/>]+")
_ATTRIBUTE = re.compile(r"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?")


def uncrowded(html: str) -> str:
    """*html* with the first :data:`MOST` attributes of each tag."""
    parts: list[str] = []
    last = 0
    for long in (_QUOTING if html.count("=") > _MANY else _LONG).finditer(html):
        name = _NAME.match(html, long.start())
        if name is None or long.start() < last or _is_script(html, long.start()):
            continue
        keep = end = name.end()
        count = 0
        while attribute := _ATTRIBUTE.match(html, end):
            end, count = attribute.end(), count + 1
            keep = end if count <= MOST else keep
        if keep < end:
            parts.append(html[last:keep])
            last = end
    return "".join(parts) + html[last:] if parts else html


def _is_script(html: str, at: int) -> bool:
    return html.rfind("<script", 0, at) > html.rfind("</script", 0, at)
