"""The frameworks: which there are, what one says, whether a file is right, and which is in force."""

import json
import re
from pathlib import Path

import click

from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark

YEAR = re.compile(r"(20\d\d)/(\d\d)")


@click.group("frameworks", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def frameworks_command(ctx: click.Context, as_json: bool) -> None:
    """List the frameworks, with the school years each is written for and those in which it is in force here."""
    ctx.obj["json"] = as_json
    if ctx.invoked_subcommand is None:
        listed = _listed()
        lines = [json.dumps(listed, ensure_ascii=False)] if as_json else [_line(row) for row in listed]
        for line in lines:
            click.echo(line)


def _listed() -> list[dict[str, object]]:
    from django.utils.translation import get_language

    from gwella.domain.places.models import FrameworkYear
    from gwella.frameworks.loader import available, load

    in_force: dict[str, list[str]] = {}
    for year in FrameworkYear.objects.order_by("school_year"):
        in_force.setdefault(year.framework, []).append(year.school_year)
    return [
        {
            "code": code,
            "name": load(code).name.in_language(get_language() or "en"),
            "years": list(load(code).years),
            "in_force": in_force.get(code, []),
        }
        for code in available()
    ]


def _line(row: dict[str, object]) -> str:
    from django.utils.translation import gettext

    years, in_force = row["years"], row["in_force"]
    assert isinstance(years, list)
    assert isinstance(in_force, list)
    told = gettext("in force here: %(years)s") % {"years": ", ".join(in_force)} if in_force else ""
    return "  ".join(part for part in (f"{row['code']:<14}", f"{row['name']} ({', '.join(years)})", told) if part)


@frameworks_command.command("show")
@click.argument("code")
@click.option("--language", type=click.Choice(["en", "cy"]), help="The language to show it in.")
def show_command(code: str, language: str | None) -> None:
    """Show one framework in words. What no official source gives says so."""
    from django.utils import translation

    from gwella.frameworks.loader import load
    from gwella.frameworks.show import as_text

    chosen = language or translation.get_language() or "en"
    with translation.override(chosen):
        click.echo(as_text(load(code), chosen, translation.gettext), nl=False)


@frameworks_command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_command(file: Path) -> None:
    """Check a framework's file and name every fault with its place and how to mend it."""
    from django.utils.translation import gettext

    from gwella.flows.evidence.steps import unknown_figures
    from gwella.frameworks.loader import load_file

    framework = load_file(file)
    if found := unknown_figures(framework):
        raise BadInput(found)
    click.echo(gettext("%(file)s is right: %(code)s") % {"file": file.name, "code": framework.code})


@frameworks_command.command("use")
@click.argument("code")
@click.option("--year", "school_year", required=True, help="The school year, as 2019/20.")
def use_command(code: str, school_year: str) -> None:
    """Bring a framework into force for a school year. What was decided under another keeps its name."""
    from django.utils.translation import gettext

    from gwella.core import clock
    from gwella.domain.places.actions import bring_framework_into_force
    from gwella.frameworks.loader import load

    framework = load(code)
    if not _is_year(school_year):
        raise BadInput(
            Problem(
                "framework.year",
                mark("“{value}” is no school year."),
                value=school_year,
                mend=mark("Write it as 2019/20."),
            )
        )
    if not framework.covers(school_year):
        raise BadInput(
            Problem(
                "framework.not_written_for",
                mark("{framework} is not written for {school_year}."),
                mend=mark("It is written for: {years}."),
                params={"framework": code, "school_year": school_year, "years": ", ".join(framework.years)},
            )
        )
    bring_framework_into_force(school_year=school_year, framework=code, by=None, at=clock.now())
    click.echo(gettext("In force in %(year)s: %(code)s") % {"year": school_year, "code": code})


def _is_year(text: str) -> bool:
    found = YEAR.fullmatch(text)
    return bool(found) and (int(found[1]) + 1) % 100 == int(found[2]) if found else False


COMMANDS = [frameworks_command]
