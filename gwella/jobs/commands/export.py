"""Figures leaving: open data and what business intelligence tools read."""

import json
from pathlib import Path

import click

from gwella.jobs.commands.imports import AS_JSON


@click.command("export")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write the files into."
)
@click.option(
    "--years", multiple=True, help="A school year such as 2018/19; may be given several times. All otherwise."
)
@AS_JSON
@click.pass_context
def export_command(ctx: click.Context, out: Path, years: tuple[str, ...], as_json: bool) -> None:
    """Write the figures as open data: CSV, CSV for Excel and Parquet, each with its metadata, small groups hidden.

    What has not been through the gate for small numbers goes through it first.
    """
    from gwella.jobs.export import export
    from gwella.jobs.imports import prepare_database

    ctx.ensure_object(dict)["json"] = as_json
    prepare_database()
    told = export(out, years)
    if as_json:
        click.echo(json.dumps(told.as_json(), ensure_ascii=False))
        return
    for line in told.lines():
        click.echo(line)


COMMANDS = [export_command]
