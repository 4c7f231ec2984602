"""The things that addresses are about, made for the matrix: each function gives what its address needs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gwella.core.models import DataImport, Work
from gwella.domain.schools.models import Interest, RegisterDifference, RegisterMissing, RoleGrant
from tests.cast import SINCE, Cast

AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)


def _import(cast: Cast) -> DataImport:
    problem = {"code": "x", "message": "wrong", "row": 3}
    return DataImport.objects.create(
        kind="register",
        file_name="schools.ods",
        sha256="0" * 64,
        size=1,
        brought_by=cast.ifan,
        brought_at=AT,
        report={"refused": [problem], "warnings": [], "lists": {}, "counts": {"refused": 1}},
    )


def register(cast: Cast) -> Mapping[str, Any]:
    """A register waiting for a yes."""
    return {"pk": _import(cast).pk}


def register_section(cast: Cast) -> Mapping[str, Any]:
    """One list of a register's preview."""
    return {"pk": _import(cast).pk, "section": "refused"}


def missing_school(cast: Cast) -> Mapping[str, Any]:
    """A school a later register no longer has."""
    return {"pk": RegisterMissing.objects.create(school=cast.nant, brought_by=_import(cast)).pk}


def difference(cast: Cast) -> Mapping[str, Any]:
    """A correction a later register contradicts."""
    made = RegisterDifference.objects.create(
        school=cast.nant, field="phone", ours="1", theirs="2", brought_by=_import(cast)
    )
    return {"pk": made.pk}


def angharads_work(cast: Cast) -> Mapping[str, Any]:
    """Background work Angharad asked for, waiting."""
    return {"pk": Work.objects.create(name="allocation.run", asked_by=cast.angharad, asked_at=AT).pk}


def angharad(cast: Cast) -> Mapping[str, Any]:
    """Angharad, a system leader."""
    return {"pk": cast.angharad.pk}


def angharads_interest(cast: Cast) -> Mapping[str, Any]:
    """An interest Angharad declared in a school of the other council."""
    made = Interest.objects.create(user=cast.angharad, school=cast.hafan, kind="relative", declared_on=SINCE)
    return {"pk": made.pk}


def angharads_role(cast: Cast) -> Mapping[str, Any]:
    """The role Angharad holds."""
    return {"pk": RoleGrant.objects.get(user=cast.angharad).pk}
