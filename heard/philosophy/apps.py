from django.apps import AppConfig


class PhilosophyRoom(AppConfig):
    name = "heard.philosophy"
    label = "philosophy"

    def ready(self) -> None:
        from heard.philosophy import gate, rules, staff_data

        gate.offer(rules.TONE)
        staff_data.offer_all()
