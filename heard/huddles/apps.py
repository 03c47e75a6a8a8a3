from django.apps import AppConfig


class HuddlesRoom(AppConfig):
    name = "heard.huddles"
    label = "huddles"

    def ready(self) -> None:
        from heard.huddles import panel, rules, staff_data
        from heard.philosophy import gate

        panel.offer_all()
        gate.offer(rules.ANOTHER_VOICE)
        staff_data.offer_all()
