"""What a test, a bench or a person at the shell puts in the place of the site's own answers, or has done after one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Generic, Literal, TypeVar

LOOP = "loop"
"""As :attr:`Answer.redirect`: without end, each time to an address that was not there before."""


@dataclass(slots=True, kw_only=True)
class Rule:
    """Something that is in force for some requests."""

    edition: str
    """Edition, or ``*`` for all."""
    path: str
    """A path, exact or with ``*`` and ``?``; matched against the path without and with its query."""
    times: int | None = None
    """How many requests it is for; None: for ever."""

    def matches(self, edition: str, target: str) -> bool:
        """Whether it is for *target* (path with query)."""
        path = target.partition("?")[0]
        return self.edition in ("*", edition) and any(fnmatchcase(one, self.path) for one in (path, target))


@dataclass(slots=True, kw_only=True)
class Answer(Rule):
    """What is answered to a path instead of, or on top of, what the site has there."""

    status: int | None = None
    """Status, with `body` in place of the page; None: the page itself (to be sent slowly, cut off or broken)."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers besides or in place of the usual ones."""
    slow: float = 0.0
    """Seconds before anything is sent."""
    reset: bool = False
    """Reset the connection."""
    cut: int | None = None
    """Close the connection after so many bytes of the body."""
    redirect: str | None = None
    """Where to, as the `Location` says it; or :data:`LOOP`."""
    challenge: bool = False
    """The page of a protection service."""
    gzip: Literal["broken"] | int | None = None
    """Broken compression of the body, or a bomb: so many zeros under gzip. Sent as `Content-Encoding: gzip`."""
    trickle: float = 0.0
    """Bytes a second that the body is sent with; 0: as fast as it goes."""
    sized: bool = True
    """Whether its length is said; if not, it ends where the connection does."""


@dataclass(slots=True, kw_only=True)
class Hook(Rule):
    """What is done right after an answer, before its reader has it."""

    action: Callable[[], object]


R = TypeVar("R", bound=Rule)


class Rules(Generic[R]):
    """The rules in force. Not thread-safe by itself."""

    def __init__(self) -> None:
        self._rules: list[R] = []

    def add(self, rule: R) -> None:
        """Put *rule* in force."""
        self._rules.append(rule)

    def clear(self) -> None:
        """No rules."""
        self._rules.clear()

    def take(self, edition: str, target: str) -> R | None:
        """The rule for *target* (path with query) that was given last, used up by one; or None."""
        for rule in reversed(self._rules):
            if rule.matches(edition, target):
                self._use(rule)
                return rule
        return None

    def take_all(self, edition: str, target: str) -> list[R]:
        """All rules for *target*, in the order they were given, each used up by one."""
        rules = [rule for rule in self._rules if rule.matches(edition, target)]
        for rule in rules:
            self._use(rule)
        return rules

    def _use(self, rule: R) -> None:
        if rule.times is not None:
            rule.times -= 1
            if rule.times <= 0:
                self._rules = [other for other in self._rules if other is not rule]
