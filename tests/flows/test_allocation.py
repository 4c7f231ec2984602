"""A proposal: every school once, limits kept, shortages told, the same again from the same."""

from collections import Counter
from dataclasses import asdict, replace
from datetime import date, timedelta
from importlib import import_module

import pytest

from gwella.core.problems import BadInput
from gwella.core.verdict import Refused
from gwella.domain.allocation.actions import runs
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.queries import broken_pairs, loads_of, proposals_of
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.models import Boundary, FrameworkYear
from gwella.domain.schools.models import Interest, School
from gwella.engine.allocation.model import NOBODY
from gwella.engine.allocation.problem import Problem
from gwella.engine.allocation.solve import Plan, solve
from gwella.flows.allocation import change_by_hand, counts_of, pose, propose
from gwella.flows.allocation.standing import Standing
from tests.cast import TODAY, Cast
from tests.flows.allocating import AT, SERVED, declare, federate, head_of_both, leader, staff

pytestmark = pytest.mark.database


def proposed(**more: object) -> AllocationRun:
    return propose(starts_on=TODAY, by=None, at=AT, **more)  # type: ignore[arg-type]


def plan(run: AllocationRun) -> dict[str, str | None]:
    return {p.school.number: p.leader.name if p.leader else None for p in proposals_of(run)}


def test_every_served_school_gets_exactly_one_leader_and_no_other_school_any(cast: Cast) -> None:
    staff(cast)
    links = plan(proposed())
    assert sorted(links) == sorted(SERVED)
    assert None not in links.values()


def test_schools_that_need_welsh_get_a_speaker(cast: Cast) -> None:
    staff(cast)
    links = plan(proposed())
    speakers = {"Angharad Morris", "Nerys Bowen"}
    assert {links[number] for number in ("9932147", "9934012", "9952101")} <= speakers


def test_a_declared_interest_keeps_a_person_from_the_school(cast: Cast) -> None:
    people = staff(cast)
    assert plan(proposed())["9932147"] == "Angharad Morris"
    declare(people["angharad"], cast, "9932147", "relative")
    run = proposed()
    assert plan(run)["9932147"] == "Nerys Bowen"
    assert run.barred_pairs == 1


def test_an_interest_declared_after_the_first_day_of_the_links_counts_too(cast: Cast) -> None:
    people = staff(cast)
    declare(people["angharad"], cast, "9932147")
    run = propose(starts_on=date(2019, 12, 2), by=None, at=AT)
    assert plan(run)["9932147"] == "Nerys Bowen"


def test_a_serving_head_gets_neither_own_nor_same_cluster_nor_near_schools(cast: Cast) -> None:
    """Pont Rhedyn lies 2.6 km from Nant-y-Felin: too near for its head."""
    people = staff(cast)
    declare(people["sara"], cast, "9932147", "own_school")
    question = pose(starts_on=TODAY)
    standing = Standing(question, {})
    ruled_out = {
        number: next(o.ruled_out for o in standing.options(number) if o.leader == str(people["sara"].pk))
        for number in ("9932147", "9932150", "9954012")
    }
    assert ruled_out == {"9932147": "welsh", "9932150": "near_own_school", "9954012": ""}


def test_the_head_of_two_schools_is_kept_from_around_both(cast: Cast) -> None:
    """The optimiser knows one own school a person; the second closes what it closes as well."""
    people = staff(cast)
    for number in ("9954012", "9936001"):  # the second is independent: not in the optimiser's question at all
        declare(people["glyn"], cast, number, "own_school")
    standing = Standing(pose(starts_on=TODAY), {})
    for number in ("9954012", "9931101"):
        assert next(o.ruled_out for o in standing.options(number) if o.leader == str(people["glyn"].pk))


def test_federations_and_shared_heads_keep_one_leader(cast: Cast) -> None:
    staff(cast)
    federate(cast, "9932150", "9954012")
    head_of_both(cast, "9931101", "9952101")
    links = plan(proposed())
    assert links["9932150"] == links["9954012"]
    assert links["9931101"] == links["9952101"]


