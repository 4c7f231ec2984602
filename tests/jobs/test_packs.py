"""Packs made for schools: both editions, made once, resumed, issued; refusals in words."""

import pytest
from click.testing import CliRunner

from gwella.core.models import Work
from gwella.core.problems import BadInput
from gwella.core.work import ask, run_work
from gwella.domain.figures.models import Pack
from gwella.domain.schools.models import School
from gwella.jobs import packs
from gwella.jobs.commands import main
from tests.cast import Cast
from tests.web.evidence_data import AT, YEAR, publish

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def nothing(done: int, total: int) -> None:
    """Nobody listens."""


def make(**more) -> packs.Making:
    schools = School.objects.filter(number__in=("9932147", "9932150"))
    return packs.make_packs(schools, year=YEAR, progress=more.get("progress", nothing), processes=1)


def test_both_editions_are_made_once_and_again_only_when_figures_change(cast: Cast):
    publish(cast)
    heard: list[tuple[int, int]] = []
    first = make(progress=lambda done, total: heard.append((done, total)))
    assert first.made_now == 2
    assert (heard[0], heard[-1]) == ((0, 2), (2, 2))
    kept = first.kept[cast.nant.pk]
    for edition in ("head", "governors"):
        assert packs.shelf().path(kept.sha256, edition).read_bytes().startswith(b"%PDF")
    again = make()
    assert (again.made_now, again.kept) == (0, first.kept)
    publish(cast, told=[("school:9932147", "ks2_csi", "all", 85.0, 20), ("school:9932150", "ks2_csi", "all", 80.0, 25)])
    changed = make()
    assert changed.kept[cast.nant.pk] != kept


def test_work_broken_off_goes_on_where_it_was(cast: Cast):
    publish(cast)
    only = packs.make_packs(School.objects.filter(pk=cast.nant.pk), year=YEAR, progress=nothing, processes=1)
    assert only.made_now == 1
    assert make().made_now == 1


def test_issued_once_for_the_same_file(cast: Cast):
    publish(cast)
    assert packs.issue(make(), year=YEAR, by=cast.ifan) == 2
    assert packs.issue(make(), year=YEAR, by=cast.ifan) == 0
    assert Pack.objects.filter(school=cast.nant).count() == 1


def test_a_year_without_figures_is_refused(cast: Cast):
    with pytest.raises(BadInput, match="No figures"):
        make()


def test_in_the_background_with_what_came_of_it(cast: Cast, monkeypatch):
    publish(cast)
    # One process: the pool of another would not see this test's home.
    monkeypatch.setattr(packs.render_many, "__kwdefaults__", packs.render_many.__kwdefaults__ | {"processes": 1})
    monkeypatch.setattr(packs.make_packs, "__kwdefaults__", {"processes": 1})
    work = ask("packs.make", {"year": YEAR, "by": cast.ifan.pk}, by=cast.ifan, at=AT)
    run_work.func(work.pk)
    work = Work.objects.get(pk=work.pk)
    assert work.state == Work.State.DONE
    assert work.result["issued"] == work.result["made"] == Pack.objects.count() > 0


def test_the_command_writes_files_and_refuses_an_unknown_school(cast: Cast, tmp_path):
    publish(cast)
    out = tmp_path / "out"
    told = ["packs", "--year", YEAR, "--school", "9932147", "--processes", "1"]
    done = CliRunner().invoke(main, [*told, "--out", str(out), "--edition", "head", "--json"])
    assert done.exit_code == 0, done.output
    assert [path.name for path in out.iterdir()] == ["9932147-2018-19-head.pdf"]
    refused = CliRunner().invoke(main, ["packs", "--year", YEAR, "--school", "1111111"])
    assert refused.exit_code == 1
    assert "No school has the number 1111111." in refused.output
