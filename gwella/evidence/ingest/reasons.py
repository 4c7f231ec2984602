"""Why something brought in is refused or doubted: every wording of the readers in one table.

The words are msgids; their {fields} come from the problem's `params`. `{value}` and `{column}` are always
among them.
"""

from dataclasses import dataclass, replace

from gwella.core.problems import Problem
from gwella.core.text import mark

# A problem is shown to a person: more of a cell than this helps nobody and may be megabytes.
SHOWN_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong (`message`) and what the person can do about it (`mend`)."""

    message: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file as its owner named it, the sheet, the row from 1 as shown."""

    file: str
    sheet: str = ""
    row: int | None = None

    def at(self, row: int | None) -> "Place":
        """The same sheet, another row."""
        return replace(self, row=row)

    def problem(self, code: str, *, column: str = "", value: object = "", **params: object) -> Problem:
        """The problem `code` of `REASONS` at this place. KeyError for a code without words."""
        reason = REASONS[code]
        shown = _shown(value)
        return Problem(
            code=code,
            message=reason.message,
            file=self.file,
            sheet=self.sheet,
            row=self.row,
            column=_shown(column),
            value=shown,
            mend=reason.mend,
            params={"value": shown, "column": _shown(column)} | {k: _shown(v) for k, v in params.items()},
        )


def _shown(value: object) -> str:
    text = "".join(c if c.isprintable() else " " for c in str(value)).strip()
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


_SAVE_AS = mark("Open the file in a spreadsheet program and save it again as .xlsx, .ods or .csv (UTF-8).")
_ASK_AGAIN = mark("Download or ask for the file again: it did not arrive whole.")
_SMALLER = mark("Remove sheets, rows and pictures that do not belong, or send the file in parts.")

