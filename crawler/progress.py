"""What a terminal shows while a crawl goes on, with rich: imported only where there is a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Sight:
    """How far a crawl is."""

    title: str
    came: int
    """Pages that came."""
    waiting: int
    """Pages that are under way or wait."""
    outcomes: dict[str, int]
    """What became of articles."""
    reading: str
    """Path of what is being read."""
    seconds: float
    more: str = ""
    """What the spider itself says of its progress."""


class Display:
    """Two lines on standard error, renewed in place and taken away at the end."""

    def __init__(self) -> None:
        console = Console(file=sys.stderr, highlight=False, soft_wrap=False)
        self._live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)
        self._live.start()

    def show(self, sight: Sight) -> None:
        """Show *sight*."""
        self._live.update(Group(_bar(sight), _outcomes(sight)), refresh=True)

    def clear(self) -> None:
        """Take the lines away."""
        self._live.stop()


def _bar(sight: Sight) -> Table:
    """How much of what is known to be read was read, how fast, and how long the rest may take."""
    whole = sight.came + sight.waiting
    rate = sight.came / sight.seconds if sight.seconds > 0 else 0.0
    left = f"{clock(sight.waiting / rate)} left" if rate and sight.waiting else ""
    row = Table.grid(padding=(0, 1))
    row.add_row(
        Text(sight.title, style="bold"),
        ProgressBar(total=max(1, whole), completed=sight.came, width=24),
        Text(f"{sight.came} of {whole} pages, {rate:.1f}/s, {clock(sight.seconds)} {sight.more or left}", no_wrap=True),
    )
    return row


def _outcomes(sight: Sight) -> Text:
    told = ", ".join(f"{count} {name}" for name, count in sight.outcomes.items())
    return Text(f"  {told}  {sight.reading}", style="dim", no_wrap=True, overflow="ellipsis")


def clock(seconds: float) -> str:
    """Seconds as ``1:02`` or ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
