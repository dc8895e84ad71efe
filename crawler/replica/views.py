"""What the replica hands out: articles with the truth about them, and lines of the request log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from crawler.replica.newsroom import Entry
from crawler.replica.truth import truth

if TYPE_CHECKING:
    from crawler.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Request:
    """A line of the request log."""

    time: float
    """When it came in: :func:`time.monotonic`, in seconds."""
    edition: str
    method: str
    path: str
    """With its query."""
    status: int
    """Status of the answer; 0 where the connection was reset."""
    sent: int
    """Bytes of the answer, head included."""
    headers: Mapping[str, str]
    """Headers of the request, by name in lower case."""


@dataclass(frozen=True, slots=True)
class ReplicaArticle:
    """An article of the replica. Everything but the id, edition and number is looked up when it is asked for."""

    id: str
    """``en:9716``, or ``ru:the-slug`` for one without a number."""
    edition: str
    number: int | None
    _replica: Replica = field(repr=False, compare=False)
    _entry: Entry = field(repr=False, compare=False)

    @property
    def slug(self) -> str:
        """Slug in its address."""
        return self._replica.rooms[self.edition].slug(self._entry)

    @property
    def path(self) -> str:
        """Path of its address, with the final slash."""
        return self._replica.rooms[self.edition].path(self._entry)

    @property
    def url(self) -> str:
        """Absolute address under the edition's origin, with the final slash."""
        return self._replica.origins[self.edition] + self.path

    @property
    def headline(self) -> str:
        """Headline as it is now."""
        return self._replica.rooms[self.edition].headline(self._entry)

    @property
    def published(self) -> datetime:
        """When it was published, in UTC, to the second (its page may give only the minute)."""
        return datetime.fromtimestamp(self._entry.published, timezone.utc)

    @property
    def gone(self) -> int | None:
        """Status it is answered with since it was removed, or None."""
        return self._entry.gone

    @property
    def truth(self) -> dict[str, Any]:
        """Record field to the value that a perfect reader of its page gives it now."""
        replica = self._replica
        with replica.lock:
            return truth(replica.rooms[self.edition], self._entry, replica.origins, replica.rooms)
