"""The invented region's pupils, written as files to take in: suppliers' files, transfer files, and the truth."""

from pathlib import Path

from django.utils.translation import gettext

from gwella.jobs.progress import shown
from gwella.twin.english import as_english
from gwella.twin.generate import generate
from gwella.twin.pupils import grow, grow_to
from gwella.twin.pupils.files import SUPPLIERS, write_ctf, write_files

MIXED = "mixed"


def write_pupils(
    folder: Path, *, seed: int, schools: int, years: int, supplier: str = MIXED, english: bool = False, pupils: int = 0
) -> dict[str, int]:
    """Write the pupils of the invented region and count what was written. No database is read or written.

    `supplier`: one for all, or mixed, each council its own. `pupils` over 0: that many, as Parquet alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    region = generate(seed=seed, schools=schools)
    if pupils:
        with shown(gettext("Inventing pupils")) as tell:
            return grow_to(region, folder, seed=seed, pupils=pupils, years=years, progress=tell)
    region = as_english(region) if english else region
    grown = grow(region, seed=seed, years=years, english=english)
    councils = [c.code for c in region.councils]
    names = list(SUPPLIERS)
    written: list[Path] = []
    for place, name in enumerate(names):
        mine = councils[place :: len(names)] if supplier == MIXED else councils
        if supplier in (MIXED, name):
            written += write_files(grown, folder / name, name, councils=mine)
    written += write_ctf(grown, region, folder / "ctf")
    grown.truth.write_csv(folder / "truth.csv")
    rows = {name: grown.table(name).height for name in grown.tables}
    return {"files": len(written) + 1, **rows}
