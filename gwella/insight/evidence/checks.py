"""What a school has said of its figures: which data sets it found right, what it disputes, what still waits."""

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from gwella.domain.figures.models import DataSet, Dispute, Figure, FigureCheck, FigureRevision
from gwella.domain.schools.models import School
from gwella.domain.schools.models.register import SchoolQuerySet
from gwella.insight.evidence.measures import GROUP_ORDER, ORDER

ACCEPTED, WAITING, DISPUTED = "accepted", "waiting", "disputed"


@dataclass(frozen=True, slots=True)
class Checked:
    """One data set as a school has to check it. `check` may be of an earlier version: what came since changed nothing
    of this school's. `changed` counts what a later version changed after the school had found the earlier one right.
    """

    data_set: DataSet
    figures: int
    check: FigureCheck | None
    open_disputes: int
    changed: int

    @property
    def state(self) -> str:
        """Found right, disputed in part, or waiting for the school."""
        if self.open_disputes:
            return DISPUTED
        return ACCEPTED if self.check else WAITING


def to_check(school: School, disputes: Sequence[Dispute]) -> list[Checked]:
    """The data sets that hold figures of a school, latest year first; two queries, and one more where a check is of an
    earlier version. `disputes` are the school's.
    """
    told = Figure.objects.told().filter(school=school, span=1).order_by()
    rows = DataSet.objects.filter(figures__in=told.values("pk"))
    held = rows.annotate(count=Count("figures")).order_by("-year", "kind")
    return _all_checked(school, [(data_set, data_set.count) for data_set in held], disputes)


def latest_and_earlier(rows: Sequence[Checked]) -> tuple[list[Checked], list[Checked]]:
    """The latest year of each kind of data, then the years before; each in the order given."""
    latest: dict[str, str] = {}
    for row in rows:
        latest[row.data_set.kind] = max(row.data_set.year, latest.get(row.data_set.kind, ""))
    first = [row for row in rows if row.data_set.year == latest[row.data_set.kind]]
    return first, [row for row in rows if row.data_set.year != latest[row.data_set.kind]]


def check_of(school: School, data_set: DataSet, figures: int, disputes: Sequence[Dispute]) -> Checked:
    """One data set, holding so many figures of the school, as the school has to check it; a query or two."""
    return _all_checked(school, [(data_set, figures)], disputes)[0]


def _all_checked(school: School, held: Sequence[tuple[DataSet, int]], disputes: Sequence[Dispute]) -> list[Checked]:
    checks, changes = _said(school, [data_set for data_set, _count in held])
    waiting = Counter((row.data_set.kind, row.year) for row in disputes if row.answered_at is None)
    found = []
    for data_set, count in held:
        key = (data_set.kind, data_set.year)
        found.append(_checked(data_set, count, checks[key], changes[key], waiting[key]))
    return found


Key = tuple[str, str]


def _said(
    school: School, held: Sequence[DataSet]
) -> tuple[Mapping[Key, list[FigureCheck]], Mapping[Key, list[tuple[int, int]]]]:
    """By kind and year: the school's checks, latest version first; and (version, figures of the school it changed)."""
    years = {data_set.year for data_set in held}
    checks: dict[Key, list[FigureCheck]] = defaultdict(list)
    for check in (
        FigureCheck.objects.filter(school=school, data_set__year__in=years)
        .select_related("data_set", "accepted_by")
        .order_by("-data_set__version")
    ):
        checks[check.data_set.kind, check.data_set.year].append(check)
    changes: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    if all(data_set.version <= _latest(checks[data_set.kind, data_set.year]) for data_set in held):
        return checks, changes
    rows = FigureRevision.objects.filter(school=school, data_set__year__in=years).order_by()
    told = rows.values_list("data_set__kind", "data_set__year", "data_set__version").annotate(count=Count("pk"))
    for kind, year, version, count in told:
        changes[kind, year].append((version, count))
    return checks, changes


