"""The schools that the examples, the cast and the tests know by name. They are the same for every seed."""

from dataclasses import dataclass
from decimal import Decimal

HOME = "993"  # the council most examples happen in


@dataclass(frozen=True, slots=True)
class Known:
    """A school known by name; the rest of it is invented like any other's."""

    key: str
    name_en: str
    name_cy: str
    short: str
    establishment: int
    phase: str
    town: str
    medium: str = "EM"
    governance: str = "community"
    faith: str = ""
    school_type: str = "nursery_infants_juniors"
    colour: str = ""
    pupils: int | None = None
    fsm_pct: Decimal | None = None
    council: str = HOME

    @property
    def number(self) -> str:
        """Council code and establishment."""
        return f"{self.council}{self.establishment}"


def _welsh(key: str, place: str, establishment: int, town: str, colour: str, kind: str = "Ysgol") -> Known:
    name = f"{kind} {place}"
    return Known(key, name, name, place, establishment, "primary", town, medium="WM", colour=colour)


# Angharad's schools come first: they are there however small the region.
ANGHARAD = (
    Known(
        "nant_y_felin",
        "Ysgol Nant-y-Felin",
        "Ysgol Nant-y-Felin",
        "Nant-y-Felin",
        2147,
        "primary",
        "Nant-y-Felin",
        medium="WM",
        colour="amber",
        pupils=214,
        fsm_pct=Decimal("24.3"),
    ),
    Known(
        "pont_rhedyn",
        "Pont Rhedyn Primary School",
        "Ysgol Gynradd Pont Rhedyn",
        "Pont Rhedyn",
        2104,
        "primary",
        "Pont Rhedyn",
        colour="yellow",
    ),
    Known(
        "st_elfan",
        "St Elfan’s Church in Wales Primary School",
        "Ysgol Gynradd yr Eglwys yng Nghymru Sant Elfan",
        "St Elfan’s",
        3304,
        "primary",
        "Pont Rhedyn",
        governance="va",
        faith="cw",
        colour="yellow",
    ),
    _welsh("llwyn_celynnen", "Llwyn Celynnen", 2133, "Blaen Rhedyn", "green", "Ysgol Gymraeg"),
    Known(
        "heol_lafant",
        "Heol Lafant Primary School",
        "Ysgol Gynradd Heol Lafant",
        "Heol Lafant",
        2128,
        "primary",
        "Nant-y-Felin",
        colour="red",
    ),
    Known(
        "blaen_nant",
        "Blaen-nant Pupil Referral Unit",
        "Uned Cyfeirio Disgyblion Blaen-nant",
        "Blaen-nant",
        1101,
        "pru",
        "Blaen Rhedyn",
        medium="NA",
        governance="na",
        school_type="",
    ),
)
OTHERS = (
    Known(
        "cwm_rhedyn",
        "Ysgol Gyfun Cwm Rhedyn",
        "Ysgol Gyfun Cwm Rhedyn",
        "Cwm Rhedyn",
        4012,
        "secondary",
        "Pont Rhedyn",
        medium="WM",
        school_type="secondary_11_19",
        colour="yellow",
    ),
    Known(
        "pen_y_bryniau",
        "Ysgol Pen-y-Bryniau",
        "Ysgol Pen-y-Bryniau",
        "Pen-y-Bryniau",
        5501,
        "middle",
        "Pen-y-Bryniau",
        medium="WM",
        school_type="middle_3_19",
        colour="red",
    ),
    _welsh("awel_y_rhedyn", "Awel y Rhedyn", 2118, "Trelafant", "green"),
    _welsh("bryn_eithinog", "Bryn Eithinog", 2121, "Llanrhedyn", "yellow"),
    _welsh("maes_yr_ehedydd", "Maes-yr-Ehedydd", 2139, "Y Bont Wen", "amber"),
    _welsh("y_bont_wen", "y Bont Wen", 2152, "Y Bont Wen", "green"),
    # For sorting: in Welsh ng stands before h and ll after l; capitals may carry the little roof.
    _welsh("cae_r_wyn", "Cae’r Ŵyn", 2155, "Blaen Rhedyn", "green"),
    _welsh("lon_banadl", "Lôn Banadl", 2157, "Trelafant", "green"),
    _welsh("llwyn_banadl", "Llwyn Banadl", 2158, "Llanrhedyn", "yellow"),
    _welsh("glan_yr_angor", "Glan yr Angor", 2160, "Pont Rhedyn", "green"),
    _welsh("glan_yr_allt", "Glan yr Allt", 2161, "Pont Rhedyn", "yellow"),
    Known(
        "llyn_yr_wydd",
        "Llyn yr Ŵydd Primary School",
        "Ysgol Gynradd Llyn yr Ŵydd",
        "Llyn yr Ŵydd",
        2163,
        "primary",
        "Trelafant",
        colour="yellow",
    ),
    Known(
        "cefn_gwernen",
        "Cefn Gwernen High School",
        "Ysgol Uwchradd Cefn Gwernen",
        "Cefn Gwernen",
        4007,
        "secondary",
        "Trelafant",
        school_type="secondary_11_16",
        colour="yellow",
    ),
)
KNOWN = ANGHARAD + OTHERS
ANGHARADS = frozenset(school.key for school in ANGHARAD)
