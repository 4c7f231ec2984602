"""A school’s evidence in plain words, with questions worth asking: for chairs, governors and heads, to print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from gwella.domain.schools.models import School
from gwella.insight.evidence.pieces import SchoolEvidence
from gwella.insight.evidence.questions import questions
from gwella.web.evidence import words
from gwella.web.evidence.disputed import disputed_at
from gwella.web.evidence.drawing import PartDrawing
from gwella.web.evidence.school import lead_of, seen_by
from gwella.web.pages import at_school, page
from gwella.web.schools.profile import header_of


@page(at_school("view_safe_figures"))
def plain(request: HttpRequest, school: School) -> HttpResponse:
    """What stands out, and what one might ask. Small groups are hidden from those who do not hold the right."""
    seen = seen_by(request, school)
    parts = [part for part in seen.evidence.parts if part.first or part.added]
    disputed = disputed_at(school, sees_why=seen.profile.may("view_figures"))
    context = {
        "header": header_of(seen.profile, "school_evidence"),
        "school": school,
        "evidence": seen.evidence,
        "lead": lead_of(seen.evidence),
        "parts": [PartDrawing(part, seen.beside, "", disputed) for part in parts],
        "questions": asked_of(seen.evidence),
        "is_safe": seen.evidence.is_safe,
        "query": seen.query,
    }
    return render(request, "evidence/plain.html", context)


def asked_of(evidence: SchoolEvidence) -> list[dict[str, Any]]:
    """The questions worth asking, each once, with the measures and what was seen of them."""
    asked: dict[str, list[tuple[str, str]]] = {}
    for one in questions(evidence):
        asked.setdefault(words.say(one.ask), []).append((gettext(one.name), words.say(one.seen)))
    return [{"ask": ask, "of": of} for ask, of in asked.items()]
