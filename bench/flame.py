"""The flame graph of the list crawl, by py-spy, and where the time of its main thread goes, by function.

python -m bench.flame [docs/listcrawl.svg] [--raw on]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from bench.listcrawl import world
from bench.measuring import ROOT, BenchError, interruptible, say, venv
from bench.site import LIST_SIZE

ARTICLES = 1_500
RATE = 200
"""Samples a second."""
LEAST = 0.003
"""Frames that have less of the time are left out of the picture: it stays small."""


def main() -> int:
    """Draw it, and print what has most of the time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "docs" / "listcrawl.svg")
    parser.add_argument("--raw", choices=("on", "off"), default="off")
    options = parser.parse_args()
    try:
        spy = venv("py-spy", "py-spy").parent / "py-spy"
        with world(ARTICLES + 2 * LIST_SIZE) as here:
            here.begun()
            stacks = here.folder / "stacks"
            say("  crawling under py-spy")
            here.latest(
                here.begun(),
                f"RAW_ARCHIVE={options.raw}",
                before=(spy, "record", "--format", "raw", "--rate", str(RATE), "--output", stacks, "--"),
            )
            folded = read(stacks)
    except (BenchError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    options.file.write_text(drawn(folded), encoding="utf-8")
    print(report(folded))
    return 0


Stacks = Counter[tuple[str, ...]]


def read(file: Path) -> Stacks:
    """Samples by stack, outermost frame first, of the main thread; frames are functions, without their lines.

    py-spy takes some threads that wait for working ones.
    """
    folded: Stacks = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [re.sub(r":\d+\)$", ")", frame) for frame in stack.split(";")]
        if not frames[0].endswith("_bootstrap (threading.py)"):
            folded[tuple(frames)] += int(count)
    return folded


def report(folded: Stacks) -> str:
    """The functions that have most of the time, by themselves and with what they call."""
    total, own, all_in = sum(folded.values()), Counter[str](), Counter[str]()
    for stack, count in folded.items():
        own[stack[-1]] += count
        for frame in set(stack):
            all_in[frame] += count
    lines = [f"{total} samples"]
    for name, counts, most in (("by themselves", own, 25), ("with what they call", all_in, 60)):
        lines.append(f"\n{name}:")
        lines += [f"  {count / total:6.1%}  {frame}" for frame, count in counts.most_common(most)]
    return "\n".join(lines)


# -- the picture

WIDTH, HEIGHT = 1200, 15
FONT = 6.2
"""Width of a letter."""


def drawn(folded: Stacks) -> str:
    """The flame graph as SVG: the outermost frames below, wider the longer; each says its share when pointed at."""
    total = sum(folded.values())
    spans: list[tuple[int, int, int, str]] = []
    _spans(sorted(folded.items()), 0, 0, total, spans)
    depth = max(level for level, *_ in spans) + 1
    tall = depth * HEIGHT + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" font-family="monospace" font-size="10">',
        f'<rect width="{WIDTH}" height="{tall}" fill="#fff"/>',
    ]
    for level, start, count, frame in spans:
        x, width, y = start * WIDTH / total, count * WIDTH / total, tall - (level + 1) * HEIGHT
        shown = frame[: int(width / FONT)] if width > 5 * FONT else ""
        parts.append(
            f'<g><title>{_escaped(frame)} {count / total:.1%}</title><rect x="{x:.1f}" y="{y}" width="{width:.1f}"'
            f' height="{HEIGHT - 1}" fill="{_colour(frame)}"/>'
            f'{f"""<text x="{x + 2:.1f}" y="{y + 10}">{_escaped(shown)}</text>""" if shown else ""}</g>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _spans(
    stacks: list[tuple[tuple[str, ...], int]],
    level: int,
    start: int,
    total: int,
    spans: list[tuple[int, int, int, str]],
) -> None:
    """Add to *spans* level, start, samples and name of each frame of *stacks* (sorted) from *level* on."""
    groups: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for stack, count in stacks:
        if len(stack) > level:
            groups.setdefault(stack[level], []).append((stack, count))
    for frame, some in groups.items():
        count = sum(samples for _, samples in some)
        if count >= LEAST * total:
            spans.append((level, start, count, frame))
            _spans(some, level + 1, start, total, spans)
        start += count


def _colour(frame: str) -> str:
    """Ours warm, libraries cold."""
    if re.search(r"\((crawler|spiders)/", frame):
        return "#f4a261" if "(crawler/extract/" in frame else "#e9c46a"
    return "#a8dadc" if "scrapy" in frame or "twisted" in frame else "#ced4da"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    interruptible()
    sys.exit(main())
