"""What a register leaves for people: schools it no longer has, corrections it contradicts, values put right by hand."""

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.core import clock
from gwella.core.models import DataImport
from gwella.core.telling import tell_refusal
from gwella.core.verdict import Refused
from gwella.domain.people.models import User
from gwella.domain.schools.models import HandCorrection, RegisterDifference, RegisterMissing, School
from gwella.domain.schools.rules import OUTCOMES, field_words, value_words
from gwella.flows.corrections import REMARKS, settle_difference, settle_missing
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Cell
from gwella.web.components.navigation import Crumb
from gwella.web.imports.drawing import crumbs
from gwella.web.imports.forms import MissingForm
from gwella.web.pages import anywhere, page, reach_of

PERMISSION = "decide_register"


def open_missing(request: HttpRequest) -> "QuerySet[RegisterMissing]":
    """Schools nobody has decided yet, of those the person may decide about."""
    mine = reach_of(request).schools(PERMISSION)
    return RegisterMissing.objects.filter(outcome="", school__in=mine)


def open_differences(request: HttpRequest) -> "QuerySet[RegisterDifference]":
    """Differences nobody has decided yet, of those the person may decide about."""
    mine = reach_of(request).schools(PERMISSION)
    return RegisterDifference.objects.filter(decision="", school__in=mine)


@page(anywhere(PERMISSION))
def missing(request: HttpRequest) -> HttpResponse:
    """Schools of ours a later register no longer has."""
    language = get_language() or "en"
    waiting = open_missing(request).select_related("school__council", "brought_by").order_by("school__sort_en")
    columns = [Column(gettext("School")), Column(gettext("Council")), Column(gettext("Not in the register"))]
    body = [
        [
            Cell(row.school.name.in_language(language), row.school.number, reverse("missing_school", args=[row.pk])),
            row.school.council.name.in_language(language),
            Cell(row.brought_by.file_name, date_format(row.brought_by.brought_at, "j F Y")),
        ]
        for row in waiting
    ]
    context = {
        "crumbs": crumbs(),
        "table": Table(columns, body, caption=gettext("Schools to decide")) if body else None,
    }
    return render(request, "imports/missing.html", context)


@page(anywhere(PERMISSION), methods=("GET", "POST"))
def decide_one_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of one school."""
    mine = reach_of(request).schools(PERMISSION)
    found = get_object_or_404(
        RegisterMissing.objects.select_related("school__council", "brought_by", "decided_by").filter(school__in=mine),
        pk=pk,
    )
    candidates = _newer_schools(found)
    form = MissingForm(found.school, candidates, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            settle_missing(
                found,
                outcome=form.cleaned_data["outcome"],
                followers=form.followers,
                happened_on=form.cleaned_data["happened_on"],
                reason=form.cleaned_data["reason"],
                by=cast(User, request.user),
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, tell_refusal(refused.verdict))
        else:
            messages.success(request, gettext("Recorded. The school's history stays."))
            return HttpResponseRedirect(reverse("missing_schools"))
    return render(request, "imports/decide_one.html", _missing_context(found, form))


def _newer_schools(found: RegisterMissing) -> list[School]:
    """Schools of the same council that this register or a later one brought: the likeliest to follow."""
    later = DataImport.objects.filter(
        kind="register", state=DataImport.State.COMMITTED, pk__gte=found.brought_by_id
    ).values_list("report", flat=True)
    fresh = {line["key"] for report in later for line in report["lists"].get("new", [])}
    return list(School.objects.open().filter(council=found.school.council_id, number__in=fresh))


def _missing_context(found: RegisterMissing, form: MissingForm) -> dict[str, object]:
    school, language = found.school, get_language() or "en"
    facts = [
        Fact(gettext("School number"), school.number),
        Fact(gettext("Council"), school.council.name.in_language(language)),
        Fact(gettext("Not in the register"), found.brought_by.file_name),
    ]
    if found.outcome:
        facts.append(Fact(gettext("Decided"), gettext(OUTCOMES[found.outcome]), str(found.decided_by or "")))
    return {
        "crumbs": crumbs(Crumb(gettext("Schools the register no longer has"), reverse("missing_schools"))),
        "title": school.name.in_language(language),
        "summary": Summary(facts),
        "form": form,
        "is_open": not found.outcome,
    }


@page(anywhere(PERMISSION))
def differences(request: HttpRequest) -> HttpResponse:
    """Where a register contradicts what a person put right."""
    language = get_language() or "en"
    waiting = list(
        open_differences(request).select_related("school__council", "brought_by").order_by("school__sort_en", "field")
    )
    corrections = {
        (row.school_id, row.field): row
        for row in HandCorrection.objects.filter(school__in=[w.school_id for w in waiting]).select_related(
            "corrected_by"
        )
    }
    told = [_difference(row, corrections.get((row.school_id, row.field)), language) for row in waiting]
    return render(request, "imports/differences.html", {"crumbs": crumbs(), "differences": told})


def _difference(row: RegisterDifference, correction: HandCorrection | None, language: str) -> dict[str, object]:
    why = ""
    if correction:
        why = f"{correction.reason} ({correction.corrected_by}, {date_format(correction.corrected_at, 'j F Y')})"
    nothing = gettext("nothing")
    theirs = _words(row.field, row.theirs) or nothing
    return {
        "pk": row.pk,
        "heading": f"{row.school.name.in_language(language)}: {gettext(field_words(row.field))}",
        "summary": Summary(
            [
                Fact(gettext("As we hold it"), _words(row.field, row.ours) or nothing, why),
                Fact(gettext("As the register has it"), theirs, row.brought_by.file_name),
            ]
        ),
    }


def _words(field: str, value: object) -> str:
    words = value_words(field, cast(str, value))
    return gettext(words) if words else ""


@page(anywhere(PERMISSION), methods=("POST",))
def decide_one_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep ours or take the register's."""
    mine = reach_of(request).schools(PERMISSION)
    row = get_object_or_404(RegisterDifference.objects.filter(school__in=mine), pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in ("keep", "take"):
        raise Http404
    try:
        _, remark = settle_difference(row, decision=decision, by=cast(User, request.user), at=clock.now())
    except Refused as refused:
        messages.error(request, tell_refusal(refused.verdict))
    else:
        kept = gettext("Ours is kept; a register that says the same again does not ask again.")
        messages.success(request, kept if decision == "keep" else gettext("The register's value was taken."))
        if remark:
            messages.warning(request, gettext(REMARKS[remark]))
    return HttpResponseRedirect(reverse("register_differences"))
