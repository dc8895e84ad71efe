"""The log file: a run's id in every line, nothing in it that a terminal or a reader of lines could trip over, rotation.

What comes from the site (addresses, headers, headlines) may hold control characters, and a line break would let it
write log lines of its own: they are escaped. What is secret (the password in an address, the heartbeat's address) is
left out.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PASSWORD = re.compile(r"(?<=://)[^/\s@]+(?=@)")
HIDDEN = "…"


class Record(logging.LogRecord):
    """What is logged by the run whose id is :attr:`run_id`, without any of the :attr:`secrets`; a message is a line."""

    run_id: ClassVar[str] = ""
    secrets: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:  # formatters take what is there
            self.exc_text = clean("".join(traceback.format_exception(*self.exc_info)).rstrip(), self.secrets)

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """The message."""
        return clean(f"{self.run_id}: {super().getMessage()}".replace("\n", "\\n"), self.secrets)


def clean(text: str, secrets: Iterable[str] = ()) -> str:
    """*text* without *secrets*, passwords and control characters, line breaks excepted."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], _PASSWORD.sub(HIDDEN, text))


def use(run_id: str, secrets: Iterable[str]) -> None:
    """From now on what is logged is of the run *run_id*. Whatever handlers there are, or will be, write it so."""
    Record.run_id, Record.secrets = run_id, tuple(secret for secret in secrets if secret)
    logging.setLogRecordFactory(Record)


def rotate(path: Path, *, size: int, days: float, keep: int, now: datetime) -> bool:
    """Begin a new log if *path* is larger than *size* bytes or began more than *days* ago; whether that was so.

    It becomes ``<path>.1``, that ``.2``, and so on; *keep* old ones stay. Only who holds the lock may do it.

    :raises OSError: if it cannot be done.
    """
    try:
        too_large = path.stat().st_size > size
        with path.open("rb") as file:
            began = datetime.fromisoformat(file.read(20).decode("ascii", "replace").replace("Z", "+00:00"))
        too_old = now - began > timedelta(days=days)
    except FileNotFoundError:
        return False
    except (ValueError, TypeError):  # what it begins with is no time
        too_old = False
    if not (too_large or too_old):
        return False
    path.with_name(f"{path.name}.{keep}").unlink(missing_ok=True)
    for number in range(keep - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    if keep:
        path.replace(path.with_name(f"{path.name}.1"))
    else:
        path.unlink()
    return True
