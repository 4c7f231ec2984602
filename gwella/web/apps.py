from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gwella.web"
    label = "web"

    def ready(self) -> None:
        from gwella.web.accounts import kept

        kept.listen()
