"""The same file with its rows in another order comes to the same state, and the same file twice changes nothing."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from gwella.core.models import AuditEvent
from gwella.domain.categories.models import CategoryRecord
from gwella.domain.schools.models import School
from gwella.flows import categories, register
from gwella.flows.imports import Kind, bring_in
from tests.flows.allocating import AT
from tests.proof.counting import Proof
from tests.realdata import needs_shared, shared

pytestmark = [pytest.mark.database, needs_shared, pytest.mark.realdata]
SCHOOLS = ("number", "name_en", "name_cy", "sort_en", "sort_cy", "council__code", "kind", "phase", "medium", "postcode")
CATEGORIES = ("school__number", "school_year", "category", "capacity", "standards_group", "ceiling_half_days")


def shuffled(lines: Sequence[str], path: Path, dice: random.Random) -> Path:
    """The file with its rows, not its headings, in another order."""
    head, *rows = lines
    dice.shuffle(rows)
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def twice(kind: Kind, path: Path, params: dict[str, Any]) -> None:
    assert bring_in(kind, path, params, by=None, at=AT).kept
    events = AuditEvent.objects.count()
    assert bring_in(kind, path, params, by=None, at=AT).kept is None
    assert AuditEvent.objects.count() == events


@pytest.mark.proof("rows shuffled: register and categories come to the same state", sample=2, full=100)
def test_rows_in_any_order_come_to_the_same(db: None, tmp_path: Path, proof: Proof) -> None:
    lines = shared("data/wales/support_category_2020-01_csc.csv").read_text(encoding="utf-8-sig").splitlines()
    real = shared("data/wales/address-list-schools-wales_2018-04-10.ods")
    bring_in(register.KIND, real, {"authorities": ["672", "673", "674", "675", "681"]}, by=None, at=AT)
    states = set()
    for number in range(proof.count + 1):
        with transaction.atomic():
            path = shuffled(lines, tmp_path / "categories.csv", proof.dice(number))
            twice(categories.KIND, path, {"round": "2019/20"})
            kept = sorted(CategoryRecord.objects.values_list(*CATEGORIES))
            states.add((tuple(kept), tuple(sorted(School.objects.values_list(*SCHOOLS)))))
            transaction.set_rollback(True)
    assert len(states) == 1
    assert len(kept) > 300
