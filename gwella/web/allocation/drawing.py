"""The parts of the pages of allocation: figures, map, loads, how the plan was made."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from gwella.domain.allocation.models import AllocationRun
from gwella.domain.allocation.queries import LoadOf
from gwella.domain.allocation.rules import RUN_STATES
from gwella.insight.allocation_map import link_map_of
from gwella.web.allocation.seen import RunSeen, travel_of
from gwella.web.allocation.words import RULED_OUT, WISHES, half_days, km, language
from gwella.web.components.days import Load
from gwella.web.components.lists import Column, Fact, Figure, Figures, Summary, Table
from gwella.web.components.map import Area, KeyEntry, Line, Map, Point
from gwella.web.components.marks import Cell, Tag
from gwella.web.components.navigation import Crumb

# From this level of Welsh on a person works in it.
SPEAKS = 4
STATE_TAGS = {"proposed": "now", "confirmed": "done", "withdrawn": "todo"}


def crumbs(run: AllocationRun | None = None) -> list[Crumb]:
    """Where pages about allocation stand."""
    above = [Crumb(gettext("Service"), reverse("service")), Crumb(gettext("Allocation"), reverse("allocation"))]
    if run:
        above.append(Crumb(run_name(run), reverse("allocation_run", args=[run.number])))
    return above


def run_name(run: AllocationRun) -> str:
    """What a run is called."""
    return gettext("Run %(number)s") % {"number": run.number}


def state_tag(run: AllocationRun) -> Tag:
    """The run's state."""
    return Tag(STATE_TAGS[run.state], gettext(RUN_STATES[run.state]))


def gap_words(run: AllocationRun) -> str:
    """How far from the best possible the plan can be, in per cent."""
    # A bound is rounded up: 0.56 % is not "at most 0.5 %".
    up = Decimal(str(100 * run.gap)).quantize(Decimal("0.1"), ROUND_CEILING)
    return f"{number_format(up, decimal_pos=1)} %"


def figures(seen: RunSeen) -> Figures:
    """The five totals of a run."""
    run, count = seen.run, len(seen.everything)
    given = count - len(seen.without)
    barred = ngettext("%(count)s pair barred by interests", "%(count)s pairs barred by interests", run.barred_pairs) % {
        "count": run.barred_pairs
    }
    changing = ngettext("%(count)s changes", "%(count)s change", seen.changes) % {"count": seen.changes}
    if seen.first:
        changing = f"{changing}, " + gettext("had nobody: %(count)s") % {"count": seen.first}
    short = ngettext("%(count)s school, see below", "%(count)s schools, see below", len(seen.without))
    proof = gettext("at most, proven") if run.is_proven else gettext("at most, not proven better")
    return Figures(
        [
            Figure(gettext("Schools given a leader"), given, gettext("of %(count)s") % {"count": count}),
            Figure(gettext("Conflicts"), len(seen.broken), barred),
            Figure(gettext("Keep last year’s leader"), seen.kept, changing),
            Figure(
                gettext("Days short"),
                half_days(seen.unmet),
                short % {"count": len(seen.without)} if seen.without else gettext("every school is covered"),
            ),
            Figure(gettext("From the best possible"), gap_words(run), proof),
        ]
    )


def link_map(seen: RunSeen, person: int | None) -> Map | None:
    """The map of links: thick to one person's schools, or to all that change leader."""
    drawn = link_map_of(seen.everything, language())
    if drawn is None:
        return None
    chosen = {link.leader for link in drawn.links} & {person} if person else set()
    lines = [
        Line(*link.school, *link.base, on=link.leader in chosen if chosen else link.is_new) for link in drawn.links
    ]
    load = next((load for load in seen.loads if load.leader.pk == person), None)
    key = [KeyEntry("base", gettext("Other bases") if chosen else gettext("Bases of system leaders"))]
    if chosen and load:
        told = ngettext("%(name)s, %(count)s school", "%(name)s, %(count)s schools", load.schools)
        key.insert(0, KeyEntry("base-on", told % {"name": load.leader.name, "count": load.schools}))
    key.append(KeyEntry("dot", gettext("School")))
    if drawn.without:
        key.append(KeyEntry("short", gettext("Nobody yet"), len(drawn.without)))
    return Map(
        label=_map_label(seen, load if chosen else None),
        width=drawn.width,
        height=drawn.height,
        areas=[Area(land.path, land.name, *(land.at or (0, 0))) for land in drawn.lands],
        lines=sorted(lines, key=lambda line: line.on),
        dots=[Point(x, y) for x, y in drawn.schools],
        bases=[Point(x, y, pk in chosen) for pk, (x, y) in sorted(drawn.bases.items(), key=lambda b: b[0] in chosen)],
        short=[Point(x, y) for x, y in drawn.without],
        extra_key=key,
        list_id="after-map",
    )


