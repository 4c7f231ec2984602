"""Tables of invented pupils written as a supplier would."""

from collections.abc import Collection
from pathlib import Path

import polars as pl
from tablib.core import Databook, Dataset

from gwella.twin.pupils.files.layouts import Column, Layout
from gwella.twin.pupils.files.suppliers import SUPPLIERS
from gwella.twin.pupils.tables import Pupils


def write_files(pupils: Pupils, folder: Path, supplier: str = "arfor", *, councils: Collection[str] = ()) -> list[Path]:
    """Write every year and table as the supplier's files, `folder`/2018-19/SUPPLIER_NAME.csv; the files written.

    `councils`: only schools whose number begins with one of these codes. Pupils' views have one plain shape for
    every supplier. Raises KeyError for a supplier not in `SUPPLIERS`.
    """
    found = []
    for year in pupils.years:
        home = folder / year.replace("/", "-")
        home.mkdir(parents=True, exist_ok=True)
        for layout in SUPPLIERS[supplier]:
            frame = _rows(pupils, layout, year, councils)
            if not frame.is_empty():
                found.append(_write(told(frame, layout), layout, home / f"{supplier}_{layout.name}"))
        answers = pupils.tables["views"].get(year)
        if answers is not None:
            path = home / "pupil-views.csv"
            _of(answers, councils).write_csv(path)
            found.append(path)
    return found


def _of(frame: pl.DataFrame, councils: Collection[str]) -> pl.DataFrame:
    return frame.filter(pl.col("school").str.slice(0, 3).is_in(list(councils))) if councils else frame


def _rows(pupils: Pupils, layout: Layout, year: str, councils: Collection[str]) -> pl.DataFrame:
    frame = pupils.tables[layout.table].get(year)
    if frame is None:
        return pl.DataFrame()
    kept = [pl.col(name).is_in(list(values)) for name, values in layout.only.items()]
    return _of(frame.filter(*kept), councils)


def told(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The rows under the layout's headings, all text; with a column a subject, one row a pupil at a school."""
    if not layout.wide:
        return frame.select(_cell(column, layout) for column in layout.columns)
    known = frame.with_columns(pl.col("subject").replace_strict(layout.wide))
    wide = known.pivot("subject", index=["school", "upn"], values=layout.value)
    absent = [pl.lit(None, pl.String).alias(h) for h in layout.wide.values() if h not in wide.columns]
    cells = [_cell(column, layout) for column in layout.columns]
    return wide.with_columns(absent).select(*cells, *layout.wide.values())


def _cell(column: Column, layout: Layout) -> pl.Expr:
    value = pl.col(column.ours)
    if column.part:
        value = value.str.slice(*column.part)
    if column.ours == "born_on":
        value = value.dt.strftime(layout.dates)
    elif column.codes:
        value = value.replace_strict(dict(column.codes), return_dtype=pl.String)
    return value.cast(pl.String).alias(column.heading)


def _write(rows: pl.DataFrame, layout: Layout, stem: Path) -> Path:
    if layout.sheet:
        path = stem.with_suffix(".xlsx")
        # The library of workbooks is written without types.
        sheet = Dataset(*rows.iter_rows(), headers=rows.columns, title=layout.sheet)  # type: ignore[no-untyped-call]
        path.write_bytes(Databook([sheet]).export("xlsx"))  # type: ignore[no-untyped-call]
        return path
    path = stem.with_suffix(".csv")
    text = rows.write_csv(separator=layout.delimiter, line_terminator="\r\n")
    path.write_bytes(text.encode(layout.encoding))
    return path
