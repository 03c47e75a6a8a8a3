from django.apps import AppConfig


class HuddlesRoom(AppConfig):
    name = "heard.huddles"
    label = "huddles"
