from django.apps import AppConfig
from django.db.backends.signals import connection_created


class DeskRoom(AppConfig):
    name = "heard.desk"
    label = "desk"

    def ready(self) -> None:
        from heard.desk import staff_data, words

        staff_data.offer_all()
        connection_created.connect(words.teach)
