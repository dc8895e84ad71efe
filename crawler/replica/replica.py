"""The replica: three editions of an invented Orda.kz on sockets of this machine, and the levers to change them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any, Literal

from crawler.replica.newsroom import Clock, Entry, Newsroom, join, link_translations
from crawler.replica.pages import Pages
from crawler.replica.scripted import ARTICLES, LISTS
from crawler.replica.sources import HIDEABLE, Sources
from crawler.replica.templates import TEMPLATES
from crawler.replica.views import ReplicaArticle
from crawler.replica.wire import EDITIONS, Wire

__all__ = ["EDITIONS", "REMOVED", "Replica"]
REMOVED = (404, 410, 301, 302)
"""What a removed article may be answered with; a redirect leads to the front page."""


class Replica(Wire):
    """An offline stand-in for the site, on 127.0.0.1, while the ``with`` block lasts.

    :param seed: the same seed and clock give the same site.
    :param articles: how many articles an edition has at the start, or edition to number. The oldest three of ten or
        more have no number in their address.
    :param now: its clock; by default the machine's. Lists and pages say "today" by it.
    :param ports: edition to port; any free one where there is none.
    :param conditional: whether it knows entity tags and Last-Modified.
    :raises OSError: on entry, if a port cannot be had.
    """

    def __init__(
        self,
        seed: int = 1,
        articles: int | Mapping[str, int] = 60,
        now: Clock | None = None,
        ports: Mapping[str, int] | None = None,
        conditional: bool = True,
    ) -> None:
        super().__init__(now, ports, conditional)
        counts = {edition: articles if isinstance(articles, int) else articles.get(edition, 0) for edition in EDITIONS}
        self.rooms = {edition: Newsroom(edition, seed, counts[edition], self.clock) for edition in EDITIONS}
        link_translations(self.rooms)
        self.pages.update({edition: Pages(edition, self.rooms, self.origins) for edition in EDITIONS})

    # -- what there is

    def articles(self, edition: str) -> list[ReplicaArticle]:
        """The articles of the edition that are not removed, newest first; also those that are hidden from lists."""
        with self.lock:
            return [self._view(edition, entry) for entry in self._room(edition).listed()]

    def article(self, edition: str, which: int | str) -> ReplicaArticle:
        """The article with the number, id, slug (of one without a number) or path *which*, removed or not.

        :raises KeyError: if there is none.
        """
        with self.lock:
            return self._view(edition, self._entry(edition, which))

    # -- levers

    def publish(  # noqa: PLR0913
        self,
        edition: str,
        count: int = 1,
        *,
        number: int | None = None,
        time: datetime | None = None,
        kind: Literal["numbered", "legacy"] = "numbered",
        translations: Mapping[str, int | str] | None = None,
        **changes: Any,
    ) -> list[ReplicaArticle]:
        """Publish *count* new articles, at the replica's clock or at *time*; newest first.

        :param number: number of the (first) article; by default the next, with a hole now and then.
        :param kind: ``legacy``: an address without a number.
        :param translations: edition to number or id of the same story there.
        :param changes: what they say in place of what is made up; see :meth:`correct`.
        :raises ValueError: if there is such a number or slug already, or no such field.
        """
        with self.lock:
            room = self._room(edition)
            moments = [time or self._moment(room, count - 1 - index) for index in range(count)]
            return self._publish(edition, moments, changes, number=number, kind=kind, translations=translations)

    def publish_over(
        self, edition: str, start: datetime, end: datetime, count: int, **changes: Any
    ) -> list[ReplicaArticle]:
        """Publish *count* new articles at even distances between *start* and *end* (aware); newest first.

        Lists show each by its time; so let :meth:`advance` make the period a past one first.

        :param changes: what they say in place of what is made up; see :meth:`correct`.
        :raises ValueError: if it is no period, or one that is not over; or as :meth:`publish` does.
        """
        with self.lock:
            if not start <= end <= self.clock():
                raise ValueError(f"{start} to {end} is no period of the past; it is {self.clock()}")
            moments = [start + (end - start) * (index + 0.5) / count for index in range(count)]
            return self._publish(edition, moments, changes)

    def correct(self, edition: str, which: int | str, **changes: Any) -> None:
        """Change an article in place.

        :param changes: fields of :class:`~crawler.replica.story.Story` (headline, description, tags, section, authors,
            original_author, picture, label, credit, sources), `body` (text with a blank line between paragraphs, or
            blocks in the JSON shape, or :class:`~crawler.replica.parts.Part` objects), `slug`, `published` (an aware
            datetime), `template` (of this article alone), and fields of :class:`~crawler.replica.story.Looks`.
        :raises KeyError: if there is no such article; :raises ValueError: if there is no such field.
        """
        with self.lock:
            self._room(edition).correct(self._entry(edition, which), changes)

    def remove(self, edition: str, which: int | str, status: int = 404) -> None:
        """Take an article down: it leaves the lists and is answered with *status* (301, 302: to the front page)."""
        if status not in REMOVED:
            raise ValueError(f"a removed article is answered with one of {', '.join(map(str, REMOVED))}, not {status}")
        self._set_gone(edition, which, status)

    def restore(self, edition: str, which: int | str) -> None:
        """Put a removed article back."""
        self._set_gone(edition, which, None)

    def template(self, edition: str, name: str) -> None:
        """Show the edition's pages by the template *name*."""
        if name not in TEMPLATES:
            raise ValueError(f"unknown template {name!r}; there are {', '.join(TEMPLATES)}")
        with self.lock:
            self._room(edition).template = name
            self._room(edition).touch()

    def noise(self, edition: str, seed: int | None = 0) -> None:
        """Let every fetch of an article's page differ in what does not belong to the article; None: no more."""
        with self.lock:
            self._room(edition)
            self.pages[edition].noise = None if seed is None else Random(seed)

    def sources(self, edition: str, **changes: Any) -> Sources:
        """Change which sources the edition has and what they are like; returns what holds then.

        :param changes: fields of :class:`~crawler.replica.sources.Sources`; the others stay.
        :raises ValueError: if there is no such field or value.
        """
        known = [item.name for item in fields(Sources)]
        for name in changes:
            if name not in known:
                raise ValueError(f"unknown source {name!r}; there are {', '.join(known)}")
        changes = {name: tuple(value) if isinstance(value, list | set) else value for name, value in changes.items()}
        with self.lock:
            self._room(edition)
            pages = self.pages[edition]
            pages.sources = replace(pages.sources, **changes)
            if changes:
                self._room(edition).touch()
            return pages.sources

    def hide(self, edition: str, which: int | str, sources: Collection[str] = HIDEABLE) -> None:
        """Leave an article out of *sources* and have it in all others; its page stays, and so do links in texts.

        :param sources: some of :data:`~crawler.replica.sources.HIDEABLE`; none: it is hidden no more.
        :raises KeyError: if there is no such article; :raises ValueError: if there is no such source.
        """
        for name in sources:
            if name not in HIDEABLE:
                raise ValueError(f"unknown source {name!r}; there are {', '.join(HIDEABLE)}")
        with self.lock:
            self._entry(edition, which).hidden = frozenset(sources)
            self._room(edition).touch()

    def paging(self, edition: str, on: bool) -> None:
        """Whether lists have further pages; without, `/last-news/` is one page and each day archive is whole."""
        self.sources(edition, pages=on)

    def script(self, edition: str, path: str, how: str | None) -> None:
        """Let a script fill the page at *path*, an article's or `/last-news/`, as *how* says; None: no more.

        :raises ValueError: if *how* is none of :data:`~crawler.replica.scripted.ARTICLES`, or for a list of `LISTS`.
        """
        known = LISTS if path == "/last-news/" else ARTICLES
        if how is not None and how not in known:
            raise ValueError(f"unknown way {how!r}; there are {', '.join(known)}")
        with self.lock:
            self._room(edition).touch()
            self.pages[edition].scripted.pop(path, None)
            if how is not None:
                self.pages[edition].scripted[path] = how

    def robots(self, edition: str, text: str) -> None:
        """Set robots.txt."""
        with self.lock:
            self._room(edition).touch()
            self.pages[edition].robots = text

    # -- inside

    def _publish(  # noqa: PLR0913
        self,
        edition: str,
        moments: Sequence[datetime],
        changes: Mapping[str, Any],
        *,
        number: int | None = None,
        kind: str = "numbered",
        translations: Mapping[str, int | str] | None = None,
    ) -> list[ReplicaArticle]:
        """Publish an article at each of *moments*, as one change; newest first."""
        room, published = self._room(edition), []
        try:
            for index, moment in enumerate(moments):
                chosen = None if number is None else number + index
                entry = room.publish(number=chosen, time=moment, kind=kind, changes=dict(changes))
                self._join(edition, entry, translations or {})
                published.append(self._view(edition, entry))
        finally:
            if published:
                room.touch()
        return published[::-1]

    def _room(self, edition: str) -> Newsroom:
        if edition not in self.rooms:
            raise ValueError(f"unknown edition {edition!r}; there are {', '.join(EDITIONS)}")
        return self.rooms[edition]

    def _entry(self, edition: str, which: int | str) -> Entry:
        entry = self._room(edition).find(which)
        if entry is None:
            raise KeyError(f"{edition} has no article {which!r}")
        return entry

    def _view(self, edition: str, entry: Entry) -> ReplicaArticle:
        name = entry.number if entry.number is not None else self.rooms[edition].slug(entry)
        return ReplicaArticle(f"{edition}:{name}", edition, entry.number, self, entry)

    def _join(self, edition: str, entry: Entry, translations: Mapping[str, int | str]) -> None:
        """Make *entry* a translation of those in *translations*, and of theirs."""
        group = {edition: entry}
        for other, which in translations.items():
            counterpart = self._entry(other, which)
            group = counterpart.translations | {other: counterpart} | group
            self._room(other).touch()
        join(group)

    def _set_gone(self, edition: str, which: int | str, status: int | None) -> None:
        with self.lock:
            self._entry(edition, which).gone = status
            self._room(edition).touch()

    def _moment(self, room: Newsroom, seconds_ago: int) -> datetime:
        """A time of publication so many seconds before now, but not before the newest article's."""
        now = self.clock()
        newest = datetime.fromtimestamp(room.entries[-1].published, timezone.utc) if room.entries else now
        return max(min(newest, now), now - timedelta(seconds=seconds_ago))
