"""Patterns that are compiled when they are first used: a run without news uses none of them."""

from __future__ import annotations

import re
from typing import Any, cast


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What :func:`re.compile` gives, compiled when it is asked something."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for known in ("search", "match", "fullmatch", "sub", "findall", "finditer", "split"):
            setattr(self, known, getattr(compiled, known))  # the next time it is found without coming here
        return getattr(compiled, name)
