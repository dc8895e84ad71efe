"""The shape of a record, by the same types as the JSON Schema."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from crawler.content_hash import EARLIER, content_hash, same, sound
from crawler.items import Article, Image, to_json
from crawler.schema import json_schema
from crawler.shapes import misshapen
from tests.archives import changed, removed
from tests.test_content_hash import BASE

VALIDATOR = jsonschema.Draft202012Validator(json_schema())
RECORDS = [BASE, changed(BASE, "Another."), removed(BASE), replace(BASE, similarity=0.5, translations={"ru": "x"})]


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_what_is_written_fits(record: Article) -> None:
    values = to_json(record)
    VALIDATOR.validate(values)
    assert list(misshapen(values)) == []


WRONG: list[tuple[list[Any], Any]] = [
    (["in_language"], 1111),
    (["word_count"], "1"),
    (["word_count"], True),
    (["word_count"], None),
    (["fetched_at"], 777),
    (["schema_version"], 2),
    (["event"], "seen"),
    (["description"], ["x"]),
    (["tags"], "x"),
    (["tags", 0], 1),
    (["image"], []),
    (["image", "url"], 5),
    (["body", 0, "type"], "song"),
    (["body", 0, "text"], None),
    (["body", 4, "rows", 0, 0], 1),
    (["similarity"], "1"),
    (["translations"], {"ru": 1}),
    (["provenance"], []),
]


@pytest.mark.parametrize(("place", "value"), WRONG, ids=str)
def test_what_the_schema_has_otherwise_is_found(place: list[Any], value: Any) -> None:
    values = copy.deepcopy(to_json(BASE))
    at = values
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    assert not VALIDATOR.is_valid(values)
    assert list(misshapen(values)) == [place[0]]
    del values[place[0]]
    assert not VALIDATOR.is_valid(values)
    assert list(misshapen(values)) == [place[0]]


@pytest.mark.parametrize("rule", EARLIER)
def test_a_hash_of_an_earlier_rule_is_sound_and_no_change(rule: dict[str, bool]) -> None:
    """The ending of a picture's path counted first, and the path of a resizer."""
    record = replace(BASE, image=Image(url="https://en.orda.kz/resize?url=/uploads/a.jpg&w=800"))
    earlier = replace(record, content_hash=content_hash(record, **rule))
    today = replace(record, content_hash=content_hash(record))
    assert earlier.content_hash != today.content_hash
    assert sound(earlier)
    assert sound(today)
    assert same(earlier, today)
    other = replace(record, headline="Another", content_hash=today.content_hash)
    assert not sound(other)
    assert not same(earlier, replace(other, content_hash=content_hash(other)))
