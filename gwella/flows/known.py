"""What readers of files are told of this installation, and how flows say what is wrong with a row."""

from gwella.core.problems import Problem
from gwella.domain.places.models import Council, Service
from gwella.evidence.ingest.councils import WALES, Councils
from gwella.evidence.ingest.councils import Council as OfficialCouncil
from gwella.evidence.ingest.reasons import Place


def known_councils() -> Councils:
    """The councils a file may name: those of Wales, and in a demonstration the invented ones."""
    service = Service.objects.first()
    if not (service and service.is_demonstration):
        return WALES
    invented = [OfficialCouncil(council.code, "", council.name, council.name) for council in Council.objects.all()]
    return Councils([*WALES, *invented])


def problem_at(
    place: Place, code: str, message: str, column: str, value: str, mend: str = "", **params: str
) -> Problem:
    """A problem of a row that was read, at its place in the file."""
    return Problem(
        code=code,
        message=message,
        file=place.file,
        sheet=place.sheet,
        row=place.row,
        column=column,
        value=value,
        mend=mend,
        params=params,
    )
