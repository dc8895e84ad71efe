"""Whether a record has the shape that the schema says, by the types of its fields: what reading it would not notice.

The JSON Schema is made of the same dataclasses; this is a hundred times faster than a validator of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from crawler.items import BLOCKS, SCHEMA_VERSION, Article, Block

Check = Callable[[Any], bool]


def misshapen(record: dict[str, Any]) -> Iterator[str]:
    """The fields of *record*, a line as JSON, that are missing or are not as the schema has them."""
    for name, fits in _fields(Article).items():
        only = SCHEMA_VERSION if name == "schema_version" else record.get(name)
        if name not in record or not fits(record[name]) or record[name] != only:
            yield name


@cache
def _fields(cls: type) -> dict[str, Check]:
    """For each field of the dataclass *cls* whether a value fits it."""
    hints = get_type_hints(cls)
    assert is_dataclass(cls)
    return {field.name: _check(hints[field.name]) for field in fields(cls)}


def _check(hint: Any) -> Check:
    """Whether a value, as JSON, is of the type *hint*."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return lambda value: isinstance(value, str) and value in args
    if origin is UnionType:
        options = [_check(arg) for arg in args]
        return lambda value: any(fits(value) for fits in options)
    if origin is tuple:
        fits = _check(args[0])
        return lambda value: isinstance(value, list) and all(map(fits, value))
    if origin is dict:
        fits = _check(args[1])
        return lambda value: isinstance(value, dict) and all(map(fits, value.values()))
    if hint is Block:
        kinds = {kind.__dataclass_fields__["type"].default: kind for kind in BLOCKS}
        return lambda value: isinstance(value, dict) and value.get("type") in kinds and _is(kinds[value["type"]], value)
    if is_dataclass(hint):
        return lambda value: _is(hint, value)  # type: ignore[arg-type]
    return _plain(hint)


def _plain(kind: type) -> Check:
    if kind in (int, float):  # True is an int to Python, and 1 a number to JSON
        kinds = (int,) if kind is int else (int, float)
        return lambda value: isinstance(value, kinds) and not isinstance(value, bool)
    assert kind in (str, bool, NoneType), kind
    return lambda value: isinstance(value, kind)


def _is(cls: type, value: Any) -> bool:
    checks = _fields(cls)
    return (
        isinstance(value, dict)
        and value.keys() == checks.keys()
        and all(fits(value[name]) for name, fits in checks.items())
    )
