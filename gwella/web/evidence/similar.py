"""The schools most like a school, and why these: by circumstances, never by results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from gwella.core.text import percentage
from gwella.domain.schools.models import School
from gwella.domain.schools.rules import MEDIUMS, PHASES
from gwella.insight.evidence.compared import Likeness, SimilarOne, similar_to
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Table
from gwella.web.components.marks import Blank, Cell
from gwella.web.evidence import words
from gwella.web.pages import at_school, page, reach_of
from gwella.web.schools.profile import header_of, in_reader_s_language, profile_of

# A school outside the reader's reach is told to the nearest fifty pupils and the whole per cent.
NEAREST = 50


@page(at_school("view_safe_figures"))
def similar(request: HttpRequest, school: School) -> HttpResponse:
    """Which schools, nearest first, with each fact's share in what parts them."""
    found = similar_to(school, request.GET.get("year", ""), reach_of(request))
    facts = list(dict.fromkeys(one.fact for row in found.schools for one in row.likeness))
    context = {
        "header": header_of(profile_of(request, school), "school_evidence"),
        "school": school,
        "year": found.year,
        "found": found,
        "table": _table(found.schools, facts) if found.schools else None,
        "named": sum(one.school is not None for one in found.schools),
        "challenge": "" if found.challenge is None else words.figure(found.challenge),
    }
    return render(request, "evidence/similar.html", context)


def fact_words(fact: str) -> str:
    """A circumstance as its column is headed."""
    told = {
        "fsm": gettext("Eligible for free school meals, %"),
        "aln": gettext("Additional learning needs, %"),
        "early_language": gettext("Early stages of English or Welsh, %"),
        "deprivation": gettext("Most deprived areas, %"),
        "pupils": gettext("Pupils"),
    }
    return told[fact]


def _table(schools: tuple[SimilarOne, ...], facts: list[str]) -> Table:
    heads = [Column(gettext("School")), *(Column(fact_words(fact), number=True) for fact in facts)]
    own: list[Content] = [gettext("This school"), *(_own(schools, fact) for fact in facts)]
    rows = [[_name(one), *(_cell(one, fact) for fact in facts)] for one in schools]
    return Table(heads, [own, *rows], caption=gettext("Similar schools and why these"), stacked=True, tight=True)


def _own(schools: tuple[SimilarOne, ...], fact: str) -> Content:
    found = next((likeness for one in schools if (likeness := one.of(fact))), None)
    if found and "own" in found.shut:
        return words.blank("c")
    return Blank(gettext("not known")) if found is None or found.own is None else _value(fact, found.own)


def _name(one: SimilarOne) -> Content:
    if one.school is not None:
        council = in_reader_s_language(one.school.council.name)
        return Cell(in_reader_s_language(one.school.name), council, reverse("school", args=[one.school.number]))
    told = [gettext(PHASES.get(one.phase, "")) if one.phase else "", gettext(MEDIUMS.get(one.medium, ""))]
    kind = ", ".join(part for part in told if part)
    return Cell(gettext("A school outside your reach"), kind)


def _cell(one: SimilarOne, fact: str) -> Content:
    likeness = one.of(fact)
    if likeness and "other" in likeness.shut:
        return words.blank("c")
    if likeness is None or likeness.other is None:
        return Blank(gettext("not known"))
    return Cell(_value(fact, likeness.other, exact=one.school is not None), _share(likeness))


def _share(likeness: Likeness) -> str:
    if likeness.share is None:
        return ""
    return gettext("%(share)s of the difference") % {"share": percentage(str(round(100 * likeness.share)))}


def _value(fact: str, value: float, *, exact: bool = True) -> str:
    if fact == "pupils":
        whole = round(value) if exact else NEAREST * round(value / NEAREST)
        text = str(number_format(whole, force_grouping=True))
        return text if exact else gettext("about %(number)s") % {"number": text}
    return words.figure(value) if exact else words.figure(round(value), "count")
