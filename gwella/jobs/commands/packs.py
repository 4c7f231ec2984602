"""Evidence packs: a PDF for each school, in both languages."""

import json
from pathlib import Path

import click


@click.command("packs")
@click.option("--year", required=True, help="The school year, as 2018/19.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the packs into this folder, named by school, year and edition.",
)
@click.option("--school", "numbers", multiple=True, help="Only the school of this number; may be given several times.")
@click.option(
    "--edition",
    type=click.Choice(["head", "governors", "both"]),
    default="both",
    help="Which to write: the headteacher’s with true figures, the governors’ with small groups hidden, or both.",
)
@click.option("--issue", is_flag=True, help="Issue them: schools may then open their packs.")
@click.option("--processes", type=click.IntRange(1, 64), default=2, help="How many work at once.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
@click.pass_context
def packs_command(
    ctx: click.Context,
    year: str,
    out: Path | None,
    numbers: tuple[str, ...],
    edition: str,
    issue: bool,
    processes: int,
    as_json: bool,
) -> None:
    """Make each school's evidence pack of a year. What says the same as before is not made again."""
    from django.utils.translation import gettext

    from gwella.documents.packs.parts import EDITIONS
    from gwella.jobs import packs
    from gwella.jobs.progress import shown

    ctx.obj["json"] = as_json
    with shown(gettext("Packs")) as tell:
        making = packs.make_packs(packs.schools_named(numbers), year=year, progress=tell, processes=processes)
    issued = packs.issue(making, year=year, by=None) if issue else 0
    editions = EDITIONS if edition == "both" else (edition,)
    written = packs.write_out(making, out, year=year, editions=editions) if out else 0
    told = {
        "packs": len(making.kept),
        "made_now": making.made_now,
        "issued": issued,
        "written": written,
        "nothing_to_tell": len(making.nothing),
        "failed": len(making.failed),
    }
    if as_json:
        click.echo(json.dumps(told | {"failures": making.failed}))
    else:
        for name, count in told.items():
            click.echo(f"{name.replace('_', ' ')}: {count}")
        for number, why in making.failed.items():
            click.echo(f"{number}: {why}", err=True)
    if making.failed:
        ctx.exit(3)


COMMANDS = [packs_command]
