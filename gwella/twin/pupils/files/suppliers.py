"""Two invented suppliers. *Arfor* writes Welsh headings, a row a pupil, cp1252, day first, school in two columns;
*Cowlyd* English ones, a row a result, UTF-8 with a mark, ISO dates. Neither is a real firm or product.
"""

from dataclasses import replace
from typing import Any

from gwella.twin.pupils.files.layouts import YES_NO, Column, Layout

IE_NA = {True: "Ie", False: "Na"}
DIGITS = {n: str(n) for n in range(1, 15)}

_SCHOOL = (Column("Rhif ALl", "school", part=(0, 3)), Column("Rhif Sefydliad", "school", part=(3, 4)))
_WHO = (*_SCHOOL, Column("Rhif Unigryw", "upn"))

# Welsh headings of the subjects that have a column each.
FOUNDATION = {
    "psd": "DPChLlA",
    "lang_en": "ILlCh Saesneg",
    "lang_cy": "ILlCh Cymraeg",
    "maths": "Datblygiad Mathemategol",
}
CORE = {"english": "Saesneg", "welsh": "Cymraeg", "maths": "Mathemateg", "science": "Gwyddoniaeth"}
GCSES = {
    "english_language": "Saesneg Iaith", "english_literature": "Llên Saesneg", "welsh_language": "Cymraeg Iaith",
    "welsh_literature": "Llên Cymraeg", "mathematics": "Mathemateg", "numeracy": "Rhifedd", "science": "Gwyddoniaeth",
    "additional_science": "Gwyddoniaeth Ychwanegol", "double_science": "Gwyddoniaeth Dwyradd",
    "religious_studies": "Astudiaethau Crefyddol", "welsh_second_language": "Cymraeg Ail Iaith", "history": "Hanes",
    "geography": "Daearyddiaeth", "french": "Ffrangeg", "art_and_design": "Celf a Dylunio",
    "design_and_technology": "Dylunio a Thechnoleg", "drama": "Drama", "music": "Cerddoriaeth",
    "physical_education": "Addysg Gorfforol", "computing": "Cyfrifiadureg", "business_studies": "Astudiaethau Busnes",
}  # fmt: skip

_ARFOR = (
    Layout(
        "disgyblion",
        "pupils",
        (
            *_WHO,
            Column("Blwyddyn", "year_group", {-2: "M1", -1: "M2", 0: "D"} | DIGITS),
            Column("Dyddiad Geni", "born_on"),
            Column("Rhyw", "sex", {"M": "B", "F": "M"}),  # bachgen, merch: M is a girl here
            Column("Statws Cofrestru", "enrolment"),
            Column("Prydau am Ddim", "fsm_eligible", IE_NA),
            Column("Diogelu Trosiannol", "fsm_protected", IE_NA),
            Column("Prydau i Bawb", "fsm_universal", IE_NA),
            Column("ADY", "aln", {"none": "Dim", "action": "G", "plus": "G+", "statement": "Dat", "idp": "CDU"}),
            Column("Caffael Iaith", "eal"),
            Column("Plentyn sy’n Derbyn Gofal", "looked_after", IE_NA),
            Column("Cymraeg Gartref", "welsh_home", IE_NA),
            Column("Degradd Amddifadedd", "deprivation"),
        ),
    ),
    *(
        Layout(f"asesiadau-{name}", "assessments", _WHO, {"stage": (stage,)}, subjects, "result")
        for name, stage, subjects in (("cs", "fp", FOUNDATION), ("ca2", "ks2", CORE), ("ca3", "ks3", CORE))
    ),
    Layout("tgau", "results", _WHO, {"qualification": ("gcse",)}, GCSES, "grade"),
    Layout(
        "cymwysterau-eraill",
        "results",
        (
            *_WHO,
            Column("Math", "qualification", {"gcse_short": "TGAU Byr", "vocational": "Galwedigaethol"}),
            Column("Pwnc", "subject"),
            Column("Gradd", "grade"),
            Column("Maint", "size"),
            Column("Pwyntiau", "points"),
            Column("Trothwy 1", "level1", IE_NA),
            Column("Trothwy 2", "level2", IE_NA),
        ),
        {"qualification": ("gcse_short", "vocational")},
    ),
    Layout(
        "presenoldeb",
        "attendance",
        (
            *_WHO,
            Column("Oed", "age"),
            Column("Sesiynau Posibl", "possible"),
            Column("Absennol â Chaniatâd", "authorised"),
            Column("Absennol heb Ganiatâd", "unauthorised"),
        ),
    ),
    Layout(
        "gwaharddiadau",
        "exclusions",
        (
            *_WHO,
            Column("Math", "kind", {"fixed": "Cyfnod Penodol", "permanent": "Parhaol"}),
            Column("Diwrnodau", "days"),
        ),
        sheet="Gwaharddiadau",
    ),
)

