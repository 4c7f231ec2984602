"""Inviting people: a link to set a password, by e-mail, in the languages they asked for."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from gwella.core.problems import BadInput, Problem
from gwella.core.text import mark
from gwella.domain.people.actions import record_invitation
from gwella.domain.people.models import User
from gwella.domain.places.models import Service
from gwella.jobs.letters import deliver

NO_SUCH_PERSON = Problem(
    "invite.no_such_person",
    mark("Nobody with the address {value} is known here."),
    mend=mark(
        "Bring them in with `gwella import-staff`, or give them a role with `gwella grant EMAIL ROLE --name NAME`."
    ),
)
CLOSED = Problem("invite.closed", mark("The account {value} is closed."))
NO_SITE = Problem(
    "invite.no_site",
    mark("The address of this service is not known, so no link can be made."),
    mend=mark("Set GWELLA_ORIGINS, or give --site https://…"),
)
_RULE = "-" * 60


def person_of(email: str) -> User:
    """The person of an e-mail address in any case. BadInput where nobody has it, or the account is closed."""
    person = User.objects.filter(email__iexact=email).first()
    problem = NO_SUCH_PERSON if person is None else CLOSED
    if person is None or not person.is_active:
        raise BadInput(Problem(problem.code, problem.message, value=email, mend=problem.mend))
    return person


def site_address(given: str = "") -> str:
    """Where this service is reached: as given, else the first of GWELLA_ORIGINS, else here in a demonstration."""
    known = given or next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    if not known and (settings.DEMONSTRATION or settings.DEBUG):
        known = "http://127.0.0.1:8000"
    if not known:
        raise BadInput(NO_SITE)
    return known.rstrip("/")


def password_link(person: User, *, site: str, language: str) -> str:
    """An address at which the person sets a password, once, within the days the settings allow."""
    with translation.override(language):
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
        )
    return site_address(site) + path


def invite(person: User, *, site: str, at: datetime) -> None:
    """Send the link, and keep that it was sent; where sending fails, nothing is kept."""
    mail = invitation(person, site=site, at=at)
    deliver(mail)
    record_invitation(person, by=None, at=at)


def invitation(person: User, *, site: str, at: datetime) -> EmailMessage:
    """The e-mail: in the language the person asked for, or in both with Welsh first."""
    languages = [person.reads] if person.reads in (User.Reads.WELSH, User.Reads.ENGLISH) else ["cy", "en"]
    service = Service.objects.first()
    subjects, parts = [], []
    for language in languages:
        with translation.override(language):
            context = {
                "person": person.name,
                "service": service.name.in_language(language) if service else "Gwella",
                "link": password_link(person, site=site, language=language),
                "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
            }
            subjects.append(gettext("Set your password in Gwella"))
            parts.append(render_to_string("people/email/invitation.txt", context).strip())
    mail = EmailMessage()
    mail["Subject"] = " / ".join(subjects)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = person.email
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<invitation.{person.pk}.{at:%Y%m%d%H%M%S}@gwella>"
    mail.set_content(f"\n\n{_RULE}\n\n".join(parts) + "\n")
    # Last: setting the content removes every header named Content-*.
    mail["Content-Language"] = ", ".join(languages)
    return mail
