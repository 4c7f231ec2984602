"""A person's own choice of schools to compare with: made, shared, used, put away."""

from itertools import groupby
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.telling import tell_refusal
from gwella.core.text import tidy
from gwella.core.verdict import Refused
from gwella.domain.figures.actions import end_comparison_set, make_comparison_set
from gwella.domain.figures.rules import FIVE_SCHOOLS, can_compare
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.insight.evidence.compared import candidates, sets_offered
from gwella.web.components.fields import Ticks
from gwella.web.pages import at_school, page
from gwella.web.schools.profile import header_of, in_reader_s_language, profile_of


class ChoiceForm(forms.Form):
    """The schools, council by council, with a name for the choice."""

    mark_optional = False
    name = forms.CharField(
        label=_("Name of the choice"),
        max_length=80,
        help_text=_("Such as: Welsh-medium schools of our size."),
        error_messages={"required": _("Give the choice a name.")},
    )
    is_shared = forms.BooleanField(label=_("Offer it to everyone who may see this school’s figures"), required=False)

    def __init__(self, offered: list[School], data: Any = None) -> None:
        super().__init__(data)
        self.offered = {str(school.pk): school for school in offered}
        self.councils: list[str] = []
        for place, (council, schools) in enumerate(groupby(offered, key=lambda one: one.council)):
            name = f"schools_{place}"
            choices = [(str(one.pk), in_reader_s_language(one.name)) for one in schools]
            self.fields[name] = forms.MultipleChoiceField(
                label=in_reader_s_language(council.name), choices=choices, required=False, widget=Ticks(columns=True)
            )
            self.councils.append(name)

    @property
    def groups(self) -> list[forms.BoundField]:
        """The fields of schools, one a council."""
        return [self[name] for name in self.councils]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        picked = [key for name in self.councils for key in found.get(name, [])]
        if not can_compare(len(picked)) and self.councils:
            self.add_error(self.councils[0], gettext(FIVE_SCHOOLS))
        found["members"] = [self.offered[key] for key in picked]
        return found


@page(at_school("view_figures"), methods=("GET", "POST"))
def choose(request: HttpRequest, school: School) -> HttpResponse:
    """Choose at least five schools; they are then told together only."""
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    order = (f"council__sort_{language}", "council__code", f"sort_{language}", "number")
    form = ChoiceForm(list(candidates(school).order_by(*order)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = make_comparison_set(
            school,
            name=tidy(form.cleaned_data["name"]),
            members=form.cleaned_data["members"],
            is_shared=form.cleaned_data["is_shared"],
            by=cast(User, request.user),
            at=clock.now(),
        )
        return HttpResponseRedirect(f"{reverse('school_evidence', args=[school.number])}?set={chosen.pk}")
    header = header_of(profile_of(request, school), "school_evidence")
    return render(request, "evidence/choose.html", {"header": header, "school": school, "form": form})


@page(at_school("view_figures"), methods=("POST",))
def end(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Put one's own choice away and go back to similar schools."""
    chosen = sets_offered(school, cast(User, request.user)).filter(pk=pk).first()
    if chosen is None:
        messages.info(request, gettext("This choice is no longer there."))
    else:
        try:
            end_comparison_set(chosen, by=cast(User, request.user), at=clock.now())
            messages.success(request, gettext("Put away: %(name)s") % {"name": chosen.name})
        except Refused as refused:
            messages.error(request, tell_refusal(refused.verdict))
    return HttpResponseRedirect(reverse("school_evidence", args=[school.number]))
