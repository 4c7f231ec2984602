"""Support categories, 2014/15 to 2019/20.

Standards group (1 to 4, until 2016/17) and capacity to improve (A to D) lead to a colour. Then follow, always in this
order: cap, inspection and other risk, council, regional moderation, national verification. Every step keeps from
what, to what, by whom and why; nothing is overwritten.
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.verdict import Refused
from gwella.domain.categories.rules import (
    ORDER,
    Case,
    Decision,
    Stage,
    can_evaluate,
    colour,
    days_ceiling,
    evaluate,
)
from gwella.frameworks import load
from tests.domain_rules.spec import truth_table

W2014, W2015, W2017, BANDING = (load(c) for c in ("wales-2014", "wales-2015", "wales-2017", "banding-2011"))
COLOURS = W2014.categories
DECIDERS: Mapping[Stage, str] = {
    Stage.CHOICE: "system_leader",
    Stage.INSPECTION: "head_of_service",
    Stage.RISK: "head_of_service",
    Stage.COUNCIL: "council_officer",
    Stage.REGIONAL: "head_of_service",
    Stage.NATIONAL: "national_board",
}
GROUPS = st.sampled_from([None, "1", "2", "3", "4"])
CAPACITIES = st.sampled_from("ABCD")
ANY_COLOUR = st.sampled_from(COLOURS.codes)
MINIMUM = "fsm_level2_inclusive"


def case(group, capacity, fsm=None, follow_up="", decisions=(), year="2014/15", sector="secondary"):
    return Case(
        school_year=year,
        sector=sector,
        capacity=capacity,
        standards=group,
        values={} if fsm is None else {MINIMUM: Decimal(fsm)},
        follow_up=follow_up,
        decisions=tuple(decisions),
    )


def decision(stage, to, why="because", exception=""):
    return Decision(Stage(stage), to, DECIDERS[Stage(stage)], why, exception)


def decisions_in(text):
    """ "council amber; regional yellow (exception)" as decisions, each with a reason."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        stage, to, *exception = part.split()
        found.append(decision(stage, to, exception="recorded" if exception else ""))
    return found


def cell_text(cell):
    return cell.default + "".join(f" [{other}]" for other in cell.allowed)


class TestMatrix:
    """From group and capacity to colour."""

    @truth_table
    def test_matrix(self, group, a, b, c, d):
        """The first colour is the default. One in brackets may be chosen with a recorded reason.

        Only group 1 with A is known from an official source; the other cells are not the official values.

        | group | A | B | C | D |
        |---|---|---|---|---|
        | 1 | green | yellow [green] | yellow [amber] | amber [red] |
        | 2 | green | yellow | amber [yellow] | red [amber] |
        | 3 | yellow [green] | yellow [amber] | amber | red |
        | 4 | amber [yellow] | amber | red [amber] | red |
        | none | green | yellow | amber | red |
        """
        code = None if group == "none" else group
        for framework in (W2014, W2015):
            assert [cell_text(colour(framework, code, x)) for x in "ABCD"] == [a, b, c, d]

    @truth_table
    def test_without_group(self, capacity, category):
        """From 2017/18 there is no standards group: capacity alone leads to the colour.

        | capacity | category |
        |---|---|
        | A | green |
        | B | yellow |
        | C | amber |
        | D | red |
        """
        found = evaluate(W2017, case(None, capacity, year="2018/19", sector="primary"))
        assert (found.category, found.awaits) == (category, None)

    @given(GROUPS, CAPACITIES)
    def test_the_default_stands_alone(self, group, capacity):
        """Where nobody decides otherwise and no rule intervenes, the default is the category, with its one step."""
        found = evaluate(W2014, case(group, capacity, sector="primary"))
        assert [step.stage for step in found.steps] == [Stage.MATRIX]
        assert found.category == colour(W2014, group, capacity).default

    @pytest.mark.parametrize("sector", ["special", "pru"])
    def test_special_schools(self, sector):
        """Special schools and referral units go from letter to colour, without a standards group."""
        assert evaluate(W2014, case(None, "C", sector=sector)).category == "amber"
        assert not can_evaluate(W2014, case("1", "C", sector=sector))


