"""Paper: where its fonts lie, and how a Typst template becomes a tagged PDF. No Django here, and no clock."""

import datetime
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent
FAMILY = "Source Sans 3"
# Where the fonts are installed, below the project or below the folder the program runs in.
_INSTALLED = Path("node_modules/source-sans/TTF")


class FontsMissing(Exception):
    """No paper can be made: the folder with the fonts was not found, or lacks the family the templates name."""


class CannotPrint(Exception):
    """Typst refused the document; the message names what it stumbled on."""


def find_fonts(font_dir: Path | None = None) -> Path:
    """The folder of TrueType fonts: `font_dir`, else GWELLA_FONTS, else the installed npm package.

    Raises `FontsMissing` where none of them is a folder.
    """
    named = font_dir or (Path(os.environ["GWELLA_FONTS"]) if os.environ.get("GWELLA_FONTS") else None)
    places = [named] if named else [top / _INSTALLED for top in (*TEMPLATES.parents, Path.cwd())]
    for place in places:
        if place.is_dir():
            return place
    raise FontsMissing(
        f"The fonts for paper were not found in {named or _INSTALLED}. "
        "Install them (npm ci) or set GWELLA_FONTS to the folder with SourceSans3-Regular.ttf."
    )


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if FAMILY not in fonts.families():
        raise FontsMissing(f"{folder} holds no {FAMILY}. Set GWELLA_FONTS to the folder that does.")
    return fonts


class Press:
    """One Typst template, ready to be filled many times: fonts are read once and the layout cache is kept."""

    def __init__(self, template: str, font_dir: Path | None = None) -> None:
        """`template` is a path below `gwella/documents`. Raises `FontsMissing`."""
        self._compiler = typst.Compiler(
            TEMPLATES / template,
            root=TEMPLATES,
            font_paths=_fonts(find_fonts(font_dir)),
            ignore_system_fonts=True,
        )

    def print(self, data: Mapping[str, Any], dated: datetime.date) -> bytes:
        """`data` (plain JSON) laid out as a PDF/UA-1 file. The same data and date give the same bytes.

        Text reaches the template as strings, never as markup: whatever a name holds is printed as it stands.
        Raises `CannotPrint`.
        """
        moment = datetime.datetime.combine(dated, datetime.time(12), tzinfo=datetime.UTC)
        try:
            made = self._compiler.compile(
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=moment,
            )
        except typst.TypstError as error:
            raise CannotPrint(f"{error.message} {' '.join(error.hints)}".strip()) from error
        assert isinstance(made, bytes)
        return made
