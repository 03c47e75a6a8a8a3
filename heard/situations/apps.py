from django.apps import AppConfig


class SituationsRoom(AppConfig):
    name = "heard.situations"
    label = "situations"
