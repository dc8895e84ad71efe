"""The page cases: saved pages in ``tests/pages`` and the records that extraction has to make of them.

    python -m tests.pages                      run every case, show what differs; exit 1 if any does
    python -m tests.pages diff CASE…           the same for some cases
    python -m tests.pages accept CASE…         take the present results as what is expected
    python -m tests.pages add NAME URL FILE    make a case of a saved page

A case is a directory: ``page.html.gz``, the bytes of the page; ``meta.json``, how it was got (``url``, ``status``,
``headers``, ``fetched_at``, perhaps ``origins``), what it is about, and the reason if it is to be ``rejected``;
``article.json``, the expected record. Left out there are ``content_hash`` and ``extractor``, and what only the archive
knows of an article; of ``provenance`` only the fields named there are compared.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from w3lib.encoding import http_content_type_encoding

from crawler.extract.article import extract_article
from crawler.extract.page import parse
from crawler.items import Article, to_json
from crawler.urls import Origins
from crawler.validate import problem

PAGES = Path(__file__).parent / "pages"
NOT_COMPARED = (
    "content_hash",
    "extractor",
    "previous_hash",
    "changes",
    "removal",
    "duplicate_of",
    "similarity",
)
RUN_ID = "test"


class CaseError(Exception):
    """Something is wrong with a case or with what was asked for; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page case on disk."""

    directory: Path
    """Where it lies; its name is the case's name."""

    @property
    def meta(self) -> dict[str, Any]:
        """What ``meta.json`` says."""
        return _read_json(self.directory / "meta.json")

    @property
    def expected(self) -> dict[str, Any]:
        """The expected record, and the expected reason of rejection (or None) as ``rejected``."""
        return _read_json(self.directory / "article.json") | {"rejected": self.meta.get("rejected")}

    def got(self) -> dict[str, Any]:
        """The record that extraction makes of the page now, in the shape of :attr:`expected`."""
        article, reason = self._extract()
        record = {key: value for key, value in to_json(article).items() if key not in NOT_COMPARED}
        path = self.directory / "article.json"
        compared = _read_json(path)["provenance"] if path.exists() else {}
        record["provenance"] = {key: article.provenance.get(key) for key in compared}
        return record | {"rejected": reason}

    def _extract(self) -> tuple[Article, str | None]:
        meta = self.meta
        origins = Origins(meta.get("origins", {}))
        address = origins.article(meta["url"])
        if address is None:
            raise CaseError(f"{self.directory.name}: {meta['url']} is not the address of an article")
        fetched_at = _time(meta["fetched_at"])
        body = gzip.decompress((self.directory / "page.html.gz").read_bytes())
        page = parse(body, http_content_type_encoding(meta["headers"].get("content-type")), fetched_at)
        article = extract_article(
            page, address=address, url=origins.url(address), origins=origins, fetched_at=fetched_at, run_id=RUN_ID
        )
        return article, problem(article, fetched_at)

    def accept(self) -> None:
        """Write the present result as what is expected."""
        record = self.got()
        meta = self.meta
        reason = record.pop("rejected")
        if reason != meta.get("rejected"):
            meta["rejected"] = reason
            _write_json(self.directory / "meta.json", {key: value for key, value in meta.items() if value is not None})
        _write_json(self.directory / "article.json", record)