def test_the_same_inputs_and_seed_give_the_same_proposals(cast: Cast) -> None:
    staff(cast)
    one, other = proposed(seed=3), proposed(seed=3)
    assert one.inputs_hash == other.inputs_hash
    rows = [
        list(run.proposals.order_by("school_id").values_list("school", "leader", "runner_up", "facts"))
        for run in (one, other)
    ]
    assert rows[0] == rows[1]
    cast.nant.latitude = 51.0
    cast.nant.save()
    assert proposed(seed=3).inputs_hash != one.inputs_hash


def test_a_run_keeps_what_went_in_and_what_came_out(cast: Cast) -> None:
    staff(cast)
    run = proposed(seed=7, weights={"travel": 2.0}, tolerance=1)
    assert (run.seed, run.tolerance, run.framework, run.school_year) == (7, 1, "wales-2017", "2019/20")
    assert run.weights == {"travel": 2.0, "change": 200.0, "extra_council": 300.0, "uneven_load": 30.0}
    assert len(run.inputs_hash) == 64
    assert run.bound <= run.objective == pytest.approx(sum(run.parts.values()))
    assert run.is_proven
    assert run.gap <= 0.01


def test_where_no_plan_fits_the_least_bad_one_is_proposed_with_what_is_short(cast: Cast) -> None:
    """Without Angharad and Nerys nobody speaks Welsh: three schools of 4 days each stay without."""
    people = staff(cast)
    SystemLeader.objects.filter(user__in=[people["angharad"], people["nerys"]]).delete()
    run = proposed()
    counts = asdict(counts_of(run, on=TODAY))
    assert (counts["assigned"], counts["unmet_days"], counts["unmet_floor_days"]) == (3, 12.0, 12.0)
    assert [(s["council"], s["phase"], s["language"], s["days"]) for s in counts["shortages"]] == [
        ("993", "primary", "welsh", 4.0),
        ("993", "secondary", "welsh", 4.0),
        ("995", "primary", "bilingual", 4.0),
    ]
    assert {s["reason"] for s in counts["shortages"]} == {"nobody_allowed"}
    # A usual post here has 60 half-days: 4 days are 0.13 of it.
    assert counts["shortages"][0]["people"] == 0.13


def test_days_that_run_out_are_told_as_such(cast: Cast) -> None:
    SystemLeader.objects.filter(user=cast.angharad).update(half_days=17)
    run = proposed()
    counts = counts_of(run, on=TODAY)
    assert (counts.assigned, counts.unmet_days, counts.over_capacity) == (2, 16.0, 0)
    assert {s["reason"] for s in counts.shortages} == {"no_days_left"}


def test_a_change_by_hand_tells_anew_what_is_short_and_who_would_help(cast: Cast) -> None:
    """Nerys alone speaks Welsh, and agreed to the sea's council only: two schools of the valley stay without."""
    people = staff(cast)
    SystemLeader.objects.filter(user=people["angharad"]).update(welsh_level=0)
    nerys = SystemLeader.objects.get(user=people["nerys"])
    nerys.councils.set([cast.schools["9952101"].council])
    run = proposed()
    (told,) = run.shortages["help"]
    assert (told["person"], told["agreed"], told["councils"]) == (people["nerys"].pk, ["995"], ["993"])
    assert (told["days"], told["schools"]) == (8.0, ["9932147", "9934012"])
    assert told["kilometres"] > 0
    assert run.shortages["arithmetic_days"] == 0
    nerys.councils.clear()
    nant = run.proposals.get(school__number="9932147")
    change_by_hand(nant, people["nerys"], reason="Agreed", expected_leader_id=None, by=None, at=AT)
    counts = counts_of(AllocationRun.objects.get(), on=TODAY)
    assert [s["schools"] for s in counts.shortages] == [["9934012"]]
    assert counts.help == []


