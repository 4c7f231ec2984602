"""Every measure against its slow obvious twin, on tables that Hypothesis makes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.indicators import making, slow
from tests.engine.indicators.making import OTHER, SCHOOL, Row, Rows, Store

YEARS = st.sampled_from(["2015/16", "2016/17", "2018/19", "2020/21", "2022/23"])
WHERE = st.sampled_from([SCHOOL, SCHOOL, OTHER, "6714003"])
WHO = st.sampled_from(["A1", "A2", "A3", "A4", "A5"])
BOOL = st.sampled_from([True, False, None])
GRADES = st.sampled_from(["A*", "A", "b", "C", "C ", "D", "G", "U", "X", None])
SUBJECTS = st.sampled_from(
    (
        "english_language",
        "english_literature",
        "welsh_language",
        "mathematics",
        "numeracy",
        "science",
        "biology",
        "art",
        "history",
        "french",
        "music",
    )
)
PLACES = [
    *making.PLACES,
    {"school": "6714003", "council": "671", "family": "1", "sector": "secondary"},
]
EXAMPLES = 12
# A question takes a fifth of a second: too long to look for the smallest table that fails.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def rows(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """Rows of one table."""
    return st.fixed_dictionaries({"year": YEARS, "school": WHERE, "upn": WHO, **columns})


PUPILS = rows(
    year_group=st.sampled_from([-1, 6, 11, 11, 11, 12]),
    sex=st.sampled_from(["F", "M", None]),
    enrolment=st.sampled_from(["C", "C", "M", "S", "G"]),
    fsm_eligible=BOOL,
    aln=st.sampled_from(["none", "action", "idp", None]),
    eal=st.sampled_from(["A", "C", "D", None]),
    looked_after=BOOL,
)
LEVELS = st.sampled_from([("3", 3), ("4", 4), ("5", 5), ("N", None), ("A", None), (" d", None), ("W", None)])
ASSESSMENTS = st.builds(
    lambda row, level: row | {"result": level[0], "level": level[1]},
    st.one_of(
        rows(stage=st.sampled_from(["ks2", "ks3"]), subject=st.sampled_from(["english", "welsh", "maths", "science"])),
        rows(stage=st.just("fp"), subject=st.sampled_from(["psd", "lang_en", "lang_cy", "maths"])),
    ),
    LEVELS,
)
NOTHING: dict[str, st.SearchStrategy[Any]] = {"points": st.none(), "level2": st.none(), "level1": st.none()}
RESULTS = st.one_of(
    rows(qualification=st.just("gcse"), subject=SUBJECTS, grade=GRADES, size=st.sampled_from([1.0, None]), **NOTHING),
    rows(qualification=st.just("gcse_short"), subject=SUBJECTS, grade=GRADES, size=st.just(0.5), **NOTHING),
    rows(
        qualification=st.just("gcse"),
        subject=st.just("double_science"),
        grade=st.sampled_from(["A*A*", "A*A", "A B", "C/D", "cc", "B", "UU", None]),
        size=st.just(2.0),
        **NOTHING,
    ),
    rows(
        qualification=st.just("vocational"),
        subject=st.sampled_from(["sport", "care", "travel", "digital"]),
        grade=st.sampled_from(["P", None]),
        size=st.sampled_from([0.0, 1.0, 2.0, 4.0, None]),
        points=st.sampled_from([0.0, 25.0, 43.0, 80.0, 104.0, 160.0, None]),
        level2=BOOL,
        level1=BOOL,
    ),
)
ATTENDANCE = rows(
    age=st.sampled_from([4, 5, 10, 11, 15, 16]),
    possible=st.sampled_from([0, 10, 300, 380]),
    authorised=st.sampled_from([0, 1, 2, 30, 38, 60, 76]),
    unauthorised=st.sampled_from([0, 8, None]),
)
EXCLUSIONS = rows(kind=st.sampled_from(["fixed", "permanent"]), days=st.sampled_from([0.5, 5.0]))


def tables(**given: st.SearchStrategy[Row]) -> st.SearchStrategy[Rows]:
    """A census with whatever is asked for beside it."""
    sizes = {"results": 60, "assessments": 40}
    made = {name: st.lists(row, max_size=sizes.get(name, 15)) for name, row in given.items()}
    return st.fixed_dictionaries({"pupils": st.lists(PUPILS, max_size=12), **made})


@pytest.mark.parametrize(
    "made",
    [
        tables(assessments=ASSESSMENTS),
        tables(results=RESULTS),
        tables(attendance=ATTENDANCE, exclusions=EXCLUSIONS),
    ],
    ids=["assessments", "results", "attendance"],
)
def test_every_figure_is_what_counting_by_hand_gives(store: Store, made: st.SearchStrategy[Rows]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(made)
    def check(rows: Rows) -> None:
        fast, plain = store.answer(rows, PLACES), slow.figures(rows, PLACES)
        assert fast.keys() == plain.keys()
        for key, figure in plain.items():
            assert fast[key] == pytest.approx(figure, rel=1e-12, abs=1e-9), key

    run: Callable[[], None] = check
    run()
