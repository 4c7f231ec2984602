"""A service's whole life in random order: people, interests, the register, categories, allocation, letters.

After every step the invariants hold: one lead a school, no link made across a conflict, no row that vanishes, one
event for each change and none for nothing, no service role that reaches a conflicted school, no link to a closed one.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from gwella.core.clock import ZONE
from gwella.core.models import AuditEvent, OutboxMessage
from gwella.core.problems import BadInput
from gwella.core.verdict import Refused
from gwella.domain.allocation.actions import note_notice_sent
from gwella.domain.allocation.models import AllocationRun, Notice, Proposal
from gwella.domain.categories.actions import CategoryFacts, record_categories
from gwella.domain.categories.models import CategoryRecord, CategoryStep
from gwella.domain.people.actions import LeaderFacts, record_leaders
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.people.rules import ROLES
from gwella.domain.schools.access import Reach
from gwella.domain.schools.actions.grants import GrantFacts, end_grant
from gwella.domain.schools.actions.lifecycle import correct_school, decide_difference, decide_missing
from gwella.domain.schools.models import (
    Contact,
    Interest,
    RegisterDifference,
    RegisterMissing,
    RoleGrant,
    School,
    SchoolLink,
    Succession,
)
from gwella.flows import register
from gwella.flows.allocation import change_by_hand, confirm, propose, withdraw
from gwella.flows.imports import bring_in
from gwella.flows.interests import make_declaration, withdraw_interest
from gwella.flows.letters import prepare_letters, send_considerately, signing_of, waiting_letters
from gwella.flows.people import give_role
from tests.cast import TODAY, Cast
from tests.flows.allocating import EVERY_PHASE, staff
from tests.flows.registers import CWM_RHEDYN, school, write_register
from tests.proof.counting import Proof

pytestmark = pytest.mark.database

STEPS = 20
KEPT: tuple[type[models.Model], ...] = (
    *(User, SystemLeader, School, Contact, RoleGrant, Interest, SchoolLink, Succession, RegisterMissing),
    *(RegisterDifference, CategoryRecord, CategoryStep, AllocationRun, Proposal, AuditEvent),
)
CHANGEABLE = (*KEPT[:-1], Notice, OutboxMessage)
# What comes with another change, each told by its own event.
ALONG = {"interests.derived", "schools.linked", "schools.placed", "councils.recorded", "councils.served"}
NEW = (school("9932188", "Ysgol Bryn Newydd"), school("9932199", "Ysgol y Felin Wen"))
PICK = st.integers(0, 10_000)


class Life(RuleBasedStateMachine):
    """The service of the cast from a Monday in February 2020 on."""

    cast: Cast
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.day = TODAY
        self.seen = {model: set[int]() for model in KEPT}
        self.clashes = self._clashes()

    def teardown(self) -> None:
        """Back to the cast as it was made."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def at(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, 30, tzinfo=ZONE)

    def one(self, rows: Any, number: int) -> Any:
        """One of the rows, by any number; None where there is none."""
        pks = sorted(rows.values_list("pk", flat=True))
        return rows.get(pk=pks[number % len(pks)]) if pks else None

    @contextmanager
    def changes(self, kind: str, *more: str) -> Iterator[None]:
        """A step that changes something and leaves one event of the kind, or is refused and changes nothing.

        `more`: kinds of the other actions of the same story, which may each be there once.
        """
        before, last = _state(), AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        refused = False
        try:
            with transaction.atomic():
                yield
        except (Refused, BadInput):
            refused = True
        told = Counter(AuditEvent.objects.filter(pk__gt=last).values_list("kind", flat=True))
        if refused or _state() == before:
            assert not told, f"nothing changed, but {told} was told"
            return
        assert told[kind] == 1, f"{kind} changed rows and told {told}"
        assert set(told) <= {kind, *more, *ALONG}, told
        assert set(told.values()) == {1}, told

    # ---- time and people

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(number=st.integers(0, 3), role=st.sampled_from(["system_leader", "finance", "data_team"]))
    def somebody_joins(self, number: int, role: str) -> None:
        email = f"newcomer-{number}@example.invalid"
        with self.changes("roles.granted", "people.recorded"):
            give_role(GrantFacts(email, role, self.day), name=f"Newydd {number}", by=self.cast.nia, at=self.at)
        if role == "system_leader" and not SystemLeader.objects.filter(user__email=email).exists():
            with self.changes("leaders.recorded"):
                facts = LeaderFacts(email, Decimal(30), EVERY_PHASE, (), 5, latitude=51.6, longitude=-3.4)
                record_leaders([facts], by=self.cast.nia, at=self.at)

    @rule(number=PICK)
    def a_role_ends(self, number: int) -> None:
        grant = self.one(RoleGrant.objects.filter(ends_on=None), number)
        with self.changes("roles.ended"):
            end_grant(grant=grant, last_day=self.day, by=self.cast.nia, at=self.at)

    @rule(who=PICK, where=PICK, kind=st.sampled_from(["governor", "child", "own_school"]))
    def an_interest_is_declared(self, who: int, where: int, kind: str) -> None:
        person = self.one(User.objects.filter(system_leader__isnull=False), who)
        place = self.one(School.objects.all(), where)
        with self.changes("interests.declared"):
            make_declaration(person=person, school=place, kind=kind, note="", by=self.cast.carys, at=self.at)
        self.clashes = self._clashes()

    @rule(number=PICK)
    def an_interest_ends(self, number: int) -> None:
        interest = self.one(Interest.objects.filter(ended_on=None), number)
        if interest:
            with self.changes("interests.ended"):
                withdraw_interest(interest=interest, by=self.cast.carys, at=self.at)

    # ---- the register

    @rule(left_out=st.sets(st.integers(0, 2), max_size=1), new=st.sets(st.integers(0, 1)), renamed=st.booleans())
    def a_register_comes_in(self, left_out: set[int], new: set[int], renamed: bool) -> None:
        listed = [row for number, row in enumerate(CWM_RHEDYN) if number not in left_out]
        listed += [NEW[number] for number in sorted(new)]
        if renamed:
            listed[0] = {**listed[0], "name": f"Ysgol {self.day.isoformat()}"}
        path = write_register(self.folder / "register.csv", listed)
        with self.changes("register.imported"):
            bring_in(register.KIND, path, {}, by=self.cast.ifan, at=self.at)
        self.clashes = self._clashes()  # a new school may lie beside a serving head's own

    @rule(number=PICK, outcome=st.sampled_from(["closed", "merged", "renumbered", "kept"]), follower=PICK)
    def what_became_of_a_school_is_decided(self, number: int, outcome: str, follower: int) -> None:
        missing = self.one(RegisterMissing.objects.filter(outcome=""), number)
        if missing is None:
            return
        others = School.objects.open().filter(kind="maintained").exclude(pk=missing.school_id)
        followers = [self.one(others, follower)] if outcome in ("merged", "renumbered") else []
        day = None if outcome == "kept" else self.day
        with self.changes("missing.decided"):
            decide_missing(
                missing, outcome=outcome, followers=followers, happened_on=day, by=self.cast.ifan, at=self.at
            )
        self.clashes = self._clashes()  # the people of a renumbered school go with it, interests and all

    @rule(number=PICK, name=st.sampled_from(["Ysgol y Bont", "Ysgol Newydd"]))
    def a_school_is_corrected(self, number: int, name: str) -> None:
        place = self.one(School.objects.all(), number)
        if place.name_en != name:
            with self.changes("school.corrected"):
                correct_school(place, field="name_en", value=name, reason="Asked", by=self.cast.ifan, at=self.at)

    @rule(number=PICK, decision=st.sampled_from(["keep", "take"]))
    def a_difference_is_decided(self, number: int, decision: str) -> None:
        difference = self.one(RegisterDifference.objects.filter(decision=""), number)
        if difference:
            with self.changes("difference.decided"):
                decide_difference(difference, decision=decision, by=self.cast.ifan, at=self.at)

    @rule(number=PICK, colour=st.sampled_from(["green", "yellow", "amber", "red"]))
    def a_category_is_brought_in(self, number: int, colour: str) -> None:
        place = self.one(School.objects.served(), number)
        facts = CategoryFacts(place.number, colour, Decimal({"green": 4, "yellow": 10, "amber": 15, "red": 25}[colour]))
        with self.changes("categories.imported"):
            record_categories([facts], school_year="2019/20", framework="wales-2017", by=self.cast.ifan, at=self.at)

    # ---- allocation and letters

    @precondition(lambda self: self.day.year == 2020 and self.day.month < 9)
    @rule()
    def an_allocation_is_proposed(self) -> None:
        with self.changes("allocation.proposed"):
            propose(starts_on=self.day, by=self.cast.carys, at=self.at)

    @rule(number=PICK, who=PICK)
    def a_proposal_is_changed_by_hand(self, number: int, who: int) -> None:
        proposal = self.one(Proposal.objects.filter(run__state="proposed"), number)
        if proposal:
            leader = self.one(User.objects.filter(system_leader__isnull=False), who)
            seen = {"expected_leader_id": proposal.leader_id, "by": self.cast.carys, "at": self.at}
            with self.changes("allocation.changed"):
                change_by_hand(proposal, leader, reason="Asked", **seen)

    @rule(number=PICK)
    def an_allocation_is_confirmed(self, number: int) -> None:
        run = self.one(AllocationRun.objects.filter(state="proposed"), number)
        if run:
            with self.changes("allocation.confirmed"):
                confirm(run, by=self.cast.carys, at=self.at)

    @rule(number=PICK)
    def an_allocation_is_put_aside(self, number: int) -> None:
        run = self.one(AllocationRun.objects.filter(state="proposed"), number)
        if run:
            with self.changes("allocation.withdrawn"):
                withdraw(run, by=self.cast.carys, at=self.at)

    @rule(number=PICK, all_of_them=st.booleans())
    def letters_are_approved(self, number: int, all_of_them: bool) -> None:
        run = AllocationRun.objects.filter(state="confirmed").order_by("-number").first()
        if run is None:
            return
        by = {"by": self.cast.carys, "at": self.at}
        with self.changes("notices.prepared"):
            prepare_letters(run, signing=signing_of(self.cast.carys, ROLES["head_of_service"]), **by)
        waiting = sorted(waiting_letters(run, on=self.day).values_list("pk", flat=True))
        chosen = waiting if all_of_them else waiting[number % max(len(waiting), 1) :][:1]
        with self.changes("notices.approved"):
            send_considerately(chosen, framework_code=run.framework, **by)

    @rule(number=PICK)
    def a_letter_goes_by_post(self, number: int) -> None:
        notice = self.one(Notice.objects.exclude(state="prepared"), number)
        if notice:
            with self.changes("notice.sent"):
                note_notice_sent(notice.reference, how="post", by=self.cast.carys, at=self.at)

    # ---- what always holds

    def _clashes(self) -> set[tuple[int, int]]:
        """The current links of a person with an open interest in the school."""
        pairs = SchoolLink.objects.filter(ends_on=None).values_list("leader_id", "school_id")
        return set(pairs) & set(Interest.objects.filter(ended_on=None).values_list("user_id", "school_id"))

    @invariant()
    def a_school_has_one_lead_and_a_closed_one_none(self) -> None:
        held = list(SchoolLink.objects.filter(ends_on=None).values_list("school_id", "school__state"))
        assert len(held) == len({pk for pk, _state in held})
        assert {state for _pk, state in held} <= {"open"}

    @invariant()
    def no_link_is_made_across_a_conflict(self) -> None:
        """An interest declared of a school one has is seen and acted on by people; nothing else makes such a pair."""
        assert self._clashes() <= self.clashes

    @invariant()
    def no_row_vanishes(self) -> None:
        for model in KEPT:
            now = set(model._default_manager.values_list("pk", flat=True))
            assert self.seen[model] <= now, f"{model.__name__}: {self.seen[model] - now} vanished"
            self.seen[model] = now
        left = Notice.objects.exclude(state="prepared").count()
        assert left == Notice.objects.filter(approved_at__isnull=False).count()

    @invariant()
    def service_roles_reach_no_conflicted_school(self) -> None:
        for user in User.objects.filter(interests__ended_on=None, interests__isnull=False).distinct():
            reach = Reach(user, self.day)
            if not any(grant.school_id for grant in reach.grants):
                seen = set(reach.schools("view_school").values_list("pk", flat=True))
                assert not seen & reach.barred


def _state() -> list[Any]:
    return [sorted(model._default_manager.values_list(), key=repr) for model in CHANGEABLE]


@pytest.mark.proof("whole life of a service, 20 steps each", sample=4, full=1000)
def test_the_whole_life_of_a_service(cast: Cast, tmp_path: Path, proof: Proof) -> None:
    staff(cast)
    Life.cast, Life.folder = cast, tmp_path
    run_state_machine_as_test(
        seed(proof.seed)(Life),
        settings=settings(
            max_examples=proof.count,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            # No shrinking: it takes minutes, and the steps told are few enough to read.
            phases=[Phase.generate],
        ),
    )
