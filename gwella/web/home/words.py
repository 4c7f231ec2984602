"""The words of the pages every footer links to, where they are lists: a line each, in the order they are read."""

from django.utils.translation import gettext_lazy as _

EVERYWHERE = (
    _("Today shows what is yours to look at. Schools lists the schools your role reaches."),
    _("Search takes a name in either language, a part of it, or a school’s number. Accents do not matter."),
    _("Cymraeg and English at the top change the language and keep the page, its filters and its order."),
    _("Filters are part of the address: send the address to a colleague and they see the same list."),
    _("An export holds exactly the rows and columns you see, as CSV, XLSX or ODS."),
    _("A dash is followed by the reason why there is no figure."),
    _("Under each block stands where its figures come from, and of which day."),
    _("Everything works without JavaScript, with the keyboard alone, on a phone and on paper."),
)

ROLES_IN_WORDS = (
    (_("A system leader"), _("Today lists the schools you look after. Open one for its facts, category and days.")),
    (
        _("A senior system leader"),
        _("You see every school of your council, and make and change the proposal of who looks after which."),
    ),
    (
        _("A head within the service"),
        _("You bring in the register and people, confirm allocations and approve the letters."),
    ),
    (
        _("A council’s officer"),
        _("You see your own council’s schools and no other’s. The statutory powers stay with your council."),
    ),
    (
        _("A headteacher, deputy or chair"),
        _("You see what is held about your school, who looks after it, and who changed what."),
    ),
    (_("A clerk or governor"), _("You see your school’s page in plain words, and its contacts.")),
    (_("In the data team"), _("You bring in official files. Each is checked and shown to you before it is kept.")),
    (_("A member"), _("You see how decisions are made, and published figures. No school’s file is open to you.")),
    (_("An administrator"), _("You keep people and roles. No case content is open to you.")),
)

COMPUTED = (
    _("Reading official files, and saying what differs from what we hold. A person decides each difference."),
    _("A proposed category, from judgements people made and the rules of the framework in force."),
    _(
        "A proposal of who looks after which school: nobody over their days or against an interest; near, and "
        "as few changes as the weights ask for. It proves how far from the best possible it is."
    ),
    _("Counts, sums and percentages, each with its source and date."),
)

DECIDED = (
    _("Judgements of a school, and moderation of them."),
    _("The support category, and the help that is agreed."),
    _("Confirming an allocation, after changing it by hand where people know better."),
    _("Every letter that leaves: somebody approves it by name."),
    _("Anything statutory: the council decides, never the service and never the program."),
)

HELD = (
    (
        _("Staff of the service and councils"),
        _("Name, work e-mail, role and its dates, skills, days, home area to the postcode, declared interests."),
    ),
    (
        _("Heads, governors and clerks"),
        _("Name, role at the school, work or governor e-mail, the language they asked for."),
    ),
    (_("Everybody who signs in"), _("When, and what they changed. Passwords only as a hash nobody can read back.")),
    (_("Pupils"), _("No pupil is named here. Figures about small groups are held back.")),
)
