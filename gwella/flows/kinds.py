"""The kinds of file that can be brought in, in the order a new service needs them. A new kind adds its line here.

The module of a kind is loaded when the kind is asked for: a command that brings in contacts need not wait for the
readers of pupil files.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from gwella.domain.figures.rules import PUPIL_KINDS
from gwella.flows.imports import Kind

_MODULES = {
    "register": "gwella.flows.register",
    "places": "gwella.flows.places",
    "boundaries": "gwella.flows.boundaries",
    "staff": "gwella.flows.staff",
    "contacts": "gwella.flows.contacts",
    "categories": "gwella.flows.categories",
    "term-dates": "gwella.flows.term_dates",
    **dict.fromkeys(PUPIL_KINDS, "gwella.flows.evidence.pupil_files"),
    "ctf": "gwella.flows.evidence.ctf",
    **dict.fromkeys(("school_figures", "area_figures", "views"), "gwella.flows.evidence.school_figures"),
}


class _Kinds(Mapping[str, Kind]):
    """Each kind by its code; a module tells one (`KIND`) or several (`KINDS`)."""

    def __getitem__(self, code: str) -> Kind:
        module = import_module(_MODULES[code])
        told: tuple[Kind, ...] = (module.KIND,) if hasattr(module, "KIND") else module.KINDS
        return next(kind for kind in told if kind.code == code)

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


KINDS: Mapping[str, Kind] = _Kinds()
