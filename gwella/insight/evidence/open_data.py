"""Figures as open data: one row a figure, in both languages, what may not leave blank and saying so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext, override

from gwella.core.text import Bilingual, mark
from gwella.domain.figures.models import DataSet, Figure, FigureRevision
from gwella.domain.figures.models.values import FigureQuerySet
from gwella.domain.figures.rules import DATA_KINDS, PUPIL_KINDS, REASONS, STATUSES
from gwella.domain.places.models import Council, Service
from gwella.domain.schools.models import School
from gwella.engine.disclosure import RULES
from gwella.flows.evidence.school_figures import measure_words
from gwella.insight.evidence.measures import GROUP_NAMES, words_of

# The columns of the table, with what each holds.
COLUMNS: Mapping[str, str] = {
    "year": mark("School year"),
    "place": mark("Code of the place: a school’s number, a council’s code, or region"),
    "place_kind": mark("Kind of place: school, council or region"),
    "place_en": mark("Name of the place in English"),
    "place_cy": mark("Name of the place in Welsh"),
    "measure": mark("Code of the measure"),
    "measure_en": mark("Measure, in English"),
    "measure_cy": mark("Measure, in Welsh"),
    "group": mark("Code of the group of pupils"),
    "group_en": mark("Group of pupils, in English"),
    "group_cy": mark("Group of pupils, in Welsh"),
    "years": mark("How many school years are pooled, the named one last"),
    "value": mark("The figure, to one decimal; blank where the symbol says why"),
    "unit": mark("Unit of the figure"),
    "pupils": mark("How many pupils it is told of"),
    "symbol": mark("Why there is no figure, or what is to be known of it"),
    "status": mark("Provisional or final"),
    "data_set": mark("The data set it comes from"),
    "as_at": mark("The day the data speak of"),
}
UNITS: Mapping[str, str] = {
    "percent": mark("percentage"),
    "points": mark("points a pupil, on average"),
    "per_1000": mark("for each thousand pupils"),
    "count": mark("number"),
    "ratio": mark("ratio"),
    "pounds": mark("pounds"),
}
# Why the gate hides a figure, by its own codes.
WHY_HIDDEN: Mapping[str, str] = {
    "count": mark("small count"),
    "cohort": mark("small cohort"),
    "all_or_none": mark("all or none of a small group"),
    "secondary": mark("would give another away"),
    "family": mark("family of schools"),
}
LEAVING_KINDS = (*PUPIL_KINDS, "school_figures", "area_figures")
LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
ATTRIBUTION = mark("Contains public sector information licensed under the Open Government Licence v3.0.")
INVENTED = mark("Invented data of a demonstration: no school, person or figure in it is real.")
SMALL = mark(
    "Counts of 1 to {count} are hidden, so is whatever is told of fewer than {cohort} pupils, and none or all of fewer "
    "than {group}. Further figures are hidden, so that none of these can be worked out from totals or from earlier "
    "releases. The last limit is ours, not an official value."
)
FAMILIES = mark("Figures of families of schools and pupils’ views do not leave the service.")
ALL_SCHOOLS = mark("All schools of the service")
Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class OpenData:
    """The data sets of some school years, ready to leave."""

    sets: Sequence[DataSet]
    names: Mapping[str, Bilingual]

    def rows(self) -> Iterator[list[Cell]]:
        """Every figure under `COLUMNS`, in the order of data set, place, measure, group."""
        words = _Words()
        for data_set in self.sets:
            changed = set(
                FigureRevision.objects.filter(data_set=data_set).values_list("place", "measure", "group", "span")
            )
            for figure in leaving_figures([data_set]).order_by("place", "measure", "group", "span").iterator():
                key = (figure.place, figure.measure, figure.group, figure.span)
                yield self._row(data_set, figure, words, is_revised=key in changed)

    def _row(self, data_set: DataSet, figure: Figure, words: "_Words", *, is_revised: bool) -> list[Cell]:
        kind, _, code = figure.place.partition(":")
        name = self.names.get(figure.place, Bilingual(code or kind, code or kind))
        measure, group = words.of(measure_words(figure.measure)), words.of(GROUP_NAMES.get(figure.group, figure.group))
        unit = words_of(figure.measure).unit
        value = None if figure.hidden or figure.value is None else rounded(figure.value, unit)
        return [
            figure.year,
            code or kind,
            kind,
            name.en,
            name.cy,
            figure.measure,
            measure.en,
            measure.cy,
            figure.group,
            group.en,
            group.cy,
            figure.span,
            value,
            unit,
            None if figure.hidden else figure.pupils,
            symbol(figure, value, data_set.status, is_revised=is_revised),
            data_set.status,
            data_set.kind,
            data_set.as_at.isoformat(),
        ]

    def about(self) -> dict[str, object]:
        """What goes beside the table: sources, as-at, units, symbols, licence and what the gate hid, both languages."""
        service = Service.objects.first()
        limits = {"count": RULES.least_count - 1, "cohort": RULES.least_cohort, "group": RULES.small_group}
        figures = leaving_figures(self.sets)
        notes = [SMALL, FAMILIES]
        if service and service.is_demonstration:
            notes.insert(0, INVENTED)
        return {
            "publisher": {"en": service.name_en, "cy": service.name_cy} if service else None,
            "licence": {"name": LICENCE, "url": LICENCE_URL},
            "attribution": None if service and service.is_demonstration else both(ATTRIBUTION),
            "sources": [
                {
                    "data_set": data_set.kind,
                    "name": both(DATA_KINDS[data_set.kind]),
                    "source": {"en": data_set.source_en, "cy": data_set.source_cy},
                    "year": data_set.year,
                    "version": data_set.version,
                    "status": both(STATUSES[data_set.status]),
                    "as_at": data_set.as_at.isoformat(),
                }
                for data_set in self.sets
            ],
            "columns": {name: both(words) for name, words in COLUMNS.items()},
            "units": {name: both(words) for name, words in UNITS.items()},
            "symbols": {f"[{letter}]": both(words) for letter, words in REASONS.items()},
            "small_numbers": {
                "figures": figures.count(),
                "hidden": figures.filter(hidden=True).count(),
                "notes": [both(note, **limits) for note in notes],
            },
        }


def leaving_figures(sets: Sequence[DataSet]) -> FigureQuerySet:
    """Each figure of these data sets that is told and not by another one; families do not leave."""
    return Figure.objects.told().filter(data_set__in=sets).exclude(place__startswith="family:")


class _Words:
    """Both wordings of a message, looked up once."""

    def __init__(self) -> None:
        self.known: dict[str, Bilingual] = {}

    def of(self, message: str) -> Bilingual:
        if message not in self.known:
            self.known[message] = Bilingual(**both(message))
        return self.known[message]


def both(message: str, **facts: object) -> dict[str, str]:
    """A marked message in both languages."""
    found = {}
    for language in ("en", "cy"):
        with override(language):
            found[language] = gettext(message).format(**facts) if facts else gettext(message)
    return found


def rounded(value: float, unit: str) -> Decimal:
    """The value as shown: once, to one decimal, half up; counts whole."""
    step = Decimal(1) if unit == "count" else Decimal("0.1")
    return Decimal(str(value)).quantize(step, ROUND_HALF_UP)


def symbol(figure: Figure, value: Decimal | None, status: str, *, is_revised: bool) -> str:
    """The one symbol beside a figure: first why it is missing, then what is to be known of it."""
    if figure.hidden:
        return "[c]"
    if figure.reason:
        return f"[{figure.reason}]"
    if value is not None and value == 0 and figure.value:
        return "[k]"
    if is_revised:
        return "[r]"
    return "[p]" if status == "provisional" else ""


def open_data(years: Sequence[str] = ()) -> OpenData:
    """The current data sets of these school years (none named: of all) that have figures."""
    sets = DataSet.objects.filter(replaced_by=None, figured_at__isnull=False, kind__in=LEAVING_KINDS)
    if years:
        sets = sets.filter(year__in=years)
    names = {"region": Bilingual(**both(ALL_SCHOOLS))}
    names |= {f"council:{c.code}": c.name for c in Council.objects.all()}
    schools = School.objects.values_list("number", "name_en", "name_cy")
    names |= {f"school:{number}": Bilingual(en or cy, cy or en) for number, en, cy in schools}
    return OpenData(list(sets.order_by("year", "kind")), names)