def test_a_base_within_no_boundary_has_the_council_of_the_nearest_school(cast: Cast) -> None:
    people = staff(cast)
    SystemLeader.objects.filter(user=people["sara"]).update(latitude=None)
    question = pose(starts_on=TODAY)
    homes = {person.key: person.home_council for person in question.problem.advisers}
    assert homes[str(people["angharad"].pk)] == "993"
    assert homes[str(people["nerys"].pk)] == "995"
    assert homes[str(people["sara"].pk)] == ""
    assert question.inferred_homes == 3
    assert proposed().inferred_homes == 3
    square = [[[[-3.3, 51.3], [-3.1, 51.3], [-3.1, 51.5], [-3.3, 51.5], [-3.3, 51.3]]]]
    Boundary.objects.create(council=cast.schools["9932147"].council, polygons=square)
    question = pose(starts_on=TODAY)
    assert question.inferred_homes == 1
    assert {p.key: p.home_council for p in question.problem.advisers}[str(people["nerys"].pk)] == "993"


def test_the_people_ruled_out_add_up_and_the_runner_up_is_the_least_dear_of_the_rest(cast: Cast) -> None:
    staff(cast)
    for proposal in proposals_of(proposed()):
        facts = proposal.facts
        assert sum(facts["ruled_out"].values()) + facts["allowed"] + 1 == facts["people"] == 4
        assert (proposal.runner_up_id is None) == (facts["runner_up"] is None)
    nant = proposals_of(proposed())[1]
    assert nant.facts["chosen"]["since"] == "2019-09-01"
    assert nant.runner_up is not None
    assert nant.runner_up.name == "Nerys Bowen"
    assert nant.facts["runner_up"]["parts"]["change"] == 200.0


def test_where_nobody_else_has_days_whoever_would_be_next_is_the_runner_up(cast: Cast) -> None:
    people = staff(cast)
    SystemLeader.objects.filter(user=people["nerys"]).update(half_days=1)
    nant = next(p for p in proposals_of(proposed()) if p.school.number == "9932147")
    assert nant.runner_up == people["nerys"]
    assert nant.facts["runner_up"]["is_full"]
    assert nant.facts["ruled_out"]["no_days_left"] == 1


def test_extra_costs_are_those_of_the_whole_plan_changed(cast: Cast) -> None:
    """The slow twin: the cost of the plan with the change made, less the cost before."""
    staff(cast)
    federate(cast, "9932150", "9954012")
    question = pose(starts_on=TODAY)
    run = proposed()
    standing = Standing(question, {p.school.number: str(p.leader_id) for p in proposals_of(run)})
    before = standing.model.cost(standing.assignment)
    for number in SERVED:
        unit = standing.unit(number)
        for column, option in enumerate(standing.options(number)):
            changed = standing.assignment.copy()
            changed[unit] = column
            assert option.extra == pytest.approx(standing.model.cost(changed) - before, abs=1e-6)
            assert option.load == standing.model.load(changed)[column]
    assert NOBODY not in standing.assignment


