from django.apps import AppConfig


class DecisionsRoom(AppConfig):
    name = "heard.decisions"
    label = "decisions"
