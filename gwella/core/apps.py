from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "gwella.core"
    label = "core"
