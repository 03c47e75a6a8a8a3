from django.apps import AppConfig


class HeatRoom(AppConfig):
    name = "heard.heat"
    label = "heat"

    def ready(self) -> None:
        from heard.heat import panel

        panel.offer_all()
