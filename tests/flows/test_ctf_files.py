"""Common Transfer Files into the year's teacher assessments: these pupils' rows, and nobody else's."""

import json
from pathlib import Path
from typing import Any

import pytest

from gwella.core.problems import BadInput
from gwella.domain.figures.models import DataSet
from gwella.evidence import store
from gwella.evidence.ingest.ctf import read_ctf
from gwella.flows.evidence.store import root
from gwella.flows.evidence.transfers import beside_census
from gwella.flows.imports import Preview, bring_in
from gwella.flows.kinds import KINDS
from gwella.flows.known import known_councils
from tests.cast import Cast
from tests.evidence.test_ctf import assessed as results
from tests.evidence.test_ctf import ctf, pupil
from tests.flows.pupil_data import AT, YEAR, agreement, assessed, bring, census, upn, write

pytestmark = pytest.mark.database
FP = {"PSD": "6", "LCW": "6", "MAT": "6"}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def transfer(tmp_path: Path, *serials: int, marks: dict[str, str] = FP) -> Preview:
    content = ctf(*(pupil(upn(n), stages=results("FPH", marks)) for n in serials))
    content = content.replace(b"<SourceSchool><LEA>672</LEA><Estab>2046", b"<SourceSchool><LEA>993</LEA><Estab>2147")
    path = tmp_path / "9932147_CTF_9954012_001.xml"
    path.write_bytes(content)
    params = {"year": "2018/19", "as_at": "2019-07-12", "status": "final", "agreement": "pupil-data"}
    return bring_in(KINDS["ctf"], path, params, by=None, at=AT).preview


@pytest.fixture
def council(cast: Cast) -> Cast:
    # The invented councils of a demonstration are known only there.
    from gwella.domain.places.models import Service

    Service.objects.update(is_demonstration=True)
    agreement(cast)
    return cast


def test_without_an_agreement_no_pupil_is_read(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        transfer(tmp_path, 1)
    assert refused.value.problems[0].code == "evidence.no_agreement"


def test_a_transfer_file_touches_its_own_pupils_only(council: Cast, tmp_path: Path) -> None:
    bring(council, "assessments", write(tmp_path / "fp.csv", assessed({1: 4, 2: 5, 3: 6})))
    preview = transfer(tmp_path, 1, 9)
    assert (preview.counts["new"], preview.counts["changed"], preview.counts["missing"]) == (3, 3, 0)
    assert preview.facts["temporary"] == 0
    latest = DataSet.objects.get(kind="assessments", replaced_by=None)
    held = store.read(root(), latest.store_key)
    assert dict(held.filter(held["subject"] == "maths").select("upn", "level").iter_rows()) == {
        upn(1): 6,
        upn(2): 5,
        upn(3): 6,
        upn(9): 6,
    }
    # The part keeps its own source and status, with the file that joined it.
    assert latest.parts["993 fp"]["file"] == "fp.csv"
    assert latest.parts["993 fp"]["also"] == "9932147_CTF_9954012_001.xml"


def test_the_same_transfer_file_twice_changes_nothing(council: Cast, tmp_path: Path) -> None:
    transfer(tmp_path, 1, 2)
    assert transfer(tmp_path, 2, 1).carry_out is None
    assert DataSet.objects.count() == 1


def test_the_file_is_told_beside_the_census_and_nothing_is_overwritten(council: Cast, tmp_path: Path) -> None:
    assert "No census of {year} is here" in transfer(tmp_path, 2).notes[1][0]
    others = census([8], school="9932148")
    bring(council, "pupils", write(tmp_path / "c.csv", [*census([2, 3, 4, 6], born_on="2008-03-01"), *others]))
    before = DataSet.objects.get(kind="pupils").store_key
    preview = transfer(tmp_path, 2, 3, 4, 9)
    assert preview.facts["census"] == {"both": 3, "only_file": 1, "only_census": 1, "values": 1}
    message, told = preview.notes[1]
    assert message.format_map(told).startswith("Compared with the census of 2018/19. In both: 3. Only in the file: 1.")
    # The report is kept with the import: it holds counts, and no pupil.
    assert not any(upn(n) in json.dumps(preview.report) for n in (2, 3, 4, 6, 9))
    assert DataSet.objects.get(kind="pupils", replaced_by=None).store_key == before


def test_each_pupil_who_differs_is_named_by_number_alone(council: Cast, tmp_path: Path) -> None:
    bring(council, "pupils", write(tmp_path / "c.csv", [*census([2, 3, 6], born_on="2008-03-02"), *census([4])]))
    content = ctf(
        pupil(upn(2), more="<EnrolStatus>M</EnrolStatus>"),
        pupil(upn(3), more="<BasicDetails><EnrolStatus>C</EnrolStatus></BasicDetails>"),
        # No day of birth in the census: nothing differs. Another number since the census: the same pupil.
        pupil(upn(14), more=f"<FormerUPN>{upn(4)}</FormerUPN>"),
        pupil(upn(9)),
    ).replace(b"<SourceSchool><LEA>672</LEA><Estab>2046", b"<SourceSchool><LEA>993</LEA><Estab>2147")
    path = tmp_path / "9932147_CTF_9954012_001.xml"
    path.write_bytes(content)
    found = beside_census(read_ctf(path, year=YEAR, councils=known_councils()), YEAR)
    assert found is not None
    assert [(odd.upn, odd.what, odd.theirs, odd.ours) for odd in found.odd] == sorted(
        [
            (upn(2), "Date of birth", "2008-03-01", "2008-03-02"),
            (upn(2), "Enrolment status", "M", "C"),
            (upn(3), "Date of birth", "2008-03-01", "2008-03-02"),
            (upn(3), "Sex", "F", "M"),
            (upn(6), "in the census, not in the file", "", ""),
            (upn(9), "in the file, not in the census", "", ""),
            (upn(14), "Unique pupil number", upn(14), upn(4)),
        ]
    )
    assert "Secretname" not in str(found)
