"""The kinds of file that can be brought in, in the order a new service needs them. A new kind adds its line here."""

from collections.abc import Mapping

from gwella.flows import boundaries, categories, contacts, places, register, staff, term_dates
from gwella.flows.evidence import ctf, pupil_files, school_figures
from gwella.flows.imports import Kind

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        register.KIND,
        places.KIND,
        boundaries.KIND,
        staff.KIND,
        contacts.KIND,
        categories.KIND,
        term_dates.KIND,
        *pupil_files.KINDS,
        ctf.KIND,
        *school_figures.KINDS,
    )
}
