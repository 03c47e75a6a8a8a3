from django.apps import AppConfig


class HeatRoom(AppConfig):
    name = "heard.heat"
    label = "heat"
