"""The demonstration: an invented region, the chain run on it, and the numbers it gives."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.figures.models import DataSet, Figure, Standing
from gwella.domain.figures.rules import PUPIL_KINDS
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.actions import MIXED
from gwella.domain.places.models import Service
from gwella.domain.schools.models import Contact, School
from gwella.flows.allocation import confirm, counts_of, propose
from gwella.flows.demonstration import build_demonstration
from gwella.flows.evidence.demonstration import bring_in_pupils
from gwella.jobs.evidence import work_out
from gwella.jobs.letter_run import letters
from gwella.jobs.progress import shown
from gwella.twin.generate import generate
from gwella.twin.pupils import grow

SEED = 1
SCHOOLS = 426
YEARS_GROWN, YEARS_FIGURED = 10, 6


def start_over() -> None:
    """Remove the demonstration's data. A real service's are never touched."""
    call_command("migrate", verbosity=0)
    service = Service.objects.first()
    if service and not service.is_demonstration:
        raise BadInput(MIXED)
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for path in settings.HOME.glob(f"{name.rsplit('/', 1)[-1]}*"):
            path.unlink()
    else:
        call_command("flush", interactive=False, verbosity=0)


def make_region(*, seed: int, schools: int) -> dict[str, int]:
    """Invent a region into an empty installation; the counts of what it holds."""
    if Service.objects.exists() or School.objects.exists():
        raise BadInput(MIXED)
    region = generate(seed=seed, schools=schools)
    with shown(gettext("Building the region")) as tell:
        build_demonstration(region, by=None, at=_morning() - timedelta(hours=1), progress=tell)
    return {
        "councils": len(region.councils),
        "schools": len(region.schools),
        "served": School.objects.served().count(),
        "system leaders": len(region.leaders),
        "people": len(region.people),
    }


def build() -> Iterator[str]:
    """Set up and run the chain as far as it has not been run; a line for each step."""
    call_command("migrate", verbosity=0)
    if not Service.objects.exists():
        make_region(seed=SEED, schools=SCHOOLS)
    yield from _region_numbers()
    run = AllocationRun.objects.filter(state=AllocationRun.State.CONFIRMED).order_by("-number").first()
    yield from _allocation_numbers(run or _allocate())
    yield from _letter_numbers()
    yield from _evidence_numbers()


def _allocate() -> AllocationRun:
    carys = _carys()
    with shown(gettext("Working out who looks after which school")) as tell:
        run = propose(starts_on=clock.today(), seed=SEED, by=carys, at=_morning(), progress=tell)
    confirm(run, by=carys, at=_morning())
    run.refresh_from_db()
    return run


def _carys() -> User:
    """The head of service of the cast: what a person must say yes to, she says yes to."""
    return User.objects.get(email__startswith="carys.bowen@")


def _morning() -> datetime:
    """Nine o'clock on the service's date, when a letter may reach a school whatever the hour it is built at."""
    return datetime.combine(clock.today(), time(9), tzinfo=clock.ZONE)


def _region_numbers() -> Iterator[str]:
    served = School.objects.served()
    service = Service.objects.get()
    yield f"{service.name_en} · {service.name_cy} (invented)"
    yield f"Register      {School.objects.count()} schools, {served.count()} served"
    year = clock.school_year(clock.today())
    counts = {
        category: CategoryRecord.objects.filter(school_year=year, school__in=served, category=category).count()
        for category in ("green", "yellow", "amber", "red")
    }
    told = ", ".join(f"{number} {category}" for category, number in counts.items())
    yield f"Categories    {told}, {served.count() - sum(counts.values())} without"
    yield f"People        {SystemLeader.objects.count()} system leaders, {_in_post()} contacts in post"


def _in_post() -> int:
    return Contact.objects.filter(until=None).count()


def _allocation_numbers(run: AllocationRun) -> Iterator[str]:
    counts = counts_of(run, on=clock.today())
    yield (
        f"Allocation    {counts.assigned} of {counts.schools} schools assigned to {counts.people} people, "
        f"{counts.conflicts} conflicts, {counts.over_capacity} over capacity"
    )
    yield (
        f"              days short {counts.unmet_days:g}, within {100 * counts.gap:.2f} % of the best possible"
        f"{' (proven)' if run.is_proven else ''}, found in {counts.seconds:.1f} s"
    )


def _letter_numbers() -> Iterator[str]:
    with shown(gettext("Letters")) as tell:
        counts = letters(
            signer_email=_carys().email, approve=True, urgency="", send=True, out=None, progress=tell, at=_morning()
        )
    yield (
        f"Letters       {counts['letters']} to {counts['schools']} schools, {counts['in_welsh']} with Welsh and "
        f"{counts['in_english']} with English pages, {counts['sent']} sent to {settings.MAIL_FOLDER}"
    )
    yield f"              {counts['untold_schools']} schools not told yet, {counts['to_post']} letters to post"


def _evidence_numbers() -> Iterator[str]:
    if not DataSet.objects.exists():
        _grow_pupils()
    sets = DataSet.objects.filter(kind__in=PUPIL_KINDS, replaced_by=None)
    years = sorted(set(sets.values_list("year", flat=True)))
    rows = sum(sets.values_list("rows", flat=True))
    yield f"Evidence      {rows:,} rows of invented pupils, {years[0]} to {years[-1]}"
    figured = Figure.objects.current()
    told = sorted(set(figured.values_list("year", flat=True).distinct()))
    compared = Standing.objects.count()
    yield f"              {figured.count():,} figures of {told[0]} to {told[-1]}, {compared:,} comparisons"


def _grow_pupils() -> None:
    """Ten years of pupils; figures of the years that the charts and the signs look at."""
    pupils = grow(generate(seed=SEED, schools=SCHOOLS), seed=SEED, years=YEARS_GROWN)
    with shown(gettext("Bringing pupils in")) as tell:
        bring_in_pupils(pupils, by=None, at=_morning(), progress=tell)
    with shown(gettext("Working out figures")) as tell:
        work_out({"years": list(pupils.years[-YEARS_FIGURED:]), "gated": list(pupils.years[-1:])}, tell)


def how_to_sign_in(port: int) -> Iterator[str]:
    """Where it is served, and how to sign in as each of the cast."""
    from gwella.twin.cast import PARTS

    yield f"Serving on http://127.0.0.1:{port} (Ctrl-C stops it)"
    yield f"Sign in as one of the cast, one click each: http://127.0.0.1:{port}/en/account/cast/"
    for member in PARTS:
        yield f"  {member.name:<24} {member.role.replace('_', ' ')}"
