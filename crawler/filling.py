"""What is done in a page once it is open: wait until nothing more is to come, work a list that grows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from crawler.extract.page import parse
from crawler.extract.verdict import judge
from crawler.handlers import BrowserError
from crawler.site import (
    BODY_SELECTORS,
    CONSENT_BUTTON,
    CONSENT_NAMES,
    LIST_CONTAINERS,
    MORE_COMPANY,
    MORE_LABELS,
    MORE_SELECTORS,
    MORE_WORDS,
)
from crawler.watching import COUNT, GREW, MORE, MOVED, SCROLL, STATE, UNCOVER

if TYPE_CHECKING:
    from playwright.async_api import Page

    from crawler.parts import Parts
    from crawler.rendering import Enough, Kind

MOST_STEPS, MOST_DUDS = 50, 4
"""How often a list is let grow at most: with thirty entries each time that is more than a busy day has. And how many
buttons may be pressed for nothing."""
IDLE = 0.7
"""Seconds without growth and without a request under way after which a list has ended."""
QUIET, PATIENCE = 0.15, 1.5
"""Seconds without a change after which a page stays as it is: when nothing is under way that could change it; and when
nothing is but timers that follow one another without end, or when it is not there yet and nothing tells why."""
POLL = 0.05
"""Seconds between two looks at a page."""
_LISTS = [list(LIST_CONTAINERS), 3]
_LABELS = [list(MORE_SELECTORS), sorted(MORE_LABELS), sorted(MORE_WORDS), sorted(MORE_COMPANY)]
_COVERS = [CONSENT_BUTTON, sorted(CONSENT_NAMES), [*BODY_SELECTORS, *LIST_CONTAINERS]]


@dataclass
class Stillness:
    """Since when what a page shows stays within bounds: a clock in it is no change."""

    since: float
    document: float = 0.0
    least: int = 0
    most: int = 0

    def see(self, document: float, size: int, now: float) -> None:
        """Take in that the page is this *document*, and of this *size*, *now*."""
        if document != self.document:
            self.document, self.least, self.most, self.since = document, size, size, now
        elif not self.least <= size <= self.most:
            self.least, self.most, self.since = min(size, self.least), max(size, self.most), now


async def settle(page: Page, parts: Parts, ready: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Wait until nothing more is to come on *page*, for so many seconds at most; whether it is *ready* then.

    Nothing is to come when it stays as it is, and neither a request nor a timer is under way that was there when it
    last changed.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    still = Stillness(clock())
    known: tuple[float, bool] | None = None
    while (now := clock()) < deadline and parts.refused is None:
        document, size, timers = await _state(page, deadline - now)
        still.see(document, size, now)
        quiet = now - still.since
        if quiet >= QUIET and parts.quiet >= QUIET:
            if known is None or known[0] != still.since:
                known = still.since, await ready()
            if not any(age >= quiet for age in timers):
                if known[1] and (quiet >= PATIENCE or not timers):
                    return True
                if quiet >= PATIENCE and not timers:
                    return False
        await asyncio.sleep(POLL)
    return parts.refused is None and now - still.since >= PATIENCE and await ready()


async def _state(page: Page, seconds: float) -> tuple[float, int, list[float]]:
    """Which document *page* has, how large it is, and the age of each timer that is over in so many seconds."""
    try:
        found: tuple[float, int, list[float]] | None = await page.evaluate(STATE, seconds)
    except PlaywrightError as error:
        if not is_moving(error):
            raise
        found = None
    return found or (0.0, 0, [0.0])


def is_moving(error: PlaywrightError) -> bool:
    """Whether *error* is that the page is on its way to another."""
    return "navigat" in str(error) or "context was destroyed" in str(error)


async def content(page: Page) -> str:
    """The markup of *page* as it is now, what covers it hidden; one that is on its way to another is asked again.

    :raises BrowserError: if it goes on to others without end.
    """
    for _ in range(20):
        try:
            await page.evaluate(UNCOVER, _COVERS)
            return await page.content()
        except PlaywrightError as error:
            if not is_moving(error):
                raise
            await page.wait_for_load_state("domcontentloaded", timeout=1000)
    raise BrowserError("the page goes on to others without end")


async def is_there(page: Page, parts: Parts, kind: Kind) -> bool:
    """Whether a script has nothing to fill in *page* any more, by the verdict on it as it is now."""
    found = parse((await content(page)).encode("utf-8", "replace"), "utf-8")
    address = parts.origins.article(parts.url) if kind == "article" else None
    verdict = judge(parts.status, "text/html", found, expects=kind, address=address, origins=parts.origins)
    return verdict.kind != "needs_browser"


async def see_that_it_stayed(page: Page, parts: Parts) -> None:
    """See to it that the text on *page* is that of the document that was fetched.

    :raises BrowserError: if a script gave the page the address of another article, and another headline.
    """
    asked, shown = parts.origins.article(parts.url), parts.origins.article(page.url.partition("#")[0])
    if asked and shown and asked.id != shown.id and not await page.evaluate(MOVED):
        raise BrowserError(f"a script goes on to another article, {shown.id}")


async def grow(page: Page, parts: Parts, enough: Enough, seconds: float) -> None:
    """Let the list on *page* grow, by its button or by scrolling, until it is *enough* or ends.

    :param seconds: for how long at most; what is there by then is taken.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    duds = 0
    for _ in range(MOST_STEPS):
        left = deadline - clock()
        if left <= 0 or enough((await content(page)).encode("utf-8", "replace"), page.url):
            return
        before = await page.evaluate(COUNT, _LISTS)
        pressed = duds < MOST_DUDS and await page.evaluate(MORE, _LABELS)
        if not pressed:
            await page.evaluate(SCROLL)
        if not await _grew(page, parts, [_LISTS, before, pressed], left):
            if not pressed:
                return
            duds += 1


async def _grew(page: Page, parts: Parts, growth: list[Any], seconds: float) -> bool:
    """Wait until the list grew, or until nothing is under way that could make it; whether it did."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        try:
            await page.wait_for_function(GREW, arg=growth, timeout=IDLE * 1000, polling=50)
            return True
        except PlaywrightTimeoutError:
            if not parts.under_way:
                return False
    return False
