"""Where packs lie once made: by the hash of the file, and by what they say, so that the same is never made twice.

A pack is a pair: the headteacher's edition, after whose hash both are named, and the governors' edition beside it. Both
carry the fingerprint of the pair in their metadata, so that neither can change without the other's name.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from gwella.documents.packs.press import Made


@dataclass(frozen=True, slots=True)
class Kept:
    """A pack on the shelf: the hash of the headteacher's edition, and its pages."""

    sha256: str
    pages: int


class Shelf:
    """A folder of packs. Every file is put there whole: killed at any moment, it is there or it is not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._told = folder / "made"

    def path(self, sha256: str, edition: str) -> Path:
        """Where an edition of a pack lies. Raises ValueError for what is no hash."""
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise ValueError(sha256)
        return self.folder / (f"{sha256}.pdf" if edition == "head" else f"{sha256}-{edition}.pdf")

    def find(self, fingerprint: str) -> Kept | None:
        """The pack that says exactly this, if it was made before and all its files are still there."""
        try:
            told = json.loads((self._told / fingerprint).read_text())
        except (FileNotFoundError, ValueError):
            return None
        kept = Kept(told["sha256"], told["pages"])
        there = all(self.path(kept.sha256, edition).is_file() for edition in told["editions"])
        return kept if there else None

    def keep(self, fingerprint: str, made: Mapping[str, Made]) -> Kept:
        """Put a pack's editions (`head` among them) on the shelf."""
        head = made["head"]
        kept = Kept(hashlib.sha256(head.pdf).hexdigest(), head.pages)
        for edition, one in made.items():
            self._put(self.path(kept.sha256, edition), one.pdf)
        self._put(self._told / fingerprint, json.dumps({**asdict(kept), "editions": list(made)}).encode())
        return kept

    def _put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
