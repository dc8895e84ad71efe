"""The replica: three editions of an invented Orda.kz on sockets of this machine, and the levers to change them."""

from __future__ import annotations

import threading
import time as time_module
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from crawler.replica.clock import utc_now
from crawler.replica.faults import Answer, Answers
from crawler.replica.newsroom import Clock, Entry, Newsroom, join, link_translations
from crawler.replica.pages import Pages
from crawler.replica.replies import reply_to
from crawler.replica.server import Query, Reply, Server
from crawler.replica.templates import TEMPLATES
from crawler.replica.views import ReplicaArticle, Request

EDITIONS = ("en", "ru", "kk")
REMOVED = (404, 410, 301, 302)
"""What a removed article may be answered with; a redirect leads to the front page."""


class Replica:
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
        self.lock = threading.RLock()
        self.clock = now or utc_now
        self.conditional = conditional
        self.ports = {edition: (ports or {}).get(edition, 0) for edition in EDITIONS}
        self.origins: dict[str, str] = {}
        """Edition to origin, ``http://127.0.0.1:41234``, once it runs."""
        counts = {edition: articles if isinstance(articles, int) else articles.get(edition, 0) for edition in EDITIONS}
        self.rooms = {edition: Newsroom(edition, seed, counts[edition], self.clock) for edition in EDITIONS}
        link_translations(self.rooms)
        self.pages = {edition: Pages(edition, self.rooms, self.origins) for edition in EDITIONS}
        self._answers = Answers()
        self._log: list[Request] = []
        self._server: Server | None = None

    def __enter__(self) -> Replica:
        self._server = Server(self._reply, self._note, self.ports)
        self.origins.update(self._server.origins)
        self._server.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._server is not None:
            self._server.close()

    def environment(self) -> dict[str, str]:
        """Environment variables that make the crawler take the replica for the site."""
        return {f"ORDA_ORIGIN_{edition.upper()}": origin for edition, origin in self.origins.items()}

    # -- what there is

    def articles(self, edition: str) -> list[ReplicaArticle]:
        """The articles that the edition's lists show, newest first."""
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
            room, published = self._room(edition), []
            for index in range(count):
                moment = time or self._moment(room, count - 1 - index)
                chosen = None if number is None else number + index
                entry = room.publish(number=chosen, time=moment, kind=kind, changes=dict(changes))
                self._join(edition, entry, translations or {})
                published.append(self._view(edition, entry))
            return published[::-1]

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

    def paging(self, edition: str, on: bool) -> None:
        """Whether lists have further pages; without, `/last-news/` is one page and each day archive is whole."""
        with self.lock:
            self._room(edition)
            self.pages[edition].paging = on

    def robots(self, edition: str, text: str) -> None:
        """Set robots.txt."""
        with self.lock:
            self._room(edition).touch()
            self.pages[edition].robots = text

    def answer(  # noqa: PLR0913
        self,
        edition: str,
        path: str,
        *,
        status: int | None = None,
        body: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        slow: float = 0.0,
        reset: bool = False,
        cut: int | None = None,
    ) -> None:
        """Answer *path* (exact, or with ``*``) of *edition* (``*``: of all) otherwise, *times* times or for ever.

        See :class:`~crawler.replica.faults.Answer` for the rest.
        """
        if edition != "*":
            self._room(edition)
        raw = body.encode() if isinstance(body, str) else body
        answer = Answer(edition=edition, path=path, status=status, body=raw, headers=headers or {}, times=times)
        answer.slow, answer.reset, answer.cut = slow, reset, cut
        with self.lock:
            self._answers.add(answer)

    def clear_answers(self) -> None:
        """Back to the site's own answers."""
        with self.lock:
            self._answers.clear()

    # -- the log

    @property
    def requests(self) -> list[Request]:
        """The requests so far, in order: a copy."""
        with self.lock:
            return list(self._log)

    def reset_log(self) -> None:
        """Forget the requests so far."""
        with self.lock:
            self._log.clear()

    def _note(self, query: Query, status: int, sent: int) -> None:
        request = Request(
            time_module.monotonic(), query.edition, query.method, query.target, status, sent, query.headers
        )
        with self.lock:
            self._log.append(request)

    # -- inside

    def _reply(self, query: Query) -> Reply:
        """What *query* is answered: by the page, or by what :meth:`answer` put in its place."""
        with self.lock:
            answer = self._answers.take(query.edition, query.target)
            return reply_to(query, self.pages[query.edition], answer, self.clock(), self.conditional)

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
