"""Empty tables to fill in, as files."""

from pathlib import Path
from typing import cast

from django.utils import translation
from django.utils.translation import gettext

from gwella.core.text import Language
from gwella.documents.tables import Cell, Format, write_table
from gwella.evidence.ingest.templates import TemplateKind, template


def write_template(kind: str, language: str, file_format: str, target: Path) -> Path:
    """Write the table of a kind (staff, contacts, term-dates) in a language; a workbook says how to fill it in."""
    made = template(cast(TemplateKind, kind), cast(Language, language))
    with translation.override(language):
        about: dict[str, Cell] = {
            hint.heading: " ".join(
                [
                    gettext(hint.message).format(known=hint.known),
                    *([gettext("Must be filled in.")] if hint.required else []),
                ]
            )
            for hint in made.hints
        }
        body = write_table(
            list(made.headings),
            [list(row) for row in made.examples],
            cast(Format, "csv-excel" if file_format == "csv" else file_format),
            {"staff": gettext("People"), "contacts": gettext("Contacts"), "term-dates": gettext("Term dates")}[kind],
            about,
            about_title=gettext("How to fill this in"),
        )
    target.write_bytes(body)
    return target
