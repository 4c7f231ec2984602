"""Where you are and where you can go: breadcrumb, sub-navigation, pages of a list, the other language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.urls import translate_url
from django.utils.translation import get_language

from gwella.web.components.base import Component, Content

LANGUAGES = ("en", "cy")


@dataclass(frozen=True)
class Crumb:
    """One step above this page."""

    label: Content
    href: str


@dataclass(frozen=True)
class Tab:
    """One part of a thing; `count` is the number shown after its name."""

    label: Content
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Tabs(Component):
    """The parts of one thing as links, at most seven. Not for steps."""

    template = "components/tabs.html"
    label: Content
    tabs: Sequence[Tab]

    def __post_init__(self) -> None:
        if len(self.tabs) > 7:
            raise ValueError("At most seven parts: a page with more is two pages.")


@dataclass(frozen=True)
class Pagination(Component):
    """The pages of a list. The addresses keep filters and order; one page needs no links and draws nothing."""

    template = "components/pagination.html"
    page: "Page[Any]"
    query: QueryDict
    parameter: str = "page"

    @property
    def numbers(self) -> Iterator[tuple[str, str, bool]]:
        """(number or …, address, current) for each link."""
        paginator = self.page.paginator
        for number in paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1):
            is_number = isinstance(number, int)
            yield str(number), self._href(number) if is_number else "", number == self.page.number

    @property
    def previous_href(self) -> str:
        return self._href(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_href(self) -> str:
        return self._href(self.page.next_page_number()) if self.page.has_next() else ""

    def _href(self, number: int | str) -> str:
        query = self.query.copy()
        query[self.parameter] = str(number)
        return f"?{query.urlencode()}"


def other_language_address(request: HttpRequest | None) -> str:
    """This page in the other language, with its query; an address no page has changes its first word alone."""
    language = (get_language() or "en")[:2]
    other = "en" if language == "cy" else "cy"
    if request is None:
        return f"/{other}/"
    here = request.get_full_path()
    there = translate_url(here, other)
    if there != here:
        return there
    scheme, host, path, query, _fragment = urlsplit(here)
    first, _slash, rest = path.lstrip("/").partition("/")
    path = f"/{other}/{rest}" if first in LANGUAGES else f"/{other}/"
    return urlunsplit((scheme, host, path, query, ""))
