"""When has a list been read far enough?

A list names articles newest first. Every complete run has read it from the top down to where an earlier complete run
had begun, so all that complete runs saw in it is one unbroken stretch. A run may stop once it has reached that stretch.
One known link does not show that: an old story may be pinned to the top or dated anew, a link may be known from
elsewhere (the block beside an article, a feed, a person), and the article that was newest last time may have been
taken down.

The rule: a run has met the stretch when the last :data:`OVERLAP` entries it has read, without repeats, were all named
by the list when a run was complete. They are taken from the end of a page and not from anywhere in it, so that whatever
stands pinned above unknown articles does not count; several of them, so that one story that came up again does not; and
by what the *list* had named in a *complete* run, so that neither other sources nor a run that broke off can vouch for
what lies below. Deleted articles make the run of five begin a little further down, nothing else. What is older than
the beginning of the record counts as known: there the stretch ends.

Pages shift while they are read. An article published meanwhile pushes entries down to the next page, where they are
read a second time and count for nothing. An article removed meanwhile pulls entries up to a page that was read
already, where nobody sees them: so a list of which more than one page was read is read once more, until a pass brings
nothing new below its first page. That costs one request for thirty articles.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

OVERLAP = 5
"""Entries in a row that have to be known from the list."""
PASSES = 3
"""How often a list of several pages is read at most in one run."""
REMEMBERED = 1_000
"""Entries read last that are remembered at least: far more than are published while a page is fetched."""


class Overlap:
    """Watches one pass over a list.

    :param need: entries in a row that have to be known; fewer than :data:`OVERLAP` where the list is that short.
    """

    def __init__(self, need: int = OVERLAP) -> None:
        self._need = need
        self._read: set[str] = set()
        self._before: set[str] = set()
        self._row = 0

    def read(self, ids: Sequence[str], known: Collection[str]) -> bool:
        """Take in a page, top to bottom; back comes whether it had any entry that this pass had not just read.

        :param known: those of *ids* that the list had named when a run was complete, or that are older than the record.
        """
        fresh = [id for id in dict.fromkeys(ids) if id not in self._read and id not in self._before]
        for id in fresh:
            self._row = self._row + 1 if id in known else 0
        if len(self._read) >= REMEMBERED:  # a list may be long
            self._before, self._read = self._read, set()
        self._read.update(fresh)
        return bool(fresh)

    @property
    def met(self) -> bool:
        """Whether the list has been read far enough."""
        return self._row >= self._need
