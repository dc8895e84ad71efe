"""The examples in deploy/, as far as there are tools here to check them; those that are missing are skipped."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.commands.crontab import LINES, table
from crawler.endings import Problem
from tests.conftest import ROOT

yaml = pytest.importorskip("yaml")
DEPLOY = ROOT / "deploy"
PROGRAM = "/srv/orda-crawler/.venv/bin/scrapy"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
def test_units(tmp_path: Path) -> None:
    units = [path for kind in ("service", "timer") for path in DEPLOY.glob(f"*.{kind}")]
    assert len(units) == 4
    for path in units:
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    command = ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in units)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        "--threshold=20",
        str(tmp_path / "orda-crawler.service"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-300:]


def test_alert_rules() -> None:
    """Their shape; of an expression that brackets close and names are metrics (see test_status)."""
    rules = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text(encoding="utf-8"))
    (group,) = rules["groups"]
    assert len(group["rules"]) == len({rule["alert"] for rule in group["rules"]}) > 5
    for rule in group["rules"]:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"]["summary"].count("{{") == rule["annotations"]["summary"].count("}}")
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "1m"))
        expression = rule["expr"]
        while expression != (expression := re.sub(r"\([^()]*\)|\{[^{}]*\}|\[\d+[mhd]\]", "", expression)):
            pass
        assert not set("(){}[]") & set(expression), rule["expr"]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="there is no promtool")
def test_alert_rules_by_promtool() -> None:
    command = ["promtool", "check", "rules", str(DEPLOY / "prometheus-alerts.yml")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("upkeep", "audit"), [(0, 0), (65, 0), (0, 65), (65, 69)])
def test_the_audit_is_made_whatever_upkeep_finds(tmp_path: Path, upkeep: int, audit: int) -> None:
    program = tmp_path / "scrapy"
    program.write_text(f'#!/bin/sh\necho "$1" >>{tmp_path}/run\n[ "$1" = upkeep ] && exit {upkeep}\nexit {audit}\n')
    program.chmod(0o755)
    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "orda-upkeep.service").read_text(), re.MULTILINE)
    command = shlex.split(line.replace(PROGRAM, str(program)).replace("$$", "$"))
    assert subprocess.run(command, check=False).returncode == (audit or upkeep)
    assert (tmp_path / "run").read_text().split() == ["upkeep", "audit"]


def test_cron_lines_are_those_of_the_example() -> None:
    example = (DEPLOY / "crontab").read_text(encoding="utf-8")
    printed = table({"ORDA_DATA_DIR": "/var/lib/orda", "HEARTBEAT_URL": "https://x.example/1"}, [])
    for _, when, command in LINES:
        assert re.search(rf"^{re.escape(when)} +cd \S+ && \S+scrapy {command}$", printed, re.MULTILINE)
        assert re.search(
            rf"^{re.escape(when)} +cd /srv/orda-crawler && .venv/bin/scrapy {command}$", example, re.MULTILINE
        )
    assert "ORDA_DATA_DIR=/var/lib/orda\n" in printed
    for line in printed.splitlines():
        assert re.fullmatch(r"#.*|[A-Z_]+=.*|(\S+ ){4}\S+  cd .*", line), line


def test_cron_lines_are_of_this_installation(tmp_path: Path) -> None:
    (tmp_path / "chrome").write_text("#!/bin/sh\n")
    (tmp_path / "chrome").chmod(0o755)
    environment = {
        "ORDA_DATA_DIR": "rel/data",
        "RAW_ARCHIVE": "off",
        "RAW_KEEP_DAYS": "30",
        "PLAYWRIGHT_CHROMIUM": "chrome",
        "ORDA_CONTACT": 'me@x.example "50%" off ',
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    given = ["-s", "ORDA_EDITIONS=en,ru", "-s", "USER_AGENT=100% me"]
    command = [sys.executable, "-m", "scrapy", "crontab", *given]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ORDA_", "RAW_"))}
    result = subprocess.run(command, cwd=ROOT, env=inherited | environment, capture_output=True, text=True, check=True)
    for line in (
        f"ORDA_DATA_DIR={ROOT}/rel/data",
        "ORDA_EDITIONS=en,ru",
        "RAW_ARCHIVE=off",
        "RAW_KEEP_DAYS=30",
        f"PLAYWRIGHT_CHROMIUM={tmp_path}/chrome",
        "ORDA_CONTACT='me@x.example \"50%\" off '",
    ):
        assert line in result.stdout.splitlines()
    assert len(re.findall(r"scrapy .* -s 'USER_AGENT=100\\% me'$", result.stdout, re.MULTILINE)) == len(LINES)
    assert "HEARTBEAT" not in result.stdout
    with pytest.raises(Problem, match="cannot stand"):
        table({"ORDA_DATA_DIR": "/data\nMAILTO=evil@x.example"}, [])


def test_the_container_does_what_its_file_says() -> None:
    """What it copies is there, what it runs are commands, and what is imported lies in what it copies."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {source for sources in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE) for source in sources.split()}
    assert all((ROOT / source).exists() for source in copied)
    assert copied >= {"requirements.txt", "scrapy.cfg", "crawler", "spiders"}
    entry, command = (json.loads(found) for found in re.findall(r"^(?:ENTRYPOINT|CMD) (.*)$", text, re.MULTILINE))
    assert (entry, command) == (["scrapy"], ["crawl", "latest"])
    (folder,) = re.findall(r"\bORDA_DATA_DIR=(\S+)", text)
    assert f"VOLUME {folder}\n" in text
    assert f"chown orda: {folder}" in text
    assert re.search(r"^FROM \S+/python:3\.1\d-slim$", text, re.MULTILINE)
    for line in re.findall(r"^#   podman run (.*)$", text, re.MULTILINE):
        assert f":{folder} orda-crawler" in line


def test_the_container_runs_from_what_it_copies(tmp_path: Path) -> None:
    """Laid out as in the container, the program says how it is."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for sources in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE):
        for source in sources.split():
            (tmp_path / source).symlink_to(ROOT / source)
    environment = {"PATH": os.environ["PATH"], "ORDA_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "scrapy", "status"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("scrapy status: there is no archive in")
