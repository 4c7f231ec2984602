"""Where the service works: the service itself, councils, boundaries, postcodes, frameworks in force."""

from django.db import models

from gwella.core.models import DataImport
from gwella.core.text import Bilingual

__all__ = ["Boundary", "Council", "CouncilDay", "CouncilTerm", "FrameworkYear", "Postcode", "Service"]


class Service(models.Model):
    """The one service this installation serves. A demonstration never holds a real school, nor the reverse."""

    name_en = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120)
    address_en = models.TextField(blank=True)
    address_cy = models.TextField(blank=True)
    is_demonstration = models.BooleanField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="service_is_one")]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> Bilingual:
        """The service's name in both languages."""
        return Bilingual(self.name_en, self.name_cy)


class FrameworkYear(models.Model):
    """The framework the service works under in a school year. None for a year is an explained state."""

    school_year = models.CharField(max_length=7, unique=True)
    framework = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.school_year}: {self.framework}"


class Council(models.Model):
    """A council, with the three-digit code that begins its schools' numbers."""

    code = models.CharField(max_length=3, unique=True)
    name_en = models.CharField(max_length=80)
    name_cy = models.CharField(max_length=80)
    sort_en = models.CharField(max_length=400, blank=True)
    sort_cy = models.CharField(max_length=400, blank=True)
    is_served = models.BooleanField(default=False)

    class Meta:
        ordering = ["sort_en", "code"]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> Bilingual:
        """The council's name in both languages."""
        return Bilingual(self.name_en, self.name_cy)


class Boundary(models.Model):
    """A council's outline: polygons as lists of rings of [longitude, latitude], simplified for maps."""

    council = models.OneToOneField(Council, on_delete=models.CASCADE, related_name="boundary")
    polygons = models.JSONField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"boundary of {self.council_id}"


class Postcode(models.Model):
    """A postcode with its point, in degrees. The code is kept as written, with one space."""

    code = models.CharField(max_length=8, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    def __str__(self) -> str:
        return self.code


class CouncilTerm(models.Model):
    """A term as a council set it: first and last day, and the half-term holiday inside it (both days off)."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="terms")
    school_year = models.CharField(max_length=7)
    term = models.CharField(max_length=6)  # autumn, spring or summer
    starts_on = models.DateField()
    ends_on = models.DateField()
    half_term_starts_on = models.DateField(null=True, blank=True)
    half_term_ends_on = models.DateField(null=True, blank=True)
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["council", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["council", "school_year", "term"], name="council_term_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(term__in=("autumn", "spring", "summer")), name="council_term_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="council_term_days_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(half_term_starts_on=None, half_term_ends_on=None)
                | models.Q(
                    half_term_starts_on__gte=models.F("starts_on"),
                    half_term_ends_on__gte=models.F("half_term_starts_on"),
                    half_term_ends_on__lte=models.F("ends_on"),
                ),
                name="council_term_holds_its_half_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.term} {self.school_year}"


class CouncilDay(models.Model):
    """A day on which a council's schools are shut though it is in term, or open though it would be a bank holiday."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=12)  # bank_holiday, closure or open
    name_en = models.CharField(max_length=80, blank=True)
    name_cy = models.CharField(max_length=80, blank=True)
    brought_by = models.ForeignKey(DataImport, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["council", "day"]
        constraints = [
            models.UniqueConstraint(fields=["council", "day"], name="council_day_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("bank_holiday", "closure", "open")), name="council_day_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.day}: {self.kind}"

    @property
    def name(self) -> Bilingual:
        """What the day is, in both languages; either may be empty."""
        return Bilingual(self.name_en, self.name_cy)
