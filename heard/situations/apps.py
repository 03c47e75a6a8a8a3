from django.apps import AppConfig


class SituationsRoom(AppConfig):
    name = "heard.situations"
    label = "situations"

    def ready(self) -> None:
        from heard.conversations.acts import aside
        from heard.situations import panel, staff_data

        panel.offer_all()
        staff_data.offer_all()
        aside.object_to("situations", panel.is_taken_up)
