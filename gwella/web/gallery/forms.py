"""A form with one of each field, filled in wrongly so that its errors show."""

from django import forms
from django.http import QueryDict

from gwella.web.components.fields import DayField, Radios, Ticks
from gwella.web.components.forms import GovukRenderer
from gwella.web.gallery.words import say


def example_form() -> forms.Form:
    """The form in the current language, bound to answers some of which are wrong."""
    form = _form_class()(
        QueryDict("who=Angharad+Morris&school=2&mode=visit&day_day=31&day_month=2&day_year=2020&days=1.5&kinds=books")
    )
    form.is_valid()
    return form


def _form_class() -> type[forms.Form]:
    """Made afresh, since its words are in the reader's language and no catalogue holds invented ones."""

    class VisitForm(forms.Form):
        default_renderer = GovukRenderer
        who = forms.CharField(label=say("Your name", "Eich enw"))
        school = forms.ChoiceField(
            label=say("School", "Ysgol"),
            choices=[
                ("", say("Choose a school", "Dewiswch ysgol")),
                (
                    say("My schools", "Fy ysgolion"),
                    [("1", "Ysgol Nant-y-Felin"), ("2", "Ysgol Gymraeg Llwyn Celynnen")],
                ),
                (say("Other schools", "Ysgolion eraill"), [("3", "Ysgol Pen-y-Bryniau")]),
            ],
        )
        day = DayField(
            label=say("When was the visit?", "Pryd oedd yr ymweliad?"),
            help_text=say("For example, 4 2 2020", "Er enghraifft, 4 2 2020"),
            error_messages={"unreal": say("Enter a day that exists", "Nodwch ddiwrnod sy’n bod")},
        )
        days = forms.DecimalField(
            label=say("Days", "Diwrnodau"),
            help_text=say("To the half, as 2.5", "I’r hanner, fel 2.5"),
        )
        mode = forms.ChoiceField(
            label=say("How did you meet?", "Sut y gwnaethoch gyfarfod?"),
            choices=[("visit", say("At the school", "Yn yr ysgol")), ("call", say("By telephone", "Dros y ffôn"))],
            widget=Radios(
                hints={"visit": say("Travel is not counted in the days", "Nid yw teithio’n cyfrif yn y diwrnodau")}
            ),
        )
        kinds = forms.MultipleChoiceField(
            label=say("What did you look at?", "Beth edrychoch chi arno?"),
            required=False,
            choices=[
                ("books", say("Pupils’ books", "Llyfrau disgyblion")),
                ("lessons", say("Lessons", "Gwersi")),
                ("talk", say("Pupils’ views", "Barn disgyblion")),
            ],
            widget=Ticks,
        )
        what = forms.CharField(
            label=say("What was agreed", "Beth gytunwyd"),
            widget=forms.Textarea,
            error_messages={"required": say("Write what was agreed", "Ysgrifennwch beth gytunwyd")},
        )
        paper = forms.FileField(
            label=say("The school’s plan", "Cynllun yr ysgol"),
            help_text=say("PDF or Word, up to 5 MB", "PDF neu Word, hyd at 5 MB"),
            required=False,
        )
        password = forms.CharField(label=say("Password", "Cyfrinair"), widget=forms.PasswordInput, required=False)
        agreed = forms.BooleanField(
            label=say("The head has read this note", "Mae’r pennaeth wedi darllen y nodyn hwn"), required=False
        )

    return VisitForm
