from django.apps import AppConfig


class DomainConfig(AppConfig):
    """One app for all that the service knows: a model may move between packages without a migration."""

    name = "gwella.domain"
    label = "domain"
