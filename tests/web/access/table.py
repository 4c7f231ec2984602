"""Who may open which address, written by hand from `mission.md` ("Sees"), never from the program's own roles.

To add a page: one line in `ROUTES`, address name → who may. See the functions below for the ways to say who.
An address with more in it than a school's number needs `given=`, a function that makes the thing it is about; one that
takes only a form, and hides itself from an empty one, needs `post=`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cast import PEOPLE, Cast
from tests.web.access import things

NANT, PONT, HAFAN = "9932147", "9932150", "9954012"

# ---- what each person's role is for: the schools it reaches (of the three the test walks through)

REACHES: dict[str, set[str]] = {
    "angharad": {NANT},  # system leader: the schools linked to them
    "bethan": {NANT, PONT},  # senior system leader: their council's
    "gwenllian": {PONT},  # the same, but governor of Nant-y-Felin: an interest bars her there
    "carys": {NANT, PONT, HAFAN},  # head within the service: the region
    "lowri": {NANT, PONT},  # council officer of the first council
    "dafydd": {HAFAN},  # council officer of the other council, and of no other
    "ifan": {NANT, PONT, HAFAN},  # data team: data of every school
    "jac": {NANT, PONT, HAFAN},  # finance: money of every school
    "elin": {NANT},  # headteacher: own school
    "pedr": {NANT},  # named by the head
    "ffion": {NANT},  # chair
    "gareth": {NANT},  # clerk
    "hefin": {NANT},  # governor
    "yusuf": {HAFAN},  # hub lead: own school
    "una": set(),  # diocese: a school outside the three
}

# ---- groups of roles, in words

SEE_SCHOOLS = (
    "system_leader",
    "senior_system_leader",
    "head_of_service",
    "council_officer",
    "headteacher",
    "deputy",
    "chair",
    "clerk",
    "governor",
    "data_team",
    "finance",
    "diocese",
    "hub_lead",
)
# Lists, maps and exports: those with more than one school.
LIST_SCHOOLS = (
    "system_leader",
    "senior_system_leader",
    "head_of_service",
    "council_officer",
    "data_team",
    "finance",
)
SEE_RECORDS = (
    "system_leader",
    "senior_system_leader",
    "head_of_service",
    "council_officer",
    "headteacher",
    "deputy",
    "chair",
)

EVERY_ROLE = tuple({part[1]: None for part in PEOPLE.values() if part[1]})
# Who brings in the official register and decides what differs from it.
BRING_IN = ("head_of_service", "data_team")
# Who oversees people and their days.
SEE_PEOPLE = ("senior_system_leader", "head_of_service", "administrator")
# Whom an interest can bar: everyone who works for the service or a council.
STAFF = (
    "system_leader",
    "senior_system_leader",
    "head_of_service",
    "strategic_lead",
    "council_officer",
    "data_team",
    "finance",
    "translator",
)
# Who sees a school's true figures: who works with it, its council's officers, its head and whom the head names.
SEE_FIGURES = (
    *("system_leader", "senior_system_leader", "head_of_service", "council_officer"),
    *("headteacher", "deputy", "data_team"),
)
# Who speaks for a school about its figures.
SPEAK_FOR = ("headteacher", "deputy")
# Who oversees a council or the region.
SEE_VULNERABLE = ("senior_system_leader", "head_of_service", "council_officer", "data_team")
SEE_BOARDS = ("system_leader", *SEE_VULNERABLE)
# Who works out who looks after which school.
ALLOCATE = ("senior_system_leader", "head_of_service")


@dataclass(frozen=True)
class Row:
    """Who may open an address, and what must be there for it to be about something."""

    everyone: bool = False
    signed_in: bool = False
    roles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    at_school: bool = False
    absent: bool = False
    query: str = ""
    post: Mapping[str, str] = field(default_factory=dict, compare=False)
    given: Callable[[Cast], Mapping[str, Any]] | None = field(default=None, compare=False)

    def lets_in(self, who: str, school: str) -> bool:
        """Whether the person of the cast (empty: nobody signed in) may open it, for the school it is about."""
        if self.everyone:
            return True
        if not who:
            return False
        if self.signed_in or who in self.people:
            return True
        return PEOPLE[who][1] in self.roles and (not self.at_school or school in REACHES.get(who, set()))


def role(*codes: str, **more: Any) -> Row:
    """Holders of one of these roles, wherever they hold it."""
    return Row(roles=frozenset(codes), **more)


def role_at_school(*codes: str, **more: Any) -> Row:
    """Holders of one of these roles at the school whose number is in the address."""
    return Row(roles=frozenset(codes), at_school=True, **more)


def only(*people: str, **more: Any) -> Row:
    """These people of the cast and nobody else: for things that belong to someone."""
    return Row(people=frozenset(people), **more)


def given_to(row: Row, cast: Cast) -> dict[str, Any]:
    """What the row gives its address, made now."""
    return dict(row.given(cast)) if row.given else {}


EVERYONE = Row(everyone=True)
SIGNED_IN = Row(signed_in=True)
# One's own, and nobody in the cast has one: a second factor.
NONE_YET = Row()
# In the demonstration only. The tests are none.
DEMONSTRATION = Row(absent=True)


ROUTES: dict[str, Row] = {
    # the way in and the pages for everybody
    "front": EVERYONE,
    "health": EVERYONE,
    "using": EVERYONE,
    "accessibility": EVERYONE,
    "privacy": EVERYONE,
    "decisions": EVERYONE,
    "today": SIGNED_IN,
    "service": SIGNED_IN,
    # signing in and its safeguards: one's own, for everybody who signs in
    "account_login": EVERYONE,
    "account_logout": EVERYONE,
    "session": EVERYONE,
    # a directory the service has none of
    "openid_connect_login": Row(absent=True, given=lambda cast: {"provider_id": "none"}),
    "openid_connect_callback": Row(absent=True, given=lambda cast: {"provider_id": "none"}),
    "socialaccount_login_cancelled": EVERYONE,
    "account_inactive": EVERYONE,
    "account_reset_password": EVERYONE,
    "account_reset_password_done": EVERYONE,
    "account_reset_password_from_key": Row(everyone=True, given=lambda cast: {"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": EVERYONE,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_authenticate": EVERYONE,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": NONE_YET,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    # who one is is asked first, whether the passkey is there or not
    "mfa_remove_webauthn": Row(signed_in=True, given=lambda cast: {"pk": 1}),
    "mfa_edit_webauthn": Row(signed_in=True, given=lambda cast: {"pk": 1}),
    "mfa_view_recovery_codes": NONE_YET,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "cast": DEMONSTRATION,
    "cast_sign_in": Row(absent=True, given=lambda cast: {"key": "angharad"}),
    # the search: those who have schools or people to look for
    "search": role(*LIST_SCHOOLS, *SEE_PEOPLE, query="?q=nant"),
    "search_suggestions": role(*LIST_SCHOOLS, *SEE_PEOPLE, query="?q=nant"),
    # schools
    "schools": role(*LIST_SCHOOLS),
    "schools_export": role(*LIST_SCHOOLS, query="?format=csv"),
    "schools_fold": role(*SEE_SCHOOLS),
    "school": role_at_school(*SEE_SCHOOLS),
    "school_record": role_at_school(*SEE_RECORDS),
    "school_corrections": role_at_school(*BRING_IN),
    "school_correct": role_at_school(*BRING_IN, given=lambda cast: {"field": "phone"}),
    # a school's evidence: chairs and governors see the safe version, and make no choices of their own
    "school_evidence": role_at_school(*SEE_FIGURES, "chair", "governor"),
    "school_evidence_plain": role_at_school(*SEE_FIGURES, "chair", "governor"),
    "school_evidence_export": role_at_school(*SEE_FIGURES, "chair", "governor", given=things.figures_of_each),
    "school_similar": role_at_school(*SEE_FIGURES, "chair", "governor"),
    "school_evidence_sheet": role_at_school(*SEE_FIGURES, "chair", "governor"),
    "school_steps": role_at_school(*SEE_FIGURES),
    "school_comparison_new": role_at_school(*SEE_FIGURES),
    "school_comparison_end": role_at_school(*SEE_FIGURES, given=lambda cast: {"pk": 1}),
    # a school's own check of its figures, and the answers of those who bring data in
    "school_check": role_at_school(*SEE_FIGURES),
    "school_check_set": role_at_school(*SEE_FIGURES, given=things.data_set),
    "school_check_accept": role_at_school(*SPEAK_FOR, given=things.data_set),
    "school_dispute": role_at_school(*SPEAK_FOR, given=things.figure),
    "school_targets": role_at_school(*SEE_FIGURES),
    # the school sets and forecasts, the service agrees; officers and the data team read
    "school_target_record": role_at_school(
        "system_leader", "senior_system_leader", "head_of_service", "headteacher", "deputy"
    ),
    "disputes": role(*BRING_IN),
    "dispute": role(*BRING_IN, given=things.dispute),
    # boards: who oversees the region or a council
    "boards": role(*SEE_BOARDS),
    "signs": role(*SEE_BOARDS),
    "timely": role(*SEE_BOARDS),
    "vulnerable": role(*SEE_VULNERABLE, given=things.region_figure),
    "vulnerable_export": role(*SEE_VULNERABLE, given=things.region_figure, query="?format=csv"),
    "boards_export": role(*SEE_BOARDS, given=things.region_figure, query="?format=csv"),
    # bringing in, and what a register leaves to decide
    "imports": role(*BRING_IN),
    "import_upload": role(*BRING_IN, given=lambda cast: {"kind": "register"}),
    # people's days and skills are the head's to bring in, not the data team's
    "import_template": role("head_of_service", given=lambda cast: {"kind": "staff"}),
    "import": role(*BRING_IN, given=things.register),
    "import_commit": role(*BRING_IN, given=things.register),
    "import_put_aside": role(*BRING_IN, given=things.register),
    "import_section": role(*BRING_IN, given=things.register_section),
    "missing_schools": role(*BRING_IN),
    "missing_school": role(*BRING_IN, given=things.missing_school),
    "register_differences": role(*BRING_IN),
    "register_difference": role(*BRING_IN, given=things.difference, post={"decision": "keep"}),
    "category_differences": role(*BRING_IN),
    "category_difference": role(*BRING_IN, given=things.category_difference),
    # agreements, data sets and how files are read: those who bring data in
    "data_sets": role(*BRING_IN),
    "data_set": role(*BRING_IN, given=things.data_set),
    "data_set_changes": role(*BRING_IN, given=things.data_set),
    "held_back": role(*BRING_IN),
    "agreements": role(*BRING_IN),
    "agreement": role(*BRING_IN, given=things.agreement),
    "agreement_record": role(*BRING_IN),
    "agreement_end": role(*BRING_IN, given=things.agreement),
    "open_licence_record": role(*BRING_IN),
    "transfer_pupils": role(*BRING_IN, given=things.transfer, query="?format=csv"),
    "open_data": role(*BRING_IN),
    "open_data_make": role(*BRING_IN),
    "open_data_file": role(*BRING_IN, given=things.open_data),
    "profiles": role(*BRING_IN),
    "profile": role(*BRING_IN, given=lambda cast: {"code": "gwella-pupils"}),
    "profile_file": role(*BRING_IN, given=lambda cast: {"code": "gwella-pupils"}),
    "profile_share": role(*BRING_IN),
    "profile_example": role(*BRING_IN),
    "profile_make": role(*BRING_IN),
    "profile_put_away": role(*BRING_IN),
    "term_dates": role(*EVERY_ROLE),
    # which councils are served: configuration, the administrator's
    "councils": role("administrator"),
    "council_serving": role("administrator", given=lambda cast: {"code": "993"}),
    # people: one's own page, or by oversight
    "people": role(*SEE_PEOPLE),
    "people_export": role(*SEE_PEOPLE, query="?format=csv"),
    "person": Row(roles=frozenset(SEE_PEOPLE), people=frozenset({"angharad"}), given=things.angharad),
    "person_change": role("head_of_service", given=things.angharad),
    "person_interest": role("head_of_service", given=things.angharad),
    # declared interests: one's own by everyone they can bar; others' by those who allocate
    "interests": role(*STAFF),
    "interest_declare": role(*STAFF),
    "interests_all": role("senior_system_leader", "head_of_service"),
    "interests_export": role("senior_system_leader", "head_of_service", query="?format=csv"),
    "interest_end": Row(
        roles=frozenset({"head_of_service"}), people=frozenset({"angharad"}), given=things.angharads_interest
    ),
    # roles: configuration, the administrator's
    "roles": role("administrator"),
    "role_give": role("administrator"),
    "role_end": role("administrator", given=things.angharads_role),
    # work in the background: whoever asked for it, and those who bring things in
    "work": Row(roles=frozenset(BRING_IN), people=frozenset({"angharad"}), given=things.angharads_work),
    # allocation: proposed by senior system leaders and heads within the service, confirmed by the latter
    "allocation": role(*ALLOCATE),
    "allocation_new": role(*ALLOCATE),
    "allocation_run": role(*ALLOCATE, given=things.run),
    "allocation_list": role(*ALLOCATE, given=things.run),
    "allocation_export": role(*ALLOCATE, given=things.run, query="?format=csv"),
    "allocation_loads": role(*ALLOCATE, given=things.run),
    "allocation_confirm": role(*ALLOCATE, given=things.run),
    "allocation_say_yes": role("head_of_service", given=things.run),
    "allocation_put_aside": role(*ALLOCATE, given=things.run),
    # about Nant-y-Felin: Gwenllian allocates too, and is barred from it
    "allocation_pair": only("bethan", "carys", given=things.pair),
    # packs: the data team and the head within the service issue them; governors are given their own edition
    "packs": role("head_of_service", "data_team"),
    "packs_make": role("head_of_service", "data_team"),
    "school_packs": role_at_school(*SEE_FIGURES, "chair", "governor"),
    "school_pack": role_at_school(*SEE_FIGURES, "chair", "governor", given=things.packs),
    # letters: a head within the service approves and sends; who is written to reads their own once it has left
    "letters": role("head_of_service"),
    "letters_export": role("head_of_service", given=things.letters, query="?format=csv"),
    "letters_prepare": role("head_of_service", given=things.letters),
    "letters_approve": role("head_of_service", given=things.letters),
    "letters_send": role("head_of_service", given=things.letters),
    "letter": role("head_of_service", given=things.letter),
    "letter_pdf": role("head_of_service", given=things.letter),
    "letter_approve": role("head_of_service", given=things.letter),
    "letter_posted": role("head_of_service", given=things.letter),
    "my_letter": only("elin", given=things.sent_letter),
    "my_letter_pdf": only("elin", given=things.sent_letter),
    "my_letter_read": only("elin", given=things.sent_letter),
    # the rules in force, in words: whoever has a role is judged or judges by them
    "frameworks": role(*EVERY_ROLE),
    "framework": role(*EVERY_ROLE, given=lambda cast: {"code": "wales-2017"}),
    # the components, as a page for those who build
    "gallery": EVERYONE,
}
