from django.apps import AppConfig


class HoldingRoom(AppConfig):
    name = "heard.holding"
    label = "holding"
