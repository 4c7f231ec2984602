"""What people decide: changes by hand within the limits, one confirmation, links that end and do not vanish."""

from datetime import date, timedelta

import pytest

from gwella.core.models import AuditEvent, AuditSubject
from gwella.core.problems import BadInput
from gwella.core.verdict import Refused
from gwella.domain.allocation.access import NOT_HERE, NOT_YOUR_PROPOSAL, PARTLY_YOURS
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.queries import consequence_of, proposals_of
from gwella.domain.allocation.rules import BROKEN, CHANGED_MEANWHILE
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.schools.access import NOT_YOURS
from gwella.domain.schools.models import School, SchoolLink
from gwella.flows.allocation import Change, Decision, change_by_hand, confirm, propose, withdraw
from gwella.flows.allocation.decide import GIVE_A_REASON, HAS_IT_ALREADY
from tests.cast import SINCE, TODAY, Cast
from tests.flows.allocating import AT, SERVED, declare, federate, links_now, staff

pytestmark = pytest.mark.database


def proposed(first_day: date = TODAY) -> AllocationRun:
    return propose(starts_on=first_day, by=None, at=AT)


def proposal_of(run: AllocationRun, number: str) -> Proposal:
    return run.proposals.get(school__number=number)


def change(run: AllocationRun, number: str, leader: User, *, reason: str = "Asked by the head", **more: object) -> None:
    proposal = proposal_of(run, number)
    wanted: dict[str, object] = {"expected_leader_id": proposal.leader_id, "by": None, "at": AT} | more
    change_by_hand(proposal, leader, reason=reason, **wanted)  # type: ignore[arg-type]


def preview(run: AllocationRun, school: School, leader: User) -> Change:
    return Decision(run, proposals_of(run), today=TODAY).change(school, leader)


# ---- changes by hand


