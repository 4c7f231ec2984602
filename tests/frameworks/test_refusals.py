"""Frameworks that are not right are refused whole: file, key, reason, mend, and every fault at once."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwella.core.problems import BadInput
from gwella.frameworks import load_file, read
from gwella.frameworks.loader import FOLDER
from tests.frameworks.pause import DROP, change, data_of, holder

# What a framework may do without. A number stands for any place in a list.
OPTIONAL = re.compile(
    r".*\.(review|allowed)"
    r"|caps(\.\d+)?|caps\.\d+\.best\.(capacity|category)|forms(\.[^.]+)?|letters(\.[^.]+)?|forms\.[^.]+\.deadline"
    r"|meaning\.capacity(\.[^.]+)?|publication\.lists(\..*)?|aspects\.[^.]+"
    r"|standards\.measures\.(primary|middle)|standards\.measures\.[^.]+\.[^.]+"
    r"|calendar\.deadlines\.[^.]+|calendar\.terms\.4|sectors\.\d+|.*\.(advises|told|sectors|years|follow_up)\.\d+"
    r"|scales\.capacity\.grades\.4|best"
    r"|.*\.measures\..*\.(figure|group|seen)|nation|owners(\.\d+)?|needs\.themes\.[^.]+|eligibility\.[^.]+|milestones\.[^.]+"
    r"|scales\.urgency\.grades\.3"
)

WALKED = ("wales-2014", "banding-2011", "england-rise", "wales-2022")

# Terms of years before the framework, for the demonstration.
SPARE = {("england-rise", "calendar.terms.1"), ("england-rise", "calendar.terms.2")}

# Dropping these is told where it is felt: at edges now too many, at a grade's meaning, at the sum of the weights.
FELT_ELSEWHERE = {
    "scales.standards.grades.4": "standards.edges.value",
    "scales.category.grades.4": "meaning.category.red",
    "scales.support.grades.2": "support.targeted",
    "scales.support.grades.3": "support.intensive",
    **{f"banding.measures.{key}": "banding.weight_sum" for key in data_of("banding-2011")["banding"]["measures"]},
}


def faults(code, changes):
    """The problems of a shipped framework with some keys changed; none where it is taken."""
    data = data_of(code)
    for key, value in changes.items():
        change(data, key, value)
    try:
        read(data, f"{code}.toml")
    except BadInput as bad:
        return bad.problems
    return []


def keys_of(data, where=""):
    """Every dotted key of a framework's tables; the places of lists count from 1."""
    if isinstance(data, dict):
        pairs = list(data.items())
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        pairs = [(str(n), item) for n, item in enumerate(data, 1)]
    else:
        return
    for name, value in pairs:
        key = f"{where}.{name}" if where else name
        yield key
        yield from keys_of(value, key)


WALES = list(keys_of(data_of("wales-2014")))
SMALL = list(keys_of(data_of("banding-2011")))


@pytest.mark.parametrize("code", WALKED)
def test_no_key_can_be_dropped_unnoticed(code):
    unnoticed = []
    for key in keys_of(data_of(code)):
        if OPTIONAL.fullmatch(key) or (code, key) in SPARE:
            continue
        name = key.rsplit(".", 1)[-1]
        found = faults(code, {key: DROP})
        felt = FELT_ELSEWHERE.get(key)
        if felt not in [problem.column for problem in found] and not any(
            _names(problem, key, name) for problem in found
        ):
            unnoticed.append(key)
    assert unnoticed == []


def _names(problem, key, name):
    """The problem names the key; or the name it held, where others still use it; or its list's places have moved."""
    held = name in (problem.value, *problem.params.values()) or name in problem.value.split(", ")
    return problem.column == key or key.startswith(f"{problem.column}.") or problem.column.startswith(f"{key}.") or held


@pytest.mark.parametrize("key", [key for key in WALES if OPTIONAL.fullmatch(key)])
def test_optional_keys_can_be_dropped(key):
    """The list of what may be absent is no longer than it need be: without the key, any fault lies elsewhere."""
    assert key not in [problem.column for problem in faults("wales-2014", {key: DROP})]


@pytest.mark.parametrize("code", WALKED)
def test_no_key_takes_a_value_of_another_kind(code):
    unnoticed = []
    for key in keys_of(data_of(code)):
        table, name = holder(data_of(code), key)
        wrong = {"a": "table"} if not isinstance(table[name], dict) else "a text"
        found = [problem.column for problem in faults(code, {key: wrong})]
        if not any(key == column or key.startswith(f"{column}.") for column in found):
            unnoticed.append(key)
    assert unnoticed == []


