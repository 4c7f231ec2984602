"""Dated books of rules, each a TOML file here, and the loader that checks them."""

from gwella.frameworks.framework import Cell, Deadline, Framework, Grade, Scale, Stated, Term, Wording
from gwella.frameworks.loader import InForce, available, check_library, in_force, load, load_file, read

__all__ = [
    "Cell",
    "Deadline",
    "Framework",
    "Grade",
    "InForce",
    "Scale",
    "Stated",
    "Term",
    "Wording",
    "available",
    "check_library",
    "in_force",
    "load",
    "load_file",
    "read",
]
