"""Agreements, data sets and their versions, figures and what changes them, disputes, targets, choices, packs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gwella.core.models import AuditEvent
from gwella.core.verdict import Refused
from gwella.domain.figures.actions import (
    AgreementFacts,
    DataSetFacts,
    FigureFacts,
    HeldBackFacts,
    PackFacts,
    accept_figures,
    answer_dispute,
    dispute_figure,
    end_agreement,
    end_comparison_set,
    issue_packs,
    make_comparison_set,
    open_pack,
    publish_figures,
    record_agreement,
    record_data_set,
    record_profile,
    record_target,
)
from gwella.domain.figures.models import Agreement, DataSet, Dispute, Figure, FigureRevision, Pack, Target
from gwella.domain.people.models import User
from gwella.domain.schools.models import School
from tests.cast import Cast

pytestmark = pytest.mark.database

AT = datetime(2020, 2, 3, 10, tzinfo=UTC)
AGREED = AgreementFacts(
    code="region-pupil-data",
    name_en="Pupil data of the region",
    name_cy="Data disgyblion y rhanbarth",
    controllers="The councils of the region",
    purpose_en="Analyses for school improvement",
    purpose_cy="Dadansoddiadau ar gyfer gwella ysgolion",
    lawful_basis="Public task",
    recipients="The service",
    kinds=("assessments", "pupils"),
    fields=("upn", "level"),
    starts_on=date(2019, 9, 1),
    expires_on=date(2020, 8, 31),
)
SET = DataSetFacts(
    kind="assessments",
    year="2018/19",
    status="provisional",
    as_at=date(2019, 7, 1),
    received_on=date(2020, 2, 3),
    source_en="Councils of the region",
    source_cy="Cynghorau’r rhanbarth",
    rows=10,
    store_key="assessments/2018-19/abc",
)


def figure(place: str, value: float | None, cohort: int = 20, **more: object) -> FigureFacts:
    """A Foundation Phase figure of all pupils in 2018/19."""
    reason = "" if value is not None else "c"
    facts = FigureFacts(place, "2018/19", "fp_indicator", "all", 1, None, cohort, value, cohort, reason)
    return replace(facts, **more)  # type: ignore[arg-type]


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    """A live agreement."""
    return record_agreement(AGREED, by=cast.ifan, at=AT)


@pytest.fixture
def published(cast: Cast, agreement: Agreement) -> DataSet:
    """A provisional data set with two schools' figures and the region's."""
    data_set = record_data_set(SET, agreement=agreement, by=cast.ifan, at=AT)
    figures = [figure("school:9932147", 85.0), figure("school:9932150", 70.0), figure("region", 77.5, 40)]
    publish_figures(data_set, figures, by=cast.ifan, at=AT)
    return data_set


def events(kind: str) -> int:
    """How many events of a kind there are."""
    return AuditEvent.objects.filter(kind=kind).count()


def test_the_same_agreement_twice_changes_nothing_and_another_wording_keeps_what_was(
    cast: Cast, agreement: Agreement
) -> None:
    assert record_agreement(AGREED, by=cast.ifan, at=AT) == agreement
    assert events("agreement.recorded") == 1
    record_agreement(replace(AGREED, recipients="The service and its councils"), by=cast.ifan, at=AT)
    assert AuditEvent.objects.filter(kind="agreement.recorded").latest("pk").data["was"] == {
        "recipients": "The service"
    }


@pytest.mark.parametrize(
    ("change", "comes_in"),
    [
        ({}, True),
        ({"expires_on": date(2020, 2, 2)}, False),
        ({"expires_on": date(2020, 2, 3)}, True),
        ({"starts_on": date(2020, 2, 4)}, False),
        ({"kinds": ("results",)}, False),
    ],
)
def test_no_data_set_comes_in_without_a_live_agreement_of_its_kind(
    cast: Cast, change: dict[str, object], comes_in: bool
) -> None:
    agreement = record_agreement(replace(AGREED, **change), by=cast.ifan, at=AT)  # type: ignore[arg-type]
    if comes_in:
        assert record_data_set(SET, agreement=agreement, by=cast.ifan, at=AT).version == 1
        return
    with pytest.raises(Refused):
        record_data_set(SET, agreement=agreement, by=cast.ifan, at=AT)
    assert not DataSet.objects.exists()


def test_an_ended_agreement_lets_nothing_in_and_keeps_what_came(cast: Cast, published: DataSet) -> None:
    end_agreement(published.agreement, reason="Renewed under another", by=cast.ifan, at=AT)
    end_agreement(published.agreement, reason="Again", by=cast.ifan, at=AT)
    assert events("agreement.ended") == 1
    published.agreement.refresh_from_db()
    with pytest.raises(Refused):
        record_data_set(SET, agreement=published.agreement, by=cast.ifan, at=AT)
    assert published.figures.count() == 3


@pytest.mark.parametrize("who", ["angharad", "elin", "lowri", "nia"])
def test_only_those_who_bring_data_in_keep_agreements(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        record_agreement(AGREED, by=cast.people[who], at=AT)


def test_a_changed_profile_is_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    first = record_profile(code="arfor", kind="results", name="Arfor", definition={"a": 1}, by=cast.ifan, at=AT)
    same = record_profile(code="arfor", kind="results", name="Arfor", definition={"a": 1}, by=cast.ifan, at=AT)
    second = record_profile(code="arfor", kind="results", name="Arfor", definition={"a": 2}, by=cast.ifan, at=AT)
    first.refresh_from_db()
    assert (same.pk, second.version, first.definition) == (first.pk, 2, {"a": 1})


def test_a_final_version_replaces_the_provisional_and_lists_what_it_changed(cast: Cast, published: DataSet) -> None:
    final = record_data_set(replace(SET, status="final"), agreement=published.agreement, by=cast.ifan, at=AT)
    figures = [figure("school:9932147", 90.0), figure("school:9934012", 60.0), figure("region", 77.5, 40)]
    publish_figures(final, figures, by=cast.ifan, at=AT)
    told = {(r.place, r.was, r.becomes) for r in FigureRevision.objects.all()}
    assert told == {("school:9932147", 85.0, 90.0), ("school:9932150", 70.0, None), ("school:9934012", None, 60.0)}
    assert set(Figure.objects.current().values_list("data_set", flat=True)) == {final.pk}
    assert published.figures.count() == 3, "the provisional version stays beside it"


def test_publishing_again_gives_the_same(cast: Cast, published: DataSet) -> None:
    figures = [figure("school:9932147", 85.0), figure("school:9932150", 70.0), figure("region", 77.5, 40)]
    assert publish_figures(published, figures, by=cast.ifan, at=AT) == 3
    assert (published.figures.count(), FigureRevision.objects.count()) == (3, 0)


def test_a_figure_is_a_value_or_a_reason(cast: Cast, published: DataSet) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        publish_figures(published, [figure("region", None, reason="")], by=cast.ifan, at=AT)
    assert published.figures.count() == 3


def test_what_cannot_be_true_is_held_back_with_its_reason(cast: Cast, agreement: Agreement) -> None:
    held = HeldBackFacts(
        cast.nant.pk, "school:9932147", "2018/19", "attendance_primary", "all", 7, "H", "5286", "impossible"
    )
    data_set = record_data_set(SET, agreement=agreement, by=cast.ifan, at=AT, held_back=[held])
    assert [(h.raw, h.why) for h in data_set.held_back.all()] == [("5286", "impossible")]


def of_school(number: str) -> Figure:
    """A school's figure."""
    return Figure.objects.get(place=f"school:{number}")


