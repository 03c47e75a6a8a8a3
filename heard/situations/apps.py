from django.apps import AppConfig


class SituationsRoom(AppConfig):
    name = "heard.situations"
    label = "situations"

    def ready(self) -> None:
        from heard.situations import panel

        panel.offer_all()
