"""What stands behind the Service door: one line per area, for those whose roles open it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gwella.web.components.lists import Task, Tasks
from gwella.web.pages import reach_of

# Name, what it is for, address name, and the permissions of which one opens it.
AREAS = (
    (_("Imports"), _("Registers, places, people and categories, each checked before it is kept."), "imports",
     ("import_data", "manage_people")),
    (_("Data"), _("Agreements, data sets, values held back, and how each supplier’s files are read."), "data_sets",
     ("import_data",)),
    (_("Disputed figures"), _("What schools say is not right, and the answers."), "disputes", ("answer_disputes",)),
    (_("Evidence packs"), _("What the figures say of each school, made and issued to it in Welsh and English."),
     "packs", ("issue_packs",)),
    (_("System leaders"), _("Skills, languages, days and where they start from."), "people", ("view_people",)),
    (_("Interests"), _("Schools a person may not look after, declared by themselves."), "interests",
     ("declare_interest", "view_interests")),
    (_("Roles"), _("Who may see and do what, from when until when."), "roles", ("administer",)),
    (_("Allocation"), _("Who looks after which school: proposed, changed by hand, confirmed."), "allocation",
     ("propose_allocation", "confirm_allocation")),
    (_("Letters"), _("Letters to schools and chairs, approved by name before they leave."), "letters",
     ("approve_letters",)),
    (_("Councils"), _("Which councils the service serves, and what follows when one leaves."), "councils",
     ("administer",)),
    (_("Term dates"), _("Each council’s terms and closed days, which decide what a school day is."), "term_dates",
     ("view_frameworks",)),
    (_("Frameworks"), _("The rules in force each school year, in words."), "frameworks", ("view_frameworks",)),
)  # fmt: skip


def address(name: str, *args: str) -> str:
    """The address of a page by its name. A name that no page has is our own mistake, and fails at once."""
    return reverse(name, args=args)


def areas_of(request: HttpRequest) -> Tasks:
    """The areas the person may enter."""
    reach = reach_of(request)
    return Tasks(
        [
            Task(label, address(name), sub)
            for label, sub, name, permissions in AREAS
            if any(reach.has(permission) for permission in permissions)
        ],
        empty=gettext("Your roles run nothing here. Your schools are under Schools, above."),
    )