class TestChoice:
    """Choosing another colour than the default."""

    @truth_table
    def test_choice(self, group, capacity, chosen, outside, awaits):
        """An allowed alternative stands. Anything else is outside the matrix and must go to national moderation.

        | group | capacity | chosen | outside | awaits |
        |---|---|---|---|---|
        | 1 | B | green | no | |
        | 1 | B | amber | yes | national |
        | 2 | C | yellow | no | |
        | 2 | C | red | yes | national |
        | 4 | D | amber | yes | national |
        | 3 | A | yellow | no | |
        """
        found = evaluate(W2014, case(group, capacity, decisions=[decision("choice", chosen)], sector="primary"))
        assert found.category == chosen
        assert (found.outside_matrix, found.awaits or "") == (outside == "yes", awaits)

    @pytest.mark.parametrize("why", ["", "   "])
    def test_reason(self, why):
        """Leaving the default needs a reason."""
        refused = can_evaluate(W2014, case("1", "B", decisions=[decision("choice", "green", why)]))
        assert refused.reason == "A change of category needs a reason."

    def test_confirming_needs_no_reason(self):
        """Confirming what stands needs none."""
        assert can_evaluate(W2014, case("1", "B", decisions=[decision("choice", "yellow", "")]))

    def test_national_verification_settles(self):
        """National verification settles a category outside the matrix, whatever it decides."""
        taken = [decision("choice", "red"), decision("national", "red")]
        found = evaluate(W2014, case("1", "A", decisions=taken, sector="primary"))
        assert (found.category, found.outside_matrix, found.awaits) == ("red", True, None)

    def test_going_back(self):
        """A later step that goes back inside the matrix ends the need for it."""
        taken = [decision("choice", "red"), decision("council", "green")]
        assert evaluate(W2014, case("1", "A", decisions=taken, sector="primary")).awaits is None


class TestCap:
    """The cap for pupils eligible for free school meals, secondary schools, 2014/15."""

    @truth_table
    def test_cap(self, group, capacity, fsm, capped_capacity, category):
        """Below 27.2 % a school has at best capacity C and is at best yellow.

        The cap clamps what the matrix gave; the matrix is not read again.

        | group | capacity | fsm | capped capacity | category |
        |---|---|---|---|---|
        | 1 | A | 27.1 | C | yellow |
        | 1 | A | 27.2 | A | green |
        | 1 | A | | A | green |
        | 2 | A | 10 | C | yellow |
        | 2 | B | 10 | C | yellow |
        | 3 | A | 10 | C | yellow |
        | 1 | C | 10 | C | yellow |
        | 2 | C | 10 | C | amber |
        | 2 | D | 10 | D | red |
        | 4 | A | 10 | C | amber |
        """
        found = evaluate(W2014, case(group, capacity, fsm or None))
        assert (found.capacity, found.category) == (capped_capacity, category)

    def test_other_schools(self):
        """Primary schools have no such cap."""
        found = evaluate(W2014, case("1", "A", "5", sector="primary"))
        assert (found.category, len(found.steps)) == ("green", 1)

    @truth_table
    def test_step(self, fsm, sentence):
        """The step is kept also where the cap changes nothing.

        | fsm | sentence |
        |---|---|
        | 20 | Below the minimum of {minimum} %: at best {best}. |
        | 40 | Not below the minimum of {minimum} %. |
        | | No figure to hold against the minimum of {minimum} %. |
        """
        step = evaluate(W2014, case("4", "D", fsm or None)).steps[1]
        assert (step.stage, step.before, step.after, step.rule) == (Stage.CAP, "red", "red", sentence)
        assert step.params["minimum"] == "27.2"

    @given(GROUPS, CAPACITIES, st.none() | ANY_COLOUR, st.decimals(min_value=0, max_value=100, places=1))
    def test_never_improves(self, group, capacity, chosen, fsm):
        """A cap never improves a capacity or a category."""
        taken = [decision("choice", chosen)] if chosen else []
        free = evaluate(W2014, case(group, capacity, None, decisions=taken))
        capped = evaluate(W2014, case(group, capacity, fsm, decisions=taken))
        assert not COLOURS.is_better(capped.category, free.category)
        assert capped.capacity >= free.capacity

    def test_better_than_the_cap(self):
        """Nobody later sets a better category than the cap leaves, unless an exception is recorded."""
        low = case("1", "A", "20", decisions=[decision("regional", "green")])
        assert can_evaluate(W2014, low).reason.startswith("The category can be at best")
        excepted = case("1", "A", "20", decisions=[decision("regional", "green", exception="merged in September")])
        found = evaluate(W2014, excepted)
        assert (found.category, found.awaits) == ("green", None)

    def test_group_above_the_minimum(self):
        """From 2015/16 the minimum limits the standards group; a better group is refused here."""
        above = case("2", "A", "31", year="2015/16")
        assert can_evaluate(W2015, above).reason.startswith("Below the minimum, the standards group")
        found = evaluate(W2015, case("3", "A", "31", year="2015/16"))
        assert (found.category, [step.stage for step in found.steps]) == ("yellow", [Stage.MATRIX])


