"""Files of pupils, whatever shape, encoding and faults they come with."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwella.core.problems import BadInput, Problem
from gwella.engine.upn import check_letter
from gwella.evidence.ingest.pupils.fields import FIELDS, schema_of
from gwella.evidence.ingest.pupils.profiles import Profile, read_profile
from gwella.evidence.ingest.pupils.reading import PupilRows, first_rows, read_pupils

YEAR = "2018/19"
CENSUS = read_profile(
    {
        "code": "nantlle-census",
        "kind": "pupils",
        "name": "Nantlle, census",
        "columns": {
            "school": ["LA", "Estab"],
            "upn": "UPN",
            "year_group": "Blwyddyn",
            "born_on": "Dyddiad geni",
            "sex": "Rhyw",
            "enrolment": "Statws",
            "fsm_eligible": "PYD",
        },
        "codes": {"sex": {"1": "M", "2": "F"}, "year_group": {"R": "0", "N2": "-1"}},
        "dates": "%d/%m/%Y",
    }
)
HEADINGS = ["UPN", "LA", "Estab", "Blwyddyn", "Dyddiad geni", "Rhyw", "Statws", "PYD", "Sylw"]


def upn(serial: int) -> str:
    """A valid number."""
    rest = f"9932147{serial:05d}"
    return check_letter(rest) + rest


def row(serial: int, **changes: str) -> dict[str, str]:
    """A good row of the census."""
    good = {
        "UPN": upn(serial),
        "LA": "993",
        "Estab": "2147",
        "Blwyddyn": "3",
        "Dyddiad geni": "05/11/2010",
        "Rhyw": "2",
        "Statws": "C",
        "PYD": "Ie",
        "Sylw": "",
    }
    return good | changes


def write(path: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A CSV file of the rows, below a title."""
    with path.open("w", encoding=encoding, newline="") as file:
        file.write("Cyfrifiad disgyblion\r\n")
        writer = csv.DictWriter(file, HEADINGS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_census_in_somebody_elses_words_becomes_ours(tmp_path: Path) -> None:
    path = write(tmp_path / "census.csv", [row(1), row(2, Blwyddyn="R", Rhyw="1", PYD="", Statws="M")])
    read = read_pupils(path, CENSUS, year=YEAR)
    assert read.frame.schema == pl.Schema(schema_of("pupils"))
    assert read.frame.select(
        "year", "school", "upn", "year_group", "born_on", "sex", "enrolment", "fsm_eligible"
    ).rows() == [
        (YEAR, "9932147", upn(1), 3, date(2010, 11, 5), "F", "C", True),
        (YEAR, "9932147", upn(2), 0, date(2010, 11, 5), "M", "M", None),
    ]
    assert (read.refused, read.warnings) == ([], [])


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ";"), ("cp1252", ","), ("iso8859-14", "\t"), ("utf-16", ",")]
)
def test_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    note = "Tŷ Gŵyr" if encoding != "cp1252" else "Tâl – “dyled”"
    path = write(tmp_path / "c.csv", [row(1, Sylw=note)], encoding=encoding, delimiter=delimiter)
    assert read_pupils(path, CENSUS, year=YEAR).frame.height == 1


@pytest.mark.parametrize(
    ("change", "code", "column", "value"),
    [
        ({"UPN": ""}, "value_missing", "UPN", ""),
        ({"UPN": upn(1)[:-1] + ("4" if upn(1)[-1] != "4" else "5")}, "upn_wrong", "UPN", None),
        ({"UPN": "Ŵ99321470001"}, "upn_wrong", "UPN", None),
        ({"Estab": "214"}, "number_malformed", "LA + Estab", "993214"),
        ({"Blwyddyn": "15"}, "number_out_of_bounds", "Blwyddyn", "15"),
        ({"Blwyddyn": "three"}, "number_out_of_bounds", "Blwyddyn", "three"),
        ({"Dyddiad geni": "31/02/2010"}, "not_a_date", "Dyddiad geni", "31/02/2010"),
        ({"Dyddiad geni": "05/11/0010"}, "not_a_date", "Dyddiad geni", "05/11/0010"),
        ({"Rhyw": "3"}, "value_unknown", "Rhyw", "3"),
        ({"Statws": "Z"}, "value_unknown", "Statws", "Z"),
        ({"Statws": "*"}, "value_missing", "Statws", ""),
        ({"PYD": "weithiau"}, "value_unknown", "PYD", "weithiau"),
    ],
)
@pytest.mark.parametrize("quoted", [False, True])
def test_a_row_that_cannot_be_right_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, str], code: str, column: str, value: str | None, quoted: bool
) -> None:
    rows = [row(7, Sylw="a, b" if quoted else ""), row(1, **change), row(8)]
    read = read_pupils(write(tmp_path / "c.csv", rows), CENSUS, year=YEAR)
    (problem,) = read.refused
    assert (problem.code, problem.column, problem.row, problem.file) == (code, column, 4, "c.csv")
    assert value is None or problem.value == value
    assert read.frame["upn"].to_list() == [upn(7), upn(8)]
    assert read.rows == 3


