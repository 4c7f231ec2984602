"""A run as a list: the same schools as the map, filtered and ordered, and as a file exactly as shown."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gwella.core import clock
from gwella.core.text import fold
from gwella.documents.tables import EXTENSIONS, MIME, Format, write_table
from gwella.documents.tables import Cell as Value
from gwella.domain.allocation.models import Proposal
from gwella.domain.places.models import Service
from gwella.web.allocation import drawing
from gwella.web.allocation.seen import RunSeen, is_change
from gwella.web.allocation.words import caption_of, half_days, language, name_of, reason_of
from gwella.web.components.base import Content
from gwella.web.components.filters import Choice, Export, Filters, Group
from gwella.web.components.lists import Column, Order, Table
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.components.navigation import Pagination
from gwella.web.pages import anywhere, page

PER_PAGE = 25
SORTS = ("name", "council", "leader", "km", "days")
WHAT = {
    "kept": _("Keeps its leader"),
    "changed": _("Changes leader"),
    "first": _("Had nobody before"),
    "hand": _("Changed by hand"),
    "short": _("Nobody yet"),
}


def what_of(proposal: Proposal) -> set[str]:
    """What the run does with a school."""
    found = {"hand"} if proposal.is_by_hand else set()
    if proposal.leader_id is None:
        return found | {"short"}
    if proposal.last_leader_id is None:
        return found | {"first"}
    return found | {"changed" if is_change(proposal) else "kept"}


@dataclass(frozen=True, slots=True)
class _Row:
    proposal: Proposal
    values: dict[str, set[str]]
    key: str
    text: str


class RunList:
    """The named proposals of a run, as the address wants them."""

    def __init__(self, seen: RunSeen, query: QueryDict) -> None:
        self.query = query
        by = query.get("sort", "name")
        self.by = by if by.lstrip("-") in SORTS else "name"
        self.text = query.get("q", "").strip()[:100]
        self.rows = [self._row(proposal) for proposal in seen.named]
        self.wanted = {name: set(query.getlist(name)) for name in ("what", "council", "leader") if query.getlist(name)}
        words = fold(self.text).split()
        matching = [row for row in self.rows if all(word in row.text for word in words)]
        self.found = self._sorted([row for row in matching if not self._failed(row)])
        self.counts: dict[str, Counter[str]] = {}
        for name in ("what", "council", "leader"):
            alone = [row for row in matching if self._failed(row) <= {name}]
            self.counts[name] = Counter(value for row in alone for value in row.values[name])

    def _row(self, proposal: Proposal) -> _Row:
        values = {
            "what": what_of(proposal),
            "council": {proposal.school.council.code},
            "leader": {str(proposal.leader_id)} if proposal.leader_id else set(),
        }
        school, leader = proposal.school, proposal.leader
        text = f"{school.search_text} {fold(leader.name)}" if leader else school.search_text
        return _Row(proposal, values, getattr(school, f"sort_{language()}"), text)

    def _failed(self, row: _Row) -> set[str]:
        return {name for name, wanted in self.wanted.items() if not wanted & row.values[name]}

    def _sorted(self, rows: list[_Row]) -> list[Proposal]:
        key = self.by.lstrip("-")
        by_name = [row.proposal for row in sorted(rows, key=lambda row: (row.key, row.proposal.school.number))]
        value = _KEYS[key]
        known = [p for p in by_name if value(p) is not None]
        blank = [p for p in by_name if value(p) is None]
        if key != "name":
            known.sort(key=lambda p: value(p) or "", reverse=self.by.startswith("-"))
        elif self.by.startswith("-"):
            known.reverse()
        return known + blank

    @property
    def filters(self) -> Filters:
        """The panel: what becomes of the school, and its council. A leader comes by a link, or is searched by name."""
        councils = {row.proposal.school.council.code: row.proposal.school.council for row in self.rows}
        leaders = {str(p.leader_id): p.leader.name for p in (row.proposal for row in self.rows) if p.leader}
        names = {
            "what": [(code, str(word)) for code, word in WHAT.items()],
            "council": sorted(((c, x.name.in_language(language())) for c, x in councils.items()), key=lambda c: c[1]),
            "leader": sorted((pk, leaders[pk]) for pk in self.wanted.get("leader", ()) if pk in leaders),
        }
        legends = {"what": gettext("What changes"), "council": gettext("Council"), "leader": gettext("System leader")}
        groups = [Group(name, legends[name], self._choices(name, words)) for name, words in names.items()]
        return Filters(
            self.query,
            [group for group in groups if len(group.choices) > 1 or group.name in self.wanted],
            search="q",
            search_label=gettext("School, place, number or system leader"),
        )

    def _choices(self, name: str, words: Sequence[tuple[str, str]]) -> list[Choice]:
        chosen, counts = self.wanted.get(name, set()), self.counts[name]
        return [Choice(v, word, counts[v], v in chosen) for v, word in words if counts[v] or v in chosen]


_KEYS: dict[str, Callable[[Proposal], str | float | None]] = {
    "name": lambda p: p.school.number,
    "council": lambda p: getattr(p.school.council, f"sort_{language()}"),
    "leader": lambda p: p.leader.name if p.leader else None,
    "km": lambda p: p.kilometres,
    "days": lambda p: p.half_days,
}


@page(anywhere("propose_allocation"))
def proposals(request: HttpRequest, number: int) -> HttpResponse:
    """The schools of a run: filters, order, pages, export."""
    seen = RunSeen(request, number)
    listed = RunList(seen, request.GET)
    shown = Paginator(listed.found, PER_PAGE).get_page(request.GET.get("page"))
    count = len(listed.found)
    say = ngettext("Export this %(count)s school", "Export these %(count)s schools", count) % {"count": count}
    heading = gettext("%(count)s of %(total)s schools") % {"count": count, "total": len(seen.everything)}
    context = {
        "run": seen.run,
        "crumbs": drawing.crumbs(seen.run),
        "caption": caption_of(seen.run),
        "heading": heading,
        "filters": listed.filters,
        "table": _table(list(shown), listed, seen),
        "count": count,
        "pagination": Pagination(shown, request.GET),
        "export": Export.of(say, request.GET, reverse("allocation_export", args=[number])),
        "shown": gettext("Schools %(first)s to %(last)s of %(count)s")
        % {"first": shown.start_index(), "last": shown.end_index(), "count": count},
        "sees_all": seen.sees_all,
        "named": len(seen.named),
    }
    return render(request, "allocation/list.html", context)


def _table(shown: list[Proposal], listed: RunList, seen: RunSeen) -> Table:
    columns = [
        Column(gettext("School"), sort="name"),
        Column(gettext("Council"), sort="council"),
        Column(gettext("System leader"), sort="leader"),
        Column(gettext("What changes")),
        Column(gettext("Km, one way"), number=True, sort="km"),
        Column(gettext("Days"), number=True, sort="days"),
    ]
    rows = [_cells(proposal, seen) for proposal in shown]
    return Table(columns, rows, caption=gettext("Who looks after which school"), order=Order(listed.query, listed.by))


def _cells(proposal: Proposal, seen: RunSeen) -> list[Content]:
    school = proposal.school
    address = reverse("allocation_pair", args=[seen.run.number, school.number])
    return [
        Cell(name_of(school), school.number, address),
        school.council.name.in_language(language()),
        Cell(proposal.leader.name, _before(proposal)) if proposal.leader else Blank(gettext("nobody yet")),
        tag_of(proposal),
        _one_way(proposal) or Blank(gettext("a place is not known") if proposal.leader else gettext("nobody yet")),
        half_days(proposal.half_days),
    ]


def _before(proposal: Proposal) -> str:
    if proposal.last_leader and is_change(proposal):
        return gettext("before: %(name)s") % {"name": proposal.last_leader.name}
    return ""


def _one_way(proposal: Proposal) -> str:
    return "" if proposal.kilometres is None else str(number_format(round(proposal.kilometres, 1), decimal_pos=1))


def tag_of(proposal: Proposal) -> Tag:
    """What the run does with the school, in one word or two."""
    what = what_of(proposal)
    for code, kind in (("short", "urgent"), ("hand", "now"), ("changed", "todo"), ("first", "todo")):
        if code in what:
            return Tag(kind, WHAT[code])
    return Tag("done", WHAT["kept"])


@page(anywhere("propose_allocation"))
def export(request: HttpRequest, number: int) -> HttpResponse:
    """The list as a file, with each school's reason."""
    code = request.GET.get("format", "")
    if code not in MIME:
        raise Http404
    seen = RunSeen(request, number)
    listed = RunList(seen, request.GET)
    kind = cast(Format, code)
    service = Service.objects.first()
    day = clock.today()
    about: dict[str, Value] = {
        gettext("Service"): service.name.in_language(language()) if service else "",
        gettext("As at"): day,
        gettext("Run"): caption_of(seen.run),
        gettext("First day of the links"): date_format(seen.run.starts_on, "j F Y"),
        gettext("Schools"): f"{len(listed.found)} / {len(seen.everything)}",
        gettext("Filters"): "; ".join(f"{chip.group}: {chip.label}" for chip in listed.filters.chips)
        or gettext("none"),
    }
    heads = [
        gettext("School"),
        gettext("Number"),
        gettext("Council"),
        gettext("System leader"),
        gettext("Before"),
        gettext("What changes"),
        gettext("Km, one way"),
        gettext("Days"),
        gettext("Why"),
    ]
    title = gettext("Who looks after which school")
    body = write_table(heads, map(_line, listed.found), kind, title, about, about_title=gettext("About"))
    name = f"gwella-{seen.run.number}-{day.isoformat()}.{EXTENSIONS[kind]}"
    return HttpResponse(
        body, content_type=MIME[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _line(proposal: Proposal) -> list[Value]:
    return [
        name_of(proposal.school),
        proposal.school.number,
        proposal.school.council.name.in_language(language()),
        proposal.leader.name if proposal.leader else gettext("nobody yet"),
        proposal.last_leader.name if proposal.last_leader else gettext("nobody"),
        str(tag_of(proposal).label),
        proposal.kilometres,
        proposal.half_days / 2,
        reason_of(proposal) + (f" {proposal.hand_reason}" if proposal.is_by_hand else ""),
    ]
