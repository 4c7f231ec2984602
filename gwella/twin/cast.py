"""The cast: one name per role, the same in the demonstration, the tests and the manual.

Angharad looks after Ysgol Nant-y-Felin; Bethan is its council's senior system leader; Carys leads the region;
Dafydd is *another* council's officer; and so on, each with an initial of their own.
"""

from dataclasses import dataclass

from gwella.core.text import mark
from gwella.twin.fixed import HOME

ELSEWHERE = "992"  # Dafydd's council
SCHOOL = "nant_y_felin"

ROLES = (
    "system_leader", "senior_system_leader", "head_of_service", "strategic_lead", "council_officer", "headteacher",
    "deputy", "chair", "clerk", "governor", "data_team", "finance", "member", "scrutiny_member", "coopted_member",
    "democratic_services", "translator", "administrator", "diocese", "provider", "hub_lead", "host_finance",
    "inspectorate_reader",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part in the cast; `school` is the key of a school known by name, `detail` as in `Post`."""

    key: str
    role: str
    name: str
    language: str
    sees: str
    council: str = ""
    school: str = ""
    detail: str = ""
    also: tuple[str, ...] = ()  # further schools known by name where they hold the same role


PARTS = (
    Part(
        "angharad",
        "system_leader",
        "Angharad Morris",
        "cy",
        mark("The schools linked to her, and comparators without names."),
    ),
    Part(
        "bethan",
        "senior_system_leader",
        "Bethan Lloyd",
        "cy",
        mark("Every school of Cwm Rhedyn, and the sample she quality-assures."),
        council=HOME,
    ),
    Part("carys", "head_of_service", "Carys Bowen", "cy", mark("The whole region.")),
    Part(
        "dafydd",
        "council_officer",
        "Dafydd Rowlands",
        "en",
        mark("The schools of Bro Eithin, and no other council’s."),
        council=ELSEWHERE,
        detail="head_of_school_improvement",
    ),
    Part(
        "esyllt",
        "strategic_lead",
        "Esyllt Vaughan",
        "cy",
        mark("Schools with an open literacy case of hers."),
        detail="literacy",
    ),
    Part(
        "ffion",
        "finance",
        "Ffion Harries",
        "en",
        mark("Grants, orders, contributions and the budget; no judgements."),
    ),
    Part(
        "gethin",
        "chair",
        "Gethin Oakley",
        "",
        mark("Ysgol Nant-y-Felin in plain words: released and governor records."),
        school=SCHOOL,
    ),
    Part(
        "hanna",
        "hub_lead",
        "Hanna Whitcombe",
        "cy",
        mark("The partnership work her hub school leads."),
        school="llwyn_celynnen",
    ),
    Part(
        "ifan",
        "inspectorate_reader",
        "Ifan Probert",
        "cy",
        mark("What was released to the inspectorate, and nothing else."),
    ),
    Part(
        "jamila",
        "deputy",
        "Jamila Warsame",
        "cy",
        mark("What her head has opened to her at Ysgol Nant-y-Felin."),
        school=SCHOOL,
    ),
    Part(
        "kiran",
        "clerk",
        "Kiran Sharma",
        "en",
        mark("Governor records and dates of the schools he clerks."),
        school="heol_lafant",
        also=("pont_rhedyn", "st_elfan"),
    ),
    Part(
        "lowri",
        "headteacher",
        "Lowri Prydderch",
        "cy",
        mark("Her own school, Ysgol Nant-y-Felin, and what was released to it."),
        school=SCHOOL,
    ),
    Part("mair", "member", "Mair Penry", "cy", mark("Published figures and committee papers."), council=HOME),
    Part(
        "nerys",
        "council_officer",
        "Nerys Hopcyn",
        "cy",
        mark("The schools of Cwm Rhedyn only; she decides for the council."),
        council=HOME,
        detail="head_of_school_improvement",
    ),
    Part(
        "osian",
        "governor",
        "Osian Beynon",
        "",
        mark("Governor records of Ysgol Nant-y-Felin."),
        school=SCHOOL,
        detail="parent",
    ),
    Part(
        "pedr",
        "provider",
        "Pedr Maddox",
        "en",
        mark("His own offers and orders in the traded service."),
    ),
    Part(
        "rachel",
        "data_team",
        "Rachel Osei",
        "en",
        mark("Data of every school; no confidential case text."),
    ),
    Part(
        "selwyn",
        "scrutiny_member",
        "Selwyn Hughes",
        "en",
        mark("Published papers, and the answers to his questions."),
        council=HOME,
    ),
    Part("tegwen", "translator", "Tegwen Rhydderch", "cy", mark("Texts that wait for translation.")),
    Part(
        "una",
        "coopted_member",
        "Una Sheehan",
        "en",
        mark("Scrutiny papers, as a member without a council seat."),
        council=HOME,
    ),
    Part(
        "verity",
        "diocese",
        "Verity Amos",
        "en",
        mark("What was released about the Church in Wales schools."),
        detail="cw",
    ),
    Part(
        "wyn",
        "administrator",
        "Wyn Farr",
        "en",
        mark("People, roles, settings and the audit; no case content."),
    ),
    Part(
        "yusuf",
        "host_finance",
        "Yusuf Iqbal",
        "en",
        mark("The service’s accounts, for the council that hosts it."),
        council="991",
    ),
    Part(
        "zofia",
        "democratic_services",
        "Zofia Nowak",
        "en",
        mark("Committee papers and meetings; drafts meant for her."),
    ),
)
