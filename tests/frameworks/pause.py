"""Frameworks made for tests: a shipped one with changes, and a pause without categories."""

import copy
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from gwella.frameworks import Framework, read
from gwella.frameworks.loader import FOLDER

DROP = object()


@cache
def _data(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def data_of(code: str) -> dict[str, Any]:
    """A shipped framework's tables, to be changed freely."""
    return copy.deepcopy(_data(code))


def holder(data: Any, key: str) -> tuple[Any, Any]:
    """The table or list that holds a dotted key, and the last name (a place from 0 in lists)."""
    *path, last = key.split(".")
    for name in path:
        data = data[int(name) - 1] if isinstance(data, list) else data[name]
    return data, int(last) - 1 if isinstance(data, list) else last


def change(data: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key, drop it (DROP), or change it by a function of its value."""
    table, name = holder(data, key)
    if value is DROP:
        del table[name]
    else:
        table[name] = value(table[name]) if isinstance(value, Callable) else value


def with_changes(code: str, changes: Mapping[str, Any]) -> Framework:
    """A shipped framework with some keys changed."""
    data = data_of(code)
    for key, value in changes.items():
        change(data, key, value)
    return read(data, f"{code}.toml")


def pause() -> Framework:
    """A framework without categories: needs and agreed support only."""
    data = data_of("wales-2017")
    gone = "matrix meaning aspects override forms letters"
    for key in gone.split():
        del data[key]
    shipped = data_of("wales-2020")
    data["code"], data["steps"], data["scales"], data["needs"] = "pause", ["needs"], shipped["scales"], shipped["needs"]
    data["days"] = {"without_category": data["days"]["without_category"]}
    data["allocation"]["priority"] = {"value": ["without_category"], "status": "ours"}
    data["publication"]["published"] = {"value": False, "status": "ours"}
    for stage in ("category", "risk", "council", "regional", "national"):
        del data["parts"][stage]
    return read(data, "pause.toml")
