"""What of Scrapy's own components a run does without: importing them takes longer than all else that it has to do.

Each comes back when one of its settings is on. (`None` in `EXTENSIONS` and the like still imports the class.)
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

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
