"""Django forms in GOV.UK Frontend's markup: a bound field becomes the options of the component that fits its widget.

Errors carry the word "Error:" and are gathered in a summary that links to each field; a field that may stay empty says
so; a number is a text box with the keyboard for figures. Rules stay in the form: the browser checks nothing itself.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gwella.web.components.fields import PARTS, DayWidget
from gwella.web.components.govuk import component

# Attributes that are options of their own; the rest is passed through. `maxlength` would cut pasted text in silence.
OWN = ("autocomplete", "inputmode", "pattern", "type", "autocapitalize", "rows")
DROPPED = (
    *OWN,
    "class",
    "spellcheck",
    "maxlength",
    "minlength",
    "id",
    "cols",
    "required",
    "disabled",
    "aria-describedby",
)
SIZES = {"s": "govuk-fieldset__legend--s", "m": "govuk-fieldset__legend--m", "l": "govuk-fieldset__legend--l"}


class GovukRenderer(TemplatesSetting):
    """What `{{ form }}` and `{{ field.as_field_group }}` draw with. Named in the settings as FORM_RENDERER."""

    form_template_name = "components/form/form.html"
    field_template_name = "components/form/field.html"


def field_html(bound: forms.BoundField, **wishes: Any) -> SafeString:
    """One field with label, hint and error.

    `wishes`: `heading=True` makes the label the page's h1; `size` ("s", "m", "l") sets the size of label or legend;
    `label` and `hint` replace the form's own; `hidden_label=True` leaves it to the screen reader; `prefix`, `suffix`;
    `width` (2, 3, 4, 5, 10, 20, 30) limits a text box to that many letters.
    """
    if bound.is_hidden:
        return bound.as_hidden()
    kind, options = options_of(bound, wishes)
    return component(kind, options)


def options_of(bound: forms.BoundField, wishes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The component for a field's widget, and its options."""
    widget = bound.field.widget
    options = _common(bound, wishes)
    if isinstance(widget, DayWidget):
        return "date-input", _as_group(options, wishes) | _day(bound)
    if isinstance(widget, forms.CheckboxInput):
        return "checkboxes", _lone_checkbox(bound, options)
    # Django's checkboxes descend from its radios, so they are asked for first.
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.SelectMultiple):
        columns = "ticks--columns" if getattr(widget, "columns", False) else ""
        return "checkboxes", _as_group(options, wishes) | _choices(bound) | {"classes": columns}
    if isinstance(widget, forms.RadioSelect):
        inline = "govuk-radios--inline" if getattr(widget, "inline", False) else ""
        return "radios", _as_group(options, wishes) | _choices(bound) | {"classes": inline}
    return _single(bound, options, wishes)


