"""The examples in deploy/, as far as there are tools here to check them; those that are missing are skipped."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from crawler.commands.crontab import LINES, table
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


def test_the_container_has_what_it_copies() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for sources in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
