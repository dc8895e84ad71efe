"""Where Chromium is looked for, and what is done with what one left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import chromium
from tests.test_exit_codes import wait_for


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_where_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, path = tmp_path / "own", tmp_path / "path"
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(own))
    monkeypatch.setenv("PATH", str(path))
    assert chromium.find(None) is None
    for name in reversed(chromium.NAMES):
        found = program(path / name)
        assert chromium.find(None) == found, "the first of the names that is there"
    program(own / "chromium-1" / "chrome-linux64" / "chrome")
    assert chromium.find(None) == found, "of another version"
    revision = next(iter(_revisions()))
    mine = program(own / f"chromium-{revision}" / "chrome-linux64" / "chrome")
    assert chromium.find(None) == mine
    given = program(tmp_path / "given")
    assert chromium.find(given) == given
    assert chromium.find("google-chrome") == str(path / "google-chrome")
    assert chromium.find(str(tmp_path / "none")) is None


def _revisions() -> list[str]:
    import json

    import playwright

    text = (Path(playwright.__file__).parent / "driver" / "package" / "browsers.json").read_text()
    return [one["revision"] for one in json.loads(text)["browsers"] if one["name"] == "chromium"]


def test_what_is_left_is_cleared(tmp_path: Path) -> None:
    directory = chromium.workspace(tmp_path)
    (directory / "profile").mkdir()
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    left = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(directory)})
    other = subprocess.Popen(command, env=os.environ | {"TMPDIR": f"{directory}-other"})
    try:
        wait_for(lambda: str(directory).encode() in Path(f"/proc/{left.pid}/environ").read_bytes())
        chromium.clear(tmp_path)
        assert left.wait(5) == -9
        assert other.poll() is None, "whoever is not of it lives on"
    finally:
        other.kill()
        other.wait()
    assert not directory.exists()
    assert not list(tmp_path.iterdir())
    chromium.clear(tmp_path)


@pytest.mark.parametrize("text", ["", "/", "relative/orda-browser-x", "{}/important", "\0"])
def test_nothing_else_is_removed(tmp_path: Path, text: str) -> None:
    (tmp_path / "important").mkdir()
    (tmp_path / chromium.MARK).write_text(text.format(tmp_path))
    chromium.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["important"]
