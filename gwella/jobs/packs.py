"""Evidence packs made for schools, in both editions, and issued: from the command line and in the background."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from gwella.core import clock
from gwella.core.audit import Actor
from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.core.work import Progress, does
from gwella.documents.packs.parts import EDITIONS, Edition, Pack, data_of
from gwella.documents.packs.press import PROCESSES, Data, Made, fingerprint, render_many
from gwella.documents.packs.shelf import Kept, Shelf
from gwella.documents.paper import CannotPrint, FontsMissing
from gwella.domain.figures.actions import PackFacts, issue_packs
from gwella.domain.figures.models import SimilarSchool
from gwella.domain.people.models import User
from gwella.domain.places.models import Service
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School
from gwella.insight.boards.packs import years_with_figures
from gwella.insight.evidence.hiding import hide
from gwella.insight.evidence.pieces import SchoolEvidence
from gwella.insight.evidence.school import evidence_of
from gwella.jobs.letters import FONTS_MISSING

# Schools whose evidence is read at once.
BATCH = 40
# The facts by which similar schools are chosen, as the measures of context they are.
_MATCHED = {"fsm": "fsm_share", "aln": "aln_share", "early_language": "early_language_share", "pupils": "pupils"}


@dataclass
class Making:
    """What came of making packs: by school's key; how many had to be made; who has nothing to tell; what failed."""

    kept: dict[int, Kept] = field(default_factory=dict)
    made_now: int = 0
    nothing: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Schools that are seen to."""
        return len(self.kept) + len(self.nothing) + len(self.failed)


def shelf() -> Shelf:
    """Where this service keeps its packs."""
    return Shelf(Path(settings.MEDIA_ROOT) / "packs")


def ensure_year(year: str) -> None:
    """Raise `BadInput` where nothing is here of a school year."""
    known = years_with_figures()
    if year not in known:
        raise BadInput(
            Problem(
                "packs.no_figures",
                mark("No figures of {year} are here, so no pack can be made."),
                mend=mark("Years with figures: {known}"),
                params={"year": year, "known": ", ".join(known) or "–"},
            )
        )


def schools_named(numbers: Sequence[str]) -> "QuerySet[School]":
    """The schools of these numbers, or all that are served. Raises `BadInput` for a number nobody has."""
    if not numbers:
        return School.objects.served()
    found = School.objects.filter(number__in=numbers)
    missing = sorted(set(numbers) - set(found.values_list("number", flat=True)))
    if missing:
        raise BadInput(
            [
                Problem("packs.no_school", mark("No school has the number {number}."), params={"number": number})
                for number in missing
            ]
        )
    return found


def make_packs(schools: "QuerySet[School]", *, year: str, progress: Progress, processes: int = PROCESSES) -> Making:
    """Make the packs of schools, both editions of each.

    One that says the same as before is not made again, so that work broken off goes on where it was. Raises `BadInput`
    for a year without figures, and without fonts.
    """
    ensure_year(year)
    asked = list(schools.select_related("council").order_by("number"))
    place, making = shelf(), Making()
    halves: dict[int, dict[str, Made]] = defaultdict(dict)
    progress(0, len(asked))
    try:
        for (school, print_of, edition), made in render_many(_wanted(asked, year, place, making), processes=processes):
            if isinstance(made, CannotPrint):
                making.failed[school.number] = str(made)
            else:
                halves[school.pk][edition] = made
                if len(halves[school.pk]) == len(EDITIONS):
                    making.kept[school.pk] = place.keep(print_of, halves.pop(school.pk))
                    making.made_now += 1
            progress(making.done, len(asked))
    except FontsMissing as missing:
        raise BadInput(FONTS_MISSING) from missing
    progress(making.done, len(asked))
    return making


def _wanted(
    asked: Sequence[School], year: str, place: Shelf, making: Making
) -> Iterator[tuple[tuple[School, str, Edition], tuple[Data, date]]]:
    """Each edition still to be made; what lies on the shelf already is taken from there on the way."""
    for school, editions, dated in told_packs(asked, year, making):
        print_of = fingerprint({str(edition): data for edition, data in editions.items()}, dated)
        if found := place.find(print_of):
            making.kept[school.pk] = found
            continue
        for edition, data in editions.items():
            yield (school, print_of, edition), ({**data, "keywords": [print_of[:16]]}, dated)


def told_packs(
    asked: Sequence[School], year: str, making: Making
) -> Iterator[tuple[School, dict[Edition, Data], date]]:
    """What the packs of schools say, batch by batch. Schools with nothing to tell are noted and left out."""
    service = Service.objects.first()
    for some in _batches(asked):
        evidence = evidence_of(some, year=year, safe=False)
        similar, counts = _similar([school.pk for school in some], year)
        for school in some:
            true = evidence[school.pk]
            if not true.parts:
                making.nothing.append(school.number)
                continue
            pack = Pack(
                evidence=true,
                edition="head",
                service=service.name if service else school.council.name,
                similar=similar.get(school.pk, {}),
                similar_count=counts.get(school.pk, 0),
                demonstration=bool(service and service.is_demonstration),
            )
            safe = replace(pack, evidence=hide(true), edition="governors")
            yield school, {one.edition: data_of(one) for one in (pack, safe)}, _dated(true)


def _batches(asked: Sequence[School]) -> Iterator[Sequence[School]]:
    """The schools, some at a time."""
    for start in range(0, len(asked), BATCH):
        yield asked[start : start + BATCH]


def _dated(evidence: SchoolEvidence) -> date:
    """The day of the youngest data in the pack: the same figures make the same file, whenever it is made."""
    days = [one.source.as_at for one in evidence.measures if one.source]
    return max(days, default=date(int(evidence.year[:4]) + 1, 8, 31))


def _similar(keys: Sequence[int], year: str) -> tuple[dict[int, dict[str, float]], dict[int, int]]:
    """By school: the mean of its similar schools in each fact they were chosen by, and how many they are. One query."""
    values: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    counts: dict[int, int] = defaultdict(int)
    rows = SimilarSchool.objects.filter(school__in=keys, year=year).order_by()
    for school, why in rows.values_list("school_id", "why"):
        counts[school] += 1
        for fact, (_share, _own, other) in why.items():
            if other is not None and fact in _MATCHED:
                values[school][_MATCHED[fact]].append(other)
    means = {school: {name: sum(all_) / len(all_) for name, all_ in held.items()} for school, held in values.items()}
    return means, counts


def issue(making: Making, *, year: str, by: Actor) -> int:
    """Issue the packs made: they are then open to their schools. How many are new."""
    facts = [PackFacts(school, kept.sha256, kept.pages) for school, kept in making.kept.items()]
    return issue_packs(facts, year=year, by=by, at=clock.now())


def write_out(making: Making, folder: Path, *, year: str, editions: Sequence[str]) -> int:
    """Copy packs into a folder, named by school, year and edition. How many files."""
    folder.mkdir(parents=True, exist_ok=True)
    place, numbers = shelf(), dict(School.objects.filter(pk__in=making.kept).values_list("pk", "number"))
    written = 0
    for key, kept in making.kept.items():
        for edition in editions:
            name = f"{numbers[key]}-{year.replace('/', '-')}-{edition}.pdf"
            (folder / name).write_bytes(place.path(kept.sha256, edition).read_bytes())
            written += 1
    return written


@does("packs.make")
def make(params: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Make and issue the packs of every school within reach of whoever asked. Params: year, by."""
    by = User.objects.get(pk=params["by"])
    schools = Reach(by, clock.today()).schools("issue_packs")
    making = make_packs(schools, year=params["year"], progress=progress)
    issued = issue(making, year=params["year"], by=by)
    return {
        "issued": issued,
        "made": making.made_now,
        "nothing": len(making.nothing),
        "failed": len(making.failed),
        "page": "packs",
        "args": [],
    }