def _latest(checks: Sequence[FigureCheck]) -> int:
    """The latest version that was found right; without any, no version is later than it."""
    return checks[0].data_set.version if checks else sys.maxsize


def _checked(
    data_set: DataSet, figures: int, checks: Sequence[FigureCheck], changes: Sequence[tuple[int, int]], disputes: int
) -> Checked:
    latest = checks[0] if checks else None
    since = latest.data_set.version if latest else data_set.version
    changed = sum(count for version, count in changes if since < version <= data_set.version)
    return Checked(data_set, figures, None if changed else latest, disputes, changed)


def figures_to_check(school: School, data_set: int) -> list[Figure]:
    """A school's figures of a data set, with it, single years, in the order measures are told; one query."""
    rows = Figure.objects.told().filter(school=school, data_set=data_set, span=1).select_related("data_set")
    return sorted(rows, key=lambda row: (ORDER.get(row.measure, 999), row.measure, GROUP_ORDER.get(row.group, 99)))


def figure_now(dispute: Dispute) -> Figure | None:
    """The figure a dispute is about, as it is told today; one query. None where there is none any more."""
    rows = Figure.objects.told().filter(
        school=dispute.school_id,
        year=dispute.year,
        measure=dispute.measure,
        group=dispute.group,
        span=dispute.span,
    )
    return rows.first()


def disputes_of(school: School, data_set: DataSet | None = None) -> list[Dispute]:
    """What a school has disputed, of any version of one data set where it is named, newest first; one query."""
    rows = Dispute.objects.filter(school=school).select_related("data_set", "raised_by", "answered_by")
    if data_set is not None:
        rows = rows.filter(data_set__kind=data_set.kind, year=data_set.year)
    return list(rows)


def disputed_now(school: School) -> dict[tuple[str, str, str], Dispute]:
    """What a school disputes and nobody has answered, by measure, group and year; one query."""
    rows = Dispute.objects.filter(school=school, answered_at=None, span=1)
    return {(row.measure, row.group, row.year): row for row in rows}


def disputes_at(schools: SchoolQuerySet) -> "QuerySet[Dispute]":
    """What the schools dispute or have disputed."""
    rows = Dispute.objects.filter(school__in=schools.order_by().values("pk"))
    return rows.select_related("school__council", "data_set", "raised_by", "answered_by")


def waiting_checks(schools: Collection[int]) -> dict[int, tuple[str, int]]:
    """By school: how many kinds of data have a latest year the school has not looked at, and the latest such year. One
    query for the figures, two for what was said. Schools with nothing to check are left out.
    """
    rows = Figure.objects.told().filter(school__in=schools, span=1).order_by()
    sets: dict[int, set[tuple[str, Key, int]]] = defaultdict(set)
    told = rows.values_list("school_id", "data_set__year", "data_set__kind", "data_set__version").distinct()
    for school, year, kind, version in told:
        sets[school].add((year, (kind, year), version))
    if not sets:
        return {}
    said: dict[tuple[int, Key], int] = defaultdict(int)
    for school, kind, year, version in FigureCheck.objects.filter(school__in=sets).values_list(
        "school_id", "data_set__kind", "data_set__year", "data_set__version"
    ):
        said[school, (kind, year)] = max(said[school, (kind, year)], version)
    changed: dict[tuple[int, Key], int] = defaultdict(int)
    for school, kind, year, version in (
        FigureRevision.objects.filter(school__in=sets)
        .order_by()
        .values_list("school_id", "data_set__kind", "data_set__year", "data_set__version")
        .distinct()
    ):
        changed[school, (kind, year)] = max(changed[school, (kind, year)], version)
    found = {}
    for school, held in sets.items():
        latest = dict(sorted(key for _year, key, _version in held))  # of each kind its last year
        waits = [key[1] for key in latest.items() if said[school, key] == 0 or changed[school, key] > said[school, key]]
        if waits:
            found[school] = (max(waits), len(waits))
    return found
