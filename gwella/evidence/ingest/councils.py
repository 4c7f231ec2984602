"""The 22 councils of Wales: codes, official names in both languages, and every spelling met in the data.

Sources: register of schools (codes 660–681 and names), GOV.UK register of principal local authorities (official
names), ONS (area codes W06…, as in the boundary files).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gwella.core.text import Bilingual
from gwella.evidence.ingest.cells import key_of


@dataclass(frozen=True, slots=True)
class Council:
    """One council. `code` begins its schools' numbers, `area` is its code in boundary files."""

    code: str
    area: str
    name: Bilingual
    official_name: Bilingual
    also: tuple[str, ...] = ()


def _council(code: str, area: str, en: str, cy: str, official_en: str, official_cy: str, *also: str) -> Council:
    return Council(code, area, Bilingual(en, cy), Bilingual(official_en, official_cy), also)


COUNCILS: tuple[Council, ...] = (
    _council(
        "660", "W06000001", "Isle of Anglesey", "Ynys Môn",
        "Isle of Anglesey County Council", "Cyngor Sir Ynys Môn", "Anglesey", "Sir Ynys Môn",
    ),
    _council("661", "W06000002", "Gwynedd", "Gwynedd", "Gwynedd Council", "Cyngor Gwynedd"),
    _council("662", "W06000003", "Conwy", "Conwy", "Conwy County Borough Council", "Cyngor Bwrdeistref Sirol Conwy"),
    _council(
        "663", "W06000004", "Denbighshire", "Sir Ddinbych",
        "Denbighshire County Council", "Cyngor Sir Ddinbych",
    ),
    _council(
        "664", "W06000005", "Flintshire", "Sir y Fflint", "Flintshire County Council", "Cyngor Sir y Fflint",
    ),
    _council(
        "665", "W06000006", "Wrexham", "Wrecsam",
        "Wrexham County Borough Council", "Cyngor Bwrdeistref Sirol Wrecsam",
    ),
    _council("666", "W06000023", "Powys", "Powys", "Powys County Council", "Cyngor Sir Powys"),
    _council(
        "667", "W06000008", "Ceredigion", "Ceredigion", "Ceredigion County Council", "Cyngor Sir Ceredigion",
    ),
    _council(
        "668", "W06000009", "Pembrokeshire", "Sir Benfro",
        "Pembrokeshire County Council", "Cyngor Sir Penfro", "Sir Penfro",
    ),
    _council(
        "669", "W06000010", "Carmarthenshire", "Sir Gaerfyrddin",
        "Carmarthenshire County Council", "Cyngor Sir Gâr", "Sir Gâr", "Cyngor Sir Caerfyrddin",
    ),
    _council(
        "670", "W06000011", "Swansea", "Abertawe",
        "City and County of Swansea Council", "Dinas a Sir Abertawe", "City and County of Swansea",
        "Swansea Council", "Cyngor Abertawe",
    ),
    _council(
        "671", "W06000012", "Neath Port Talbot", "Castell-nedd Port Talbot",
        "Neath Port Talbot County Borough Council", "Cyngor Bwrdeistref Sirol Castell-nedd Port Talbot",
    ),
    _council(
        "672", "W06000013", "Bridgend", "Pen-y-bont ar Ogwr",
        "Bridgend County Borough Council", "Cyngor Bwrdeistref Sirol Pen-y-bont ar Ogwr",
    ),
    _council(
        "673", "W06000014", "Vale of Glamorgan", "Bro Morgannwg",
        "Vale of Glamorgan Council", "Cyngor Bro Morgannwg", "The Vale of Glamorgan",
    ),
    _council(
        "674", "W06000016", "Rhondda Cynon Taf", "Rhondda Cynon Taf",
        "Rhondda Cynon Taf County Borough Council", "Cyngor Bwrdeistref Sirol Rhondda Cynon Taf",
        "Rhondda Cynon Taff", "Rhondda, Cynon, Taff", "RCT",
    ),
    _council(
        "675", "W06000024", "Merthyr Tydfil", "Merthyr Tudful",
        "Merthyr Tydfil County Borough Council", "Cyngor Bwrdeistref Sirol Merthyr Tudful", "Merthyr",
    ),
    _council(
        "676", "W06000018", "Caerphilly", "Caerffili",
        "Caerphilly County Borough Council", "Cyngor Bwrdeistref Sirol Caerffili",
    ),
    _council(
        "677", "W06000019", "Blaenau Gwent", "Blaenau Gwent",
        "Blaenau Gwent County Borough Council", "Cyngor Bwrdeistref Sirol Blaenau Gwent",
    ),
    _council(
        "678", "W06000020", "Torfaen", "Torfaen",
        "Torfaen County Borough Council", "Cyngor Bwrdeistref Sirol Torfaen", "Tor-faen",
    ),
    _council(
        "679", "W06000021", "Monmouthshire", "Sir Fynwy", "Monmouthshire County Council", "Cyngor Sir Fynwy",
    ),
    _council(
        "680", "W06000022", "Newport", "Casnewydd",
        "Newport City Council", "Cyngor Dinas Casnewydd",
    ),
    _council(
        "681", "W06000015", "Cardiff", "Caerdydd",
        "City of Cardiff Council", "Cyngor Dinas Caerdydd", "Cardiff Council", "Cyngor Caerdydd",
    ),
)  # fmt: skip


class Councils:
    """A set of councils, found by code or by any of their names."""

    def __init__(self, councils: Iterable[Council]) -> None:
        self._by_code = {council.code: council for council in councils}
        self._by_key = {
            key_of(spelling): council for council in self._by_code.values() for spelling in _spellings(council)
        }

    def __iter__(self) -> Iterator[Council]:
        return iter(self._by_code.values())

    def of_code(self, code: str) -> Council | None:
        """The council with this code."""
        return self._by_code.get(code)

    def find(self, text: str) -> Council | None:
        """The council meant by a code, an area code, a name in either language, or both ("Abertawe - Swansea")."""
        found = self._by_key.get(key_of(text))
        if found is None and " - " in text:
            halves = {self._by_key.get(key_of(half)) for half in text.split(" - ")}
            found = halves.pop() if len(halves) == 1 else None
        return found


def _spellings(council: Council) -> list[str]:
    names = (council.name, council.official_name)
    spellings = [council.code, council.area, *(n.en for n in names), *(n.cy for n in names), *council.also]
    return [spelling for spelling in spellings if spelling]


WALES = Councils(COUNCILS)
