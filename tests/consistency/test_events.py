"""Whatever is recorded has its sentence, and the sentence only asks for what is recorded."""

import ast
import pkgutil
import re
from importlib import import_module
from string import Formatter

import pytest

import gwella.domain
from tests.consistency.project import short, trees

CALLED = re.compile(r"(audit\.)?record|_record\w*")
KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def _sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for package in pkgutil.iter_modules(gwella.domain.__path__, "gwella.domain."):
        if package.ispkg and any(m.name == "rules" for m in pkgutil.iter_modules(import_module(package.name).__path__)):
            events = getattr(import_module(f"{package.name}.rules"), "EVENTS", {})
            assert not found.keys() & events.keys(), f"{package.name} repeats {found.keys() & events.keys()}"
            found |= events
    return found


def _recorded() -> list[tuple[str, str]]:
    """The kinds that calls of `record(...)`, or of a module's own `_record...(...)` around it, write out, and where."""
    return [
        (kind, f"{short(path)}:{node.lineno}")
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and CALLED.fullmatch(ast.unparse(node.func))
        for kind in _kinds(node.args[0])
    ]


def _kinds(argument: ast.expr) -> list[str]:
    """The text of an argument, or both texts of a choice; none where it only hands on what it was given."""
    texts = [n.value for n in ast.walk(argument) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    assert texts or isinstance(argument, ast.Name | ast.Attribute), f"write the kind out: {ast.unparse(argument)}"
    return [text for text in texts if KIND.fullmatch(text)]


def test_what_is_recorded_has_its_sentence_and_every_sentence_is_of_something_recorded() -> None:
    recorded, told = _recorded(), set(_sentences())
    assert len(recorded) > 40
    untold = [f"{where} records {kind}" for kind, where in recorded if kind not in told]
    assert not untold, f"{untold}: add the sentence to EVENTS in that package's rules"
    gone = told - {kind for kind, _where in recorded}
    assert not gone, f"nothing records {sorted(gone)}"


@pytest.mark.parametrize(("kind", "sentence"), sorted(_sentences().items()))
def test_a_sentence_reads_as_one(kind: str, sentence: str) -> None:
    assert sentence[0].isupper() or sentence[0] == "{"
    assert "." in kind
    assert all(
        field is None or field.isidentifier() for _text, field, _spec, _conversion in Formatter().parse(sentence)
    )
