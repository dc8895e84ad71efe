"""Settings and files judged before anything is begun: what could only hang, lose something or end in a traceback."""

from __future__ import annotations

import codecs
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter
from scrapy.settings import SETTINGS_PRIORITIES, default_settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.misc import load_object

from crawler import chromium, heartbeat, site
from crawler.extract.select import compounds
from crawler.run import CONFIG, USAGE, Problem

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

REFUSED = {
    "JOBDIR": "the ledger in the data directory keeps what is left to do; there is no need for another memory",
    "FEED_URI": "give -o or -O, or FEEDS",
}
"""Settings that cannot work here, and why."""
NEEDED = {
    "TWISTED_REACTOR_ENABLED": True,
    "TWISTED_REACTOR": default_settings.TWISTED_REACTOR,
    "HTTPCACHE_ENABLED": False,  # a list page out of a cache names nothing new
    "DOWNLOADER_STATS": True,  # the summary says how many requests there were
    "HTTPERROR_ALLOW_ALL": True,  # every answer is judged by the page verdict
    "URLLENGTH_LIMIT": 0,  # a link that is left out for its length would stay pending for ever
}
"""Settings that this program is built on."""
KINDS: dict[str, type] = {
    "STATS_CLASS": MemoryStatsCollector,  # exit codes and reports are made of what is counted
    "LOG_FORMATTER": LogFormatter,
}
"""Settings that name a class, and what that has to be derived from."""

ENVIRONMENT = (
    *("ORDA_DATA_DIR", "ORDA_EDITIONS", "ORDA_CONTACT", "RAW_ARCHIVE", "RAW_KEEP_DAYS", "HEARTBEAT_URL"),
    *("ORDA_ORIGIN_EN", "ORDA_ORIGIN_RU", "ORDA_ORIGIN_KK", "PLAYWRIGHT_CHROMIUM", "RENDER"),
)
"""Settings that are read from the environment."""
OWN = ("ORDA_", "RAW_", "RENDER", "HEARTBEAT_", "PLAYWRIGHT_")
"""What the names of our own settings begin with."""

RENDER = ("auto", "never", "always")
"""Values of the setting of that name."""
DAY = 86_400
MOST = 2**31 - 1
NUMBERS: dict[str, tuple[float, float]] = {
    "ORDA_LEFTOVERS": (0, MOST),
    "ORDA_REVISITS": (0, MOST),
    "ORDA_REMOVED_SIGHTINGS": (1, MOST),
    "ORDA_REMOVED_HOURS": (0, 24 * 365),
    "ORDA_REQUESTS_PER_RUN": (1, MOST),
    "ORDA_BATCH_SIZE": (1, MOST),
    "ORDA_SLICE_SECONDS": (0, DAY),
    "ORDA_BATCH_SECONDS": (0, DAY),
    "ORDA_STOP_SECONDS": (0, DAY),
    "ORDA_QUARANTINE_ITEMS": (0, 1_000_000),
    "ORDA_QUARANTINE_MB": (0, 100_000),
    "ORDA_BROWSER_AGAIN_HOURS": (0, 24 * 365),
    "ORDA_BROWSER_SECONDS": (0.1, DAY),
    "ORDA_BROWSER_PAGES": (1, MOST),
    "RAW_FILE_MB": (1, 10_000),
    "RAW_KEEP_DAYS": (0, 100_000),
    "ORDA_DEADLINE_SECONDS": (0, DAY),
    "ORDA_COMPRESS_DAYS": (0, 36_500),
    "ORDA_STATUS_SECONDS": (0, 3000),
    "ORDA_FREE_MB": (0, MOST),
    "ORDA_REPORT_DAYS": (1, 36_500),
    "ORDA_LOG_MB": (1, 2_000),
    "ORDA_LOG_DAYS": (1, 36_500),
    "ORDA_LOG_FILES": (0, 1_000),
    "CONCURRENT_REQUESTS": (1, MOST),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (1, MOST),
    "CONCURRENT_ITEMS": (1, 1000),  # Scrapy starts so many tasks for every answer
    "REACTOR_THREADPOOL_MAXSIZE": (1, 1000),
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": (1, MOST),
    "AUTOTHROTTLE_TARGET_CONCURRENCY": (0.01, MOST),
    "DOWNLOAD_TIMEOUT": (0.1, DAY),
    "DOWNLOAD_DELAY_JITTER": (0, 1),
    "DNS_TIMEOUT": (0.1, DAY),
    "MEMUSAGE_CHECK_INTERVAL_SECONDS": (0.1, DAY),
    "CLOSESPIDER_TIMEOUT": (0, MOST),
    "DEPTH_PRIORITY": (-MOST, MOST),
    "REDIRECT_PRIORITY_ADJUST": (-MOST, MOST),
    "RETRY_PRIORITY_ADJUST": (-MOST, MOST),
}
"""Least and most of numbers; of Scrapy's others none is negative, and no time is longer than a day."""
_SECONDS = re.compile(r".*(DELAY|TIMEOUT|SECONDS|INTERVAL)$")
_WHOLE = re.compile(
    r"ORDA_(?!.*_(?:SECONDS|HOURS|MB)$)|(?!AUTOTHROTTLE).*CONCURREN"
    r"|.*_(TIMES|SIZE|COUNT|MAXSIZE|ITEMS|MB|DAYS|ADJUST)$"
)
"""Settings that have to be whole; Scrapy's defaults write seconds without a fraction too."""

