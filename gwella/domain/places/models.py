"""Where the service works: the service itself, councils, boundaries, postcodes, frameworks in force."""

from django.db import models

from gwella.core.text import Bilingual

__all__ = ["Boundary", "Council", "FrameworkYear", "Postcode", "Service"]


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
