"""Progress on the command line: shown on stderr, and only to a person."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from gwella.core.work import Progress


@contextmanager
def shown(label: str) -> Iterator[Progress]:
    """A progress to tell, drawn as a bar where somebody is watching."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
