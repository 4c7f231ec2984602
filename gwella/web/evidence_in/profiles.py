"""Mapping profiles: how each supplier's file is read, in words; shared as a file; brought in from another region."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.telling import tell
from gwella.domain.figures.models import MappingProfile
from gwella.domain.people.models import User
from gwella.flows.evidence.profiles import DATE_WORDS, all_profiles, bring_shared, fields_for, profile_as_file
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Fact, Summary, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.components.navigation import Crumb
from gwella.web.evidence_in import words
from gwella.web.evidence_in.forms import SharedProfileForm
from gwella.web.pages import anywhere, page


@page(anywhere("import_data"))
def profiles(request: HttpRequest) -> HttpResponse:
    """Every profile: shipped ones, and those made or brought in here."""
    rows = [
        [
            Cell(profile.name, code, reverse("profile", args=[code])),
            words.kind(profile.kind),
            gettext("version %(number)s") % {"number": held.version} if held else gettext("shipped with the program"),
        ]
        for code, (profile, held) in all_profiles().items()
    ]
    columns = [Column(gettext("Profile")), Column(gettext("What the file holds")), Column(gettext("Version"))]
    context = {
        "crumbs": words.crumbs(),
        "tabs": words.tabs("profiles"),
        "table": Table(columns, rows, caption=gettext("Mapping profiles")),
    }
    return render(request, "evidence_in/profiles.html", context)


@page(anywhere("import_data"))
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One profile in words: which heading is which field, which code is which, how days are written."""
    profile, held = _profile(code)
    fields = fields_for(profile.kind)
    rows: list[list[Content]] = []
    for name, field in fields.items():
        joined = profile.columns.get(name)
        always = profile.constants.get(name)
        if joined:
            where: Content = " + ".join(joined)
        elif always:
            where = gettext("the same in every row: %(value)s") % {"value": always}
        elif profile.wide and name in (profile.wide.into, profile.wide.value):
            where = gettext("a column for each subject")
        else:
            where = Blank(gettext("not in the file"))
        codes = ", ".join(f"{theirs} = {ours or '–'}" for theirs, ours in profile.codes.get(name, {}).items())
        rows.append([Cell(gettext(field.label), name), where, codes or Blank(gettext("as it stands"))])
    columns = [Column(gettext("Our field")), Column(gettext("Their heading")), Column(gettext("Their codes"))]
    facts = [
        Fact(gettext("What the file holds"), words.kind(profile.kind)),
        Fact(gettext("31 January 2019 is written"), DATE_WORDS[profile.dates]),
    ]
    if profile.sheet:
        facts.append(Fact(gettext("Sheet"), profile.sheet))
    versions = MappingProfile.objects.filter(code=code).select_related("made_by")
    context = {
        "crumbs": _crumbs(),
        "profile": profile,
        "held": held,
        "summary": Summary(facts),
        "table": Table(columns, rows, caption=gettext("Fields")),
        "subjects": _subjects(profile),
        "versions": _versions(versions),
    }
    return render(request, "evidence_in/profile.html", context)


def _profile(code: str) -> tuple[Any, MappingProfile | None]:
    found = all_profiles().get(code)
    if found is None:
        raise Http404
    return found


def _subjects(profile: Any) -> Table | None:
    if profile.wide is None:
        return None
    columns = [Column(gettext("Their heading")), Column(gettext("Our subject"))]
    return Table(columns, [list(pair) for pair in profile.wide.columns.items()], caption=gettext("Subjects"))


def _versions(held: Any) -> Table | None:
    rows = [
        [
            Cell(str(one.version), "", f"{reverse('profile_file', args=[one.code])}?version={one.version}"),
            words.day(one.made_at),
            str(one.made_by or gettext("the system")),
        ]
        for one in held
    ]
    columns = [Column(gettext("Version")), Column(gettext("Made on")), Column(gettext("Made by"))]
    return Table(columns, rows, caption=gettext("Versions")) if rows else None


@page(anywhere("import_data"))
def profile_file(request: HttpRequest, code: str) -> HttpResponse:
    """A profile as a TOML file to share; ?version=… for an earlier one."""
    wanted = request.GET.get("version", "")
    text = profile_as_file(code, int(wanted) if wanted.isdecimal() else None)
    if text is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{code}.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@page(anywhere("import_data"), methods=("GET", "POST"))
def share(request: HttpRequest) -> HttpResponse:
    """Bring in a profile that somebody shared."""
    is_sent = request.method == "POST"
    form = SharedProfileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            text = file.read().decode("utf-8")
            held = bring_shared(text, file=file.name, by=cast(User, request.user), at=clock.now())
        except UnicodeDecodeError:
            form.add_error("file", gettext("The file is not text in UTF-8."))
        except BadInput as bad:
            form.add_error("file", " ".join(tell(problem) for problem in bad.problems))
        else:
            messages.success(request, gettext("The profile is here: %(name)s") % {"name": held.name})
            return HttpResponseRedirect(reverse("profile", args=[held.code]))
    return render(request, "evidence_in/profile_share.html", {"crumbs": _crumbs(), "form": form})


def _crumbs() -> list[Crumb]:
    return words.crumbs(Crumb(gettext("Mapping profiles"), reverse("profiles")))
