"""Every address the program answers, from its own resolver."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its name, the view that answers, and the names of what varies in it."""

    name: str
    view: Callable[..., Any]
    params: frozenset[str]

    def __str__(self) -> str:
        return self.name


@cache
def routes() -> tuple[Route, ...]:
    """All of them, in the order they are tried."""
    return tuple(_walk(get_resolver(), frozenset()))


def _walk(resolver: URLResolver, above: frozenset[str]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        params = above | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, params)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or str(pattern.pattern), pattern.callback, params)


def needs_school(route: Route, given: Mapping[str, Any]) -> bool:
    """Whether the address is a school's own; a `number` that is given is something else's."""
    return "number" in route.params and "number" not in given


def kwargs_of(route: Route, given: Mapping[str, Any], school: str) -> dict[str, Any]:
    """What fills the address in: what the table gives, and the school's number where that is asked for."""
    kwargs = dict(given) | ({"number": school} if needs_school(route, given) else {})
    left = route.params - set(kwargs)
    assert not left, f"{route.name} needs {sorted(left)}: give them in the table with `given=`."
    return kwargs
