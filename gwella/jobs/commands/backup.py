"""A backup of the whole service in one file, and bringing it back."""

import json
from pathlib import Path
from typing import Any

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print what it holds as JSON.")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@AS_JSON
@click.pass_context
def backup_command(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Write a backup of the embedded database, the files and the secret key into one file, while the service runs.

    The file is a .tar.gz that only its owner can read. It holds personal data and the key: keep it accordingly.
    """
    from gwella.core import clock
    from gwella.jobs.backup import back_up

    ctx.ensure_object(dict)["json"] = as_json
    _tell(file, back_up(file, on=clock.today()), as_json)


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@AS_JSON
@click.pass_context
def restore_command(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Bring a service back from its backup into an empty home, and bring the database up to date."""
    from gwella.jobs.backup import restore

    ctx.ensure_object(dict)["json"] = as_json
    _tell(file, restore(file), as_json)


def _tell(file: Path, manifest: dict[str, Any], as_json: bool) -> None:
    from django.utils.translation import gettext

    if as_json:
        click.echo(json.dumps(manifest))
        return
    rows, files = sum(manifest["rows"].values()), manifest["files"]
    counts = gettext("rows: %(rows)s, files: %(files)s") % {"rows": rows, "files": files}
    click.echo(f"{file}: {counts}, {manifest['service_date']}")
    if not manifest["has_key"]:
        click.echo(gettext("The secret key comes from the environment and is not in the backup: keep it apart."))


COMMANDS = [backup_command, restore_command]
