"""Charts as HTML with SVG in it: bars that stretch with the page, their figures on hover and in a table.

All text is escaped here. Colours are classes of the page's style sheet; no script, no style attribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STEP, GAP, HEIGHT = 10, 2, 100
"""Of a bar, in units of the drawing: its width with the gap to the next, that gap, and the height of the tallest."""
NICE = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of parts on top of each other."""

    name: str
    """Of its place on the axis."""
    parts: tuple[tuple[str, float], ...]
    """Class and value of each part, from the bottom up."""
    told: str
    """What it says on hover."""


def ceiling(value: float) -> float:
    """The next figure from *value* up that reads well as the end of an axis."""
    power = 1.0
    while power * 10 < value * 0.9999:
        power *= 10
    return next((nice * power for nice in NICE if nice * power >= value * 0.9999), 10 * power) if value > 0 else 1.0


def bars(kept: Sequence[Bar], says: str, marks: Sequence[str], unit: str = "") -> str:
    """A chart of the bars *kept*; *says* what it shows, *marks* stand below: one for each bar, or spread."""
    top = ceiling(max((sum(value for _, value in bar.parts) for bar in kept), default=0))
    drawn = []
    for place, bar in enumerate(kept):
        left, base = place * STEP, float(HEIGHT)
        hit = f'<rect class="hit" x="{left}" y="0" width="{STEP}" height="{HEIGHT}"/>'
        drawn.append(f"<g><title>{escape(bar.told)}</title>{hit}")
        for kind, value in bar.parts:
            height = value / top * HEIGHT
            if height:
                base -= height
                size = f'x="{left + 1}" y="{base:.2f}" width="{STEP - GAP}" height="{height:.2f}"'
                drawn.append(f'<rect class="{kind}" {size}/>')
        drawn.append("</g>")
    width = max(1, len(kept)) * STEP
    each = " each" if len(marks) == len(kept) else ""
    below = "".join(f"<span>{escape(mark)}</span>" for mark in marks)
    return (
        f'<div class="plot"><span class="top">{top:g}{escape(unit)}</span>'
        f'<svg viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{escape(says)}">'
        f'<line class="grid" x1="0" x2="{width}" y1="50" y2="50"/>{"".join(drawn)}'
        f'<line class="axis" x1="0" x2="{width}" y1="{HEIGHT}" y2="{HEIGHT}"/></svg></div>'
        f'<div class="marks{each}" aria-hidden="true">{below}</div>'
    )


def share(part: float, kind: str = "s0") -> str:
    """A bar that lies, of so great a *part* of its whole."""
    return (
        '<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{kind}" width="{max(1.0, 100 * part):.1f}" height="6" rx="1"/></svg>'
    )


def legend(names: Sequence[tuple[str, str]]) -> str:
    """Which colour is what: class and name of each."""
    return (
        '<p class="legend">'
        + "".join(f'<span><i class="{kind}"></i>{escape(name)}</span>' for kind, name in names)
        + "</p>"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], says: str, *, folded: bool = False) -> str:
    """A table; *folded*: shown when it is asked for. Cells are HTML."""
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    whole = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(says)}">'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return f"<details><summary>The figures</summary>{whole}</details>" if folded else whole
