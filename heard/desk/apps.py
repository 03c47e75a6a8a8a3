from django.apps import AppConfig


class DeskRoom(AppConfig):
    name = "heard.desk"
    label = "desk"

    def ready(self) -> None:
        from heard.desk import staff_data

        staff_data.offer_all()
