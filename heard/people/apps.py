from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "heard.people"
    label = "people"

    def ready(self) -> None:
        from heard.people import staff_data

        staff_data.offer_all()
