"""Problems and refusals told in the reader's language."""

from django.utils.translation import gettext

from gwella.core.problems import Problem
from gwella.core.verdict import Verdict


def tell(problem: Problem) -> str:
    """What is wrong and how to mend it, as one or two sentences."""
    wording = gettext(problem.message) if problem.message else gettext("Something went wrong on our side.")
    params = {"value": problem.value, "column": problem.column, "file": problem.file, **problem.params}
    parts = [wording.format_map(_Blank(params))]
    if problem.mend:
        parts.append(gettext(problem.mend).format_map(_Blank(params)))
    return " ".join(parts)


def place(problem: Problem) -> str:
    """Where: file, sheet, row, column, as far as they are known."""
    parts = [
        problem.file,
        gettext("sheet %(name)s") % {"name": problem.sheet} if problem.sheet else "",
        gettext("row %(number)s") % {"number": problem.row} if problem.row else "",
        gettext("column %(name)s") % {"name": problem.column} if problem.column else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"{told}:" if told else ""


def tell_refusal(verdict: Verdict) -> str:
    """Why something may not be done."""
    return gettext(verdict.reason).format_map(_Blank(dict(verdict.params))) if verdict.reason else ""


class _Blank(dict[str, str]):
    """A field nobody gave shows its own name instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
