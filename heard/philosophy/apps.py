from django.apps import AppConfig


class PhilosophyRoom(AppConfig):
    name = "heard.philosophy"
    label = "philosophy"
