"""The columnar store: whole or not there, named by content, swept by what the database names."""

from pathlib import Path

import polars as pl
import pytest

from gwella.evidence import store


def frame(*values: int) -> pl.DataFrame:
    """Some rows."""
    return pl.DataFrame({"upn": [str(v) for v in values], "level": list(values)})


def test_the_same_rows_in_any_order_have_the_same_key() -> None:
    assert store.key_of("pupils", "2018/19", frame(1, 2, 3)) == store.key_of("pupils", "2018/19", frame(3, 1, 2))
    assert store.key_of("pupils", "2018/19", frame(1, 2)) != store.key_of("pupils", "2018/19", frame(1, 2, 2))
    assert store.key_of("pupils", "2018/19", frame(1)).startswith("pupils/2018-19/")


def test_a_file_set_is_written_once_and_never_changed(tmp_path: Path) -> None:
    key = store.key_of("pupils", "2018/19", frame(1, 2))
    store.write(tmp_path, key, frame(1, 2))
    before = (tmp_path / key / store.ROWS).stat().st_mtime_ns
    store.write(tmp_path, key, frame(9))
    assert store.read(tmp_path, key).equals(frame(1, 2))
    assert (tmp_path / key / store.ROWS).stat().st_mtime_ns == before


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OSError, match="space"):
        store.write(tmp_path, "pupils/2018-19/abc", frame(1))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() or store.ARRIVING in path.name]


def test_the_file_sets_named_make_one_table_a_kind(tmp_path: Path) -> None:
    store.write(tmp_path, "pupils/2017-18/a", frame(1))
    store.write(tmp_path, "pupils/2018-19/b", frame(2, 3))
    found = store.tables(tmp_path, {"pupils": ["pupils/2017-18/a", "pupils/2018-19/b"], "results": []})
    assert found.keys() == {"pupils"}
    assert found["pupils"].count().execute() == 3


def test_what_nobody_names_is_swept(tmp_path: Path) -> None:
    store.write(tmp_path, "pupils/2017-18/a", frame(1))
    store.write(tmp_path, "pupils/2017-18/b", frame(2))
    (tmp_path / "pupils/2017-18/arriving-x").mkdir()
    assert store.sweep(tmp_path, {"pupils/2017-18/b"}) == ["pupils/2017-18/a", "pupils/2017-18/arriving-x"]
    assert store.read(tmp_path, "pupils/2017-18/b").equals(frame(2))
