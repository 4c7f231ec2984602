"""Official words in both languages, with the short codes we keep. Source: the register's own two languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from gwella.core.text import Bilingual
from gwella.evidence.ingest.cells import key_of


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a list: our code, its official words, and other ways it is written."""

    code: str
    name: Bilingual
    also: tuple[str, ...] = ()


class Terms:
    """One list of official values, found by code or by words in either language."""

    def __init__(self, *terms: Term) -> None:
        self._terms = terms
        self._found = {key_of(word): term for term in terms for word in (*term.also, term.name.cy, term.name.en)}
        self._found |= {key_of(term.code): term for term in terms}

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    def find(self, text: str) -> Term | None:
        """The term meant, whatever the capitals, accents and punctuation; None where there is none."""
        return self._found.get(key_of(text))

    def known(self) -> str:
        """The list in words, for a message."""
        return ", ".join(
            term.name.en if term.name.en == term.name.cy else f"{term.name.en} / {term.name.cy}" for term in self
        )


def _term(code: str, en: str, cy: str, *also: str) -> Term:
    return Term(code, Bilingual(en, cy), also)


SECTORS = Terms(
    _term("nursery", "Nursery", "Meithrin"),
    _term("primary", "Primary", "Cynradd"),
    _term("middle", "Middle", "Canol", "All-through", "Pob oed", "Pob oedran"),
    _term("secondary", "Secondary", "Uwchradd"),
    _term("special", "Special", "Arbennig"),
    _term("pru", "Pupil referral unit", "Uned cyfeirio disgyblion", "UCD", "Referral unit"),
    _term("independent", "Independent", "Annibynnol"),
)

GOVERNANCE = Terms(
    _term("community", "Community", "Cymuned", "Cymunedol"),
    _term("foundation", "Foundation", "Sefydledig"),
    _term("va", "Voluntary aided", "Gwirfoddol a Gynorthwyir"),
    _term("vc", "Voluntary controlled", "Gwirfoddol a Reolir"),
    _term("na", "Not Applicable", "Ddim yn gymwys", "Dim yn berthnasol"),
)

# The codes are the register's own. NA is a value: special schools and nurseries have no medium category.
MEDIUMS = Terms(
    _term("WM", "Welsh medium", "Cyfrwng Cymraeg"),
    _term("DS", "Dual Stream", "Ddwy ffrwd", "Dwy ffrwd"),
    _term("TR", "Transitional", "Drawsnewidiol", "Trawsnewidiol"),
    _term("AB", "Bilingual (Type A)", "Ddwyieithog (Categori A)"),
    _term("BB", "Bilingual (Type B)", "Ddwyieithog (Categori B)"),
    _term("CB", "Bilingual (Type C)", "Ddwyieithog (Categori C)"),
    _term("CH", "Bilingual (Type Ch)", "Ddwyieithog (Categori Ch)"),
    _term(
        "EW",
        "English with significant Welsh",
        "Cyfrwng Saesneg yn bennaf ond â defnydd sylweddol or Gymraeg",
        "Cyfrwng Saesneg yn bennaf ond â defnydd sylweddol o'r Gymraeg",
    ),
    _term("EM", "English medium", "Cyfrwng Saesneg"),
    _term("NA", "Not applicable", "Dim yn berthnasol", "Ddim yn gymwys"),
)

# The codes are those of the GOV.UK register `school-type-wls`.
SCHOOL_TYPES = Terms(
    _term("1", "Nursery, Infants & Juniors", "Iau, babanod a meithrin", "Nursery, infants and juniors"),
    _term("2", "Infants & Juniors", "Iau a babanod", "Infants and juniors"),
    _term("3", "Secondary (ages 11-19)", "Uwchradd (ystod oedran 11-19)"),
    _term("4", "Special (with post-16 provision)", "Arbennig gyda darpariaeth ôl-16"),
    _term("5", "Juniors", "Iau"),
    _term("6", "Nursery & Infants", "Babanod a meithrin", "Nursery and infants"),
    _term("7", "Secondary (ages 11-16)", "Uwchradd (ystod oedran 11-16)"),
    _term("8", "Middle (ages 3-16)", "Canol (ystod oedran 3-16)"),
    _term("9", "Middle (ages 3-19)", "Canol (ystod oedran 3-19)"),
    _term("10", "Special (without post-16 provision)", "Arbennig heb ddarpariaeth ôl-16"),
    _term("11", "Nursery", "Meithrin"),
    _term("12", "Infants", "Babanod"),
    _term("13", "Middle (ages 4-19)", "Canol (ystod oedran 4-19)"),
)

FAITHS = Terms(
    _term("cw", "Church in Wales", "Eglwys yng Nghymru"),
    _term("rc", "Roman Catholic", "Eglwys Gatholig", "Catholig"),
    _term("rca", "Roman Catholic & Anglican", "Eglwys Gatholig & Anglicanaidd"),
)

COLOURS = Terms(
    _term("green", "Green", "Gwyrdd"),
    _term("yellow", "Yellow", "Melyn"),
    _term("amber", "Amber", "Oren", "Ambr", "Orange"),
    _term("red", "Red", "Coch"),
)

PHASES = Terms(*(term for term in SECTORS if term.code != "independent"))

