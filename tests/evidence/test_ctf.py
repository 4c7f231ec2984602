"""Common Transfer Files: versions, councils, temporary numbers, what is unknown; and files that mean harm."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gwella.core.problems import BadInput
from gwella.engine.upn import check_letter
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.ctf import DEPTH, Ctf, read_ctf
from tests.evidence.making import codes, refusal
from tests.evidence.test_mutated import mutated, survive
from tests.proof.counting import Proof

NAME = "6722046_CTF_6724060_001.xml"
YEAR = "2018/19"
UPN = check_letter("672204612001") + "672204612001"
TEMPORARY = check_letter("67220461200A") + "67220461200A"
KS2 = {"ENG": "4", "MAT": "5", "SCI": "4"}


def assessed(stage: str = "KS2", marks: dict[str, str] = KS2, year: str = "2019", method: str = "TA") -> str:
    """A key stage's results."""
    rows = "".join(
        f"<StageAssessment><Locale>WLS</Locale><Year>{year}</Year><Subject>{subject}</Subject><Method>{method}</Method>"
        "<Component>SUB</Component><ResultStatus>R</ResultStatus><ResultQualifier>NL</ResultQualifier>"
        f"<Result>{result}</Result></StageAssessment>"
        for subject, result in marks.items()
    )
    return f"<KeyStage><Stage>{stage}</Stage>{rows}</KeyStage>"


def pupil(upn: str = UPN, sex: str = "<Gender>F</Gender>", more: str = "", stages: str = "") -> str:
    """One pupil, with a name nobody may keep."""
    return (
        f"<Pupil><UPN>{upn}</UPN><Surname>Secretname</Surname><Forename>Alys</Forename><DOB>2008-03-01</DOB>{sex}"
        f"<Address><Line>1 Secretname Street</Line></Address>{more}"
        f"<StageAssessments>{stages or assessed()}</StageAssessments></Pupil>"
    )


def ctf(*pupils: str, estab: str = "2046", version: str = "18.0", head: str = "", start: str = "") -> bytes:
    """A whole file."""
    header = (
        f"<Header><DocumentName>Common Transfer File</DocumentName><CTFversion>{version}</CTFversion>"
        f"<SourceSchool><LEA>672</LEA><Estab>{estab}</Estab></SourceSchool>"
        f"<DestSchool><LEA>672</LEA><Estab>4060</Estab></DestSchool>{head}</Header>"
    )
    body = "".join(pupils or (pupil(),))
    text = f'<?xml version="1.0" encoding="utf-8"?>{start}<CTfile>{header}<CTFpupilData>{body}</CTFpupilData></CTfile>'
    return text.encode()


def read(tmp_path: Path, content: bytes, *, name: str = NAME, **more: Any) -> Ctf:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return read_ctf(path, name=name, **{"year": YEAR} | more)


def test_a_pupils_assessments_of_the_year(tmp_path: Path) -> None:
    found = read(tmp_path, ctf())
    rows = found.rows.frame.sort("subject").to_dicts()
    assert [(r["school"], r["upn"], r["stage"], r["subject"], r["level"]) for r in rows] == [
        ("6722046", UPN, "ks2", "english", 4),
        ("6722046", UPN, "ks2", "maths", 5),
        ("6722046", UPN, "ks2", "science", 4),
    ]
    assert {r["year"] for r in rows} == {YEAR}
    assert (found.sender, found.receiver, found.version) == ("6722046", "6724060", "18.0")
    assert codes(found.rows.warnings) == []


@pytest.mark.parametrize("sex", ["<Gender>F</Gender>", "<Sex>F</Sex>"])
def test_gender_in_older_versions_and_sex_in_newer(tmp_path: Path, sex: str) -> None:
    assert [p.sex for p in read(tmp_path, ctf(pupil(sex=sex))).pupils] == ["F"]


def test_names_are_kept_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, ctf(pupil(more="<Nickname>Secretname</Nickname>"), pupil("A123")))
    assert "Secretname" not in repr(found)
    assert not any("Secretname" in str(v) for v in found.rows.frame.to_dicts())


def test_unknown_elements_are_told_and_not_fatal(tmp_path: Path) -> None:
    one = pupil(more="<InventedPerson>true</InventedPerson>")
    other = pupil(TEMPORARY, more="<InventedPerson>true</InventedPerson><a:Aura xmlns:a='urn:x'>blue</a:Aura>")
    found = read(tmp_path, ctf(one, other))
    assert found.unknown == Counter(InventedPerson=2, Aura=1)
    assert codes(found.rows.warnings) == ["ctf.unknown_element"] * 2
    assert found.rows.frame.height == 6


