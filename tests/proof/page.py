"""docs/proof.md: prose by hand, and between two marks the table of results, which a soak brings up to date."""

import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- results: written by `make soak` -->", "<!-- end of results -->"
HEAD = ("Proof", "Database", "Cases", "Promised", "Seed", "Result", "Seconds", "Day", "Commit", "Machine")


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one proof on one database."""

    name: str
    database: str
    count: int
    promised: int
    seed: int
    passed: bool
    seconds: float
    day: str


def keep(rows: Iterable[Row], root: Path) -> None:
    """Put rows into the table, each in place of the last of the same proof on the same database."""
    page = root / "docs" / "proof.md"
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    table, after = rest.split(END)
    found = {tuple(cells[:2]): cells for cells in _read(table)}
    where = [_commit(root), f"{os.cpu_count()} cores, Python {platform.python_version()}"]
    for row in rows:
        found[row.name, row.database] = [
            row.name,
            row.database,
            f"{row.count:,}",
            f"{row.promised:,}",
            str(row.seed),
            "passed" if row.passed else "**failed**",
            f"{row.seconds:,.1f}",
            row.day,
            *where,
        ]
    lines = [HEAD, ["---"] * len(HEAD), *(found[key] for key in sorted(found))]
    printed = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    page.write_text(f"{before}{BEGIN}\n\n{printed}\n\n{END}{after}", encoding="utf-8")


def _read(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _commit(root: Path) -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
