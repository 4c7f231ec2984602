"""Invented registers of the cast's schools, as one sheet in CSV."""

import csv
from collections.abc import Iterable
from pathlib import Path

HEADINGS = {
    "number": "School Number",
    "name": "School Name",
    "council": "LA Code",
    "sector": "Sector",
    "governance": "Governance - see notes",
    "medium": "WM Code",
    "type": "School Type",
    "faith": "Religious Character",
    "address": "Address 1",
    "postcode": "Postcode",
    "phone": "Phone Number",
    "pupils": "Pupils - see notes",
}


def school(number: str, name: str, **more: str) -> dict[str, str]:
    """A primary in English, with whatever is said otherwise."""
    usual = {
        "council": number[:3],
        "sector": "Primary",
        "governance": "Community",
        "medium": "EM",
        "type": "Infants & Juniors",
        "faith": "---",
        "address": "1 Heol y Bont",
        "postcode": "CF37 1AB",
        "phone": "01443 000000",
        "pupils": "120",
    }
    return {"number": number, "name": name, **usual, **more}


# The maintained schools of Cwm Rhedyn, and one more; Porth Hafan's stay out of the file.
NANT = school("9932147", "Nant-y-Felin Primary School", medium="WM")
PONT = school("9932150", "Pont Rhedyn Primary School")
COMPREHENSIVE = school(
    "9934012", "Ysgol Gyfun Cwm Rhedyn", sector="Secondary", medium="WM", type="Secondary (ages 11-19)"
)
CWM_RHEDYN = (NANT, PONT, COMPREHENSIVE)


def write_register(path: Path, schools: Iterable[dict[str, str]]) -> Path:
    """The schools as a CSV file at `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writerow(HEADINGS)
        writer.writerows(schools)
    return path