def test_a_change_by_hand_is_made_with_its_reason_and_told_in_the_record(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    change(run, "9932147", people["nerys"], by=cast.carys)
    nant = proposal_of(run, "9932147")
    assert (nant.leader, nant.is_by_hand, nant.hand_reason) == (people["nerys"], True, "Asked by the head")
    assert (nant.changed_by, nant.changed_at) == (cast.carys, AT)
    # Now Angharad is the one who would have been cheaper.
    assert nant.runner_up == people["angharad"]
    assert nant.facts["runner_up"]["extra"] < 0
    event = AuditEvent.objects.get(kind="allocation.changed")
    assert event.data == {"number": run.number, "leader": "Nerys Bowen", "reason": "Asked by the head"}
    assert [s.key for s in AuditSubject.objects.filter(event=event)] == [str(cast.nant.pk)]


def test_the_cost_is_known_before_the_change(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    told = preview(run, cast.nant, people["nerys"])
    assert told.verdict
    assert told.option is not None
    assert told.option.parts["change"] == 200.0
    assert told.option.parts["travel"] > 0
    change(run, "9932147", people["nerys"])
    back = preview(run, cast.nant, people["angharad"])
    assert back.option is not None
    assert back.option.extra == pytest.approx(-told.option.extra)


def test_schools_that_keep_one_leader_change_together(cast: Cast) -> None:
    people = staff(cast)
    federate(cast, "9932150", "9954012")
    run = proposed()
    goes_to = people["glyn"] if proposal_of(run, "9932150").leader != people["glyn"] else people["sara"]
    change(run, "9932150", goes_to)
    assert {proposal_of(run, number).leader for number in ("9932150", "9954012")} == {goes_to}
    assert Proposal.objects.filter(run=run, is_by_hand=True).count() == 2
    assert AuditEvent.objects.filter(kind="allocation.changed").count() == 1


@pytest.mark.parametrize(
    "limit", ["welsh", "interest", "own_school", "phase", "no_days_left", "council", "not_in_post"]
)
def test_a_change_that_breaks_a_limit_is_refused_with_its_name(cast: Cast, limit: str) -> None:
    people = staff(cast)
    run = proposed()
    number, who = "9932147", people["nerys"]
    nerys = SystemLeader.objects.get(user=who)
    if limit == "welsh":
        who = people["glyn"]
    elif limit in ("interest", "own_school"):
        declare(who, cast, number, "child" if limit == "interest" else limit)
    elif limit == "council":
        nerys.councils.add(cast.councils["995"])
    else:
        changed = {
            "phase": {"phases": ["secondary"]},
            "no_days_left": {"half_days": 1},
            "not_in_post": {"ends_on": TODAY - timedelta(days=1)},
        }[limit]
        SystemLeader.objects.filter(user=who).update(**changed)
    with pytest.raises(Refused) as told:
        change(run, number, who)
    assert told.value.verdict.reason == BROKEN[limit]
    assert proposal_of(run, number).leader == cast.angharad


def test_a_change_needs_a_reason_and_somebody_else(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    with pytest.raises(Refused) as told:
        change(run, "9932147", people["nerys"], reason="  ")
    assert told.value.verdict.reason == GIVE_A_REASON
    with pytest.raises(Refused) as told:
        change(run, "9932147", cast.angharad)
    assert told.value.verdict.reason == HAS_IT_ALREADY


def test_who_changes_what_another_has_changed_meanwhile_is_told(cast: Cast) -> None:
    """A double click is the same: the second finds the school with another than it saw."""
    people = staff(cast)
    run = proposed()
    change(run, "9932147", people["nerys"])
    with pytest.raises(Refused) as told:
        change(run, "9932147", people["nerys"], expected_leader_id=cast.angharad.pk)
    assert told.value.verdict.reason == CHANGED_MEANWHILE
    assert AuditEvent.objects.filter(kind="allocation.changed").count() == 1


def test_a_senior_changes_schools_of_her_council_alone(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    change(run, "9932147", people["nerys"], by=cast.bethan)
    other = people["sara"] if proposal_of(run, "9954012").leader != people["sara"] else people["glyn"]
    with pytest.raises(Refused) as told:
        change(run, "9954012", other, by=cast.bethan)
    assert told.value.verdict.reason == NOT_HERE


def test_a_senior_with_an_interest_changes_nothing_at_that_school(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    with pytest.raises(Refused) as told:
        change(run, "9932147", people["nerys"], by=cast.gwenllian)
    assert told.value.verdict.reason == NOT_HERE


def test_a_group_across_councils_is_not_half_a_senior_s(cast: Cast) -> None:
    people = staff(cast)
    federate(cast, "9932150", "9954012")
    run = proposed()
    other = people["sara"] if proposal_of(run, "9932150").leader != people["sara"] else people["glyn"]
    with pytest.raises(Refused) as told:
        change(run, "9932150", other, by=cast.bethan)
    assert told.value.verdict.reason == PARTLY_YOURS


def test_a_school_left_without_can_be_given_to_somebody_found_since(cast: Cast) -> None:
    people = staff(cast)
    SystemLeader.objects.filter(user__in=[cast.angharad, people["nerys"]]).update(welsh_level=0)
    run = proposed()
    assert proposal_of(run, "9932147").leader is None
    SystemLeader.objects.filter(user=people["nerys"]).update(welsh_level=4)
    told = preview(run, cast.nant, people["nerys"])
    assert told.half_days_met == 8
    change(run, "9932147", people["nerys"])
    assert proposal_of(run, "9932147").leader == people["nerys"]


# ---- confirming


def test_confirming_makes_the_links_and_earlier_ones_end_the_day_before(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    change(run, "9932147", people["nerys"])
    expected = {p.school.number: p.leader.name for p in proposals_of(run) if p.leader}
    told = consequence_of(proposals_of(run))
    counts = confirm(run, by=cast.carys, at=AT)
    assert links_now() == expected
    assert sorted(expected) == sorted(SERVED)
    assert (counts.started, counts.kept, counts.ended) == (6, 0, 1) == (told.starts, told.stays, told.ends)
    before = SchoolLink.objects.get(school=cast.nant, leader=cast.angharad)
    assert (before.starts_on, before.ends_on) == (SINCE, TODAY - timedelta(days=1))
    assert SchoolLink.objects.get(school=cast.nant, leader=people["nerys"]).reason == "Asked by the head"
    run.refresh_from_db()
    assert (run.state, run.confirmed_by, run.confirmed_at) == ("confirmed", cast.carys, AT)


def test_who_keeps_a_school_keeps_the_link(cast: Cast) -> None:
    staff(cast)
    run = proposed()
    counts = confirm(run, by=None, at=AT)
    assert (counts.started, counts.kept, counts.ended) == (5, 1, 0)
    assert SchoolLink.objects.get(school=cast.nant).starts_on == SINCE


def test_a_run_is_confirmed_once_and_the_second_is_told(cast: Cast) -> None:
    people = staff(cast)
    run = proposed()
    confirm(run, by=cast.carys, at=AT)
    for late in (
        lambda: confirm(run, by=cast.carys, at=AT),
        lambda: withdraw(run, by=cast.carys, at=AT),
        lambda: change(run, "9932147", people["nerys"]),
    ):
        with pytest.raises(Refused) as told:
            late()
        assert "no longer a proposal" in told.value.verdict.reason
    assert SchoolLink.objects.filter(ends_on=None).count() == 6


def test_interests_declared_since_forbid_the_confirmation_and_are_all_listed(cast: Cast) -> None:
    staff(cast)
    run = proposed()
    holders = {p.school.number: p.leader for p in proposals_of(run) if p.leader}
    for number in ("9932147", "9954012"):
        declare(holders[number], cast, number)
    with pytest.raises(BadInput) as told:
        confirm(run, by=cast.carys, at=AT)
    assert [(p.code, p.value) for p in told.value.problems] == [
        ("allocation.interest", "9932147"),
        ("allocation.interest", "9954012"),
    ]
    assert links_now() == {"9932147": "Angharad Morris"}
    run.refresh_from_db()
    assert run.state == "proposed"


def test_days_taken_away_since_forbid_the_confirmation(cast: Cast) -> None:
    staff(cast)
    run = proposed()
    SystemLeader.objects.filter(user=cast.angharad).update(half_days=2)
    with pytest.raises(BadInput) as told:
        confirm(run, by=None, at=AT)
    assert [p.code for p in told.value.problems] == ["allocation.over_capacity"]


def test_a_school_closed_since_forbids_the_confirmation(cast: Cast) -> None:
    staff(cast)
    run = proposed()
    School.objects.filter(pk=cast.pont.pk).update(state="closed")
    with pytest.raises(BadInput) as told:
        confirm(run, by=None, at=AT)
    assert [p.code for p in told.value.problems] == ["allocation.school"]


def test_a_school_nobody_takes_keeps_whoever_has_it(cast: Cast) -> None:
    people = staff(cast)
    SystemLeader.objects.filter(user__in=[cast.angharad, people["nerys"]]).update(welsh_level=0)
    run = proposed()
    assert consequence_of(proposals_of(run)).without == 3
    confirm(run, by=None, at=AT)
    assert links_now()["9932147"] == "Angharad Morris"


@pytest.mark.parametrize(("who", "may"), [("carys", True), ("bethan", False), ("angharad", False), ("dafydd", False)])
def test_who_may_confirm(cast: Cast, who: str, may: bool) -> None:
    staff(cast)
    run = proposed()
    if may:
        assert confirm(run, by=cast.people[who], at=AT).started
        return
    with pytest.raises(Refused) as told:
        confirm(run, by=cast.people[who], at=AT)
    assert told.value.verdict.reason == NOT_YOURS


def test_a_proposal_is_put_aside_by_whoever_made_it_or_may_confirm(cast: Cast) -> None:
    staff(cast)
    run = propose(starts_on=TODAY, by=cast.bethan, at=AT)
    with pytest.raises(Refused) as told:
        withdraw(run, by=cast.gwenllian, at=AT)
    assert told.value.verdict.reason == NOT_YOUR_PROPOSAL
    withdraw(run, by=cast.bethan, at=AT)
    run.refresh_from_db()
    assert run.state == "withdrawn"
    with pytest.raises(Refused):
        confirm(run, by=cast.carys, at=AT)
