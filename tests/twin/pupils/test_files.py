"""Files of two unlike suppliers hold the same pupils, and read back by their own profiles."""

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from gwella.evidence.ingest.pupils.profiles import read_profile
from gwella.evidence.ingest.pupils.reading import read_pupils
from gwella.twin.pupils import Pupils
from gwella.twin.pupils.files import SUPPLIERS, profiles, write_ctf, write_files
from gwella.twin.pupils.files.ctf import invented_name
from gwella.twin.pupils.files.suppliers import GCSES
from tests.twin.conftest import made

YEAR = "2018/19"


@pytest.fixture(scope="module")
def written(small: Pupils, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for supplier in SUPPLIERS:
        write_files(small, folder / supplier, supplier)
    return folder


def _read(folder: Path, supplier: str, table: str) -> pl.DataFrame:
    parts = []
    for profile in map(read_profile, profiles(supplier)):
        if profile.kind == table:
            path = next((folder / supplier / "2018-19").glob(f"{profile.code.replace('-', '_', 1)}.*"))
            read = read_pupils(path, profile, year=YEAR)
            assert read.refused == []
            assert read.rows > 0
            parts.append(read.frame)
    return pl.concat(parts)


@pytest.mark.parametrize("supplier", SUPPLIERS)
@pytest.mark.parametrize("table", ["pupils", "assessments", "results", "attendance", "exclusions"])
def test_a_suppliers_files_read_back_by_its_profiles(small: Pupils, written: Path, supplier: str, table: str) -> None:
    ours = small.tables[table][YEAR]
    read = _read(written, supplier, table).select(ours.columns)
    if supplier == "arfor" and table == "results":  # a column a subject has no room for the size of its award
        gcse = pl.col("qualification") == "gcse"
        ours = ours.with_columns(size=pl.when(gcse).then(None).otherwise("size"))
    key = list(ours.columns)
    assert_frame_equal(read.sort(key), ours.sort(key))


def test_the_suppliers_are_unlike(written: Path) -> None:
    arfor, cowlyd = written / "arfor" / "2018-19", written / "cowlyd" / "2018-19"
    old, new = (arfor / "arfor_disgyblion.csv").read_bytes(), (cowlyd / "cowlyd_census.csv").read_bytes()
    assert new.startswith(b"\xef\xbb\xbf")
    assert not old.startswith(b"\xef\xbb\xbf")
    assert "Absennol â Chaniatâd".encode("cp1252") in (arfor / "arfor_presenoldeb.csv").read_bytes()
    assert re.search(rb";\d\d/\d\d/\d{4};", old)
    assert re.search(rb",\d{4}-\d\d-\d\d,", new)
    assert not set(old.splitlines()[0].split(b";")) & set(new.splitlines()[0].split(b","))
    assert (arfor / "arfor_gwaharddiadau.xlsx").exists()
    wide, long = ((arfor / "arfor_tgau.csv").read_bytes(), (cowlyd / "cowlyd_exam-results.csv").read_bytes())
    assert wide.count(b"\n") * 5 < long.count(b"\n")


def test_only_the_councils_asked_for_are_written(small: Pupils, tmp_path: Path) -> None:
    written = write_files(small, tmp_path, "cowlyd", councils=["993"])
    assert {path.parent.name for path in written} == {"2016-17", "2017-18", "2018-19"}
    census = pl.read_csv(tmp_path / "2018-19" / "cowlyd_census.csv", infer_schema=False)
    assert {number[:3] for number in census["DfE No"]} == {"993"}


def test_every_gcse_has_a_column(whole: Pupils) -> None:
    gcses = whole.table("results").filter(pl.col("qualification") == "gcse")["subject"].unique()
    assert set(gcses) <= set(GCSES)
    assert len(set(GCSES.values())) == len(GCSES)


def test_an_unknown_supplier_is_refused(small: Pupils, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_files(small, tmp_path, "nobody")


def test_transfer_files_hold_those_who_move_on(small: Pupils, tmp_path: Path) -> None:
    region = made(1, 40)[0]
    files = write_ctf(small, region, tmp_path, schools=4)
    assert len(files) == 4
    assert all(re.fullmatch(r"\d{7}_CTF_\d{7}_001\.xml", path.name) for path in files)
    rolls = small.tables["pupils"][YEAR]
    words = set()
    for path in files:
        root = Xml.parse(path).getroot()
        assert root.tag == "CTfile"
        assert "invented" in root.findtext("Header/SupplierID", "")
        sender = root.findtext("Header/SourceSchool/LEA", "") + root.findtext("Header/SourceSchool/Estab", "")
        assert path.name.startswith(sender)
        known = rolls.filter((pl.col("school") == sender) & pl.col("year_group").is_in([2, 6]))
        upns = [p.findtext("UPN") for p in root.iterfind("CTFpupilData/Pupil")]
        assert upns
        assert set(upns) <= set(known["upn"])
        words |= {child.tag for p in root.iterfind("CTFpupilData/Pupil") for child in p}
    assert {"Gender", "Sex", "InventedPerson", "StageAssessments", "NAWdetails"} <= words


def test_results_in_transfer_files_are_the_assessments(small: Pupils, tmp_path: Path) -> None:
    path = write_ctf(small, made(1, 40)[0], tmp_path, schools=1)[0]
    marks = small.table("assessments")
    seen = 0
    for pupil in Xml.parse(path).getroot().iterfind("CTFpupilData/Pupil"):
        ours = marks.filter(pl.col("upn") == pupil.findtext("UPN")).sort("year", "stage", "subject")
        theirs = [node.findtext("Result") for node in pupil.iterfind("StageAssessments/KeyStage/StageAssessment")]
        assert sorted(map(str, theirs)) == sorted(ours["result"])
        seen += len(theirs)
    assert seen


def test_names_are_always_the_same_and_seldom_alike() -> None:
    assert invented_name(1, "A", welsh=True) == invented_name(1, "A", welsh=True)
    assert len({invented_name(1, str(n), welsh=n % 2 == 0) for n in range(200)}) > 150
