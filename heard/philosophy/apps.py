from django.apps import AppConfig


class PhilosophyRoom(AppConfig):
    name = "heard.philosophy"
    label = "philosophy"

    def ready(self) -> None:
        from heard.people import about_you as people
        from heard.philosophy import about_you, gate, rules, staff_data

        gate.offer(rules.TONE)
        people.offer(about_you.RHYTHM)
        staff_data.offer_all()
