"""Progress on the command line: shown on stderr, and only to a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from gwella.core.work import Progress


@contextmanager
def shown(label: str) -> Iterator[Progress]:
    """A progress to tell, drawn as a bar where somebody is watching."""
    draw: Callable[..., Any] = getattr(click, "progressbar")  # noqa: B009 — its types know items, not a length alone
    with draw(length=1, label=label, file=click.get_text_stream("stderr")) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
