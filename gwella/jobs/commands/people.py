"""The service's people and schools' contacts: bringing them in, giving roles, inviting."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from gwella.jobs.commands.imports import AS_JSON, DRY_RUN, FILE, bring_in_and_tell


@click.command("import-staff")
@FILE
@DRY_RUN
@AS_JSON
@click.pass_context
def import_staff_command(ctx: click.Context, file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring in the service's people (CSV, XLSX or ODS): roles, days, skills, bases, councils, interests.

    Nobody is removed because the file does not name them, and an empty cell changes nothing.
    """
    bring_in_and_tell(ctx, "staff", file, {}, dry_run=dry_run, as_json=as_json)


@click.command("import-contacts")
@FILE
@DRY_RUN
@AS_JSON
@click.pass_context
def import_contacts_command(ctx: click.Context, file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring in schools' heads, deputies, chairs, clerks and governors (CSV, XLSX or ODS).

    A new head, chair or clerk ends the one before; nobody else leaves.
    """
    bring_in_and_tell(ctx, "contacts", file, {}, dry_run=dry_run, as_json=as_json)


@click.command("template")
@click.argument("kind", type=click.Choice(["staff", "contacts", "term-dates"]))
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", show_default=True, help="Headings in.")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "xlsx"]),
    default="xlsx",
    show_default=True,
    help="As a file of.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; gwella-KIND otherwise."
)
def template_command(kind: str, language: str, file_format: str, out: Path | None) -> None:
    """Write an empty table to fill in, with example rows that are left out when they are not removed."""
    from gwella.jobs.templates import write_template

    target = write_template(kind, language, file_format, out or Path(f"gwella-{kind}.{file_format}"))
    click.echo(str(target))


@click.command("grant")
@click.argument("email")
@click.argument("role")
@click.option("--council", default="", help="The council's code, for a role held over a council.")
@click.option("--school", default="", help="The school's number, for a role held at a school.")
@click.option("--name", default="", help="The person's name, where they are not known yet.")
@click.option("--from", "starts_on", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today otherwise.")
@click.option("--until", "ends_on", type=click.DateTime(["%Y-%m-%d"]), help="The last day, where there is one.")
@AS_JSON
@click.pass_context
def grant_command(
    ctx: click.Context,
    email: str,
    role: str,
    council: str,
    school: str,
    name: str,
    starts_on: datetime | None,
    ends_on: datetime | None,
    as_json: bool,
) -> None:
    """Give a person a role: the first administrator or head of service, or anybody after.

    ROLE is a code such as administrator, head_of_service, senior_system_leader (with --council) or headteacher (with
    --school). A person who is not known yet is added under --name and sets a password by `gwella invite`.
    """
    from django.utils.translation import gettext

    from gwella.core import clock
    from gwella.domain.people.rules import ROLES
    from gwella.domain.schools.actions.grants import GrantFacts
    from gwella.flows.people import give_role
    from gwella.jobs.imports import prepare_database

    ctx.ensure_object(dict)["json"] = as_json
    prepare_database()
    facts = GrantFacts(email, role, _day(starts_on) or clock.today(), council, school, _day(ends_on))
    given = give_role(facts, name=name, by=None, at=clock.now())
    if as_json:
        told = {"email": given.person.email, "role": role, "new_person": given.is_new_person, "held": given.was_held}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    name = gettext(ROLES[role].name)
    person = f"{given.person.name} <{given.person.email}>"
    click.echo(gettext("Held already:") if given.was_held else gettext("Given:"), nl=False)
    click.echo(f" {name}, {person}")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@click.command("invite")
@click.argument("email")
@click.option("--site", default="", help="Where this service is reached, such as https://gwella.example.")
@click.option("--print", "printed", is_flag=True, help="Print the link instead of sending it.")
@click.pass_context
def invite_command(ctx: click.Context, email: str, site: str, printed: bool) -> None:
    """Send a person a link to set their password, in the languages they asked for."""
    from django.utils.translation import gettext

    from gwella.core import clock
    from gwella.jobs.people import invite, password_link, person_of

    person = person_of(email)
    if printed:
        click.echo(password_link(person, site=site, language=person.reads if person.reads in ("cy", "en") else "en"))
        return
    invite(person, site=site, at=clock.now())
    click.echo(gettext("Sent to %(who)s") % {"who": f"{person.name} <{person.email}>"})


COMMANDS = [import_staff_command, import_contacts_command, template_command, grant_command, invite_command]
