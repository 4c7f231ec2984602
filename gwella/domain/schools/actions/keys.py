"""What a school's names are sorted and searched by: set before it is saved."""

from collections.abc import Sequence

from gwella.core.collation import sort_keys
from gwella.core.text import fold
from gwella.domain.schools.models import School


def set_keys(schools: Sequence[School]) -> None:
    """Set sort and search keys from the names, numbers and addresses of unsaved or changed schools."""
    english = sort_keys([school.name_en for school in schools], "en")
    welsh = sort_keys([school.name_cy for school in schools], "cy")
    for school, key_en, key_cy in zip(schools, english, welsh, strict=True):
        school.sort_en, school.sort_cy = key_en, key_cy
        school.search_text = fold(
            " ".join(
                [
                    *(school.name_en, school.name_cy, school.number, *school.address),
                    *(school.postcode, school.postcode.replace(" ", "")),
                ]
            )
        )
