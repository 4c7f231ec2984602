"""Today of those who belong to a school: what they are to do, who looks after it, what the service holds and said."""

from collections.abc import Mapping, Sequence
from typing import cast

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from gwella.core.clock import ZONE
from gwella.domain.allocation.models import Notice
from gwella.domain.people.models import User
from gwella.domain.schools.models import Contact, RoleGrant
from gwella.domain.schools.rules import CONTACT_ROLES
from gwella.insight.boards.changes import recent_changes
from gwella.insight.boards.schools import Board, BoardSchool, Keeps, contacts_of, seniors_of
from gwella.insight.boards.waiting import letters_to
from gwella.insight.evidence.checks import waiting_checks
from gwella.web.components.base import Content
from gwella.web.components.days import days
from gwella.web.components.lists import Fact, Summary, Task, Tasks
from gwella.web.components.marks import Blank, Tag
from gwella.web.home.today.blocks import Asked, Block, Part
from gwella.web.home.today.drawing import category, since, timeline

# Roles whose Today is their school. Those in plain words are told two or three things in sentences.
OF_A_SCHOOL = ("headteacher", "deputy", "chair", "clerk", "governor")
IN_PLAIN_WORDS = ("chair", "governor")
MOST_SCHOOLS = 5
CHANGES = 5


def parts_of(asked: Asked) -> list[Part]:
    """A part for each school of the role, at most five; nine queries whatever the number."""
    board = asked.board(served=False)
    rows = board.rows[:MOST_SCHOOLS]
    contacts = contacts_of([row.pk for row in rows], on=asked.today) if asked.may("view_contacts") else {}
    letters = letters_to(cast(User, asked.request.user))
    seniors = seniors_of({row.council_id for row in rows}, on=asked.today)
    checks = waiting_checks([row.pk for row in rows]) if asked.may("check_figures") else {}
    return [_part(asked, board, row, contacts, letters, seniors, checks) for row in rows]


def _part(
    asked: Asked,
    board: Board,
    row: BoardSchool,
    contacts: Mapping[int, list[Contact]],
    letters: Sequence[Notice],
    seniors: Mapping[int, RoleGrant],
    checks: Mapping[int, tuple[str, int]],
) -> Part:
    mine = [letter for letter in letters if letter.school_id == row.pk]
    plain = asked.role.code in IN_PLAIN_WORDS
    sees = asked.may("view_category")
    main = [_to_do(mine, row, checks.get(row.pk)), *([_in_words(asked, board, row)] if plain else [])]
    main += [_days(board, row)] if sees and not plain else []
    side = [_leader(row, seniors), *([_category(board, row)] if sees and not plain else [])]
    if asked.may("view_contacts"):
        side.append(_contacts(row, contacts.get(row.pk, [])))
    if mine:
        side.append(_letters(mine))
    if asked.may("view_record"):
        main.append(_changed(asked, row))
    return Part(
        role=asked.role.code,
        heading=gettext(asked.role.name),
        lead=gettext("Who works with the school, what the service holds, and what it said."),
        main=main,
        side=side,
        title=row.name,
    )


def _to_do(letters: Sequence[Notice], row: BoardSchool, check: tuple[str, int] | None) -> Block:
    """Letters to read, then figures to check; `check` is their year and how many data sets wait."""
    tasks = [
        Task(
            gettext("Read the letter about your system leader and your days"),
            reverse("my_letter", args=[letter.reference]),
            gettext("Sent %(day)s") % {"day": _day(letter)},
            Tag("todo", gettext("To read")),
        )
        for letter in letters
        if letter.state == Notice.State.SENT
    ]
    if check:
        year, sets = check
        tasks.append(
            Task(
                gettext("Check your figures of %(year)s") % {"year": year},
                reverse("school_check", args=[row.number]),
                gettext("Data sets that wait: %(count)s") % {"count": sets},
                Tag("todo", gettext("To check")),
            )
        )
    heading = gettext("For you to do: %(count)s") % {"count": len(tasks)} if tasks else gettext("For you to do")
    return Block(heading, [Tasks(tasks, gettext("Nothing waits for you today."))])


def _in_words(asked: Asked, board: Board, row: BoardSchool) -> Block:
    """Two or three things a governor should know, each a sentence with its day."""
    says = []
    if row.keeper:
        params = {"name": row.keeper.name, "day": date_format(row.keeper.since, "j F Y")}
        says.append(gettext("%(name)s has looked after the school since %(day)s.") % params)
    else:
        says.append(gettext("Nobody has been named yet to look after the school."))
    if asked.may("view_category"):
        says += _category_in_words(board, row)
    return Block(
        gettext("In plain words"),
        says=says,
        link=gettext("The school’s page"),
        href=reverse("school", args=[row.number]),
        source=gettext("School year %(year)s.") % {"year": board.school_year},
    )


