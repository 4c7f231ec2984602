"""The background work there is: importing a module registers what it does."""

from gwella.jobs import (
    imports,  # noqa: F401
    letters,  # noqa: F401
)
