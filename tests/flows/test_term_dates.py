"""Councils' term dates brought in: what is kept, what is refused with its place, what a second file changes."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gwella.core.models import AuditEvent
from gwella.core.problems import BadInput
from gwella.domain.places.models import Council, CouncilDay, CouncilTerm
from gwella.domain.places.queries import school_days
from gwella.evidence.ingest.term_dates import EXAMPLE_NAMES
from gwella.flows.imports import Preview, bring_in
from gwella.flows.term_dates import KIND, empty_table
from tests.cast import Cast

pytestmark = pytest.mark.database
AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)
HEADINGS = ["Council", "What", "First day", "Last day", "Half-term from", "Half-term to", "Name in English"]
AUTUMN = ["993", "Autumn term", "02/09/2019", "20/12/2019", "28/10/2019", "01/11/2019"]
SPRING = ["Cwm Rhedyn", "Tymor y gwanwyn", "2020-01-06", "2020-04-03", "2020-02-17", "2020-02-21"]
TRAINING = ["993", "INSET day", "02/09/2019", "03/09/2019", "", "", "Training"]


def bring(tmp_path: Path, *rows: list[str], dry_run: bool = False) -> Preview:
    path = tmp_path / "terms.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *([*row, *[""] * (7 - len(row))] for row in rows)])
    return bring_in(KIND, path, {}, by=None, at=AT, dry_run=dry_run).preview


def counts(preview: Preview) -> dict[str, int]:
    return {name: count for name, count in preview.report["counts"].items() if count}


def reasons(preview: Preview) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in preview.refused]


def test_terms_and_days_are_kept_with_their_file_in_one_event(cast: Cast, tmp_path: Path) -> None:
    assert counts(bring(tmp_path, AUTUMN, SPRING, TRAINING, dry_run=True)) == {"new": 4}
    assert not CouncilTerm.objects.exists()
    assert counts(bring(tmp_path, AUTUMN, SPRING, TRAINING)) == {"new": 4}
    term = CouncilTerm.objects.get(term="autumn")
    assert (term.school_year, term.council, term.half_term_ends_on) == (
        "2019/20",
        cast.councils["993"],
        date(2019, 11, 1),
    )
    assert term.brought_by is not None
    assert list(CouncilDay.objects.values_list("day", "kind")) == [
        (date(2019, 9, 2), "closure"),
        (date(2019, 9, 3), "closure"),
    ]
    assert school_days(cast.councils["993"], date(2019, 9, 1), date(2019, 9, 5)) == [
        date(2019, 9, 4),
        date(2019, 9, 5),
    ]
    event = AuditEvent.objects.get(kind="term_dates.imported")
    assert event.data == {"file": "terms.csv", "terms": 2, "days": 2}
    assert [subject.key for subject in event.subjects.all()] == ["993"]


def test_the_same_file_twice_changes_nothing_and_what_it_leaves_out_stays(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, AUTUMN, SPRING, TRAINING)
    again = bring(tmp_path, AUTUMN, SPRING, TRAINING)
    assert (counts(again), again.carry_out) == ({"unchanged": 4}, None)
    bring(tmp_path, SPRING)
    assert CouncilTerm.objects.count() == 2


def test_a_later_file_changes_a_term_and_opens_a_day(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, AUTUMN, TRAINING)
    later = [*AUTUMN[:3], "19/12/2019", *AUTUMN[4:]]
    preview = bring(tmp_path, later, ["993", "School day", "02/09/2019"])
    assert counts(preview) == {"changed": 2}
    change = preview.lists["changed"][0].changes[0]
    assert (change.was, change.becomes) == ("2019-09-02 – 2019-12-20", "2019-09-02 – 2019-12-19")
    assert school_days(cast.councils["993"], date(2019, 9, 2), date(2019, 9, 3)) == [date(2019, 9, 2)]


def test_a_row_without_a_council_is_for_all_unless_one_has_its_own(cast: Cast, tmp_path: Path) -> None:
    own = ["993", "Bank holiday", "08/05/2020", "", "", "", "Our own name"]
    bring(tmp_path, own, ["", "Bank holiday", "08/05/2020", "", "", "", "VE Day"])
    names = dict(CouncilDay.objects.values_list("council__code", "name_en"))
    assert names == {"993": "Our own name", "995": "VE Day"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["993", "Half-term", "02/09/2019", "20/12/2019"], "value_unknown"),
        (["Atlantis", "Autumn", "02/09/2019", "20/12/2019"], "council_unknown"),
        (["672", "Autumn", "02/09/2019", "20/12/2019"], "term_dates.not_served"),
        (["993", "Autumn", "31/02/2019", "20/12/2019"], "not_a_date"),
        (["993", "Autumn", "", "20/12/2019"], "value_missing"),
        (["993", "Autumn", "20/12/2019", "02/09/2019"], "days_backwards"),
        (["993", "Autumn", "02/09/2019", "20/07/2020"], "term_length"),
        (["993", "Autumn", "02/09/2019"], "term_length"),
        (["993", "Autumn", "02/09/2019", "20/12/2019", "28/10/2019"], "half_term_half_told"),
        (["993", "Autumn", "02/09/2019", "20/12/2019", "23/12/2019", "27/12/2019"], "half_term_outside"),
        (["993", "Closure day", "02/09/2019", "03/09/2019", "02/09/2019", "02/09/2019"], "half_term_of_no_term"),
        (["993", "Closure day", "20/07/2019", "01/09/2019"], "closure_too_long"),
        (["993", "Autumn", "02/09/1019", "20/12/1019"], "date_impossible"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_row(cast: Cast, tmp_path: Path, row: list[str], code: str) -> None:
    preview = bring(tmp_path, SPRING, row)
    assert reasons(preview) == [(code, 3)]
    assert list(CouncilTerm.objects.values_list("term", flat=True)) == ["spring"]


def test_terms_that_overlap_are_refused_together_also_with_what_is_held(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, AUTUMN)
    early = ["993", "Spring term", "16/12/2019", "03/04/2020"]
    preview = bring(tmp_path, early, ["995", "Spring term", "06/01/2020", "03/04/2020"])
    assert reasons(preview) == [("term_dates.out_of_order", 2)]
    assert preview.counts["new"] == 1
    # Both moved at once fit together.
    assert counts(bring(tmp_path, [*AUTUMN[:3], "13/12/2019", *AUTUMN[4:]], early)) == {"new": 1, "changed": 1}


def test_one_term_twice_is_refused_twice(cast: Cast, tmp_path: Path) -> None:
    preview = bring(tmp_path, SPRING, AUTUMN, [*AUTUMN[:3], "19/12/2019"])
    assert [code for code, _row in reasons(preview)] == ["calendar_twice", "calendar_twice"]
    assert preview.counts["new"] == 1


def test_a_weekend_is_no_day_to_shut(cast: Cast, tmp_path: Path) -> None:
    preview = bring(tmp_path, SPRING, ["993", "Closure day", "08/02/2020"])
    assert [problem.code for problem in preview.warnings] == ["day_on_weekend"]
    assert counts(preview) == {"new": 1}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_template_is_read_back_without_its_examples(cast: Cast, tmp_path: Path, language: str) -> None:
    table = empty_table(language)
    assert all(set(row) & EXAMPLE_NAMES for row in table[1:])
    path = tmp_path / "terms.csv"
    ours = ["995", "Tymor yr haf", "20/04/2020", "20/07/2020", "25/05/2020", "29/05/2020", "", ""]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*table, ours])
    assert counts(bring_in(KIND, path, {}, by=None, at=AT).preview) == {"new": 1}
    assert CouncilTerm.objects.get().term == "summer"


def test_where_no_council_is_served_there_is_nothing_to_keep(cast: Cast, tmp_path: Path) -> None:
    Council.objects.update(is_served=False)
    with pytest.raises(BadInput) as bad:
        bring(tmp_path, AUTUMN)
    assert bad.value.problems[0].code == "term_dates.none_served"
