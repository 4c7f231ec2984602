"""The things that addresses are about: each function gives what its address needs, and makes it where it is not yet."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gwella.core.models import DataImport, Work
from gwella.domain.allocation.models import AllocationRun, Notice
from gwella.domain.categories.models import CategoryDifference, CategoryRecord
from gwella.domain.figures.actions import dispute_figure
from gwella.domain.figures.models import DataSet, Dispute, Figure, Pack
from gwella.domain.schools.models import Interest, RegisterDifference, RegisterMissing, RoleGrant
from gwella.flows.allocation import propose
from gwella.flows.evidence.agreements import record_open_licence
from tests.cast import SINCE, TODAY, Cast
from tests.web.evidence_data import publish
from tests.web.letters.making import MONDAY, prepared_run

AT = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)


def _import(cast: Cast) -> DataImport:
    problem = {"code": "x", "message": "wrong", "row": 3}
    return DataImport.objects.create(
        kind="register",
        file_name="schools.ods",
        sha256="0" * 64,
        size=1,
        brought_by=cast.ifan,
        brought_at=AT,
        report={"refused": [problem], "warnings": [], "lists": {}, "counts": {"refused": 1}},
    )


def register(cast: Cast) -> Mapping[str, Any]:
    """A register waiting for a yes."""
    return {"pk": _import(cast).pk}


def register_section(cast: Cast) -> Mapping[str, Any]:
    """One list of a register's preview."""
    return {"pk": _import(cast).pk, "section": "refused"}


def missing_school(cast: Cast) -> Mapping[str, Any]:
    """A school a later register no longer has."""
    made, _new = RegisterMissing.objects.get_or_create(school=cast.nant, defaults={"brought_by": _import(cast)})
    return {"pk": made.pk}


def difference(cast: Cast) -> Mapping[str, Any]:
    """A correction a later register contradicts."""
    facts = {"ours": "1", "theirs": "2", "brought_by": _import(cast)}
    made, _new = RegisterDifference.objects.get_or_create(school=cast.nant, field="phone", defaults=facts)
    return {"pk": made.pk}


def category_difference(cast: Cast) -> Mapping[str, Any]:
    """A category published otherwise than decided here."""
    facts = {"framework": "wales-2017", "category": "amber", "ceiling_half_days": 30, "source": "decided"}
    held, _new = CategoryRecord.objects.get_or_create(school=cast.nant, school_year="2018/19", defaults=facts)
    said = {"ours": "amber", "theirs": "yellow", "ceiling_half_days": 20, "framework": "wales-2017"}
    made, _new = CategoryDifference.objects.get_or_create(record=held, defaults=said)
    return {"pk": made.pk}


def angharads_work(cast: Cast) -> Mapping[str, Any]:
    """Background work Angharad asked for, waiting."""
    return {"pk": Work.objects.create(name="allocation.run", asked_by=cast.angharad, asked_at=AT).pk}


def angharad(cast: Cast) -> Mapping[str, Any]:
    """Angharad, a system leader."""
    return {"pk": cast.angharad.pk}


def angharads_interest(cast: Cast) -> Mapping[str, Any]:
    """An interest Angharad declared in a school of the other council."""
    made = Interest.objects.create(user=cast.angharad, school=cast.hafan, kind="relative", declared_on=SINCE)
    return {"pk": made.pk}


def angharads_role(cast: Cast) -> Mapping[str, Any]:
    """The role Angharad holds."""
    return {"pk": RoleGrant.objects.get(user=cast.angharad).pk}


def run(cast: Cast) -> Mapping[str, Any]:
    """A proposal of who looks after which school."""
    made = AllocationRun.objects.filter(state="proposed").first() or propose(starts_on=TODAY, by=None, at=AT)
    # A number of its own: the letters' run stands beside it as the first.
    AllocationRun.objects.filter(pk=made.pk).update(number=2)
    return {"number": 2}


