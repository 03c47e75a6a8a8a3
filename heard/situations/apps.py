from django.apps import AppConfig


class SituationsRoom(AppConfig):
    name = "heard.situations"
    label = "situations"

    def ready(self) -> None:
        from heard.situations import panel, staff_data

        panel.offer_all()
        staff_data.offer_all()
