"""Kinds of data, reasons for blanks, the stages of a target, and what happened, in words. Pure; no clock."""

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no

# Kinds of data set. Pupil-level kinds lie in the columnar store; the rest hold school-level figures only.
DATA_KINDS = {
    "pupils": mark("Pupil census"),
    "assessments": mark("Teacher assessments"),
    "results": mark("Examination results"),
    "attendance": mark("Attendance"),
    "exclusions": mark("Exclusions"),
    "views": mark("Pupils’ views"),
    "school_figures": mark("School-level figures"),
    "area_figures": mark("Figures of areas"),
}
PUPIL_KINDS = ("pupils", "assessments", "results", "attendance", "exclusions")
STATUSES = {"provisional": mark("Provisional"), "final": mark("Final")}

# Why a figure is missing, or what is to be known of it; the letters are the publishers' own.
REASONS = {
    "c": mark("hidden, because the group is small"),
    "z": mark("not applicable"),
    "x": mark("not available"),
    "p": mark("provisional"),
    "r": mark("revised"),
    "k": mark("low, and rounds to zero"),
    "b": mark("the method changed, so the series breaks here"),
}

WHY_HELD = {
    "impossible": mark("The value is outside what this measure can be."),
    "unlikely": mark("The value is far from every other school’s."),
    "unknown_place": mark("The code names a table of another kind, not a school or a council."),
    "misread": mark("The value was read from a damaged page."),
}
EFFECT_WORDS = {
    "better": mark("better than similar"),
    "similar": mark("as similar"),
    "below": mark("below"),
    "too_few": mark("too few to say"),
}

ANSWERS = {
    "upheld": mark("The school is right: the figure will be corrected at its source"),
    "explained": mark("The figure stands, and this is why"),
    "withdrawn": mark("The school no longer disputes it"),
}
TARGET_STAGES = {
    "set": mark("Set by the school"),
    "agreed": mark("Agreed with the service"),
    "forecast": mark("Forecast in the year"),
    "actual": mark("What came"),
}

EVENTS = {
    "agreement.recorded": mark("The data agreement {name} was recorded"),
    "agreement.ended": mark("The data agreement {name} ended: {reason}"),
    "profile.recorded": mark("Version {version} of the mapping profile {name} was recorded"),
    "data_set.recorded": mark("A data set came in: {kind}, {year}, version {version}"),
    "figures.published": mark("The figures of {year} were worked out"),
    "figures.protected": mark("It was worked out which figures of {year} may leave: {hidden} of {count} may not"),
    "figures.accepted": mark("The school found its figures right: {kind}, {year}"),
    "figure.disputed": mark("The school disputes a figure: {measure}, {year}"),
    "dispute.answered": mark("A disputed figure was answered: {measure}, {year}"),
    "target.recorded": mark("A target was recorded: {measure}, {year}"),
    "comparison_set.made": mark("Schools to compare with were chosen: {name}"),
    "comparison_set.ended": mark("A choice of schools to compare with was put away: {name}"),
    "packs.issued": mark("The evidence pack of {year} was issued"),
    "pack.opened": mark("{name} opened the evidence pack of {year}"),
    "pupils.taken": mark("A list of pupils who differ between {file} and the census was taken"),
    "open_data.made": mark("Open data of {years} were made: of {figures} figures {hidden} are hidden"),
}

NO_LIVE_AGREEMENT = mark("No live agreement covers this data.")
NOT_OF_KIND = mark("The agreement does not cover this kind of data.")
ANSWERED_ALREADY = mark("This dispute has been answered.")
IN_DISPUTE = mark("This figure is disputed already; the data team has not answered yet.")
NOT_A_SCHOOL = mark("Only a school’s own figure can be disputed.")
FIVE_SCHOOLS = mark("Choose at least five schools, so that no single school can be read out of the average.")
LEAST_IN_SET = 5


def covers(kinds: list[str], kind: str, *, is_live: bool) -> Verdict:
    """Whether an agreement of these kinds lets data of `kind` come in."""
    if not is_live:
        return no(NO_LIVE_AGREEMENT)
    return YES if kind in kinds else no(NOT_OF_KIND)


def can_compare(members: int) -> Verdict:
    """Whether a chosen set is large enough to be averaged. The least number is ours, not an official value."""
    return YES if members >= LEAST_IN_SET else no(FIVE_SCHOOLS)
