from django.apps import AppConfig


class ListeningRoom(AppConfig):
    name = "heard.listening"
    label = "listening"

    def ready(self) -> None:
        from heard.listening import panel, staff_data

        panel.offer_all()
        staff_data.offer_all()
