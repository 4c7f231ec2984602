"""How long the letters of a region take: 426 schools, a letter to each head and each chair, in both languages.

Run from the project: `python -m bench.letters [schools]`. Prints figures; judges nothing.
"""

import resource
import sys
import time
from dataclasses import replace

from gwella.documents.letters.letter import Letter, Reader
from gwella.documents.letters.render import render_each, render_letter, render_letters
from gwella.documents.mail import compose_mail
from tests.documents.cast import AMBER, LETTER

TARGET_SECONDS = 60


def region(schools: int) -> list[Letter]:
    """Two letters a school, no two alike."""
    letters = []
    for n in range(schools):
        for role in ("head", "chair"):
            reader = Reader(name=f"Enw {role} {n}", role=role)
            category = replace(AMBER, code=("green", "yellow", "amber", "red")[n % 4])
            letters.append(replace(LETTER, reference=f"ALL/{n:03d}/{role}", recipient=reader, category=category))
    return letters


def say(what: str, seconds: float, count: int, size: int) -> None:
    """One line of figures."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 * seconds / count
    print(  # noqa: T201
        f"{what:<42}{count:>6} letters {seconds:>7.2f} s {each:>7.1f} ms each {size / 1e6:>7.1f} MB  peak {peak:.0f} MB"
    )


def main(schools: int) -> None:
    """The same letters by each route."""
    letters = region(schools)
    started, cpu = time.perf_counter(), time.process_time()
    made = list(render_each(letters))
    seconds = time.perf_counter() - started
    say("each its own file, one press", seconds, len(made), sum(len(pdf) for _, pdf in made))
    print(f"  processor {time.process_time() - cpu:.2f} s; target for all: under {TARGET_SECONDS} s")  # noqa: T201

    started = time.perf_counter()
    some = [render_letter(letter) for letter in letters[:100]]
    say("each its own file, a new press each time", time.perf_counter() - started, len(some), sum(map(len, some)))

    started = time.perf_counter()
    whole = render_letters(letters)
    say("all in one file", time.perf_counter() - started, len(letters), len(whole))

    started = time.perf_counter()
    sizes = [len(compose_mail(one, to=["a@b.example"], sender="c@d.example", pdf=pdf).as_bytes()) for one, pdf in made]
    say("e-mails composed", time.perf_counter() - started, len(sizes), sum(sizes))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 426)