@pytest.mark.parametrize("code", WALKED)
def test_unknown_keys_are_refused_in_every_table(code):
    unnoticed = []
    tables = ["", *(key for key in keys_of(data_of(code)) if _is_table(code, key))]
    for key in tables:
        full = f"{key}.stray_key" if key else "stray_key"
        found = [problem.column for problem in faults(code, {full: "x"})]
        if not any(column == full or column.startswith(f"{full}.") for column in found):
            unnoticed.append(full)
    assert unnoticed == []


def _is_table(code, key):
    table, name = holder(data_of(code), key)
    return isinstance(table[name], dict)


def swap(items):
    return [items[1], items[0], *items[2:]]


@pytest.mark.parametrize(
    ("code", "key", "value", "where", "fault"),
    [
        ("wales-2014", "scales.category.grades", swap, "scales.category.grades.1.place", "scale_unordered"),
        ("wales-2014", "scales.capacity.grades", [], "scales.capacity.grades", "scale_empty"),
        ("wales-2014", "scales.category.grades.2.code", "green", "scales.category.grades", "twice"),
        ("wales-2014", "scales.category.grades.1.shape", "square", "scales.category.grades.1.shape", "not_known"),
        ("wales-2014", "scales.category.grades.1.colour", "blue", "scales.category.grades.1.colour", "not_known"),
        ("wales-2014", "matrix.2.C", DROP, "matrix.2.C", "key_missing"),
        ("wales-2014", "matrix.none", DROP, "matrix.none", "key_missing"),
        ("wales-2014", "matrix.1.B.default", "blue", "matrix.1.B.default", "not_known"),
        ("wales-2014", "matrix.1.B.allowed", ["yellow"], "matrix.1.B.allowed", "twice"),
        ("wales-2014", "matrix.1.B.allowed", ["blue"], "matrix.1.B.allowed", "not_known"),
        ("wales-2014", "matrix.2.B.default", "red", "matrix.2.C.default", "matrix_order"),
        ("wales-2014", "matrix.4.D.default", "green", "matrix.4.D.default", "matrix_order"),
        ("wales-2014", "matrix.5", {}, "matrix.5", "key_unknown"),
        ("wales-2014", "caps.1.best.category", "blue", "caps.1.best.category", "not_known"),
        ("wales-2014", "caps.1.best.standards", "7", "caps.1.best.standards", "not_known"),
        ("wales-2014", "caps.1.best", {"colour": "red"}, "caps.1.best.colour", "not_known"),
        ("wales-2014", "caps.1.best", {}, "caps.1.best", "cap_empty"),
        ("wales-2014", "caps.1.years", ["2019/20"], "caps.1.years", "not_known"),
        ("wales-2014", "caps.1.sectors", ["special"], "caps.1.sectors", "not_known"),
        ("wales-2014", "caps.1.measure", "luck", "caps.1.measure", "not_known"),
        ("wales-2014", "caps.1.below.value", 127, "caps.1.below.value", "cap_minimum"),
        ("wales-2014", "override.category.value", "blue", "override.category.value", "not_known"),
        ("wales-2014", "override.follow_up", [], "override.follow_up", "empty"),
        ("wales-2014", "standards.edges.value", swap, "standards.edges.value", "edges"),
        ("wales-2014", "standards.edges.value", [Decimal(2)], "standards.edges.value", "edges"),
        ("wales-2014", "standards.edges.value", [Decimal("nan")] * 3, "standards.edges.value", "not_numbers"),
        ("wales-2014", "standards.small_cohort.value", 4, "standards.small_cohort", "cohort"),
        ("wales-2014", "standards.measures.secondary.level1.boundaries", swap, None, "boundaries"),
        ("wales-2014", "standards.measures.secondary.level1.weight", 0, None, "weight"),
        ("wales-2014", "standards.measures.nursery", {}, "standards.measures.nursery", "not_known"),
        ("wales-2014", "steps", ["capacity", "category"], "standards", "step_missing"),
        ("wales-2014", "steps", ["standards", "guess"], "steps", "not_known"),
        ("wales-2014", "sectors", ["primary", "primary"], "sectors", "twice"),
        ("wales-2014", "sectors", ["university"], "sectors", "not_known"),
        ("wales-2014", "sources.publications", DROP, "caps.1.below.source", "not_known"),
        ("wales-2014", "days.ceiling.amber.value", 30, "days.ceiling.red.value", "days_order"),
        ("wales-2014", "days.ceiling.green.value", 12, "days.ceiling.yellow.value", "days_order"),
        ("wales-2014", "days.ceiling.green.value", Decimal("3.3"), "days.ceiling.green.value", "half_days"),
        ("wales-2014", "days.ceiling.green.value", -1, "days.ceiling.green.value", "negative"),
        ("wales-2014", "days.ceiling.green.value", True, "days.ceiling.green.value", "not_a_number"),
        ("wales-2014", "days.ceiling.green.value", Decimal("inf"), "days.ceiling.green.value", "not_a_number"),
        ("wales-2014", "days.ceiling.green.status", "guessed", "days.ceiling.green.status", "not_known"),
        ("wales-2014", "days.ceiling.green.source", DROP, "days.ceiling.green.source", "key_missing"),
        ("wales-2014", "days.ceiling", DROP, "days.ceiling", "key_missing"),
        ("wales-2014", "meaning.category.red", DROP, "meaning.category.red", "key_missing"),
        ("wales-2014", "meaning.category.blue", {"en": "x", "cy": "x"}, "meaning.category.blue", "not_known"),
        ("wales-2014", "meaning.colour", {}, "meaning.colour", "not_known"),
        ("wales-2014", "name.cy", DROP, "name.cy", "key_missing"),
        ("wales-2014", "name.cy", "", "name.cy", "empty"),
        ("wales-2014", "meaning.category.red.cy", DROP, "meaning.category.red.cy", "key_missing"),
        ("wales-2014", "years.to", "2013/14", "years.to", "years"),
        ("wales-2014", "years.to", "2014/16", "years.to", "school_year"),
        ("wales-2014", "years.to", "2014", "years.to", "school_year"),
        ("wales-2014", "years.to", "2015/16", "calendar.terms", "terms_missing"),
        ("wales-2014", "code", "wales", "code", "code"),
        ("wales-2014", "parts.council.decides", "king", "parts.council.decides", "not_known"),
        ("wales-2014", "parts.party", {}, "parts.party", "not_known"),
        ("wales-2014", "parts.regional", DROP, "parts.regional", "key_missing"),
        ("wales-2014", "calendar.deadlines.publication.by", "02-29", "calendar.deadlines.publication.by", "date"),
        ("wales-2014", "calendar.deadlines.publication.by", "13-01", "calendar.deadlines.publication.by", "date"),
        ("wales-2014", "calendar.deadlines.publication.by", "soon", "calendar.deadlines.publication.by", "date"),
        ("wales-2014", "calendar.deadlines.publication.by", "09-30", None, "deadline_order"),
        ("wales-2014", "calendar.allocation_notice.by", "10-01", "calendar.allocation_notice.by", "notice_late"),
        ("wales-2014", "calendar.terms.1.autumn.ends", date(2014, 8, 1), "calendar.terms.1.autumn", "term"),
        ("wales-2014", "calendar.terms.1.spring.starts", date(2014, 12, 1), "calendar.terms.1.spring", "term"),
        ("wales-2014", "calendar.terms.1.summer.ends", date(2015, 9, 2), "calendar.terms.1.summer", "term"),
        ("wales-2014", "calendar.terms.1.autumn.half_term", [date(2014, 10, 27)], None, "not_two_dates"),
        ("wales-2014", "calendar.terms", lambda terms: terms * 2, "calendar.terms", "twice"),
        ("wales-2014", "forms.F1.deadline", "never", "forms.F1.deadline", "not_known"),
        ("wales-2014", "letters.blue", {}, "letters.blue", "not_known"),
        ("wales-2014", "publication.lists.nursery", ["primary"], "publication.lists.nursery", "not_known"),
        ("wales-2014", "publication.lists.middle", ["nursery"], "publication.lists.middle", "not_known"),
        ("wales-2014", "welsh.WM.value", 6, "welsh.WM.value", "welsh_level"),
        ("wales-2014", "welsh.WM", DROP, "welsh.WM", "key_missing"),
        ("wales-2014", "allocation.travel_factor.value", Decimal("0.9"), None, "travel_factor"),
        ("wales-2014", "allocation.weights.luck", {}, "allocation.weights.luck", "key_unknown"),
        ("wales-2014", "allocation.priority.value", ["red"], "allocation.priority.value", "priority"),
        ("wales-2014", "allocation.priority.value", ["red", "blue"], "allocation.priority.value", "not_known"),
        ("banding-2011", "banding.edges.value", swap, "banding.edges.value", "edges"),
        ("banding-2011", "banding.weight_sum.value", 12, "banding.weight_sum", "weight_sum"),
        ("banding-2011", "banding.measures.attendance_progress.weight", 1, "banding.weight_sum", "weight_sum"),
        ("banding-2011", "banding", DROP, "banding", "key_missing"),
        ("banding-2011", "matrix", {}, "matrix", "step_missing"),
        ("banding-2011", "scales.category", DROP, "scales.category", "key_missing"),
        ("banding-2011", "banding.measures.attendance_context.seen", "luck", None, "not_known"),
        ("csc-2012", "aspects", DROP, "aspects", "key_missing"),
        ("csc-2012", "scales.category", DROP, "scales.category", "key_missing"),
        ("csc-2012", "days.ceiling.D.value", 1, "days.ceiling.D.value", "days_order"),
        ("wales-2020", "needs", DROP, "needs", "key_missing"),
        ("wales-2020", "needs.themes", {}, "needs.themes", "empty"),
        ("wales-2020", "scales.urgency", DROP, "scales.urgency", "key_missing"),
        ("wales-2020", "support", {}, "support", "step_missing"),
        ("wales-2022", "scales.support", DROP, "scales.support", "key_missing"),
        ("wales-2022", "support.targeted", DROP, "support.targeted", "key_missing"),
        ("wales-2022", "support.double", {}, "support.double", "key_unknown"),
        ("wales-2022", "support.intensive.days.value", 5, "support.intensive.days.value", "days_order"),
        ("wales-2022", "support.intensive.review_terms.value", 4, None, "review_order"),
        ("wales-2022", "owners.2.from", "2022/23", "owners.2.from", "owner_order"),
        ("wales-2022", "owners.2.from", "2019/20", "owners.2.from", "not_known"),
        ("wales-2022", "nation", "mercia", "nation", "not_known"),
        ("england-rise", "eligibility", DROP, "eligibility", "key_missing"),
        ("england-rise", "milestones", DROP, "milestones", "key_missing"),
        ("england-rise", "eligibility.twice_below.level", "intensive", None, "not_known"),
        ("england-rise", "eligibility.twice_below.from", "2019/20", None, "not_known"),
        ("england-rise", "milestones.plan.weeks", 90, "milestones.first_review.weeks", "milestone_order"),
    ],
)
def test_refused(code, key, value, where, fault):
    """Each inconsistency has its own fault at its own key, with a reason and what to do."""
    found = faults(code, {key: value})
    match = [p for p in found if p.code == f"framework_{fault}" and p.column == (where or key)]
    assert match, [(p.code, p.column) for p in found]
    assert match[0].file == f"{code}.toml"
    assert match[0].message.format(**match[0].params)
    assert match[0].mend.format(**match[0].params)


