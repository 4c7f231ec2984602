"""Mapping profiles: how one supplier's file of one kind is read. Plain data, checked when it is made or loaded.

`columns` gives for each of our fields the heading it stands under, or several headings to be joined (a council's code
and a school's); `constants` what the file does not say; `codes` our code for each of theirs; `wide` the subjects that
have a column each. `dates` is a strptime pattern. Files of profiles are TOML.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.evidence.ingest.pupils.fields import FIELDS

DATE_PATTERNS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d", "%d %b %Y")
NOT_A_PROFILE = mark("The mapping profile cannot be used: {value}")
WRONG = {
    "kind": mark("there is no kind of data “{name}”"),
    "field": mark("there is no field “{name}” in this kind of data"),
    "missing": mark("the field “{name}” is not mapped, and no row is anything without it"),
    "twice": mark("the field “{name}” is mapped twice"),
    "code": mark("“{name}” is not one of our codes for this field"),
    "dates": mark("“{name}” is not a pattern of dates"),
    "shape": mark("“{name}” is missing or not written as it should be"),
}


@dataclass(frozen=True, slots=True)
class Wide:
    """A file with a column per subject: our subject for each heading; where a cell's value goes."""

    columns: Mapping[str, str]
    into: str = "subject"
    value: str = "result"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a file is read. See the module."""

    code: str
    kind: str
    name: str
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = "%Y-%m-%d"
    sheet: str = ""
    wide: Wide | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the file must have, once each, in the order of our fields."""
        named = [heading for joined in self.columns.values() for heading in joined]
        return tuple(dict.fromkeys([*named, *(self.wide.columns if self.wide else ())]))

    def as_definition(self) -> dict[str, Any]:
        """The profile as plain data, as `read_profile` takes it."""
        told = asdict(self)
        told["columns"] = {name: list(joined) for name, joined in self.columns.items()}
        return {key: value for key, value in told.items() if value not in ("", None, {})}


def read_profile(data: Mapping[str, Any], *, file: str = "") -> Profile:
    """A profile from plain data. Raises BadInput naming what is wrong in it."""
    kind = str(data.get("kind", ""))
    _hold(kind in FIELDS, "kind", kind, file)
    for name in ("code", "name"):
        _hold(isinstance(data.get(name), str) and bool(data[name]), "shape", name, file)
    for name in ("columns", "constants", "codes"):
        _hold(isinstance(data.get(name, {}), Mapping), "shape", name, file)
    profile = Profile(
        code=data["code"],
        kind=kind,
        name=data["name"],
        columns={name: _joined(name, value, file) for name, value in data.get("columns", {}).items()},
        constants={name: str(value) for name, value in data.get("constants", {}).items()},
        codes={name: _mapping(name, value, file) for name, value in data.get("codes", {}).items()},
        dates=str(data.get("dates", "%Y-%m-%d")),
        sheet=str(data.get("sheet", "")),
        wide=_wide(data.get("wide"), file),
    )
    _check(profile, file)
    return profile


def _joined(name: str, value: object, file: str) -> tuple[str, ...]:
    headings = [value] if isinstance(value, str) else value
    _hold(isinstance(headings, list | tuple) and all(isinstance(h, str) and h for h in headings), "shape", name, file)
    return tuple(headings)  # type: ignore[arg-type]  # held to be a list of texts


def _mapping(name: str, value: object, file: str) -> dict[str, str]:
    _hold(isinstance(value, Mapping), "shape", name, file)
    return {str(theirs): str(ours) for theirs, ours in value.items()}  # type: ignore[attr-defined]


def _wide(value: Any, file: str) -> Wide | None:
    if value is None:
        return None
    _hold(isinstance(value, Mapping) and isinstance(value.get("columns"), Mapping), "shape", "wide", file)
    return Wide(_mapping("wide", value["columns"], file), value.get("into", "subject"), value.get("value", "result"))


def _check(profile: Profile, file: str) -> None:
    fields = FIELDS[profile.kind]
    from_wide = {profile.wide.into, profile.wide.value} if profile.wide else set()
    mapped = [*profile.columns, *profile.constants, *from_wide]
    for name in (*mapped, *profile.codes):
        _hold(name in fields, "field", name, file)
    for name in mapped:
        _hold(mapped.count(name) == 1, "twice", name, file)
    for name, held in fields.items():
        _hold(not held.required or name in mapped, "missing", name, file)
    _hold(profile.dates in DATE_PATTERNS, "dates", profile.dates, file)
    ours = [(name, code) for name, codes in profile.codes.items() for code in codes.values()]
    ours += list(profile.constants.items())
    ours += [(profile.wide.into, code) for code in profile.wide.columns.values()] if profile.wide else []
    for name, code in ours:
        allowed = ("yes", "no") if fields[name].type == "flag" else fields[name].allowed
        _hold(not allowed or not code or code in allowed, "code", code, file)


def _hold(fits: object, why: str, name: str, file: str) -> None:
    if not fits:
        problem = Problem("profile.unusable", WRONG[why], file=file, column=name, params={"name": name, "value": name})
        raise BadInput(problem)


def from_toml(text: str, *, file: str = "") -> Profile:
    """A profile from a file somebody shared. Raises BadInput where it is no TOML or no profile."""
    try:
        return read_profile(tomllib.loads(text), file=file)
    except tomllib.TOMLDecodeError as error:
        problem = Problem("profile.not_toml", NOT_A_PROFILE, file=file, value=str(error), params={"value": str(error)})
        raise BadInput(problem) from None


def to_toml(profile: Profile) -> str:
    """The profile as a file to share."""
    definition = profile.as_definition()
    plain = {name: value for name, value in definition.items() if not isinstance(value, dict)}
    lines = [f"{name} = {_toml(value)}" for name, value in plain.items()]
    for name, table in definition.items():
        if isinstance(table, dict):
            lines += _toml_table(name, table)
    return "\n".join(lines) + "\n"


def _toml_table(name: str, table: Mapping[str, Any]) -> list[str]:
    plain = [f"{_toml(key)} = {_toml(value)}" for key, value in table.items() if not isinstance(value, dict)]
    inner = [
        line
        for key, value in table.items()
        if isinstance(value, dict)
        for line in _toml_table(f"{name}.{_toml(key)}", value)
    ]
    return [*(["", f"[{name}]", *plain] if plain else []), *inner]


def _toml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(v) for v in value)}]"
    escaped = "".join(f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c for c in _slashed(str(value)))
    return f'"{escaped}"'


def _slashed(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@cache
def shipped() -> Mapping[str, Profile]:
    """The profiles that come with the program, by code."""
    folder = resources.files("gwella.evidence") / "profiles"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    found = [from_toml(file.read_text(encoding="utf-8"), file=file.name) for file in files]
    return {profile.code: profile for profile in found}
