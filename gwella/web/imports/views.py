"""What can be brought in, and how: file, preview, a person's yes or no, what came of it."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from gwella.core import clock, work
from gwella.core.models import DataImport
from gwella.core.telling import tell_refusal
from gwella.documents.tables import EXTENSIONS, MIME, Format, write_table
from gwella.domain.people.models import User
from gwella.flows.imports import Kind, can_commit_import, keep_file, put_import_aside
from gwella.flows.kinds import KINDS
from gwella.web.components.filters import Export
from gwella.web.components.lists import Column, Figures, Table, Task, Tasks
from gwella.web.components.marks import Blank, Cell, Tag
from gwella.web.components.navigation import Crumb, Pagination
from gwella.web.imports import drawing
from gwella.web.imports.categories import open_category_differences
from gwella.web.imports.deciding import open_differences, open_missing
from gwella.web.imports.drawing import crumbs
from gwella.web.imports.forms import UploadForm
from gwella.web.pages import anywhere, page, reach_of

PER_PAGE = 100
FEW = 8  # lines of each list on the preview itself


def kinds_of(request: HttpRequest) -> dict[str, Kind]:
    """The kinds of file the person may bring in."""
    reach = reach_of(request)
    return {code: kind for code, kind in KINDS.items() if reach.has(kind.permission)}


def kind_or_404(request: HttpRequest, code: str) -> Kind:
    """A kind the person may bring in."""
    kind = kinds_of(request).get(code)
    if kind is None:
        raise Http404
    return kind


def import_or_404(request: HttpRequest, pk: int) -> DataImport:
    """An import of a kind the person may bring in."""
    mine = DataImport.objects.select_related("brought_by").filter(kind__in=kinds_of(request))
    return get_object_or_404(mine, pk=pk)


@page(anywhere("import_data"))
def overview(request: HttpRequest) -> HttpResponse:
    """What can be brought in, when it last was, and what waits for a decision."""
    kinds = kinds_of(request)
    recent = DataImport.objects.filter(kind__in=kinds).select_related("brought_by")
    waiting = recent.filter(state=DataImport.State.PREVIEWED)[:20]
    last: dict[str, DataImport] = {}
    for kept in recent.filter(state=DataImport.State.COMMITTED).order_by("-committed_at")[:200]:
        last.setdefault(kept.kind, kept)
    columns = [Column(gettext("What")), Column(gettext("Last brought in")), Column(gettext("What it changed"))]
    body = [_kind_row(kind, last.get(code)) for code, kind in kinds.items()]
    return render(
        request,
        "imports/overview.html",
        {
            "crumbs": crumbs()[:1],
            "tasks": Tasks([*_waiting_tasks(waiting), *_register_tasks(request)], gettext("Nothing waits for you.")),
            "table": Table(columns, body, caption=gettext("What can be brought in")),
        },
    )


def _kind_row(kind: Kind, last: DataImport | None) -> list[Any]:
    name = Cell(gettext(kind.name), gettext(kind.about), reverse("import_upload", args=[kind.code]))
    if last is None:
        return [name, Blank(gettext("never")), Blank(gettext("not brought in yet"))]
    when = date_format(last.committed_at or last.brought_at, "j F Y")
    return [name, Cell(when, last.file_name, reverse("import", args=[last.pk])), drawing.counts_line(last)]


def _waiting_tasks(waiting: Any) -> list[Task]:
    return [
        Task(
            gettext(KINDS[kept.kind].name),
            reverse("import", args=[kept.pk]),
            f"{kept.file_name} · {drawing.counts_line(kept)}",
            Tag("now", drawing.state_words(kept)),
        )
        for kept in waiting
    ]


def _register_tasks(request: HttpRequest) -> list[Task]:
    if not reach_of(request).has("decide_register"):
        return []
    tasks = []
    missing, differing = open_missing(request).count(), open_differences(request).count()
    if missing:
        text = gettext("Schools the register no longer has: %(count)s") % {"count": missing}
        tasks.append(Task(text, reverse("missing_schools"), tag=Tag("todo", gettext("To decide"))))
    if differing:
        text = gettext("Corrections the register contradicts: %(count)s") % {"count": differing}
        tasks.append(Task(text, reverse("register_differences"), tag=Tag("todo", gettext("To decide"))))
    otherwise = open_category_differences(request).count()
    if otherwise:
        text = gettext("Categories published otherwise than decided here: %(count)s") % {"count": otherwise}
        tasks.append(Task(text, reverse("category_differences"), tag=Tag("todo", gettext("To decide"))))
    return tasks


@page(anywhere("import_data"), methods=("GET", "POST"))
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file; it is read in the background and shown before anything is written."""
    chosen = kind_or_404(request, kind)
    is_sent = request.method == "POST"
    form = UploadForm(chosen, request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        sha256, _size = keep_file(file.chunks())
        user = cast(User, request.user)
        params = {
            "kind": kind,
            "sha256": sha256,
            "file_name": file.name,
            "answers": form.answers,
            "by": user.pk,
            "page": "import_upload",
            "args": [kind],
        }
        with transaction.atomic():
            asked = work.ask("imports.preview", params, by=user, at=clock.now())
        return HttpResponseRedirect(reverse("work", args=[asked.pk]))
    context = {"kind": chosen, "form": form, "crumbs": crumbs(), "title": gettext(chosen.name)}
    context["lead"] = gettext(chosen.about)
    return render(request, "imports/upload.html", context)


@page(anywhere("import_data"))
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table to fill in, with headings in the reader's language."""
    chosen = kind_or_404(request, kind)
    if chosen.template is None:
        raise Http404
    headings, *examples = chosen.template(get_language() or "en")
    return _file(f"gwella-{kind}", headings, [list(row) for row in examples], "xlsx", gettext(chosen.name))


@page(anywhere("import_data"))
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change, or did."""
    kept = import_or_404(request, pk)
    report = kept.report
    verdict = can_commit_import(kept)
    lists = [
        {
            "code": code,
            "heading": drawing.section_words(code),
            "count": len(lines),
            "table": drawing.table(code, lines[:FEW]),
            "more": len(lines) > FEW,
        }
        for code in drawing.filled_sections(report)
        if (lines := drawing.entries(report, code))
    ]
    return render(
        request,
        "imports/preview.html",
        {
            "kept": kept,
            "kind": KINDS[kept.kind],
            "title": gettext(KINDS[kept.kind].name),
            "source": gettext(KINDS[kept.kind].source) if KINDS[kept.kind].source else "",
            "crumbs": crumbs(),
            "caption": f"{drawing.state_words(kept)} · {kept.file_name}",
            "lead": drawing.lead(kept),
            "figures": Figures(drawing.figures(report)),
            "notes": [gettext(note["message"]).format_map(note["params"]) for note in report.get("notes", [])],
            "totals": report.get("totals"),
            "totals_table": drawing.totals_table(report["totals"]) if report.get("totals") else None,
            "totals_differ": bool(report.get("totals")) and not report["totals"]["matches"],
            "lists": lists,
            "can_commit": verdict,
            "why_not": tell_refusal(verdict),
            "waiting": kept.state == DataImport.State.PREVIEWED,
            "pupils": _pupils_to_take(kept),
        },
    )


def _pupils_to_take(kept: DataImport) -> Export | None:
    """The pupils of a transfer file who differ from the census, while the file is there to tell them from."""
    counts = kept.report.get("facts", {}).get("census", {})
    if kept.state != DataImport.State.PREVIEWED or not any(counts[name] for name in counts if name != "both"):
        return None
    say = gettext("Take these pupils as a file, by number, before you decide")
    return Export.of(say, QueryDict(), reverse("transfer_pupils", args=[kept.pk]))


@page(anywhere("import_data"), methods=("POST",))
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's yes. A second yes is told that it was done already."""
    kept = import_or_404(request, pk)
    verdict = can_commit_import(kept)
    if not verdict:
        told = tell_refusal(verdict)
        if kept.state == DataImport.State.COMMITTED and kept.brought_by:
            told = f"{told} {kept.brought_by}, {date_format(kept.committed_at or kept.brought_at, 'j F Y')}"
        messages.info(request, told)
        return HttpResponseRedirect(reverse("import", args=[pk]))
    user = cast(User, request.user)
    params = {"import": pk, "by": user.pk, "page": "import", "args": [pk]}
    with transaction.atomic():
        asked = work.ask("imports.commit", params, by=user, at=clock.now())
    return HttpResponseRedirect(reverse("work", args=[asked.pk]))


@page(anywhere("import_data"), methods=("POST",))
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's no: the file is forgotten."""
    put_import_aside(import_or_404(request, pk))
    messages.success(request, gettext("The file was put aside. Nothing was brought in."))
    return HttpResponseRedirect(reverse("imports"))


@page(anywhere("import_data"))
def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One list of a preview in full, on pages or as a file."""
    kept = import_or_404(request, pk)
    if section not in drawing.filled_sections(kept.report):
        raise Http404
    lines = drawing.entries(kept.report, section)
    heading = drawing.section_words(section)
    wanted = request.GET.get("format")
    if wanted in EXTENSIONS:
        told = drawing.rows(section, lines)
        return _file(f"{kept.kind}-{pk}-{section}", drawing.heads(section, lines), told, cast(Format, wanted), heading)
    shown = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    say = gettext("Take these %(count)s lines as a file") % {"count": len(lines)}
    return render(
        request,
        "imports/section.html",
        {
            "title": heading,
            "lead": f"{gettext(KINDS[kept.kind].name)}, {kept.file_name}",
            "crumbs": crumbs(Crumb(gettext(KINDS[kept.kind].name), reverse("import", args=[pk]))),
            "table": drawing.table(section, list(shown)),
            "pagination": Pagination(shown, request.GET),
            "export": Export.of(say, request.GET, request.path),
        },
    )


def _file(name: str, headings: Any, rows: list[Any], kind: Format, title: str) -> HttpResponse:
    made = write_table(list(headings), rows, kind, title, {}, about_title=gettext("About"))
    disposition = f'attachment; filename="{name}.{EXTENSIONS[kind]}"'
    return HttpResponse(made, content_type=MIME[kind], headers={"Content-Disposition": disposition})
