"""The letters' pages: where they stand, preparing, one yes, sending, post, files; and who sees none of it."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core import clock
from gwella.core.models import OutboxMessage, Work
from gwella.domain.allocation.actions import approve_notices
from gwella.domain.allocation.models import Notice
from gwella.domain.places.models import CouncilDay
from gwella.domain.schools.models import Contact, Interest
from gwella.web.letters import approving
from tests.cast import Cast
from tests.web.letters.making import FRIDAY_NIGHT, MONDAY, make_run, post, prepare, prepared_run, references

pytestmark = pytest.mark.database


@pytest.fixture
def carys(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Client:
    """Signed in as the head within the service, on a Monday at ten, mail going to a folder."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path)
    client.force_login(cast.carys)
    return client


def text(answer: Any) -> str:
    """The page."""
    assert answer.status_code == 200
    return str(answer.content.decode())


# ---- the overview


@pytest.mark.parametrize("language", ["en", "cy"])
def test_without_a_confirmed_run_the_page_teaches_the_next_step(cast: Cast, carys: Client, language: str) -> None:
    make_run(cast, state="proposed")
    with translation.override(language):
        page = text(carys.get(reverse("letters")))
    assert 'class="empty"' in page


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_overview_says_where_letters_stand_in_few_queries(
    cast: Cast, carys: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    prepared_run(cast)
    # Once in its life a process asks SQLite whether it knows JSON.
    assert connection.features.supports_json_field
    with translation.override(language), django_assert_max_num_queries(15):
        page = text(carys.get(reverse("letters")))
    assert "Elin Vaughan" in page
    assert "Owen Ellis" in page
    assert reverse("letters_approve") in page or language == "cy"
    if language == "en":
        assert "3 letters to schools wait for your yes. Schools: 2." in page
        assert "Schools should know by 3 February 2020, the first day of the new links." in page
        assert "No system leader yet: 2" in page
        assert "No head or chair on record: 2" in page
        assert "Porth Hafan High School" in page


def test_a_deadline_of_our_own_is_not_passed_off_as_official(cast: Cast, carys: Client) -> None:
    run = make_run(cast, starts_on=date(2020, 9, 1))
    run.school_year = "2020/21"
    run.save()
    page = text(carys.get(reverse("letters")))
    assert "12 July 2020" in page
    assert "This is not the official value." in page


def test_filters_search_and_pages(cast: Cast, carys: Client) -> None:
    prepared_run(cast)

    def found(query: str) -> set[str]:
        page = text(carys.get(reverse("letters") + query))
        return {name for name in ("Elin Vaughan", "Ffion Rees", "Owen Ellis") if name in page}

    everybody = {"Elin Vaughan", "Ffion Rees", "Owen Ellis"}
    assert found("") == everybody
    assert found("?q=pont") == {"Owen Ellis"}
    assert found("?q=ffion") == {"Ffion Rees"}
    assert found("?way=post") == {"Owen Ellis"}
    assert found("?reads=cy") == {"Elin Vaughan"}
    assert found("?reads=both&reads=en") == {"Ffion Rees", "Owen Ellis"}
    assert found("?role=head") == {"Elin Vaughan", "Owen Ellis"}
    assert found("?council=993") == everybody
    assert found("?council=995") == found("?state=sent") == found("?q=zzz") == set()
    assert found("?page=99") == everybody


@pytest.mark.parametrize("kind", ["csv", "csv-excel", "xlsx", "ods"])
def test_the_file_holds_exactly_what_is_shown(cast: Cast, carys: Client, kind: str) -> None:
    prepared_run(cast)
    answer = carys.get(reverse("letters_export") + f"?format={kind}&role=head")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
        assert [row["Name"] for row in rows] == ["Elin Vaughan", "Owen Ellis"]
        assert [row["How it goes"] for row in rows] == ["By e-mail", "To post"]


def test_a_file_of_no_kind_or_of_no_run_is_not_there(cast: Cast, carys: Client) -> None:
    assert carys.get(reverse("letters_export") + "?format=csv").status_code == 404
    prepared_run(cast)
    assert carys.get(reverse("letters_export") + "?format=exe").status_code == 404


# ---- preparing


def test_whoever_prepares_signs(cast: Cast, carys: Client) -> None:
    make_run(cast)
    assert "Prepare 2 letters" in text(carys.get(reverse("letters")))
    page = text(carys.post(reverse("letters_prepare"), follow=True))
    assert "2 letters were prepared." in page
    facts = Notice.objects.values_list("facts", flat=True)
    assert {(f["signed_name"], f["signed_role_en"]) for f in facts} == {("Carys Bowen", "Head of Service")}
    assert "0 letters were prepared." in text(carys.post(reverse("letters_prepare"), follow=True))
    assert Notice.objects.count() == 2


# ---- the yes


def test_the_check_page_counts_before_it_asks(cast: Cast, carys: Client, django_assert_max_num_queries: Any) -> None:
    prepared_run(cast)
    with django_assert_max_num_queries(15):
        page = text(carys.get(reverse("letters_approve")))
    for words in ("Yes, approve 3 letters", "At once, when approved.", "Both, Welsh first", "To post"):
        assert words in page
    assert "Why they cannot wait" not in page
    assert Notice.objects.filter(state="prepared").count() == 3


def test_a_yes_approves_sends_and_shows_the_work(
    cast: Cast, carys: Client, django_capture_on_commit_callbacks: Any
) -> None:
    run = prepared_run(cast)
    with django_capture_on_commit_callbacks(execute=True):
        answer = carys.post(reverse("letters_approve"), {"seen": 3, "urgency": ""})
    work = Work.objects.get()
    assert answer["Location"] == reverse("work", args=[work.pk])
    assert work.result["sent"] == 2
    assert len(references(run, "sent")) == 2
    assert len(references(run, "approved")) == 1
    page = text(carys.get(answer["Location"], follow=True))
    assert "3 letters are approved." in page
    assert "no e-mail address, so to post" in page


def test_a_double_click_and_a_second_person_are_told(cast: Cast, carys: Client) -> None:
    prepared_run(cast)
    carys.post(reverse("letters_approve"), {"seen": 3})
    page = text(carys.post(reverse("letters_approve"), {"seen": 3}, follow=True))
    assert "The last one was given by Carys Bowen, Monday 3 February 2020, 10:00." in page
    assert OutboxMessage.objects.count() == 2
    assert Work.objects.count() == 1


def test_two_at_the_same_moment_give_one_yes(cast: Cast, carys: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = prepared_run(cast)
    pks = [notice.pk for notice in run.notices.all()]
    real = approving.send_considerately

    def a_moment_later(*args: Any, **more: Any) -> Any:
        approve_notices(pks, not_before=MONDAY, by=cast.bethan, at=MONDAY)
        return real(*args, **more)

    monkeypatch.setattr(approving, "send_considerately", a_moment_later)
    page = text(carys.post(reverse("letters_approve"), {"seen": 3}, follow=True))
    # The other person's yes was part of this transaction here, so it is undone with ours: nothing is sent by halves.
    assert "somebody has moved it on" in page
    assert not Work.objects.exists()


def test_letters_that_came_since_are_checked_again(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    post(cast.pont, "chair", "New Chair", email="new@example.invalid")
    prepare(run, cast.carys)
    page = text(carys.post(reverse("letters_approve"), {"seen": 3}))
    assert "have changed since you looked" in page
    assert "Yes, approve 4 letters" in page
    assert Notice.objects.filter(state="prepared").count() == 4


def test_on_a_friday_night_letters_wait_unless_there_is_a_reason(
    cast: Cast, carys: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared_run(cast)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)
    page = text(carys.get(reverse("letters_approve")))
    assert "Goes Monday 3 February 2020, 08:00, not now: it is a Friday after 15:00." in page
    assert "Why they cannot wait" in page
    page = text(carys.post(reverse("letters_approve"), {"seen": 3}, follow=True))
    assert "They leave by themselves from Monday 3 February 2020, 08:00." in page
    assert "2 approved letters wait for a better hour. They leave by themselves when that comes." in page
    work = Work.objects.get()
    assert (work.name, work.not_before) == ("send_letters", datetime(2020, 2, 3, 8, tzinfo=clock.ZONE))


@pytest.mark.parametrize("language", ["en", "cy"])
def test_without_a_mail_server_the_page_says_that_letters_wait_for_it(
    cast: Cast, carys: Client, monkeypatch: pytest.MonkeyPatch, language: str, django_capture_on_commit_callbacks: Any
) -> None:
    run = prepared_run(cast)
    carys.post(reverse("letters_approve"), {"seen": 3})
    monkeypatch.setattr(settings, "MAIL", "none")
    Work.objects.all().delete()
    with translation.override(language):
        page = text(carys.get(reverse("letters")))
        assert {"en": "No mail server is set", "cy": "Nid oes gweinydd e-bost wedi’i osod"}[language] in page
        with django_capture_on_commit_callbacks(execute=True):
            answer = carys.post(reverse("letters_send"))
        assert "GWELLA_SMTP_HOST" in text(carys.get(answer["Location"]))
    assert not references(run, "sent")
    assert not OutboxMessage.objects.exclude(state="queued").exists()


def test_letters_due_on_a_friday_night_wait_for_monday_and_say_so(
    cast: Cast, carys: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared_run(cast)
    carys.post(reverse("letters_approve"), {"seen": 3})
    assert "Send 2 approved letters" in text(carys.get(reverse("letters")))
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT + timedelta(days=7))
    page = text(carys.get(reverse("letters")))
    assert "Send 2 approved letters" not in page
    assert "2 approved letters wait for a better hour." in page


# ---- each council's own school days


@pytest.fixture
def closed(cast: Cast) -> Cast:
    """Letters to two councils' schools, of which Cwm Rhedyn's are closed today, on a Monday in term."""
    post(cast.hafan, "head", "Nia Morgan", email="nia@example.invalid")
    CouncilDay.objects.create(council=cast.councils["993"], day=MONDAY.date(), kind="closure")
    run = prepared_run(cast)
    run.proposals.filter(leader=None).update(leader=cast.angharad)
    prepare(run, cast.carys)
    return cast


def test_the_check_page_says_when_each_council_s_leave(
    closed: Cast, carys: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = text(carys.get(reverse("letters_approve")))
    assert "At once, when approved." in page
    assert "Goes Tuesday 4 February 2020, 08:00, not now: schools are on holiday." in page
    assert "Why they cannot wait" in page
    for code in ("993", "995"):
        assert closed.councils[code].name_en in page
    page = text(carys.post(reverse("letters_approve"), {"seen": 4}, follow=True))
    assert "the last Tuesday 4 February 2020, 08:00." in page


def test_a_letter_says_when_it_leaves_by_its_council_s_days(closed: Cast, carys: Client) -> None:
    for school, told in (
        (closed.nant, "Goes Tuesday 4 February 2020, 08:00"),
        (closed.hafan, "At once, when approved"),
    ):
        reference = Notice.objects.filter(school=school).values_list("reference", flat=True)[0]
        assert told in text(carys.get(reverse("letter", args=[reference])))


def test_the_overview_counts_as_due_what_its_council_s_day_lets_leave(
    closed: Cast, carys: Client, django_assert_max_num_queries: Any
) -> None:
    Notice.objects.update(state="approved", approved_by=closed.carys, approved_at=MONDAY, not_before=MONDAY)
    rows = Notice.objects.exclude(contact__email="")
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            kind="allocation.notice", key=n.reference, to_email="a@example.invalid", facts={}, queued_at=MONDAY
        )
        for n in rows
    )
    assert connection.features.supports_json_field
    with django_assert_max_num_queries(15):
        page = text(carys.get(reverse("letters")))
    assert "Send 1 approved letter" in page
    assert "2 approved letters wait for a better hour." in page


def test_a_reason_sends_them_at_once(cast: Cast, carys: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared_run(cast)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)
    carys.post(reverse("letters_approve"), {"seen": 3, "urgency": "The school asked for it tonight."})
    assert Work.objects.count() == 1
    assert set(Notice.objects.values_list("urgency", flat=True)) == {"The school asked for it tonight."}
    record = text(carys.get(reverse("school_record", args=[cast.nant.number])))
    assert "The school asked for it tonight." in record


# ---- one letter


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_letter_is_shown_as_it_leaves_each_language_marked(
    cast: Cast, carys: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    run = prepared_run(cast)
    chair = run.notices.get(contact__role="chair")
    with translation.override(language), django_assert_max_num_queries(15):
        page = text(carys.get(reverse("letter", args=[chair.reference])))
    assert page.index('<article class="a4" lang="cy">') < page.index('<article class="a4" lang="en">')
    for words in ("Annwyl Ffion Rees", "Dear Ffion Rees", "Oren", "Amber", "Pennaeth Gwasanaeth", chair.reference):
        assert words in page
    assert f'<html lang="{language}">' in page


def test_a_reader_of_welsh_gets_one_sheet(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    page = text(carys.get(reverse("letter", args=[run.notices.get(contact__name="Elin Vaughan").reference])))
    assert page.count('<article class="a4"') == 1
    assert '<article class="a4" lang="cy">' in page


def test_one_letter_is_approved_once(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    chair = run.notices.get(contact__role="chair")
    address = reverse("letter_approve", args=[chair.reference])
    assert "1 letter is approved." in text(carys.post(address, follow=True))
    page = text(carys.post(address, follow=True))
    assert "Approved by Carys Bowen, Monday 3 February 2020, 10:00." in page
    assert references(run, "approved") == [chair.reference]


def test_a_letter_to_someone_who_left_is_not_approved(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    Contact.objects.filter(user=cast.elin).update(until=date(2020, 1, 31))
    head = run.notices.get(contact__name="Elin Vaughan")
    assert "no longer in post" in text(carys.post(reverse("letter_approve", args=[head.reference]), follow=True))
    assert Notice.objects.get(pk=head.pk).state == "prepared"


def test_its_paper_is_made_now(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    reference = references(run, "prepared")[0]
    answer = carys.get(reverse("letter_pdf", args=[reference]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert f"{reference}.pdf" in answer["Content-Disposition"]


def test_a_letter_without_an_address_is_posted_by_hand_once(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    carys.post(reverse("letters_approve"), {"seen": 3})
    notice = run.notices.get(contact__name="Owen Ellis")
    address = reverse("letter_posted", args=[notice.reference])
    assert "Mark as posted" in text(carys.get(reverse("letter", args=[notice.reference])))
    assert "Marked as posted." in text(carys.post(address, follow=True))
    assert "somebody has moved it on" in text(carys.post(address, follow=True))
    notice.refresh_from_db()
    assert (notice.state, notice.sent_by) == ("sent", "post")
    assert "By post" in text(carys.get(reverse("letters")))


def test_what_did_not_go_says_why_and_can_be_tried_again(
    cast: Cast, carys: Client, django_capture_on_commit_callbacks: Any
) -> None:
    run = prepared_run(cast)
    carys.post(reverse("letters_approve"), {"seen": 3})
    Work.objects.all().delete()
    OutboxMessage.objects.update(state="failed", failure="mailbox full", attempts=9)
    assert "mailbox full" in text(carys.get(reverse("letters") + "?way=failed"))
    key = OutboxMessage.objects.earliest("pk").key
    page = text(carys.get(reverse("letter", args=[key])))
    assert "mailbox full" in page
    assert "Mark as posted" in page
    with django_capture_on_commit_callbacks(execute=True):
        carys.post(reverse("letters_send"))
    assert len(references(run, "sent")) == 2


# ---- who sees none of it


@pytest.mark.parametrize("who", ["bethan", "angharad", "lowri", "dafydd", "elin", "ffion", "ifan", "nia", "dilwyn"])
def test_letters_are_for_those_who_approve_them(cast: Cast, client: Client, who: str) -> None:
    run = prepared_run(cast)
    reference = references(run, "prepared")[0]
    client.force_login(cast.people[who])
    for name, args in (("letters", []), ("letters_export", []), ("letters_approve", []), ("letter", [reference]),
                       ("letter_pdf", [reference])):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name, args in (("letters_prepare", []), ("letters_approve", []), ("letters_send", []),
                       ("letter_approve", [reference]), ("letter_posted", [reference])):  # fmt: skip
        assert client.post(reverse(name, args=args)).status_code == 404, name
    assert Notice.objects.filter(state="prepared").count() == 3


def test_whoever_has_an_interest_neither_sees_nor_approves(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    Interest.objects.create(user=cast.carys, school=cast.nant, kind="relative", declared_on=date(2019, 9, 1))
    assert "Elin Vaughan" not in text(carys.get(reverse("letters")))
    assert carys.get(reverse("letter", args=[run.notices.get(contact__role="chair").reference])).status_code == 404
    carys.post(reverse("letters_approve"), {"seen": 1})
    assert references(run, "approved") == [run.notices.get(contact__name="Owen Ellis").reference]


def test_a_link_alone_changes_nothing(cast: Cast, carys: Client) -> None:
    run = prepared_run(cast)
    reference = references(run, "prepared")[0]
    for name, args in (("letters_prepare", []), ("letters_send", []), ("letter_approve", [reference]),
                       ("letter_posted", [reference]), ("my_letter_read", [reference])):  # fmt: skip
        assert carys.get(reverse(name, args=args)).status_code == 405
