"""Plain lines that name the authors of an article: no element, class or property says what they are."""

from __future__ import annotations

import re

from crawler.extract.dates import is_date
from crawler.extract.labels import is_name
from crawler.extract.late import late
from crawler.site import BYLINE_PATTERN

_BYLINE = late(rf"\W*{BYLINE_PATTERN}\s*(?=\S)", re.IGNORECASE)
_WORD = late(rf"\b{BYLINE_PATTERN}", re.IGNORECASE)
_LONGEST = 120
"""Characters of such a line."""
_SEPARATOR = late(r"\s*[,|•·—–]\s*|\s+(?=\d)|\s+(?=by\s)", re.IGNORECASE)


def names(line: str) -> str:
    """The names in *line*, "By Ann Bell" or "Authors: Ann Bell, Bo Day"; empty if it says anything else."""
    match = _BYLINE.match(line) if len(line) <= _LONGEST else None
    said = line[match.end() :].strip(" .") if match else ""
    # "By Monday" names nobody.
    one_of_many = match is not None and not match[0].rstrip().endswith(":") and len(said.split()) == 1
    return said if said and not one_of_many and is_name(said) else ""


def dated(line: str) -> tuple[str, str]:
    """The names and the date in *line*, "By Ann Bell, 12 November 2025, 18:20"; empty ones if it says anything else."""
    if len(line) <= _LONGEST and _WORD.search(line):
        for match in _SEPARATOR.finditer(line):
            for one, other in (
                (line[: match.start()], line[match.end() :]),
                (line[match.end() :], line[: match.start()]),
            ):
                if is_date(other) and (said := names(one)):
                    return said, other
    return "", ""
