"""The proportions a region like Central South has: rounded shares only, no school's own figure.

Measured on the address list of schools of the Welsh Government, April 2018, and the support categories
published for 2019/20 (Open Government Licence); council sizes are those of the invented councils.
"""

# code, English, Welsh, schools in a region of 426, share of the Welsh-medium schools
COUNCILS = (
    ("991", "Aberwenlli", "Aberwenlli", 127, 0.24),
    ("992", "Bro Eithin", "Bro Eithin", 88, 0.16),
    ("993", "Cwm Rhedyn", "Cwm Rhedyn", 61, 0.30),
    ("994", "Dyffryn Gwernen", "Dyffryn Gwernen", 94, 0.22),
    ("995", "Porth Hafan", "Porth Hafan", 56, 0.08),
)
SIZE = 426  # of the region whose proportions these are
SMALLEST, LARGEST = 40, 1_500

PHASES = ("nursery", "middle", "pru", "special", "secondary", "primary")
PHASE_WEIGHTS = (6, 2, 5, 15, 54, 314)
MIDDLE_WEIGHTS = (1, 0, 3, 1, 0)  # all-through schools by council
INDEPENDENT = 20 / SIZE

MEDIUM_WEIGHTS: dict[str, dict[str, float]] = {
    "primary": {"WM": 40, "DS": 5, "EW": 3, "EM": 266},
    "secondary": {"WM": 7, "EW": 1, "EM": 46},
    "middle": {"WM": 1},
}
# (governance, faith) of schools that teach in English
CHARACTER_WEIGHTS: dict[str, dict[tuple[str, str], float]] = {
    "primary": {("va", "rc"): 25, ("va", "cw"): 19, ("vc", "cw"): 5, ("community", ""): 217},
    "secondary": {("va", "rc"): 7, ("va", "cw"): 3, ("foundation", ""): 2, ("community", ""): 34},
}
TYPE_WEIGHTS: dict[str, dict[str, float]] = {
    "nursery": {"nursery": 1},
    "primary": {"juniors": 5, "nursery_infants": 8, "infants_juniors": 37, "nursery_infants_juniors": 264},
    "secondary": {"secondary_11_16": 11, "secondary_11_19": 43},
    "middle": {"middle_3_19": 1},
    "special": {"special": 5, "special_post16": 10},
    "pru": {"": 1},
}
AGES = {
    "nursery": (3, 5),
    "juniors": (7, 11),
    "nursery_infants": (3, 7),
    "infants_juniors": (4, 11),
    "nursery_infants_juniors": (3, 11),
    "secondary_11_16": (11, 16),
    "secondary_11_19": (11, 19),
    "middle_3_19": (3, 19),
    "special": (3, 16),
    "special_post16": (3, 19),
    "": (5, 16),
}

# Distributions as (part of the schools, value).
PUPILS: dict[str, tuple[tuple[float, float], ...]] = {
    "nursery": ((0, 60), (0.5, 80), (1, 130)),
    "primary": ((0, 25), (0.1, 125), (0.25, 190), (0.5, 240), (0.75, 370), (0.9, 470), (1, 700)),
    "secondary": ((0, 460), (0.1, 560), (0.25, 740), (0.5, 900), (0.75, 1220), (0.9, 1530), (1, 2200)),
    "middle": ((0, 560), (1, 1100)),
    "special": ((0, 20), (0.25, 65), (0.5, 130), (0.75, 170), (1, 240)),
    "": ((0, 15), (0.5, 120), (1, 700)),
}
FREE_MEALS: dict[str, tuple[tuple[float, float], ...]] = {
    "primary": ((0, 1), (0.1, 7), (0.25, 14), (0.5, 24), (0.75, 38), (0.9, 48), (1, 70)),
    "secondary": ((0, 5), (0.1, 10), (0.25, 15), (0.5, 19), (0.75, 32), (0.9, 40), (1, 60)),
    "middle": ((0, 7), (1, 29)),
    "special": ((0, 25), (1, 60)),
}

COLOURS = ("green", "yellow", "amber", "red")
LETTERS = {"green": "A", "yellow": "B", "amber": "C", "red": "D"}
CATEGORY_WEIGHTS = {
    "primary": (162, 111, 28, 3),
    "secondary": (21, 18, 9, 2),
    "middle": (2, 3, 0, 1),
    "special": (10, 4, 1, 0),
}
NEW_SCHOOLS = 11 / SIZE  # opened too lately for a category; nurseries and referral units have none either
# Days a year at most (the framework of 2017 has the figures of record; these size the people's capacity).
# Welsh a system leader needs for a school of that medium, on the scale 0 to 5; not the official value.
WELSH_NEEDED = {"WM": 4, "TR": 4, "AB": 4, "BB": 4, "DS": 3, "CB": 3, "EW": 3, "EM": 0, "NA": 0}
CEILINGS = {"green": 4, "yellow": 10, "amber": 15, "red": 25, "": 4}
SPARE_DAYS = 1.10
