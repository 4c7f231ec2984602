"""Mutation score: small faults put into the rules, one at a time; a good suite notices each. `make mutants`.

Ours, because the known tools copy the project and cannot follow its settings: a fault is one changed operator,
constant, condition or returned value, made in the syntax tree; each mutant is a fork that runs the tests of its module
until one fails. What no test notices is printed with its line. `python -m tests.proof.mutants [per module] [seed]`;
without a number all of them.
"""

import ast
import copy
import importlib.abc
import os
import random
import signal
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PATIENCE = 120  # seconds, after which a mutant that never ends counts as noticed
TARGETS = {
    "gwella.domain.categories.rules.evaluation": ["tests/domain_rules"],
    "gwella.domain.categories.rules.results": ["tests/domain_rules"],
    "gwella.domain.categories.rules.round": ["tests/domain_rules"],
    "gwella.domain.schools.rules": ["tests/flows/test_compare_register.py", "tests/flows/test_register.py"],
    "gwella.domain.allocation.rules": ["tests/domain/test_notices.py", "tests/flows/test_allocation_decided.py"],
    "gwella.domain.schools.access": ["tests/domain/test_school_access.py", "tests/flows/test_interests.py"],
    "gwella.frameworks.grading": ["tests/frameworks", "tests/domain_rules"],
}
FLIP: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


def faults(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Every small fault inside functions: its line, what was changed, and the tree with it."""
    inside = [node for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for s in f.body for node in ast.walk(s)]
    for place, node in enumerate(dict.fromkeys(inside)):
        for number, _what in enumerate(_changes(node)):
            twin = copy.deepcopy(tree)
            found = [n for f in ast.walk(twin) if isinstance(f, ast.FunctionDef) for s in f.body for n in ast.walk(s)]
            target = list(dict.fromkeys(found))[place]
            what, change = list(_changes(target))[number]
            change()
            yield getattr(node, "lineno", 0), what, ast.fix_missing_locations(twin)


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What can go wrong at one node, each with the function that makes it so."""

    def put(name: str, value: object) -> Any:
        return lambda: setattr(node, name, value)

    match node:
        case ast.Compare(ops=[op]) if type(op) in FLIP:
            yield f"{type(op).__name__} → {FLIP[type(op)].__name__}", put("ops", [FLIP[type(op)]()])
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in FLIP:
            yield f"{type(op).__name__} → {FLIP[type(op)].__name__}", put("op", FLIP[type(op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield "not not", put("operand", ast.UnaryOp(ast.Not(), node.operand))
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "condition turned", put("test", ast.UnaryOp(ast.Not(), test))
        case ast.Constant(value=bool(value)):
            yield f"{value} → {not value}", put("value", not value)
        case ast.Constant(value=int(value)):
            yield f"{value} → {value + 1}", put("value", value + 1)
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant) or value.value is not None:
            yield "returns None", put("value", ast.Constant(None))


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the module with the fault in place of the one on disk."""

    def __init__(self, name: str, tree: ast.Module, path: str) -> None:
        self.name, self.code = name, compile(tree, path, "exec")

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Ours for the one name."""
        found = PathFinder.find_spec(name, path) if name == self.name else None
        if found:
            found.loader = self
        return found

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty code."""
        exec(self.code, module.__dict__)


def noticed(name: str, path: str, tree: ast.Module, tests: list[str]) -> bool:
    """Whether a test fails, or the mutant never ends, in a fork with the fault."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, Planted(name, tree, path))
        os._exit(int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests])))
    _, status = os.waitpid(child, 0)
    return status != 0


def score(name: str, tests: list[str], most: int, dice: random.Random) -> tuple[int, int]:
    """How many mutants of a module were noticed, of how many; the others are printed."""
    path = name.replace(".", "/") + ".py"
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    assert not noticed(name, path, tree, tests), f"the tests of {name} fail without any fault"
    made = list(faults(tree))
    chosen = dice.sample(made, min(most, len(made))) if most else made
    killed = 0
    for line, what, mutant in chosen:
        if noticed(name, path, mutant, tests):
            killed += 1
        else:
            print(f"  not noticed: {path}:{line} {what}", flush=True)  # noqa: T201
    print(f"{name}: {killed} of {len(chosen)} noticed ({len(made)} there are)", flush=True)  # noqa: T201
    return killed, len(chosen)


if __name__ == "__main__":
    most, seed = (int(sys.argv[1]) if len(sys.argv) > 1 else 0), sys.argv[2] if len(sys.argv) > 2 else "1"
    kept = [score(name, tests, most, random.Random(f"{name} {seed}")) for name, tests in TARGETS.items()]
    killed, made = (sum(column) for column in zip(*kept, strict=True))
    print(f"Mutation score {100 * killed / made:.1f} %: {killed} of {made}")  # noqa: T201
