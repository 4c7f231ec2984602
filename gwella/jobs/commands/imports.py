"""Bringing in registers, postcodes, boundaries, published categories and term dates."""

import json
from pathlib import Path
from typing import Any

import click

FILE = click.argument("file", type=click.Path(path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Read and compare only; write nothing.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
# Done, with something to see to: rows refused, or control totals that do not match.
SEE_TO = 3


@click.command("import-register")
@FILE
@click.option(
    "--authorities",
    default="",
    help="The service's councils by code, such as 672,673. They become served, and only their schools are brought in."
    " Without it: the councils served already; in a new home, every school in the file and none served.",
)
@click.option("--service-name-en", default="", help="The service's name in English, in a new home or to rename it.")
@click.option("--service-name-cy", default="", help="The service's name in Welsh.")
@click.option(
    "--kind",
    type=click.Choice(["maintained", "independent", "pru"]),
    help="What a list of one kind holds, where neither sheet nor file name says.",
)
@DRY_RUN
@AS_JSON
@click.pass_context
def import_register_command(
    ctx: click.Context,
    file: Path,
    authorities: str,
    service_name_en: str,
    service_name_cy: str,
    kind: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in the official register of schools (ODS, XLSX or CSV). Nothing is ever deleted."""
    params = {
        "authorities": [code.strip() for code in authorities.split(",") if code.strip()],
        "service_name_en": service_name_en,
        "service_name_cy": service_name_cy,
        "kind": kind,
    }
    bring_in_and_tell(ctx, "register", file, params, dry_run=dry_run, as_json=as_json)


@click.command("import-places")
@FILE
@click.option("--areas", default="", help="Only these postcode areas, such as CF,SA.")
@DRY_RUN
@AS_JSON
@click.pass_context
def import_places_command(ctx: click.Context, file: Path, areas: str, dry_run: bool, as_json: bool) -> None:
    """Bring in postcodes with their coordinates, and place schools and system leaders by them.

    A distance is the straight line between two places times the factor the framework states.
    """
    bring_in_and_tell(ctx, "places", file, {"areas": areas}, dry_run=dry_run, as_json=as_json)


@click.command("import-boundaries")
@FILE
@DRY_RUN
@AS_JSON
@click.pass_context
def import_boundaries_command(ctx: click.Context, file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring in the outlines of the councils known here (TopoJSON or GeoJSON)."""
    bring_in_and_tell(ctx, "boundaries", file, {}, dry_run=dry_run, as_json=as_json)


@click.command("import-categories")
@FILE
@click.option("--round", "school_year", required=True, help="The school year they were published for, such as 2019/20.")
@DRY_RUN
@AS_JSON
@click.pass_context
def import_categories_command(ctx: click.Context, file: Path, school_year: str, dry_run: bool, as_json: bool) -> None:
    """Bring in a round's published support categories."""
    bring_in_and_tell(ctx, "categories", file, {"round": school_year}, dry_run=dry_run, as_json=as_json)


@click.command("import-term-dates")
@FILE
@DRY_RUN
@AS_JSON
@click.pass_context
def import_term_dates_command(ctx: click.Context, file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring in councils' terms, half-terms, bank holidays and closed days (CSV, XLSX or ODS).

    They decide which days are school days. Nothing is taken away because the file does not name it.
    """
    bring_in_and_tell(ctx, "term-dates", file, {}, dry_run=dry_run, as_json=as_json)


def bring_in_and_tell(
    ctx: click.Context, kind: str, file: Path, params: dict[str, Any], *, dry_run: bool, as_json: bool
) -> None:
    """Bring a file of a kind in and print what came of it; exit code 3 where there is something to see to."""
    from django.db import OperationalError

    from gwella.core import clock
    from gwella.core.problems import BadInput
    from gwella.flows.imports import bring_in, no_database
    from gwella.flows.kinds import KINDS
    from gwella.jobs.imports import outcome, prepare_database, told

    ctx.ensure_object(dict)["json"] = as_json
    try:
        prepare_database()
        preview = bring_in(KINDS[kind], file, params, by=None, at=clock.now(), dry_run=dry_run).preview
    except OperationalError as error:
        raise BadInput(no_database(error)) from error
    if as_json:
        click.echo(json.dumps(outcome(preview, kind=kind, file=file.name, dry_run=dry_run), ensure_ascii=False))
    else:
        for line in told(preview, dry_run=dry_run):
            click.echo(line)
    if preview.refused or preview.facts.get("totals_match") is False:
        ctx.exit(SEE_TO)


COMMANDS = [
    import_register_command,
    import_places_command,
    import_boundaries_command,
    import_categories_command,
    import_term_dates_command,
]
