"""A school's targets: the table over the years, and one value recorded after a check. Nothing is ever written over."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.text import tidy
from gwella.domain.figures.actions import record_target
from gwella.domain.figures.models import Target
from gwella.domain.figures.rules import TARGET_STAGES
from gwella.domain.people.models import User
from gwella.domain.schools.access import Reach
from gwella.domain.schools.models import School
from gwella.insight.evidence.measures import words_of
from gwella.insight.evidence.targets import Aim, aims_of, measures_to_aim_at, targets_of
from gwella.web.boards.words import figure_text, measure_name, moment, number, value_text
from gwella.web.checking.school import about, crumbs
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Fact, Moment, Summary, Table, Timeline
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.pages import at_school, page, reach_of

# Which permission lets a stage be recorded. What came is read from the figures.
STAGES = {"set": "set_targets", "agreed": "agree_targets", "forecast": "set_targets"}
YEARS_AHEAD = 3


@page(at_school("view_figures"))
def targets(request: HttpRequest, school: School) -> HttpResponse:
    """What the school aims at and what came, with who said so and when."""
    given = targets_of(school)
    aims = aims_of(school, given)
    context = {
        "about": about(school),
        "crumbs": crumbs(school),
        "check": reverse("school_check", args=[school.number]),
        "table": _table(aims) if aims else None,
        "history": _history(given) if given else None,
        "record": reverse("school_target_record", args=[school.number]) if _stages(reach_of(request), school) else "",
    }
    return render(request, "checking/targets.html", context)


def _table(aims: Sequence[Aim]) -> Table:
    columns = [
        Column(gettext("Measure")),
        *(Column(gettext(TARGET_STAGES[stage])) for stage in STAGES),
        Column(gettext("What came")),
        Column(gettext("One pupil is worth"), True),
    ]
    rows = [
        [
            Cell(measure_name(aim.measure.code), aim.year),
            *(_given(aim, stage) for stage in STAGES),
            _came(aim),
            Blank(gettext("pupils not known")) if aim.worth is None else number(aim.worth),
        ]
        for aim in aims
    ]
    return Table(columns, rows, caption=gettext("Targets"))


def _given(aim: Aim, stage: str) -> Content:
    target = aim.latest.get(stage)
    if target is None:
        return Blank(gettext("not yet"))
    return Cell(value_text(target.value, aim.measure.unit), f"{target.given_by.name}, {moment(target.given_at)}")


def _came(aim: Aim) -> Content:
    if aim.came is not None:
        return Cell(figure_text(aim.came), _pupils(aim.came.pupils))
    by_hand = aim.latest.get("actual")
    if by_hand is not None:
        return Cell(value_text(by_hand.value, aim.measure.unit), by_hand.given_by.name)
    return Blank(gettext("figures have not come in yet"))


def _pupils(count: int | None) -> str:
    return "" if count is None else gettext("pupils: %(count)s") % {"count": count}


def _history(given: Sequence[Target]) -> Timeline:
    return Timeline(
        [
            Moment(
                moment(target.given_at),
                f"{measure_name(target.measure)}, {target.year}: "
                f"{value_text(target.value, words_of(target.measure).unit)}",
                target.note,
                f"{gettext(TARGET_STAGES[target.stage])} · {target.given_by.name}",
            )
            for target in given
        ]
    )


def _stages(reach: Reach, school: School) -> list[str]:
    """The stages one may record at the school."""
    held = {code for code in set(STAGES.values()) if reach.schools(code).filter(pk=school.pk).exists()}
    return [stage for stage, permission in STAGES.items() if permission in held]


# ---- one value


class TargetForm(forms.Form):
    """One value on the way of a target."""

    measure = forms.ChoiceField(label=_("Measure"))
    year = forms.ChoiceField(label=_("School year"))
    stage = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect, error_messages={"required": _("Say what it is.")}
    )
    value = forms.DecimalField(
        label=_("Value"),
        min_value=0,
        max_digits=9,
        decimal_places=3,
        error_messages={"required": _("Enter the value.")},
    )
    cohort = forms.IntegerField(
        label=_("Pupils in the group"),
        help_text=_("So that it can be said what one pupil is worth."),
        required=False,
        min_value=1,
        max_value=5000,
    )
    note = forms.CharField(
        label=_("What is it based on?"),
        help_text=_("Name no pupil."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows_shown": 3}),
    )

    def __init__(self, *args: Any, school: School, stages: Sequence[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "measure": [(words.code, gettext(words.name)) for words in measures_to_aim_at(school)],
            "year": [(year, year) for year in _years(today)],
            "stage": [(stage, gettext(TARGET_STAGES[stage])) for stage in stages],
        }
        for name, values in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = values

    def clean_note(self) -> str:
        """The note without stray spaces."""
        return tidy(self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        """A percentage is at most 100."""
        given = super().clean() or {}
        is_percentage = words_of(given.get("measure", "")).unit == "percent"
        if is_percentage and given.get("value", 0) > 100:
            self.add_error("value", gettext("A percentage is at most 100."))
        return given


def _years(today: date) -> list[str]:
    first = int(clock.school_year(today)[:4])
    return [f"{y}/{(y + 1) % 100:02d}" for y in range(first, first + YEARS_AHEAD + 1)]


@page(at_school("view_figures"), methods=("GET", "POST"))
def record(request: HttpRequest, school: School) -> HttpResponse:
    """Ask for one value, show it before the yes, record it. The same again makes no second one."""
    stages = _stages(reach_of(request), school)
    if not stages:
        raise Http404
    form = TargetForm(request.POST or None, school=school, stages=stages, today=clock.today())
    back = reverse("school_targets", args=[school.number])
    step = request.POST.get("step", "ask")
    if request.method == "POST" and form.is_valid() and step == "yes":
        _record_once(school, form.cleaned_data, cast(User, request.user))
        messages.success(request, gettext("The target is recorded. Earlier values stay below."))
        return HttpResponseRedirect(back)
    is_check = request.method == "POST" and form.is_valid() and step == "check"
    context = {
        "form": form,
        "about": about(school),
        "crumbs": [*crumbs(school), Crumb(gettext("Targets"), back)],
        "back": back,
        "facts": Summary(_facts(form.cleaned_data)) if is_check else None,
    }
    return render(request, "checking/target_check.html" if is_check else "checking/target.html", context)


def _record_once(school: School, given: dict[str, Any], by: User) -> None:
    same = {"measure": given["measure"], "year": given["year"], "stage": given["stage"]}
    values = {"value": float(given["value"]), "cohort": given["cohort"], "note": given["note"]}
    last = Target.objects.filter(school=school, **same).order_by("-given_at", "-pk").first()
    if last and last.given_by_id == by.pk and all(getattr(last, name) == value for name, value in values.items()):
        return
    record_target(school, **same, **values, by=by, at=clock.now())


def _facts(given: dict[str, Any]) -> list[Fact]:
    unit, stage = words_of(given["measure"]).unit, TARGET_STAGES[given["stage"]]
    return [
        Fact(gettext("Measure"), measure_name(given["measure"])),
        Fact(gettext("School year"), given["year"]),
        Fact(gettext("What is it?"), gettext(stage)),
        Fact(gettext("Value"), value_text(float(given["value"]), unit)),
        Fact(gettext("Pupils in the group"), str(given["cohort"]) if given["cohort"] else Blank(gettext("not given"))),
        Fact(gettext("What is it based on?"), given["note"] or Blank(gettext("not given"))),
    ]
