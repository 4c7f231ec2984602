"""The kinds of school and of interest, in words. Codes are the publisher's where the publisher has one."""

from gwella.core.text import mark

KINDS = {
    "maintained": mark("Maintained school"),
    "pru": mark("Pupil referral unit"),
    "independent": mark("Independent school"),
}

PHASES = {
    "nursery": mark("Nursery"),
    "primary": mark("Primary"),
    "middle": mark("All-through"),
    "secondary": mark("Secondary"),
    "special": mark("Special"),
    "pru": mark("Referral unit"),
    "": mark("Not stated"),
}

# The register's own codes. NA is a value, not a blank: special schools, nurseries.
MEDIUMS = {
    "WM": mark("Welsh medium"),
    "DS": mark("Dual stream"),
    "TR": mark("Transitional"),
    "AB": mark("Bilingual (Type A)"),
    "BB": mark("Bilingual (Type B)"),
    "CB": mark("Bilingual (Type C)"),
    "CH": mark("Bilingual (Type Ch)"),
    "EW": mark("English with significant Welsh"),
    "EM": mark("English medium"),
    "NA": mark("Not applicable"),
    "": mark("Not stated"),
}

# How people filter: three media and those to whom the question does not apply.
MEDIUM_GROUPS = {
    "welsh": (mark("Welsh"), ("WM",)),
    "bilingual": (mark("Bilingual or dual stream"), ("DS", "TR", "AB", "BB", "CB", "CH")),
    "english": (mark("English"), ("EM", "EW")),
    "none": (mark("Not applicable"), ("NA", "")),
}

GOVERNANCE = {
    "community": mark("Community"),
    "va": mark("Voluntary aided"),
    "vc": mark("Voluntary controlled"),
    "foundation": mark("Foundation"),
    "na": mark("Not applicable"),
    "": mark("Not stated"),
}

FAITHS = {
    "": mark("None stated"),
    "cw": mark("Church in Wales"),
    "rc": mark("Roman Catholic"),
    "rca": mark("Roman Catholic and Anglican"),
}

STATES = {"open": mark("Open"), "closed": mark("Closed")}

# Why a person may not look after a school. The last three are found by the program, not declared.
INTERESTS = {
    "employer": mark("Employed by the school"),
    "governor": mark("Governor of the school"),
    "relative": mark("Relative at the school"),
    "child": mark("Child at the school"),
    "paid_provider": mark("Paid provider to the school"),
    "own_school": mark("Head of the school"),
    "same_cluster": mark("Head of a school in the same cluster"),
    "near_own_school": mark("Head of a school near by"),
}
DERIVED_INTERESTS = ("own_school", "same_cluster", "near_own_school")

CONTACT_ROLES = {
    "head": mark("Headteacher"),
    "deputy": mark("Deputy headteacher"),
    "chair": mark("Chair of governors"),
    "clerk": mark("Clerk"),
    "governor": mark("Governor"),
}

SUCCESSIONS = {
    "merged": mark("Merged into"),
    "split": mark("Split into"),
    "replaced": mark("Replaced by"),
    "renumbered": mark("Renumbered as"),
}


def medium_group(medium: str) -> str:
    """The group a medium code is filtered under."""
    return next((code for code, (_, media) in MEDIUM_GROUPS.items() if medium in media), "none")


# What happened to schools, in words for the record. Fields come from the event, then from what it meant for the school.
EVENTS = {
    "schools.founded": mark("Put on the register"),
    "schools.grouped": mark("Clusters: {clusters}. Federations: {federations}"),
    "contacts.recorded": mark("Contacts were brought up to date"),
    "roles.granted": mark("Roles were given: {count}"),
    "interests.recorded": mark("An interest was recorded"),
    "schools.linked": mark("System leader: {leader}, from {starts_on}"),
}
