"""The same pupils as files of two invented suppliers of unlike habits, and as Common Transfer Files."""

from gwella.twin.pupils.files.ctf import write_ctf
from gwella.twin.pupils.files.suppliers import SUPPLIERS, profiles
from gwella.twin.pupils.files.write import write_files

__all__ = ["SUPPLIERS", "profiles", "write_ctf", "write_files"]
