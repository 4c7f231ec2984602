"""CSV and TSV files as rows of text, whatever encoding and delimiter they came in.

The files are read in two passes, never whole: the first finds the encoding, the second gives the rows.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gwella.core.problems import BadInput
from gwella.evidence.ingest.containers import Limits
from gwella.evidence.ingest.reasons import Place

_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"
_SNIFFED_ROWS = 20
# Bytes 80–9F: typographic quotes and dashes in cp1252, unused control codes in ISO-8859-14.
_ONLY_CP1252 = bytes(range(0x80, 0xA0))
# ŵ Ŵ ŷ Ŷ in ISO-8859-14; Icelandic ð Ð þ Þ in cp1252, which no register of Welsh schools needs.
_ONLY_8859_14 = b"\xf0\xd0\xfe\xde"
_UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text file is written: its Python encoding name and its delimiter."""

    encoding: str
    delimiter: str


def shape_of(path: Path, place: Place) -> Shape:
    """Encoding and delimiter of a text file. BadInput where it is not text, or is in two encodings."""
    encoding = _encoding_of(path, place)
    with path.open(encoding=encoding, newline="") as file:
        try:
            sample = file.read(64_000)
        except UnicodeDecodeError:
            raise BadInput(place.problem("not_text")) from None
    return Shape(encoding, _delimiter_of(sample))


def read_rows(path: Path, shape: Shape, place: Place, limits: Limits) -> Iterator[list[str]]:
    """The file's records, blank ones as empty lists: the n-th is row n of a spreadsheet showing the file.

    Raises BadInput, with the row, where quotation marks do not match or a limit is passed.
    """
    cells = 0
    row = 0
    with path.open(encoding=shape.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=shape.delimiter, strict=True)
        try:
            for row, record in enumerate(reader, start=1):
                cells += len(record)
                if row > limits.rows:
                    raise BadInput(place.problem("too_many_rows", limit=limits.rows))
                if len(record) > limits.columns:
                    raise BadInput(place.at(row).problem("too_many_columns", limit=limits.columns))
                if cells > limits.cells:
                    raise BadInput(place.at(row).problem("too_many_cells", limit=limits.cells))
                if any(len(cell) > limits.cell_characters for cell in record):
                    raise BadInput(place.at(row).problem("cell_too_long", limit=limits.cell_characters))
                yield record
        except (csv.Error, UnicodeDecodeError) as error:
            code = "bad_quotes" if isinstance(error, csv.Error) else "not_text"
            raise BadInput(place.at(row + 1).problem(code)) from None


def _encoding_of(path: Path, place: Place) -> str:
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    quotes = welsh = mixed = False
    line = 1
    with path.open("rb") as file:
        first = file.read(4)
        if first[:2] in _UTF16:
            return _UTF16[first[:2]]
        file.seek(0)
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise BadInput(place.at(line + chunk[: chunk.index(0)].count(b"\n")).problem("not_text"))
            quotes = quotes or len(chunk.translate(None, _ONLY_CP1252)) < len(chunk)
            welsh = welsh or len(chunk.translate(None, _ONLY_8859_14)) < len(chunk)
            mixed = mixed or _UTF8_LETTER.search(chunk) is not None
            decoder = _still_utf8(decoder, chunk)
            line += chunk.count(b"\n")
    if decoder is not None and _still_utf8(decoder, b"", final=True):
        return "utf-8-sig"  # reads files without a byte order mark too
    if mixed:
        raise BadInput(place.problem("mixed_encoding"))
    return "iso8859-14" if welsh and not quotes else "cp1252"


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None, chunk: bytes, final: bool = False
) -> codecs.IncrementalDecoder | None:
    if decoder is None:
        return None
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return None
    return decoder


def _delimiter_of(sample: str) -> str:
    """The delimiter that gives most rows the same number of cells, and the most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(reader, _SNIFFED_ROWS) if len(row) > 1)
        except csv.Error:
            return (0, 0)
        if not widths:
            return (0, 0)
        width, rows = widths.most_common(1)[0]
        return (rows, width)

    best = max(_DELIMITERS, key=score)
    return best if score(best) > (0, 0) else ","
