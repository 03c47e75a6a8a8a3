from django.apps import AppConfig


class HeatRoom(AppConfig):
    name = "heard.heat"
    label = "heat"

    def ready(self) -> None:
        from heard.heat import panel, staff_data

        panel.offer_all()
        staff_data.offer_all()