def _map_label(seen: RunSeen, load: LoadOf | None) -> str:
    count = len(seen.everything)
    told = ngettext(
        "Map of %(count)s school joined to the base of its system leader.",
        "Map of %(count)s schools, each joined to the base of its system leader.",
        count,
    ) % {"count": count}
    return f"{told} {_thick(load)}"


def _thick(load: LoadOf | None) -> str:
    if load is None:
        return gettext("Thick lines: schools that change system leader.")
    return gettext("Thick lines: the schools of %(name)s.") % {"name": load.leader.name}


def map_source(seen: RunSeen, person: int | None) -> str:
    """What the picture shows and what it was made from."""
    load = next((load for load in seen.loads if load.leader.pk == person), None)
    made = gettext(
        "Distances are straight lines lengthened to roads, from the person’s base. Boundaries are this service’s own."
    )
    return f"{_thick(load)} {made}"


def since_before(seen: RunSeen) -> tuple[str, Summary] | None:
    """What is different from the run before: its heading and the facts."""
    before = seen.before
    if before is None:
        return None
    facts = [
        Fact(gettext("Days short"), _from_to(half_days(before.unmet), half_days(seen.unmet))),
        Fact(gettext("Changes of leader"), _from_to(before.changes, seen.changes)),
    ]
    was, now = travel_of(before.run), travel_of(seen.run)
    if was is not None and now is not None:
        facts.append(Fact(gettext("Travel a year, km"), _from_to(km(was), km(now))))
    return gettext("Since run %(number)s") % {"number": before.run.number}, Summary(facts, narrow=True)


def _from_to(was: object, now: object) -> str:
    return (
        gettext("%(was)s to %(now)s") % {"was": was, "now": now}
        if was != now
        else gettext("%(now)s, as before") % {"now": now}
    )


def loads(seen: RunSeen, some: Iterable[LoadOf]) -> Table:
    """People's days: kept, new and free, on one scale."""
    some = list(some)
    scale = max((max(load.capacity, load.load) for load in (*seen.loads, *some)), default=0)
    here = reverse("allocation_run", args=[seen.run.number])
    rows = []
    for load in some:
        told = gettext("kept %(kept)s, new %(new)s, capacity %(capacity)s") % {
            "kept": half_days(load.kept),
            "new": half_days(load.new),
            "capacity": half_days(load.capacity),
        }
        count = ngettext("%(count)s school", "%(count)s schools", load.schools) % {"count": load.schools}
        about = " · ".join(part for part in (_about(load), count) if part)
        rows.append(
            [
                Cell(load.leader.name, about, f"{here}?person={load.leader.pk}#map"),
                Load(load.kept, load.new, load.capacity, scale, told),
                half_days(load.load),
                half_days(load.free)
                if load.free >= 0
                else Cell("0", gettext("over by %(days)s") % {"days": half_days(-load.free)}),
            ]
        )
    return Table(
        [
            Column(gettext("System leader")),
            Column(gettext("Days: kept and new, against capacity")),
            Column(gettext("Load"), number=True),
            Column(gettext("Free"), number=True),
        ],
        rows,
        caption=gettext("Load for each person"),
    )


def _about(load: LoadOf) -> str:
    """Where a person starts from, and whether they work in Welsh."""
    leader = getattr(load.leader, "system_leader", None)
    if leader is None:
        return ""
    return " · ".join(
        part for part in (leader.base_name, gettext("Welsh") if leader.welsh_level >= SPEAKS else "") if part
    )


def how_made(run: AllocationRun) -> Summary:
    """What the run was given, so that it can be run again to the same plan."""
    weights = [
        Fact(WISHES[name], number_format(run.weights[name], decimal_pos=None), gettext("not the official value"))
        for name in WISHES
    ]
    inferred = [
        Fact(
            gettext("Home council by the nearest school"),
            run.inferred_homes,
            gettext("People whose base lies within no boundary this service holds: the nearest school’s council."),
        )
    ]
    return Summary(
        [
            Fact(gettext("First day of the links"), date_format(run.starts_on, "j F Y")),
            Fact(gettext("Framework"), f"{run.framework}, {run.school_year}"),
            Fact(gettext("Seed"), str(run.seed)),
            Fact(gettext("Hash of the inputs"), run.inputs_hash[:16]),
            Fact(gettext("May stay unmet beyond the fewest"), f"{run.tolerance} %"),
            Fact(gettext("Cost of the plan"), km(run.objective), gettext("in kilometres it is worth")),
            Fact(gettext("No plan costs less than"), km(run.bound), gettext("with so few days unmet")),
            *weights,
            *(inferred if run.inferred_homes else []),
        ]
    )


def ruled_out(facts: dict[str, dict[str, int]]) -> Summary:
    """How many people each limit rules out."""
    counts = facts.get("ruled_out", {})
    return Summary([Fact(words, counts[code]) for code, words in RULED_OUT.items() if counts.get(code)], narrow=True)
