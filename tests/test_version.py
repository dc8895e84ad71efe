"""The version of the rules follows them by itself."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import crawler
from crawler.extract.version import EXTRACTOR, extractor, hash_of

CRAWLER = Path(crawler.__file__).parent


def test_it_follows_the_sources(tmp_path: Path) -> None:
    copy = tmp_path / "crawler"
    shutil.copytree(CRAWLER, copy, ignore=shutil.ignore_patterns("__pycache__", "replica"))
    shutil.copy(CRAWLER.parent / "requirements.txt", tmp_path)
    assert extractor() == f"{EXTRACTOR}-{hash_of(copy)}"
    before = hash_of(copy)
    (copy / "extract" / ".#body.py").symlink_to("nowhere")  # an editor's
    (copy / "extract" / "notes.txt").write_text("no rules", encoding="utf-8")
    with (copy / "settings.py").open("a", encoding="utf-8") as file:
        file.write("X = 1\n")
    assert hash_of(copy) == before
    seen = {before}
    for name in ("site.py", "content_hash.py", "extract/body.py", "extract/general/body.py", "../requirements.txt"):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("X = 1\n")
        seen.add(hash_of(copy))
    assert len(seen) == 6


def test_it_costs_little() -> None:
    took = []
    for _ in range(5):
        began = time.perf_counter()
        hash_of(CRAWLER)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.02
