from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gwella.web"
    label = "web"