def test_the_school_accepts_its_figures_once(cast: Cast, published: DataSet) -> None:
    first = accept_figures(cast.nant, published, by=cast.elin, at=AT)
    assert accept_figures(cast.nant, published, by=cast.pedr, at=AT) == first
    assert events("figures.accepted") == 1


def test_the_school_disputes_a_figure_and_the_data_team_answers_once(cast: Cast, published: DataSet) -> None:
    dispute = dispute_figure(of_school("9932147"), reason="Two pupils had left", by=cast.elin, at=AT)
    with pytest.raises(Refused):
        dispute_figure(of_school("9932147"), reason="Again", by=cast.pedr, at=AT)
    answer_dispute(dispute, answer="upheld", text="They had", by=cast.ifan, at=AT)
    with pytest.raises(Refused):
        answer_dispute(dispute, answer="explained", text="No", by=cast.ifan, at=AT)
    dispute.refresh_from_db()
    assert (dispute.answer, dispute.answered_by) == ("upheld", cast.ifan)
    assert dispute_figure(of_school("9932147"), reason="A third had, too", by=cast.elin, at=AT).pk != dispute.pk


@pytest.mark.parametrize("who", ["angharad", "ffion", "dafydd", "ifan", "yusuf"])
def test_nobody_but_the_school_disputes_its_figures(cast: Cast, published: DataSet, who: str) -> None:
    with pytest.raises(Refused):
        dispute_figure(of_school("9932147"), reason="Mine", by=cast.people[who], at=AT)
    assert not Dispute.objects.exists()


