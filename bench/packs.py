"""How long the packs of a region take: 426 schools, both languages in a file, beside HTML printed by a browser.

Run from the project in a home with figures: `GWELLA_HOME=… python -m bench.packs 2018/19 [schools]`. The rival is the
plain way: the same words and figures as HTML tables, without charts, printed to PDF by the Chromium the tests use. It
prints a few and the ratio is told for each pack. Prints figures; judges nothing.
"""

import os
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from html import escape
from itertools import islice
from typing import Any

TARGET_SECONDS, RIVALS = 60, 20


def as_html(data: Mapping[str, Any]) -> str:
    """What a pack says, as the plain way would write it."""
    return f"<!doctype html><html lang=cy><title>{escape(data['title'])}</title>" + "".join(_html(data["parts"]))


def _html(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping) and "rows" in node:
        rows = [node["head"], *node["rows"]]
        yield "<table>" + "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>" for row in rows)
        yield "</table>"
    elif isinstance(node, Mapping):
        for inner in node.values():
            yield from _html(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _html(inner)
    elif isinstance(node, str):
        yield f"<p>{escape(node)}</p>"


def rival(pages: list[str]) -> float:
    """Seconds for a pack printed by the browser, started once."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import launch_options

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page()
        began = time.perf_counter()
        for html in pages:
            page.set_content(html)
            page.pdf(format="A4", tagged=True)
        took = time.perf_counter() - began
        browser.close()
    return took / len(pages)


def say(what: str, seconds: float, count: int) -> None:
    """One line of figures."""
    print(f"{what:<46}{count:>5} packs {seconds:>7.1f} s {1000 * seconds / count:>7.0f} ms each")  # noqa: T201


def main(year: str, schools: int) -> None:
    """Told, printed by one process and by two; the rival on some of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gwella.config.settings")
    import django

    django.setup()
    from gwella.documents.packs.press import render_many
    from gwella.domain.schools.models import School
    from gwella.jobs.packs import Making, told_packs

    asked = list(School.objects.served().select_related("council").order_by("number")[:schools])
    began = time.perf_counter()
    told = [(school.number, (editions["head"], day)) for school, editions, day in told_packs(asked, year, Making())]
    say("both editions told in both languages", time.perf_counter() - began, len(told))
    began = time.perf_counter()
    made = list(render_many(told, processes=2))
    both = time.perf_counter() - began
    say("headteacher’s edition printed, two processes", both, len(made))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, peak {peak:.0f} MB a process;", end=" ")  # noqa: T201
    print(f"target for all: {TARGET_SECONDS} s")  # noqa: T201
    some = list(islice(told, RIVALS))
    began = time.perf_counter()
    list(render_many(some, processes=1))
    ours = (time.perf_counter() - began) / len(some)
    theirs = rival([as_html(data) for _number, (data, _day) in some])
    print(  # noqa: T201
        f"One process: ours {1000 * ours:.0f} ms a pack with charts, the browser {1000 * theirs:.0f} ms without; "
        f"ratio {ours / theirs:.2f}"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "2018/19", int(sys.argv[2]) if len(sys.argv) > 2 else 426)
