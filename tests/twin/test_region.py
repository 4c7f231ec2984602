"""The region as a whole: the same every time, the shape of the real one, everything in its place."""

from collections import Counter
from collections.abc import Callable

import pytest

from gwella.core.text import fold
from gwella.twin import Region, generate, land
from gwella.twin.cast import PARTS, ROLES
from gwella.twin.fixed import KNOWN
from tests.twin.conftest import made

# Change it only on purpose: whoever kept a demonstration gets another one.
DIGEST = "b0e22c823a0b76f84ab27c59595b4c4205c4b3ca7a5241ba874192b11056cfb0"


def _count(region: Region, of: Callable[..., str]) -> Counter[str]:
    return Counter(of(s) for s in region.schools if s.served)


def test_the_same_seed_gives_the_same_region(region: Region) -> None:
    assert generate(1) == region
    assert region.digest() == DIGEST


def test_another_seed_gives_another_region(region: Region) -> None:
    other, _ = made(2)
    assert other.digest() != region.digest()
    assert {s.name_en for s in other.schools} != {s.name_en for s in region.schools}


def test_sizes_of_the_councils(region: Region) -> None:
    assert _count(region, lambda s: s.council) == {"991": 127, "992": 88, "993": 61, "994": 94, "995": 56}


def test_phases_media_and_characters_are_in_the_real_proportions(region: Region) -> None:
    assert _count(region, lambda s: s.phase) == {
        "primary": 338, "secondary": 58, "special": 16, "nursery": 7, "pru": 5, "middle": 2,
    }  # fmt: skip
    media = _count(region, lambda s: s.medium)
    for medium, share in {"EM": 0.79, "WM": 0.125, "DS": 0.013, "EW": 0.01, "NA": 0.066}.items():
        assert media[medium] / 426 == pytest.approx(share, abs=0.01)
    faiths = _count(region, lambda s: s.faith)
    assert faiths["rc"] / 426 == pytest.approx(0.082, abs=0.01)
    assert faiths["cw"] / 426 == pytest.approx(0.069, abs=0.01)
    assert sum(not s.served for s in region.schools) == 20