def _single(bound: forms.BoundField, options: dict[str, Any], wishes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A control of one box."""
    widget = bound.field.widget
    if isinstance(widget, forms.Select):
        return "select", options | {"items": _select_items(bound)}
    if isinstance(widget, forms.FileInput):
        return "file-upload", options | {"multiple": bool(getattr(widget, "allow_multiple_selected", False))}
    value = widget.format_value(bound.value())
    if isinstance(widget, forms.Textarea):
        return "textarea", options | {"value": value or "", "rows": widget.attrs.get("rows_shown", 5)}
    if isinstance(widget, forms.PasswordInput):
        return "password-input", options | _password_words()
    options |= {"value": value, "type": options.get("type") or widget.input_type}
    if isinstance(widget, forms.NumberInput):
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(bound.field, forms.DecimalField)
        options |= {"type": "text", "inputmode": "numeric" if whole else "decimal"}
    for side in ("prefix", "suffix"):
        if side in wishes:
            options[side] = {"text": wishes[side]}
    if "width" in wishes:
        options["classes"] = f"{options.get('classes') or ''} govuk-input--width-{wishes['width']}".strip()
    return "input", options


def _common(bound: forms.BoundField, wishes: dict[str, Any]) -> dict[str, Any]:
    """What every control has: name, label, hint, error, and the widget's own attributes."""
    attrs = bound.field.widget.attrs
    classes = []
    if size := wishes.get("size", "l" if wishes.get("heading") else ""):
        classes.append(f"govuk-label--{size}")
    if wishes.get("hidden_label"):
        classes.append("govuk-visually-hidden")
    options: dict[str, Any] = {
        "id": bound.auto_id or bound.html_name,
        "name": bound.html_name,
        "label": {
            "text": label_of(bound, wishes),
            "classes": " ".join(classes),
            "isPageHeading": wishes.get("heading"),
        },
        "classes": attrs.get("class", ""),
        "disabled": bound.field.disabled,
        "attributes": {name: value for name, value in attrs.items() if name not in DROPPED and name != "rows_shown"},
        **{name: attrs[name] for name in OWN if name in attrs},
    }
    if "spellcheck" in attrs:
        options["spellcheck"] = str(attrs["spellcheck"]).lower() == "true"
    if hint := wishes.get("hint", bound.help_text):
        options["hint"] = {"text": hint}
    if bound.errors:
        options["errorMessage"] = {"text": " ".join(str(error) for error in bound.errors)}
    return options


def label_of(bound: forms.BoundField, wishes: dict[str, Any] | None = None) -> str | Promise:
    """The label; a field that may stay empty says so, except a tick, which may always stay empty."""
    label = (wishes or {}).get("label") or bound.label
    optional = not bound.field.required and not isinstance(bound.field.widget, forms.CheckboxInput)
    if optional and getattr(bound.form, "mark_optional", True):
        return gettext("%(label)s (optional)") % {"label": label}
    return label


def _as_group(options: dict[str, Any], wishes: dict[str, Any]) -> dict[str, Any]:
    """The label as the legend of a fieldset."""
    label = options["label"]
    hidden = "govuk-visually-hidden" if wishes.get("hidden_label") else ""
    size = SIZES.get(wishes.get("size", "l" if wishes.get("heading") else ""), "")
    legend = {"text": label["text"], "classes": f"{size} {hidden}".strip(), "isPageHeading": wishes.get("heading")}
    rest = {key: value for key, value in options.items() if key not in ("label", "classes", "type")}
    return rest | {"fieldset": {"legend": legend}, "idPrefix": options["id"]}


def _choices(bound: forms.BoundField) -> dict[str, Any]:
    hints = getattr(bound.field.widget, "hints", {})
    items = []
    for choice in _flat_choices(bound):
        item = {"value": choice["value"], "text": choice["label"], "checked": choice["selected"]}
        if hint := hints.get(str(choice["value"])):
            item["hint"] = {"text": hint}
        items.append(item)
    return {"items": items}


def _groups(bound: forms.BoundField) -> list[Any]:
    context = bound.field.widget.get_context(bound.html_name, bound.value(), {})
    return list(context["widget"]["optgroups"])


def _flat_choices(bound: forms.BoundField) -> Iterable[dict[str, Any]]:
    return (choice for _name, choices, _index in _groups(bound) for choice in choices)


def _select_items(bound: forms.BoundField) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for name, choices, _index in _groups(bound):
        inner = [{"value": c["value"], "text": c["label"], "selected": c["selected"]} for c in choices]
        items.extend([{"group": name, "items": inner}] if name else inner)
    return items


def _lone_checkbox(bound: forms.BoundField, options: dict[str, Any]) -> dict[str, Any]:
    """A yes-or-no tick: its label stands beside the box, and there is no legend."""
    item: dict[str, Any] = {"value": "on", "text": options["label"]["text"], "checked": bool(bound.value())}
    if "hint" in options:
        item["hint"] = options["hint"]
    rest = {key: value for key, value in options.items() if key in ("name", "errorMessage")}
    return rest | {"idPrefix": options["id"], "items": [item]}


def _day(bound: forms.BoundField) -> dict[str, Any]:
    value = bound.value()
    boxes = value if isinstance(value, list | tuple) else DayWidget().decompress(value)
    words = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    # Where each box lies decides its width: the year's is the longest.
    widths = {"day": "2", "month": "2", "year": "4"}
    return {
        "items": [
            {
                "name": f"{bound.html_name}_{part}",
                "id": f"{bound.auto_id}_{part}",
                "label": words[part],
                "value": box or None,
                "classes": f"govuk-input--width-{widths[part]}",
            }
            for part, box in zip(PARTS, boxes, strict=True)
        ]
    }


def _password_words() -> dict[str, str]:
    return {
        "showPasswordText": gettext("Show"),
        "hidePasswordText": gettext("Hide"),
        "showPasswordAriaLabelText": gettext("Show password"),
        "hidePasswordAriaLabelText": gettext("Hide password"),
    }


def summary_html(*given: Any) -> SafeString:
    """The summary of what is wrong in these forms or form sets, each linked to its field; nothing when all is well."""
    errors = [error for item in given if item is not None for form in _forms_in(item) for error in _errors_of(form)]
    errors += [
        {"text": str(error)}
        for item in given
        if isinstance(item, forms.BaseFormSet) and item.is_bound
        for error in item.non_form_errors()
    ]
    return component("error-summary", {"errorList": errors}) if errors else SafeString("")


def _forms_in(item: Any) -> list[forms.BaseForm]:
    return list(item.forms) if isinstance(item, forms.BaseFormSet) else [item]


def _errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    found = [{"text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        suffix = "_day" if isinstance(bound.field.widget, DayWidget) else ""
        found += [{"text": str(error), "href": f"#{bound.auto_id}{suffix}"} for error in bound.errors]
    return found


def button_html(label: Any, *, secondary: bool = False, href: str = "", name: str = "", value: str = "") -> SafeString:
    """A button that sends the form (or a link that looks like one). One heather button in a form, no more."""
    options: dict[str, Any] = {"text": label, "classes": "govuk-button--secondary" if secondary else ""}
    if href:
        return component("button", options | {"href": href})
    return component("button", options | {"name": name, "value": value, "preventDoubleClick": True})
