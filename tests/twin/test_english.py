"""The region told as an English one keeps its shape under other names and numbers."""

from gwella.twin.english import as_english
from tests.twin.conftest import made


def test_the_english_telling_is_whole_and_has_no_welsh_name() -> None:
    region = made(1)[0]
    told = as_english(region)
    numbers = {s.number for s in told.schools}
    assert len(numbers) == len(region.schools)
    assert len({s.name_en for s in told.schools}) == len(told.schools)
    assert not any("Ysgol" in s.name_en or "Wales" in s.name_en for s in told.schools)
    assert {c.code for c in told.councils} == {s.council for s in told.schools} == {"961", "962", "963", "964", "965"}
    assert all(s.number.startswith(s.council) and s.number in s.email for s in told.schools if s.served)
    assert {p.school for p in told.posts} - {""} <= numbers
    assert {c.cluster for c in told.schools} - {""} == {c.key for c in told.clusters}
    assert {m.school for m in told.cast} - {""} <= numbers
    assert {s.medium for s in told.schools} == {"EM", "NA"}
    assert [s.pupils for s in told.schools] == [s.pupils for s in region.schools]


def test_no_number_of_the_welsh_telling_is_left() -> None:
    region = made(1, 40)[0]
    text = repr(as_english(region))
    assert not [s.number for s in region.schools if s.number in text]
