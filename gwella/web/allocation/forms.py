"""What is asked before a search, and before a change by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.frameworks.framework import Framework
from gwella.web.allocation.words import WISH_HINTS, WISHES
from gwella.web.components.fields import DayField, Radios

LARGEST_SEED = 2**31 - 1


class SearchForm(forms.Form):
    """From which day, with what weights, how much may stay unmet, and the seed."""

    starts_on = DayField(label=_("First day of the links"))
    tolerance = forms.TypedChoiceField(
        label=_("Days that may stay unmet beyond the fewest"),
        coerce=int,
        choices=[(0, _("None")), (1, _("1 % of all days")), (2, _("2 % of all days"))],
        widget=Radios(
            hints={
                "0": _("As few days unmet as any plan allows."),
                "1": _("Where days are short, a little more unmet can make journeys much shorter."),
            }
        ),
        initial=0,
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("The same inputs and seed give the same plan. Another seed gives another plan as good."),
        min_value=0,
        max_value=LARGEST_SEED,
        initial=1,
    )

    def __init__(self, framework: Framework, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        self.wishes = framework.allocation.weights
        for name in WISHES:
            stated = self.wishes[name]
            origin = gettext("Not the official value.") if stated.is_ours else ""
            default = gettext("Framework: %(value)s.") % {"value": number_format(stated.value)}
            self.fields[f"weight_{name}"] = forms.FloatField(
                label=WISHES[name],
                help_text=" ".join(part for part in (str(WISH_HINTS[name]), default, origin) if part),
                min_value=0,
                max_value=1_000_000,
                initial=number_format(stated.value, use_l10n=False),
            )

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """The fields of the weights, in their order."""
        return [self[f"weight_{name}"] for name in WISHES]

    @property
    def weights(self) -> Mapping[str, float]:
        """The weights as given, by name."""
        return {name: float(self.cleaned_data[f"weight_{name}"]) for name in WISHES}


class ChooseForm(forms.Form):
    """To whom: asked first, so that the cost is known before the button."""

    leader = forms.ChoiceField(help_text=_("Only people the limits allow and who have the days, nearest first."))

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why, kept with the link."""

    leader = forms.IntegerField(widget=forms.HiddenInput)
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason, kept with the link"),
        widget=forms.Textarea({"rows_shown": 3}),
        max_length=2000,
        error_messages={"required": _("Say why: the reason is kept with the link.")},
    )
