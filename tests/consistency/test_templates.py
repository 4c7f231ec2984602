"""Every template is used, short, and free of what the content security policy forbids."""

import re
from pathlib import Path

import allauth
import pytest

from tests.consistency.project import PACKAGE, TEMPLATES, files, short, texts

ALLAUTH = Path(allauth.__file__).parent / "templates"
OURS = [path for path in files() if path.is_relative_to(TEMPLATES)]
# Django and allauth ask for these by name.
BY_NAME = {"403.html", "404.html", "500.html", "403_csrf.html", "429.html"}
INLINE = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)(?![^>]*application/json)|javascript:"""
)


def _mentioned() -> str:
    """All text in which a template could be named: code and other templates."""
    return "\n".join(
        text for path, text in texts(".py", ".html", ".txt", ".typ", under=PACKAGE) if "locale" not in path.parts
    )


def test_every_template_is_used() -> None:
    mentioned = _mentioned()
    unused = []
    for path in OURS:
        name = path.relative_to(TEMPLATES).as_posix()
        asked_for = name in BY_NAME or (ALLAUTH / name).exists()
        # A component's template may be named by its kind: components/form/{kind}.html.
        by_kind = name.startswith("components/form/") and f'"{path.stem}"' in mentioned
        if not (asked_for or by_kind or f'"{name}"' in mentioned or f"'{name}'" in mentioned):
            unused.append(name)
    assert not unused, f"no code and no template names {unused}"


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".html"], ids=short)
def test_a_template_is_short_and_keeps_style_and_script_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150, f"{short(path)} is longer than 150 lines"
    found = [match.group().strip() for match in INLINE.finditer(text)]
    assert not found, f"{short(path)}: the content security policy refuses {found}"