def test_conflicts_are_found_from_the_rows_even_where_the_plan_was_made_otherwise(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    assert counts_of(run, on=TODAY).conflicts == 0
    holder = {p.school.number: p for p in proposals_of(run)}
    wrong = {
        "interest": (people["angharad"], "9932147", lambda: declare(people["angharad"], cast, "9932147")),
        "welsh": (people["sara"], "9934012", None),
        "near_own_school": (people["sara"], "9932150", lambda: declare(people["sara"], cast, "9936001", "own_school")),
        "phase": (
            people["glyn"],
            "9954012",
            lambda: SystemLeader.objects.filter(user=people["glyn"]).update(phases=[]),
        ),
    }
    cast.schools["9936001"].latitude, cast.schools["9936001"].longitude = 51.62, -3.42
    cast.schools["9936001"].save()
    for person, number, happens in wrong.values():
        Proposal.objects.filter(pk=holder[number].pk).update(leader=person)
        if happens:
            happens()
    found = {pair.school.number: pair.limit for pair in broken_pairs(run, proposals_of(run), on=TODAY)}
    assert found == {number: limit for limit, (_person, number, _happens) in wrong.items()}


def test_the_program_s_own_interests_count_as_conflicts(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    Interest.objects.create(
        user=people["angharad"], school=cast.nant, kind="same_cluster", is_derived=True, declared_on=TODAY
    )
    assert [pair.limit for pair in broken_pairs(run, proposals_of(run), on=TODAY)] == ["same_cluster"]


def test_loads_count_what_is_kept_and_what_is_new(cast: Cast) -> None:
    staff(cast)
    run = proposed()
    loads = {load.leader.name: load for load in loads_of(proposals_of(run), everyone=True)}
    assert set(loads) == {"Angharad Morris", "Nerys Bowen", "Glyn Tucker", "Sara Yates"}
    assert loads["Angharad Morris"].kept == 8
    assert sum(load.load for load in loads.values()) == sum(p.half_days for p in proposals_of(run))
    assert Counter(plan(run).values()) == {name: load.schools for name, load in loads.items() if load.schools}


def test_people_who_have_left_are_not_asked(cast: Cast) -> None:
    people = staff(cast)
    SystemLeader.objects.filter(user=people["sara"]).update(ends_on=TODAY - timedelta(days=1))
    people["glyn"].is_active = False
    people["glyn"].save()
    leader("later@example.invalid", "Lowri Later")
    SystemLeader.objects.filter(user__name="Lowri Later").update(starts_on=TODAY + timedelta(days=1))
    assert proposed().people == 2


@pytest.mark.parametrize("missing", ["framework", "schools", "leaders", "wish", "negative"])
def test_what_cannot_be_asked_is_refused_with_how_to_mend_it(cast: Cast, missing: str) -> None:
    weights = {"wish": {"hurry": 1.0}, "negative": {"travel": -1.0}}.get(missing)
    if missing == "framework":
        FrameworkYear.objects.all().delete()
    if missing == "schools":
        School.objects.update(state="closed")
    if missing == "leaders":
        SystemLeader.objects.all().delete()
    with pytest.raises(BadInput) as told:
        proposed(weights=weights)
    problem = told.value.problems[0]
    assert (
        problem.code
        == {
            "framework": "allocation.no_framework",
            "schools": "allocation.no_schools",
            "leaders": "allocation.no_leaders",
            "wish": "weight.unknown",
            "negative": "weight.value",
        }[missing]
    )
    assert not AllocationRun.objects.exists()


def test_only_those_whose_role_it_is_may_propose(cast: Cast) -> None:
    staff(cast)
    for who in ("carys", "bethan"):
        assert propose(starts_on=TODAY, by=cast.people[who], at=AT).proposed_by == cast.people[who]
    for who in ("angharad", "dafydd", "elin", "ifan"):
        with pytest.raises(Refused):
            propose(starts_on=TODAY, by=cast.people[who], at=AT)


def test_a_search_that_dies_while_it_writes_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(cast)

    def die(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "record", die)
    with pytest.raises(KeyboardInterrupt):
        proposed()
    assert not AllocationRun.objects.exists()
    assert not Proposal.objects.exists()


def test_a_plan_that_breaks_a_limit_is_never_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the optimiser says: its plan is held against the limits before anything is written."""
    people = staff(cast)

    def careless(problem: Problem, **asked: object) -> Plan:
        found = solve(problem)
        return replace(found, links={**found.links, "9932147": str(people["glyn"].pk)})

    monkeypatch.setattr(import_module("gwella.flows.allocation.propose"), "solve", careless)
    with pytest.raises(RuntimeError, match="welsh rules out"):
        proposed()
    assert not AllocationRun.objects.exists()
