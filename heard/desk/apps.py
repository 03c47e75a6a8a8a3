from django.apps import AppConfig


class DeskRoom(AppConfig):
    name = "heard.desk"
    label = "desk"
