"""The forms of checking figures: a dispute with its reason, an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core.text import tidy
from gwella.domain.figures.rules import ANSWERS

LONGEST = 1000


class DisputeForm(forms.Form):
    """Why a figure is not right."""

    reason = forms.CharField(
        label=_("What is not right, and how do you know?"),
        help_text=_("The data team reads this, and it stays in the school’s record with your name. Name no pupil."),
        widget=forms.Textarea(attrs={"rows_shown": 5}),
        max_length=LONGEST,
        error_messages={"required": _("Say what is not right, and how you know.")},
    )

    def clean_reason(self) -> str:
        """The reason without stray spaces."""
        return tidy(self.cleaned_data["reason"])


class AnswerForm(forms.Form):
    """How a dispute is answered, and why."""

    answer = forms.ChoiceField(
        label=_("What is the answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the answer.")},
    )
    text = forms.CharField(
        label=_("Why?"),
        help_text=_("The school reads this. Name no pupil."),
        widget=forms.Textarea(attrs={"rows_shown": 5}),
        max_length=LONGEST,
        error_messages={"required": _("Say why.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, gettext(words)) for code, words in ANSWERS.items()]

    def clean_text(self) -> str:
        """The text without stray spaces."""
        return tidy(self.cleaned_data["text"])