_FILE_REASONS = {
    "file_missing": Reason(mark("The file cannot be found or opened.")),
    "file_empty": Reason(mark("The file is empty."), _ASK_AGAIN),
    "file_too_big": Reason(mark("The file is larger than {limit} MB."), _SMALLER),
    "file_is_html": Reason(mark("This is a web page, not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_is_pdf": Reason(mark("This is a PDF document, not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_is_xml": Reason(mark("This is an XML file, not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_is_json": Reason(mark("This is a JSON file, not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_is_image": Reason(mark("This is a picture, not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_is_archive": Reason(
        mark("This is an archive of other files, not a spreadsheet."),
        mark("Unpack the archive and send the spreadsheet in it."),
    ),
    "file_is_document": Reason(mark("This is a text document, not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_is_xls": Reason(mark("This is a binary Excel file (.xls or .xlsb), which is not accepted."), _SAVE_AS),
    "file_is_binary": Reason(mark("This is not a spreadsheet or a CSV file."), _SAVE_AS),
    "file_encrypted": Reason(
        mark("The file is protected by a password."), mark("Save it without a password and send it again.")
    ),
    "file_damaged": Reason(mark("The file is damaged or was cut short."), _ASK_AGAIN),
    "file_nested": Reason(
        mark("The file holds another archive or workbook ({value}) inside it."),
        mark("Remove the embedded file and save again."),
    ),
    "file_inflates": Reason(mark("The file would unpack to far more than its size allows."), _SMALLER),
    "too_many_entries": Reason(mark("The file is an archive of more than {limit} parts."), _SMALLER),
    "too_many_sheets": Reason(mark("There are more than {limit} sheets."), _SMALLER),
    "too_many_rows": Reason(mark("There are more than {limit} rows."), _SMALLER),
    "too_many_columns": Reason(mark("There are more than {limit} columns."), _SMALLER),
    "too_many_cells": Reason(mark("There are more than {limit} cells."), _SMALLER),
    "cell_too_long": Reason(mark("A cell holds more than {limit} characters."), _SMALLER),
    "too_much": Reason(mark("Reading the file would take more memory than is allowed."), _SMALLER),
    "too_slow": Reason(mark("Reading the file took longer than is allowed."), _SMALLER),
    "not_text": Reason(mark("The file holds characters that are not text."), _SAVE_AS),
    "mixed_encoding": Reason(
        mark("Letters are written in two different encodings, so some of them would be read wrongly."), _SAVE_AS
    ),
    "bad_quotes": Reason(
        mark('Quotation marks do not match from this row on, or a cell holds a stray ".'),
        mark('Put the cell in quotation marks and write each " inside it twice.'),
    ),
}

_TABLE_REASONS = {
    "no_table": Reason(
        mark("No row of column headings was found."),
        mark("The first rows must name the columns, in Welsh or English: {wanted}."),
    ),
    "column_missing": Reason(
        mark("The column “{column}” is missing."), mark("Add it, or give it back its heading: {names}.")
    ),
    "column_renamed": Reason(
        mark("The column “{column}” is missing; “{near}” looks like it."),
        mark("Give the column one of its headings: {names}."),
    ),
    "column_twice": Reason(mark("The column “{column}” stands twice."), mark("Remove or rename one of them.")),
    "column_unknown": Reason(mark("The column “{column}” is not known and was not read.")),
    "row_too_long": Reason(
        mark("The row has more cells than there are headings; “{value}” was not read."),
        mark("Check for a comma in a cell without quotation marks."),
    ),
    "and_more": Reason(mark("There are {count} more problems of this sort.")),
    "row_too_short": Reason(mark("The row beginning “{value}” has fewer cells than it needs.")),
    "no_rows": Reason(mark("There is nothing below the headings.")),
    "value_missing": Reason(mark("“{column}” is empty."), mark("Fill it in.")),
    "value_odd": Reason(mark("“{value}” is unusual for “{column}”; it is kept as it is.")),
    "value_unknown": Reason(mark("“{value}” is not one of the values known for “{column}”: {known}.")),
    "not_a_number": Reason(mark("“{value}” is not a whole number of 0 or more.")),
    "not_a_date": Reason(mark("“{value}” is not a date."), mark("Write dates as 2024-09-01 or 01/09/2024.")),
    "date_impossible": Reason(mark("The date {value} cannot be right here.")),
    "postcode_impossible": Reason(
        mark("“{value}” cannot be a postcode."), mark("Postcodes look like CF10 3AT. Check O and 0, I and 1.")
    ),
    "email_impossible": Reason(mark("“{value}” cannot be an e-mail address.")),
    "council_unknown": Reason(
        mark("“{value}” is not a council in Wales."),
        mark("Give its code (660 to 681) or its name in either language."),
    ),
    "name_missing": Reason(mark("The name is missing.")),
    "row_repeated": Reason(mark("The same row stands twice (also row {other}); it is read once.")),
}

_SCHOOL_REASONS = {
    "number_missing": Reason(mark("The school number is missing."), mark("Give its seven figures.")),
    "number_malformed": Reason(
        mark("“{value}” cannot be a school number."), mark("A school number is seven figures: council, then school.")
    ),
    "number_of_no_council": Reason(mark("The school number {value} begins with no council's code.")),
    "council_is_not_numbers": Reason(
        mark("The council's code {value} is not the beginning of the school number {number}.")
    ),
    "council_names_differ": Reason(mark("The council's name “{value}” does not belong to the code {council}.")),
    "school_twice": Reason(
        mark("The school {value} has more than one row (also {other}), and they differ."),
        mark("Keep the right row and remove the other."),
    ),
    "sheets_disagree": Reason(
        mark("“{column}” differs between the Welsh and the English sheet: “{value}” and “{other}”."),
        mark("Correct the sheet that is wrong."),
    ),
    "one_language_only": Reason(mark("The school {value} stands in the sheet of one language only.")),
    "no_other_language": Reason(mark("“{value}” has no known wording in the other language.")),
    "number_out_of_range": Reason(
        mark("School numbers like {value} are not usual for this kind of school ({usual} would be).")
    ),
    "kind_unknown": Reason(
        mark("It is not said whether these are independent schools or pupil referral units."),
        mark("Name the sheet or the file Independent or PRU (Annibynnol or UCD)."),
    ),
    "totals_missing": Reason(mark("No table of control totals was found, so the count cannot be checked.")),
    "totals_differ": Reason(mark("{area}, {phase}: {published} published, {counted} counted.")),
    "no_category_name": Reason(mark("“{value}” is not the colour “{other}” in the other language.")),
}

_PLACE_REASONS = {
    "coordinate_impossible": Reason(
        mark("{value} is not a place in Britain."), mark("Latitude is 49 to 61, longitude −9 to 2. Check their order.")
    ),
    "coordinate_missing": Reason(mark("The postcode {value} has no place in the file and was not read.")),
    "too_many_places": Reason(
        mark("There are more than {limit} postcodes."), mark("Name the postcode areas you want, such as CF and SA.")
    ),
    "postcode_twice": Reason(mark("The postcode {value} stands twice, at two different places.")),
    "not_json": Reason(mark("The file is not valid JSON."), _ASK_AGAIN),
    "not_boundaries": Reason(
        mark("The file holds no boundaries."), mark("Send TopoJSON or GeoJSON with latitude and longitude (WGS84).")
    ),
    "boundary_broken": Reason(mark("The boundary of {value} cannot be drawn from the file.")),
    "boundary_elsewhere": Reason(
        mark("The boundary of {value} lies outside Britain."),
        mark("The file must hold longitude and latitude, not metres of the National Grid."),
    ),
    "boundary_twice": Reason(mark("The council {value} has two boundaries.")),
    "area_unknown": Reason(mark("The area {value} is not a council in Wales and was not read.")),
    "boundaries_missing": Reason(mark("No boundary was found for {value}.")),
}

_PEOPLE_REASONS = {
    "days_impossible": Reason(mark("“{value}” days a year cannot be right."), mark("Give 0 to 230 days.")),
    "days_not_halves": Reason(mark("“{value}” is not whole or half days."), mark("Write 12 or 12.5.")),
    "level_impossible": Reason(
        mark("“{value}” is not a level of Welsh."), mark("Levels are 0 (no Welsh) to 5 (fluent).")
    ),
    "person_twice": Reason(
        mark("The person {value} has more than one row (also row {other})."), mark("Keep one row for each person.")
    ),
    "contact_twice": Reason(mark("The same person has the same role at this school twice (also row {other}).")),
    "one_head_only": Reason(
        mark("The school {value} has more than one {role} (also row {other})."), mark("Keep the one in post.")
    ),
    "example_row": Reason(mark("This is the template's example, and was not read.")),
    "interest_unreadable": Reason(
        mark("“{value}” is not a declared interest."),
        mark("Write number and kind, as in 6720000 governor. Kinds: {known}."),
    ),
    "no_contact_details": Reason(mark("{value} has no e-mail address, so nothing can be sent.")),
}

_PUPIL_REASONS = {
    "upn_wrong": Reason(
        mark("“{value}” cannot be a unique pupil number: its check letter is wrong."),
        mark("Correct it in the school’s system and send the file again."),
    ),
    "number_out_of_bounds": Reason(mark("“{value}” is not a number from {least} to {most}.")),
    "absent_too_often": Reason(mark("More sessions are missed ({value}) than were possible.")),
    "subject_of_other_stage": Reason(mark("The subject “{value}” does not belong to this stage.")),
    "pupil_twice": Reason(
        mark("The pupil {value} stands more than once, and the rows differ."),
        mark("Keep the right row and remove the others."),
    ),
}

_CALENDAR_REASONS = {
    "days_backwards": Reason(mark("The last day ({value}) comes before the first ({other}).")),
    "term_length": Reason(mark("A term lasts more than a day and at most {limit} weeks.")),
    "half_term_half_told": Reason(mark("“{column}” is empty: a half-term holiday has a first and a last day.")),
    "half_term_outside": Reason(mark("The half-term holiday {value} does not lie inside its term.")),
    "half_term_of_no_term": Reason(mark("Only a term has a half-term holiday.")),
    "closure_too_long": Reason(
        mark("Schools are not shut within a term for more than a month."),
        mark("Holidays between terms follow from the terms; leave them out."),
    ),
    "day_on_weekend": Reason(mark("{value} is a Saturday or Sunday, when no school is open; it was not read.")),
    "calendar_twice": Reason(
        mark("The same term or day of one council stands twice (also row {other}), and they differ."),
        mark("Keep the right row and remove the other."),
    ),
}

REASONS: dict[str, Reason] = (
    _FILE_REASONS
    | _TABLE_REASONS
    | _SCHOOL_REASONS
    | _PLACE_REASONS
    | _PEOPLE_REASONS
    | _PUPIL_REASONS
    | _CALENDAR_REASONS
)
