"""Every component with invented schools, people and figures, grouped as the look's pages name them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gwella.web.components.base import Content
from gwella.web.components.lists import Empty, Fact, Figure, Figures, Moment, Progress, Summary, Task, Tasks, Timeline
from gwella.web.components.marks import Blank, Category, Cell, Review, Tag, Trend
from gwella.web.components.navigation import Crumb, Tab, Tabs
from gwella.web.components.school import SchoolHeader, Standing
from gwella.web.gallery.pictures import chart, load_table, map_of_schools, meter, meters
from gwella.web.gallery.tables import listing, pages, tight_table
from gwella.web.gallery.words import CATEGORIES, category_word, say
from gwella.web.templatetags import gwella as tags


@dataclass(frozen=True)
class Example:
    """One component: what it is called, when it is used and when not, and the thing itself."""

    name: str
    use: str
    shown: Content
    wide: bool = False


@dataclass(frozen=True)
class Group:
    """Components of one kind."""

    heading: str
    examples: list[Example]
    columns: bool = False


def examples(query: QueryDict) -> list[Group]:
    """All of them, in the current language; `query` lets filters, order and pages be tried."""
    return [
        Group(say("Marks", "Marciau"), _marks()),
        Group(say("One school", "Un ysgol"), _school()),
        Group(say("Days", "Diwrnodau"), _days()),
        Group(say("Evidence", "Tystiolaeth"), _evidence()),
        Group(say("Work and what happened", "Gwaith a’r hyn a ddigwyddodd"), _work()),
        Group(say("Lists", "Rhestrau"), _lists(query)),
        Group(say("Notices", "Hysbysiadau"), _notices()),
    ]


def _row(items: Iterable[Content]) -> SafeString:
    return format_html('<div class="follows">{}</div>', format_html_join(" ", "{}", ((item,) for item in items)))


def _marks() -> list[Example]:
    marks = [Category(code, category_word(code)) for code in (*CATEGORIES, "")]
    statuses = [
        Tag("urgent", say("Due tomorrow", "Erbyn yfory")),
        Tag("now", say("In hand", "Ar waith")),
        Tag("todo", say("To do", "I’w wneud")),
        Tag("done", say("Done", "Wedi’i wneud")),
    ]
    return [
        Example(
            say("Category mark", "Marc categori"),
            say(
                "Shape, word and tint, wherever a category is named. Not for a status.",
                "Siâp, gair a lliw, lle bynnag yr enwir categori. Nid ar gyfer statws.",
            ),
            _row([*marks, Category("amber", category_word("amber"), big=True)]),
        ),
        Example(
            say("Tag", "Tag"),
            say(
                "Four weights of status, never in a category’s colour.",
                "Pedwar pwys o statws, byth mewn lliw categori.",
            ),
            _row(statuses),
        ),
        Example(
            say("Direction", "Cyfeiriad"),
            say("An arrow and its word.", "Saeth a’i gair."),
            _row(Trend(way, word) for way, word in _directions()),
        ),
        Example(
            say("Blank", "Bwlch"),
            say("A dash always says why there is no figure.", "Mae llinell bob amser yn dweud pam nad oes ffigur."),
            _row([Blank(say("too few pupils: 4", "rhy ychydig o ddisgyblion: 4"))]),
        ),
        Example(
            say("Unread Welsh", "Cymraeg heb ei darllen"),
            say("In the demonstration only.", "Yn yr arddangosiad yn unig."),
            _row([Review()]),
        ),
    ]


def _directions() -> list[tuple[str, str]]:
    return [
        ("better", say("Better", "Gwell")),
        ("worse", say("Worse", "Gwaeth")),
        ("same", say("Same", "Yr un fath")),
        ("unknown", say("Cannot say", "Ni ellir dweud")),
    ]


def _school() -> list[Example]:
    decided = Fact(say("Decided", "Penderfynwyd"), say("24 January 2020", "24 Ionawr 2020"))
    standing = Standing(
        Category("amber", category_word("amber"), big=True),
        [decided, Fact(say("Days left", "Diwrnodau ar ôl"), "2.5")],
        open=True,
    )
    header = SchoolHeader(
        name="Ysgol Nant-y-Felin",
        name_other="Nant-y-Felin Primary School",
        lang="cy",
        crumbs=[Crumb(say("Schools", "Ysgolion"), "#"), Crumb("Cwm Rhedyn", "#")],
        facts=_facts(),
        standing=standing,
        tabs=_tabs(),
    )
    return [
        Example(
            say("Summary list", "Rhestr grynodeb"),
            say("Facts of one thing. Not for comparing.", "Ffeithiau am un peth. Nid ar gyfer cymharu."),
            Summary(_key_facts()),
        ),
        Example(
            say("School header", "Pennyn ysgol"),
            say(
                "Names in both languages, facts, category and days in a fold, parts of the page.",
                "Enwau yn y ddwy iaith, ffeithiau, categori a diwrnodau mewn plyg, rhannau’r dudalen.",
            ),
            header,
            wide=True,
        ),
    ]


def _facts() -> list[Fact]:
    return [
        Fact(say("Number", "Rhif"), "6992147"),
        Fact(say("Council", "Cyngor"), "Cwm Rhedyn"),
        Fact(
            say("Medium and phase", "Cyfrwng a sector"),
            say("Welsh, primary", "Cymraeg, cynradd"),
            say("3 to 11", "3 i 11"),
        ),
        Fact(say("Head", "Pennaeth"), "Lowri Prydderch", say("since September 2017", "ers Medi 2017")),
        Fact(say("Inspection", "Arolygiad"), say("Good", "Da"), say("May 2016", "Mai 2016")),
        Fact(say("System leader", "Arweinydd system"), "Angharad Morris"),
    ]


def _tabs() -> Tabs:
    return Tabs(
        say("Parts of the school’s page", "Rhannau tudalen yr ysgol"),
        [
            Tab(say("Overview", "Trosolwg"), "#", current=True),
            Tab(say("Evidence", "Tystiolaeth"), "#"),
            Tab(say("Visits and notes", "Ymweliadau a nodiadau"), "#", count=9),
            Tab(say("Judgements", "Barnau"), "#"),
            Tab(say("Help", "Cymorth"), "#", count=3),
            Tab(say("Money", "Arian"), "#"),
            Tab(say("Record", "Cofnod"), "#"),
        ],
    )


def _key_facts() -> list[Fact]:
    change = (say("Change", "Newid"), "#")
    return [
        Fact(say("Pupils", "Disgyblion"), 214, say("January 2019 census", "Cyfrifiad Ionawr 2019"), change),
        Fact(
            say("Next inspection", "Arolygiad nesaf"),
            Blank(say("no date told; by 2023", "dim dyddiad eto; erbyn 2023")),
            action=change,
        ),
        Fact(say("Concern", "Pryder"), Blank(say("none open", "dim un ar agor")), action=change),
    ]


def _days() -> list[Example]:
    return [
        Example(
            say("Meter", "Mesurydd"),
            say(
                "Days and nothing else. The ceiling comes from the category and is not a promise.",
                "Diwrnodau a dim arall. Daw’r uchafswm o’r categori ac nid yw’n addewid.",
            ),
            meter(),
        ),
        Example(
            say("Meter before agreement, and beyond it", "Mesurydd cyn cytuno, a thu hwnt iddo"),
            say("A blank and a zero look different.", "Mae bwlch a sero yn edrych yn wahanol."),
            format_html_join("", '<div class="block--s">{}</div>', ((one,) for one in meters())),
        ),
        Example(
            say("Mini meter and load", "Mesurydd bach a llwyth"),
            say("In a row of a table.", "Mewn rhes o dabl."),
            load_table(),
        ),
    ]


def _evidence() -> list[Example]:
    return [
        Example(
            say("Chart with takeaway", "Siart â chasgliad"),
            say("Evidence over time. Not for one number.", "Tystiolaeth dros amser. Nid ar gyfer un rhif."),
            chart(tight_table()),
        ),
        Example(
            say("Figures strip", "Stribed ffigurau"),
            say("Up to five totals of a run or period.", "Hyd at bum cyfanswm o rediad neu gyfnod."),
            _figures(),
        ),
        Example(
            say("Tight table", "Tabl tynn"),
            say("Figures under a chart or meter.", "Ffigurau o dan siart neu fesurydd."),
            tight_table(),
        ),
    ]


def _figures() -> Figures:
    return Figures(
        [
            Figure(say("Schools given a leader", "Ysgolion ag arweinydd"), 426, say("of 426", "o 426")),
            Figure(
                say("Conflicts", "Gwrthdaro"),
                0,
                say("118 pairs barred by interests", "118 o barau wedi’u gwahardd gan fuddiannau"),
            ),
            Figure(say("Keep last year’s leader", "Cadw arweinydd y llynedd"), 371, say("55 change", "55 yn newid")),
            Figure(say("Days short", "Diwrnodau’n brin"), "6.5", say("in 3 schools", "mewn 3 ysgol")),
            Figure(say("From the best possible", "O’r gorau posibl"), Blank(say("not proven", "heb ei brofi")), ""),
        ]
    )


def _work() -> list[Example]:
    return [
        Example(
            say("Task list", "Rhestr dasgau"),
            say(
                "Work: the whole row is the link. A locked row is no link and says what opens it.",
                "Gwaith: y rhes gyfan yw’r ddolen. Nid yw rhes dan glo yn ddolen; mae’n dweud beth sy’n ei hagor.",
            ),
            Tasks(_tasks()),
        ),
        Example(
            say("Timeline", "Llinell amser"),
            say(
                "What happened, newest first; hollow is planned.", "Yr hyn a ddigwyddodd; gwag yw’r hyn a gynlluniwyd."
            ),
            Timeline(_moments()),
        ),
        Example(
            say("Progress", "Cynnydd"),
            say("Long work, with counts.", "Gwaith hir, gyda chyfrif."),
            Progress(297, 426, say("Packs made: 297 of 426", "Pecynnau a wnaed: 297 o 426")),
        ),
        Example(
            say("Nothing here yet", "Dim byd yma eto"),
            say("Teaches the next step.", "Yn dysgu’r cam nesaf."),
            Empty(
                say("No visits planned this term", "Dim ymweliadau wedi’u cynllunio y tymor hwn"),
                say("Plan the first from the school’s page.", "Cynlluniwch y cyntaf o dudalen yr ysgol."),
                (say("My schools", "Fy ysgolion"), "#"),
            ),
        ),
    ]


def _tasks() -> list[Task]:
    return [
        Task(
            say("Note of visit: Heol Lafant", "Nodyn ymweliad: Heol Lafant"),
            "#",
            say("5 of 7 sections written, saved Friday 16:40", "5 o 7 adran, cadwyd ddydd Gwener 16:40"),
            Tag("urgent", say("Due tomorrow", "Erbyn yfory")),
        ),
        Task(
            "Ysgol Nant-y-Felin",
            "#",
            say("2 of 2 aspects, 6 pieces of evidence", "2 o 2 agwedd, 6 darn o dystiolaeth"),
            Tag("now", say("Ready to send", "Yn barod i’w anfon")),
            lang="cy",
        ),
        Task(
            "Pont Rhedyn",
            "",
            say(
                "Opens when one piece of first-hand evidence is added.",
                "Yn agor pan ychwanegir un darn o dystiolaeth uniongyrchol.",
            ),
            Tag("done", say("Cannot start yet", "Ni ellir cychwyn eto")),
        ),
    ]


def _moments() -> list[Moment]:
    return [
        Moment(
            say("Tuesday 4 February 2020, 10:00", "Dydd Mawrth 4 Chwefror 2020, 10:00"),
            say("Support visit", "Ymweliad cymorth"),
            say("leadership of teaching", "arwain addysgu"),
            say("Days: 0.5", "Diwrnodau: 0.5"),
            planned=True,
        ),
        Moment(
            say("14 January 2020", "14 Ionawr 2020"),
            say("Note of visit", "Nodyn ymweliad"),
            say("books in years 3 and 4", "llyfrau blynyddoedd 3 a 4"),
            say("Days: 1", "Diwrnodau: 1"),
            href="#",
        ),
    ]


def _lists(query: QueryDict) -> list[Example]:
    panel, table, page_links, export = listing(query)
    return [
        Example(
            say("Filters, chips, export, table, pages", "Hidlwyr, sglodion, allgludo, tabl, tudalennau"),
            say("Every list. The address can be shared.", "Pob rhestr. Gellir rhannu’r cyfeiriad."),
            pages(panel, map_of_schools(), table, page_links, export),
            wide=True,
        ),
    ]


def _notices() -> list[Example]:
    return [
        Example(
            say("Notice", "Hysbysiad"),
            say("One thing that helps or must be known. One on a page.", "Un peth sy’n helpu. Un ar dudalen."),
            tags.notice(
                format_html(
                    "<p>{}</p>",
                    say(
                        "Asking Tudur Wynne to take Porth Hafan too leaves 0.5 days short.",
                        "Mae gofyn i Tudur Wynne gymryd ysgolion Porth Hafan hefyd yn gadael 0.5 diwrnod yn brin.",
                    ),
                ),
                say("What would help most", "Beth fyddai’n helpu fwyaf"),
            ),
        ),
        Example(
            say("Inset and fold", "Mewnosodiad a phlyg"),
            say("An aside; detail on demand.", "Sylw; manylion ar gais."),
            format_html(
                "{}{}",
                tags.inset(
                    format_html(
                        "<b>{}</b> {}",
                        say("Late evidence: 1.", "Tystiolaeth hwyr: 1."),
                        say(
                            "It is kept aside until the group asks.", "Fe’i cedwir o’r neilltu nes bod y grŵp yn gofyn."
                        ),
                    )
                ),
                tags.fold(format_html("<p>{}</p>", "wales-2017"), say("Which framework", "Pa fframwaith")),
            ),
        ),
        Example(
            say("Buttons", "Botymau"),
            say("One heather button in a form.", "Un botwm grug mewn ffurflen."),
            _row(
                [
                    tags.submit(say("Make this change", "Gwneud y newid hwn")),
                    tags.button_link(say("Cancel", "Canslo"), "#"),
                    Cell(say("Nothing is sent until you confirm.", "Ni anfonir dim nes i chi gadarnhau.")),
                ]
            ),
        ),
    ]
