"""Imports go down only: data <- pure <- storage <- glue <- spiders and commands."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {
    "data": ("crawler.site", "crawler.dated", "crawler.items", "crawler.tables", "crawler"),
    "pure": (
        "crawler.urls",
        "crawler.zone",
        "crawler.extract",
        "crawler.validate",
        "crawler.content_hash",
        "crawler.diff",
        "crawler.similarity",
        "crawler.schema",
        "crawler.reading",
        "crawler.discovery",
        "crawler.spans",
        "crawler.revisits",
        "crawler.reread",
        "crawler.belief",
        "crawler.facts",
        "crawler.alarms",
        "crawler.telling",
        "crawler.diagnosis",
        "crawler.unused",
        "crawler.charts",
        "crawler.shapes",
    ),
    "storage": tuple(
        f"crawler.{name}"
        for name in (
            "console",
            "endings",
            "lock",
            "lastresort",
            "notes",
            "refusals",
            "chromium",
            "quarantine",
            "ledger",
            "packed",
            "lines",
            "jsonl",
            "run",
            "frontier",
            "sources",
            "hosts",
            "audit",
            "duplicates",
            "looks",
            "stories",
            "records",
            "warc",
            "raw",
            "raw_check",
            "captures",
            "drift",
            "reextract",
            "readers",
            "report_schema",
            "reports",
            "damping",
            "heartbeat",
            "logs",
            "metrics",
            "status",
            "status_page",
            "status_articles",
            "status_parts",
            "upkeep",
            "index",
            "mending",
            "verify",
            "repair",
            "watchdog",
        )
    ),
    "glue": (
        "crawler.extensions",
        "crawler.middlewares",
        "crawler.pipelines",
        "crawler.handlers",
        "crawler.rendering",
        "crawler.browser",
        "crawler.parts",
        "crawler.filling",
        "crawler.public",
        "crawler.watching",
        "crawler.feeds",
        "crawler.settings",
        "crawler.unattended",
        "crawler.progress",
    ),
    "top": (
        "crawler.cli",
        "crawler.checks",
        "crawler.early",
        "crawler.trim",
        "crawler.commands",
        "crawler.redrive",
        "crawler.stopping",
        "spiders",
    ),
    "replica": ("crawler.replica",),
}
ORDER = ["data", "pure", "storage", "glue", "top"]
LIBRARIES = {
    "data": set[str](),
    "pure": {"parsel", "w3lib", "lxml", "cssselect", "tzdata", "itemadapter", "trafilatura"},
    "storage": {"warcio"},
    "replica": set[str](),
}
"""Third-party packages a layer may import; the others may import any."""


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("crawler", "spiders"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def layer(module: str) -> str:
    """The layer whose longest entry *module* is or lies below."""
    entries = [(entry, name) for name, entries in LAYERS.items() for entry in entries]
    fits = [(len(entry), name) for entry, name in entries if module == entry or module.startswith(f"{entry}.")]
    assert fits, f"{module} is in no layer"
    return max(fits)[1]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_go_down_only(module: str, path: Path) -> None:
    own = layer(module)
    for name in imports(path):
        package = name.partition(".")[0]
        if package in ("crawler", "spiders"):
            assert name != "crawler.settings", f"{module} imports the settings"
            other = layer(name)
            if own == "replica":
                assert other in ("replica", "data"), f"{module} imports {name}"
            elif other == "replica":
                assert own == "top", f"{module} imports {name}"
            else:
                assert ORDER.index(other) <= ORDER.index(own), f"{module} ({own}) imports {name} ({other})"
        elif package not in sys.stdlib_module_names and own in LIBRARIES:
            assert package in LIBRARIES[own], f"{module} ({own}) imports {name}"
