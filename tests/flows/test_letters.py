"""Letters after an allocation: who gets one, what it says, when it leaves, whom nothing has reached, by when."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from gwella.core.clock import ZONE
from gwella.core.problems import BadInput
from gwella.core.text import Bilingual
from gwella.core.verdict import Refused
from gwella.documents.letters.notices import letter_of
from gwella.documents.letters.parts import compose_all
from gwella.documents.letters.render import render_letter
from gwella.domain.allocation.actions import note_notice_sent
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.allocation.rules import WAITS
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.people.rules import ROLES
from gwella.domain.places.models import CouncilDay
from gwella.domain.schools.models import Contact
from gwella.flows import letters
from gwella.frameworks.loader import load
from tests.cast import Cast
from tests.web.letters.making import FRIDAY_NIGHT, MONDAY, categorise, make_run, post, prepare, prepared_run

pytestmark = pytest.mark.database
TODAY = MONDAY.date()


def approve(run: AllocationRun, cast: Cast, *, at: datetime = MONDAY, urgency: str = "") -> letters.Leaving:
    """Approve whatever waits."""
    pks = list(letters.waiting_letters(run, on=at.date()).values_list("pk", flat=True))
    return letters.send_considerately(pks, framework_code=run.framework, urgency=urgency, by=cast.carys, at=at)


# ---- whom


def test_head_and_chair_get_a_letter_each_and_the_clerk_a_copy(cast: Cast) -> None:
    run = make_run(cast)
    assert letters.letters_standing(run, on=TODAY).missing == 2
    assert prepare(run, cast.carys) == 2
    assert {n.contact.role for n in run.notices.select_related("contact")} == {"head", "chair"}
    for notice in run.notices.all():
        assert notice.facts["copied_to"] == ["Gareth Pugh"]
        assert notice.facts["copied_emails"] == ["gareth@example.invalid"]
        assert notice.facts["leader_name"] == "Angharad Morris"
    assert letters.letters_standing(run, on=TODAY).missing == 0


def test_preparing_again_adds_only_what_is_missing(cast: Cast) -> None:
    run = make_run(cast)
    assert prepare(run, cast.carys) == 2
    before = set(run.notices.values_list("pk", flat=True))
    assert prepare(run, cast.carys) == 0
    post(cast.pont, "head", "Owen Ellis")
    assert letters.letters_standing(run, on=TODAY).missing == 1
    assert prepare(run, cast.carys) == 1
    assert before < set(run.notices.values_list("pk", flat=True))


def test_a_post_counts_on_its_days_only(cast: Cast) -> None:
    run = make_run(cast)
    post(cast.pont, "head", "To Come", since=TODAY + timedelta(days=30))
    post(cast.pont, "chair", "Gone", until=TODAY - timedelta(days=1))
    Contact.objects.filter(user=cast.elin).update(until=TODAY + timedelta(days=200))  # leaves in summer
    prepare(run, cast.carys)
    assert sorted(n.facts["reader_name"] for n in run.notices.all()) == ["Elin Vaughan", "Ffion Rees"]


def test_a_prepared_letter_to_someone_who_left_is_not_approved_and_goes_when_prepared_again(cast: Cast) -> None:
    run = prepared_run(cast)
    Contact.objects.filter(user=cast.elin).update(until=TODAY - timedelta(days=1))
    post(cast.nant, "head", "New Head")
    assert letters.waiting_letters(run, on=TODAY).count() == 2
    assert letters.letters_standing(run, on=TODAY).missing == 1
    prepare(run, cast.carys)
    assert sorted(n.facts["reader_name"] for n in run.notices.all()) == ["Ffion Rees", "New Head", "Owen Ellis"]


def test_without_a_confirmed_run_there_is_nothing_to_tell(cast: Cast) -> None:
    make_run(cast, state="proposed")
    with pytest.raises(BadInput):
        letters.latest_confirmed()
    later = make_run(cast, number=2)
    make_run(cast, number=3, state="withdrawn")
    assert letters.latest_confirmed() == later


# ---- what they say


def test_a_letter_reads_in_the_reader_s_languages_with_category_and_days(cast: Cast) -> None:
    run = prepared_run(cast)
    head, chair, other = (run.notices.get(contact__name=n) for n in ("Elin Vaughan", "Ffion Rees", "Owen Ellis"))
    told = {
        n.pk: compose_all(letter_of(n.reference, n.facts, answers_to="a@example.invalid")) for n in run.notices.all()
    }
    assert [part.lang for part in told[head.pk]] == ["cy"]
    assert [part.lang for part in told[chair.pk]] == ["cy", "en"]
    assert [part.lang for part in told[other.pk]] == ["en"]
    facts = {fact.label: fact.value for fact in told[chair.pk][1].facts}
    assert facts["System leader"] == "Angharad Morris"
    assert "Amber" in facts.values()
    assert "15" in facts.values()
    assert head.facts["ceiling_official"] is True
    assert told[chair.pk][1].signatory == ("Carys Bowen", "Head of Service")


def test_days_are_those_that_were_decided_even_under_a_framework_of_before(cast: Cast) -> None:
    categorise(cast.nant, "puce", 11)
    CategoryRecord.objects.filter(school=cast.nant).update(framework="no-longer-shipped")
    run = make_run(cast)
    prepare(run, cast.carys)
    for notice in run.notices.all():
        assert notice.facts["ceiling_days"] == "5.5"
        assert notice.facts["category"] is None
        letter_of(notice.reference, notice.facts, answers_to="a@example.invalid")


@pytest.mark.parametrize(
    ("reads", "words"),
    [
        ("en", "Letters do not tell the category under this year’s framework."),
        ("cy", "Nid yw llythyrau’n nodi’r categori o dan fframwaith eleni."),
    ],
)
def test_where_letters_keep_the_category_the_paper_says_so_and_names_none(cast: Cast, reads: str, words: str) -> None:
    told = paper_under(cast, "banding-2011", reads)
    assert words in told
    assert not [word for word in ("Amber", "Oren", "Band ", "No category has", "Nid oes categori") if word in told]
    assert ("Your system leader and your days" if reads == "en" else "Eich arweinydd system a’ch diwrnodau") in told


@pytest.mark.parametrize(("reads", "word"), [("en", "category"), ("cy", "categori")])
def test_under_a_framework_without_categories_the_paper_does_not_speak_of_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, reads: str, word: str
) -> None:
    without = replace(load("wales-2017"), code="without", scales={})
    monkeypatch.setattr(letters, "framework_named", lambda code: without)
    assert word not in paper_under(cast, "without", reads).lower()


def paper_under(cast: Cast, framework: str, reads: str) -> str:
    """The text on the paper of a letter to a head whose school has a category, under a framework."""
    Contact.objects.filter(user=cast.elin).update(reads=reads)
    categorise(cast.nant)
    run = make_run(cast)
    AllocationRun.objects.update(framework=framework)
    run.refresh_from_db()
    prepare(run, cast.carys)
    notice = run.notices.get(contact__user=cast.elin)
    pdf = render_letter(letter_of(notice.reference, notice.facts, answers_to="a@example.invalid"))
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_run_whose_framework_cannot_be_read_says_so(cast: Cast) -> None:
    run = make_run(cast)
    AllocationRun.objects.update(framework="no-longer-shipped")
    run.refresh_from_db()
    with pytest.raises(BadInput, match="framework"):
        prepare(run, cast.carys)
    assert letters.notice_deadline(run) is None


def test_offices_are_written_in_both_languages(cast: Cast) -> None:
    assert letters.signing_of(cast.carys, ROLES["head_of_service"]).role == Bilingual(
        "Head of Service", "Pennaeth Gwasanaeth"
    )
    assert letters.signing_of(cast.nia, ROLES["administrator"]).role.en == "System administrator"


# ---- when they leave


def test_letters_approved_on_a_friday_night_leave_on_monday(cast: Cast) -> None:
    run = prepared_run(cast)
    leaves = approve(run, cast, at=FRIDAY_NIGHT)
    assert leaves == letters.Leaving(datetime(2020, 2, 3, 8, tzinfo=ZONE), WAITS["friday"])
    assert {notice.not_before for notice in Notice.objects.all()} == {leaves.at}


def test_a_reason_sends_them_at_once_and_is_kept(cast: Cast) -> None:
    run = prepared_run(cast)
    leaves = approve(run, cast, at=FRIDAY_NIGHT, urgency="The new links begin tomorrow.")
    assert leaves == letters.Leaving(FRIDAY_NIGHT, "")
    assert set(Notice.objects.values_list("urgency", flat=True)) == {"The new links begin tomorrow."}


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        # July's letters are about the next school year: this one's last days and the summer are spared all the same.
        ("2020-07-17 10:00", "2020-09-01 08:00"),
        ("2020-08-12 10:00", "2020-09-01 08:00"),
        ("2019-12-19 10:00", "2020-01-06 08:00"),
        # No terms are known so late: weekdays and hours only.
        ("2030-08-12 10:00", "2030-08-12 10:00"),
    ],
)
def test_holidays_are_those_of_the_day_not_of_the_run(moment: str, leaves: str) -> None:
    asked = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    assert letters.leaving("wales-2017", at=asked).at == datetime.fromisoformat(leaves).replace(tzinfo=ZONE)


def test_each_council_s_own_days_spare_its_schools(cast: Cast) -> None:
    """Cwm Rhedyn trains on Monday the 3rd of February, and nobody is there to read a letter."""
    ours, theirs = cast.councils["993"], cast.councils["995"]
    CouncilDay.objects.create(council=ours, day=TODAY, kind="closure")
    assert letters.leaving("wales-2017", at=MONDAY, council=ours).why == WAITS["holiday"]
    assert letters.leaving("wales-2017", at=MONDAY, council=theirs).why == ""
    run = prepared_run(cast)
    leaves = approve(run, cast)
    assert leaves.at.date() == TODAY + timedelta(days=1)
    assert {notice.not_before for notice in run.notices.all()} == {leaves.at}


def test_hours_are_read_on_the_schools_clocks() -> None:
    summer = datetime.fromisoformat("2020-06-10T17:30+00:00")  # half past six in Wales
    assert letters.leaving("wales-2017", at=summer).why == WAITS["late"]
    assert letters.leaving("no-longer-shipped", at=summer).why == WAITS["late"]


def test_the_second_to_approve_is_told_and_nothing_goes_twice(cast: Cast) -> None:
    run = prepared_run(cast)
    pks = list(letters.waiting_letters(run, on=TODAY).values_list("pk", flat=True))
    approve(run, cast)
    with pytest.raises(Refused):
        letters.send_considerately(pks, framework_code=run.framework, by=cast.carys, at=MONDAY)
    assert not letters.waiting_letters(run, on=TODAY)


def test_a_reader_without_an_address_gets_it_by_post_even_if_one_is_found_later(cast: Cast) -> None:
    run = prepared_run(cast)
    approve(run, cast)
    Contact.objects.filter(name="Owen Ellis").update(email="owen@example.invalid")
    assert [notice.facts["reader_name"] for notice in letters.letters_to_post(run)] == ["Owen Ellis"]


# ---- whom nothing has reached, by when


def test_every_untold_school_says_why(cast: Cast) -> None:
    run = make_run(cast)
    post(cast.pont, "head", "Owen Ellis")

    def told() -> dict[str, str]:
        return {school.number: why for school, why in letters.letters_standing(run, on=TODAY).untold}

    assert told() == {
        "9931101": letters.NO_READER,
        "9932147": letters.NOT_PREPARED,
        "9932150": letters.NOT_PREPARED,
        "9934012": letters.NO_READER,
        "9952101": letters.NO_LEADER,
        "9954012": letters.NO_LEADER,
    }
    prepare(run, cast.carys)
    assert told()["9932147"] == letters.WAITS_FOR_YES
    Contact.objects.filter(name="Owen Ellis").update(until=date(2020, 1, 31))
    assert told()["9932150"] == letters.READER_LEFT
    approve(run, cast)
    assert told()["9932147"] == letters.NOT_SENT
    one = run.notices.filter(school=cast.nant).first()
    assert one is not None
    note_notice_sent(one.reference, how="email", by=None, at=MONDAY)
    assert "9932147" not in told()


def test_the_list_of_the_untold_asks_little_whatever_its_length(cast: Cast, django_assert_num_queries: object) -> None:
    run = prepared_run(cast)
    with django_assert_num_queries(3):  # type: ignore[operator]
        letters.letters_standing(run, on=TODAY)


@pytest.mark.parametrize(
    ("confirmed", "starts_on", "day", "ours", "first_day"),
    [
        # In good time for September: the framework's day before the year begins, our default.
        ("2019-06-20", date(2019, 9, 1), date(2019, 7, 12), True, False),
        ("2019-07-12", date(2019, 9, 1), date(2019, 7, 12), True, False),
        # Too late for that day, or a change in the year: the first day of the links.
        ("2019-07-13", date(2019, 9, 1), date(2019, 9, 1), False, True),
        ("2020-02-03", date(2020, 2, 3), date(2020, 2, 3), False, True),
    ],
)
def test_schools_know_before_the_year_begins_or_by_the_first_day(
    cast: Cast, confirmed: str, starts_on: date, day: date, ours: bool, first_day: bool
) -> None:
    run = make_run(cast, starts_on=starts_on)
    run.confirmed_at = datetime.fromisoformat(confirmed).replace(hour=12, tzinfo=ZONE)
    assert letters.notice_deadline(run) == letters.NoticeDeadline(day, ours, first_day)
