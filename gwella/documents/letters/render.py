"""Letters as tagged PDF: one, a whole region in one file, or each in its own. No Django here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gwella.documents.letters.letter import Letter
from gwella.documents.letters.parts import Part, compose_all
from gwella.documents.paper import CannotPrint, Press

TEMPLATE = "letters/letter.typ"


def render_letter(letter: Letter, font_dir: Path | None = None) -> bytes:
    """One letter as a PDF/UA-1 file. Raises `FontsMissing`, `CannotPrint`."""
    return _print(Press(TEMPLATE, font_dir), [letter])


def render_letters(letters: Sequence[Letter], font_dir: Path | None = None) -> bytes:
    """All letters in one PDF/UA-1 file, for a printer; each begins at its own page 1.

    Takes about 1.5 MB of memory a letter while it is made: give it a council at a time, not a country.
    Raises ValueError for none, `FontsMissing`, `CannotPrint`.
    """
    if not letters:
        raise ValueError("no letters to print")
    return _print(Press(TEMPLATE, font_dir), letters)


def render_each(
    letters: Sequence[Letter],
    progress: Callable[[int, int], None] = lambda done, total: None,
    font_dir: Path | None = None,
    failed: Callable[[Letter, CannotPrint], None] | None = None,
) -> Iterator[tuple[Letter, bytes]]:
    """Each letter with its own PDF, in order, as soon as it is made.

    `progress` hears how many of how many are done. A letter that cannot be printed (a name in letters the
    font does not have) is told to `failed` and passed over, so that one does not hold back the others;
    without `failed` it raises `CannotPrint`. Raises `FontsMissing`.
    """
    press = Press(TEMPLATE, font_dir)
    for done, letter in enumerate(letters, start=1):
        try:
            made = _print(press, [letter])
        except CannotPrint as error:
            if failed is None:
                raise
            failed(letter, error)
        else:
            yield letter, made
        progress(done, len(letters))


def _print(press: Press, letters: Sequence[Letter]) -> bytes:
    composed = [compose_all(letter) for letter in letters]
    first = composed[0][0]
    data = {
        "title": _title(letters, composed),
        "author": first.letterhead[0],
        "brand": first.brand,
        "lang": first.lang,
        "letters": [{"parts": [_as_data(part) for part in parts]} for parts in composed],
    }
    try:
        return press.print(data, max(letter.date for letter in letters))
    except CannotPrint as error:
        named = letters[0].reference if len(letters) == 1 else f"{letters[0].reference} … {letters[-1].reference}"
        raise CannotPrint(f"{named}: {error}") from error


def _title(letters: Sequence[Letter], composed: Sequence[tuple[Part, ...]]) -> str:
    """The subject in the letter's languages, and its reference; never a name."""
    subjects = dict.fromkeys(part.subject for part in composed[0])
    references = dict.fromkeys((letters[0].reference, letters[-1].reference))
    return f"{' / '.join(subjects)} ({' – '.join(references)})"


def _as_data(part: Part) -> dict[str, Any]:
    """The part in the shape the template reads."""
    data = asdict(part)
    data["signatory"] = dict(zip(("name", "role"), part.signatory, strict=True))
    data["copies"] = {"label": part.copies_label, "names": part.copies}
    data["also"] = [part.also] if part.also else []
    data["other"] = {"lang": part.other, "overleaf": part.overleaf, "on_page": part.on_page} if part.other else None
    return data