def _category_in_words(board: Board, row: BoardSchool) -> list[str]:
    if not row.category:
        return [gettext("No support category is decided for this school year yet.")]
    word = str(category(board, row.category).label)
    params = {"category": word, "day": date_format(row.decided_on, "j F Y") if row.decided_on else ""}
    told = gettext("The support category is %(category)s, decided on %(day)s.") if row.decided_on else ""
    says = [(told or gettext("The support category is %(category)s.")) % params]
    if meaning := _meaning(board, row):
        says.append(meaning)
    if row.ceiling is not None:
        says.append(
            gettext("Days of help this year: at most %(days)s. That is no promise.") % {"days": days(row.ceiling)}
        )
    return says


def _meaning(board: Board, row: BoardSchool) -> str:
    scale = board.framework.categories if board.framework else None
    if scale is None or row.category not in scale.codes:
        return ""
    meaning = scale.grade(row.category).meaning
    return meaning.in_language(get_language() or "en") if meaning else ""


def _days(board: Board, row: BoardSchool) -> Block:
    """The ceiling from the category; what was agreed, planned and used stands blank until it is kept here."""
    unknown = Blank(gettext("not recorded here yet"))
    top = Blank(gettext("comes with the category")) if row.ceiling is None else days(row.ceiling)
    facts = [
        Fact(gettext("Ceiling"), top, gettext("from the category")),
        Fact(gettext("Agreed"), unknown, gettext("with you and the council")),
        Fact(gettext("Planned and used"), unknown),
    ]
    return Block(
        gettext("Your days of help, %(year)s") % {"year": board.school_year},
        [Summary(facts)],
        source=gettext("The ceiling comes from the category and is not a promise. Days are agreed in talks with you."),
    )


def _leader(row: BoardSchool, seniors: Mapping[int, RoleGrant]) -> Block:
    senior = seniors.get(row.council_id)
    if_not = Fact(gettext("If away"), senior.user.name, gettext("senior system leader")) if senior else None
    keeper = row.keeper
    if keeper is None:
        facts = [Fact(gettext("Name"), Blank(gettext("nobody confirmed yet")))]
    else:
        facts = [Fact(gettext("Name"), keeper.name, since(row)), Fact(gettext("E-mail"), _mail(keeper))]
    return Block(gettext("Your system leader"), [Summary([*facts, *([if_not] if if_not else [])], narrow=True)])


def _mail(keeper: Keeps) -> Content:
    return mail_link(keeper.email) if keeper.email else Blank(gettext("not recorded"))


def mail_link(address: str) -> SafeString:
    """An e-mail address to write to; one too long for its column breaks after the @."""
    box, _at, host = address.partition("@")
    return format_html('<a href="mailto:{}">{}@<wbr>{}</a>', address, box, host)


def _category(board: Board, row: BoardSchool) -> Block:
    decided = gettext("decided %(day)s") % {"day": date_format(row.decided_on, "j F Y")} if row.decided_on else ""
    facts = [Fact(gettext("Category"), category(board, row.category), decided)]
    if meaning := _meaning(board, row):
        facts.append(Fact(gettext("It means"), meaning))
    return Block(
        gettext("Your support category"),
        [Summary(facts, narrow=True)],
        link=gettext("Each step and who took it"),
        href=reverse("school", args=[row.number]),
        source=gettext("School year %(year)s.") % {"year": board.school_year},
    )


def _contacts(row: BoardSchool, contacts: Sequence[Contact]) -> Block:
    """Whom the service holds as head, deputy, chair and clerk."""
    facts = []
    for role in ("head", "deputy", "chair", "clerk"):
        held = [contact for contact in contacts if contact.role == role]
        label = gettext(CONTACT_ROLES[role])
        facts += [Fact(label, contact.name, mail_link(contact.email) if contact.email else "") for contact in held]
        if not held and role != "deputy":
            facts.append(Fact(label, Blank(gettext("not recorded"))))
    return Block(
        gettext("Contacts we hold"),
        [Summary(facts, narrow=True)],
        link=gettext("The school’s page"),
        href=reverse("school", args=[row.number]),
        source=gettext("Tell your system leader if somebody has changed: letters go to these people."),
    )


def _letters(letters: Sequence[Notice]) -> Block:
    tasks = [
        Task(
            gettext("Letter: your system leader and your days"),
            reverse("my_letter", args=[letter.reference]),
            _day(letter),
            Tag("done", gettext("Read")) if letter.acknowledged_at else None,
        )
        for letter in letters
    ]
    return Block(gettext("Letters to you"), [Tasks(tasks)])


def _day(letter: Notice) -> str:
    return str(date_format(letter.sent_at.astimezone(ZONE), "j F Y")) if letter.sent_at else ""


def _changed(asked: Asked, row: BoardSchool) -> Block:
    heading, link = gettext("What changed"), gettext("The whole record")
    href = reverse("school_record", args=[row.number])
    changes = recent_changes(row.pk, hidden=asked.hidden, most=CHANGES)
    if not changes:
        return Block(heading, says=[gettext("Nothing is recorded yet.")], link=link, href=href)
    return Block(heading, [timeline(changes)], link=link, href=href)
