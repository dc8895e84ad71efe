"""Answers that a test, a bench or a person at the shell puts in the place of the site's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(slots=True, kw_only=True)
class Answer:
    """What is answered to a path instead of, or on top of, what the site has there."""

    edition: str
    """Edition, or ``*`` for all."""
    path: str
    """A path, exact or with ``*`` and ``?``; matched against the path without and with its query."""
    status: int | None = None
    """Status, with `body` in place of the page; None: the page itself (to be sent slowly, or cut off)."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers besides or in place of the usual ones."""
    times: int | None = None
    """How often it is given before the site's own answer comes back; None: for ever."""
    slow: float = 0.0
    """Seconds before anything is sent."""
    reset: bool = False
    """Reset the connection."""
    cut: int | None = None
    """Close the connection after so many bytes of the body."""


class Answers:
    """The answers in force; of several that match, the one given last counts. Not thread-safe by itself."""

    def __init__(self) -> None:
        self._answers: list[Answer] = []

    def add(self, answer: Answer) -> None:
        """Put *answer* in force."""
        self._answers.append(answer)

    def clear(self) -> None:
        """Back to the site's own answers."""
        self._answers.clear()

    def take(self, edition: str, target: str) -> Answer | None:
        """The answer in force for *target* (path with query), which is used up by one; or None."""
        path = target.partition("?")[0]
        for answer in reversed(self._answers):
            if answer.edition in ("*", edition) and any(fnmatchcase(one, answer.path) for one in (path, target)):
                if answer.times is not None:
                    answer.times -= 1
                    if answer.times <= 0:
                        self._answers.remove(answer)
                return answer
        return None
