"""A Common Transfer File beside the census of its year: who is in one only, and what is told otherwise.

By pupil number alone. It is told to the person who brings the file in; nothing of it is kept, and nothing overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from gwella.core.models import DataImport
from gwella.core.text import mark
from gwella.domain.figures.models import DataSet
from gwella.evidence import store
from gwella.evidence.ingest.ctf import Ctf, Pupil, read_ctf
from gwella.evidence.ingest.pupils.fields import FIELDS
from gwella.flows.evidence.store import root
from gwella.flows.imports import kept_file
from gwella.flows.known import known_councils

COMPARED = ("born_on", "sex", "enrolment")
ONLY_FILE, ONLY_CENSUS = mark("in the file, not in the census"), mark("in the census, not in the file")
NOT_HERE = mark("No census of {year} is here for the schools of this file, so its pupils were not compared.")
FOUND = mark(
    "Compared with the census of {year}. In both: {both}. Only in the file: {only_file}. Only in the census, as are "
    "all who stay at the school: {only_census}. Values that differ: {values}. The census stays as it is."
)


@dataclass(frozen=True, slots=True)
class Odd:
    """What one pupil has in one and not in the other, or otherwise. `what` is a msgid; `ours` is the census’s value."""

    school: str
    upn: str
    what: str
    theirs: str = ""
    ours: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What came of comparing: how many pupils are in both, and every difference, by school and pupil."""

    year: str
    both: int = 0
    odd: Sequence[Odd] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many of each sort."""
        only = [sum(odd.what == what for odd in self.odd) for what in (ONLY_FILE, ONLY_CENSUS)]
        return {
            "both": self.both,
            "only_file": only[0],
            "only_census": only[1],
            "values": len(self.odd) - sum(only),
        }

    @property
    def note(self) -> tuple[str, dict[str, str]]:
        """The same as a message with its particulars."""
        return FOUND, {"year": self.year, **{name: str(count) for name, count in self.counts.items()}}


def beside_census(ctf: Ctf, year: str) -> Beside | None:
    """Compare the pupils of a file with those of its schools in the year’s census. None where that has none of them."""
    told = {(pupil.school, pupil.upn): pupil for pupil in ctf.pupils if pupil.school and pupil.upn}
    held = _census(year, {school for school, _upn in told})
    if not held:
        return None
    both, odd = 0, []
    for key, pupil in told.items():
        # Known in the census by a number that was changed since.
        known = key if key in held else (pupil.school, pupil.former_upn)
        if known in held:
            both += 1
            odd += _values(pupil, known[1], held.pop(known))
        else:
            odd.append(Odd(*key, ONLY_FILE))
    odd += [Odd(school, upn, ONLY_CENSUS) for school, upn in held]
    return Beside(year, both, sorted(odd, key=lambda one: (one.school, one.upn, one.what)))


def beside_census_of(kept: DataImport) -> Beside | None:
    """The same for a file that waits for a yes. Raises BadInput where it is not kept any more."""
    year = str(kept.params["year"])
    return beside_census(read_ctf(kept_file(kept.sha256), year=year, councils=known_councils()), year)


def _census(year: str, schools: set[str]) -> dict[tuple[str, str], Mapping[str, str]]:
    """What the census compares of each pupil of these schools, as text; empty where it is silent."""
    latest = DataSet.objects.filter(kind="pupils", year=year, replaced_by=None).exclude(store_key="").first()
    if latest is None:
        return {}
    rows = store.read(root(), latest.store_key).filter(pl.col("school").is_in(sorted(schools)))
    texts = rows.select("school", "upn", *(pl.col(name).cast(pl.String).fill_null("") for name in COMPARED))
    return {(school, upn): dict(zip(COMPARED, values, strict=True)) for school, upn, *values in texts.iter_rows()}


def _values(pupil: Pupil, known_by: str, ours: Mapping[str, str]) -> list[Odd]:
    """Values that both tell, and tell otherwise."""
    theirs = {"upn": pupil.upn, "born_on": pupil.born_on, "sex": pupil.sex, "enrolment": pupil.enrolment}
    held = {"upn": known_by, **ours}
    return [
        Odd(pupil.school, pupil.upn, FIELDS["pupils"][name].label, value, held[name])
        for name, value in theirs.items()
        if value and held[name] and value != held[name]
    ]
