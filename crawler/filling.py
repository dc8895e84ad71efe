"""What is done in a page once it is open: wait until its text or its list is there, work a list that grows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from crawler.site import BODY_SELECTORS, CONSENT_BUTTON, LIST_CONTAINERS, MORE_LABELS, MORE_SELECTORS

if TYPE_CHECKING:
    from playwright.async_api import Page

    from crawler.parts import Parts
    from crawler.rendering import Enough, Kind

MOST_STEPS = 50
"""How often a list is let grow at most: with thirty entries each time that is more than a busy day has."""
IDLE = 0.7
"""Seconds without growth and without a request under way after which a list has ended."""
QUIET = 150
"""Milliseconds without a change after which what has turned up is all there."""
LEAST_BODY, LEAST_PLAIN, LEAST_LIST = 40, 250, 3
"""Characters of a body in the site's own markup, of one in any other, and entries of a list."""

_BODY = """([selectors, least, plain]) => {
    const length = e => e.textContent.trim().length;
    const own = selectors.flatMap(s => [...document.querySelectorAll(s)]);
    if (own.length) return Math.max(...own.map(length)) >= least ? Math.max(...own.map(length)) : 0;
    if (document.readyState === 'loading' || ![...document.querySelectorAll('h1')].some(length)) return 0;
    const sum = [...document.querySelectorAll('p')]
        .filter(p => length(p) > least && !p.closest('nav, footer, aside, li, [class*=cookie], [id*=cookie]'))
        .reduce((sum, p) => sum + length(p), 0);
    return sum >= plain ? sum : 0;
}"""
_COUNT = """([containers, least]) => {
    const own = containers.flatMap(s => [...document.querySelectorAll(s)]);
    const links = (own.length ? own : [document]).flatMap(e => [...e.querySelectorAll('a[href]')]);
    const paths = new Set(links.map(a => a.pathname).filter(p => own.length ? p !== '/' : /-\\d{3,}\\/?$/.test(p)));
    return paths.size >= least ? paths.size : 0;
}"""
_SETTLED = """([measure, args, quiet]) => {
    const size = (0, eval)(measure)(args), now = performance.now(), last = window.__orda_seen;
    if (!last || last[0] !== size) { window.__orda_seen = [size, now]; return false; }
    return size > 0 && now - last[1] >= quiet;
}"""
_GREW = "([count, args, before]) => (0, eval)(count)(args) > before"
_UNCOVER = """(selector) => {
    const button = document.querySelector(selector);
    let cover = button;
    for (let e = button; e && e !== document.body; e = e.parentElement)
        if (['fixed', 'sticky', 'absolute'].includes(getComputedStyle(e).position)) cover = e;
    if (!cover) return;
    cover.style.setProperty('display', 'none', 'important');
    for (const e of [document.documentElement, document.body])
        for (const [name, value] of [['overflow', 'auto'], ['position', 'static'], ['height', 'auto']])
            e.style.setProperty(name, value, 'important');
}"""
_MORE = """([selectors, labels]) => {
    const plain = e => e.tagName !== 'A' || !e.getAttribute('href') || /^(#|javascript:)/.test(e.getAttribute('href'));
    const able = e => !e.disabled && !e.hidden && getComputedStyle(e).display !== 'none';
    const named = e => labels.includes(e.textContent.replace(/[\\s…\\.]+/g, ' ').trim().toLowerCase());
    const buttons = [...document.querySelectorAll('button, a, [role=button]')].filter(e => named(e) && plain(e));
    const found = [...selectors.flatMap(s => [...document.querySelectorAll(s)]), ...buttons].find(able);
    if (found) { found.click(); return; }
    window.scrollTo(0, 0);
    requestAnimationFrame(() => window.scrollTo(0, document.documentElement.scrollHeight));
}"""
_MEASURES = {
    "article": (_BODY, [list(BODY_SELECTORS), LEAST_BODY, LEAST_PLAIN]),
    "list": (_COUNT, [list(LIST_CONTAINERS), LEAST_LIST]),
}


async def fill(page: Page, kind: Kind, seconds: float) -> bool:
    """Wait until *page* has its text or its list, for so many seconds at most; whether it does."""
    measure, args = _MEASURES[kind]
    try:
        await page.wait_for_function(_SETTLED, arg=[measure, args, QUIET], timeout=seconds * 1000, polling=50)
    except PlaywrightTimeoutError:
        return False
    return True


async def grow(page: Page, parts: Parts, enough: Enough, seconds: float) -> None:
    """Let the list on *page* grow, by its button or by scrolling, until it is *enough* or ends.

    :param seconds: for how long at most; what is there by then is taken.
    """
    count, args = _MEASURES["list"]
    deadline = asyncio.get_running_loop().time() + seconds
    await page.evaluate(_UNCOVER, CONSENT_BUTTON)
    for _ in range(MOST_STEPS):
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0 or enough((await page.content()).encode("utf-8", "replace"), page.url):
            return
        before = await page.evaluate(count, args)
        await page.evaluate(_MORE, [list(MORE_SELECTORS), sorted(MORE_LABELS)])
        if not await _grew(page, parts, [count, args, before], left):
            return


async def _grew(page: Page, parts: Parts, growth: list[object], seconds: float) -> bool:
    """Wait until the list grew, or until nothing is under way that could make it; whether it did."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        try:
            await page.wait_for_function(_GREW, arg=growth, timeout=IDLE * 1000, polling=50)
            return True
        except PlaywrightTimeoutError:
            if not parts.under_way:
                return False
    return False
