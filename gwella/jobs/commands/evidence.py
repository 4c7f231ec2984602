"""Bringing pupil data, published figures and transfer files in; agreements; working figures out."""

import json
from pathlib import Path

import click

from gwella.jobs.commands.imports import AS_JSON, DRY_RUN, FILE, bring_in_and_tell

YEAR = click.option("--year", required=True, help="The school year the data are of, such as 2018/19.")
AS_AT = click.option("--as-at", required=True, help="The census day, or the day of the extract: 2019-01-15.")
STATUS = click.option(
    "--status",
    type=click.Choice(["provisional", "final"]),
    default="provisional",
    show_default=True,
    help="Whether the figures may still change.",
)
AGREEMENT = click.option(
    "--agreement", required=True, help="The code of a live data agreement; see `gwella agreements`."
)
PUPIL_KINDS = ("pupils", "assessments", "results", "attendance", "exclusions")
FIGURE_KINDS = ("school_figures", "area_figures", "views")


@click.command("import-pupils")
@FILE
@click.option("--kind", type=click.Choice(PUPIL_KINDS), required=True, help="What the file holds.")
@YEAR
@AS_AT
@STATUS
@AGREEMENT
@click.option("--profile", required=True, help="The mapping profile of the file, such as gwella-pupils.")
@DRY_RUN
@AS_JSON
@click.pass_context
def import_pupils_command(
    ctx: click.Context,
    file: Path,
    kind: str,
    year: str,
    as_at: str,
    status: str,
    agreement: str,
    profile: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in a file of pupils (CSV, XLSX or ODS) by a mapping profile. Nothing is read without a live agreement."""
    params = {"year": year, "as_at": as_at, "status": status, "agreement": agreement, "profile": profile}
    bring_in_and_tell(ctx, kind, file, params, dry_run=dry_run, as_json=as_json)


@click.command("import-figures")
@FILE
@click.option(
    "--kind",
    type=click.Choice(FIGURE_KINDS),
    default="school_figures",
    show_default=True,
    help="Figures of schools, of councils and Wales, or what pupils say.",
)
@YEAR
@AS_AT
@STATUS
@AGREEMENT
@click.option("--source", default="", help="Who published the figures, to be shown under them.")
@click.option(
    "--record-open-licence",
    is_flag=True,
    help="Record the Open Government Licence as the agreement open-licence first, where it is not yet.",
)
@DRY_RUN
@AS_JSON
@click.pass_context
def import_figures_command(
    ctx: click.Context,
    file: Path,
    kind: str,
    year: str,
    as_at: str,
    status: str,
    agreement: str,
    source: str,
    record_open_licence: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in published figures of schools or areas, or pupils' views. What cannot be true is held back."""
    from gwella.core import clock
    from gwella.flows.evidence.agreements import record_open_licence as record_it
    from gwella.jobs.imports import prepare_database

    if record_open_licence:
        prepare_database()
        record_it(by=None, at=clock.now())
    params = {"year": year, "as_at": as_at, "status": status, "agreement": agreement, "source": source}
    bring_in_and_tell(ctx, kind, file, params, dry_run=dry_run, as_json=as_json)


@click.command("import-ctf")
@FILE
@YEAR
@AS_AT
@STATUS
@AGREEMENT
@DRY_RUN
@AS_JSON
@click.pass_context
def import_ctf_command(
    ctx: click.Context,
    file: Path,
    year: str,
    as_at: str,
    status: str,
    agreement: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in a Common Transfer File (XML): the teacher assessments of one school year. Names are not kept."""
    params = {"year": year, "as_at": as_at, "status": status, "agreement": agreement}
    bring_in_and_tell(ctx, "ctf", file, params, dry_run=dry_run, as_json=as_json)


@click.command("agreements")
@click.option("--record", "file", type=click.Path(path_type=Path), help="Record the agreements of a TOML file.")
@click.option("--open-licence", is_flag=True, help="Record the Open Government Licence, for published statistics.")
@AS_JSON
@click.pass_context
def agreements_command(ctx: click.Context, file: Path | None, open_licence: bool, as_json: bool) -> None:
    """List the data agreements, with those that are live today; record new ones, or new wordings."""
    from django.utils.translation import gettext

    from gwella.core import clock
    from gwella.domain.figures.models import Agreement
    from gwella.flows.evidence.agreements import record_agreements_of, record_open_licence
    from gwella.jobs.imports import prepare_database

    ctx.ensure_object(dict)["json"] = as_json
    prepare_database()
    if open_licence:
        record_open_licence(by=None, at=clock.now())
    if file:
        record_agreements_of(file, by=None, at=clock.now())
    on = clock.today()
    listed = [
        {
            "code": held.code,
            "name": held.name_en,
            "kinds": held.kinds,
            "starts_on": held.starts_on.isoformat(),
            "expires_on": held.expires_on.isoformat(),
            "ended_on": held.ended_on.isoformat() if held.ended_on else None,
            "live": held.is_live(on),
        }
        for held in Agreement.objects.all()
    ]
    if as_json:
        click.echo(json.dumps({"on": on.isoformat(), "agreements": listed}, ensure_ascii=False))
        return
    for told in listed:
        state = gettext("live until {day}") if told["live"] else gettext("not live; was until {day}")
        click.echo(
            f"{told['code']}: {told['name']} ({', '.join(told['kinds'])}), " + state.format(day=told["expires_on"])
        )
    if not listed:
        click.echo(gettext("No data agreement is recorded yet; nothing can be brought in before one is."))


@click.command("work-out")
@click.option("--year", "years", multiple=True, required=True, help="A school year; may be given several times.")
@AS_JSON
@click.pass_context
def work_out_command(ctx: click.Context, years: tuple[str, ...], as_json: bool) -> None:
    """Work out the figures of school years again, and how schools stand in them. The same data give the same."""
    from dataclasses import replace

    from django.utils.translation import gettext

    from gwella.core.problems import BadInput
    from gwella.flows.evidence.pupil_files import NO_YEAR, is_year
    from gwella.jobs.evidence import work_out
    from gwella.jobs.imports import prepare_database
    from gwella.jobs.progress import shown

    ctx.ensure_object(dict)["json"] = as_json
    for year in years:
        if not is_year(year):
            raise BadInput(replace(NO_YEAR, value=year, params={"value": year}))
    prepare_database()
    with shown("Data sets") as progress:
        told = work_out({"years": list(years)}, progress)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(gettext("Figures worked out: {count}").format(count=told["figures"]))


COMMANDS = [
    import_pupils_command,
    import_figures_command,
    import_ctf_command,
    agreements_command,
    work_out_command,
]
