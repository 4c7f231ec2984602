"""The background work there is, and the module that does it: read when the work is, so that starting is quick."""

DONE_IN = {
    "allocate": "gwella.jobs.allocation",
    "figures.work_out": "gwella.jobs.evidence",
    "imports.commit": "gwella.jobs.imports",
    "imports.preview": "gwella.jobs.imports",
    "open_data.make": "gwella.jobs.open_data",
    "packs.make": "gwella.jobs.packs",
    "send_letters": "gwella.jobs.letters",
}
