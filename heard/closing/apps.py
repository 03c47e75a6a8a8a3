from django.apps import AppConfig


class ClosingRoom(AppConfig):
    name = "heard.closing"
    label = "closing"

    def ready(self) -> None:
        from heard.closing import panel, rules
        from heard.philosophy import gate

        panel.offer_all()
        gate.offer(rules.GOOD_NOTE)