class TestInspection:
    """Inspection and other risk."""

    @truth_table
    def test_statutory(self, capacity, follow_up, category):
        """A school in a statutory category of an inspection is red, whatever its grades.

        | capacity | follow up | category |
        |---|---|---|
        | A | special_measures | red |
        | B | significant_improvement | red |
        | A | estyn_monitoring | green |
        | A | | green |
        """
        assert evaluate(W2017, case(None, capacity, follow_up=follow_up, year="2018/19")).category == category

    def test_not_outside(self):
        """Being red for that cause is not outside the matrix."""
        found = evaluate(W2017, case(None, "A", follow_up="special_measures", year="2018/19"))
        assert (found.outside_matrix, found.awaits) == (False, None)

    def test_exception(self):
        """An exception needs its reason, and is then kept with the step."""
        bare = case(
            None, "A", follow_up="special_measures", decisions=[decision("inspection", "amber")], year="2018/19"
        )
        assert can_evaluate(W2017, bare).reason == "An exception from an inspection's category needs its reason."
        taken = [decision("inspection", "amber", exception="new head, category about to be lifted")]
        found = evaluate(W2017, case(None, "A", follow_up="special_measures", decisions=taken, year="2018/19"))
        assert (found.category, found.steps[-1].exception) == ("amber", "new head, category about to be lifted")

    def test_no_category_no_exception(self):
        """Without such a category there is nothing to make an exception from."""
        stray = case(None, "A", decisions=[decision("inspection", "amber", exception="x")], year="2018/19")
        assert not can_evaluate(W2017, stray)

    @given(CAPACITIES, ANY_COLOUR)
    def test_risk_only_worsens(self, capacity, to):
        """Another risk may only worsen the category, unless an exception is recorded."""
        stands = colour(W2017, None, capacity).default
        taken = case(None, capacity, decisions=[decision("risk", to)], year="2018/19")
        assert bool(can_evaluate(W2017, taken)) == (not COLOURS.is_better(to, stands))
        excepted = case(None, capacity, decisions=[decision("risk", to, exception="x")], year="2018/19")
        assert evaluate(W2017, excepted).category == to

    def test_risk_is_a_ground(self):
        """A category worsened by a risk is not outside the matrix for that."""
        found = evaluate(W2017, case(None, "A", decisions=[decision("risk", "red")], year="2018/19"))
        assert (found.category, found.outside_matrix) == ("red", False)

    def test_red_holds(self):
        """Council and moderation do not lift a school out of red without an exception."""
        lifted = case(
            None, "A", follow_up="special_measures", decisions=[decision("council", "yellow")], year="2018/19"
        )
        assert not can_evaluate(W2017, lifted)


