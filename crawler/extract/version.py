"""Which rules read a page: a version that follows them by itself, so that forgetting to raise it makes no edits."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

EXTRACTOR = "1"
"""Raised by hand, when pages that earlier rules rejected are worth being asked for again."""

_CRAWLER = Path(__file__).parent.parent
_SOURCES = ("site.py", "dated.py", "items.py", "urls.py", "zone.py", "content_hash.py", "../requirements.txt")
"""What a record depends on beside this package; the last for the libraries that read a page too."""
_BYTES = 4


def extractor() -> str:
    """The version of the rules, ``1-5e0d92ac``: the number, and a hash of their sources.

    The same version gives the same record of the same bytes. That another one gives another record is not said: the
    hash changes with every comment.
    """
    return f"{EXTRACTOR}-{_sources_hash()}"


@lru_cache(maxsize=1)
def _sources_hash() -> str:
    return hash_of(_CRAWLER)


def hash_of(crawler: Path) -> str:
    """The hash of the sources of the rules in the package directory *crawler*; it takes a millisecond."""
    digest = blake2b(digest_size=_BYTES)
    modules = sorted(path for path in (crawler / "extract").rglob("*.py") if path.stem.isidentifier())
    for path in [*modules, *(crawler / name for name in _SOURCES)]:
        if path.is_file():
            digest.update(f"{path.relative_to(crawler).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
