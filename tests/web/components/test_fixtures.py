"""Our form components against the fixtures GOV.UK Frontend publishes: same options in, same HTML out."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from gwella.web.components.govuk import component

FIXTURES = Path(__file__).resolve().parents[3] / "node_modules/govuk-frontend/dist/govuk/components"
KINDS = {
    "input": 30,
    "textarea": 15,
    "select": 15,
    "radios": 20,
    "checkboxes": 20,
    "date-input": 40,
    "file-upload": 15,
    "password-input": 10,
    "error-summary": 10,
    "button": 30,
}
# Options we do not offer, and why: what takes raw HTML (we escape everything), what only GOV.UK's script serves,
# and a start button's arrow (a service signed in to has no start page).
NOT_OFFERED = {
    *("html", "titleHtml", "descriptionHtml"),
    *("conditional", "behaviour", "javascript", "wrapperClasses", "wrapperAttributes"),
    "isStartButton",
}
VOID = {"input", "br", "hr", "img"}
NAMES_OF_CLASSES = {"class", "aria-describedby"}


def offered(options: Any) -> bool:
    """Whether none of the options, at any depth, is one we do not offer."""
    if isinstance(options, dict):
        return not NOT_OFFERED & options.keys() and all(offered(value) for value in options.values())
    return not isinstance(options, list) or all(offered(value) for value in options)


def cases() -> Iterator[Any]:
    for kind in KINDS:
        path = FIXTURES / kind / "fixtures.json"
        if not path.exists():
            yield pytest.param(kind, {}, "", id=kind, marks=pytest.mark.skip("govuk-frontend is not installed"))
            continue
        for fixture in json.loads(path.read_text())["fixtures"]:
            if offered(fixture["options"]):
                yield pytest.param(kind, fixture["options"], fixture["html"], id=f"{kind}: {fixture['name']}")


class Flattened(HTMLParser):
    """HTML as a list of tags and words: order of attributes and classes, and white space, do not count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        plain = {
            name: " ".join(sorted((value or "").split())) if name in NAMES_OF_CLASSES else value or ""
            for name, value in attrs
        }
        self.parts.append((tag, tuple(sorted(plain.items()))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.parts.append(words)


def flattened(html: str) -> list[Any]:
    parser = Flattened()
    parser.feed(html)
    parser.close()
    return parser.parts


@pytest.mark.parametrize(("kind", "options", "expected"), list(cases()))
def test_same_html_as_the_published_fixture(kind: str, options: dict[str, Any], expected: str) -> None:
    with translation.override("en"):
        assert flattened(component(kind, options)) == flattened(expected)


@pytest.mark.skipif(not FIXTURES.exists(), reason="govuk-frontend is not installed")
@pytest.mark.parametrize(("kind", "least"), KINDS.items())
def test_most_fixtures_apply(kind: str, least: int) -> None:
    """The list of options not offered must not grow until nothing is compared."""
    fixtures = json.loads((FIXTURES / kind / "fixtures.json").read_text())["fixtures"]
    assert sum(offered(fixture["options"]) for fixture in fixtures) >= least


def test_the_comparison_sees_a_difference() -> None:
    assert flattened('<p class="a b">x</p>') == flattened("<p  class='b a'> x</p>")
    assert flattened('<p class="a">x</p>') != flattened('<p class="b">x</p>')
    assert flattened("<p>x</p>") != flattened("<p>x y</p>")
