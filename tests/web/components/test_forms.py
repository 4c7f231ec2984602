"""Django forms in GOV.UK's markup: the right component for each widget, errors linked, days in three boxes."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from gwella.web.components.fields import DayField, Radios, Ticks
from gwella.web.components.forms import GovukRenderer, field_html, options_of, summary_html
from gwella.web.gallery.forms import example_form
from tests.web.components.reading import every, faults, only

CHOICES = [("a", "A"), ("b", "B")]


class Everything(forms.Form):
    text = forms.CharField(max_length=20, help_text="As on the letter")
    mail = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    whole = forms.IntegerField()
    days = forms.DecimalField()
    long = forms.CharField(widget=forms.Textarea)
    one = forms.ChoiceField(choices=[("", "Choose"), ("Mine", CHOICES)])
    pick = forms.ChoiceField(choices=CHOICES, widget=Radios(hints={"b": "The second"}, inline=True))
    some = forms.MultipleChoiceField(choices=CHOICES, widget=Ticks)
    many = forms.MultipleChoiceField(choices=CHOICES, required=False)
    yes = forms.BooleanField(required=False)
    day = DayField()
    paper = forms.FileField()
    secret = forms.CharField(widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "input"),
        ("mail", "input"),
        ("whole", "input"),
        ("long", "textarea"),
        ("one", "select"),
        ("pick", "radios"),
        ("some", "checkboxes"),
        ("many", "checkboxes"),
        ("yes", "checkboxes"),
        ("day", "date-input"),
        ("paper", "file-upload"),
        ("secret", "password-input"),
    ],
)
def test_the_component_fits_the_widget(name: str, kind: str) -> None:
    form = Everything()
    assert options_of(form[name], {})[0] == kind
    assert not faults(field_html(form[name]))


def test_numbers_are_text_with_the_keyboard_for_figures() -> None:
    form = Everything({"whole": "7", "days": "2.5"})
    assert only(field_html(form["whole"]), "input").attrs["inputmode"] == "numeric"
    days = only(field_html(form["days"], width=4, suffix="days"), "input").attrs
    assert (days["type"], days["inputmode"], days["value"]) == ("text", "decimal", "2.5")
    assert "govuk-input--width-4" in days["class"]


def test_nothing_is_cut_or_checked_by_the_browser() -> None:
    text = only(field_html(Everything()["text"]), "input").attrs
    assert not {"maxlength", "required"} & text.keys()


def test_a_field_that_may_stay_empty_says_so_except_a_tick() -> None:
    with translation.override("en"):
        form = Everything()
        assert only(field_html(form["mail"]), "label").text == "Mail (optional)"
        assert only(field_html(form["yes"]), "label").text == "Yes"
        form.mark_optional = False  # type: ignore[attr-defined]
        assert only(field_html(form["mail"]), "label").text == "Mail"


def test_choices_keep_what_was_chosen_and_carry_their_hints() -> None:
    form = Everything({"pick": "b", "some": ["a"], "one": "b", "yes": "on"})
    radios = every(field_html(form["pick"]), "input")
    assert ["checked" in radio.attrs for radio in radios] == [False, True]
    assert radios[0].attrs["id"] == "id_pick"
    assert every(field_html(form["pick"]), "div", id=radios[1].attrs["aria-describedby"])[0].text == "The second"
    assert "checked" in only(field_html(form["yes"]), "input").attrs
    options = every(field_html(form["one"]), "option")
    assert [option.attrs["value"] for option in options if "selected" in option.attrs] == ["b"]
    assert only(field_html(form["one"]), "optgroup").attrs["label"] == "Mine"


def test_hint_and_error_describe_the_control_and_the_error_says_its_word() -> None:
    with translation.override("en"):
        html = field_html(Everything(QueryDict("x=1"))["text"])
        assert only(html, "input").attrs["aria-describedby"] == "id_text-hint id_text-error"
        assert only(html, "p", class_="govuk-error-message").text.startswith("Error: ")


def test_a_label_can_be_the_heading_of_the_page() -> None:
    assert only(field_html(Everything()["text"], heading=True), "h1").text.strip() == "Text"
    assert only(field_html(Everything()["pick"], heading=True), "h1").text.strip() == "Pick"


def test_a_hidden_field_stays_hidden() -> None:
    assert only(field_html(Everything()["token"]), "input").attrs["type"] == "hidden"


def test_words_of_a_form_are_escaped() -> None:
    html = field_html(Everything({"text": "<script>", "long": "</textarea><script>"})["long"])
    assert every(html, "script") == []
    assert every(field_html(Everything()["text"], label="<script>"), "script") == []


def test_a_password_is_never_written_back() -> None:
    assert "value" not in only(field_html(Everything({"secret": "abc"})["secret"]), "input").attrs


def test_the_summary_links_every_error_to_a_control_of_the_form() -> None:
    form = Everything(QueryDict("x=1"))
    page = Template("{% errors form %}{{ form }}").render(Context({"form": _drawn_by_us(form)}))
    targets = {link.attrs["href"][1:] for link in every(page, "a")}
    assert len(targets) == 11
    assert targets <= {
        control.attrs.get("id") for tag in ("input", "select", "textarea") for control in every(page, tag)
    }
    assert not faults(page)


def _drawn_by_us(form: forms.Form) -> forms.Form:
    form.renderer = GovukRenderer()
    return form


def test_nothing_wrong_has_no_summary() -> None:
    assert summary_html(Everything(), None) == ""


def test_a_form_set_gathers_the_errors_of_each_form_and_its_own() -> None:
    class Pair(forms.BaseFormSet):
        def clean(self) -> None:
            raise ValidationError("They must differ")

    class One(forms.Form):
        name = forms.CharField()

    rows = forms.formset_factory(One, formset=Pair, extra=0)
    given = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "", "form-1-name": "x"}
    bound = rows(given)
    bound.is_valid()
    html = summary_html(bound)
    assert only(html, "a").attrs["href"] == "#id_form-0-name"
    assert "They must differ" in html


@pytest.mark.parametrize(
    ("boxes", "found"),
    [
        (["4", "2", "2020"], dt.date(2020, 2, 4)),
        ([" 04 ", "02", "2020"], dt.date(2020, 2, 4)),
        (["4", "February", "2020"], dt.date(2020, 2, 4)),
        (["4", "feb", "2020"], dt.date(2020, 2, 4)),
        (["4", "Chwefror", "2020"], dt.date(2020, 2, 4)),
        (["29", "2", "2020"], dt.date(2020, 2, 29)),
        (["", "", ""], None),
        (["29", "2", "2019"], "unreal"),
        (["31", "4", "2020"], "unreal"),
        (["x", "4", "2020"], "unreal"),
        (["1", "13", "2020"], "unreal"),
        (["1", "Smarch", "2020"], "unreal"),
        (["1", "4", "20"], "year"),
        (["1", "", "2020"], "incomplete"),
        (["", "4", "2020"], "incomplete"),
    ],
)
def test_a_day_in_three_boxes(boxes: list[str], found: Any) -> None:
    field = DayField(required=False)
    if isinstance(found, str):
        with pytest.raises(ValidationError) as caught:
            field.clean(boxes)
        assert caught.value.code == found
    else:
        assert field.clean(boxes) == found


def test_a_day_is_shown_in_its_boxes_and_as_typed_when_wrong() -> None:
    class One(forms.Form):
        day = DayField(required=False)

    shown = field_html(One(initial={"day": dt.date(2020, 2, 4)})["day"])
    assert [box.attrs["value"] for box in every(shown, "input")] == ["4", "2", "2020"]
    typed = field_html(One({"day_day": "31", "day_month": "2", "day_year": "2020"})["day"])
    assert [box.attrs["value"] for box in every(typed, "input")] == ["31", "2", "2020"]
    assert not One(
        {"day_day": "4", "day_month": "2", "day_year": "2020"}, initial={"day": dt.date(2020, 2, 4)}
    ).has_changed()
    assert One(
        {"day_day": "5", "day_month": "2", "day_year": "2020"}, initial={"day": dt.date(2020, 2, 4)}
    ).has_changed()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_example_form_draws_every_field(language: str) -> None:
    with translation.override(language):
        html = str(_drawn_by_us(example_form()))
    assert len(every(html, "p", class_="govuk-error-message")) == 2
    assert not faults(html)
