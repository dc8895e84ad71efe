"""Every page case comes out as expected, and the command that shows, accepts and adds them works."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.pages import PAGES, Case, differences, find_cases, main

CASE = "en-plain"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A directory with a copy of one case in it."""
    shutil.copytree(PAGES / CASE, tmp_path / CASE)
    return tmp_path


def spoil(root: Path, **fields: object) -> None:
    """Make the copied case expect these *fields*."""
    path = root / CASE / "article.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | fields), encoding="utf-8")


@pytest.mark.parametrize("case", find_cases(), ids=lambda case: case.directory.name)
def test_page(case: Case) -> None:
    lines = list(differences(case.expected, case.got()))
    assert not lines, "\n".join([case.meta["about"], *lines])


def test_two_dozen_cases_of_all_editions_say_what_they_are_about() -> None:
    cases = find_cases()
    assert len(cases) >= 24
    assert {case.expected["edition"] for case in cases} == {"en", "ru", "kk"}
    assert all(case.meta["about"] for case in cases)


def test_pages_are_reproducible_gzip() -> None:
    for case in find_cases():
        packed = (case.directory / "page.html.gz").read_bytes()
        assert packed[3:8] == bytes(5), f"{case.directory.name}: a name or a time in the gzip header"


def test_diff_shows_what_differs_and_accept_takes_it(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (copy / CASE / "article.json").read_text(encoding="utf-8")
    spoil(copy, headline="Another headline", tags=["Ferry", "Train"])
    root = ["--root", str(copy)]

    assert main(root) == 1
    shown = capsys.readouterr().out
    assert "  headline\n    -Another headline\n    +Zhelkent Ferry" in shown
    assert '    -"Train"\n' in shown
    assert "  body" not in shown
    assert "1 cases, 1 differ" in shown

    assert main([*root, "accept", CASE]) == 0
    assert "    -Another headline" in capsys.readouterr().out
    assert main([*root, "diff", CASE]) == 0
    assert (copy / CASE / "article.json").read_text(encoding="utf-8") == before


def test_accept_takes_a_reason_of_rejection(copy: Path) -> None:
    packed = gzip.decompress((copy / CASE / "page.html.gz").read_bytes())
    page = packed.replace(b"2026-11-20T09:15:00", b"1996-11-20T09:15:00")
    (copy / CASE / "page.html.gz").write_bytes(gzip.compress(page, mtime=0))
    assert main(["--root", str(copy), "accept", CASE]) == 0
    assert json.loads((copy / CASE / "meta.json").read_text(encoding="utf-8"))["rejected"]
    assert main(["--root", str(copy)]) == 0


def test_add_makes_a_case_of_a_saved_page(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(copy)]
    file = str(copy / CASE / "page.html.gz")
    url = "https://en.orda.kz/a-saved-page-12/"
    assert main([*root, "add", "saved", url, file, "--fetched-at", "2026-11-22T10:03:00Z"]) == 0
    assert main([*root, "diff", "saved"]) == 0
    record = json.loads((copy / "saved" / "article.json").read_text(encoding="utf-8"))
    assert (record["id"], record["headline"][:14]) == ("en:12", "Zhelkent Ferry")
    assert gzip.decompress((copy / "saved" / "page.html.gz").read_bytes()).startswith(b"<!DOCTYPE")

    capsys.readouterr()
    assert main([*root, "add", "saved", url, file]) == 2
    assert capsys.readouterr().err == "pages: there is a case 'saved' already\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["diff", "en-plian"], "did you mean 'en-plain'?"),
        (["accept", "nothing-like-it"], "no case 'nothing-like-it'"),
        (["add", "../x", "https://en.orda.kz/a-1/", "FILE"], "cannot be the name"),
        (["add", "x", "https://example.org/a-1/", "FILE"], "is not the address of an article"),
        (["add", "x", "https://en.orda.kz/a-1/", "FILE", "--fetched-at", "now"], "'now' is no time"),
        (["add", "x", "https://en.orda.kz/a-1/", "no-such-file"], "No such file"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    copy: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(copy / CASE / "page.html.gz")
    before = sorted(copy.iterdir())
    assert main(["--root", str(copy), *(file if argument == "FILE" else argument for argument in arguments)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert sorted(copy.iterdir()) == before
