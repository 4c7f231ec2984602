"""The list of letters: what its address asks for, its panel, its table, and the files made of exactly what it shows."""

from typing import cast

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext

from gwella.core import clock
from gwella.core.clock import ZONE
from gwella.documents.tables import EXTENSIONS, MIME, Format, write_table
from gwella.documents.tables import Cell as Plain
from gwella.domain.allocation.models import AllocationRun
from gwella.domain.allocation.rules import NOTICE_STATES, WITHDRAWN
from gwella.domain.schools.rules import CONTACT_ROLES
from gwella.insight.boards.letters import FILTERS, LetterLine, LetterList, WantedLetters
from gwella.web.components.base import Content
from gwella.web.components.filters import Choice, Export, Filters, Group
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.letters.words import READS, WAYS, language, moment, state_tag
from gwella.web.pages import reach_of

LONGEST_QUERY = 100
LEGENDS = {
    "state": lambda: gettext("State"),
    "way": lambda: gettext("How it goes"),
    "council": lambda: gettext("Council"),
    "role": lambda: gettext("Reader"),
    "reads": lambda: gettext("Language"),
}


def letters_of(request: HttpRequest, run: AllocationRun) -> LetterList:
    """The letters of a run that the address asks for, to schools within reach."""
    query = request.GET
    wanted = WantedLetters(
        query=query.get("q", "").strip()[:LONGEST_QUERY],
        ticked={group: frozenset(values) for group in FILTERS if (values := query.getlist(group))},
    )
    return LetterList(run, reach_of(request).schools("approve_letters"), wanted, language=language())


def filters_of(found: LetterList, query: QueryDict) -> Filters:
    """The panel, with the count of each value given everything else that is asked for."""
    words = {
        "state": {code: gettext(word) for code, word in NOTICE_STATES.items()},
        "way": {code: str(word) for code, word in WAYS.items()},
        "council": found.councils,
        "role": {code: gettext(CONTACT_ROLES[code]) for code in ("head", "chair")},
        "reads": {code: str(word) for code, word in READS.items()},
    }
    groups = [
        Group(
            name,
            LEGENDS[name](),
            [
                Choice(code, word, found.counts[name][code], code in found.wanted.ticked.get(name, ()))
                for code, word in words[name].items()
                if found.counts[name][code] or code in found.wanted.ticked.get(name, ())
            ],
        )
        for name in FILTERS
    ]
    return Filters(query, groups, search="q", search_label=gettext("School or reader"), keep=())


def shown_words(found: LetterList, shown: "Page[LetterLine]") -> str:
    """Which letters the page shows, of how many."""
    params = {"first": shown.start_index(), "last": shown.end_index(), "count": len(found.found)}
    return gettext("Letters %(first)s to %(last)s of %(count)s, by council and school") % params


def table(lines: "Page[LetterLine]") -> Table:
    """One page of the list."""
    columns = [
        Column(gettext("School")),
        Column(gettext("Reader")),
        Column(gettext("Language")),
        Column(gettext("State")),
        Column(gettext("How and when")),
    ]
    return Table(columns, [_row(line) for line in lines], caption=gettext("Letters to schools"))


def _row(line: LetterLine) -> list[Content]:
    role = gettext(CONTACT_ROLES.get(line.role, line.role))
    return [
        Cell(line.school, f"{line.council} · {line.number}", reverse("letter", args=[line.reference])),
        Cell(line.reader or role, role if line.reader else ""),
        str(READS[line.reads]),
        state_tag(line.state),
        _how(line),
    ]


def _how(line: LetterLine) -> Content:
    way = str(WAYS[line.way])
    if line.acknowledged_at:
        return Cell(way, gettext("read %(when)s") % {"when": moment(line.acknowledged_at)})
    if line.sent_at:
        return Cell(gettext("By post") if line.way == "post" else way, moment(line.sent_at))
    if line.withdrawn_at:
        return Cell(gettext(WITHDRAWN[line.withdrawn_why]), moment(line.withdrawn_at))
    if line.way == "failed":
        return Cell(way, line.failure)
    if line.way == "post":
        return Blank(gettext("no e-mail address, so to post"))
    if line.not_before:
        return Cell(way, gettext("from %(when)s") % {"when": moment(line.not_before)})
    return way


# ---- as a file


def export_line(found: LetterList, query: QueryDict) -> Export:
    """The line that exports exactly what is shown."""
    count = len(found.found)
    say = ngettext("Export this %(count)s letter", "Export these %(count)s letters", count) % {"count": count}
    words = ("CSV", gettext("CSV for Excel"), "XLSX", "ODS")
    made = Export.of(say, query, reverse("letters_export"), ("csv", "csv-excel", "xlsx", "ods"))
    return Export(say, [(word, href) for word, (_code, href) in zip(words, made.links, strict=True)])


def file_of(found: LetterList, query: QueryDict, run: AllocationRun) -> HttpResponse:
    """The list as a file in the format asked for. Raises Http404 for a format nobody knows."""
    code = query.get("format", "")
    if code not in MIME:
        raise Http404
    kind = cast(Format, code)
    chips = [f"{chip.group}: {chip.label}" for chip in filters_of(found, query).chips]
    about = {
        gettext("Allocation run"): str(run.number),
        gettext("As at"): clock.today().isoformat(),
        gettext("Letters"): f"{len(found.found)} / {len(found.rows)}",
        gettext("Filters"): "; ".join(chips) or gettext("none"),
    }
    title = gettext("Letters")
    made = write_table(
        _headings(), [_plain(line) for line in found.found], kind, title, about, about_title=gettext("About")
    )
    name = f"{slugify(title)}-{clock.today().isoformat()}.{EXTENSIONS[kind]}"
    return HttpResponse(
        made, content_type=MIME[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _headings() -> list[str]:
    return [
        gettext("Reference"),
        gettext("Council"),
        gettext("School"),
        gettext("Number"),
        gettext("Reader"),
        gettext("Name"),
        gettext("Language"),
        gettext("State"),
        gettext("How it goes"),
        gettext("Leaves from"),
        gettext("Left"),
        gettext("Read"),
        gettext("Why not"),
    ]


def _plain(line: LetterLine) -> list[Plain]:
    moments = [at.astimezone(ZONE) if at else None for at in (line.not_before, line.sent_at, line.acknowledged_at)]
    return [
        line.reference,
        line.council,
        line.school,
        line.number,
        gettext(CONTACT_ROLES.get(line.role, line.role)),
        line.reader,
        str(READS[line.reads]),
        gettext(NOTICE_STATES[line.state]),
        str(WAYS[line.way]),
        *moments,
        gettext(WITHDRAWN[line.withdrawn_why]) if line.withdrawn_why else line.failure,
    ]
