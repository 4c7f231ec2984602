"""Packs in the browser: the edition one may have, the opening noted once, having a year's packs made."""

import pytest
from django.urls import reverse
from django.utils import translation

from gwella.core.models import Work
from gwella.documents.packs.press import Made
from gwella.documents.packs.shelf import Shelf
from gwella.domain.figures.actions import PackFacts, issue_packs
from gwella.domain.figures.models import Pack, PackOpening
from tests.cast import Cast
from tests.web.evidence_data import AT, YEAR, publish

pytestmark = pytest.mark.database


@pytest.fixture
def pack(cast: Cast, settings, tmp_path) -> Pack:
    """A pack issued to Nant-y-Felin."""
    settings.MEDIA_ROOT = tmp_path
    made = {"head": Made(b"%PDF true", 8), "governors": Made(b"%PDF safe", 8)}
    kept = Shelf(tmp_path / "packs").keep("f" * 64, made)
    issue_packs([PackFacts(cast.nant.pk, kept.sha256, kept.pages)], year=YEAR, by=cast.ifan, at=AT)
    return Pack.objects.get()


def url(edition: str, number: str = "9932147") -> str:
    return reverse("school_pack", args=[number, "2018-19", 1, edition])


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_school_sees_its_packs(cast, pack, client, language, django_assert_max_num_queries):
    client.force_login(cast.elin)
    with translation.override(language):
        address = reverse("school_packs", args=["9932147"])
        head = url("head")
    with django_assert_max_num_queries(15):
        page = client.get(address)
    assert page.status_code == 200
    assert head in page.content.decode()


def test_the_head_has_true_figures_and_the_opening_is_noted_once(cast, pack, client):
    client.force_login(cast.elin)
    for _ in range(2):
        answer = client.get(url("head"))
    assert answer.content == b"%PDF true"
    assert answer["Content-Disposition"] == 'attachment; filename="9932147-2018-19-head.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(url("governors")).content == b"%PDF safe"
    assert PackOpening.objects.get().opened_by == cast.elin


@pytest.mark.parametrize("who", ["ffion", "hefin"])
def test_governors_have_only_theirs(cast, pack, client, who):
    client.force_login(cast.people[who])
    assert client.get(url("governors")).content == b"%PDF safe"
    assert client.get(url("head")).status_code == 404
    assert url("head") not in client.get(reverse("school_packs", args=["9932147"])).content.decode()


def test_another_councils_officer_finds_nothing(cast, pack, client):
    client.force_login(cast.dafydd)
    assert client.get(url("governors")).status_code == 404
    assert client.get(reverse("packs")).status_code == 404


def test_a_file_that_is_gone_is_told_and_not_counted_as_opened(cast, pack, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    client.force_login(cast.elin)
    assert client.get(url("head")).status_code == 302
    assert not PackOpening.objects.exists()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_data_team_has_a_year_made(cast, pack, client, language, django_assert_max_num_queries):
    publish(cast)
    client.force_login(cast.ifan)
    with translation.override(language):
        address, making = reverse("packs"), reverse("packs_make")
    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()
    assert "2018/19" in page
    client.post(making, {"year": "1999/00"})
    assert not Work.objects.filter(name="packs.make").exists()
    client.post(making, {"year": YEAR})
    assert Work.objects.get(name="packs.make").params == {"year": YEAR, "by": cast.ifan.pk}
