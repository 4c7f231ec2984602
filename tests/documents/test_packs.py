"""Packs as PDF: both languages read back, tags, charts, blanks with their reasons, small groups, nothing made twice."""

import datetime
import io
import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pypdf
import pytest
from babel.numbers import format_decimal
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.text import Bilingual
from gwella.documents.packs.charts import chart_of, scale_of
from gwella.documents.packs.parts import Pack, compose, data_of
from gwella.documents.packs.press import Made, fingerprint, render_many, render_pack
from gwella.documents.packs.shelf import Shelf
from gwella.documents.packs.words import Blanks, amount, difference, number
from gwella.documents.paper import CannotPrint
from gwella.domain.places.models import Council
from gwella.domain.schools.models import School
from gwella.engine.indicators import MEASURES
from gwella.insight.evidence.hiding import hide
from gwella.insight.evidence.measures import GROUP_NAMES, KNOWN
from gwella.insight.evidence.pieces import (
    Added,
    AddedYear,
    Direction,
    Gap,
    GroupValue,
    MeasureEvidence,
    Part,
    Point,
    SchoolEvidence,
    Source,
)
from gwella.insight.evidence.words import ADDED, MATTER, PART_OF, PARTS
from tests.documents.test_paper import pages, tags

DAY = datetime.date(2019, 8, 31)
YEARS = ("2014/15", "2015/16", "2016/17", "2017/18", "2018/19")
SCHOOL = School(
    number="9932147",
    name_en="Nant-y-Felin Primary School",
    name_cy="Ysgol Nant-y-Felin",
    kind="maintained",
    phase="primary",
    medium="WM",
    council=Council(code="993", name_en="Cwm Rhedyn", name_cy="Cwm Rhedyn"),
)
POINTS = (
    Point(YEARS[0], None, None, "not_here"),
    Point(YEARS[1], 80.0, 20, similar=82.0, region=85.0),
    Point(YEARS[2], 84.0, 25, similar=83.0, region=85.5),
    Point(YEARS[3], 72.0, 25, similar=84.0, region=86.0),
    Point(YEARS[4], 92.0, 25, similar=84.4, region=86.2),
)
CSI = MeasureEvidence(
    code="ks2_csi",
    part="ks2",
    name="Core subject indicator, Key Stage 2",
    meaning="Level 4 or better in English or Welsh first language, in mathematics and in science together.",
    counts="",
    unit="percent",
    better="more",
    points=POINTS,
    groups=(
        GroupValue("fsm", "Eligible for free school meals", 75.0, 4),
        GroupValue("not_fsm", "Not eligible for free school meals", 95.2, 21),
        GroupValue("girls", "Girls", 91.7, 12),
        GroupValue("boys", "Boys", 92.3, 13),
    ),
    gaps=(Gap("fsm", "not_fsm", "fsm", tuple(Point(year, 20.2, 4) for year in YEARS)),),
    pooled=None,
    standing=None,
    direction=Direction("better", was_year="2017/18", was=72.0, change=20.0),
    one_pupil=4.0,
    source=Source("assessments", "2018/19", Bilingual("Councils", "Cynghorau"), "final", DAY, 1),
)
EVIDENCE = SchoolEvidence(SCHOOL, "2018/19", (Part("ks2", "Key Stage 2", (CSI,), (), None),))
PACK = Pack(
    evidence=EVIDENCE,
    edition="head",
    service=Bilingual("Bro a Blaenau School Improvement Service", "Gwasanaeth Gwella Ysgolion Bro a Blaenau"),
    similar={},
    similar_count=10,
    demonstration=True,
)
SAFE = replace(PACK, evidence=hide(EVIDENCE), edition="governors")


@pytest.fixture(scope="module")
def head() -> bytes:
    return render_pack(data_of(PACK), dated=DAY).pdf


def test_welsh_first_then_english_each_complete(head):
    told = pages(head)
    half = len(told) // 2
    cy, en = " ".join(told[:half]), " ".join(told[half:])
    for text in (
        "Pecyn tystiolaeth 2018/19 Ysgol Nant-y-Felin",
        "Yr hyn sy’n bwysig",
        "Cwestiynau gwerth eu gofyn",
        "Ystyr pob mesur",
        "Cynghorau; terfynol",
        "Arddangosiad: dychmygol yw pob ysgol, person a ffigur.",
        f"Tudalen 1 o {half}",
        f"English from page {half + 1}",
    ):
        assert text in cy
    for text in (
        "Evidence pack 2018/19 Nant-y-Felin Primary School",
        "Rose to 92.0 % from 72.0 % in 2017/18. That is 7.6 points above similar schools.",
        "One pupil is worth: 4.0.",
        "Core subject indicator, Key Stage 2 (%) – [i] 80.0 84.0 72.0 92.0 25 84.4 86.2",
        "Gap, free school meals +20.2 +20.2 +20.2 +20.2 +20.2 – [z] – [z] – [z]",
        "[i] the data of this year is not here yet",
        "Eligible for free school meals 75.0 (4)",
        "Source: Teacher assessments 2018/19; Councils; final, as at 31 August 2019.",
        "Headteacher’s edition",
        f"Page 1 of {half}",
        "Cymraeg o dudalen 1",
    ):
        assert text in en


