"""A choice of schools to compare with: made of five or more, told together only, shared, put away."""

import pytest
from django.test import Client
from django.urls import reverse

from gwella.domain.figures.models import ComparisonSet, Figure
from gwella.domain.schools.models import School
from tests.cast import Cast
from tests.web.evidence.conftest import NUMBER
from tests.web.evidence.test_school import queries, words

pytestmark = pytest.mark.database


def choose(client: Client, count: int, **more: str) -> object:
    """Ask for a choice of the first schools of the other council."""
    address = reverse("school_comparison_new", args=[NUMBER])
    form = client.get(address).context["form"]
    elsewhere = School.objects.filter(number__startswith="99523").order_by("number")[:count]
    keys = [str(one.pk) for one in elsewhere]
    field = next(name for name in form.councils if keys[0] in dict(form.fields[name].choices))
    return client.post(address, {"name": "Of our size", field: keys, **more})


def test_a_choice_is_kept_and_told_together_only(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    choose(client, 5)
    chosen = ComparisonSet.objects.get()
    assert queries(client, f"{reverse('school_evidence', args=[NUMBER])}?set={chosen.pk}") <= 15
    page = words(client, "school_evidence", f"?set={chosen.pk}")
    assert "Beside the schools chosen: Of our size." in page
    assert "That is 18.0 points above the schools chosen." in page, "62.0 of the five, pupils pooled"
    assert "Elsewhere" not in page


def test_four_are_too_few(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    page = choose(client, 4)
    assert "Choose at least five schools" in page.content.decode()  # type: ignore[attr-defined]
    assert not ComparisonSet.objects.exists()


def test_fewer_than_five_with_a_figure_that_may_leave_tell_nothing(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    choose(client, 5)
    Figure.objects.filter(school__number="9952300").update(hidden=True)
    page = words(client, "school_evidence", f"?set={ComparisonSet.objects.get().pk}")
    assert "too few of these schools have a figure" in page
    assert "above the schools chosen" not in page


def test_only_a_shared_choice_is_another_s_to_use_and_only_its_maker_puts_it_away(client: Client, told: Cast) -> None:
    client.force_login(told.elin)
    choose(client, 5)
    choose(client, 6, is_shared="on")
    private, shared = ComparisonSet.objects.order_by("pk")
    client.force_login(told.ffion)
    address = reverse("school_evidence", args=[NUMBER])
    assert client.get(f"{address}?set={private.pk}").status_code == 404
    assert client.get(f"{address}?set={shared.pk}").status_code == 200
    client.force_login(told.angharad)
    for one in (private, shared):
        client.post(reverse("school_comparison_end", args=[NUMBER, one.pk]))
    assert ComparisonSet.objects.filter(ended_at=None).count() == 2
    client.force_login(told.elin)
    client.post(reverse("school_comparison_end", args=[NUMBER, shared.pk]))
    client.post(reverse("school_comparison_end", args=[NUMBER, shared.pk]))
    assert list(ComparisonSet.objects.filter(ended_at=None)) == [private]


@pytest.mark.parametrize("who", ["ffion", "hefin", "dafydd"])
def test_who_sees_the_safe_version_or_nothing_chooses_nothing(client: Client, told: Cast, who: str) -> None:
    client.force_login(told.people[who])
    assert client.get(reverse("school_comparison_new", args=[NUMBER])).status_code == 404
