"""The `gwella` command. Each module here is one group of subcommands; `main` gathers them.

Exit codes: 0 done, 1 bad input (nothing was kept), 2 wrong usage, 3 done with something to see to.
"""

import importlib
import json
import os
import pkgutil
from typing import Any

import click

from gwella.core.problems import BadInput, Problem


def told(problem: Problem) -> str:
    """One problem in the reader's language, with its place."""
    from gwella.core.telling import place, tell

    return " ".join(part for part in (place(problem), tell(problem)) if part)


class Gwella(click.Group):
    """The group that turns bad input into a message and an exit code, never a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadInput as bad:
            if ctx.obj and ctx.obj.get("json"):
                click.echo(json.dumps({"refused": [p.as_json() for p in bad.problems]}, ensure_ascii=False))
            for problem in bad.problems:
                click.echo(told(problem), err=True)
            ctx.exit(1)


@click.group(cls=Gwella, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gwella")
@click.option(
    "--language", type=click.Choice(["en", "cy"]), envvar="GWELLA_LANGUAGE", default="en", help="Messages in."
)
@click.pass_context
def main(ctx: click.Context, language: str) -> None:
    """Gwella runs a regional school-improvement service, in Welsh and English equally."""
    ctx.ensure_object(dict)
    if ctx.invoked_subcommand in BEFORE_DJANGO:
        return
    if ctx.invoked_subcommand == "demo":
        os.environ["GWELLA_DEMO"] = "1"
        os.environ.setdefault("GWELLA_TODAY", "2020-02-03")
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gwella.config.settings")
    django.setup()
    translation.activate(language)


# Subcommands that must work before there are settings or a database.
BEFORE_DJANGO = {"build-assets", "messages"}


def _gather() -> None:
    for module in pkgutil.iter_modules(__path__):
        if module.name == "__main__":
            continue
        for command in importlib.import_module(f"{__name__}.{module.name}").COMMANDS:
            main.add_command(command)


_gather()
