"""GOV.UK Frontend's form components, drawn by our own templates from the options its own macros take.

Option names are the project's (`errorMessage`, `isPageHeading`), so that the fixtures it publishes can be fed in and
the HTML compared (tests/web/components/test_fixtures.py). Everything is escaped: the options that take HTML, and those
that only its script serves (conditional reveals, drop zones), are not offered.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

Options = Mapping[str, Any]
Context = dict[str, Any]

DATE_PARTS = ("day", "month", "year")


def component(kind: str, options: Options) -> SafeString:
    """The HTML of one component; `kind` is its name in GOV.UK Frontend. Raises KeyError for one we do not offer."""
    context = PREPARE[kind](options)
    return mark_safe(render_to_string(f"components/form/{TEMPLATES.get(kind, kind)}.html", context).strip())


def _given(**attributes: Any) -> dict[str, Any]:
    """The attributes that have a value: None and "" are left out, 0 is a value."""
    return {
        name: value for name, value in attributes.items() if value is not None and value != "" and value is not False
    }


def _flat(attributes: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> SafeString:
    return flatatt({**attributes, **(extra or {})})


def _classes(*names: str | None) -> str:
    return " ".join(name for name in names if name)


def _group(options: Options, name: str, described_by: str | None = None) -> tuple[Context, str]:
    """What label, hint and error need, and the ids that describe the control."""
    hint, error = options.get("hint"), options.get("errorMessage")
    ids = [described_by, f"{name}-hint" if hint else None, f"{name}-error" if error else None]
    group = options.get("formGroup", {})
    context: Context = {
        "for_id": name,
        "label": options.get("label"),
        "label_attributes": _flat({}, (options.get("label") or {}).get("attributes")),
        "hint": hint,
        "hint_id": f"{name}-hint",
        "error": error,
        "error_id": f"{name}-error",
        "error_word": (error or {}).get("visuallyHiddenText", gettext("Error")),
        "group_class": _classes("govuk-form-group", "govuk-form-group--error" if error else None, group.get("classes")),
        "group_attributes": _flat({}, group.get("attributes")),
    }
    return context, _classes(*ids)


def _spellcheck(options: Options) -> str | None:
    wanted = options.get("spellcheck")
    return None if wanted is None else str(wanted).lower()


def _input(options: Options) -> Context:
    name = options.get("id") or options["name"]
    context, described_by = _group(options, name, options.get("describedBy"))
    error = "govuk-input--error" if context["error"] else None
    context["control"] = _flat(
        {
            "class": _classes("govuk-input", options.get("classes"), error),
            "id": name,
            "name": options["name"],
            "type": options.get("type") or "text",
            **_given(spellcheck=_spellcheck(options), value=options.get("value"), disabled=options.get("disabled")),
            **_given(**{"aria-describedby": described_by}),
            **{
                key: options[key]
                for key in ("autocomplete", "autocapitalize", "pattern", "inputmode")
                if options.get(key)
            },
        },
        options.get("attributes"),
    )
    for side in ("prefix", "suffix"):
        if affix := options.get(side):
            context[side] = {
                "text": affix.get("text"),
                "attributes": _flat(
                    {"class": _classes(f"govuk-input__{side}", affix.get("classes")), "aria-hidden": "true"},
                    affix.get("attributes"),
                ),
            }
    context["wrapper"] = context.get("prefix") or context.get("suffix")
    context["wrapper_attributes"] = _wrapper(options)
    return context


def _wrapper(options: Options) -> SafeString:
    given = options.get("inputWrapper", {})
    return _flat({"class": _classes("govuk-input__wrapper", given.get("classes"))}, given.get("attributes"))


def _password(options: Options) -> Context:
    name = options.get("id") or options["name"]
    words = {
        "show-password": options.get("showPasswordText"),
        "hide-password": options.get("hidePasswordText"),
        "show-password-aria-label": options.get("showPasswordAriaLabelText"),
        "hide-password-aria-label": options.get("hidePasswordAriaLabelText"),
        "password-shown-announcement": options.get("passwordShownAnnouncementText"),
        "password-hidden-announcement": options.get("passwordHiddenAnnouncementText"),
    }
    group = options.get("formGroup", {})
    context = _input(
        {
            **options,
            "type": "password",
            "spellcheck": False,
            "autocapitalize": "none",
            "autocomplete": options.get("autocomplete") or "current-password",
            "classes": _classes("govuk-password-input__input govuk-js-password-input-input", options.get("classes")),
            "inputWrapper": {"classes": "govuk-password-input__wrapper"},
            "formGroup": {
                "classes": _classes("govuk-password-input", group.get("classes")),
                "attributes": {
                    "data-module": "govuk-password-input",
                    **_given(**{f"data-i18n.{key}": word for key, word in words.items()}),
                },
            },
        }
    )
    context["wrapper"] = True
    context["toggle"] = {
        "controls": name,
        "text": words["show-password"] or gettext("Show"),
        "label": words["show-password-aria-label"] or gettext("Show password"),
    }
    return context


def _textarea(options: Options) -> Context:
    name = options.get("id") or options["name"]
    context, described_by = _group(options, name, options.get("describedBy"))
    error = "govuk-textarea--error" if context["error"] else None
    context["value"] = options.get("value", "")
    context["control"] = _flat(
        {
            "class": _classes("govuk-textarea", error, options.get("classes")),
            "id": name,
            "name": options["name"],
            "rows": str(options.get("rows") or 5),
            **_given(spellcheck=_spellcheck(options), disabled=options.get("disabled")),
            **_given(**{"aria-describedby": described_by}, autocomplete=options.get("autocomplete")),
        },
        options.get("attributes"),
    )
    return context


def _file(options: Options) -> Context:
    name = options.get("id") or options["name"]
    context, described_by = _group(options, name, options.get("describedBy"))
    error = "govuk-file-upload--error" if context["error"] else None
    context["control"] = _flat(
        {
            "class": _classes("govuk-file-upload", options.get("classes"), error),
            "id": name,
            "name": options["name"],
            "type": "file",
            **_given(disabled=options.get("disabled"), multiple=options.get("multiple")),
            **_given(**{"aria-describedby": described_by}),
        },
        options.get("attributes"),
    )
    return context


def _select(options: Options) -> Context:
    name = options.get("id") or options["name"]
    context, described_by = _group(options, name, options.get("describedBy"))
    error = "govuk-select--error" if context["error"] else None
    context["control"] = _flat(
        {
            "class": _classes("govuk-select", options.get("classes"), error),
            "id": name,
            "name": options["name"],
            **_given(disabled=options.get("disabled")),
            **_given(**{"aria-describedby": described_by}),
        },
        options.get("attributes"),
    )
    context["items"] = [_option(item, options) for item in options.get("items", []) if item]
    return context


def _option(item: Options, options: Options) -> Context:
    """One option, or a group of them (`group` and `items`: ours, GOV.UK's select has none)."""
    if "group" in item:
        return {"group": item["group"], "items": [_option(inner, options) for inner in item["items"]]}
    wanted = options.get("value")
    value = item.get("value", item.get("text"))
    selected = item.get("selected")
    if selected is None:
        selected = bool(wanted) and value == wanted
    attributes: dict[str, Any] = {}
    if "value" in item:
        attributes["value"] = "" if item["value"] is None else str(_plain(item["value"]))
    attributes |= _given(selected=bool(selected), disabled=item.get("disabled"))
    return {"text": item.get("text"), "attributes": _flat(attributes, item.get("attributes"))}


def _plain(value: Any) -> Any:
    """Numbers and truth as the fixtures write them."""
    return str(value).lower() if isinstance(value, bool) else value


def _choices(kind: str, options: Options) -> Context:
    """Radios and checkboxes: a group of items, usually inside a fieldset with its legend."""
    prefix = options.get("idPrefix") or options["name"]
    fieldset = options.get("fieldset")
    described = (fieldset or {}).get("describedBy") or options.get("describedBy")
    context, described_by = _group(options, prefix, described)
    items = [
        _choice(kind, item, options, prefix, number, "" if fieldset else described_by)
        for number, item in enumerate(options["items"], start=1)
        if item
    ]
    context |= {
        "kind": kind,
        "items": items,
        "list_attributes": _flat(
            {"class": _classes(f"govuk-{kind}", options.get("classes"))},
            {**options.get("attributes", {}), "data-module": f"govuk-{kind}"},
        ),
        "fieldset": _fieldset(fieldset, described_by) if fieldset else None,
    }
    return context


def _choice(kind: str, item: Options, options: Options, prefix: str, number: int, described_by: str) -> Context:
    if "divider" in item:
        return {"divider": item["divider"]}
    name = item.get("id") or (prefix if number == 1 else f"{prefix}-{number}")
    hint = item.get("hint") or {}
    hint_id = f"{name}-item-hint" if hint else ""
    # GOV.UK's radios leave the group's description to the fieldset; a lone checkbox carries it itself.
    about = _classes(described_by if kind == "checkboxes" else "", hint_id)
    attributes = {
        "class": f"govuk-{kind}__input",
        "id": name,
        "name": item.get("name") or options["name"],
        "type": "radio" if kind == "radios" else "checkbox",
        "value": str(_plain(item.get("value", ""))),
        **_given(checked=_checked(item, options), disabled=item.get("disabled")),
        **_given(**{"aria-describedby": about}),
    }
    label = item.get("label", {})
    return {
        "control": _flat(attributes, item.get("attributes")),
        "text": item.get("text"),
        "id": name,
        "label_class": _classes("govuk-label", f"govuk-{kind}__label", label.get("classes")),
        "label_attributes": _flat({}, label.get("attributes")),
        "hint": hint.get("text"),
        "hint_id": hint_id,
        "hint_class": _classes("govuk-hint", f"govuk-{kind}__hint", hint.get("classes")),
        "hint_attributes": _flat({}, hint.get("attributes")),
    }


def _checked(item: Options, options: Options) -> bool:
    if item.get("checked") is not None:
        return bool(item["checked"])
    wanted = options.get("values") or ([options["value"]] if options.get("value") else [])
    return item.get("value") in wanted


def _fieldset(options: Options, described_by: str, role: str = "") -> Context:
    return {
        "attributes": _flat(
            {
                "class": _classes("govuk-fieldset", options.get("classes")),
                **_given(role=role or options.get("role")),
                **_given(**{"aria-describedby": described_by}),
            },
            options.get("attributes"),
        ),
        "legend": options.get("legend"),
    }


def _date(options: Options) -> Context:
    name = options["id"]
    fieldset = options.get("fieldset")
    context, described_by = _group(options, name, (fieldset or {}).get("describedBy"))
    items = [item for item in options.get("items") or _default_parts(options) if item]
    marked = any(_part_failed(item) for item in items)
    context |= {
        "items": [_input(_part(item, options, marked)) for item in items],
        "list_attributes": _flat(
            {"class": _classes("govuk-date-input", options.get("classes"))},
            {**options.get("attributes", {}), "id": name},
        ),
        "fieldset": _fieldset(fieldset, described_by, role="group") if fieldset else None,
    }
    return context


def _default_parts(options: Options) -> list[Options]:
    values = options.get("values", {})
    return [
        options[part] if part in options else {"name": part, "value": values.get(part)}
        for part in DATE_PARTS
        if options.get(part, True)
    ]


def _part_failed(item: Options) -> bool:
    return bool(item.get("error")) or "govuk-input--error" in (item.get("classes") or "")


def _part(item: Options, options: Options, marked: bool) -> Context:
    """Day, month or year as the options of a text input. Where no part is marked, an error marks them all."""
    part, given = _which_part(item, options)
    name = item.get("name") or part
    classes = item.get("classes") or ""
    failed = _part_failed(item) or (item.get("error") is not False and options.get("errorMessage") and not marked)
    prefix = f"{options['namePrefix']}-" if options.get("namePrefix") else ""
    value = item.get("value")
    if value is None:
        value = given.get("value")
    if value is None:
        value = options.get("values", {}).get(prefix + name)
    return {
        "label": {"text": item.get("label") or name.capitalize(), "classes": "govuk-date-input__label"},
        "id": item.get("id") or f"{options['id']}-{name}",
        "name": prefix + name,
        "value": value,
        "classes": _classes(
            "govuk-date-input__input",
            "govuk-input--error" if failed and "govuk-input--error" not in classes else "",
            "" if "govuk-input--width-" in classes else f"govuk-input--width-{4 if part == 'year' else 2}",
            classes,
        ),
        "inputmode": item.get("inputmode") or "numeric",
        "autocomplete": item.get("autocomplete"),
        "pattern": item.get("pattern"),
        "attributes": item.get("attributes"),
    }


def _which_part(item: Options, options: Options) -> tuple[str, Options]:
    """Which of the three an item is, by its own name or the name its part was given, and what that part was given."""
    values = options.get("values", {})
    for part in DATE_PARTS:
        given = options.get(part) or {"name": part, "value": values.get(part)}
        if item is given or (item.get("name") and item["name"] in (part, given.get("name"))):
            return part, given
    return "", {}


def _error_summary(options: Options) -> Context:
    extra = dict(options.get("attributes", {}))
    if options.get("disableAutoFocus") is not None:
        extra["data-disable-auto-focus"] = str(options["disableAutoFocus"]).lower()
    return {
        "attributes": _flat(
            {"class": _classes("govuk-error-summary", options.get("classes"))},
            {**extra, "data-module": "govuk-error-summary"},
        ),
        "title": options.get("titleText") or gettext("There is a problem"),
        "description": options.get("descriptionText"),
        "errors": [{**item, "attributes": _flat({}, item.get("attributes"))} for item in options.get("errorList", [])],
    }


def _button(options: Options) -> Context:
    attributes = {
        "class": _classes("govuk-button", options.get("classes")),
        "data-module": "govuk-button",
        **options.get("attributes", {}),
        **_given(id=options.get("id")),
    }
    if options.get("href"):
        own: dict[str, Any] = {"href": options["href"], "role": "button", "draggable": "false"}
    else:
        own = _given(value=options.get("value"), name=options.get("name"))
        if options.get("disabled"):
            own |= {"disabled": True, "aria-disabled": "true"}
        if options.get("preventDoubleClick") is not None:
            own["data-prevent-double-click"] = str(options["preventDoubleClick"]).lower()
    return {
        "href": options.get("href"),
        "type": options.get("type") or "submit",
        "attributes": _flat(own, attributes),
        "text": options.get("text"),
    }


PREPARE: dict[str, Callable[[Options], Context]] = {
    "input": _input,
    "password-input": _password,
    "textarea": _textarea,
    "file-upload": _file,
    "select": _select,
    "radios": lambda options: _choices("radios", options),
    "checkboxes": lambda options: _choices("checkboxes", options),
    "date-input": _date,
    "error-summary": _error_summary,
    "button": _button,
}
TEMPLATES = {"password-input": "input", "radios": "choices", "checkboxes": "choices"}
