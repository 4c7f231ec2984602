"""A mapping profile made by example: upload a file, see its first rows, say what each column is, try it, keep it.

The file lies apart under its hash, known to the person's session only, and is removed when the profile is kept or put
aside, or when another example comes. One that is left behind is swept with other uploads that nobody goes on with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.problems import BadInput
from gwella.core.telling import place, tell
from gwella.domain.people.models import User
from gwella.flows.evidence import profiles as by_example
from gwella.flows.imports import forget_file, keep_file, kept_file
from gwella.web.components.lists import Column, Figure, Figures, Table
from gwella.web.components.marks import Blank
from gwella.web.components.navigation import Crumb
from gwella.web.evidence_in import words
from gwella.web.evidence_in.forms import ExampleForm
from gwella.web.pages import anywhere, page

KEPT = "profile_example"
SHOWN = 12  # refusals of a try shown


@dataclass(frozen=True, slots=True)
class Choice:
    """One question of the mapping: a column's field, or a code's meaning. `options` are value, words, chosen."""

    name: str
    label: str
    hint: str
    options: list[tuple[str, str, bool]]


@page(anywhere("import_data"), methods=("GET", "POST"))
def example(request: HttpRequest) -> HttpResponse:
    """Choose a file to make a profile by."""
    is_sent = request.method == "POST"
    form = ExampleForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        _put_away(request)
        sha256, _size = keep_file(file.chunks())
        request.session[KEPT] = {"sha256": sha256, "name": file.name[:120], "kind": form.cleaned_data["kind"]}
        try:
            by_example.look_at(kept_file(sha256), name=file.name)
        except BadInput as bad:
            _put_away(request)
            form.add_error("file", " ".join(tell(problem) for problem in bad.problems))
        else:
            return HttpResponseRedirect(reverse("profile_make"))
    return render(request, "evidence_in/profile_example.html", {"crumbs": _crumbs(), "form": form})


@page(anywhere("import_data"), methods=("GET", "POST"))
def make(request: HttpRequest) -> HttpResponse:
    """Say what each column is; the same button tries it and shows what is missing, the other keeps it."""
    kept = request.session.get(KEPT)
    if not kept:
        return HttpResponseRedirect(reverse("profile_example"))
    try:
        path = kept_file(kept["sha256"])
        looked = by_example.look_at(path, name=kept["name"])
    except BadInput as bad:
        messages.error(request, " ".join(tell(problem) for problem in bad.problems))
        _put_away(request)
        return HttpResponseRedirect(reverse("profile_example"))
    asked = Asked(kept["kind"], looked, request.POST if request.method == "POST" else None)
    problems: list[str] = []
    tried = None
    if request.method == "POST":
        tried, problems = _try(asked, path)
        if "keep" in request.POST and not problems:
            return _keep(request, asked)
    context = {
        "crumbs": [*_crumbs(), Crumb(gettext("Make a profile by example"), reverse("profile_example"))],
        "lead": f"{words.kind(asked.kind)} · {looked.file}",
        "rows": Table([Column(h) for h in looked.headings], [list(row) for row in looked.rows], tight=True,
                      caption=gettext("First rows")),
        "asked": asked,
        "problems": problems,
        "tried": _tried(tried) if tried else None,
        "refused": _refused(tried) if tried and tried.refused else None,
    }  # fmt: skip
    return render(request, "evidence_in/profile_make.html", context)


@page(anywhere("import_data"), methods=("POST",))
def put_away(request: HttpRequest) -> HttpResponse:
    """Remove the example without keeping a profile."""
    _put_away(request)
    messages.success(request, gettext("The example was removed. No profile was made."))
    return HttpResponseRedirect(reverse("profiles"))


class Asked:
    """What is asked about an example, with what was answered or guessed."""

    def __init__(self, kind: str, looked: by_example.Example, sent: QueryDict | None) -> None:
        self.kind, self.looked, self.sent = kind, looked, sent
        guessed = by_example.guess_columns(kind, looked.headings)
        self.mapped = {h: self._said(f"column{i}", guessed.get(h, "")) for i, h in enumerate(looked.headings)}
        self.name = self._said("name", "")[:120].strip()
        self.code = re.sub(r"[^a-z0-9-]+", "-", self._said("code", "").lower()).strip("-")[:40]
        days = [v for h, what in self.mapped.items() if what == "born_on" for v in looked.values[h]]
        self.dates = self._said("dates", by_example.guess_dates(days))
        self.constants = {
            name: self._said(f"always-{name}", "")
            for name, field in by_example.fields_for(kind).items()
            if field.allowed and name not in self.mapped.values()
        }
        self.codes = {name: self._codes(name, heads) for name, heads in self._by_field().items()}

    def _said(self, name: str, guess: str) -> str:
        return self.sent.get(name, guess) if self.sent is not None else guess

    def _by_field(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        fields = by_example.fields_for(self.kind)
        for heading, what in self.mapped.items():
            if what in fields:
                found.setdefault(what, []).append(heading)
        return found

    def _codes(self, name: str, headings: list[str]) -> dict[str, str]:
        if len(headings) > 1:
            return {}
        theirs = by_example.codes_in(self.kind, name, self.looked.values[headings[0]])
        return {
            code: self._said(f"code-{name}-{i}", by_example.guess_code(self.kind, name, code))
            for i, code in enumerate(theirs)
        }

    @property
    def columns(self) -> list[Choice]:
        """A question a column: what it holds."""
        fields = [(n, gettext(f.label)) for n, f in by_example.fields_for(self.kind).items()]
        fields += [(f"subject:{s}", gettext("Results in: %(subject)s") % {"subject": s})
                   for s in by_example.subjects_for(self.kind)]  # fmt: skip
        return [
            Choice(f"column{i}", heading, ", ".join(self.looked.values[heading][:3]), _options(fields, what,
                                                                                              gettext("Not read")))
            for i, (heading, what) in enumerate(self.mapped.items())
        ]  # fmt: skip

    @property
    def code_choices(self) -> list[tuple[str, list[Choice]]]:
        """Of each column of codes, a question a code: what it means."""
        fields = by_example.fields_for(self.kind)
        found = []
        for name, codes in self.codes.items():
            ours = _ours(name, by_example.choices_of(self.kind, name))
            asked = [
                Choice(f"code-{name}-{i}", theirs, "", _options(ours, code, gettext("Nothing said")))
                for i, (theirs, code) in enumerate(codes.items())
            ]
            if asked:
                found.append((gettext(fields[name].label), asked))
        return found

    @property
    def always(self) -> list[Choice]:
        """What the file may not say because all its rows share it."""
        fields = by_example.fields_for(self.kind)
        none = gettext("The file does not say it")
        return [
            Choice(f"always-{name}", gettext(fields[name].label), "", _options(_ours(name, fields[name].allowed), value,
                                                                               none))
            for name, value in self.constants.items()
        ]  # fmt: skip

    @property
    def date_choice(self) -> Choice | None:
        """How days are written, where the file has any."""
        if "born_on" not in self.mapped.values():
            return None
        written = list(by_example.DATE_WORDS.items())
        options = [(pattern, words_, pattern == self.dates) for pattern, words_ in written]
        return Choice("dates", gettext("31 January 2019 is written"), "", options)

    def definition(self) -> dict[str, Any]:
        """The profile as plain data."""
        # A value without a meaning of ours stays as it stands, and is told where it cannot be read.
        codes = {name: {t: o for t, o in held.items() if o} for name, held in self.codes.items()}
        return by_example.definition_of(
            self.kind, self.code or "try", self.name or self.looked.file, self.mapped, constants=self.constants,
            codes=codes, dates=self.dates,
        )  # fmt: skip


def _ours(name: str, codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, gettext(by_example.code_words(name, code))) for code in codes]


def _options(choices: list[tuple[str, str]], chosen: str, empty: str) -> list[tuple[str, str, bool]]:
    return [("", empty, not chosen), *((value, label, value == chosen) for value, label in choices)]


def _try(asked: Asked, path: Path) -> tuple[by_example.Tried | None, list[str]]:
    """The dry run, and what stands in the way of keeping the profile."""
    problems = []
    if asked.sent is not None and "keep" in asked.sent:
        if not asked.name:
            problems.append(gettext("Give the profile a name."))
        if not asked.code:
            problems.append(gettext("Give the profile a short code."))
    if missing := [gettext(label) for label in by_example.lacking(asked.definition())]:
        told = gettext("No column is said to hold what every row needs: %(fields)s.")
        return None, [*problems, told % {"fields": ", ".join(missing)}]
    try:
        year = clock.school_year(clock.today())
        return by_example.try_profile(path, asked.definition(), year=year, name=asked.looked.file), problems
    except BadInput as bad:
        return None, [*problems, *(tell(problem) for problem in bad.problems)]


def _keep(request: HttpRequest, asked: Asked) -> HttpResponse:
    held = by_example.save_profile(asked.definition(), by=cast(User, request.user), at=clock.now())
    _put_away(request)
    told = {"name": held.name, "number": held.version}
    messages.success(request, gettext("The profile was kept: %(name)s, version %(number)s") % told)
    return HttpResponseRedirect(reverse("profile", args=[held.code]))


def _tried(tried: by_example.Tried) -> Figures:
    return Figures(
        [
            Figure(gettext("Rows in the file"), tried.rows),
            Figure(gettext("Rows that would be read"), tried.taken),
            Figure(gettext("Schools"), tried.schools),
            Figure(gettext("Refused rows"), len(tried.refused)),
            Figure(gettext("To look at"), len(tried.warnings)),
        ]
    )


def _refused(tried: by_example.Tried) -> Table:
    columns = [Column(gettext("Place")), Column(gettext("Value")), Column(gettext("Reason"))]
    rows = [
        [place(problem) or gettext("The file"), problem.value or Blank(gettext("nothing")), tell(problem)]
        for problem in tried.refused[:SHOWN]
    ]
    return Table(columns, rows, caption=gettext("Refused rows"))


def _put_away(request: HttpRequest) -> None:
    kept = request.session.pop(KEPT, None)
    if kept:
        forget_file(kept["sha256"])


def _crumbs() -> list[Crumb]:
    return words.crumbs(Crumb(gettext("Mapping profiles"), reverse("profiles")))
