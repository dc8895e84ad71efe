"""The JSON Schema of a record, derived from the dataclasses in :mod:`crawler.items` and their docstrings."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from itemadapter import ItemAdapter

from crawler.items import BLOCKS, SCHEMA_VERSION, Article


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every line of the JSON Lines files fits."""
    schema = _schema(Article)
    schema["properties"]["body"]["items"] = {"oneOf": [_schema(block) for block in BLOCKS]}
    schema["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        "description": "One revision of one article, as published.",
        **schema,
    }


def _schema(cls: type) -> dict[str, Any]:
    """The schema of the dataclass *cls*: all its fields are always there."""
    schema: dict[str, Any] = ItemAdapter.get_json_schema(cls)
    hints = get_type_hints(cls)
    for name, prop in schema["properties"].items():
        prop.pop("default", None)
        if get_origin(hints[name]) is Literal:
            prop.update(type="string", enum=list(get_args(hints[name])))
    assert is_dataclass(cls)
    schema["required"] = [field.name for field in fields(cls)]
    return schema


def field_table() -> str:
    """The fields of a record as a Markdown table, of the same descriptions as the schema."""
    rows = ["| field | type | meaning |", "|---|---|---|"]
    for name, prop in json_schema()["properties"].items():
        rows.append(f"| `{name}` | {_kind(prop)} | {_line(prop['description'])} |")
    for block in BLOCKS:
        schema = _schema(block)
        for name, prop in schema["properties"].items():
            kind = schema["properties"]["type"]["enum"][0]
            if name != "type":
                rows.append(f"| `body[].{name}` of `{kind}` | {_kind(prop)} | {_line(prop['description'])} |")
    return "\n".join(rows)


def _line(description: str) -> str:
    return " ".join(description.split())


def _kind(prop: dict[str, Any]) -> str:
    """The JSON type of *prop*, in words."""
    if "anyOf" in prop:
        return " or ".join(_kind(option) for option in reversed(prop["anyOf"]))
    kind = prop.get("type", "object")
    if isinstance(kind, list):
        return " or ".join(sorted(kind, reverse=True))
    if kind == "array":
        items = prop.get("items", {})
        return f"array of {'object' if 'oneOf' in items else _kind(items)}"
    return str(kind)
