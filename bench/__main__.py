"""Print every measured speed: `make bench`. Minutes; `python -m bench.NAME` is one of them alone."""

import os

from bench import allocation, evidence, letters

REGION = 426


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _of_a_home() -> None:
    """Pages and packs are measured in a home where the demonstration was made."""
    from bench import packs, pages

    _say("Packs, and a browser's printing beside them")
    packs.main(os.environ.get("YEAR", "2018/19"), REGION)
    _say("Pages, and Django's own list beside them")
    pages.main(30)


if __name__ == "__main__":
    _say("Allocation, 426 schools and 60 people")
    for line in allocation.lines():
        _say(f"  {line}")
    _say("Evidence and value added, pandas and statsmodels beside them")
    for line in evidence.lines(nation="NATION" in os.environ):
        _say(f"  {line}")
    _say("Letters")
    letters.main(REGION)
    if "GWELLA_HOME" in os.environ:
        _of_a_home()
    else:
        _say("Packs and pages: not measured; GWELLA_HOME names a home made by `gwella demo --no-serve`")
