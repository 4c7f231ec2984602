"""What is asked of an agreement, of a shared profile and of an example file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.domain.figures.actions import AgreementFacts
from gwella.domain.figures.rules import DATA_KINDS, PUPIL_KINDS
from gwella.flows.evidence.agreements import fields_of
from gwella.web.components.fields import DayField, Ticks

WANTED = {"required": _("Answer this.")}
LONGEST_SHARED = 200_000  # bytes of a profile's file
LARGEST_EXAMPLE = 20_000_000


def _text(label: Any, hint: Any, *, rows: int = 0, most: int = 2000) -> forms.CharField:
    widget = forms.Textarea({"rows_shown": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, help_text=hint, max_length=most, widget=widget, error_messages=WANTED)


class AgreementForm(forms.Form):
    """An agreement: who controls the data, what for, on what basis, which data, who sees them, until when."""

    name_en = _text(_("Name in English"), _("As the paper that was signed is called."), most=200)
    name_cy = _text(_("Name in Welsh"), _("The same in Welsh."), most=200)
    code = forms.SlugField(
        label=_("Short code"),
        help_text=_("Small letters and hyphens, such as pupil-census. Commands use it; it cannot change later."),
        max_length=40,
        error_messages=WANTED,
    )
    controllers = _text(
        _("Data controllers"), _("Who decides about the data: the councils, the schools, the service."), rows=2
    )
    purpose_en = _text(_("Purpose in English"), _("What the data may be used for, and nothing else."), rows=3)
    purpose_cy = _text(_("Purpose in Welsh"), _("The same in Welsh."), rows=3)
    lawful_basis = _text(
        _("Lawful basis"),
        _("Such as public task, Article 6(1)(e), with the act; for open figures, their licence."),
        rows=2,
    )
    recipients = _text(_("Recipients"), _("Who will see the data or what is worked out of them."), rows=2)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of data"),
        help_text=_("Only data of these kinds may come in under the agreement."),
        widget=Ticks(),
        error_messages=WANTED,
    )
    fields_held = forms.MultipleChoiceField(
        label=_("Fields of pupils"),
        help_text=_("What may be kept of each pupil. Names are never kept. None for published figures."),
        widget=Ticks(columns=True),
        required=False,
    )
    starts_on = DayField(label=_("First day"), help_text=_("From this day data may come in."))
    expires_on = DayField(label=_("Last day"), help_text=_("After this day nothing comes in until it is renewed."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(name, gettext(words)) for name, words in fields_of(PUPIL_KINDS)]
        self.fields["kinds"].choices = [(code, gettext(words)) for code, words in DATA_KINDS.items()]  # type: ignore[attr-defined]
        self.fields["fields_held"].choices = held  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; pupils' data name the fields that may be kept."""
        kept = super().clean() or {}
        first, last = kept.get("starts_on"), kept.get("expires_on")
        if first and last and last < first:
            self.add_error("expires_on", _("The last day comes before the first."))
        if set(kept.get("kinds", [])) & set(PUPIL_KINDS) and not kept.get("fields_held"):
            self.add_error("fields_held", _("Tick what may be kept of each pupil."))
        return kept

    @property
    def facts(self) -> AgreementFacts:
        """The agreement as the action takes it."""
        kept = dict(self.cleaned_data)
        return AgreementFacts(fields=kept.pop("fields_held"), **kept)


class EndAgreementForm(forms.Form):
    """Why an agreement ends today."""

    reason = _text(_("Why does it end?"), _("Kept with the agreement, and told in the record."), rows=3)


class SharedProfileForm(forms.Form):
    """A profile another region shared."""

    file = forms.FileField(
        label=_("File"), help_text=_("A profile’s TOML file."), error_messages={"required": _("Choose a file.")}
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """A profile is a page of text."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LONGEST_SHARED:
            raise ValidationError(gettext("The file is too large to be a mapping profile."))
        return file


class ExampleForm(forms.Form):
    """A file to make a profile by."""

    kind = forms.ChoiceField(label=_("What the file holds"), error_messages=WANTED)
    file = forms.FileField(
        label=_("Example file"),
        help_text=_(
            "CSV, XLSX or ODS with its headings, at most 20 MB. It is read for this page only and removed after."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, gettext(DATA_KINDS[code])) for code in PUPIL_KINDS]  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[bytes]":
        """A few thousand rows are enough."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_EXAMPLE:
            raise ValidationError(gettext("The file is larger than 20 MB. A few thousand rows of it are enough."))
        return file
