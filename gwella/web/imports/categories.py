"""Where a published list says otherwise than what was decided here: which schools, and one of them decided."""

from typing import cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.categories.actions import decide_category_difference
from gwella.domain.categories.models import CategoryDifference, CategoryStep
from gwella.domain.people.models import User
from gwella.web.components.fields import Radios
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Category, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.imports.drawing import crumbs
from gwella.web.pages import anywhere, page, reach_of
from gwella.web.schools.words import category_word

PERMISSION = "decide_register"


class CategoryDecisionForm(forms.Form):
    """Ours or the published one, with the reason."""

    decision = forms.ChoiceField(
        label=_("Which category holds?"),
        choices=(("keep", _("What was decided here")), ("take", _("What was published"))),
        widget=Radios(
            hints={
                "keep": _("A list that says the same again does not ask again."),
                "take": _("The steps that led to ours stay in the record."),
            }
        ),
        error_messages={"required": _("Say which category holds.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea({"rows_shown": 3}),
        max_length=2000,
        error_messages={"required": _("Say why.")},
    )


def open_category_differences(request: HttpRequest) -> "QuerySet[CategoryDifference]":
    """Categories published otherwise that nobody has decided yet, of schools the person may decide about."""
    mine = reach_of(request).schools(PERMISSION)
    return CategoryDifference.objects.filter(decision="", record__school__in=mine)


@page(anywhere(PERMISSION))
def category_differences(request: HttpRequest) -> HttpResponse:
    """Where a published list says otherwise than what was decided here."""
    language = get_language() or "en"
    waiting = open_category_differences(request).select_related("record__school", "brought_by")
    columns = [
        *(Column(gettext("School")), Column(gettext("School year"))),
        *(Column(gettext("Decided here")), Column(gettext("Published"))),
    ]
    body = [
        [
            Cell(
                row.record.school.name.in_language(language),
                row.record.school.number,
                reverse("category_difference", args=[row.pk]),
            ),
            row.record.school_year,
            _mark(row.framework, row.ours),
            _mark(row.framework, row.theirs),
        ]
        for row in waiting.order_by("-record__school_year", f"record__school__sort_{language}")
    ]
    context = {
        "crumbs": crumbs(),
        "table": Table(columns, body, caption=gettext("Categories to decide")) if body else None,
    }
    return render(request, "imports/category_differences.html", context)


def _mark(framework: str, category: str) -> Category:
    return Category(category, category_word(framework, category))


@page(anywhere(PERMISSION), methods=("GET", "POST"))
def category_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was decided here, or take what was published."""
    mine = reach_of(request).schools(PERMISSION)
    rows = CategoryDifference.objects.select_related("record__school", "brought_by", "decided_by")
    row = get_object_or_404(rows.filter(record__school__in=mine), pk=pk)
    form = CategoryDecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = cast(User, request.user)
        try:
            decide_category_difference(row, **form.cleaned_data, by=by, at=clock.now())
        except Refused as refused:
            form.add_error(None, tell_refusal(refused.verdict))
        else:
            messages.success(request, gettext("Recorded, with your reason."))
            return HttpResponseRedirect(reverse("category_differences"))
    context = {
        "crumbs": crumbs(Crumb(gettext("Categories published otherwise"), reverse("category_differences"))),
        "title": row.record.school.name.in_language(get_language() or "en"),
        "summary": Summary(_facts(row)),
        "form": form,
        "is_open": not row.decision,
    }
    return render(request, "imports/decide_one.html", context)


def _facts(row: CategoryDifference) -> list[Fact]:
    last = CategoryStep.objects.filter(record=row.record_id).select_related("taken_by").last()
    why = ""
    if last:
        told = (last.why, str(last.taken_by or ""), date_format(last.taken_at, "j F Y"))
        why = " · ".join(part for part in told if part)
    facts = [
        Fact(gettext("School year"), row.record.school_year),
        Fact(gettext("Decided here"), _mark(row.record.framework, row.ours), why),
        Fact(
            gettext("Published"),
            _mark(row.framework, row.theirs),
            row.brought_by.file_name if row.brought_by else "",
        ),
    ]
    if row.decision:
        words = dict(CategoryDecisionForm.declared_fields["decision"].choices)  # type: ignore[attr-defined]
        facts.append(Fact(gettext("Decided"), words[row.decision], f"{row.decided_by} · {row.reason}"))
    return facts
