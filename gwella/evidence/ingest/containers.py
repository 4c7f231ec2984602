"""What a file really is, by its first bytes, and whether it is safe to unpack. Nothing is unpacked here."""

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from gwella.core.problems import BadInput
from gwella.evidence.ingest.reasons import Place

Kind = Literal["ods", "xlsx", "csv"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel, or the wrapper round an encrypted new one
_MAGIC = (
    (b"%PDF", "file_is_pdf"),
    (b"{\\rtf", "file_is_document"),
    (b"\x89PNG", "file_is_image"),
    (b"GIF8", "file_is_image"),
    (b"\xff\xd8\xff", "file_is_image"),
    (b"\x1f\x8b", "file_is_archive"),
    (b"7z\xbc\xaf", "file_is_archive"),
    (b"Rar!", "file_is_archive"),
    (b"BZh", "file_is_archive"),
    (b"\xfd7zXZ", "file_is_archive"),
    (b"SQLite format", "file_is_binary"),
    (b"PAR1", "file_is_binary"),
    (b"\x7fELF", "file_is_binary"),
    (b"MZ\x90", "file_is_binary"),
)
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".jar", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar")
_MIMETYPE_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SMALL_ENTRY = 1_000_000  # bytes: below this a high ratio is ordinary, XML packs well


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost us. Sizes in bytes, times in seconds; every limit is inclusive."""

    file_bytes: int = 50_000_000
    inflated_bytes: int = 300_000_000
    ratio: int = 250
    entries: int = 2_000
    path_depth: int = 8
    sheets: int = 200
    rows: int = 100_000
    columns: int = 2_000
    cells: int = 1_500_000
    cell_characters: int = 32_767  # Excel's own limit
    memory_bytes: int = 768 * 2**20
    cpu_seconds: int = 20
    wall_seconds: int = 40
    output_bytes: int = 100_000_000


def kind_of(path: Path, place: Place, limits: Limits) -> Kind:
    """Whether the file is a workbook we read or text, whatever its name says.

    A CSV file called .ods or .xlsx is read as CSV. Raises BadInput for everything else and for what is too big.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        raise BadInput(place.problem("file_missing")) from None
    if size == 0:
        raise BadInput(place.problem("file_empty"))
    if size > limits.file_bytes:
        raise BadInput(place.problem("file_too_big", limit=limits.file_bytes // 1_000_000))
    if head.startswith(_OLE):
        raise BadInput(place.problem(_kind_of_ole(path)))
    if head.startswith(b"PK"):
        return _kind_of_zip(path, place, limits)
    for magic, code in _MAGIC:
        if head.startswith(magic):
            raise BadInput(place.problem(code))
    _refuse_markup(head, place)
    return "csv"


def _kind_of_ole(path: Path) -> str:
    # The names of an OLE file's streams are UTF-16; an encrypted .xlsx keeps itself in this one.
    return "file_encrypted" if "EncryptedPackage".encode("utf-16-le") in path.read_bytes() else "file_is_xls"


def _refuse_markup(head: bytes, place: Place) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<body")) or b"<html" in start[:1000]:
        raise BadInput(place.problem("file_is_html"))
    if start.startswith(b"<?xml") or (start.startswith(b"<") and b">" in start):
        raise BadInput(place.problem("file_is_xml"))
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r", b"{ ")):
        raise BadInput(place.problem("file_is_json"))


def _kind_of_zip(path: Path, place: Place, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, path.stat().st_size, place, limits)
            return _which_workbook(archive, {entry.filename for entry in entries}, place)
    except BadInput:
        raise
    except Exception:  # zipfile raises a dozen kinds on damaged directories; each means the same to the owner
        raise BadInput(place.problem("file_damaged")) from None


def _check_entries(entries: list[zipfile.ZipInfo], size: int, place: Place, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise BadInput(place.problem("too_many_entries", limit=limits.entries))
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput(place.problem("file_encrypted"))
    # Entries that overlap (one packed block named many times) pack more than the file holds.
    if sum(entry.compress_size for entry in entries) > size or len({e.filename for e in entries}) < len(entries):
        raise BadInput(place.problem("file_damaged"))
    if sum(entry.file_size for entry in entries) > limits.inflated_bytes or any(
        entry.file_size > max(_SMALL_ENTRY, limits.ratio * entry.compress_size) for entry in entries
    ):
        raise BadInput(place.problem("file_inflates"))
    for entry in entries:
        parts = PurePosixPath(entry.filename)
        if ".." in parts.parts or parts.is_absolute() or len(parts.parts) > limits.path_depth:
            raise BadInput(place.problem("file_damaged"))


def _which_workbook(archive: zipfile.ZipFile, names: set[str], place: Place) -> Kind:
    kind: Kind
    if "xl/workbook.xml" in names:
        kind = "xlsx"
    elif "content.xml" in names and "mimetype" in names:
        with archive.open("mimetype") as file:
            if not file.read(200).startswith(_MIMETYPE_ODS):
                raise BadInput(place.problem("file_is_document"))
        if _manifest_tells_of_encryption(archive, names):
            raise BadInput(place.problem("file_encrypted"))
        kind = "ods"
    elif "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise BadInput(place.problem("file_is_document"))
    elif "xl/workbook.bin" in names:
        raise BadInput(place.problem("file_is_xls"))
    else:
        raise BadInput(place.problem("file_is_archive"))
    nested = sorted(name for name in names if name.lower().endswith(_ARCHIVES))
    if nested:
        raise BadInput(place.problem("file_nested", value=nested[0]))
    return kind


def _manifest_tells_of_encryption(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "META-INF/manifest.xml" not in names:
        return False
    with archive.open("META-INF/manifest.xml") as file:
        return b"encryption-data" in file.read(1_000_000)