COMPONENTS = ("ITEM_PIPELINES", "EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "DOWNLOAD_HANDLERS", "ADDONS")
"""Settings with parts of this program in them: one may be replaced by a class derived from it, none may be missing."""
BY_PLACE = ("ITEM_PIPELINES", "EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ADDONS")
BY_NAME = ("DOWNLOAD_HANDLERS", "FEED_EXPORTERS", "FEED_STORAGES")
"""Settings that name components: each with its place in an order, or each under a name."""
_OBJECT = re.compile(r"(?!.*ReferrerPolicy$)[a-z_0-9]+(\.\w+)*\.[A-Z]\w*")
_MORE_OBJECTS = ("ASYNCIO_EVENT_LOOP", "LOG_FORMATTER")
"""Settings that name a class, beside those whose default does. A referrer policy need not be one."""

SWITCHES = ("RAW_ARCHIVE",)
"""Settings that are `on` or `off`, beside Scrapy's, which are True or False."""
_SWITCH = {"on": True, "off": False, "true": True, "false": False, "1": True, "0": False}

Components = Mapping[str, Mapping[str, Any]]


def components(settings: BaseSettings) -> Components:
    """The components that *settings* name, by setting."""
    return {name: dict(settings[name] or {}) for name in COMPONENTS}


def check_name(name: str, names: Iterable[str]) -> None:
    """Refuse a name that begins like one of our settings and is none of the *names* that there are.

    :raises Problem: 78.
    """
    if name.startswith(OWN) and name not in names:
        import difflib  # here: only what is wrong needs it

        near = difflib.get_close_matches(name, list(names), 1)
        raise Problem(CONFIG, f"there is no setting {name}{f': did you mean {near[0]}?' if near else ''}")


def check_environment(settings: BaseSettings, environment: Iterable[str]) -> None:
    """Refuse variables that look like settings of ours and that nothing reads.

    :raises Problem: 78.
    """
    for name in environment:
        if name.startswith("ORDA_") and name not in ENVIRONMENT:
            if name in settings:
                raise Problem(CONFIG, f"{name} is not read from the environment: give -s {name}=VALUE")
            check_name(name, ENVIRONMENT)


def check_settings(settings: BaseSettings, own: Components) -> None:
    """Refuse settings that cannot work.

    :param own: the components that are part of this program.
    :raises Problem: 78.
    """
    _check_rules()
    for name in settings:
        priority = settings.getpriority(name) or 0
        if priority >= SETTINGS_PRIORITIES["project"]:
            _check_value(settings, name)
        if priority > SETTINGS_PRIORITIES["project"]:
            _check_objects(settings, name)
    refuse(settings)
    for name in SWITCHES:
        switch(settings, name)
    for name in COMPONENTS:
        _check_own(name, own[name], settings)
    _check_browser(settings)
    _check_log(settings)
    if settings["HEARTBEAT_URL"]:
        try:
            heartbeat.check(settings["HEARTBEAT_URL"])
        except ValueError as error:
            raise Problem(CONFIG, f"HEARTBEAT_URL: {error}") from error


def refuse(settings: BaseSettings) -> None:
    """Refuse what cannot work here, whoever set it.

    :raises Problem: 78.
    """
    for name, why in REFUSED.items():
        if settings.get(name):
            raise Problem(CONFIG, f"{name} cannot be set here: {why}")
    for name, value in NEEDED.items():
        if str(settings.getbool(name) if isinstance(value, bool) else settings[name]) != str(value):
            raise Problem(CONFIG, f"{name} cannot be set here: it has to be {value}")
    for name, kind in KINDS.items():
        given = load_object(settings[name])
        if not (isinstance(given, type) and issubclass(given, kind)):
            base = f"{kind.__module__}.{kind.__name__}"
            raise Problem(CONFIG, f"{name}={settings[name]}: give a class derived from {base}")


def _check_rules() -> None:
    """See to it that the selectors in site.py can be read: every page would fail over one that cannot be."""
    for name, selectors in vars(site).items():
        if not name.endswith("_SELECTORS"):
            continue
        if not isinstance(selectors, tuple):
            raise Problem(CONFIG, f'crawler/site.py: {name}: give a tuple, ("…",) for a single selector')
        for selector in selectors:
            try:
                compounds(selector)
            except ValueError as error:
                raise Problem(CONFIG, f"crawler/site.py: {name}: {error}") from error


def _check_browser(settings: BaseSettings) -> None:
    """Judge what pages that a script fills are opened with."""
    if settings["RENDER"] not in RENDER:
        raise Problem(CONFIG, f"RENDER={settings['RENDER']}: give {', '.join(RENDER)}")
    if not set(settings.getlist("ORDA_BROWSER_LOADS")) >= {"document"}:
        raise Problem(CONFIG, "ORDA_BROWSER_LOADS leaves out document: keep ours and add yours, with commas")
    given = settings["PLAYWRIGHT_CHROMIUM"]
    if given and chromium.find(given) is None:
        raise Problem(CONFIG, f"PLAYWRIGHT_CHROMIUM={given}: there is no such program")


def switch(settings: BaseSettings, name: str) -> bool:
    """Whether the setting *name*, one of :data:`SWITCHES`, is on.

    :raises Problem: 78 if it is neither on nor off.
    """
    on = _SWITCH.get(str(settings[name]).strip().lower())
    if on is None:
        raise Problem(CONFIG, f"{name}={settings[name]}: give on or off")
    return on


def _check_value(settings: BaseSettings, name: str) -> None:
    """Judge a setting that is a switch or a number."""
    default: Any = getattr(default_settings, name, None)
    if isinstance(default, bool) or (name.endswith("_ENABLED") and default is not None):
        try:
            settings.getbool(name)
        except ValueError as error:
            raise Problem(CONFIG, f"{name}={settings[name]}: give True or False") from error
    elif name in NUMBERS or isinstance(default, (int, float)):
        least, most = NUMBERS.get(name, (0, DAY if _SECONDS.fullmatch(name) else MOST))
        whole = _WHOLE.match(name) is not None
        try:
            value = settings.getint(name) if whole else settings.getfloat(name)
            right = least <= value <= most  # not so for what is no number, nan
        except (TypeError, ValueError, OverflowError):
            right = False
        if not right:
            bounds = f"at least {least:g}" if most == MOST else f"from {least:g} to {most:g}"
            raise Problem(CONFIG, f"{name}={settings[name]}: give a {'whole ' * whole}number, {bounds}")


def _check_objects(settings: BaseSettings, name: str) -> None:
    """Judge a setting that names a class, or several as components."""
    value = settings[name]
    if name in BY_NAME:
        paths = list((value or {}).values())
    elif name in BY_PLACE:
        paths = [path for path, place in (value or {}).items() if place is not None]
        if not all(isinstance(value[path], (int, float)) for path in paths):
            raise Problem(CONFIG, f"{name}: give each component a number, its place in the order, or null")
    elif name in _MORE_OBJECTS or _OBJECT.fullmatch(str(getattr(default_settings, name, ""))):
        if not value and getattr(default_settings, name):
            raise Problem(CONFIG, f"{name}: give a class")
        paths = [value]
    else:
        return
    for path in filter(None, paths):
        try:
            load_object(path)
        except Exception as error:  # whatever the module that it names raises
            raise Problem(CONFIG, f"{name}: {path} cannot be loaded: {error}") from error


def _check_own(name: str, own: Mapping[str, Any], settings: BaseSettings) -> None:
    """See to it that none of the components *own* of the setting *name* is missing or switched on again."""
    given = settings[name] or {}
    if given == own:
        return
    for key, place in own.items():
        if place is None:
            there = key in given and given[key] is None
        elif name in BY_PLACE:
            classes = [load_object(path) for path, place in given.items() if place is not None]
            there = any(isinstance(other, type) and issubclass(other, load_object(key)) for other in classes)
        else:
            there = given.get(key) is not None and issubclass(load_object(given[key]), load_object(place))
        if not there:
            what = f'"{key}": {"null" if place is None else place}'
            raise Problem(CONFIG, f"{name} leaves out {what}, a part of this program: keep ours and add yours")


def _check_log(settings: BaseSettings) -> None:
    """See to it that a line can be logged: what fails later is lost without a word."""
    level = str(settings["LOG_LEVEL"]).upper()
    if not isinstance(logging.getLevelName(level), int):
        raise Problem(CONFIG, f"LOG_LEVEL={level}: give DEBUG, INFO, WARNING, ERROR or CRITICAL")
    if level != settings["LOG_LEVEL"]:
        settings.set("LOG_LEVEL", level, priority="cmdline")
    try:
        if "Қ" not in codecs.decode("Қ".encode(settings["LOG_ENCODING"] or ""), settings["LOG_ENCODING"]):
            raise ValueError
    except (LookupError, ValueError, TypeError) as error:
        raise Problem(CONFIG, f"LOG_ENCODING={settings['LOG_ENCODING']}: give utf-8") from error
    try:
        formatter = logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"])
        formatter.format(logging.makeLogRecord({"msg": "a line"}))
    except (LookupError, ValueError, TypeError) as error:
        raise Problem(CONFIG, f"LOG_FORMAT={settings['LOG_FORMAT']}: no line can be made of it: {error}") from error


def check_outputs(paths: Iterable[Path], data_dir: Path) -> None:
    """Refuse files that cannot be written, or that are part of the record.

    :raises Problem: 64.
    """
    if not (paths := list(paths)):
        return  # a record of years has many files
    record = [data_dir / name for name in ("state.sqlite3", "state.sqlite3-wal", "state.sqlite3-shm", "lock")]
    record += [data_dir / name for name in ("metrics.prom", "status.html", "manifest.json", "failing.json")]
    record += [data_dir / "crawl.log", *(data_dir / "runs").glob("*"), *(data_dir / "articles").glob("*/*")]
    for path in paths:
        try:
            whole = path.absolute().resolve()
            own = [file for file in record if file.resolve() == whole or (whole.exists() and _same(file, whole))]
            if own or any(whole.is_relative_to((data_dir / name).resolve()) for name in ("articles", "raw")):
                raise Problem(USAGE, f"{path} belongs to the record in {data_dir}: give another file")
            _try(whole)
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Problem(USAGE, f"{path} cannot be written: {reason}") from error


def _same(one: Path, other: Path) -> bool:
    return one.exists() and one.samefile(other)


def _try(path: Path) -> None:
    """Find out whether *path* can be written, and leave no trace of that.

    :raises OSError: if it cannot be.
    """
    if path.is_file() or path.is_dir():
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
    elif path.exists():  # a pipe would be waited for
        if not os.access(path, os.W_OK):
            raise PermissionError(None, "permission denied")
    else:
        parent = next(folder for folder in path.parents if folder.exists())
        tempfile.NamedTemporaryFile(dir=parent).close()