def test_it_is_tagged_titled_and_its_chart_says_what_it_shows(head):
    root = pypdf.PdfReader(io.BytesIO(head)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("cy")
    kinds = [kind for kind, _lang in tags(head)]
    assert kinds.count("/H1") == 2
    assert kinds.count("/Figure") == 2
    assert kinds.count("/Table") == 4
    assert "/TH" in kinds
    assert ("/H1", "en-GB") in tags(head)


def test_the_governors_edition_hides_small_groups_and_says_so():
    made = render_pack(data_of(SAFE), dated=DAY).pdf
    told = " ".join(pages(made))
    assert "Eligible for free school meals – [c]" in told
    assert "75.0" not in told
    assert "95.2" not in told
    assert "+20.2" not in told
    assert "[c] hidden, because the group is small" in told
    assert "Governors’ edition" in told


def test_a_school_without_figures_still_has_a_pack_that_says_so():
    blank = tuple(Point(year, None, None, "no_pupils") for year in YEARS)
    none = replace(CSI, points=blank, groups=(), gaps=(), direction=Direction("unknown", "blank"), one_pupil=None)
    empty = replace(EVIDENCE, parts=(Part("ks2", "Key Stage 2", (none,), (), None),))
    told = " ".join(pages(render_pack(data_of(replace(PACK, evidence=empty)), dated=DAY).pdf))
    assert "holds no results or attendance of this school" in told
    assert "the school had no pupils in this group" in told
    assert "Nid oes gan y gwasanaeth hwn ganlyniadau" in told


GROUPS = tuple(
    GroupValue(code, GROUP_NAMES[code], 75.0, 1234)
    for half in (("fsm", "not_fsm"), ("girls", "boys"), ("aln", "not_aln"), ("early_language", "not_early_language"))
    for code in half
)
# The parts of each kind of school at their fullest.
SHAPES = {
    "nursery": ("context",),
    "primary": ("fp", "ks2", "wellbeing", "context"),
    "secondary": ("ks3", "ks4", "wellbeing", "context"),
    "middle": ("fp", "ks2", "ks3", "ks4", "wellbeing", "context"),
    "special": ("fp", "ks2", "ks3", "ks4", "wellbeing", "context"),
    "pru": ("ks4", "wellbeing"),
}


def full_part(code: str) -> Part:
    """A part with every measure there is of it, all with figures, and all groups."""
    told = []
    for known in KNOWN.values():
        if known.code not in MEASURES or PART_OF[MEASURES[known.code].source] != code:
            continue
        points = tuple(replace(p, value=p.value or 81.0, pupils=1234, reason="") for p in POINTS)
        told.append(
            replace(
                CSI,
                code=known.code,
                part=code,
                name=known.name,
                meaning=known.meaning,
                counts=known.counts,
                unit=known.unit,
                better=known.better,
                points=points,
                groups=GROUPS,
                pooled=points[-1],
            )
        )
    first = tuple(one for one in told if one.code in MATTER[code])
    years = tuple(AddedYear(year, 0.25, 0.1, 0.4, 120, "better", "") for year in YEARS)
    added = Added("progress", "Progress to the end of Key Stage 2", ADDED[code], years) if code in ADDED else None
    return Part(code, PARTS[code], first, tuple(one for one in told if one not in first), added)


@pytest.mark.parametrize("phase", SHAPES)
@pytest.mark.parametrize("edition", ["head", "governors"])
def test_every_schools_file_is_four_to_eight_pages(phase, edition):
    school = School(
        number="9932147",
        name_en="Nant-y-Felin and Pont Rhedyn Community School for All Ages",
        name_cy="Ysgol Gymunedol Pob Oed Nant-y-Felin a Phont Rhedyn",
        phase=phase,
        medium="WM",
        council=SCHOOL.council,
    )
    evidence = SchoolEvidence(school, "2018/19", tuple(full_part(code) for code in SHAPES[phase]))
    made = render_pack(data_of(replace(PACK, evidence=evidence, edition=edition)), dated=DAY)
    assert 4 <= made.pages <= 8


def test_whatever_a_name_holds_is_printed_as_it_stands():
    odd = "#strong[Siân] *Ŵyn* $x^2$ @ref <label> _ŷ_ // {name}"
    named = School(number="9932147", name_en=odd, name_cy=odd, phase="primary", medium="WM", council=SCHOOL.council)
    told = " ".join(pages(render_pack(data_of(replace(PACK, evidence=replace(EVIDENCE, school=named))), dated=DAY).pdf))
    assert told.count(odd) >= 4


def test_the_same_facts_make_the_same_bytes_and_others_another_fingerprint(head):
    assert render_pack(data_of(PACK), dated=DAY).pdf == head
    one = fingerprint({"head": data_of(PACK)}, DAY)
    assert one == fingerprint({"head": data_of(PACK)}, DAY)
    changed = replace(EVIDENCE, parts=(Part("ks2", "Key Stage 2", (replace(CSI, one_pupil=5.0),), (), None),))
    assert one != fingerprint({"head": data_of(replace(PACK, evidence=changed))}, DAY)


def test_many_come_in_order_and_one_that_cannot_be_printed_holds_nobody_back(head):
    bad = School(number="9", name_en="李", name_cy="李", phase="primary", medium="WM", council=SCHOOL.council)
    wanted = [
        ("bad", (data_of(replace(PACK, evidence=replace(EVIDENCE, school=bad))), DAY)),
        ("good", (data_of(PACK), DAY)),
    ]
    (first, refused), (second, made) = render_many(wanted, processes=1)
    assert (first, second) == ("bad", "good")
    assert isinstance(refused, CannotPrint)
    assert isinstance(made, Made)
    assert made.pdf == head


def test_a_pack_on_the_shelf_is_found_until_one_of_its_files_is_gone(tmp_path):
    shelf = Shelf(tmp_path)
    assert shelf.find("a" * 64) is None
    kept = shelf.keep("a" * 64, {"head": Made(b"one", 8), "governors": Made(b"two", 8)})
    assert shelf.find("a" * 64) == kept
    assert shelf.path(kept.sha256, "governors").read_bytes() == b"two"
    shelf.path(kept.sha256, "governors").unlink()
    assert shelf.find("a" * 64) is None
    with pytest.raises(ValueError, match="secret"):
        shelf.path("../secret", "head")


@given(st.lists(st.floats(0, 600), min_size=1, max_size=10))
def test_a_scale_holds_its_values_on_few_rules(values):
    scale = scale_of(values)
    assert all(0 <= scale.share(value) <= 1 for value in values)
    assert len(scale.rules) <= 6
    assert scale.low >= 0


def test_a_chart_leaves_out_years_without_a_figure():
    years = [("a", None, 50.0, "–"), ("b", 60.0, None, "3"), ("c", 70.0, 65.0, "4")]
    chart = chart_of(years, written=str, alt="says", most=100)
    assert chart is not None
    assert [mark is None for mark in chart.us] == [True, False, False]
    assert [mark.text for mark in chart.them if mark] == ["50.0", "65.0"]
    assert chart.breaks == ()
    broken = chart_of(years, written=str, alt="says", breaks={"c"})
    assert broken is not None
    assert broken.breaks == (2,), "no line comes to a year counted otherwise"
    assert chart_of([("a", None, 1.0, "–")], written=str, alt="") is None


@pytest.mark.parametrize(
    ("value", "shown"), [(0.05, "0.1"), (84.25, "84.3"), (-0.04, "0.0"), (1234.5, "1,234.5"), (-2.25, "−2.3")]
)
def test_figures_are_rounded_once_half_up(value, shown):
    assert number(value) == shown


@given(st.floats(-9_999_999, 9_999_999), st.sampled_from(["en_GB", "cy"]))
def test_figures_are_written_as_both_languages_write_them(value, locale):
    rounded = Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert number(value).lstrip("−") == format_decimal(abs(rounded), "#,##0.0", locale)


def test_figures_in_words():
    with override("en"):
        assert amount(84.0, "percent") == "84.0\N{NO-BREAK SPACE}%"
        assert amount(4120.4, "pounds") == "£4,120"
        assert amount(352.06, "points") == "352.1 points"
        assert difference(3.21) == "+3.2"
        blanks = Blanks()
        assert blanks.cell(None, "c", "percent") == "– [c]"
        assert blanks.cell(50.0, "", "percent", "provisional") == "50.0 [p]"
        assert blanks.cell(None, "no_pupils", "percent") == "– [i]"
        assert "[c] hidden, because the group is small" in blanks.notes[0]


def test_both_languages_tell_the_same_figures():
    cy, en = (compose(PACK, language) for language in ("cy", "en"))
    figures = re.compile(r"\d+\.\d")
    assert [[row[1:] for row in p.figures.rows] for p in cy.phases] == [
        [row[1:] for row in p.figures.rows] for p in en.phases
    ]
    assert figures.findall(cy.phases[0].tiles[0].say) == figures.findall(en.phases[0].tiles[0].say)
