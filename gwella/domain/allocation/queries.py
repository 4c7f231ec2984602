"""What we want to know of runs: their pairs checked again from the rows, loads, what confirming would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.rules import LeaderBrings, OwnSchool, Place, SchoolNeeds, broken_limit
from gwella.domain.categories.queries import framework_named
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.schools.models import Interest, School, SchoolLink


@dataclass(frozen=True, slots=True)
class BrokenPair:
    """A proposed pair that may not be, and the first limit it breaks (a key of `rules.BROKEN`)."""

    school: School
    leader: User
    limit: str


@dataclass(frozen=True, slots=True)
class LoadOf:
    """One person's half-days under a plan: schools kept and new ones, against capacity."""

    leader: User
    capacity: int
    kept: int
    new: int
    schools: int

    @property
    def load(self) -> int:
        """All half-days."""
        return self.kept + self.new

    @property
    def free(self) -> int:
        """Half-days left; below zero where the plan asks too much."""
        return self.capacity - self.load


@dataclass(frozen=True, slots=True)
class Consequence:
    """What confirming a run would do to the links of its schools."""

    starts: int
    stays: int
    ends: int
    without: int  # schools nobody takes: whoever has them now keeps them


def proposals_of(run: AllocationRun) -> list[Proposal]:
    """Every proposal of the run with its school, council and people, by the school's number; one query."""
    return list(proposal_rows().filter(run=run))


def proposal_rows() -> "QuerySet[Proposal]":
    """Proposals with their schools, councils and people, by the school's number."""
    people = ("leader__system_leader", "last_leader", "runner_up", "changed_by")
    return Proposal.objects.select_related("school__council", *people).order_by("school__number")


def broken_pairs(run: AllocationRun, proposals: Sequence[Proposal], *, on: date) -> list[BrokenPair]:
    """The pairs that break a limit on a day, found from the rows and not by the optimiser. Two queries."""
    framework = framework_named(run.framework)
    if framework is None:
        return []
    levels = {medium: stated.value for medium, stated in framework.welsh_levels.items()}
    near = float(framework.allocation.serving_head_km.value)
    day = max(on, run.starts_on)
    brings = _brought_by({p.leader.pk: p.leader for p in proposals if p.leader}, day)
    broken = []
    for proposal in proposals:
        school, leader = proposal.school, proposal.leader
        if leader is None:
            continue
        needs = _needs(school, levels.get(school.medium, 0))
        limit = broken_limit(needs, brings.get(leader.pk, NOBODY), serving_head_km=near)
        if limit:
            broken.append(BrokenPair(school, leader, limit))
    return broken


NOBODY = LeaderBrings(False, frozenset(), 0, frozenset(), {}, ())


def _needs(school: School, welsh: int) -> SchoolNeeds:
    served = school.state == "open" and school.kind in ("maintained", "pru") and school.council.is_served
    return SchoolNeeds(
        school.number, served, school.council.code, school.phase, welsh, school.cluster_id, _place(school)
    )


def _place(school: School) -> Place | None:
    if school.latitude is None or school.longitude is None:
        return None
    return school.latitude, school.longitude


def _brought_by(leaders: Mapping[int, User], day: date) -> Mapping[int, LeaderBrings]:
    """What each person brings on the day, by key."""
    interests: dict[int, dict[str, set[str]]] = {}
    own: dict[int, list[OwnSchool]] = {}
    open_then = Q(declared_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))
    for row in Interest.objects.filter(open_then, user__in=leaders).select_related("school"):
        interests.setdefault(row.user_id, {}).setdefault(row.school.number, set()).add(row.kind)
        if row.kind == "own_school":
            leads = OwnSchool(row.school.number, row.school.cluster_id, _place(row.school))
            own.setdefault(row.user_id, []).append(leads)
    councils: dict[int, set[str]] = {}
    agreed = SystemLeader.councils.through.objects.filter(systemleader__user__in=leaders)
    for pk, code in agreed.values_list("systemleader__user_id", "council__code"):
        councils.setdefault(pk, set()).add(code)
    return {
        pk: LeaderBrings(
            is_in_post=_in_post(user, day),
            phases=frozenset(user.system_leader.phases),
            welsh_level=user.system_leader.welsh_level,
            councils=frozenset(councils.get(pk, ())),
            interests=interests.get(pk, {}),
            own=own.get(pk, ()),
        )
        for pk, user in leaders.items()
        if hasattr(user, "system_leader")
    }


def _in_post(user: User, day: date) -> bool:
    leader = user.system_leader
    begun = leader.starts_on is None or leader.starts_on <= day
    ended = leader.ends_on is not None and leader.ends_on < day
    return user.is_active and leader.half_days > 0 and begun and not ended


def loads_of(proposals: Sequence[Proposal], *, everyone: bool = False) -> list[LoadOf]:
    """Each person's load under the proposals, by name; with `everyone` also those with days and no school. One query
    then, none without.
    """
    kept: dict[int, int] = {}
    new: dict[int, int] = {}
    count: dict[int, int] = {}
    leaders: dict[int, tuple[User, int]] = {}
    for proposal in proposals:
        leader = proposal.leader
        if leader is None:
            continue
        leaders[leader.pk] = leader, _capacity(leader)
        side = kept if proposal.last_leader_id == leader.pk else new
        side[leader.pk] = side.get(leader.pk, 0) + proposal.half_days
        count[leader.pk] = count.get(leader.pk, 0) + 1
    if everyone:
        for idle in User.objects.filter(is_active=True, system_leader__half_days__gt=0).select_related("system_leader"):
            leaders.setdefault(idle.pk, (idle, idle.system_leader.half_days))
    loads = [
        LoadOf(leader, capacity, kept.get(pk, 0), new.get(pk, 0), count.get(pk, 0))
        for pk, (leader, capacity) in leaders.items()
    ]
    return sorted(loads, key=lambda load: (load.leader.name, load.leader.pk))


def _capacity(leader: User) -> int:
    return leader.system_leader.half_days if hasattr(leader, "system_leader") else 0


def over_capacity(loads: Sequence[LoadOf]) -> list[LoadOf]:
    """Those whose schools need more days than they have."""
    return [load for load in loads if load.free < 0]


def consequence_of(proposals: Sequence[Proposal]) -> Consequence:
    """How many links confirming would start, keep and end, as links stand now; one query."""
    held = dict(
        SchoolLink.objects.filter(ends_on=None, school__in=[p.school_id for p in proposals]).values_list(
            "school_id", "leader_id"
        )
    )
    given = [p for p in proposals if p.leader_id]
    stays = sum(held.get(p.school_id) == p.leader_id for p in given)
    ends = sum(p.school_id in held and held[p.school_id] != p.leader_id for p in given)
    return Consequence(len(given) - stays, stays, ends, len(proposals) - len(given))


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier run, what it left short (half-days) and how many schools it gave another leader than they had."""

    run: AllocationRun
    unmet: int
    changes: int


def run_before(run: AllocationRun) -> Before | None:
    """The run before this one that was not put aside; one query."""
    another = ~Q(proposals__leader=F("proposals__last_leader"))
    had = Q(proposals__leader__isnull=False, proposals__last_leader__isnull=False)
    earlier = AllocationRun.objects.filter(number__lt=run.number).exclude(state=AllocationRun.State.WITHDRAWN)
    found = earlier.annotate(
        unmet=Sum("proposals__half_days", filter=Q(proposals__leader=None)),
        changes=Count("proposals", filter=another & had),
    )
    latest = found.order_by("-number").first()
    return Before(latest, vars(latest)["unmet"] or 0, vars(latest)["changes"]) if latest else None
