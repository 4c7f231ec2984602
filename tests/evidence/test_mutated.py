"""Files with bytes flipped, cut out, doubled and cut short: rows, or problems that name the place; never a crash.

Every day a seeded sample; the soak reads 10,000 for each reader.
"""

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import gwella.evidence.ingest as ingest
from gwella.core.problems import BadInput
from gwella.evidence.ingest.boundaries import read_boundaries
from gwella.evidence.ingest.categories import read_categories
from gwella.evidence.ingest.contacts import read_contacts
from gwella.evidence.ingest.places import read_places
from gwella.evidence.ingest.reasons import REASONS
from gwella.evidence.ingest.register import read_register
from gwella.evidence.ingest.staff import read_staff
from gwella.evidence.ingest.totals import read_totals
from tests.evidence import test_categories, test_people_files, test_places, test_register
from tests.evidence.making import assert_told, write_csv, write_ods, write_xlsx
from tests.proof.counting import Proof

BOOKS = 7  # one wounded file in so many is a workbook, each of which costs a process

_PEOPLE = [[test_people_files.BETHAN.get(h.key, "") for h in test_people_files.staff.COLUMNS]]
_HEADS = [[test_people_files.HEAD.get(h.key, "") for h in test_people_files.contacts.COLUMNS]]
TABLES: dict[str, tuple[Callable[[Path], Any], list[list[Any]]]] = {
    "maintained": (read_register, test_register.table(test_register.SCHOOL, test_register.SPECIAL)),
    "totals": (read_totals, test_register.totals_sheet([1, 0, 0, 0, 0, 1, 0, 0], [1, 0, 0, 0, 1, 2, 0, 0])),
    "categories": (read_categories, [test_categories.HEADINGS, *test_categories.ROWS]),
    "places": (
        read_places,
        [["Postcode", "lat", "long"], ["CF10 3AT", "51.48", "-3.18"], ["CF10 3AU", "51.5", "-3.2"]],
    ),
    "staff": (read_staff, [test_people_files.STAFF, *_PEOPLE]),
    "contacts": (read_contacts, [test_people_files.CONTACTS, *_HEADS]),
}


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The content with one to four small wounds."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        if not data:
            break
        at = dice.randrange(len(data))
        length = dice.randint(1, 40)
        wound = dice.randrange(6)
        if wound == 0:
            data[at] ^= 1 << dice.randrange(8)
        elif wound == 1:
            data[at : at + length] = dice.randbytes(length)
        elif wound == 2:
            del data[at : at + length]
        elif wound == 3:
            data[at:at] = data[at : at + length] * dice.randint(1, 5)
        elif wound == 4:
            data[at:at] = dice.choice([b'"', b",", b"\n", b"\0", b"\xff", b"<", b"&", "ŵ".encode(), b"1e999", b"-"])
        elif dice.random() < 0.3:
            del data[at:]
    return bytes(data)


def mutated_inside(content: bytes, dice: random.Random) -> bytes:
    """A workbook still sound as an archive, one of whose parts is wounded."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = dice.choice([n for n in names if n.endswith(("sheet1.xml", "content.xml", "workbook.xml"))])
        for name in names:
            data = old.read(name)
            new.writestr(name, mutated(data, dice) if name == chosen else data)
    return out.getvalue()


def survive(read: Callable[[Path], Any], path: Path, content: bytes) -> None:
    """Read the file: either rows and problems, or BadInput, each with its words."""
    path.write_bytes(content)
    try:
        found = read(path)
    except BadInput as error:
        problems = error.problems
        assert problems
    else:
        problems = [*getattr(found, "refused", []), *getattr(found, "warnings", [])]
    for problem in problems:
        assert_told(problem)
        assert problem.file == path.name


@pytest.mark.proof("mutated files: {kind}", sample=46, full=10_000)
@pytest.mark.parametrize("kind", TABLES)
def test_mutated_tables(tmp_path: Path, kind: str, proof: Proof) -> None:
    read, rows = TABLES[kind]
    dice = proof.dice()
    text = write_csv(tmp_path / f"{kind}.csv", rows).read_bytes()
    sound = [write(tmp_path / "book", {"Maintained": rows}).read_bytes() for write in (write_xlsx, write_ods)]
    for number in range(proof.count):
        if number % BOOKS:
            survive(read, tmp_path / f"{kind}.csv", mutated(text, dice))
        else:
            wound = dice.choice([mutated, mutated_inside])
            survive(read, tmp_path / f"{kind}.xlsx", wound(dice.choice(sound), dice))


@pytest.mark.proof("mutated files: boundaries", sample=120, full=10_000)
def test_mutated_boundaries(tmp_path: Path, proof: Proof) -> None:
    dice = proof.dice()
    features = [test_places.feature("Cardiff", test_places.SQUARE), test_places.feature("Newport", test_places.NEXT)]
    geo = test_places.geojson(tmp_path, *features).read_bytes()
    geometries = [{"type": "Polygon", "arcs": [[0, 1]], "properties": {"NM": "Cardiff"}}]
    arcs = [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]]]
    transform = {"scale": [0.1, 0.1], "translate": [-3.3, 51.4]}
    topo = test_places.topojson(tmp_path, arcs, geometries, transform=transform).read_bytes()
    for _ in range(proof.count):
        survive(read_boundaries, tmp_path / "b.json", mutated(dice.choice([geo, topo]), dice))


def test_every_reason_is_given_somewhere_and_every_code_has_words() -> None:
    folder = Path(ingest.__file__).parent
    source = "\n".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.py") if p.name != "reasons.py")
    given = set(re.findall(r'"([a-z_]+)"', source))
    assert set(REASONS) - given == set()
    called = set(re.findall(r'(?:problem|refuse|warn)\(\s*"([a-z_]+)"', source))
    assert called - set(REASONS) == set()
