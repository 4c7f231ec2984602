"""Single cells: what they say, and what they cannot."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwella.evidence.ingest.cells import (
    day_of,
    decimal_number,
    display_name,
    email_of,
    postcode_of,
    text_of,
    whole_number,
)
from gwella.evidence.ingest.columns import heading_key


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (6602130.0, "6602130"),
        (1.5, "1.5"),
        (None, ""),
        (True, "TRUE"),
        (date(2018, 4, 9), "2018-04-09"),
        ("  Ysgol\u00a0 y\tTŵr \x07", "Ysgol y Tŵr"),
        ("NA", "NA"),
    ],
)
def test_text(cell: object, text: str) -> None:
    assert text_of(cell) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("CF10 3AT", "CF10 3AT"),
        ("cf103at", "CF10 3AT"),
        (" LL 65  3TL", "LL65 3TL"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("W1A 0AX", "W1A 0AX"),
        ("M1 1AE", "M1 1AE"),
        ("GIR0AA", "GIR 0AA"),
        ("CF10 3A", None),
        ("CF1O 3AT", None),  # the letter O
        ("CF10 3CK", None),  # C and K never end a postcode
        ("QF10 3AT", None),
        ("CF10 3AT x", None),
        ("", None),
    ],
)
def test_postcodes(written: str, usual: str | None) -> None:
    assert postcode_of(written) == usual


@given(st.text())
def test_a_postcode_read_is_read_again_the_same(text: str) -> None:
    found = postcode_of(text)
    assert found is None or postcode_of(found) == found


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("A.Person@Ysgol.Example", "A.Person@ysgol.example"),
        ("o'neill+x@a-b.example", "o'neill+x@a-b.example"),
        ("no at.example", None),
        ("a@b", None),
        ("a..b@c.example", None),
        (".a@c.example", None),
        ("a@-c.example", None),
        ("a@c.example, b@c.example", None),
        ("a@c.example\nBcc: x@y.example", None),
        ("x" * 65 + "@c.example", None),
        ("=cmd|'/c calc'!A0@c.example", None),
    ],
)
def test_email(written: str, kept: str | None) -> None:
    assert email_of(written) == kept


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("278", 278),
        ("278.0", 278),
        ("1,234", 1234),
        ("0", 0),
        ("-1", None),
        ("2.5", None),
        ("12,34", None),
        ("²", None),
    ],
)
def test_whole_numbers(written: str, number: int | None) -> None:
    assert whole_number(written) == number


@given(st.floats(allow_nan=False, min_value=-1e8, max_value=1e8), st.booleans())
def test_decimals(value: float, comma: bool) -> None:
    written = f"{value:.6f}".replace(".", "," if comma else ".")
    assert float(decimal_number(written) or 0) == pytest.approx(value, abs=1e-6)


@given(st.text(max_size=12))
def test_a_decimal_is_finite_or_nothing(text: str) -> None:
    found = decimal_number(text)
    assert found is None or found.is_finite()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2024, 9, 1), date(2024, 9, 1)),
        (datetime(2024, 9, 1, 8), date(2024, 9, 1)),  # noqa: DTZ001
        ("2024-09-01", date(2024, 9, 1)),
        ("01/09/2024", date(2024, 9, 1)),
        ("1.9.2024", date(2024, 9, 1)),
        ("31/02/2024", None),
        ("09/2024", None),
        (45536.0, None),  # a date that lost its format is a number: nobody guesses
        ("", None),
    ],
)
def test_days(cell: object, day: date | None) -> None:
    assert day_of(cell) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("YSGOL GYNRADD PEN-Y-BONT", "Ysgol Gynradd Pen-y-Bont"),
        ("ST DAVID'S R.C. PRIMARY", "St David's R.C. Primary"),
        ("YSGOL Y TŴR", "Ysgol y Tŵr"),
        ("THE ABC SCHOOL", "The Abc School"),
        ("Ysgol y Tŵr", "Ysgol y Tŵr"),
        ("ACT", "ACT"),
    ],
)
def test_names_in_capitals(published: str, shown: str) -> None:
    assert display_name(published) == shown


@pytest.mark.parametrize(
    "written",
    ["Enw’r ysgol", "ENW'R  YSGOL", "Enw`r_ysgol", "Enw'r ysgol – Gweler y nodiadau", " Enw’r ysgol (gweler nodiadau)"],
)
def test_headings_are_met_however_they_are_written(written: str) -> None:
    assert heading_key(written) == heading_key("Enw’r ysgol")
