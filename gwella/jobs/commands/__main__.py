"""`python -m gwella.jobs.commands`: the `gwella` command where its script is not on the path."""

from gwella.jobs.commands import main

main()
