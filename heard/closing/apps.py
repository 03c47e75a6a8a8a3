from django.apps import AppConfig


class ClosingRoom(AppConfig):
    name = "heard.closing"
    label = "closing"
