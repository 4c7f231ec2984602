"""Common Transfer Files of invented pupils who move on: XML as schools send it, of an older and a newer version.

Every person in them is invented; the file says so in its header and with each pupil, by an element that no version of
the format knows.
"""

import hashlib
from pathlib import Path
from xml.etree import ElementTree as Xml

import polars as pl

from gwella.twin.dice import Dice
from gwella.twin.persons import ENGLISH_FIRST, ENGLISH_LAST, WELSH_FIRST, WELSH_LAST
from gwella.twin.pupils import years
from gwella.twin.pupils.tables import Pupils
from gwella.twin.region import Region, School

OLDER, NEWER = "18.0", "23.0"  # the older has Gender, the newer Sex
SUBJECTS = {
    "psd": "PSD", "lang_en": "LCE", "lang_cy": "LCW", "english": "ENG", "welsh": "CYM", "maths": "MAT",
    "science": "SCI",
}  # fmt: skip
STAGES = {"fp": "FPH", "ks2": "KS2", "ks3": "KS3"}
LAST_GROUPS = (6, 2, 11)  # those who move on, the first of these a school has


def write_ctf(pupils: Pupils, region: Region, folder: Path, *, year: str = "", schools: int = 6) -> list[Path]:
    """A file for each of a few primary schools, of the pupils who leave it at the end of `year` (the last unless
    said) for the secondary school of its cluster; the files written. Every other one is of the newer version.
    """
    year = year or pupils.years[-1]
    folder.mkdir(parents=True, exist_ok=True)
    leads = {c.key: c.lead for c in region.clusters}
    rolls = pupils.tables["pupils"][year].filter(pl.col("enrolment") == "C", pl.col("year_group").is_in(LAST_GROUPS))
    full = set(rolls["school"])
    senders = [s for s in region.schools if s.phase == "primary" and s.number in full and s.cluster][:schools]
    found = []
    for place, sender in enumerate(senders):
        root = _file(pupils, rolls, sender, leads[sender.cluster], year, newer=place % 2 == 1)
        path = folder / f"{sender.number}_CTF_{leads[sender.cluster]}_001.xml"
        Xml.indent(root)
        Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
        found.append(path)
    return found


def _file(pupils: Pupils, rolls: pl.DataFrame, sender: School, receiver: str, year: str, *, newer: bool) -> Xml.Element:
    root = Xml.Element("CTfile")
    header = Xml.SubElement(root, "Header")
    summer = years.start(year) + 1
    _texts(
        header,
        DocumentName="Common Transfer File",
        CTFversion=NEWER if newer else OLDER,
        DateTime=f"{summer}-07-12T09:30:00",
        DocumentQualifier="partial",
        DataQualifier="fictional",
        SupplierID="Gwella: every person here is invented",
    )
    source = Xml.SubElement(header, "SourceSchool")
    _texts(source, LEA=sender.number[:3], Estab=sender.number[3:], SchoolName=sender.name_en, AcademicYear=str(summer))
    _texts(Xml.SubElement(header, "DestSchool"), LEA=receiver[:3], Estab=receiver[3:])
    data = Xml.SubElement(root, "CTFpupilData")
    mine = rolls.filter(pl.col("school") == sender.number)
    group = next(g for g in LAST_GROUPS if g in set(mine["year_group"]))
    marks = _marks(pupils, mine["upn"])
    for row in mine.filter(pl.col("year_group") == group).iter_rows(named=True):
        _pupil(data, pupils.seed, row, marks.get(row["upn"], []), sender, newer=newer)
    return root


def _marks(pupils: Pupils, upns: pl.Series) -> dict[str, list[tuple[str, str, str, str]]]:
    """Year, stage, subject and result of what these pupils were assessed at, in every year there is."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    rows = pupils.table("assessments").filter(pl.col("upn").is_in(upns.to_list())).sort("year", "stage", "subject")
    for upn, *mark in rows.select("upn", "year", "stage", "subject", "result").iter_rows():
        found.setdefault(upn, []).append((mark[0], mark[1], mark[2], mark[3]))
    return found


def _pupil(
    data: Xml.Element, seed: int, row: dict[str, object], marks: list[tuple[str, str, str, str]], school: School,
    *, newer: bool,
) -> None:  # fmt: skip
    forename, surname = invented_name(seed, str(row["upn"]), welsh=bool(row["welsh_home"]))
    pupil = Xml.SubElement(data, "Pupil")
    _texts(pupil, UPN=str(row["upn"]), Surname=surname, Forename=forename, DOB=str(row["born_on"]))
    _texts(pupil, **{"Sex" if newer else "Gender": str(row["sex"])})
    basic = Xml.SubElement(pupil, "BasicDetails")
    _texts(basic, PreferredSurname=surname, PreferredForename=forename, MedicalFlag="false")
    wales = Xml.SubElement(pupil, "NAWdetails")
    home = "1" if row["welsh_home"] else "3"
    _texts(wales, SpeakWelsh="1" if row["welsh_home"] or school.medium == "WM" else "2", HomeWelsh=home)
    if row["eal"]:
        _texts(wales, EALAcquisition=str(row["eal"]))
    if newer:
        _texts(pupil, InventedPerson="true")
    if marks:
        _assessed(Xml.SubElement(pupil, "StageAssessments"), marks)


def _assessed(parent: Xml.Element, marks: list[tuple[str, str, str, str]]) -> None:
    for stage in dict.fromkeys(mark[1] for mark in marks):
        key_stage = Xml.SubElement(parent, "KeyStage")
        _texts(key_stage, Stage=STAGES[stage])
        for year, _, subject, result in (mark for mark in marks if mark[1] == stage):
            one = Xml.SubElement(key_stage, "StageAssessment")
            _texts(one, Locale="WLS", Year=str(years.start(year) + 1), Subject=SUBJECTS[subject], Method="TA")
            _texts(one, Component="SUB", ResultStatus="R", ResultQualifier="NL" if result.isdigit() else "NA")
            _texts(one, Result=result)


def _texts(parent: Xml.Element, **children: str) -> None:
    for name, text in children.items():
        Xml.SubElement(parent, name).text = text


def invented_name(seed: int, upn: str, *, welsh: bool) -> tuple[str, str]:
    """A first and a last name for a pupil, always the same: nobody's, made of the twin's lists of names."""
    dice = Dice(seed, hashlib.sha256(f"name/{upn}".encode()).hexdigest())
    first = dice.pick(WELSH_FIRST if welsh or dice.chance(0.4) else ENGLISH_FIRST)
    return first, dice.pick(WELSH_LAST if dice.chance(0.6) else ENGLISH_LAST)
