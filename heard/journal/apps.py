from django.apps import AppConfig


class JournalRoom(AppConfig):
    name = "heard.journal"
    label = "journal"
