"""Form fields Django has no look for: a day in three boxes, and choices with a hint under each."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")


class DayWidget(forms.MultiWidget):
    """Day, month and year as three text boxes, named after the field with `_day`, `_month`, `_year`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """The three boxes of a date (or of its ISO form); what a person typed stays as typed."""
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class DayField(forms.Field):
    """A day asked for in three boxes. Months may be written as words, in either language."""

    widget = DayWidget
    default_error_messages = {
        "required": _("Enter a day, month and year."),
        "incomplete": _("Enter a day, a month and a year."),
        "year": _("Write the year with four figures."),
        "unreal": _("Enter a day that exists."),
    }

    def to_python(self, value: Any) -> dt.date | None:
        """The date of the three boxes, or None when all are empty. Raises ValidationError for anything between."""
        if isinstance(value, dt.date) or value is None:
            return value
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return None
        if not (day and month and year):
            raise ValidationError(self.error_messages["incomplete"], "incomplete")
        number = _month_number(month)
        if not (day.isdecimal() and number and year.isdecimal()):
            raise ValidationError(self.error_messages["unreal"], "unreal")
        if len(year) != 4:
            raise ValidationError(self.error_messages["year"], "year")
        try:
            return dt.date(int(year), number, int(day))
        except ValueError:
            raise ValidationError(self.error_messages["unreal"], "unreal") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say another day than the initial one; unreadable boxes have changed."""
        try:
            return bool(self.to_python(data) != (initial or None))
        except ValidationError:
            return True


def _month_number(text: str) -> int | None:
    """1 to 12 from a figure or a month's name (or its first three letters) in English or Welsh."""
    if text.isdecimal():
        return int(text)
    for language in ("en", "cy"):
        with translation.override(language):
            for number, name in MONTHS.items():
                if text.casefold() in (str(name).casefold(), str(name)[:3].casefold()):
                    return number
    return None


class Radios(forms.RadioSelect):
    """Radio buttons with a hint under each value that has one; `inline` sets two or three short ones side by side."""

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})
        self.inline = inline


class Ticks(forms.CheckboxSelectMultiple):
    """Checkboxes with a hint under each value that has one; a long list stands in `columns`."""

    def __init__(
        self, *args: Any, hints: Mapping[str, Any] | None = None, columns: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})
        self.columns = columns
