"""The order of evaluation: matrix, cap, inspection and other risk, council, regional moderation, national verification.

Every step keeps what it found, what it made of it, and why. Nothing is overwritten, no earlier step is
read again. The order is one of the published rules; grades, caps and who decides are the framework's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from gwella.core.text import mark
from gwella.core.verdict import YES, Refused, Verdict, ensure, no
from gwella.domain.categories.rules.results import standards_cap
from gwella.frameworks.framework import NO_GROUP, Cap, Cell, Framework, Scale


class Stage(StrEnum):
    """The stages of evaluation, in their order."""

    MATRIX = "matrix"
    CHOICE = "choice"
    CAP = "cap"
    INSPECTION = "inspection"
    RISK = "risk"
    COUNCIL = "council"
    REGIONAL = "regional"
    NATIONAL = "national"


ORDER = tuple(Stage)
# The framework's part that says who decides at a stage.
_PARTS = {
    Stage.CHOICE: "category",
    Stage.INSPECTION: "risk",
    Stage.RISK: "risk",
    Stage.COUNCIL: "council",
    Stage.REGIONAL: "regional",
    Stage.NATIONAL: "national",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided at a stage. `by` is a role of the framework.

    `exception`: why the result may be better than a cap, an inspection or a risk allows.
    """

    stage: Stage
    to: str
    by: str
    why: str = ""
    exception: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one school. `standards` is None without a group; `follow_up` is an inspection's category.

    `values`: the caps' measures by code, in per cent, unrounded; None or absent where there is none.
    """

    school_year: str
    sector: str
    capacity: str
    standards: str | None = None
    values: Mapping[str, Decimal | None] = field(default_factory=dict)
    follow_up: str = ""
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from what, to what. `rule` is the rule's sentence (a msgid); `why` a person's own words."""

    stage: Stage
    before: str
    after: str
    rule: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    by: str = ""
    exception: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The category as it stands, and each step that led to it. `awaits`: a stage that must still decide."""

    category: str
    capacity: str
    cell: Cell
    steps: tuple[Step, ...]
    outside_matrix: bool
    awaits: Stage | None


def colour(framework: Framework, group: str | None, capacity: str) -> Cell:
    """The matrix's cell for a standards group (None: without) and a capacity. `KeyError` for a grade it has not."""
    return framework.matrix[group or NO_GROUP][capacity]


def can_evaluate(framework: Framework, case: Case) -> Verdict:
    """Yes, or the first reason why `evaluate` refuses."""
    try:
        evaluate(framework, case)
    except Refused as refused:
        return refused.verdict
    return YES


def evaluate(framework: Framework, case: Case) -> Outcome:
    """The category of a school from its grades and from the decisions taken so far, in the order of evaluation.

    The same case always gives the same outcome; decisions of different stages may come in any order.
    Raises `Refused` with the reason where the case or a decision is not allowed.
    """
    ensure(_check_case(framework, case))
    run = _Run(framework, case)
    for decision in run.taken(Stage.CHOICE):
        run.choose(decision)
    for cap in framework.caps:
        if cap.applies(case.school_year, case.sector):
            run.cap(cap)
    run.inspect()
    for decision in run.taken(Stage.RISK):
        run.weigh_risk(decision)
    for stage in (Stage.COUNCIL, Stage.REGIONAL, Stage.NATIONAL):
        for decision in run.taken(stage):
            run.decide(decision)
    return run.outcome()


def _check_case(framework: Framework, case: Case) -> Verdict:
    if framework.categories is None:
        return no(mark("In this framework schools get no category, only needs and agreed support."))
    if not framework.matrix:
        return no(mark("This framework has no matrix of categories."))
    if not framework.covers(case.school_year, case.sector):
        return no(mark("This framework does not cover this kind of school in {year}."), year=case.school_year)
    if case.capacity not in framework.scales["capacity"].codes:
        return no(mark("{grade} is not a grade of capacity."), grade=case.capacity)
    verdict = _check_group(framework, case)
    return _check_decisions(framework, case) if verdict else verdict


def _check_group(framework: Framework, case: Case) -> Verdict:
    if case.standards is None:
        return YES
    if framework.standards is None or case.sector not in framework.standards.measures:
        return no(mark("This framework has no standards group for this kind of school."))
    if case.standards not in framework.scales["standards"].codes:
        return no(mark("{grade} is not a standards group."), grade=case.standards)
    cap = standards_cap(framework, case.school_year, case.sector, case.values)
    if cap and framework.scales["standards"].is_better(case.standards, cap.best["standards"]):
        best = cap.best["standards"]
        return no(mark("Below the minimum, the standards group can be at best {best}."), best=best)
    return YES


