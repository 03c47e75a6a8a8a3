from django.apps import AppConfig


class DecisionsRoom(AppConfig):
    name = "heard.decisions"
    label = "decisions"

    def ready(self) -> None:
        from heard.conversations import cautions
        from heard.decisions import panel, rules, saying, staff_data
        from heard.philosophy import gate

        panel.offer_all()
        gate.offer(rules.NEVER_ALONE)
        staff_data.offer_all()
        cautions.offer("decisions", saying.look)
