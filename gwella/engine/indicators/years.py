"""School years as text, "2018/19", in expressions and alone."""

from gwella.engine.indicators.measure import Column


def earlier(year: str, years: int) -> str:
    """The school year so many years before."""
    start = int(year[:4]) - years
    return f"{start}/{(start + 1) % 100:02d}"


def later(year: Column, years: Column) -> Column:
    """The school year so many years later (a number or a column of whole numbers)."""
    start = year.substr(0, 4).cast("int64") + years
    ending = ((start + 1) % 100).cast("string").lpad(2, "0")
    return start.cast("string") + "/" + ending
