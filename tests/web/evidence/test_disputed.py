"""What the Evidence tab leads to: figures under dispute are marked, targets and checks linked, older steps shown."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from gwella.domain.figures.actions import answer_dispute, dispute_figure
from gwella.domain.figures.models import Dispute, Figure, StepResult
from tests.cast import Cast
from tests.web.evidence.conftest import AT, NUMBER
from tests.web.evidence.test_school import queries, words

pytestmark = pytest.mark.database
TAB = "school_evidence"


def dispute(cast: Cast, group: str = "all") -> Dispute:
    """Nant-y-Felin says that its latest Key Stage 2 figure is not right."""
    figure = Figure.objects.get(school=cast.nant, year="2018/19", measure="ks2_csi", group=group)
    dispute_figure(figure, reason="Two pupils left in October.", by=cast.elin, at=AT)
    return Dispute.objects.get(group=group)


def source(client: Client, name: str) -> str:
    return client.get(reverse(name, args=[NUMBER])).content.decode()


def test_a_disputed_figure_is_marked_and_leads_to_what_the_school_says(client: Client, told: Cast) -> None:
    found = dispute(told)
    client.force_login(told.angharad)
    page = words(client, TAB)
    assert "Disputed All pupils, 2018/19" in page
    assert "2018/19 20 80.0 disputed 86.5" in page
    trail = f"{reverse('school_check', args=[NUMBER])}#disputed"
    assert f'href="{trail}"' in source(client, TAB)
    assert 'id="disputed"' in client.get(urlsplit(trail).path).content.decode()
    assert "disputed" in client.get(reverse("school_evidence_export", args=[NUMBER])).content.decode()
    assert "Disputed All pupils, 2018/19" in words(client, "school_evidence_plain")
    answer_dispute(found, answer="explained", text="They were here in January.", by=told.ifan, at=AT)
    assert "disputed" not in words(client, TAB).lower(), "an answered dispute is none any more"


def test_a_chair_sees_the_mark_of_what_is_shown_and_no_way_to_the_reasons(client: Client, told: Cast) -> None:
    dispute(told)
    dispute(told, "fsm")
    client.force_login(told.ffion)
    page = words(client, TAB)
    assert "Disputed All pupils, 2018/19" in page
    assert "Eligible for free school meals, 2018/19" not in page, "a group the chair does not see"
    assert reverse("school_check", args=[NUMBER]) not in source(client, TAB)
    assert reverse("school_targets", args=[NUMBER]) not in source(client, TAB)


@pytest.mark.parametrize(("who", "says"), [("elin", "Check the figures"), ("angharad", "check of its figures")])
def test_the_tab_leads_to_targets_and_to_the_school_s_check(client: Client, told: Cast, who: str, says: str) -> None:
    client.force_login(told.people[who])
    page = source(client, TAB)
    assert reverse("school_targets", args=[NUMBER]) in page
    assert reverse("school_check", args=[NUMBER]) in page
    assert says in page


def step(cast: Cast) -> None:
    """A standards group of 2016/17 by two measures, and a year without one."""
    part = {"figure": "ks2_csi", "group": "all", "seen": "value", "why": "", "weight": 1.0}
    StepResult.objects.create(
        school=cast.nant,
        year="2016/17",
        framework="wales-2015",
        step="standards",
        score=1.5,
        result="2",
        points={
            "ks2_csi": part | {"value": 88.0, "cohort": 60, "points": 2},
            "fsm_ks2_csi": part | {"value": None, "cohort": 3, "points": None, "group": "fsm", "why": "x"},
        },
    )
    StepResult.objects.create(
        school=cast.nant, year="2015/16", framework="wales-2015", step="standards", why="small_cohort", points={}
    )


def test_standards_groups_are_told_with_every_measure_s_points(client: Client, told: Cast) -> None:
    step(told)
    client.force_login(told.angharad)
    assert reverse("school_steps", args=[NUMBER]) in source(client, TAB)
    page = words(client, "school_steps")
    for said in (
        "2016/17, ",
        "Standards group 2 Mean of points by weight: 1.5.",
        "no points",
        "No standards group The cohort is too small for a standards group.",
        "are ours, not the official values",
    ):
        assert said in page, said
    assert queries(client, reverse("school_steps", args=[NUMBER])) <= 15


def test_without_standards_groups_the_page_says_so(client: Client, told: Cast) -> None:
    client.force_login(told.angharad)
    assert "no framework has worked out a standards group" in words(client, "school_steps")


def test_who_sees_no_true_figures_sees_no_points(client: Client, told: Cast) -> None:
    step(told)
    client.force_login(told.ffion)
    assert reverse("school_steps", args=[NUMBER]) not in source(client, TAB)
    assert client.get(reverse("school_steps", args=[NUMBER])).status_code == 404
