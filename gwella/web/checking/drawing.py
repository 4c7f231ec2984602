"""How checks and disputes are drawn: states as tags, a dispute's trail as rows and facts."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext

from gwella.domain.figures.models import Dispute, Figure
from gwella.domain.figures.rules import ANSWERS
from gwella.insight.evidence.checks import ACCEPTED, DISPUTED, Checked
from gwella.insight.evidence.measures import words_of
from gwella.web.boards.words import figure_text, group_name, in_language, measure_name, moment, value_text
from gwella.web.components.base import Content
from gwella.web.components.lists import Column, Fact, Table
from gwella.web.components.marks import Blank, Cell, Tag

# What these are a share of is half-day sessions, not pupils.
OF_SESSIONS = ("attendance_primary", "attendance_secondary")


def state_tag(checked: Checked) -> Tag:
    """Where a data set stands with the school."""
    if checked.state == DISPUTED:
        return Tag("now", gettext("Disputed: %(count)s") % {"count": checked.open_disputes})
    if checked.state == ACCEPTED:
        return Tag("done", gettext("Found right"))
    return Tag("todo", gettext("To check"))


def who_checked(checked: Checked) -> Content:
    """Who found a data set right and when, or why nobody has."""
    if checked.check:
        return Cell(checked.check.accepted_by.name, moment(checked.check.accepted_at))
    if checked.changed:
        return Blank(gettext("a later version changed figures of this school: %(count)s") % {"count": checked.changed})
    return Blank(gettext("nobody has yet"))


def about_what(dispute: Dispute) -> Cell:
    """Which figure a dispute is about."""
    return Cell(measure_name(dispute.measure), f"{group_name(dispute.group)} · {dispute.year}")


def as_told(dispute: Dispute) -> Content:
    """The value as it was told when the school disputed it."""
    if dispute.value is None:
        return Blank(gettext("there was none"))
    return Cell(value_text(dispute.value, words_of(dispute.measure).unit), _of(dispute.measure, dispute.cohort))


def _of(measure: str, cohort: int | None) -> str:
    """Of how many pupils a value is, or of how many sessions."""
    if cohort is None:
        return ""
    told = gettext("sessions: %(count)s") if measure in OF_SESSIONS else gettext("pupils: %(count)s")
    return told % {"count": number_format(cohort, force_grouping=True)}


def answered(dispute: Dispute) -> Content:
    """The answer with who and when, or that it waits."""
    if dispute.answered_at is None or dispute.answered_by is None:
        return Tag("now", gettext("With the data team"))
    who = f"{dispute.answered_by.name}, {moment(dispute.answered_at)}"
    return Cell(gettext(ANSWERS[dispute.answer]), f"{dispute.answer_text} — {who}")


def trail_table(disputes: Sequence[Dispute]) -> Table:
    """What a school has disputed and what came of it."""
    columns = [
        Column(gettext("Figure")),
        Column(gettext("As told"), True),
        Column(gettext("What the school says")),
        Column(gettext("Answer")),
    ]
    rows = [
        [
            about_what(row),
            as_told(row),
            Cell(row.reason, f"{row.raised_by.name}, {moment(row.raised_at)}"),
            answered(row),
        ]
        for row in disputes
    ]
    return Table(columns, rows, caption=gettext("Disputed figures"))


def queue_table(disputes: Sequence[Dispute]) -> Table:
    """Disputes of many schools, each leading to its page."""
    columns = [
        Column(gettext("Figure")),
        Column(gettext("School")),
        Column(gettext("As told"), True),
        Column(gettext("Since")),
        Column(gettext("Answer")),
    ]
    rows = [
        [
            Cell(
                measure_name(row.measure),
                f"{group_name(row.group)} · {row.year}",
                reverse("dispute", args=[row.pk]),
            ),
            Cell(in_language(row.school.name), in_language(row.school.council.name)),
            as_told(row),
            moment(row.raised_at),
            answered(row),
        ]
        for row in disputes
    ]
    return Table(columns, rows, caption=gettext("Disputed figures"))


def facts_of(dispute: Dispute, now: Figure | None) -> list[Fact]:
    """A dispute in full: who says what, as told then and now, what was answered."""
    facts = [
        Fact(gettext("Figure"), about_what(dispute)),
        Fact(gettext("As told then"), as_told(dispute)),
        Fact(gettext("As told now"), _now(now)),
        Fact(
            gettext("What the school says"),
            dispute.reason,
            f"{dispute.raised_by.name}, {moment(dispute.raised_at)}",
        ),
    ]
    if dispute.answered_at is not None:
        facts.append(Fact(gettext("Answer"), answered(dispute)))
    return facts


def _now(now: Figure | None) -> Content:
    if now is None:
        return Blank(gettext("the figure is not told any more"))
    return Cell(figure_text(now), _of(now.measure, now.cohort))
