"""How many schools of which kind lie in which council: the drafts that later get a site, a name and a number."""

from dataclasses import dataclass, field

from gwella.twin import shape
from gwella.twin.dice import Dice, shares
from gwella.twin.fixed import ANGHARADS, KNOWN, Known


@dataclass(slots=True)
class Draft:
    """A school in the making."""

    council: str
    kind: str
    phase: str
    medium: str = "NA"
    governance: str = "na"
    faith: str = ""
    school_type: str = ""
    known: Known | None = None
    twin: "Draft | None" = field(default=None, repr=False)  # the infant school a junior school shares its site with
    town: str = ""
    lat: float = 0.0
    lon: float = 0.0
    postcode: str = ""
    name_en: str = ""
    name_cy: str = ""
    short: str = ""
    short_cy: str = ""
    number: str = ""


def spread(total: int, weights: list[float], limits: list[int]) -> list[int]:
    """Whole numbers that sum to `total`, in proportion to the weights, none above its limit.

    Raises ValueError where the limits together are less than the total.
    """
    if sum(limits) < total:
        raise ValueError("the limits leave no room for the total")
    given = [0] * len(weights)
    while total:
        room = [limit - count for limit, count in zip(limits, given, strict=True)]
        open_weights = [w if r else 0.0 for w, r in zip(weights, room, strict=True)]
        if not any(open_weights):
            open_weights = [float(r) for r in room]
        for index, share in enumerate(shares(total, open_weights)):
            taken = min(share, room[index])
            given[index] += taken
            total -= taken
    return given


def drafts(seed: int, schools: int) -> list[Draft]:
    """The served schools, `schools` of them, then the independent ones, as drafts without site and name."""
    dice = Dice(seed, "mix")
    served = _by_phase(schools)
    _give_medium(served)
    _give_character(dice, served)
    _put_known(served)
    _give_type(dice, served)
    independent = [
        Draft(code, "independent", "")
        for (code, *_), count in zip(
            shape.COUNCILS, shares(round(schools * shape.INDEPENDENT), (14, 2, 0, 2, 2)), strict=True
        )
        for _ in range(count)
    ]
    return served + independent


def _by_phase(schools: int) -> list[Draft]:
    """Schools by council and phase; the rarest phases are dealt first, the primaries fill each council."""
    sizes = shares(schools, [size for _, _, _, size, _ in shape.COUNCILS])
    room = list(sizes)
    found = []
    totals = dict(zip(shape.PHASES, shares(schools, shape.PHASE_WEIGHTS), strict=True))
    for phase in shape.PHASES:
        weights = shape.MIDDLE_WEIGHTS if phase == "middle" else sizes
        counts = room if phase == "primary" else spread(totals[phase], [float(w) for w in weights], room)
        for (code, *_), count in zip(shape.COUNCILS, counts, strict=True):
            kind = "pru" if phase == "pru" else "maintained"
            found += [Draft(code, kind, phase) for _ in range(count)]
        room = [left - count for left, count in zip(room, counts, strict=True)]
    return found


def _give_medium(served: list[Draft]) -> None:
    for phase, weights in shape.MEDIUM_WEIGHTS.items():
        left = [d for d in served if d.phase == phase]
        for medium, total in zip(weights, shares(len(left), list(weights.values())), strict=True):
            limits = [sum(d.council == code for d in left) for code, *_ in shape.COUNCILS]
            welsh = [row[4] for row in shape.COUNCILS]
            counts = spread(total, welsh if medium != "EM" else [float(x) for x in limits], limits)
            for (code, *_), count in zip(shape.COUNCILS, counts, strict=True):
                for draft in [d for d in left if d.council == code][:count]:
                    draft.medium, draft.governance = medium, "community"
                    left.remove(draft)


def _give_character(dice: Dice, served: list[Draft]) -> None:
    """Church and foundation schools, among those that teach in English."""
    for phase, weights in shape.CHARACTER_WEIGHTS.items():
        left = dice.shuffled([d for d in served if d.phase == phase and d.medium == "EM"])
        for (governance, faith), total in zip(weights, shares(len(left), list(weights.values())), strict=True):
            limits = [sum(d.council == code for d in left) for code, *_ in shape.COUNCILS]
            counts = spread(total, [float(x) for x in limits], limits)
            for (code, *_), count in zip(shape.COUNCILS, counts, strict=True):
                for draft in [d for d in left if d.council == code][:count]:
                    draft.governance, draft.faith = governance, faith
                    left.remove(draft)


def _put_known(served: list[Draft]) -> None:
    """Each school known by name takes the place of the draft most like it.

    Angharad's are there always; the others only where a draft of their phase, medium and faith is left.
    """
    for known in KNOWN:
        free = [d for d in served if d.council == known.council and d.known is None]
        if known.key not in ANGHARADS:
            free = [d for d in free if (d.phase, d.medium, d.faith) == (known.phase, known.medium, known.faith)]
        if not free:
            continue
        draft = min(free, key=lambda d: _unlike(d, known))
        draft.kind = "pru" if known.phase == "pru" else "maintained"
        draft.phase, draft.medium, draft.known = known.phase, known.medium, known
        draft.governance, draft.faith, draft.school_type = known.governance, known.faith, known.school_type


def _unlike(draft: Draft, known: Known) -> int:
    return (
        8 * (draft.phase != known.phase)
        + 4 * (draft.medium != known.medium)
        + 2 * (draft.faith != known.faith)
        + (draft.governance != known.governance)
    )


def _give_type(dice: Dice, served: list[Draft]) -> None:
    for phase, weights in shape.TYPE_WEIGHTS.items():
        left = dice.shuffled([d for d in served if d.phase == phase and d.known is None])
        # Infant and junior schools: community schools that teach in English, juniors beside an infant school.
        left.sort(key=lambda d: (d.medium, d.governance) != ("EM", "community"))
        for school_type, total in zip(weights, shares(len(left), list(weights.values())), strict=True):
            for draft in left[:total]:
                draft.school_type = school_type
            left = left[total:]
    _pair_juniors(served)


def _pair_juniors(served: list[Draft]) -> None:
    """Every junior school stands beside an infant school of its council; where none is left it moves to one."""
    infants = [d for d in served if d.school_type == "nursery_infants"]
    for junior in [d for d in served if d.school_type == "juniors"]:
        beside = next((d for d in infants if d.council == junior.council), infants[0] if infants else None)
        if beside is None:
            junior.school_type = "infants_juniors"
            continue
        infants.remove(beside)
        if beside.council != junior.council:
            junior.school_type = "nursery_infants_juniors"
            junior = next(d for d in served if d.council == beside.council and _plain_primary(d))
            junior.school_type = "juniors"
        junior.twin = beside


def _plain_primary(draft: Draft) -> bool:
    plain = (draft.medium, draft.governance, draft.school_type) == ("EM", "community", "nursery_infants_juniors")
    return plain and draft.known is None
