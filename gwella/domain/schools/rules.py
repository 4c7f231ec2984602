"""The kinds of school and of interest, in words, and what a new register changes. Codes are the publisher's where the
publisher has one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from gwella.core.text import mark
from gwella.core.verdict import YES, Verdict, no

KINDS = {
    "maintained": mark("Maintained school"),
    "pru": mark("Pupil referral unit"),
    "independent": mark("Independent school"),
}

PHASES = {
    "nursery": mark("Nursery"),
    "primary": mark("Primary"),
    "middle": mark("All-through"),
    "secondary": mark("Secondary"),
    "special": mark("Special"),
    "pru": mark("Referral unit"),
    "": mark("Not stated"),
}

# The register's own codes. NA is a value, not a blank: special schools, nurseries.
MEDIUMS = {
    "WM": mark("Welsh medium"),
    "DS": mark("Dual stream"),
    "TR": mark("Transitional"),
    "AB": mark("Bilingual (Type A)"),
    "BB": mark("Bilingual (Type B)"),
    "CB": mark("Bilingual (Type C)"),
    "CH": mark("Bilingual (Type Ch)"),
    "EW": mark("English with significant Welsh"),
    "EM": mark("English medium"),
    "NA": mark("Not applicable"),
    "": mark("Not stated"),
}

# How people filter: three media and those to whom the question does not apply.
MEDIUM_GROUPS = {
    "welsh": (mark("Welsh"), ("WM",)),
    "bilingual": (mark("Bilingual or dual stream"), ("DS", "TR", "AB", "BB", "CB", "CH")),
    "english": (mark("English"), ("EM", "EW")),
    "none": (mark("Not applicable"), ("NA", "")),
}

GOVERNANCE = {
    "community": mark("Community"),
    "va": mark("Voluntary aided"),
    "vc": mark("Voluntary controlled"),
    "foundation": mark("Foundation"),
    "na": mark("Not applicable"),
    "": mark("Not stated"),
}

FAITHS = {
    "": mark("None stated"),
    "cw": mark("Church in Wales"),
    "rc": mark("Roman Catholic"),
    "rca": mark("Roman Catholic and Anglican"),
}

STATES = {"open": mark("Open"), "closed": mark("Closed")}

# Why a person may not look after a school. The last two are found by the program, not declared.
INTERESTS = {
    "employer": mark("Employed by the school"),
    "governor": mark("Governor of the school"),
    "relative": mark("Relative at the school"),
    "child": mark("Child at the school"),
    "paid_provider": mark("Paid provider to the school"),
    "own_school": mark("Head of the school"),
    "same_cluster": mark("Head of a school in the same cluster"),
    "near_own_school": mark("Head of a school near by"),
}
DERIVED_INTERESTS = ("same_cluster", "near_own_school")

CONTACT_ROLES = {
    "head": mark("Headteacher"),
    "deputy": mark("Deputy headteacher"),
    "chair": mark("Chair of governors"),
    "clerk": mark("Clerk"),
    "governor": mark("Governor"),
}

SUCCESSIONS = {
    "merged": mark("Merged into"),
    "split": mark("Split into"),
    "replaced": mark("Replaced by"),
    "renumbered": mark("Renumbered as"),
}

# What may have become of a school that a register no longer has. "returned" is the program's: a later register has it.
OUTCOMES = {
    "closed": mark("Closed"),
    "merged": mark("Merged into another school"),
    "split": mark("Split into several schools"),
    "renumbered": mark("The same school under a new number"),
    "kept": mark("Still open, though the register does not have it"),
    "returned": mark("In a later register again"),
}
# How many schools follow a school, at least and at most.
FOLLOWERS = {"closed": (0, 0), "merged": (1, 1), "split": (2, 20), "renumbered": (1, 1), "kept": (0, 0)}

# What a register says of a school, in the order shown. A register's own wordings follow as "published.<column>".
REGISTER_FIELDS = {
    "name_en": mark("Name in English"),
    "name_cy": mark("Name in Welsh"),
    "council": mark("Council"),
    "kind": mark("Kind of school"),
    "phase": mark("Phase"),
    "medium": mark("Language medium"),
    "governance": mark("Governance"),
    "faith": mark("Religious character"),
    "lowest_age": mark("Lowest age"),
    "highest_age": mark("Highest age"),
    "address": mark("Address"),
    "postcode": mark("Postcode"),
    "phone": mark("Telephone"),
    "pupils": mark("Pupils"),
    "state": mark("State"),
}
PUBLISHED_WORDING = mark("Wording in the register")
_CODES = {
    "kind": KINDS,
    "phase": PHASES,
    "medium": MEDIUMS,
    "governance": GOVERNANCE,
    "faith": FAITHS,
    "state": STATES,
}
# What a person may put right by hand. Number and council are the register's alone.
CORRECTABLE = ("name_en", "name_cy", "phase", "medium", "governance", "faith", "address", "postcode", "phone", "pupils")


def medium_group(medium: str) -> str:
    """The group a medium code is filtered under."""
    return next((code for code, (_, media) in MEDIUM_GROUPS.items() if medium in media), "none")


# ---- what a new register changes

Value = str | int | None | list[str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value of a school: as we hold it, and as the register has it."""

    field: str
    was: Value
    becomes: Value


