"""Tags with more attributes than any for people: the parser compares each with all before it."""

from __future__ import annotations

import re

MOST = 200
"""Attributes of a tag that are read."""
_MANY = 10_000
"""Signs of attributes on a page from which quoted ones are looked for that may hold the sign that ends a tag."""
_LONGEST = 2000
"""Characters of a tag up to which it is not looked at."""
_LONG = re.compile(rf"<[a-zA-Z][^>]{{{_LONGEST},}}")
_QUOTING = re.compile(rf"{_LONG.pattern}|<[a-zA-Z](?:[^>\"']*(?:\"[^\"]*\"|'[^']*')){{{MOST},}}")
_NAME = re.compile(r"<[^\s/>]+")
_ATTRIBUTE = re.compile(r"[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?")


def uncrowded(html: str) -> str:
    """*html* with the first :data:`MOST` attributes of each tag."""
    many = html.count("=") > _MANY
    if not many and not _has_long(html):
        return html
    parts: list[str] = []
    last = 0
    for long in (_QUOTING if many else _LONG).finditer(html):
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


def _has_long(html: str) -> bool:
    """Whether :data:`_LONG` may be in *html*; in strides, a tenth of the time that a search for it takes."""
    at = 0
    while at < len(html) - _LONGEST:
        end = html.rfind(">", at, at + _LONGEST)
        if end < 0:
            end = html.find(">", at + _LONGEST)
            end = end if end >= 0 else len(html)
            if html.find("<", at, end - _LONGEST) >= 0:
                return True
        at = end + 1
    return False


def _is_script(html: str, at: int) -> bool:
    return html.rfind("<script", 0, at) > html.rfind("</script", 0, at)
