"""The real public data beside the project. Absent: tests skip, counted; a file missing inside: they fail."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real data are not beside the project")


def shared(path: str) -> Path:
    """The path of one real file; fails where the folder is there but the file is not."""
    found = SHARED / path
    assert found.exists(), f"{path} is missing from the real data"
    return found
