"""The demonstration: an invented region, the chain run on it, and the numbers it gives."""

from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.places.actions import MIXED
from gwella.domain.places.models import Service
from gwella.domain.schools.models import Contact, School
from gwella.flows.demonstration import build_demonstration
from gwella.jobs.progress import shown
from gwella.twin.generate import generate

SEED = 1


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
    with shown("Building the region") as tell:
        build_demonstration(region, by=None, at=clock.now(), progress=tell)
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
        make_region(seed=SEED, schools=426)
    yield from _numbers()


def _numbers() -> Iterator[str]:
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
    yield f"Contacts      {Contact.objects.filter(until=None).count()} in post"


def how_to_sign_in(port: int) -> Iterator[str]:
    """Where it is served, and how to sign in as each of the cast."""
    from gwella.twin.cast import PARTS

    yield f"Serving on http://127.0.0.1:{port} (Ctrl-C stops it)"
    yield f"Sign in as one of the cast, one click each: http://127.0.0.1:{port}/en/account/cast/"
    for member in PARTS:
        yield f"  {member.name:<24} {member.role.replace('_', ' ')}"
