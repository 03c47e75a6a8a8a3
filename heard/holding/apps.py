from django.apps import AppConfig


class HoldingRoom(AppConfig):
    name = "heard.holding"
    label = "holding"

    def ready(self) -> None:
        from heard.holding import panel, rules, staff_data
        from heard.philosophy import gate

        panel.offer_all()
        for rule in (rules.HEARD_BEFORE_NO, rules.TIME_IN_THE_HEAT, rules.PROMISES_KEPT):
            gate.offer(rule)
        staff_data.offer_all()
