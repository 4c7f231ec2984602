"""A framework for people to read: as sections a page can show, and as plain text. What is ours says so."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gwella.core.text import Bilingual, mark
from gwella.frameworks.framework import (
    NO_GROUP,
    STATUS_WORDS,
    Cell,
    Deadline,
    Framework,
    Measure,
    Scale,
    Stated,
    Status,
    Wording,
)

Translate = Callable[[str], str]

MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
SECTORS = {
    "primary": mark("primary"),
    "secondary": mark("secondary"),
    "middle": mark("all-through"),
    "special": mark("special"),
    "nursery": mark("nursery"),
    "pru": mark("pupil referral unit"),
}
NATIONS = {"wales": mark("Wales"), "england": mark("England")}
MEDIA = {
    "WM": mark("Welsh medium"),
    "DS": mark("dual stream"),
    "TR": mark("transitional"),
    "AB": mark("bilingual, type A"),
    "BB": mark("bilingual, type B"),
    "CB": mark("bilingual, type C"),
    "CH": mark("bilingual, type Ch"),
    "EW": mark("English with significant Welsh"),
    "EM": mark("English medium"),
    "NA": mark("not applicable"),
}
TERMS = {"autumn": mark("autumn term"), "spring": mark("spring term"), "summer": mark("summer term")}
WEIGHTS = {
    "travel": mark("a kilometre driven"),
    "change": mark("a change of person"),
    "uneven_load": mark("a day away from an even load"),
    "extra_council": mark("one more council for one person"),
}
FOLLOW_UP = {
    "significant_improvement": mark("significant improvement"),
    "special_measures": mark("special measures"),
}
REVIEW = mark("Welsh wording not yet read by a Welsh speaker")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `status` and `source` are words, empty where the line carries no figure of its own."""

    label: str
    value: str
    status: str = ""
    source: str = ""
    is_ours: bool = False
    needs_review: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title."""

    title: str
    rows: tuple[Row, ...]


def _unchanged(message: str) -> str:
    return message


def sections(framework: Framework, language: str, translate: Translate = _unchanged) -> list[Section]:
    """The framework in sections, in "en" or "cy". `translate` turns a marked label into that language."""
    writer = _Writer(framework, language, translate)
    every = (
        (mark("Framework"), writer.heading()),
        (mark("Scales and what they mean"), writer.scales()),
        (mark("Standards group"), writer.standards()),
        (mark("Banding"), writer.banding()),
        (mark("From group and capacity to category"), writer.matrix()),
        (mark("Caps and overrides"), writer.caps()),
        (mark("Needs"), writer.needs()),
        (mark("Who may be given support"), writer.eligibility()),
        (mark("Levels of support"), writer.support()),
        (mark("Milestones"), writer.milestones()),
        (mark("Days a year, at most"), writer.days()),
        (mark("Who advises, decides, is told"), writer.parts()),
        (mark("The year"), writer.calendar()),
        (mark("Default term dates"), writer.terms()),
        (mark("Publication, forms and letters"), writer.papers()),
        (mark("Level of Welsh needed"), writer.welsh()),
        (mark("Allocation"), writer.allocation()),
    )
    found = ((title, tuple(rows)) for title, rows in every)
    return [Section(translate(title), rows) for title, rows in found if rows]


def as_text(framework: Framework, language: str, translate: Translate = _unchanged) -> str:
    """The framework as plain text, with "not the official value" beside what is ours."""
    lines = [framework.name.in_language(language)]
    for section in sections(framework, language, translate):
        lines += ["", section.title, "-" * len(section.title)]
        lines += [_line(row, language, translate) for row in section.rows]
    return "\n".join(lines) + "\n"


def _line(row: Row, language: str, translate: Translate) -> str:
    notes = [row.status] if row.status else []
    if row.needs_review and language.startswith("cy"):
        notes.append(translate(REVIEW))
    return f"{row.label}: {row.value}" + (f"  [{'; '.join(notes)}]" if notes else "")


class _Writer:
    """Writes the parts of one framework in one language."""

    def __init__(self, framework: Framework, language: str, translate: Translate) -> None:
        self.framework = framework
        self.language = language
        self.say = translate

    # Building stones

    def word(self, text: Bilingual) -> str:
        return text.in_language(self.language)

    def row(
        self, label: str, value: str, status: Status | None = None, source: str = "", text: Bilingual | None = None
    ) -> Row:
        words = self.say(STATUS_WORDS[status]) if status else ""
        origin = self.word(self.framework.sources[source]) if source else ""
        review = isinstance(text, Wording) and text.review
        return Row(label, value, words, origin, status == "ours", review)

    def stated(self, label: str, stated: Stated[Any]) -> Row:
        return self.row(label, self.value(stated.value), stated.status, stated.source)

    def value(self, value: object) -> str:
        if isinstance(value, bool):
            return self.say(mark("Yes")) if value else self.say(mark("No"))
        if isinstance(value, tuple):
            return " · ".join(str(item) for item in value)
        return str(value)

    def names(self, codes: Iterable[str], words: Mapping[str, str]) -> str:
        return ", ".join(self.say(words.get(code, code)) for code in codes)

    def roles(self, codes: Iterable[str]) -> str:
        return ", ".join(self.word(self.framework.roles[code]) for code in codes)

    def grade(self, scale: Scale | None, code: str) -> str:
        return self.word(scale.grade(code).word) if scale else code

    def date(self, day: date) -> str:
        return f"{self.month_day(day.month, day.day)} {day.year}"

    def month_day(self, month: int, day: int) -> str:
        return f"{day} {self.say(MONTHS[month - 1])}"

    # Parts

    def heading(self) -> Iterable[Row]:
        f = self.framework
        yield self.row(self.say(mark("Code")), f.code)
        yield self.row(self.say(mark("School years")), " · ".join(f.years))
        yield self.row(self.say(mark("Schools")), self.names(f.sectors, SECTORS))
        yield self.row(self.say(mark("Nation")), self.say(NATIONS[f.nation]))
        yield self.row(self.say(mark("National")), self.value(f.national))
        for owner in f.owners:
            label = self.say(mark("Answers for it from {year}")).format(year=owner.from_year)
            yield self.row(label, self.word(owner.name), owner.status, owner.source, text=owner.name)
        yield self.stated(self.say(mark("Oldest first-hand evidence, in terms")), f.evidence_terms)

    def scales(self) -> Iterable[Row]:
        for scale in self.framework.scales.values():
            yield self.row(
                self.word(scale.name), " · ".join(self.word(grade.word) for grade in scale.grades), text=scale.name
            )
            for grade in scale.grades:
                if grade.meaning:
                    yield self.row(self.word(grade.word), self.word(grade.meaning), text=grade.meaning)
        for aspect in self.framework.aspects:
            yield self.row(self.say(mark("Judged on")), self.word(aspect.name), text=aspect.name)

    def standards(self) -> Iterable[Row]:
        found = self.framework.standards
        if not found:
            return
        yield self.stated(self.say(mark("Edges of the mean of points")), found.edges)
        yield self.stated(self.say(mark("Years pooled")), found.years_pooled)
        yield self.stated(self.say(mark("No group below, pupils over those years")), found.small_cohort)
        yield self.stated(self.say(mark("No group below, pupils in one year")), found.small_cohort_year)
        for sector, measures in found.measures.items():
            for measure in measures:
                yield self.measure(f"{self.say(SECTORS[sector])}: {self.word(measure.name)}", measure)

    def measure(self, label: str, measure: Measure) -> Row:
        weight = self.say(mark("weight {weight}")).format(weight=measure.weight)
        if measure.boundaries:
            edges = self.say(mark("boundaries {boundaries}")).format(boundaries=self.value(measure.boundaries))
            weight = f"{weight}; {edges}"
        return self.row(label, weight, measure.status, measure.source, text=measure.name)

    def banding(self) -> Iterable[Row]:
        found = self.framework.banding
        if not found:
            return
        yield self.stated(self.say(mark("Edges of the bands; an edge takes the better band")), found.edges)
        yield self.stated(self.say(mark("Sum of the weights")), found.weight_sum)
        for measure in found.measures:
            yield self.measure(self.word(measure.name), measure)

    def matrix(self) -> Iterable[Row]:
        groups = self.framework.scales.get("standards")
        without = self.say(mark("No standards group"))
        for group, cells in self.framework.matrix.items():
            row = without if group == NO_GROUP else self.grade(groups, group)
            for code, cell in cells.items():
                label = f"{row}, {self.grade(self.framework.scales.get('capacity'), code)}"
                yield self.row(label, self.cell(cell), cell.status, cell.source)

    def cell(self, cell: Cell) -> str:
        default = self.grade(self.framework.categories, cell.default)
        if not cell.allowed:
            return default
        others = ", ".join(self.grade(self.framework.categories, code) for code in cell.allowed)
        return self.say(mark("{category}; with a reason also: {others}")).format(category=default, others=others)

    def caps(self) -> Iterable[Row]:
        for cap in self.framework.caps:
            best = ", ".join(
                f"{self.word(self.framework.scales[scale].name)}: {self.grade(self.framework.scales[scale], code)}"
                for scale, code in cap.best.items()
            )
            text = self.say(mark("below {minimum} %, at best {best}")).format(minimum=cap.below.value, best=best)
            label = f"{self.word(cap.name)} ({', '.join(cap.years)}; {self.names(cap.sectors, SECTORS)})"
            yield self.row(label, text, cap.below.status, cap.below.source, text=cap.name)
        if found := self.framework.override:
            text = self.grade(self.framework.categories, found.category.value)
            label = f"{self.word(found.name)} ({self.names(found.follow_up, FOLLOW_UP)})"
            yield self.row(label, text, found.category.status, found.category.source, text=found.name)

    def needs(self) -> Iterable[Row]:
        found = self.framework.needs
        for theme in found.themes.values() if found else ():
            yield self.row(self.say(mark("Theme")), self.word(theme), "ours", text=theme)

    def eligibility(self) -> Iterable[Row]:
        for criterion in self.framework.eligibility:
            level = self.grade(self.framework.scales.get("support"), criterion.level)
            label = self.say(mark("{level}, from {year}")).format(level=level, year=criterion.from_year)
            yield self.row(label, self.word(criterion.name), criterion.status, criterion.source, text=criterion.name)

    def support(self) -> Iterable[Row]:
        for level in self.framework.support:
            grade = self.grade(self.framework.scales.get("support"), level.grade)
            yield self.stated(
                self.say(mark("{level}: terms until it is reviewed")).format(level=grade), level.review_terms
            )
            yield self.stated(self.say(mark("{level}: days a year, as a guide")).format(level=grade), level.days)

    def milestones(self) -> Iterable[Row]:
        for milestone in self.framework.milestones:
            text = self.say(mark("weeks after support began: {weeks}")).format(weeks=milestone.weeks)
            label = self.word(milestone.name)
            yield self.row(label, text, milestone.status, milestone.source, text=milestone.name)

    def days(self) -> Iterable[Row]:
        for code, ceiling in self.framework.days.ceilings.items():
            yield self.stated(self.grade(self.framework.categories, code), ceiling)
        yield self.stated(self.say(mark("School without a category")), self.framework.days.without_category)

    def parts(self) -> Iterable[Row]:
        for part in self.framework.parts:
            text = self.say(mark("advises: {advises}; decides: {decides}; is told: {told}")).format(
                advises=self.roles(part.advises) or "–",
                decides=self.roles([part.decides]),
                told=self.roles(part.told) or "–",
            )
            yield self.row(self.word(part.name), text, part.status, part.source, text=part.name)

    def deadline(self, deadline: Deadline) -> Row:
        text = self.month_day(deadline.month, deadline.day)
        if deadline.year_before:
            text = self.say(mark("{day}, before the school year")).format(day=text)
        return self.row(self.word(deadline.name), text, deadline.status, deadline.source, text=deadline.name)

    def calendar(self) -> Iterable[Row]:
        calendar = self.framework.calendar
        yield self.deadline(calendar.allocation_notice)
        yield self.stated(self.say(mark("Days from a new link to the first visit")), calendar.first_visit_days)
        for deadline in calendar.deadlines:
            yield self.deadline(deadline)

    def terms(self) -> Iterable[Row]:
        for dates in self.framework.calendar.term_dates:
            for term in dates.terms:
                text = self.say(mark("{starts} to {ends}; half term {half_starts} to {half_ends}")).format(
                    starts=self.date(term.starts),
                    ends=self.date(term.ends),
                    half_starts=self.date(term.half_term_starts),
                    half_ends=self.date(term.half_term_ends),
                )
                label = f"{dates.school_year}, {self.say(TERMS[term.code])}"
                yield self.row(label, text, dates.status, dates.source)

    def papers(self) -> Iterable[Row]:
        found = self.framework.publication
        yield self.stated(self.say(mark("Published")), found.published)
        yield self.stated(self.say(mark("Told in letters")), found.told_in_letters)
        for sector, lists in found.lists.items():
            label = self.say(mark("Lists that hold: {sector}")).format(sector=self.say(SECTORS[sector]))
            yield self.row(label, self.names(lists, SECTORS))
        for form in self.framework.forms:
            yield self.row(form.code, self.word(form.name), form.status, form.source, text=form.name)
        for letter in self.framework.letters:
            text = self.say(mark("{letter}; signed by: {role}")).format(
                letter=self.word(letter.name), role=self.roles([letter.signed_by])
            )
            label = self.grade(self.framework.categories, letter.category)
            yield self.row(label, text, letter.status, letter.source, text=letter.name)

    def welsh(self) -> Iterable[Row]:
        for medium, level in self.framework.welsh_levels.items():
            yield self.stated(self.say(MEDIA[medium]), level)

    def allocation(self) -> Iterable[Row]:
        found = self.framework.allocation
        for name, weight in found.weights.items():
            yield self.stated(self.say(WEIGHTS[name]), weight)
        yield self.stated(self.say(mark("Road for a straight kilometre")), found.travel_factor)
        yield self.stated(self.say(mark("Kilometres around a serving head's own school")), found.serving_head_km)
        yield self.stated(self.say(mark("Days a visit takes")), found.days_a_visit)
        order = " · ".join(
            self.say(mark("without a category"))
            if code == "without_category"
            else self.grade(self.framework.categories, code)
            for code in found.priority.value
        )
        label = self.say(mark("Served first when days run short"))
        yield self.row(label, order, found.priority.status, found.priority.source)
