"""The profiles of the two invented suppliers are those by which their files are written."""

import pytest

from gwella.evidence.ingest.pupils.profiles import read_profile, shipped
from gwella.twin.pupils.files import SUPPLIERS, profiles


@pytest.mark.parametrize("supplier", sorted(SUPPLIERS))
def test_a_suppliers_shipped_profiles_are_those_its_files_are_written_by(supplier: str) -> None:
    told = {definition["code"]: read_profile(definition) for definition in profiles(supplier)}
    held = {code: profile for code, profile in shipped().items() if code.startswith(f"{supplier}-")}
    assert held == told
    kinds = {"pupils", "assessments", "results", "attendance", "exclusions"}
    assert {profile.kind for profile in held.values()} == kinds
