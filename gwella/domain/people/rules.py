"""Roles in words, and what each may do at all. Scope (council, school, dates) is in `schools.access`."""

from dataclasses import dataclass

from gwella.core.text import mark


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its code, its name, what it comes for, where its grants reach and its permissions."""

    code: str
    name: str
    reach: str  # "region" | "council" | "school" | "links" | "cases" | "none"
    permissions: frozenset[str]
    is_service: bool = False
    # A council's or service's officer: declared interests bar them; a member's are only shown.
    is_officer: bool = False


def _role(code: str, name: str, reach: str, *permissions: str, service: bool = False, officer: bool = False) -> Role:
    return Role(code, name, reach, frozenset(permissions), service, officer or service)


# What a permission lets a person do, in plain words.
PERMISSIONS = {
    "view_school": mark("See a school's page"),
    "view_category": mark("See the support category and its days"),
    "view_contacts": mark("See a school's contacts"),
    "view_record": mark("See who did what, and when"),
    "list_schools": mark("See lists and maps of schools, and export them"),
    "import_data": mark("Bring in registers, places and categories"),
    "decide_register": mark("Decide differences and schools missing from a register"),
    "view_people": mark("See system leaders, their days and skills"),
    "manage_people": mark("Bring in people and keep their details"),
    "declare_interest": mark("Declare, see and end one's own interests"),
    "view_interests": mark("See declared interests"),
    "propose_allocation": mark("Run and change a proposal of who looks after which school"),
    "confirm_allocation": mark("Confirm an allocation"),
    "approve_letters": mark("Approve letters to schools"),
    "view_frameworks": mark("See the frameworks in words"),
    "administer": mark("Keep roles and settings"),
    "view_figures": mark("See a school’s true figures"),
    "view_safe_figures": mark("See a school’s figures, small groups hidden"),
    "check_figures": mark("Accept or dispute a school’s figures"),
    "answer_disputes": mark("Answer disputed figures"),
    "set_targets": mark("Set a school’s targets and forecasts"),
    "agree_targets": mark("Agree a school’s targets"),
    "view_boards": mark("See the boards of the region, of a council or of the schools one looks after"),
    "view_vulnerable": mark("See the most vulnerable learners of the region or of a council, counted"),
    "issue_packs": mark("Have evidence packs made and issued"),
    "publish_open_data": mark("Have figures made into open data, small groups hidden"),
}

_SCHOOL = ("view_school", "list_schools", "view_frameworks")
_INSIGHT = ("view_category", "view_contacts", "view_record")
_FIGURES = ("view_figures", "view_safe_figures")

ROLES = {
    role.code: role
    for role in (
        _role(
            "system_leader",
            mark("system leader"),
            "links",
            *_SCHOOL,
            *_FIGURES,
            "agree_targets",
            "view_boards",
            *_INSIGHT,
            "declare_interest",
            service=True,
        ),
        _role(
            "senior_system_leader",
            mark("senior system leader"),
            "council",
            *_SCHOOL,
            *_FIGURES,
            "agree_targets",
            "view_boards",
            "view_vulnerable",
            *_INSIGHT,
            "declare_interest",
            "view_people",
            "view_interests",
            "propose_allocation",
            service=True,
        ),
        _role(
            "head_of_service",
            mark("head within the service"),
            "region",
            *_SCHOOL,
            *_FIGURES,
            "agree_targets",
            "view_boards",
            "view_vulnerable",
            "answer_disputes",
            "issue_packs",
            "publish_open_data",
            *_INSIGHT,
            "declare_interest",
            "import_data",
            "decide_register",
            "view_people",
            "manage_people",
            "view_interests",
            "propose_allocation",
            "confirm_allocation",
            "approve_letters",
            service=True,
        ),
        _role(
            "strategic_lead",
            mark("strategic lead"),
            "cases",
            "view_frameworks",
            "declare_interest",
            service=True,
        ),
        _role(
            "council_officer",
            mark("council officer"),
            "council",
            *_SCHOOL,
            *_FIGURES,
            "view_boards",
            "view_vulnerable",
            *_INSIGHT,
            "declare_interest",
            officer=True,
        ),
        _role(
            "headteacher",
            mark("headteacher"),
            "school",
            "view_school",
            *_INSIGHT,
            "view_frameworks",
            *_FIGURES,
            "check_figures",
            "set_targets",
        ),
        _role(
            "deputy",
            mark("named by the head"),
            "school",
            "view_school",
            *_INSIGHT,
            "view_frameworks",
            *_FIGURES,
            "check_figures",
            "set_targets",
        ),
        _role(
            "chair",
            mark("chair of governors"),
            "school",
            "view_school",
            *_INSIGHT,
            "view_frameworks",
            "view_safe_figures",
        ),
        _role("clerk", mark("clerk to governors"), "school", "view_school", "view_contacts", "view_frameworks"),
        _role(
            "governor",
            mark("governor"),
            "school",
            "view_school",
            "view_category",
            "view_frameworks",
            "view_safe_figures",
        ),
        _role(
            "data_team",
            mark("data team"),
            "region",
            *_SCHOOL,
            *_FIGURES,
            "view_boards",
            "view_vulnerable",
            "answer_disputes",
            "issue_packs",
            "publish_open_data",
            "view_category",
            "import_data",
            "decide_register",
            "declare_interest",
            service=True,
        ),
        _role("finance", mark("finance"), "region", *_SCHOOL, "declare_interest", service=True),
        _role("member", mark("Joint Committee member"), "none", "view_frameworks"),
        _role("scrutiny_member", mark("scrutiny councillor"), "none", "view_frameworks"),
        _role("coopted_member", mark("co-opted member"), "none", "view_frameworks"),
        _role("democratic_services", mark("democratic services officer"), "none", "view_frameworks"),
        _role("translator", mark("translator"), "none", "view_frameworks", "declare_interest", service=True),
        _role(
            "administrator",
            mark("system administrator"),
            "none",
            "administer",
            "view_people",
            "view_frameworks",
        ),
        _role("diocese", mark("diocesan officer"), "school", "view_school", "view_frameworks"),
        _role("provider", mark("outside provider"), "none", "view_frameworks"),
        _role("hub_lead", mark("hub lead"), "school", "view_school", "view_frameworks"),
        _role("host_finance", mark("host authority finance"), "none", "view_frameworks"),
        _role("inspectorate_reader", mark("inspectorate reader"), "none", "view_frameworks"),
    )
}

# Welsh skill by level, as the Welsh Language Standards' assessments number them.
WELSH_LEVELS = {
    0: mark("None"),
    1: mark("Entry"),
    2: mark("Foundation level"),
    3: mark("Intermediate"),
    4: mark("Advanced"),
    5: mark("Proficient"),
}

# Subjects and themes a person may bring. Ours, not an official list; others stay as they were written.
SUBJECTS = {
    "literacy": mark("Literacy"),
    "numeracy": mark("Numeracy"),
    "english": mark("English"),
    "welsh": mark("Welsh"),
    "languages": mark("International languages"),
    "mathematics": mark("Mathematics"),
    "science": mark("Science"),
    "humanities": mark("Humanities"),
    "arts": mark("Arts"),
    "expressive_arts": mark("Expressive arts"),
    "health": mark("Health"),
    "health_wellbeing": mark("Health and well-being"),
    "digital": mark("Digital"),
    "aln": mark("Additional learning needs"),
    "foundation_phase": mark("Foundation Phase"),
    "14_19": mark("14–19 learning"),
    "leadership": mark("Leadership"),
    "governance": mark("Governance"),
}

# What a system leader brings, in the order shown.
LEADER_FIELDS = {
    "days": mark("Days a year"),
    "phases": mark("Phases"),
    "subjects": mark("Subjects"),
    "welsh_level": mark("Welsh"),
    "base_name": mark("Base"),
    "base_postcode": mark("Postcode of the base"),
    "councils": mark("Councils agreed to"),
    "starts_on": mark("Start date"),
    "ends_on": mark("Last day"),
}


EVENTS = {
    "people.recorded": mark("People were recorded: {count}"),
    "leaders.recorded": mark("System leaders were recorded: {count}"),
    "leader.changed": mark("What {name} brings was changed"),
    "person.invited": mark("A link to set a password was sent to {name}"),
    "account.signed_in": mark("Signed in"),
    "account.signed_out": mark("Signed out"),
    "account.locked": mark("Sign-in was stopped for a while after wrong passwords"),
    "account.step_refused": mark("A second step was refused: the code or passkey was wrong"),
    "account.step_locked": mark("Second steps were stopped for a while after wrong ones"),
    "account.timed_out": mark("Signed out by the clock: the time of the session was over"),
    "account.app_set_up": mark("An authenticator app was set up as second step"),
    "account.app_removed": mark("The authenticator app was removed"),
    "account.passkey_added": mark("A passkey was added: {name}"),
    "account.passkey_removed": mark("A passkey was removed: {name}"),
    "account.joined": mark("Joined to the sign-in of {name}"),
    "account.codes_made": mark("New recovery codes were made"),
    "account.signed_in_as_cast": mark("Signed in as one of the cast of the demonstration"),
}
