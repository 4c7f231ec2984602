"""Where the columnar store lies, and which of its file sets count."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from gwella.domain.figures.models import DataSet
from gwella.domain.figures.rules import PUPIL_KINDS
from gwella.evidence import store


def root() -> Path:
    """The folder of the store, beside the application's database."""
    return Path(settings.HOME) / "evidence"


def current_keys(years: Iterable[str]) -> dict[str, list[str]]:
    """The file sets of these school years that no later version has replaced, by kind of data."""
    found: dict[str, list[str]] = defaultdict(list)
    sets = DataSet.objects.filter(kind__in=PUPIL_KINDS, year__in=list(years), replaced_by=None)
    for kind, key in sets.exclude(store_key="").values_list("kind", "store_key"):
        found[kind].append(key)
    return dict(found)


def sweep_store() -> list[str]:
    """Remove file sets that no data set names: what a killed import left behind."""
    return store.sweep(root(), set(DataSet.objects.exclude(store_key="").values_list("store_key", flat=True)))
