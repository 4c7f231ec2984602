"""Who looks after which school: worked out, and confirmed where that is asked for."""

import json
from dataclasses import asdict
from datetime import date, datetime

import click

WISHES = ("travel", "change", "uneven_load", "extra_council")


@click.command("allocate")
@click.option("--seed", default=1, show_default=True, help="The same inputs and seed give the same plan.")
@click.option("--starts-on", type=click.DateTime(["%Y-%m-%d"]), help="The first day of the links; by default today.")
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="NAME=NUMBER",
    help=f"What a wish is worth in kilometres, instead of the framework's value. Names: {', '.join(WISHES)}.",
)
@click.option(
    "--tolerance",
    type=click.IntRange(0, 2),
    default=0,
    show_default=True,
    help="Per cent of all days that may stay unmet beyond the fewest, where that makes journeys much shorter.",
)
@click.option("--confirm", "confirmed", is_flag=True, help="Make the plan the links of the schools at once.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def allocate_command(
    ctx: click.Context,
    seed: int,
    starts_on: datetime | None,
    weights: tuple[str, ...],
    tolerance: int,
    confirmed: bool,
    as_json: bool,
) -> None:
    """Work out who looks after which school, and keep it as a proposal for people to decide on."""
    ctx.obj["json"] = as_json
    from django.utils.translation import gettext

    from gwella.core import clock
    from gwella.flows.allocation import confirm, counts_of, propose
    from gwella.jobs.progress import shown

    first_day = starts_on.date() if starts_on else clock.today()
    named = _weights(weights)
    with shown(gettext("Working out a plan")) as progress:
        run = propose(
            starts_on=first_day,
            seed=seed,
            weights=named,
            tolerance=tolerance,
            by=None,
            at=clock.now(),
            progress=progress,
        )
    if confirmed:
        confirm(run, by=None, at=clock.now())
        run.refresh_from_db()
    told = asdict(counts_of(run, on=clock.today()))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in _lines(told, first_day):
        click.echo(line)


def _weights(given: tuple[str, ...]) -> dict[str, float]:
    from gwella.core.problems import BadInput, Problem
    from gwella.core.text import mark

    found = {}
    for text in given:
        name, equals, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise BadInput(
                Problem(
                    "weight.unread",
                    mark("“{value}” is no weight."),
                    value=text,
                    mend=mark("Write a name, an equals sign and a number: travel=1.5"),
                )
            )
    return found


def _lines(told: dict[str, object], first_day: date) -> list[str]:
    """The figures in words, in the reader's language."""
    from django.utils.formats import date_format
    from django.utils.translation import gettext as _

    gap = f"{100 * float(str(told['gap'])):.2f} %"
    proof = _("proven") if told["is_proven"] else _("not proven within the limits of work")
    lines = [
        (_("Run"), f"{told['run']}, {_states()[str(told['state'])]}, {date_format(first_day, 'j F Y')}"),
        (_("Schools given a system leader"), f"{told['assigned']} / {told['schools']}"),
        (_("System leaders"), str(told["people"])),
        (_("Conflicts"), str(told["conflicts"])),
        (_("People over their days"), str(told["over_capacity"])),
        (_("Days unmet"), f"{told['unmet_days']:g}"),
        (_("No plan leaves fewer than"), f"{told['unmet_floor_days']:g}"),
        (_("From the best possible, at most"), f"{gap} ({proof})"),
        (_("Seed"), str(told["seed"])),
        (_("Inputs"), str(told["inputs_hash"])[:12]),
        (_("Seconds"), str(told["seconds"])),
    ]
    width = max(len(label) for label, _value in lines)
    return [f"{label:<{width}}  {value}" for label, value in lines] + _shortages(told["shortages"])


def _states() -> dict[str, str]:
    from django.utils.translation import gettext

    from gwella.domain.allocation.rules import RUN_STATES

    return {code: gettext(words) for code, words in RUN_STATES.items()}


def _shortages(shortages: object) -> list[str]:
    from django.utils.translation import get_language, gettext

    from gwella.domain.places.models import Council
    from gwella.domain.schools.rules import MEDIUM_GROUPS, PHASES

    assert isinstance(shortages, list)
    councils = {c.code: c.name.in_language(get_language() or "en") for c in Council.objects.all()} if shortages else {}
    lines = [gettext("Short:")] if shortages else []
    for short in shortages:
        where = ", ".join(
            (
                councils.get(short["council"], short["council"]),
                gettext(PHASES[short["phase"]]),
                gettext(MEDIUM_GROUPS[short["language"]][0]),
            )
        )
        days, people, schools = f"{short['days']:g}", f"{short['people']:g}", len(short["schools"])
        told = gettext("days: {days}, people: {people}, schools: {schools}")
        lines.append(f"  {where}: {told.format(days=days, people=people, schools=schools)}")
    return lines


COMMANDS = [allocate_command]