@pytest.mark.parametrize(
    ("key", "value"),
    [("days.ceiling.amber.value", 10), ("days.ceiling.green.value", Decimal("3.5")), ("caps.1.below.value", 100)],
)
def test_at_the_very_limit_is_taken(key, value):
    assert faults("wales-2014", {key: value}) == []


def test_every_fault_is_found_at_once():
    found = faults(
        "wales-2014",
        {
            "name.cy": DROP,
            "matrix.1.A.default": "blue",
            "days.ceiling.amber.value": 99,
            "stray": 1,
            "calendar.deadlines.publication.by": "02-30",
            "welsh.EM.value": 9,
        },
    )
    assert {problem.column for problem in found} == {
        "name.cy",
        "matrix.1.A.default",
        "days.ceiling.red.value",
        "stray",
        "calendar.deadlines.publication.by",
        "welsh.EM.value",
    }


def test_a_missing_table_is_one_fault_not_many():
    assert [p.column for p in faults("wales-2014", {"matrix.3": DROP})] == ["matrix.3"]
    assert [p.column for p in faults("wales-2014", {"calendar": DROP}) if p.code.endswith("missing")] == ["calendar"]


def test_an_empty_file_says_what_is_missing():
    with pytest.raises(BadInput) as caught:
        read({}, "new.toml")
    assert {"code", "name", "years", "scales", "days"} <= {problem.column for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("text", "row"),
    [('code = "x"\nname = \n', 2), ("a = 1\na = 2\n", 2), ("a = [1,\n2\n", 2), ('code = "x"\n\n[[]\n', 3)],
)
def test_what_is_not_toml_is_told_with_its_row(tmp_path, text, row):
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_file(path)
    problem = caught.value.problems[0]
    assert (problem.code, problem.file, problem.row) == ("framework_not_toml", "broken.toml", row)


def test_what_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes(b'name = "T\xf4n"')
    with pytest.raises(BadInput) as caught:
        load_file(path)
    assert caught.value.problems[0].code == "framework_not_utf8"


TEXT = (FOLDER / "wales-2017.toml").read_text(encoding="utf-8")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 60), st.text(alphabet='"[]{}=.,\n09azÿ ', max_size=6))
def test_a_mangled_file_is_read_or_refused_never_a_crash(tmp_path_factory, start, length, put):
    path = tmp_path_factory.mktemp("mangled") / "wales-2017.toml"
    path.write_text(TEXT[:start] + put + TEXT[start + length :], encoding="utf-8")
    problems = []
    try:
        load_file(path)
    except BadInput as bad:
        problems = bad.problems
    assert all(problem.message and problem.mend for problem in problems)
    assert all(problem.column or problem.row for problem in problems)