def find_cases(names: Sequence[str] = (), root: Path = PAGES) -> list[Case]:
    """The cases of these *names*, or all of them in order of name.

    :raises CaseError: for a name that no case has.
    """
    known = sorted(path.parent.name for path in root.glob("*/meta.json"))
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise CaseError(f"no case {name!r} in {root}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return [Case(root / name) for name in names or known]


def differences(expected: dict[str, Any], got: dict[str, Any]) -> Iterator[str]:
    """Lines that show, field by field, where *got* differs from *expected*; none if it does not."""
    for name in list(expected) + [name for name in got if name not in expected]:
        old, new = expected.get(name), got.get(name)
        if old != new or (name in expected) != (name in got):
            yield f"  {name}"
            diff = difflib.unified_diff(_lines(old), _lines(new), n=1, lineterm="")
            yield from (f"    {line}" for line in list(diff)[2:] if not line.startswith("@@"))


def add_case(name: str, file: Path, meta: dict[str, Any], root: Path = PAGES) -> Case:
    """Make a case *name* of the saved page *file* (plain or gzip) with the present result as what is expected.

    :param meta: what ``meta.json`` is to say.
    :raises CaseError: if there is one of that name, or the address is no article's, or the time is none.
    """
    case = Case(root / name)
    if not name or Path(name).name != name:
        raise CaseError(f"{name!r} cannot be the name of a directory in {root}")
    if case.directory.exists():
        raise CaseError(f"there is a case {name!r} already")
    if Origins().article(meta["url"]) is None:
        raise CaseError(f"{meta['url']} is not the address of an article")
    _time(meta["fetched_at"])
    body = file.read_bytes()
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    case.directory.mkdir()
    (case.directory / "page.html.gz").write_bytes(gzip.compress(body, mtime=0))
    _write_json(case.directory / "meta.json", meta)
    case.accept()
    return case


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Exit code 0: nothing differs, or done; 1: a case differs; 2: something was asked wrongly."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "add":
            meta = {
                "about": "",
                "url": options.url,
                "status": 200,
                "headers": {"content-type": options.content_type},
                "fetched_at": options.fetched_at or f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
            }
            case = add_case(options.name, options.file, meta, options.root)
            print(f"{case.directory}: made; say in its meta.json what it is about, and read its article.json")
            return 0
        cases = find_cases(getattr(options, "cases", ()), options.root)
        return _accept(cases) if options.command == "accept" else _diff(cases)
    except (CaseError, OSError) as error:
        print(f"pages: {error}", file=sys.stderr)
        return 2


def _diff(cases: Sequence[Case]) -> int:
    differing = 0
    for case in cases:
        lines = list(differences(case.expected, case.got()))
        if lines:
            differing += 1
            print(f"{case.directory.name}: {case.meta['about']}", *lines, "", sep="\n")
    print(f"{len(cases)} cases, {differing} differ")
    return 1 if differing else 0


def _accept(cases: Sequence[Case]) -> int:
    for case in cases:
        lines = list(differences(case.expected, case.got()))
        case.accept()
        print(f"{case.directory.name}: {'accepted' if lines else 'nothing differs'}", *lines, sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description="Run, accept or add page cases.")
    parser.add_argument("--root", type=Path, default=PAGES, help="directory of the cases (default: tests/pages)")
    commands = parser.add_subparsers(dest="command")
    diff = commands.add_parser("diff", help="show what differs in some cases, or in all")
    diff.add_argument("cases", nargs="*", metavar="CASE")
    accept = commands.add_parser("accept", help="take the present results as what is expected")
    accept.add_argument("cases", nargs="+", metavar="CASE")
    add = commands.add_parser("add", help="make a case of a saved page")
    add.add_argument("name", metavar="NAME")
    add.add_argument("url", metavar="URL", help="address of the article")
    add.add_argument("file", type=Path, metavar="FILE", help="the page's bytes, plain or gzip")
    add.add_argument("--fetched-at", metavar="TIME", help="UTC, as 2026-11-22T10:03:00Z (default: now)")
    add.add_argument("--content-type", default="text/html; charset=utf-8", help="as the header had it")
    return parser


def _lines(value: Any) -> list[str]:
    """*value* as lines to compare: those of a text, or one for each element of a list or an object."""
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, list):
        return [json.dumps(item, ensure_ascii=False) for item in value] or ["[]"]
    if isinstance(value, dict):
        return [f"{key}: {json.dumps(item, ensure_ascii=False)}" for key, item in value.items()] or ["{}"]
    return [json.dumps(value)]


def _time(value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise CaseError(f"{value!r} is no time of the form 2026-11-22T10:03:00Z") from None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise CaseError(f"{path} is not JSON: {error}") from None
    return value


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
