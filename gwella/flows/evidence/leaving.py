"""The gate: which of a year's figures may leave (open data, governors' packs, papers, public pages)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from gwella.core.audit import Actor
from gwella.core.models import AuditSubject
from gwella.domain.figures.actions import hide_figures
from gwella.domain.figures.models import DataSet, Figure
from gwella.domain.figures.rules import PUPIL_KINDS
from gwella.domain.schools.models import School
from gwella.engine.disclosure import RULES
from gwella.engine.disclosure.layout import LEVELS
from gwella.engine.disclosure.layout import Figure as Told
from gwella.engine.disclosure.measures import leaving
from gwella.evidence.queries.overlaps import PREFIX
from gwella.flows.evidence.working_out import POOLED, years_before

# Whose figures may leave at all: pupils' views are for the school and the service.
PUBLISHED = ("school_figures", "area_figures")
IDENTITY = ("place", "measure", "group")
Identity = tuple[str, str, str]


@dataclass(slots=True)
class Protected:
    """What came of the gate for a year: how many figures, how many hidden, why, and what had left before."""

    figures: int = 0
    hidden: int = 0
    why: Counter[str] = field(default_factory=Counter)
    given_away: list[str] = field(default_factory=list)


def is_protected(data_set: DataSet) -> bool:
    """Has the gate been run since its figures were last published?"""
    events = AuditSubject.objects.filter(kind="data_set", key=str(data_set.pk))
    last = {
        kind: events.filter(event__kind=kind).aggregate(last=Max("event_id"))["last"] or 0
        for kind in ("figures.published", "figures.protected")
    }
    return last["figures.protected"] > last["figures.published"]


def protect_where_needed(years: Sequence[str], *, by: Actor, at: datetime) -> dict[str, Protected]:
    """Run the gate for those of the years, and of the two before each, that it has not been run for."""
    wanted = sorted({before for year in years for before in years_before(year, POOLED)})
    held = DataSet.objects.filter(year__in=wanted, replaced_by=None, figured_at__isnull=False)
    open_ = {data_set.year for data_set in held if not is_protected(data_set)}
    found = {}
    for year in wanted:
        # A year's pooled figures follow the years before it.
        if open_.intersection(years_before(year, POOLED)) and any(data_set.year == year for data_set in held):
            found[year] = protect_figures(year, by=by, at=at)
    return found


def protect_figures(year: str, *, by: Actor, at: datetime) -> Protected:
    """Work out which of a year's current figures may leave, and keep it. Run again, it gives the same.

    Single years by `engine.disclosure`, beside earlier versions that may have left. A pooled figure may leave only
    where each of its years' may, since it is their sum. What others published leaves as they published it, but for
    small groups; pupils' views do not leave.
    """
    sets = list(DataSet.objects.filter(year=year, replaced_by=None, figured_at__isnull=False))
    pupil_sets = [data_set for data_set in sets if data_set.kind in PUPIL_KINDS]
    councils = {f"school:{n}": f"council:{c}" for n, c in School.objects.values_list("number", "council__code")}
    out = leaving(_told(pupil_sets), councils, [_told([old]) for old in _left_before(pupil_sets)])
    hidden = out.hidden | _pooled(year, pupil_sets, out.hidden)
    found = Protected(why=Counter(), given_away=out.given_away)
    for (_measure, why), count in out.why.items():
        found.why[why] += count
    for data_set in sets:
        keys = set(data_set.figures.values_list("pk", flat=True))
        found.figures += len(keys)
        if data_set.kind in PUPIL_KINDS:
            found.hidden += hide_figures(data_set, keys & hidden | _inside(data_set), by=by, at=at)
        else:
            found.hidden += protect_published(data_set, by=by, at=at)
    return found


def protect_published(data_set: DataSet, *, by: Actor, at: datetime) -> int:
    """Hide at once what may not leave of figures that others worked out: they need nothing but themselves."""
    views = data_set.kind not in PUBLISHED
    mine = data_set.figures.values_list("pk", flat=True) if views else _of_published(data_set)
    return hide_figures(data_set, mine, by=by, at=at)


def _told(sets: Sequence[DataSet]) -> list[Told]:
    rows = Figure.objects.filter(data_set__in=sets, span=1, numerator__isnull=False, cohort__isnull=False)
    rows = rows.exclude(measure__startswith=PREFIX)
    columns = ("pk", *IDENTITY, "numerator", "cohort", "pupils", "hidden")
    return [
        Told(pk, place, measure, group, numerator, cohort, cohort if pupils is None else pupils, hidden)
        for pk, place, measure, group, numerator, cohort, pupils, hidden in rows.values_list(*columns).iterator()
    ]


def _left_before(sets: Sequence[DataSet]) -> list[DataSet]:
    """Replaced versions that had been through the gate: what it let through counts as known to everybody."""
    found: list[DataSet] = []
    for data_set in sets:
        earlier = DataSet.objects.filter(kind=data_set.kind, year=data_set.year, replaced_by__isnull=False)
        found += [old for old in earlier if is_protected(old)]
    return found


def _pooled(year: str, sets: Sequence[DataSet], hidden: set[int]) -> set[int]:
    """Pooled figures of which some year is hidden, has not been through the gate, or which are of no table."""
    single: dict[Identity, bool] = defaultdict(bool)
    now = Figure.objects.filter(data_set__in=sets, span=1).values_list("pk", *IDENTITY)
    for pk, *identity in now.iterator():
        single[tuple(identity)] |= pk in hidden
    unsafe: set[str] = set()
    for data_set in DataSet.objects.filter(year__in=years_before(year, POOLED)[1:], replaced_by=None):
        if data_set.kind in PUPIL_KINDS and not is_protected(data_set):
            unsafe.add(data_set.kind)
    before = Figure.objects.current().filter(
        year__in=years_before(year, POOLED)[1:], span=1, hidden=True, data_set__kind__in=PUPIL_KINDS
    )
    for identity in before.values_list(*IDENTITY).iterator():
        single[identity] = True
    pooled = Figure.objects.filter(data_set__in=sets).exclude(span=1).values_list("pk", "data_set__kind", *IDENTITY)
    return {
        pk
        for pk, kind, *identity in pooled.iterator()
        if kind in unsafe or single[tuple(identity)] or identity[0].partition(":")[0] not in LEVELS
    }


def _inside(data_set: DataSet) -> set[int]:
    """Overlaps of groups: they are not in the gate's tables, and could tell what those hide, so they never leave."""
    return set(data_set.figures.filter(measure__startswith=PREFIX).values_list("pk", flat=True))


def _of_published(data_set: DataSet) -> set[int]:
    """Published figures of a small group: they were published by others, and still are not ours to repeat."""
    rows = data_set.figures.filter(value__isnull=False).values_list("pk", "cohort", "pupils")
    return {
        pk
        for pk, cohort, pupils in rows
        if (told := pupils if pupils is not None else cohort) is not None and 0 < told < RULES.least_cohort
    }
