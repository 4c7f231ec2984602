"""What older frameworks work out from a school's figures: each year's result, and every measure's points."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext

from gwella.domain.schools.models import School
from gwella.insight.evidence.steps import Step, StepPart, steps_of
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.evidence import words
from gwella.web.pages import at_school, page
from gwella.web.schools.profile import header_of, in_reader_s_language, profile_of


@page(at_school("view_figures"))
def steps(request: HttpRequest, school: School) -> HttpResponse:
    """The standards groups and bands of a school, latest year first."""
    context = {
        "header": header_of(profile_of(request, school), "school_evidence"),
        "school": school,
        "steps": [StepDrawing(step) for step in steps_of(school)],
    }
    return render(request, "evidence/steps.html", context)


@dataclass(frozen=True)
class StepDrawing:
    """One framework in one year: a heading, a sentence, a table."""

    step: Step

    @property
    def label(self) -> str:
        """The year and the framework."""
        return f"{self.step.year}, {in_reader_s_language(self.step.name)}"

    @property
    def result(self) -> str:
        if self.step.result is not None:
            return in_reader_s_language(self.step.result)
        return gettext("No band") if self.step.is_band else gettext("No standards group")

    @property
    def say(self) -> str:
        """Its score, and why there is no result or not the one of its points."""
        told = [gettext(self.step.why)] if self.step.why else []
        if self.step.score is not None:
            score = (
                gettext("Sum of points by weight: %(score)s.")
                if self.step.is_band
                else gettext("Mean of points by weight: %(score)s.")
            )
            told.insert(0, score % {"score": _plain(self.step.score)})
        return " ".join(told)

    @property
    def is_all_ours(self) -> bool:
        """Whether no measure's weight is official; then it is said once, not in every row."""
        return all(part.is_ours for part in self.step.parts)

    @property
    def table(self) -> Table:
        """Every measure with what was taken of its figure, the points it earned and its weight."""
        heads = [
            Column(gettext("Measure")),
            Column(gettext("Value"), number=True),
            Column(gettext("Pupils"), number=True),
            Column(gettext("Points"), number=True),
            Column(gettext("Weight"), number=True),
        ]
        rows = [_row(part, marks_ours=not self.is_all_ours) for part in self.step.parts]
        return Table(heads, rows, caption=self.label, tight=True, stacked=True)


def _row(part: StepPart, *, marks_ours: bool) -> list[Content]:
    name = in_reader_s_language(part.name)
    label = name[:1].upper() + name[1:]
    taken = {
        "gap": gettext("the gap"),
        "progress": gettext("its rise on the year before"),
        "context": gettext("how far from the line of schools with as many eligible pupils"),
    }.get(part.seen, "")
    pupils = words.pupils_of(part.pupils, part.why)
    is_small = part.pupils is not None and part.pupils < words.SMALL
    ours = gettext("not the official value") if part.is_ours and marks_ours else ""
    return [
        Cell(label, taken) if taken else label,
        words.blank(part.why) if part.value is None else _value(part, part.value),
        Cell(pupils, gettext("small group: not to be passed on")) if is_small else pupils,
        Blank(gettext("no points")) if part.points is None else str(part.points),
        Cell(_plain(part.weight), ours) if ours else _plain(part.weight),
    ]


def _value(part: StepPart, value: float) -> str:
    """A value with its unit; a difference with its sign where it may fall on either side."""
    if part.seen == "value":
        return words.amount(value, part.unit)
    if part.seen == "gap":
        return words.apart(value, part.unit)
    told = words.apart(value, part.unit)
    return f"+{told}" if value > 0 and not told.startswith("0") else told


def _plain(number: float) -> str:
    rounded = round(number, 2)
    places = next(places for places in (0, 1, 2) if round(rounded, places) == rounded)
    return str(number_format(rounded, decimal_pos=places))
