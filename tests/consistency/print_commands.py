"""Write docs/commands.md from the commands themselves: `python -m tests.consistency.print_commands`."""

import click

from gwella.jobs.commands import main
from tests.consistency.project import DOCS

TARGET = DOCS / "commands.md"
HEAD = """# Commands

`gwella COMMAND --help` says the same. Exit codes: 0 done, 1 bad input (nothing was kept), 2 wrong usage, 3 done with
something to see to. Written by `python -m tests.consistency.print_commands`.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, command in sorted(walk(main, "")):
        parts.append(f"## gwella {name}\n\n{sentence(command)}\n")
        if lines := [line for parameter in command.params if (line := _parameter(parameter))]:
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def walk(group: click.Group, above: str) -> list[tuple[str, click.Command]]:
    """Every command with its full name; groups are walked, not listed."""
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        full = f"{above} {name}".strip()
        found.extend(walk(command, full) if isinstance(command, click.Group) else [(full, command)])
    return found


def sentence(command: click.Command) -> str:
    """What the command does, in the words of its own help."""
    return " ".join((command.help or "").split("\n\n")[0].split())


def _parameter(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"- `{parameter.make_metavar(click.Context(click.Command('x')))}`"
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return ""
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return f"- {names}: {' '.join((parameter.help or '').split())}"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
