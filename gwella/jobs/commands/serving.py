"""Serving, background work, and the demonstration."""

from pathlib import Path

import click
from django.utils.translation import gettext


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", type=int, help="How many web workers; by default one more than there are cores, up to 4.")
def serve_command(host: str, port: int, workers: int | None) -> None:
    """Serve Gwella, with a worker for background work beside it that is started again if it ends."""
    from gwella.jobs.serving import serve

    serve(host, port, workers)


@click.command("worker")
@click.option("--until-empty", is_flag=True, help="Stop when no work is waiting.")
@click.option("--with-parent", type=int, hidden=True, help="The server it works beside: without it, it ends.")
def worker_command(until_empty: bool, with_parent: int | None) -> None:
    """Do background work as it comes, and send letters when their hour comes."""
    from gwella.jobs.serving import work_through

    work_through(until_empty=until_empty, parent=with_parent)


@click.command("twin")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same region.")
@click.option("--schools", default=426, show_default=True, help="How many schools the service looks after.")
@click.option(
    "--pupils",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the region’s pupils as files into this folder, and touch no installation.",
)
@click.option("--years", default=10, show_default=True, type=click.IntRange(1), help="How many school years of them.")
@click.option(
    "--supplier",
    type=click.Choice(["mixed", "arfor", "cowlyd"]),
    default="mixed",
    show_default=True,
    help="Whose shape the files have; mixed gives each council its own.",
)
@click.option("--english", is_flag=True, help="The pupils and schools of an English region.")
@click.option("--count", default=0, help="That many pupils and more, for benchmarks, as Parquet tables alone.")
def twin_command(
    seed: int, schools: int, folder: Path | None, years: int, supplier: str, english: bool, count: int
) -> None:
    """Invent the demonstration region into an empty installation, or its pupils as files."""
    if (folder is None and (english or count)) or (english and count):
        raise click.UsageError(gettext("--english and --count go with --pupils, and one at a time."))
    if folder is None:
        from gwella.jobs.demonstration import make_region

        counts = make_region(seed=seed, schools=schools)
    else:
        from gwella.jobs.invented_pupils import write_pupils

        counts = write_pupils(
            folder, seed=seed, schools=schools, years=years, supplier=supplier, english=english, pupils=count
        )
    click.echo(", ".join(f"{name}: {number}" for name, number in counts.items()))


@click.command("demo")
@click.option("--port", default=8000, show_default=True, help="The port to serve on.")
@click.option("--no-serve", is_flag=True, help="End after the numbers.")
@click.option("--fresh", is_flag=True, help="Start over: the demonstration's data are removed first.")
def demo_command(port: int, no_serve: bool, fresh: bool) -> None:
    """Build the demonstration region, run the main job, print what it did, and serve it."""
    from gwella.jobs import demonstration
    from gwella.jobs.serving import serve

    if fresh:
        demonstration.start_over()
    for line in demonstration.build():
        click.echo(line)
    if no_serve:
        return
    click.echo("")
    for line in demonstration.how_to_sign_in(port):
        click.echo(line)
    serve("127.0.0.1", port)


COMMANDS = [serve_command, worker_command, twin_command, demo_command]
