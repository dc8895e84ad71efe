"""Reports of runs that came to nothing before they had the ledger: there was no room, or a setting is wrong."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.reports import REPORT_VERSION, Ending, ended, forget_refused, write
from crawler.zone import utc

if TYPE_CHECKING:
    from crawler.endings import Problem


def refused(data_dir: Path, began: Mapping[str, Any], problem: Problem, *, days: int) -> None:
    """Leave a report of a run that ended for *problem*, for so many *days*, if that can be written.

    :param began: run_id, title, spider, arguments and versions.
    """
    now = int(time.time())
    report = {
        "report_version": REPORT_VERSION,
        **began,
        "started_at": utc(now),
        "requests": {"total": 0, "bytes": 0, "by_status": {}, "by_host": {}},
        "gaps": [],
        **ended(Ending(problem.code, str(problem)), now, 0),
    }
    with contextlib.suppress(OSError):
        write(data_dir / "runs", began["run_id"], report)
        forget_refused(data_dir / "runs", days, now)
