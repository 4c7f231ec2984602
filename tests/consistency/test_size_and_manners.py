"""Files and functions stay small, nothing is left half done, and nothing names where packages come from."""

import ast
import re
from collections.abc import Iterator

from tests.consistency.project import DOCS, PACKAGE, ROOT, short, texts, trees

FILE, FUNCTION, IN_PROGRESS = 500, 60, 5
# Written in two parts, so that this file does not find itself.
LEFT = re.compile("TO" + "DO|FIX" + "ME|XX" + r"X\b|HA" + "CK|NotImplemented" + "Error|lorem " + "ipsum")
REGISTRIES = re.compile(r"\b(pypi|pythonhosted|npmjs|yarnpkg|unpkg|jsdelivr|rubygems)\.(org|com|net|io)\b")
RESOLVED = re.compile(r'"resolved"|^--?(index|extra|find)|@ https?://', re.MULTILINE)
LOCKED = ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt", "package-lock.json", ".npmrc")


def _excused() -> list[str]:
    """Lines of docs/in-progress.md: what is over its size, and how it will shrink."""
    page = DOCS / "in-progress.md"
    lines = page.read_text(encoding="utf-8").splitlines() if page.exists() else []
    return [line for line in lines if line.startswith("- ")]


def _too_long() -> Iterator[str]:
    for folder in (PACKAGE, ROOT / "tests", ROOT / "bench"):
        for path, tree in trees(folder):
            if "migrations" in path.parts:
                continue
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE:
                yield f"{short(path)}: {lines} lines"
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and (lines := _length(node)) > FUNCTION:
                    yield f"{short(path)}: {node.name} has {lines} lines"


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_and_functions_are_short_or_say_how_they_will_shrink() -> None:
    excused = _excused()
    assert len(excused) <= IN_PROGRESS, "at most five lines stand in docs/in-progress.md"
    over = [line for line in _too_long() if not any(line.split(":")[0] in excuse for excuse in excused)]
    assert not over, "\n".join(over)


def test_nothing_is_left_half_done() -> None:
    left = [
        f"{short(path)}:{number}: {line.strip()[:80]}"
        for path, text in texts(".py", ".html", ".scss", ".js", ".md", ".toml", ".typ")
        for number, line in enumerate(text.splitlines(), start=1)
        if LEFT.search(line)
    ]
    assert not left, "\n".join(left)


def test_no_file_names_a_registry_and_no_lock_an_address() -> None:
    named = [short(path) for path, text in texts() if REGISTRIES.search(text)]
    assert not named
    addressed = [name for name in LOCKED if RESOLVED.search((ROOT / name).read_text(encoding="utf-8"))]
    assert not addressed, "a lock file names where packages come from: write it again with `make lock`"
