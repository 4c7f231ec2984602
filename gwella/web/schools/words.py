"""What happened, in words: every package's sentences, filled with an event's particulars in the reader's language."""

import pkgutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

import gwella.domain
from gwella.core.text import mark
from gwella.domain.categories.queries import framework_named
from gwella.domain.figures.rules import DATA_KINDS
from gwella.domain.schools.rules import OUTCOMES, field_words, is_wording, value_words
from gwella.insight.evidence.measures import words_of

# The steps that lead to a category, in words: those of the order of evaluation, and what was brought in as published.
STEPS = {
    "published": mark("As published"),
    "matrix": mark("Matrix"),
    "choice": mark("Chosen within the matrix"),
    "cap": mark("Cap"),
    "inspection": mark("Inspection"),
    "risk": mark("Other risk"),
    "council": mark("The council’s agreement"),
    "regional": mark("Regional moderation"),
    "national": mark("National verification"),
}
UNKNOWN = mark("Something was recorded for which this version has no words: {kind}")
_DECISIONS = {"keep": mark("the correction stays"), "take": mark("the register’s value is taken")}
_OF_A_CATEGORY = ("category", "was", "became", "asked", "held")
_OF_A_FIELD = ("was", "becomes", "ours", "theirs")


@cache
def sentences() -> Mapping[str, str]:
    """The sentence of each kind of event: the `EVENTS` of every package of the domain, by kind."""
    found: dict[str, str] = {}
    for package in pkgutil.iter_modules(gwella.domain.__path__, "gwella.domain."):
        if package.ispkg and any(m.name == "rules" for m in pkgutil.iter_modules(_path_of(package.name))):
            found |= getattr(import_module(f"{package.name}.rules"), "EVENTS", {})
    return found


def _path_of(package: str) -> list[str]:
    return list(import_module(package).__path__)


def tell_event(kind: str, data: Mapping[str, Any]) -> str:
    """What happened as one sentence. `data`: the event's particulars, and what it meant for the subject."""
    return gettext(sentences().get(kind, UNKNOWN)).format_map(_Particulars({"kind": kind, **data}))


# What a file brought in meant for the one school whose record this is.
_CHANGED = mark("{field} from “{was}” to “{becomes}”")
_MEANT = {
    "is_new": mark("new on the register"),
    "is_missing": mark("not in it any more"),
    "returned": mark("in it again"),
    "asked": mark("it differs from a correction by hand"),
}
_PUBLISHED = {
    "asked": mark("published as {asked}, decided here as {held}: a person decides"),
    "was": mark("{category}, before {was}"),
    "category": "{category}",
}


def tell_particulars(kind: str, data: Mapping[str, Any]) -> str:
    """What an import changed of this one school, "" for any other event. `data` as `tell_event` takes it."""
    if kind == "register.imported":
        changes = [change for change in data.get("changes", []) if not is_wording(change["field"])]
        told = [gettext(_CHANGED).format_map(_Particulars(change)) for change in changes or data.get("changes", [])]
        told += [gettext(words) for flag, words in _MEANT.items() if data.get(flag)]
        return "; ".join(told)
    if kind == "categories.imported":
        words = next((words for key, words in _PUBLISHED.items() if data.get(key)), "")
        return gettext(words).format_map(_Particulars(data)) if words else ""
    return ""


class _Particulars(dict[str, Any]):
    """An event's particulars as the sentence shows them: codes and days in words, what nobody gave as a dash."""

    def __getitem__(self, key: str) -> str:
        value = self.get(key)
        if value is None or value == "":
            return "—"
        if key == "field":
            return gettext(field_words(str(value)))
        if key in _OF_A_FIELD and "field" in self:
            return gettext(value_words(str(self.get("field")), value)) or "—"
        if key in _OF_A_CATEGORY and self.get("framework"):
            return category_word(str(self.get("framework")), str(value))
        if key == "measure":
            return gettext(words_of(str(value)).name)
        if key == "kind" and value in DATA_KINDS:
            return gettext(DATA_KINDS[value])
        if key == "outcome":
            return gettext(OUTCOMES.get(str(value), str(value)))
        if key == "decision":
            return gettext(_DECISIONS.get(str(value), str(value)))
        return _plain(value)


def category_word(framework: str, category: str) -> str:
    """A category in the words of the framework it was decided under; its code where that is no longer shipped."""
    book = framework_named(framework)
    scale = book.categories if book else None
    if scale is None or category not in scale.codes:
        return category
    return scale.grade(category).word.in_language(get_language() or "en")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, str):
        try:
            return str(date_format(date.fromisoformat(value), "j F Y"))
        except ValueError:
            return value
    return str(value)
