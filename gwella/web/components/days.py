"""Days as a picture: the meter of one school, the mini meter of a row, the load of a person.

Solid is used (or kept), hatched planned (or new), white agreed and left, dashed beyond agreement (or free). A blank
and a zero look different: what nobody has set is a dash with its reason. Widths are SVG attributes in per cent, so
the policy without inline styles holds and text keeps its size on a phone.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gwella.web.components.base import Component, Content
from gwella.web.components.lists import Table
from gwella.web.components.marks import Blank

Days = Decimal | int | float


def days(value: Days | None, places: int | None = None) -> str:
    """Days in the reader's format: 12, 2.5; with `places` always that many decimals (15.0)."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    if places is None:
        exact = exact.normalize()
        places = max(0, -int(exact.as_tuple().exponent))
    return str(number_format(exact, decimal_pos=places))


def per_cent(part: Days, whole: Days) -> str:
    """A length as a per cent of the whole, for an SVG attribute, kept within 0 and 100."""
    share = float(part) / float(whole) * 100 if whole else 0.0
    return f"{min(max(share, 0.0), 100.0):.3f}%"


@dataclass(frozen=True)
class Tick:
    """A mark under the bar; `long` at 0, each fifth day and the end."""

    x: str
    foot: int


@dataclass(frozen=True)
class Meter(Component):
    """The days of one school: a sentence, the bar, five figures, the pots under a fold.

    `ceiling` and `agreed` may be None while nobody has set them; `reason` then says why. `say` is one sentence a
    governor can read. The ceiling is not a promise: the source line under the meter says so.
    """

    template = "components/meter.html"
    say: Content
    ceiling: Days | None
    agreed: Days | None
    planned: Days
    used: Days
    reason: Content = ""
    pots: Table | None = None
    pots_label: Content = ""

    @property
    def left(self) -> Days | None:
        """Agreed and neither used nor planned; below zero where more is planned than agreed; None before agreement."""
        if self.agreed is None:
            return None
        return Decimal(str(self.agreed)) - Decimal(str(self.used)) - Decimal(str(self.planned))

    @property
    def over(self) -> str:
        """The days used and planned beyond agreement, or nothing."""
        return days(-self.left) if self.left is not None and self.left < 0 else ""

    @property
    def whole(self) -> Days:
        """The length of the bar in days."""
        committed = float(self.used) + float(self.planned)
        return max(float(self.ceiling or 0), float(self.agreed or 0), committed) or 1

    @property
    def used_width(self) -> str:
        return per_cent(self.used, self.whole)

    @property
    def planned_width(self) -> str:
        return per_cent(float(self.used) + float(self.planned), self.whole)

    @property
    def agreed_width(self) -> str:
        return per_cent(self.agreed, self.whole) if self.agreed is not None else "0%"

    @property
    def agreed_anchor(self) -> str:
        """The words over the post stand on the side that has room for them."""
        return "end" if self.agreed is not None and float(self.agreed) / float(self.whole) > 0.4 else "start"

    @property
    def ticks(self) -> list[Tick]:
        """One mark a day; from 40 days on one each fifth day."""
        last = int(self.whole)
        step = 1 if last <= 40 else 5
        return [Tick(per_cent(day, self.whole), 61 if day % 5 == 0 else 58) for day in range(0, last + 1, step)]

    @property
    def figures(self) -> list[tuple[str, str, SafeString | str]]:
        """(key, label, figure) in the order people ask for them."""
        why = Blank(self.reason or gettext("not set yet")).render()
        rows = [
            ("over", gettext("Ceiling"), self.ceiling),
            ("post", gettext("Agreed"), self.agreed),
            ("plan", gettext("Planned"), self.planned),
            ("used", gettext("Used"), self.used),
            ("left", gettext("Left"), max(self.left, Decimal(0)) if self.left is not None else None),
        ]
        return [(key, label, why if value is None else days(value, 1)) for key, label, value in rows]

    @property
    def ceiling_text(self) -> str:
        return days(self.ceiling)

    @property
    def agreed_text(self) -> str:
        return days(self.agreed)


@dataclass(frozen=True)
class MiniMeter(Component):
    """The meter of a row, with its words under it; drawn against the ceiling."""

    template = "components/mini_meter.html"
    ceiling: Days | None
    agreed: Days | None
    planned: Days
    used: Days
    reason: Content = ""

    @property
    def meter(self) -> Meter:
        return Meter("", self.ceiling, self.agreed, self.planned, self.used, self.reason)

    @property
    def widths(self) -> dict[str, str]:
        """In units of a bar 128 wide."""
        meter = self.meter
        parts = {"left": self.agreed or 0, "plan": float(self.used) + float(self.planned), "used": self.used}
        return {key: f"{128 * min(float(value) / float(meter.whole), 1):.1f}" for key, value in parts.items()}

    @property
    def text(self) -> dict[str, str]:
        meter = self.meter
        left = max(meter.left, Decimal(0)) if meter.left is not None else None
        return {
            "used": days(self.used),
            "planned": days(self.planned),
            "left": days(left),
            "agreed": days(self.agreed),
            "over": meter.over,
        }


@dataclass(frozen=True)
class Load(Component):
    """One person's days: kept and new against capacity, on a scale shared by the whole list."""

    template = "components/load.html"
    kept: Days
    new: Days
    capacity: Days
    scale: Days
    say: Content = ""

    @property
    def kept_width(self) -> str:
        return per_cent(self.kept, self.scale)

    @property
    def new_width(self) -> str:
        return per_cent(self.new, self.scale)

    @property
    def capacity_width(self) -> str:
        return per_cent(self.capacity, self.scale)
