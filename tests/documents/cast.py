"""The letter the tests write: the cast of the demonstration, invented from end to end."""

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from gwella.core.text import Bilingual
from gwella.documents.letters.letter import (
    Category,
    Letter,
    Reader,
    School,
    Service,
    Signatory,
    SystemLeader,
)

AMBER = Category(
    code="amber",
    label=Bilingual("Amber", "Oren"),
    meaning=Bilingual(
        "The school improves too slowly. The help is close and meant to be short.",
        "Mae’r ysgol yn gwella’n rhy araf. Mae’r cymorth yn agos ac i fod yn fyr.",
    ),
)

LETTER = Letter(
    reference="ALL/2020/014",
    date=datetime.date(2020, 2, 3),
    service=Service(
        name=Bilingual("Bro a Blaenau School Improvement Service", "Gwasanaeth Gwella Ysgolion Bro a Blaenau"),
        address=("Tŷ’r Bont, Heol y Rhedyn", "Aberwenlli AW1 2GW"),
        email="letters@gwella.example",
        phone="01632 960100",
    ),
    signatory=Signatory(name="Carys Bowen", role=Bilingual("Head of Service", "Pennaeth y Gwasanaeth")),
    recipient=Reader(name="Lowri Prydderch", role="head"),
    school=School(
        name=Bilingual("Nant-y-Felin School", "Ysgol Nant-y-Felin"),
        council=Bilingual("Cwm Rhedyn Council", "Cyngor Cwm Rhedyn"),
    ),
    system_leader=SystemLeader(name="Angharad Morris", email="angharad.morris@gwella.example", phone="01632 960123"),
    category=AMBER,
    ceiling_days=Decimal(15),
    first_visit_from=datetime.date(2020, 2, 4),
    first_visit_to=datetime.date(2020, 2, 14),
    reply_by=datetime.date(2020, 2, 17),
    copied_to=(Reader(name="Gethin Oakley", role="chair"), Reader(name="", role="clerk")),
    demonstration=True,
)


def letter(**changes: Any) -> Letter:
    """The letter with some facts changed."""
    return dataclasses.replace(LETTER, **changes)
