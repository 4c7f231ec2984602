"""Rules written once: a test's docstring is the rule, and a table in it is the test's cases.

`@truth_table` runs a test once for each row of the table in its docstring, the headings being its
arguments. `render` prints a module of such tests as a page: the module's docstring, a heading for each
class, each test's docstring as it stands. `python -m tests.domain_rules` writes the pages to `docs/rules`.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "rules"
PRINTED = "<!-- Printed from tests/domain_rules by `python -m tests.domain_rules`: change the tests, not this page. -->"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_of(test: Callable[..., Any]) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of the table in a test's docstring."""
    lines = [line for line in (inspect.getdoc(test) or "").splitlines() if line.startswith("|")]
    assert len(lines) > 2, f"{test.__name__} has no table"
    headings, rows = _cells(lines[0]), [_cells(line) for line in lines[2:]]
    assert all(len(row) == len(headings) for row in rows), f"{test.__name__} has a row of another length"
    return headings, rows


def truth_table(test: Callable[..., Any]) -> Any:
    """Run the test once for each row of its table. Values are texts, as printed."""
    headings, rows = table_of(test)
    names = [heading.lower().replace(" ", "_") for heading in headings]
    return pytest.mark.parametrize(names, rows, ids=[" ".join(cell or "–" for cell in row) for row in rows])(test)


def modules() -> Iterator[ModuleType]:
    """The modules of rules, in the order of their names."""
    package = importlib.import_module(__package__ or "")
    for found in pkgutil.iter_modules(package.__path__):
        if found.name.startswith("test_rules_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def page_name(module: ModuleType) -> str:
    """The file a module is printed to."""
    return module.__name__.rsplit(".", 1)[1].removeprefix("test_rules_").replace("_", "-") + ".md"


def title(module: ModuleType) -> str:
    """The first line of the module's docstring, without its full stop."""
    return (inspect.getdoc(module) or "").splitlines()[0].rstrip(".")


def render(module: ModuleType) -> str:
    """The page of a module."""
    intro = "\n".join((inspect.getdoc(module) or "").splitlines()[1:]).strip()
    blocks = [f"# {title(module)}", PRINTED, intro]
    for name, item in vars(module).items():
        if name.startswith("Test") and inspect.isclass(item):
            blocks.append("## " + (inspect.getdoc(item) or "").rstrip("."))
            blocks += [inspect.getdoc(test) or "" for key, test in vars(item).items() if key.startswith("test_")]
        elif name.startswith("test_") and inspect.isfunction(item):
            blocks.append(inspect.getdoc(item) or "")
    blocks.append(getattr(module, "APPENDIX", ""))
    return "\n\n".join(block for block in blocks if block) + "\n"


def pages() -> dict[str, str]:
    """Every page by its file's name, with the list of them."""
    found = list(modules())
    index = "\n".join(f"- [{title(module)}]({page_name(module)})" for module in found)
    readme = f"# The rules\n\n{PRINTED}\n\nEach sentence and each row below is a test.\n\n{index}\n"
    return {"README.md": readme, **{page_name(module): render(module) for module in found}}


def write(folder: Path = FOLDER) -> None:
    """Write the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
