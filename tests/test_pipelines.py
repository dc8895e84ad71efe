"""An article is known only after its line is durable: whatever raises makes exactly that article come again."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Site

PIPELINES = {
    "crawler.pipelines.ValidatePipeline": 100,
    "crawler.pipelines.DedupePipeline": 200,
    "crawler.pipelines.WritePipeline": 1000,
}


def replaced(old: str) -> dict[str, int]:
    return {(f"tests.faulty.Faulty{old}" if old in name else name): order for name, order in PIPELINES.items()}


SETUPS = {
    "validate": replaced("Validate"),
    "dedupe": replaced("Dedupe"),
    "write": replaced("Write"),
    "first": PIPELINES | {"tests.faulty.Faulty": 1},
    "before write": PIPELINES | {"tests.faulty.Faulty": 999},
}


@pytest.mark.parametrize("drop", ["", "1"], ids=["raises", "drops"])
@pytest.mark.parametrize("setup", SETUPS)
def test_exactly_those_come_again(site: Site, setup: str, drop: str) -> None:
    faulty = [article.id for article in site.replica.articles("en")[5:8]]
    site.environment = {"FAULTY_IDS": ",".join(faulty), "FAULTY_DROP": drop}
    result = site.latest("-s", f"ITEM_PIPELINES={json.dumps(SETUPS[setup])}", code=65)
    assert result.stderr.count("\n") == 1
    assert set(site.ids()) == set(site.newest(30)) - set(faulty)
    site.environment = {}
    site.replica.reset_log()
    site.latest()
    assert set(site.articles_asked()) == {article.path for article in site.replica.articles("en")[5:8]}
    assert site.ids()[27:] == faulty[::-1], "in order of number"
