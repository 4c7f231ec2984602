"""The project's own files and what stands in them, for the tests that hold them together."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gwella"
TEMPLATES = PACKAGE / "web" / "templates"
DOCS = ROOT / "docs"
MADE = {"node_modules", ".venv", ".tools", "build", "var", ".git", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git knows, or where there is no git, all but what is made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def texts(*suffixes: str, under: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Each text file (with one of these endings, if any are named) below a folder, with its text."""
    for path in files():
        if path.is_relative_to(under) and (not suffixes or path.suffix in suffixes):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@cache
def trees(under: Path = PACKAGE) -> tuple[tuple[Path, ast.Module], ...]:
    """Each Python file below a folder, read."""
    return tuple((path, ast.parse(text)) for path, text in texts(".py", under=under))


def short(path: Path) -> str:
    """The path as one writes it from the project's root."""
    return path.relative_to(ROOT).as_posix()
