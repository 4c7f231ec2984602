"""Targets: recorded after a check, once; later values beside earlier ones; what came read from the figures."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gwella.core.models import AuditEvent
from gwella.domain.figures.models import Target
from gwella.insight.evidence.targets import aims_of, targets_of
from tests.cast import Cast
from tests.web.evidence_data import publish

pytestmark = pytest.mark.database

MOST_QUERIES = 15
ASKED = {"measure": "ks2_csi", "year": "2019/20", "stage": "set", "value": "88", "cohort": "25", "note": "Year 5 now"}


def address(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=["9932147"])


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_head_sets_a_target_after_a_check_and_only_once(
    cast: Cast, client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.elin)
    where = address("school_target_record", language)
    assert client.get(where).status_code == 200
    check = client.post(where, ASKED | {"step": "check"})
    assert "88.0\N{NO-BREAK SPACE}%" in check.content.decode()
    assert not Target.objects.exists()
    for _twice in range(2):
        assert client.post(where, ASKED | {"step": "yes"}).headers["Location"] == address("school_targets", language)
    target = Target.objects.get()
    assert (target.value, target.cohort, target.given_by) == (88.0, 25, cast.elin)
    assert AuditEvent.objects.filter(kind="target.recorded").count() == 1
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(address("school_targets", language)).content.decode()
    assert "Elin Vaughan" in text
    assert "4.0" in text, "one of 25 pupils is worth four points"


def test_later_values_stand_beside_earlier_ones_and_what_came_is_read(cast: Cast, client: Client) -> None:
    client.force_login(cast.elin)
    for value in ("88", "90"):
        client.post(address("school_target_record"), ASKED | {"value": value, "step": "yes"})
    client.force_login(cast.angharad)
    agreed = ASKED | {"stage": "agreed", "value": "91", "step": "yes"}
    client.post(address("school_target_record"), agreed)
    publish(cast, year="2019/20")
    [aim] = aims_of(cast.nant, targets_of(cast.nant))
    assert {stage: target.value for stage, target in aim.latest.items()} == {"set": 90.0, "agreed": 91.0}
    assert aim.given == 3
    assert aim.came is not None
    assert aim.came.value == 90.0
    assert aim.worth == 5.0, "twenty pupils came"


def test_each_side_records_its_own_stage_alone(cast: Cast, client: Client) -> None:
    client.force_login(cast.elin)
    client.post(address("school_target_record"), ASKED | {"stage": "agreed", "step": "yes"})
    client.force_login(cast.angharad)
    client.post(address("school_target_record"), ASKED | {"stage": "set", "step": "yes"})
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"value": "101"}, {"value": "-1"}, {"value": ""}, {"cohort": "0"}, {"year": "2010/11"}]
)
def test_what_cannot_be_is_refused_with_the_form(cast: Cast, client: Client, wrong: dict[str, str]) -> None:
    client.force_login(cast.elin)
    response = client.post(address("school_target_record"), ASKED | wrong | {"step": "yes"})
    assert response.status_code == 200
    assert not Target.objects.exists()


@pytest.mark.parametrize(("person", "reads"), [("lowri", 200), ("ifan", 200), ("dafydd", 404), ("hefin", 404)])
def test_readers_and_strangers(cast: Cast, client: Client, person: str, reads: int) -> None:
    client.force_login(cast.people[person])
    assert client.get(address("school_targets")).status_code == reads
    assert client.get(address("school_target_record")).status_code == 404
