"""An invented region of any size, the same for the same seed, for measuring and testing the allocation."""

import random
from dataclasses import replace

from gwella.engine.allocation.problem import Adviser, Problem, School

COUNCILS = 5
KM_IN_DEGREES = 1 / 111.2
# half-days by band, with the share of schools in it: invented, not any framework's
BANDS = (("green", 8, 0.30), ("yellow", 14, 0.40), ("amber", 30, 0.22), ("red", 50, 0.08))


def region(seed: int = 1, schools: int = 426, advisers: int = 60, spare: float = 1.12, odd: bool = False) -> Problem:
    """A problem of so many schools and advisers, with `spare` × the days needed as capacity.

    `odd`: entitlements vary by single half-days, which makes the knapsacks longer and less regular.
    """
    rng = random.Random(seed)
    towns = [(rng.uniform(0, 100), rng.uniform(0, 80)) for _ in range(COUNCILS * 4)]
    heads = max(1, advisers // 8)
    plain = [_school(rng, n, towns, odd) for n in range(schools)]
    need = sum(s.half_days for s in plain)
    shares = [rng.choice((1.0, 1.0, 0.8, 0.6)) for _ in range(advisers - heads)] + [0.2] * heads
    people = [
        _adviser(rng, n, share * need * spare / sum(shares), share < 0.3, plain, towns)
        for n, share in enumerate(shares)
    ]
    return Problem(tuple(_with_last_year(rng, s, people) for s in plain), tuple(people))


def _school(rng: random.Random, n: int, towns: list[tuple[float, float]], odd: bool) -> School:
    town = rng.randrange(len(towns))
    x, y = (rng.gauss(towns[town][0], 9), rng.gauss(towns[town][1], 9))
    band, half_days, _ = rng.choices(BANDS, [share for *_, share in BANDS])[0]
    return School(
        key=f"S{n:05}",
        council=f"C{town % COUNCILS}",
        phase=rng.choices(("primary", "secondary", "special"), (0.84, 0.13, 0.03))[0],
        half_days=half_days + (rng.randrange(-3, 4) if odd else 0),
        welsh_needed=rng.choices((0, 2, 4), (0.45, 0.2, 0.35))[0],
        lat=52 + y * KM_IN_DEGREES,
        lon=-4 + x * KM_IN_DEGREES / 0.61,
        band=band,
        cluster=f"K{town}-{rng.randrange(max(1, n // 60 + 1))}",
    )


def _adviser(
    rng: random.Random, n: int, half_days: float, head: bool, schools: list[School], towns: list[tuple[float, float]]
) -> Adviser:
    own = rng.choice(schools)
    x, y = rng.choice(towns)
    phases = rng.choices(
        (("primary",), ("primary", "secondary"), ("secondary", "special"), ("primary", "secondary", "special")),
        (0.5, 0.2, 0.15, 0.15),
    )[0]
    return Adviser(
        key=f"A{n:04}",
        capacity_half_days=round(half_days),
        phases=frozenset((own.phase,)) if head else frozenset(phases),
        welsh_level=rng.choices((1, 3, 5), (0.3, 0.15, 0.55))[0],
        lat=own.lat if head else 52 + y * KM_IN_DEGREES,
        lon=own.lon if head else -4 + x * KM_IN_DEGREES / 0.61,
        home_council=own.council if head else f"C{towns.index((x, y)) % COUNCILS}",
        own_school=own.key if head else "",
        barred=frozenset(rng.choice(schools).key for _ in range(rng.randrange(4))),
    )


def _with_last_year(rng: random.Random, school: School, people: list[Adviser]) -> School:
    """The school with someone near who could have had it last year, for four schools in five."""
    able = [a for a in people if school.phase in a.phases and a.welsh_level >= school.welsh_needed]
    if not able or rng.random() < 0.2:
        return school
    near = sorted(able, key=lambda a: _apart(a, school))[:4]
    return replace(school, last_adviser=rng.choice(near).key)


def _apart(adviser: Adviser, school: School) -> float:
    assert adviser.lat is not None
    assert adviser.lon is not None
    assert school.lat is not None
    assert school.lon is not None
    return (adviser.lat - school.lat) ** 2 + ((adviser.lon - school.lon) * 0.61) ** 2
