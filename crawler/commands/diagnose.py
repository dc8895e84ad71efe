"""``scrapy diagnose``: one page explained, from the raw archive or from a file."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from crawler.captures import find, load
from crawler.cli import OrdaCommand, as_json, data_dir_of, origins_of
from crawler.diagnosis import Diagnosis, Reading, Told, diagnose
from crawler.extract.page import Page, parse
from crawler.extract.verdict import judge
from crawler.extract.wholeness import cut_off
from crawler.ledger import ArchiveError
from crawler.reread import differing, with_steady_date
from crawler.run import DATA, IO, OK, USAGE, Problem, open_archive
from crawler.site import EDITIONS
from crawler.urls import ArticleAddress, Origins
from crawler.validate import problem
from crawler.warc import UnreadableError
from crawler.zone import utc

if TYPE_CHECKING:
    import argparse

EVER = 2**40
LONGEST = 100
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Given:
    """A page to explain."""

    address: ArticleAddress
    body: bytes
    status: int
    content_type: str | None
    fetched_at: datetime
    origin: str
    """Where it was taken from, in words."""
    rendered: bool = False


class Command(OrdaCommand):
    """Explain a page."""

    def syntax(self) -> str:
        return "<id or address or file>"

    def short_desc(self) -> str:
        return "Explain one page: what every source of each field says, which won and why, and the verdict"

    def long_desc(self) -> str:
        return (
            "The page is the last answer that was kept of the article, by id (en:9716) or address; one that was never"
            " asked for is fetched first, as `scrapy crawl article` does. Or it is a file (HTML, plain or gzip): its"
            " address is the canonical one that it names, or --url. With --fixture it becomes a test case with the"
            " present result as what is expected: correct that in article.json. Exit code 65 if it is no article."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="the address of the article in a file")
        parser.add_argument("--fresh", action="store_true", help="fetch the page now, even if it was kept")
        parser.add_argument("--fixture", metavar="NAME", help="make it the test case tests/pages/NAME")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise Problem(USAGE, "give one id (en:9716), address or file")
        if opts.fixture is not None and not _NAME.fullmatch(opts.fixture):
            raise Problem(USAGE, f"--fixture {opts.fixture!r}: give a name like en-redesign, of letters, digits, - . _")
        origins, data_dir = origins_of(self.settings), data_dir_of(self.settings)
        id = origins.id_of(args[0])
        if Path(args[0]).is_file():
            given = from_file(Path(args[0]), opts.url, origins)
        elif id is None:
            raise Problem(USAGE, f"{args[0]}: give an id like en:9716, the address of an article, or a file")
        else:
            found = None if opts.fresh else from_archive(data_dir, id, origins)
            if found is None:
                fetch(args[0], id, data_dir, opts)
                found = from_archive(data_dir, id, origins)
            if found is None:
                raise Problem(DATA, f"nothing was kept of {id}: is RAW_ARCHIVE off?")
            given = found
        encoding = http_content_type_encoding(given.content_type)
        page = parse(given.body, encoding, given.fetched_at)
        reading = Reading(given.address, origins.url(given.address), origins, given.fetched_at)
        diagnosis = diagnose(page, reading)
        verdict = verdict_of(given, page, origins) or problem(diagnosis.article, given.fetched_at)
        about = {
            "id": given.address.id,
            "url": origins.url(given.address),
            "fetched_at": utc(given.fetched_at),
            "from": given.origin,
            "verdict": verdict or "ok",
            "record": record_of(data_dir, diagnosis),
        }
        print(as_json(about | as_values(diagnosis)) if opts.json else readable(about, diagnosis))
        if opts.fixture is not None:
            print(f"\n{fixture(opts.fixture, given)}")
        self.exitcode = DATA if verdict else OK


# -- where the page comes from


def from_archive(data_dir: Path, id: str, origins: Origins) -> Given | None:
    """The last answer that was kept of the article *id*; None if none was.

    :raises Problem: 74 if it cannot be read.
    """
    try:
        ledger, _ = open_archive(data_dir, readonly=True)
        link = ledger.links([id]).get(id)
        place = find(ledger, link.pk, EVER) if link else None
        if place is None:
            return None
        record = load(data_dir / "raw", place)
        content = record.content
    except ArchiveError:
        return None
    except UnreadableError as error:
        raise Problem(IO, f"what was kept of {id} cannot be read: {error}") from error
    address = origins.article(origins[id.partition(":")[0]] + urlsplit(record.url).path)
    if address is None:
        return None
    moment = datetime.fromtimestamp(record.at / 1000, timezone.utc)
    return Given(
        address,
        content,
        record.status,
        record.content_type,
        moment,
        f"the raw archive, {place.name}",
        record.type == "resource",
    )


def fetch(text: str, id: str, data_dir: Path, opts: argparse.Namespace) -> None:
    """Fetch the article *id*, given as *text*, by a run of its own, with all its manners.

    :raises Problem: 64 if its address is not known; with the run's exit code if that could not be.
    """
    try:
        known = bool(open_archive(data_dir, readonly=True)[0].revision(id))
    except ArchiveError:
        known = False
    if not known and text == id:
        raise Problem(USAGE, f"there is no record of {id}: give its address")
    command = ["revisit", "-a", f"id={id}"] if known else ["article", "-a", f"url={text}"]
    settings = [part for value in opts.set for part in ("-s", value)]
    result = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", *command, *settings], capture_output=True, text=True, check=False
    )
    if result.returncode not in (OK, DATA):
        raise Problem(result.returncode, result.stderr.strip() or f"exit code {result.returncode}")


def from_file(path: Path, url: str | None, origins: Origins) -> Given:
    """The page in the file *path*.

    :raises Problem: 64 if it cannot be read, or its address is not known.
    """
    try:
        body = path.read_bytes()
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        changed = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc)
    except (OSError, EOFError) as error:
        raise Problem(USAGE, f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    meta = path.with_name("meta.json")  # of a test case
    about = json.loads(meta.read_bytes()) if meta.is_file() else {}
    page = parse(body, "utf-8")
    canonical = [e.get("href") for e in page.root.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    named = [url, about.get("url"), *canonical, page.meta("og:url")]
    address = next((found for one in named if one and (found := origins.article(one))), None)
    if address is None:
        raise Problem(USAGE, f"{path} does not say which article it is: give --url")
    if "fetched_at" in about:
        changed = datetime.fromisoformat(about["fetched_at"].replace("Z", "+00:00"))
    kind = about.get("headers", {}).get("content-type", HTML)
    return Given(address, body, about.get("status", 200), kind, changed, str(path))


# -- what is said


def verdict_of(given: Given, page: Page, origins: Origins) -> str | None:
    """What keeps the page from being an article; None if nothing does."""
    cut = None if given.rendered else cut_off(given.body, vouched=True)
    verdict = judge(
        given.status,
        given.content_type,
        page,
        cut=cut,
        address=given.address,
        origins=origins,
        rendered=given.rendered,
    )
    return None if verdict.kind == "ok" else f"{verdict.kind}: {verdict.reason}"


def record_of(data_dir: Path, diagnosis: Diagnosis) -> str | None:
    """What the archive has of the article, and what of that the page says otherwise."""
    try:
        _, files = open_archive(data_dir, readonly=True)
        known = files.read(diagnosis.article.id)
    except ArchiveError:
        return None
    if known is None:
        return None
    fields = [
        name
        for name in differing(known, with_steady_date(known, diagnosis.article))
        if name not in ("fetched_at", "translations")
    ]
    return f"revision {known.revision}, {known.event}; " + (
        f"it has other {', '.join(fields)}" if fields else "it says the same"
    )


def as_values(diagnosis: Diagnosis) -> dict[str, Any]:
    """*diagnosis* as what JSON takes."""
    return {
        "body_is_in": diagnosis.place,
        "disagreements": {name: list(values) for name, values in diagnosis.disagreements.items()},
        "fields": {
            told.name: {
                "won": told.values[0][0] if told.values else None,
                "why": told.why,
                "sources": [{"source": source, "value": value} for source, value in told.values],
                "selectors": told.selectors,
                "unused": [{"selector": one.selector, "value": one.text, "why": one.why} for one in told.unused],
            }
            for told in diagnosis.fields
        },
    }


def readable(about: dict[str, Any], diagnosis: Diagnosis) -> str:
    """*diagnosis* for people."""
    lines = [f"{name:<11}{value}" for name, value in about.items() if value]
    if diagnosis.place:
        lines.append(f"{'body is in':<11}{diagnosis.place}")
    for name, (ours, other) in diagnosis.disagreements.items():
        lines.append(f"{'disagree':<11}about the {name}: {ours!r} and {other!r}")
    for told in diagnosis.fields:
        lines += ["", f"{told.name}: {told.why}", *_values(told)]
    return "\n".join(lines)


def _values(told: Told) -> list[str]:
    width = max((len(source) for source, _ in told.values), default=0)
    return [
        *(
            f"  {'*' if not place else ' '} {source:<{width}}  {_short(value)}"
            for place, (source, value) in enumerate(told.values)
        ),
        *(f"  - {one.selector}  {_short(one.text) or 'it'} {one.why}" for one in told.unused),
    ]


def _short(value: Any) -> str:
    if isinstance(value, list):
        first = value[0] if value else ""
        first = first.get("text") or first.get("url") or first.get("type") if isinstance(first, dict) else first
        text = f"{len(value)}: {first}" if len(value) > 1 or isinstance(value[0], dict) else str(first)
    else:
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    text = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def fixture(name: str, given: Given, root: Path | None = None) -> str:
    """Make a test case *name* of the page, in *root* or tests/pages; what is to be done with it, in a line.

    :raises Problem: 64 if there is one of that name, or this is no checkout with tests.
    """
    try:
        from tests.pages import PAGES, CaseError, add_case
    except ImportError as error:
        raise Problem(USAGE, "--fixture needs a checkout with tests/") from error
    meta = {
        "about": "",
        "url": f"https://{EDITIONS[given.address.edition].host}{given.address.path}",
        "status": given.status,
        "headers": {"content-type": given.content_type or ""},
        "fetched_at": utc(given.fetched_at),
    }
    with tempfile.NamedTemporaryFile() as file:
        file.write(given.body)
        file.flush()
        try:
            case = add_case(name, Path(file.name), meta, root or PAGES)
        except CaseError as error:
            raise Problem(USAGE, f"--fixture: {error}") from error
        except OSError as error:
            raise Problem(IO, f"--fixture: {error.filename} cannot be written: {error.strerror}") from error
    return (
        f"{case.directory} was made: say in meta.json what it is about, correct article.json,"
        f" then run python -m tests.pages diff {name}"
    )