def test_temporary_numbers_are_read_and_wrong_ones_refused(tmp_path: Path) -> None:
    found = read(tmp_path, ctf(pupil(TEMPORARY), pupil("B123456789012")))
    assert found.temporary == 1
    assert set(found.rows.frame["upn"]) == {TEMPORARY}
    assert {(p.code, p.row) for p in found.rows.refused} == {("upn_wrong", 2)}


def test_other_years_stages_and_tests_are_left_out_and_counted(tmp_path: Path) -> None:
    stages = assessed() + assessed(year="2015") + assessed("KS1") + assessed(method="TT") + assessed(marks={"ART": "4"})
    found = read(tmp_path, ctf(pupil(stages=stages)))
    assert (found.rows.frame.height, found.left_out) == (3, 10)


def test_a_council_sends_with_letters_in_place_of_the_school(tmp_path: Path) -> None:
    history = "<SchoolHistory>{}</SchoolHistory>".format(
        "".join(
            f"<School><LEA>672</LEA><Estab>{estab}</Estab><EntryDate>{day}</EntryDate></School>"
            for estab, day in (("2046", "2012-09-01"), ("2051", "2016-09-01"))
        )
    )
    content = ctf(pupil(more=history), pupil(TEMPORARY), estab="LLLL")
    found = read(tmp_path, content, name="672LLLL_CTF_6724060_001.xml")
    assert set(found.rows.frame["school"]) == {"6722051"}
    assert codes(found.rows.refused) == ["ctf.no_school"]
    assert found.rows.warnings == []


@pytest.mark.parametrize(
    ("name", "code"), [("6722051_CTF_6724060_001.xml", "ctf.name_differs"), ("leavers.xml", "ctf.name_odd")]
)
def test_a_name_that_does_not_fit_is_told(tmp_path: Path, name: str, code: str) -> None:
    assert codes(read(tmp_path, ctf(), name=name).rows.warnings) == [code]


def test_the_files_of_the_twin_are_read(tmp_path: Path) -> None:
    element = "<InventedPerson>true</InventedPerson>"
    found = read(tmp_path, ctf(pupil(sex="<Sex>M</Sex>", more=element), version="23.0"))
    assert found.version == "23.0"
    assert found.rows.frame.height == 3


# ---- files that mean harm

LAUGHS = '<!DOCTYPE CTfile [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
EVIL = {
    "billion laughs": ctf(pupil("&j;"), start=LAUGHS + "]>"),
    "external entity": ctf(pupil("&x;"), start='<!DOCTYPE CTfile [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "external DTD": ctf(start='<!DOCTYPE CTfile SYSTEM "http://192.0.2.1/ctf.dtd">'),
    "parameter entity": ctf(start='<!DOCTYPE CTfile [<!ENTITY % p SYSTEM "http://192.0.2.1/p"> %p;]>'),
}


@pytest.mark.parametrize("kind", EVIL)
def test_a_document_type_is_never_read(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, EVIL[kind])
    assert refusal(refused.value) == "ctf.hostile"


def test_nesting_ends_at_a_depth_no_version_has(tmp_path: Path) -> None:
    deep = "<a>" * DEPTH
    with pytest.raises(BadInput) as refused:
        read(tmp_path, ctf(pupil(more=deep)))
    assert refusal(refused.value) == "ctf.too_deep"


def test_three_hundred_megabytes_of_nesting_are_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with path.open("wb") as file:
        file.write(b"<CTfile>" + b"<a>" * 1_000_000)
        file.truncate(300_000_000)
    with pytest.raises(BadInput) as refused:
        read_ctf(path, year=YEAR)
    assert refusal(refused.value) == "file_too_big"
    with pytest.raises(BadInput) as refused:
        read_ctf(path, year=YEAR, limits=Limits(file_bytes=400_000_000))
    assert refusal(refused.value) == "ctf.too_deep"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ctf.damaged"),
        (b"school,upn\n1,2\n", "ctf.damaged"),
        (b"<html><body>Sign in</body></html>", "ctf.not_one"),
        (b"<CTfile><Header/></CTfile>", "ctf.not_one"),
        (ctf()[:-40], "ctf.damaged"),
        (ctf().replace(b"utf-8", b"utf-99"), "ctf.damaged"),
        (ctf().replace(b"Secretname", b"\xff\xfe\x00"), "ctf.damaged"),
    ],
)
def test_what_is_no_sound_file_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, content)
    assert refusal(refused.value) == code


@pytest.mark.proof("mutated files: Common Transfer File", sample=80, full=10_000)
def test_mutated_transfer_files(tmp_path: Path, proof: Proof) -> None:
    dice = proof.dice()
    sound = ctf(pupil(), pupil(TEMPORARY, sex="<Sex>M</Sex>", stages=assessed("FPH", {"PSD": "5", "LCW": "6"})))

    def told(path: Path) -> Any:
        return read_ctf(path, year=YEAR).rows

    for _ in range(proof.count):
        survive(told, tmp_path / NAME, mutated(sound, dice))
