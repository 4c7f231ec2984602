"""Pupils of a transfer file who differ from the census, as a file to take while the transfer file waits for a yes."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from gwella.core import clock
from gwella.core.models import DataImport
from gwella.core.problems import BadInput
from gwella.core.telling import tell
from gwella.documents.tables import EXTENSIONS, Format
from gwella.domain.figures.actions import note_pupils_taken
from gwella.domain.people.models import User
from gwella.flows.evidence.transfers import beside_census_of
from gwella.web.evidence_in import words
from gwella.web.pages import anywhere, page


@page(anywhere("import_data"))
def pupils(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, by pupil number and without names. Taking it is noted in the record of the schools."""
    kept = get_object_or_404(DataImport, pk=pk, kind="ctf")
    form = request.GET.get("format")
    if form not in EXTENSIONS:
        raise Http404
    try:
        found = beside_census_of(kept)
    except BadInput as bad:
        messages.error(request, " ".join(tell(problem) for problem in bad.problems))
        return HttpResponseRedirect(reverse("import", args=[pk]))
    odd = found.odd if found else []
    schools = sorted({one.school for one in odd})
    note_pupils_taken(kept.file_name, schools=schools, count=len(odd), by=cast(User, request.user), at=clock.now())
    heads = [
        gettext("School number"),
        gettext("Unique pupil number"),
        gettext("What differs"),
        gettext("In the file"),
        gettext("In the census"),
    ]
    rows = [[one.school, one.upn, gettext(one.what), one.theirs, one.ours] for one in odd]
    return words.as_file(f"transfer-{pk}-census", heads, rows, cast(Format, form), heads[2])
