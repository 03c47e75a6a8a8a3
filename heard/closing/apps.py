from django.apps import AppConfig


class ClosingRoom(AppConfig):
    name = "heard.closing"
    label = "closing"

    def ready(self) -> None:
        from heard.closing import acts, panel, rules, staff_data
        from heard.decisions.acts import erasing
        from heard.philosophy import gate

        panel.offer_all()
        erasing.offer(acts.forget)
        gate.offer(rules.GOOD_NOTE)
        staff_data.offer_all()
