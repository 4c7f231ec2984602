"""What is asked when a file comes in, and when people decide what a register leaves open."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import OUTCOMES
from gwella.flows.imports import MOST_BYTES, Kind, Question
from gwella.web.components.fields import DayField, Radios, Ticks

MEGABYTE = 1_000_000


class UploadForm(forms.Form):
    """A file of a kind, with the answers to that kind's questions."""

    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = kind.questions(clock.today())
        self.fields["file"].help_text = gettext("Accepted: %(formats)s, at most %(limit)s MB") % {
            "formats": kind.formats.replace(".", "").replace(",", ", ").upper(),
            "limit": MOST_BYTES // MEGABYTE,
        }
        self.fields["file"].widget.attrs["accept"] = kind.formats
        for question in self.questions:
            self.fields[question.name] = _field(question)

    def clean_file(self) -> "UploadedFile[bytes]":
        """No larger than the readers take."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            told = gettext("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // MEGABYTE}
            mend = gettext("Remove what does not belong, or send the file in parts.")
            raise ValidationError(f"{told} {mend}")
        return file

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as plain values."""
        return {question.name: self.cleaned_data[question.name] for question in self.questions}


def _field(question: Question) -> forms.Field:
    language = get_language() or "en"
    label, hint = gettext(question.label), gettext(question.hint) if question.hint else ""
    choices = [(value, words.in_language(language)) for value, words in question.choices]
    wishes: dict[str, Any] = {"label": label, "help_text": hint, "required": question.required}
    wishes["error_messages"] = {"required": _("Answer this."), "invalid_choice": _("Choose one of those offered.")}
    if question.none and not choices:
        wishes["help_text"] = gettext(question.none)
    if question.initial:
        wishes["initial"] = question.initial
    if choices and question.many:
        return forms.MultipleChoiceField(choices=choices, widget=Ticks(), **wishes)
    if choices or question.none:
        return forms.ChoiceField(choices=choices, **wishes)
    return forms.CharField(max_length=120, **wishes)


class MissingForm(forms.Form):
    """What became of a school the register no longer has."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        widget=Radios(
            hints={
                "closed": _("It ends on a day. Its page and history stay."),
                "merged": _("One school follows it."),
                "split": _("Two or more schools follow it."),
                "renumbered": _("One number follows; its people go with it."),
                "kept": _("It stays as it is, and later registers do not ask again."),
            }
        ),
        error_messages={"required": _("Say what became of the school.")},
    )
    candidates = forms.MultipleChoiceField(
        label=_("Which schools follow it?"),
        widget=Ticks(),
        required=False,
        help_text=_("Schools of this council that came onto the register since."),
    )
    others = forms.CharField(label=_("Other school numbers that follow it"), required=False, max_length=200)
    happened_on = DayField(label=_("From which day?"), required=False)
    reason = forms.CharField(
        label=_("How do we know?"),
        widget=forms.Textarea({"rows_shown": 3}),
        max_length=2000,
        error_messages={"required": _("Say how we know.")},
    )

    def __init__(self, school: School, candidates: list[School], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        language = get_language() or "en"
        outcome, ticks = self.fields["outcome"], self.fields["candidates"]
        outcome.choices = [(code, gettext(words)) for code, words in OUTCOMES.items() if code != "returned"]  # type: ignore[attr-defined]
        ticks.choices = [(s.number, f"{s.name.in_language(language)} ({s.number})") for s in candidates]  # type: ignore[attr-defined]
        if not candidates:
            del self.fields["candidates"]

    def clean_others(self) -> list[str]:
        """School numbers that are on the register."""
        numbers = [part for part in re.split(r"[\s,;]+", self.cleaned_data["others"]) if part]
        known = set(School.objects.filter(number__in=numbers).values_list("number", flat=True))
        for number in numbers:
            if number not in known or number == self.school.number:
                raise ValidationError(gettext("%(number)s is no other school on the register.") % {"number": number})
        return numbers

    @property
    def followers(self) -> list[School]:
        """The schools ticked or named, each once."""
        numbers = {*self.cleaned_data.get("candidates", []), *self.cleaned_data["others"]}
        return list(School.objects.filter(number__in=numbers))
