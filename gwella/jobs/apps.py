from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "gwella.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Tell the queue where each background work is done."""
        from gwella.core.work import done_in
        from gwella.jobs.registered import DONE_IN

        done_in(DONE_IN)
