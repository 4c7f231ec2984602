"""A confirmed allocation of the cast's schools, with heads, chairs and a clerk who get letters or do not."""

from datetime import date, datetime

from gwella.core.clock import ZONE
from gwella.domain.allocation.models import AllocationRun, Notice, Proposal
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.people.models import User
from gwella.domain.people.rules import ROLES
from gwella.domain.schools.models import Contact, School
from gwella.flows.letters import prepare_letters, signing_of
from tests.cast import Cast

# A Monday in the middle of a term.
MONDAY = datetime(2020, 2, 3, 10, 0, tzinfo=ZONE)
FRIDAY_NIGHT = datetime(2020, 1, 31, 19, 30, tzinfo=ZONE)


def make_run(
    cast: Cast, *, number: int = 1, state: str = "confirmed", starts_on: date = date(2020, 2, 3)
) -> AllocationRun:
    """A run over all served schools: Angharad has every school of Cwm Rhedyn, nobody those of Porth Hafan."""
    served = list(School.objects.served().select_related("council").order_by("number"))
    run = AllocationRun.objects.create(
        number=number,
        school_year="2019/20",
        framework="wales-2017",
        starts_on=starts_on,
        seed=1,
        weights={},
        inputs_hash="0" * 64,
        objective=0,
        bound=0,
        gap=0,
        is_proven=True,
        unmet_half_days=0,
        unmet_floor_half_days=0,
        schools=len(served),
        people=1,
        seconds=0,
        state=state,
        proposed_at=MONDAY,
        confirmed_at=MONDAY if state == "confirmed" else None,
    )
    Proposal.objects.bulk_create(
        [
            Proposal(run=run, school=s, leader=cast.angharad if s.council.code == "993" else None, half_days=10)
            for s in served
        ]
    )
    return run


def categorise(school: School, category: str = "amber", half_days: int = 30) -> CategoryRecord:
    """Decide a school's category for the year."""
    return CategoryRecord.objects.create(
        school=school,
        school_year="2019/20",
        framework="wales-2017",
        standards_group="2",
        capacity="C",
        category=category,
        ceiling_half_days=half_days,
        source="published",
    )


def post(school: School, role: str, name: str, **more: object) -> Contact:
    """Somebody in a post at a school; `email` empty unless given."""
    return Contact.objects.create(**{"school": school, "role": role, "name": name, "since": date(2018, 9, 1), **more})


def prepare(run: AllocationRun, by: User, at: datetime = MONDAY) -> int:
    """Prepare the letters of a run, signed by a head within the service."""
    return prepare_letters(run, signing=signing_of(by, ROLES["head_of_service"]), by=by, at=at)


def prepared_run(cast: Cast) -> AllocationRun:
    """A confirmed run with three letters: head (Welsh) and chair of Nant-y-Felin, and a head without e-mail."""
    Contact.objects.filter(user=cast.elin).update(reads="cy")
    post(cast.pont, "head", "Owen Ellis", reads="en")
    categorise(cast.nant)
    run = make_run(cast)
    prepare(run, cast.carys)
    return run


def references(run: AllocationRun, state: str) -> list[str]:
    """The references of a run's letters in a state."""
    return list(Notice.objects.filter(run=run, state=state).order_by("reference").values_list("reference", flat=True))
