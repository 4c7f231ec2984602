"""School years as text and number, and what was collected in which: a twin has the breaks that Wales had.

A year is known by the calendar year it starts in: 2018 is "2018/19". Sources: statistical releases of the Welsh
Government on each collection.
"""

FIRST_FOUNDATION_PHASE = 2011  # the first outcomes of the Foundation Phase; before, another key stage
LAST_TEACHER_ASSESSMENT = 2018  # none in 2020 and 2021, and not collected for schools after
NO_ATTENDANCE = (2019, 2020)  # schools closed for part of both
FIRST_NUMERACY = 2016  # Mathematics-Numeracy beside Mathematics, and the new science awards
FIRST_PROTECTED = 2018  # free meals kept by protection, from April 2019
FIRST_UNIVERSAL = 2022  # free meals for every primary pupil, from September 2022
FIRST_PLANS = 2021  # individual development plans replace additional needs year by year
LAST_NEEDS = 2024
FIRST_NUMBER_GRADES = 2016  # England: grades 9 to 1


def start(year: str) -> int:
    """The calendar year in which the school year `year` starts. Raises ValueError for any other text."""
    first, _, second = year.partition("/")
    if not (first.isdigit() and len(first) == 4 and second == f"{(int(first) + 1) % 100:02d}"):
        raise ValueError(f"no school year: {year}")
    return int(first)


def name(first: int) -> str:
    """The school year that starts in `first`."""
    return f"{first}/{(first + 1) % 100:02d}"


def stages(first: int, *, english: bool) -> tuple[str, ...]:
    """The stages assessed by teachers in the year that starts in `first`."""
    if first > LAST_TEACHER_ASSESSMENT:
        return ()
    if english:
        return ("ks2",)
    return ("fp", "ks2", "ks3") if first >= FIRST_FOUNDATION_PHASE else ("ks2", "ks3")
