"""Runs as pages: the list, a search asked for, one run, loads; for each role, in both languages."""

import re

import pytest
from django.test import Client

from gwella.core.models import Work
from gwella.domain.allocation.models import AllocationRun, Proposal
from gwella.domain.people.models import SystemLeader, User
from gwella.domain.places.models import FrameworkYear
from gwella.flows.allocation import change_by_hand, confirm, propose
from gwella.web.allocation.drawing import gap_words
from tests.cast import TODAY
from tests.flows.allocating import AT, declare
from tests.web.allocation.conftest import Region, address

pytestmark = pytest.mark.database
PAGES = ("allocation_run", "allocation_list", "allocation_loads", "allocation_confirm")


def text(client: Client, name: str, *args: object, query: str = "", language: str = "en", status: int = 200) -> str:
    response = client.get(address(name, *args, language=language) + query)
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_run_opens_with_few_queries(
    carys: Client, region: Region, name: str, language: str, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    propose(starts_on=TODAY, by=None, at=AT)
    with django_assert_max_num_queries(15):
        response = carys.get(address(name, 2, language=language))
    assert response.status_code == 200
    assert len(response.content) < 150_000


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_list_of_runs(carys: Client, region: Region, language: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(15):
        shown = text(carys, "allocation", language=language)
    assert "Carys Bowen" in shown


def test_no_run_yet_teaches_the_first_step(client: Client, cast) -> None:  # type: ignore[no-untyped-def]
    client.force_login(cast.carys)
    assert "No run yet" in text(client, "allocation")


def test_a_run_opens_with_what_it_means_and_its_figures(carys: Client, region: Region) -> None:
    shown = text(carys, "allocation_run", 1)
    assert "Every school has one unconflicted system leader" in shown
    assert "Schools given a leader 6 of 6" in shown
    assert "Conflicts 0" in shown
    assert "Check and confirm 6 links" in shown
    assert "No days are short" in shown
    assert region.run.inputs_hash[:16] in shown


def test_a_run_that_leaves_schools_without_names_where(carys: Client, region: Region) -> None:
    SystemLeader.objects.filter(user__in=[region.staff["angharad"], region.staff["nerys"]]).update(welsh_level=0)
    propose(starts_on=TODAY, by=None, at=AT)
    shown = text(carys, "allocation_run", 2)
    assert "3 of 6 schools have nobody: days short 12." in shown
    assert "No plan within what people have agreed leaves fewer." in shown
    assert "Cwm Rhedyn, Primary, Welsh" in shown
    assert "Nobody keeps every limit at these schools." in shown
    assert "Most are short in: Cwm Rhedyn, Primary, Welsh (4 days)." in shown
    assert "Days short 0 to 12" in shown
    assert "Nobody yet : 3" in shown.replace("  ", " ") or "Nobody yet: 3" in shown


@pytest.fixture
def one_council(region: Region) -> User:
    """Nerys alone speaks Welsh, and has agreed to one council of two that need it."""
    SystemLeader.objects.filter(user=region.staff["angharad"]).update(welsh_level=0)
    nerys = SystemLeader.objects.get(user=region.staff["nerys"])
    nerys.councils.set([region.cast.schools["9952101"].council])
    propose(starts_on=TODAY, by=None, at=AT)
    return region.staff["nerys"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What would help most", "Agreeing to Cwm Rhedyn too would leave 0 days short")),
        ("cy", ("Beth fyddai’n helpu fwyaf", "(Cwm Rhedyn)")),
    ],
)
def test_whose_agreement_would_help_is_told_while_the_run_is_open(
    carys: Client, one_council: User, language: str, words: tuple[str, ...]
) -> None:
    shown = text(carys, "allocation_run", 2, language=language)
    assert all(word in shown for word in ("Nerys Bowen", *words))
    confirm(AllocationRun.objects.get(number=2), by=None, at=AT)
    assert words[0] not in text(carys, "allocation_run", 2, language=language)


def test_days_that_help_nobody_short_are_told_and_what_no_agreement_mends(carys: Client, region: Region) -> None:
    SystemLeader.objects.filter(user__in=[region.staff["angharad"], region.staff["nerys"]]).update(welsh_level=0)
    propose(starts_on=TODAY, by=None, at=AT)
    shown = text(carys, "allocation_run", 2)
    assert "Nobody with free days is kept from these schools by agreement alone." in shown
    idle = AllocationRun.objects.get(number=2).shortages["idle_days"]
    assert f"Days nobody short can use {idle:g} " in shown
    assert "Beyond everybody’s days 0 " in shown


def test_a_person_chosen_is_drawn_thick(carys: Client, region: Region) -> None:
    response = carys.get(address("allocation_run", 1) + f"?person={region.staff['angharad'].pk}")
    page = response.content.decode()
    held = Proposal.objects.filter(run=region.run, leader=region.staff["angharad"]).count()
    assert page.count("lnk--on") == held
    assert page.count("base--on") == 2  # on the map and in its key
    for nonsense in ("x", "999999", ""):
        assert carys.get(address("allocation_run", 1) + f"?person={nonsense}").status_code == 200


def test_interests_declared_since_are_counted_at_once(carys: Client, region: Region) -> None:
    declare(region.proposal("9932147").leader, region.cast, "9932147")  # type: ignore[arg-type]
    shown = text(carys, "allocation_run", 1)
    assert "Conflicts 1" in shown
    assert "1 pair breaks a limit by now" in shown


def test_a_senior_sees_the_region_s_figures_and_names_of_her_council_alone(bethan: Client, region: Region) -> None:
    shown = text(bethan, "allocation_run", 1)
    assert "Schools given a leader 6 of 6" in shown
    assert "You see and change by name: 4 schools." in shown
    assert "Check and confirm" not in shown
    listed = text(bethan, "allocation_list", 1)
    assert "Nant-y-Felin" in listed
    assert "Porth Hafan High School" not in listed
    assert "Glyn Tucker" in text(bethan, "allocation_loads", 1)


def test_loads_name_everybody_also_without_a_school(carys: Client, region: Region) -> None:
    Proposal.objects.filter(leader=region.staff["sara"]).update(leader=region.staff["glyn"])
    held = set(region.run.proposals.values_list("leader__name", flat=True))
    shown = text(carys, "allocation_loads", 1)
    assert "Sara Yates" in shown
    assert f"Without a school: {4 - len(held)}." in shown


def test_a_confirmed_run_says_when_and_by_whom(carys: Client, region: Region) -> None:
    confirm(region.run, by=region.cast.carys, at=AT)
    shown = text(carys, "allocation_run", 1)
    assert "Confirmed 3 February 2020, 09:12, Carys Bowen" in shown
    assert "Check and confirm" not in shown


def test_changes_by_hand_are_counted(carys: Client, region: Region) -> None:
    nant = region.proposal("9932147")
    change_by_hand(
        nant, region.staff["nerys"], reason="Asked", expected_leader_id=nant.leader_id, by=region.cast.carys, at=AT
    )
    assert "1 change by hand so far." in text(carys, "allocation_run", 1)


# ---- a search asked for


def answers(**more: object) -> dict[str, object]:
    return {
        "starts_on_day": "20",
        "starts_on_month": "4",
        "starts_on_year": "2020",
        "weight_travel": "1",
        "weight_change": "100",
        "weight_extra_council": "300",
        "weight_uneven_load": "30",
        "tolerance": "1",
        "seed": "5",
        **more,
    }


def test_the_form_shows_the_framework_s_values_and_what_is_not_official(carys: Client) -> None:
    page = carys.get(address("allocation_new")).content.decode()
    assert page.count("Not the official value.") == 4
    assert re.search(r'name="weight_change"[^>]*value="200"', page)


@pytest.mark.django_db(transaction=True)
def test_a_search_runs_in_the_background_and_ends_on_the_run_s_page(client: Client) -> None:
    from tests.cast import make_cast
    from tests.flows.allocating import staff

    cast = make_cast()
    staff(cast)
    client.force_login(cast.carys)
    response = client.post(address("allocation_new"), answers(), follow=True)
    run = AllocationRun.objects.get()
    assert response.redirect_chain[-1][0] == address("allocation_run", run.number)
    assert (run.seed, run.tolerance, run.weights["change"], run.proposed_by) == (5, 1, 100.0, cast.carys)
    assert run.starts_on.isoformat() == "2020-04-20"
    assert Work.objects.get().state == "done"


@pytest.mark.parametrize(
    "wrong",
    [{"weight_travel": "-1"}, {"weight_travel": "far"}, {"seed": ""}, {"tolerance": "9"}, {"starts_on_day": "40"}],
)
def test_what_cannot_be_asked_is_said_at_its_field(carys: Client, wrong: dict[str, str]) -> None:
    response = carys.post(address("allocation_new"), answers(**wrong))
    assert response.status_code == 200
    assert "Error" in response.content.decode()
    assert not Work.objects.exists()


def test_without_a_framework_the_page_says_what_to_do(carys: Client) -> None:
    FrameworkYear.objects.all().delete()
    assert "No framework is in force in 2019/20" in text(carys, "allocation_new")


@pytest.mark.parametrize("who", ["angharad", "dafydd", "elin", "ifan", "nia", "dilwyn"])
def test_nobody_else_finds_any_of_it(region: Region, who: str) -> None:
    client = Client()
    client.force_login(region.cast.people[who])
    for name in PAGES:
        assert client.get(address(name, 1)).status_code == 404
    for name in ("allocation", "allocation_new"):
        assert client.get(address(name)).status_code == 404
    assert client.get(address("allocation_pair", 1, "9932147")).status_code == 404
    for name in ("allocation_say_yes", "allocation_put_aside"):
        assert client.post(address(name, 1)).status_code == 404


@pytest.mark.parametrize(("gap", "told"), [(0.0056, "0.6 %"), (0.0051, "0.6 %"), (0.005, "0.5 %"), (0.0, "0.0 %")])
def test_how_far_from_the_best_at_most_is_rounded_up(gap: float, told: str) -> None:
    assert gap_words(AllocationRun(gap=gap)) == told
