"""Mapping profiles: what one may say, and what is refused in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.problems import BadInput
from gwella.evidence.ingest.pupils.profiles import Profile, from_toml, read_profile, shipped, to_toml

GOOD: dict[str, Any] = {
    "code": "nantlle-results",
    "kind": "results",
    "name": "Nantlle, results",
    "columns": {"school": ["LA", "Estab"], "upn": "UPN", "subject": "Pwnc", "grade": "Gradd"},
    "constants": {"qualification": "gcse"},
    "codes": {"grade": {"1": "A*"}, "level2": {"Y": "yes"}},
    "dates": "%d/%m/%Y",
}


def test_a_profile_says_what_it_was_told() -> None:
    profile = read_profile(GOOD)
    assert profile.columns["school"] == ("LA", "Estab")
    assert profile.headings == ("LA", "Estab", "UPN", "Pwnc", "Gradd")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "shoes"}, "shoes"),
        ({"name": ""}, "name"),
        ({"columns": {"school": "S", "upn": "U", "subject": "P"}}, "grade"),
        ({"columns": GOOD["columns"] | {"shoe_size": "Maint"}}, "shoe_size"),
        ({"columns": GOOD["columns"] | {"qualification": "Q"}}, "qualification"),
        ({"columns": "UPN"}, "columns"),
        ({"columns": GOOD["columns"] | {"grade": []}}, None),
        ({"columns": GOOD["columns"] | {"grade": 7}}, "grade"),
        ({"constants": {"qualification": "A level"}}, "A level"),
        ({"codes": {"level2": {"Y": "perhaps"}}}, "perhaps"),
        ({"dates": "%s"}, "%s"),
        ({"wide": {"into": "subject"}}, "wide"),
    ],
)
def test_what_is_wrong_in_a_profile_is_named(change: dict[str, Any], named: str | None) -> None:
    if named is None:
        assert read_profile(GOOD | change).columns["grade"] == ()
        return
    with pytest.raises(BadInput) as refused:
        read_profile(GOOD | change, file="nantlle.toml")
    problem = refused.value.problems[0]
    assert (problem.column, problem.file) == (named, "nantlle.toml")


def test_a_subject_with_a_column_of_its_own() -> None:
    wide = {"columns": {"Maths": "mathematics", "Welsh": "welsh_language"}, "value": "grade"}
    columns = {name: GOOD["columns"][name] for name in ("school", "upn")}
    profile = read_profile(GOOD | {"columns": columns, "wide": wide, "codes": {}})
    assert profile.headings[-2:] == ("Maths", "Welsh")
    assert from_toml(to_toml(profile)) == profile


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_a_shared_file_holds_the_same_profile_whatever_the_headings_are_called(heading: str, code: str) -> None:
    data = GOOD | {"columns": GOOD["columns"] | {"grade": heading}, "codes": {"grade": {code: "A"}}}
    profile = read_profile(data)
    assert from_toml(to_toml(profile)) == profile


@pytest.mark.parametrize("text", ["", "columns = 3", "code = [", "\x00"])
def test_what_is_no_profile_is_refused_with_its_file(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        from_toml(text, file="odd.toml")
    assert refused.value.problems[0].file == "odd.toml"


def test_every_shipped_profile_loads_under_its_own_name() -> None:
    for code, profile in shipped().items():
        assert isinstance(profile, Profile)
        assert profile.code == code
