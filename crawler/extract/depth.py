"""Pages that nest deeper than the parser goes: it stops there, and what comes after would be lost."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*)(?P<rest>[^<>]*)>)")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW_ENDS = {
    # Elements that hold no tags, whatever looks like one, and what ends them
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp")
}
_COMMENT_END = re.compile("-->")
_IMPLIED = {
    # What the beginning of an element ends, if it is the innermost
    "p": frozenset(("p",)),
    "li": frozenset(("li", "p")),
    "dt": frozenset(("dt", "dd", "p")),
    "dd": frozenset(("dt", "dd", "p")),
    "td": frozenset(("td", "th", "p")),
    "th": frozenset(("td", "th", "p")),
    "tr": frozenset(("tr", "td", "th", "p")),
    "option": frozenset(("option",)),
}
_RANKS = {"div": 1, "td": 2, "th": 2, "tr": 3, "thead": 4, "tbody": 4, "tfoot": 4, "table": 5, "body": 6, "html": 7}
"""The end of an element of a lower rank (0 for most) does not end one of a higher."""
_DEEP = 500
"""Open elements from which those without attributes are left out, but for paragraphs, items and cells."""
_DEEPEST = 1500
"""Open elements from which all are."""
_REACH = 100
"""Open elements among which an end looks for its beginning."""


def flattened(html: str) -> str:
    """*html* without the tags of elements that nest too deep; what is in them stays."""
    parts: list[str] = []
    is_open: list[tuple[str, bool]] = []  # the name of each open element, and whether it stays
    depth = at = last = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        name = (tag["name"] or "").lower()
        keep = True
        if tag["comment"]:
            at = _past(html, _COMMENT_END, at)
        elif tag["end"]:
            found = _beginning(is_open, name)
            if found is not None:
                keep = is_open[found][1]
                depth -= sum(stays for _, stays in is_open[found:])
                del is_open[found:]
        elif name in _RAW_ENDS:
            at = _past(html, _RAW_ENDS[name], at)
        elif name not in _VOID:
            while is_open and is_open[-1][0] in _IMPLIED.get(name, ()):
                depth -= is_open.pop()[1]
            keep = depth < (_DEEP if not tag["rest"].strip(" /") and name not in _IMPLIED else _DEEPEST)
            is_open.append((name, keep))
            depth += keep
        if not keep:
            parts.append(html[last : tag.start()])
            last = tag.end()
    return "".join(parts) + html[last:]


def _past(html: str, mark: re.Pattern[str], at: int) -> int:
    end = mark.search(html, at)
    return end.start() if end else len(html)


def _beginning(is_open: list[tuple[str, bool]], name: str) -> int | None:
    """Where in *is_open* the element begins that the end of *name* ends; None if it ends none."""
    rank = _RANKS.get(name, 0)
    for place in range(len(is_open) - 1, max(-1, len(is_open) - 1 - _REACH), -1):
        if is_open[place][0] == name:
            return place
        if _RANKS.get(is_open[place][0], 0) > rank:
            return None
    return None