def test_a_figure_of_the_region_is_nobodys_to_dispute(cast: Cast, published: DataSet) -> None:
    with pytest.raises(Refused):
        dispute_figure(Figure.objects.get(place="region"), reason="No", by=cast.elin, at=AT)


@pytest.mark.parametrize(
    ("who", "stage", "may"),
    [
        ("elin", "set", True),
        ("pedr", "forecast", True),
        ("elin", "agreed", False),
        ("angharad", "agreed", True),
        ("angharad", "set", False),
        ("ffion", "set", False),
        ("dafydd", "agreed", False),
    ],
)
def test_the_school_sets_and_forecasts_and_the_service_agrees(cast: Cast, who: str, stage: str, may: bool) -> None:
    def ask() -> Target:
        facts = {"measure": "fp_indicator", "year": "2019/20", "stage": stage, "value": 88.0, "cohort": 25, "note": ""}
        return record_target(cast.nant, by=cast.people[who], at=AT, **facts)  # type: ignore[arg-type]

    if may:
        ask()
        ask()
        assert Target.objects.count() == 2, "earlier values stay"
        return
    with pytest.raises(Refused):
        ask()


def more_schools(cast: Cast, count: int) -> list[School]:
    """Invented primaries of the first council."""
    council = cast.councils["993"]
    fresh = [
        School(number=f"99322{n:02d}", name_en=f"School {n}", name_cy=f"Ysgol {n}", council=council, kind="maintained")
        for n in range(count)
    ]
    return School.objects.bulk_create(fresh)


@pytest.mark.parametrize(("count", "may"), [(4, False), (5, True)])
def test_a_chosen_set_has_at_least_five_schools(cast: Cast, count: int, may: bool) -> None:
    members = [*more_schools(cast, count), cast.nant]

    def make(by: User) -> object:
        return make_comparison_set(cast.nant, name="Valley schools", members=members, is_shared=True, by=by, at=AT)

    if not may:
        with pytest.raises(Refused):
            make(cast.elin)
        return
    with pytest.raises(Refused):
        make(cast.dafydd)
    make(cast.elin)
    chosen = cast.nant.comparison_sets.get()
    assert chosen.members.count() == 5, "the school itself is not among them"
    with pytest.raises(Refused):
        end_comparison_set(chosen, by=cast.angharad, at=AT)
    end_comparison_set(chosen, by=cast.elin, at=AT)
    chosen.refresh_from_db()
    assert chosen.ended_at == AT


def test_packs_come_in_editions_and_only_changed_ones_are_issued_anew(cast: Cast) -> None:
    first = [PackFacts(cast.nant.pk, "a" * 64, 4), PackFacts(cast.pont.pk, "b" * 64, 4)]
    assert issue_packs(first, year="2018/19", by=cast.ifan, at=AT) == 2
    again = [PackFacts(cast.nant.pk, "a" * 64, 4), PackFacts(cast.pont.pk, "c" * 64, 5)]
    assert issue_packs(again, year="2018/19", by=cast.ifan, at=AT) == 1
    assert list(Pack.objects.filter(school=cast.pont).values_list("edition", flat=True)) == [2, 1]
    with pytest.raises(Refused):
        issue_packs(first, year="2018/19", by=cast.angharad, at=AT)


def test_who_opened_a_pack_is_kept_once(cast: Cast) -> None:
    issue_packs([PackFacts(cast.nant.pk, "a" * 64, 4)], year="2018/19", by=cast.ifan, at=AT)
    pack = Pack.objects.get()
    open_pack(pack, by=cast.elin, at=AT)
    open_pack(pack, by=cast.elin, at=AT)
    assert (pack.openings.count(), events("pack.opened")) == (1, 1)
