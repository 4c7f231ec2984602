"""A head or chair reads their own letter, and nobody else's; and says so once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.domain.allocation.actions import approve_notices, note_notice_sent
from gwella.domain.allocation.models import Notice
from tests.cast import Cast
from tests.web.letters.making import MONDAY, prepared_run

pytestmark = pytest.mark.database


@pytest.fixture
def sent(cast: Cast) -> Notice:
    """The letter to Elin, head of Nant-y-Felin, sent."""
    run = prepared_run(cast)
    notice = run.notices.get(contact__user=cast.elin)
    approve_notices([notice.pk], not_before=MONDAY, by=cast.carys, at=MONDAY)
    return note_notice_sent(notice.reference, how="email", by=None, at=MONDAY)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_its_reader_reads_it_here_and_as_paper(
    cast: Cast, client: Client, sent: Notice, language: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.elin)
    with translation.override(language):
        with django_assert_max_num_queries(15):
            page = client.get(reverse("my_letter", args=[sent.reference])).content.decode()
        paper = client.get(reverse("my_letter_pdf", args=[sent.reference]))
        assert reverse("my_letter_read", args=[sent.reference]) in page
    assert "Annwyl Elin Vaughan" in page
    assert paper.content.startswith(b"%PDF")


def test_i_have_read_this_is_said_once(cast: Cast, client: Client, sent: Notice) -> None:
    client.force_login(cast.elin)
    address = reverse("my_letter_read", args=[sent.reference])
    page = client.post(address, follow=True).content.decode()
    assert "Noted: you have read it." in page
    assert "You confirmed having read it" in page
    assert "I have read this" not in page
    again = client.post(address, follow=True).content.decode()
    assert "somebody has moved it on" in again
    assert Notice.objects.get(pk=sent.pk).acknowledged_by == cast.elin


@pytest.mark.parametrize("who", ["ffion", "carys", "angharad", "dilwyn"])
def test_nobody_else_reads_it_by_this_address(cast: Cast, client: Client, sent: Notice, who: str) -> None:
    client.force_login(cast.people[who])
    for name in ("my_letter", "my_letter_pdf"):
        assert client.get(reverse(name, args=[sent.reference])).status_code == 404
    assert client.post(reverse("my_letter_read", args=[sent.reference])).status_code == 404
    assert Notice.objects.get(pk=sent.pk).state == "sent"


@pytest.mark.parametrize("state", ["prepared", "approved"])
def test_before_it_has_left_it_does_not_exist_for_its_reader(cast: Cast, client: Client, state: str) -> None:
    run = prepared_run(cast)
    notice = run.notices.get(contact__user=cast.elin)
    if state == "approved":
        approve_notices([notice.pk], not_before=MONDAY, by=cast.carys, at=MONDAY)
    client.force_login(cast.elin)
    assert client.get(reverse("my_letter", args=[notice.reference])).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast, client: Client, sent: Notice) -> None:
    assert client.get(reverse("my_letter", args=[sent.reference])).status_code == 302
