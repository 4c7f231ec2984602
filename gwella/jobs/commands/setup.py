"""Setting up: styles, catalogues, database, and Django's own commands."""

from pathlib import Path

import click


@click.command("build-assets")
@click.option("--node", required=True, help="The node to compile styles with.")
def build_assets_command(node: str) -> None:
    """Compile the styles and gather fonts and scripts into build/static."""
    from gwella.jobs.assets import build_assets

    root = Path(__file__).resolve().parents[3]
    build_assets(node, root / "build" / "static")


@click.command("messages")
@click.option("--collect", is_flag=True, help="Collect the messages to translate into the catalogues.")
@click.option("--compile", "compiled", is_flag=True, help="Compile the catalogues.")
@click.option("--check", is_flag=True, help="Fail where a Welsh message is missing, fuzzy or unused.")
@click.option("--count", is_flag=True, help="Say how many messages there are, and how many need a Welsh reader.")
def messages_command(collect: bool, compiled: bool, check: bool, count: bool) -> None:
    """Keep the message catalogues."""
    from gwella.jobs import catalogues

    if collect:
        catalogues.collect()
    if compiled:
        catalogues.compile_all()
    if count:
        found = catalogues.counts()
        click.echo(f"messages: {found['messages']}, Welsh not yet read by a Welsh speaker: {found['needs_review']}")
    if check:
        wrong = catalogues.faults()
        for line in wrong:
            click.echo(line, err=True)
        if wrong:
            raise SystemExit(1)


@click.command("manage", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage_command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gwella manage", *arguments])


@click.command("migrate")
def migrate_command() -> None:
    """Create the database or bring it up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    click.echo("The database is up to date.")


COMMANDS = [build_assets_command, messages_command, manage_command, migrate_command]
