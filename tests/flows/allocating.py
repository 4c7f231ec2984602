"""The cast with people enough to share six schools out among, and one change of heart."""

from collections.abc import Sequence
from datetime import UTC, datetime

from gwella.domain.people.models import SystemLeader, User
from gwella.domain.schools.models import Contact, Federation, Interest, SchoolLink
from tests.cast import SINCE, TODAY, Cast

AT = datetime(2020, 2, 3, 9, 12, tzinfo=UTC)
EVERY_PHASE = ("nursery", "primary", "middle", "secondary", "special", "pru")
# The schools the service looks after; Tŷ Gwyn is independent.
SERVED = ("9931101", "9932147", "9932150", "9934012", "9952101", "9954012")


def leader(
    email: str,
    name: str,
    *,
    half_days: int = 60,
    phases: Sequence[str] = EVERY_PHASE,
    welsh: int = 0,
    place: tuple[float, float] = (51.60, -3.40),
) -> User:
    """Somebody who looks after schools."""
    user = User.objects.create_user(email, name)
    SystemLeader.objects.create(
        user=user,
        half_days=half_days,
        phases=list(phases),
        welsh_level=welsh,
        latitude=place[0],
        longitude=place[1],
    )
    return user


def staff(cast: Cast) -> dict[str, User]:
    """Angharad and three more: Nerys (Welsh, by the sea), Glyn (English, by the sea), Sara (English, in the valley)."""
    return {
        "angharad": cast.angharad,
        "nerys": leader("nerys@example.invalid", "Nerys Bowen", welsh=5, place=(51.43, -3.21)),
        "glyn": leader("glyn@example.invalid", "Glyn Tucker", place=(51.42, -3.21)),
        "sara": leader("sara@example.invalid", "Sara Yates", place=(51.61, -3.42)),
    }


def federate(cast: Cast, *numbers: str) -> None:
    """Make these schools one federation."""
    federation = Federation.objects.create(name_en="Federation", name_cy="Ffederasiwn")
    for number in numbers:
        cast.schools[number].federation = federation
        cast.schools[number].save()


def head_of_both(cast: Cast, *numbers: str) -> None:
    """One person heads all of these schools."""
    for number in numbers:
        Contact.objects.filter(school=cast.schools[number], role="head").delete()
        Contact.objects.create(
            school=cast.schools[number], role="head", name="Mair Bevan", email="mair@example.invalid", since=SINCE
        )


def declare(person: User, cast: Cast, number: str, kind: str = "governor") -> Interest:
    """An interest declared today."""
    return Interest.objects.create(user=person, school=cast.schools[number], kind=kind, declared_on=TODAY)


def links_now() -> dict[str, str]:
    """Who has each school, as links stand."""
    rows = SchoolLink.objects.filter(ends_on=None).values_list("school__number", "leader__name")
    return dict(rows)
