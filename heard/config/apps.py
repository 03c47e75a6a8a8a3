from django.apps import AppConfig


class Porch(AppConfig):
    name = "heard.config"
    label = "config"