class TestOrder:
    """The order of evaluation."""

    @truth_table
    def test_order(self, group, capacity, fsm, follow_up, decided, path):
        """Matrix, choice, cap, inspection, risk, council, regional moderation, national verification.

        | group | capacity | fsm | follow up | decided | path |
        |---|---|---|---|---|---|
        | 1 | A | 40 | | | green green |
        | 1 | B | 20 | | choice green | yellow green yellow |
        | 1 | A | 20 | special_measures | | green yellow red |
        | 2 | B | 40 | | risk amber | yellow yellow amber |
        | 2 | B | 40 | | council amber; regional yellow; national yellow | yellow yellow amber yellow yellow |
        | 2 | B | 40 | | risk red; council amber | yellow yellow red amber |
        | 3 | B | 20 | | choice amber; council yellow | yellow amber amber yellow |
        | 1 | A | 20 | | regional green (exception) | green yellow green |
        """
        found = evaluate(W2014, case(group, capacity, fsm, follow_up, decisions_in(decided)))
        assert [step.after for step in found.steps] == path.split()
        stages = [ORDER.index(step.stage) for step in found.steps]
        assert stages == sorted(stages)

    def test_chain(self):
        """Each step begins where the one before it ended; the first begins with nothing."""
        taken = decisions_in("choice green; risk amber; council red; regional amber; national yellow")
        steps = evaluate(W2014, case("1", "B", "20", decisions=taken)).steps
        assert [step.before for step in steps] == ["", *(step.after for step in steps[:-1])]

    def test_decisions_in_any_order(self):
        """The order in which decisions are handed in changes nothing."""
        taken = decisions_in("choice green; council amber; regional yellow; national amber")
        found = [evaluate(W2014, case("1", "B", "20", decisions=some)) for some in permutations(taken)]
        assert all(outcome == found[0] for outcome in found)

    @given(GROUPS, CAPACITIES, st.lists(st.tuples(st.sampled_from(sorted(DECIDERS)), ANY_COLOUR), max_size=5))
    def test_deterministic(self, group, capacity, wanted):
        """The same case always gives the same outcome or the same refusal."""
        taken = case(group, capacity, "30", decisions=[decision(stage, to) for stage, to in wanted])
        assert can_evaluate(W2014, taken) == can_evaluate(W2014, taken)
        if can_evaluate(W2014, taken):
            assert evaluate(W2014, taken) == evaluate(W2014, taken)

    @given(GROUPS, CAPACITIES, ANY_COLOUR)
    def test_outside_awaits(self, group, capacity, to):
        """Whatever is neither default nor allowed alternative awaits national verification."""
        found = evaluate(W2014, case(group, capacity, decisions=[decision("council", to)], sector="primary"))
        assert (found.awaits is Stage.NATIONAL) == (to not in colour(W2014, group, capacity).permitted)

    @truth_table
    def test_who_decides(self, stage, role):
        """Each stage is decided by the role that the framework names, and by no other.

        | stage | role |
        |---|---|
        | choice | system_leader |
        | risk | head_of_service |
        | council | council_officer |
        | regional | head_of_service |
        | national | national_board |
        """
        for by in W2014.roles:
            taken = Decision(Stage(stage), "red", by, "because")
            assert bool(can_evaluate(W2014, case("4", "C", decisions=[taken]))) == (by == role)

    def test_nobody_decides_the_matrix(self):
        """Nobody decides what the matrix says or what a cap does."""
        for stage in (Stage.MATRIX, Stage.CAP):
            taken = Decision(stage, "red", "system_leader", "because")
            assert can_evaluate(W2014, case("4", "C", decisions=[taken])).reason == "Nobody decides at this stage."


class TestRefusals:
    """What is refused, with its reason."""

    @truth_table
    def test_refused(self, framework, year, sector, group, capacity, decided, reason):
        """Nothing is guessed.

        | framework | year | sector | group | capacity | decided | reason |
        |---|---|---|---|---|---|---|
        | wales-2014 | 2014/15 | secondary | 5 | A | | {grade} is not a standards group. |
        | wales-2014 | 2014/15 | secondary | 1 | E | | {grade} is not a grade of capacity. |
        | wales-2014 | 2014/15 | secondary | 1 | A | council blue | {grade} is not a category of this framework. |
        | wales-2014 | 2015/16 | secondary | 1 | A | | This framework does not cover this kind of school in {year}. |
        | wales-2014 | 2014/15 | nursery | 1 | A | | This framework does not cover this kind of school in {year}. |
        | wales-2017 | 2018/19 | primary | 1 | A | | This framework has no standards group for this kind of school. |
        | banding-2011 | 2012/13 | secondary | | A | | This framework has no matrix of categories. |
        """
        asked = case(group or None, capacity, decisions=decisions_in(decided), year=year, sector=sector)
        assert can_evaluate(load(framework), asked).reason == reason
        with pytest.raises(Refused):
            evaluate(load(framework), asked)


class TestSuccess:
    """In inverse proportion to success."""

    @given(st.sampled_from("1234"), st.sampled_from("1234"), CAPACITIES, CAPACITIES)
    def test_more_success_never_gives_more_days(self, group, other_group, capacity, other_capacity):
        """A school no worse in group and in capacity never has the higher ceiling of days."""
        better, worse = sorted((group, other_group)), sorted((capacity, other_capacity))
        strong = evaluate(W2014, case(better[0], worse[0], sector="primary")).category
        weak = evaluate(W2014, case(better[1], worse[1], sector="primary")).category
        assert days_ceiling(W2014, strong).days <= days_ceiling(W2014, weak).days