ARFOR = tuple(
    layout if layout.sheet else replace(layout, encoding="cp1252", delimiter=";", dates="%d/%m/%Y") for layout in _ARFOR
)

_PUPIL = (Column("DfE No", "school"), Column("UPN", "upn"))
COWLYD = (
    Layout(
        "census",
        "pupils",
        (
            Column("UPN", "upn"),
            Column("DOB", "born_on"),
            Column("Gender", "sex", {"M": "Male", "F": "Female"}),
            Column("NC Year", "year_group", {-2: "N1", -1: "N2", 0: "R"} | DIGITS),
            Column("DfE No", "school"),
            Column("Enrol Status", "enrolment"),
            Column("FSM", "fsm_eligible", YES_NO),
            Column("FSM TP", "fsm_protected", YES_NO),
            Column("FSM Universal", "fsm_universal", YES_NO),
            Column("ALN Stage", "aln", {"none": "N", "action": "A", "plus": "P", "statement": "S", "idp": "IDP"}),
            Column("EAL Stage", "eal"),
            Column("In Care", "looked_after", YES_NO),
            Column("Welsh at Home", "welsh_home", YES_NO),
            Column("Deprivation Decile", "deprivation"),
        ),
    ),
    Layout(
        "teacher-assessment",
        "assessments",
        (
            *_PUPIL,
            Column("Key Stage", "stage", {"fp": "FP", "ks2": "KS2", "ks3": "KS3"}),
            Column(
                "Subject",
                "subject",
                {"psd": "PSD", "lang_en": "LCE", "lang_cy": "LCW", "maths": "MAT", "english": "ENG", "welsh": "CYM",
                 "science": "SCI"},
            ),
            Column("Result", "result"),
        ),
    ),
    Layout(
        "exam-results",
        "results",
        (
            *_PUPIL,
            Column("Qual Type", "qualification", {"gcse": "GCSE", "gcse_short": "GCSE SC", "vocational": "VOC"}),
            Column("Subject", "subject"),
            Column("Grade", "grade"),
            Column("Size", "size"),
            Column("Points", "points"),
            Column("L1", "level1", YES_NO),
            Column("L2", "level2", YES_NO),
        ),
    ),
    Layout(
        "attendance",
        "attendance",
        (
            *_PUPIL,
            Column("Age at 31 Aug", "age"),
            Column("Sessions Possible", "possible"),
            Column("Auth Abs", "authorised"),
            Column("Unauth Abs", "unauthorised"),
        ),
    ),
    Layout(
        "exclusions",
        "exclusions",
        (*_PUPIL, Column("Type", "kind", {"fixed": "FIXD", "permanent": "PERM"}), Column("Days Lost", "days")),
    ),
)  # fmt: skip
SUPPLIERS: dict[str, tuple[Layout, ...]] = {"arfor": ARFOR, "cowlyd": COWLYD}


def profiles(supplier: str) -> list[dict[str, Any]]:
    """Definitions of the mapping profiles that read a supplier's files, one a kind of file. Raises KeyError."""
    return [layout.profile(supplier) for layout in SUPPLIERS[supplier]]
