"""The replica on the wire: sockets, the log of requests, its clock, and what comes between a request and its page."""

from __future__ import annotations

import threading
import time as time_module
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from crawler.replica.clock import utc_now
from crawler.replica.faults import Answer, Hook, Rules
from crawler.replica.hazards import bomb
from crawler.replica.newsroom import Clock
from crawler.replica.pages import Pages
from crawler.replica.replies import reply_to
from crawler.replica.server import Query, Reply, Server
from crawler.replica.views import Request

EDITIONS = ("en", "ru", "kk")
W = TypeVar("W", bound="Wire")


class Wire:
    """Serves the pages of three editions on 127.0.0.1 while the ``with`` block lasts.

    :param now: its clock; None for the machine's.
    :param ports: edition to port; any free one where there is none.
    :param conditional: whether it knows entity tags and Last-Modified.
    :raises OSError: on entry, if a port cannot be had.
    """

    def __init__(self, now: Clock | None, ports: Mapping[str, int] | None, conditional: bool) -> None:
        self.lock = threading.RLock()
        self.conditional = conditional
        self.ports = {edition: (ports or {}).get(edition, 0) for edition in EDITIONS}
        self.origins: dict[str, str] = {}
        """Edition to origin, ``http://127.0.0.1:41234``, once it runs."""
        self.pages: dict[str, Pages] = {}
        self.offset = timedelta(0)
        """How far its clock is ahead."""
        self._now = now or utc_now
        self._answers = Rules[Answer]()
        self._hooks = Rules[Hook]()
        self._failed: list[Exception] = []
        self._log: list[Request] = []
        self._server: Server | None = None

    def __enter__(self: W) -> W:
        self._server = Server(self._reply, self._note, self.ports)
        self.origins.update(self._server.origins)
        self._server.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._server is not None:
            self._server.close()
        if self._failed and exc[:1] in ((), (None,)):
            raise self._failed[0]

    def environment(self) -> dict[str, str]:
        """Environment variables that make the crawler take the replica for the site."""
        return {f"ORDA_ORIGIN_{edition.upper()}": origin for edition, origin in self.origins.items()}

    # -- the clock

    def clock(self) -> datetime:
        """Its time, aware. Lists and pages say "today" by it; crawlers go by the machine's."""
        return self._now() + self.offset

    def advance(self, seconds: float) -> datetime:
        """Move its clock ahead; returns what it says then."""
        with self.lock:
            self.offset += timedelta(seconds=seconds)
            return self.clock()

    # -- what comes between

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
        redirect: str | None = None,
        challenge: bool = False,
        gzip: Literal["broken"] | int | None = None,
        trickle: float = 0.0,
        sized: bool = True,
    ) -> None:
        """Answer *path* (exact, or with ``*``) of *edition* (``*``: of all) otherwise, *times* times or for ever.

        See :class:`~crawler.replica.faults.Answer` for the rest. Without a *status*, a redirect has 302, a challenge
        403 and a bomb 200; an empty page is ``status=200``.
        """
        self._check(edition)
        if status is None:
            status = 302 if redirect is not None else 403 if challenge else 200 if isinstance(gzip, int) else None
        answer = Answer(edition=edition, path=path, times=times, status=status, headers=headers or {})
        answer.body = body.encode() if isinstance(body, str) else body
        answer.slow, answer.reset, answer.cut, answer.trickle = slow, reset, cut, trickle
        answer.sized = sized
        answer.redirect, answer.challenge, answer.gzip = redirect, challenge, gzip
        if isinstance(gzip, int):
            bomb(gzip)  # made here, for it takes seconds in which nobody would be answered
        with self.lock:
            self._answers.add(answer)

    def after(self: W, edition: str, path: str, action: Callable[[W], object], times: int | None = 1) -> None:
        """Call *action* with the replica right after a request for *path* (as :meth:`answer` takes it) is answered.

        The answer is as before the action, and no other request is answered until that is done: so a site changes
        between two reads. An exception in it comes out at the end of the ``with`` block.

        :param times: how many requests it is done after; None: every one.
        """
        self._check(edition)
        with self.lock:
            self._hooks.add(Hook(edition=edition, path=path, times=times, action=lambda: action(self)))

    def clear_answers(self) -> None:
        """Back to the site's own answers; nothing is done after any."""
        with self.lock:
            self._answers.clear()
            self._hooks.clear()

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

    # -- inside

    def _check(self, edition: str) -> None:
        if edition not in ("*", *EDITIONS):
            raise ValueError(f"unknown edition {edition!r}; there are {', '.join(EDITIONS)}")

    def _reply(self, query: Query) -> Reply:
        """What *query* is answered: by the page, or by what :meth:`answer` put in its place."""
        with self.lock:
            answer = self._answers.take(query.edition, query.target)
            return reply_to(query, self.pages[query.edition], answer, self.clock(), self.conditional)

    def _note(self, query: Query, status: int, sent: int) -> None:
        """Write down that *query* is being answered, and do what is to be done then."""
        now = time_module.monotonic()
        with self.lock:
            self._log.append(Request(now, query.edition, query.method, query.target, status, sent, query.headers))
            for hook in self._hooks.take_all(query.edition, query.target):
                try:
                    hook.action()
                except Exception as error:
                    self._failed.append(error)
