"""The letter of a notice, from the facts frozen when it was prepared."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gwella.core.text import Bilingual, Language
from gwella.documents.letters.letter import BOTH, Category, Letter, Reader, School, Service, Signatory, SystemLeader

# Why a letter names no category, by what its framework does with categories. Where there are none, it says nothing.
NO_CATEGORY = {
    "told": Bilingual("No category has been decided.", "Nid oes categori wedi’i benderfynu."),
    "kept": Bilingual(
        "Letters do not tell the category under this year’s framework.",
        "Nid yw llythyrau’n nodi’r categori o dan fframwaith eleni.",
    ),
}


def letter_of(reference: str, facts: Mapping[str, Any], *, answers_to: str) -> Letter:
    """The letter of a notice. `facts` as `flows.letters` freezes them; `answers_to` is the service's e-mail."""
    return Letter(
        reference=reference,
        date=date.fromisoformat(facts["date"]),
        service=Service(
            name=Bilingual(facts["service_en"], facts["service_cy"]),
            address=tuple(facts["service_address"]),
            email=answers_to,
        ),
        signatory=Signatory(
            name=facts["signed_name"], role=Bilingual(facts["signed_role_en"], facts["signed_role_cy"])
        ),
        recipient=Reader(name=facts["reader_name"], role=facts["reader_role"]),
        school=School(
            name=Bilingual(facts["school_en"], facts["school_cy"]),
            council=Bilingual(facts["council_en"], facts["council_cy"]),
        ),
        system_leader=SystemLeader(name=facts["leader_name"], email=facts["leader_email"]),
        category=_category(facts["category"]),
        # Letters prepared before this was kept are of frameworks that tell.
        no_category=None if facts["category"] else NO_CATEGORY.get(facts.get("categories", "told")),
        ceiling_days=Decimal(facts["ceiling_days"]),
        ceiling_official=facts["ceiling_official"],
        first_visit_from=date.fromisoformat(facts["visit_from"]),
        first_visit_to=date.fromisoformat(facts["visit_to"]),
        reply_by=date.fromisoformat(facts["reply_by"]),
        copied_to=tuple(Reader(name=name, role="clerk") for name in facts["copied_to"]),
        languages=languages_of(facts["reads"]),
        demonstration=facts["demonstration"],
        needs_review_note=bool(facts["category"] and facts["category"].get("needs_review")),
    )


def languages_of(reads: str) -> tuple[Language, ...]:
    """The languages of a letter for a reader: the one they chose, or both, Welsh first."""
    match reads:
        case "cy":
            return ("cy",)
        case "en":
            return ("en",)
    return BOTH


def _category(told: Mapping[str, Any] | None) -> Category | None:
    if told is None:
        return None
    return Category(code=told["code"], label=Bilingual(**told["label"]), meaning=Bilingual(**told["meaning"]))
