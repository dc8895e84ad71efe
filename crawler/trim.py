"""What makes a run start sooner: importing takes longer than all else that a run without news has to do.

Scrapy's own components that a run does without are left out; each comes back when one of its settings is on. (`None` in
`EXTENSIONS` and the like still imports the class.)
"""

from __future__ import annotations

import atexit
import gc
import inspect
import os
import sys
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_OFF = frozenset(("none", "false", "0", "0.0", ""))
TRIMMED: dict[str, dict[str, tuple[str, ...]]] = {
    "EXTENSIONS_BASE": {
        "scrapy.extensions.remote_control.RemoteControl": ("REMOTE_CONTROL_ENABLED",),  # aiohttp
        "scrapy.extensions.telnet.TelnetConsole": ("TELNETCONSOLE_ENABLED",),
        "scrapy.extensions.memdebug.MemoryDebugger": ("MEMDEBUG_ENABLED",),
        "scrapy.extensions.closespider.CloseSpider": (
            "CLOSESPIDER_TIMEOUT",
            "CLOSESPIDER_TIMEOUT_NO_ITEM",
            "CLOSESPIDER_ITEMCOUNT",
            "CLOSESPIDER_PAGECOUNT",
            "CLOSESPIDER_PAGECOUNT_NO_ITEM",
            "CLOSESPIDER_ERRORCOUNT",
        ),
        "scrapy.extensions.logstats.LogStats": ("LOGSTATS_INTERVAL",),
        "scrapy.extensions.spiderstate.SpiderState": ("JOBDIR",),
    },
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": ("COOKIES_ENABLED",),  # tldextract, requests
        "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": ("HTTPCACHE_ENABLED",),
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": (),
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": ("METAREFRESH_ENABLED",),
    },
}
"""Component to the settings that ask for it. A proxy is asked for by the environment: `https_proxy`."""


def trim(settings: BaseSettings) -> None:
    """Take out of *settings* what none of them asks for."""
    proxied = any(name.lower().endswith("_proxy") for name in os.environ)
    for base, components in TRIMMED.items():
        for path, names in components.items():
            asked = any(str(settings[name]).lower() not in _OFF for name in names) if names else proxied
            if not asked and path in settings[base]:
                del settings[base][path]


SELDOM = 50_000
"""Objects made until the collector of cycles looks for some: with 700, as usual, it looks often and finds few."""


def quicken() -> None:
    """Let what is imported from here on be imported with less ado.

    A run without news took 0.89 s of processor time before and 0.78 after (medians of eight, side by side).
    """
    gc.set_threshold(SELDOM, 20, 50)
    atexit.register(gc.freeze)  # the interpreter's last search for cycles takes 6 % of what importing all this does
    from scrapy.utils import deprecate

    deprecate.inspect = _Inspect("inspect")  # type: ignore[attr-defined]


class _Inspect(ModuleType):
    """`inspect`, for Scrapy to ask in which module it makes a deprecated class.

    It asks for the whole stack with the source of each line, three times at each start.
    """

    def stack(self) -> list[tuple[FrameType]]:
        """The frame that asks, and the one that called it."""
        return [(sys._getframe(1),), (sys._getframe(2),)]

    def getmodule(self, frame: FrameType) -> ModuleType | None:
        """The module whose code *frame* runs."""
        return sys.modules.get(frame.f_globals["__name__"])

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)
