"""What is asked about people: what a system leader brings, an interest, a role."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.core.text import tidy
from gwella.domain.people.actions import LeaderFacts, leader_values
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.people.rules import ROLES, SUBJECTS, WELSH_LEVELS
from gwella.domain.places.models import Council
from gwella.domain.schools.rules import DERIVED_INTERESTS, INTERESTS, PHASES
from gwella.web.components.fields import DayField, Radios, Ticks
from gwella.web.people import words

MOST_DAYS = 230
POSTCODE = r"^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$"


class LeaderForm(forms.Form):
    """What a system leader brings. Which values were shown is in the page, so that two editors notice each other."""

    days = forms.DecimalField(
        label=_("Days a year"),
        help_text=_("Days in schools, 0 to 230, whole or half."),
        min_value=0,
        max_value=MOST_DAYS,
        error_messages={
            "required": _("Enter the days a year."),
            "invalid": _("Enter days in figures, such as 120 or 120.5."),
            "max_value": _("A year has at most 230 days to give."),
            "min_value": _("Days cannot be fewer than 0."),
        },
    )
    phases = forms.MultipleChoiceField(label=_("Phases"), required=False, widget=Ticks())
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False, widget=Ticks())
    more_subjects = forms.CharField(
        label=_("Other subjects"), required=False, max_length=200, help_text=_("Separated by semicolons.")
    )
    welsh_level = forms.TypedChoiceField(label=_("Welsh"), coerce=int, widget=Radios())
    base_name = forms.CharField(label=_("Base"), required=False, max_length=80, help_text=_("Where visits start from."))
    base_postcode = forms.RegexField(
        POSTCODE,
        label=_("Postcode of the base"),
        required=False,
        error_messages={"invalid": _("Write the postcode like CF10 3AT.")},
    )
    councils = forms.MultipleChoiceField(
        label=_("Councils agreed to"), required=False, widget=Ticks(), help_text=_("None ticked: any of the service’s.")
    )
    starts_on = DayField(label=_("Start date"), required=False)
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("From the day after, no school is given to this person.")
    )

    def __init__(self, leader: SystemLeader, data: Any = None) -> None:
        self.leader = leader
        if data is not None and "base_postcode" in data:
            data = data.copy()
            data["base_postcode"] = _postcode(data["base_postcode"])
        super().__init__(data, initial=self._initial())
        choices = {
            "phases": [(code, gettext(word)) for code, word in PHASES.items() if code],
            "subjects": [(code, gettext(word)) for code, word in SUBJECTS.items()],
            "welsh_level": [(str(level), gettext(word)) for level, word in WELSH_LEVELS.items()],
            "councils": _councils(),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def _initial(self) -> dict[str, Any]:
        values = leader_values(self.leader)
        return values | {
            "days": Decimal(self.leader.half_days) / 2,
            "subjects": [code for code in values["subjects"] if code in SUBJECTS],
            "more_subjects": "; ".join(text for text in values["subjects"] if text not in SUBJECTS),
            "starts_on": self.leader.starts_on,
            "ends_on": self.leader.ends_on,
        }

    def clean_days(self) -> Decimal:
        """Days go by halves."""
        value: Decimal = self.cleaned_data["days"]
        if (value * 2) % 1:
            raise ValidationError(gettext("Days go by halves: 120 or 120.5."))
        return value

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        kept: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = kept.get("starts_on"), kept.get("ends_on")
        if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
            self.add_error("ends_on", gettext("The last day comes before the start date."))
        return kept

    @property
    def facts(self) -> LeaderFacts:
        """What was entered."""
        kept = self.cleaned_data
        more = [tidy(text) for text in kept["more_subjects"].split(";") if tidy(text)]
        return LeaderFacts(
            email=self.leader.user.email,
            days=kept["days"],
            phases=sorted(kept["phases"]),
            subjects=sorted({*kept["subjects"], *more}),
            welsh_level=kept["welsh_level"],
            base_name=tidy(kept["base_name"]),
            base_postcode=kept["base_postcode"],
            councils=sorted(kept["councils"]),
            starts_on=kept["starts_on"],
            ends_on=kept["ends_on"],
        )


def _postcode(typed: str) -> str:
    """A postcode with one space before its last three, in capitals."""
    letters = "".join(typed.upper().split())
    return f"{letters[:-3]} {letters[-3:]}" if len(letters) > 3 else letters


def _councils() -> list[tuple[str, str]]:
    order = f"sort_{words.language()}"
    rows = Council.objects.filter(is_served=True).order_by(order, "code")
    return [(council.code, council.name.in_language(words.language())) for council in rows]


class InterestForm(forms.Form):
    """Which school, what ties the person to it, and what they want to add."""

    school = forms.CharField(
        label=_("School"),
        max_length=100,
        help_text=_("Its number, or part of its name in either language."),
        error_messages={"required": _("Name the school.")},
    )
    kind = forms.ChoiceField(
        label=_("What ties the person to it?"),
        widget=Radios(
            hints={
                "relative": _("Somebody close works or learns there."),
                "own_school": _("A serving head. The schools of the cluster and those near by are closed as well."),
            }
        ),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of those offered.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("Kept with the interest. Nobody at the school sees it."),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            self.fields["kind"].label = gettext("What ties you to it?")
        declarable = [(code, gettext(word)) for code, word in INTERESTS.items() if code not in DERIVED_INTERESTS]
        self.fields["kind"].choices = declarable  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A role for a person, known or new."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Enter the person’s e-mail address."), "invalid": _("Enter an e-mail address.")},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=120, help_text=_("Only for somebody not known here yet.")
    )
    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role.")})
    council = forms.ChoiceField(label=_("Council"), required=False, help_text=_("For roles held over a council."))
    number = forms.CharField(
        label=_("School number"),
        required=False,
        max_length=7,
        help_text=_("For roles held at a school: seven figures."),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    starts_on = DayField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    ends_on = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = sorted((words.role(code), code) for code in ROLES)
        self.fields["role"].choices = [("", ""), *((code, word) for word, code in roles)]  # type: ignore[attr-defined]
        self.fields["council"].choices = [("", ""), *_councils()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first; a new person has a name."""
        kept: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = kept.get("starts_on"), kept.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("The last day comes before the first."))
        email = kept.get("email")
        if email and not tidy(kept.get("name", "")) and not User.objects.filter(email__iexact=email).exists():
            self.add_error("name", gettext("Nobody with this address is known here: enter their name to add them."))
        return kept


class EndForm(forms.Form):
    """The last day of a role."""

    last_day = DayField(label=_("Last day"), error_messages={"required": _("Enter the last day.")})