def _check_decisions(framework: Framework, case: Case) -> Verdict:
    categories = framework.scales["category"].codes
    for decision in case.decisions:
        part = framework.part(_PARTS.get(decision.stage, ""))
        if part is None:
            return no(mark("Nobody decides at this stage."))
        if decision.by != part.decides:
            return no(mark("At this stage another role decides."))
        if decision.to not in categories:
            return no(mark("{grade} is not a category of this framework."), grade=decision.to)
    return YES


class _Run:
    """One evaluation under way."""

    def __init__(self, framework: Framework, case: Case) -> None:
        self.framework, self.case = framework, case
        self.scale: Scale = framework.scales["category"]
        self.cell = colour(framework, case.standards, case.capacity)
        self.category, self.capacity = self.cell.default, case.capacity
        # The best category that a cap or an inspection leaves open.
        self.best = self.scale.codes[0]
        # What the matrix, and the rules after it, give cause for. Anything else is outside the matrix.
        self.grounded = set(self.cell.permitted)
        self.steps = [Step(Stage.MATRIX, "", self.category, mark("The default of the matrix."))]

    def taken(self, stage: Stage) -> list[Decision]:
        return [decision for decision in self.case.decisions if decision.stage == stage]

    def _record(self, stage: Stage, after: str, rule: str, **params: str) -> None:
        self.steps.append(Step(stage, self.category, after, rule, params))
        self.category = after

    def _follow(self, decision: Decision, rule: str) -> None:
        if decision.to != self.category and not decision.why.strip():
            ensure(no(mark("A change of category needs a reason.")))
        self.steps.append(
            Step(
                decision.stage,
                self.category,
                decision.to,
                rule,
                why=decision.why,
                by=decision.by,
                exception=decision.exception,
                at=decision.at,
            )
        )
        self.category = decision.to

    def choose(self, decision: Decision) -> None:
        inside = decision.to in self.cell.permitted
        self._follow(
            decision, mark("An alternative that the matrix allows.") if inside else mark("Outside the matrix.")
        )

    def cap(self, cap: Cap) -> None:
        """Clamp capacity and category. The matrix is not read again."""
        limits = {scale: best for scale, best in cap.best.items() if scale != "standards"}
        if not limits:
            return
        value = self.case.values.get(cap.measure)
        minimum = str(cap.below.value)
        if value is None:
            self._record(
                Stage.CAP, self.category, mark("No figure to hold against the minimum of {minimum} %."), minimum=minimum
            )
        elif value >= cap.below.value:
            self._record(Stage.CAP, self.category, mark("Not below the minimum of {minimum} %."), minimum=minimum)
        else:
            self.capacity = self.framework.scales["capacity"].worse(
                self.capacity, limits.get("capacity", self.capacity)
            )
            self._clamp(Stage.CAP, limits.get("category", self.scale.codes[0]), minimum)

    def _clamp(self, stage: Stage, best: str, minimum: str) -> None:
        self.best = self.scale.worse(self.best, best)
        self.grounded |= {self.scale.worse(code, best) for code in self.grounded}
        after = self.scale.worse(self.category, best)
        self._record(
            stage, after, mark("Below the minimum of {minimum} %: at best {best}."), minimum=minimum, best=best
        )

    def inspect(self) -> None:
        """A statutory category of an inspection decides, unless an exception is recorded."""
        override, exceptions = self.framework.override, self.taken(Stage.INSPECTION)
        if override is None or self.case.follow_up not in override.follow_up:
            if exceptions:
                ensure(no(mark("There is no statutory category of an inspection to make an exception from.")))
            return
        to = override.category.value
        self.grounded.add(to)
        if not exceptions:
            self.best = self.scale.worse(self.best, to)
            self._record(
                Stage.INSPECTION, self.scale.worse(self.category, to), mark("Statutory category of an inspection.")
            )
        for decision in exceptions:
            if not decision.exception.strip():
                ensure(no(mark("An exception from an inspection's category needs its reason.")))
            self.decide(decision)

    def weigh_risk(self, decision: Decision) -> None:
        if self.scale.is_better(decision.to, self.category) and not decision.exception.strip():
            ensure(no(mark("A risk may only worsen a category, unless an exception is recorded.")))
        self.decide(decision)
        self.grounded.add(decision.to)

    def decide(self, decision: Decision) -> None:
        if self.scale.is_better(decision.to, self.best) and not decision.exception.strip():
            ensure(no(mark("The category can be at best {best}, unless an exception is recorded."), best=self.best))
        self._follow(decision, _RULES[decision.stage])

    def outcome(self) -> Outcome:
        outside = self.category not in self.grounded
        awaits = Stage.NATIONAL if outside and not self.taken(Stage.NATIONAL) else None
        return Outcome(self.category, self.capacity, self.cell, tuple(self.steps), outside, awaits)


_RULES = {
    Stage.INSPECTION: mark("An exception from an inspection's category."),
    Stage.RISK: mark("Other risk."),
    Stage.COUNCIL: mark("The council's decision."),
    Stage.REGIONAL: mark("Regional moderation."),
    Stage.NATIONAL: mark("National verification."),
}
