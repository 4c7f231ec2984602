"""How far a piece of background work has come. The page may be left and come back to; it works without script."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gwella.core.models import Work
from gwella.core.problems import Problem
from gwella.core.taking_up import BROKEN_OFF
from gwella.core.telling import place, tell
from gwella.web.accounts.sessions import in_background
from gwella.web.components.lists import Progress
from gwella.web.pages import SIGNED_IN, page, reach_of

# What the work is called, by the name it is asked for by.
TITLES = {
    "imports.preview": _("Reading a file"),
    "imports.commit": _("Bringing a file in"),
    "allocate": _("Searching for a plan of who looks after which school"),
    "send_letters": _("Sending letters"),
    "packs.make": _("Making evidence packs"),
    "figures.work_out": _("Working out figures"),
    "open_data.make": _("Making open data"),
}
# Seconds until the page asks again, told by a header so that it needs no script.
AGAIN = 3


@in_background
@page(SIGNED_IN)
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts while it runs, what is wrong when it failed, and on to what came of it when it is done.

    Work says where that is: `result["page"]` and `["args"]` name an address; on failure `params` may.
    """
    asked = get_object_or_404(Work.objects.select_related("asked_by"), pk=pk)
    if asked.asked_by_id != request.user.pk and not reach_of(request).has("import_data"):
        raise Http404
    onward = _address(asked.result if asked.state == Work.State.DONE else asked.params)
    if asked.state == Work.State.DONE and onward:
        return HttpResponseRedirect(onward)
    problems = [Problem.from_json(kept) for kept in asked.problems]
    response = render(
        request,
        "work/work.html",
        {
            "work": asked,
            "title": TITLES.get(asked.name, _("Work in the background")),
            "progress": Progress(asked.done, asked.total, _("Done: %(done)s of %(total)s") % _counts(asked)),
            "problems": [(place(problem), tell(problem)) for problem in problems],
            "broke_off": any(problem.code == BROKEN_OFF for problem in problems),
            "onward": onward,
        },
    )
    if not asked.is_over:
        response.headers["Refresh"] = str(AGAIN)
    return response


def _counts(asked: Work) -> dict[str, int]:
    return {"done": asked.done, "total": asked.total}


def _address(named: dict[str, object]) -> str:
    """The address something names in plain values, in the reader's language; "" where it names none."""
    name, args = named.get("page"), named.get("args", [])
    return reverse(str(name), args=args if isinstance(args, list) else []) if name else ""
