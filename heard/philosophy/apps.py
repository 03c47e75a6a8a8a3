from django.apps import AppConfig


class PhilosophyRoom(AppConfig):
    name = "heard.philosophy"
    label = "philosophy"

    def ready(self) -> None:
        from heard.philosophy import gate, rules

        gate.offer(rules.TONE)
