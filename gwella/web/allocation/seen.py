"""A run as whoever asks may see it: figures and loads are the region's, schools are named where their roles reach."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from gwella.core import clock
from gwella.core.text import Bilingual
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.allocation.queries import (
    Before,
    BrokenPair,
    LoadOf,
    broken_pairs,
    loads_of,
    over_capacity,
    proposal_rows,
    run_before,
)
from gwella.domain.people.models import User
from gwella.domain.places.models import Council
from gwella.web.pages import reach_of


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who could be asked to work in `more` councils. `left`: half-days short then; `kilometres`: a year."""

    person: User
    agreed: list[Bilingual]
    more: list[Bilingual]
    left: int
    kilometres: int


class RunSeen:
    """One run with its proposals, in one query beyond the person's reach. Http404 where there is no such run."""

    def __init__(self, request: HttpRequest, number: int) -> None:
        self.reach = reach_of(request)
        told = Exists(self.reach.schools("propose_allocation").filter(pk=OuterRef("school")))
        rows = proposal_rows().select_related("run__proposed_by", "run__confirmed_by").defer("run__shortages")
        self.everything: list[Proposal] = list(rows.filter(run__number=number).annotate(is_named=told))
        if not self.everything:
            raise Http404
        self.run: AllocationRun = self.everything[0].run

    @cached_property
    def named(self) -> list[Proposal]:
        """The proposals of schools that the person may be told by name."""
        return [proposal for proposal in self.everything if vars(proposal)["is_named"]]

    @property
    def sees_all(self) -> bool:
        """Whether every school of the run is named to the person."""
        return len(self.named) == len(self.everything)

    @cached_property
    def without(self) -> list[Proposal]:
        """The schools nobody takes."""
        return [proposal for proposal in self.everything if proposal.leader_id is None]

    @cached_property
    def loads(self) -> list[LoadOf]:
        """The days of everybody with a school."""
        return loads_of(self.everything)

    @cached_property
    def all_loads(self) -> list[LoadOf]:
        """Everybody's days, also of those without a school; one query."""
        return loads_of(self.everything, everyone=True)

    @cached_property
    def broken(self) -> list[BrokenPair]:
        """Pairs that break a limit today; none are looked for once the run is no proposal. Two queries."""
        return broken_pairs(self.run, self.everything, on=clock.today()) if self.is_open else []

    @property
    def over_capacity(self) -> list[LoadOf]:
        """People whose schools need more days than they have."""
        return over_capacity(self.loads)

    @property
    def is_open(self) -> bool:
        """Whether it is still a proposal."""
        return self.run.state == AllocationRun.State.PROPOSED

    @property
    def unmet(self) -> int:
        """Half-days nobody has."""
        return sum(proposal.half_days for proposal in self.without)

    @property
    def kept(self) -> int:
        """How many schools keep who has them now."""
        return sum(bool(p.leader_id) and p.leader_id == p.last_leader_id for p in self.everything)

    @property
    def changes(self) -> int:
        """How many schools get another leader than they had."""
        return sum(is_change(proposal) for proposal in self.everything)

    @property
    def first(self) -> int:
        """How many schools had nobody before."""
        return sum(bool(p.leader_id) and p.last_leader_id is None for p in self.everything)

    @property
    def by_hand(self) -> int:
        """How many were changed by hand."""
        return sum(proposal.is_by_hand for proposal in self.everything)

    @property
    def shortages(self) -> list[dict[str, Any]]:
        """What is short as the proposals stand now, gathered: see `told_short`."""
        groups: list[dict[str, Any]] = self.run.shortages["groups"]
        return groups

    @cached_property
    def best_help(self) -> "Asking | None":
        """Whom asking to work in one more council would help most, while the run is open; two queries."""
        for told in self.run.shortages["help"][:1] if self.is_open else []:
            person = User.objects.filter(pk=told["person"]).first()
            names = {c.code: c.name for c in Council.objects.filter(code__in=[*told["agreed"], *told["councils"]])}
            if person:
                agreed, more = (
                    [names[code] for code in told[kind] if code in names] for kind in ("agreed", "councils")
                )
                return Asking(person, agreed, more, self.unmet - round(2 * told["days"]), told["kilometres"])
        return None

    @cached_property
    def before(self) -> Before | None:
        """The run before this one, in figures; one query."""
        return run_before(self.run)


def is_change(proposal: Proposal) -> bool:
    """Whether the school had a leader and gets another."""
    return bool(proposal.leader_id and proposal.last_leader_id and proposal.leader_id != proposal.last_leader_id)


def travel_of(run: AllocationRun) -> float | None:
    """Kilometres driven in a year under the plan as it was found; None where travel was given no weight."""
    weight = run.weights.get("travel") or 0
    return run.parts["travel"] / weight if weight and "travel" in run.parts else None
