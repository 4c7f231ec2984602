"""A supplier nobody has met: columns, codes and dates guessed from the first rows, tried, kept, shared."""

from pathlib import Path

import pytest

from gwella.core.problems import BadInput
from gwella.domain.figures.models import MappingProfile
from gwella.flows.evidence import profiles
from tests.cast import Cast
from tests.evidence.making import write_csv
from tests.flows.pupil_data import AT, upn

HEAD = ["UPN", "Birth date", "Gender", "NC Year", "LA", "Estab", "Enrol Status", "FSM", "Shoe"]
ROWS = [
    [upn(1), "31/03/2012", "Female", "2", "993", "2147", "C", "Y", "31"],
    [upn(2), "01/04/2012", "Male", "R", "993", "2147", "C", "N", "30"],
]


def example(tmp_path: Path) -> tuple[Path, profiles.Example]:
    path = write_csv(tmp_path / "new.csv", [["Extract of 2019"], HEAD, *ROWS])
    return path, profiles.look_at(path, name="new.csv")


def test_headings_rows_and_guesses(tmp_path: Path) -> None:
    _path, found = example(tmp_path)
    assert list(found.headings) == HEAD
    assert found.rows[0][0] == upn(1)
    guessed = profiles.guess_columns("pupils", found.headings)
    assert guessed["UPN"] == "upn"
    assert guessed["Gender"] == "sex"
    assert guessed["NC Year"] == "year_group"
    assert guessed["FSM"] == "fsm_eligible"
    assert guessed["LA"] == guessed["Estab"] == "school"
    assert "Shoe" not in guessed
    assert profiles.guess_dates(found.values["Birth date"]) == "%d/%m/%Y"
    assert profiles.codes_in("pupils", "sex", found.values["Gender"]) == ["Female", "Male"]
    assert profiles.guess_code("pupils", "sex", "Female") == "F"
    assert profiles.guess_code("pupils", "year_group", "R") == "0"
    assert profiles.guess_code("pupils", "sex", "?") == ""


def test_a_subject_with_a_column_of_its_own_is_guessed() -> None:
    guessed = profiles.guess_columns("assessments", ["Rhif Unigryw", "Mathemateg", "Cymraeg"])
    assert guessed == {"Rhif Unigryw": "upn", "Mathemateg": "subject:maths", "Cymraeg": "subject:welsh"}


@pytest.mark.database
def test_what_a_person_chose_is_tried_kept_and_shared(cast: Cast, tmp_path: Path) -> None:
    path, found = example(tmp_path)
    mapped = profiles.guess_columns("pupils", found.headings)
    mapped |= {"Birth date": "born_on", "LA": "school", "Estab": "school"}
    told = profiles.definition_of(
        "pupils",
        "ogwen-census",
        "Ogwen census",
        mapped,
        constants={},
        codes={"sex": {"Female": "F", "Male": "M"}, "year_group": {"R": "0"}},
        dates="%d/%m/%Y",
    )
    tried = profiles.try_profile(path, told, year="2018/19", name="new.csv")
    assert (tried.rows, tried.taken, tried.schools, list(tried.refused)) == (2, 2, 1, [])
    kept = profiles.save_profile(told, by=cast.ifan, at=AT)
    assert (kept.code, kept.version) == ("ogwen-census", 1)
    assert profiles.save_profile(told, by=cast.ifan, at=AT) == kept
    assert profiles.save_profile(told | {"name": "Ogwen"}, by=cast.ifan, at=AT).version == 2
    shared = profiles.profile_as_file("ogwen-census", 1)
    assert shared is not None
    MappingProfile.objects.all().delete()
    assert profiles.bring_shared(shared, file="ogwen.toml", by=cast.ifan, at=AT).definition == kept.definition


@pytest.mark.database
def test_a_mapping_that_lacks_what_every_row_needs_is_refused(cast: Cast, tmp_path: Path) -> None:
    path, _found = example(tmp_path)
    told = profiles.definition_of("pupils", "x", "X", {"UPN": "upn"}, constants={}, codes={}, dates="%Y-%m-%d")
    with pytest.raises(BadInput):
        profiles.try_profile(path, told, year="2018/19", name="new.csv")


def test_a_file_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        profiles.look_at(write_csv(tmp_path / "n.csv", [["1"], ["2"]]), name="n.csv")
