"""Putting a fact of the register right by hand: which facts, and one of them with its reason."""

import re
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
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import (
    CORRECTABLE,
    FAITHS,
    GOVERNANCE,
    MEDIUMS,
    PHASES,
    Value,
    field_words,
    shown_value,
    value_words,
)
from gwella.flows.corrections import REMARKS, put_right
from gwella.web.components.lists import Fact, Summary
from gwella.web.components.marks import Blank
from gwella.web.pages import at_school, page
from gwella.web.schools.profile import header_of, profile_of

CODES = {"medium": MEDIUMS, "phase": PHASES, "governance": GOVERNANCE, "faith": FAITHS}
LONGEST = {"name_en": 160, "name_cy": 160, "phone": 30}
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})")


class CorrectionForm(forms.Form):
    """One field of a school with the reason; `value` is read as the field wants it."""

    mark_optional = False

    def __init__(self, *args: Any, school: School, field: str, **kwargs: Any) -> None:
        self.school, self.field = school, field
        now = getattr(school, field)
        kwargs["initial"] = {"value": "\n".join(now) if isinstance(now, list) else now}
        super().__init__(*args, **kwargs)
        self.fields["value"] = _asked(field)
        self.fields["reason"] = forms.CharField(
            label=_("How do you know?"),
            help_text=_("Kept in the school’s record with your name. A later register asks before it changes this."),
            widget=forms.Textarea(attrs={"rows_shown": 3}),
            max_length=500,
            error_messages={"required": _("Say how you know.")},
        )

    def clean_value(self) -> Value:
        """What was typed, as the school keeps it; refused where it is what the school has already."""
        value = self._read(self.cleaned_data["value"])
        if value == getattr(self.school, self.field):
            raise forms.ValidationError(gettext("That is what is held already. Enter what is right."))
        return value

    def _read(self, typed: Any) -> Value:
        if self.field == "address":
            return [tidy(line) for line in str(typed).splitlines() if tidy(line)]
        if self.field == "postcode":
            found = _POSTCODE.fullmatch(tidy(str(typed)).upper())
            if typed and not found:
                raise forms.ValidationError(gettext("Write the postcode like this: CF37 1AB."))
            return " ".join(found.groups()) if found else ""
        return typed if isinstance(typed, int) or typed is None else tidy(str(typed))


def _asked(field: str) -> forms.Field:
    label = gettext(field_words(field))
    if field in CODES:
        words = [(code, gettext(word)) for code, word in CODES[field].items()]
        return forms.ChoiceField(label=label, choices=words, required="" not in CODES[field])
    if field == "pupils":
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=10_000)
    if field == "address":
        return forms.CharField(
            label=label, help_text=_("One line each."), widget=forms.Textarea(attrs={"rows_shown": 4}), required=False
        )
    is_name = field.startswith("name_")
    required = {"required": _("A school has a name in each language.")}
    return forms.CharField(label=label, max_length=LONGEST.get(field, 20), required=is_name, error_messages=required)


@page(at_school("decide_register"))
def corrections(request: HttpRequest, school: School) -> HttpResponse:
    """Which facts may be put right, as they are held now."""
    facts = [
        Fact(
            gettext(field_words(field)),
            _in_words(school, field) or Blank(gettext("the register does not say")),
            action=(gettext("Correct"), reverse("school_correct", args=[school.number, field])),
        )
        for field in CORRECTABLE
    ]
    context = {"header": header_of(profile_of(request, school), "school_corrections"), "facts": Summary(facts)}
    return render(request, "schools/corrections.html", context)


@page(at_school("decide_register"), methods=("GET", "POST"))
def correct(request: HttpRequest, school: School, field: str) -> HttpResponse:
    """Put one fact right, with the reason."""
    if field not in CORRECTABLE:
        raise Http404
    form = CorrectionForm(request.POST or None, school=school, field=field)
    if request.method == "POST" and form.is_valid():
        reason = tidy(form.cleaned_data["reason"])
        value = form.cleaned_data["value"]
        done = put_right(school, field=field, value=value, reason=reason, by=cast(User, request.user), at=clock.now())
        told = gettext("Put right: %(field)s. A later register will ask before it changes this.")
        messages.success(request, told % {"field": gettext(field_words(field)).lower()})
        if done.remark:
            messages.warning(request, gettext(REMARKS[done.remark]))
        return HttpResponseRedirect(reverse("school", args=[school.number]))
    context = {
        "form": form,
        "school": school,
        "title": gettext(field_words(field)),
        "now": _in_words(school, field),
        "published": _published(school, field),
        "back": reverse("school_corrections", args=[school.number]),
    }
    return render(request, "schools/correct.html", context)


def _in_words(school: School, field: str) -> str:
    value = getattr(school, field)
    if field in CODES:
        return gettext(value_words(field, value))
    return shown_value(value)


def _published(school: School, field: str) -> str:
    """What the register says where a person has put the field right already; "" where that is not known."""
    wording = school.published.get(field) if isinstance(school.published, dict) else None
    return shown_value(wording.get("en")) if isinstance(wording, dict) else ""