def test_schools_lie_as_close_together_as_the_real_ones(region: Region) -> None:
    spots = [(s.lat, s.lon) for s in region.schools if s.kind == "maintained"]
    nearest = sorted(min(land.distance_km(a, b) for b in spots if b is not a) for a in spots)
    assert 0.35 < nearest[len(spots) // 2] < 0.6  # km; 0.46 in the real region
    assert nearest[-1] < 5  # 4.0 in the real region


def test_categories_are_in_the_published_proportions(region: Region) -> None:
    now = Counter(c.colour for c in region.categories if c.year == "2019/20")
    total = sum(now.values())
    assert 426 - total == pytest.approx(23, abs=3)
    for colour, share in {"green": 0.52, "yellow": 0.363, "amber": 0.101, "red": 0.016}.items():
        assert now[colour] / total == pytest.approx(share, abs=0.015)
    assert {(c.letter, c.colour) for c in region.categories} <= set(
        zip("ABCD", ("green", "yellow", "amber", "red"), strict=True)
    )


@pytest.mark.parametrize("schools", [40, 426, 1500])
def test_what_must_be_unique_is(schools: int) -> None:
    region, _ = made(3, schools)
    for field in ("number", "name_en", "name_cy", "email"):
        values = [fold(getattr(s, field)) for s in region.schools]
        assert len(values) == len(set(values)), field
    assert sum(s.served for s in region.schools) == schools


def test_people_have_one_key_name_and_address_each(region: Region) -> None:
    for field in ("key", "name", "email"):
        assert len({getattr(p, field) for p in region.people}) == len(region.people)
    assert all(p.email.endswith(".example") and p.email.isascii() for p in region.people)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_numbers_are_no_real_councils(seed: int) -> None:
    for school in made(seed)[0].schools:
        assert len(school.number) == 7
        assert school.number.isdigit()
        assert school.number.startswith(school.council)
        assert not 660 <= int(school.council) <= 681
        assert 991 <= int(school.council) <= 995


def test_establishment_numbers_are_in_their_ranges(region: Region) -> None:
    for s in region.schools:
        block = int(s.number[3:5])
        expected = {
            "nursery": {10}, "pru": {11}, "middle": {55}, "special": {70}, "": {60, 61},
            "primary": {20, 21, 22, 23} if s.governance == "community" else {30, 31, 33, 34},
            "secondary": {40, 41} if s.governance == "community" else {46, 54},
        }[s.phase]  # fmt: skip
        assert block in expected, s


@pytest.mark.parametrize("seed", [1, 2])
def test_every_school_lies_in_its_council(seed: int) -> None:
    for s in made(seed)[0].schools:
        assert land.inside((s.lon, s.lat), land.borders(s.council)[0]), s.name_en


def test_postcodes_are_of_no_real_area_and_follow_the_town(region: Region) -> None:
    outward = {t.name: t.outward for t in region.towns}
    for s in region.schools:
        assert s.postcode.split()[0] == outward[s.town]
        assert s.postcode.startswith("AW")


def test_every_reference_leads_somewhere(region: Region) -> None:
    people = {p.key for p in region.people}
    numbers = {s.number for s in region.schools}
    assert {p.person for p in region.posts} <= people
    assert {p.school for p in region.posts} - {""} <= numbers
    assert {p.role for p in region.posts} == set(ROLES)
    assert {i.school for i in region.interests} | {k.school for k in region.links} <= numbers
    assert {i.person for i in region.interests} | {k.person for k in region.links} <= people
    assert {c.school for c in region.categories} <= numbers
    assert {c.cluster for c in region.schools} - {""} == {c.key for c in region.clusters}
    assert {s.federation for s in region.schools} - {""} == {f.key for f in region.federations}


def test_federations_are_small_schools_under_one_head(region: Region) -> None:
    assert 3 <= len(region.federations) <= 6
    heads = {p.school: p.person for p in region.posts if p.role == "headteacher"}
    for federation in region.federations:
        assert 2 <= len(federation.schools) <= 3
        assert len({heads[n] for n in federation.schools}) == 1


def test_junior_schools_share_a_site_and_a_name_with_an_infant_school(region: Region) -> None:
    infants = {(s.lat, s.lon): s for s in region.schools if s.school_type == "nursery_infants"}
    juniors = [s for s in region.schools if s.school_type == "juniors"]
    assert juniors
    for junior in juniors:
        infant = infants[junior.lat, junior.lon]
        assert infant.postcode == junior.postcode
        assert infant.name_en.removesuffix(" Infant School") == junior.name_en.removesuffix(" Junior School")


def test_blanks_are_there_to_be_explained(region: Region) -> None:
    assert {v.role for v in region.vacancies} >= {"chair", "clerk"}
    held = {(p.school, p.role) for p in region.posts}
    assert not {(v.school, v.role) for v in region.vacancies} & held
    assert any(p.language == "" for p in region.people)
    assert all(s.pupils is None for s in region.schools if s.phase == "pru")


def test_the_traps_are_there(region: Region) -> None:
    names = {s.name_cy for s in region.schools}
    assert {"Ysgol Cae’r Ŵyn", "Ysgol Lôn Banadl", "Ysgol Llwyn Banadl", "Ysgol Glan yr Angor"} <= names
    assert any("-" in n for n in names)
    assert any(s.phase == "middle" and s.name_en == "Ysgol Pen-y-Bryniau" for s in region.schools)
    assert any(s.medium == "DS" for s in region.schools)
    assert {k.name_cy for k in KNOWN} <= names
    assert len({s.postcode for s in region.schools}) < len(region.schools) - 8


@pytest.mark.parametrize("schools", [40, 426])
def test_the_cast_has_one_name_and_initial_for_each_role(schools: int) -> None:
    region = generate(5, schools)
    people = {p.key: p for p in region.people}
    assert {m.role for m in region.cast} == set(ROLES)
    assert len({m.name[0] for m in region.cast}) == len(region.cast) == len(PARTS)
    for member in region.cast:
        assert people[member.person].name == member.name
        roles = {(p.role, p.school, p.council) for p in region.posts if p.person == member.person}
        assert (member.role, member.school, member.council) in roles or member.role == "headteacher"
    nant = next(s for s in region.schools if s.name_en == "Ysgol Nant-y-Felin")
    angharad = next(m.person for m in region.cast if m.key == "angharad")
    assert angharad in {k.person for k in region.links if k.school == nant.number}


@pytest.mark.parametrize("schools", [0, 39, 1501])
def test_sizes_out_of_reach_are_refused(schools: int) -> None:
    with pytest.raises(ValueError, match="between 40 and 1500"):
        generate(1, schools)
