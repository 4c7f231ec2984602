"""The gallery as a page: every component, both languages, nothing inline, no broken reference."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from gwella.web.components.base import Component
from gwella.web.gallery.examples import examples
from tests.web.components.reading import every, faults, only

QUERY = "category=green&category=amber&sort=-name"


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_gallery_in_both_languages(client: Client, language: str) -> None:
    with translation.override(language):
        from django.urls import reverse

        response = client.get(f"{reverse('gallery')}?{QUERY}")
    assert response.status_code == 200
    html = response.content.decode()
    assert only(html, "html").attrs["lang"] == language
    assert not faults(html)
    assert every(html, "div", class_="govuk-error-summary")
    assert len(every(html, "p", class_="govuk-error-message")) == 2
    assert [th.attrs.get("aria-sort") for th in every(html, "th") if "aria-sort" in th.attrs] == ["descending"]


def test_the_two_languages_show_the_same_things_in_other_words() -> None:
    shown = {}
    for language in ("en", "cy"):
        with translation.override(language):
            shown[language] = [(group.heading, [e.name for e in group.examples]) for group in examples(QueryDict())]
    assert [len(names) for _heading, names in shown["en"]] == [len(names) for _heading, names in shown["cy"]]
    assert all(en[0] != cy[0] for en, cy in zip(shown["en"], shown["cy"], strict=True))


def test_every_component_is_in_the_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = set()
    for kind in _kinds(Component):
        original = kind.render

        def render(self: Component, original: object = original) -> object:
            drawn.add(type(self))
            return original(self)  # type: ignore[operator]

        monkeypatch.setattr(kind, "render", render)
    for group in examples(QueryDict(QUERY)):
        for example in group.examples:
            str(example.shown)
    missing = {kind.__name__ for kind in _kinds(Component)} - {kind.__name__ for kind in drawn}
    assert missing == set()


def _kinds(base: type) -> list[type]:
    ours = [kind for kind in base.__subclasses__() if kind.__module__.startswith("gwella.web.components")]
    return ours + [deeper for kind in ours for deeper in _kinds(kind)]
