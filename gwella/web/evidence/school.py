"""A school's evidence: each phase's few measures first, five years, similar or chosen schools, groups and gaps."""

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.domain.figures.models import ComparisonSet
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.insight.evidence.compared import sets_offered
from gwella.insight.evidence.pieces import SchoolEvidence
from gwella.insight.evidence.school import evidence_of
from gwella.insight.evidence.sentences import directions
from gwella.web.evidence.disputed import disputed_at
from gwella.web.evidence.drawing import Beside, PartDrawing
from gwella.web.pages import at_school, page
from gwella.web.schools.profile import Profile, header_of, profile_of


@dataclass(frozen=True)
class Seen:
    """The evidence as one person sees it, beside what they asked for."""

    profile: Profile
    evidence: SchoolEvidence
    sets: list[ComparisonSet]
    chosen: ComparisonSet | None

    @property
    def beside(self) -> Beside:
        return Beside(self.chosen.name if self.chosen else "")

    @property
    def query(self) -> str:
        """The address that shows the same."""
        asked = {"year": self.evidence.year} | ({"set": str(self.chosen.pk)} if self.chosen else {})
        return urlencode(asked)


class Wanted(forms.Form):
    """Which year, and beside whom."""

    mark_optional = False
    year = forms.ChoiceField(label=_("School year"), required=False)
    set = forms.ChoiceField(label=_("Beside"), required=False)

    def __init__(self, seen: Seen) -> None:
        super().__init__({"year": seen.evidence.year, "set": str(seen.chosen.pk) if seen.chosen else ""})
        self.fields["year"].choices = [(year, year) for year in seen.evidence.years]  # type: ignore[attr-defined]
        offered = [("", gettext("Similar schools")), *((str(one.pk), one.name) for one in seen.sets)]
        self.fields["set"].choices = offered  # type: ignore[attr-defined]


def year_of(request: HttpRequest) -> str | None:
    """The school year a request asks for, if any; what is not written as one is 404."""
    year = request.GET.get("year") or None
    if year and not re.fullmatch(r"[0-9]{4}/[0-9]{2}", year):
        raise Http404
    return year


def seen_by(request: HttpRequest, school: School) -> Seen:
    """The evidence a request asks for: true figures for those who hold the right, else the safe version.

    A year of which nothing is here, or a choice the person is not offered, is 404.
    """
    profile = profile_of(request, school)
    year = year_of(request)
    sets = list(sets_offered(school, cast(User, request.user)))
    chosen = None
    if wanted := request.GET.get("set"):
        chosen = next((one for one in sets if str(one.pk) == wanted), None)
        if chosen is None:
            raise Http404
    is_safe = not profile.may("view_figures")
    evidence = evidence_of([school], year=year, safe=is_safe, chosen=chosen)[school.pk]
    if year and year not in evidence.years:
        raise Http404
    return Seen(profile, evidence, sets, chosen)


def lead_of(evidence: SchoolEvidence) -> str:
    """What the measures that matter say together."""
    told = []
    labels = {
        "better": gettext("Better than the year before"),
        "same": gettext("Much the same"),
        "worse": gettext("Worse than the year before"),
        "unknown": gettext("Cannot say"),
    }
    for word, found in directions(evidence).items():
        if found:
            told.append(f"{labels[word]}: {'; '.join(gettext(one.name) for one in found)}.")
    return " ".join(told)


def end_address(seen: Seen, request: HttpRequest) -> str:
    """Where the person puts the choice away, if it is theirs."""
    if seen.chosen is None or seen.chosen.made_by_id != cast(User, request.user).pk:
        return ""
    return reverse("school_comparison_end", args=[seen.profile.school.number, seen.chosen.pk])


@page(at_school("view_safe_figures"))
def evidence(request: HttpRequest, school: School) -> HttpResponse:
    """The Evidence tab."""
    seen = seen_by(request, school)
    export = f"{reverse('school_evidence_export', args=[school.number])}?{seen.query}"
    sees_all = seen.profile.may("view_figures")
    disputed = disputed_at(school, sees_why=sees_all)
    context = {
        "header": header_of(seen.profile, "school_evidence"),
        "school": school,
        "evidence": seen.evidence,
        "lead": lead_of(seen.evidence),
        "wanted": Wanted(seen),
        "parts": [PartDrawing(part, seen.beside, export, disputed) for part in seen.evidence.parts],
        "export": export,
        "end": end_address(seen, request),
        "chosen": seen.chosen,
        "may_choose": sees_all,
        "disputed": disputed,
        "may_check": seen.profile.may("check_figures"),
        "query": seen.query,
    }
    return render(request, "evidence/school.html", context)
