"""Commands and settings are documented, all of them, and nothing else is."""

import re

import click
import pytest

from gwella.jobs.commands import main
from tests.consistency.print_commands import TARGET, page, sentence, walk
from tests.consistency.project import DOCS, PACKAGE, ROOT, texts

SETTING = re.compile(r"\b(GWELLA_[A-Z][A-Z_]*[A-Z]|DATABASE_URL)\b")


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    written = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    assert written == page(), (
        "docs/commands.md is not what the commands say. Write it again: python -m tests.consistency.print_commands"
    )


@pytest.mark.parametrize(("name", "command"), walk(main, ""), ids=lambda value: value if isinstance(value, str) else "")
def test_each_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert sentence(command).endswith("."), f"gwella {name} needs a sentence as its docstring"
    silent = [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert not silent, f"gwella {name}: no help for {silent}"


def test_every_setting_read_is_in_the_page_of_settings_and_the_other_way_round() -> None:
    read = {name for _path, text in texts(".py", under=PACKAGE) for name in SETTING.findall(text)}
    read |= set(SETTING.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    written = set(SETTING.findall((DOCS / "settings.md").read_text(encoding="utf-8")))
    assert not read - written, f"docs/settings.md lacks {sorted(read - written)}"
    assert not written - read, f"docs/settings.md names what nothing reads: {sorted(written - read)}"


@pytest.mark.parametrize("name", ["proof.md", "asvs.md"])
def test_every_test_a_page_names_is_there(name: str) -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", (DOCS / name).read_text(encoding="utf-8")))
    assert named
    assert not [path for path in sorted(named) if not (ROOT / path).exists()]
