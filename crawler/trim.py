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
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": ("HTTPPROXY_ENABLED",),
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": ("METAREFRESH_ENABLED",),
    },
}
"""Component to the settings that ask for it, where they are given. A proxy may also be asked for by the environment
(`https_proxy`) or by a middleware of the user's."""


class Trim:
    """The add-on that takes out of the settings what none of them asks for; the last, for others may ask."""

    @staticmethod
    def update_settings(settings: BaseSettings) -> None:
        """Trim *settings*.

        :raises Problem: 78 if a spider or an add-on set something that cannot work.
        """
        from crawler.checks import refuse  # here: this file is imported before what takes time to import

        refuse(settings)
        trim(settings)


def trim(settings: BaseSettings) -> None:
    """Take out of *settings* what none of them asks for."""
    proxied = any(name.lower().endswith("_proxy") for name in os.environ) or any(
        not path.startswith(("crawler.", "scrapy.")) for path in settings["DOWNLOADER_MIDDLEWARES"]
    )
    for base, components in TRIMMED.items():
        for path, names in components.items():
            asked = any(settings.getpriority(name) and str(settings[name]).lower() not in _OFF for name in names)
            if not (asked or (proxied and path.endswith(".HttpProxyMiddleware"))) and path in settings[base]:
                del settings[base][path]


def quicken() -> None:
    """Let a start go with less ado.

    A run without news takes 0.37 s of processor time; without the first of these 0.48, without the second 0.44 (medians
    of twelve, side by side).
    """
    atexit.register(gc.freeze)  # or else the interpreter searches all that was imported for cycles before it ends
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
