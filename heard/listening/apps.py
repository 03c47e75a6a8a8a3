from django.apps import AppConfig


class ListeningRoom(AppConfig):
    name = "heard.listening"
    label = "listening"

    def ready(self) -> None:
        from heard.listening import about_you as mine
        from heard.listening import panel, staff_data
        from heard.people import about_you

        panel.offer_all()
        about_you.offer(mine.MOMENT)
        staff_data.offer_all()