# The roles a file of staff may give; codes are those of `people.rules.ROLES`.
STAFF_ROLES = Terms(
    _term(
        "system_leader",
        "System leader",
        "Arweinydd system",
        "Challenge adviser",
        "Ymgynghorydd her",
        "Improvement partner",
        "Partner gwella",
    ),
    _term(
        "senior_system_leader",
        "Senior system leader",
        "Uwch-arweinydd system",
        "Senior challenge adviser",
        "Uwch-ymgynghorydd her",
    ),
    _term("strategic_lead", "Strategic lead", "Arweinydd strategol"),
    _term("head_of_service", "Head of service", "Pennaeth gwasanaeth", "Managing director", "Rheolwr gyfarwyddwr"),
    _term("council_officer", "Council officer", "Swyddog cyngor", "Swyddog y cyngor"),
    _term("data_team", "Data team", "Tîm data"),
    _term("finance", "Finance", "Cyllid"),
    _term("translator", "Translator", "Cyfieithydd"),
    _term("democratic_services", "Democratic services", "Gwasanaethau democrataidd"),
    _term("administrator", "System administrator", "Gweinyddwr system"),
)

CONTACT_ROLES = Terms(
    _term("head", "Headteacher", "Pennaeth", "Head teacher", "Prifathro", "Prifathrawes"),
    _term("deputy", "Deputy headteacher", "Dirprwy bennaeth", "Deputy head", "Deputy"),
    _term(
        "chair",
        "Chair of governors",
        "Cadeirydd y llywodraethwyr",
        "Chair",
        "Cadeirydd",
        "Chair of the governing body",
    ),
    _term("clerk", "Clerk", "Clerc", "Clerk to governors", "Clerc i'r llywodraethwyr", "Clerk to the governors"),
    _term("governor", "Governor", "Llywodraethwr", "Llywodraethwraig"),
)

# Interests a person declares; those of a serving head are worked out from the head's own school.
INTERESTS = Terms(
    _term("employer", "Employer", "Cyflogwr", "Employed", "Cyflogedig"),
    _term("governor", "Governor", "Llywodraethwr", "Llywodraethwraig"),
    _term("relative", "Relative", "Perthynas"),
    _term("child", "Child at the school", "Plentyn yn yr ysgol", "Child", "Plentyn"),
    _term("paid_provider", "Paid provider", "Darparwr â thâl", "Provider", "Darparwr"),
)

LANGUAGES = Terms(
    _term("cy", "Welsh", "Cymraeg"),
    _term("en", "English", "Saesneg"),
    _term("both", "Both", "Y ddwy", "Dwyieithog", "Bilingual"),
)

# Levels of the Welsh Language Standards' assessments of skills; codes are `people.rules.WELSH_LEVELS`.
WELSH_LEVELS = Terms(
    _term("0", "None", "Dim", "Level 0", "Lefel 0", "No Welsh"),
    _term("1", "Entry", "Mynediad", "Level 1", "Lefel 1"),
    _term("2", "Foundation", "Sylfaen", "Level 2", "Lefel 2"),
    _term("3", "Intermediate", "Canolradd", "Level 3", "Lefel 3"),
    _term("4", "Advanced", "Uwch", "Level 4", "Lefel 4"),
    _term("5", "Proficient", "Hyfedr", "Level 5", "Lefel 5", "Fluent", "Rhugl"),
)

# Subjects and themes of case work. Not an official list: ours, and others are kept as they are written.
SUBJECTS = Terms(
    _term("literacy", "Literacy", "Llythrennedd"),
    _term("numeracy", "Numeracy", "Rhifedd"),
    _term("english", "English", "Saesneg"),
    _term("welsh", "Welsh", "Cymraeg"),
    _term("mathematics", "Mathematics", "Mathemateg", "Maths"),
    _term("science", "Science", "Gwyddoniaeth"),
    _term("humanities", "Humanities", "Dyniaethau"),
    _term("expressive_arts", "Expressive arts", "Celfyddydau mynegiannol"),
    _term("health_wellbeing", "Health and well-being", "Iechyd a lles", "Wellbeing", "Lles"),
    _term("digital", "Digital", "Digidol", "Digital competence", "Cymhwysedd digidol", "ICT", "TGCh"),
    _term("aln", "Additional learning needs", "Anghenion dysgu ychwanegol", "ALN", "ADY", "SEN", "AAA"),
    _term("foundation_phase", "Foundation Phase", "Y Cyfnod Sylfaen", "Cyfnod Sylfaen"),
    _term("14_19", "14–19 learning", "Dysgu 14–19", "14-19"),
    _term("leadership", "Leadership", "Arweinyddiaeth"),
    _term("governance", "Governance", "Llywodraethiant"),
)

# What a row of term dates is about.
CALENDAR = Terms(
    _term("autumn", "Autumn term", "Tymor yr hydref", "Autumn", "Hydref"),
    _term("spring", "Spring term", "Tymor y gwanwyn", "Spring", "Gwanwyn"),
    _term("summer", "Summer term", "Tymor yr haf", "Summer", "Haf"),
    _term("bank_holiday", "Bank holiday", "Gŵyl banc", "Gŵyl y banc", "Public holiday"),
    _term("closure", "Closure day", "Diwrnod ar gau", "INSET day", "Diwrnod HMS", "Training day", "Closed", "Ar gau"),
    _term("open", "School day", "Diwrnod ysgol", "Open", "Ar agor"),
)