@dataclass(frozen=True, slots=True)
class HeldSchool:
    """A school as we hold it. `values` by field, `corrected` the fields a person put right.

    `asked` is what waits for a decision (field → the register's value), `kept` what a person decided against already.
    `is_missing`: an earlier register did not have it and nobody has said why; `may_be_absent`: somebody said keep it.
    """

    values: Mapping[str, Value]
    is_open: bool = True
    corrected: Collection[str] = ()
    asked: Mapping[str, Value] = field(default_factory=dict)
    kept: Collection[tuple[str, str]] = ()
    is_missing: bool = False
    may_be_absent: bool = False


@dataclass(slots=True)
class RegisterComparison:
    """What a register changes, by school number.

    `differing` holds what is not written, because a person's hand stands against it; `to_ask` those of them nobody has
    been asked yet; `settled` the fields about which the register has come round. `newly_missing` are among `missing`.
    """

    new: list[str] = field(default_factory=list)
    changed: dict[str, list[FieldChange]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    differing: dict[str, list[FieldChange]] = field(default_factory=dict)
    to_ask: dict[str, list[FieldChange]] = field(default_factory=dict)
    settled: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    newly_missing: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        """Whether anything would be written."""
        return bool(self.new or self.changed or self.to_ask or self.settled or self.newly_missing or self.returned)


def compare_register(
    ours: Mapping[str, HeldSchool],
    theirs: Mapping[str, Mapping[str, Value]],
    *,
    stated: Mapping[str, Collection[str]],
    in_scope: Collection[str],
) -> RegisterComparison:
    """What a register would change of what we hold. Schools and values by number and field.

    `stated` names, for each kind of school, the fields the file has at all: what it does not say, it does not change.
    `in_scope` are those of our numbers the file should have; an open one it has not is missing, never deleted.
    """
    found = RegisterComparison()
    for number in sorted(theirs):
        held = ours.get(number)
        if held is None:
            found.new.append(number)
        else:
            _compare_school(found, number, held, theirs[number], stated.get(str(theirs[number].get("kind")), ()))
    for number in sorted(set(in_scope) - theirs.keys()):
        held = ours[number]
        if held.is_open and not held.may_be_absent:
            found.missing.append(number)
            if not held.is_missing:
                found.newly_missing.append(number)
    return found


def _compare_school(
    found: RegisterComparison,
    number: str,
    held: HeldSchool,
    theirs: Mapping[str, Value],
    stated: Collection[str],
) -> None:
    changes = [
        FieldChange(name, held.values.get(name), value)
        for name, value in theirs.items()
        if name in stated and held.values.get(name) != value
    ]
    by_hand = [change for change in changes if change.field in held.corrected]
    if not held.is_open:
        by_hand.append(FieldChange("state", "closed", "open"))
    open_questions = [c for c in by_hand if (c.field, shown_value(c.becomes)) not in held.kept]
    to_ask = [
        c
        for c in open_questions
        if shown_value(held.asked.get(c.field)) != shown_value(c.becomes) or c.field not in held.asked
    ]
    settled = sorted(held.asked.keys() - {change.field for change in by_hand})
    written = [change for change in changes if change.field not in held.corrected]
    for into, what in ((found.changed, written), (found.differing, open_questions), (found.to_ask, to_ask)):
        if what:
            into[number] = what
    if settled:
        found.settled[number] = settled
    if held.is_missing:
        found.returned.append(number)
    if not written:
        found.unchanged.append(number)


def shown_value(value: Value) -> str:
    """A value as text: a list joined by commas, nothing as an empty text."""
    if isinstance(value, list):
        return ", ".join(part for part in value if part)
    return "" if value is None else str(value)


def value_words(name: str, value: Value) -> str:
    """A value of a field in words: a msgid where it is a code, else the value itself."""
    text = shown_value(value)
    return _CODES[name].get(text, text) if name in _CODES else text


def field_words(name: str) -> str:
    """A field in words (a msgid)."""
    return REGISTER_FIELDS.get(name, PUBLISHED_WORDING)


def is_wording(name: str) -> bool:
    """Whether a field is a register's own wording, which our own values say in another way."""
    return name not in REGISTER_FIELDS


# ---- what a person decides

DECIDED_ALREADY = mark("{name} decided this already.")


def can_decide_missing(
    decided: str, decided_by: str, *, outcome: str, followers: int, happened_on: date | None
) -> Verdict:
    """Whether a person may say what became of a school: nobody has, and the schools that follow fit the outcome."""
    if decided:
        return no(DECIDED_ALREADY, name=decided_by)
    least, most = FOLLOWERS.get(outcome, (1, 0))
    if least > most:
        return no(mark("Say what became of the school."))
    if followers < least:
        return no(mark("Name the schools that follow it; this outcome needs at least {least}."), least=str(least))
    if followers > most:
        return no(mark("This outcome allows at most {most} schools to follow."), most=str(most))
    if outcome != "kept" and happened_on is None:
        return no(mark("Say from which day."))
    return YES


def can_decide_difference(decided: str, decided_by: str) -> Verdict:
    """Whether a difference between a register and a correction still waits for a decision."""
    return no(DECIDED_ALREADY, name=decided_by) if decided else YES


# What happened to schools, in words for the record. Fields come from the event, then from what it meant for the school.
EVENTS = {
    "schools.founded": mark("Put on the register"),
    "schools.grouped": mark("Clusters: {clusters}. Federations: {federations}"),
    "contacts.recorded": mark("Contacts were brought up to date"),
    "roles.granted": mark("Roles were given: {count}"),
    "interests.recorded": mark("An interest was recorded"),
    "interests.declared": mark("An interest was declared"),
    "interests.ended": mark("A declared interest ended"),
    "interests.derived": mark("Interests that follow from a serving head’s own school were worked out again"),
    "roles.ended": mark("Roles have an end date: {count}"),
    "schools.linked": mark("System leader: {leader}, from {starts_on}"),
    "schools.unlinked": mark("No system leader any more: {leader}, until {ends_on}"),
    "register.imported": mark(
        "The register was brought in ({file}). New: {new}, changed: {changed}, missing: {missing}"
    ),
    "schools.placed": mark("Placed on the map by postcode"),
    "school.corrected": mark("Corrected by hand: {field}, from “{was}” to “{becomes}”"),
    "difference.decided": mark("Register and correction differ on {field}. Decided: {decision}"),
    "missing.decided": mark("Not in the register any more. Decided: {outcome}, from {happened_on}"),
}
