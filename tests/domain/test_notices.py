"""A letter's states, its one yes, and the hours at which it may reach a school."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.core.clock import ZONE
from gwella.core.models import AuditEvent, AuditSubject, OutboxMessage
from gwella.core.verdict import Refused
from gwella.domain.allocation.actions import (
    NoticeFacts,
    acknowledge_notice,
    approve_notices,
    note_notice_sent,
    prepare_notices,
)
from gwella.domain.allocation.models import Notice
from gwella.domain.allocation.rules import NOTICE_MOVES, NOTICE_STATES, can_move_notice, considerate_from, why_wait
from gwella.domain.schools.models import Contact
from gwella.frameworks.framework import Term
from tests.cast import Cast
from tests.web.letters.making import MONDAY, make_run, post, prepared_run, references

SPRING = Term("spring", date(2020, 1, 6), date(2020, 4, 3), date(2020, 2, 17), date(2020, 2, 21))
SUMMER = Term("summer", date(2020, 4, 20), date(2020, 7, 20), date(2020, 5, 25), date(2020, 5, 29))
TERMS = (SPRING, SUMMER)


def at(text: str) -> datetime:
    """A moment in the schools' time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# moment, when it leaves, why it waits
TABLE = [
    ("2020-02-03 10:00", "2020-02-03 10:00", ""),
    ("2020-02-03 07:59", "2020-02-03 08:00", "early"),
    ("2020-02-03 08:00", "2020-02-03 08:00", ""),
    ("2020-02-03 17:59", "2020-02-03 17:59", ""),
    ("2020-02-03 18:00", "2020-02-04 08:00", "late"),
    ("2020-01-31 14:59", "2020-01-31 14:59", ""),
    ("2020-01-31 15:00", "2020-02-03 08:00", "friday"),
    ("2020-01-31 19:30", "2020-02-03 08:00", "friday"),
    ("2020-01-31 06:00", "2020-01-31 08:00", "early"),
    ("2020-02-01 12:00", "2020-02-03 08:00", "weekend"),
    ("2020-02-02 23:59", "2020-02-03 08:00", "weekend"),
    # Half term, from the Friday afternoon before it.
    ("2020-02-14 15:00", "2020-02-24 08:00", "friday"),
    ("2020-02-17 10:00", "2020-02-24 08:00", "holiday"),
    ("2020-02-21 10:00", "2020-02-24 08:00", "holiday"),
    # The last two school days of the spring term, and the holiday after them.
    ("2020-04-01 17:00", "2020-04-01 17:00", ""),
    ("2020-04-01 18:00", "2020-04-20 08:00", "late"),
    ("2020-04-02 09:00", "2020-04-20 08:00", "last_days"),
    ("2020-04-03 09:00", "2020-04-20 08:00", "last_days"),
    ("2020-04-04 09:00", "2020-04-20 08:00", "holiday"),
    # The summer term ends on a Monday: its last two school days lie on both sides of a weekend.
    ("2020-07-16 09:00", "2020-07-16 09:00", ""),
    ("2020-07-17 09:00", "2020-07-21 08:00", "last_days"),
    # After the last term that is known, only weekdays and hours count.
    ("2020-07-22 09:00", "2020-07-22 09:00", ""),
    ("2020-07-25 09:00", "2020-07-27 08:00", "weekend"),
    # So too before the first.
    ("2020-01-03 16:00", "2020-01-06 08:00", "friday"),
    # The hour changes overnight: eight is eight by the schools' clocks.
    ("2020-03-29 12:00", "2020-03-30 08:00", "weekend"),
]


@pytest.mark.parametrize(("moment", "leaves", "why"), TABLE)
def test_a_letter_waits_for_a_considerate_hour(moment: str, leaves: str, why: str) -> None:
    assert considerate_from(at(moment), TERMS) == at(leaves)
    assert why_wait(at(moment), TERMS) == why


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [("2020-04-02 09:00", "2020-04-02 09:00"), ("2020-04-03 15:00", "2020-04-06 08:00"), ("2020-12-25 09:00",) * 2],
)
def test_without_known_terms_only_weekdays_and_hours_count(moment: str, leaves: str) -> None:
    assert considerate_from(at(moment), ()) == at(leaves)


@given(st.datetimes(datetime(2019, 9, 1), datetime(2021, 8, 31)))  # noqa: DTZ001 (the zone is given below)
def test_whatever_the_moment_it_leaves_later_and_at_a_good_hour(moment: datetime) -> None:
    asked = moment.replace(tzinfo=ZONE)
    leaves = considerate_from(asked, TERMS)
    assert leaves.replace(tzinfo=None) >= moment
    assert leaves - asked < timedelta(days=60)
    assert why_wait(leaves, TERMS) == ""
    assert considerate_from(leaves, TERMS) == leaves


def test_a_letter_only_moves_forward_one_state_at_a_time_or_is_withdrawn_before_it_left() -> None:
    forward = {("prepared", "approved"), ("approved", "sent"), ("sent", "acknowledged")}
    forward |= {("prepared", "withdrawn"), ("approved", "withdrawn")}
    assert set(NOTICE_STATES) == {state.value for state in Notice.State}
    for before in NOTICE_STATES:
        for after in NOTICE_STATES:
            assert bool(can_move_notice(before, after)) == ((before, after) in forward)
    assert {(before, after) for before, moves in NOTICE_MOVES.items() for after in moves} == forward


