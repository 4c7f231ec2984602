"""The gate over a year's figures: what is hidden, what follows it, and that ungated figures do not count as safe."""

from datetime import timedelta

import pytest

from gwella.core.models import AuditEvent
from gwella.domain.figures.actions import FigureFacts, publish_figures, record_data_set
from gwella.domain.figures.actions.sources import DataSetFacts
from gwella.domain.figures.models import DataSet, Figure
from gwella.domain.schools.models import School
from gwella.flows.evidence.leaving import is_protected, protect_figures, protect_where_needed
from tests.cast import Cast
from tests.flows.pupil_data import AT, EVERY_KIND, YEAR, agreement

pytestmark = pytest.mark.database
GROUPS = ("all", "fsm", "not_fsm")
Told = dict[str, tuple[tuple[int, int], tuple[int, int]]]
# By school: of those eligible for free school meals and of those not, how many there are and how many reached it.
SCHOOLS: Told = {
    "9932147": ((3, 2), (27, 20)),
    "9932150": ((12, 7), (30, 21)),
    "9932151": ((14, 8), (31, 22)),
}


def put(cast: Cast, told: Told, *, year: str = YEAR, kind: str = "assessments", span: int = 1) -> DataSet:
    """Publish a version of a measure for schools of one council, with its totals."""
    held = (
        agreement(cast, kinds=(*EVERY_KIND, "school_figures", "views"))
        if not DataSet.objects.exists()
        else DataSet.objects.first().agreement
    )  # type: ignore[union-attr]
    council = School.objects.get(number="9932147").council
    for number in told:
        School.objects.get_or_create(
            number=number, defaults={"name_en": number, "name_cy": number, "council": council, "kind": "maintained"}
        )
    facts = DataSetFacts(kind, year, "provisional", AT.date(), AT.date(), "C", "C", 1)
    data_set = record_data_set(facts, agreement=held, by=cast.ifan, at=AT)
    figures = []
    places = {f"school:{number}": [number] for number in told} | {"council:993": list(told), "region": list(told)}
    for place, numbers in places.items():
        fsm, others = (tuple(sum(told[n][side][i] for n in numbers) for i in (0, 1)) for side in (0, 1))
        whole = (fsm[0] + others[0], fsm[1] + others[1])
        for group, (count, reached) in zip(GROUPS, (whole, fsm, others), strict=True):
            value = 100 * reached / count
            figures.append(FigureFacts(place, year, "ks2_csi", group, 1, reached, count, value, count))
            figures.append(FigureFacts(place, year, "ks2_csi", group, 3, 3 * reached, 3 * count, value, 3 * count))
    publish_figures(data_set, figures, by=cast.ifan, at=AT)
    return data_set


def hidden(span: int = 1, year: str = YEAR) -> set[str]:
    rows = Figure.objects.current().filter(hidden=True, span=span, year=year)
    return {f"{place} {group}" for place, group in rows.values_list("place", "group")}


def test_a_small_group_is_hidden_with_what_would_tell_it(cast: Cast) -> None:
    data_set = put(cast, SCHOOLS)
    assert not is_protected(data_set)
    found = protect_figures(YEAR, by=cast.ifan, at=AT)
    assert is_protected(data_set)
    assert {"school:9932147 fsm", "school:9932147 not_fsm"} <= hidden()
    assert len({cell for cell in hidden() if cell.endswith(" fsm")}) >= 2, "the council's total would tell it"
    assert (found.hidden, found.figures) == (Figure.objects.filter(hidden=True).count(), 30)
    assert found.why["cohort"] == 1
    assert not found.given_away


def test_pooled_figures_leave_only_where_each_year_may(cast: Cast) -> None:
    put(cast, SCHOOLS)
    protect_figures(YEAR, by=cast.ifan, at=AT)
    assert hidden(span=3) == hidden()


def test_pooled_figures_wait_for_the_years_before_them(cast: Cast) -> None:
    put(cast, SCHOOLS, year="2017/18")
    put(cast, {**SCHOOLS, "9932147": ((13, 9), (27, 20))})
    protect_figures(YEAR, by=cast.ifan, at=AT)
    assert not hidden()
    assert len(hidden(span=3)) == 15, "the year before has not been through the gate"
    assert set(protect_where_needed([YEAR], by=cast.ifan, at=AT)) == {"2017/18", YEAR}
    assert hidden(span=3) == hidden(year="2017/18")


def test_run_again_it_gives_the_same_and_new_figures_ask_for_it_again(cast: Cast) -> None:
    data_set = put(cast, SCHOOLS)
    assert set(protect_where_needed([YEAR], by=cast.ifan, at=AT)) == {YEAR}
    first = hidden()
    assert protect_where_needed([YEAR], by=cast.ifan, at=AT) == {}
    protect_figures(YEAR, by=cast.ifan, at=AT)
    assert hidden() == first
    publish_figures(data_set, [], by=cast.ifan, at=AT + timedelta(hours=1))
    assert not is_protected(data_set)
    assert AuditEvent.objects.filter(kind="figures.protected").count() == 2


def test_what_might_not_leave_may_not_until_the_gate_is_run_again(cast: Cast) -> None:
    """Figures worked out again, and a later version's, are published before the gate has looked at them."""
    put(cast, SCHOOLS)
    protect_figures(YEAR, by=cast.ifan, at=AT)
    first = hidden()
    later = put(cast, {**SCHOOLS, "9932147": ((13, 9), (27, 20))})
    assert hidden() == first
    assert not is_protected(later)
    protect_figures(YEAR, by=cast.ifan, at=AT)
    assert hidden() != first, "nobody is few any more"


def test_what_an_earlier_version_told_is_remembered(cast: Cast) -> None:
    """The provisional version told everything; in the final one a pupil fewer makes a group small."""
    put(cast, {**SCHOOLS, "9932147": ((5, 3), (27, 20))})
    protect_figures(YEAR, by=cast.ifan, at=AT)
    put(cast, {**SCHOOLS, "9932147": ((4, 2), (27, 20))})
    found = protect_figures(YEAR, by=cast.ifan, at=AT)
    assert not found.given_away
    assert {"school:9932147 fsm", "council:993 fsm", "region fsm"} <= hidden(), "schools told before protect nobody"
    assert "school:9932147 all" in hidden(), "those not eligible were told, so all would tell the rest"


def test_published_figures_leave_but_for_small_groups_and_views_stay(cast: Cast) -> None:
    put(cast, SCHOOLS, kind="school_figures")
    put(cast, SCHOOLS, kind="views")
    protect_figures(YEAR, by=cast.ifan, at=AT)
    shown = Figure.objects.current().filter(hidden=False, span=1)
    assert set(shown.values_list("data_set__kind", flat=True)) == {"school_figures"}
    assert not shown.filter(pupils__lt=5).exists()
    assert shown.count() == 14
