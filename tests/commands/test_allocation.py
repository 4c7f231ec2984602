"""`gwella allocate`: what it prints, what it keeps, how it ends."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gwella.domain.allocation.models import AllocationRun
from gwella.domain.people.models import SystemLeader
from gwella.domain.places.models import FrameworkYear
from gwella.domain.schools.models import SchoolLink
from gwella.jobs.commands import main
from tests.cast import Cast
from tests.flows.allocating import declare, links_now, staff

pytestmark = pytest.mark.database
FIGURES = (
    *("schools", "people", "assigned", "conflicts", "over_capacity", "unmet_days", "shortages"),
    *("objective", "bound", "gap", "seconds"),
)


def allocate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["allocate", *arguments])


def told(result: Result) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(result.stdout)
    return figures


def test_json_names_every_figure(cast: Cast) -> None:
    staff(cast)
    figures = told(allocate("--json", "--seed", "4"))
    assert set(FIGURES) <= set(figures)
    assert (figures["schools"], figures["people"], figures["assigned"]) == (6, 4, 6)
    assert (figures["conflicts"], figures["over_capacity"], figures["unmet_days"]) == (0, 0, 0)
    assert figures["bound"] <= figures["objective"]
    assert figures["gap"] <= 0.01
    assert AllocationRun.objects.get().seed == figures["seed"] == 4
    assert SchoolLink.objects.count() == 1


def test_the_figures_in_words(cast: Cast) -> None:
    staff(cast)
    lines = allocate("--starts-on", "2020-04-20").stdout.splitlines()
    assert any(line.split() == ["Schools", "given", "a", "system", "leader", "6", "/", "6"] for line in lines)
    assert "20 April 2020" in lines[0]


def test_confirming_at_once_makes_the_links(cast: Cast) -> None:
    staff(cast)
    assert told(allocate("--confirm", "--json"))["state"] == "confirmed"
    assert len(links_now()) == 6


def test_weights_and_tolerance_are_kept_with_the_run(cast: Cast) -> None:
    staff(cast)
    assert allocate("--weight", "travel=0.5", "--weight", "change=0", "--tolerance", "2").exit_code == 0
    run = AllocationRun.objects.get()
    assert (run.weights["travel"], run.weights["change"], run.weights["uneven_load"]) == (0.5, 0.0, 30.0)
    assert run.tolerance == 2


def test_shortages_are_told_by_council_phase_and_language(cast: Cast) -> None:
    SystemLeader.objects.filter(user=cast.angharad).update(welsh_level=0)
    result = allocate()
    assert result.exit_code == 0
    assert "  Cwm Rhedyn, Primary, Welsh: days: 4, people: 0.03, schools: 1" in result.stdout


@pytest.mark.parametrize("weight", ["travel", "travel=far", "hurry=1", "travel=-1", "=1"])
def test_a_weight_nobody_can_use_is_refused(cast: Cast, weight: str) -> None:
    result = allocate("--weight", weight, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"][0]["code"].startswith("weight.")
    assert not AllocationRun.objects.exists()


def test_without_a_framework_it_says_how_to_bring_one_into_force(cast: Cast) -> None:
    FrameworkYear.objects.all().delete()
    result = allocate()
    assert result.exit_code == 1
    assert "gwella frameworks use CODE --year 2019/20" in result.stderr
    assert "Traceback" not in result.output


def test_an_own_declared_interest_is_never_a_conflict_in_the_plan(cast: Cast) -> None:
    people = staff(cast)
    for number in ("9932147", "9934012"):
        declare(people["angharad"], cast, number)
    figures = told(allocate("--json"))
    assert (figures["conflicts"], figures["assigned"]) == (0, 6)
