from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "gwella.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register who does which background work."""
        from gwella.jobs import registered  # noqa: F401
