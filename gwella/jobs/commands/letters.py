"""Letters to schools after a confirmed allocation."""

import json
from pathlib import Path

import click


@click.command("letters")
@click.option("--approve", is_flag=True, help="Approve the prepared letters: the yes of the person named by --as.")
@click.option(
    "--as", "email", help="The e-mail of the person who signs and approves; by default a head within the service."
)
@click.option(
    "--urgent", default="", help="Why they may leave at once, at an hour we would otherwise spare the reader."
)
@click.option(
    "--send", is_flag=True, help="Send the approved letters that are due, here and now; a worker would send them too."
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write every letter's PDF into this folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
@click.pass_context
def letters_command(
    ctx: click.Context, approve: bool, email: str | None, urgent: str, send: bool, out: Path | None, as_json: bool
) -> None:
    """Tell schools who their system leader is: prepare the letters, and with a person's yes send them."""
    from django.utils.translation import gettext

    from gwella.jobs import letter_run
    from gwella.jobs.progress import shown

    ctx.obj["json"] = as_json
    with shown(gettext("Letters")) as tell:
        counts = letter_run.letters(
            signer_email=email, approve=approve, urgency=urgent, send=send, out=out, progress=tell
        )
    if as_json:
        click.echo(json.dumps(counts))
    else:
        for name, number in counts.items():
            click.echo(f"{name.replace('_', ' ')}: {number}")


COMMANDS = [letters_command]