def test_marks_for_a_missing_figure_are_never_a_value(tmp_path: Path) -> None:
    read = read_pupils(write(tmp_path / "c.csv", [row(1, Rhyw=".", PYD="*")]), CENSUS, year=YEAR)
    assert read.frame.select("sex", "fsm_eligible").row(0) == (None, None)


def test_a_pupil_twice_alike_is_read_once_and_twice_different_not_at_all(tmp_path: Path) -> None:
    rows = [row(1), row(1), row(2), row(2, Rhyw="1"), row(3)]
    read = read_pupils(write(tmp_path / "c.csv", rows), CENSUS, year=YEAR)
    assert read.frame["upn"].to_list() == [upn(1), upn(3)]
    assert [(p.code, p.row) for p in read.warnings] == [("row_repeated", 4)]
    assert [(p.code, p.row) for p in read.refused] == [("pupil_twice", 5), ("pupil_twice", 6)]


def test_a_missing_heading_is_told_with_the_row_of_headings(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Teitl\nUPN,LA,Estab,Blwyddyn,Rhyw,Statws,PYD\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_pupils(path, CENSUS, year=YEAR)
    assert [(p.code, p.column, p.row) for p in refused.value.problems] == [("column_missing", "Dyddiad geni", 2)]


def test_more_than_a_thousand_refusals_are_counted(tmp_path: Path) -> None:
    rows = [row(n, Rhyw="9") for n in range(1_050)]
    read = read_pupils(write(tmp_path / "c.csv", rows), CENSUS, year=YEAR)
    assert (len(read.refused), read.refused[-1].params["count"]) == (1_001, "50")
    assert read.frame.is_empty()


def test_subjects_with_a_column_each_become_a_row_each(tmp_path: Path) -> None:
    profile = read_profile(
        {
            "code": "k",
            "kind": "assessments",
            "name": "K",
            "columns": {"school": "Ysgol", "upn": "UPN"},
            "constants": {"stage": "ks2"},
            "wide": {"columns": {"Saesneg": "english", "Cymraeg": "welsh", "Mathemateg": "maths"}},
        }
    )
    path = tmp_path / "k.csv"
    path.write_text(
        f"Ysgol,UPN,Saesneg,Cymraeg,Mathemateg\n9932147,{upn(1)},4,,N\n9932147,{upn(2)},5,6,D\n", encoding="utf-8"
    )
    read = read_pupils(path, profile, year=YEAR)
    assert set(read.frame.select("upn", "subject", "result", "level").rows()) == {
        (upn(1), "english", "4", 4),
        (upn(1), "maths", "N", None),
        (upn(2), "english", "5", 5),
        (upn(2), "welsh", "6", 6),
        (upn(2), "maths", "D", None),
    }


def test_a_subject_of_another_stage_is_refused(tmp_path: Path) -> None:
    columns = {"school": "S", "upn": "U", "stage": "Stage", "subject": "Subject", "result": "R"}
    profile = read_profile({"code": "k", "kind": "assessments", "name": "K", "columns": columns})
    path = tmp_path / "k.csv"
    path.write_text(
        f"S,U,Stage,Subject,R\n9932147,{upn(1)},fp,science,4\n9932147,{upn(1)},fp,psd,5\n", encoding="utf-8"
    )
    read = read_pupils(path, profile, year=YEAR)
    assert [(p.code, p.row, p.value) for p in read.refused] == [("subject_of_other_stage", 2, "science")]
    assert read.frame["subject"].to_list() == ["psd"]


def test_nobody_misses_more_sessions_than_there_were(tmp_path: Path) -> None:
    columns = {"school": "S", "upn": "U", "age": "A", "possible": "P", "authorised": "X", "unauthorised": "Y"}
    profile = read_profile({"code": "p", "kind": "attendance", "name": "P", "columns": columns})
    path = tmp_path / "p.csv"
    path.write_text(f"S,U,A,P,X,Y\n9932147,{upn(1)},9,380,300,90\n9932147,{upn(2)},9,380,300,80\n", encoding="utf-8")
    read = read_pupils(path, profile, year=YEAR)
    assert [(p.code, p.row, p.value) for p in read.refused] == [("absent_too_often", 2, "390")]


def test_a_workbook_reads_like_the_text(tmp_path: Path) -> None:
    from tablib import Databook, Dataset

    data = Dataset(*[list(row(n, Rhyw=str(1 + n % 2)).values()) for n in range(5)], headers=list(row(1)), title="Data")
    other = Dataset(["x"], headers=["Nodiadau"], title="Nodiadau")
    path = tmp_path / "c.xlsx"
    path.write_bytes(Databook([other, data]).export("xlsx"))
    read = read_pupils(path, CENSUS, year=YEAR)
    assert read.frame["sex"].to_list() == ["M", "F", "M", "F", "M"]
    assert first_rows(path, count=2)[0][:3] == ["UPN", "LA", "Estab"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from("12349"), st.sampled_from(["C", "M", "Z", ""])), max_size=12)
)
def test_plain_text_and_quoted_text_are_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[int, str, str]]
) -> None:
    rows = [row(n, Rhyw=sex, Statws=status) for n, sex, status in made]
    folder = tmp_path_factory.mktemp("both")
    plain = read_pupils(write(folder / "c.csv", rows), CENSUS, year=YEAR)
    quoted = read_pupils(write(folder / "q.csv", [r | {"Sylw": 'a "b"'} for r in rows]), CENSUS, year=YEAR)
    assert plain.frame.equals(quoted.frame)
    assert [(p.code, p.row, p.value) for p in plain.refused] == [(p.code, p.row, p.value) for p in quoted.refused]
    assert len({p.row for p in plain.refused}) + plain.frame.height + len(plain.warnings) == len(rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_is_read_or_refused_never_a_crash(tmp_path: Path, data: st.DataObject) -> None:
    good = write(tmp_path / "good.csv", [row(n) for n in range(4)]).read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    junk = data.draw(st.binary(max_size=6))
    path = tmp_path / "bad.csv"
    path.write_bytes(good[:at] + junk + good[at + data.draw(st.integers(0, 20)) :])
    problems, read = outcome(path)
    assert read is not None or problems
    assert all(problem.file == "bad.csv" for problem in problems)
    assert read is None or read.frame.schema == pl.Schema(schema_of("pupils"))


def outcome(path: Path) -> tuple[list[Problem], PupilRows | None]:
    """What became of a file: its problems, and what was read where it could be."""
    try:
        read = read_pupils(path, CENSUS, year=YEAR)
    except BadInput as refused:
        return refused.problems, None
    return [*read.refused, *read.warnings], read


def test_every_kind_of_data_can_be_mapped_field_by_field(tmp_path: Path) -> None:
    for kind, fields in FIELDS.items():
        profile: Profile = read_profile(
            {"code": "x", "kind": kind, "name": "X", "columns": dict.fromkeys(fields, "") | {n: n for n in fields}}
        )
        path = tmp_path / f"{kind}.csv"
        path.write_text(",".join(fields) + "\n", encoding="utf-8")
        read = read_pupils(path, profile, year=YEAR)
        assert read.frame.schema == pl.Schema(schema_of(kind))


def test_two_years_may_not_be_told_apart_by_the_reader(tmp_path: Path) -> None:
    read: Any = read_pupils(write(tmp_path / "c.csv", [row(1)]), CENSUS, year="2017/18")
    assert read.frame["year"].to_list() == ["2017/18"]
