"""Early signs of schools, from their figures and records, and tried on earlier years."""

from datetime import date
from typing import Any

import pytest

from gwella.domain.figures.models import EarlySign, SignTest, Standing
from gwella.domain.schools.models import Contact, School
from gwella.flows.evidence.signs import SIGNS, THRESHOLD, find_signs, in_words, not_known
from tests.cast import Cast

pytestmark = pytest.mark.database
ON = date(2020, 2, 3)
Y1, Y2, Y3 = "2016/17", "2017/18", "2018/19"


@pytest.fixture
def one(cast: Cast) -> School:
    """An invented primary without contacts."""
    council = cast.councils["993"]
    council.is_served = True
    council.save()
    Contact.objects.all().delete()
    return school(cast, 0)


def school(cast: Cast, n: int) -> School:
    number = f"99351{n:02d}"
    facts = {"council": cast.councils["993"], "kind": "maintained", "phase": "primary", "medium": "EM"}
    return School.objects.create(number=number, name_en=number, name_cy=number, **facts)


def stand(of: School, year: str, value: float, measure: str = "ks2_csi", **more: Any) -> None:
    facts: dict[str, Any] = {"similar": 90.0, "cohort": 30} | more
    Standing.objects.create(school=of, year=year, measure=measure, value=value, **facts)


def test_without_figures_there_are_no_signs(cast: Cast) -> None:
    assert find_signs(ON) == 0
    assert not EarlySign.objects.exists()


def test_each_sign_is_read_by_hand_and_told_in_words(cast: Cast, one: School) -> None:
    stand(one, Y1, 88)
    stand(one, Y3, 75)
    stand(one, Y1, 95, "attendance_primary", similar=95.0)
    stand(one, Y3, 94, "attendance_primary", similar=95.25)
    stand(one, Y3, 7, "persistent_absence", similar=2.0)
    stand(one, Y2, 10, "exclusion_rate", similar=20.0)
    stand(one, Y3, 45, "exclusion_rate", similar=20.0)
    stand(one, Y3, -2, "progress_ks2", effect=-2.0, effect_low=-4.0, effect_high=0.0, effect_word="similar")
    Contact.objects.create(school=one, role="head", name="A", until=date(2020, 1, 4))
    Contact.objects.create(school=one, role="chair", name="B")
    assert find_signs(ON, last_contact={one.pk: date(2019, 8, 7)}) == 1
    found = EarlySign.objects.get(school=one)
    values = {code: (part["value"], part["points"]) for code, part in found.parts.items()}
    assert values == {
        "low": (15.0, 2.0),
        "falling": (13.0, 0.5333),
        "value_added": (1.0, 3.0),
        "attendance_fall": (1.25, 0.5),
        "persistent_absence": (5.0, 0.5),
        "exclusions_rise": (35.0, 0.5),
        "no_contact": (180.0, 0.5),
        "head_vacancy": (30.0, 0.5),
        "chair_vacancy": (0.0, 0.0),
    }
    assert found.score == pytest.approx(sum(points for _, points in values.values()), abs=0.001)
    said = in_words(found.parts)
    assert [s.sign for s in said][:3] == ["value_added", "low", "falling"]
    assert (said[1].measure, said[1].value, said[1].weight) == ("Core subject indicator, Key Stage 2", 15.0, 2.0)
    assert all(s.words.format(value=s.value, measure=s.measure) for s in said)
    assert not_known(found.parts) == {}


def test_the_year_before_stands_in_for_two_before(cast: Cast, one: School) -> None:
    stand(one, Y2, 90)
    stand(one, Y3, 70)
    find_signs(ON)
    assert EarlySign.objects.get(school=one).parts["falling"]["value"] == 20


def test_small_cohorts_are_no_sign_and_it_is_said(cast: Cast, one: School) -> None:
    stand(one, Y3, 20, cohort=14)
    assert find_signs(ON) == 0
    Contact.objects.create(school=one, role="head", name="A", until=date(2019, 9, 1))
    find_signs(ON)
    found = EarlySign.objects.get(school=one)
    assert (found.parts["low"]["value"], found.parts["low"]["why"]) == (None, "small_cohort")
    assert found.score == 1
    assert not_known(found.parts)[SIGNS["low"].name] == "small_cohort"
    assert not_known(found.parts)[SIGNS["no_contact"].name] == "not_known"
    assert not_known(found.parts)[SIGNS["chair_vacancy"].name] == "not_known"


@pytest.mark.parametrize(
    ("since", "until", "value"),
    [
        (None, None, 0.0),
        (date(2019, 9, 1), None, 0.0),
        (None, ON, 0.0),
        (None, date(2020, 2, 2), 1.0),
        (date(2020, 4, 1), None, None),
        (None, date(2020, 4, 1), 0.0),
    ],
)
def test_a_post_is_empty_since_its_last_holder_left(
    cast: Cast, one: School, since: date | None, until: date | None, value: float | None
) -> None:
    stand(one, Y3, 50)
    Contact.objects.create(school=one, role="chair", name="B", since=since, until=until)
    find_signs(ON)
    assert EarlySign.objects.get(school=one).parts["chair_vacancy"]["value"] == value


def test_the_signs_are_tried_on_the_year_before(cast: Cast, one: School) -> None:
    """Told and fell: hit. Told only: in vain. Value added below, not told: missed. Neither: quiet. Unknown: out."""
    others = [school(cast, n) for n in range(1, 5)]
    for of, low, quarter in zip([one, *others], (70, 70, 90, 90, 70), (2, 2, 2, 2, 2), strict=True):
        stand(of, Y2, low, quarter=quarter)
    for of, quarter in zip([one, *others[:3]], (4, 3, 3, 3), strict=True):
        stand(of, Y3, 90, quarter=quarter)
    stand(others[1], Y3, -1, "progress_ks2", effect_word="below")
    find_signs(ON)
    test = SignTest.objects.get()
    assert (test.year, test.threshold) == (Y2, THRESHOLD)
    assert (test.hits, test.false_alarms, test.missed, test.quiet) == (1, 1, 1, 1)


def test_what_lies_in_the_last_quarter_already_has_not_fallen(cast: Cast, one: School) -> None:
    stand(one, Y2, 70, quarter=4)
    stand(one, Y3, 70, quarter=4)
    find_signs(ON)
    assert SignTest.objects.get().false_alarms == 1


def test_later_figures_are_not_used_and_run_again_it_is_the_same(cast: Cast, one: School) -> None:
    stand(one, Y3, 60)
    stand(one, "2020/21", 90)
    first = find_signs(ON)
    told = EarlySign.objects.get(school=one)
    assert (first, told.parts["low"]["value"]) == (1, 30.0)
    assert (find_signs(ON), EarlySign.objects.count()) == (1, 1)
    School.objects.filter(pk=one.pk).update(state="closed")
    assert find_signs(ON) == 0, "closed schools call for no look"
