from django.apps import AppConfig


class ListeningRoom(AppConfig):
    name = "heard.listening"
    label = "listening"
