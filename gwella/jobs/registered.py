"""The background work there is: importing a module registers what it does."""

from gwella.jobs import (
    allocation,  # noqa: F401
    evidence,  # noqa: F401
    imports,  # noqa: F401
    letters,  # noqa: F401
    packs,  # noqa: F401
)