# ---- with the database


@pytest.mark.database
class TestNotices:
    """The actions, each with its one event."""

    def test_letters_follow_a_confirmed_run_only(self, cast: Cast) -> None:
        run = make_run(cast, state="proposed")
        with pytest.raises(Refused, match="not confirmed"):
            prepare_notices(run, [], by=cast.carys, at=MONDAY)

    def test_preparing_twice_makes_nothing_twice_and_drops_whoever_left(self, cast: Cast) -> None:
        run = make_run(cast)
        head = Contact.objects.get(user=cast.elin)
        one = NoticeFacts(cast.nant.pk, head.pk, "1920-1-a", {"reads": ""})
        assert prepare_notices(run, [one], by=cast.carys, at=MONDAY) == 1
        assert prepare_notices(run, [one], by=cast.carys, at=MONDAY) == 0
        assert AuditEvent.objects.filter(kind="notices.prepared").count() == 1
        other = NoticeFacts(cast.nant.pk, post(cast.nant, "chair2", "New Chair").pk, "1920-1-b", {"reads": ""})
        assert prepare_notices(run, [other], by=cast.carys, at=MONDAY) == 1
        assert [notice.reference for notice in Notice.objects.all()] == ["1920-1-b"]
        event = AuditEvent.objects.filter(kind="notices.prepared").latest("pk")
        assert (event.data["count"], event.data["dropped"]) == (1, 1)

    def test_a_letter_approved_stays_though_its_reader_leaves(self, cast: Cast) -> None:
        run = prepared_run(cast)
        approve_notices([n.pk for n in run.notices.all()], not_before=MONDAY, by=cast.carys, at=MONDAY)
        assert prepare_notices(run, [], by=cast.carys, at=MONDAY) == 0
        assert run.notices.count() == 3

    def test_a_yes_is_given_once_and_queues_one_message_a_reader(self, cast: Cast) -> None:
        run = prepared_run(cast)
        pks = [notice.pk for notice in run.notices.all()]
        assert approve_notices(pks, not_before=MONDAY, by=cast.carys, at=MONDAY) == 3
        with pytest.raises(Refused, match="somebody has moved it on"):
            approve_notices(pks, not_before=MONDAY, by=cast.carys, at=MONDAY)
        assert OutboxMessage.objects.count() == 2  # the head of Pont has no e-mail
        event = AuditEvent.objects.get(kind="notices.approved")
        assert event.data["count"] == 3
        told = dict(AuditSubject.objects.filter(event=event).values_list("key", "data"))
        assert told == {str(cast.nant.pk): {"letters": 2}, str(cast.pont.pk): {"letters": 1}}

    def test_one_letter_moved_on_meanwhile_holds_back_the_whole_yes(self, cast: Cast) -> None:
        run = prepared_run(cast)
        first, *rest = [notice.pk for notice in run.notices.all()]
        approve_notices([first], not_before=MONDAY, by=cast.carys, at=MONDAY)
        with pytest.raises(Refused):
            approve_notices([first, *rest], not_before=MONDAY, by=cast.carys, at=MONDAY)
        assert Notice.objects.filter(state="prepared").count() == len(rest)
        assert OutboxMessage.objects.count() <= 1

    def test_what_left_is_noted_once(self, cast: Cast) -> None:
        run = prepared_run(cast)
        approve_notices([n.pk for n in run.notices.all()], not_before=MONDAY, by=cast.carys, at=MONDAY)
        reference = references(run, "approved")[0]
        note_notice_sent(reference, how="email", by=None, at=MONDAY)
        with pytest.raises(Refused):
            note_notice_sent(reference, how="email", by=None, at=MONDAY)
        event = AuditEvent.objects.get(kind="notice.sent")
        assert (event.data["how"], event.actor_name) == ("email", "")

    def test_a_letter_that_went_by_post_no_longer_waits_to_go_by_mail(self, cast: Cast) -> None:
        run = prepared_run(cast)
        approve_notices([n.pk for n in run.notices.all()], not_before=MONDAY, by=cast.carys, at=MONDAY)
        note_notice_sent(OutboxMessage.objects.earliest("pk").key, how="post", by=cast.carys, at=MONDAY)
        assert OutboxMessage.objects.count() == 1

    def test_only_its_reader_confirms_a_letter_and_only_once(self, cast: Cast) -> None:
        run = prepared_run(cast)
        notice = run.notices.get(contact__user=cast.elin)
        with pytest.raises(Refused):
            acknowledge_notice(notice, by=cast.elin, at=MONDAY)  # not sent yet
        approve_notices([notice.pk], not_before=MONDAY, by=cast.carys, at=MONDAY)
        note_notice_sent(notice.reference, how="email", by=None, at=MONDAY)
        with pytest.raises(Refused, match="Only the person"):
            acknowledge_notice(notice, by=cast.ffion, at=MONDAY)
        acknowledge_notice(notice, by=cast.elin, at=MONDAY)
        with pytest.raises(Refused):
            acknowledge_notice(notice, by=cast.elin, at=MONDAY)
        notice.refresh_from_db()
        assert (notice.state, notice.acknowledged_by) == ("acknowledged", cast.elin)
