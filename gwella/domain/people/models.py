"""People: who may sign in, and who works for the service with what skills and how many days."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from gwella.domain.places.models import Council

__all__ = ["SystemLeader", "User"]


class UserManager(BaseUserManager["User"]):
    """Makes people known by their e-mail."""

    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> "User":
        """A person; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may see follows from their role grants (`schools.RoleGrant`), never from flags here."""

    class Reads(models.TextChoices):
        """The language a person asked for. Not asked means both, Welsh first."""

        WELSH = "cy"
        ENGLISH = "en"
        BOTH = "both"
        NOT_ASKED = ""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    reads = models.CharField(max_length=4, choices=Reads, blank=True, default=Reads.NOT_ASKED)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def __str__(self) -> str:
        return self.name


class SystemLeader(models.Model):
    """What a person brings who looks after schools. `half_days` a year keeps days exact (days go by halves)."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="system_leader")
    half_days = models.PositiveSmallIntegerField()
    phases = models.JSONField(default=list)
    subjects = models.JSONField(default=list)
    # 0 none … 5 proficient; the framework says which schools need which level.
    welsh_level = models.PositiveSmallIntegerField(default=0)
    base_name = models.CharField(max_length=80, blank=True)
    base_postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # Councils the person has agreed to work in. None named means any of the service's.
    councils = models.ManyToManyField(Council, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(welsh_level__lte=5), name="system_leader_welsh_level"),
            models.CheckConstraint(condition=models.Q(half_days__lte=460), name="system_leader_half_days"),
        ]

    def __str__(self) -> str:
        return self.user.name

    @property
    def days(self) -> float:
        """Days a year, to the half."""
        return self.half_days / 2
