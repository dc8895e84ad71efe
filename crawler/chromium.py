"""Chromium on this machine: where it is, and that nothing of it stays behind, whatever ended the run that used it.

A browser and its driver get a temporary directory of their own, by which they are known: it is in the environment of
each of their processes. The data directory has its name for as long as it is there, so that the next run can end what
a killed one left.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "`apt-get install chromium`, or `.venv/bin/playwright install chromium`"
"""What installs one."""
MARK = "browser"
"""File in the data directory that names the temporary directory."""
PREFIX = "orda-browser-"
_OWN = ("chrome-headless-shell", "headless_shell", "chrome", "Google Chrome for Testing", "Chromium")
"""Names of the program in Playwright's own builds, by system and version."""
_ENDING = 5.0
"""Seconds for processes to end."""


def find(given: str | None) -> str | None:
    """The browser to use: the one *given*, Playwright's own, or the first on the PATH; None if there is none."""
    if given:
        return shutil.which(given)
    return next(_own(), None) or next(filter(None, map(shutil.which, NAMES)), None)


def _own() -> Iterator[str]:
    """Playwright's own builds, of the version that fits; nothing of Playwright is imported for that."""
    spec = find_spec("playwright")
    if spec is None or not spec.submodule_search_locations:
        return
    package = Path(spec.submodule_search_locations[0]) / "driver" / "package"
    try:
        told = json.loads((package / "browsers.json").read_bytes())["browsers"]
        builds = {one["name"].replace("-", "_"): one["revision"] for one in told}
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in ("chromium_headless_shell", "chromium"):
        for path in sorted((_root(package) / f"{name}-{builds.get(name)}").glob("*/**/*")):
            if path.name in _OWN and path.is_file() and os.access(path, os.X_OK):
                yield str(path)


def _root(package: Path) -> Path:
    """Where Playwright keeps its builds."""
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if given == "0":
        return package / ".local-browsers"
    if given:
        return Path(given)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"


# -- what it leaves behind


def workspace(data_dir: Path) -> Path:
    """A new temporary directory for a browser of the run on *data_dir*.

    :raises OSError: if it cannot be made, or *data_dir* not be written.
    """
    directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        (data_dir / MARK).write_text(str(directory))
    except OSError:
        directory.rmdir()
        raise
    return directory


def clear(data_dir: Path) -> None:
    """End what processes there are of the browser of *data_dir*, and remove its temporary directory."""
    mark = data_dir / MARK
    try:
        directory = Path(mark.read_text())
    except (OSError, ValueError):
        return
    if directory.name.startswith(PREFIX) and directory.is_absolute():
        deadline = time.monotonic() + _ENDING
        while (pids := _processes(directory)) and time.monotonic() < deadline:
            for pid in pids:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        shutil.rmtree(directory, ignore_errors=True)
    with contextlib.suppress(OSError):
        mark.unlink()


def _processes(directory: Path) -> list[int]:
    """Processes that have *directory* in their environment, and are not over; none where the system does not say."""
    found, wanted = [], b"TMPDIR=" + os.fsencode(directory) + b"\0"
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (folder / "environ").read_bytes() + b"\0":
                found.append(int(folder.name))
    return found