def pair(cast: Cast) -> Mapping[str, Any]:
    """What a proposal says of Nant-y-Felin."""
    return {"run": run(cast)["number"], "school": cast.nant.number}


def letters(cast: Cast) -> Mapping[str, Any]:
    """A confirmed allocation whose letters are prepared; the address needs nothing of it."""
    _letters_of(cast)
    return {}


def _letters_of(cast: Cast) -> AllocationRun:
    return AllocationRun.objects.filter(state="confirmed").first() or prepared_run(cast)


def letter(cast: Cast) -> Mapping[str, Any]:
    """The letter to Elin, head of Nant-y-Felin, prepared."""
    return {"reference": _letters_of(cast).notices.get(contact__user=cast.elin).reference}


def sent_letter(cast: Cast) -> Mapping[str, Any]:
    """The same, after it has left."""
    given = letter(cast)
    Notice.objects.filter(**given).update(state=Notice.State.SENT, sent_at=MONDAY, sent_by="email")
    return given


def data_set(cast: Cast) -> Mapping[str, Any]:
    """A data set with a figure of each of the three schools."""
    told = [(f"school:{school.number}", "ks2_csi", "all", 80.0, 20) for school in (cast.nant, cast.pont, cast.hafan)]
    return {"pk": (DataSet.objects.filter(replaced_by=None).first() or publish(cast, told=told)).pk}


def figures_of_each(cast: Cast) -> Mapping[str, Any]:
    """The same; the address needs nothing of it. Secondaries have no Key Stage 2 unless a figure says so."""
    data_set(cast)
    return {}


def figure(cast: Cast) -> Mapping[str, Any]:
    """That figure of the school in the address."""
    return {**data_set(cast), "measure": "ks2_csi", "group": "all"}


def dispute(cast: Cast) -> Mapping[str, Any]:
    """What Elin says of it."""
    told = Figure.objects.get(data_set=data_set(cast)["pk"], school=cast.nant)
    made = Dispute.objects.first() or dispute_figure(told, reason="No.", by=cast.elin, at=AT)
    return {"pk": made.pk}


def agreement(cast: Cast) -> Mapping[str, Any]:
    """An agreement under which data come in."""
    record_open_licence(by=None, at=AT)
    return {"code": "open-licence"}


def transfer(cast: Cast) -> Mapping[str, Any]:
    """A transfer file that waited for a yes, and lies there no more."""
    facts = {"sha256": "0" * 64, "size": 1, "brought_at": AT, "report": {}, "params": {"year": "2018/19"}}
    return {"pk": DataImport.objects.get_or_create(kind="ctf", file_name="9932147.xml", defaults=facts)[0].pk}


def open_data(cast: Cast) -> Mapping[str, Any]:
    """Open data that were made."""
    result = {"year": "2018/19", "folder": "made", "files": [["gwella-figures.csv", 1]]}
    Work.objects.get_or_create(name="open_data.make", state="done", defaults={"result": result, "asked_at": AT})
    return {"year": "2018-19", "name": "gwella-figures.csv"}


def region_figure(cast: Cast) -> Mapping[str, Any]:
    """Results and census of the region, both councils and every school; the address needs nothing of it."""
    for council in cast.councils.values():
        council.is_served = True
        council.save()
    places = ("region", "council:993", "council:995")
    everywhere = (*places, *(f"school:{number}" for number in cast.schools))
    publish(cast, year="2017/18", told=[(place, "ks2_csi", "all", 80.0, 90) for place in everywhere])
    publish(cast, kind="pupils", told=[(place, "fsm_share", "all", 20.0, 90) for place in places])
    return {}


def packs(cast: Cast) -> Mapping[str, Any]:
    """A pack of every school; the governors' edition."""
    for school in cast.schools.values():
        facts = {"sha256": "0" * 64, "pages": 8, "issued_at": AT}
        Pack.objects.get_or_create(school=school, year="2018/19", edition=1, defaults=facts)
    return {"year": "2018-19", "version": 1, "edition": "governors"}
