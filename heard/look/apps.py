from django.apps import AppConfig


class LookRoom(AppConfig):
    name = "heard.look"
    label = "look"
